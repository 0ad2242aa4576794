"""What happened, as rows of a list: when, who, what and whom, in how many accounts, and the sentence."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from index.model import DatedEvent, Happening, Moment, Precision
from tui.dates import plain_date
from tui.glyphs import FULL, Glyphs
from tui.looks import Run
from tui.panes.row_text import (
    BOLD,
    BROAD,
    DATE_COLUMN,
    DIM,
    INDENT,
    NEW,
    clean,
    cut_runs,
    date_or_undated,
    dated_lines,
    name_of,
    runs_width,
    sentence_lines,
    with_tail,
)
from tui.safe_text import cell_cut, cell_width
from tui.time_plot import PlotMark, sign_of

if TYPE_CHECKING:
    from collections.abc import Iterable

HAPPENED = "happened"
_BEFORE_TARGETS = frozenset(
    {"with", "to", "of", "from", "on", "in", "for", "between", "against", "at"}
)
"""Words at the end of what is done that want somebody to follow them."""


def happening_lines(
    row: Happening, width: int, signs: Glyphs, new: Collection[str] = ()
) -> list[list[Run]]:
    """Draw ``● 29 Jul 2024  Venezuela breaks relations with Panama      3 accounts`` over a sentence of it.

    What is not told as having happened says so in words, in front. Where it was first told on another day than it
    happened, that day stands under the other. In less room than ``BROAD`` who, what and whom have the second line. ``new`` are
    the ids of stories that came in since the reader last read about it.
    """
    first = telling_of(row)
    at = first.event.trigger.start - first.event.span.start
    mark: Run = (sign_of(row.status, signs), BOLD if row.status == HAPPENED else "")
    tail = _tail(row, new)
    status = clean(row.status)
    doubt: list[Run] = [] if row.status == HAPPENED else [(f"{status}: ", BOLD)]
    if width >= BROAD:
        room = width - DATE_COLUMN - (runs_width(tail) + 2 if tail else 0) - runs_width(doubt)
        return dated_lines(
            mark,
            _dates(row),
            with_tail([*doubt, *_parties(row, room, signs)], tail, width - DATE_COLUMN, signs),
            sentence_lines(first.text, width - DATE_COLUMN, signs, 2, indent="", at=at),
        )
    begin: list[Run] = [mark, (" ", ""), (when(row.date, row.reported), DIM), ("  ", ""), *doubt]
    parties = _parties(row, width - len(INDENT), signs)
    return [
        with_tail(begin, tail, width, signs),
        cut_runs([(INDENT, ""), *parties], width, signs),
        *sentence_lines(first.text, width, signs, 1, at=at),
    ]


def telling_of(row: Happening) -> DatedEvent:
    """Return the account that tells of a happening as it stands: of what was planned and then done, the deed."""
    alike = (each for each in row.accounts if each.event.status == row.status)
    return next(alike, row.accounts[0])


def _tail(row: Happening, new: Collection[str]) -> list[Run]:
    tail: list[Run] = []
    if row.stories > 1:
        tail.append((f"{row.stories:,} accounts", BOLD))
    if any(account.article in new for account in row.accounts):
        tail.append((f"{'  ' if tail else ''}new", NEW))
    return tail


def _dates(row: Happening) -> tuple[str, str]:
    """Return when it happened, and under it when it was told where that was on another day."""
    if row.date is None:
        return (
            ("told on", plain_date(row.reported)) if row.reported is not None else ("undated", "")
        )
    happened = plain_date(row.date)
    if row.reported is None or _same_day(row.date, row.reported):
        return happened, ""
    told = plain_date(row.reported)
    year = f" {row.date.instant.year}"
    if told.endswith(year) and row.reported.precision is not Precision.YEAR:
        return happened, f"told {told.removesuffix(year)}"
    return happened, f"told {told.split(' ', 1)[-1]}"


def telling_lines(
    row: DatedEvent, width: int, signs: Glyphs, new: Collection[str] = ()
) -> list[list[Run]]:
    """Draw one of several accounts of a happening: when and where it was told, and its sentence."""
    event = row.event
    at = event.trigger.start - event.span.start
    tail: list[Run] = [] if event.status == HAPPENED else [(clean(event.status), BOLD)]
    if row.article in new:
        tail.append((f"{'  ' if tail else ''}new", NEW))
    told = date_or_undated(row.published)
    if width < BROAD:
        line: list[Run] = [(told, DIM), ("  ", ""), (clean(row.headline), BOLD)]
        return [
            with_tail(line, tail, width, signs),
            *sentence_lines(row.text, width, signs, 2, at=at),
        ]
    return dated_lines(
        (" ", ""),
        (told, ""),
        with_tail([(clean(row.headline), BOLD)], tail, width - DATE_COLUMN, signs),
        sentence_lines(row.text, width - DATE_COLUMN, signs, 2, indent="", at=at),
    )


def when(date: Moment | None, reported: Moment | None) -> str:
    """Return when something happened, else when it was told, marked as such."""
    if date is not None:
        return plain_date(date)
    return f"told {plain_date(reported)}" if reported is not None else "undated"


def plot_marks(rows: Iterable[Happening]) -> list[PlotMark]:
    """Return where happenings stand on an axis of time: when they happened, else when they were told."""
    marks = []
    for row in rows:
        moment = row.date or row.reported
        if moment is not None:
            marks.append(PlotMark(moment.instant, row.status))
    return marks


def in_words(row: Happening) -> str:
    """Return who did what to whom in a line of words."""
    return "".join(text for text, _look in _parties(row, 200, FULL))


def done_to(label: str, target: str) -> str:
    """Return what is done and to whom; "breaks relations with" nobody is "breaks relations"."""
    words = clean(label).split(" ")
    if target:
        return " ".join([*words, target])
    return " ".join(words[:-1] if words[-1] in _BEFORE_TARGETS else words)


def _parties(row: Happening, room: int, signs: Glyphs) -> list[Run]:
    """Return ``Venezuela breaks relations with Paraguay`` in at most ``room`` cells, no name cut for another's sake."""
    first = row.accounts[0]
    source = name_of(row.source, first.text, first.event.span.start) or "someone"
    target = name_of(row.target, first.text, first.event.span.start)
    label = clean(row.label)
    if not target:
        return cut_runs([(source, BOLD), (f" {done_to(label, '')}", "")], room, signs)
    between = f" {label} "
    space = max(2, room - cell_width(between))
    one, other = cell_width(source), cell_width(target)
    if one + other > space:
        half = space // 2
        source = cell_cut(source, max(half, space - other), signs.ellipsis)
        target = cell_cut(target, max(1, space - cell_width(source)), signs.ellipsis)
    return cut_runs([(source, BOLD), (between, ""), (target, BOLD)], room, signs)


def _same_day(one: Moment, other: Moment) -> bool:
    if Precision.YEAR in (one.precision, other.precision):
        return one.instant.year == other.instant.year
    if Precision.MONTH in (one.precision, other.precision):
        return (one.instant.year, one.instant.month) == (other.instant.year, other.instant.month)
    return one.instant.date() == other.instant.date()
