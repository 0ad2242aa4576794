"""The reading room: stories, the article, its actors; one, two or three of them beside each other."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget
from textual.worker import get_current_worker

from index.errors import NewsreaderError, QueryError
from index.model import (
    Analysis,
    Article,
    Histogram,
    Moment,
    Order,
    Precision,
    Span,
    StoryActor,
    StorySummary,
)
from tui.chrome import NARROW, WIDE, actors_width, stories_width
from tui.first_paint import Story, read
from tui.glyphs import Glyphs
from tui.keys import ROOM, Keymap, bindings
from tui.lines import PAGE, LineList
from tui.messages import OpenArticle
from tui.panes.actors import ActorsPane
from tui.panes.article import ArticlePane
from tui.panes.bars import PaneTitle, Separator, StatusBar
from tui.panes.searchbar import SearchBar, SearchField
from tui.panes.stories import BINS, StoriesPane
from tui.screens.story_actions import StoryActions
from tui.screens.welcome import Welcome
from tui.trail import Place

if TYPE_CHECKING:
    from index.archive import Archive
    from index.listing import Listing

Pane = Literal["stories", "article", "actors"]


class RoomArticle(ArticlePane):
    """The article pane, with its place in the text as the trail keeps it."""

    @property
    def place(self) -> int:
        """The place at the top: an offset into the body, or less than nothing for lines of the head."""
        return self._place()

    def return_to(self, place: int) -> None:
        """Bring a place to the top again."""
        if place != self._place():
            self._go_to_place(place)
            self._changed()


@dataclass(frozen=True, slots=True)
class Wanted:
    """A listing that is asked for, and where in it the cursor is to stand."""

    query: str = ""
    order: Order = Order.DATE
    typing: bool = False
    row: int = 0
    top: int = 0
    selected: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A listing with the rows that are shown first, from row ``start`` on."""

    wanted: Wanted
    listing: Listing
    start: int
    first: Sequence[StorySummary]


class ReadingRoom(StoryActions):
    """Stories on the left, the article in the middle, its actors on the right."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(ROOM))
    CSS_PATH = "../styles/reading_room.tcss"
    AUTO_FOCUS = "#stories-lines"

    class Entered(Message):
        """The reader came to another place: ``place`` is how the room looks there."""

        def __init__(self, left: Place, place: Place) -> None:
            super().__init__()
            self.left = left
            self.place = place

    class _Found(Message, bubble=False):
        def __init__(self, looked: Looked) -> None:
            super().__init__()
            self.looked = looked

    class _Spread(Message, bubble=False):
        def __init__(self, wanted: Wanted, histogram: Histogram) -> None:
            super().__init__()
            self.wanted = wanted
            self.histogram = histogram

    class _Failed(Message, bubble=False):
        def __init__(self, wanted: Wanted, error: NewsreaderError) -> None:
            super().__init__()
            self.wanted = wanted
            self.error = error

    class _Read(Message, bubble=False):
        """An article was read from the archive; ``visit``: it is a new place on the trail."""

        def __init__(
            self,
            article: Article,
            analysis: Analysis,
            actors: tuple[StoryActor, ...],
            matches: tuple[Span, ...],
            summary: StorySummary,
            target: Place,
            visit: bool,
        ) -> None:
            super().__init__()
            self.article = article
            self.analysis = analysis
            self.actors = actors
            self.matches = matches
            self.summary = summary
            self.target = target
            self.visit = visit

    class _Counted(Message, bubble=False):
        def __init__(self, stories: int, actors: int) -> None:
            super().__init__()
            self.stories = stories
            self.actors = actors

    def __init__(self, signs: Glyphs, keymap: Keymap) -> None:
        super().__init__()
        self.archive: Archive | None = None
        self.search = SearchBar(signs, id="search")
        self.stories = StoriesPane(signs, id="stories")
        self.article = RoomArticle(id="article")
        self.article_title = PaneTitle("", signs, id="article-title")
        self.actors = ActorsPane(id="actors")
        self.actors_title = PaneTitle("In this story", signs, id="actors-title")
        self.welcome = Welcome(signs, id="welcome")
        self.status = StatusBar(keymap, id="status")
        self._signs = signs
        self._pane: Pane = "stories"
        self._actors_asked: bool | None = None
        self._wanted = Wanted()
        self._shown = Wanted()
        self._before_search: Wanted | None = None
        self._reading: StorySummary | None = None
        self._target = Place()
        self._waiting: Place | None = None
        self._looking = threading.Lock()

    def compose(self) -> ComposeResult:
        """Put the panes beside each other, the search bar over them, a line for hints under them."""
        yield self.search
        with Horizontal(id="body"):
            yield self.stories
            yield Separator(self._signs, id="left-line")
            with Vertical(id="article-column"):
                yield self.article_title
                yield self.article
            yield Separator(self._signs, id="right-line")
            with Vertical(id="actors-column"):
                yield self.actors_title
                yield self.actors
        yield self.welcome
        yield self.prompt
        yield self.status

    def on_mount(self) -> None:
        """Have the panes in their places from the first."""
        self._arrange(self.app.size.width)

    # The archive

    def show_early(self, folder: Path) -> None:
        """Show the newest stories straight from the database, as the first paint did, until it is open."""
        content = read(str(folder), PAGE)
        if content is not None and content.newest:
            rows = [_summary(story) for story in content.newest]
            self.stories.show(EarlyRows(rows, content.stories), rows)
            self.search.count(content.stories, content.actors)

    def begin(self, archive: Archive, *, offer_samples: bool, place: Place | None = None) -> None:
        """Show an archive, at ``place`` of it or with its newest stories."""
        self.archive = archive
        self.welcome.offer_samples = offer_samples
        here = self.present_place()
        self._waiting = None
        self.look_for(
            self._at(place)
            if place is not None
            else Wanted(row=here.row, top=here.top, selected=here.selected)
        )
        self.recount()

    def recount(self) -> None:
        """Bring the totals up to date."""
        archive = self.archive
        if archive is not None:
            self.run_worker(
                lambda: self.post_message(self._Counted(*archive.count())),
                thread=True,
                group="count",
                exclusive=True,
                exit_on_error=False,
            )

    def on_reading_room__counted(self, message: _Counted) -> None:
        """Show the totals; an archive without stories shows what can be done instead."""
        self.search.count(message.stories, message.actors)
        empty = message.stories == 0
        if empty != self.welcome.display:
            self.welcome.display = empty
            self.query_one("#body").display = not empty
            (self.welcome.choices if empty else self.stories.lines).focus()

    def refresh_stories(self) -> None:
        """Look again for what is listed: the archive has changed. The place is kept."""
        here = self.present_place()
        self.look_for(
            replace(self._wanted, row=here.row, top=here.top, selected=here.selected),
        )
        self.recount()

    # Listings

    def look_for(self, wanted: Wanted) -> None:
        """Ask for a listing; a newer call makes an older one void."""
        self._wanted = wanted
        if self.archive is not None:
            self.run_worker(
                partial(self._look, self.archive, wanted),
                thread=True,
                group="search",
                exclusive=True,
                exit_on_error=False,
            )

    def _look(self, archive: Archive, wanted: Wanted) -> None:
        worker = get_current_worker()
        # One search at a time: of the keys typed during a slow one only the last is searched for.
        with self._looking:
            if worker.is_cancelled:
                return
            try:
                listing = archive.stories(wanted.query, order=wanted.order, typing=wanted.typing)
                place = None
                if wanted.selected is not None:
                    try:
                        place = listing.position(wanted.selected)
                    except NewsreaderError:
                        place = None
                if place is not None and place != wanted.row:
                    wanted = replace(wanted, row=place, top=max(0, wanted.top + place - wanted.row))
                start = max(0, min(wanted.row, wanted.top) // PAGE * PAGE)
                end = (max(wanted.row, wanted.top + PAGE // 2) // PAGE + 1) * PAGE
                first = listing.rows(start, end - start)
            except NewsreaderError as error:
                self.post_message(self._Failed(wanted, error))
                return
            if worker.is_cancelled:
                return
            self.post_message(self._Found(Looked(wanted, listing, start, first)))
        try:
            histogram = listing.histogram(BINS)
        except NewsreaderError:
            return
        if not worker.is_cancelled:
            self.post_message(self._Spread(wanted, histogram))

    def on_reading_room__found(self, message: _Found) -> None:
        """Show a listing, unless another has been asked for meanwhile."""
        looked = message.looked
        wanted = looked.wanted
        if (wanted.query, wanted.order, wanted.typing) != (
            self._wanted.query,
            self._wanted.order,
            self._wanted.typing,
        ):
            return
        self._shown = wanted
        self.stories.show(
            looked.listing,
            looked.first,
            start=looked.start,
            cursor=wanted.row,
            top=wanted.top,
            note=looked.listing.note,
            advice=_advice(wanted),
        )
        if not wanted.typing:
            self.search.field.put(wanted.query)
        self._next_in_line()

    def on_reading_room__spread(self, message: _Spread) -> None:
        """Show how the stories spread over time."""
        if message.wanted.query == self._wanted.query:
            self.stories.spread(message.histogram)

    def on_reading_room__failed(self, message: _Failed) -> None:
        """Say why a query cannot be answered; the stories found before stay."""
        if message.wanted.query != self._wanted.query:
            return
        error = message.error
        if isinstance(error, QueryError):
            self.stories.complain(f"{error} (at character {error.position + 1})")
            self.search.field.point_at(error.position)
        else:
            self.say(str(error))

    def listed(self) -> tuple[str, Order, int]:
        """Return the query shown, its order and how many stories it finds."""
        return self._shown.query, self._shown.order, self.stories.lines.total

    # Searching

    def action_search(self) -> None:
        """Edit the query; what it finds is shown while typing."""
        here = self.present_place()
        self._before_search = Wanted(
            here.query, here.order, row=here.row, top=here.top, selected=here.selected
        )
        self._show_pane("stories")
        self.search.field.focus()

    def on_search_field_typed(self, message: SearchField.Typed) -> None:
        """Search for what was typed so far."""
        message.stop()
        self.look_for(Wanted(message.query, self._wanted.order, typing=True))

    def on_search_field_accepted(self, message: SearchField.Accepted) -> None:
        """Keep the query and go to the list."""
        message.stop()
        query = self.search.field.value
        self.search.field.remember(query)
        before, self._before_search = self._before_search, None
        lines = self.stories.lines
        current = lines.current
        self.search_for(
            query,
            left=before,
            row=lines.cursor,
            top=lines.top,
            selected=current.id if current is not None and lines.cursor else None,
        )

    def on_search_field_given_up(self, message: SearchField.GivenUp) -> None:
        """Give back the listing that was there before."""
        message.stop()
        before, self._before_search = self._before_search, None
        before = before or Wanted()
        self.stories.complain("")
        self.search.field.put(before.query)
        if (self._wanted.query, self._wanted.typing) != (before.query, False):
            self.look_for(before)
        self.stories.lines.focus()

    def on_search_field_moved_in_list(self, message: SearchField.MovedInList) -> None:
        """Move the cursor of the list while typing."""
        message.stop()
        self.stories.lines.action_move(message.rows)

    def search_for(
        self,
        query: str,
        *,
        left: Wanted | None = None,
        row: int = 0,
        top: int = 0,
        selected: str | None = None,
    ) -> None:
        """Go to the stories that a query finds: a new place on the trail."""
        here = self.present_place()
        if left is not None:
            here = replace(
                here,
                query=left.query,
                order=left.order,
                row=left.row,
                top=left.top,
                selected=left.selected,
                pane="stories",
            )
        there = replace(
            here, query=query, row=row, top=top, selected=selected, pane="stories", dossier=None
        )
        self.post_message(self.Entered(here, there))
        self.look_for(Wanted(query, here.order, row=row, top=top, selected=selected))
        self._go_to_pane("stories")

    def action_sort(self) -> None:
        """Sort by date, or by how well stories match."""
        if not self._wanted.query.strip():
            self.say("All stories are listed by date.")
            return
        order = Order.RELEVANCE if self._wanted.order is Order.DATE else Order.DATE
        self.look_for(Wanted(self._wanted.query, order))
        self.say("Newest first." if order is Order.DATE else "Best match first.")

    # Articles

    def on_line_list_chosen(self, message: LineList.Chosen[StorySummary]) -> None:
        """Open the story chosen."""
        if message.lines is self.stories.lines:
            message.stop()
            self.open_article(message.row.id)

    def open_article(
        self, article_id: str, *, actor: str | None = None, at: Span | None = None
    ) -> None:
        """Open an article: a new place on the trail."""
        target = Place(article=article_id, actor=actor, at=at, pane="article")
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
            actors = archive.story_actors(article.id)
            matches = archive.matches(article.id, query) if query.strip() else ()
            if not worker.is_cancelled and visit and not archive.summary(article.id).read:
                archive.set_read(article.id, True)
            summary = archive.summary(article.id)
        except NewsreaderError as error:
            self.app.call_from_thread(self.say, str(error))
            return
        if not worker.is_cancelled:
            self.post_message(
                self._Read(article, analysis, actors, matches, summary, target, visit)
            )

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
        self.actors.show(message.actors, article.id)
        self.story_changed(message.summary)
        self._target = target
        if message.visit:
            place = replace(
                here,
                article=article.id,
                actor=target.actor,
                at=target.at,
                scroll=self.article.place,
                dossier=None,
                pane="article",
            )
            self.post_message(self.Entered(here, place))
            self._go_to_pane("article")
        else:
            self.article.return_to(target.scroll)

    def on_article_pane_moved(self, message: ArticlePane.Moved) -> None:
        """Show how far the article is read."""
        message.stop()
        article = self._reading
        self.article_title.entitle(
            article.headline if article is not None else "", self.article.position
        )

    def on_open_article(self, message: OpenArticle) -> None:
        """Open an article that a pane asks for."""
        message.stop()
        self.open_article(message.article_id, actor=message.actor_id, at=message.at)

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
        self.run_worker(
            partial(self._find_unread, lines.cursor + (0 if begun and not opened else 1)),
            thread=True,
            group="unread",
            exclusive=True,
            exit_on_error=False,
        )

    def _find_unread(self, start: int) -> None:
        worker = get_current_worker()
        source = self.stories.lines.source
        total = source.total
        done = 0
        while done < total and not worker.is_cancelled:
            place = (start + done) % total
            rows = source.rows(place, min(PAGE, total - place, total - done))
            if not rows:
                break
            for offset, row in enumerate(rows):
                if not row.read:
                    self.app.call_from_thread(self._open_unread, place + offset, row)
                    return
            done += len(rows)
        if not worker.is_cancelled:
            self.app.call_from_thread(self.say, "There is nothing unread here.")

    def _open_unread(self, place: int, row: StorySummary) -> None:
        self.stories.lines.move_to(place)
        self.open_article(row.id)

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
            row=lines.cursor,
            top=lines.top,
            selected=current.id if current is not None else self._wanted.selected,
            article=self._reading.id if self._reading is not None else None,
            scroll=self.article.place,
            actor=self._target.actor,
            at=self._target.at,
            pane=self._pane,
        )

    def restore(self, place: Place) -> None:
        """Make the room look as it did at a place."""
        here = self.present_place()
        if (place.query, place.order) != (here.query, here.order):
            self.look_for(self._at(place))
        else:
            self.stories.lines.go_to(place.row, place.top)
        if place.article is None:
            self._close_article()
        elif place.article != here.article:
            self._fetch(place, visit=False)
        else:
            self.article.return_to(place.scroll)
        if place.pane in ("stories", "article", "actors"):
            self._go_to_pane(place.pane)  # type: ignore[arg-type]

    def _at(self, place: Place) -> Wanted:
        return Wanted(
            place.query, place.order, row=place.row, top=place.top, selected=place.selected
        )

    def _close_article(self) -> None:
        if self._reading is not None:
            self._reading = None
            self._target = Place()
            self.article.clear()
            self.actors.show(())

    def _next_in_line(self) -> None:
        """Open what was asked for before the archive was there."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._fetch(waiting, visit=True)

    # The panes

    def action_pane(self, name: Pane) -> None:
        """Go to a pane."""
        self._go_to_pane(name)

    def action_toggle_actors(self) -> None:
        """Show the actors of the story, or hide them."""
        shown = self.query_one("#actors-column").display
        self._actors_asked = not shown
        if self._pane == "actors" and shown:
            self._go_to_pane("article")
        elif not shown and self.size.width < NARROW:
            self._go_to_pane("actors")
        else:
            self._arrange()
            if self._pane == "stories" and not self.stories.display:
                self._go_to_pane("article")

    def _go_to_pane(self, name: Pane) -> None:
        self._show_pane(name)
        {"stories": self.stories.lines, "article": self.article, "actors": self.actors}[
            name
        ].focus()

    def _show_pane(self, name: Pane) -> None:
        self._pane = name
        if name == "actors":
            self._actors_asked = True
        elif name == "stories" and self.size.width < WIDE:
            self._actors_asked = None
        self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        """Show as many panes as there is room for."""
        self._arrange(event.size.width)

    def _arrange(self, width: int | None = None) -> None:
        """Decide which panes stand beside each other, and how wide."""
        width = self.size.width if width is None else width
        column = self.query_one("#actors-column")
        middle = self.query_one("#article-column")
        asked = self._actors_asked
        if width < NARROW:
            stories, article, actors = (
                self._pane == "stories",
                self._pane == "article",
                self._pane == "actors",
            )
        elif width < WIDE:
            actors = bool(asked)
            stories, article = not actors, True
        else:
            stories, article, actors = True, True, asked is not False
        _display(self.stories, stories)
        _display(middle, article)
        _display(column, actors)
        _display(self.query_one("#left-line"), stories and article)
        _display(self.query_one("#right-line"), actors and article)
        beside = stories and article
        _widen(self.stories, stories_width(width) if beside else None)
        _widen(column, actors_width(width) if actors and article else None)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show in the titles and the hints which pane has the focus."""
        widget = event.widget
        hinted: str = self._pane
        if widget is self.search.field:
            hinted = "search"
        elif widget is self.article:
            hinted = self._pane = "article"
        elif self.actors in widget.ancestors_with_self:
            hinted = self._pane = "actors"
        elif widget is self.stories.lines:
            hinted = self._pane = "stories"
        elif widget is self.welcome.choices:
            hinted = "welcome"
        self.stories.title.focus_is(hinted == "stories")
        self.article_title.focus_is(hinted == "article")
        self.actors_title.focus_is(hinted == "actors")
        self.status.hint_at(hinted)

    # Actions of the article, from wherever the focus is

    def _in_article(self) -> bool:
        if self._reading is None:
            self.say("Open a story first.")
            return False
        if self._pane != "article":
            self._go_to_pane("article")
        return True

    def action_next_mention(self) -> None:
        """Go to the next actor named in the article."""
        if self._in_article():
            self.article.action_next_mention()

    def action_previous_mention(self) -> None:
        """Go to the actor named before."""
        if self._in_article():
            self.article.action_previous_mention()

    def action_hint_actors(self) -> None:
        """Put a letter on each actor in sight."""
        if self._in_article():
            self.article.action_hint_actors()

    def action_next_match(self) -> None:
        """Go to the next match of the search in the article."""
        if self._in_article():
            self.article.action_next_match()

    def action_previous_match(self) -> None:
        """Go to the match before."""
        if self._in_article():
            self.article.action_previous_match()

    # Leaving

    def action_leave(self) -> None:
        """From an article back to the list; from a search back to all stories."""
        if self._pane != "stories":
            self._go_to_pane("stories")
        elif self._shown.query:
            self.search_for("")

    def action_back_or_quit(self) -> None:
        """Close what is open; quit from the list of all stories."""
        if self._pane != "stories" or self._shown.query:
            self.action_leave()
        else:
            self.app.exit()

    # The line at the bottom

    def say(self, message: str) -> None:
        """Show a sentence at the foot until the next key."""
        self.status.say(message)

    def on_key(self) -> None:
        """Take the sentence at the foot away with the next key."""
        if self.status.message:
            self.status.say("")

    def prompting(self, now: bool) -> None:
        """Put the prompt in the place of the line at the bottom, or take it away again."""
        self.status.display = not now


class EarlyRows:
    """The rows that were read before the archive was open, of a listing that may be longer."""

    note = ""

    def __init__(self, rows: Sequence[StorySummary], total: int) -> None:
        self._rows = tuple(rows)
        self.total = total

    def rows(self, start: int, count: int) -> Sequence[StorySummary]:
        """Return those of the rows that are there."""
        return self._rows[start : start + count]


def _summary(story: Story) -> StorySummary:
    published = None
    if story.published is not None:
        try:
            instant = datetime.fromtimestamp(story.published, UTC)
            published = Moment(instant, Precision(story.precision))
        except (ValueError, OverflowError, OSError):
            published = None
    return StorySummary(
        id=story.id,
        headline=story.headline,
        published=published,
        source=story.source,
        read=story.read,
        starred=story.starred,
        tags=story.tags,
    )


def _advice(wanted: Wanted) -> str:
    """Return what to do where a listing is empty."""
    if not wanted.query.strip():
        return "There are no stories here yet. Press i to bring some in."
    return (
        f"No story answers “{wanted.query.strip()}”.\n"
        "Fewer words find more, and a star stands for any ending: recogni*.\n"
        "Esc goes back."
    )


def _display(widget: Widget, shown: bool) -> None:
    if widget.display != shown:
        widget.display = shown


def _widen(widget: Widget, width: int | None) -> None:
    """Give a widget a fixed width, or a share of what is left."""
    current = widget.styles.width
    wanted = f"{width}" if width is not None else "1fr"
    if current is None or str(current) != wanted:
        widget.styles.width = width if width is not None else "1fr"
