"""Reading what can be read of a damaged database, row by row, and passing over the rest.

A page that cannot be read takes its rows with it and leaves the others; where an article's own line is gone
but its text is not, the text is kept under a headline of its own. Nothing is written to the damaged file: a
copy of it is read, into which its write-ahead log has been taken.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from index.errors import ArchiveError
from index.model import Article, BodyFormat, Moment, Precision, SavedSearch
from index.storage.schema import DATABASE_NAME

_BLOCK = 4096  # bytes; what a disk refuses to read is lost in pieces of this size
_AT_ONCE = 500
_NUMBERED = ("articles", "bodies", "reading", "tags", "mentions")

# What an older or hurt database may hold in a column is anything at all.
_Value = str | int | float | bytes | None


@dataclass(frozen=True, slots=True)
class Marks:
    """What the reader did with one article; ``read_at`` is aware, in UTC, or None."""

    read_at: datetime | None
    starred: bool
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Salvaged:
    """One article as far as it could be read, and the reader's marks on it.

    ``article`` is None where its text is lost; ``told`` is then what it was called, as far as is known.
    """

    article: Article | None
    marks: Marks
    told: str = ""


class DamagedDatabase:
    """A copy of a damaged archive's database in ``work``, read as far as it goes.

    Raises ArchiveError where there is no database in ``folder``, or nothing in it can be read.
    """

    def __init__(self, folder: Path, work: Path) -> None:
        self._origin = folder / DATABASE_NAME
        copy = work / DATABASE_NAME
        for suffix in ("", "-wal"):
            _copy_readable(Path(f"{self._origin}{suffix}"), Path(f"{copy}{suffix}"))
        if not copy.exists():
            raise ArchiveError(f"There is no archive in {folder}.")
        self._connection = sqlite3.connect(copy, isolation_level=None)
        self._connection.text_factory = _text
        # A schema that contradicts itself is read all the same.
        self._connection.execute("PRAGMA writable_schema = ON")
        try:
            self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        except sqlite3.DatabaseError as error:
            self._connection.close()
            raise ArchiveError(
                f"Nothing can be read of {self._origin}: {error}. Restore it from a copy."
            ) from error

    def close(self) -> None:
        """Let go of the copy."""
        self._connection.close()

    def articles(self) -> Iterator[Salvaged]:
        """Give every article of which anything is left, in the order in which they came in."""
        for row in self._rows():
            line = self._one(
                """SELECT id, headline, headline_from_body, published, precision, source, byline, dateline,
                          language, url, origin, origin_id FROM articles WHERE row = ?""",
                row,
            )
            body = self._one("SELECT body, body_format, captions FROM bodies WHERE row = ?", row)
            if line is None and body is None:
                continue
            if body is None:
                headline = str(line[1] or "") if line is not None else ""
                told = f"“{headline}”" if headline else f"article number {row}"
                yield Salvaged(None, self._marks(row), told)
            else:
                yield Salvaged(_article(line, body), self._marks(row))

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        """Return the saved searches that can be read."""
        found = self._from_both_ends("SELECT name, query FROM saved_searches ORDER BY name")
        return tuple(SavedSearch(str(line[0]), str(line[1])) for line in found)

    def judgements(self) -> tuple[str, ...]:
        """Return the reader's judgements that can be read, a line each, and that were not taken back."""
        found = self._from_both_ends(
            "SELECT content FROM judgements WHERE undone IS NULL ORDER BY number"
        )
        return tuple(str(line[0]) for line in found)

    def _marks(self, row: int) -> Marks:
        reading = self._one("SELECT read_at, starred FROM reading WHERE row = ?", row)
        read_at: datetime | None = None
        starred = False
        if reading is not None:
            starred = bool(reading[1])
            with suppress(ValueError, OverflowError, OSError, TypeError):
                read_at = None if reading[0] is None else datetime.fromtimestamp(reading[0], UTC)  # type: ignore[arg-type]
        tags = self._all("SELECT tag FROM tags WHERE row = ?", row)
        return Marks(read_at, starred, tuple(str(tag[0]) for tag in tags))

    def _rows(self) -> Iterator[int]:
        """Give the number of every row that may hold an article: in runs while they can be read, else singly."""
        last = 0
        whole = True
        while whole:
            try:
                lines = self._connection.execute(
                    "SELECT row FROM bodies WHERE row > ? ORDER BY row LIMIT ?", (last, _AT_ONCE)
                ).fetchall()
            except sqlite3.DatabaseError:
                whole = False
                break
            if not lines:
                break
            for line in lines:
                yield line[0]
                last = line[0]
        # One by one: what stands beyond a damaged page, and articles that have lost their text.
        yield from range(last + 1, self._highest() + 1)

    def _highest(self) -> int:
        highest = 0
        for table in _NUMBERED:
            with suppress(sqlite3.DatabaseError):
                found = self._connection.execute(f"SELECT max(row) FROM {table}").fetchone()[0]
                highest = max(highest, found or 0)
        if not highest:
            # Nobody can say; no article takes less than a hundred bytes.
            with suppress(OSError):
                highest = self._origin.stat().st_size // 100
        return highest

    def _one(self, sql: str, row: int) -> Sequence[_Value] | None:
        found = self._all(sql, row)
        return found[0] if found else None

    def _all(self, sql: str, row: int) -> list[Sequence[_Value]]:
        try:
            return self._connection.execute(sql, (row,)).fetchall()
        except sqlite3.DatabaseError:
            return []

    def _from_both_ends(self, sql: str) -> list[Sequence[_Value]]:
        found: dict[Sequence[_Value], None] = {}
        for order in (sql, sql + " DESC"):
            with suppress(sqlite3.DatabaseError):
                for line in self._connection.execute(order):
                    found[line] = None
        return list(found)


def _article(line: Sequence[_Value] | None, body: Sequence[_Value]) -> Article:
    """Put an article together. Without its own line it is told by its text, and its id is left empty."""
    text = str(body[0] or "")
    try:
        body_format = BodyFormat(str(body[1]))
    except ValueError:
        body_format = BodyFormat.PLAIN
    captions: tuple[str, ...] = ()
    with suppress(ValueError, TypeError):
        captions = tuple(str(caption) for caption in json.loads(str(body[2])))
    if line is None:
        return Article("", "", text, body_format, headline_from_body=True, captions=captions)
    words = [str(value or "") for value in line]
    return Article(
        id=words[0],
        headline=words[1],
        body=text,
        body_format=body_format,
        headline_from_body=bool(line[2]),
        published=_moment(line[3], line[4]),
        source=words[5],
        byline=words[6],
        dateline=words[7],
        language=words[8],
        url=words[9],
        captions=captions,
        origin=words[10],
        origin_id=words[11],
    )


def _moment(seconds: _Value, precision: _Value) -> Moment | None:
    if not isinstance(seconds, int):
        return None
    try:
        return Moment(datetime.fromtimestamp(seconds, UTC), Precision(str(precision)))
    except (ValueError, OverflowError, OSError):
        return None


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "replace")


def _copy_readable(origin: Path, copy: Path) -> None:
    """Copy a file, with zeros where the disk cannot be read; nothing is made where there is no such file."""
    try:
        descriptor = os.open(origin, os.O_RDONLY)
    except FileNotFoundError:
        return
    except OSError as error:
        raise ArchiveError(f"{origin} cannot be read: {error.strerror}.") from error
    try:
        size = os.fstat(descriptor).st_size
        with copy.open("wb") as out:
            place = 0
            while place < size:
                os.lseek(descriptor, place, os.SEEK_SET)
                try:
                    block = os.read(descriptor, 256 * _BLOCK)
                except OSError:
                    block = _readable(descriptor, place, min(256 * _BLOCK, size - place))
                if not block:
                    break
                out.write(block)
                place += len(block)
    except OSError as error:
        raise ArchiveError(f"{origin} cannot be copied to {copy}: {error.strerror}.") from error
    finally:
        os.close(descriptor)


def _readable(descriptor: int, place: int, size: int) -> bytes:
    """Read a stretch block by block, with zeros for what cannot be read."""
    pieces: list[bytes] = []
    for start in range(place, place + size, _BLOCK):
        wanted = min(_BLOCK, place + size - start)
        piece = b""
        with suppress(OSError):
            os.lseek(descriptor, start, os.SEEK_SET)
            piece = os.read(descriptor, wanted)
        pieces.append(piece.ljust(wanted, b"\0"))
    return b"".join(pieces)
