"""Finding the next story that was not read yet."""

from __future__ import annotations

from collections.abc import Callable

from index.model import StorySummary
from tui.row_pages import PAGE, RowSource


def first_unread(
    source: RowSource[StorySummary], start: int, cancelled: Callable[[], bool]
) -> tuple[int, StorySummary] | None:
    """Return the first unread story of a listing, from row ``start`` on and round, with its place.

    None where there is none, or ``cancelled()`` answers true before one is found. Reads rows, so it is to be
    called in a thread; raises what reading them raises.
    """
    total = source.total
    done = 0
    while done < total and not cancelled():
        place = (start + done) % total
        rows = source.rows(place, min(PAGE, total - place, total - done))
        if not rows:
            break
        for offset, row in enumerate(rows):
            if not row.read:
                return place + offset, row
        done += len(rows)
    return None
