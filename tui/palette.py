"""The command palette: every action and saved search by name, found by typing a few of its letters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from tui.chrome import NAME_LOOK
from tui.glyphs import Glyphs
from tui.keys import Keymap, actions, keys_of
from tui.lines import FixedRows, Line, LineList
from tui.looks import Run, segments
from tui.panes.bars import Bar
from tui.panes.searchbar import Field
from tui.quiet import QuietScreen
from tui.safe_text import cell_cut, cell_width, safe_text


@dataclass(frozen=True, slots=True)
class Command:
    """Something the palette offers.

    ``action`` is what Textual runs in the screen the palette was opened over; ``query`` a search to go to
    instead, ``theme`` a theme to put on. Exactly one of the three is not empty.
    """

    text: str
    keys: str = ""
    action: str = ""
    query: str = ""
    theme: str = ""


def action_commands(keymap: Keymap) -> tuple[Command, ...]:
    """Return the commands of the table of actions."""
    return tuple(
        Command(action.palette, " ".join(keys_of(action, keymap)), action=action.action)
        for action in actions()
        if action.palette
    )


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """Return the commands that ``typed`` fits, the best first.

    A command fits where each word typed begins a word of it, or else where the letters typed stand in it in
    that order.
    """
    words = typed.casefold().split()
    if not words:
        return list(commands)
    begun: list[Command] = []
    scattered: list[Command] = []
    for command in commands:
        text = command.text.casefold()
        parts = text.replace(":", " ").split()
        if all(any(part.startswith(word) for part in parts) for word in words):
            begun.append(command)
        elif _in_order("".join(words), text):
            scattered.append(command)
    return begun + scattered


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


class _PaletteField(Field):
    BINDINGS: ClassVar[list[BindingType]] = [
        ("down,ctrl+n", "screen.move(1)", "down"),
        ("up,ctrl+p", "screen.move(-1)", "up"),
        ("pagedown", "screen.page(1)", "page down"),
        ("pageup", "screen.page(-1)", "page up"),
    ]


class Palette(QuietScreen[Command | None]):
    """A line to type in over the list of commands; dismissed with the command chosen, or None."""

    CSS_PATH = "styles/palette.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "close")]
    AUTO_FOCUS = "#command"

    def __init__(self, commands: Sequence[Command], signs: Glyphs) -> None:
        super().__init__()
        self._commands = tuple(commands)
        self._field = _PaletteField(id="command")
        self._lines: LineList[Command] = LineList(_command_lines, bar=signs.bar, id="commands")

    def compose(self) -> ComposeResult:
        """Put the line over the list."""
        yield Bar(lambda _width: [(" Commands and saved searches", NAME_LOOK)], id="heading")
        yield self._field
        yield self._lines
        yield Bar(
            lambda width: _fitting([("Enter", "do it"), ("↓ ↑", "choose"), ("Esc", "close")], width)
        )

    def on_mount(self) -> None:
        """List everything."""
        self._list("")

    def _list(self, typed: str) -> None:
        found = matching(self._commands, typed)
        self._lines.show(FixedRows(found), first=found)

    def on_input_changed(self, event: Input.Changed) -> None:
        """List what fits."""
        event.stop()
        self._list(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the command under the cursor."""
        event.stop()
        self.dismiss(self._lines.current)

    def on_line_list_chosen(self, message: LineList.Chosen[Command]) -> None:
        """Choose the command clicked on."""
        message.stop()
        self.dismiss(message.row)

    def action_move(self, rows: int) -> None:
        """Move in the list."""
        self._lines.action_move(rows)

    def action_page(self, direction: int) -> None:
        """Move in the list by a page."""
        self._lines.action_page(direction)

    def action_close(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def _command_lines(command: Command, width: int) -> Sequence[Line]:
    keys = cell_cut(safe_text(command.keys), 12)
    text = cell_cut(" ".join(safe_text(command.text).split()), max(1, width - 15), "…")
    space = " " * max(1, width - 1 - cell_width(text) - cell_width(keys) - 1)
    return [segments([(" " + text, ""), (space, ""), (keys, "dim")])]


def _fitting(pairs: Sequence[tuple[str, str]], width: int) -> list[Run]:
    runs: list[Run] = []
    for key, label in pairs:
        width -= cell_width(f" {key} {label} ")
        if width >= 0:
            runs += [(f" {key}", "bold"), (f" {label} ", "")]
    return runs
