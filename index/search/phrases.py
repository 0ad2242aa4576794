"""Finds terms that stand one after another, many documents at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.search.posting_files import FieldPostings, Numbers
from index.search.snapshot import Documents, Segment, TermPostings

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SPARSE = 12  # looking one document up in a list costs about as much as marking so many in a table
_HALVING = 64  # looking one place up by halving costs about as much as listing so many
_BEGINNING = 5000  # beginning a stretch costs about as much as listing so many
_ROOM = 1 << 33  # more than any position
# Places on the long line gone through at once: 1 MB of marks, which stay in the cache.
_STRETCH = 1 << 20

_NOTHING: tuple[Documents, NDArray[np.intp]] = (np.zeros(0, np.intp), np.zeros(0, np.intp))


def common_documents(
    one: NDArray[np.integer], other: NDArray[np.integer], size: int
) -> NDArray[np.bool_]:
    """Return for each of the documents ``one`` whether it is among ``other``, of ``size`` in all."""
    if not len(other):
        return np.zeros(len(one), np.bool_)
    if len(one) * _SPARSE < len(other):
        return _places(other, one)[1]
    there = np.zeros(size, np.bool_)
    there[other.astype(np.intp, copy=False)] = True
    found: NDArray[np.bool_] = there[one.astype(np.intp, copy=False)]
    return found


def run_counts(
    segment: Segment, field: str, terms: tuple[str, ...], documents: Documents
) -> NDArray[np.intp]:
    """Return how often ``terms`` stand in a row in each of some documents; for few documents."""
    times = np.zeros(len(documents), np.intp)
    postings = segment.arrays.field(field)
    if postings is None or not postings.has_positions or not terms:
        return times
    having = np.arange(len(documents))
    among: list[tuple[TermPostings, NDArray[np.intp]]] = []
    for term in terms:
        found = segment.term(field, term.encode())
        if found is None:
            return times
        places, there = _places(found.documents, documents[having])
        if not there.any():
            return times
        having = having[there]
        among = [(one, where[there]) for one, where in (*among, (found, places))]
    starts: NDArray[np.int64] | None = None
    for step, (found, places) in enumerate(among):
        positions, counts = postings.positions(found.number, places)
        # A stretch of numbers for each document, in which positions are told apart.
        line = np.repeat(np.arange(len(having)) * _ROOM - step, counts) + positions
        starts = line if starts is None else starts[_places(line, starts)[1]]
    if starts is not None and len(starts):
        times[having] = np.bincount(starts // _ROOM, minlength=len(having))
    return times


def _places(
    there: NDArray[np.integer], wanted: NDArray[np.integer]
) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return where each of ``wanted`` stands in a sorted list, and whether it does."""
    # NumPy would convert the whole list to the type of what is looked for.
    narrow = wanted.astype(there.dtype, copy=False)
    places = there.searchsorted(narrow)
    np.minimum(places, len(there) - 1, out=places)
    return places, there[places] == narrow


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
    if None in looked_up.values():
        return _NOTHING
    steps = [(step, one) for step, term in enumerate(terms) if (one := looked_up[term])]
    # The rarest first: what it rules out is not looked at again.
    steps.sort(key=lambda pair: len(pair[1].documents))
    (begun, rarest), *others = steps
    lines = segment.lines(field)
    starts = _listed(postings, rarest, lines, segment, within)
    starts -= begun
    if not len(starts):
        return _NOTHING
    for step, term in others:
        positions, counts = postings.positions(term.number)
        stretches = int(lines[-1]) // _STRETCH
        if len(starts) * _HALVING < len(positions) + stretches * _BEGINNING:
            documents = np.searchsorted(lines, starts + begun, side="right") - 1
            wanted = starts + step - lines[documents]
            starts = starts[_halved(positions, counts, term, documents, wanted)]
        else:
            starts = _followed(starts, step, term.documents, positions, counts, lines)
        if not len(starts):
            return _NOTHING
    return _counted(starts + begun, lines)


def _listed(
    postings: FieldPostings,
    term: TermPostings,
    lines: NDArray[np.signedinteger],
    segment: Segment,
    within: Documents | None,
) -> NDArray[np.signedinteger]:
    """Return the places of a term on the long line on which all documents stand, ascending."""
    documents, which = term.documents, None
    if within is not None:
        which = _places_of(within, documents, segment.size)
        documents = documents[which]
    begin = lines[documents.astype(np.intp)]
    return _on_line(begin, *postings.positions(term.number, which))


def _on_line(
    begin: NDArray[np.signedinteger], positions: Numbers, counts: Numbers
) -> NDArray[np.signedinteger]:
    places = np.repeat(begin, counts)
    places += positions.astype(places.dtype, copy=False)
    return places


def _places_of(wanted: Documents, documents: NDArray[np.integer], size: int) -> NDArray[np.intp]:
    """Return the places at which those of ``wanted`` stand that are among ``documents``."""
    if len(wanted) * _SPARSE >= len(documents):
        return np.flatnonzero(common_documents(documents, wanted, size))
    places, there = _places(documents, wanted)
    return places[there]


def _followed(
    starts: NDArray[np.signedinteger],
    step: int,
    documents: NDArray[np.uint32],
    positions: Numbers,
    counts: Numbers,
    lines: NDArray[np.signedinteger],
) -> NDArray[np.signedinteger]:
    """Return those of ``starts`` that a term stands ``step`` places behind.

    The term stands in ``documents`` at ``positions``, so many in each as ``counts`` says.
    """
    # Stretches of whole documents: with which document, posting and position of the term each begins.
    last = len(lines) - 1
    edges = np.append(lines[:last].searchsorted(np.arange(0, int(lines[last]), _STRETCH)), last)
    posted = documents.searchsorted(edges.astype(documents.dtype))
    placed = np.zeros(len(edges), np.int64)
    having = np.flatnonzero(np.diff(posted))
    placed[having + 1] = np.add.reduceat(counts, posted[having], dtype=np.int64)
    placed = placed.cumsum()
    begun = lines[edges]
    started = starts.searchsorted(begun)
    marks = np.zeros(int(np.diff(begun).max()) + step, np.bool_)
    found: list[NDArray[np.signedinteger]] = []
    for number in having.tolist():
        first, behind = started[number], started[number + 1]
        if first == behind:
            continue
        base = int(begun[number]) - step
        which = slice(posted[number], posted[number + 1])
        places = lines[documents[which].astype(np.intp)].astype(np.intp)
        # A place and its mark are ``step`` apart on the line, so that none is negative.
        places -= base + step
        places = places.repeat(counts[which])
        places += positions[placed[number] : placed[number + 1]]
        marked = starts[first:behind].astype(np.intp) - base
        marks[marked] = True
        found.append(places[marks[places]] + base)
        marks[marked] = False
    return np.concatenate(found) if found else starts[:0]


def _halved(
    positions: Numbers,
    counts: Numbers,
    term: TermPostings,
    documents: Documents,
    wanted: NDArray[np.signedinteger],
) -> NDArray[np.bool_]:
    """Look positions up among those a term has in a document, halving what is left each time."""
    which, having = _places(term.documents, documents)
    ends = np.cumsum(counts, dtype=np.intp)[which]
    low = ends - counts[which]
    high = ends.copy()
    # A document without the term has nothing to look through.
    high[~having] = 0
    most = len(positions) - 1
    for _ in range(int(counts[which].max(initial=0)).bit_length()):
        middle = (low + high) >> 1
        before = positions[np.minimum(middle, most)] < wanted
        before &= low < high
        low = np.where(before, middle + 1, low)
        high = np.where(before, high, np.maximum(middle, 0))
    found: NDArray[np.bool_] = positions[np.minimum(low, most)] == wanted
    found &= (low < ends) & having
    return found


def _counted(
    starts: NDArray[np.signedinteger], lines: NDArray[np.signedinteger]
) -> tuple[Documents, NDArray[np.intp]]:
    """Return the documents in which places stand, and how many are in each."""
    if len(starts) < len(lines):
        documents = np.searchsorted(lines, starts, side="right") - 1
        fresh = np.ones(len(documents), np.bool_)
        np.not_equal(documents[1:], documents[:-1], out=fresh[1:])
        first = np.flatnonzero(fresh)
        return documents[first], np.diff(np.append(first, len(documents)))
    times = np.diff(np.searchsorted(starts, lines))
    documents = np.flatnonzero(times)
    return documents, times[documents]
