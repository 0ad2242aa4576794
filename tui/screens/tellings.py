"""All the places that tell of one happening, to choose one from."""

from __future__ import annotations

from collections.abc import Sequence

from index.model import DatedEvent, Happening
from tui.glyphs import Glyphs
from tui.lines import Line
from tui.looks import segments
from tui.panes.happenings import in_words, telling_lines
from tui.panes.told import ToldRow
from tui.screens.choice import Choice


class Tellings(Choice[ToldRow]):
    """The accounts of a happening, the earliest first; dismissed with the one to read, or None."""

    def __init__(self, happening: Happening, signs: Glyphs) -> None:
        def draw(row: ToldRow, width: int) -> Sequence[Line]:
            if not isinstance(row, DatedEvent):
                return ()
            return [segments(runs) for runs in telling_lines(row, width, signs)]

        count = len(happening.accounts)
        heading = f"{in_words(happening)} {signs.horizontal} told {count:,} times"
        super().__init__(heading, happening.accounts, draw, signs)
