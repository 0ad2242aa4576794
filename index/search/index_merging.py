"""Merges segments in the background, in a process of its own that ends when there is no more to merge.

    python -m index.search.index_merging FOLDER

It reads segments, which never change, and writes a new one without holding anybody up; only to put that
in the place of the others it takes the write lock, for milliseconds. One such process works at a time.
Killed at any moment it leaves a file that nothing names, which the next writer removes.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from index.search.engine import IndexDocument
from index.search.index_contents import (
    SEGMENT_OF_MERGING,
    SegmentEntry,
    new_segment_id,
    open_segment,
    read_contents,
)
from index.search.index_lock import MERGE_LOCK, WRITE_LOCK, locked
from index.search.index_writing import IndexWriter, adopt
from index.search.merge_policy import to_merge
from index.search.posting_merging import merge, renumberings

_WAIT_FOR_WRITER = 120.0  # seconds
_MOST_TURNS = 100
_NICENESS = 10
_LONGEST = 3600  # seconds


Choice = Callable[[Sequence[SegmentEntry]], tuple[SegmentEntry, ...]]
"""Says which segments are to be merged next, () for none."""


def merge_all(folder: Path, choose: Choice = to_merge) -> int:
    """Merge until there is nothing left to merge; return how often that was done.

    Returns at once where another process merges already. Raises OSError where the folder cannot be
    written, and what reading a damaged index raises.
    """
    with locked(folder / MERGE_LOCK, wait=0) as held:
        if not held:
            return 0
        for turn in range(_MOST_TURNS):
            if not _merge_once(folder, choose):
                return turn
        return _MOST_TURNS


def build(folder: Path, documents: Iterable[IndexDocument]) -> None:
    """Make an index of these documents in a folder, in place of any that is there, merged at once.

    Raises IndexBusyError, ArchiveError where the folder cannot be written, and OSError.
    """
    writer = IndexWriter(folder, wait=0, merge=lambda _: None)
    writer.create()
    writer.write(documents)
    merge_all(folder)


def _merge_once(folder: Path, choose: Choice) -> bool:
    chosen = choose(read_contents(folder).segments)
    if not chosen:
        return False
    segments = [open_segment(folder, entry) for entry in chosen]
    numbers = [new.numbers for new in renumberings(segments)]
    merged: SegmentEntry | None = None
    adopted = False
    try:
        merged = merge(folder, new_segment_id(SEGMENT_OF_MERGING), segments)
        with locked(folder / WRITE_LOCK, wait=_WAIT_FOR_WRITER) as held:
            if held:
                names = (entry.segment_id for entry in chosen)
                adopted = adopt(folder, merged, dict(zip(names, numbers, strict=True)))
    finally:
        if merged is not None and not adopted:
            with suppress(OSError):
                (folder / merged.file_name).unlink()
    return adopted


def main() -> int:
    """Merge what is to be merged in the folder named on the command line, without hurry."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(_NICENESS)
    if hasattr(signal, "alarm"):
        # Whatever may hold it up, it is not to stay for ever; being killed does no harm.
        signal.alarm(_LONGEST)
    try:
        merge_all(Path(sys.argv[1]))
    except Exception:
        # Whoever reads the index finds out what is wrong with it, and says so.
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
