"""Changes the index: adds and deletes documents, one commit at a time.

A commit writes new segments, makes them durable, and then a new table of contents that names them; so
it is there as a whole or not at all. Small segments are merged as they come; larger ones are left to a
process of its own (``index_merging``).
"""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.errors import ArchiveError
from index.search.engine import IndexBusyError, IndexDamagedError, IndexDocument
from index.search.index_contents import (
    OURS,
    Contents,
    SegmentEntry,
    damage_noticed,
    damaged,
    latest_generation,
    new_segment_id,
    open_segment,
    read_contents,
    remove_orphans,
    write_contents,
)
from index.search.index_lock import MERGE_LOCK, WRITE_LOCK, locked, sweep_for_writer
from index.search.merge_policy import is_due, small_ones
from index.search.posting_files import SegmentArrays
from index.search.posting_merging import merge
from index.search.posting_words import WordNumbers
from index.search.posting_writing import in_parts
from index.search.whoosh_quiet import whoosh_loading

if TYPE_CHECKING:
    from numpy.typing import NDArray


_PATIENCE = 600.0  # seconds until merging is tried again that has failed


class MergingProcess(Protocol):
    """A process that merges segments."""

    def poll(self) -> int | None:
        """Return None while it is at work, 0 where all went well."""


StartMerging = Callable[[Path], MergingProcess | None]


def start_merging(folder: Path) -> MergingProcess | None:
    """Start a process that merges, see ``index_merging``; None where that cannot be done now."""
    import subprocess

    with suppress(OSError):
        with locked(folder / MERGE_LOCK, wait=0) as nobody_merges:
            if not nobody_merges or not sys.executable:
                return None
        home = str(Path(__file__).resolve().parents[2])
        paths = [path for path in (os.environ.get("PYTHONPATH"), home) if path]
        return subprocess.Popen(
            [sys.executable, "-m", "index.search.index_merging", os.fspath(folder.absolute())],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    return None


class IndexWriter:
    """What changes the index in a folder; several threads and processes may have one each.

    ``wait`` is how many seconds to wait for another that is writing; ``merge`` starts a process that
    merges segments, where a commit has left too many.
    """

    def __init__(self, folder: Path, *, wait: float, merge: StartMerging | None = None) -> None:
        self._folder = folder
        self._wait = wait
        self._writing = threading.Lock()
        self._open: dict[str, SegmentArrays] = {}
        self._merge = start_merging if merge is None else merge
        self._merging: MergingProcess | None = None
        self._merged_at = 0.0

    def create(self) -> None:
        """Make an empty index, in place of any that is in the folder.

        Raises IndexBusyError, or ArchiveError where the folder cannot be written.
        """
        with whoosh_loading():
            from index.search.posting_schema import pickled_schema

        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._not_writable(error) from error
        with self._locked():
            generation = latest_generation(self._folder) + 1
            _clear(self._folder, keep=(WRITE_LOCK, MERGE_LOCK))
            write_contents(self._folder, Contents(generation, (), pickled_schema()))

    def write(
        self, documents: Iterable[IndexDocument] = (), deleted_rows: Collection[int] = ()
    ) -> Contents:
        """Index documents and take out those of ``deleted_rows``, in one commit; return what is there then.

        A document replaces that of the same row. Raises IndexBusyError where another writer does not
        finish, IndexDamagedError, ArchiveError where the folder cannot be written. Nothing is changed
        then.
        """
        with self._locked():
            with damage_noticed(self._folder):
                contents = read_contents(self._folder)
            sweep_for_writer(self._folder, contents)
            try:
                segments = self._changed(contents.segments, documents, deleted_rows)
                contents = replace(
                    contents, generation=contents.generation + 1, segments=tuple(segments)
                )
                write_contents(self._folder, contents)
            except BaseException:
                with suppress(Exception):
                    sweep_for_writer(self._folder, read_contents(self._folder))
                raise
            finally:
                # Files that are merged away elsewhere would take up room as long as they are open.
                self._open = {}
            sweep_for_writer(self._folder, contents)
            if is_due(contents.segments):
                self._ask_for_merging()
        return contents

    def _ask_for_merging(self) -> None:
        """Start a process that merges, unless one is at work, or the last one has failed lately."""
        # Asking after the last process also lets the system forget it.
        ended = 0 if self._merging is None else self._merging.poll()
        if ended is None or (ended and time.monotonic() < self._merged_at + _PATIENCE):
            return
        self._merging = self._merge(self._folder)
        self._merged_at = time.monotonic()

    def _changed(
        self,
        segments: Sequence[SegmentEntry],
        documents: Iterable[IndexDocument],
        deleted_rows: Collection[int],
    ) -> list[SegmentEntry]:
        """Write new segments, and return the entries of the next generation."""
        entries = list(segments)
        gone = set(deleted_rows)
        words = WordNumbers()
        for part in in_parts(documents, words):
            rows = part.rows
            entries = self._without(entries, rows | gone)
            gone.clear()
            entries.append(part.write(self._folder, new_segment_id()))
            if words.full:
                words.clear()
        entries = [entry for entry in self._without(entries, gone) if entry.count]
        small = small_ones(entries)
        if small:
            opened = [self._opened(entry) for entry in small]
            with damage_noticed(self._folder, but=OSError):
                merged = merge(self._folder, new_segment_id(), opened)
            entries = [entry for entry in entries if entry not in small] + [merged]
        return entries

    def _without(
        self, entries: Iterable[SegmentEntry], rows: Collection[int]
    ) -> list[SegmentEntry]:
        """Return segments with the documents of these rows deleted."""
        wanted = np.fromiter(rows, np.int64, len(rows))
        wanted.sort()
        return [self._deleted_from(entry, wanted) for entry in entries]

    def _deleted_from(self, entry: SegmentEntry, wanted: NDArray[np.int64]) -> SegmentEntry:
        if not len(wanted):
            return entry
        rows = self._opened(entry).rows
        if int(rows.max()) < int(wanted[0]) or int(rows.min()) > int(wanted[-1]):
            return entry
        found = np.flatnonzero(np.isin(rows, wanted))
        return entry.with_deleted(np.concatenate((entry.deleted, found))) if len(found) else entry

    def _opened(self, entry: SegmentEntry) -> SegmentArrays:
        known = self._open.get(entry.segment_id)
        if known is None:
            with damage_noticed(self._folder):
                known = open_segment(self._folder, entry)
            self._open[entry.segment_id] = known
        return known.with_deleted(entry.deleted)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the write lock; say in a sentence what is wrong with the folder."""
        try:
            with self._writing, locked(self._folder / WRITE_LOCK, wait=self._wait) as held:
                if not held:
                    raise IndexBusyError(
                        f"Another newsreader is writing the search index in {self._folder}; "
                        "try again when it has finished."
                    )
                yield
        except OSError as error:
            if not self._folder.is_dir():
                raise IndexDamagedError(damaged(self._folder)) from error
            raise self._not_writable(error) from error

    def _not_writable(self, error: OSError) -> ArchiveError:
        reason = error.strerror or error
        return ArchiveError(f"The search index in {self._folder} cannot be written: {reason}.")


def _clear(folder: Path, keep: Collection[str]) -> None:
    """Remove the files of any index in a folder, of this version or another."""
    for path in folder.iterdir():
        if path.name not in keep and OURS.match(path.name):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def adopt(folder: Path, merged: SegmentEntry, sources: Mapping[str, NDArray[np.int64]]) -> bool:
    """Put a merged segment in the place of those it was made from; return whether that was done.

    ``sources`` has, for the id of each segment that was merged, the number that each of its documents
    has in the merged one, -1 for those left out. Documents that were deleted or replaced since are
    deleted in the merged segment too. The caller holds the write lock.
    """
    contents = read_contents(folder)
    there = {entry.segment_id: entry for entry in contents.segments}
    if not any(name in there for name in sources):
        return False
    gone: list[NDArray[np.int64]] = []
    for name, numbers in sources.items():
        entry = there.get(name)
        # Where a source is not there any more, its documents have moved elsewhere.
        numbers = numbers if entry is None else numbers[entry.deleted]
        gone.append(numbers[numbers >= 0])
    merged = merged.with_deleted(np.concatenate(gone))
    segments = [entry for entry in contents.segments if entry.segment_id not in sources]
    if merged.count:
        segments.insert(0, merged)
    contents = replace(contents, generation=contents.generation + 1, segments=tuple(segments))
    write_contents(folder, contents)
    remove_orphans(folder, contents)
    return True
