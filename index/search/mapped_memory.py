"""Keeps the memory small that mapped files take, without making every search read them again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from index.search.posting_files import SegmentArrays

MOST = 64 << 20
"""So many bytes of files may be resident, program libraries among them (about 20 MB)."""


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
