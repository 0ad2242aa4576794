"""Connections to the archive's SQLite file: one a thread, transactions, versions, and errors in plain words."""

from __future__ import annotations

import errno
import os
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from index.errors import ArchiveError, NotFoundError, ReadOnlyError
from index.storage.schema import APPLICATION_ID, DATABASE_NAME, MIGRATIONS, SCHEMA_VERSION

_BUSY_SECONDS = 30.0
_NOT_WRITTEN = (
    sqlite3.SQLITE_IOERR_WRITE,
    sqlite3.SQLITE_IOERR_TRUNCATE,
    sqlite3.SQLITE_IOERR_FSYNC,
    sqlite3.SQLITE_IOERR_SHMSIZE,
)


_NO_LOCKS = "its file system keeps no locks, so two programs could not be kept apart"


def keeps_locks(folder: Path) -> bool:
    """Return whether files in ``folder``, which can be written, can be locked; some network file systems say no.

    SQLite itself would take the refusal for somebody else's lock and wait for it to end.
    """
    try:
        import fcntl
    except ImportError:
        return True
    try:
        with tempfile.TemporaryFile(dir=folder) as probe:
            fcntl.lockf(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL)
    return True


class Database:
    """The archive's SQLite file.

    Each thread gets a connection of its own. Every change goes through ``transaction()``: it is wholly
    kept or wholly forgotten. ``read_only`` is true where the file cannot be written.
    """

    def __init__(self, folder: Path, *, create: bool) -> None:
        """Open, or with ``create`` make, the database in ``folder``; raise ArchiveError if it cannot be used."""
        self.path = folder / DATABASE_NAME
        self.read_only = False
        self.notices: tuple[str, ...] = ()
        self._without_locks = False
        self._local = threading.local()
        self._connections: dict[threading.Thread, sqlite3.Connection] = {}
        self._lock = threading.Lock()
        self._open(folder, create=create)

    def _open(self, folder: Path, *, create: bool) -> None:
        try:
            new = not self.path.exists()
        except (OSError, ValueError) as error:
            raise ArchiveError(f"No archive can be in {folder}: {error}.") from error
        if new and not create:
            raise ArchiveError(f"There is no archive in {folder}.")
        if new:
            try:
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
                # Made by hand so that nobody else can read it, whatever the umask says.
                os.close(os.open(self.path, os.O_CREAT | os.O_RDWR, 0o600))
            except OSError as error:
                raise ArchiveError(
                    f"No archive can be made in {folder}: {error.strerror}."
                ) from error
        self.read_only = not (os.access(self.path, os.W_OK) and os.access(folder, os.W_OK))
        if not self.read_only and not keeps_locks(folder):
            if new:
                self.path.unlink()
                raise ArchiveError(f"No archive can be made in {folder}: {_NO_LOCKS}.")
            self.read_only = self._without_locks = True
            self.notices = (
                f"The archive {folder} can only be read here: {_NO_LOCKS}. Copy it to a local disk to change it.",
            )
        if self._is_frozen() and self._size_of("-wal"):
            self.notices = (
                *self.notices,
                "What was written last cannot be seen here: open the archive once where it can be written.",
            )
        with self._errors():
            self._migrate(self.connection)

    def _uri(self) -> str:
        # Bytes, because a name need not be text; one slash, because two would begin a host.
        name = "/" + quote(os.fsencode(self.path.absolute())).lstrip("/")
        if not self.read_only:
            return f"file:{name}?mode=rw"
        # A write-ahead log needs a shared-memory file beside the database; without leave to make one,
        # SQLite can still read a database that nobody is writing.
        return f"file:{name}?mode=ro" + ("&immutable=1" if self._is_frozen() else "")

    def _is_frozen(self) -> bool:
        """Return whether the file is to be read as one that nobody changes."""
        return self._without_locks or (
            self.read_only and not self.path.with_name(self.path.name + "-shm").exists()
        )

    def _size_of(self, suffix: str) -> int:
        try:
            return self.path.with_name(self.path.name + suffix).stat().st_size
        except OSError:
            return 0

    @property
    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                self._uri(),
                uri=True,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                # Only so that close() may close the connections of threads that have ended.
                check_same_thread=False,
            )
            if not self.read_only:
                connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
            with self._lock:
                self._close_those_of_ended_threads()
                self._connections[threading.current_thread()] = connection
        return connection

    def _close_those_of_ended_threads(self) -> None:
        for thread in [thread for thread in self._connections if not thread.is_alive()]:
            with suppress(sqlite3.Error):
                self._connections.pop(thread).close()

    def _migrate(self, connection: sqlite3.Connection) -> None:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > SCHEMA_VERSION:
            raise ArchiveError(
                f"The archive {self.path} was written by a newer newsreader (form {version}, "
                f"this one knows {SCHEMA_VERSION}). Upgrade newsreader to open it."
            )
        if version == 0 and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]:
            raise ArchiveError(f"{self.path} is a database, but not one of newsreader's.")
        if version == SCHEMA_VERSION:
            return
        if self.read_only:
            raise ArchiveError(
                f"The archive {self.path} has an older form and cannot be written, so it cannot be "
                "brought up to date. Open it once where it can be written."
            )
        with self.transaction() as writing:
            # Somebody else may have migrated while we waited for the lock.
            version = writing.execute("PRAGMA user_version").fetchone()[0]
            for number in range(version, SCHEMA_VERSION):
                for statement in _statements(MIGRATIONS[number]):
                    writing.execute(statement)
            writing.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
            writing.execute(f"PRAGMA application_id = {APPLICATION_ID}")

    @contextmanager
    def transaction(self, *, changes_content: bool = False) -> Iterator[sqlite3.Connection]:
        """Give a connection inside a write transaction; commit at the end, roll back on any error.

        ``changes_content`` moves the generation on, by which open readers notice that there is something
        new to show. Raises ArchiveError where the archive cannot be written.
        """
        if self.read_only:
            reason = _NO_LOCKS if self._without_locks else ""
            raise ReadOnlyError(self.path.parent, reason)
        with self._errors():
            connection = self.connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                if changes_content:
                    connection.execute(
                        "UPDATE counters SET value = value + 1 WHERE name = 'generation'"
                    )
                connection.execute("COMMIT")
            except BaseException:
                # After a full disk SQLite has rolled back by itself; a second rollback says so.
                with suppress(sqlite3.Error):
                    connection.execute("ROLLBACK")
                raise

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            raise self._explained(error) from error
        except (UnicodeEncodeError, OverflowError) as error:
            raise NotFoundError("What was asked for cannot stand in an archive.") from error

    def _explained(self, error: sqlite3.DatabaseError) -> ArchiveError:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return ArchiveError(
                f"Another newsreader has been writing to {self.path.parent} for {_BUSY_SECONDS:.0f} "
                "seconds. Try again when it has finished."
            )
        if code == sqlite3.SQLITE_FULL:
            return ArchiveError(
                f"The disk that holds {self.path.parent} is full. What was saved before is intact; "
                "free some space and try again."
            )
        if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            if self._is_frozen():
                return ArchiveError(
                    f"The database {self.path} is damaged, or somebody is changing it. Open it again."
                )
            return ArchiveError(
                f"The database {self.path} is damaged. Restore it from a copy, or let newsreader check "
                "--salvage NEW-FOLDER copy what can be read into a new archive."
            )
        if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
            return ArchiveError(f"The archive {self.path} cannot be opened for writing here.")
        if code == sqlite3.SQLITE_IOERR:
            if getattr(error, "sqlite_errorcode", 0) in _NOT_WRITTEN:
                return ArchiveError(
                    f"{self.path} cannot grow: the disk is full, or reports an error, or files may not be "
                    "larger here. What was saved before is intact; make room and try again."
                )
            return ArchiveError(f"The disk that holds {self.path} reports an error: {error}.")
        return ArchiveError(f"The database {self.path} answers: {error}.")

    @contextmanager
    def remembering(self, kilobytes: int) -> Iterator[None]:
        """Have this thread's connection keep so much of the file in memory meanwhile, not the usual two megabytes."""
        with self.reading() as connection:
            usual = connection.execute("PRAGMA cache_size").fetchone()[0]
            connection.execute(f"PRAGMA cache_size = {-kilobytes}")
        try:
            yield
        finally:
            with self.reading() as connection:
                connection.execute(f"PRAGMA cache_size = {usual}")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Give this thread's connection for reading; SQLite's errors come out as ArchiveError."""
        with self._errors():
            yield self.connection

    def integrity(self) -> tuple[str, ...]:
        """Return what SQLite's own check finds wrong, nothing when all is well."""
        with self.reading() as connection:
            found = [str(line[0]) for line in connection.execute("PRAGMA quick_check")]
            found += [
                f"row {line[1]} of {line[0]} refers to a missing row of {line[2]}"
                for line in connection.execute("PRAGMA foreign_key_check")
            ]
        return tuple(line for line in found if line != "ok")

    def close(self) -> None:
        """Close the connections of all threads."""
        with self._lock:
            for connection in self._connections.values():
                with suppress(sqlite3.Error):
                    connection.close()
            self._connections.clear()
        self._local = threading.local()


def _statements(script: str) -> Iterator[str]:
    """Split a script so that it can run inside a transaction (``executescript`` would commit first)."""
    statement = ""
    for line in script.splitlines():
        statement += line + "\n"
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
