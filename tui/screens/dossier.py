"""The dossier: one actor's names, roles and presence over time, what is told of it, and whom it is met with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget

from index.model import CoActor, Dossier, StorySummary
from tui.chrome import NAME, NAME_LOOK
from tui.glyphs import glyphs
from tui.keys import DOSSIER, DOSSIER_HINTS, ROOM, Keymap, bindings
from tui.lines import PAGE, FixedRows, Line, LineList
from tui.looks import Run, segments
from tui.messages import FollowActor, OpenArticle, Settled, StatusLine
from tui.panes.actors import KIND_LOOKS
from tui.panes.bars import Bar, PaneTitle, Separator, StatusBar
from tui.panes.facts import FactsPane
from tui.panes.happenings import place_of
from tui.panes.told import Told, ToldLines, ToldRow
from tui.quiet import QuietScreen
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive
    from index.listing import Listing

BESIDE = 80
"""Columns from which the list and the co-actors stand beside each other; else one of them is shown at a time."""

_ROOM_KEYS = ("quit", "leave", "stories", "article", "actors-pane")


class DossierScreen(QuietScreen[None]):
    """What the archive knows of one actor.

    Beside whom it is met with stands a list: its stories, its timeline, what it said, what was said of it, or
    figures about it. Choosing a story posts ``OpenArticle`` with the actor, so that it opens at the actor's
    first mention; choosing another row, with the place that tells it; choosing a co-actor posts
    ``FollowActor``. The application closes the screen or puts the next over it.
    """

    CSS_PATH = "../styles/dossier.tcss"
    AUTO_FOCUS = "#dossier-list"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(binding for binding in bindings(ROOM) if binding.id in _ROOM_KEYS),
        *bindings(DOSSIER),
    ]

    class _Loaded(Message, bubble=False):
        def __init__(
            self, dossier: Dossier, stories: Listing, first: tuple[StorySummary, ...]
        ) -> None:
            super().__init__()
            self.dossier = dossier
            self.stories = stories
            self.first = first

    class _Failed(Message, bubble=False):
        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self, archive: Archive, actor_id: str) -> None:
        super().__init__()
        self._archive = archive
        self.actor_id = actor_id
        self._signs = glyphs()
        self.facts = FactsPane(self._signs, id="dossier-facts")
        self.told = ToldLines(self._signs, id="dossier-list")
        self.co_actors: LineList[CoActor] = LineList(
            self._co_actor_lines, bar=self._signs.bar, id="dossier-actors"
        )
        self._top_bar = Bar(
            lambda _width: [(f"{NAME}{self._signs.prompt} ", NAME_LOOK), ("dossier", "")],
            id="dossier-title",
        )
        self._told_title = PaneTitle(self.told.heading, self._signs, id="dossier-list-title")
        self._actors_title = PaneTitle("Together with", self._signs, id="dossier-actors-title")
        self._line = Separator(self._signs, id="dossier-line")
        self._told_part = Vertical(id="dossier-list-part")
        self._actors_part = Vertical(id="dossier-actors-part")
        self._foot: StatusBar | None = None
        self._most_shared = 1
        self._read = False

    def compose(self) -> ComposeResult:
        """Put the facts over what is told and the actors met with it."""
        # Arranged before it is first drawn: each arrangement after that is the whole screen again.
        self._arrange(self.app.size.width, self.app.size.height)
        yield self._top_bar
        yield self.facts
        with Horizontal(id="dossier-parts"):
            with self._told_part:
                yield self._told_title
                yield self.told
            yield self._line
            with self._actors_part:
                yield self._actors_title
                yield self.co_actors
        keymap: Keymap = getattr(self.app, "keymap", {})
        self._foot = StatusBar(keymap, self._signs, id="dossier-foot")
        self._foot.hint_at(DOSSIER_HINTS)
        yield self._foot

    def on_mount(self) -> None:
        """Read the dossier, in a thread."""
        self.run_worker(
            partial(self._load, self._archive, self.actor_id),
            thread=True,
            group="dossier",
            exclusive=True,
            exit_on_error=False,
        )

    def _load(self, archive: Archive, actor_id: str) -> None:
        try:
            dossier = archive.dossier(actor_id)
            stories = archive.actor_stories(actor_id)
            first = stories.rows(0, PAGE)
        except Exception as error:
            self.post_message(self._Failed(sentence(error, "The dossier cannot be opened")))
            return
        self.post_message(self._Loaded(dossier, stories, first))

    def on_dossier_screen__loaded(self, message: _Loaded) -> None:
        """Show what was read."""
        dossier = message.dossier
        self._most_shared = max([1, *(each.shared_stories for each in dossier.co_actors)])
        # Written to the terminal once, not once for each part.
        with self.app.batch_update():
            self.facts.show(dossier)
            self.told.fill(dossier, message.stories, message.first)
            self.co_actors.show(FixedRows(dossier.co_actors), first=dossier.co_actors)
            line = self._signs.horizontal
            self._told_title.entitle(self.told.heading)
            self._actors_title.entitle(f"Together with {line} {len(dossier.co_actors):,}")
            self._arrange()
        self._settle()

    def on_dossier_screen__failed(self, message: _Failed) -> None:
        """Say why there is nothing to show."""
        self.facts.complain(message.reason)
        self._arrange()
        self._settle()

    def on_screen_resume(self) -> None:
        """Be drawn at once where everything was read when this was open before."""
        if self._read:
            self._settle()

    def _settle(self) -> None:
        self._read = True
        self.call_after_refresh(self.post_message, Settled())

    # The parts

    def on_resize(self, event: events.Resize) -> None:
        """Show as much at a time as there is room for."""
        self._arrange(event.size.width, event.size.height)

    def _arrange(self, width: int | None = None, height: int | None = None) -> None:
        width = self.size.width if width is None else width
        height = self.size.height if height is None else height
        if not width:
            return
        # The facts may take four tenths of the screen, and scroll in it.
        facts = max(2, min(self.facts.wanted_height(width), height * 4 // 10))
        before = self.facts.styles.height
        if before is None or before.value != facts:
            self.facts.styles.height = facts
        self._show_part(self.co_actors if self.co_actors.has_focus else self.told, width)

    def _show_part(self, part: Widget, width: int) -> None:
        """Show a list, and the other beside it where there is room."""
        beside = width >= BESIDE
        for widget, shown in (
            (self._told_part, beside or part is self.told),
            (self._line, beside),
            (self._actors_part, beside or part is self.co_actors),
        ):
            if widget.display != shown:
                widget.display = shown

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show in the titles which part has the focus."""
        self._told_title.focus_is(event.widget is self.told)
        self._actors_title.focus_is(event.widget is self.co_actors)

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

    def _turn_to(self, told: Told) -> None:
        self.told.turn_to(told)
        self._told_title.entitle(self.told.heading)
        self._go_to(self.told)

    def _go_to(self, part: Widget) -> None:
        if part is not self.facts:
            self._show_part(part, self.size.width)
        part.focus()

    # Leaving

    def on_line_list_chosen(self, message: LineList.Chosen[ToldRow | CoActor]) -> None:
        """Open a story where it tells of the actor, or follow a co-actor."""
        message.stop()
        row = message.row
        if isinstance(row, CoActor):
            self.post_message(FollowActor(row.actor))
        elif isinstance(row, StorySummary):
            self.post_message(OpenArticle(row.id, self.actor_id))
        else:
            self.post_message(OpenArticle(row.article, self.actor_id, at=place_of(row)))

    async def action_back_or_quit(self) -> None:
        """Go back along the trail; where there is none, close the dossier."""
        if not await self.app.run_action("trail_back", self.app):
            self.dismiss()

    async def action_leave(self) -> None:
        """Go back along the trail; where there is none, close the dossier."""
        await self.action_back_or_quit()

    # The line at the bottom

    def on_status_line(self, message: StatusLine) -> None:
        """Show a sentence at the foot of this screen rather than of the one under it."""
        message.stop()
        self._say(message.text)

    def on_key(self) -> None:
        """Take the sentence at the foot away with the next key."""
        if self._foot is not None and self._foot.message:
            self._say("")

    def _say(self, text: str) -> None:
        if self._foot is not None:
            self._foot.say(text)

    def _co_actor_lines(self, row: CoActor, width: int) -> Sequence[Line]:
        """Draw ``Nicolás Maduro  ▁▁▁▁▁▁ 12``: bars for how many stories are shared."""
        signs = self._signs
        count = f"{row.shared_stories:,}"
        bars = 6 if width >= 28 else 0
        filled = -(-row.shared_stories * bars // self._most_shared)
        tail = f" {count:>4}"
        room = max(1, width - bars - len(tail) - 1)
        name = cell_cut(" ".join(safe_text(row.name).split()), room, signs.ellipsis)
        runs: list[Run] = [
            (name, KIND_LOOKS[row.kind]),
            (" " * (room - cell_width(name) + 1), ""),
            (" " * (bars - filled) + signs.levels[4] * filled, "dim"),
            (tail, ""),
        ]
        return [segments(runs)]
