"""Stories that left a name or a role open, and how far it has been asked whom actors met since may help to link.

A story waits under the lookup keys of the names that it leaves open, and under the roles. All of it is asked again
only of actors and stories that came after the last time.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from index.analysis.folding import fold


def role_token(title: str, of: str) -> str:
    """Return what a story waits under that speaks of an office whose holder is not known."""
    return f"{fold(title)}\x1f{fold(of)}"


def await_bearers(connection: sqlite3.Connection, row: int, awaited: Iterable[str]) -> None:
    """Note what the story in ``row`` waits for: lookup keys of names, and what ``role_token`` makes of offices."""
    connection.executemany(
        "INSERT OR IGNORE INTO unresolved (token, row) VALUES (?, ?)",
        [(token, row) for token in awaited],
    )


@dataclass(frozen=True, slots=True)
class NextNumbers:
    """The numbers that the next actor and the next article get at least."""

    actor: int
    row: int


def next_numbers(connection: sqlite3.Connection) -> NextNumbers:
    """Return the numbers that the next actor and the next article get at least."""
    actor, row = connection.execute(
        """SELECT (SELECT coalesce(max(number), 0) + 1 FROM actors),
                  (SELECT coalesce(max(row), 0) + 1 FROM articles)"""
    ).fetchone()
    return NextNumbers(actor, row)


def reconsidered_upto(connection: sqlite3.Connection) -> NextNumbers:
    """Return from which actor and article on nobody has asked yet whom they may help to link."""
    stored = dict(connection.execute("SELECT name, value FROM counters WHERE name LIKE 'open_%'"))
    now = next_numbers(connection)
    # Numbers of actors that are gone are given out again.
    return NextNumbers(
        min(stored.get("open_actor", 0), now.actor), min(stored.get("open_row", 0), now.row)
    )


def set_reconsidered_upto(connection: sqlite3.Connection, upto: NextNumbers) -> None:
    """Remember that actors and articles before ``upto`` have been asked for."""
    connection.executemany(
        "INSERT OR REPLACE INTO counters VALUES (?, ?)",
        [("open_actor", upto.actor), ("open_row", upto.row)],
    )


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A story that left somebody open, and the last actor (by number) with a name it waits for.

    ``role``: a later story gives somebody the office that this one speaks of.
    """

    row: int
    actor: int
    role: bool


def rows_to_reconsider(connection: sqlite3.Connection, since: NextNumbers) -> tuple[OpenRow, ...]:
    """Return the rows that left open a name or a role which may have found its bearer since.

    That is an actor with such a number or a later one, or one to whom such an article gives the role.
    """
    found: dict[int, OpenRow] = {}
    # Many actors share a word, and many stories wait for it: one line a word, not one a pair.
    for row, actor in connection.execute(
        """SELECT u.row, max(t.last) FROM
           (SELECT token, max(actor) AS last FROM alias_tokens WHERE actor >= :actor GROUP BY token) t
           JOIN unresolved u ON u.token = t.token GROUP BY u.row""",
        {"actor": since.actor},
    ):
        found[row] = OpenRow(row, actor, False)
    for (row,) in connection.execute(
        """SELECT DISTINCT u.row FROM
           (SELECT folded_title || char(31) || folded_of AS token, max(row) AS last FROM roles
            WHERE row >= :row GROUP BY folded_title, folded_of) r
           JOIN unresolved u ON u.token = r.token WHERE r.last > u.row""",
        {"row": since.row},
    ):
        found[row] = OpenRow(row, found[row].actor if row in found else 0, True)
    return tuple(found[row] for row in sorted(found))
