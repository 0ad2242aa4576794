"""Whom an actor is met with: a drawing of the nearest, and a list with how often, when, and over what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from textual.app import ComposeResult
from textual.containers import Vertical

from index.model import CoActor, Dossier, Happening
from tui.dates import between
from tui.glyphs import Glyphs
from tui.lines import FixedRows, Line, LineList
from tui.looks import KIND_LOOKS, Run, segments
from tui.neighbourhood import LEAST_WIDTH, drawing
from tui.panes.bars import PaneTitle
from tui.panes.plot import NearestPane
from tui.panes.row_text import clean, cut_runs, runs_width
from tui.safe_text import cell_cut, cell_width
from tui.sparkline import sparkline

_TALL = 16
"""Lines of a screen from which there is room for a drawing."""
_ROWS = 7
_BARS = 6
_MARKED = 24
"""Cells of a row that show the cursor: most of a name."""
_BROAD = 44
_MOST_NAMED = 3
_NAMES = 34


class Connections(Vertical):
    """The actors met with one: drawn where there is room, and listed."""

    DEFAULT_CSS = "Connections { width: 1fr; height: 1fr; }"

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._signs = signs
        self.title = PaneTitle("Together with", signs, id="dossier-actors-title")
        self.nearest = NearestPane(id="dossier-nearest")
        self.lines: LineList[CoActor] = LineList(
            self._co_actor_lines, bar=signs.bar, marked=_MARKED, id="dossier-actors"
        )
        self._dossier: Dossier | None = None
        self._between: dict[str, str] = {}
        self._most_shared = 1
        self._fitted = (0, 0)

    def compose(self) -> ComposeResult:
        """Put the drawing over the list."""
        yield self.title
        yield self.nearest
        yield self.lines

    def expect(self) -> None:
        """Say that the connections are being read."""
        self.title.entitle(f"Together with {self._signs.horizontal} {self._signs.ellipsis}")

    def show(self, dossier: Dossier) -> None:
        """Show the connections of an actor."""
        self._dossier = dossier
        actors = dossier.co_actors
        self._most_shared = max([1, *(each.shared_stories for each in actors)])
        self._between = happened_between(dossier.actor.id, dossier.happenings)
        self.lines.show(FixedRows(actors), first=actors)
        total = max(dossier.totals.co_actors, len(actors))
        self.title.entitle(f"Together with {self._signs.horizontal} {total:,}")
        fitted, self._fitted = self._fitted, (0, 0)
        self.fit(*fitted)

    def fit(self, width: int, height: int) -> None:
        """Draw the nearest where a part of so many columns, on a screen of so many lines, has room for it."""
        if (width, height) == self._fitted:
            return
        self._fitted = (width, height)
        lines: list[list[Run]] = []
        if self._dossier is not None and height >= _TALL and width >= LEAST_WIDTH:
            rows = min(_ROWS, (height - 8) // 2)
            actor = self._dossier.actor
            nearest = self._dossier.co_actors
            drawn = drawing(actor.name, actor.kind, nearest, width - 2, rows, self._signs)
            lines = [[(" ", ""), *line] for line in drawn]
        self.nearest.show(lines)
        shown = bool(lines)
        if self.nearest.display != shown:
            self.nearest.display = shown
        wanted = len(lines) + 1
        before = self.nearest.styles.height
        if shown and (before is None or before.value != wanted):
            self.nearest.styles.height = wanted

    def _co_actor_lines(self, row: CoActor, width: int) -> Sequence[Line]:
        """Draw ``Nicolás Maduro  ▄▄▄▄▄▄ 12  ▁▃█ Jul 2024–Feb 2025  meets 2``: how often, when, and over what."""
        signs = self._signs
        count = f"{row.shared_stories:,}"
        bars = _BARS if width >= 28 else 0
        filled = -(-row.shared_stories * bars // self._most_shared)
        tail = f" {count:>4}"
        broad = width >= _BROAD + 16
        room = min(_NAMES, width // 3) if broad else max(1, width - bars - len(tail) - 1)
        name = cell_cut(clean(row.name), room, signs.ellipsis)
        runs: list[Run] = [
            (name, KIND_LOOKS[row.kind]),
            (" " * (room - cell_width(name) + 1), ""),
            (" " * (bars - filled) + signs.levels[4] * filled, "dim"),
            (tail, ""),
        ]
        if broad:
            if row.first is not None and row.last is not None:
                told = between(row.first.instant, row.last.instant)
                runs.append((f"  {told}", "dim"))
            if width - runs_width(runs) > 34 and len(row.presence.counts) > 1:
                runs.append((f"  {sparkline(row.presence.counts, 12, signs)}", "cyan"))
            if over := self._between.get(row.actor, ""):
                runs.append((f"  {over}", ""))
        return [segments(cut_runs(runs, width, signs))]


def happened_between(actor: str, happenings: Iterable[Happening]) -> dict[str, str]:
    """Return for each other actor what passed between it and ``actor``, the most frequent first, in words."""
    labels: dict[str, Counter[str]] = {}
    for each in happenings:
        for other in (each.source, each.target):
            if other is not None and other.actor is not None and other.actor != actor:
                labels.setdefault(other.actor, Counter())[each.label] += 1
    return {
        other: ", ".join(
            clean(label) + (f" ×{count}" if count > 1 else "")
            for label, count in counts.most_common(_MOST_NAMED)
        )
        for other, counts in labels.items()
    }
