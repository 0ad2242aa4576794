"""Reading the names in lines of cricket scores: ``Saeed Vesk c Tandel b Olden 15``, ``Olden 8-1-60-0``.

Such a line is nothing but players, the ways they were out, and numbers; so its names are people, even where
they are called like a town.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.analysis.recognising import Document
from index.analysis.runs import is_capitalised
from index.analysis.small_words import small_words

_PARTICLES = small_words("person-particles")
# Overs, maidens, runs, wickets.
_FIGURES = re.compile(r"\d{1,3}(?:\.\d)?-\d{1,3}-\d{1,3}-\d{1,2}")
_WAYS_OUT = frozenset(("c", "b", "lbw", "st", "out"))
_BETWEEN = frozenset(
    (
        "c",
        "b",
        "lbw",
        "st",
        "run",
        "not",
        "out",
        "and",
        "&",
        "sub",
        "hit",
        "wicket",
        "retired",
        "hurt",
    )
)
_SIGNS = frozenset(("(", ")", ".", ",", "*", "+", "†"))
_LONGEST_LINE = 24
_MOST_WORDS = 6


def players(document: Document) -> Iterator[tuple[int, int]]:
    """Yield the players in lines of cricket scores as tokens, first and last (exclusive), in order."""
    texts = document.tokens.texts
    starts = document.sentences.starts
    count = len(texts)
    bowled = _FIGURES.search(document.text) is not None
    for number in range(len(starts)):
        first = starts[number]
        last = starts[number + 1] if number + 1 < len(starts) else count
        batting = _batting(texts, first, last)
        if batting:
            yield from batting
        elif bowled:
            yield from _bowling(texts, first, last)


def _name_end(texts: list[str], first: int, last: int) -> int:
    """Return the end of a player's name that starts at ``first``, ``first`` where none does."""
    at = end = first
    while at < last and at - first < _MOST_WORDS:
        word = texts[at]
        if is_capitalised(word) and word[-1].isalpha():
            end = at + 1
        elif not (at > first and (word in _PARTICLES or word in (".", "-", "'"))):
            break
        at += 1
    return end


def _batting(texts: list[str], first: int, last: int) -> list[tuple[int, int]]:
    """Return the players of a line of the innings, none where the line is anything else."""
    if not 3 <= last - first <= _LONGEST_LINE:
        return []
    end = _name_end(texts, first, last)
    if end in (first, last) or texts[end] not in _BETWEEN:
        return []
    found = [(first, end)]
    out = numbers = False
    at = end
    while at < last:
        word = texts[at]
        if word in _BETWEEN:
            out = out or word in _WAYS_OUT
        elif word[0].isdigit():
            numbers = True
        elif word not in _SIGNS:
            end = _name_end(texts, at, last)
            if end == at:
                return []
            found.append((at, end))
            at = end
            continue
        at += 1
    return found if out and numbers else []


def _bowling(texts: list[str], first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield the names that stand before a bowler's figures."""
    begun = -1
    for at in range(first, last):
        word = texts[at]
        if begun >= 0 and _FIGURES.fullmatch(word):
            yield begun, at
            begun = -1
        elif (
            begun >= 0
            and at - begun < _MOST_WORDS
            and (is_capitalised(word) or word in _PARTICLES or word in (".", "-"))
        ):
            continue
        else:
            begun = at if is_capitalised(word) else -1
