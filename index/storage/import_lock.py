"""Who may import: one process at a time, whose lock goes with it however it ends."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.errors import ArchiveError

_NAME = "importing.lock"


@contextmanager
def import_lock(folder: Path, *, patience: float = 2.0) -> Iterator[None]:
    """Hold the right to import into the archive in ``folder``; raise ArchiveError where another has it.

    ``patience`` is in seconds: long enough not to be put off by somebody who only looks at the lock.

    The lock is SQLite's own on an empty database, because that is the one that works on every platform and
    that the system takes back when its holder is killed.
    """
    connection = sqlite3.connect(folder / _NAME, timeout=patience, isolation_level=None)
    try:
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            raise ArchiveError(
                f"Another newsreader is importing into {folder}. Try again when it has finished."
            ) from error
        yield
    finally:
        connection.close()


def is_importing(folder: Path) -> bool:
    """Return whether some process is importing into the archive in ``folder`` now."""
    if not (folder / _NAME).exists():
        return False
    try:
        with import_lock(folder, patience=0):
            return False
    except ArchiveError:
        return True
