"""What was read from stories that left somebody open, kept while an import lasts.

When the bearers of open names have been met, such a story is linked again without analysing it again.
"""

from __future__ import annotations

import os
import pickle
import tempfile
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from types import TracebackType

from index.model import Moment


@dataclass(frozen=True, slots=True)
class OpenReading:
    """A packed reading of a story of the day ``published``, whose entities ``places`` are linked to nobody."""

    published: Moment | None
    places: tuple[int, ...]
    reading: bytes


class OpenReadings:
    """Readings in a temporary file that has no name, so that memory stays small; close it after use.

    Of a story only three numbers are kept in memory.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed in __exit__
        # Side by side, in the order of the rows.
        self._rows = array("q")
        self._offsets = array("q")
        self._actors = array("q")

    def __enter__(self) -> OpenReadings:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._file.close()

    def add(self, row: int, actor: int, reading: OpenReading) -> None:
        """Keep the reading of the story in ``row``; ``actor`` is the number that the next new actor gets.

        Rows come in ascending order.
        """
        offset = self._file.seek(0, os.SEEK_END)
        pickle.dump(reading, self._file, pickle.HIGHEST_PROTOCOL)
        self._rows.append(row)
        self._offsets.append(offset)
        self._actors.append(actor)

    def _place(self, row: int) -> int | None:
        place = bisect_left(self._rows, row)
        return place if place < len(self._rows) and self._rows[place] == row else None

    def __contains__(self, row: int) -> bool:
        return self._place(row) is not None

    def first_actor(self, row: int) -> int:
        """Return the number from which on actors were met after the story in ``row``; 0 if it is not here."""
        place = self._place(row)
        return 0 if place is None else self._actors[place]

    def get(self, row: int) -> OpenReading:
        """Return what was kept of ``row``; raise KeyError."""
        place = self._place(row)
        if place is None:
            raise KeyError(row)
        self._file.seek(self._offsets[place])
        # Nobody else can write to this file, so what is read back is what was written.
        reading = pickle.load(self._file)
        assert isinstance(reading, OpenReading)
        return reading
