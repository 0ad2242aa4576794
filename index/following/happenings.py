"""What happened, once: the events that several sentences or stories tell, folded into one line.

Two events are the same happening when they are of the same kind (``event_names.tsv``), source and target are the same
and their dates agree. The order of the two participants does not count where the kind has no direction (a meeting, a
call). Dates agree

* when both are known to the day and are the same day;
* when one is known to the month or year only and just one day of that period is told of;
* when a story gives no date and a day that others give lies in the ``_LATER`` days up to its publication;
* what is done to somebody once a day ("was arrested") may be told without who did it;
* when none gives a date and the stories appeared within ``_BACK`` days of the first of them.

What is planned and then told as done on the same day is one happening, and done.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from index.event_names import kind_of, label
from index.following.presence import DAY
from index.model import ActorReference, DatedEvent, Happening, Moment, Precision
from index.storage import told
from index.storage.told import EventLine

_BACK = 3  # days between undated tellings
_LATER = 7  # days after a told day in which a story without a date may mean it
# What is done to somebody once a day: a charge, a verdict, an arrest, a deportation.
_ONCE = ("115", "116", "173", "174")
_PLANNED, _HAPPENED = "planned", "happened"
_STATUSES = (_HAPPENED, _PLANNED)  # that may be told of one happening
_LONGEST = {Precision.MONTH: 31, Precision.YEAR: 366}  # days


@dataclass(slots=True)
class Fold:
    """Events that are one happening: their places, and the day it happened or was first told."""

    lines: list[EventLine]
    day: int | None = None
    told: int | None = None
    statuses: set[str] = field(default_factory=set)

    @property
    def time(self) -> int | None:
        """When it happened, else when it was first told; days since 1970."""
        return self.told if self.day is None else self.day


def fold(lines: Sequence[EventLine]) -> list[Fold]:
    """Return the happenings that these events are, the newest first, the undated last.

    What an actor would have done to itself, by a pronoun taken for the wrong one, is left out.
    """
    alike: dict[tuple[object, ...], list[EventLine]] = defaultdict(list)
    for line in lines:
        if line.source is None or line.source != line.target:
            alike[_key(line)].append(line)
    folds = _with_unnamed([found for group in alike.values() for found in _by_date(group)])
    folds.sort(key=_newest_first)
    return folds


def _with_unnamed(folds: list[Fold]) -> list[Fold]:
    """Return the happenings, those without a doer as part of the one of that day that names him.

    "Bilgic was arrested" and "Turkey arrested Bilgic" on one day are one arrest; of attacks there may be several.
    """
    named: dict[tuple[object, ...], list[Fold]] = defaultdict(list)
    unnamed: list[tuple[tuple[object, ...], Fold]] = []
    for each in folds:
        line = each.lines[0]
        if each.day is None or line.target is None or not line.cameo.startswith(_ONCE):
            continue
        key: tuple[object, ...] = (*_key(line), each.day)
        key = (key[0], *key[2:])
        if line.source is None:
            unnamed.append((key, each))
        else:
            named[key].append(each)
    gone: set[int] = set()
    for key, each in unnamed:
        if len(named[key]) == 1:
            for line in each.lines:
                _add(named[key][0], line)
            gone.add(id(each))
    return [each for each in folds if id(each) not in gone]


def load(connection: sqlite3.Connection, folds: Sequence[Fold]) -> tuple[Happening, ...]:
    """Return these happenings with the sentences that tell of them."""
    places = [(line.row, line.place) for each in folds for line in each.lines]
    found = told.events_at(connection, places)
    return tuple(
        _happening(
            [found[line.row, line.place] for line in each.lines if (line.row, line.place) in found]
        )
        for each in folds
    )


def _key(line: EventLine) -> tuple[object, ...]:
    pair: tuple[object, ...] = (line.source, line.target)
    kind = kind_of(line.type, line.mode, line.cameo)
    if kind.both_ways:
        pair = tuple(sorted(pair, key=lambda number: (number is None, number or 0)))
    status = _HAPPENED if line.status in _STATUSES else line.status
    return (kind.label, *pair, status)


def _by_date(group: list[EventLine]) -> list[Fold]:
    if len(group) == 1:
        # Most events are told once; there may be tens of thousands of them.
        [line] = group
        alone = Fold([], day=None if line.date is None else line.date // DAY)
        _add(alone, line)
        return [alone]
    group.sort(key=lambda line: (line.published is None, line.published or 0, line.row, line.place))
    days: dict[int, Fold] = {}
    rest: list[EventLine] = []
    for line in group:
        if line.date is not None and line.precision not in (Precision.MONTH, Precision.YEAR):
            _add(days.setdefault(line.date // DAY, Fold([], day=line.date // DAY)), line)
        else:
            rest.append(line)
    told = _ToldDays(sorted(days))
    # Planned and happened meet only on a day that is told.
    open_folds: dict[tuple[object, ...], Fold] = {}
    last: dict[str, Fold] = {}
    for line in rest:
        if line.date is not None and line.precision is not None:
            day = told.only_one_in(line.date // DAY, Precision(line.precision))
            if day is not None:
                _add(days[day], line)
            else:
                period = (line.date, line.precision, line.status)
                _add(open_folds.setdefault(period, Fold([], day=line.date // DAY)), line)
            continue
        day = told.meant_by(line)
        if day is not None:
            _add(days[day], line)
            continue
        near = last.get(line.status)
        if near is None or not _near(near, line):
            near = last[line.status] = Fold([])
            open_folds[(line.row, line.place)] = near
        _add(near, line)
    return [*days.values(), *open_folds.values()]


class _ToldDays:
    """The days on which something is told to have happened, in their order."""

    def __init__(self, days: list[int]) -> None:
        self._days = days

    def only_one_in(self, first: int, precision: Precision) -> int | None:
        """Return the one day told of in the month or year that starts on ``first``, None for none or several."""
        start = bisect_left(self._days, first)
        within = self._days[start : start + _LONGEST[precision]]
        if precision is Precision.MONTH:
            within = [day for day in within if _month(day) == _month(first)]
        else:
            within = [day for day in within if _month(day)[0] == _month(first)[0]]
        return within[0] if len(within) == 1 else None

    def meant_by(self, line: EventLine) -> int | None:
        """Return the told day nearest to a story without a date, that it may mean."""
        if line.published is None:
            return None
        published = line.published // DAY
        if line.status == _PLANNED:
            place = bisect_left(self._days, published)
            near = self._days[place : place + 1]
            return near[0] if near and near[0] <= published + _LATER else None
        place = bisect_right(self._days, published)
        near = self._days[max(0, place - 1) : place]
        return near[0] if near and near[0] >= published - _LATER else None


def _month(day: int) -> tuple[int, int]:
    date = datetime.fromtimestamp(day * DAY, UTC)
    return date.year, date.month


def _near(found: Fold, line: EventLine) -> bool:
    if found.told is None or line.published is None:
        return any(line.row == other.row for other in found.lines)
    # Nobody can tell whether an unnamed participant is the same one, so only what is told at once is folded.
    back = _BACK if line.source is not None and line.target is not None else 0
    return line.published // DAY - found.told <= back


def _add(found: Fold, line: EventLine) -> None:
    found.lines.append(line)
    found.statuses.add(line.status)
    if line.published is not None:
        day = line.published // DAY
        found.told = day if found.told is None else min(found.told, day)


def _newest_first(found: Fold) -> tuple[bool, int, int, int]:
    first = found.lines[0]
    return (found.time is None, -(found.time or 0), -first.row, first.place)


def _happening(accounts: list[DatedEvent]) -> Happening:
    first = accounts[0].event
    statuses = {account.event.status for account in accounts}
    status = _HAPPENED if _HAPPENED in statuses else first.status
    return Happening(
        type=first.type,
        mode=first.mode,
        cameo=first.cameo,
        label=label(first.type, first.mode, first.cameo),
        source=_doer(accounts),
        target=first.target,
        date=_most_exact([account.event.date for account in accounts]),
        status=status,
        reported=min(
            (account.published for account in accounts if account.published),
            key=lambda moment: moment.instant,
            default=None,
        ),
        accounts=tuple(accounts),
    )


def _doer(accounts: Sequence[DatedEvent]) -> ActorReference | None:
    """Return who did it, by the first account that names somebody where the first of all does not."""
    first = accounts[0].event
    done_to = first.target.actor if first.target is not None else None
    if (first.source is not None and first.source.actor) or done_to is None:
        return first.source
    for account in accounts:
        source, target = account.event.source, account.event.target
        if source is not None and source.actor and target is not None and target.actor == done_to:
            return source
    return first.source


def _most_exact(dates: Sequence[Moment | None]) -> Moment | None:
    order = list(Precision)
    known = [date for date in dates if date is not None]
    return max(known, key=lambda date: order.index(date.precision), default=None)
