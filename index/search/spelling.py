"""Did you mean: words of the index that are spelt nearly like one that was not found."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

from index.search.words import STEM_MARK, pieces

MOST_SUGGESTIONS = 5
SUGGESTED_FIELDS = ("headline", "body")
"""The fields whose words are suggested."""

_SHORTEST = 3


def beginnings(word: str) -> tuple[str, ...]:
    """Return the letters that words worth comparing with ``word`` begin with; () if there are none.

    Hardly anybody gets the first letter wrong, except by swapping it with the second.
    """
    wanted = term_of(word)
    return () if wanted is None else tuple(dict.fromkeys(wanted[:2]))


def nearest_words(
    word: str, terms: Iterable[str], documents: Callable[[str], int]
) -> tuple[str, ...]:
    """Return those of ``terms`` that are spelt nearly like ``word``, the likeliest first, at most five.

    ``documents`` tells in how many documents a term stands. Nothing is returned where the word itself
    is among the terms, or is too short to guess at. Stems among the terms are passed over.
    """
    wanted = term_of(word)
    if wanted is None:
        return ()
    slips = slips_allowed(wanted)
    near: dict[str, float] = {}
    letters = frozenset(wanted)
    for term in terms:
        if term == wanted:
            return ()
        if abs(len(term) - len(wanted)) > slips or term[:1] == STEM_MARK or term in near:
            continue
        # Each slip brings in at most one letter and takes out at most one.
        if len(letters.difference(term)) > slips or len(set(term) - letters) > slips:
            continue
        # Two slips, one of them in the first letter, lead to another word: about is not meant by labour.
        alike = term[0] == wanted[0]
        most = slips if alike else 1
        distance = edit_distance(wanted, term, most)
        if distance <= most:
            near[term] = distance + (0.0 if alike else 0.5)
    # A word in many documents is likelier to be meant.
    counts = {term: documents(term) for term in near}
    living = [term for term in near if counts[term]]
    living.sort(key=lambda term: (near[term] - 0.1 * math.log1p(counts[term]), term))
    return tuple(living[:MOST_SUGGESTIONS])


def slips_allowed(term: str) -> int:
    """Return how many slips a word may differ by and still be taken for another."""
    return 1 if len(term) < 5 else 2


def term_of(word: str) -> str | None:
    """Return the term that a word is in the index; None where it is several, or too short to guess at."""
    terms = [term for piece in pieces(word) for term in piece.parts]
    return terms[0] if len(terms) == 1 and len(terms[0]) >= _SHORTEST else None


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
