"""Counts over time as one line of signs of growing height, and the period they cover in words."""

from __future__ import annotations

from collections.abc import Sequence

from index.model import Histogram
from tui.dates import between, day, month
from tui.glyphs import Glyphs


def sparkline(counts: Sequence[int], width: int, glyphs: Glyphs) -> str:
    """Return one sign for each count, or for each group of counts where there are more than ``width``.

    The highest count has the highest sign, anything above zero a sign higher than zero's.
    """
    if width <= 0 or not counts:
        return ""
    shown = rebinned(counts, width)
    most = max(shown)
    levels = glyphs.levels
    if most <= 0:
        return levels[0] * len(shown)
    top = len(levels) - 1
    return "".join([levels[_level(count, most, top)] for count in shown])


def bars(counts: Sequence[int], height: int, glyphs: Glyphs) -> list[str]:
    """Return counts as bars of one cell each, ``height`` lines high, from the top line down."""
    if not counts or height <= 0:
        return []
    most = max(1, *counts)
    levels = glyphs.levels
    top = len(levels) - 1
    lines = []
    for line in range(height - 1, -1, -1):
        signs = []
        for count in counts:
            # What of the bar reaches into this line, of ``top`` steps.
            steps = _level(count, most, top * height) - line * top if count > 0 else 0
            if steps <= 0:
                signs.append(levels[0] if line == 0 else " ")
            else:
                signs.append(levels[min(top, steps)])
        lines.append("".join(signs))
    return lines


def rebinned(counts: Sequence[int], width: int) -> list[int]:
    """Return ``counts`` added up into ``width`` groups, as they are where there are no more than that."""
    if len(counts) <= width:
        return list(counts)
    groups = [0] * width
    for at, count in enumerate(counts):
        groups[at * width // len(counts)] += count
    return groups


def period(histogram: Histogram) -> str:
    """Return the period a histogram covers, ``Jul 2024–Feb 2025``, or "" where nothing has a date."""
    if histogram.start is None or histogram.end is None:
        return ""
    return between(histogram.start, histogram.end)


def until(histogram: Histogram, width: int) -> str:
    """Return ``to 10 Jan 2025``, or ``to Jan 2025`` or "" where ``width`` cells do not hold it."""
    if histogram.end is None:
        return ""
    for shown in (f"to {day(histogram.end)}", f"to {month(histogram.end)}"):
        if len(shown) <= width:
            return shown
    return ""


def _level(count: int, most: int, top: int) -> int:
    return 0 if count <= 0 else max(1, -(-count * top // most))
