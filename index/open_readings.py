"""What was read from stories that left somebody open, kept while an import lasts.

When the bearers of open names have been met, such a story is linked again without analysing it again.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from types import TracebackType

from index.model import Moment


@dataclass(frozen=True, slots=True)
class OpenReading:
    """A packed reading of a story of the day ``published``, whose entities ``places`` are linked to nobody."""

    published: Moment | None
    places: tuple[int, ...]
    reading: bytes


@dataclass(frozen=True, slots=True)
class _Place:
    offset: int
    length: int
    actor: int
    published: Moment | None
    places: tuple[int, ...]


class OpenReadings:
    """Readings in a temporary file that has no name, so that memory stays small; close it after use."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - it is closed in __exit__
        self._places: dict[int, _Place] = {}
        self._end = 0

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
        """Keep the reading of the story in ``row``; ``actor`` is the number that the next new actor gets."""
        self._file.seek(self._end)
        self._file.write(reading.reading)
        length = len(reading.reading)
        self._places[row] = _Place(self._end, length, actor, reading.published, reading.places)
        self._end += length

    def __contains__(self, row: int) -> bool:
        return row in self._places

    def first_actor(self, row: int) -> int:
        """Return the number from which on actors were met after the story in ``row``; 0 if it is not here."""
        place = self._places.get(row)
        return 0 if place is None else place.actor

    def get(self, row: int) -> OpenReading:
        """Return what was kept of ``row``; raise KeyError."""
        place = self._places[row]
        self._file.seek(place.offset)
        # Nobody else can write to this file, so what is read back is what was written.
        return OpenReading(place.published, place.places, self._file.read(place.length))
