"""What the Whoosh index holds for each document, and how numbers are kept in it.

Each text field keeps its terms with their positions, and stems (marked, see ``words``) with how often
they occur. Nothing of the text itself is stored: the database has it. Columns hold the row, the time
of publication and the length of each field; they are read in one piece.
"""

from __future__ import annotations

import io
import mmap
import secrets
import struct
import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, Protocol

from whoosh import columns, fields, formats
from whoosh.codec.whoosh3 import W3Codec, W3Segment
from whoosh.filedb import compound, filestore, structfile

from index.search.query import TEXT_FIELDS

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer as Buffer

INDEX_NAME = "newsreader1"
"""Begins the names of the index's files; the number is the version of the schema."""

LANGUAGE_FIELD = "language"
ROW_COLUMN = "row"
PUBLISHED_COLUMN = "published"

Posting = tuple[bytes, int, float, bytes]
"""A term, how often it occurs, the same as a weight, and its positions as the format encodes them."""

_ONE_BYTE = b"\x01"
_FOUR_BYTES = b"\x04"


class PackedPositions(formats.Positions):  # type: ignore[misc]
    """Positions as steps from one to the next, a byte each where they are short, four where not.

    Whoosh's own format pickles a list for every posting, which takes four times the room.
    """

    def encode(self, poslist: Sequence[int]) -> bytes:
        """Pack positions, which ascend."""
        if len(poslist) == 1 and poslist[0] < 256:
            return _ONE_BYTE + bytes(poslist)
        steps = [after - before for before, after in zip([0, *poslist], poslist, strict=False)]
        if max(steps, default=0) < 256:
            return _ONE_BYTE + bytes(steps)
        return _FOUR_BYTES + struct.pack(f"!{len(steps)}I", *steps)

    def decode_positions(self, valuestring: bytes) -> list[int]:
        """Unpack positions."""
        packed = valuestring[1:]
        if valuestring[:1] == _ONE_BYTE:
            return list(accumulate(packed))
        return list(accumulate(struct.unpack(f"!{len(packed) // 4}I", packed)))

    def decode_frequency(self, valuestring: bytes) -> int:
        """Return how many positions are packed."""
        return (len(valuestring) - 1) // (1 if valuestring[:1] == _ONE_BYTE else 4)


POSITIONS = PackedPositions()


def length_column(field: str) -> str:
    """Return the name of the column that holds how many words a field has."""
    return f"{field}_length"


class _File(Protocol):
    """What is used of Whoosh's structured files."""

    def write(self, data: bytes) -> object: ...
    def get(self, position: int, length: int) -> bytes: ...


class NumberColumn(columns.Column):  # type: ignore[misc]
    """A column of signed 64-bit numbers that can be read in one piece."""

    def writer(self, dbfile: _File) -> NumberWriter:
        """Return what writes the column to a file."""
        return NumberWriter(dbfile)

    def reader(self, dbfile: _File, basepos: int, length: int, doccount: int) -> NumberReader:
        """Return what reads the column from a file."""
        return NumberReader(dbfile, basepos, length, doccount)

    def default_value(self, reverse: bool = False) -> int:
        """Return what a document without a number has."""
        del reverse
        return 0


class NumberWriter(columns.ColumnWriter):  # type: ignore[misc]
    """Writes the numbers of a column, big end first, 8 bytes a document."""

    def __init__(self, dbfile: _File) -> None:
        self._dbfile = dbfile
        self._count = 0

    def add(self, docnum: int, value: int) -> None:
        """Write the number of a document; documents passed over get 0."""
        self._dbfile.write(bytes(8 * (docnum - self._count)))
        self._dbfile.write(value.to_bytes(8, "big", signed=True))
        self._count = docnum + 1

    def finish(self, doccount: int) -> None:
        """Fill the column up to the number of documents."""
        self._dbfile.write(bytes(8 * (doccount - self._count)))


class NumberReader(columns.ColumnReader):  # type: ignore[misc]
    """Reads the numbers of a column."""

    def __init__(self, dbfile: _File, basepos: int, length: int, doccount: int) -> None:
        self._dbfile = dbfile
        self._basepos = basepos
        self._doccount = doccount
        self._numbers: array[int] | None = None
        self._length = length

    def __len__(self) -> int:
        return self._doccount

    def __getitem__(self, docnum: int) -> int:
        return self.load()[docnum]

    def __iter__(self) -> Iterator[int]:
        return iter(self.load())

    def sort_key(self, docnum: int) -> int:
        """Return what a document is sorted by."""
        return self[docnum]

    def load(self) -> array[int]:
        """Return every number. Raises ValueError where the file is shorter than it should be."""
        if self._numbers is None:
            numbers = array("q")
            numbers.frombytes(bytes(self._dbfile.get(self._basepos, self._length)))
            if len(numbers) != self._doccount:
                raise ValueError("a column of the index is cut short")
            if sys.byteorder == "little":
                numbers.byteswap()
            self._numbers = numbers
        return self._numbers


class TermsField(fields.FieldType):  # type: ignore[misc]
    """A field whose postings come ready made."""

    indexed = True
    stored = False
    scorable = False

    def __init__(self) -> None:
        super().__init__(POSITIONS, None)

    def index(self, value: Sequence[Posting], **kwargs: object) -> Sequence[Posting]:
        """Return the postings as they were given."""
        del kwargs
        return value


def schema() -> fields.Schema:
    """Return the schema of the index."""
    parts: dict[str, fields.FieldType] = {field: TermsField() for field in TEXT_FIELDS}
    parts[LANGUAGE_FIELD] = TermsField()
    for name in (ROW_COLUMN, PUBLISHED_COLUMN, *map(length_column, TEXT_FIELDS)):
        parts[name] = fields.COLUMN(NumberColumn())
    return fields.Schema(**parts)


class IndexCodec(W3Codec):  # type: ignore[misc]
    """Whoosh's own file format; lengths are in columns of ours, so it need not gather them again.

    Larger blocks and light compression read and write faster than the defaults (128, 3).
    """

    length_stats = False

    def __init__(self) -> None:
        super().__init__(blocklimit=512, compression=1)

    def new_segment(self, storage: object, indexname: str) -> IndexSegment:
        """Return an empty segment with a name no other has, even where somebody seeds ``random``."""
        del storage
        return IndexSegment(self, indexname, segid=secrets.token_hex(8))


class IndexSegment(W3Segment):  # type: ignore[misc]
    """A segment whose file is mapped into memory and never copied there."""

    def open_compound_file(self, storage: filestore.FileStorage) -> MappedFiles:
        """Open the one file that holds the segment's files."""
        files = MappedFiles(storage.open_file(self.make_filename(self.COMPOUND_EXT)))
        if isinstance(storage, SegmentFiles):
            storage.mapped.append(files)
        return files


class SegmentFiles(filestore.FileStorage):  # type: ignore[misc]
    """The folder of the index, as one segment is opened from it; remembers what was mapped for that."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder)
        self.mapped: list[MappedFiles] = []


class MappedFiles(compound.CompoundStorage):  # type: ignore[misc]
    """The files inside a segment's file. Whoosh would copy each into memory as it is opened."""

    def open_file(self, name: str, *args: object, **kwargs: object) -> MappedFile:
        """Open one of the files."""
        del args, kwargs
        offset, length = self.range(name)
        return MappedFile(memoryview(self._source)[offset : offset + length], name)

    def release(self) -> None:
        """Give the pages that were read back to the system, which keeps them cached as it likes.

        Otherwise the memory a reader seems to hold would grow to the size of the index.
        """
        advise = getattr(self._source, "madvise", None)
        if advise is not None and hasattr(mmap, "MADV_DONTNEED"):
            advise(mmap.MADV_DONTNEED)


class MappedFile(structfile.StructFile):  # type: ignore[misc]
    """A file that is a stretch of mapped memory."""

    def __init__(self, view: memoryview, name: str) -> None:
        super().__init__(io.BufferedReader(_MemoryBytes(view)), name=name)
        self._view = view

    def get(self, position: int, length: int) -> bytes:
        """Return bytes from a position on."""
        return bytes(self._view[position : position + length])


class _MemoryBytes(io.RawIOBase):
    """Reads memory as a file is read."""

    def __init__(self, view: memoryview) -> None:
        self._view = view
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: len(self._view)}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def readinto(self, buffer: Buffer) -> int:
        target = memoryview(buffer)
        piece = self._view[self._at : self._at + len(target)]
        target[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)
