"""The help screen: what every key does, from the table of actions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from tui.chrome import NAME_LOOK
from tui.glyphs import Glyphs
from tui.keys import Keymap, Where, actions, keys_of
from tui.lines import FixedRows, Line, LineList
from tui.looks import Run, segments
from tui.panes.bars import Bar
from tui.quiet import Overlay
from tui.safe_text import cell_cut, cell_width
from tui.story_rows import wrapped

_LEAST_COLUMN = 20
_MOST_COLUMN = 28
_BROAD = 70
"""Cells from which the column of keys is as wide as they need."""
_MIDDLING = 48
"""Cells from which keys and what they do stand on one line."""
_INDENT = 4

_QUERY_HELP = (
    ("venezuela paraguay", "both words"),
    ('"oath of office"', "these words one after the other"),
    ("-maduro", "without this word"),
    ("a OR b, (…)", "one or the other; brackets group"),
    ("recogni*", "any ending"),
    ('actor:"Santiago Peña"', "who is in it, by any of their names; accents optional"),
    ("source: headline: said:", "where it is from, what its headline says, who is quoted"),
    ("date:2025-01", "a month; also a day, a year, 2024-07..2025-01, last-week"),
    ("is:unread is:starred tag:x", "what you marked"),
)


class Help(Overlay[None]):
    """What the keys do and what can be searched for."""

    CSS_PATH = "../styles/help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,question_mark,f1,b", "dismiss(None)", "close"),
    ]
    AUTO_FOCUS = "#help-lines"

    def __init__(self, keymap: Keymap, signs: Glyphs, begin: Where = Where.LIST) -> None:
        super().__init__()
        self._rows = tuple(_rows(keymap))
        self._begin = self._rows.index(("", begin.value))
        # One column for all rows; the few that are longer have what they do under them.
        column = max(
            _LEAST_COLUMN,
            *(width for keys, _ in self._rows if (width := cell_width(keys) + 1) <= _MOST_COLUMN),
        )
        self._lines: LineList[tuple[str, str]] = LineList(
            partial(_lines, column=column, signs=signs), bar=signs.bar, id="help-lines"
        )

    def compose(self) -> ComposeResult:
        """Put a heading over the list."""
        yield Bar(lambda _width: [(" What the keys do", NAME_LOOK)])
        yield self._lines
        yield Bar(lambda _width: [(" Esc", "bold"), (" back to reading", "")])

    def on_mount(self) -> None:
        """Fill in the list, from what the keys do where the reader is."""
        begin = self._begin
        self._lines.show(FixedRows(self._rows), first=self._rows, cursor=begin, top=begin)
        self.settle()


def _rows(keymap: Keymap) -> Iterator[tuple[str, str]]:
    """Yield (keys, what they do); headings have no keys, and an empty row stands between their parts."""
    for number, where in enumerate(Where):
        if number:
            yield "", ""
        yield "", where.value
        for action in actions(where):
            yield "  ".join(keys_of(action, keymap)), action.help
    yield "", ""
    yield "", "What can be searched for"
    yield from _QUERY_HELP


def _lines(row: tuple[str, str], width: int, *, column: int, signs: Glyphs) -> Sequence[Line]:
    keys, text = row
    if not keys:
        return [segments([(" " + text, "bold underline" if text else "")])]
    if width < _BROAD:
        column = _LEAST_COLUMN if width >= _MIDDLING else _INDENT
    lines = wrapped(text.split(), max(8, width - column - 2), signs.ellipsis, 3) or [""]
    shown = cell_cut(keys, max(1, width - 2), signs.ellipsis)
    if cell_width(shown) >= column:
        indented = [segments([(" " * (column + 1) + line, "")]) for line in lines[:2]]
        return [segments([(" " + shown, "bold")]), *indented]
    space = " " * (column - cell_width(shown))
    first: list[Run] = [(" " + shown + space, "bold"), (lines[0], "")]
    return [segments(first), *(segments([(" " * (column + 1) + line, "")]) for line in lines[1:])]
