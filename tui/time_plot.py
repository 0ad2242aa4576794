"""A plot of an actor's presence over time, with the happenings told of it marked under the same axis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from index.model import Histogram
from tui.dates import month_name
from tui.glyphs import Glyphs
from tui.safe_text import cell_width
from tui.sparkline import bars

_WIDEST_DAY = 4
"""Columns a day may take, so that a week is not drawn over the whole screen."""
_REACH = 2
"""An axis grows at each side by at most one part in so many of itself for what happened outside of it."""
_LEAST_REACH = 14  # days
_YEARS = 1_100
_MONTHS = 62
"""Days of an axis from which its labels are years, or months; under them, days."""
_GAP = 2


@dataclass(frozen=True, slots=True)
class PlotMark:
    """Something that happened, or is said to, on a day."""

    at: datetime
    status: str = "happened"


class TimePlot:
    """Where everything stands on an axis of ``width`` columns.

    ``marks`` further from the time of the presence than the axis can grow stand at its ends.
    """

    def __init__(self, presence: Histogram, marks: Iterable[PlotMark], width: int) -> None:
        self._presence = presence
        self._marks = tuple(marks)
        days = [_day(mark.at) for mark in self._marks]
        if presence.start is not None and presence.end is not None:
            first, last = _day(presence.start), _day(presence.end)
            reach = max(_LEAST_REACH, (last - first + 1) // _REACH)
            near = [day for day in days if first - reach <= day <= last + reach]
        else:
            near = days
            first, last = min(days, default=0), max(days, default=-1)
        self._first = min([first, *near])
        self._days = max([last, *near]) - self._first + 1
        self.width = max(0, min(width, self._days * _WIDEST_DAY))
        """The columns of the axis; none where nothing has a date."""

    def column(self, at: datetime) -> int:
        """Return the column of a day, the first or the last for one that is off the axis."""
        place = (_day(at) - self._first) * self.width // max(1, self._days)
        return max(0, min(self.width - 1, place))

    def columns(self) -> list[int]:
        """Return how often the actor is met in the time of each column."""
        presence, width = self._presence, self.width
        counts = [0] * width
        if presence.start is None or presence.end is None or not width:
            return counts
        start = _day(presence.start)
        each = -(-(_day(presence.end) - start + 1) // len(presence.counts))
        if each * width < self._days:
            for number, count in enumerate(presence.counts):
                place = (start + number * each - self._first) * width // self._days
                counts[min(width - 1, place)] += count
            return counts
        for column in range(width):
            day = self._first + column * self._days // width - start
            if 0 <= day < each * len(presence.counts):
                counts[column] = presence.counts[day // each]
        return counts

    def bars(self, height: int, signs: Glyphs) -> list[str]:
        """Return the columns drawn ``height`` lines high, from the top line down."""
        return bars(self.columns(), height, signs)

    def marks(self, signs: Glyphs) -> str:
        """Return the line of marks: what happened, what is planned, and what is only said to have happened."""
        line = [" "] * self.width
        weight = {signs.happened: 3, signs.planned: 2, signs.doubtful: 1, " ": 0}
        for mark in self._marks:
            day = _day(mark.at) - self._first
            if not 0 <= day < self._days:
                continue
            sign = sign_of(mark.status, signs)
            column = self.column(mark.at)
            if weight[sign] > weight[line[column]]:
                line[column] = sign
        drawn = "".join(line)
        offs = [_day(mark.at) - self._first for mark in self._marks]
        # What is off the axis is told at its end, where nothing else stands there.
        if any(day < 0 for day in offs) and drawn.startswith(" "):
            drawn = signs.before + drawn[1:]
        if any(day >= self._days for day in offs) and drawn.endswith(" "):
            drawn = drawn[:-1] + signs.later
        return drawn

    def labels(self) -> str:
        """Return the line of dates under the axis: years, months or days, as many as fit."""
        line = ""
        for day, told in _ticks(self._first, self._days) if self.width else ():
            column = (day - self._first) * self.width // max(1, self._days)
            if line and column < cell_width(line) + _GAP:
                continue
            if column + cell_width(told) > max(self.width, cell_width(line)):
                if line:
                    continue
                column = max(0, self.width - cell_width(told))
            line = line.ljust(column) + told
        return line


def sign_of(status: str, signs: Glyphs) -> str:
    """Return the mark of what happened, of what is planned, or of what is claimed, denied or supposed."""
    return {"happened": signs.happened, "planned": signs.planned}.get(status, signs.doubtful)


def _ticks(first: int, days: int) -> Sequence[tuple[int, str]]:
    """Return the days that are labelled, and their labels, the beginning of the axis always among them."""
    begin = date.fromordinal(first)
    ticks: list[tuple[int, str]] = []
    if days <= 0:
        return ticks
    if days > _YEARS:
        ticks = [
            (date(year, 1, 1).toordinal(), str(year))
            for year in range(begin.year + 1, date.fromordinal(first + days - 1).year + 1)
        ]
        opening = str(begin.year)
    elif days > _MONTHS:
        at = begin
        while (at := _next_month(at)).toordinal() < first + days:
            told = month_name(_instant(at)) + (f" {at.year}" if at.month == 1 else "")
            ticks.append((at.toordinal(), told))
        opening = f"{month_name(_instant(begin))} {begin.year}"
    else:
        step = max(1, -(-days // 8))
        step = 7 if 4 <= step <= 7 else step
        for day in range(first + step, first + days, step):
            at = date.fromordinal(day)
            # The month is told where it changes.
            new = at.month != date.fromordinal(day - step).month
            ticks.append((day, f"{at.day} {month_name(_instant(at))}" if new else str(at.day)))
        opening = f"{begin.day} {month_name(_instant(begin))} {begin.year}"
    return [(first, opening), *ticks]


def _next_month(at: date) -> date:
    return (at.replace(day=1) + timedelta(days=32)).replace(day=1)


def _instant(at: date) -> datetime:
    return datetime(at.year, at.month, at.day, tzinfo=UTC)


def _day(at: datetime) -> int:
    return at.astimezone(UTC).date().toordinal()
