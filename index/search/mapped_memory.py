"""Keeps the memory small that mapped files take, and what searches work in ready for the next one."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from index.search.posting_files import SegmentArrays

MOST = 64 << 20
"""So many bytes of files may be resident, program libraries among them (about 20 MB)."""

_KEPT_FREE = 32 << 20  # bytes
_OF_ITS_OWN = 8 << 20  # bytes; larger arrays are mapped and given back one by one
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # as glibc's malloc.h numbers them


def keep_freed_memory() -> None:
    """Have the C library keep some memory that arrays leave behind, where it is glibc (mallopt(3)).

    Otherwise it goes back to the system after every search, and taking it anew, page by page, takes longer
    than what is calculated there.
    """
    # NumPy has loaded it already.
    import ctypes

    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        # Another C library, or a system where a process cannot be looked into so.
        return
    mallopt(_TRIM_THRESHOLD, _KEPT_FREE)
    mallopt(_MMAP_THRESHOLD, _OF_ITS_OWN)


def spare_memory(segments: Iterable[SegmentArrays], most: int = MOST) -> None:
    """Give the pages of some segments back to the system where all mapped files take more than ``most``.

    The system keeps them cached as it likes; the next search that wants them costs some milliseconds more.
    Where the system does not tell how much is resident, nothing is done.
    """
    if resident_bytes() > most:
        for segment in segments:
            segment.release()


def resident_bytes() -> int:
    """Return how many bytes of mapped files are in this process's memory, 0 where that is not told."""
    try:
        told = Path("/proc/self/statm").read_bytes()
        return int(told.split()[2]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        return 0
