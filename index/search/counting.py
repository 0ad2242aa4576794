"""Counts the documents found: by the values of a field, and over time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np

from index.search.engine import FacetField, ValueCount
from index.search.plan import EARLIEST
from index.search.posting_files import ACTORS_FIELD, SOURCES_FIELD, FieldPostings
from index.search.snapshot import Documents, Segment

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from index.model import Histogram

_FIELDS = {FacetField.ACTORS: ACTORS_FIELD, FacetField.SOURCE: SOURCES_FIELD}
_STRETCH = 1 << 15  # documents whose values stay in the processor's cache
_DAY = 86_400 * 10**6  # microseconds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def facets(
    found: Sequence[tuple[Segment, Documents]], field: FacetField, limit: int
) -> tuple[ValueCount, ...]:
    """Return the values that most of the documents found have in a field, and how many have each.

    A value is counted in full where it is among the first of any segment; those that could only be so
    by adding up many small counts are looked for until none can be missing (Fagin's threshold
    algorithm).
    """
    counted = [
        (postings, _counts(postings, documents, segment.size))
        for segment, documents in found
        if (postings := segment.arrays.field(_FIELDS[field])) is not None and len(documents)
    ]
    if limit <= 0 or not counted:
        return ()
    depth = limit
    while True:
        totals, unseen = _first(counted, depth)
        best = sorted(totals.items(), key=lambda item: (-item[1], item[0]))[:limit]
        least = best[-1][1] if len(best) == limit else 0
        if unseen < max(least, 1):
            return tuple(ValueCount(value.decode(), count) for value, count in best)
        depth *= 8


def _counts(postings: FieldPostings, documents: Documents, size: int) -> NDArray[np.int64]:
    if len(documents) == size:
        return np.diff(postings.term_starts)
    counts = np.zeros(postings.count, np.int64)
    for start in range(0, len(documents), _STRETCH):
        terms = postings.terms_of(documents[start : start + _STRETCH])
        counts += np.bincount(terms, minlength=postings.count)
    return counts


def _first(
    counted: Sequence[tuple[FieldPostings, NDArray[np.int64]]], depth: int
) -> tuple[dict[bytes, int], int]:
    """Count the values that are among the first ``depth`` of a segment, and those equal to the last.

    Returns besides how many documents a value that is not counted can have at most.
    """
    values: set[bytes] = set()
    unseen = 0
    for postings, counts in counted:
        if len(counts) <= depth:
            numbers = np.flatnonzero(counts)
        else:
            # Ties with the last one come along as long as one segment is all there is.
            least = int(np.partition(counts, len(counts) - depth)[len(counts) - depth])
            numbers = np.flatnonzero(counts >= max(least, 1))
            unseen += max(least - 1, 0)
        values.update(postings.term(number) for number in numbers.tolist())
    totals = dict.fromkeys(values, 0)
    for postings, counts in counted:
        for value in values:
            number = postings.find(value)
            if number >= 0:
                totals[value] += int(counts[number])
    return totals, unseen


def over_time(found: Sequence[tuple[Segment, Documents]], bins: int) -> Histogram:
    """Spread the documents found over at most ``bins`` equal bins of whole days."""
    # The model takes a while to load, and a first answer does without it.
    from index.model import Histogram

    times = [segment.arrays.published[documents] for segment, documents in found]
    together = np.concatenate(times) if times else np.zeros(0, np.int64)
    dated = together[together > EARLIEST]
    undated = len(together) - len(dated)
    if not len(dated):
        return Histogram(undated=undated)
    first, last = int(dated.min()) // _DAY, int(dated.max()) // _DAY
    width = -(-(last - first + 1) // max(1, bins))
    dated -= first * _DAY
    dated //= width * _DAY
    counts = np.bincount(dated, minlength=(last - first) // width + 1)
    return Histogram(
        counts=tuple(counts.tolist()),
        start=_EPOCH + timedelta(days=first),
        end=_EPOCH + timedelta(days=last),
        undated=undated,
    )
