"""Writing what an authority file says into the store: entity by entity, however many there are."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from index.analysis.folding import fold
from index.analysis.gazetteer import load, phrase_key
from index.analysis.known_actors import KnownRole, lookup_keys
from index.authorities.entity import AuthorityEntity, AuthorityRole, Post, Tenure, Trouble
from index.authorities.formats import read_file
from index.authorities.offices import Offices

_MOST_TROUBLES = 100
_BATCH = 2_000  # entities written at once
# Emptied for each file.
_TENURES = """
DROP TABLE IF EXISTS temp.posts;
DROP TABLE IF EXISTS temp.tenures;
CREATE TEMP TABLE posts (post TEXT PRIMARY KEY, title TEXT NOT NULL, of TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP TABLE tenures (holder TEXT NOT NULL, post TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL);
"""


def take(connection: sqlite3.Connection, path: Path, state: tuple[int, int]) -> None:
    """Read a file into the store, inside the transaction of the caller; ``state`` is its size and time."""
    file = connection.execute(
        "INSERT INTO files (path, size, time, entities, troubles, trouble_count) VALUES (?, ?, ?, 0, '', 0)",
        (str(path), *state),
    ).lastrowid
    # With its half second, only when a file has changed.
    offices = Offices(load())
    troubles: list[tuple[int, str]] = []
    trouble_count = 0
    entities = _Entities(connection, file or 0, offices)
    tenures = _Tenures(connection)
    for record in read_file(path):
        match record:
            case Trouble(line, reason):
                trouble_count += 1
                if len(troubles) < _MOST_TROUBLES:
                    troubles.append((line, reason))
            case Post() | Tenure():
                tenures.add(record)
            case AuthorityEntity():
                entities.add(record)
    entities.write()
    for holder, roles in tenures.told():
        _give_roles(connection, file or 0, holder, roles, offices)
    connection.execute(
        "UPDATE files SET entities = ?, troubles = ?, trouble_count = ? WHERE file = ?",
        (entities.count, json.dumps(troubles), trouble_count, file),
    )


class _Entities:
    """Writes the entities of one file, many at once and each table's lines in order: in half the time."""

    def __init__(self, connection: sqlite3.Connection, file: int, offices: Offices) -> None:
        self._connection = connection
        self._file = file
        self._offices = offices
        self._next = 1 + int(
            connection.execute("SELECT coalesce(max(number), 0) FROM entities").fetchone()[0]
        )
        self._lines: list[tuple[int | str, ...]] = []
        self._keys: list[tuple[str, int, str]] = []
        self._tokens: list[tuple[str, int]] = []
        self._held: list[tuple[str, str, int]] = []
        self.count = 0

    def add(self, entity: AuthorityEntity) -> None:
        """Put down an entity to be written."""
        number = self._next
        self._next += 1
        self.count += 1
        forms = (entity.name, *entity.aliases)
        every = (*forms, *entity.weak)
        self._lines.append(
            (
                number,
                self._file,
                entity.line,
                entity.name,
                entity.kind.value,
                fold(entity.name),
                json.dumps(every),
                json.dumps(entity.countries),
                json.dumps([[role.title, role.of, role.first, role.last] for role in entity.roles]),
                json.dumps(entity.ids),
                entity.own_id,
            )
        )
        self._keys += [
            (key, number, form) for form in forms if (key := phrase_key(form.removeprefix("the ")))
        ]
        tokens = {key for form in every for key in lookup_keys(form, entity.kind)}
        self._tokens += [(token, number) for token in tokens]
        self._held += _office_lines(number, self._offices.roles(entity.roles, entity.countries))
        if len(self._lines) >= _BATCH:
            self.write()

    def write(self) -> None:
        """Write what was put down."""
        if not self._lines:
            return
        write = self._connection.executemany
        write(
            """INSERT INTO entities
                   (number, file, line, name, kind, folded, forms, countries, roles, ids, own_id)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            self._lines,
        )
        write("INSERT OR IGNORE INTO keys VALUES (?, ?, ?)", sorted(self._keys))
        write("INSERT INTO tokens VALUES (?, ?)", sorted(self._tokens))
        write("INSERT OR IGNORE INTO offices VALUES (?, ?, ?)", sorted(self._held))
        for lines in (self._lines, self._keys, self._tokens, self._held):
            lines.clear()


def _office_lines(number: int, roles: Iterable[KnownRole]) -> list[tuple[str, str, int]]:
    return [(fold(role.title), fold(role.of), number) for role in roles if role.title]


class _Tenures:
    """Who holds which office, put together from records that may be millions, in any order: on disk, not in memory."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._posts: list[tuple[str, str, str]] = []
        self._held: list[tuple[str, str, str, str]] = []
        for statement in _TENURES.split(";\n"):
            connection.execute(statement)

    def add(self, record: Post | Tenure) -> None:
        """Put down an office, or who holds one."""
        if isinstance(record, Post):
            self._posts.append((record.own_id, record.role.title, record.role.of))
        else:
            self._held.append((record.holder, record.post, record.first, record.last))
        if len(self._posts) + len(self._held) >= _BATCH:
            self._write()

    def _write(self) -> None:
        write = self._connection.executemany
        write("INSERT OR REPLACE INTO temp.posts VALUES (?, ?, ?)", self._posts)
        write("INSERT INTO temp.tenures VALUES (?, ?, ?, ?)", self._held)
        self._posts.clear()
        self._held.clear()

    def told(self) -> Iterator[tuple[str, list[AuthorityRole]]]:
        """Yield each holder's id with the offices that are told of."""
        self._write()
        lines = self._connection.execute(
            """SELECT holder, title, of, first, last FROM temp.tenures
               JOIN temp.posts USING (post) ORDER BY holder, first, title"""
        )
        for holder, group in groupby(lines, key=lambda line: str(line[0])):
            yield holder, [AuthorityRole(*line[1:]) for line in group]


def _give_roles(
    connection: sqlite3.Connection,
    file: int,
    holder: str,
    told: list[AuthorityRole],
    offices: Offices,
) -> None:
    line = connection.execute(
        # The last condition says nothing, but that the index of ids will do.
        "SELECT number, roles, countries FROM entities WHERE own_id = ? AND file = ? AND own_id != ''",
        (holder, file),
    ).fetchone()
    if line is None:
        return
    roles = [*json.loads(line[1]), *([role.title, role.of, role.first, role.last] for role in told)]
    connection.execute(
        "UPDATE entities SET roles = ? WHERE number = ?", (json.dumps(roles), line[0])
    )
    connection.executemany(
        "INSERT OR IGNORE INTO offices VALUES (?, ?, ?)",
        _office_lines(line[0], offices.roles(told, json.loads(line[2]))),
    )
