"""The article pane: a headline and a body, its actors, and ways to move among them and follow them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from textual import events
from textual.strip import Strip

from index.model import Analysis, Article, Mention, Span
from tui.glyphs import glyphs
from tui.messages import FollowActor, StatusLine
from tui.overlays import Overlays
from tui.panes.article_hints import ActorHints
from tui.panes.reading import BEGINNING, ReadingPane
from tui.panes.statements import Statement, described, quotations
from tui.panes.statements import events as events_of
from tui.safe_text import cell_width, safe_text
from tui.wrapping import NOWHERE

_TYPE_A_LABEL = "Type the letters of an actor; Esc leaves."


class ArticlePane(ReadingPane):
    """Shows one article with its actors and the words of a search.

    ``]`` and ``[`` move among mentions, ``f`` puts letters on those in sight, ``n`` and ``N`` move
    among the matches of a search. Following posts ``FollowActor``; anything to be told ``StatusLine``.
    """

    DEFAULT_CSS = """
    ArticlePane { height: 1fr; width: 1fr; }
    """

    def __init__(self, *, measure: int = 72, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(measure=measure, id=id)
        self._mention: int | None = None
        self._match: int | None = None
        self._hints: ActorHints | None = None
        self._signs = glyphs()
        self._quotations: tuple[Statement, ...] = ()
        self._events: tuple[Statement, ...] = ()
        self._stood_at: tuple[tuple[Statement, ...], int] | None = None

    # What is shown

    @property
    def current_mention(self) -> Mention | None:
        """The mention the reader is on."""
        return None if self._mention is None else self._overlays.mentions[self._mention]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions of the article, in the order of its text."""
        return self._overlays.mentions

    @property
    def current_match(self) -> Span | None:
        """The match of the search the reader is on."""
        return None if self._match is None else self._overlays.matches[self._match]

    @property
    def current_statement(self) -> Statement | None:
        """The quotation or the event the reader is on."""
        return None if self._stood_at is None else self._stood_at[0][self._stood_at[1]]

    @property
    def current_actor(self) -> str | None:
        """The id of the actor the reader is on: of a mention, a quotation or an event; None where it is not known."""
        statement, mention = self.current_statement, self.current_mention
        if statement is not None:
            return statement.actor
        return mention.actor if mention is not None else None

    @property
    def hints(self) -> ActorHints | None:
        """The letters that stand on the actors in sight, or None."""
        return self._hints

    def show(
        self,
        article: Article,
        analysis: Analysis,
        *,
        matches: tuple[Span, ...] = (),
        focus_actor: str | None = None,
        at: Span | None = None,
    ) -> None:
        """Show an article where it was left, or at ``at``, or at the first mention of ``focus_actor``.

        ``matches`` are the stretches of the body where the words of the search stand.
        """
        self._mention = self._match = self._hints = self._stood_at = None
        self._quotations, self._events = quotations(analysis), events_of(analysis)
        self._begin(article, Overlays(analysis.mentions, matches))
        self._go_to_place(self._places.get(article.id, BEGINNING))
        if at is not None:
            self._overlays.current = at
            self._reveal(at)
            here = self._overlays.mention_at(at.start)
            if here is not None and _span(self._overlays.mentions[here]) == at:
                self._mention = here
        elif focus_actor is not None:
            for number, mention in enumerate(self._overlays.mentions):
                if mention.actor == focus_actor:
                    self._mention = number
                    self._overlays.current = _span(mention)
                    self._reveal(_span(mention))
                    break
        self._changed()

    def clear(self) -> None:
        """Show no article."""
        self._mention = self._match = self._hints = self._stood_at = None
        self._quotations = self._events = ()
        self._begin(None, Overlays())
        self._changed()

    def highlight(self, matches: tuple[Span, ...]) -> None:
        """Show other matches of a search in the same article, without moving."""
        current = None if self._match is not None else self._overlays.current
        overlays = Overlays(self._overlays.mentions, matches)
        if overlays.matches == self._overlays.matches:
            return
        overlays.current = current
        self._overlays = overlays
        self._match = None
        self._strips.clear()
        self.refresh()

    # Mentions and matches

    def action_next_mention(self) -> None:
        """Go to the next mention of an actor."""
        self._step_mention(1)

    def action_previous_mention(self) -> None:
        """Go to the mention before."""
        self._step_mention(-1)

    def _step_mention(self, step: int) -> None:
        mentions = self._overlays.mentions
        at = self._stepped(self._overlays.mention_starts, self._mention, step)
        if at is not None:
            self._to_mention(at)
        elif mentions:
            self.post_message(StatusLine(_no_more("actor", step)))
        else:
            self.post_message(StatusLine("No actor is named in this story."))

    def _to_mention(self, at: int) -> None:
        self._match = self._stood_at = None
        self._mention = at
        self._make_current(_span(self._overlays.mentions[at]))

    def action_next_match(self) -> None:
        """Go to the next match of the search."""
        self._step_match(1)

    def action_previous_match(self) -> None:
        """Go to the match before."""
        self._step_match(-1)

    def _step_match(self, step: int) -> None:
        matches = self._overlays.matches
        at = self._stepped(self._overlays.match_starts, self._match, step)
        if at is not None:
            self._mention = self._stood_at = None
            self._match = at
            self._make_current(matches[at])
            self.post_message(StatusLine(f"Match {at + 1} of {len(matches)}"))
        elif matches:
            self.post_message(StatusLine(_no_more("match", step)))
        else:
            self.post_message(StatusLine("No words of a search stand in this story."))

    # Quotations and events

    def action_next_quotation(self) -> None:
        """Go to the next quotation."""
        self._step_statement(self._quotations, 1)

    def action_previous_quotation(self) -> None:
        """Go to the quotation before."""
        self._step_statement(self._quotations, -1)

    def action_next_event(self) -> None:
        """Go to the next event that is told."""
        self._step_statement(self._events, 1)

    def action_previous_event(self) -> None:
        """Go to the event before."""
        self._step_statement(self._events, -1)

    def _step_statement(self, statements: tuple[Statement, ...], step: int) -> None:
        what = "quotation" if statements is self._quotations else "event"
        here = self._stood_at
        current = here[1] if here is not None and here[0] is statements else None
        at = self._stepped([each.span.start for each in statements], current, step)
        if at is not None and self.article is not None:
            self._mention = self._match = None
            self._stood_at = statements, at
            self._make_current(statements[at].span)
            self.post_message(
                StatusLine(described(self.article, statements, at, self._signs), brief=True)
            )
        elif statements:
            self.post_message(StatusLine(_no_more(what, step)))
        else:
            self.post_message(StatusLine(f"No {what} was found in this story."))

    def _stepped(self, starts: Sequence[int], current: int | None, step: int) -> int | None:
        """Return which of ``starts`` follows the current one, or, if that is out of sight, what is in sight."""
        self._leave_hints()
        sight = self._text.in_sight(self._top, self.size.height)
        if current is not None and (
            self._goal is not None or sight.start <= starts[current] < sight.end
        ):
            at = current + step
        elif step > 0:
            at = bisect_left(starts, sight.start)
        else:
            at = bisect_left(starts, sight.end) - 1
        return at if 0 <= at < len(starts) else None

    def _make_current(self, span: Span) -> None:
        """Reverse a stretch and bring it into sight, repainting no more than has changed."""
        before, self._overlays.current = self._overlays.current, span
        changed = {
            line
            for part in (before, span)
            if part is not None
            for line in self._text.lines_of(part) or ()
        }
        for line in changed:
            self._strips.pop(line, None)
        top = self._top
        self._reveal(span)
        if self._top != top:
            self._changed()
        else:
            self._repaint(changed)

    def action_follow_mention(self) -> None:
        """Follow the actor of the current mention."""
        mention = self.current_mention
        statement = self.current_statement
        if statement is not None and self.article is not None:
            if statement.actor is not None:
                self.post_message(FollowActor(statement.actor, self.article.id))
            else:
                self.post_message(StatusLine("Whose this is could not be told."))
        elif mention is None:
            self.post_message(
                StatusLine("First choose an actor: ] goes to the next, f to any in sight.")
            )
        else:
            self._follow(mention)

    def _follow(self, mention: Mention) -> None:
        if mention.actor is None:
            surface = " ".join(safe_text(mention.surface).split())
            self.post_message(
                StatusLine(f"“{surface}” is unresolved: who it is could not be told.")
            )
        elif self.article is not None:
            self.post_message(FollowActor(mention.actor, self.article.id))

    def on_click(self, event: events.Click) -> None:
        """Follow the actor that was clicked."""
        offset = self._offset_at(event.x - self._text.margin, event.y)
        at = None if offset is None else self._overlays.mention_at(offset)
        if at is not None:
            self._leave_hints()
            self._to_mention(at)
            self._follow(self._overlays.mentions[at])

    def _offset_at(self, x: int, y: int) -> int | None:
        line = self._text.line(self._top + y)
        for piece in line.pieces if line is not None else ():
            width = cell_width(piece.text)
            if 0 <= x < width and piece.start != NOWHERE:
                place = sum(
                    cell_width(piece.text[: end + 1]) <= x for end in range(len(piece.text))
                )
                return min(piece.start + place, piece.end - 1)
            x -= width
        return None

    # Hints

    def action_hint_actors(self) -> None:
        """Put a letter on every actor in sight; typing it follows, Esc leaves."""
        if self._hints is not None:
            self._leave_hints()
            return
        hints = ActorHints(self._text, self._overlays, self._top, self.size.height)
        if not hints.labelled:
            self.post_message(StatusLine("No actor is named in what is in sight."))
            return
        self._hints = hints
        self.focus()
        self._repaint(list(hints.lines))
        self.post_message(StatusLine(_TYPE_A_LABEL))

    def on_key(self, event: events.Key) -> None:
        """While letters stand on the actors, take letters as theirs; any other key leaves."""
        hints = self._hints
        if hints is None:
            return
        letter = (event.character or "").lower()
        if not letter.isalpha() and event.key != "escape":
            self._leave_hints()
            return
        event.stop()
        event.prevent_default()
        typed = event.key != "escape" and hints.type(letter)
        if typed is True:
            self._repaint(list(hints.lines))
            return
        self._leave_hints()
        if isinstance(typed, Mention):
            self._to_mention(self._overlays.mentions.index(typed))
            self._follow(typed)

    def _before_moving(self) -> None:
        self._leave_hints()

    def _leave_hints(self) -> None:
        if self._hints is not None:
            lines = list(self._hints.lines)
            self._hints = None
            self._repaint(lines)
            self.post_message(StatusLine(""))

    def render_line(self, y: int) -> Strip:
        """Draw one line in sight, with the letters that stand on it."""
        strip = super().render_line(y)
        return strip if self._hints is None else self._hints.over(strip, self._top + y)


def _span(mention: Mention) -> Span:
    return Span(mention.start, mention.end)


def _no_more(what: str, step: int) -> str:
    return f"No {what} after this one." if step > 0 else f"No {what} before this one."
