"""Numbers for words, so that cutting, folding and stemming happen once for each distinct word.

Text is first cut into chunks, most of which are a word; each distinct chunk has a number. From that
the tables here lead to its terms, and from a term in a language to its stem, all with NumPy.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.search.words import chunks, pieces, stemmer

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_LETTERS = 2_000_000  # in all chunks together; about 60 MB with what they lead to
_NOT_LOOKED_UP = -1


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Terms in the order of a text: ``places[i]`` is which of the text's positions ``terms[i]`` has.

    Words joined from parts come last, at the place of their first part. ``counts`` says how many
    positions each chunk has.
    """

    terms: NDArray[np.int64]
    places: NDArray[np.int64]
    counts: NDArray[np.int64]


class WordNumbers(dict[str, int]):
    """The number of each distinct chunk of text, found out when it is first asked for.

    Not for use by several threads at once.
    """

    def __init__(self) -> None:
        super().__init__()
        self.clear()

    def clear(self) -> None:
        """Forget all words."""
        super().clear()
        self.terms: list[str] = []
        """The terms by number: words of the texts and, marked, their stems."""
        self._letters = 0
        self._term_numbers: dict[str, int] = {}
        self._part_starts = array("q", [0])
        self._parts = array("q")
        self._whole_starts = array("q", [0])
        self._wholes = array("q")
        self._whole_offsets = array("q")
        self._stems: dict[str, array[int]] = {}

    @property
    def full(self) -> bool:
        """Whether it is time to begin anew, so that the memory stays within bounds."""
        return self._letters > _MOST_LETTERS

    def chunks(self, text: str) -> Iterable[int]:
        """Return the numbers of the chunks of a text."""
        return map(self.__getitem__, chunks(text))

    def __missing__(self, chunk: str) -> int:
        number = len(self)
        at = 0
        for piece in pieces(chunk):
            if piece.whole:
                self._wholes.append(self._number(piece.whole))
                self._whole_offsets.append(at)
            self._parts.extend(map(self._number, piece.parts))
            at += len(piece.parts)
        self._part_starts.append(len(self._parts))
        self._whole_starts.append(len(self._wholes))
        self._letters += len(chunk)
        self[chunk] = number
        return number

    def _number(self, term: str) -> int:
        number = self._term_numbers.get(term)
        if number is None:
            number = self._term_numbers[term] = len(self.terms)
            self.terms.append(term)
            self._letters += len(term)
        return number

    def occurrences(self, numbers: NDArray[np.integer]) -> Occurrences:
        """Return the terms of chunks that stand one after another."""
        first, counts = _runs(self._part_starts, numbers)
        before = np.cumsum(counts) - counts
        terms = np.array(self._parts, np.int64)[_gathered(first, counts)]
        places = np.arange(len(terms))
        if len(self._wholes):
            first, many = _runs(self._whole_starts, numbers)
            which = _gathered(first, many)
            wholes = np.array(self._wholes, np.int64)[which]
            there = np.repeat(before, many) + np.array(self._whole_offsets, np.int64)[which]
            terms, places = np.concatenate((terms, wholes)), np.concatenate((places, there))
        return Occurrences(terms, places, counts)

    def stems(self, language: str, terms: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return the number of the stem of each term in a language."""
        known = self._stems.setdefault(language, array("q"))
        known.extend([_NOT_LOOKED_UP] * (len(self.terms) - len(known)))
        table = np.array(known, np.int64)
        stem = stemmer(language)
        for number in np.unique(terms[table[terms] == _NOT_LOOKED_UP]).tolist():
            found = self._number(stem(self.terms[number]))
            known[number] = found
            table[number] = found
        stems: NDArray[np.int64] = table[terms]
        return stems


def _runs(
    starts: array[int], numbers: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return where the run of each number begins, and how long it is."""
    table = np.array(starts, np.int64)
    first = table[numbers]
    return first, table[1:][numbers] - first


def _gathered(first: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the numbers of runs, one after another: 5, 6, 7, 2 for runs of 3 at 5 and 1 at 2."""
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    gathered: NDArray[np.int64] = np.repeat(first - (ends - counts), counts) + np.arange(total)
    return gathered
