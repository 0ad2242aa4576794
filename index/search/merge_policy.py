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

MOST_SEGMENTS = 6
"""With more segments than this, not counting small ones, it is time to merge in a process of its own."""

FAR_TOO_MANY = 60
"""With more segments than this no process seems to merge them; then commits merge larger ones too."""

NOT_SO_SMALL = 10_000
"""The most documents that a commit merges then, which takes some tenths of a second."""

_WORN = 1 / 3  # the part of a segment that is deleted, from which on it is worth writing anew


def small_ones(segments: Sequence[SegmentEntry]) -> tuple[SegmentEntry, ...]:
    """Return the segments that a commit should merge at once."""
    hurried = len(segments) > FAR_TOO_MANY
    most = NOT_SO_SMALL if hurried else SMALL
    chosen = _smallest(segments, most)
    return chosen if len(chosen) >= (2 if hurried else SMALL_ONES) else ()


def _smallest(segments: Sequence[SegmentEntry], most: int) -> tuple[SegmentEntry, ...]:
    """Return the smallest segments, which have at most so many documents together."""
    chosen: list[SegmentEntry] = []
    together = 0
    for segment in sorted(segments, key=lambda segment: segment.count):
        together += segment.count
        if together > most:
            break
        chosen.append(segment)
    return tuple(chosen)


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
    larger = len(segments) - len(_smallest(segments, SMALL))
    return larger > MOST_SEGMENTS or any(map(_is_worn, segments))
