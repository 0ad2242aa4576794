"""How far the reader has read about an actor, and what has come in since, in SQLite.

What is new is told by the numbers of the rows, which grow with every import: a story may be older than the
reader's last visit and yet new here.
"""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from index.model import NewSince

_MOST_LISTED = 500


def mark_seen(connection: sqlite3.Connection, actor_id: str, now: datetime) -> None:
    """Remember that the reader has read at ``now`` all that is here about an actor."""
    connection.execute(
        """INSERT OR REPLACE INTO seen_actors (actor, seen, upto)
           SELECT ?, ?, coalesce(max(row), 0) FROM articles""",
        (actor_id, int(now.timestamp())),
    )


def new_since(connection: sqlite3.Connection, number: int, actor_id: str) -> NewSince:
    """Return what came in about actor ``number`` since it was marked seen; nothing where it never was."""
    line = connection.execute(
        "SELECT seen, upto FROM seen_actors WHERE actor = ?", (actor_id,)
    ).fetchone()
    if line is None:
        return NewSince()
    seen, upto = line
    values = {"number": number, "upto": upto, "limit": _MOST_LISTED}
    new = connection.execute(
        """SELECT a.id FROM presence p JOIN articles a ON a.row = p.row
           WHERE p.actor = :number AND p.row > :upto
           ORDER BY a.published DESC, a.row DESC LIMIT :limit""",
        values,
    ).fetchall()
    stories, events, quotations, figures = connection.execute(
        """SELECT (SELECT count(*) FROM presence WHERE actor = :number AND row > :upto),
                  (SELECT count(*) FROM events WHERE (source = :number OR target = :number) AND row > :upto),
                  (SELECT count(*) FROM quotations WHERE speaker = :number AND row > :upto),
                  (SELECT count(*) FROM figures WHERE subject = :number AND row > :upto)""",
        values,
    ).fetchone()
    return NewSince(
        seen=datetime.fromtimestamp(seen, UTC),
        articles=tuple(line[0] for line in new),
        stories=stories,
        events=events,
        quotations=quotations,
        figures=figures,
    )
