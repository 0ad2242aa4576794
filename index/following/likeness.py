"""How alike stories are by their signatures: the cosine of their words, weighed by how rare they are in these days.

A word's weight in a story is what its signature says, times the logarithm of how few of the stories of the days
around have it (tf-idf; Salton and Buckley, Information Processing and Management 24, 1988). A fixed number is added to
the stories counted, so that a handful of stories, all about one thing, does not make its words worthless.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.following.signatures import TERMS

_PRIOR = 20  # stories
_RARE = 60  # stories; what more of them have leads to no candidates
_SHARED = 2  # rare words that two stories must share to be compared
_OPENING = 0.5  # what the openings count of the whole
_AT_ONCE = 4_000  # pairs compared at once
_CELLS = 1_000_000  # of a table of stories by terms: four megabytes

_ENTRY = np.dtype([("term", "<u4"), ("weight", "<f4")])


@dataclass(frozen=True, slots=True)
class Signatures:
    """Signatures side by side: the terms of story i are ``terms[i]``, with ``weights[i]``; zero marks no term.

    ``openings`` has the weights of the terms in the opening, zero for the others.
    """

    rows: NDArray[np.int64]
    terms: NDArray[np.uint32]
    weights: NDArray[np.float32]
    openings: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.rows)


def side_by_side(signed: Sequence[tuple[int, bytes]]) -> Signatures:
    """Return the signatures of stories, given as (row, signature), as arrays."""
    terms = np.zeros((len(signed), TERMS), np.uint32)
    weights = np.zeros((len(signed), TERMS), np.float32)
    for place, (_, packed) in enumerate(signed):
        entries = np.frombuffer(packed[: len(packed) // 8 * 8], _ENTRY)[:TERMS]
        terms[place, : len(entries)] = entries["term"]
        weights[place, : len(entries)] = entries["weight"]
    rows = np.array([row for row, _ in signed], np.int64)
    return Signatures(rows, terms, np.abs(weights), np.where(weights < 0, -weights, 0))


def joined(parts: Sequence[Signatures]) -> Signatures:
    """Return the signatures of all parts as one."""
    return Signatures(
        np.concatenate([part.rows for part in parts]),
        np.concatenate([part.terms for part in parts]),
        np.concatenate([part.weights for part in parts]),
        np.concatenate([part.openings for part in parts]),
    )


def weighed(signatures: Signatures, around: Signatures) -> Signatures:
    """Return ``signatures`` with weights by how few of the stories ``around`` have each word, of length 1 each."""
    known, counts = np.unique(around.terms[around.terms > 0], return_counts=True)
    if not len(known):
        return signatures
    places = np.minimum(np.searchsorted(known, signatures.terms), len(known) - 1)
    stories = np.where(known[places] == signatures.terms, counts[places], 0)
    rarity = np.log((len(around) + _PRIOR) / (stories + 1.0)).clip(min=0)
    rarity[signatures.terms == 0] = 0
    return Signatures(
        signatures.rows,
        signatures.terms,
        _of_length_one(signatures.weights * rarity),
        _of_length_one(signatures.openings * rarity),
    )


def _of_length_one(weights: NDArray[np.float64]) -> NDArray[np.float32]:
    lengths = np.sqrt((weights * weights).sum(axis=1, keepdims=True))
    of_length_one: NDArray[np.float32] = (weights / np.maximum(lengths, 1e-9)).astype(np.float32)
    return of_length_one


def candidates(signatures: Signatures, first: int) -> NDArray[np.int64]:
    """Return pairs (i, j), i < j, of places that share rare words, j at least ``first``."""
    count = len(signatures)
    stories, columns = np.nonzero(signatures.terms)
    terms = signatures.terms[stories, columns]
    order = np.lexsort((stories, terms))
    terms, stories = terms[order], stories[order]
    starts = (
        np.flatnonzero(np.r_[True, terms[1:] != terms[:-1]]) if len(terms) else np.array([], int)
    )
    sizes = np.diff(np.r_[starts, len(terms)])
    # Story k of a word's list is paired with those before it.
    place = np.arange(len(terms)) - np.repeat(starts, sizes)
    begin = np.repeat(starts, sizes)
    size = np.repeat(sizes, sizes)
    wanted = (size > 1) & (size <= _RARE) & (stories >= first)
    repeats = np.where(wanted, place, 0)
    later = np.repeat(stories, repeats)
    offsets = np.arange(repeats.sum()) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    earlier = stories[np.repeat(begin, repeats) + offsets]
    keys, shared = np.unique(earlier.astype(np.int64) * count + later, return_counts=True)
    keys = keys[shared >= _SHARED]
    return np.stack((keys // count, keys % count), axis=1)


def alike(signatures: Signatures, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return how alike the stories of each pair are, from 0 to 1; the signatures are ``weighed``.

    The pairs are in the order of their first places, as ``candidates`` gives them.
    """
    found = np.empty(len(pairs))
    known, numbers = np.unique(signatures.terms, return_inverse=True)
    numbers = numbers.reshape(signatures.terms.shape)  # which NumPy 2.0 and others see differently
    high = max(1, _CELLS // max(1, len(known)))
    for top in range(0, len(signatures), high):
        begin, end = np.searchsorted(pairs[:, 0], (top, top + high))
        if begin == end:
            continue
        # What each term weighs in each of these stories, so that the other's terms can be looked up.
        tables = [
            _table(numbers[top : top + high], weights[top : top + high], len(known))
            for weights in (signatures.weights, signatures.openings)
        ]
        for start in range(begin, end, _AT_ONCE):
            ones, others = pairs[start : min(end, start + _AT_ONCE)].T
            places = (ones - top)[:, None], numbers[others]
            whole, opening = (
                (table[places] * weights[others]).sum(axis=1)
                for table, weights in zip(
                    tables, (signatures.weights, signatures.openings), strict=True
                )
            )
            found[start : start + len(ones)] = (1 - _OPENING) * whole + _OPENING * opening
    return found


def _table(
    numbers: NDArray[np.int64], weights: NDArray[np.float32], width: int
) -> NDArray[np.float32]:
    table = np.zeros((len(numbers), width), np.float32)
    # Empty places all have one number, and weigh nothing.
    np.put_along_axis(table, numbers, weights, axis=1)
    return table
