"""The search engine on disk: a Whoosh index in a folder, derived from the database and never the truth.

Its postings are arrays (``posting_files``), which ``evaluation`` reads with NumPy. Whoosh itself is
loaded only to write, and for queries of Whoosh's own (``ask``).
"""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.order import Order
from index.search.choosing import Chosen, newest, together
from index.search.engine import FacetField, Found, Hit, IndexDocument, ValueCount
from index.search.evaluation import Evaluation
from index.search.index_contents import (
    SegmentEntry,
    damage_noticed,
    latest_generation,
    open_segment,
    read_contents,
)
from index.search.mapped_memory import keep_freed_memory, spare_memory
from index.search.plan import TextMatch, neighbours, plan, preferences, scored
from index.search.posting_files import SegmentArrays
from index.search.query import Query
from index.search.ranking import DIGITS, PREFERENCE, WINDOW
from index.search.snapshot import Documents, Segment, Snapshot
from index.search.text_scores import TextScores

if TYPE_CHECKING:
    from numpy.typing import NDArray
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
        keep_freed_memory()
        with damage_noticed(folder):
            self._texts = TextScores(self._read())

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
        with self._asking() as texts:
            snapshot = texts.snapshot
            wanted = plan(query, snapshot.languages, any_word=any_word, vocabulary=snapshot)
            count = max(limit, 0) + max(offset, 0) if limit > 0 else 0
            ranked = order is Order.RELEVANCE and any(True for _ in scored(wanted))
            evaluation = Evaluation(texts, wanted, with_scores=ranked)
            again = _Reordering(texts, query, any_word) if ranked and count else None
            reordered = again is not None and again.is_due
            asked = max(count, WINDOW) if reordered else count
            total = 0
            parts: list[Chosen] = []
            for number, segment in enumerate(snapshot.segments):
                if ranked:
                    matching, first = evaluation.best(number, asked)
                else:
                    documents = evaluation.matches(number).documents
                    matching, first = len(documents), newest(segment, number, documents, count)
                total += matching
                parts.append(first)
            chosen = together(parts).in_order()
            if again is not None and reordered:
                chosen = again.reordered(chosen)
        return Found(total, _page(chosen, limit, offset))

    def matching(self, query: Query, *, any_word: bool = False) -> array[int]:
        """Return the row of every document that answers ``query``."""
        rows = array("q")
        with self._asking() as texts:
            for segment, documents in self._found(texts, query, any_word):
                rows.frombytes(segment.arrays.rows[documents].tobytes())
        return rows

    def facets(
        self, query: Query, field: FacetField, *, limit: int, any_word: bool = False
    ) -> tuple[ValueCount, ...]:
        """Return the values that most of the documents found have; see SearchEngine."""
        # What the first answer does without is loaded later.
        from index.search import counting

        with self._asking() as texts:
            return counting.facets(list(self._found(texts, query, any_word)), field, limit)

    def histogram(self, query: Query, bins: int, *, any_word: bool = False) -> Histogram:
        """Return how the documents found spread over time; see SearchEngine."""
        from index.search import counting

        with self._asking() as texts:
            return counting.over_time(list(self._found(texts, query, any_word)), bins)

    def suggest(self, word: str) -> tuple[str, ...]:
        """Return words spelt nearly like ``word``; see SearchEngine."""
        from index.search.vocabulary import nearest

        with self._asking() as texts:
            return nearest(texts.snapshot, word)

    def ask(self, query: WhooshQuery, *, limit: int) -> Found:
        """Answer a query of Whoosh's own, ranked as Whoosh's BM25F ranks; ties by row.

        The fields are those of ``posting_schema``; terms are folded as ``words`` says. Kinds of query
        that are not worked out with NumPy go to Whoosh's own matchers.
        """
        from index.search.whoosh_queries import ask

        with self._asking() as texts:
            return ask(texts.snapshot, self.folder, query, limit)

    def _found(
        self, texts: TextScores, query: Query, any_word: bool
    ) -> Iterator[tuple[Segment, Documents]]:
        snapshot = texts.snapshot
        wanted = plan(query, snapshot.languages, any_word=any_word, vocabulary=snapshot)
        evaluation = Evaluation(texts, wanted, with_scores=False)
        for number, segment in enumerate(snapshot.segments):
            yield segment, evaluation.matches(number).documents

    # -- keeping up

    def document_count(self) -> int:
        """Return how many documents the index holds."""
        return self._texts.snapshot.documents

    def refresh(self) -> None:
        """Take notice of what other processes have written since."""
        with damage_noticed(self.folder), self._reading:
            if latest_generation(self.folder) != self._texts.snapshot.generation:
                self._texts = TextScores(self._read())
            spare_memory(segment.arrays for segment in self._texts.snapshot.segments)

    def close(self) -> None:
        """Let go of the index's files; the system closes them when no search needs them any more."""
        with self._reading:
            self._segments = {}
            self._texts = TextScores(Snapshot(-1, ()))

    @contextmanager
    def _asking(self) -> Iterator[TextScores]:
        """Give what a search is to look at; now and then give back the memory into which files were read.

        Otherwise the memory a reader seems to hold would grow to the size of the index.
        """
        texts = self._texts
        with damage_noticed(self.folder):
            yield texts
        now = time.monotonic()
        if now - self._released > _RELEASE_EVERY:
            self._released = now
            for segment in texts.snapshot.segments:
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


def _page(chosen: Chosen, limit: int, offset: int) -> tuple[Hit, ...]:
    """Return some of the documents chosen, which are in order."""
    first = max(offset, 0)
    page = slice(first, first + max(limit, 0))
    return tuple(map(Hit, chosen.rows[page].tolist(), chosen.scores[page].tolist()))


class _Reordering:
    """Puts the best hits in order anew, by what takes too long to work out for all."""

    def __init__(self, texts: TextScores, query: Query, any_word: bool) -> None:
        snapshot = texts.snapshot
        self._texts = texts
        self._beside = neighbours(query, snapshot.languages, any_word=any_word)
        self._alike = preferences(query, snapshot.languages, snapshot)

    @property
    def is_due(self) -> bool:
        """Whether the query has anything to put hits in order by."""
        return bool(self._beside or self._alike)

    def reordered(self, chosen: Chosen) -> Chosen:
        """Put the first of what was chosen, which is in order, in order anew; the others stay behind."""
        window = chosen.at(slice(WINDOW))
        if not len(window.scores):
            return chosen
        scores = window.scores + self._scores(self._beside, window)
        if self._alike:
            alike = self._scores(self._alike, window)
            most = float(alike.max())
            if most:
                scores += alike * (PREFERENCE * float(window.scores[0]) / most)
        window.scores = scores.round(DIGITS)
        if len(chosen.scores) <= WINDOW:
            return window.in_order()
        return together((window.in_order(), chosen.at(slice(WINDOW, None))))

    def _scores(self, parts: Sequence[TextMatch], window: Chosen) -> NDArray[np.float64]:
        scores = np.zeros(len(window.scores))
        segments = np.broadcast_to(window.segments, len(scores))
        for segment in set(segments.tolist()):
            places = np.flatnonzero(segments == segment)
            places = places[window.documents[places].argsort()]
            documents = window.documents[places]
            for wanted in parts:
                part = self._texts.part(wanted)
                scores[places] += part.earned_by(segment, documents) * part.telling
        return scores
