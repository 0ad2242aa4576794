"""Chooses the first of many documents without sorting them all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from index.search.ranking import DIGITS
from index.search.snapshot import Documents, Scores, Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLE = 2048


class Chosen:
    """Some documents: a place in each array for each. ``segments`` is a number where all are of one."""

    __slots__ = ("documents", "rows", "scores", "segments", "times")

    def __init__(
        self,
        scores: NDArray[np.float64],
        times: NDArray[np.int64],
        rows: NDArray[np.int64],
        documents: Documents,
        segments: NDArray[np.intp] | int,
    ) -> None:
        self.scores = scores
        self.times = times
        """When each was published, as ``SegmentArrays.published`` has it."""
        self.rows = rows
        self.documents = documents
        """The number of each in its segment."""
        self.segments = segments
        """The place of the segment of each in the snapshot."""

    def at(self, places: NDArray[np.intp] | slice) -> Chosen:
        """Return those at some places, in that order."""
        return Chosen(
            self.scores[places],
            self.times[places],
            self.rows[places],
            self.documents[places],
            self.segments if isinstance(self.segments, int) else self.segments[places],
        )

    def in_order(self) -> Chosen:
        """Return the same, the best first, ties newest first and then by row."""
        return self.at(np.lexsort((self.rows, -self.times, -self.scores)))


def together(parts: Sequence[Chosen]) -> Chosen:
    """Return the documents of several segments as one, without an order."""
    if len(parts) == 1:
        return parts[0]
    parts = parts or (_none(),)
    return Chosen(
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.times for part in parts]),
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.documents for part in parts]),
        np.concatenate([np.broadcast_to(part.segments, len(part.rows)) for part in parts]),
    )


def _none() -> Chosen:
    whole = np.zeros(0, np.int64)
    return Chosen(np.zeros(0), whole, whole, np.zeros(0, np.intp), 0)


def highest(
    keys: NDArray[np.floating] | NDArray[np.signedinteger], count: int, slack: float = 0
) -> NDArray[np.intp]:
    """Return the places of the ``count`` highest keys, and of all within ``slack`` of the least of them."""
    if count <= 0:
        return np.zeros(0, np.intp)
    if len(keys) <= count:
        return np.arange(len(keys))
    size = max(_SAMPLE, 2 * count)
    if len(keys) < 4 * size:
        return np.flatnonzero(keys >= _least(keys, count) - slack)
    # What is highest in a sample is no higher than what is highest of all. What is above that is looked
    # at by itself, because partitioning takes long where nearly all are equal.
    bound = _least(keys[:: len(keys) // size], count)
    above = np.flatnonzero(keys > bound)
    if len(above) < count:
        return np.flatnonzero(keys >= bound - slack)
    among = keys[above]
    least = _least(among, count) - slack
    return above[among >= least] if least > bound else np.flatnonzero(keys >= least)


def _least(keys: NDArray[np.floating] | NDArray[np.signedinteger], count: int) -> float:
    """Return the least of the ``count`` highest keys, as NumPy has it: whole numbers stay exact."""
    least: float = np.partition(keys, len(keys) - count)[len(keys) - count]
    return least


def best_of_all(segment: Segment, number: int, scores: Scores, count: int) -> tuple[int, Chosen]:
    """Return how many documents of a segment have a score above 0, and the best of them.

    ``scores`` has a place for every document; see ``best`` for the rest.
    """
    above = scores > 0
    matching = int(np.count_nonzero(above))
    if matching <= count:
        documents = above.nonzero()[0]
    else:
        documents = highest(scores, count, 10.0**-DIGITS)
        documents = documents[above[documents]]
    return matching, best(segment, number, documents, scores[documents], count)


def best(segment: Segment, number: int, documents: Documents, scores: Scores, count: int) -> Chosen:
    """Return the best documents of a segment, whose place in the snapshot is ``number``, without an order.

    At least ``count`` come where there are so many.
    """
    if len(documents) > count:
        places = highest(scores, count, 10.0**-DIGITS)
        documents, scores = documents[places], scores[places]
    rounded: NDArray[np.float64] = scores.astype(np.float64).round(DIGITS)
    if len(documents) > 2 * count + 64:
        # Many are equally good; of those that tie for the last place only the newest matter.
        least = np.partition(rounded, len(rounded) - count)[len(rounded) - count]
        better = np.flatnonzero(rounded > least)
        equal = np.flatnonzero(rounded == least)
        chosen = _newest(segment, documents[equal], count - len(better))
        kept = np.concatenate((better, equal[chosen]))
        documents, rounded = documents[kept], rounded[kept]
    return _chosen(segment, number, documents, rounded)


def newest(segment: Segment, number: int, documents: Documents, count: int) -> Chosen:
    """Return documents as ``best`` does, without scores: the newest."""
    found = documents[_newest(segment, documents, count)]
    return _chosen(segment, number, found, np.zeros(len(found)))


def _chosen(
    segment: Segment, number: int, documents: Documents, scores: NDArray[np.float64]
) -> Chosen:
    arrays = segment.arrays
    return Chosen(scores, arrays.published[documents], arrays.rows[documents], documents, number)


def _newest(segment: Segment, documents: Documents, count: int) -> NDArray[np.intp]:
    """Return the places of the newest of ``documents``, ties with the least rows first, in no order."""
    times = segment.arrays.published[documents]
    places = highest(times, count)
    if len(places) > 2 * count + 64:
        chosen = times[places]
        least = chosen.min()
        later = np.flatnonzero(chosen > least)
        equal = np.flatnonzero(chosen == least)
        first = highest(-segment.arrays.rows[documents[places[equal]]], count - len(later))
        places = places[np.concatenate((later, equal[first]))]
    return places
