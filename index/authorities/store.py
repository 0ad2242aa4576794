"""What was read from authority files, kept in an SQLite file so that each is read once for every change of it.

The file can be deleted at any time. A file of a folder is read again where its size or its time has changed; each
is one transaction, so that whoever looks meanwhile sees it whole or as it was.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.analysis.known_actors import actor_id
from index.authorities.entity import AuthorityRole, Trouble
from index.authorities.formats import ENDINGS
from index.authorities.taking import take
from index.errors import ArchiveError
from index.model import Kind

STORE_NAME = "authorities.sqlite3"
FOLDER_NAME = "authorities"
_FORM = 3  # of this file; another one is made anew
_MOST_HOLDERS = 200
# Kilobytes of the store in memory while it is written: without, a large file takes twice as long.
_CACHE = 64 * 1_024
_SCHEMA = """
CREATE TABLE files (
    file INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, size INTEGER NOT NULL, time INTEGER NOT NULL,
    entities INTEGER NOT NULL, troubles TEXT NOT NULL, trouble_count INTEGER NOT NULL
);
CREATE TABLE entities (
    number INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES files (file) ON DELETE CASCADE,
    line INTEGER NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, folded TEXT NOT NULL, forms TEXT NOT NULL,
    countries TEXT NOT NULL, roles TEXT NOT NULL, ids TEXT NOT NULL, own_id TEXT NOT NULL
);
CREATE INDEX entities_by_file ON entities (file);
CREATE INDEX entities_by_name ON entities (folded, kind);
CREATE INDEX entities_by_id ON entities (own_id) WHERE own_id != '';
CREATE TABLE keys (
    key TEXT NOT NULL, entity INTEGER NOT NULL REFERENCES entities (number) ON DELETE CASCADE,
    form TEXT NOT NULL, PRIMARY KEY (key, entity)
) WITHOUT ROWID;
CREATE INDEX keys_by_entity ON keys (entity);
CREATE TABLE tokens (
    token TEXT NOT NULL, entity INTEGER NOT NULL REFERENCES entities (number) ON DELETE CASCADE,
    PRIMARY KEY (token, entity)
) WITHOUT ROWID;
CREATE INDEX tokens_by_entity ON tokens (entity);
CREATE TABLE offices (
    title TEXT NOT NULL, of TEXT NOT NULL, entity INTEGER NOT NULL REFERENCES entities (number) ON DELETE CASCADE,
    PRIMARY KEY (title, of, entity)
) WITHOUT ROWID;
CREATE INDEX offices_by_entity ON offices (entity);
CREATE TABLE changes (number INTEGER NOT NULL);
INSERT INTO changes VALUES (0);
CREATE TABLE firsts (first TEXT PRIMARY KEY, longest INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class StoredEntity:
    """An entity of an authority file; ``actor`` is the id of the actor that it makes known.

    ``alone``: no other entity of its kind has its name.
    """

    actor: str
    name: str
    kind: Kind
    forms: tuple[str, ...]
    countries: tuple[str, ...]
    roles: tuple[AuthorityRole, ...]
    ids: tuple[tuple[str, str], ...]
    source: str
    """The file's name and the line, as a reader is told them: ``people.csv:12``."""
    alone: bool


@dataclass(frozen=True, slots=True)
class AuthorityFile:
    """What was read from one file; of very many troubles only the first are kept, ``trouble_count`` counts all."""

    path: str
    entities: int
    troubles: tuple[Trouble, ...]
    trouble_count: int


class AuthorityStore:
    """The entities of all authority files, looked up by name. One object serves one thread."""

    def __init__(self, path: Path) -> None:
        """Open what was kept at ``path`` for reading; raise ArchiveError where it cannot be read."""
        self.path = path
        try:
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        except sqlite3.Error as error:
            raise ArchiveError(f"{path} cannot be read: {error}.") from error

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def changes(self) -> int:
        """Return a number that grows with every change of the files."""
        return int(self._connection.execute("SELECT number FROM changes").fetchone()[0])

    def longest(self) -> dict[str, int]:
        """Return, for each first token of a name, the most tokens a name has that begins with it."""
        return dict(self._connection.execute("SELECT first, longest FROM firsts"))

    def by_key(self, key: str) -> list[tuple[StoredEntity, str]]:
        """Return the entities that bear the name with this phrase key, each with the form it is written in."""
        lines = self._connection.execute(
            f"SELECT {_COLUMNS}, form FROM keys JOIN entities ON number = entity JOIN files USING (file) WHERE key = ?",
            (key,),
        ).fetchall()
        return [(self._entity(line[:-1]), line[-1]) for line in lines]

    def by_token(self, token: str, most: int) -> list[StoredEntity] | None:
        """Return the entities with this lookup key in any of their names; None where more than ``most`` have it."""
        lines = self._connection.execute(
            f"""SELECT {_COLUMNS} FROM tokens JOIN entities ON number = entity JOIN files USING (file)
                WHERE token = ? LIMIT ?""",
            (token, most + 1),
        ).fetchall()
        return None if len(lines) > most else [self._entity(line) for line in lines]

    def by_office(self, title: str, of: str) -> list[StoredEntity]:
        """Return the entities to which an office is given, both words folded; no more than a few can hold one."""
        lines = self._connection.execute(
            f"""SELECT {_COLUMNS} FROM offices JOIN entities ON number = entity JOIN files USING (file)
                WHERE title = ? AND of = ? LIMIT ?""",
            (title, of, _MOST_HOLDERS),
        ).fetchall()
        return [self._entity(line) for line in lines]

    def files(self) -> list[AuthorityFile]:
        """Return what was read from each file, by path."""
        lines = self._connection.execute(
            "SELECT path, entities, troubles, trouble_count FROM files ORDER BY path"
        )
        return [
            AuthorityFile(
                path,
                entities,
                tuple(Trouble(line, told) for line, told in json.loads(troubles)),
                count,
            )
            for path, entities, troubles, count in lines
        ]

    def _entity(self, line: Sequence[str | int]) -> StoredEntity:
        number, name, kind, folded, forms, countries, roles, ids, path, place = line
        pairs = tuple((scheme, value) for scheme, value in json.loads(str(ids)))
        alone = self._alone(int(number), str(kind), str(folded), pairs)
        told = ":".join(pairs[0]) if pairs else str(number)
        return StoredEntity(
            # Whoever shares a name with others gets an id of its own.
            actor=actor_id(Kind(str(kind)), str(name) if alone else f"{name}\n{told}"),
            name=str(name),
            kind=Kind(str(kind)),
            forms=tuple(json.loads(str(forms))),
            countries=tuple(json.loads(str(countries))),
            roles=tuple(AuthorityRole(*role) for role in json.loads(str(roles))),
            ids=pairs,
            source=f"{Path(str(path)).name}:{place}",
            alone=alone,
        )

    def _alone(self, number: int, kind: str, folded: str, ids: tuple[tuple[str, str], ...]) -> bool:
        """Say whether nobody else has this name, but for those of the same id in other files."""
        lines = self._connection.execute(
            "SELECT number, ids FROM entities WHERE folded = ? AND kind = ? LIMIT 50",
            (folded, kind),
        )
        mine = set(ids)
        return all(
            other == number or mine & {(scheme, value) for scheme, value in json.loads(theirs)}
            for other, theirs in lines
        )


_COLUMNS = "number, name, kind, folded, forms, countries, roles, ids, path, line"


def files_in(folders: Iterable[Path]) -> Iterator[Path]:
    """Yield the authority files in folders and the folders below them, by name; a file given by itself too."""
    for folder in folders:
        with suppress(OSError):
            for path in [folder] if folder.is_file() else sorted(folder.rglob("*")):
                if path.suffix.lower() in ENDINGS and path.is_file():
                    yield path


def refreshed(
    store: Path, folders: Sequence[Path], on_reading: Callable[[Path], None] | None = None
) -> AuthorityStore | None:
    """Return the store at ``store`` after reading what has changed in ``folders``; None where they hold no files.

    ``on_reading`` is told each file that has to be read. Raises ArchiveError where the store cannot be written.
    """
    paths = list(files_in(folders))
    if not paths and not store.exists():
        return None
    try:
        with _writing(store) as connection:
            _bring_up_to_date(connection, paths, on_reading)
            empty = not connection.execute("SELECT 1 FROM entities LIMIT 1").fetchone()
            none = not connection.execute("SELECT 1 FROM files LIMIT 1").fetchone()
    except sqlite3.Error as error:
        raise ArchiveError(
            f"What authority files say cannot be kept in {store} ({error}). Remove that file and try again."
        ) from error
    return None if empty and none else AuthorityStore(store)


@contextmanager
def _writing(store: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(store, isolation_level=None, timeout=60)
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute(f"PRAGMA cache_size = -{_CACHE}")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version != _FORM:
            connection.execute("BEGIN IMMEDIATE")
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid DESC"
            ).fetchall():
                connection.execute(f"DROP TABLE {name}")
            for statement in _SCHEMA.split(";\n"):
                if statement.strip():
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {_FORM}")
            connection.execute("COMMIT")
        yield connection
    finally:
        connection.close()


def _bring_up_to_date(
    connection: sqlite3.Connection,
    paths: Sequence[Path],
    on_reading: Callable[[Path], None] | None,
) -> None:
    known = {
        path: (size, time)
        for path, size, time in connection.execute("SELECT path, size, time FROM files")
    }
    wanted: dict[str, tuple[int, int]] = {}
    for path in paths:
        with suppress(OSError):
            status = path.stat()
            wanted[str(path.absolute())] = (status.st_size, status.st_mtime_ns)
    changed = [path for path, state in wanted.items() if known.get(path) != state]
    gone = [path for path in known if path not in wanted]
    if not changed and not gone:
        return
    for path in [*gone, *changed]:
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute("DELETE FROM files WHERE path = ?", (path,))
            if path in wanted:
                if on_reading is not None:
                    on_reading(Path(path))
                take(connection, Path(path), wanted[path])
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE changes SET number = number + 1")
    connection.execute("DELETE FROM firsts")
    connection.execute(
        """INSERT INTO firsts
           SELECT CASE instr(key, ' ') WHEN 0 THEN key ELSE substr(key, 1, instr(key, ' ') - 1) END AS first,
                  max(length(key) - length(replace(key, ' ', '')) + 1)
           FROM keys GROUP BY first"""
    )
    connection.execute("COMMIT")
