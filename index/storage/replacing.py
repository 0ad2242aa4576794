"""Putting an analysis made elsewhere in the place of an archive's own, in one transaction.

The other database has the same articles in the same rows, and all that was read from them anew. Actors keep their
numbers where they keep their ids, so that whatever else points to them still does.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.storage import statements
from index.storage.database import Database
from index.storage.judged_actors import references
from index.storage.recording import next_numbers, set_reconsidered_upto

# What is read from articles, and about whom; the columns that hold an actor's number are translated.
_OF_ACTORS = ("aliases", "alias_tokens", "authorities", "roles", "mentions", "presence")
_OF_ROWS = ("unresolved", "judged_rows", "accounts", "signatures", "ungrouped")


def same_rows(database: Database, other: Path) -> bool:
    """Say whether the database ``other`` has the same articles in the same rows."""
    with database.reading() as connection, _attached(connection, other):
        ours, theirs, shared = connection.execute(
            """SELECT (SELECT count(*) FROM main.articles), (SELECT count(*) FROM fresh.articles),
                      (SELECT count(*) FROM main.articles m JOIN fresh.articles f USING (row, id))"""
        ).fetchone()
        return bool(ours == theirs == shared)


def replace_analysis(database: Database, other: Path) -> None:
    """Take all that was read from the articles from the database ``other``; readers see the old until it is whole.

    Stories in which other actors stand than before are put down for the search index.
    """
    with database.reading() as own, _attached(own, other):
        # Before anybody else has to wait: whoever analyses is the only one who changes this.
        own.execute("DROP TABLE IF EXISTS temp.changed")
        own.execute(f"CREATE TEMP TABLE changed AS {_CHANGED}")
        with database.transaction(changes_content=True) as connection:
            _replace(connection)
        own.execute("DROP TABLE temp.changed")


@contextmanager
def _attached(connection: sqlite3.Connection, other: Path) -> Iterator[None]:
    connection.execute("ATTACH ? AS fresh", (str(other),))
    try:
        yield
    finally:
        connection.execute("DETACH fresh")


def _replace(connection: sqlite3.Connection) -> None:
    execute = connection.execute
    execute("INSERT OR IGNORE INTO unindexed (row) SELECT row FROM changed")
    execute("CREATE TEMP TABLE numbers (fresh INTEGER PRIMARY KEY, own INTEGER NOT NULL)")
    execute(
        """INSERT INTO numbers
           SELECT f.number, m.number FROM fresh.actors f JOIN main.actors m ON m.id = f.id"""
    )
    execute(
        """INSERT INTO numbers
           SELECT number, (SELECT coalesce(max(number), 0) FROM main.actors)
                          + row_number() OVER (ORDER BY number)
           FROM fresh.actors WHERE number NOT IN (SELECT fresh FROM numbers)"""
    )
    for table in (*_OF_ACTORS, *statements.TABLES, *_OF_ROWS, "evidence"):
        execute(f"DELETE FROM main.{table}")
    execute("DELETE FROM main.actors WHERE number NOT IN (SELECT own FROM numbers)")
    execute(
        """INSERT INTO main.actors (number, id, name, kind, mentions, stories, named)
           SELECT own, id, name, kind, mentions, stories, named
           FROM fresh.actors JOIN numbers ON fresh = number WHERE true
           ON CONFLICT (number) DO UPDATE SET
               name = excluded.name, kind = excluded.kind, mentions = excluded.mentions,
               stories = excluded.stories, named = excluded.named"""
    )
    naming: dict[str, set[str]] = {table: {"actor"} for table in _OF_ACTORS}
    for table, column in references(connection):
        naming.setdefault(table, set()).add(column)
    for table in ("evidence", *_OF_ACTORS, *statements.TABLES, *_OF_ROWS):
        _copy(connection, table, naming.get(table, set()))
    execute(
        """UPDATE main.judgements SET before = f.before FROM fresh.judgements f
           WHERE f.number = main.judgements.number"""
    )
    execute("DELETE FROM main.stale")
    execute("DROP TABLE numbers")
    set_reconsidered_upto(connection, next_numbers(connection))


_PRESENT = """SELECT p.row, a.id FROM {0}.presence p JOIN {0}.actors a ON a.number = p.actor"""
_CHANGED = f"""
    SELECT row FROM ({_PRESENT.format("main")} EXCEPT {_PRESENT.format("fresh")})
    UNION SELECT row FROM ({_PRESENT.format("fresh")} EXCEPT {_PRESENT.format("main")})
"""


def _copy(connection: sqlite3.Connection, table: str, naming: set[str]) -> None:
    columns = [line[1] for line in connection.execute(f"PRAGMA main.table_info({table})")]
    values = [
        f"(SELECT own FROM numbers WHERE fresh = t.{column})" if column in naming else f"t.{column}"
        for column in columns
    ]
    connection.execute(
        f"INSERT INTO main.{table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM fresh.{table} t"
    )
