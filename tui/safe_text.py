"""Untrusted text made safe to draw, and its width in terminal cells.

Every word that comes from an article, a file name or an error passes through here on its way to a
screen or to a terminal's standard output. What happens to a character:

====================================================  ===============  ==================
what it is                                            ``safe_text``    ``safe_same_length``
====================================================  ===============  ==================
white space: tab, line ends, line and paragraph       one space        one space
separators, no-break and typographic spaces
(the ideographic space, two cells wide, stays)
undrawable: ESC, other C0, DEL, C1, lone surrogates,  U+FFFD           U+FFFD
private use, noncharacters, unassigned, and signs
on whose width terminals disagree
invisible: bidi controls, overrides and isolates,     removed          U+00B7 (middle dot)
zero-width spaces, joiners and no-break, soft
hyphens, tag characters, variation selectors, skin
tones, Hangul fillers
a zero-width (non-)joiner between letters of a        kept             kept
script that needs it (Arabic to Sinhala)
a combining mark with nothing to stand on             U+FFFD           U+FFFD
combining marks past ``MOST_MARKS`` on one letter     removed          U+00B7
====================================================  ===============  ==================

All of it takes time linear in the text. Only the standard library's ``unicodedata`` is imported: the
command line and the first paint use this module before anything heavy is loaded.
"""

from __future__ import annotations

from unicodedata import category, east_asian_width

REPLACEMENT = "\ufffd"
MIDDLE_DOT = "\u00b7"
MOST_MARKS = 4

_SPACES = frozenset("\t\n\v\f\r\x85\u2028\u2029")
_JOINERS = frozenset("\u200c\u200d")
# Invisible although ``str.isprintable`` calls them printable: fillers, vowel and variation selectors,
# skin tones. Pairs of first and last.
_INVISIBLE = (
    (0x34F, 0x34F),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFFA0, 0xFFA0),
    (0x1F3FB, 0x1F3FF),
    (0xE0100, 0xE01EF),
)
# Narrow until Unicode 16, wide since: no two terminals agree.
_DISPUTED = (
    (0x2630, 0x2637),
    (0x268A, 0x268F),
    (0x4DC0, 0x4DFF),
    (0x1D300, 0x1D356),
    (0x1D360, 0x1D376),
)


def safe_text(text: str, *, newlines: bool = False) -> str:
    """Return ``text`` with nothing in it that could act on a terminal or hide.

    The result may be shorter than ``text``. With ``newlines`` true a line end ("\\n", "\\r\\n" or
    "\\r") stays a "\\n", for text printed over several lines; otherwise it becomes a space.
    """
    if text.isascii() and text.isprintable():
        return text
    if "\r" in text:
        text = text.replace("\r\n", "\n")
        if newlines:
            text = text.replace("\r", "\n")
    return _replaced(text, "", newlines)


def safe_same_length(text: str) -> str:
    """Return ``text`` made safe one code point for one code point, so that offsets into it stay valid.

    Line ends become spaces.
    """
    if text.isascii() and text.isprintable():
        return text
    return _replaced(text, MIDDLE_DOT, newlines=False)


def visible_stretches(text: str) -> list[tuple[int, int]]:
    """Return the stretches (start, end) of ``text`` between the invisible characters in it.

    For those who draw a body and would rather leave invisible characters out than show a dot:
    ``safe_same_length`` of each stretch shows no middle dot but the text's own (and cut-off marks).
    """
    if text.isascii():
        return [(0, len(text))] if text else []
    hidden = {c for c in set(text) if not _is_plain(c) and _drawn_as(c) == ""}
    if not hidden:
        return [(0, len(text))] if text else []
    stretches = []
    start = 0
    for place, character in enumerate(text):
        if character in hidden and not (character in _JOINERS and _joins(text, place)):
            if place > start:
                stretches.append((start, place))
            start = place + 1
    if start < len(text):
        stretches.append((start, len(text)))
    return stretches


def cell_width(text: str) -> int:
    """Return how many terminal cells ``text``, which must be safe text, takes."""
    if text.isascii() or (text and max(text) < "\u0300"):
        return len(text)
    return sum(map(character_width, text))


def is_narrow(text: str) -> bool:
    """Return whether every character of ``text``, which must be safe text, takes exactly one cell."""
    if text.isascii():
        return True
    return all(_is_plain(c) or character_width(c) == 1 for c in set(text))


def character_width(character: str) -> int:
    """Return the cells one safe character takes: 0 for a combining mark, 2 for a wide one, else 1."""
    code = ord(character)
    if code < 0x300:
        return 1
    if category(character) in ("Mn", "Me", "Mc", "Cf"):
        return 0
    # Vowels and finals of conjoining Hangul are drawn into the cell of the letter before them.
    if 0x1160 <= code <= 0x11FF or 0xD7B0 <= code <= 0xD7FF:
        return 0
    return 2 if east_asian_width(character) in ("W", "F") else 1


def cell_cut(text: str, width: int, ellipsis: str = "") -> str:
    """Return as much of the start of ``text`` (safe text) as fits in ``width`` cells.

    A letter is never parted from its combining marks. Where something had to go and ``ellipsis`` is
    given, the result ends with it, still within ``width``.
    """
    if width <= 0:
        return ""
    if len(text) <= width and cell_width(text) <= width:
        return text
    if cell_width(text[: 2 * width + 1]) <= width and cell_width(text) <= width:
        return text
    room = width - cell_width(ellipsis)
    if room < 0:
        return ""
    used = 0
    for place, character in enumerate(text):
        used += character_width(character)
        if used > room:
            return text[:place] + ellipsis
    return text


def cell_fit(text: str, width: int, ellipsis: str = "…") -> str:
    """Return ``text`` (safe text) cut or filled up with spaces to exactly ``width`` cells."""
    cut = cell_cut(text, width, ellipsis)
    return cut + " " * (width - cell_width(cut))


def _replaced(text: str, hidden: str, newlines: bool) -> str:
    table: dict[int, str] = {}
    careful = False
    for character in set(text):
        if _is_plain(character) or (character == "\n" and newlines):
            continue
        drawn = _drawn_as(character)
        if drawn != character:
            table[ord(character)] = drawn if drawn else hidden
        if character in _JOINERS or (drawn and character_width(drawn) == 0):
            careful = True
    if not table and not careful:
        return text
    return _with_marks(text, table, hidden) if careful else text.translate(table)


def _with_marks(text: str, table: dict[int, str], hidden: str) -> str:
    """Translate ``text``, keeping joiners that are spelling and bounding the marks on each letter."""
    out: list[str] = []
    # Marks already on the letter before; -1 while there is no letter to stand on.
    marks = -1
    for place, character in enumerate(text):
        if character in _JOINERS:
            out.append(character if _joins(text, place) else hidden)
            continue
        drawn = table.get(ord(character), character)
        if drawn == hidden:
            out.append(drawn)
            marks = 0 if drawn else marks
        elif character_width(drawn) != 0:
            out.append(drawn)
            marks = -1 if drawn in (" ", "\n") else 0
        elif marks < 0:
            out.append(REPLACEMENT)
            marks = 0
        elif marks < MOST_MARKS:
            out.append(drawn)
            marks += 1
        else:
            out.append(hidden)
    return "".join(out)


def _is_plain(character: str) -> bool:
    """Whether a character is one of those most text is made of: drawn as it is, one cell wide."""
    return (
        " " <= character <= "~"
        or "\u00ae" <= character < "\u0300"
        or "\u2010" <= character <= "\u2027"
    )


def _drawn_as(character: str) -> str:
    """Return what is drawn for one character: itself, a space, U+FFFD, or "" where it is invisible."""
    code = ord(character)
    if character in _SPACES:
        return " "
    if character.isprintable():
        if code < 0x34F:
            return character
        if _within(code, _INVISIBLE):
            return ""
        return REPLACEMENT if _within(code, _DISPUTED) else character
    if character == "\u3000":
        return character
    kind = category(character)
    if kind == "Zs":
        return " "
    return "" if kind == "Cf" else REPLACEMENT


def _within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def _joins(text: str, place: int) -> bool:
    """Whether the joiner at ``place`` stands between letters whose script is written with joiners."""
    if not 0 < place < len(text) - 1:
        return False
    before, after = text[place - 1], text[place + 1]
    return (
        "\u0600" <= before <= "\u0dff"
        and "\u0600" <= after <= "\u0dff"
        and category(before) in ("Lo", "Lm", "Mn", "Mc")
        and category(after) == "Lo"
    )
