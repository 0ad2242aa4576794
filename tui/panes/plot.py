"""The plot of a dossier: presence over time, what happened under the same axis, and where the cursor is on it."""

from __future__ import annotations

from collections.abc import Sequence

from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from index.model import Histogram, Moment
from tui.glyphs import Glyphs
from tui.looks import Run, strip
from tui.time_plot import PlotMark, TimePlot

_LEFT = 1
_UNDER = 2
"""Lines under the bars: the marks, and the dates."""


class PlotPane(Widget):
    """Bars for how often an actor is met, a line of marks for what happened, and dates."""

    DEFAULT_CSS = "PlotPane { height: 5; width: 1fr; }"

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._signs = signs
        self._presence = Histogram()
        self._marks: tuple[PlotMark, ...] = ()
        self._lines: list[str] = []
        self._plot = TimePlot(Histogram(), (), 0)
        self._made_for = (0, 0)
        self._at: Moment | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing with a date to show."""
        return self._presence.start is None and not self._marks

    @property
    def pointed_at(self) -> int | None:
        """The column of what the reader is at, or None."""
        if self._at is None or not self._plot.width:
            return None
        return self._plot.column(self._at.instant)

    def show(self, presence: Histogram, marks: Sequence[PlotMark]) -> None:
        """Show another presence, with what happened."""
        self._presence, self._marks = presence, tuple(marks)
        self._made_for = (0, 0)
        self.refresh()

    def point_at(self, moment: Moment | None) -> None:
        """Show where on the axis a moment is; only the cells that change are drawn."""
        before = self.pointed_at
        self._at = moment
        after = self.pointed_at
        y = self.size.height - _UNDER
        if before == after or y < 0:
            return
        for column in (before, after):
            if column is not None:
                self.refresh(Region(_LEFT + column, y, 1, 1))

    def _drawn(self) -> list[str]:
        size = (self.size.width, self.size.height)
        if size != self._made_for:
            self._made_for = size
            self._plot = TimePlot(self._presence, self._marks, size[0] - 2 * _LEFT)
            bars = self._plot.bars(max(1, size[1] - _UNDER), self._signs)
            self._lines = [*bars, self._plot.marks(self._signs), self._plot.labels()]
        return self._lines

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        lines, width = self._drawn(), self.size.width
        if y >= len(lines) or not self._plot.width:
            return Strip.blank(width)
        line = lines[y]
        left: Run = (" " * _LEFT, "")
        if y == len(lines) - 1:
            return strip([left, (line, "dim")], width)
        if y < len(lines) - _UNDER:
            return strip([left, (line, "cyan")], width)
        at = self.pointed_at
        if at is None:
            return strip([left, (line, "")], width)
        under = line[at] if line[at] != " " else self._signs.vertical
        return strip([left, (line[:at], ""), (under, "reverse"), (line[at + 1 :], "")], width)


class NearestPane(Widget):
    """A drawing of lines made for its size by a function."""

    DEFAULT_CSS = "NearestPane { height: 7; width: 1fr; }"

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._lines: list[list[Run]] = []

    def show(self, lines: list[list[Run]]) -> None:
        """Show other lines."""
        if lines != self._lines:
            self._lines = lines
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        return strip(self._lines[y] if y < len(self._lines) else [], self.size.width)
