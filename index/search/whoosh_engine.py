"""The search engine on disk: a Whoosh index in a folder, derived from the database and never the truth.

Its postings are arrays (``posting_files``), which ``evaluation`` reads with NumPy. Whoosh itself is
loaded only to write, and for queries of Whoosh's own (``ask``).
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.order import Order
from index.search import counting
from index.search.choosing import Key, best, newest
from index.search.engine import FacetField, Found, Hit, IndexDocument, ValueCount
from index.search.evaluation import Evaluation
from index.search.few_postings import few
from index.search.index_contents import (
    SegmentEntry,
    damage_noticed,
    latest_generation,
    open_segment,
    read_contents,
)
from index.search.mapped_memory import spare_memory
from index.search.plan import AnyOf, TextMatch, neighbours, plan, preferences, scored
from index.search.posting_files import SegmentArrays
from index.search.query import Query, Word
from index.search.ranking import DIGITS, WINDOW, preferred_score
from index.search.snapshot import Documents, Segment, Snapshot
from index.search.vocabulary import nearest

if TYPE_CHECKING:
    from whoosh.query import Query as WhooshQuery

    from index.model import Histogram
    from index.search.index_writing import IndexWriter

_WAIT_FOR_WRITER = 30.0  # seconds
_TRIES_TO_READ = 10
_RELEASE_EVERY = 1.0  # seconds; giving memory back takes a tenth of a millisecond and more


class WhooshEngine:
    """A SearchEngine over the Whoosh index in ``folder``.

    Raises IndexDamagedError where the index is missing, damaged or of another version; whoever has
    the database then makes an empty one with ``create`` and adds every document again.
    ``wait`` is how many seconds to wait for another process that is writing.
    """

    def __init__(self, folder: Path, *, wait: float = _WAIT_FOR_WRITER) -> None:
        self.folder = folder
        self._wait = wait
        self._reading = threading.Lock()
        self._writer: IndexWriter | None = None
        self._released = time.monotonic()
        self._segments: Mapping[str, SegmentArrays] = {}
        with damage_noticed(folder):
            self._snapshot = self._read()

    @classmethod
    def create(cls, folder: Path, *, wait: float = _WAIT_FOR_WRITER) -> WhooshEngine:
        """Make an empty index in ``folder``, in place of any that is there, and open it.

        Raises IndexBusyError, or ArchiveError where the folder cannot be written.
        """
        from index.search.index_writing import IndexWriter

        IndexWriter(folder, wait=wait).create()
        return cls(folder, wait=wait)

    # -- writing

    def add(self, documents: Iterable[IndexDocument]) -> None:
        """Index documents in one commit; see SearchEngine."""
        self._write(documents, ())

    def delete(self, rows: Iterable[int]) -> None:
        """Take documents out in one commit; see SearchEngine."""
        gone = frozenset(rows)
        if gone:
            self._write((), gone)

    def _write(self, documents: Iterable[IndexDocument], gone: Collection[int]) -> None:
        # Most readers never write; what writing needs takes a while to load.
        from index.search.index_writing import IndexWriter

        if self._writer is None:
            self._writer = IndexWriter(self.folder, wait=self._wait)
        self._writer.write(documents, gone)
        self.refresh()

    # -- asking

    def search(
        self,
        query: Query,
        *,
        limit: int,
        offset: int = 0,
        order: Order = Order.RELEVANCE,
        any_word: bool = False,
    ) -> Found:
        """Return the hits asked for and how many there are; see SearchEngine."""
        with self._asking() as snapshot:
            wanted = plan(query, snapshot.languages, any_word=any_word, vocabulary=snapshot)
            count = max(limit, 0) + max(offset, 0) if limit > 0 else 0
            by_score = order is Order.RELEVANCE
            if by_score and isinstance(query, Word) and isinstance(wanted, TextMatch):
                rare = few(snapshot, wanted, count)
                if rare is not None:
                    return _page(rare[1], rare[0], limit, offset)
            ranked = by_score and any(scored(wanted))
            again = _Reordering(snapshot, query, any_word) if ranked else None
            evaluation = Evaluation(snapshot, wanted, with_scores=ranked)
            reordered = again is not None and again.is_due and count > 0
            asked = max(count, WINDOW) if reordered else count
            total = 0
            keys: list[tuple[Key, int]] = []
            for number, segment in enumerate(snapshot.segments):
                matches = evaluation.matches(number)
                total += len(matches.documents)
                if ranked and matches.scores is not None:
                    first = best(segment, matches.documents, matches.scores, asked)
                else:
                    first = newest(segment, matches.documents, asked)
                keys.extend((key, number) for key in first)
            keys.sort()
            if again is not None and reordered:
                keys = again.reordered(keys)
        return _page(keys, total, limit, offset)

    def matching(self, query: Query, *, any_word: bool = False) -> array[int]:
        """Return the row of every document that answers ``query``."""
        rows = array("q")
        with self._asking() as snapshot:
            for segment, documents in self._found(snapshot, query, any_word):
                rows.frombytes(segment.arrays.rows[documents].tobytes())
        return rows

    def facets(
        self, query: Query, field: FacetField, *, limit: int, any_word: bool = False
    ) -> tuple[ValueCount, ...]:
        """Return the values that most of the documents found have; see SearchEngine."""
        with self._asking() as snapshot:
            return counting.facets(list(self._found(snapshot, query, any_word)), field, limit)

    def histogram(self, query: Query, bins: int, *, any_word: bool = False) -> Histogram:
        """Return how the documents found spread over time; see SearchEngine."""
        with self._asking() as snapshot:
            return counting.over_time(list(self._found(snapshot, query, any_word)), bins)

    def suggest(self, word: str) -> tuple[str, ...]:
        """Return words spelt nearly like ``word``; see SearchEngine."""
        with self._asking() as snapshot:
            return nearest(snapshot, word)

    def ask(self, query: WhooshQuery, *, limit: int) -> Found:
        """Answer a query of Whoosh's own, ranked as Whoosh's BM25F ranks; ties by row.

        The fields are those of ``posting_schema``; terms are folded as ``words`` says. Kinds of query
        that are not worked out with NumPy go to Whoosh's own matchers.
        """
        from index.search.whoosh_queries import ask

        with self._asking() as snapshot:
            return ask(snapshot, self.folder, query, limit)

    def _found(
        self, snapshot: Snapshot, query: Query, any_word: bool
    ) -> Iterator[tuple[Segment, Documents]]:
        wanted = plan(query, snapshot.languages, any_word=any_word, vocabulary=snapshot)
        evaluation = Evaluation(snapshot, wanted, with_scores=False)
        for number, segment in enumerate(snapshot.segments):
            yield segment, evaluation.matches(number).documents

    # -- keeping up

    def document_count(self) -> int:
        """Return how many documents the index holds."""
        return self._snapshot.documents

    def refresh(self) -> None:
        """Take notice of what other processes have written since."""
        with damage_noticed(self.folder), self._reading:
            if latest_generation(self.folder) != self._snapshot.generation:
                self._snapshot = self._read()
            spare_memory(segment.arrays for segment in self._snapshot.segments)

    def close(self) -> None:
        """Let go of the index's files; the system closes them when no search needs them any more."""
        with self._reading:
            self._segments = {}
            self._snapshot = Snapshot(-1, ())

    @contextmanager
    def _asking(self) -> Iterator[Snapshot]:
        """Give what a search is to look at; now and then give back the memory into which files were read.

        Otherwise the memory a reader seems to hold would grow to the size of the index.
        """
        snapshot = self._snapshot.for_one_search()
        with damage_noticed(self.folder):
            yield snapshot
        now = time.monotonic()
        if now - self._released > _RELEASE_EVERY:
            self._released = now
            for segment in snapshot.segments:
                segment.arrays.release()

    def _read(self) -> Snapshot:
        """Open the newest generation, keeping open what it shares with the one before.

        Another process may merge segments away while they are being opened; then there is a newer
        generation to open instead.
        """
        for again in range(_TRIES_TO_READ, -1, -1):
            contents = read_contents(self.folder)
            try:
                segments = {entry.segment_id: self._opened(entry) for entry in contents.segments}
                break
            except OSError:
                if not again or latest_generation(self.folder) == contents.generation:
                    raise
        self._segments = segments
        return Snapshot(contents.generation, tuple(segments.values()))

    def _opened(self, entry: SegmentEntry) -> SegmentArrays:
        known = self._segments.get(entry.segment_id)
        return (
            open_segment(self.folder, entry) if known is None else known.with_deleted(entry.deleted)
        )


def _page(keys: list[tuple[Key, int]], total: int, limit: int, offset: int) -> Found:
    """Return some of the documents found, given their keys in order, each with its segment."""
    first = max(offset, 0)
    page = keys[first : first + max(limit, 0)]
    return Found(total, tuple([Hit(key[2], abs(key[0])) for key, _ in page]))


class _Reordering:
    """Puts the best hits in order anew, by what takes too long to work out for all."""

    def __init__(self, snapshot: Snapshot, query: Query, any_word: bool) -> None:
        self._parts = tuple(
            Evaluation(snapshot, AnyOf(parts), with_scores=True) if parts else None
            for parts in (
                neighbours(query, snapshot.languages, any_word=any_word),
                preferences(query, snapshot.languages, snapshot),
            )
        )

    @property
    def is_due(self) -> bool:
        """Whether the query has anything to put hits in order by."""
        return any(part is not None for part in self._parts)

    def reordered(self, keys: list[tuple[Key, int]]) -> list[tuple[Key, int]]:
        """Put the first of some sorted keys, each with its segment, in order; the others stay behind."""
        window = keys[:WINDOW]
        beside, alike = (self._scores(part, window) for part in self._parts)
        most = max(alike, default=0.0)
        top = -window[0][0][0] if window else 0.0
        again: list[tuple[Key, int]] = []
        for (key, number), near, like in zip(window, beside, alike, strict=True):
            score = preferred_score(near - key[0], top, like, most)
            again.append(((-round(score, DIGITS), *key[1:]), number))
        return sorted(again) + keys[WINDOW:]

    def _scores(self, part: Evaluation | None, window: list[tuple[Key, int]]) -> list[float]:
        scores = [0.0] * len(window)
        if part is None:
            return scores
        for segment in {number for _, number in window}:
            places = [place for place, (_, number) in enumerate(window) if number == segment]
            places.sort(key=lambda place: window[place][0][3])
            documents = np.array([window[place][0][3] for place in places])
            for place, score in zip(
                places, part.scores_of(segment, documents).tolist(), strict=True
            ):
                scores[place] = score
        return scores
