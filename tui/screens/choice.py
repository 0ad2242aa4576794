"""A list to choose one thing from, over whatever stands on the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from tui.glyphs import Glyphs
from tui.lines import FixedRows, Line, LineList
from tui.messages import StatusLine
from tui.panes.bars import Bar, PaneTitle
from tui.panes.row_text import clean, cut_runs
from tui.quiet import Overlay, hold_drawing

Item = TypeVar("Item")
Result = TypeVar("Result")


def put_over(
    screen: Screen[None], over: Screen[Result], then: Callable[[Result | None], None]
) -> None:
    """Put a list over a screen, drawn once it has its rows; ``then`` gets what it is dismissed with."""
    hold_drawing(screen.app)
    screen.app.push_screen(over, then)


class Choice(Overlay[Item | None], Generic[Item]):
    """A list under a heading; dismissed with the row chosen, or None.

    ``draw`` gives the lines of a row as for a ``LineList``. ``keys`` are shown at the foot. ``cursor`` is the row to
    begin at.
    """

    CSS_PATH = "../styles/over_room.tcss"
    AUTO_FOCUS = "#choice"
    BINDINGS: ClassVar[list[BindingType]] = [("escape,q,b", "close", "close")]

    def __init__(
        self,
        heading: str,
        rows: Sequence[Item],
        draw: Callable[[Item, int], Sequence[Line]],
        signs: Glyphs,
        *,
        keys: Sequence[tuple[str, str]] = (("Enter", "open"), ("Esc", "close")),
        cursor: int = 0,
    ) -> None:
        super().__init__()
        self._begin_at = cursor
        self._signs = signs
        self._rows = tuple(rows)
        self._keys = keys
        self._said = ""
        self.title_bar = PaneTitle(heading, signs, id="choice-title")
        self.lines: LineList[Item] = LineList(draw, bar=signs.bar, id="choice")
        self._foot = Bar(self._foot_line, id="choice-foot")

    def compose(self) -> ComposeResult:
        """Put the heading over the list."""
        yield self.title_bar
        yield self.lines
        yield self._foot

    def on_mount(self) -> None:
        """List the rows."""
        self.title_bar.focus_is(True)
        self.lines.show(FixedRows(self._rows), first=self._rows, cursor=self._begin_at)
        if self._rows:
            self.settle()

    def relist(self, rows: Sequence[Item]) -> None:
        """Show other rows, the cursor where it is."""
        self._rows = tuple(rows)
        self.settle()
        cursor = min(self.lines.cursor, max(0, len(rows) - 1))
        self.lines.show(FixedRows(self._rows), first=self._rows, cursor=cursor, top=self.lines.top)

    def on_line_list_chosen(self, message: LineList.Chosen[Item]) -> None:
        """Choose a row."""
        message.stop()
        self.dismiss(message.row)

    def on_line_list_moved(self, message: LineList.Moved[Item]) -> None:
        """Keep to this screen what is told of its list."""
        message.stop()

    def action_close(self) -> None:
        """Choose nothing."""
        self.dismiss(None)

    def on_status_line(self, message: StatusLine) -> None:
        """Show a sentence at the foot of this screen."""
        message.stop()
        self.say(message.text)

    def on_key(self) -> None:
        """Take the sentence at the foot away with the next key."""
        self.say("")

    def say(self, text: str) -> None:
        """Show a sentence at the foot, which may be unsafe; "" brings the keys back."""
        text = clean(text)
        if text != self._said:
            self._said = text
            self._foot.changed()

    def _foot_line(self, width: int) -> list[tuple[str, str]]:
        if self._said:
            return cut_runs([(f" {self._said}", "bold")], width, self._signs)
        runs: list[tuple[str, str]] = []
        for key, label in self._keys:
            width -= len(key) + len(label) + 3
            if width >= 0:
                runs += [(f" {key}", "bold"), (f" {label} ", "")]
        return runs
