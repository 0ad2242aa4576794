"""Finding the next story that was not read yet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from index.model import StorySummary


@dataclass(frozen=True, slots=True)
class Unread:
    """How far was looked: the story found, with its place, or None, and the place to look on from."""

    place: int
    story: StorySummary | None


def unread_among(
    row: Callable[[int], StorySummary | None], start: int, total: int
) -> Unread | None:
    """Return the first unread of the rows that are known, from ``start`` on and round, or where the known ones end.

    ``row`` gives a row, or None where it is not known. None where all rows are known and read.
    """
    for offset in range(total):
        place = (start + offset) % total
        story = row(place)
        if story is None or not story.read:
            return Unread(place, story)
    return None
