"""Which stories tell the same happening, and what they are compared by, in SQLite.

A story that shares its happening with others has a line in ``accounts``; ``story`` there is the smallest row among
them. ``ungrouped`` has the rows that nobody has compared yet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from index.model import BodyFormat, Moment

DAY = 86_400  # seconds


def rows_with(connection: sqlite3.Connection, row: int) -> list[int]:
    """Return the rows of the articles that tell the same happening as ``row``, itself included, newest first."""
    lines = connection.execute(
        """SELECT a.row FROM accounts mine JOIN accounts theirs ON theirs.story = mine.story
           JOIN articles a ON a.row = theirs.row WHERE mine.row = ?
           ORDER BY a.published DESC, a.row DESC""",
        (row,),
    )
    return [line[0] for line in lines] or [row]


def happening_of_rows(connection: sqlite3.Connection) -> dict[int, int]:
    """Return for each row that shares its happening with others the smallest row among them."""
    return dict(connection.execute("SELECT row, story FROM accounts"))


def remember(
    connection: sqlite3.Connection, row: int, published: Moment | None, signature: bytes
) -> None:
    """Keep the signature of the article in ``row``, which is still to be compared.

    An article without a date stands among those of the day it is imported on.
    """
    instant = datetime.now(UTC) if published is None else published.instant
    connection.execute(
        "INSERT OR REPLACE INTO signatures VALUES (?, ?, ?)",
        (row, int(instant.timestamp()) // DAY, signature),
    )
    connection.execute("INSERT OR IGNORE INTO ungrouped VALUES (?)", (row,))


@dataclass(frozen=True, slots=True)
class Unsigned:
    """An article whose signature is still to be made."""

    row: int
    day: int
    headline: str
    body: str
    body_format: BodyFormat


def without_signature(connection: sqlite3.Connection, limit: int) -> list[Unsigned]:
    """Return articles that were stored before signatures were kept, the newest first."""
    lines = connection.execute(
        """SELECT a.row, coalesce(a.published, a.imported), a.headline, b.body, b.body_format
           FROM ungrouped u JOIN articles a ON a.row = u.row JOIN bodies b ON b.row = u.row
           WHERE NOT EXISTS (SELECT 1 FROM signatures s WHERE s.row = u.row)
           ORDER BY a.row DESC LIMIT ?""",
        (limit,),
    )
    return [
        Unsigned(row, seconds // DAY, headline, body, BodyFormat(form))
        for row, seconds, headline, body, form in lines
    ]


def sign(connection: sqlite3.Connection, signed: Iterable[tuple[int, int, bytes]]) -> None:
    """Keep signatures: (row, day since 1970, signature) each."""
    connection.executemany("INSERT OR REPLACE INTO signatures VALUES (?, ?, ?)", signed)


def pending(connection: sqlite3.Connection) -> dict[int, list[int]]:
    """Return the rows that are to be compared and can be, by their day since 1970."""
    found: dict[int, list[int]] = {}
    lines = connection.execute(
        "SELECT s.day, s.row FROM ungrouped u JOIN signatures s ON s.row = u.row ORDER BY s.day, s.row"
    )
    for day, row in lines:
        found.setdefault(day, []).append(row)
    return found


def days_of(connection: sqlite3.Connection, rows: Sequence[int]) -> list[int]:
    """Return the days since 1970 on which the articles in ``rows`` appeared, each once, in order."""
    lines = connection.execute(
        """SELECT DISTINCT s.day FROM json_each(?) r JOIN signatures s ON s.row = r.value ORDER BY s.day""",
        (json.dumps(rows),),
    )
    return [line[0] for line in lines]


def put_down(connection: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Have the articles in ``rows`` compared again."""
    connection.executemany(
        "INSERT OR IGNORE INTO ungrouped SELECT row FROM articles WHERE row = ?",
        ((row,) for row in rows),
    )


def count_pending(connection: sqlite3.Connection) -> int:
    """Return how many articles are still to be compared."""
    return int(connection.execute("SELECT count(*) FROM ungrouped").fetchone()[0])


def signed_on(connection: sqlite3.Connection, day: int) -> list[tuple[int, bytes]]:
    """Return (row, signature) of the articles of a day."""
    return connection.execute(
        "SELECT row, terms FROM signatures WHERE day = ? ORDER BY row", (day,)
    ).fetchall()


def days_between(connection: sqlite3.Connection, first: int, last: int) -> list[int]:
    """Return the days from ``first`` to ``last`` that have articles."""
    lines = connection.execute(
        "SELECT DISTINCT day FROM signatures WHERE day BETWEEN ? AND ? ORDER BY day", (first, last)
    )
    return [line[0] for line in lines]


def count_between(connection: sqlite3.Connection, first: int, last: int) -> int:
    """Return how many signatures there are from day ``first`` to ``last``."""
    line = connection.execute(
        "SELECT count(*) FROM signatures WHERE day BETWEEN ? AND ?", (first, last)
    ).fetchone()
    return int(line[0])


def span_of_groups(connection: sqlite3.Connection, first: int, last: int) -> tuple[int, int]:
    """Return the days that groups reach over which have an article on the days ``first`` to ``last``."""
    line = connection.execute(
        """SELECT min(theirs.day), max(theirs.day) FROM signatures mine
           JOIN accounts here ON here.row = mine.row JOIN accounts there ON there.story = here.story
           JOIN signatures theirs ON theirs.row = there.row WHERE mine.day BETWEEN ? AND ?""",
        (first, last),
    ).fetchone()
    return (first, last) if line[0] is None else (min(first, line[0]), max(last, line[1]))


def regroup(
    connection: sqlite3.Connection, days: tuple[int, int], groups: Iterable[Sequence[int]]
) -> None:
    """Put ``groups`` of rows in place of those of the articles from one day to another, which are now compared."""
    inside = "(SELECT row FROM signatures WHERE day BETWEEN ? AND ?)"
    connection.execute(f"DELETE FROM accounts WHERE row IN {inside}", days)
    connection.executemany(
        "INSERT OR REPLACE INTO accounts (row, story) VALUES (?, ?)",
        [(row, min(group)) for group in groups if len(group) > 1 for row in group],
    )
    connection.execute(f"DELETE FROM ungrouped WHERE row IN {inside}", days)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who a story is about: its actors, the person named most, and who did what in its beginning."""

    actors: frozenset[int]
    person: int | None
    deeds: frozenset[tuple[str, int | None, int | None]]


def cast_of(connection: sqlite3.Connection, row: int, beginning: int) -> Cast:
    """Return the cast of the article in ``row``; deeds are those of its first ``beginning`` code points."""
    lines = connection.execute(
        """SELECT p.actor, p.mentions, a.kind FROM presence p JOIN actors a ON a.number = p.actor
           WHERE p.row = ? ORDER BY p.mentions DESC, p.actor""",
        (row,),
    ).fetchall()
    people = [(actor, mentions) for actor, mentions, kind in lines if kind == "person"]
    deeds = connection.execute(
        "SELECT type, source, target FROM events WHERE row = ? AND start < ?", (row, beginning)
    )
    return Cast(
        actors=frozenset(line[0] for line in lines),
        person=people[0][0] if people and people[0][1] > 1 else None,
        deeds=frozenset((line[0], line[1], line[2]) for line in deeds),
    )
