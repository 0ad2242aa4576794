"""The reading room: opening stories, moving in them, and coming back to a place."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import get_current_worker

from index.model import Analysis, Article, Order, Span, StoryActor, StorySummary
from tui.correcting import Subject
from tui.glyphs import Glyphs
from tui.keys import Keymap
from tui.lines import LineList
from tui.messages import Entered, OpenArticle, StatusLine
from tui.panes.article import ArticlePane
from tui.panes.searchbar import SearchField
from tui.safe_text import cell_width
from tui.screens.room_following import RoomFollowing
from tui.screens.room_listings import wanted_at
from tui.trail import Place
from tui.troubles import sentence
from tui.unread import unread_among

if TYPE_CHECKING:
    from index.archive import Archive
    from index.listing import Listing

_A_MOMENT = 0.1  # seconds


class ReadingRoom(RoomFollowing):
    """The screen a reader spends the hour in."""

    class _Read(Message, bubble=False):
        """An article was read from the archive; ``visit``: it is a new place on the trail."""

        def __init__(
            self,
            article: Article,
            analysis: Analysis,
            matches: tuple[Span, ...],
            summary: StorySummary,
            target: Place,
            visit: bool,
        ) -> None:
            super().__init__()
            self.article = article
            self.analysis = analysis
            self.matches = matches
            self.summary = summary
            self.target = target
            self.visit = visit

    class _Met(Message, bubble=False):
        """The actors of an article were read from the archive."""

        def __init__(self, article_id: str, actors: tuple[StoryActor, ...]) -> None:
            super().__init__()
            self.article_id = article_id
            self.actors = actors

    class _Matched(Message, bubble=False):
        def __init__(self, article_id: str, matches: tuple[Span, ...]) -> None:
            super().__init__()
            self.article_id = article_id
            self.matches = matches

    def __init__(self, signs: Glyphs, keymap: Keymap, measure: int) -> None:
        super().__init__(signs, keymap, measure)
        self._target = Place()
        self._waiting: Place | None = None
        self._open_when_shown = False

    # Articles

    def on_line_list_chosen(self, message: LineList.Chosen[StorySummary]) -> None:
        """Open the story chosen."""
        if message.lines is self.stories.lines:
            message.stop()
            if self.looking and self.archive is not None:
                # Enter came before what was searched for: the story meant is not on the screen yet.
                self._open_when_shown = True
            else:
                self.open_article(message.row.id)

    def open_article(
        self,
        article_id: str,
        *,
        actor: str | None = None,
        at: Span | None = None,
        whence: str = "",
    ) -> None:
        """Open an article: a new place on the trail. ``whence``: from what else than the list it is opened."""
        target = Place(article=article_id, actor=actor, at=at, whence=whence, pane="article")
        self._fetch(target, visit=True)

    def _fetch(self, target: Place, *, visit: bool) -> None:
        self._target = target
        if self.archive is None:
            self._waiting = target
            return
        self.run_worker(
            partial(self._read_article, self.archive, target, self._shown.query, visit),
            thread=True,
            group="article",
            exclusive=True,
            exit_on_error=False,
        )

    def _read_article(self, archive: Archive, target: Place, query: str, visit: bool) -> None:
        worker = get_current_worker()
        article_id = target.article or ""
        try:
            article = archive.article(article_id)
            analysis = archive.analysis(article.id)
            matches = archive.matches(article.id, query) if query.strip() else ()
            summary = archive.summary(article.id)
            read_only = archive.read_only
        except Exception as error:
            if not worker.is_cancelled:
                self.post_message(StatusLine(sentence(error, "The story cannot be opened")))
            return
        if worker.is_cancelled:
            return
        opened = visit and not summary.read and not read_only
        if opened:
            summary = replace(summary, read=True)
        self.post_message(self._Read(article, analysis, matches, summary, target, visit))
        if opened:
            try:
                # After it is shown: another process's import may keep the database busy for a while.
                archive.set_read(article.id, True)
            except Exception as error:
                failed = "The story cannot be marked as read"
                self.post_message(StatusLine(sentence(error, failed)))

    def on_reading_room__read(self, message: _Read) -> None:
        """Show an article that was read from the archive."""
        target = message.target
        if target is not self._target:
            return
        here = self.present_place()
        self._reading = message.summary
        article = message.article
        self.article.show(
            article,
            message.analysis,
            matches=message.matches,
            focus_actor=target.actor,
            at=target.at,
        )
        self._meet(article.id)
        self.story_changed(message.summary)
        self._target = target
        if message.visit:
            place = replace(
                here,
                article=article.id,
                actor=target.actor,
                at=target.at,
                whence=target.whence,
                scroll=self.article.place,
                over=None,
                pane="article",
            )
            self.post_message(Entered(here, place))
            self._go_to_pane("article")
        else:
            self.article.return_to(target.scroll)

    def _meet(self, article_id: str) -> None:
        """Read who is in an article, which may take longer than to read it where they are met often."""
        if self.archive is None:
            return
        # Of most articles the actors are there before anybody could see that the pane was emptied.
        self.set_timer(_A_MOMENT, partial(self._await_actors, article_id))
        self.run_worker(
            partial(self._read_actors, self.archive, article_id),
            thread=True,
            group="actors",
            exclusive=True,
            exit_on_error=False,
        )

    def _await_actors(self, article_id: str) -> None:
        if self._reading is not None and self._reading.id == article_id:
            self.actors.expect(article_id)

    def _read_actors(self, archive: Archive, article_id: str) -> None:
        worker = get_current_worker()
        try:
            actors = archive.story_actors(article_id)
        except Exception as error:
            if worker.is_cancelled:
                return
            actors = ()
            failed = "The actors of the story cannot be read"
            self.post_message(StatusLine(sentence(error, failed)))
        if not worker.is_cancelled:
            self.post_message(self._Met(article_id, actors))

    def on_reading_room__met(self, message: _Met) -> None:
        """Show who is in the article, unless another has been opened meanwhile."""
        if self._reading is not None and self._reading.id == message.article_id:
            self.actors.show(message.actors, message.article_id)

    def on_article_pane_moved(self, message: ArticlePane.Moved) -> None:
        """Show how far the article is read."""
        message.stop()
        article = self._reading
        whence = self._target.whence
        if cell_width(whence) > self.article.size.width // 3:
            whence = whence.partition(" ")[0]
        told = [f"via {whence}" if whence else "", self.article.position]
        self.article_title.entitle(
            article.headline if article is not None else "",
            f" {self._signs.horizontal} ".join(each for each in told if each),
        )

    def on_open_article(self, message: OpenArticle) -> None:
        """Open an article that a pane asks for."""
        message.stop()
        self.open_article(
            message.article_id, actor=message.actor_id, at=message.at, whence=message.whence
        )

    def action_next_unread(self) -> None:
        """Open the next unread story of the listing, from the cursor on and round."""
        lines = self.stories.lines
        if self.archive is None or not lines.total:
            return
        if isinstance(self.focused, SearchField):
            self.focused.action_accept()
            return
        current = lines.current
        begun = current is not None and not current.read
        opened = (
            self._reading is not None and current is not None and current.id == self._reading.id
        )
        start = lines.cursor + (0 if begun and not opened else 1)
        found = unread_among(lines.row, start, lines.total)
        listing = self._listing
        if found is None:
            self.say("There is nothing unread here.")
        elif found.story is not None:
            self._open_unread(found.place, found.story)
        elif listing is None or lines.source is not listing:
            self.say("The stories are still being read.")
        else:
            self.run_worker(
                partial(self._find_unread, self.archive, listing, found.place),
                thread=True,
                group="unread",
                exclusive=True,
                exit_on_error=False,
            )

    def _find_unread(self, archive: Archive, listing: Listing, start: int) -> None:
        worker = get_current_worker()
        try:
            found = archive.next_unread(listing, start)
        except Exception as error:
            if not worker.is_cancelled:
                failed = "The next unread story cannot be found"
                self.post_message(StatusLine(sentence(error, failed)))
            return
        if worker.is_cancelled:
            return
        if found is None:
            self.post_message(StatusLine("There is nothing unread here."))
        else:
            self.app.call_from_thread(self._open_unread, *found)

    def _open_unread(self, place: int, row: StorySummary) -> None:
        self.stories.lines.move_to(place)
        self.open_article(row.id)

    def subject(self) -> Subject | None:
        """Return the actor under the cursor: the mention in the article, or the row of the actors' pane."""
        if self._reading is None:
            return None
        if self._pane == "actors":
            row = self.actors.current
            if row is None:
                return None
            return Subject(row.actor, row.name, row.kind, self._reading.id)
        mention = self.article.current_mention
        if mention is None:
            return None
        same = sum(1 for each in self.article.mentions if each.actor == mention.actor)
        return Subject(
            mention.actor,
            mention.name or mention.surface,
            mention.kind,
            article=self._reading.id,
            mention=mention,
            others=same - 1 if mention.actor is not None else 0,
        )

    def renew_article(self) -> None:
        """Read the article again, and who is in it: the reader stays in the same place."""
        if self._reading is not None:
            mention = self.article.current_mention
            at = None if mention is None else Span(mention.start, mention.end)
            self._fetch(replace(self.present_place(), at=at), visit=False)

    def present_story(self) -> StorySummary | None:
        """Return the story being read, or the one under the cursor while the stories have the focus."""
        current = self.stories.lines.current
        return current if self._pane == "stories" or self._reading is None else self._reading

    def story_changed(self, story: StorySummary) -> None:
        """Show a story's new marks in the list and keep them for the next action on it."""
        if self._reading is not None and self._reading.id == story.id:
            self._reading = story
        lines = self.stories.lines
        for index in (lines.cursor, *lines.known_rows()):
            row = lines.row(index)
            if row is not None and row.id == story.id:
                lines.replace(index, replace(story, snippet=row.snippet, score=row.score))
                return

    # The place

    def present_place(self) -> Place:
        """Return how the room looks now."""
        lines = self.stories.lines
        current = lines.current
        return Place(
            query=self._shown.query,
            order=self._shown.order,
            once=self._shown.once,
            row=lines.cursor,
            top=lines.top,
            selected=current.id if current is not None else self._wanted.selected,
            article=self._reading.id if self._reading is not None else None,
            scroll=self.article.place,
            actor=self._target.actor,
            at=self._target.at,
            whence=self._target.whence,
            pane=self._pane,
        )

    def restore(self, place: Place) -> None:
        """Make the room look as it did at a place."""
        here = self.present_place()
        if (place.query, place.order, place.once) != (here.query, here.order, here.once):
            self.look_for(wanted_at(place))
        else:
            self.stories.lines.go_to(place.row, place.top)
        if place.article is None:
            self._close_article()
        elif place.article != here.article:
            self._fetch(place, visit=False)
        else:
            self.article.return_to(place.scroll)
        self._go_to_pane(place.pane)

    def _close_article(self) -> None:
        if self._reading is not None:
            self._reading = None
            self._target = Place()
            self.article.clear()
            self.actors.show(())

    def listing_shown(self) -> None:
        """Open what was asked for before the archive was there; mark the search's words in the article."""
        waiting, self._waiting = self._waiting, None
        open_now, self._open_when_shown = self._open_when_shown, False
        if open_now:
            self.stories.lines.action_choose()
        elif waiting is not None:
            self._fetch(waiting, visit=True)
        elif self.archive is not None and self._reading is not None and not self._shown.typing:
            self.run_worker(
                partial(self._match, self.archive, self._reading.id, self._shown.query),
                thread=True,
                group="matches",
                exclusive=True,
                exit_on_error=False,
            )

    def listing_failed(self) -> None:
        """Open the article that was asked for all the same; no row that is listed was meant."""
        self._open_when_shown = False
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._fetch(waiting, visit=True)

    def _match(self, archive: Archive, article_id: str, query: str) -> None:
        worker = get_current_worker()
        try:
            matches = archive.matches(article_id, query) if query.strip() else ()
        except Exception as error:
            matches = ()
            if not worker.is_cancelled:
                failed = "The words found cannot be marked"
                self.post_message(StatusLine(sentence(error, failed)))
        if not worker.is_cancelled:
            self.post_message(self._Matched(article_id, matches))

    def on_reading_room__matched(self, message: _Matched) -> None:
        """Mark the words of a search in the article they were looked for in."""
        if self._reading is not None and self._reading.id == message.article_id:
            self.article.highlight(message.matches)

    # Leaving

    def action_leave(self) -> None:
        """From an article back to the list; from a search back to all stories."""
        if self._pane != "stories":
            self._go_to_pane("stories")
        elif self._shown.query:
            # Likeness is no order for anything else.
            like = self._shown.query.startswith("like:")
            self.search_for("", order=Order.DATE if like else None)

    def action_back_or_quit(self) -> None:
        """Close what is open; quit from the list of all stories."""
        if self._pane != "stories" or self._shown.query:
            self.action_leave()
        else:
            self.app.exit()
