"""Finds terms that stand one after another, many documents at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.search.posting_files import FieldPostings, Numbers
from index.search.snapshot import Documents, Segment, TermPostings

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPARSE = 40  # looking one document up in a list costs about as much as marking so many in a table
_HALVING = 8  # looking one place up by halving costs about as much as marking so many in a table

_NOTHING: tuple[Documents, NDArray[np.intp]] = (np.zeros(0, np.intp), np.zeros(0, np.intp))


def common_documents(one: Documents, other: Documents, size: int) -> NDArray[np.bool_]:
    """Return for each of the documents ``one`` whether it is among ``other``, of ``size`` in all."""
    if not len(other):
        return np.zeros(len(one), np.bool_)
    if len(one) * _SPARSE < len(other):
        places = np.searchsorted(other, one)
        np.minimum(places, len(other) - 1, out=places)
        same: NDArray[np.bool_] = other[places] == one
        return same
    there = np.zeros(size, np.bool_)
    there[other] = True
    return there[one]


def runs(
    segment: Segment, field: str, terms: tuple[str, ...], within: Documents | None
) -> tuple[Documents, NDArray[np.intp]]:
    """Return the documents in which ``terms`` stand in a row, and how often they do in each.

    Only documents among ``within`` are looked at, where that is given. Deleted documents come too.
    """
    postings = segment.arrays.field(field)
    if postings is None or not postings.has_positions or not terms:
        return _NOTHING
    looked_up = {term: segment.term(field, term.encode()) for term in dict.fromkeys(terms)}
    found = [one for one in looked_up.values() if one is not None]
    if len(found) < len(looked_up):
        return _NOTHING
    documents = _having_all(found, within, segment.size)
    if not len(documents):
        return _NOTHING
    places = {one.number: _Places(postings, one, documents) for one in found}
    steps = [
        (step, places[one.number]) for step, term in enumerate(terms) if (one := looked_up[term])
    ]
    # The rarest first: what it rules out is not looked at again.
    steps.sort(key=lambda pair: pair[1].total)
    (first, rarest), *others = steps
    owners, starts = rarest.all(first)
    for step, term in others:
        kept = term.has(owners, starts + step, segment.arrays.lengths(field)[documents])
        owners, starts = owners[kept], starts[kept]
    fresh = np.ones(len(owners), np.bool_)
    np.not_equal(owners[1:], owners[:-1], out=fresh[1:])
    beginnings = np.flatnonzero(fresh)
    return documents[owners[beginnings]], np.diff(np.append(beginnings, len(owners)))


def _having_all(found: list[TermPostings], within: Documents | None, size: int) -> Documents:
    lists = sorted((one.documents for one in found), key=len)
    documents = lists[0] if within is None else within
    for others in lists if within is not None else lists[1:]:
        if not len(documents):
            break
        documents = documents[common_documents(documents, others, size)]
    return documents


class _Places:
    """Where a term stands in some documents that all have it.

    A document goes by its place among these, its **owner** number.
    """

    def __init__(self, postings: FieldPostings, term: TermPostings, documents: Documents) -> None:
        self._places, counts = postings.positions(term.number)
        wide: NDArray[np.intp] = counts.astype(np.intp)
        first = np.cumsum(wide) - wide
        self._whole = len(documents) == len(term.documents)
        if not self._whole:
            which = np.searchsorted(term.documents, documents)
            first, wide = first[which], wide[which]
        self._first, self._counts = first, wide
        self.total = int(wide.sum())
        """How often the term stands in all the documents together."""

    def all(self, step: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return the owner of each occurrence, and the place ``step`` before it."""
        owners = np.repeat(np.arange(len(self._counts)), self._counts)
        return owners, self._listed().astype(np.intp) - step

    def has(
        self, owners: NDArray[np.intp], wanted: NDArray[np.intp], lengths: Numbers
    ) -> NDArray[np.bool_]:
        """Return for each of some places, in documents of ``lengths`` words, whether the term is there."""
        if len(wanted) * _HALVING < self.total:
            return self._halved(owners, wanted)
        # Every position of the documents has a place of its own on one long line.
        lines = np.cumsum(lengths, dtype=np.intp)
        table = np.zeros(int(lines[-1]) + 1, np.bool_)
        lines -= lengths
        table[np.repeat(lines, self._counts) + self._listed()] = True
        inside = (wanted >= 0) & (wanted < lengths[owners])
        return inside & table[np.where(inside, lines[owners] + wanted, 0)]

    def _listed(self) -> Numbers:
        if self._whole:
            return self._places
        ends = np.cumsum(self._counts)
        which = np.repeat(self._first - (ends - self._counts), self._counts)
        return self._places[which + np.arange(len(which))]

    def _halved(self, owners: NDArray[np.intp], wanted: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Look places up among the positions of their documents, halving what is left each time."""
        low = self._first[owners]
        high = low + self._counts[owners]
        ends = high.copy()
        for _ in range(int(self._counts.max(initial=0)).bit_length()):
            middle = (low + high) >> 1
            before = self._places[np.minimum(middle, len(self._places) - 1)] < wanted
            before &= low < high
            low = np.where(before, middle + 1, low)
            high = np.where(before, high, middle)
        found: NDArray[np.bool_] = low < ends
        found &= self._places[np.minimum(low, len(self._places) - 1)] == wanted
        return found
