"""Choosing an actor by typing a name; until something is typed, those nearest to another are offered."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input
from textual.worker import get_current_worker

from index.model import Actor, CoActor
from tui.chrome import NAME_LOOK
from tui.glyphs import glyphs
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


class _NameField(Field):
    BINDINGS: ClassVar[list[BindingType]] = [
        ("down,ctrl+n", "screen.move(1)", "down"),
        ("up,ctrl+p", "screen.move(-1)", "up"),
        ("pagedown", "screen.page(1)", "page down"),
        ("pageup", "screen.page(-1)", "page up"),
    ]


class ChooseActor(Overlay[str | None]):
    """A line to type a name in over the actors that bear it; dismissed with the id of one, or None."""

    CSS_PATH = "../styles/over_room.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape", "close", "close")]
    AUTO_FOCUS = "#actor-name"

    class _Found(Message, bubble=False):
        def __init__(self, typed: str, actors: Sequence[Actor | CoActor]) -> None:
            super().__init__()
            self.typed = typed
            self.actors = actors

    class _Failed(Message, bubble=False):
        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self, archive: Archive, question: str, nearest: Sequence[CoActor] = ()) -> None:
        super().__init__()
        self._archive = archive
        self._nearest = tuple(nearest)
        self._signs = glyphs()
        self._field = _NameField(id="actor-name")
        self._trouble = ""
        self._lines: LineList[Actor | CoActor] = LineList(
            self._actor_lines, bar=self._signs.bar, id="actors-found"
        )
        self._heading = Bar(lambda _width: [(f" {question}", NAME_LOOK)], id="choose-heading")
        self._foot = Bar(self._foot_line, id="choose-foot")

    def compose(self) -> ComposeResult:
        """Put the line over the list."""
        yield self._heading
        yield self._field
        yield self._lines
        yield self._foot

    def on_mount(self) -> None:
        """Offer the nearest, or where there are none the most mentioned."""
        self._look("")

    def _look(self, typed: str) -> None:
        if not typed.strip() and self._nearest:
            self._show(self._nearest)
            return
        self.run_worker(
            partial(self._find, typed),
            thread=True,
            group="actors",
            exclusive=True,
            exit_on_error=False,
        )

    def _find(self, typed: str) -> None:
        worker = get_current_worker()
        try:
            found = self._archive.actors(typed, limit=_MOST)
        except Exception as error:
            if not worker.is_cancelled:
                self.post_message(self._Failed(sentence(error, "Actors cannot be looked for")))
            return
        if not worker.is_cancelled:
            self.post_message(self._Found(typed, found))

    def on_choose_actor__found(self, message: _Found) -> None:
        """List who was found, unless something else has been typed meanwhile."""
        if message.typed == self._field.value:
            self._show(message.actors)

    def on_choose_actor__failed(self, message: _Failed) -> None:
        """Say why nobody can be found."""
        self._trouble = clean(message.reason)
        self._foot.changed()

    def _show(self, actors: Sequence[Actor | CoActor]) -> None:
        self._trouble = "" if actors else "Nobody here bears that name."
        self._lines.show(FixedRows(actors), first=actors)
        self.settle()
        self._foot.changed()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for who bears the name."""
        event.stop()
        self._look(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Choose the actor under the cursor."""
        event.stop()
        self._choose(self._lines.current)

    def on_line_list_chosen(self, message: LineList.Chosen[Actor | CoActor]) -> None:
        """Choose the actor clicked on."""
        message.stop()
        self._choose(message.row)

    def on_line_list_moved(self, message: LineList.Moved[Actor | CoActor]) -> None:
        """Keep to this screen what is told of its list."""
        message.stop()

    def _choose(self, row: Actor | CoActor | None) -> None:
        if row is not None:
            self.dismiss(row.actor if isinstance(row, CoActor) else row.id)

    def action_move(self, rows: int) -> None:
        """Move in the list."""
        self._lines.action_move(rows)

    def action_page(self, direction: int) -> None:
        """Move in the list by a page."""
        self._lines.action_page(direction)

    def action_close(self) -> None:
        """Choose nobody."""
        self.dismiss(None)

    def _actor_lines(self, row: Actor | CoActor, width: int) -> Sequence[Line]:
        if isinstance(row, CoActor):
            told = f"{row.shared_stories:,} shared"
        else:
            told = f"{row.stories:,} {'story' if row.stories == 1 else 'stories'}"
        room = max(1, width - cell_width(told) - 2)
        name = cell_cut(clean(row.name), room, self._signs.ellipsis)
        runs: list[Run] = [
            (name, KIND_LOOKS[row.kind]),
            (" " * (room - cell_width(name) + 1), ""),
            (told, "dim"),
        ]
        return [segments(cut_runs(runs, width, self._signs))]

    def _foot_line(self, width: int) -> list[Run]:
        if self._trouble:
            return cut_runs([(f" {self._trouble}", "bold")], width, self._signs)
        return cut_runs(
            [
                (" Enter", "bold"),
                (" choose ", ""),
                (" ↓ ↑" if self._signs.bar == "▌" else " Down Up", "bold"),
                (" move ", ""),
                (" Esc", "bold"),
                (" close ", ""),
            ],
            width,
            self._signs,
        )
