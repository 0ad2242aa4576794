"""The first stories of the archive as the first paint reads them, until the archive is open."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from index.model import Moment, Precision, StorySummary
from tui.first_paint import Story


class EarlyRows:
    """The rows that were read before the archive was open, of a listing that may be longer."""

    note = ""

    def __init__(self, rows: Sequence[StorySummary], total: int) -> None:
        self._rows = tuple(rows)
        self.total = total

    def rows(self, start: int, count: int) -> Sequence[StorySummary]:
        """Return those of the rows that are there."""
        return self._rows[start : start + count]


def summary_of(story: Story) -> StorySummary:
    """Return a story as listings have it."""
    published = None
    if story.published is not None:
        try:
            instant = datetime.fromtimestamp(story.published, UTC)
            published = Moment(instant, Precision(story.precision))
        except (ValueError, OverflowError, OSError):
            published = None
    return StorySummary(
        id=story.id,
        headline=story.headline,
        published=published,
        source=story.source,
        read=story.read,
        starred=story.starred,
        tags=story.tags,
    )
