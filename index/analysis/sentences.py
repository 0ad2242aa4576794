"""Finding where sentences open, so that a capital there counts for little."""

from __future__ import annotations

from array import array
from dataclasses import dataclass

from index.analysis.small_words import small_words
from index.analysis.tokens import Tokens

_ENDERS = frozenset(".!?…")
_CLOSERS = frozenset("\"'”’)]»")
_OPENERS = frozenset('"“„«‘([—–:;•*|/')
# A full stop after one of these does not end a sentence.
_ABBREVIATIONS = small_words("abbreviations")
# A line this short was ended on purpose, not wrapped.
_SHORT_LINE = 45
_FUNCTION_WORDS = small_words("sentence-openers")


@dataclass(frozen=True, slots=True)
class Sentences:
    """``starts`` are positions of first tokens; ``openings`` has a byte a token.

    0: inside; 1: a sentence opens; 2: something opens that may have a capital of its own (a quotation,
    a bracket, what follows a colon). ``numbers`` gives each token the number of its sentence.
    """

    starts: array[int]
    openings: bytearray
    numbers: array[int]


def split(text: str, tokens: Tokens) -> Sentences:
    """Return the sentences of a tokenised text. A full stop with no space after it ends one, too."""
    texts, starts, ends = tokens.texts, tokens.starts, tokens.ends
    count = len(texts)
    openings = bytearray(count)
    first_tokens = array("l")
    numbers = array("l", bytes(array("l").itemsize * count))
    number = -1
    ended = True
    line_start = 0
    for i in range(count):
        word = texts[i]
        if i and not ended:
            previous = texts[i - 1]
            gap_start = ends[i - 1]
            gap_end = starts[i]
            if gap_end > gap_start:
                gap = text[gap_start:gap_end]
                if "\n" in gap or "\r" in gap:
                    lines = gap.replace("\r\n", "\n").count("\n") or gap.count("\r")
                    short = gap_start - line_start < _SHORT_LINE
                    line_start = gap_end
                    if lines > 1 or short:
                        ended = True
            if not ended and previous in _ENDERS:
                ended = _ends(texts, i - 1, word, ends[i - 1] == starts[i])
            elif not ended and previous in _CLOSERS and i > 1 and texts[i - 2] in _ENDERS:
                ended = word[:1].isupper() or word in _OPENERS
            elif not ended and len(previous) > 2 and previous[-1] == "." and word[:1].isupper():
                # "in the U.S. The president": the stop of the initials ends the sentence as well.
                ended = word in _FUNCTION_WORDS
        if ended and word not in _CLOSERS:
            number += 1
            first_tokens.append(i)
            ended = False
            openings[i] = 1
            line_start = starts[i]
        elif (
            i
            and word[:1].isupper()
            and (texts[i - 1] in _OPENERS or (texts[i - 1] in "\"'”’" and ends[i - 1] == starts[i]))
        ):
            # After an opening that itself opens the sentence, the sentence opens here.
            openings[i] = 1 if openings[i - 1] == 1 else 2
        numbers[i] = max(number, 0)
    return Sentences(first_tokens, openings, numbers)


def _ends(texts: list[str], stop: int, following: str, joined: bool) -> bool:
    if texts[stop] != ".":
        return following[:1].isupper() or following in _OPENERS or following.isdigit()
    before = texts[stop - 1] if stop else ""
    if joined:
        # "in a statement.Pena said": no space, yet a capital after a small letter.
        return (following[:1].isupper() and len(before) > 1 and before[-1:].islower()) or (
            following in '"“' and len(before) > 1
        )
    if before.lower() == "no":
        # "No. 5", but "she would vote no."
        return not following[:1].isdigit() and not following[:1].islower()
    if before.lower() in _ABBREVIATIONS or (len(before) == 1 and before.isupper()):
        return False
    return not following[:1].islower() and following not in ",;"
