"""What stories tell of actors: asked a page at a time, each line with its story and its words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from index.event_names import EventName
from index.model import DatedEvent, DatedFigure, DatedQuotation
from index.storage.statements import (
    ALONE,
    EVENTS,
    FIGURES,
    QUOTATIONS,
    dated_events,
    dated_figures,
    dated_quotations,
    in_context,
)

EVERY = -1  # as SQLite says it
_BY = "q.speaker = :number"
# A mention in a quotation begins before the quotation ends: said so, the rest of the story is not looked through.
_NAMED = """EXISTS (SELECT 1 FROM mentions m WHERE m.row = q.row AND m.actor = :{0}
                    AND m.start >= q.start AND m.start < q.end AND m.end <= q.end)"""
_ABOUT = f"q.speaker IS NOT :number AND {_NAMED.format('number')}"
_IN_ITS_STORIES = "presence p CROSS JOIN quotations q ON q.row = p.row WHERE p.actor = :number"
_TO = f"q.speaker = :number AND (q.addressee = :other OR {_NAMED.format('other')})"
_WITH_OTHER = f"{ALONE} JOIN presence o ON o.row = p.row AND o.actor = :other"
_OF = "f.subject = :number"
_OF_OR_BY = "(f.subject = :number OR f.claimant = :number)"
_ONE_OF = "(e.source = :number OR e.target = :number)"
_AT_ONCE = 300  # places asked for in one statement
_MANY = 1_000  # lines, from which on it takes longer to sort them than to look through stories


def quotations_by(
    connection: sqlite3.Connection, number: int, *, start: int = 0, limit: int = EVERY
) -> tuple[DatedQuotation, ...]:
    """Return what an actor is quoted as saying, the newest first."""
    many = count_quotations_by(connection, number) > _MANY
    sql = in_context(QUOTATIONS, "quotations", _BY, along=ALONE if many else "")
    lines = connection.execute(sql, {"number": number, "limit": limit, "start": start})
    return tuple(dated_quotations(lines))


def quotations_about(
    connection: sqlite3.Connection, number: int, *, start: int = 0, limit: int = EVERY
) -> tuple[DatedQuotation, ...]:
    """Return what others are quoted as saying with the actor named in it, the newest first."""
    sql = in_context(QUOTATIONS, "quotations", _ABOUT, along=ALONE)
    lines = connection.execute(sql, {"number": number, "limit": limit, "start": start})
    return tuple(dated_quotations(lines))


def quotations_of_about(
    connection: sqlite3.Connection, number: int, other: int, *, limit: int = EVERY
) -> tuple[DatedQuotation, ...]:
    """Return what actor ``number`` is quoted as saying about or to actor ``other``, the newest first."""
    sql = in_context(QUOTATIONS, "quotations", _TO, along=_WITH_OTHER)
    values = {"number": number, "other": other, "limit": limit, "start": 0}
    return tuple(dated_quotations(connection.execute(sql, values)))


def timeline(
    connection: sqlite3.Connection, number: int, *, start: int = 0, limit: int = EVERY
) -> tuple[DatedEvent, ...]:
    """Return what an actor did and what was done to it, the latest told first."""
    many = _count(connection, f"events e WHERE {_ONE_OF}", number) > _MANY
    sql = in_context(EVENTS, "events", _ONE_OF, along=ALONE if many else "")
    lines = connection.execute(sql, {"number": number, "limit": limit, "start": start})
    return tuple(dated_events(lines))


def figures(
    connection: sqlite3.Connection, number: int, *, start: int = 0, limit: int = EVERY
) -> tuple[DatedFigure, ...]:
    """Return the figures about an actor and those it gives itself, the newest first."""
    many = count_figures(connection, number) > _MANY
    sql = in_context(FIGURES, "figures", _OF_OR_BY, along=ALONE if many else "")
    lines = connection.execute(sql, {"number": number, "limit": limit, "start": start})
    return tuple(dated_figures(lines))


def claimed_figures(
    connection: sqlite3.Connection, number: int, *, limit: int = EVERY
) -> tuple[DatedFigure, ...]:
    """Return the figures about an actor that have a claimant and a measure, the newest first."""
    condition = f"{_OF} AND f.claimant_start IS NOT NULL AND f.measures != ''"
    sql = in_context(FIGURES, "figures", condition)
    lines = connection.execute(sql, {"number": number, "limit": limit, "start": 0})
    return tuple(dated_figures(lines))


def figures_given_by(
    connection: sqlite3.Connection, number: int, *, limit: int = EVERY
) -> tuple[DatedFigure, ...]:
    """Return the figures that an actor gives and that have a measure, the newest first."""
    sql = in_context(FIGURES, "figures", "f.claimant = :number AND f.measures != ''")
    lines = connection.execute(sql, {"number": number, "limit": limit, "start": 0})
    return tuple(dated_figures(lines))


def subjects_given_by(connection: sqlite3.Connection, number: int) -> list[int]:
    """Return the numbers of the actors that an actor gives figures about."""
    lines = connection.execute(
        """SELECT DISTINCT subject FROM figures
           WHERE claimant = ? AND subject IS NOT NULL AND measures != '' ORDER BY 1""",
        (number,),
    )
    return [line[0] for line in lines]


def claimed_figures_without_subject(
    connection: sqlite3.Connection, rows: Iterable[int]
) -> tuple[DatedFigure, ...]:
    """Return the figures in these rows that have a claimant and a measure but are about no actor, the newest first."""
    condition = """f.row IN (SELECT value FROM json_each(:rows)) AND f.subject IS NULL
                   AND f.claimant_start IS NOT NULL AND f.measures != ''"""
    sql = in_context(FIGURES, "figures", condition)
    lines = connection.execute(sql, {"rows": json.dumps(list(rows)), "limit": EVERY, "start": 0})
    return tuple(dated_figures(lines))


def subjects_of_figures(connection: sqlite3.Connection, row: int) -> list[int]:
    """Return the numbers of the actors that figures in ``row`` are about and have a claimant for."""
    lines = connection.execute(
        """SELECT DISTINCT subject FROM figures
           WHERE row = ? AND subject IS NOT NULL AND claimant_start IS NOT NULL ORDER BY 1""",
        (row,),
    )
    return [line[0] for line in lines]


def count_quotations_by(connection: sqlite3.Connection, number: int) -> int:
    """Return how many quotations an actor is the speaker of."""
    return _count(connection, f"quotations q WHERE {_BY}", number)


def count_quotations_about(connection: sqlite3.Connection, number: int) -> int:
    """Return how many quotations of others name an actor."""
    return _count(connection, f"{_IN_ITS_STORIES} AND {_ABOUT}", number)


def count_quotations_of_about(connection: sqlite3.Connection, number: int, other: int) -> int:
    """Return how many quotations of actor ``number`` are about or to actor ``other``."""
    line = connection.execute(
        f"""SELECT count(*) FROM {_WITH_OTHER} CROSS JOIN quotations q ON q.row = p.row
            WHERE p.actor = :number AND {_TO}""",
        {"number": number, "other": other},
    ).fetchone()
    return int(line[0])


def count_figures(connection: sqlite3.Connection, number: int) -> int:
    """Return how many figures are about an actor or given by it."""
    return _count(connection, f"figures f WHERE {_OF_OR_BY}", number)


def _count(connection: sqlite3.Connection, what: str, number: int) -> int:
    line = connection.execute(f"SELECT count(*) FROM {what}", {"number": number}).fetchone()
    return int(line[0])


def rows_said_by(connection: sqlite3.Connection, number: int) -> list[int]:
    """Return the rows of the stories that quote an actor."""
    lines = connection.execute("SELECT DISTINCT row FROM quotations WHERE speaker = ?", (number,))
    return [line[0] for line in lines]


def rows_with_event(
    connection: sqlite3.Connection,
    kind: EventName | None,
    sources: Collection[int] | None,
    targets: Collection[int] | None,
) -> set[int]:
    """Return the rows of the stories that tell of an event of a kind with one of these sources and targets.

    None stands for any. Where the kind says so, source and target may change places.
    """
    found = _rows_with_event(connection, kind, sources, targets)
    if kind is not None and kind.both_ways:
        found |= _rows_with_event(connection, kind, targets, sources)
    return found


def _rows_with_event(
    connection: sqlite3.Connection,
    kind: EventName | None,
    sources: Collection[int] | None,
    targets: Collection[int] | None,
) -> set[int]:
    conditions: list[str] = []
    values: dict[str, str] = {}
    for column, numbers in (("source", sources), ("target", targets)):
        if numbers is not None:
            conditions.append(f"{column} IN (SELECT value FROM json_each(:{column}))")
            values[column] = json.dumps(list(numbers))
    if kind is not None and kind.code:
        conditions.append("cameo >= :code AND cameo < :code || ':'")  # what follows the digits
        values["code"] = kind.code
    elif kind is not None:
        conditions.append("type = :type" + (" AND mode = :mode" if kind.mode else ""))
        values |= {"type": kind.type, "mode": kind.mode}
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return {
        line[0] for line in connection.execute(f"SELECT DISTINCT row FROM events{where}", values)
    }


class EventLine(NamedTuple):
    """An event without its words: where it is told, who with whom, and when.

    A tuple, because there may be tens of thousands of an actor, and a dataclass takes four times as long to make.
    ``row`` and ``place`` name it, ``source`` and ``target`` are numbers of actors, times seconds since 1970.
    """

    row: int
    place: int
    type: str
    mode: str
    cameo: str
    source: int | None
    target: int | None
    date: int | None
    precision: str | None
    status: str
    published: int | None


_COLUMNS = """SELECT e.row, e.place, e.type, e.mode, e.cameo, e.source, e.target, e.date, e.precision, e.status,
                     a.published"""
_LINE = f"{_COLUMNS} FROM events e JOIN articles a ON a.row = e.row"


def event_lines(connection: sqlite3.Connection, number: int) -> list[EventLine]:
    """Return every event an actor is source or target of."""
    lines = connection.execute(f"{_LINE} WHERE {_ONE_OF}", {"number": number})
    return list(map(EventLine._make, lines))


def event_lines_between(
    connection: sqlite3.Connection, one: int, other: int, rows: Sequence[int]
) -> list[EventLine]:
    """Return every event of which these two actors are source and target, either way.

    ``rows`` are the stories that mention both: no other tells of such, and an actor may take part in tens of thousands.
    """
    lines = connection.execute(
        f"""{_COLUMNS} FROM json_each(:rows) both CROSS JOIN events e ON e.row = both.value
            JOIN articles a ON a.row = e.row
            WHERE (e.source = :one AND e.target = :other)
               OR (e.source = :other AND e.target = :one)""",
        {"one": one, "other": other, "rows": json.dumps(list(rows))},
    )
    return list(map(EventLine._make, lines))


def events_at(
    connection: sqlite3.Connection, places: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], DatedEvent]:
    """Return the events at these places (row, place in it), with their sentences."""
    wanted = list(places)
    found: dict[tuple[int, int], DatedEvent] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        part = wanted[start : start + _AT_ONCE]
        values = ", ".join(f"({int(row)}, {int(place)})" for row, place in part)
        rows = ", ".join(str(row) for row in sorted({int(row) for row, _ in part}))
        # Asked for by row and place alone, SQLite reads all events there are.
        condition = f"e.row IN ({rows}) AND (e.row, e.place) IN (VALUES {values})"
        sql = in_context(EVENTS, "events", condition, order=_IN_PLACE)
        lines = connection.execute(sql, {"limit": EVERY, "start": 0})
        for place, event in zip(sorted(part), dated_events(lines), strict=True):
            found[place] = event
    return found


_IN_PLACE = "ORDER BY {table}.row, {table}.place"
