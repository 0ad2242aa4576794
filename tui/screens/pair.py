"""Two actors together: one chronology of what they did to each other, said of each other, and the stories of both."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message

from index.model import DatedQuotation, Happening, Pair, StorySummary
from tui.glyphs import FULL
from tui.keys import PAIR, PAIR_HINTS, bindings
from tui.lines import FixedRows, Line, LineList
from tui.messages import FollowActor, OpenArticle, ShowPair, ShowPath
from tui.panes.bars import Bar, PaneTitle
from tui.panes.happenings import plot_marks
from tui.panes.plot import PlotPane
from tui.panes.row_text import DATE_MARKED, clean, cut_runs
from tui.panes.told import ToldRow, moment_of, place_of, told_row
from tui.safe_text import safe_text
from tui.screens.over_room import OverRoom

if TYPE_CHECKING:
    from index.archive import Archive

_ALL = "all"
_KINDS = (_ALL, "timeline", "said", "stories")
_PLOT_HEIGHTS = ((45, 7), (30, 5), (20, 4), (0, 0))


class PairScreen(OverRoom):
    """All that two actors have to do with each other, the newest first.

    Choosing a row opens the story at the place that tells it.
    """

    CSS_PATH = "../styles/over_room.tcss"
    AUTO_FOCUS = "#pair-list"
    HINTS = PAIR_HINTS
    WHERE = PAIR
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(PAIR))

    class _Loaded(Message, bubble=False):
        def __init__(self, pair: Pair) -> None:
            super().__init__()
            self.pair = pair

    def __init__(self, archive: Archive, first: str, second: str) -> None:
        super().__init__(archive, "two actors", prefix="pair")
        self._ids = (first, second)
        self._pair: Pair | None = None
        self._kind = _ALL
        self._trouble = f"Reading{self._signs.ellipsis}"
        self.summary = Bar(self._summary, id="pair-summary")
        self.plot = PlotPane(self._signs, id="pair-plot")
        self.list_title = PaneTitle("Chronology", self._signs, id="pair-list-title")
        self.lines: LineList[ToldRow] = LineList(
            self._lines, bar=self._signs.bar, marked=DATE_MARKED, id="pair-list"
        )

    def compose(self) -> ComposeResult:
        """Put the plot over the chronology."""
        yield self.top_bar
        yield self.summary
        yield self.plot
        yield self.list_title
        yield self.lines
        yield self.make_foot()
        self._arrange(self.app.size.height)

    def on_mount(self) -> None:
        """Read what there is, in a thread."""
        self.list_title.focus_is(True)
        self.read_with(partial(self._load, self.archive), "The two cannot be shown together")

    def on_resize(self) -> None:
        """Show as much of the plot as there is room for."""
        self._arrange(self.size.height)

    def _arrange(self, height: int) -> None:
        plot = next(lines for least, lines in _PLOT_HEIGHTS if height >= least)
        self.plot.display = bool(plot) and not self.plot.empty
        if plot:
            self.plot.styles.height = plot

    def _load(self, archive: Archive) -> Message:
        return self._Loaded(archive.pair(*self._ids))

    def on_pair_screen__loaded(self, message: _Loaded) -> None:
        """Show what was read."""
        pair = self._pair = message.pair
        arrow = " ↔ " if self._signs.prompt == FULL.prompt else " <-> "
        happenings = [entry.what for entry in pair.chronicle if isinstance(entry.what, Happening)]
        with self.app.batch_update():
            self.entitle(f"{clean(pair.first.name)}{arrow}{clean(pair.second.name)}")
            self.plot.show(pair.presence, plot_marks(happenings))
            self._arrange(self.size.height)
            self.summary.changed()
            self._list()
        self.settle()

    def on_over_room_failed(self, message: OverRoom.Failed) -> None:
        """Say why there is nothing to show."""
        self._trouble = message.reason
        self.summary.changed()
        self.settle()

    def _rows(self) -> list[ToldRow]:
        kinds = {"timeline": Happening, "said": DatedQuotation, "stories": StorySummary}
        wanted = kinds.get(self._kind)
        entries = self._pair.chronicle if self._pair is not None else ()
        return [entry.what for entry in entries if wanted is None or isinstance(entry.what, wanted)]

    def _list(self) -> None:
        rows = self._rows()
        self.lines.show(FixedRows(rows), first=rows)
        names = {
            _ALL: "Chronology",
            "timeline": "What happened between them",
            "said": "What they said of each other",
            "stories": "Stories with both",
        }
        self.list_title.entitle(f"{names[self._kind]} {self._signs.horizontal} {len(rows):,}")
        self._point()

    def _summary(self, width: int) -> list[tuple[str, str]]:
        pair = self._pair
        if pair is None:
            return cut_runs([(f" {safe_text(self._trouble)}", "")], width, self._signs)
        dot = f" {self._signs.dot} "
        told = dot.join(
            [
                _counted(pair.shared_stories, "story with both", "stories with both"),
                _counted(pair.happenings, "happening", "happenings"),
                _counted(pair.quotations, "quotation", "quotations"),
            ]
        )
        if not pair.chronicle:
            told = "Nothing in the archive links them directly. P looks for a path."
        return cut_runs([(f" {told}", "dim")], width, self._signs)

    def action_show_list(self, name: str) -> None:
        """Show only what happened, what was said or the stories; asked for once more, everything."""
        self._kind = _ALL if name == self._kind or name not in _KINDS else name
        self._list()

    def action_turn_list(self, step: int) -> None:
        """Show the next kind of rows, or the one before."""
        self._kind = _KINDS[(_KINDS.index(self._kind) + step) % len(_KINDS)]
        self._list()

    def action_path(self) -> None:
        """Show the way from the one to the other."""
        self.post_message(ShowPath(*self._ids))

    def action_pair(self) -> None:
        """Show the first of the two together with another."""
        from tui.screens.choosing_actor import ActorChooser, with_id

        name = self._pair.first.name if self._pair is not None else "the first"
        question = f"{clean(name)} together with whom?"
        chooser = ActorChooser(self.archive, question, self._signs)
        self.app.push_screen(chooser, with_id(self._show_pair))

    def _show_pair(self, other: str | None) -> None:
        if other is not None:
            self.post_message(ShowPair(self._ids[0], other))

    def action_dossier(self, which: int) -> None:
        """Open the dossier of one of the two."""
        self.post_message(FollowActor(self._ids[which]))

    def on_line_list_moved(self, message: LineList.Moved[ToldRow]) -> None:
        """Show in the plot when the row under the cursor was."""
        message.stop()
        self._point()

    def _point(self) -> None:
        row = self.lines.current
        self.plot.point_at(moment_of(row) if row is not None else None)

    def on_line_list_chosen(self, message: LineList.Chosen[ToldRow]) -> None:
        """Open the story at the place that tells it."""
        message.stop()
        row = message.row
        if isinstance(row, StorySummary):
            self.post_message(OpenArticle(row.id, self._ids[0], whence=f"pair {self._title}"))
        else:
            self._open_told(row)

    def _open_told(self, row: ToldRow) -> None:
        """Open the story that tells of a row, or let the reader choose which of several."""
        from tui.screens.choice import put_over
        from tui.screens.tellings import Tellings, told_often

        often = told_often(row)
        if often is not None:
            put_over(self, Tellings(often, self._signs), self._open_place)
        else:
            self._open_place(row)

    def _open_place(self, row: ToldRow | None) -> None:
        place = place_of(row) if row is not None else None
        if place is not None:
            article, span = place
            self.post_message(
                OpenArticle(article, self._ids[0], at=span, whence=f"pair {self._title}")
            )

    def _lines(self, row: ToldRow, width: int) -> Sequence[Line]:
        return told_row(row, width, self._signs)


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
