"""Reads the postings of an index: arrays in one file a segment, mapped into memory and never copied.

A segment file is written once and never changed. It begins with ``MAGIC``, holds arrays one after
another, each beginning at a multiple of ``ALIGNMENT`` bytes, and ends with a directory of them and a
trailer (``posting_codec`` makes such files Whoosh's segments; ``segment_writing`` writes them):

    directory   for each array: length of its name (1 byte), its name in UTF-8, its type as NumPy
                writes it in three bytes ("<u4"), its offset and its number of items (8 bytes each),
                the CRC-32 of its bytes (4 bytes)
    trailer     offset and length of the directory (8 bytes each), its CRC-32 (4 bytes), MAGIC

All numbers are little-endian. The arrays of a field, whose terms are sorted by their UTF-8 bytes:

    FIELD/terms              the terms, one after another, UTF-8
    FIELD/term_ends          where each term ends in ``terms``, beginning with 0
    FIELD/starts             where the postings of each term begin; one more at the end
    FIELD/documents          the document of each posting, ascending within a term
    FIELD/frequencies        how often the term stands there; left out where that is 1 everywhere
    FIELD/position_starts    where the positions of each term begin; left out without positions
    FIELD/positions          as many positions for each posting as its frequency; or none for a whole
                             term, such as a stem
    FIELD/lengths            how many positions the field has in each document; text fields only
    FIELD/forward_starts     where the terms of each document begin in ``forward``; exact fields only
    FIELD/forward            the numbers of the terms of each document, ascending

and of the segment: ``rows`` (of the articles in the database) and ``published`` (microseconds since
1970 in UTC, ``plan.EARLIEST`` where it is not known), a number for each document.

Which documents are deleted is no part of the file; the table of contents has it.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAGIC = b"postings"
ALIGNMENT = 64
TRAILER = struct.Struct("<QQI8s")
ENTRY = struct.Struct("<3sQQI")

LANGUAGE_FIELD = "language"
"""The field whose exact terms are the languages of the stories, two letters each."""
ACTORS_FIELD = "actors"
"""The field whose exact terms are the ids of the actors a story names."""
SOURCES_FIELD = "sources"
"""The field whose exact terms are the names of the sources, as they are written."""
EXACT_FIELDS = (LANGUAGE_FIELD, ACTORS_FIELD, SOURCES_FIELD)
"""The fields that are kept as whole terms, without positions, and from documents to terms besides."""

ROWS = "rows"
PUBLISHED = "published"

Numbers: TypeAlias = "NDArray[np.unsignedinteger]"
"""Unsigned numbers, as narrow as their largest allows: convert before calculating with them."""

_NOTHING = np.zeros(0, np.uint8)
_AT_ONCE = 1 << 24  # bytes


class HarmedFileError(ValueError):
    """A segment file that is cut short, of another version, or whose arrays contradict each other."""


class _Entry(NamedTuple):
    """Where an array is in its file, of what type, how long, and the CRC-32 of its bytes."""

    kind: str
    offset: int
    length: int
    checksum: int


class SegmentFile:
    """The arrays of one segment file by name, read-only. Raises OSError, HarmedFileError."""

    def __init__(self, path: Path) -> None:
        with path.open("rb") as file:
            try:
                self._mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            except ValueError as error:
                raise HarmedFileError(f"{path} is empty") from error
        self.path = path
        self._arrays = _directory(path, self._mapped)

    def array(self, name: str, default: NDArray[np.uint8] = _NOTHING) -> Numbers:
        """Return an array, ``default`` where the file has none of that name."""
        entry = self._arrays.get(name)
        if entry is None:
            return default
        return np.frombuffer(self._mapped, entry.kind, entry.length, entry.offset)

    def names(self) -> tuple[str, ...]:
        """Return the names of the arrays in the order they stand in the file."""
        return tuple(self._arrays)

    def verify(self) -> None:
        """Read everything; raise HarmedFileError where a byte is not as it was written."""
        for name, entry in self._arrays.items():
            checksum = 0
            end = entry.offset + entry.length * int(entry.kind[2:])
            for start in range(entry.offset, end, _AT_ONCE):
                checksum = zlib.crc32(self._mapped[start : min(start + _AT_ONCE, end)], checksum)
                self.release()
            if checksum != entry.checksum:
                raise HarmedFileError(f"{name} of {self.path} is not as it was written")

    def release(self) -> None:
        """Give the pages that were read back to the system, which keeps them cached as it likes.

        Otherwise the memory a reader seems to hold would grow to the size of the index.
        """
        if hasattr(mmap, "MADV_DONTNEED"):
            self._mapped.madvise(mmap.MADV_DONTNEED)


def _directory(path: Path, mapped: mmap.mmap) -> Mapping[str, _Entry]:
    """Return where each array is."""
    size = len(mapped)
    if size < len(MAGIC) + TRAILER.size or mapped[: len(MAGIC)] != MAGIC:
        raise HarmedFileError(f"{path} is no segment of this version")
    start, length, checksum, magic = TRAILER.unpack(mapped[size - TRAILER.size :])
    packed = mapped[start : start + length]
    if magic != MAGIC or start + length + TRAILER.size != size or zlib.crc32(packed) != checksum:
        raise HarmedFileError(f"{path} is cut short or harmed")
    entries: dict[str, _Entry] = {}
    at = 0
    while at < len(packed):
        named = at + 1 + packed[at]
        name = packed[at + 1 : named].decode()
        kind, offset, count, checksum = ENTRY.unpack_from(packed, named)
        entries[name] = _Entry(kind.decode("ascii"), offset, count, checksum)
        at = named + ENTRY.size
    return entries


class FieldPostings:
    """The postings of one field of one segment; terms have numbers from 0 in the order of their bytes.

    Reading raises HarmedFileError, IndexError or ValueError where the file is harmed.
    """

    def __init__(self, file: SegmentFile, name: str) -> None:
        self.name = name
        self.letters: NDArray[np.uint8] = file.array(f"{name}/terms").view(np.uint8)
        """The terms, one after another, in UTF-8."""
        self.term_ends: NDArray[np.uint32] = file.array(f"{name}/term_ends").view(np.uint32)
        """Where each term ends among ``letters``, beginning with 0."""
        self._terms = self.letters.data
        self.term_starts: NDArray[np.int64] = file.array(f"{name}/starts").view(np.int64)
        """Where the postings of each term begin among all of the field; one more at the end."""
        self.documents: NDArray[np.uint32] = file.array(f"{name}/documents").view(np.uint32)
        """The document of every posting, term after term."""
        frequencies = file.array(f"{name}/frequencies")
        self.has_frequencies = len(frequencies) > 0
        """Whether any term stands in a document more than once."""
        if not self.has_frequencies:
            frequencies = np.broadcast_to(np.uint8(1), len(self.documents))
        self.frequencies: Numbers = frequencies
        """How often the term of each posting stands in its document."""
        starts = file.array(f"{name}/position_starts")
        self._position_starts = starts.view(np.int64) if len(starts) else None
        self.all_positions = file.array(f"{name}/positions")
        """The positions of every posting, term after term."""
        self._forward_starts = file.array(f"{name}/forward_starts")
        self._forward = file.array(f"{name}/forward", np.zeros(0, np.uint8))
        self.count = len(self.term_ends) - 1
        """How many terms there are."""
        if len(self.term_starts) != self.count + 1:
            raise HarmedFileError(f"{file.path} is harmed")

    @property
    def has_positions(self) -> bool:
        """Whether the field keeps where its terms stand."""
        return self._position_starts is not None

    def term(self, number: int) -> bytes:
        """Return a term."""
        return bytes(self._terms[int(self.term_ends[number]) : int(self.term_ends[number + 1])])

    def rank(self, term: bytes) -> int:
        """Return the number of the first term that is not before ``term``; ``count`` if all are."""
        terms, ends = self._terms, self.term_ends
        low, high = 0, self.count
        while low < high:
            middle = (low + high) >> 1
            if bytes(terms[int(ends[middle]) : int(ends[middle + 1])]) < term:
                low = middle + 1
            else:
                high = middle
        return low

    def find(self, term: bytes) -> int:
        """Return the number of a term, -1 where it is not there."""
        number = self.rank(term)
        return number if number < self.count and self.term(number) == term else -1

    def beginning_with(self, prefix: bytes) -> tuple[int, int]:
        """Return the numbers of the first term that begins so, and of the first behind those."""
        behind = prefix.rstrip(b"\xff")
        if not behind:
            return self.rank(prefix), self.count
        return self.rank(prefix), self.rank(behind[:-1] + bytes((behind[-1] + 1,)))

    def document_frequency(self, number: int) -> int:
        """Return in how many documents a term stands, deleted ones included."""
        return int(self.term_starts[number + 1]) - int(self.term_starts[number])

    def postings(self, number: int) -> tuple[NDArray[np.uint32], Numbers]:
        """Return the documents of a term, ascending, and how often it stands in each."""
        first, last = int(self.term_starts[number]), int(self.term_starts[number + 1])
        return self.documents[first:last], self.frequencies[first:last]

    def documents_of(self, first: int, last: int) -> NDArray[np.uint32]:
        """Return the documents of the terms from ``first`` to ``last`` - 1, run after run."""
        return self.documents[int(self.term_starts[first]) : int(self.term_starts[last])]

    def positions(
        self, number: int, which: NDArray[np.intp] | None = None
    ) -> tuple[Numbers, Numbers]:
        """Return where a term stands: positions posting after posting, and how many each has.

        ``which`` chooses postings of the term by their place, in any order. The counts are 0 for a
        term whose positions are not kept.
        """
        _, counts = self.postings(number)
        if self._position_starts is None:
            begin = end = 0
        else:
            begin = int(self._position_starts[number])
            end = int(self._position_starts[number + 1])
        places = self.all_positions[begin:end]
        if begin == end:
            none = np.zeros(len(counts) if which is None else len(which), np.uint8)
            return places, none
        if which is None:
            if int(counts.sum(dtype=np.int64)) != end - begin:
                raise HarmedFileError(f"the positions of a term in {self.name} are harmed")
            return places, counts
        ends = np.cumsum(counts, dtype=np.int64)
        if ends[-1] != end - begin:
            raise HarmedFileError(f"the positions of a term in {self.name} are harmed")
        chosen = counts[which]
        wanted = chosen.astype(np.int64)
        before = np.cumsum(wanted) - wanted
        first = ends[which] - wanted
        total = int(before[-1] + wanted[-1]) if len(wanted) else 0
        return places[np.repeat(first - before, wanted) + np.arange(total)], chosen

    def terms_of(self, documents: NDArray[np.integer]) -> NDArray[np.integer]:
        """Return the numbers of the terms of some documents, document after document.

        Exact fields only: for facets, with ``numpy.bincount``.
        """
        return self.terms_of_each(documents)[0]

    def terms_of_each(
        self, documents: NDArray[np.integer]
    ) -> tuple[NDArray[np.integer], NDArray[np.int64]]:
        """Return the numbers of the terms of some documents, and how many each document has."""
        starts = self._forward_starts
        first = starts[documents].astype(np.int64)
        counts = starts[1:][documents].astype(np.int64) - first
        ends = np.cumsum(counts)
        total = int(ends[-1]) if len(ends) else 0
        which = np.repeat(first - (ends - counts), counts) + np.arange(total)
        return self._forward[which], counts

    def terms_between(self, first: int, last: int) -> list[bytes]:
        """Return the terms from ``first`` to ``last`` - 1."""
        ends = self.term_ends[first : last + 1].tolist()
        packed = bytes(self._terms[ends[0] : ends[-1]])
        start = ends[0]
        return [packed[begin - start : end - start] for begin, end in pairwise(ends)]

    def positions_between(self, first: int, last: int) -> tuple[NDArray[np.int64], Numbers]:
        """Return how many positions each term from ``first`` to ``last`` - 1 has, and these."""
        if self._position_starts is None:
            return np.zeros(last - first, np.int64), self.all_positions[:0]
        starts = self._position_starts[first : last + 1]
        return np.diff(starts), self.all_positions[int(starts[0]) : int(starts[-1])]


class SegmentArrays:
    """One segment of one generation of the index; documents have numbers from 0.

    ``deleted`` are the numbers of the documents that are no more. Raises OSError, HarmedFileError.
    """

    def __init__(
        self,
        file: SegmentFile,
        deleted: NDArray[np.uint32] | None = None,
        fields: dict[str, FieldPostings | None] | None = None,
    ) -> None:
        self.file = file
        self.rows: NDArray[np.int64] = file.array(ROWS).view(np.int64)
        """The row of each document in the database, deleted ones included."""
        self.published: NDArray[np.int64] = file.array(PUBLISHED).view(np.int64)
        """When each document was published: microseconds since 1970, or ``plan.EARLIEST``."""
        self.documents = len(self.rows)
        """How many documents there are, deleted ones included."""
        if len(self.published) != self.documents:
            raise HarmedFileError(f"{file.path} is harmed")
        self._fields: dict[str, FieldPostings | None] = {} if fields is None else fields
        self.deleted: NDArray[np.bool_] | None = None
        """Which documents are deleted, None where none is."""
        self.count = self.documents
        """How many documents there are, without deleted ones."""
        if deleted is not None and len(deleted):
            self.deleted = np.zeros(self.documents, np.bool_)
            self.deleted[deleted] = True
            self.count = self.documents - int(np.count_nonzero(self.deleted))

    def with_deleted(self, deleted: NDArray[np.uint32] | None) -> SegmentArrays:
        """Return the same segment with other documents deleted; the file is not opened again."""
        return SegmentArrays(self.file, deleted, self._fields)

    @property
    def field_names(self) -> tuple[str, ...]:
        """The names of the fields that any document has terms in."""
        ending = "/term_ends"
        names = (name for name in self.file.names() if name.endswith(ending))
        return tuple(name.removesuffix(ending) for name in names)

    def field(self, name: str) -> FieldPostings | None:
        """Return the postings of a field, None where no document has any."""
        try:
            return self._fields[name]
        except KeyError:
            pass
        there = len(self.file.array(f"{name}/term_ends")) > 0
        postings = self._fields[name] = FieldPostings(self.file, name) if there else None
        return postings

    def lengths(self, name: str) -> Numbers:
        """Return how many positions a text field has in each document, exactly."""
        lengths = self.file.array(f"{name}/lengths")
        if len(lengths):
            return lengths
        return np.broadcast_to(np.uint8(0), self.documents)

    def total_length(self, name: str) -> int:
        """Return how many positions a text field has in all documents that are not deleted."""
        lengths = self.lengths(name)
        total = int(lengths.sum(dtype=np.int64))
        if self.deleted is not None:
            total -= int(lengths[self.deleted].sum(dtype=np.int64))
        return total

    @property
    def languages(self) -> frozenset[str]:
        """The languages of the documents that are not deleted, two letters each."""
        field = self.field(LANGUAGE_FIELD)
        if field is None:
            return frozenset()
        return frozenset(
            field.term(number).decode()
            for number in range(field.count)
            if self.deleted is None
            or field.document_frequency(number) > self.documents - self.count
            or not self.deleted[field.postings(number)[0]].all()
        )

    def release(self) -> None:
        """Give back the memory into which the file was read; the arrays stay usable."""
        self.file.release()
