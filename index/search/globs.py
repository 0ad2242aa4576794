"""Finds the terms that fit a pattern with gaps, and the documents that have any of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.search.plan import Glob
from index.search.posting_files import FieldPostings
from index.search.words import STEM_MARK

if TYPE_CHECKING:
    from numpy.typing import NDArray

_AFTER_STEMS = bytes((STEM_MARK.encode()[0] + 1,))
_LONG = (
    400  # postings of a run of terms; so many are quicker by themselves than gathered with others
)
_AT_ONCE = 64


def documents_fitting(postings: FieldPostings, glob: Glob, size: int) -> NDArray[np.bool_]:
    """Return for each of ``size`` documents whether it has a term that fits; deleted ones included."""
    first, last = _range(postings, glob)
    there = np.zeros(size, np.bool_)
    if len(glob.parts) == 2 and not glob.parts[1]:
        there[postings.documents_of(first, last).astype(np.intp)] = True
        return there
    numbers = _fitting(postings, glob, first, last)
    if len(numbers):
        _mark(postings, numbers, there)
    return there


def _range(postings: FieldPostings, glob: Glob) -> tuple[int, int]:
    beginning = glob.parts[0].encode()
    if beginning:
        return postings.beginning_with(beginning)
    return postings.rank(_AFTER_STEMS), postings.count


def _fitting(postings: FieldPostings, glob: Glob, first: int, last: int) -> NDArray[np.intp]:
    """Return the numbers of the terms from ``first`` to ``last`` - 1 that fit behind their beginning."""
    beginning, *middle, ending = (part.encode() for part in glob.parts)
    if first >= last:
        return np.zeros(0, np.intp)
    edges = postings.term_ends[first : last + 1].astype(np.int64)
    base = int(edges[0])
    letters = postings.letters[base : int(edges[-1])]
    edges -= base
    at, ends = edges[:-1] + len(beginning), edges[1:] - len(ending)
    fitting = np.flatnonzero(at <= ends)
    for back, letter in enumerate(reversed(ending)):
        fitting = fitting[letters[edges[1:][fitting] - 1 - back] == letter]
    at, ends = at[fitting], ends[fitting]
    for part in middle:
        if not part or not len(fitting):
            continue
        # The next place where the part stands, which serves as well as any later one.
        places = _occurrences(letters, part)
        if not len(places):
            return np.zeros(0, np.intp)
        following = np.searchsorted(places, at)
        nearest = places[np.minimum(following, len(places) - 1)]
        kept = (following < len(places)) & (nearest + len(part) <= ends)
        fitting, at, ends = fitting[kept], nearest[kept] + len(part), ends[kept]
    return fitting + first


def _occurrences(letters: NDArray[np.uint8], part: bytes) -> NDArray[np.intp]:
    count = len(letters) - len(part) + 1
    if count <= 0:
        return np.zeros(0, np.intp)
    here = letters[:count] == part[0]
    for offset, letter in enumerate(part[1:], 1):
        here &= letters[offset : offset + count] == letter
    return np.flatnonzero(here)


def _mark(postings: FieldPostings, numbers: NDArray[np.intp], there: NDArray[np.bool_]) -> None:
    """Mark the documents of some terms, given by ascending numbers."""
    starts = postings.term_starts
    gaps = np.flatnonzero(np.diff(numbers) > 1) + 1
    firsts = starts[numbers[np.concatenate(([0], gaps))]]
    behind = starts[numbers[np.concatenate((gaps - 1, [len(numbers) - 1]))] + 1]
    sizes = behind - firsts
    # The longest first: what is marked as a whole needs no more looking.
    long = np.flatnonzero(sizes >= _LONG)
    long = long[np.argsort(-sizes[long], kind="stable")]
    for done, place in enumerate(long.tolist(), 1):
        part = postings.documents[int(firsts[place]) : int(behind[place])]
        there[part.astype(np.intp)] = True
        if done % _AT_ONCE == 0 and there.all():
            return
    short = np.flatnonzero(sizes < _LONG)
    if not len(short):
        return
    firsts, sizes = firsts[short], sizes[short]
    ends = np.cumsum(sizes)
    which = np.repeat(firsts - (ends - sizes), sizes) + np.arange(int(ends[-1]))
    there[postings.documents[which].astype(np.intp)] = True
