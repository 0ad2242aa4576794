"""Figures on which claimants differ, side by side with the sentences that give them."""

from __future__ import annotations

from collections.abc import Sequence

from index.model import Disagreement
from tui.glyphs import Glyphs
from tui.lines import Line
from tui.panes.told import ToldRow, told_row
from tui.screens.choice import Choice


class Differences(Choice[ToldRow]):
    """The sides of some disagreements; dismissed with the claim to read in its story, or None."""

    def __init__(self, found: Sequence[Disagreement], signs: Glyphs) -> None:
        def draw(row: ToldRow, width: int) -> Sequence[Line]:
            return told_row(row, width, signs)

        rows: list[ToldRow] = []
        for each in found:
            rows += [each, *each.claims]
        heading = f"Figures that differ {signs.horizontal} {len(found):,}"
        super().__init__(heading, rows, draw, signs)
