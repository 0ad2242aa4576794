"""Figures on which claimants differ, side by side with the sentences that give them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from index.model import Disagreement
from tui.glyphs import Glyphs
from tui.lines import Line
from tui.panes.told import ToldRow, told_row
from tui.screens.choice import Choice


class Differences(Choice[ToldRow]):
    """The sides of some disagreements; dismissed with the claim to read in its story, or None."""

    def __init__(self, found: Sequence[Disagreement], signs: Glyphs) -> None:
        year = datetime.now().year

        def draw(row: ToldRow, width: int) -> Sequence[Line]:
            return told_row(row, width, signs, year)

        rows: list[ToldRow] = []
        for each in found:
            rows += [each, *each.claims]
        heading = f"Figures that differ {signs.horizontal} {len(found):,}"
        super().__init__(heading, rows, draw, signs)
