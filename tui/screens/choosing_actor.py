"""Choosing an actor by typing its name: those that bear it, those nearest to another, and what else the answer can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from index.model import Actor, CoActor
from tui.chrome import NAME_LOOK
from tui.glyphs import Glyphs
from tui.lines import FixedRows, Line, LineList
from tui.looks import KIND_LOOKS, Run, segments
from tui.panes.bars import Bar
from tui.panes.row_text import clean, cut_runs
from tui.panes.searchbar import Field
from tui.quiet import Overlay
from tui.safe_text import cell_cut, cell_width
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive

_MOST = 50


@dataclass(frozen=True, slots=True)
class ChosenActor:
    """An actor that is there, one of those nearest, one who is new and called ``name``, or nobody known."""

    actor: Actor | None = None
    near: CoActor | None = None
    name: str = ""

    @property
    def id(self) -> str | None:
        """The id of the actor, None where it is not one that is there."""
        if self.near is not None:
            return self.near.actor
        return self.actor.id if self.actor is not None else None


class _NameField(Field):
    BINDINGS: ClassVar[list[BindingType]] = [
        ("down,ctrl+n", "screen.move(1)", "down"),
        ("up,ctrl+p", "screen.move(-1)", "up"),
        ("pagedown", "screen.page(1)", "page down"),
        ("pageup", "screen.page(-1)", "page up"),
    ]


class ActorChooser(Overlay[ChosenActor | None]):
    """A line to type a name in over the actors that bear it; dismissed with the choice, or None.

    ``nearest`` are offered until something is typed; where there are none, those most mentioned. ``without`` is the
    id of an actor that is not offered; ``anybody`` also offers somebody new, called as was typed, and
    nobody known.
    """

    CSS_PATH = "../styles/over_room.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "close")]
    AUTO_FOCUS = "#actor-name"

    class _Found(Message, bubble=False):
        def __init__(self, typed: str, actors: tuple[Actor, ...], trouble: str = "") -> None:
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
        nearest: Sequence[CoActor] = (),
        without: str = "",
        anybody: bool = False,
    ) -> None:
        super().__init__()
        self._archive = archive
        self._question = clean(question)
        self._signs = signs
        self._nearest = tuple(nearest)
        self._without = without
        self._anybody = anybody
        self._typed = ""
        self._looking = False
        self._choose_when_found = False
        self._trouble = ""
        self._heading = Bar(self._heading_line, id="choose-heading")
        self._field = _NameField(id="actor-name")
        self._lines: LineList[ChosenActor] = LineList(
            partial(_choice_lines, signs=signs), bar=signs.bar, id="actors-found"
        )
        self._foot = Bar(self._foot_line, id="choose-foot")

    def compose(self) -> ComposeResult:
        """Put the line over the list."""
        yield self._heading
        yield self._field
        yield self._lines
        yield self._foot

    def on_mount(self) -> None:
        """Offer what can be chosen before anything is typed."""
        self._look_for("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for the actors of that name."""
        event.stop()
        self._look_for(event.value)

    def _look_for(self, typed: str) -> None:
        self._typed = typed
        self._choose_when_found = False
        if self._nearest and not typed.strip():
            self._show([ChosenActor(near=near) for near in self._nearest])
            return
        self._looking = True
        self.run_worker(
            partial(self._find, typed),
            thread=True,
            group="choosing",
            exclusive=True,
            exit_on_error=False,
        )

    def _find(self, typed: str) -> None:
        worker = get_current_worker()
        try:
            found = self._Found(typed, self._archive.actors(typed, limit=_MOST))
        except Exception as error:
            found = self._Found(typed, (), sentence(error, "Actors cannot be looked for"))
        if not worker.is_cancelled:
            self.post_message(found)

    def on_actor_chooser__found(self, message: _Found) -> None:
        """List the actors found, and who else it can be, unless something else has been typed meanwhile."""
        if message.typed != self._typed:
            return
        rows = [ChosenActor(actor) for actor in message.actors if actor.id != self._without]
        if self._anybody:
            name = " ".join(message.typed.split())
            rows = (
                [*rows, ChosenActor(name=name), ChosenActor()] if name else [ChosenActor(), *rows]
            )
        self._show(rows, message.trouble)

    def _show(self, rows: Sequence[ChosenActor], trouble: str = "") -> None:
        self._looking = False
        if rows and self._choose_when_found:
            self.dismiss(rows[0])
            return
        self._trouble = clean(trouble) or ("" if rows else "Nobody here bears that name.")
        self._lines.show(FixedRows(rows), first=rows)
        self._foot.changed()
        self.settle()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the row under the cursor, or the first one found where what was typed is still being looked for."""
        event.stop()
        if self._looking:
            self._choose_when_found = True
        elif self._lines.current is not None:
            self.dismiss(self._lines.current)

    def on_line_list_chosen(self, message: LineList.Chosen[ChosenActor]) -> None:
        """Choose the row clicked on."""
        message.stop()
        self.dismiss(message.row)

    def on_line_list_moved(self, message: LineList.Moved[ChosenActor]) -> None:
        """Keep to this screen what is told of its list."""
        message.stop()

    def action_move(self, rows: int) -> None:
        """Move in the list."""
        self._lines.action_move(rows)

    def action_page(self, direction: int) -> None:
        """Move in the list by a page."""
        self._lines.action_page(direction)

    def action_close(self) -> None:
        """Choose nobody."""
        self.dismiss(None)

    def _heading_line(self, width: int) -> list[Run]:
        return [(cell_cut(f" {self._question}", width, self._signs.ellipsis), NAME_LOOK)]

    def _foot_line(self, width: int) -> list[Run]:
        if self._trouble:
            return cut_runs([(f" {self._trouble}", "bold")], width, self._signs)
        arrows = " ↓ ↑" if self._signs.bar == "▌" else " Down Up"
        runs: list[Run] = []
        for key, label in ((" Enter", " choose "), (arrows, " move "), (" Esc", " close ")):
            runs += [(key, "bold"), (label, "")]
        if self._anybody and not self._typed.strip():
            runs = [(" Type a name, known here or new; or ", ""), *runs]
        return cut_runs(runs, width, self._signs)


def with_id(then: Callable[[str | None], None]) -> Callable[[ChosenActor | None], None]:
    """Return what hands on the id of the actor chosen, None where nobody was."""
    return lambda choice: then(None if choice is None else choice.id)


def _choice_lines(choice: ChosenActor, width: int, *, signs: Glyphs) -> Sequence[Line]:
    roles = ""
    row: Actor | CoActor
    if choice.near is not None:
        row, told = choice.near, f"{choice.near.shared_stories:,} shared"
    elif choice.actor is not None:
        row = choice.actor
        told = f"{row.stories:,} {'story' if row.stories == 1 else 'stories'}"
        roles = next((f"{role.title} of {role.of}" for role in row.roles if role.of), "")
    else:
        answer = (
            f"somebody new, called {choice.name}" if choice.name else "nobody who is known here"
        )
        return [segments(cut_runs([(clean(answer), "bold")], width, signs))]
    tail = f"{row.kind.value} {told:>14}"
    room = max(1, width - cell_width(tail) - 2)
    name = cell_cut(clean(row.name), room, signs.ellipsis)
    left = room - cell_width(name) - 2
    beside = f"  {cell_cut(clean(roles), left, signs.ellipsis)}" if roles and left > 6 else ""
    space = " " * (room - cell_width(name) - cell_width(beside) + 1)
    runs: list[Run] = [
        (name, KIND_LOOKS[row.kind]),
        (beside, "dim"),
        (space, ""),
        (tail, "dim"),
    ]
    return [segments(cut_runs(runs, width, signs))]
