"""How well a document answers: BM25F (Robertson and Zaragoza), one formula for every engine.

The occurrences of a word in a document's fields are weighed by the field and its length and added up
before they are dampened, so that a headline counts for more without counting a word twice over. A word
looked for in the body alone scores exactly as under Whoosh's ``BM25F(B=0.7, K1=2.0)``; on top come the
weights of the fields, that a word as it is written counts more than its inflections (``plan``), and, for
the best hits, that words side by side in the query stand so in the story (Metzler and Croft, 2005) and
what a question prefers (``feedback``).
"""

from __future__ import annotations

import math

from index.search.values import value

K1 = 2.0
"""How soon more occurrences of a word stop counting; smaller is sooner.

The occurrences in a headline and those in the text add up, so that there are more than in one field.
"""

DIGITS = 4
"""Scores are compared to so many decimals, so that the order never hangs on the last bit."""

WINDOW = 100
"""So many of the best hits are put in order anew by what takes too long to work out for all."""

NEIGHBOURS = 0.3
"""What it counts that two words of a query stand side by side, beside the rarer word standing there."""

PREFERENCE = 0.5
"""What it counts to be like what is preferred, beside the best score: half of it, as is usual."""


@value
class FieldWeight:
    """What a word counts in a field, and how much a long field thins it (0 not at all, 1 fully)."""

    weight: float
    thinning: float


FIELD_WEIGHTS = {
    "headline": FieldWeight(4.0, 0.3),
    "body": FieldWeight(1.0, 0.7),
    "source": FieldWeight(0.5, 0.3),
    "byline": FieldWeight(0.5, 0.3),
    "captions": FieldWeight(0.8, 0.5),
}


def field_factor(field: str, length: int, average: float) -> float:
    """Return what one occurrence counts in a field of ``length`` words where ``average`` is usual."""
    rule = FIELD_WEIGHTS[field]
    ratio = length / average if average else 1.0
    return rule.weight / (1.0 - rule.thinning + rule.thinning * ratio)


def rarity(matching: int, documents: int) -> float:
    """Return how telling a word is that stands in ``matching`` of ``documents``, as Whoosh reckons it."""
    return math.log(max(documents, 1) / (min(matching, documents) + 1)) + 1.0


def dampened(occurrences: float) -> float:
    """Return what weighed occurrences come to; never more than ``K1 + 1``."""
    return occurrences * (K1 + 1.0) / (occurrences + K1)


def preferred_score(score: float, top: float, likeness: float, most: float) -> float:
    """Return the score of a hit that is as like what is preferred as ``likeness`` says.

    ``top`` is the best score of all, ``most`` the greatest likeness.
    """
    return score + PREFERENCE * top * (likeness / most if most else 0.0)
