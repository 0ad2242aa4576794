"""The table of contents of the index: Whoosh's own file, read and written without loading Whoosh.

Whoosh writes a table of contents for each generation: a header, its schema and its segments, both
pickled. Importing what those pickles name takes longer than most searches, so the schema is handed on
as it is, and a segment is read as a ``SegmentEntry``. Whoosh itself, which reads the same file, gets
its own segment objects (``posting_codec.IndexSegment``).
"""

from __future__ import annotations

import io
import os
import pickle
import re
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.errors import NewsreaderError
from index.search.posting_files import HarmedFileError, SegmentArrays, SegmentFile
from index.search.private_files import new_file
from index.search.values import value

if TYPE_CHECKING:
    from numpy.typing import NDArray

INDEX_NAME = "newsreader2"
"""Begins the names of the index's files; the number is the version of schema and files."""

SEGMENT_ENDING = ".seg"

SEGMENT_OF_MERGING = f"{INDEX_NAME}_m"
"""Begins the names of segments that the merging process writes."""

OURS = re.compile(r"_?newsreader[0-9]+_")
"""Fits the beginning of the names of all files of an index, of this version or another."""

_CONTENTS = re.compile(rf"_{INDEX_NAME}_([0-9]+)\.toc")
_TRIES = 10

# What Whoosh's header says: sizes of int, long and float in bytes, a test of byte order, the version
# of the format, and the release that wrote it (three varints, which are one byte each here).
_HEADER = struct.Struct("!3Bii3B")
_SIZES = (4, 8, 4)
_BYTE_ORDER = -12345
_FORMAT = -111
_RELEASE = (2, 7, 4)
_NUMBERS = struct.Struct("!ii")


@value
class SegmentEntry:
    """What the table of contents says of a segment: how large it is, and what is deleted there.

    ``size`` is that of the file in bytes; ``deleted_packed`` holds the numbers of the deleted
    documents, ascending, four bytes each, the lowest first.
    """

    segment_id: str
    documents: int
    size: int
    deleted_packed: bytes = b""

    @property
    def deleted(self) -> NDArray[np.uint32]:
        """The numbers of the deleted documents, ascending."""
        return np.frombuffer(self.deleted_packed, "<u4")

    @property
    def count(self) -> int:
        """How many documents are not deleted."""
        return self.documents - len(self.deleted_packed) // 4

    @property
    def file_name(self) -> str:
        """The name of the segment's file."""
        return self.segment_id + SEGMENT_ENDING

    def with_deleted(self, deleted: NDArray[np.integer]) -> SegmentEntry:
        """Return the segment with other documents deleted."""
        packed = np.unique(deleted).astype("<u4").tobytes()
        return SegmentEntry(self.segment_id, self.documents, self.size, packed)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[str, int, int, bytes]]:
        parts = (self.segment_id, self.documents, self.size, self.deleted_packed)
        return whoosh_segment, parts


def whoosh_segment(segment_id: str, documents: int, size: int, deleted: bytes) -> object:
    """Return the segment as Whoosh knows it; pickles of the table of contents name this function."""
    from index.search.posting_codec import IndexSegment

    return IndexSegment(SegmentEntry(segment_id, documents, size, deleted))


@value
class Contents:
    """One generation of the index; ``schema`` is Whoosh's, pickled."""

    generation: int
    segments: tuple[SegmentEntry, ...]
    schema: bytes


class _EntriesOnly(pickle.Unpickler):
    """Reads the list of segments and refuses everything else that a pickle could do."""

    def find_class(self, module_name: str, global_name: str) -> object:
        if module_name == __name__ and global_name == whoosh_segment.__name__:
            return SegmentEntry
        raise HarmedFileError(f"a table of contents names {module_name}.{global_name}")


def damaged(folder: Path) -> str:
    """Return the sentence that says of an index that it cannot be used."""
    return (
        f"The search index in {folder} is missing, damaged or of another version; "
        "newsreader reindex makes it anew from the stories in the archive."
    )


@contextmanager
def damage_noticed(folder: Path, but: type[Exception] = NewsreaderError) -> Iterator[None]:
    """Turn whatever reading files raises into IndexDamagedError, except ``but``.

    Damaged files bring errors of any kind, some of them plain ``Exception``.
    """
    try:
        yield
    except (NewsreaderError, but):
        raise
    except Exception as error:
        from index.search.engine import IndexDamagedError

        raise IndexDamagedError(damaged(folder)) from error


def new_segment_id(beginning: str = f"{INDEX_NAME}_") -> str:
    """Return a name no other segment has, even where somebody seeds ``random``."""
    return beginning + os.urandom(8).hex()


def latest_generation(folder: Path) -> int:
    """Return the number of the newest generation, -1 where there is none. Raises OSError."""
    with os.scandir(folder) as files:
        found = (_CONTENTS.fullmatch(file.name) for file in files)
        return max((int(match[1]) for match in found if match), default=-1)


def read_contents(folder: Path) -> Contents:
    """Return the newest generation.

    Raises OSError, FileNotFoundError where there is no index of this version, and errors of many kinds
    where the file is damaged.
    """
    for again in range(_TRIES, -1, -1):
        generation = latest_generation(folder)
        if generation < 0:
            raise FileNotFoundError(f"there is no index of this version in {folder}")
        try:
            packed = _path(folder, generation).read_bytes()
        except FileNotFoundError:
            # A writer has put a newer generation in its place just now.
            if not again:
                raise
        else:
            return _unpacked(packed, generation)
    raise AssertionError


def _path(folder: Path, generation: int) -> Path:
    return folder / f"_{INDEX_NAME}_{generation}.toc"


def _unpacked(packed: bytes, generation: int) -> Contents:
    header = _HEADER.unpack_from(packed)
    if header[:5] != (*_SIZES, _BYTE_ORDER, _FORMAT):
        raise HarmedFileError("a table of contents is damaged")
    length, at = _read_varint(packed, _HEADER.size)
    schema = packed[at : at + length]
    said, _ = _NUMBERS.unpack_from(packed, at + length)
    entries = _EntriesOnly(io.BytesIO(packed[at + length + _NUMBERS.size :])).load()
    if said != generation or not all(isinstance(entry, SegmentEntry) for entry in entries):
        raise HarmedFileError("a table of contents is damaged")
    return Contents(generation, tuple(entries), schema)


def write_contents(folder: Path, contents: Contents) -> None:
    """Make a generation the newest, so that it is there as a whole or not at all, even if power fails.

    The caller holds the write lock, and has written the files of all segments. Raises OSError.
    """
    packed = b"".join(
        (
            _HEADER.pack(*_SIZES, _BYTE_ORDER, _FORMAT, *_RELEASE),
            _varint(len(contents.schema)),
            contents.schema,
            _NUMBERS.pack(contents.generation, 0),
            pickle.dumps(list(contents.segments), 4),
        )
    )
    path = _path(folder, contents.generation)
    beside = path.with_name(f"{path.name}.{os.urandom(4).hex()}")
    with new_file(beside) as file:
        file.write(packed)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    make_durable(folder)


def make_durable(folder: Path) -> None:
    """Have the system write down which files a folder has, where it offers to. Raises OSError."""
    if os.name != "nt":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def open_segment(folder: Path, entry: SegmentEntry) -> SegmentArrays:
    """Map a segment into memory. Raises OSError, or HarmedFileError where it is not as it was written."""
    path = folder / entry.file_name
    size = path.stat().st_size
    if size != entry.size:
        raise HarmedFileError(f"{path} has {size} bytes in place of {entry.size}")
    segment = SegmentArrays(SegmentFile(path), entry.deleted)
    if segment.documents != entry.documents:
        raise HarmedFileError(f"{path} has {segment.documents} stories, not {entry.documents}")
    return segment


def verify(folder: Path) -> None:
    """Read every byte of the index; raise IndexDamagedError where one is not as it was written."""
    with damage_noticed(folder):
        for entry in read_contents(folder).segments:
            open_segment(folder, entry).file.verify()


def has_orphans(folder: Path, contents: Contents) -> bool:
    """Return whether there are files of an index that ``contents`` does not name. Raises OSError."""
    return bool(_orphans(folder, contents))


def remove_orphans(folder: Path, contents: Contents, *, sparing: str | None = None) -> None:
    """Remove files of an index that ``contents`` does not name: older ones, and those of killed writers.

    The caller holds the write lock. Files whose names begin with ``sparing`` are left alone. Files
    that cannot be removed, because they are open on some systems, are left for the next time.
    """
    for path in _orphans(folder, contents):
        if sparing is None or not path.name.startswith(sparing):
            with suppress(OSError):
                path.unlink()


def _orphans(folder: Path, contents: Contents) -> list[Path]:
    named = {entry.file_name for entry in contents.segments}
    named.add(_path(folder, contents.generation).name)
    with os.scandir(folder) as files:
        names = [file.name for file in files]
    return [
        folder / name
        for name in names
        if name not in named and OURS.match(name) and not name.endswith("LOCK")
    ]


def _varint(number: int) -> bytes:
    """Pack a number seven bits a byte, the lowest first, as Whoosh does."""
    packed = bytearray()
    while number > 127:
        packed.append(number & 127 | 128)
        number >>= 7
    packed.append(number)
    return bytes(packed)


def _read_varint(packed: Sequence[int], at: int) -> tuple[int, int]:
    """Return a number and where it ends."""
    number = shift = 0
    while packed[at] & 128:
        number |= (packed[at] & 127) << shift
        shift += 7
        at += 1
    return number | packed[at] << shift, at + 1
