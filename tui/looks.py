"""How runs of text look on the screen: the words of ``story_rows.LOOKS`` and of ``chrome`` as Rich styles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from index.model import Kind
from tui.story_rows import LOOKS

Run = tuple[str, str]

KIND_LOOKS = {
    Kind.PERSON: "cyan",
    Kind.ORGANISATION: "magenta",
    Kind.COUNTRY: "green",
    Kind.PLACE: "yellow",
}
"""The colour of each kind of actor."""


@cache
def style(look: str) -> Style | None:
    """Return the Rich style of a look, given by its name or in words ("bold reverse"); None for plain."""
    words = LOOKS.get(look, look)
    return Style.parse(words) if words else None


def segments(runs: Iterable[Run]) -> list[Segment]:
    """Return (text, look) runs, whose texts are safe to draw, as segments."""
    return [Segment(text, style(look)) for text, look in runs if text]


def strip(runs: Sequence[Run], width: int) -> Strip:
    """Return runs as a strip of exactly ``width`` cells."""
    return Strip(segments(runs)).adjust_cell_length(width)
