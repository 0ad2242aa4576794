"""A list of rows with a cursor that the reader moves by keys, wheel and clicks; see ``row_view`` for how it is drawn."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.keys import LIST, bindings
from tui.quiet import QuietFocus as QuietFocus
from tui.row_pages import PAGE as PAGE
from tui.row_pages import FixedRows as FixedRows
from tui.row_pages import RowSource as RowSource
from tui.row_view import Line as Line
from tui.row_view import RowView

Row = TypeVar("Row")
Item = TypeVar("Item")


class LineList(RowView[Row], Generic[Row], can_focus=True):
    """A list of rows with a cursor, drawn as ``RowView`` says."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(LIST))

    DEFAULT_CSS = """
    LineList { height: 1fr; width: 1fr; }
    """

    class Chosen(Message, Generic[Item]):
        """Enter was pressed, or a row clicked twice."""

        def __init__(self, lines: LineList[Item], index: int, row: Item) -> None:
            super().__init__()
            self.lines = lines
            self.index = index
            self.row = row

        @property
        def control(self) -> LineList[Item]:
            """The list."""
            return self.lines

    class Moved(Message, Generic[Item]):
        """The cursor stands on another row, or the list was scrolled."""

        def __init__(self, lines: LineList[Item], index: int) -> None:
            super().__init__()
            self.lines = lines
            self.index = index

        @property
        def control(self) -> LineList[Item]:
            """The list."""
            return self.lines

    def moved(self) -> None:
        """Tell that the cursor stands on another row, or that the list was scrolled."""
        self.post_message(self.Moved(self, self._cursor))

    # Moving

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, scrolling where it is out of sight."""
        index = min(max(0, index), max(0, self.total - 1))
        if index == self._cursor:
            return
        old, self._cursor = self._cursor, index
        if self._reveal():
            self.refresh()
        else:
            self._repaint_marks(old)
            self._repaint_marks(index)
        self.moved()

    def action_move(self, rows: int) -> None:
        """Move the cursor down by ``rows``, or up where negative."""
        self.move_to(self._cursor + rows)

    def action_first(self) -> None:
        """Move to the first row."""
        self.move_to(0)

    def action_last(self) -> None:
        """Move to the last row."""
        self.move_to(self.total - 1)

    def action_page(self, direction: int) -> None:
        """Move by a page: what was last in sight comes to the top, or the reverse."""
        sight = self.rows_in_sight
        if not sight:
            return
        if direction > 0:
            self._scroll_top(max(sight[-1], sight[0] + 1), to_top=True)
        else:
            self._scroll_top(self._top_above(sight[0] + 1, self.size.height), to_top=False)

    def action_half_page(self, direction: int) -> None:
        """Move the cursor by half a page."""
        self.move_to(self._cursor + direction * max(1, len(self.rows_in_sight) // 2))

    def action_choose(self) -> None:
        """Open the row under the cursor."""
        row = self.current
        if row is not None:
            self.post_message(self.Chosen(self, self._cursor, row))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll by a few rows."""
        event.stop()
        self._wheel(2)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll by a few rows."""
        event.stop()
        self._wheel(-2)

    def on_click(self, event: events.Click) -> None:
        """Go to the row clicked on; a second click opens it."""
        if 0 <= event.y < len(self._view):
            index = self._view[event.y][0]
            if index == self._cursor and event.chain > 1:
                self.action_choose()
            else:
                self.move_to(index)

    def _wheel(self, rows: int) -> None:
        sight = self.rows_in_sight
        if rows > 0 and (not sight or sight[-1] >= self.total - 1):
            return
        top = min(max(0, self._top + rows), max(0, self.total - 1))
        if top == self._top:
            return
        self._top = top
        self._arrange()
        sight = self.rows_in_sight
        self._cursor = min(max(self._cursor, sight[0]), sight[-1])
        self.refresh()
        self.moved()

    def _scroll_top(self, top: int, *, to_top: bool) -> None:
        """Scroll so that ``top`` is the first row, the cursor on the first or the last row in sight."""
        last_top = self._top_above(self.total, self.size.height)
        at_end = top >= last_top
        self._top = min(top, last_top)
        self._arrange()
        sight = self.rows_in_sight
        # The last page, and the first, take the cursor to the very end, as less and mutt do.
        if to_top:
            self._cursor = self.total - 1 if at_end and self._cursor >= sight[0] else self._top
        else:
            self._cursor = 0 if self._top == 0 else sight[-1]
        self._reveal()
        self.refresh()
        self.moved()
