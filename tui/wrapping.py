"""Breaking text into lines by terminal cells, with every piece remembering where in the source it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui.safe_text import character_width, is_narrow, safe_same_length, visible_stretches

# What a piece of text is, as bits: a piece may be several things at once.
BOLD = 1
ITALIC = 2
STRUCK = 4
CODE = 8
LINK = 16
HEADING = 32
FAINT = 64

NOWHERE = -1
# A no-break space stays itself until the text is broken, then it is drawn as a space.
GLUE = "\u00a0"
_GLUES = str.maketrans({"\u202f": GLUE, "\u2007": GLUE})

# Signs that may not begin a line of Chinese or Japanese, and signs that may not end one.
_NEVER_FIRST = frozenset(
    "、。，．・：；？！ー―‥…」』）］｝〕〉》】〟’”ゝゞ々ぁぃぅぇぉっゃゅょァィゥェォッャュョ%,.:;!?)]}"
)
_NEVER_LAST = frozenset("「『（［｛〔〈《【〝‘“([{")
_DASHES = "-\u2010\u2013\u2014"


class Piece(NamedTuple):
    """A stretch of safe text in one manner of ink.

    ``start`` and ``end`` are offsets into the source. Where ``end - start`` is the length of ``text``
    each code point stands for one of the source; otherwise the whole text stands for the whole
    stretch (an entity, a tab). ``start`` is ``NOWHERE`` for signs the source does not hold.
    """

    text: str
    start: int
    end: int
    ink: int


class Line(NamedTuple):
    """One line as laid out; ``start`` and ``end`` bound what of the source stands on it."""

    pieces: tuple[Piece, ...]
    start: int
    end: int


def furniture(text: str, ink: int = FAINT) -> Piece:
    """Return a piece that stands for nothing in the source: an indent, a bullet, a rule."""
    return Piece(text, NOWHERE, NOWHERE, ink)


def source_pieces(text: str, start: int, ink: int) -> list[Piece]:
    """Return ``text``, which stands literally at ``start`` of the source, as safe pieces.

    Invisible characters are left out; the pieces around them keep their places.
    """
    if text.isascii() and text.isprintable():
        return [Piece(text, start, start + len(text), ink)] if text else []
    return [
        Piece(_safe_with_glue(text[first:last]), start + first, start + last, ink)
        for first, last in visible_stretches(text)
    ]


def _safe_with_glue(text: str) -> str:
    text = text.translate(_GLUES)
    if GLUE not in text:
        return safe_same_length(text)
    return GLUE.join(map(safe_same_length, text.split(GLUE)))


def cut_piece(piece: Piece, first: int, last: int) -> Piece:
    """Return the code points ``first`` to ``last`` of a piece."""
    text = piece.text[first:last]
    if piece.end - piece.start == len(piece.text):
        return Piece(text, piece.start + first, piece.start + last, piece.ink)
    return Piece(text, piece.start, piece.end, piece.ink)


def wrap(pieces: Sequence[Piece], width: int) -> list[list[Piece]]:
    """Return ``pieces`` broken into lines of at most ``width`` cells (at least 2), at words if it can be."""
    flat = "".join([piece.text for piece in pieces])
    return slice_pieces(pieces, break_text(flat, max(2, width)))


def wrap_exactly(pieces: Sequence[Piece], width: int) -> list[list[Piece]]:
    """Return ``pieces`` broken into lines of ``width`` cells, spaces and all, as code is."""
    flat = "".join([piece.text for piece in pieces])
    return slice_pieces(pieces, break_anywhere(flat, max(2, width)))


def slice_pieces(pieces: Sequence[Piece], ranges: Iterable[tuple[int, int]]) -> list[list[Piece]]:
    """Return, for each range of the joined text of ``pieces`` (rising), the pieces of it."""
    lines: list[list[Piece]] = []
    at = 0
    offset = 0
    for first, last in ranges:
        line: list[Piece] = []
        while at < len(pieces):
            piece = pieces[at]
            length = len(piece.text)
            if offset + length > first:
                start = max(0, first - offset)
                end = min(length, last - offset)
                if end > start:
                    cut = piece if end - start == length else cut_piece(piece, start, end)
                    line.append(
                        cut._replace(text=cut.text.replace(GLUE, " ")) if GLUE in cut.text else cut
                    )
                if offset + length > last:
                    break
            offset += length
            at += 1
        lines.append(line)
    return lines


def break_text(text: str, width: int) -> list[tuple[int, int]]:
    """Return where the lines of ``text`` begin and end when none may be wider than ``width`` cells.

    Lines break at spaces, after hyphens and dashes between letters, and around wide characters; a
    word wider than a line is broken where it must be. Spaces at the breaks belong to no line.
    """
    if is_narrow(text):
        return _break_narrow(text, width)
    return _break_wide(text, width)


def break_anywhere(text: str, width: int) -> list[tuple[int, int]]:
    """Return lines of exactly ``width`` cells but for the last; an empty text is one empty line."""
    if is_narrow(text):
        return [(at, min(len(text), at + width)) for at in range(0, len(text), width)] or [(0, 0)]
    lines = []
    start = used = 0
    for place, character in enumerate(text):
        cells = character_width(character)
        if used + cells > width:
            lines.append((start, place))
            start, used = place, 0
        used += cells
    lines.append((start, len(text)))
    return lines


def _break_narrow(text: str, width: int) -> list[tuple[int, int]]:
    # Every character is one cell wide, so a break is found by searching back from the margin.
    lines = []
    at, end = 0, len(text.rstrip(" "))
    while at < end:
        if text[at] == " ":
            at += 1
            continue
        if at + width >= end:
            lines.append((at, end))
            break
        space = text.rfind(" ", at, at + width + 1)
        dash = _last_dash(text, max(at, space), at + width)
        if dash > 0:
            stop = dash
        elif space > at:
            stop = space
        else:
            stop = at + width
        last = stop
        while last > at and text[last - 1] == " ":
            last -= 1
        lines.append((at, last))
        at = stop
    return lines


def _last_dash(text: str, low: int, high: int) -> int:
    """Return the place after the last dash in ``low`` to ``high`` at which a line may end, or 0."""
    best = 0
    for dash in _DASHES:
        at = text.rfind(dash, low, high)
        if at > best and _may_part(text, at):
            best = at
    return best + 1 if best > low else 0


def _may_part(text: str, dash: int) -> bool:
    return (
        0 < dash < len(text) - 1
        and text[dash - 1].isalpha()
        and (text[dash + 1].isalpha() or text[dash] == "\u2014")
    )


def _break_wide(text: str, width: int) -> list[tuple[int, int]]:
    lines: list[tuple[int, int]] = []
    end = len(text.rstrip(" "))
    start = used = 0
    # The last place of this line where the next may begin, and the width of the line up to there.
    chance = chance_used = 0
    before = ""
    place = 0
    while place < end:
        character = text[place]
        if place == start and character == " ":
            start = chance = place = place + 1
            continue
        cells = character_width(character)
        if cells and place > start and _may_break(before, character, text, place):
            chance, chance_used = place, used
        if used + cells > width and character != " ":
            if chance > start:
                stop, used = chance, used - chance_used
            else:
                stop, used = place, 0
            last = stop
            while last > start and text[last - 1] == " ":
                last -= 1
            lines.append((start, last))
            start = chance = stop
            chance_used = 0
            if used == 0:
                before = ""
            continue
        used += cells
        if cells:
            before = character
        place += 1
    if start < end:
        lines.append((start, end))
    return lines


def _may_break(before: str, character: str, text: str, place: int) -> bool:
    if not before or character == " ":
        return False
    if before == " ":
        return True
    if before in _DASHES and text[place - 1] == before:
        return _may_part(text, place - 1)
    if character_width(before) == 2 or character_width(character) == 2:
        return character not in _NEVER_FIRST and before not in _NEVER_LAST
    return False
