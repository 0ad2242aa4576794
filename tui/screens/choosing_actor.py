"""Choosing an actor by typing its name: those that bear it, and what else the answer can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from index.model import Actor
from tui.chrome import NAME_LOOK
from tui.glyphs import Glyphs
from tui.lines import FixedRows, Line, LineList
from tui.looks import Run, segments
from tui.panes.actors import KIND_LOOKS
from tui.panes.bars import Bar
from tui.panes.searchbar import Field
from tui.quiet import QuietScreen
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive

_MOST = 50


@dataclass(frozen=True, slots=True)
class Choice:
    """An actor that is there, one who is new and called ``name``, or, with neither, nobody known."""

    actor: Actor | None = None
    name: str = ""


class _NameField(Field):
    BINDINGS: ClassVar[list[BindingType]] = [
        ("down,ctrl+n", "screen.move(1)", "down"),
        ("up,ctrl+p", "screen.move(-1)", "up"),
    ]


class ActorChooser(QuietScreen[Choice | None]):
    """A line to type a name in over the actors that bear it; dismissed with the choice, or None.

    ``without`` is the id of an actor that is not offered; ``anybody`` also offers somebody new, called as was
    typed, and nobody known.
    """

    CSS_PATH = "../styles/palette.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "close")]
    AUTO_FOCUS = "#command"

    class _Found(Message, bubble=False):
        def __init__(self, typed: str, actors: tuple[Actor, ...], trouble: str) -> None:
            super().__init__()
            self.typed = typed
            self.actors = actors
            self.trouble = trouble

    def __init__(
        self,
        archive: Archive,
        question: str,
        signs: Glyphs,
        *,
        without: str = "",
        anybody: bool = False,
    ) -> None:
        super().__init__()
        self._archive = archive
        self._asked = question
        self._without = without
        self._anybody = anybody
        self._typed = ""
        self._heading = Bar(
            lambda width: [(cell_cut(" " + safe_text(self._asked), width, "…"), NAME_LOOK)],
            id="heading",
        )
        self._field = _NameField(id="command")
        self._lines: LineList[Choice] = LineList(_choice_lines, bar=signs.bar, id="commands")

    def compose(self) -> ComposeResult:
        """Put the line over the list."""
        yield self._heading
        yield self._field
        yield self._lines
        yield Bar(
            lambda _width: [(" Enter", "bold"), (" choose  ", ""), ("Esc", "bold"), (" leave", "")]
        )

    def on_mount(self) -> None:
        """Offer what can be chosen before anything is typed."""
        self._look_for("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for the actors of that name."""
        event.stop()
        self._look_for(event.value)

    def _look_for(self, typed: str) -> None:
        self._typed = typed
        self.run_worker(
            partial(self._find, typed),
            thread=True,
            group="choosing",
            exclusive=True,
            exit_on_error=False,
        )

    def _find(self, typed: str) -> None:
        worker = get_current_worker()
        found: tuple[Actor, ...] = ()
        trouble = ""
        try:
            found = self._archive.actors(typed, limit=_MOST)
        except Exception as error:
            trouble = sentence(error, "Actors cannot be looked for")
        if not worker.is_cancelled:
            self.post_message(self._Found(typed, found, trouble))

    def on_actor_chooser__found(self, message: _Found) -> None:
        """List the actors found, and who else it can be."""
        if message.typed != self._typed:
            return
        if message.trouble:
            self._asked = message.trouble
            self._heading.changed()
        rows = [Choice(actor) for actor in message.actors if actor.id != self._without]
        if self._anybody:
            name = " ".join(message.typed.split())
            new = [Choice(name=name)] if name else []
            rows = [*rows, *new, Choice()] if name else [Choice(), *rows]
        self._lines.show(FixedRows(rows), first=rows)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the row under the cursor."""
        event.stop()
        if self._lines.current is not None:
            self.dismiss(self._lines.current)

    def on_line_list_chosen(self, message: LineList.Chosen[Choice]) -> None:
        """Choose the row clicked on."""
        message.stop()
        self.dismiss(message.row)

    def action_move(self, rows: int) -> None:
        """Move in the list."""
        self._lines.action_move(rows)

    def action_close(self) -> None:
        """Choose nobody."""
        self.dismiss(None)


def _choice_lines(choice: Choice, width: int) -> Sequence[Line]:
    actor = choice.actor
    if actor is None:
        told = f"somebody new, called {choice.name}" if choice.name else "nobody who is known here"
        return [segments([(" " + cell_cut(safe_text(told), max(1, width - 2), "…"), "bold")])]
    roles = next((f"{role.title} of {role.of}" for role in actor.roles if role.of), "")
    tail = f"{actor.kind.value} {actor.stories:>7,}"
    name = cell_cut(" ".join(safe_text(actor.name).split()), max(1, width - 22), "…")
    room = width - 3 - cell_width(name) - cell_width(tail)
    told = cell_cut(safe_text(roles), max(0, room - 2), "…") if room > 8 else ""
    space = " " * max(1, room - cell_width(told))
    runs: list[Run] = [(" " + name, KIND_LOOKS[actor.kind]), (f"  {told}" if told else "", "dim")]
    return [segments([*runs, (space, ""), (tail, "dim")])]
