"""The command palette: every action and saved search by name, found by typing a few of its letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input

from tui.chrome import NAME_LOOK
from tui.glyphs import Glyphs
from tui.keys import PALETTE, Keymap, actions, bindings, keys_of
from tui.lines import FixedRows, Line, LineList
from tui.looks import Run, segments
from tui.panes.bars import Bar
from tui.panes.searchbar import Field
from tui.quiet import Overlay
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.story_rows import wrapped
from tui.troubles import sentence


@dataclass(frozen=True, slots=True)
class Command:
    """Something the palette offers.

    ``action`` is what Textual runs in the screen the palette was opened over; ``query`` a search to go to
    instead, ``theme`` a theme to put on. Exactly one of the three is not empty. ``saved`` is the name under which the
    search is kept.
    """

    text: str
    keys: str = ""
    action: str = ""
    query: str = ""
    theme: str = ""
    saved: str = ""


def action_commands(keymap: Keymap) -> tuple[Command, ...]:
    """Return the commands of the table of actions."""
    return tuple(
        Command(action.palette, " ".join(keys_of(action, keymap)), action=action.action)
        for action in actions()
        if action.palette
    )


_FEW = 2
_MOST_LINES = 3


def matching(commands: Sequence[Command], typed: str) -> list[Command]:
    """Return the commands that ``typed`` fits, the best first.

    A command fits where each word typed begins a word of it, or else where the letters typed stand in it in
    that order: of these none is offered beside what more than ``_FEW`` letters begin.
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
    return begun if begun and len("".join(words)) > _FEW else begun + scattered


def _in_order(letters: str, text: str) -> bool:
    rest = iter(text)
    return all(letter in rest for letter in letters)


class _PaletteField(Field):
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(PALETTE),
        ("down,ctrl+n", "screen.move(1)", "down"),
        ("up,ctrl+p", "screen.move(-1)", "up"),
        ("pagedown", "screen.page(1)", "page down"),
        ("pageup", "screen.page(-1)", "page up"),
    ]

    def action_forget(self) -> None:
        """Forget the saved search under the cursor."""
        self.post_message(self.Forget())

    class Forget(Message):
        """The reader wants the saved search under the cursor forgotten."""


class Palette(Overlay[Command | None]):
    """A line to type in over the list of commands; dismissed with the command chosen, or None."""

    CSS_PATH = "styles/palette.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "close")]
    AUTO_FOCUS = "#command"

    class _Forgotten(Message, bubble=False):
        def __init__(self, command: Command, trouble: str) -> None:
            super().__init__()
            self.command = command
            self.trouble = trouble

    def __init__(
        self,
        commands: Sequence[Command],
        signs: Glyphs,
        forget: Callable[[str], None] | None = None,
    ) -> None:
        super().__init__()
        self._commands = tuple(commands)
        self._forget = forget
        self._signs = signs
        self._said = ""
        self._field = _PaletteField(id="command")
        self._lines: LineList[Command] = LineList(
            partial(_command_lines, signs=signs), bar=signs.bar, id="commands"
        )
        self._foot = Bar(self._foot_line)

    def compose(self) -> ComposeResult:
        """Put the line over the list."""
        yield Bar(lambda _width: [(" Commands and saved searches", NAME_LOOK)], id="heading")
        yield self._field
        yield self._lines
        yield self._foot

    def on_mount(self) -> None:
        """List everything."""
        self._list("")
        self.settle()

    def _list(self, typed: str) -> None:
        found = matching(self._commands, typed)
        self._lines.show(FixedRows(found), first=found)
        self._said = "" if found else "No command and no saved search is called so."
        self._foot.changed()

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

    def on_line_list_moved(self, message: LineList.Moved[Command]) -> None:
        """Offer to forget a saved search."""
        message.stop()
        self._say("")

    def on__palette_field_forget(self, message: _PaletteField.Forget) -> None:
        """Forget the saved search under the cursor, in a thread."""
        message.stop()
        command = self._lines.current
        if command is None or not command.saved or self._forget is None:
            self._say("Only a saved search can be forgotten: choose one first.")
            return
        self.run_worker(
            partial(self._forget_in_thread, self._forget, command),
            thread=True,
            group="forget",
            exit_on_error=False,
        )

    def _forget_in_thread(self, forget: Callable[[str], None], command: Command) -> None:
        trouble = ""
        try:
            forget(command.saved)
        except Exception as error:
            trouble = sentence(error, "The search cannot be forgotten")
        self.post_message(self._Forgotten(command, trouble))

    def on_palette__forgotten(self, message: _Forgotten) -> None:
        """Take a search that was forgotten from the list."""
        if message.trouble:
            self._say(message.trouble)
            return
        kept = [command for command in self._commands if command is not message.command]
        self._commands = tuple(kept)
        cursor = self._lines.cursor
        self._list(self._field.value)
        self._lines.move_to(cursor)
        self._say(f"Forgotten: {message.command.saved}")

    def _say(self, text: str) -> None:
        if text != self._said or not text:
            self._said = " ".join(safe_text(text).split())
            self._foot.changed()

    def _foot_line(self, width: int) -> list[Run]:
        if self._said:
            return [(cell_cut(f" {self._said}", width, self._signs.ellipsis), "bold")]
        pairs = [("Enter", "do it"), ("↓ ↑", "choose"), ("Esc", "close")]
        current = self._lines.current
        if current is not None and current.saved:
            pairs.insert(1, ("Ctrl+D", "forget it"))
        return _fitting(pairs, width)

    def action_move(self, rows: int) -> None:
        """Move in the list."""
        self._lines.action_move(rows)

    def action_page(self, direction: int) -> None:
        """Move in the list by a page."""
        self._lines.action_page(direction)

    def action_close(self) -> None:
        """Choose nothing."""
        self.dismiss(None)


def _command_lines(command: Command, width: int, *, signs: Glyphs) -> Sequence[Line]:
    keys = cell_cut(safe_text(command.keys), 12)
    room = max(1, width - 4 - (cell_width(keys) + 1 if keys else 0))
    words = safe_text(command.text).split()
    first, *rest = wrapped(words, room, signs.ellipsis, _MOST_LINES) or [""]
    space = " " * max(1, width - 2 - cell_width(first) - cell_width(keys))
    return [
        segments([(" " + first, ""), (space, ""), (keys, "dim")]),
        *(segments([("   " + line, "")]) for line in rest),
    ]


def _fitting(pairs: Sequence[tuple[str, str]], width: int) -> list[Run]:
    runs: list[Run] = []
    for key, label in pairs:
        width -= cell_width(f" {key} {label} ")
        if width >= 0:
            runs += [(f" {key}", "bold"), (f" {label} ", "")]
    return runs
