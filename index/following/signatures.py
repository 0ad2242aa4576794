"""The signature of a story: its most telling words, small enough to be kept for every story.

A word counts by how rare it is in English news at large (the logarithm of its rank in ``common_words.txt``, one for
words that are not in that list, names above all; nothing for the small words of a dozen other languages), by how often
it stands in the story, and more where it stands in the headline or the beginning, where news tells what is new; those
of the opening are marked. Words are folded and cut to their first letters, which takes off the endings of most
languages alike. What a word is worth among the stories of its days is added when stories are compared.
"""

from __future__ import annotations

import math
import re
import struct
import zlib
from functools import cache, lru_cache
from importlib.resources import files

from index.analysis.folding import fold
from index.analysis.masking import mask
from index.model import BodyFormat

TERMS = 48
"""How many words a signature keeps at most."""

_STEM = 6  # letters kept of a word
_SHORTEST = 2  # letters of a word that counts
_NEVER = 150  # ranks of words that say nothing
_LEAD = 80  # words, the headline's included
_OPENING = 45  # words
_BEHIND = 0.5  # what a word is worth that comes after the lead
_NUMBER = 0.6
_LONGEST = 200_000  # code points read of a body
_WORD = re.compile(r"[^\W_]+(?:[.'’-][^\W_]+)*")
_YEAR = re.compile(r"(?:19|20)\d\d")
_ENTRY = struct.Struct("<If")


def signature(headline: str, body: str, body_format: BodyFormat) -> bytes:
    """Return the signature of a story: for each word four bytes that stand for it and a weight, both little-endian.

    The weights are 32-bit floats, the greatest first; that of a word in the opening has a minus sign.
    """
    counts: dict[str, int] = {}
    worth: dict[str, float] = {}
    opening: set[str] = set()
    place = 0
    for text in (headline, mask(body[:_LONGEST], body_format)):
        for found in _WORD.finditer(text):
            stem, weight = _weighed(found.group())
            if not stem:
                continue
            place += 1
            if stem in counts:
                counts[stem] += 1
            elif weight:
                counts[stem] = 1
                worth[stem] = weight if place <= _LEAD else weight * _BEHIND
                if place <= _OPENING:
                    opening.add(stem)
    weights = {stem: worth[stem] * (1 + math.log(count)) for stem, count in counts.items()}
    best = sorted(weights, key=lambda stem: (-weights[stem], stem))[:TERMS]
    return b"".join(
        _ENTRY.pack(_number(stem), -weights[stem] if stem in opening else weights[stem])
        for stem in best
    )


def word_weights(text: str) -> dict[str, float]:
    """Return what each word of a text weighs, by its first letters; words that say nothing are left out."""
    weights: dict[str, float] = {}
    for found in _WORD.finditer(text):
        stem, weight = _weighed(found.group())
        if weight:
            weights[stem] = weight
    return weights


@lru_cache(maxsize=16_384)
def _weighed(word: str) -> tuple[str, float]:
    """Return the stem of a word as it stands in a text and what it weighs; ("", 0) for a single letter."""
    folded = fold(word).removesuffix("'s").removesuffix("’s")
    if len(folded) < _SHORTEST:
        return "", 0.0
    stem = folded if folded[0].isdigit() else folded[:_STEM]
    if stem[0].isdigit():
        return stem, 0.0 if _YEAR.fullmatch(stem) else _NUMBER
    ranks, last = _ranks()
    rank = ranks.get(stem)
    if rank is None:
        return stem, 0.0 if folded in _small_words() else 1.0
    if rank < _NEVER:
        return stem, 0.0
    return stem, math.log(1 + rank / _NEVER) / math.log(1 + last / _NEVER)


def _number(stem: str) -> int:
    # Zero marks an empty place where signatures are laid side by side.
    return zlib.crc32(stem.encode("utf-8", "replace")) or 1


@cache
def _small_words() -> frozenset[str]:
    """Return the words of other languages that say nothing by themselves ("para", "nicht"), folded."""
    from whoosh.lang.stopwords import stoplists

    return frozenset(fold(word) for words in stoplists.values() for word in words)


@cache
def _ranks() -> tuple[dict[str, int], int]:
    """Return the rank of each stem among the common words, and the last rank."""
    text = files("index.analysis.data").joinpath("common_words.txt").read_text(encoding="utf-8")
    ranks: dict[str, int] = {}
    words = (line for line in text.splitlines() if line and not line.startswith("#"))
    for rank, word in enumerate(words):
        ranks.setdefault(fold(word)[:_STEM], rank)
    return ranks, max(1, len(ranks))
