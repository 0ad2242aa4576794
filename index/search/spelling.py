"""Did you mean: words of the index that are spelt nearly like one that was not found."""

from __future__ import annotations

import math
from collections.abc import Iterable

from index.search.words import STEM_MARK, pieces

MOST_SUGGESTIONS = 5
_SHORTEST = 3


def nearest_words(word: str, lexicon: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """Return words of ``lexicon`` nearly spelt like ``word``, the likeliest first, at most five.

    ``lexicon`` gives terms with the number of documents they stand in; stems among them are passed
    over. Nothing is returned where the word itself is there, or too short to guess at.
    """
    terms = [term for piece in pieces(word) for term in piece.parts]
    if len(terms) != 1 or len(terms[0]) < _SHORTEST:
        return ()
    wanted = terms[0]
    slips = 1 if len(wanted) < 5 else 2
    found: list[tuple[float, str]] = []
    letters = frozenset(wanted)
    for term, documents in lexicon:
        if abs(len(term) - len(wanted)) > slips or term[:1] == STEM_MARK:
            continue
        if term == wanted:
            return ()
        # Each slip can bring in at most one letter that the word does not have.
        if len(letters.symmetric_difference(term)) > 2 * slips:
            continue
        distance = edit_distance(wanted, term, slips)
        if distance > slips:
            continue
        # A slip in the first letter is rare; a word in many documents is likelier to be meant.
        unlikely = distance + (0.5 if term[0] != wanted[0] else 0.0)
        found.append((unlikely - 0.1 * math.log1p(documents), term))
    found.sort()
    return tuple(term for _, term in found[:MOST_SUGGESTIONS])


def edit_distance(one: str, other: str, most: int) -> int:
    """Return how many letters are to be put in, left out, changed or swapped with the next.

    Distances above ``most`` come out as ``most + 1``.
    """
    before_last: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, theirs in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != theirs))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == theirs:
                cost = min(cost, before_last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
        before_last, last = last, row
    return min(last[-1], most + 1)
