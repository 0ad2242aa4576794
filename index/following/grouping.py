"""Stories that tell the same happening: compared when they are imported, and grouped.

Stories are compared that appeared within ``REACH`` days of each other and share rare words (``likeness``). The cosine of
their words counts less the further apart they appeared, less where they name nobody in common, less where each is
about a person that the other does not name, more where both are about the same one, and less where both begin with
deeds of which none is the same. Pairs that are alike enough make components, and each component is cut by average
linkage (Sokal and Michener 1958), so that no chain of stories that go on from each other ends up as one.

What comes out depends on which stories there are, not on the order they came in: with new stories, those of the
days around are grouped anew. Only groups that reach out of those days are taken as they are found.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.following import likeness, signatures
from index.following.likeness import Signatures
from index.storage import accounts
from index.storage.accounts import Cast
from index.storage.database import Database

REACH = 3
"""Days that may lie between two accounts of one happening."""

# Days before and after that say how rare a word is: the first that hold enough stories.
_AROUND = (7, 30, 120)
_ENOUGH = 300  # stories
_ALIKE = 0.2
_FAINT = 0.08  # likeness that counts in an average; what is below counts as none
_BY_DAYS = (1.0, 0.75, 0.5, 0.35)  # what likeness counts, by the days between
_OTHER_PERSON, _SAME_PERSON = 0.5, 1.2
_NOBODY_SHARED, _NOBODY_NAMED = 0.5, 0.8
_OTHER_DEEDS, _SAME_DEEDS = 0.8, 1.2
_BEGINNING = 600  # code points in which a story says what is new
_CASTS_REMEMBERED = 10_000  # about a kilobyte each; more than a few days have stories
_LINKS_KEPT = (
    2_000  # stories with links, at least, that are kept before those that are complete are cut off
)
_LARGEST = 300  # stories of a component that are linked at once
_MOST_UNSIGNED = 20_000  # older articles whose signatures one import makes up for
_MOST_AGAIN = 20_000  # stories that are compared again because whom some of them name has changed


def group_pending(database: Database, cancelled: Callable[[], bool] = lambda: False) -> None:
    """Group the stories that nobody has compared yet, and those of the days around them, anew.

    What is left when ``cancelled`` answers true is taken up next time.
    """
    _sign(database)
    with database.reading() as connection:
        days = sorted(accounts.pending(connection))
    with database.reading() as connection:
        regions = list(_regions(connection, days))
    for first, last in regions:
        if cancelled():
            return
        with database.reading() as connection:
            first, last = accounts.span_of_groups(connection, first, last)
            groups = grouped(connection, first, last)
        with database.transaction(changes_content=True) as connection:
            accounts.regroup(connection, (first, last), groups)


def compare_again(connection: sqlite3.Connection, rows: Iterable[int]) -> int:
    """Put stories down to be compared again, because whom they name has changed; return with how many others.

    Where these are very many the stories stay in the groups they are in: whom a story names says little beside its
    words. They are compared again when they are analysed again.
    """
    known = list(rows)
    if len(known) > _MOST_AGAIN:
        return 0
    stories = sum(
        accounts.count_between(connection, first, last)
        for first, last in _regions(connection, accounts.days_of(connection, known))
    )
    if stories > _MOST_AGAIN:
        return 0
    accounts.put_down(connection, known)
    return stories


def _sign(database: Database) -> None:
    with database.reading() as connection:
        unsigned = accounts.without_signature(connection, _MOST_UNSIGNED)
    if unsigned:
        signed = [
            (each.row, each.day, signatures.signature(each.headline, each.body, each.body_format))
            for each in unsigned
        ]
        with database.transaction() as connection:
            accounts.sign(connection, signed)


def _around(connection: sqlite3.Connection, day: int) -> int:
    """Return how many days before and after a day say how rare a word is."""
    return next(
        (
            reach
            for reach in _AROUND
            if accounts.count_between(connection, day - reach, day + reach) >= _ENOUGH
        ),
        _AROUND[-1],
    )


def _regions(connection: sqlite3.Connection, days: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the stretches of days on which grouping may change when there is something new on ``days``."""
    stretch: tuple[int, int] | None = None
    for day in days:
        reach = _around(connection, day) + REACH
        first, last = day - reach, day + reach
        if stretch is not None and first <= stretch[1] + 1:
            stretch = (min(stretch[0], first), max(stretch[1], last))
            continue
        if stretch is not None:
            yield stretch
        stretch = (first, last)
    if stretch is not None:
        yield stretch


def grouped(connection: sqlite3.Connection, first: int, last: int) -> list[list[int]]:
    """Return the groups of two and more rows among the stories from day ``first`` to ``last``, both included."""
    links: _Links = defaultdict(dict)
    groups: list[list[int]] = []
    left = 0
    for linked in _linked(connection, _Pairs(connection), first, last):
        for one, other, alike in linked.pairs:
            links[one][other] = links[other][one] = alike
        if len(links) > 2 * left + _LINKS_KEPT:
            groups += _cut_off(links, linked.open)
            left = len(links)
    return groups + _cut_off(links, frozenset())


_Links = dict[int, dict[int, float]]


def _cut_off(links: _Links, still_open: Set[int]) -> list[list[int]]:
    """Take what no story of another day will be linked to out of ``links``; return the groups in it.

    What ends with the rows ``still_open`` stays. So a long time needs no more memory than a few days of it.
    """
    groups: list[list[int]] = []
    for component in _components(links):
        if still_open.isdisjoint(component):
            groups += [sorted(each) for each in _average_linkage(component, links) if len(each) > 1]
            for row in component:
                del links[row]
    return groups


@dataclass(slots=True)
class _Day:
    day: int
    stories: Signatures


@dataclass(frozen=True, slots=True)
class _Linked:
    """What one day adds: (row, row, likeness) of stories alike at all, and the rows that later days may add to."""

    pairs: Iterable[tuple[int, int, float]]
    open: Set[int]


def _linked(
    connection: sqlite3.Connection, pairs: _Pairs, first: int, last: int
) -> Iterator[_Linked]:
    """Yield the links that each day's stories have among themselves and with those of the days before."""
    recent: deque[_Day] = deque()
    loaded: dict[int, Signatures] = {}
    for day in accounts.days_between(connection, first, last):
        reach = _around(connection, day)
        near = accounts.days_between(connection, day - reach, day + reach)
        loaded = {
            there: loaded.get(there) or likeness.side_by_side(accounts.signed_on(connection, there))
            for there in near
        }
        around = likeness.joined([loaded[there] for there in near])
        recent.append(_Day(day, likeness.weighed(loaded[day], around)))
        while recent[0].day < day - REACH:
            recent.popleft()
        still_open = {
            int(row) for each in recent if each.day > day - REACH for row in each.stories.rows
        }
        yield _Linked(_alike_on(recent, pairs), still_open)


def _alike_on(recent: Sequence[_Day], pairs: _Pairs) -> Iterator[tuple[int, int, float]]:
    """Yield the pairs alike at all of which one is of the last of these days."""
    together = likeness.joined([each.stories for each in recent])
    days = np.concatenate([np.full(len(each.stories), each.day) for each in recent])
    found = likeness.candidates(together, len(together) - len(recent[-1].stories))
    if not len(found):
        return
    apart = np.abs(days[found[:, 0]] - days[found[:, 1]])
    alike = likeness.alike(together, found) * np.array(_BY_DAYS)[apart]
    # No factor makes up for less than this.
    promising = alike * _SAME_PERSON * _SAME_DEEDS >= _FAINT
    for (one, other), raw in zip(found[promising], alike[promising], strict=True):
        rows = int(together.rows[one]), int(together.rows[other])
        weighed = float(raw) * pairs.factor(*rows)
        if weighed >= _FAINT:
            yield *rows, weighed


class _Pairs:
    """What people and deeds say about whether two stories tell the same; casts are read once."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._casts: dict[int, Cast] = {}

    def factor(self, one: int, other: int) -> float:
        """Return by how much the likeness of two stories counts more or less."""
        here, there = self._cast(one), self._cast(other)
        factor = 1.0
        if here.person is not None and there.person is not None:
            if here.person == there.person:
                factor *= _SAME_PERSON
            elif here.person not in there.actors and there.person not in here.actors:
                factor *= _OTHER_PERSON
        if not here.actors & there.actors:
            factor *= _NOBODY_SHARED if here.actors and there.actors else _NOBODY_NAMED
        if here.deeds and there.deeds:
            factor *= _SAME_DEEDS if here.deeds & there.deeds else _OTHER_DEEDS
        return factor

    def _cast(self, row: int) -> Cast:
        if row not in self._casts:
            if len(self._casts) >= _CASTS_REMEMBERED:
                self._casts.clear()
            self._casts[row] = accounts.cast_of(self._connection, row, _BEGINNING)
        return self._casts[row]


def _components(links: _Links) -> Iterator[list[int]]:
    seen: set[int] = set()
    for start in sorted(links):
        if start in seen:
            continue
        seen.add(start)
        component, waiting = [], [start]
        while waiting:
            row = waiting.pop()
            component.append(row)
            fresh = [
                other
                for other, alike in links[row].items()
                if alike >= _ALIKE and other not in seen
            ]
            seen.update(fresh)
            waiting += fresh
        yield sorted(component)


def _average_linkage(component: Sequence[int], links: _Links) -> Iterable[list[int]]:
    """Cut a component into groups whose stories are alike enough on average.

    Stories that were not found alike count as not alike at all. A component that is too large for it falls apart
    at its weakest links first.
    """
    if len(component) > _LARGEST:
        strongest = _stronger(component, links)
        parts = list(_components(strongest))
        if len(parts) == 1 and len(parts[0]) == len(component):
            return [list(component)]  # all alike in the same measure: copies of one text
        return [group for part in parts for group in _average_linkage(part, strongest)]
    place = {row: number for number, row in enumerate(component)}
    alike: NDArray[np.float64] = np.zeros((len(component), len(component)))
    for row in component:
        for other, value in links[row].items():
            if other in place:
                alike[place[row], place[other]] = value
    groups: dict[int, list[int]] = {number: [row] for number, row in enumerate(component)}
    while len(groups) > 1:
        one, other = divmod(int(alike.argmax()), len(component))
        if alike[one, other] < _ALIKE:
            break
        sizes = len(groups[one]), len(groups[other])
        merged = (sizes[0] * alike[one] + sizes[1] * alike[other]) / sum(sizes)
        alike[one], alike[:, one] = merged, merged
        alike[one, one] = 0
        alike[other], alike[:, other] = 0, 0
        groups[one] += groups.pop(other)
    return list(groups.values())


def _stronger(component: Sequence[int], links: _Links) -> _Links:
    """Return the links of a component without those weaker than most."""
    values = [value for row in component for value in links[row].values() if value >= _ALIKE]
    strongest = max(values)
    least = float(np.median(values))
    return {
        row: {
            other: value
            for other, value in links[row].items()
            if value > least or value == strongest
        }
        for row in component
    }
