"""Two actors together: what they did to each other, said of each other, and the stories that mention both."""

from __future__ import annotations

import sqlite3

from index.following import happenings
from index.following.presence import DAY, histogram
from index.model import ChronicleEntry, DatedQuotation, Happening, Moment, Pair
from index.storage import actors, articles, told

NEWEST = 500  # entries of a chronicle


def pair(
    connection: sqlite3.Connection, one: int, other: int, *, newest: int = NEWEST, bins: int = 60
) -> Pair:
    """Return all that actors ``one`` and ``other`` have to do with each other, the ``newest`` entries of it."""
    folds = happenings.fold(told.event_lines_between(connection, one, other))
    rows = actors.rows_of_both(connection, one, other)
    quotations = (
        *told.quotations_of_about(connection, one, other, limit=newest),
        *told.quotations_of_about(connection, other, one, limit=newest),
    )
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
        first=actors.load(connection, one),
        second=actors.load(connection, other),
        presence=histogram(((articles.published(connection, row), 1) for row in rows), bins),
        shared_stories=len(rows),
        happenings=len(folds),
        quotations=told.count_quotations_of_about(connection, one, other)
        + told.count_quotations_of_about(connection, other, one),
        chronicle=tuple(entries[:newest]),
    )


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
