"""The dossier: one actor's names, roles and presence over time, what is told of it, and whom it is met with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widget import Widget
from textual.worker import get_current_worker

from index.model import (
    CoActor,
    Dossier,
    DossierPart,
    DossierSoFar,
    Role,
    StorySummary,
)
from tui.keys import DOSSIER, DOSSIER_HINTS, ROOM, bindings
from tui.lines import PAGE, LineList, RowSource
from tui.messages import FollowActor, OpenArticle, ShowPair, ShowPath, StatusLine
from tui.panes.bars import PaneTitle, Separator
from tui.panes.connections import Connections
from tui.panes.facts import FactsPane
from tui.panes.happenings import plot_marks
from tui.panes.plot import PlotPane
from tui.panes.row_text import clean
from tui.panes.told import HeadedRows, Told, ToldLines, ToldRow, moment_of, place_of, with_claims
from tui.quiet import hold_drawing
from tui.safe_text import cell_width
from tui.screens.over_room import OverRoom
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive
    from index.listing import Listing

_A_MOMENT = 0.04  # seconds
BESIDE = 120
"""Columns from which the list and the connections stand beside each other; else one of them is shown at a time."""
_PLOT_HEIGHTS = ((45, 7), (30, 5), (20, 4), (0, 0))
"""Lines of the plot on screens of at least so many lines."""

_LIST_OF = {
    DossierPart.HAPPENINGS: Told.TIMELINE,
    DossierPart.SAID: Told.SAID,
    DossierPart.SAID_OF: Told.SAID_OF,
    DossierPart.FIGURES: Told.FIGURES,
}
_LISTS = frozenset(told.value for told in Told)
_ROOM_KEYS = ("stories", "article", "actors-pane")


@dataclass(frozen=True, slots=True)
class _Lists:
    """What the lists of a dossier show, and the rows of each that were read already."""

    sources: dict[Told, RowSource[ToldRow]]
    first: dict[Told, Sequence[ToldRow]]


class DossierScreen(OverRoom):
    """What the archive knows of one actor.

    Under a plot of its presence stands a list: its stories, its timeline, what it said, what was said of it, or
    figures about it; and whom it is met with. Choosing a story posts ``OpenArticle`` with the actor, so that it opens at
    the actor's first mention; choosing another row, with the place that tells it; choosing a connection posts
    ``FollowActor``. The application closes the screen or puts the next over it.
    """

    CSS_PATH = "../styles/over_room.tcss"
    AUTO_FOCUS = "#dossier-list"
    HINTS = DOSSIER_HINTS
    WHERE = DOSSIER
    BINDINGS: ClassVar[list[BindingType]] = [
        *(binding for binding in bindings(ROOM) if binding.id in _ROOM_KEYS),
        *bindings(DOSSIER),
    ]

    class _Loaded(Message, bubble=False):
        """The dossier, or as much of it as was read so far."""

        def __init__(self, so_far: DossierSoFar, lists: _Lists) -> None:
            super().__init__()
            self.so_far = so_far
            self.lists = lists

    def __init__(self, archive: Archive, actor_id: str, view: str = "") -> None:
        super().__init__(archive, "dossier", prefix="dossier")
        self.actor_id = actor_id
        self.facts = FactsPane(self._signs, id="dossier-facts")
        self.plot = PlotPane(self._signs, id="dossier-plot")
        self.told = ToldLines(self._signs, id="dossier-list")
        self.connections = Connections(self._signs, id="dossier-connections")
        self.co_actors = self.connections.lines
        self._told_title = PaneTitle(self.told.heading, self._signs, id="dossier-list-title")
        self._line = Separator(self._signs, id="dossier-line")
        self._told_part = Vertical(id="dossier-list-part")
        self._actors_part = Vertical(id="dossier-actors-part")
        self._dossier: Dossier | None = None
        self._marked_seen = False
        self._came: DossierScreen._Loaded | None = None
        self._moment: Timer | None = None
        self._connections_awaited = True
        if view in _LISTS:
            self.told.told = Told(view)
        self._open_with = "connections" if view == "connections" else ""

    def compose(self) -> ComposeResult:
        """Put the facts and the plot over what is told and the connections."""
        # Arranged before it is first drawn: each arrangement after that is the whole screen again.
        self._arrange(self.app.size.width, self.app.size.height)
        yield self.top_bar
        yield self.facts
        yield self.plot
        with Horizontal(id="dossier-parts"):
            with self._told_part:
                yield self._told_title
                yield self.told
            yield self._line
            with self._actors_part:
                yield self.connections
        yield self.make_foot()

    def on_mount(self) -> None:
        """Read the dossier, in a thread."""
        if self._open_with:
            self._go_to(self.co_actors)
        self.read_with(
            partial(self._load, self.archive, self.actor_id), "The dossier cannot be opened"
        )

    def _load(self, archive: Archive, actor_id: str) -> None:
        worker = get_current_worker()
        stories = archive.actor_stories(actor_id)
        first = stories.rows(0, PAGE)
        for so_far in archive.dossier_in_parts(actor_id):
            if worker.is_cancelled:
                break
            self.post_message(self._Loaded(so_far, _lists(archive, so_far, stories, first)))

    def on_dossier_screen__loaded(self, message: _Loaded) -> None:
        """Show what was read; what comes in a moment is waited for, and all of it drawn at once."""
        self._came = message
        if not message.so_far.awaited:
            self._show_what_came()
        elif self._moment is None:
            self._moment = self.set_timer(_A_MOMENT, self._show_what_came)

    def _show_what_came(self) -> None:
        if self._moment is not None:
            self._moment.stop()
            self._moment = None
        came, self._came = self._came, None
        if came is None:
            return
        awaited = came.so_far.awaited
        dossier = self._dossier = came.so_far.dossier
        # Written to the terminal once, not once for each part.
        with self.app.batch_update():
            self.entitle(dossier.actor.name)
            self.facts.show(dossier)
            self.plot.show(dossier.presence, plot_marks(dossier.happenings))
            self.told.fill(dossier, came.lists.sources, came.lists.first)
            if DossierPart.CONNECTIONS not in awaited and self._connections_awaited:
                self._connections_awaited = False
                self.connections.show(dossier)
            elif self._connections_awaited:
                self.connections.expect()
            self._retitle()
            self._arrange()
        self._point()
        if not awaited:
            self.settle()

    def on_over_room_failed(self, message: OverRoom.Failed) -> None:
        """Say why there is nothing to show."""
        self.facts.complain(message.reason)
        self._arrange()
        self.settle()

    def on_screen_suspend(self) -> None:
        """Remember that the reader has read about the actor, once it is left."""
        if self._dossier is None or self._marked_seen:
            return
        self._marked_seen = True
        self.app.run_worker(
            partial(self._mark_seen, self.archive, self.actor_id),
            thread=True,
            group="seen",
            exit_on_error=False,
        )

    def _mark_seen(self, archive: Archive, actor_id: str) -> None:
        try:
            if not archive.read_only:
                archive.mark_seen(actor_id)
        except Exception as error:
            self.app.post_message(StatusLine(sentence(error, "It cannot be marked as read about")))

    # The parts

    def on_resize(self, event: events.Resize) -> None:
        """Show as much at a time as there is room for."""
        self._arrange(event.size.width, event.size.height)
        self._retitle()

    def _arrange(self, width: int | None = None, height: int | None = None) -> None:
        width = self.size.width if width is None else width
        height = self.size.height if height is None else height
        if not width:
            return
        with_actors = self.co_actors.has_focus or self._shows_actors_alone(width)
        self._show_part(self.co_actors if with_actors else self.told, width, height)

    def _shows_actors_alone(self, width: int) -> bool:
        return width < BESIDE and self._actors_part.display and not self._told_part.display

    def _show_part(self, part: Widget, width: int, height: int) -> None:
        """Show a list, and the other beside it where there is room; over it the facts and the plot."""
        beside = width >= BESIDE
        alone = not beside and part is self.co_actors
        for widget, shown in (
            (self._told_part, beside or not alone),
            (self._line, beside),
            (self._actors_part, beside or alone),
        ):
            if widget.display != shown:
                widget.display = shown
                # What changed in it while it was hidden was not noted as to be drawn.
                for part_of_it in widget.query("*") if shown else ():
                    part_of_it.refresh()
        plot = next(lines for least, lines in _PLOT_HEIGHTS if height >= least)
        if alone or self.plot.empty:
            plot = 0
        if self.plot.display != bool(plot):
            self.plot.display = bool(plot)
        _heighten(self.plot, max(1, plot))
        # The facts may take a sixth of the screen, and scroll in it.
        room = 2 if alone else max(2, height // 6)
        _heighten(self.facts, max(1, min(self.facts.wanted_height(width), room)))
        self.connections.fit(width if alone else width * 2 // 5, height)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show in the titles which part has the focus."""
        self._told_title.focus_is(event.widget is self.told)
        self.connections.title.focus_is(event.widget is self.co_actors)

    def action_part(self, step: int) -> None:
        """Go to the next part: facts, the list, actors."""
        parts: tuple[Widget, ...] = (self.facts, self.told, self.co_actors)
        at = next((place for place, part in enumerate(parts) if part.has_focus), 1)
        self._go_to(parts[(at + step) % len(parts)])

    def action_pane(self, name: str) -> None:
        """Go to a part by its name; the reading room's names stand for their like."""
        if name == Told.STORIES:
            self._turn_to(Told.STORIES)
        else:
            self._go_to(self.co_actors if name == "actors" else self.facts)

    def action_show_list(self, name: str) -> None:
        """Show the list of that name; asked for once more, what it said becomes what was said of it."""
        told = Told(name)
        again = told is self.told.told and self.told.has_focus
        self._turn_to(Told.SAID_OF if again and told is Told.SAID else told)

    def action_turn_list(self, step: int) -> None:
        """Show the next list, or the one before."""
        self._turn_to(self.told.told.after(step))

    def show_view(self, view: str) -> None:
        """Show a list by its name, or the connections; nothing changes for no name."""
        if view == "connections":
            self._go_to(self.co_actors)
        elif view in _LISTS:
            self._turn_to(Told(view))

    def _turn_to(self, told: Told) -> None:
        self.told.turn_to(told)
        self._retitle()
        self._go_to(self.told)
        self._point()

    def _retitle(self) -> None:
        heading = self.told.heading
        width = self.app.size.width
        room = width * 3 // 5 if width >= BESIDE else width
        self._told_title.entitle(heading, self.told.others(room - cell_width(heading) - 9))

    def _go_to(self, part: Widget) -> None:
        if part is not self.facts:
            before = self._told_part.display, self._actors_part.display
            self._show_part(part, self.app.size.width, self.app.size.height)
            if self._read and before != (self._told_part.display, self._actors_part.display):
                # The parts find their places before they are drawn.
                hold_drawing(self.app)
                self.settle()
        part.focus()

    def on_line_list_moved(self, message: LineList.Moved[ToldRow | CoActor]) -> None:
        """Show in the plot when the row under the cursor was."""
        message.stop()
        if message.lines is self.told:
            self._point()

    def _point(self) -> None:
        row = self.told.current
        self.plot.point_at(moment_of(row) if row is not None else None)

    # Leaving

    def on_line_list_chosen(self, message: LineList.Chosen[ToldRow | CoActor]) -> None:
        """Open a story where it tells of the actor, or follow a connection."""
        message.stop()
        row = message.row
        if isinstance(row, CoActor):
            self.post_message(FollowActor(row.actor))
        elif isinstance(row, StorySummary):
            self.post_message(OpenArticle(row.id, self.actor_id, whence=self._whence))
        else:
            self._open_told(row)

    def on_facts_pane_asked(self, message: FactsPane.Asked) -> None:
        """Open the story that tells of the actor's role, or let the reader choose which of several roles."""
        message.stop()
        roles = self._dossier.actor.roles if self._dossier is not None else ()
        if len(roles) > 1:
            from tui.screens.choice import put_over
            from tui.screens.roles import Roles

            name = clean(self._dossier.actor.name) if self._dossier is not None else ""
            put_over(self, Roles(name, roles, self._signs), self._open_role)
        elif roles:
            self._open_role(roles[0])
        else:
            self.say("No story says what its office is; s lists its stories.")

    def _open_role(self, role: Role | None) -> None:
        if role is not None:
            self.post_message(
                OpenArticle(role.article, self.actor_id, at=role.span, whence=self._whence)
            )

    def _open_told(self, row: ToldRow) -> None:
        """Open the story that tells of a row, or let the reader choose which of several."""
        from tui.screens.choice import put_over
        from tui.screens.tellings import Tellings, told_often

        often = told_often(row)
        if often is not None:
            put_over(self, Tellings(often, self._signs), self._open_place)
        else:
            self._open_place(row)

    @property
    def _whence(self) -> str:
        return f"dossier of {self._dossier.actor.name}" if self._dossier is not None else "dossier"

    def _open_place(self, row: ToldRow | None) -> None:
        place = place_of(row) if row is not None else None
        if place is not None:
            article, span = place
            self.post_message(OpenArticle(article, self.actor_id, at=span, whence=self._whence))

    def action_pair(self) -> None:
        """Show all that the actor and another have to do with each other."""
        row = self.co_actors.current if self.co_actors.has_focus else None
        if row is not None:
            self._show_pair(row.actor)
        else:
            self._choose(self._show_pair, "Together with whom?")

    def action_path(self) -> None:
        """Show over which stories and actors the actor is linked to another."""
        self._choose(self._show_path, "The path to whom?")

    def _choose(self, then: Callable[[str | None], None], question: str) -> None:
        from tui.screens.choice import put_over
        from tui.screens.choosing_actor import ActorChooser, with_id

        nearest = self._dossier.co_actors if self._dossier is not None else ()
        chooser = ActorChooser(self.archive, question, self._signs, nearest=nearest)
        put_over(self, chooser, with_id(then))

    def _show_pair(self, other: str | None) -> None:
        if other is not None:
            self.post_message(ShowPair(self.actor_id, other))

    def _show_path(self, other: str | None) -> None:
        if other is not None:
            self.post_message(ShowPath(self.actor_id, other))


def _lists(
    archive: Archive,
    so_far: DossierSoFar,
    stories: Listing,
    first_stories: Sequence[StorySummary],
) -> _Lists:
    """Return what the lists show: what the dossier holds of each, and the rest when it comes into sight.

    A list that is still being read is not among them.
    """
    dossier = so_far.dossier
    actor, totals = dossier.actor.id, dossier.totals
    figures = with_claims(dossier)
    claims = len(figures) - len(dossier.figures)
    sources: dict[Told, RowSource[ToldRow]] = {
        Told.STORIES: stories,
        Told.TIMELINE: HeadedRows(
            dossier.happenings,
            totals.happenings,
            lambda start, count: archive.happenings(actor, start=start, count=count),
        ),
        Told.SAID: HeadedRows(
            dossier.quotations_by,
            totals.quotations_by,
            lambda start, count: archive.quotations_by(actor, start=start, count=count),
        ),
        Told.SAID_OF: HeadedRows(
            dossier.quotations_about,
            totals.quotations_about,
            lambda start, count: archive.quotations_about(actor, start=start, count=count),
        ),
        Told.FIGURES: HeadedRows(
            figures,
            claims + totals.figures,
            lambda start, count: archive.figures_about(actor, start=start - claims, count=count),
        ),
    }
    first: dict[Told, Sequence[ToldRow]] = {
        Told.STORIES: first_stories,
        Told.TIMELINE: dossier.happenings,
        Told.SAID: dossier.quotations_by,
        Told.SAID_OF: dossier.quotations_about,
        Told.FIGURES: figures,
    }
    awaited = {_LIST_OF[part] for part in so_far.awaited if part in _LIST_OF}
    there = [told for told in Told if told not in awaited]
    return _Lists({told: sources[told] for told in there}, {told: first[told] for told in there})


def _heighten(widget: Widget, height: int) -> None:
    before = widget.styles.height
    if before is None or before.value != height:
        widget.styles.height = height
