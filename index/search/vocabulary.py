"""Looks through the words of an index for those spelt nearly like one that was not found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.search.posting_files import FieldPostings
from index.search.snapshot import Snapshot
from index.search.spelling import (
    SUGGESTED_FIELDS,
    beginnings,
    nearest_words,
    slips_allowed,
    term_of,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

# A bit for each byte, the same for those that are 64 apart.
_SIGNS: NDArray[np.uint64] = np.left_shift(
    np.uint64(1), np.arange(256, dtype=np.uint64) % np.uint64(64)
)


def nearest(snapshot: Snapshot, word: str) -> tuple[str, ...]:
    """Return words of the index spelt nearly like ``word``; see ``SearchEngine.suggest``."""
    wanted = term_of(word)
    if wanted is None:
        return ()
    candidates: set[str] = set()
    for segment in snapshot.segments:
        for name in SUGGESTED_FIELDS:
            postings = segment.arrays.field(name)
            if postings is None:
                continue
            for beginning in beginnings(word):
                candidates.update(_alike(postings, wanted, beginning))

    def documents(term: str) -> int:
        return sum(snapshot.frequency(name, term) for name in SUGGESTED_FIELDS)

    if not documents(wanted):
        # Every story that had it is deleted.
        candidates.discard(wanted)
    return nearest_words(word, candidates, documents)


def _alike(postings: FieldPostings, wanted: str, beginning: str) -> list[str]:
    """Return the terms with a beginning whose letters and length hardly differ from those wanted."""
    first, last = postings.beginning_with(beginning.encode())
    if first >= last:
        return []
    encoded = wanted.encode()
    # A letter can take four bytes, each of which may differ.
    slips = slips_allowed(wanted) * (1 if wanted.isascii() else 4)
    edges = postings.term_ends[first : last + 1].astype(np.int64)
    lengths = np.diff(edges)
    letters = postings.letters[int(edges[0]) : int(edges[-1])]
    signatures = np.bitwise_or.reduceat(_SIGNS[letters], edges[:-1] - edges[0])
    asked = np.bitwise_or.reduce(_SIGNS[list(encoded)])
    # Each slip brings in at most one letter and takes out at most one.
    fitting = np.bitwise_count(signatures & ~asked) <= slips
    fitting &= np.bitwise_count(asked & ~signatures) <= slips
    fitting &= np.abs(lengths - len(encoded)) <= slips
    return [postings.term(number + first).decode() for number in np.flatnonzero(fitting).tolist()]
