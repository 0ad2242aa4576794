"""Rows of one to three lines, drawn on the line API: 100,000 rows cost what 40 do.

Rows are read in pages, in a thread, when they come into sight; only what is in sight is drawn, from
cached strips. A move of the cursor repaints the old and the new row and nothing else. When the cursor
leaves the window the list scrolls by half a page, so that most moves repaint little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Generic, TypeVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from tui.messages import StatusLine
from tui.quiet import QuietFocus
from tui.row_pages import PAGE, FixedRows, RowPages, RowSource
from tui.troubles import sentence

_KEPT_STRIPS = 2_000

Row = TypeVar("Row")
Item = TypeVar("Item")
Line = Sequence[Segment]

_PLAIN = Style.null()
_REVERSE = Style(reverse=True)


class RowView(QuietFocus, Generic[Row]):
    """Rows and the one under the cursor, as they stand on the lines of a widget.

    ``draw(row, width)`` gives the lines of a row, one to three, as segments whose text is safe to draw. The
    first column is the view's own: there a bar stands beside the row under the cursor. So is the last,
    which stays empty. ``marked`` is how many cells of its first line are reversed under the cursor, 0 for all: in a
    broad list a column at the left is enough, and a move writes less.
    """

    class _Arrived(Message, Generic[Item], bubble=False):
        def __init__(self, source: RowSource[Item], page: int, rows: Sequence[Item]) -> None:
            super().__init__()
            self.source = source
            self.page = page
            self.rows = rows

    class _Missed(Message, Generic[Item], bubble=False):
        def __init__(self, source: RowSource[Item], page: int) -> None:
            super().__init__()
            self.source = source
            self.page = page

    def __init__(
        self,
        draw: Callable[[Row, int], Sequence[Line]],
        *,
        bar: str = "▌",
        marked: int = 0,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        super().__init__(id=id)
        self._draw = draw
        self._bar = bar
        self._marked_cells = marked
        self._rows: RowPages[Row] = RowPages(FixedRows())
        self._strips: dict[int, tuple[Strip, ...]] = {}
        self._strips_width = 0
        self._view: list[tuple[int, int]] = []
        self._arranged_for = Size(0, 0)
        self._cursor = 0
        self._top = 0

    # What is shown

    @property
    def total(self) -> int:
        """How many rows there are."""
        return self._rows.source.total

    @property
    def cursor(self) -> int:
        """The index of the row under the cursor; 0 in an empty list."""
        return self._cursor

    @property
    def top(self) -> int:
        """The index of the first row in sight."""
        return self._top

    @property
    def source(self) -> RowSource[Row]:
        """Where the rows come from."""
        return self._rows.source

    @property
    def rows_in_sight(self) -> range:
        """The indexes of the rows of which at least the first line is in sight."""
        firsts = [row for row, line in self._view if line == 0]
        return range(firsts[0], firsts[-1] + 1) if firsts else range(0)

    def row(self, index: int) -> Row | None:
        """Return a row, or None where it has not been read yet or does not exist."""
        return self._rows.row(index)

    @property
    def current(self) -> Row | None:
        """The row under the cursor, or None."""
        return self.row(self._cursor)

    def show(
        self,
        source: RowSource[Row],
        *,
        first: Sequence[Row] = (),
        start: int = 0,
        cursor: int = 0,
        top: int = 0,
    ) -> None:
        """Show another source, the cursor on row ``cursor`` and row ``top`` first in sight.

        ``first`` are rows that were read already, from ``start`` on (a multiple of PAGE), so that nothing
        flickers; what is missing is read in a thread.
        """
        before = self._painting()
        self._rows = RowPages(source, first, start)
        self._strips.clear()
        last = max(0, source.total - 1)
        self._cursor = min(max(0, cursor), last)
        self._top = min(max(0, top), last)
        self._reveal()
        # The same picture again (the archive was opened, another process added nothing in sight) costs nothing.
        if not before or before != self._painting():
            self.refresh()

    def go_to(self, index: int, top: int) -> None:
        """Put the cursor on row ``index`` with row ``top`` first in sight, as it was once before."""
        before = self._painting()
        last = max(0, self.total - 1)
        self._cursor = min(max(0, index), last)
        self._top = min(max(0, top), last)
        self._reveal()
        if before != self._painting():
            self.refresh()
            self.moved()

    def known_rows(self) -> Iterator[int]:
        """Yield the indexes of the rows that have been read."""
        yield from self._rows.known()

    def replace(self, index: int, row: Row) -> None:
        """Put another value in place of a row that was read; repaints that row alone where it can."""
        if not self._rows.replace(index, row):
            return
        before = self._strips.pop(index, None)
        if before is None:
            return
        after = self._drawn(index)
        if len(after) != len(before):
            self._arrange()
            self.refresh()
        elif after != before:
            for y, (shown, _line) in enumerate(self._view):
                if shown == index:
                    self.refresh(Region(0, y, self.size.width, 1))

    def redraw(self) -> None:
        """Draw every row anew: something about how they are drawn has changed."""
        self._strips.clear()
        self._reveal()
        self.refresh()

    def moved(self) -> None:
        """Take note that the cursor stands on another row, or that the list was scrolled."""

    # Arranging rows on lines

    def on_resize(self) -> None:
        """Keep the cursor in sight at the new size."""
        self._fit()
        self.moved()

    def _fit(self) -> None:
        # Textual draws at a new size before it tells of it.
        if self._arranged_for != self.size:
            self._reveal()

    def _top_above(self, end: int, height: int) -> int:
        """Return the first of the rows that fill ``height`` lines above row ``end``."""
        top = end
        used = 0
        while top > 0:
            used += len(self._drawn(top - 1))
            if used > height:
                break
            top -= 1
        return min(top, max(0, end - 1))

    def _arrange(self) -> None:
        """Work out which line of which row stands where, and ask for rows that are not there yet."""
        height = self.size.height
        view: list[tuple[int, int]] = []
        index = self._top
        while len(view) < height and index < self.total:
            view.extend((index, line) for line in range(len(self._drawn(index))))
            index += 1
        self._view = view[:height]
        self._ask(self._top, index)

    def _reveal(self) -> bool:
        """Scroll so that the whole row under the cursor is in sight; return whether the top changed."""
        self._arranged_for = self.size
        height = self.size.height
        if height <= 0:
            return False
        before = self._top
        if self._cursor < self._top or self._cursor > self._top + height:
            self._centre(height)
        else:
            used = sum(len(self._drawn(index)) for index in range(self._top, self._cursor + 1))
            if used > height:
                self._centre(height)
        # Nothing is gained by empty lines under the last row.
        if self._top:
            self._top = min(self._top, self._top_above(self.total, height))
        self._arrange()
        return self._top != before

    def _centre(self, height: int) -> None:
        """Scroll so that the cursor stands half a page from the edge that it crossed."""
        if self._cursor == self.total - 1:
            self._top = self._top_above(self.total, height)
        else:
            self._top = min(
                self._cursor, self._top_above(self._cursor + 1, max(1, height // 2 + 1))
            )

    def _ask(self, first: int, end: int) -> None:
        """Read the pages of the rows from ``first`` to ``end``, in a thread, where they are missing."""
        for page in self._rows.missing(first, end):
            self.run_worker(
                partial(self._read, self._rows.source, page),
                thread=True,
                group="rows",
                exit_on_error=False,
            )
        if len(self._strips) > _KEPT_STRIPS:
            self._strips.clear()

    def _read(self, source: RowSource[Row], page: int) -> None:
        try:
            rows = source.rows(page * PAGE, PAGE)
        except Exception as error:
            self.post_message(self._Missed(source, page))
            self.post_message(StatusLine(sentence(error, "These rows cannot be read")))
            return
        self.post_message(self._Arrived(source, page, rows))

    def on_row_view__missed(self, message: _Missed[Row]) -> None:
        """Take note that rows could not be read: the next move asks for them again."""
        if message.source is self._rows.source:
            self._rows.give_up(message.page)

    def on_row_view__arrived(self, message: _Arrived[Row]) -> None:
        """Take in rows that were read in a thread."""
        if message.source is not self._rows.source:
            return
        arrived = self._rows.put(message.page, message.rows)
        for index in arrived:
            self._strips.pop(index, None)
        before = self._top
        in_sight = any(row in arrived for row, _line in self._view)
        self._reveal()
        if in_sight or before != self._top:
            self.refresh()
        if self._cursor in arrived:
            self.moved()

    # Drawing

    def _drawn(self, index: int) -> tuple[Strip, ...]:
        """Return the strips of a row that is not under the cursor."""
        width = self.size.width
        if width != self._strips_width:
            self._strips.clear()
            self._strips_width = width
        strips = self._strips.get(index)
        if strips is None:
            row = self.row(index)
            lines: Sequence[Line] = [(), ()] if row is None else self._draw(row, max(1, width - 2))
            strips = tuple(
                Strip([Segment(" "), *line]).adjust_cell_length(width).simplify()
                for line in lines or [()]
            )
            self._strips[index] = strips
        return strips

    def _marked(self, strip: Strip, line: int) -> Strip:
        """Return a strip of the row under the cursor: with a bar, the first line reversed if focused."""
        rest = strip.crop(1)
        if line == 0 and self.has_focus:
            # But for the last column, which is always empty: what is repainted ends before it.
            cells = min(self._marked_cells or rest.cell_length, rest.cell_length - 1)
            body = [
                Segment(text, (style or _PLAIN) + _REVERSE)
                for text, style, _control in rest.crop(0, cells)
            ]
            rest = Strip([*body, *rest.crop(cells, rest.cell_length)], rest.cell_length)
        return Strip([Segment(self._bar), *rest], strip.cell_length).simplify()

    def render_line(self, y: int) -> Strip:
        """Draw one line in sight."""
        self._fit()
        if y >= len(self._view):
            return Strip.blank(self.size.width)
        index, line = self._view[y]
        strips = self._drawn(index)
        strip = strips[line] if line < len(strips) else Strip.blank(self.size.width)
        return self._marked(strip, line) if index == self._cursor else strip

    def focus_changed(self) -> None:
        """Repaint the first line of the row under the cursor, which alone shows the focus."""
        self._repaint_marks(self._cursor)

    def _repaint_marks(self, index: int) -> None:
        """Repaint what shows that the cursor is, or was, on a row."""
        for y, (row, line) in enumerate(self._view):
            if row == index:
                # The last column is empty in every row: a region that ends before it ends in the same pane.
                changed = min(1 + (self._marked_cells or self.size.width), self.size.width - 1)
                self.refresh(Region(0, y, max(1, changed) if line == 0 else 1, 1))

    def _painting(self) -> list[Strip]:
        """Return all that is in sight, to see whether it has changed."""
        return [self.render_line(y) for y in range(len(self._view))]
