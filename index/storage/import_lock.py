"""Who may import, or build the index: one process at a time, whose lock goes with it however it ends."""

from __future__ import annotations

import errno
import os
import platform
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.errors import ArchiveError, ReadOnlyError

_NAME = "importing.lock"
_HOLDER = "importing.pid"  # who has the lock; means nothing where nobody has it


# What the system answers to a write where none may be.
_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class ImportingError(ArchiveError):
    """Another process is importing into the archive, or making its index anew."""


@contextmanager
def import_lock(folder: Path, *, patience: float = 2.0) -> Iterator[None]:
    """Hold the right to import into the archive in ``folder``; raise ImportingError where another has it.

    ``patience`` is in seconds: long enough not to be put off by somebody who only catches up. ArchiveError
    says what else is wrong with the lock.

    The lock is SQLite's own on an empty database, because that is the one that works on every platform and
    that the system takes back when its holder is killed.
    """
    path = folder / _NAME
    try:
        # Made by hand so that nobody else can read it, whatever the umask says.
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        if error.errno in _READ_ONLY:
            raise ReadOnlyError(folder) from error
        raise ArchiveError(f"The lock {path} cannot be used: {error.strerror}.") from error
    try:
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None)
    except sqlite3.Error as error:
        raise ArchiveError(f"The lock {path} cannot be used: {error}.") from error
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY:
                raise ImportingError(
                    f"Another newsreader{_holder(folder)} is importing into {folder} or making its search "
                    "index anew. Try again when it has finished."
                ) from error
            if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_READONLY:
                raise ReadOnlyError(folder) from error
            raise ArchiveError(
                f"The lock {path} cannot be used: {error}. Remove the file and try again."
            ) from error
        with _named(folder):
            yield
    finally:
        with suppress(sqlite3.Error):
            connection.close()


@contextmanager
def _named(folder: Path) -> Iterator[None]:
    """Write down who holds the lock while it is held, for whoever has to wait."""
    path = folder / _HOLDER
    with suppress(OSError):
        descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(f"{os.getpid()} {platform.node()} {time.strftime('%H:%M')}")
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink()


def _holder(folder: Path) -> str:
    try:
        process, host, since = (folder / _HOLDER).read_text("utf-8", "replace").split()
    except (OSError, ValueError):
        return ""
    return f" (process {process} on {host}, since {since})"
