"""Who may write the index: a lock on a file, which goes with its holder however that ends; and what to
do with files that a killed holder has left.

It is the lock that Whoosh takes (``whoosh.util.filelock``), so that Whoosh and newsreader keep out of
each other's way, without loading Whoosh.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from index.search.index_contents import (
    INDEX_NAME,
    SEGMENT_OF_MERGING,
    Contents,
    has_orphans,
    read_contents,
    remove_orphans,
)

WRITE_LOCK = f"{INDEX_NAME}_WRITELOCK"
MERGE_LOCK = f"{INDEX_NAME}_MERGELOCK"

_ASK_AGAIN = 0.02  # seconds


@contextmanager
def locked(path: Path, *, wait: float) -> Iterator[bool]:
    """Try for ``wait`` seconds to lock a file, made where it is not there; give whether that worked.

    Raises OSError where the file cannot be opened.
    """
    give_up = time.monotonic() + wait
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY, 0o600)
    try:
        while not (held := _lock(descriptor)) and time.monotonic() < give_up:
            time.sleep(_ASK_AGAIN)
        yield held
    finally:
        # Closing gives the lock back.
        os.close(descriptor)


def _lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            return False
        raise
    return True


def sweep(folder: Path) -> None:
    """Remove what writers that were killed have left behind, unless somebody is writing now.

    What cannot be removed is left. Raises what reading a damaged table of contents raises.
    """
    if has_orphans(folder, read_contents(folder)):
        with suppress(OSError), locked(folder / WRITE_LOCK, wait=0) as nobody_writes:
            if nobody_writes:
                sweep_for_writer(folder, read_contents(folder))


def sweep_for_writer(folder: Path, contents: Contents) -> None:
    """Remove what ``contents`` does not name; the caller holds the write lock. Raises OSError."""
    # The file that a living merging process is writing is named nowhere yet.
    with locked(folder / MERGE_LOCK, wait=0) as nobody_merges:
        remove_orphans(folder, contents, sparing=None if nobody_merges else SEGMENT_OF_MERGING)
