"""Who may write the index: a lock on a file, which goes with its holder however that ends.

It is the lock that Whoosh takes (``whoosh.util.filelock``), so that Whoosh and newsreader keep out of
each other's way, without loading Whoosh.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from index.search.index_contents import INDEX_NAME

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
