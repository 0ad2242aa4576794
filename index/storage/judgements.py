"""The reader's judgements in SQLite: kept with their time, taken back without being forgotten."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from index.errors import NotFoundError
from index.judgement_lines import JudgementLineError, content_of, judgement_in
from index.model import Judgement

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _microseconds(moment: datetime) -> int:
    # Not timestamp(): a float is not exact to the microsecond.
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _moment(microseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=microseconds)


def add(connection: sqlite3.Connection, judgement: Judgement) -> Judgement:
    """Keep a judgement; return it with its number."""
    cursor = connection.execute(
        "INSERT INTO judgements (made, content) VALUES (?, ?)",
        (_microseconds(judgement.made), content_of(judgement)),
    )
    return replace(judgement, number=cursor.lastrowid or 0)


def in_force(connection: sqlite3.Connection) -> tuple[Judgement, ...]:
    """Return the judgements that hold, in the order in which they were made."""
    return _read(
        connection.execute(
            """SELECT number, content, undone FROM judgements WHERE undone IS NULL
               ORDER BY made, number"""
        )
    )


def all_ever(connection: sqlite3.Connection) -> tuple[Judgement, ...]:
    """Return all judgements, those that were taken back too, in the order in which they were made."""
    return _read(
        connection.execute("SELECT number, content, undone FROM judgements ORDER BY made, number")
    )


def load(connection: sqlite3.Connection, number: int) -> Judgement:
    """Return a judgement by its number; raise NotFoundError."""
    found = _read(
        connection.execute(
            "SELECT number, content, undone FROM judgements WHERE number = ?", (number,)
        )
    )
    if not found:
        raise NotFoundError(f"There is no judgement number {number}.")
    return found[0]


def _read(lines: Iterable[tuple[int, str, int | None]]) -> tuple[Judgement, ...]:
    found = []
    for number, content, undone in lines:
        try:
            judgement = judgement_in(content)
        except JudgementLineError:
            # Written by hand into the database; it cannot hold, and must not stop what does.
            continue
        when = None if undone is None else _moment(undone)
        found.append(replace(judgement, number=number, undone=when))
    return tuple(found)


def set_undone(connection: sqlite3.Connection, number: int, when: datetime) -> None:
    """Take a judgement back."""
    connection.execute(
        "UPDATE judgements SET undone = ? WHERE number = ?", (_microseconds(when), number)
    )


def before(connection: sqlite3.Connection, number: int) -> str:
    """Return what was noted of how things were before a judgement was applied, "" for nothing."""
    line = connection.execute(
        "SELECT before FROM judgements WHERE number = ?", (number,)
    ).fetchone()
    return "" if line is None else str(line[0])


def set_before(connection: sqlite3.Connection, number: int, noted: str) -> None:
    """Note how things were before a judgement was applied."""
    connection.execute("UPDATE judgements SET before = ? WHERE number = ?", (noted, number))


def await_rereading(connection: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Have the stories in ``rows`` analysed again when there is time."""
    connection.executemany(
        "INSERT OR IGNORE INTO stale (row) SELECT row FROM articles WHERE row = ?",
        ((row,) for row in rows),
    )


def awaiting(connection: sqlite3.Connection, limit: int, after: int = -1) -> list[int]:
    """Return the first rows after ``after`` that wait to be analysed again."""
    lines = connection.execute(
        "SELECT row FROM stale WHERE row > ? ORDER BY row LIMIT ?", (after, limit)
    )
    return [line[0] for line in lines]


def count_awaiting(connection: sqlite3.Connection) -> int:
    """Return how many stories wait to be analysed again."""
    return int(connection.execute("SELECT count(*) FROM stale").fetchone()[0])
