"""Which words tell a text from others: for stories like one, and for what good answers have in common.

The weight of a word is that of BM25 summed over the texts (Robertson and Zaragoza, 2009, section 4.2, on
choosing terms for feedback); only words of several texts of the index tell anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Protocol

from index.search.ranking import K1, rarity
from index.search.words import STEM_MARK, language_of, pieces, stemmer, stop_words

TEXT = "body"
"""The field by whose documents words are weighed."""

_SHORTLIST = 150
_SHORTEST = 3
_LONGEST_TEXT = 50_000  # code points; what a text is about it says before that


class Vocabulary(Protocol):
    """What is known of the words of an index."""

    @property
    def languages(self) -> frozenset[str]:
        """The languages of its documents, two letters each."""

    @property
    def documents(self) -> int:
        """How many documents there are."""

    def frequency(self, field: str, term: str) -> int:
        """Return in how many documents a term or stem stands in a field."""


def telling_stems(
    texts: Sequence[str], language: str, vocabulary: Vocabulary, most: int
) -> tuple[tuple[str, float], ...]:
    """Return at most ``most`` marked stems that set texts in a language apart, with their weights.

    The weights add up to one. Time is linear in the length of the texts.
    """
    spoken = language_of(language)
    stem, common = stemmer(spoken), stop_words(spoken)
    saturated: dict[str, float] = {}
    for text in texts:
        counts: Counter[str] = Counter(
            term
            for piece in pieces(text[:_LONGEST_TEXT])
            for term in piece.parts
            if len(term) >= _SHORTEST and term not in common and not term.isdigit()
        )
        stems: Counter[str] = Counter()
        for term, count in counts.items():
            stems[stem(term)] += count
        for marked, count in stems.items():
            saturated[marked] = saturated.get(marked, 0.0) + count / (count + K1)
    weights: dict[str, float] = {}
    for marked in sorted(saturated, key=lambda one: (-saturated[one], one))[:_SHORTLIST]:
        matching = vocabulary.frequency(TEXT, marked)
        if matching > 1 and marked != STEM_MARK:
            weights[marked] = saturated[marked] * rarity(matching, vocabulary.documents)
    best = sorted(weights.items(), key=lambda item: (-item[1], item[0]))[:most]
    together = sum(weight for _, weight in best)
    return tuple((marked, weight / together) for marked, weight in best)
