"""What the rows of a dossier share: cleaned words, dates, cut lines, the beginning of a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from index.model import ActorReference, Moment
from tui.dates import plain_date
from tui.glyphs import FULL, Glyphs
from tui.looks import Run
from tui.markdown_inline import SourceMap, inline_pieces
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.story_rows import wrapped

INDENT = "  "
DIM = "dim"
BOLD = "bold"
NEW = "bold yellow"
BROAD = 72
"""Cells from which dates have a column of their own, and everything else stands beside it."""
DATE_COLUMN = 16
DATE_MARKED = DATE_COLUMN - 3
"""Cells of a row that show the cursor: the mark and the date."""
_MOST_READ = 2_000
"""Code points of a sentence that are looked at: more than ever fits in a row."""


def clean(text: str) -> str:
    """Return text on one line, safe to draw."""
    return " ".join(safe_text(text).split())


def date_or_undated(moment: Moment | None) -> str:
    """Return a date, or a word for there being none."""
    return plain_date(moment) if moment is not None else "undated"


def name_of(reference: ActorReference | None, text: str = "", start: int = 0) -> str:
    """Return an actor's name, else the words that stand for it in ``text``, which begins at ``start`` of the body.

    "" for nobody.
    """
    if reference is None:
        return ""
    if reference.name:
        return clean(reference.name)
    span = reference.span
    if span is None or not start <= span.start < span.end <= start + len(text):
        return ""
    return clean(text[span.start - start : span.end - start])


def dated_lines(
    mark: Run, dates: tuple[str, str], first: Sequence[Run], others: Sequence[Sequence[Run]]
) -> list[list[Run]]:
    """Return lines beside a column with a mark and one or two dates, one under the other."""
    column = DATE_COLUMN - 2
    head: list[Run] = [mark, (" ", ""), (dates[0].ljust(column), DIM), *first]
    lines = [head]
    for number, line in enumerate(others or ([] if not dates[1] else [[]])):
        date = dates[1] if number == 0 else ""
        lines.append([("  ", ""), (date.ljust(column), DIM), *line])
    return lines


def sentence_lines(
    text: str, width: int, signs: Glyphs, most: int, indent: str = INDENT, *, at: int = 0
) -> list[list[Run]]:
    """Return the beginning of a sentence, without the signs of Markdown, on at most ``most`` lines.

    Where what stands at ``at`` would not be in sight, the sentence begins later, a few words before it.
    """
    begun = _beginning(text, at, max(1, width - len(indent)) * most)
    content = (signs.ellipsis if begun else "") + " ".join(text[begun : begun + _MOST_READ].split())
    # Whether the body is Markdown is not told here; in plain text such signs in pairs are rare.
    shown = "".join(
        piece.text for line in inline_pieces(content, SourceMap([0], [0]), 0, {}) for piece in line
    )
    # A sentence may begin or end in the middle of what is bold.
    shown = shown.replace("**", "")
    room = max(1, width - len(indent))
    lines = wrapped(clean(shown).split(), room, signs.ellipsis, most) or [""]
    return [[(indent, ""), (line, "")] for line in lines]


def _beginning(text: str, at: int, room: int) -> int:
    """Return where in a text to begin so that what stands at ``at`` is in sight in ``room`` cells."""
    if at <= room * 3 // 4:
        return 0
    # No later than needed: what follows may as well be preceded by as much as fits.
    start = max(0, min(at - room // 3, len(text) - room * 9 // 10))
    space = text.find(" ", start, at)
    return space + 1 if space >= 0 else start


def quoted_lines(
    text: str, width: int, signs: Glyphs, most: int, indent: str = INDENT
) -> list[list[Run]]:
    """Return the beginning of what was said, in quotation marks, on at most ``most`` lines."""
    opening, closing = ("“", "”") if signs.dot == FULL.dot else ('"', '"')
    lines = sentence_lines(opening + text, width - 1, signs, most, indent)
    return [*lines[:-1], [*lines[-1], (closing, "")]]


def runs_width(runs: Sequence[Run]) -> int:
    """Return how many cells runs take."""
    return sum(cell_width(text) for text, _look in runs)


def cut_runs(runs: Sequence[Run], width: int, signs: Glyphs) -> list[Run]:
    """Return runs, whose texts are safe, cut to ``width`` cells."""
    cut: list[Run] = []
    for text, look in runs:
        shown = cell_cut(text, max(0, width), signs.ellipsis)
        cut.append((shown, look))
        if shown != text:
            break
        width -= cell_width(text)
    return cut


def with_tail(runs: Sequence[Run], tail: Sequence[Run], width: int, signs: Glyphs) -> list[Run]:
    """Return runs with others at the right end of the line; the tail goes where there is no room for half a line."""
    room = width - runs_width(tail) - 2
    if not tail or room < width // 2:
        return cut_runs(runs, width, signs)
    line = cut_runs(runs, room, signs)
    return [*line, (" " * (width - runs_width(line) - runs_width(tail)), ""), *tail]
