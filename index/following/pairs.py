"""Two actors together: what they did to each other, said of each other, and the stories that mention both."""

from __future__ import annotations

import sqlite3

from index.following import happenings, quoting
from index.following.presence import DAY, histogram
from index.model import ChronicleEntry, DatedQuotation, Happening, Moment, Pair
from index.storage import actors, articles, told

NEWEST = 500  # entries of a chronicle


def pair(
    connection: sqlite3.Connection, one: int, other: int, *, newest: int = NEWEST, bins: int = 60
) -> Pair:
    """Return all that actors ``one`` and ``other`` have to do with each other, the ``newest`` entries of it.

    The actors come without their roles, of which the dossier tells.
    """
    both = actors.rows_of_both(connection, one, other)
    rows = [row for row, _ in both]
    folds = happenings.fold(told.event_lines_between(connection, one, other, rows))
    quotations, said = _quotations(connection, one, other, newest)
    entries: list[ChronicleEntry] = [
        ChronicleEntry(happening.date or happening.reported, happening)
        for happening in happenings.load(connection, folds[:newest])
    ]
    entries += [ChronicleEntry(each.published, each) for each in quotations]
    entries += [
        ChronicleEntry(each.published, each)
        for each in articles.summaries(connection, rows[:newest])
    ]
    entries.sort(key=_newest_first)
    return Pair(
        first=actors.load(connection, one, with_roles=False),
        second=actors.load(connection, other, with_roles=False),
        presence=histogram(((published, 1) for _, published in both), bins),
        shared_stories=len(rows),
        happenings=len(folds),
        quotations=said,
        chronicle=tuple(entries[:newest]),
    )


def _quotations(
    connection: sqlite3.Connection, one: int, other: int, newest: int
) -> tuple[tuple[DatedQuotation, ...], int]:
    """Return what two actors said of each other, each once, and how many there are of it in all."""
    found: list[DatedQuotation] = []
    uncompared = 0
    for speaker, named in ((one, other), (other, one)):
        said = told.quotations_of_about(connection, speaker, named, limit=newest)
        found += said
        if len(said) == newest:
            every = told.count_quotations_of_about(connection, speaker, named)
            uncompared += every - newest
    once = quoting.fold(found)
    return once, len(once) + uncompared


def _newest_first(entry: ChronicleEntry) -> tuple[bool, int, int]:
    order = (
        0
        if isinstance(entry.what, Happening)
        else 1
        if isinstance(entry.what, DatedQuotation)
        else 2
    )
    day = _day(entry.date)
    return (day is None, -(day or 0), order)


def _day(moment: Moment | None) -> int | None:
    return None if moment is None else int(moment.instant.timestamp()) // DAY
