"""Which segments become one: few segments answer quickly, but merging must not get in anybody's way.

A commit merges only what is small, which takes milliseconds. The rest waits for a process of its own,
which makes of a segment and all smaller ones a single one as soon as those together have half as many
documents as it has; so each segment left has twice as many as all smaller ones together, and a document
is merged about as often as the size of the index doubles. This is the logarithmic method of Bentley and
Saxe (1980), https://doi.org/10.1016/0196-6774(80)90015-2.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.search.index_contents import SegmentEntry

SMALL = 1_000
"""A commit merges segments that have so few documents together."""

SMALL_ONES = 8
"""So many small segments are merged into one."""

MOST_SEGMENTS = 12
"""With more segments than this it is time to merge in a process of its own."""

FAR_TOO_MANY = 60
"""With more segments than this no process seems to merge them; then a commit does, and takes longer."""

_WORN = 1 / 3  # the part of a segment that is deleted, from which on it is worth writing anew


def small_ones(segments: Sequence[SegmentEntry]) -> tuple[SegmentEntry, ...]:
    """Return the segments that a commit should merge at once."""
    by_size = sorted(segments, key=lambda segment: segment.count)
    if len(segments) > FAR_TOO_MANY:
        return tuple(by_size[: FAR_TOO_MANY // 2])
    together = 0
    for number, segment in enumerate(by_size):
        together += segment.count
        if together > SMALL:
            by_size = by_size[:number]
            break
    return tuple(by_size) if len(by_size) >= SMALL_ONES else ()


def to_merge(segments: Sequence[SegmentEntry]) -> tuple[SegmentEntry, ...]:
    """Return the segments to be merged next in a process of its own; () where all is well.

    A single one is to be written anew because much of it is deleted.
    """
    by_size = sorted(segments, key=lambda segment: segment.count, reverse=True)
    smaller = sum(segment.count for segment in by_size)
    for number, segment in enumerate(by_size[:-1]):
        smaller -= segment.count
        if 2 * smaller >= segment.count:
            return tuple(by_size[number:])
    worn = [segment for segment in by_size if _is_worn(segment)]
    return tuple(worn[:1])


def _is_worn(segment: SegmentEntry) -> bool:
    gone = segment.documents - segment.count
    return segment.documents > SMALL and gone > _WORN * segment.documents


def is_due(segments: Sequence[SegmentEntry]) -> bool:
    """Return whether so much is to be merged that a process should be started for it."""
    if len(segments) > MOST_SEGMENTS:
        return True
    return any(map(_is_worn, segments))
