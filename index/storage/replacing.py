"""Putting an analysis made elsewhere in the place of an archive's own, a stretch of stories at a time.

The other database has the same articles in the same rows, evidence under the same numbers, and all that was read from
the articles anew. Actors keep their numbers where they keep their ids, so that whatever else points to them still does.

Each stretch is one transaction, short enough that others who want to write hardly notice. After each, and so after
whatever ends the work, every story has its old analysis or its new one whole, and the totals of actors are those of
the stories that name them. Done again from the beginning it leads to the same.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from index.storage import statements
from index.storage.database import Database
from index.storage.judged_actors import references
from index.storage.reconsidering import next_numbers, set_reconsidered_upto

# What is read from a story; the columns that hold an actor's number are translated.
_OF_ROWS = (
    *("roles", "mentions", "presence", *statements.TABLES),
    *("unresolved", "judged_rows", "signatures", "ungrouped"),
)
_NAMING = {"roles": {"actor"}, "mentions": {"actor"}, "presence": {"actor"}}
_OF_ACTORS = ("aliases", "alias_tokens", "authorities")

_FIRST_STRETCH = 200
_LONGEST = 0.3  # seconds that others may be kept from writing; a slow disk may need some more
_PAUSE = 0.1  # seconds; who waits for SQLite's lock looks again at least that often

_Change = Callable[[sqlite3.Connection, "_Stretch"], None]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Rows or numbers from the first to the last, both included."""

    first: int
    last: int


def same_rows(database: Database, other: Path) -> bool:
    """Say whether the database ``other`` has the same articles in the same rows."""
    with database.reading() as connection, _attached(connection, other):
        ours, theirs, shared = connection.execute(
            """SELECT (SELECT count(*) FROM main.articles), (SELECT count(*) FROM fresh.articles),
                      (SELECT count(*) FROM main.articles m JOIN fresh.articles f USING (row, id))"""
        ).fetchone()
        return bool(ours == theirs == shared)


def share_evidence(database: Database, other: Path) -> bool:
    """Have the database ``other`` know all evidence under the numbers it has here; say whether that can be."""
    with database.reading() as connection, _attached(connection, other):
        connection.execute("INSERT OR IGNORE INTO fresh.evidence SELECT * FROM main.evidence")
        line = connection.execute(
            """SELECT 1 FROM main.evidence m LEFT JOIN fresh.evidence f USING (number)
               WHERE f.rule IS NOT m.rule OR f.detail IS NOT m.detail LIMIT 1"""
        ).fetchone()
        return line is None


def replace_analysis(database: Database, other: Path) -> None:
    """Take all that was read from the articles from the database ``other``.

    Stories in which other actors stand than before are put down for the search index. Open readers are told once
    all is done.
    """
    with database.reading() as own, _attached(own, other):
        own.executescript(_WORK)
        _by_and_by(database, "fresh.evidence", "number", _take_evidence)
        _by_and_by(database, "main.articles", "row", _replace_stories)
        _by_and_by(database, "fresh.actors", "number", _replace_actors)
        _by_and_by(database, "main.actors", "number", _drop_actors)
        # Few, as a rule: most stories tell the same happening as before.
        own.execute(f"INSERT INTO regrouped {_REGROUPED}")
        with database.transaction(changes_content=True) as connection:
            _finish(connection)
        own.executescript(_WORK)


_WORK = "\n".join(
    f"DROP TABLE IF EXISTS temp.{name}; CREATE TEMP TABLE {name} ({columns});"
    for name, columns in (
        ("numbers", "fresh INTEGER PRIMARY KEY, own INTEGER NOT NULL"),
        ("wanted", "number INTEGER PRIMARY KEY"),  # of the other database
        ("touched", "number INTEGER PRIMARY KEY"),
        ("regrouped", "row INTEGER PRIMARY KEY"),
    )
)


@contextmanager
def _attached(connection: sqlite3.Connection, other: Path) -> Iterator[None]:
    connection.execute("ATTACH ? AS fresh", (str(other),))
    try:
        yield
    finally:
        connection.execute("DETACH fresh")


def _by_and_by(database: Database, table: str, column: str, change: _Change) -> None:
    """Make a change to all that is in ``table``, by its ``column``, in as many transactions as it takes."""
    size = _FIRST_STRETCH
    last = -1
    while True:
        with database.reading() as connection:
            line = connection.execute(
                f"""SELECT min({column}), max({column}) FROM
                    (SELECT {column} FROM {table} WHERE {column} > ? ORDER BY {column} LIMIT ?)""",
                (last, size),
            ).fetchone()
        if line[0] is None:
            return
        if last != -1:
            time.sleep(_PAUSE)
        stretch = _Stretch(*line)
        with database.transaction() as connection:
            started = time.monotonic()
            change(connection, stretch)
        took = time.monotonic() - started
        size = max(1, min(2 * size, int(size * _LONGEST / max(took, 0.001))))
        last = stretch.last


def _take_evidence(connection: sqlite3.Connection, numbers: _Stretch) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO main.evidence SELECT * FROM fresh.evidence WHERE number BETWEEN ? AND ?",
        (numbers.first, numbers.last),
    )


# -- stories -------------------------------------------------------------------------------------

_HERE = "row BETWEEN :first AND :last"
_PRESENT = f"""SELECT p.row, a.id FROM {{0}}.presence p JOIN {{0}}.actors a ON a.number = p.actor
               WHERE p.{_HERE}"""
_CHANGED = f"""
    SELECT row FROM ({_PRESENT.format("main")} EXCEPT {_PRESENT.format("fresh")})
    UNION SELECT row FROM ({_PRESENT.format("fresh")} EXCEPT {_PRESENT.format("main")})
"""
_NAMED = f"""SELECT actor, surface, count(*) AS n FROM main.mentions
             WHERE {_HERE} AND actor IS NOT NULL AND NOT demonym AND NOT descriptive
             GROUP BY actor, surface"""
_COUNTED = f"""SELECT actor, sum(mentions) AS m, count(*) AS s FROM main.presence
               WHERE {_HERE} GROUP BY actor"""


def _replace_stories(connection: sqlite3.Connection, rows: _Stretch) -> None:
    here = {"first": rows.first, "last": rows.last}

    def execute(sql: str) -> None:
        connection.execute(sql, here)

    execute(f"INSERT OR IGNORE INTO main.unindexed (row) {_CHANGED}")
    execute("DELETE FROM touched")
    execute(f"INSERT INTO touched SELECT DISTINCT actor FROM main.presence WHERE {_HERE}")
    execute(
        f"""UPDATE main.actors SET mentions = mentions - old.m, stories = stories - old.s
            FROM ({_COUNTED}) old WHERE number = old.actor"""
    )
    execute(
        f"""UPDATE main.aliases SET count = count - old.n FROM ({_NAMED}) old
            WHERE aliases.actor = old.actor AND aliases.surface = old.surface"""
    )
    naming = {table: set(columns) for table, columns in _NAMING.items()}
    for table, column in references(connection):
        naming.setdefault(table, set()).add(column)
    for table in _OF_ROWS:
        execute(f"DELETE FROM main.{table} WHERE {_HERE}")
    execute("DELETE FROM wanted")
    for table, columns in naming.items():
        for column in sorted(columns):
            execute(
                f"""INSERT OR IGNORE INTO wanted SELECT DISTINCT {column} FROM fresh.{table}
                    WHERE {_HERE} AND {column} IS NOT NULL"""
            )
    _number(connection)
    for table in _OF_ROWS:
        _copy(connection, table, naming.get(table, set()), _HERE, here)
    execute(
        f"""UPDATE main.actors SET mentions = mentions + new.m, stories = stories + new.s
            FROM ({_COUNTED}) new WHERE number = new.actor"""
    )
    execute(
        f"""INSERT INTO main.aliases (actor, surface, count) SELECT * FROM ({_NAMED}) WHERE true
            ON CONFLICT (actor, surface) DO UPDATE SET count = count + excluded.count"""
    )
    execute(
        "DELETE FROM main.aliases WHERE count <= 0 AND actor IN (SELECT number FROM touched)",
    )
    execute(
        """DELETE FROM main.actors WHERE stories <= 0 AND number IN (SELECT number FROM touched)
           AND id NOT IN (SELECT id FROM fresh.actors)"""
    )
    execute(f"DELETE FROM main.stale WHERE {_HERE}")


def _number(connection: sqlite3.Connection) -> None:
    """Have the actors that are ``wanted`` and were not met yet here too, and found by their names."""
    execute = connection.execute
    execute("DELETE FROM wanted WHERE number IN (SELECT fresh FROM numbers)")
    execute(
        """INSERT INTO main.actors (id, name, kind, named) SELECT id, name, kind, named
           FROM wanted JOIN fresh.actors USING (number)
           WHERE id NOT IN (SELECT id FROM main.actors) ORDER BY number"""
    )
    execute(
        """INSERT INTO numbers SELECT f.number, m.number FROM wanted
           JOIN fresh.actors f USING (number) JOIN main.actors m ON m.id = f.id"""
    )
    for table, column in (("alias_tokens", "token"), ("authorities", "scheme, value")):
        execute(
            f"""INSERT OR IGNORE INTO main.{table} (actor, {column})
                SELECT n.own, {column} FROM wanted w JOIN numbers n ON n.fresh = w.number
                CROSS JOIN fresh.{table} t ON t.actor = w.number"""
        )


def _copy(
    connection: sqlite3.Connection,
    table: str,
    naming: set[str],
    condition: str,
    values: dict[str, int],
) -> None:
    columns = [line[1] for line in connection.execute(f"PRAGMA main.table_info({table})")]
    taken = [
        f"(SELECT own FROM numbers WHERE fresh = t.{column})" if column in naming else f"t.{column}"
        for column in columns
    ]
    connection.execute(
        f"""INSERT INTO main.{table} ({", ".join(columns)})
            SELECT {", ".join(taken)} FROM fresh.{table} t WHERE {condition}""",
        values,
    )


# -- actors --------------------------------------------------------------------------------------


def _replace_actors(connection: sqlite3.Connection, numbers: _Stretch) -> None:
    here = {"first": numbers.first, "last": numbers.last}
    execute = connection.execute
    execute("DELETE FROM wanted")
    execute(
        "INSERT INTO wanted SELECT number FROM fresh.actors WHERE number BETWEEN :first AND :last",
        here,
    )
    _number(connection)
    execute(
        """UPDATE main.actors SET name = f.name, kind = f.kind, named = f.named,
                  mentions = f.mentions, stories = f.stories
           FROM fresh.actors f JOIN numbers n ON n.fresh = f.number
           WHERE n.fresh BETWEEN :first AND :last AND main.actors.number = n.own""",
        here,
    )
    for table in _OF_ACTORS:
        execute(
            f"""DELETE FROM main.{table} WHERE actor IN
                (SELECT own FROM numbers WHERE fresh BETWEEN :first AND :last)""",
            here,
        )
        _copy(connection, table, {"actor"}, "t.actor BETWEEN :first AND :last", here)


def _drop_actors(connection: sqlite3.Connection, numbers: _Stretch) -> None:
    connection.execute(
        """DELETE FROM main.actors WHERE number BETWEEN ? AND ?
           AND id NOT IN (SELECT id FROM fresh.actors)""",
        (numbers.first, numbers.last),
    )


# -- the end -------------------------------------------------------------------------------------

_REGROUPED = """
    SELECT row FROM (SELECT row, story FROM main.accounts EXCEPT SELECT row, story FROM fresh.accounts)
    UNION
    SELECT row FROM (SELECT row, story FROM fresh.accounts EXCEPT SELECT row, story FROM main.accounts)
"""


def _finish(connection: sqlite3.Connection) -> None:
    execute = connection.execute
    execute("DELETE FROM main.accounts WHERE row IN (SELECT row FROM regrouped)")
    execute(
        """INSERT INTO main.accounts (row, story)
           SELECT row, story FROM regrouped JOIN fresh.accounts USING (row)"""
    )
    execute(
        """UPDATE main.judgements SET before = f.before FROM fresh.judgements f
           WHERE f.number = main.judgements.number"""
    )
    execute("DELETE FROM main.stale")
    set_reconsidered_upto(connection, next_numbers(connection))
