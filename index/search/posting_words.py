"""Numbers for words, so that cutting, folding and stemming happen once for each distinct word.

Text is first cut into chunks, most of which are a word; each distinct chunk has a number. From that
the tables here lead to its terms, and from a term in a language to its stem, all with NumPy.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.search.words import LONGEST, chunks, fold, pieces, stemmer

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_LETTERS = 2_000_000  # in all chunks together; about 70 MB with what they lead to
_NOT_LOOKED_UP = -1
_STRETCH = 1 << 20  # letters


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Terms in the order of a text: ``places[i]`` is which of the text's positions ``terms[i]`` has.

    Words joined from parts come last, at the place of their first part. ``counts`` says how many
    positions each chunk has.
    """

    terms: NDArray[np.int32]
    places: NDArray[np.int32]
    counts: NDArray[np.int32]


class _Terms(dict[str, int]):
    """The number of each term, a new one where it is first asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def __missing__(self, term: str) -> int:
        number = self[term] = len(self.texts)
        self.texts.append(term)
        return number


class WordNumbers(dict[str, int]):
    """The number of each distinct chunk of text, found out when it is first asked for.

    Not for use by several threads at once.
    """

    def __init__(self) -> None:
        super().__init__()
        self._begin()

    def _begin(self) -> None:
        self._letters = 0
        self._terms = _Terms()
        self._part_starts = array("q", [0])
        self._parts = array("q")
        self._whole_starts = array("q", [0])
        self._wholes = array("q")
        self._whole_offsets = array("q")
        self._stems: dict[str, NDArray[np.int64]] = {}

    def clear(self) -> None:
        """Forget all words."""
        super().clear()
        self._begin()

    @property
    def terms(self) -> Sequence[str]:
        """The terms by number: words of the texts and, marked, their stems."""
        return self._terms.texts

    @property
    def full(self) -> bool:
        """Whether it is time to begin anew, so that the memory stays within bounds."""
        return self._letters > _MOST_LETTERS

    def add_chunks(self, text: str, numbers: array[int]) -> None:
        """Put the numbers of the chunks of a text behind others."""
        # Terms are folded anyway, and there are fewer chunks in lower case. Of all letters only the dotted
        # capital I would then be cut otherwise, because it comes out as two.
        for stretch in _stretches(text):
            lowered = stretch if "İ" in stretch else stretch.lower()
            numbers.extend(map(self.__getitem__, chunks(lowered)))

    def __missing__(self, chunk: str) -> int:
        number = self[chunk] = len(self)
        self._letters += len(chunk)
        if chunk.isalnum():
            # What ``pieces`` makes of it, in a tenth of the time; most chunks are of this kind.
            self._parts.append(self._terms[fold(chunk)[:LONGEST]])
        else:
            at = 0
            for piece in pieces(chunk):
                if piece.whole:
                    self._wholes.append(self._terms[piece.whole])
                    self._whole_offsets.append(at)
                self._parts.extend(map(self._terms.__getitem__, piece.parts))
                at += len(piece.parts)
        self._part_starts.append(len(self._parts))
        self._whole_starts.append(len(self._wholes))
        return number

    def occurrences(self, numbers: NDArray[np.integer]) -> Occurrences:
        """Return the terms of chunks that stand one after another."""
        first, counts = _runs(self._part_starts, numbers)
        before = np.cumsum(counts, dtype=np.int32) - counts
        terms = np.array(self._parts, np.int32)[_gathered(first, counts)]
        places = np.arange(len(terms), dtype=np.int32)
        if len(self._wholes):
            first, many = _runs(self._whole_starts, numbers)
            which = _gathered(first, many)
            wholes = np.array(self._wholes, np.int32)[which]
            there = np.repeat(before, many) + np.array(self._whole_offsets, np.int32)[which]
            terms, places = np.concatenate((terms, wholes)), np.concatenate((places, there))
        return Occurrences(terms, places, counts)

    def stems(self, language: str, terms: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return the number of the stem of each term in a language."""
        table = np.full(len(self._terms.texts), _NOT_LOOKED_UP, np.int64)
        known = self._stems.get(language)
        if known is not None:
            table[: len(known)] = known
        unknown = np.zeros(len(table), np.bool_)
        unknown[terms] = True
        unknown &= table == _NOT_LOOKED_UP
        asked = np.flatnonzero(unknown)
        texts = map(self._terms.texts.__getitem__, asked.tolist())
        marked = list(map(stemmer(language), texts))
        table[asked] = np.fromiter(map(self._terms.__getitem__, marked), np.int64, len(asked))
        self._stems[language] = table
        stems: NDArray[np.int64] = table[terms]
        return stems


def _stretches(text: str) -> Iterator[str]:
    """Cut a text at spaces into stretches of about a million letters; most are one."""
    at = 0
    while len(text) - at > _STRETCH:
        space = text.find(" ", at + _STRETCH)
        if space < 0:
            break
        yield text[at:space]
        at = space
    yield text[at:] if at else text


def _runs(
    starts: array[int], numbers: NDArray[np.integer]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return where the run of each number begins, and how long it is."""
    table = np.array(starts, np.int32)
    first = table[numbers]
    return first, table[1:][numbers] - first


def _gathered(first: NDArray[np.int32], counts: NDArray[np.int32]) -> NDArray[np.int32]:
    """Return the numbers of runs, one after another: 5, 6, 7, 2 for runs of 3 at 5 and 1 at 2."""
    ends = np.cumsum(counts, dtype=np.int32)
    gathered: NDArray[np.int32] = np.repeat(first - (ends - counts), counts)
    gathered += np.arange(len(gathered), dtype=np.int32)
    return gathered
