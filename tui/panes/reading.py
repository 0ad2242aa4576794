"""A pane to read in: one article, laid out as it is read, and the place in it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from index.model import Article, Span
from tui.article_lines import ArticleLines
from tui.keys import ARTICLE, bindings
from tui.lines import QuietFocus
from tui.messages import StatusLine
from tui.overlays import Overlays

_AT_ONCE = 10
"""Stretches of the body laid out before the first drawing: 40,000 letters, in about 20 ms."""
_A_STEP = 3
_STEP_TIME = 0.015
_PAUSE = 0.005
_KEPT_PLACES = 1_000
_KEPT_STRIPS = 2_000
_WHEEL = 3
BEGINNING = -1


class ReadingPane(QuietFocus, can_focus=True):
    """Shows one article, drawn line by line from a layout that is made in steps, and scrolls in it.

    The place in every article is kept until another session.
    """

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(ARTICLE))

    class Moved(Message, namespace="article_pane"):
        """Another part of the article, or another article, is in sight."""

        def __init__(self, pane: ReadingPane) -> None:
            super().__init__()
            self.pane = pane

        @property
        def control(self) -> ReadingPane:
            """The pane."""
            return self.pane

    def __init__(self, *, measure: int = 72, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._measure = measure
        self._overlays = Overlays()
        self._text = ArticleLines(None, 0, measure)
        self._top = 0
        self._strips: dict[int, Strip] = {}
        # A stretch to be gone to, or the end, as soon as it was laid out.
        self._goal: Span | None = None
        self._goal_at_top = False
        self._to_end = False
        self._places: OrderedDict[str, int] = OrderedDict()
        self._timer: Timer | None = None

    # What is shown

    @property
    def article(self) -> Article | None:
        """The article shown."""
        return self._text.article

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

    @property
    def place(self) -> int:
        """The place at the top: an offset into the body, or less than nothing for lines of the head."""
        return self._place()

    def return_to(self, place: int) -> None:
        """Bring a place to the top again."""
        if place != self._place():
            self._goal = None
            self._go_to_place(place)
            self._changed()

    def _begin(self, article: Article | None, overlays: Overlays) -> None:
        before = self.article
        if before is not None and self._text.width:
            self._places[before.id] = self._place()
            self._places.move_to_end(before.id)
            if len(self._places) > _KEPT_PLACES:
                self._places.popitem(last=False)
        self._overlays = overlays
        self._goal = None
        self._to_end = False
        self._top = 0
        self._lay_out(article)

    def _before_moving(self) -> None:
        """Take away what belongs to the lines in sight alone."""

    # Laying out

    def _lay_out(self, article: Article | None) -> None:
        self._strips.clear()
        self._text = ArticleLines(article, self.size.width, self._measure)
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
        self._text.advance(_A_STEP, _STEP_TIME)
        goal = self._goal
        if goal is not None:
            if self._goal_at_top:
                self._go_to_place(goal.start)
            else:
                self._reveal(goal)
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
        self._before_moving()
        if self.size.width != self._text.width:
            first = not self._text.width
            article = self.article
            if not first:
                place = self._place()
            else:
                place = self._places.get(article.id, BEGINNING) if article else BEGINNING
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
            self._goal_at_top = True
            self._go_on()
        else:
            self._goal = None
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
            self._goal_at_top = False
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
        self._before_moving()
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

    # Drawing

    def _repaint(self, lines: Iterable[int]) -> None:
        for line in lines:
            if 0 <= line - self._top < self.size.height:
                self.refresh(Region(0, line - self._top, self.size.width, 1))

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
        return strip
