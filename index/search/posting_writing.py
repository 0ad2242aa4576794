"""Turns documents into segments: they are gathered in memory, sorted with NumPy and written at once."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.search.engine import IndexDocument
from index.search.index_contents import SegmentEntry
from index.search.plan import EARLIEST, microseconds
from index.search.posting_files import (
    ACTORS_FIELD,
    EXACT_FIELDS,
    LANGUAGE_FIELD,
    PUBLISHED,
    ROWS,
    SOURCES_FIELD,
)
from index.search.posting_words import WordNumbers
from index.search.query import TEXT_FIELDS
from index.search.segment_writing import SegmentFileWriter, narrow, write_terms
from index.search.words import language_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CHUNKS = 650_000
"""So many words make a segment, about 2,000 stories; to sort them takes some 70 MB."""


@dataclass(frozen=True, slots=True)
class _Terms:
    """The postings of one kind of term: for each the number of its term and document, in that order.

    ``positions`` has as many items for each posting as its frequency, or none at all.
    """

    used: NDArray[np.int64]
    terms: NDArray[np.int64]
    documents: NDArray[np.integer]
    frequencies: NDArray[np.int64]
    positions: NDArray[np.int32]


class _TextField:
    """The chunks of one text field of the documents in memory."""

    def __init__(self) -> None:
        self.chunks = array("I")
        self.counts = array("I")


class _ExactField:
    """The exact terms of one field of the documents in memory."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms = array("I")
        self._documents = array("I")

    def add(self, document: int, terms: Sequence[str]) -> None:
        for term in terms:
            if term:
                self._terms.append(self._numbers.setdefault(term, len(self._numbers)))
                self._documents.append(document)

    def write(self, file: SegmentFileWriter, name: str, documents: int) -> None:
        if not self._numbers:
            return
        texts = list(self._numbers)
        ranks, used = _ranked(texts, np.arange(len(texts)))
        pairs = np.unique(
            ranks[np.array(self._terms, np.int64)] << 32 | np.array(self._documents, np.int64)
        )
        terms, holders = pairs >> 32, pairs & 0xFFFFFFFF
        write_terms(file, name, [texts[number] for number in used.tolist()])
        file.write(f"{name}/starts", np.searchsorted(terms, np.arange(len(texts) + 1)))
        file.write(f"{name}/documents", holders.astype(np.uint32))
        back = np.sort(holders << 32 | terms)
        starts = np.searchsorted(back >> 32, np.arange(documents + 1))
        file.write(f"{name}/forward_starts", narrow(starts))
        file.write(f"{name}/forward", narrow(back & 0xFFFFFFFF))


class DocumentsInMemory:
    """Documents on their way into one segment. Not for use by several threads at once."""

    def __init__(self, words: WordNumbers) -> None:
        self._words = words
        self._rows = array("q")
        self._published = array("q")
        self._languages: dict[str, int] = {}
        self._language_of = array("I")
        self._texts = tuple(_TextField() for _ in TEXT_FIELDS)
        self._exact = {name: _ExactField() for name in EXACT_FIELDS}
        self._place: dict[int, int] = {}
        self._replaced: list[int] = []

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def rows(self) -> frozenset[int]:
        """The rows of the documents."""
        return frozenset(self._place)

    @property
    def full(self) -> bool:
        """Whether there are as many words as a segment should take at once."""
        return sum(len(field.chunks) for field in self._texts) > MOST_CHUNKS

    def add(self, document: IndexDocument) -> None:
        """Take a document, in place of one of the same row that was taken before."""
        number = len(self._rows)
        before = self._place.get(document.row)
        if before is not None:
            self._replaced.append(before)
        self._place[document.row] = number
        self._rows.append(document.row)
        published = document.published
        self._published.append(EARLIEST if published is None else microseconds(published))
        language = language_of(document.language)
        self._language_of.append(self._languages.setdefault(language, len(self._languages)))
        texts = (
            document.headline,
            document.body,
            document.source,
            document.byline,
            document.captions,
        )
        for field, text in zip(self._texts, texts, strict=True):
            start = len(field.chunks)
            if text:
                self._words.add_chunks(text, field.chunks)
            field.counts.append(len(field.chunks) - start)
        self._exact[LANGUAGE_FIELD].add(number, (language,))
        self._exact[ACTORS_FIELD].add(number, document.actors)
        self._exact[SOURCES_FIELD].add(number, (document.source.strip(),))

    def write(self, folder: Path, segment_id: str) -> SegmentEntry:
        """Write the documents as a segment and return its entry. Raises OSError."""
        entry = SegmentEntry(segment_id, len(self._rows), 0)
        path = folder / entry.file_name
        with SegmentFileWriter(path) as file:
            file.write(ROWS, np.array(self._rows, np.int64))
            file.write(PUBLISHED, np.array(self._published, np.int64))
            for name, field in zip(TEXT_FIELDS, self._texts, strict=True):
                self._write_text(file, name, field)
            for name, exact in self._exact.items():
                exact.write(file, name, len(self._rows))
        entry = SegmentEntry(segment_id, len(self._rows), path.stat().st_size)
        return entry.with_deleted(np.array(self._replaced, np.int64))

    def _write_text(self, file: SegmentFileWriter, name: str, field: _TextField) -> None:
        found = self._words.occurrences(np.frombuffer(field.chunks, np.uint32))
        if not len(found.terms):
            return
        # What each position belongs to, and where in its document it is.
        per_document = np.array(field.counts, np.int64)
        ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(found.counts, dtype=np.int64)))
        lengths = np.diff(ends[np.concatenate((np.zeros(1, np.int64), np.cumsum(per_document)))])
        documents = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths)
        starts = (np.cumsum(lengths) - lengths).astype(np.int32)
        positions = np.arange(len(documents), dtype=np.int32) - np.repeat(starts, lengths)
        words = self._words_of(found.terms, found.places, documents, positions)
        del found, documents, positions
        self._write_terms(file, name, words)
        file.write(f"{name}/lengths", narrow(lengths))

    def _write_terms(self, file: SegmentFileWriter, name: str, words: _Terms) -> None:
        # Stems begin with a mark that comes before every letter, so they are first as they stand.
        groups = [self._stems_of(words), words]
        terms = self._words.terms
        used = [number for group in groups for number in group.used.tolist()]
        write_terms(file, name, list(map(terms.__getitem__, used)))
        starts = [np.zeros(1, np.int64)]
        places = [np.zeros(1, np.int64)]
        posted = placed = 0
        for group in groups:
            ends = np.cumsum(np.bincount(group.terms, minlength=len(group.used)))
            starts.append(ends + posted)
            if len(group.positions):
                before = np.concatenate((np.zeros(1, np.int64), np.cumsum(group.frequencies)))
                places.append(before[ends] + placed)
            else:
                places.append(np.full(len(ends), placed))
            posted += len(group.terms)
            placed += len(group.positions)
        frequencies = narrow(np.concatenate([group.frequencies for group in groups]))
        file.write(f"{name}/starts", np.concatenate(starts))
        documents = np.concatenate([group.documents for group in groups])
        file.write(f"{name}/documents", documents.astype(np.uint32))
        if frequencies.max() > 1:
            file.write(f"{name}/frequencies", frequencies)
        file.write(f"{name}/position_starts", np.concatenate(places))
        file.write(f"{name}/positions", narrow(words.positions))

    def _words_of(
        self,
        terms: NDArray[np.int32],
        places: NDArray[np.int32],
        documents: NDArray[np.int32],
        positions: NDArray[np.int32],
    ) -> _Terms:
        ranks, used = _ranked(self._words.terms, terms)
        # Places ascend with document and position, so that sorting by them sorts by both.
        bits = max(len(documents), 1).bit_length()
        keys = ranks[terms]
        keys <<= bits
        keys |= places
        keys.sort()
        place = keys & (1 << bits) - 1
        keys >>= bits
        document = documents[place]
        new = np.ones(len(keys), np.bool_)
        new[1:] = (keys[1:] != keys[:-1]) | (document[1:] != document[:-1])
        first = np.flatnonzero(new)
        frequencies = np.diff(np.append(first, len(keys)))
        return _Terms(used, keys[first], document[first], frequencies, positions[place])

    def _stems_of(self, words: _Terms) -> _Terms:
        """Return the words by their stems, each in the language of its document."""
        languages = np.array(self._language_of, np.int64)[words.documents]
        terms = words.used[words.terms]
        stems = np.empty(len(terms), np.int64)
        for language, number in self._languages.items():
            spoken = languages == number
            stems[spoken] = self._words.stems(language, terms[spoken])
        ranks, used = _ranked(self._words.terms, stems)
        documents = len(self._rows)
        keys = ranks[stems] * documents + words.documents
        order = np.argsort(keys, kind="stable")
        keys = keys[order]
        first = np.flatnonzero(np.concatenate(([True], keys[1:] != keys[:-1])))
        frequencies = np.add.reduceat(words.frequencies[order], first)
        rank, document = np.divmod(keys[first], documents)
        return _Terms(used, rank, document, frequencies, np.zeros(0, np.int32))


def _ranked(
    texts: Sequence[str], numbers: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the rank of each number that occurs among ``numbers``, and those numbers by rank.

    They are ranked by their texts. UTF-8 sorts as its code points do.
    """
    occurs = np.zeros(len(texts), np.bool_)
    occurs[numbers] = True
    there = np.flatnonzero(occurs)
    used = np.array(sorted(there.tolist(), key=texts.__getitem__), np.int64)
    ranks = np.zeros(len(texts), np.int64)
    ranks[used] = np.arange(len(used))
    return ranks, used


def in_parts(documents: Iterable[IndexDocument], words: WordNumbers) -> Iterator[DocumentsInMemory]:
    """Yield documents in parts that each make a segment; the last part may be small."""
    part = DocumentsInMemory(words)
    for document in documents:
        part.add(document)
        if part.full:
            yield part
            part = DocumentsInMemory(words)
    if len(part):
        yield part
