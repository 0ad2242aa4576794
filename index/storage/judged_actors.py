"""What all that changes recorded actors at once shares: where they are referred to, their totals and lookup keys.

Every function here works inside the transaction of its caller.
"""

from __future__ import annotations

import sqlite3

from index.analysis.known_actors import lookup_keys
from index.storage import actors, statements


def references(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Return the columns, each with its table, in which statements name an actor by number."""
    found = []
    for table in statements.TABLES:
        columns = {line[1] for line in connection.execute(f"PRAGMA table_info({table})")}
        # Each stands beside the place in the text where the actor is named.
        found += [(table, name) for name in sorted(columns) if f"{name}_start" in columns]
    return found


def is_named(connection: sqlite3.Connection, number: int) -> bool:
    """Say whether the name of an actor was given by a reader, and does not follow what stories call it."""
    line = connection.execute("SELECT named FROM actors WHERE number = ?", (number,)).fetchone()
    return bool(line[0])


def count_again(connection: sqlite3.Connection, number: int) -> None:
    """Count the mentions and stories of an actor again."""
    connection.execute(
        """UPDATE actors SET mentions = p.mentions, stories = p.stories FROM (
               SELECT coalesce(sum(mentions), 0) AS mentions, count(*) AS stories
               FROM presence WHERE actor = :number) p
           WHERE number = :number""",
        {"number": number},
    )


def add_tokens(connection: sqlite3.Connection, number: int, name: str) -> None:
    """Have an actor found by the words of a name."""
    kind = actors.kind_of(connection, number)
    connection.executemany(
        "INSERT OR IGNORE INTO alias_tokens (token, actor) VALUES (?, ?)",
        [(key, number) for key in lookup_keys(name, kind)],
    )


def renew_tokens(connection: sqlite3.Connection, number: int) -> None:
    """Have an actor found by the words of the names it has, and no others."""
    connection.execute("DELETE FROM alias_tokens WHERE actor = ?", (number,))
    names = connection.execute(
        "SELECT name FROM actors WHERE number = :n UNION SELECT surface FROM aliases WHERE actor = :n",
        {"n": number},
    ).fetchall()
    for (name,) in names:
        add_tokens(connection, number, name)
