"""The dossier: one actor's names, roles and presence over time, its stories, and whom it is met with."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widget import Widget

from index.model import CoActor, Dossier, StorySummary
from tui.glyphs import glyphs
from tui.keys import ROOM, bindings
from tui.lines import PAGE, FixedRows, Line, LineList
from tui.looks import Run, segments
from tui.messages import FollowActor, OpenArticle, Settled, StatusLine
from tui.panes.actors import KIND_LOOKS
from tui.panes.bars import Bar, PaneTitle, Separator
from tui.panes.facts import FactsPane
from tui.panes.stories import StoryLines
from tui.quiet import QuietScreen
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive
    from index.listing import Listing

BESIDE = 80
"""Columns from which stories and co-actors stand beside each other; else one of them is shown at a time."""

_ROOM_KEYS = ("quit", "leave", "stories", "article", "actors-pane")
_HINTS = (
    ("Enter", "open"),
    ("Tab", "next part"),
    ("b", "back"),
    ("?", "help"),
)


class DossierScreen(QuietScreen[None]):
    """What the archive knows of one actor.

    Choosing a story posts ``OpenArticle`` with the actor, so that it opens at the actor's first mention;
    choosing a co-actor posts ``FollowActor``. The application closes the screen or puts the next over it.
    """

    CSS_PATH = "../styles/dossier.tcss"
    AUTO_FOCUS = "#dossier-stories"
    BINDINGS: ClassVar[list[BindingType]] = [
        *(binding for binding in bindings(ROOM) if binding.id in _ROOM_KEYS),
        Binding("tab", "part(1)", "next part", priority=True),
        Binding("shift+tab", "part(-1)", "part before", priority=True),
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
        self._said = ""
        self.facts = FactsPane(self._signs, id="dossier-facts")
        self.stories = StoryLines(self._signs, id="dossier-stories")
        self.co_actors: LineList[CoActor] = LineList(
            self._co_actor_lines, bar=self._signs.bar, id="dossier-actors"
        )
        self._top_bar = Bar(
            lambda _width: [(" newsreader ", "bold"), (f"{self._signs.prompt} dossier", "dim")],
            id="dossier-title",
        )
        self._stories_title = PaneTitle("Stories", self._signs, id="dossier-stories-title")
        self._actors_title = PaneTitle("Together with", self._signs, id="dossier-actors-title")
        self._line = Separator(self._signs, id="dossier-line")
        self._stories_part = Vertical(id="dossier-stories-part")
        self._actors_part = Vertical(id="dossier-actors-part")
        self._foot = Bar(self._foot_runs, id="dossier-foot")
        self._most_shared = 1
        self._read = False

    def compose(self) -> ComposeResult:
        """Put the facts over the stories and the actors they tell of as well."""
        # Arranged before it is first drawn: each arrangement after that is the whole screen again.
        self._arrange(self.app.size.width, self.app.size.height)
        yield self._top_bar
        yield self.facts
        with Horizontal(id="dossier-parts"):
            with self._stories_part:
                yield self._stories_title
                yield self.stories
            yield self._line
            with self._actors_part:
                yield self._actors_title
                yield self.co_actors
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
        total = message.stories.total
        self._most_shared = max([1, *(each.shared_stories for each in dossier.co_actors)])
        # Written to the terminal once, not once for each part.
        with self.app.batch_update():
            self.facts.show(dossier)
            self.stories.show(message.stories, first=message.first)
            self.co_actors.show(FixedRows(dossier.co_actors), first=dossier.co_actors)
            line = self._signs.horizontal
            self._stories_title.entitle(f"Stories {line} {total:,}")
            self._actors_title.entitle(f"Together with {line} {len(dossier.co_actors):,}")
            self._arrange()
        if not total:
            self._say("No story in the archive names this actor.")
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
        self._show_part(self.co_actors if self.co_actors.has_focus else self.stories, width)

    def _show_part(self, part: Widget, width: int) -> None:
        """Show a list, and the other beside it where there is room."""
        beside = width >= BESIDE
        for widget, shown in (
            (self._stories_part, beside or part is self.stories),
            (self._line, beside),
            (self._actors_part, beside or part is self.co_actors),
        ):
            if widget.display != shown:
                widget.display = shown

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show in the titles which part has the focus."""
        self._stories_title.focus_is(event.widget is self.stories)
        self._actors_title.focus_is(event.widget is self.co_actors)
        self._foot.changed()

    def action_part(self, step: int) -> None:
        """Go to the next part: facts, stories, actors."""
        parts = (self.facts, self.stories, self.co_actors)
        at = next((place for place, part in enumerate(parts) if part.has_focus), 1)
        self.action_pane(("facts", "stories", "actors")[(at + step) % len(parts)])

    def action_pane(self, name: str) -> None:
        """Go to a part by its name; the reading room's names stand for their like."""
        parts: dict[str, Widget] = {"actors": self.co_actors, "stories": self.stories}
        part = parts.get(name, self.facts)
        if part is not self.facts:
            self._show_part(part, self.size.width)
        part.focus()

    # Leaving

    def on_line_list_chosen(self, message: LineList.Chosen[StorySummary | CoActor]) -> None:
        """Open a story at the actor's first mention, or follow a co-actor."""
        message.stop()
        if isinstance(message.row, CoActor):
            self.post_message(FollowActor(message.row.actor))
        else:
            self.post_message(OpenArticle(message.row.id, self.actor_id))

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
        if self._said:
            self._say("")

    def _say(self, text: str) -> None:
        self._said = " ".join(safe_text(text).split())
        self._foot.changed()

    def _foot_runs(self, width: int) -> Sequence[Run]:
        if self._said:
            return [(cell_cut(" " + self._said, width, self._signs.ellipsis), "bold")]
        runs: list[Run] = []
        for key, label in _HINTS:
            if sum(cell_width(text) for text, _look in runs) + len(key) + len(label) + 3 > width:
                break
            runs += [(f" {key}", "bold"), (f" {label} ", "")]
        return runs

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
