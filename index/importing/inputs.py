"""Opening what is to be imported: plain or gzip-compressed, always within bounds."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from index.errors import ImportFailureError

HEAD_BYTES = 64 * 1024
MEGABYTE = 1024 * 1024
# No article is larger than this, in bytes. It bounds the memory that one file, line or record can take.
LARGEST_ARTICLE = 128 * MEGABYTE
# A page of more is not one article, and parsing it would take gigabytes.
LARGEST_PAGE = 16 * MEGABYTE
_GZIP_MAGIC = b"\x1f\x8b"
# Text shrinks to a tenth or so; what unpacks to hundreds of times its size was made to fill memory.
_BOMB_RATIO = 200
_BOMB_BYTES = 64 * MEGABYTE

OnBytes = Callable[[int], None]
"""Told how many bytes of a file have been read."""


def _ignore(_: int) -> None:
    return


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file to import: where it is, whether it is compressed, and the beginning of its content."""

    path: Path
    head: bytes
    compressed: bool
    on_bytes: OnBytes

    @classmethod
    def examine(cls, path: Path, on_bytes: OnBytes = _ignore) -> InputFile:
        """Look at the beginning of the file at `path`.

        `on_bytes` is told, while the content is read, how many bytes of the file have been. Raises OSError where it cannot be read, ImportFailureError where it is no file.
        """
        if path.is_dir():
            raise ImportFailureError("is a folder, not a file")
        if path.exists() and not path.is_file():
            raise ImportFailureError("is not an ordinary file")
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
        if not head.startswith(_GZIP_MAGIC):
            return cls(path, head, compressed=False, on_bytes=on_bytes)
        try:
            # Unlike GzipFile this gives what there is of a file that is cut short.
            head = zlib.decompressobj(wbits=31).decompress(head, HEAD_BYTES)
        except zlib.error:
            raise ImportFailureError("is compressed with gzip, and damaged") from None
        return cls(path, head, compressed=True, on_bytes=on_bytes)

    def open(self) -> BinaryIO:
        """Open the content for reading from the start, unpacked."""
        return cast(BinaryIO, io.BufferedReader(self.open_unbuffered(), buffer_size=HEAD_BYTES))

    def open_unbuffered(self) -> io.RawIOBase:
        """Open the content for a reader that keeps a buffer of its own.

        Of a compressed file that is cut short it gives all there is, and raises after that.
        """
        if not self.compressed:
            return _Watched(self.path, self.on_bytes)
        return _Unpacked(self.path, self.on_bytes)

    def read(self, limit: int = LARGEST_ARTICLE) -> bytes:
        """Return the whole content, unpacked.

        Raises ImportFailureError where it is more than `limit` bytes.
        """
        with self.open() as stream:
            data = stream.read(limit + 1)
        if len(data) > limit:
            raise ImportFailureError(
                f"is larger than {limit // MEGABYTE} MB, too large for one article"
            )
        return data


class _Watched(io.FileIO):
    """A file that tells how far it has been read."""

    def __init__(self, path: Path, on_bytes: OnBytes) -> None:
        super().__init__(path, "rb")
        self._on_bytes = on_bytes

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        count = super().readinto(buffer)
        self._on_bytes(self.tell())
        return count or 0


class _Unpacked(io.RawIOBase):
    """What a gzip file holds; refuses to go on where that grows out of all proportion."""

    def __init__(self, path: Path, on_bytes: OnBytes) -> None:
        self._file = io.BufferedReader(_Watched(path, on_bytes), HEAD_BYTES)
        self._stream = gzip.GzipFile(fileobj=self._file, mode="rb")
        self._most = max(_BOMB_BYTES, path.stat().st_size * _BOMB_RATIO)
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read1(len(buffer))
        except (EOFError, gzip.BadGzipFile, zlib.error):
            raise ImportFailureError("is compressed with gzip, and cut short or damaged") from None
        self._count += len(data)
        if self._count > self._most:
            raise ImportFailureError("unpacks to far more than an archive of texts would")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        self._file.close()
        super().close()


def bounded_lines(stream: BinaryIO, limit: int = LARGEST_ARTICLE) -> Iterator[bytes | None]:
    """Yield the lines of `stream` with their ends, None for each that is longer than `limit` bytes."""
    while line := stream.readline(limit + 1):
        if len(line) <= limit:
            yield line
            continue
        while line and not line.endswith(b"\n"):
            line = stream.readline(MEGABYTE)
        yield None
