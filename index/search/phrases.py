"""Finds terms that stand one after another, many documents at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.search.posting_files import FieldPostings
from index.search.snapshot import Documents, Segment, TermPostings

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPARSE = 40  # looking one document up in a list costs about as much as marking so many in a table
_TABLE = 1 << 22  # places in the table in which positions are marked: 4 MB, which stay in the cache

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
    steps = [(step, one) for step, term in enumerate(terms) if (one := looked_up[term]) is not None]
    # The rarest first: what it rules out is not looked at again.
    steps.sort(key=lambda pair: len(pair[1].documents))
    lengths = segment.arrays.lengths(field)
    starts: list[tuple[Documents, NDArray[np.intp]]] = []
    for part in _portions(documents, lengths, len(terms)):
        there = _starts(postings, steps, part, lengths)
        if len(there):
            first = np.flatnonzero(_changes(there))
            times = np.diff(np.append(first, len(there)))
            starts.append((part[there[first]], times))
    if not starts:
        return _NOTHING
    return np.concatenate([one for one, _ in starts]), np.concatenate([n for _, n in starts])


def _having_all(found: list[TermPostings], within: Documents | None, size: int) -> Documents:
    lists = sorted((one.documents for one in found), key=len)
    documents = lists[0] if within is None else within
    for others in lists if within is not None else lists[1:]:
        if not len(documents):
            break
        documents = documents[common_documents(documents, others, size)]
    return documents


def _portions(
    documents: Documents, lengths: NDArray[np.unsignedinteger], padding: int
) -> list[Documents]:
    """Cut documents into portions whose positions fit into the table."""
    ends = np.cumsum(lengths[documents].astype(np.int64) + padding)
    if ends[-1] <= _TABLE:
        return [documents]
    cuts = np.searchsorted(ends, np.arange(_TABLE, int(ends[-1]), _TABLE))
    return [part for part in np.split(documents, cuts) if len(part)]


def _starts(
    postings: FieldPostings,
    steps: list[tuple[int, TermPostings]],
    documents: Documents,
    lengths: NDArray[np.unsignedinteger],
) -> NDArray[np.intp]:
    """Return for each place where the run begins which of ``documents`` it is in, ascending."""
    # Every position of these documents has a place of its own on one long line. The padding keeps a
    # run that would begin before its document from falling into the one before.
    padding = len(steps)
    ends = np.cumsum(lengths[documents].astype(np.intp) + padding)
    lines = ends - lengths[documents]
    chosen = documents
    owners: NDArray[np.intp] = np.arange(len(documents))
    alive = owners
    places: NDArray[np.intp] | None = None
    for step, term in steps:
        which = None
        if len(chosen) < len(term.documents):
            which = np.searchsorted(term.documents, chosen)
        positions, counts = postings.positions(term.number, which)
        here: NDArray[np.intp] = np.repeat(lines[alive] - step, counts)
        here += positions
        if places is None:
            places, owners = here, np.repeat(alive, counts)
        else:
            kept = common_documents(places, here, int(ends[-1]) + 1)
            places, owners = places[kept], owners[kept]
        if not len(places):
            break
        # Documents without a place left are not looked at again.
        alive = owners[_changes(owners)]
        chosen = documents[alive]
    return owners


def _changes(ascending: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Return for each number whether it is the first of those equal to it."""
    fresh = np.ones(len(ascending), np.bool_)
    np.not_equal(ascending[1:], ascending[:-1], out=fresh[1:])
    return fresh
