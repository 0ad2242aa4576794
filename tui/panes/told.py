"""The list of a dossier: its stories, or what they tell was done, said and counted."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from enum import StrEnum
from typing import Generic, TypeVar

from textual.strip import Strip

from index.model import (
    Claim,
    DatedEvent,
    DatedFigure,
    DatedQuotation,
    Disagreement,
    Dossier,
    Happening,
    Moment,
    Span,
    StorySummary,
)
from tui.glyphs import Glyphs
from tui.lines import FixedRows, Line, LineList, RowSource
from tui.looks import Run, segments, strip
from tui.panes.claims import claim_lines, disagreement_lines, figure_lines, quotation_lines
from tui.panes.happenings import happening_lines, telling_lines, telling_of
from tui.panes.row_text import (
    BOLD,
    BROAD,
    DATE_COLUMN,
    DATE_MARKED,
    DIM,
    INDENT,
    NEW,
    clean,
    cut_runs,
    date_or_undated,
    dated_lines,
    with_tail,
)
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.story_rows import wrapped

ToldRow = (
    StorySummary | Happening | DatedEvent | DatedQuotation | DatedFigure | Disagreement | Claim
)

_NAME = 24
"""Cells that a name may take in a title, so that the count after it stays in sight."""

Row = TypeVar("Row")


class Told(StrEnum):
    """What the list shows; the values are the names that the table of keys calls them by."""

    STORIES = "stories"
    TIMELINE = "timeline"
    SAID = "said"
    SAID_OF = "said-of"
    FIGURES = "figures"

    def after(self, step: int) -> Told:
        """Return what stands ``step`` places further on, round and round."""
        every = list(Told)
        return every[(every.index(self) + step) % len(every)]


class HeadedRows(Generic[Row]):
    """Rows that are there already, and then those that are read when they come into sight."""

    def __init__(
        self, head: Sequence[Row], total: int, read: Callable[[int, int], Sequence[Row]]
    ) -> None:
        self._head = tuple(head)
        self._read = read
        self.total = max(len(self._head), total)
        """How many rows there are."""

    def rows(self, start: int, count: int) -> Sequence[Row]:
        """Return up to ``count`` rows from ``start`` on; called in a thread."""
        count = min(count, self.total - start)
        known = self._head[start : start + count]
        if len(known) == count:
            return known
        after = max(start, len(self._head))
        return [*known, *self._read(after, start + count - after)]


def place_of(row: ToldRow) -> tuple[str, Span] | None:
    """Return the story, and the stretch of its body, that a row tells of; None for a story or a heading of others."""
    match row:
        case Happening():
            return place_of(telling_of(row))
        case DatedEvent():
            return row.article, row.event.span
        case DatedQuotation():
            return row.article, row.quotation.span
        case DatedFigure():
            return row.article, row.figure.span
        case Claim():
            return row.figure.article, row.span
        case Disagreement():
            return place_of(row.claims[0])
        case _:
            return None


def moment_of(row: ToldRow) -> Moment | None:
    """Return when on an axis of time a row stands."""
    match row:
        case Happening():
            return row.date or row.reported
        case DatedEvent():
            return row.event.date or row.published
        case DatedFigure():
            return row.figure.date or row.published
        case Claim():
            return row.date
        case Disagreement():
            return row.claims[0].date
        case _:
            return row.published


def told_row(row: ToldRow, width: int, signs: Glyphs, new: Collection[str] = ()) -> Sequence[Line]:
    """Return the lines of a row of any kind; ``new`` are the ids of stories the reader has not met before."""
    match row:
        case Happening():
            lines = happening_lines(row, width, signs, new)
        case DatedEvent():
            lines = telling_lines(row, width, signs, new)
        case DatedQuotation():
            lines = quotation_lines(row, width, signs, new)
        case DatedFigure():
            lines = figure_lines(row, width, signs, new)
        case Disagreement():
            lines = disagreement_lines(row, width, signs)
        case Claim():
            lines = claim_lines(row, width, signs, new)
        case _:
            mark = signs.read if row.read else signs.unread
            return dated_story(row, width, signs, new, mark=mark)
    return [segments(runs) for runs in lines]


def dated_story(
    row: StorySummary, width: int, signs: Glyphs, new: Collection[str] = (), mark: str = " "
) -> Sequence[Line]:
    """Return a story as a line of a chronology: when it appeared, its headline, and where."""
    date = date_or_undated(row.published)
    headline: Run = (clean(row.headline), "" if row.read else BOLD)
    starred = f" {signs.starred}" if row.starred else ""
    source: Run = (f"{clean(row.source) or 'source not given'}{starred}", DIM)
    tail: list[Run] = [("new", NEW)] if row.id in new else []
    if width < BROAD:
        lines = [with_tail([(f"{mark} ", ""), (f"{date}  ", DIM), source], tail, width, signs)]
        lines.append(cut_runs([(INDENT, ""), headline], width, signs))
    else:
        beside = width - DATE_COLUMN
        first = with_tail([headline], tail, beside, signs)
        lines = dated_lines((mark, ""), (date, ""), first, [cut_runs([source], beside, signs)])
    return [segments(runs) for runs in lines]


class ToldLines(LineList[ToldRow]):
    """One list that shows one kind of row at a time, and comes back to where each was left."""

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._lines, bar=signs.bar, marked=DATE_MARKED, id=id)
        self._signs = signs
        self._actor_name = ""
        self._new: frozenset[str] = frozenset()
        self._totals: Mapping[Told, int] = {}
        self._sources: dict[Told, RowSource[ToldRow]] = {}
        self._first: dict[Told, Sequence[ToldRow]] = {}
        self._begun = False
        self._left: dict[Told, tuple[int, int]] = {}
        self.told = Told.STORIES

    def fill(
        self,
        dossier: Dossier,
        sources: Mapping[Told, RowSource[ToldRow]],
        first: Mapping[Told, Sequence[ToldRow]],
    ) -> None:
        """Take what there is to show, and show it; ``first`` are the first rows of each source.

        A list that has no source is still being read. Called again when it is, the other lists stay as they are.
        """
        self._begun = True
        self._actor_name = " ".join(safe_text(dossier.actor.name).split())
        self._new = frozenset(dossier.new_since.articles)
        fresh = {told: source for told, source in sources.items() if told not in self._sources}
        self._sources |= fresh
        self._first |= {told: first[told] for told in fresh}
        self._totals = {
            told: max(dossier.totals.figures, len(dossier.figures))
            if told is Told.FIGURES
            else sources[told].total
            for told in Told
            if told in sources
        }
        if self.told in fresh:
            self._show()
        elif self.told not in self._sources:
            self.refresh()

    def turn_to(self, told: Told) -> None:
        """Show something else, as it was left."""
        if told is self.told:
            return
        self._left[self.told] = self.cursor, self.top
        self.told = told
        self._show()

    def _show(self) -> None:
        source = self._sources.get(self.told)
        if source is None:
            self.show(FixedRows())
            # What is said of an empty list is not among its rows.
            self.refresh()
            return
        cursor, top = self._left.get(self.told, (0, 0))
        self.show(source, first=self._first[self.told], cursor=cursor, top=top)
        if not source.total:
            self.refresh()

    @property
    def heading(self) -> str:
        """What is shown and how many: ``Said of Venezuela ─ 17``. May be unsafe to draw."""
        name = cell_cut(self._actor_name, _NAME, self._signs.ellipsis)
        heading = {
            Told.STORIES: "Stories",
            Told.TIMELINE: "Timeline",
            Told.SAID: f"Said by {name}",
            Told.SAID_OF: f"Said of {name}",
            Told.FIGURES: "Figures",
        }[self.told]
        if not self._begun:
            return heading
        count = self._totals.get(self.told)
        told = self._signs.ellipsis if count is None else f"{count:,}"
        return f"{heading} {self._signs.horizontal} {told}"

    def others(self, room: int) -> str:
        """Return what else there is, and how many, in at most ``room`` cells: ``stories 12 · said 3``.

        Where there is little room only what is not empty is told, or nothing.
        """
        names = {
            Told.STORIES: "stories",
            Told.TIMELINE: "timeline",
            Told.SAID: "said",
            Told.SAID_OF: "said of",
            Told.FIGURES: "figures",
        }
        dot = f" {self._signs.dot} "
        counted = [
            (count, f"{names[told]} {count:,}")
            for told, count in self._totals.items()
            if told is not self.told
        ]
        for told in (
            [each for _count, each in counted],
            [each for count, each in counted if count],
        ):
            if cell_width(dot.join(told)) <= room:
                return dot.join(told)
        return ""

    @property
    def _nothing(self) -> str:
        """What to say of an empty list."""
        if not self._begun:
            return ""
        if self.told not in self._sources:
            return f"Reading{self._signs.ellipsis}"
        return {
            Told.STORIES: "No story in the archive names this actor.",
            Told.TIMELINE: f"Nothing was found that {self._actor_name} did, or that was done to it.",
            Told.SAID: f"No quotation of {self._actor_name} was found.",
            Told.SAID_OF: f"No quotation of others that names {self._actor_name} was found.",
            Told.FIGURES: f"No figure about {self._actor_name}, or given by it, was found.",
        }[self.told]

    def _lines(self, row: ToldRow, width: int) -> Sequence[Line]:
        return told_row(row, width, self._signs, self._new)

    def render_line(self, y: int) -> Strip:
        """Draw one line in sight, or what there is to say of an empty list."""
        if self.total or y >= self.size.height:
            return super().render_line(y)
        width = self.size.width
        said = wrapped(
            self._nothing.split(), max(1, width - 2), self._signs.ellipsis, self.size.height
        )
        return strip([(f" {said[y]}", "")], width) if y < len(said) else Strip.blank(width)


def with_claims(dossier: Dossier) -> list[ToldRow]:
    """Return the rows of figures: first those on which claimants differ, side by side, and then all."""
    rows: list[ToldRow] = []
    for disagreement in dossier.disagreements:
        rows += [disagreement, *disagreement.claims]
    return [*rows, *dossier.figures]


def fixed(rows: Sequence[ToldRow]) -> RowSource[ToldRow]:
    """Return a source of rows that are all there."""
    return FixedRows(rows)
