"""The frame around the panes: how wide each is, and the lines at the top.

Shared by the first paint and the reading room, so it imports nothing heavy.
"""

from __future__ import annotations

from tui.glyphs import Glyphs
from tui.safe_text import cell_cut, cell_width, safe_text

WIDE = 100
"""Columns from which three panes stand side by side."""
NARROW = 60
"""Columns under which one pane is shown at a time."""

# Looks, in words that both Rich and the first paint know.
FRAME_LOOK = "dim"
TITLE_LOOK = "bold"
FOCUSED_TITLE_LOOK = "bold reverse"
NAME_LOOK = "bold"
COUNT_LOOK = "dim"

NAME = " newsreader "

Run = tuple[str, str]


def stories_width(width: int) -> int:
    """Return the columns of the stories pane on a screen ``width`` wide that shows it beside another."""
    if width >= WIDE:
        return max(28, min(56, width * 28 // 100))
    return max(25, width * 38 // 100)


def actors_width(width: int) -> int:
    """Return the columns of the actors pane on a screen ``width`` wide that shows it beside another."""
    return max(24, min(38, width * 20 // 100))


def title(text: str, right: str, width: int, glyphs: Glyphs, *, focused: bool) -> list[Run]:
    """Return the title line of a pane: ``─ Stories ─ 12 ──────── 40% ─``, exactly ``width`` cells.

    ``text`` may be unsafe and is cut to fit; ``right`` is left out where there is no room.
    """
    line = glyphs.horizontal
    if right and cell_width(right) + 12 > width:
        right = ""
    tail = f" {right} {line}" if right else ""
    shown = cell_cut(
        " ".join(safe_text(text).split()), max(0, width - 4 - len(tail)), glyphs.ellipsis
    )
    label = f" {shown} " if shown else ""
    rest = max(0, width - 1 - cell_width(label) - cell_width(tail))
    return [
        (line, FRAME_LOOK),
        (label, FOCUSED_TITLE_LOOK if focused else TITLE_LOOK),
        (line * rest + tail, FRAME_LOOK),
    ]


def counts(stories: int, actors: int, width: int) -> str:
    """Return ``48 stories · 112 actors``, shorter on a narrow screen, with a space after it."""
    told = f"{stories:,} {'story' if stories == 1 else 'stories'}"
    if width < NARROW:
        return told + " "
    return f"{told} · {actors:,} {'actor' if actors == 1 else 'actors'} "
