"""Writes segment files: documents are gathered in memory, sorted with NumPy and written at once.

``posting_files`` says what is in such a file.
"""

from __future__ import annotations

import os
import zlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from index.search.engine import IndexDocument
from index.search.index_contents import SegmentEntry
from index.search.plan import EARLIEST, microseconds
from index.search.posting_files import (
    ACTORS_FIELD,
    ALIGNMENT,
    ENTRY,
    LANGUAGE_FIELD,
    MAGIC,
    PUBLISHED,
    ROWS,
    SOURCES_FIELD,
    TRAILER,
    Numbers,
)
from index.search.posting_words import WordNumbers
from index.search.query import TEXT_FIELDS
from index.search.words import language_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_CHUNKS = 650_000
"""So many words make a segment, about 2,000 stories; to sort them takes some 70 MB."""

NO_NUMBERS = np.zeros(0, np.uint8)


def narrow(numbers: NDArray[np.integer]) -> Numbers:
    """Return numbers, none of them negative, as unsigned ones of one, two or four bytes."""
    largest = int(numbers.max(initial=0))
    for kind in (np.uint8, np.uint16, np.uint32):
        if largest <= np.iinfo(kind).max:
            return numbers.astype(kind, copy=False)
    raise OverflowError(f"{largest} does not fit into four bytes")


class SegmentFileWriter:
    """Writes arrays into a new file one after another, and makes the file durable as it is closed.

    Where an error is on its way the file is removed instead. Raises OSError.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("xb")
        self._file.write(MAGIC)
        self._end = len(MAGIC)
        self._entries: dict[str, bytes] = {}

    def __enter__(self) -> SegmentFileWriter:
        return self

    def write(self, name: str, numbers: NDArray[np.generic]) -> None:
        """Write an array as a whole."""
        region = self.reserve(name, numbers.dtype, len(numbers))
        region.append(numbers)

    def reserve(self, name: str, kind: np.dtype[np.generic], most: int) -> Region:
        """Make room for an array of at most ``most`` items, to be written piece by piece.

        Room that is not used is a hole in the file.
        """
        start = -(-self._end // ALIGNMENT) * ALIGNMENT
        self._end = start + most * kind.itemsize
        return Region(self, name, kind.newbyteorder("<"), start, self._end)

    def put(self, data: memoryview, at: int) -> None:
        """Write bytes at an offset."""
        self._file.seek(at)
        self._file.write(data)

    def enter(self, name: str, entry: bytes) -> None:
        """Put an array into the directory, in place of what was said of it before."""
        self._entries[name] = entry

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        del kind, trace
        try:
            if error is None:
                self._finish()
        except BaseException as trouble:
            error = trouble
            raise
        finally:
            self._file.close()
            if error is not None:
                self._path.unlink(missing_ok=True)

    def _finish(self) -> None:
        directory = bytearray()
        for name, entry in self._entries.items():
            named = name.encode()
            directory += bytes((len(named),)) + named + entry
        self._file.seek(self._end)
        self._file.write(directory)
        checksum = zlib.crc32(directory)
        self._file.write(TRAILER.pack(self._end, len(directory), checksum, MAGIC))
        self._file.flush()
        os.fsync(self._file.fileno())


class Region:
    """Room in a segment file for one array."""

    def __init__(
        self,
        file: SegmentFileWriter,
        name: str,
        kind: np.dtype[np.generic],
        start: int,
        end: int,
    ) -> None:
        self._file = file
        self._name = name
        self._kind = kind
        self._start = start
        self._end = end
        self.count = 0
        """How many items have been written."""
        self._checksum = 0
        self._enter()

    def _enter(self) -> None:
        kind = self._kind.str.encode("ascii")
        self._file.enter(self._name, ENTRY.pack(kind, self._start, self.count, self._checksum))

    def append(self, numbers: NDArray[np.generic]) -> None:
        """Write the next items. Raises ValueError where they do not fit."""
        data = np.ascontiguousarray(numbers, self._kind)
        at = self._start + self.count * self._kind.itemsize
        if at + data.nbytes > self._end:
            raise ValueError(f"{self._name} does not fit into the room that was made for it")
        if data.nbytes:
            packed = data.view(np.uint8).data
            self._file.put(packed, at)
            self._checksum = zlib.crc32(packed, self._checksum)
        self.count += len(data)
        self._enter()


@dataclass(frozen=True, slots=True)
class _Terms:
    """The postings of one kind of term: for each the number of its term and document, in that order.

    ``positions`` has as many items for each posting as its frequency, or none at all.
    """

    used: NDArray[np.int64]
    terms: NDArray[np.int64]
    documents: NDArray[np.int64]
    frequencies: NDArray[np.int64]
    positions: NDArray[np.int64]


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
        self._exact = {
            name: _ExactField() for name in (LANGUAGE_FIELD, ACTORS_FIELD, SOURCES_FIELD)
        }
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
                field.chunks.extend(self._words.chunks(text))
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
        found = self._words.occurrences(np.array(field.chunks, np.int64))
        if not len(found.terms):
            return
        # What each position belongs to, and where in its document it is.
        per_document = np.array(field.counts, np.int64)
        chunk_document = np.repeat(np.arange(len(per_document)), per_document)
        lengths = np.bincount(
            chunk_document, weights=found.counts, minlength=len(per_document)
        ).astype(np.int64)
        documents = np.repeat(np.arange(len(lengths)), lengths)
        positions = np.arange(len(documents)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        words = self._words_of(found.terms, found.places, documents, positions)
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
        file.write(f"{name}/lengths", narrow(lengths))

    def _words_of(
        self,
        terms: NDArray[np.int64],
        places: NDArray[np.int64],
        documents: NDArray[np.int64],
        positions: NDArray[np.int64],
    ) -> _Terms:
        ranks, used = _ranked(self._words.terms, terms)
        # Places ascend with document and position, so that sorting by them sorts by both.
        bits = max(len(documents), 1).bit_length()
        keys = ranks[terms] << bits | places
        keys.sort()
        place = keys & (1 << bits) - 1
        rank = keys >> bits
        document = documents[place]
        new = np.ones(len(keys), np.bool_)
        new[1:] = (rank[1:] != rank[:-1]) | (document[1:] != document[:-1])
        first = np.flatnonzero(new)
        frequencies = np.diff(np.append(first, len(keys)))
        return _Terms(used, rank[first], document[first], frequencies, positions[place])

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
        return _Terms(used, rank, document, frequencies, np.zeros(0, np.int64))


def _ranked(
    texts: Sequence[str], numbers: NDArray[np.int64]
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


def write_terms(file: SegmentFileWriter, name: str, terms: Sequence[str]) -> None:
    """Write the terms of a field, which are sorted."""
    joined = "".join(terms)
    if joined.isascii():
        packed = joined.encode()
        lengths = np.fromiter(map(len, terms), np.int64, len(terms))
    else:
        encoded = [term.encode("utf-8", "replace") for term in terms]
        packed = b"".join(encoded)
        lengths = np.fromiter(map(len, encoded), np.int64, len(terms))
    ends = np.concatenate((np.zeros(1, np.int64), np.cumsum(lengths)))
    file.write(f"{name}/terms", np.frombuffer(packed, np.uint8))
    file.write(f"{name}/term_ends", ends.astype(np.uint32))


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
