"""The article pane: a headline and a body, its actors, and ways to move among them and follow them."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from index.model import Analysis, Article, Mention, Span
from tui.article_lines import ArticleLines
from tui.keys import ARTICLE, bindings
from tui.lines import QuietFocus
from tui.messages import FollowActor, StatusLine
from tui.overlays import Overlays
from tui.panes.article_hints import ActorHints
from tui.safe_text import cell_width, safe_text
from tui.wrapping import NOWHERE

_AT_ONCE = 10
"""Stretches of the body laid out before the first drawing: 40,000 letters, in about 20 ms."""
_A_STEP = 3
_PAUSE = 0.005
_KEPT_PLACES = 1_000
_KEPT_STRIPS = 2_000
_WHEEL = 3
_BEGINNING = -1


class ArticlePane(QuietFocus, can_focus=True):
    """Shows one article, drawn line by line from a layout that is made as it is read.

    ``]`` and ``[`` move among mentions, ``f`` puts letters on those in sight, ``n`` and ``N`` move
    among the matches of a search. Following posts ``FollowActor``; anything to be told ``StatusLine``.
    """

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(ARTICLE))

    DEFAULT_CSS = """
    ArticlePane { height: 1fr; width: 1fr; }
    """

    class Moved(Message):
        """Another part of the article, or another article, is in sight."""

        def __init__(self, pane: ArticlePane) -> None:
            super().__init__()
            self.pane = pane

        @property
        def control(self) -> ArticlePane:
            """The pane."""
            return self.pane

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._overlays = Overlays()
        self._text = ArticleLines(None, 0)
        self._top = 0
        self._strips: dict[int, Strip] = {}
        self._mention: int | None = None
        self._match: int | None = None
        # A stretch to be gone to, or the end, as soon as it was laid out.
        self._goal: Span | None = None
        self._to_end = False
        self._hints: ActorHints | None = None
        self._places: OrderedDict[str, int] = OrderedDict()
        self._timer: Timer | None = None

    # What is shown

    @property
    def article(self) -> Article | None:
        """The article shown."""
        return self._text.article

    @property
    def current_mention(self) -> Mention | None:
        """The mention the reader is on."""
        return None if self._mention is None else self._overlays.mentions[self._mention]

    @property
    def current_match(self) -> Span | None:
        """The match of the search the reader is on."""
        return None if self._match is None else self._overlays.matches[self._match]

    @property
    def hints(self) -> ActorHints | None:
        """The letters that stand on the actors in sight, or None."""
        return self._hints

    @property
    def top(self) -> int:
        """The number of the first line in sight, counted from the headline."""
        return self._top

    @property
    def position(self) -> str:
        """How far the article is read: ``top``, ``40%`` or ``end``; "" where all of it is in sight."""
        article, text, bottom = self.article, self._text, self._top + self.size.height
        at_end = text.complete and bottom >= text.count
        if article is None or (at_end and self._top == 0):
            return ""
        if self._top == 0:
            return "top"
        return "end" if at_end else f"{100 * text.offset_of(bottom) // max(1, len(article.body))}%"

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
        self._begin(article, Overlays(analysis.mentions, matches))
        self._go_to_place(self._places.get(article.id, _BEGINNING))
        if at is not None:
            self._overlays.current = at
            self._reveal(at)
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

    def _begin(self, article: Article | None, overlays: Overlays) -> None:
        before = self.article
        if before is not None and self._text.width:
            self._places[before.id] = self._place()
            self._places.move_to_end(before.id)
            if len(self._places) > _KEPT_PLACES:
                self._places.popitem(last=False)
        self._overlays = overlays
        self._mention = self._match = self._goal = self._hints = None
        self._to_end = False
        self._top = 0
        self._lay_out(article)

    # Laying out

    def _lay_out(self, article: Article | None) -> None:
        self._strips.clear()
        self._text = ArticleLines(article, self.size.width)
        if self.size.width:
            self._text.advance(_AT_ONCE)
            self._go_on()

    def _go_on(self) -> None:
        """Lay out the rest of a long article in steps, between which keys are answered."""
        if not self._text.complete and self._timer is None and self.is_attached:
            self._timer = self.set_timer(_PAUSE, self._take_step)

    def _take_step(self) -> None:
        self._timer = None
        short = self._text.count < self._top + self.size.height
        self._text.advance(_A_STEP)
        if self._goal is not None:
            self._reveal(self._goal)
            if self._goal is None:
                self._changed()
        elif self._to_end and self._text.complete:
            self._to_end = False
            self.post_message(StatusLine(""))
            self._turn_to(self._last_top())
        elif short:
            self._changed()
        self._go_on()

    def on_resize(self) -> None:
        """Lay the article out for the new width, the same words at the top."""
        self._leave_hints()
        if self.size.width != self._text.width:
            first = not self._text.width
            article = self.article
            if not first:
                place = self._place()
            else:
                place = self._places.get(article.id, _BEGINNING) if article else _BEGINNING
            self._lay_out(article)
            self._go_to_place(place)
            # What was shown before the size was known could not be gone to then.
            if first and self._overlays.current is not None:
                self._reveal(self._overlays.current)
        self._top = min(self._top, self._last_top())
        self._changed()

    def on_unmount(self) -> None:
        """Stop laying out."""
        if self._timer is not None:
            self._timer.stop()

    # The place in the text

    def _place(self) -> int:
        return self._text.place_of(self._top) if self._goal is None else self._goal.start

    def _go_to_place(self, place: int) -> None:
        line = self._text.line_at(place)
        if line is None:
            self._goal = Span(place, place + 1)
        else:
            self._text.advance_to(line + self.size.height)
            self._top = max(0, min(line, self._last_top()))

    def _last_top(self) -> int:
        return max(0, self._text.count - max(1, self.size.height))

    def _turn_to(self, top: int) -> None:
        self._text.advance_to(top + self.size.height)
        top = max(0, min(top, self._last_top()))
        if top != self._top:
            self._top = top
            self._changed()

    def _changed(self) -> None:
        if len(self._strips) > _KEPT_STRIPS:
            self._strips.clear()
        self.refresh()
        self.post_message(self.Moved(self))

    def _reveal(self, span: Span) -> None:
        """Bring a stretch of the body into sight, a third down where it was out of it."""
        if not self._text.width:
            return
        lines = self._text.lines_of(span)
        if lines is None:
            if self._goal is None:
                self.post_message(StatusLine("Laying out the article up to there…"))
            self._goal = span
            self._go_on()
            return
        if self._goal is not None:
            self._goal = None
            self.post_message(StatusLine(""))
        height = max(1, self.size.height)
        if lines.start < self._top or lines.stop > self._top + height:
            self._text.advance_to(lines.start + height)
            self._top = max(0, min(lines.start - height // 3, self._last_top()))

    # Moving

    def _move(self, lines: int) -> None:
        self._leave_hints()
        self._goal = None
        self._to_end = False
        self._turn_to(self._top + lines)

    def action_line_down(self) -> None:
        """Scroll one line on."""
        self._move(1)

    def action_line_up(self) -> None:
        """Scroll one line back."""
        self._move(-1)

    def action_page_down(self) -> None:
        """Scroll a page on; the last line stays in sight as the first."""
        self._move(max(1, self.size.height - 1))

    def action_page_up(self) -> None:
        """Scroll a page back."""
        self._move(-max(1, self.size.height - 1))

    def action_half_page_down(self) -> None:
        """Scroll half a page on."""
        self._move(max(1, self.size.height // 2))

    def action_half_page_up(self) -> None:
        """Scroll half a page back."""
        self._move(-max(1, self.size.height // 2))

    def action_top(self) -> None:
        """Go to the headline."""
        self._move(-self._top)

    def action_bottom(self) -> None:
        """Go to the end; where that was not laid out yet, as soon as it is."""
        self._move(self._last_top() - self._top)
        if not self._text.complete:
            self._to_end = True
            self.post_message(StatusLine("Laying out the article to its end…"))
            self._go_on()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll on with the wheel."""
        event.stop()
        self._move(_WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll back with the wheel."""
        event.stop()
        self._move(-_WHEEL)

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
        self._match = None
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
            self._mention = None
            self._match = at
            self._make_current(matches[at])
            self.post_message(StatusLine(f"Match {at + 1} of {len(matches)}"))
        elif matches:
            self.post_message(StatusLine(_no_more("match", step)))
        else:
            self.post_message(StatusLine("No words of a search stand in this story."))

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

    def _repaint(self, lines: Sequence[int] | set[int]) -> None:
        for line in lines:
            if 0 <= line - self._top < self.size.height:
                self.refresh(Region(0, line - self._top, self.size.width, 1))

    def action_follow_mention(self) -> None:
        """Follow the actor of the current mention."""
        mention = self.current_mention
        if mention is None:
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

    def _leave_hints(self) -> None:
        if self._hints is not None:
            lines = list(self._hints.lines)
            self._hints = None
            self._repaint(lines)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line in sight."""
        index = self._top + y
        strip = self._strips.get(index)
        if strip is None:
            line = self._text.line(index)
            if line is None:
                return Strip.blank(self.size.width)
            segments = self._overlays.segments(line)
            if self._text.margin:
                segments.insert(0, Segment(" " * self._text.margin))
            strip = Strip(segments).adjust_cell_length(self.size.width)
            self._strips[index] = strip
        return strip if self._hints is None else self._hints.over(strip, index)


def _span(mention: Mention) -> Span:
    return Span(mention.start, mention.end)


def _no_more(what: str, step: int) -> str:
    return f"No {what} after this one." if step > 0 else f"No {what} before this one."
