"""One generation of the index as a search sees it: segments that never change, and figures over all.

A search takes the snapshot there is when it begins and keeps it to the end, so that searches wait
neither for each other nor for a writer.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from index.search.posting_files import FieldPostings, Numbers, SegmentArrays
from index.search.ranking import FIELD_WEIGHTS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLED = 64  # one term in so many is kept in memory
_WORTH_SAMPLING = 60  # terms looked up; by then somebody is at work
_MOST_TERMS = 5_000  # terms whose places are remembered

Documents: TypeAlias = "NDArray[np.intp]"
"""Numbers of documents of one segment, ascending."""
Scores: TypeAlias = "NDArray[np.float32]"
"""A number for each of some documents."""


class TermPostings:
    """A term in one field of one segment: its documents, and how often it stands in each.

    NumPy takes platform integers as indexes several times faster than narrower ones: convert the
    documents before indexing with many of them.
    """

    __slots__ = ("documents", "frequencies", "number")

    def __init__(self, number: int, documents: NDArray[np.uint32], frequencies: Numbers) -> None:
        self.number = number
        self.documents = documents
        self.frequencies = frequencies


class Segment:
    """One segment of a snapshot, with what is worked out from it once and kept for all searches."""

    def __init__(self, arrays: SegmentArrays) -> None:
        self.arrays = arrays
        self.size = arrays.documents
        """How many documents there are, deleted ones included."""
        self._factors: dict[str, Scores] = {}
        self._lines: dict[str, NDArray[np.signedinteger]] = {}
        self._samples: dict[str, list[bytes]] = {}
        self._terms: dict[tuple[str, bytes], TermPostings | None] = {}

    def term(self, field: str, term: bytes) -> TermPostings | None:
        """Return a term of a field, None where it is not there."""
        try:
            return self._terms[field, term]
        except KeyError:
            pass
        found: TermPostings | None = None
        postings = self.arrays.field(field)
        number = -1 if postings is None else self._number(field, postings, term)
        if postings is not None and number >= 0:
            found = TermPostings(number, *postings.postings(number))
        if len(self._terms) >= _MOST_TERMS:
            for old in list(self._terms)[: _MOST_TERMS // 2]:
                self._terms.pop(old, None)
        self._terms[field, term] = found
        return found

    def _number(self, field: str, postings: FieldPostings, term: bytes) -> int:
        """Return the number of a term of a field, -1 where it is not there.

        Every so manieth term is kept where Python finds its way among them quickly.
        """
        if len(self._terms) < _WORTH_SAMPLING:
            # The first answer in a new process should not wait for it.
            return postings.find(term)
        samples = self._samples.get(field)
        if samples is None:
            samples = [postings.term(number) for number in range(0, postings.count, _SAMPLED)]
            self._samples[field] = samples
        first = (bisect_right(samples, term) - 1) * _SAMPLED
        if first < 0:
            return -1
        block = range(first, min(first + _SAMPLED, postings.count))
        place = bisect_left(block, term, key=postings.term)
        found = place < len(block) and postings.term(block[place]) == term
        return block[place] if found else -1

    def lines(self, field: str) -> NDArray[np.signedinteger]:
        """Return where each document begins if all stand on one long line, and where the line ends.

        Behind each document there is room for a word.
        """
        lines = self._lines.get(field)
        if lines is None:
            begun = np.zeros(self.size + 1, np.int64)
            np.cumsum(self.arrays.lengths(field), dtype=np.int64, out=begun[1:])
            begun += np.arange(self.size + 1)
            narrow = np.int32 if int(begun[-1]) < np.iinfo(np.int32).max else np.int64
            lines = self._lines[field] = begun.astype(narrow)
        return lines

    def living(self, documents: NDArray[np.integer]) -> int:
        """Return how many of some documents are not deleted."""
        deleted = self.arrays.deleted
        if deleted is None:
            return len(documents)
        return len(documents) - int(np.count_nonzero(deleted[documents]))

    def factors(self, field: str, average: float) -> Scores:
        """Return for every document what an occurrence in a field counts; see ``ranking.field_factor``."""
        factors = self._factors.get(field)
        if factors is None:
            rule = FIELD_WEIGHTS[field]
            factors = self.arrays.lengths(field).astype(np.float32)
            factors *= np.float32(rule.thinning / average if average else 0.0)
            factors += np.float32(1.0 - rule.thinning if average else 1.0)
            np.divide(np.float32(rule.weight), factors, out=factors)
            self._factors[field] = factors
        return factors


class Snapshot:
    """The segments of one generation. Any number of threads may read it at once."""

    def __init__(self, generation: int, segments: Sequence[SegmentArrays]) -> None:
        self.generation = generation
        self.segments = tuple(Segment(arrays) for arrays in segments)
        self.documents = sum(arrays.count for arrays in segments)
        """How many documents there are, without deleted ones."""
        self.languages = frozenset[str]().union(*(arrays.languages for arrays in segments))
        """The languages of the documents, two letters each."""
        self._averages: dict[str, float] = {}

    def average(self, field: str) -> float:
        """Return how many words a field has on average over all documents."""
        average = self._averages.get(field)
        if average is None:
            total = sum(segment.arrays.total_length(field) for segment in self.segments)
            average = self._averages[field] = total / (self.documents or 1)
        return average

    def factors(self, segment: Segment, field: str) -> Scores:
        """Return what an occurrence in a field counts in each document of a segment."""
        return segment.factors(field, self.average(field))

    def frequency(self, field: str, term: str) -> int:
        """Return in how many documents a term stands in a field."""
        encoded = term.encode()
        found = (segment.term(field, encoded) for segment in self.segments)
        return sum(
            segment.living(one.documents)
            for segment, one in zip(self.segments, found, strict=True)
            if one is not None
        )
