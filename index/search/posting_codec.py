# ruff: noqa: D102 -- the methods are Whoosh's own; its documentation says what they do.
"""Makes segments of arrays a codec of Whoosh, so that any of its queries can be asked of the index.

Whoosh walks through postings one by one, which is slow and always right: whatever has no quicker way
goes this one. Only reading is done here; ``posting_writing`` writes segments.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np
from whoosh.codec import base
from whoosh.columns import ColumnReader
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.matching import LeafMatcher, ReadTooFar
from whoosh.reading import TermInfo, TermNotFound

from index.search.index_contents import INDEX_NAME, SegmentEntry, open_segment
from index.search.posting_files import PUBLISHED, ROWS, FieldPostings, SegmentArrays

if TYPE_CHECKING:
    from numpy.typing import NDArray

Term = tuple[str, bytes]


class _Format(Protocol):
    """What is used of the format of a field's postings."""

    def encode(self, value: list[int]) -> bytes: ...
    def supports(self, name: str) -> bool: ...


class _Field(Protocol):
    """What is used of a field of the schema."""

    def to_bytes(self, value: str) -> bytes: ...
    def from_bytes(self, value: bytes) -> str: ...


class _Scorer(Protocol):
    """What Whoosh gives a matcher to score its postings."""

    def score(self, matcher: object) -> float: ...


class _Storage(Protocol):
    """The folder of an index."""

    folder: str


def open_index(folder: Path) -> FileIndex:
    """Return the index in a folder as Whoosh's own, for reading. Raises what Whoosh raises."""
    return FileIndex(FileStorage(str(folder)), indexname=INDEX_NAME)


class IndexSegment(base.Segment):  # type: ignore[misc]
    """A segment as Whoosh's table of contents lists it."""

    def __init__(self, entry: SegmentEntry) -> None:
        # Not super().__init__(): it would make up an id.
        self.indexname, _, self.segid = entry.segment_id.partition("_")
        self.compound = False
        self._entry = entry
        self._deleted = set(entry.deleted.tolist())

    @property
    def entry(self) -> SegmentEntry:
        """The segment as newsreader knows it, with what is deleted now."""
        if len(self._deleted) * 4 == len(self._entry.deleted_packed):
            return self._entry
        return self._entry.with_deleted(np.array(sorted(self._deleted), np.uint32))

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.entry.__reduce__()

    def codec(self) -> IndexCodec:
        return IndexCodec()

    def doc_count_all(self) -> int:
        return self._entry.documents

    def deleted_count(self) -> int:
        return len(self._deleted)

    def deleted_docs(self) -> Iterator[int]:
        return iter(self._deleted)

    def is_deleted(self, docnum: int) -> bool:
        return docnum in self._deleted

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        if not 0 <= docnum < self._entry.documents:
            raise ValueError(f"there is no document {docnum} in {self.segment_id()}")
        if delete:
            self._deleted.add(docnum)
        else:
            self._deleted.discard(docnum)

    def should_assemble(self) -> bool:
        return False


class IndexCodec(base.Codec):  # type: ignore[misc]
    """Reads segments of arrays for Whoosh."""

    length_stats = False

    def terms_reader(self, storage: _Storage, segment: IndexSegment) -> ArrayTermsReader:
        return ArrayTermsReader(open_segment(Path(storage.folder), segment.entry))

    def per_document_reader(
        self, storage: _Storage, segment: IndexSegment
    ) -> ArrayPerDocumentReader:
        return ArrayPerDocumentReader(open_segment(Path(storage.folder), segment.entry), segment)


class ArrayTermsReader(base.TermsReader):  # type: ignore[misc]
    """The terms of all fields of a segment."""

    def __init__(self, segment: SegmentArrays) -> None:
        self._fields: dict[str, FieldPostings] = {
            name: field
            for name in sorted(segment.field_names)
            if (field := segment.field(name)) is not None
        }
        self._lengths = {name: segment.lengths(name) for name in self._fields}

    def __contains__(self, term: Term) -> bool:
        field = self._fields.get(term[0])
        return field is not None and field.find(term[1]) >= 0

    def indexed_field_names(self) -> list[str]:
        return list(self._fields)

    def terms(self) -> Iterator[Term]:
        for name, field in self._fields.items():
            for number in range(field.count):
                yield name, field.term(number)

    def terms_from(self, fieldname: str, prefix: bytes) -> Iterator[Term]:
        for name, field in self._fields.items():
            if name >= fieldname:
                first = field.rank(prefix) if name == fieldname else 0
                for number in range(first, field.count):
                    yield name, field.term(number)

    def items(self) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms())

    def items_from(self, fieldname: str, prefix: bytes) -> Iterator[tuple[Term, TermInfo]]:
        return ((term, self.term_info(*term)) for term in self.terms_from(fieldname, prefix))

    def term_info(self, fieldname: str, text: bytes) -> TermInfo:
        field, number = self._found(fieldname, text)
        return term_info(field, number, self._lengths[fieldname])

    def frequency(self, fieldname: str, text: bytes) -> float:
        if (fieldname, text) not in self:
            return 0.0
        field, number = self._found(fieldname, text)
        return float(field.postings(number)[1].sum(dtype=np.int64))

    def doc_frequency(self, fieldname: str, text: bytes) -> int:
        if (fieldname, text) not in self:
            return 0
        field, number = self._found(fieldname, text)
        return field.document_frequency(number)

    def cursor(self, fieldname: str, fieldobj: _Field) -> base.FieldCursor:
        field = self._fields.get(fieldname)
        if field is None:
            return base.EmptyCursor()
        return ArrayCursor(field, fieldobj, self._lengths[fieldname])

    def matcher(
        self, fieldname: str, text: bytes, format_: _Format, scorer: _Scorer | None = None
    ) -> ArrayMatcher:
        field, number = self._found(fieldname, text)
        return ArrayMatcher(field, number, (fieldname, text), format_, scorer)

    def _found(self, fieldname: str, text: bytes) -> tuple[FieldPostings, int]:
        field = self._fields.get(fieldname)
        number = -1 if field is None else field.find(text)
        if field is None or number < 0:
            raise TermNotFound(f"No term {fieldname}:{text!r}")
        return field, number


def term_info(field: FieldPostings, number: int, lengths: NDArray[np.unsignedinteger]) -> TermInfo:
    """Return what Whoosh wants to know of a term, deleted documents included."""
    documents, frequencies = field.postings(number)
    theirs = lengths[documents]
    return TermInfo(
        weight=float(frequencies.sum(dtype=np.int64)),
        df=len(documents),
        minlength=int(theirs.min()),
        maxlength=int(theirs.max()),
        maxweight=float(frequencies.max()),
        minid=int(documents[0]),
        maxid=int(documents[-1]),
    )


class ArrayCursor(base.FieldCursor):  # type: ignore[misc]
    """A place among the terms of a field."""

    def __init__(
        self, field: FieldPostings, fieldobj: _Field, lengths: NDArray[np.unsignedinteger]
    ) -> None:
        self._field = field
        self._fieldobj = fieldobj
        self._lengths = lengths
        self._number = 0

    def first(self) -> str | None:
        self._number = 0
        return self.text()

    def find(self, term: str | bytes) -> str | None:
        wanted = term if isinstance(term, bytes) else self._fieldobj.to_bytes(term)
        self._number = self._field.rank(wanted)
        return self.text()

    def next(self) -> str | None:
        self._number += 1
        return self.text()

    def text(self) -> str | None:
        if not self.is_valid():
            return None
        return self._fieldobj.from_bytes(self._field.term(self._number))

    def term_info(self) -> TermInfo | None:
        if not self.is_valid():
            return None
        return term_info(self._field, self._number, self._lengths)

    def is_valid(self) -> bool:
        return self._number < self._field.count


class ArrayMatcher(LeafMatcher):  # type: ignore[misc]
    """A walk through the postings of a term."""

    def __init__(
        self,
        field: FieldPostings,
        number: int,
        term: Term,
        format_: _Format,
        scorer: _Scorer | None,
    ) -> None:
        self.format = format_
        self.scorer = scorer
        self._term = term
        self._field = field
        self._number = number
        documents, frequencies = field.postings(number)
        self._documents: list[int] = documents.tolist()
        self._frequencies: list[int] = frequencies.tolist()
        self._position_ends: list[int] | None = None
        self._at = 0

    def is_active(self) -> bool:
        return self._at < len(self._documents)

    def reset(self) -> None:
        self._at = 0

    def copy(self) -> ArrayMatcher:
        other = ArrayMatcher.__new__(ArrayMatcher)
        other.__dict__.update(self.__dict__)
        return other

    def id(self) -> int:
        # Some of Whoosh's matchers ask once more at the end, and mean the last.
        return self._documents[self._at] if self.is_active() else self._documents[-1]

    def all_ids(self) -> Iterator[int]:
        return iter(self._documents[self._at :])

    def next(self) -> bool:
        if not self.is_active():
            raise ReadTooFar
        self._at += 1
        return True

    def skip_to(self, id: int) -> bool:  # noqa: A002
        if not self.is_active():
            raise ReadTooFar
        before = self._at
        self._at = bisect_left(self._documents, id, self._at)
        return self._at > before

    def weight(self) -> float:
        return float(self._frequencies[self._at])

    def score(self) -> float:
        return self.weight() if self.scorer is None else self.scorer.score(self)

    def value(self) -> bytes:
        return self.format.encode(self._positions())

    def supports(self, astype: str) -> bool:
        return astype in ("frequency", "weight") or self.format.supports(astype)

    def value_as(self, astype: str) -> object:
        if astype == "positions":
            return self._positions()
        return self.weight() if astype == "weight" else self._frequencies[self._at]

    def _positions(self) -> list[int]:
        if self._position_ends is None:
            counts = self._field.positions(self._number)[1]
            self._position_ends = [0, *accumulate(counts.tolist())]
        first, last = self._position_ends[self._at : self._at + 2]
        places: list[int] = self._field.positions(self._number)[0][first:last].tolist()
        return places

    def supports_block_quality(self) -> bool:
        return False


class ArrayPerDocumentReader(base.PerDocumentReader):  # type: ignore[misc]
    """What a segment knows of each document: its length, its row, when it was published."""

    def __init__(self, arrays: SegmentArrays, segment: IndexSegment) -> None:
        self._arrays = arrays
        self._segment = segment
        self._columns = {ROWS: arrays.rows, PUBLISHED: arrays.published}

    def doc_count(self) -> int:
        return int(self._segment.doc_count())

    def doc_count_all(self) -> int:
        return self._arrays.documents

    def has_deletions(self) -> bool:
        return bool(self._segment.has_deletions())

    def is_deleted(self, docnum: int) -> bool:
        return self._segment.is_deleted(docnum)

    def deleted_docs(self) -> Iterator[int]:
        return self._segment.deleted_docs()

    def supports_columns(self) -> bool:
        return True

    def has_column(self, fieldname: str) -> bool:
        return fieldname in self._columns

    def list_columns(self) -> Iterator[str]:
        return iter(self._columns)

    def column_reader(self, fieldname: str, column: object) -> NumbersReader:
        del column
        return NumbersReader(self._columns[fieldname])

    def doc_field_length(self, docnum: int, fieldname: str, default: int = 0) -> int:
        return int(self._arrays.lengths(fieldname)[docnum]) or default

    def field_length(self, fieldname: str) -> int:
        return int(self._arrays.lengths(fieldname).sum(dtype=np.int64))

    def min_field_length(self, fieldname: str) -> int:
        return int(self._arrays.lengths(fieldname).min(initial=2**31))

    def max_field_length(self, fieldname: str) -> int:
        return int(self._arrays.lengths(fieldname).max(initial=0))

    def stored_fields(self, docnum: int) -> dict[str, int]:
        return {ROWS: int(self._arrays.rows[docnum])}


class NumbersReader(ColumnReader):  # type: ignore[misc]
    """A column of numbers, one for each document."""

    def __init__(self, numbers: NDArray[np.int64]) -> None:
        # Not super().__init__(): there is no file of Whoosh's.
        self._numbers = numbers
        self._reversed = False

    def __len__(self) -> int:
        return len(self._numbers)

    def __getitem__(self, docnum: int) -> int:
        return int(self._numbers[docnum])

    def sort_key(self, docnum: int) -> int:
        return -self[docnum] if self._reversed else self[docnum]

    def __iter__(self) -> Iterator[int]:
        return iter(self.load())

    def load(self) -> list[int]:
        numbers: list[int] = self._numbers.tolist()
        return numbers

    def set_reverse(self) -> None:
        self._reversed = True
