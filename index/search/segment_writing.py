"""Writes segment files, array by array; ``posting_files`` says what is in them."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

import numpy as np

from index.search.posting_files import ALIGNMENT, ENTRY, MAGIC, TRAILER, Numbers
from index.search.private_files import new_file

if TYPE_CHECKING:
    from numpy.typing import NDArray


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
        self._file = new_file(path)
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
