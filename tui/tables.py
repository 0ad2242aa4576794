"""Tables on a screen: columns side by side where they fit, and otherwise row by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tui.safe_text import cell_width
from tui.wrapping import BOLD, FAINT, Piece, furniture, wrap

_BETWEEN = " │ "
_CROSSING = "─┼─"
_NARROWEST = 6


class Cell(NamedTuple):
    """One cell: its pieces, how it is aligned ("left", "right", "center" or ""), its end in the source."""

    pieces: tuple[Piece, ...]
    align: str
    end: int


def lay_out_table(rows: Sequence[Sequence[Cell]], width: int) -> list[list[Piece]]:
    """Return the lines of a table, the first row being its header, in at most ``width`` cells.

    Columns that are too wide are wrapped. Where even narrow columns do not fit, each row becomes a small
    list of "header: cell".
    """
    if not rows:
        return []
    columns = len(rows[0])
    room = width - len(_BETWEEN) * (columns - 1)
    natural = [max(_cells(row[at]) for row in rows if at < len(row)) for at in range(columns)]
    widths = _shares(natural, room)
    if widths is None:
        return _row_by_row(rows, width)
    lines: list[list[Piece]] = []
    for number, row in enumerate(rows):
        lines += _row(row, widths)
        if number == 0:
            lines.append([furniture(_CROSSING.join("─" * cells for cells in widths))])
    return lines


def _cells(cell: Cell) -> int:
    return max(1, sum(cell_width(piece.text) for piece in cell.pieces))


def _shares(natural: Sequence[int], room: int) -> list[int] | None:
    """Return the widths of the columns: each its own where it can be, the widest cut down evenly."""
    if sum(natural) <= room:
        return list(natural)
    if room < _NARROWEST * len(natural):
        return None
    widths = [0] * len(natural)
    left = room
    for place, at in enumerate(sorted(range(len(natural)), key=natural.__getitem__)):
        widths[at] = min(natural[at], left // (len(natural) - place))
        left -= widths[at]
    return widths


def _row(row: Sequence[Cell], widths: Sequence[int]) -> list[list[Piece]]:
    columns = [wrap(cell.pieces, cells) for cell, cells in zip(row, widths, strict=False)]
    lines = []
    for number in range(max(1, *(len(column) for column in columns))):
        line: list[Piece] = []
        for at, (column, cells) in enumerate(zip(columns, widths, strict=True)):
            pieces = column[number] if number < len(column) else []
            spare = max(0, cells - sum(cell_width(piece.text) for piece in pieces))
            before = {"right": spare, "center": spare // 2}.get(row[at].align, 0)
            if at:
                line.append(furniture(_BETWEEN))
            if before:
                line.append(furniture(" " * before, 0))
            line += pieces
            if at < len(widths) - 1 and spare > before:
                line.append(furniture(" " * (spare - before), 0))
        lines.append(line)
    return lines


def _row_by_row(rows: Sequence[Sequence[Cell]], width: int) -> list[list[Piece]]:
    header, *rest = rows
    if not rest:
        return wrap([piece for cell in header for piece in (*cell.pieces, furniture(" "))], width)
    lines: list[list[Piece]] = []
    for number, row in enumerate(rest):
        if number:
            lines.append([])
        for name, cell in zip(header, row, strict=False):
            if not cell.pieces:
                continue
            # The header's words stand once in the source and many times here: only the first is it.
            label = [
                piece if number == 0 else furniture(piece.text, BOLD | FAINT)
                for piece in name.pieces
            ]
            together = [*label, furniture(": ", BOLD), *cell.pieces]
            lines += wrap(together, width)
    return lines
