"""Which stories tell the same happening, in SQLite."""

from __future__ import annotations

import sqlite3


def rows_with(connection: sqlite3.Connection, row: int) -> list[int]:
    """Return the rows of the articles that tell the same happening as ``row``, itself included, newest first."""
    lines = connection.execute(
        """SELECT a.row FROM accounts mine JOIN accounts theirs ON theirs.story = mine.story
           JOIN articles a ON a.row = theirs.row WHERE mine.row = ?
           ORDER BY a.published DESC, a.row DESC""",
        (row,),
    )
    return [line[0] for line in lines] or [row]
