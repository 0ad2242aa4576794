"""The way from one actor to another: a chain of actors, each sharing stories with the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from index.model import PathStep, StorySummary
from tui.glyphs import FULL
from tui.keys import PAIR, PATH_HINTS, bindings
from tui.lines import FixedRows, Line, LineList
from tui.looks import KIND_LOOKS, Run, segments
from tui.messages import FollowActor, OpenArticle, ShowPair
from tui.panes.bars import Bar, PaneTitle
from tui.panes.row_text import clean, cut_runs
from tui.panes.stories import row_story
from tui.safe_text import safe_text
from tui.screens.over_room import OverRoom
from tui.story_rows import story_lines

if TYPE_CHECKING:
    from index.archive import Archive


@dataclass(frozen=True, slots=True)
class _Link:
    """One of the stories that link an actor of the chain, ``to``, to the one before it."""

    story: StorySummary
    to: PathStep
    first: bool


_Row = PathStep | _Link


class PathScreen(OverRoom):
    """The chain between two actors, with the stories that make each link of it.

    Choosing an actor opens its dossier, choosing a story opens it at the actor it leads to.
    """

    CSS_PATH = "../styles/over_room.tcss"
    AUTO_FOCUS = "#path-list"
    HINTS = PATH_HINTS
    WHERE = PAIR
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(PAIR))

    class _Loaded(Message, bubble=False):
        def __init__(self, names: tuple[str, str], steps: tuple[PathStep, ...]) -> None:
            super().__init__()
            self.names = names
            self.steps = steps

    def __init__(self, archive: Archive, first: str, second: str) -> None:
        super().__init__(archive, "the path between two actors", prefix="path")
        self._ids = (first, second)
        self._told = ""
        self._year = datetime.now().year
        self.summary = Bar(self._summary, id="path-summary")
        self.list_title = PaneTitle("Path", self._signs, id="path-list-title")
        self.lines: LineList[_Row] = LineList(self._lines, bar=self._signs.bar, id="path-list")

    def compose(self) -> ComposeResult:
        """Put a sentence over the chain."""
        yield self.top_bar
        yield self.summary
        yield self.list_title
        yield self.lines
        yield self.make_foot()

    def on_mount(self) -> None:
        """Look for the way, in a thread."""
        self.list_title.focus_is(True)
        self._told = f"Looking for a path{self._signs.ellipsis}"
        self.read_with(partial(self._load, self.archive), "The path cannot be found")

    def _load(self, archive: Archive) -> Message:
        first, second = self._ids
        names = (archive.actor(first).name, archive.actor(second).name)
        return self._Loaded(names, archive.path(first, second))

    def on_path_screen__loaded(self, message: _Loaded) -> None:
        """Show the chain."""
        steps = message.steps
        arrow = " → " if self._signs.prompt == FULL.prompt else " -> "
        one, other = (clean(name) for name in message.names)
        rows: list[_Row] = []
        for step in steps:
            rows += [_Link(story, step, not number) for number, story in enumerate(step.stories)]
            rows.append(step)
        links = len(steps) - 1
        if not steps:
            self._told = f"No chain of stories leads from {one} to {other}."
        elif links <= 1:
            self._told = "They are met in the same stories."
        else:
            self._told = f"{links} links; no shorter chain leads from one to the other."
        with self.app.batch_update():
            self.entitle(f"{one}{arrow}{other}")
            self.summary.changed()
            self.lines.show(FixedRows(rows), first=rows)
            chain = arrow.join(clean(step.name) for step in steps)
            self.list_title.entitle(chain or "Path")
        self.settle()

    def on_over_room_failed(self, message: OverRoom.Failed) -> None:
        """Say why there is nothing to show."""
        self._told = message.reason
        self.summary.changed()
        self.settle()

    def _summary(self, width: int) -> list[Run]:
        return cut_runs([(f" {safe_text(self._told)}", "dim")], width, self._signs)

    def action_show_list(self, name: str) -> None:
        """Do nothing: a path has one list."""

    def action_turn_list(self, step: int) -> None:
        """Do nothing: a path has one list."""

    def action_path(self) -> None:
        """Do nothing: this is the path."""

    def action_pair(self) -> None:
        """Show the two together instead."""
        self.post_message(ShowPair(*self._ids))

    def action_dossier(self, which: int) -> None:
        """Open the dossier of one of the two."""
        self.post_message(FollowActor(self._ids[which]))

    def on_line_list_moved(self, message: LineList.Moved[_Row]) -> None:
        """Keep to this screen what is told of its list."""
        message.stop()

    def on_line_list_chosen(self, message: LineList.Chosen[_Row]) -> None:
        """Open a dossier or a story."""
        message.stop()
        row = message.row
        if isinstance(row, PathStep):
            self.post_message(FollowActor(row.actor))
        else:
            self.post_message(OpenArticle(row.story.id, row.to.actor, whence=f"path {self._title}"))

    def _lines(self, row: _Row, width: int) -> Sequence[Line]:
        signs = self._signs
        if isinstance(row, PathStep):
            runs: list[Run] = [
                (f"{signs.happened} ", KIND_LOOKS[row.kind]),
                (clean(row.name), f"bold {KIND_LOOKS[row.kind]}"),
                (f"  {row.kind.value}", "dim"),
            ]
            return [segments(cut_runs(runs, width, signs))]
        rule: Run = (f"{signs.vertical}   ", "dim")
        lines: list[list[Run]] = []
        if row.first:
            shared = row.to.shared_stories
            told = f"{shared:,} {'story' if shared == 1 else 'stories'} with both"
            lines.append(cut_runs([rule, (told, "dim")], width, signs))
        drawn = story_lines(row_story(row.story), max(1, width - 4), self._year, signs)
        lines += [[rule, *runs] for runs in drawn[:2]]
        return [segments(runs) for runs in lines]
