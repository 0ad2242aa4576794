"""Articles and the reader's marks on them, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from index.errors import ArchiveError, NotFoundError
from index.model import (
    Article,
    BodyFormat,
    Marks,
    Moment,
    Precision,
    SavedSearch,
    StorySummary,
)

_SUMMARY = """
    SELECT a.row, a.id, a.headline, a.published, a.precision, a.source,
           r.read_at IS NOT NULL, coalesce(r.starred, 0),
           (SELECT group_concat(tag, char(31)) FROM tags WHERE tags.row = a.row),
           (SELECT count(*) FROM accounts mine JOIN accounts told ON told.story = mine.story
            WHERE mine.row = a.row)
    FROM articles a LEFT JOIN reading r ON r.row = a.row
"""
_NEWEST_FIRST = "ORDER BY a.published DESC, a.row DESC"
_MOST_TAGS, _LONGEST_TAG = 50, 100  # of one article, as a file gives them
_AT_ONCE = 500  # values in one IN (...): well under SQLite's limit of 999 on old builds


@dataclass(frozen=True, slots=True)
class Body:
    """What one article says, with the row it stands in."""

    row: int
    headline: str
    text: str
    body_format: BodyFormat
    source: str
    byline: str
    captions: tuple[str, ...]
    language: str
    published: datetime | None


def moment(seconds: int | None, precision: str | None) -> Moment | None:
    """Return the moment that the columns ``published`` and ``precision`` hold, or None."""
    if seconds is None or precision is None:
        return None
    return Moment(datetime.fromtimestamp(seconds, UTC), Precision(precision))


def insert(connection: sqlite3.Connection, article: Article, *, imported: datetime) -> int | None:
    """Store an article and return its row; return None, and change nothing, where it is already there."""
    published = article.published
    cursor = connection.execute(
        """INSERT INTO articles (id, headline, headline_from_body, published, precision, source, byline,
               dateline, language, url, origin, origin_id, imported)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING""",
        (
            article.id,
            article.headline,
            article.headline_from_body,
            None if published is None else int(published.instant.timestamp()),
            None if published is None else published.precision.value,
            article.source,
            article.byline,
            article.dateline,
            article.language,
            article.url,
            article.origin,
            article.origin_id,
            int(imported.timestamp()),
        ),
    )
    if cursor.rowcount == 0 or cursor.lastrowid is None:
        return None
    row = cursor.lastrowid
    connection.execute(
        "INSERT INTO bodies (row, body, body_format, captions) VALUES (?, ?, ?, ?)",
        (row, article.body, article.body_format.value, json.dumps(article.captions)),
    )
    connection.execute("INSERT INTO unindexed (row) VALUES (?)", (row,))
    return row


def known_ids(connection: sqlite3.Connection, ids: Sequence[str]) -> frozenset[str]:
    """Return those of ``ids`` that are in the archive."""
    found: set[str] = set()
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        marks = ",".join("?" * len(part))
        found.update(
            line[0]
            for line in connection.execute(f"SELECT id FROM articles WHERE id IN ({marks})", part)
        )
    return frozenset(found)


def row_of(connection: sqlite3.Connection, article_id: str) -> int:
    """Return the row of the article with this id, or with the only id that starts so.

    Raises NotFoundError where there is none or more than one.
    """
    lines = connection.execute(
        "SELECT row, id FROM articles WHERE id >= ? AND id < ? || 'g' ORDER BY id LIMIT 2",
        (article_id, article_id),
    ).fetchall()
    if not article_id or not lines:
        raise NotFoundError(f"No article has the id {article_id!r}.")
    if len(lines) > 1 and lines[0][1] != article_id:
        raise NotFoundError(f"More than one article has an id that starts with {article_id!r}.")
    return int(lines[0][0])


def load(connection: sqlite3.Connection, row: int) -> Article:
    """Return the article in ``row``."""
    line = connection.execute(
        """SELECT id, headline, body, body_format, headline_from_body, published, precision, source,
                  byline, dateline, language, url, captions, origin, origin_id, imported
           FROM articles JOIN bodies USING (row) WHERE row = ?""",
        (row,),
    ).fetchone()
    if line is None:
        raise NotFoundError(f"There is no article number {row}.")
    return Article(
        id=line[0],
        headline=line[1],
        body=line[2],
        body_format=BodyFormat(line[3]),
        headline_from_body=bool(line[4]),
        published=moment(line[5], line[6]),
        source=line[7],
        byline=line[8],
        dateline=line[9],
        language=line[10],
        url=line[11],
        captions=tuple(json.loads(line[12])),
        origin=line[13],
        origin_id=line[14],
        imported=datetime.fromtimestamp(line[15], UTC),
    )


def bodies(connection: sqlite3.Connection, rows: Iterable[int]) -> Iterator[Body]:
    """Give the texts of the articles in ``rows`` in their order; rows that are not there are passed over."""
    for row in rows:
        line = connection.execute(
            """SELECT headline, body, body_format, source, byline, captions, language, published
               FROM articles JOIN bodies USING (row) WHERE row = ?""",
            (row,),
        ).fetchone()
        if line is not None:
            yield Body(
                row=row,
                headline=line[0],
                text=line[1],
                body_format=BodyFormat(line[2]),
                source=line[3],
                byline=line[4],
                captions=tuple(json.loads(line[5])),
                language=line[6],
                published=None if line[7] is None else datetime.fromtimestamp(line[7], UTC),
            )


def count(connection: sqlite3.Connection) -> int:
    """Return how many articles there are."""
    return kept_count(connection, "stories")


def kept_count(connection: sqlite3.Connection, name: str) -> int:
    """Return a number the database keeps count of by itself: ``stories``, ``actors``."""
    line = connection.execute("SELECT value FROM counters WHERE name = ?", (name,)).fetchone()
    return int(line[0])


def count_unindexed(connection: sqlite3.Connection) -> int:
    """Return how many articles wait to be indexed."""
    return int(connection.execute("SELECT count(*) FROM unindexed").fetchone()[0])


def unindexed_rows(connection: sqlite3.Connection) -> list[int]:
    """Return the rows of the articles that wait to be indexed."""
    return [line[0] for line in connection.execute("SELECT row FROM unindexed ORDER BY row")]


def all_rows(connection: sqlite3.Connection) -> array[int]:
    """Return the rows of all articles, oldest row first, as 8-byte integers."""
    return array(
        "q", (line[0] for line in connection.execute("SELECT row FROM articles ORDER BY row"))
    )


def newest(connection: sqlite3.Connection, start: int, limit: int) -> tuple[StorySummary, ...]:
    """Return a window of all stories, newest first, undated ones last."""
    # The inner query walks the index alone; only the rows in the window are looked up.
    lines = connection.execute(
        f"""{_SUMMARY} JOIN (SELECT row FROM articles ORDER BY published DESC, row DESC
                             LIMIT ? OFFSET ?) w ON w.row = a.row {_NEWEST_FIRST}""",
        (limit, start),
    )
    return tuple(_summary(line) for line in lines)


def rows_newest_first(connection: sqlite3.Connection) -> array[int]:
    """Return the rows of all stories, newest first, undated ones last (typecode ``q``)."""
    lines = connection.execute("SELECT row FROM articles ORDER BY published DESC, row DESC")
    return array("q", (line[0] for line in lines))


def summaries(connection: sqlite3.Connection, rows: Sequence[int]) -> tuple[StorySummary, ...]:
    """Return the summaries of ``rows`` in the order given; rows that are not there are left out."""
    found: dict[int, StorySummary] = {}
    for start in range(0, len(rows), _AT_ONCE):
        part = rows[start : start + _AT_ONCE]
        marks = ",".join("?" * len(part))
        for line in connection.execute(f"{_SUMMARY} WHERE a.row IN ({marks})", tuple(part)):
            found[line[0]] = _summary(line)
    return tuple(found[row] for row in rows if row in found)


def _summary(
    line: tuple[int, str, str, int | None, str | None, str, int, int, str | None, int],
) -> StorySummary:
    return StorySummary(
        id=line[1],
        headline=line[2],
        published=moment(line[3], line[4]),
        source=line[5],
        read=bool(line[6]),
        starred=bool(line[7]),
        tags=tuple(sorted(line[8].split("\x1f"))) if line[8] else (),
        accounts=max(1, line[9]),
    )


def place_among_newest(connection: sqlite3.Connection, row: int) -> int:
    """Return how many stories stand before ``row`` in the listing of all, newest first."""
    line = connection.execute("SELECT published FROM articles WHERE row = ?", (row,)).fetchone()
    if line is None:
        raise NotFoundError(f"There is no article number {row}.")
    if line[0] is None:
        sql = "SELECT count(*) FROM articles WHERE published IS NOT NULL OR row > :row"
    else:
        sql = "SELECT count(*) FROM articles WHERE (published, row) > (:published, :row)"
    found = connection.execute(sql, {"row": row, "published": line[0]}).fetchone()
    return int(found[0])


def stories_by_time(connection: sqlite3.Connection) -> list[tuple[int | None, int]]:
    """Return (midnight UTC in seconds since 1970, or None, and how many stories) for each day with stories."""
    return connection.execute(
        "SELECT published - ((published % 86400) + 86400) % 86400 AS day, count(*) FROM articles GROUP BY day"
    ).fetchall()


def published(connection: sqlite3.Connection, row: int) -> int | None:
    """Return the publication time of an article in seconds, None where there is none."""
    line = connection.execute("SELECT published FROM articles WHERE row = ?", (row,)).fetchone()
    return None if line is None else line[0]


def set_read(connection: sqlite3.Connection, row: int, read_at: datetime | None) -> None:
    """Mark an article read at a time, or unread (None)."""
    connection.execute(
        """INSERT INTO reading (row, read_at) VALUES (?, ?)
           ON CONFLICT (row) DO UPDATE SET read_at = excluded.read_at""",
        (row, None if read_at is None else int(read_at.timestamp())),
    )


def set_all_read(
    connection: sqlite3.Connection, rows: Iterable[int], read_at: datetime | None
) -> None:
    """Mark many articles read at a time, or unread (None)."""
    moment_read = None if read_at is None else int(read_at.timestamp())
    connection.executemany(
        """INSERT INTO reading (row, read_at) SELECT row, ? FROM articles WHERE row = ?
           ON CONFLICT (row) DO UPDATE SET read_at = excluded.read_at""",
        ((moment_read, row) for row in rows),
    )


def rows_read(connection: sqlite3.Connection) -> set[int]:
    """Return the rows of all articles that are marked as read."""
    return {
        line[0] for line in connection.execute("SELECT row FROM reading WHERE read_at IS NOT NULL")
    }


def set_starred(connection: sqlite3.Connection, row: int, starred: bool) -> None:
    """Star an article or take its star away."""
    connection.execute(
        """INSERT INTO reading (row, starred) VALUES (?, ?)
           ON CONFLICT (row) DO UPDATE SET starred = excluded.starred""",
        (row, starred),
    )


def normal_tag(tag: str) -> str:
    """Return a tag as it is stored: lower case, hyphens for white space; raise ArchiveError for an empty one."""
    name = "-".join(tag.casefold().split())
    if not name:
        raise ArchiveError("A tag needs at least one letter.")
    if any("\ud800" <= sign <= "\udfff" for sign in name):
        raise ArchiveError("A tag can only be made of letters and signs that can be written down.")
    return name


def mark(connection: sqlite3.Connection, row: int, marks: Marks, now: datetime) -> None:
    """Give a new article the marks that its file tells of; tags that cannot be kept are passed over."""
    if marks.read:
        set_read(connection, row, now)
    if marks.starred:
        set_starred(connection, row, True)
    names = set()
    for tag in marks.tags[:_MOST_TAGS]:
        with suppress(ArchiveError):
            names.add(normal_tag(tag[:_LONGEST_TAG]))
    connection.executemany(
        "INSERT OR IGNORE INTO tags VALUES (?, ?)", [(row, name) for name in sorted(names)]
    )


def rows_in_state(connection: sqlite3.Connection, state: str) -> array[int]:
    """Return the rows that are ``unread``, ``read`` or ``starred``; raise KeyError for another state."""
    sql = {
        "read": "SELECT row FROM reading WHERE read_at IS NOT NULL",
        "starred": "SELECT row FROM reading WHERE starred = 1",
        "unread": """SELECT row FROM articles WHERE NOT EXISTS
                     (SELECT 1 FROM reading r WHERE r.row = articles.row AND r.read_at IS NOT NULL)""",
    }[state]
    return array("q", (line[0] for line in connection.execute(sql)))


def rows_tagged(connection: sqlite3.Connection, tag: str) -> array[int]:
    """Return the rows that carry a tag."""
    return array(
        "q", (line[0] for line in connection.execute("SELECT row FROM tags WHERE tag = ?", (tag,)))
    )


def save_search(connection: sqlite3.Connection, name: str, query: str) -> None:
    """Keep a query under a name, in place of what the name stood for before."""
    connection.execute("INSERT OR REPLACE INTO saved_searches VALUES (?, ?)", (name, query))


def saved_searches(connection: sqlite3.Connection) -> tuple[SavedSearch, ...]:
    """Return the saved searches by name."""
    lines = connection.execute("SELECT name, query FROM saved_searches ORDER BY name")
    return tuple(SavedSearch(name, query) for name, query in lines)
