"""All the places that tell of one happening, or quote the same words, to choose one from."""

from __future__ import annotations

from collections.abc import Sequence

from index.model import DatedEvent, DatedQuotation, Happening
from tui.glyphs import Glyphs
from tui.lines import Line
from tui.looks import segments
from tui.panes.claims import quoted_in
from tui.panes.happenings import in_words, telling_lines
from tui.panes.row_text import clean
from tui.panes.told import ToldRow
from tui.screens.choice import Choice

_WORDS = 60
"""Letters of a quotation that stand in the heading."""


class Tellings(Choice[ToldRow]):
    """The accounts of a happening or a quotation, the earliest first; dismissed with the one to read, or None."""

    def __init__(self, row: Happening | DatedQuotation, signs: Glyphs) -> None:
        def draw(row: ToldRow, width: int) -> Sequence[Line]:
            match row:
                case DatedEvent():
                    lines = telling_lines(row, width, signs)
                case DatedQuotation():
                    lines = quoted_in(row, width, signs)
                case _:
                    return ()
            return [segments(runs) for runs in lines]

        rows: Sequence[ToldRow]
        if isinstance(row, Happening):
            rows, told = row.accounts, f"{in_words(row)} {signs.horizontal} told"
        else:
            places = sorted((row, *row.tellings), key=_when)
            rows = places
            words = clean(row.text[: _WORDS * 2])
            if len(words) > _WORDS:
                words = words[:_WORDS].rpartition(" ")[0] + signs.ellipsis
            told = f"{words} {signs.horizontal} quoted"
        super().__init__(f"{told} {len(rows):,} times", rows, draw, signs)


def told_often(row: ToldRow | None) -> Happening | DatedQuotation | None:
    """Return a row that several stories tell, of which one has to be chosen; None for any other."""
    if isinstance(row, Happening | DatedQuotation) and row.stories > 1:
        return row
    return None


def _when(place: DatedQuotation) -> float:
    return float("inf") if place.published is None else place.published.instant.timestamp()
