"""Chooses the first of many documents without sorting them all."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from index.search.ranking import DIGITS
from index.search.snapshot import Documents, Scores, Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLE = 2048
_WORTH_SAMPLING = 4 * _SAMPLE


def highest(keys: NDArray[np.generic], count: int, slack: float = 0) -> NDArray[np.intp]:
    """Return the places of the ``count`` highest keys, and of all within ``slack`` of the least of them."""
    if count <= 0:
        return np.zeros(0, np.intp)
    if len(keys) <= count:
        return np.arange(len(keys))
    places: NDArray[np.intp] | None = None
    among = keys
    if len(keys) >= _WORTH_SAMPLING and count <= _SAMPLE // 2:
        # What is highest in a sample is no higher than what is highest of all.
        sample = keys[:: len(keys) // _SAMPLE]
        least = np.partition(sample, len(sample) - count)[len(sample) - count]
        places = np.flatnonzero(keys >= least - slack)
        among = keys[places]
    least = np.partition(among, len(among) - count)[len(among) - count]
    kept = np.flatnonzero(among >= least - slack)
    return kept if places is None else places[kept]


Key: TypeAlias = tuple[float, int, int, int]
"""Score and time of publication, both negative, row and number of a document: the least comes first."""


def best(segment: Segment, documents: Documents, scores: Scores, count: int) -> list[Key]:
    """Return the keys of the best documents.

    Sorted, these are the best first, ties newest first and then by row. At least ``count`` come where
    there are so many.
    """
    places = highest(scores, count, 10.0**-DIGITS)
    rounded: NDArray[np.float64] = scores[places].astype(np.float64)
    np.round(rounded, DIGITS, out=rounded)
    if len(places) > 2 * count + 64:
        # Many are equally good; of those that tie for the last place only the newest matter.
        least = np.partition(rounded, len(rounded) - count)[len(rounded) - count]
        better = np.flatnonzero(rounded > least)
        equal = np.flatnonzero(rounded == least)
        chosen = _newest(segment, documents[places[equal]], count - len(better))
        kept = np.concatenate((better, equal[chosen]))
        places, rounded = places[kept], rounded[kept]
    return _keys(segment, documents[places], rounded)


def _keys(segment: Segment, documents: Documents, scores: NDArray[np.float64]) -> list[Key]:
    """Return the keys of documents in their order; NumPy sorts many of them sooner than Python."""
    times, rows = segment.arrays.published[documents], segment.arrays.rows[documents]
    order = np.lexsort((rows, -times, -scores))
    return list(
        zip(
            (-scores[order]).tolist(),
            (-times[order]).tolist(),
            rows[order].tolist(),
            documents[order].tolist(),
            strict=True,
        )
    )


def newest(segment: Segment, documents: Documents, count: int) -> list[Key]:
    """Return keys as ``best`` does, without scores, of the newest documents."""
    found = documents[_newest(segment, documents, count)]
    return _keys(segment, found, np.zeros(len(found)))


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
