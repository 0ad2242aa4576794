"""The body of an article laid out in lines for the screen, piece by piece and never all at once.

The body is cut into stretches of a few kilobytes at places where a paragraph ends. Each is parsed and
laid out when it is wanted, and can be forgotten and laid out again, so that a body of any size costs
time for what is read and memory for what is in sight. Every piece of every line knows which stretch of the body it
stands for (``tui.wrapping.Piece``), which is how mentions and matches find their place on the screen.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from index.model import BodyFormat, Span
from tui.markdown_inline import SourceMap, inline_pieces, parser
from tui.tables import Cell, lay_out_table
from tui.wrapping import (
    BOLD,
    CODE,
    FAINT,
    HEADING,
    NOWHERE,
    Line,
    Piece,
    furniture,
    source_pieces,
    wrap,
    wrap_exactly,
)

if TYPE_CHECKING:
    from markdown_it.token import Token

STRETCH = 4_000
"""Code points after which a stretch ends at the next paragraph's end."""
LONGEST_STRETCH = 16_000
"""Code points after which it ends anyway, at a line's end or between words where there is one."""
_KEPT_STRETCHES = 48
_DEEPEST = 18
_TAB = 4
_SHORT_LINES = 100
_LONG_ENOUGH_TO_WRAP = 50
_MOST_DEFINITIONS = 500
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]{1,200}\]:[^\n]{1,2000}$", re.MULTILINE)


class BodyLayout:
    """The lines of one body at one width.

    ``width`` is the most cells a line takes. ``advance`` lays out one more stretch; a line or an offset
    that no stretch laid out so far holds is answered with None.
    """

    def __init__(self, body: str, body_format: BodyFormat, width: int) -> None:
        self._body = body
        self._markdown = body_format is BodyFormat.MARKDOWN
        self.width = max(8, width)
        self._starts: list[int] = []
        self._ends: list[int] = []
        # The number of lines before each stretch that was laid out, and after the last.
        self._lines_before = [0]
        self._kept: dict[int, tuple[Line, ...]] = {}
        self._references: dict[str, object] | None = None

    @property
    def complete(self) -> bool:
        """Whether the whole body was laid out."""
        return self._reached >= len(self._body)

    @property
    def line_count(self) -> int:
        """How many lines were laid out so far."""
        return self._lines_before[-1]

    @property
    def _reached(self) -> int:
        return self._ends[-1] if self._ends else 0

    def advance(self) -> bool:
        """Lay out one more stretch; return whether there was one."""
        if self.complete:
            return False
        start = self._reached
        self._starts.append(start)
        self._ends.append(stretch_end(self._body, start, markdown=self._markdown))
        lines = self._stretch(len(self._starts) - 1)
        self._lines_before.append(self._lines_before[-1] + len(lines))
        return True

    def advance_to(self, line: int) -> bool:
        """Lay out until ``line`` exists or the body ends; return whether it exists."""
        while self.line_count <= line:
            if not self.advance():
                return False
        return True

    def line(self, index: int) -> Line | None:
        """Return a line, or None where it was not laid out."""
        if not 0 <= index < self.line_count:
            return None
        at = bisect_right(self._lines_before, index) - 1
        return self._stretch(at)[index - self._lines_before[at]]

    def lines_of(self, span: Span) -> range | None:
        """Return the lines that show a stretch of the body, or None where they were not laid out.

        Where nothing of it is shown (it is inside a link's address, say) it is the line after.
        """
        if not self._starts or (span.start >= self._reached and not self.complete):
            return None
        at = max(0, bisect_right(self._starts, span.start) - 1)
        before = self._lines_before[at]
        showing = []
        following = None
        for offset, line in enumerate(self._stretch(at)):
            for piece in line.pieces:
                if piece.start == NOWHERE:
                    continue
                if piece.start < span.end and piece.end > span.start:
                    showing.append(before + offset)
                    break
                if following is None and piece.start >= span.start:
                    following = before + offset
        if showing:
            return range(showing[0], showing[-1] + 1)
        index = following if following is not None else self._lines_before[at + 1]
        index = max(0, min(index, self.line_count - 1))
        return range(index, index + 1)

    def offset_of(self, index: int) -> int:
        """Return the offset into the body at which a line begins (for a blank line, the next that does)."""
        for at in range(max(0, index), self.line_count):
            line = self.line(at)
            if line is not None and line.start != NOWHERE:
                return line.start
        return self._reached

    def _stretch(self, at: int) -> tuple[Line, ...]:
        lines = self._kept.pop(at, None)
        if lines is None:
            lines = self._lay_out(at)
            if len(self._kept) >= _KEPT_STRETCHES:
                del self._kept[next(iter(self._kept))]
        self._kept[at] = lines
        return lines

    def _lay_out(self, at: int) -> tuple[Line, ...]:
        start, end = self._starts[at], self._ends[at]
        text = _Text(self._body[start:end], start)
        if self._markdown:
            blocks = _MarkdownBlocks(text, self.width, self._definitions())
            lines = blocks.lines if blocks.lay_out() else plain_lines(text, self.width)
        else:
            lines = plain_lines(text, self.width)
        if at and lines:
            lines.insert(0, Line((), NOWHERE, NOWHERE))
        return tuple(lines)

    def _definitions(self) -> dict[str, object]:
        """Return the link definitions of the body, which may stand anywhere in it."""
        if self._references is None:
            self._references = {}
            if len(self._body) > LONGEST_STRETCH and "]:" in self._body:
                found = []
                for match in _DEFINITION.finditer(self._body):
                    found.append(match.group())
                    if len(found) == _MOST_DEFINITIONS:
                        break
                env: dict[str, object] = {"references": self._references}
                parser().parse("\n\n".join(found), env)
        return self._references


def stretch_end(body: str, start: int, *, markdown: bool) -> int:
    """Return where the stretch of ``body`` that begins at ``start`` ends: after a blank line if it can be.

    In Markdown neither a fenced block nor a list's or a quotation's own paragraphs are parted. Takes
    time for the stretch alone.
    """
    limit = start + LONGEST_STRETCH
    if len(body) - start <= STRETCH:
        return len(body)
    at = start
    fence = ""
    blank = False
    while at < limit:
        line_end = body.find("\n", at, limit)
        if line_end < 0:
            break
        line = body[at:line_end].strip()
        if (
            blank
            and line
            and at - start >= STRETCH
            and not fence
            and (not markdown or body[at] not in " \t")
        ):
            return at
        if markdown:
            sign = line[:3]
            if sign in ("```", "~~~") and (
                not fence or (sign == fence and not line.strip(sign[0]))
            ):
                fence = "" if fence else sign
        blank = not line
        at = line_end + 1
    if limit >= len(body):
        return len(body)
    for sign in ("\n", " "):
        last = body.rfind(sign, start + STRETCH, limit)
        if last >= 0:
            return last + 1
    return limit


class _Text:
    """A stretch of the body with its line ends made "\\n", and where its lines stand in the body."""

    def __init__(self, text: str, start: int) -> None:
        self.text = text.replace("\0", "\ufffd")
        extra = 0
        if "\r" in text:
            # Two signs for one line end in the body, one here.
            extra = 1
            self.text = self.text.replace("\r\n", "\n").replace("\r", "\n")
        self.lines = self.text.split("\n")
        if extra:
            self.starts = [start]
            at = start
            for line in self.lines[:-1]:
                at += len(line)
                ending = text[at - start : at - start + 2]
                at += 2 if ending == "\r\n" else 1
                self.starts.append(at)
        else:
            lengths = (len(line) + 1 for line in self.lines)
            self.starts = list(accumulate(lengths, initial=start))[:-1]

    def map_lines(self, content: str, first: int) -> SourceMap:
        """Return where ``content`` stands, whose lines are the ends of the lines from ``first`` on."""
        contents: list[int] = []
        sources: list[int] = []
        offset = 0
        for number, line in enumerate(content.split("\n"), first):
            whole = self.lines[number] if number < len(self.lines) else ""
            if whole.endswith(line):
                column = len(whole) - len(line)
            else:
                # Of an indent that the parser has rewritten (a tab in part) only the text after it is found.
                column = max(0, whole.rfind(line.strip())) - (len(line) - len(line.lstrip()))
            place = self.starts[min(number, len(self.starts) - 1)]
            contents.append(offset)
            sources.append(place + column)
            offset += len(line) + 1
        return SourceMap(contents, sources)


def plain_lines(text: _Text, width: int) -> list[Line]:
    """Lay out text in which no sign is special: paragraphs at blank lines.

    A line end within a paragraph goes where the text had been broken to fit a width (the next word would
    not have fitted) and stays where its author ended a line.
    """
    lines: list[Line] = []
    paragraph: list[int] = []

    def finish() -> None:
        if not paragraph:
            return
        if lines:
            lines.append(Line((), NOWHERE, NOWHERE))
        for pieces in _joined_lines(text, paragraph):
            lines.extend(_line(cut) for cut in wrap(pieces, width))
        paragraph.clear()

    for number, line in enumerate(text.lines):
        if line and not line.isspace():
            paragraph.append(number)
        else:
            finish()
    finish()
    return lines


def _joined_lines(text: _Text, numbers: Sequence[int]) -> Iterator[list[Piece]]:
    """Yield the pieces of each line of a plain paragraph that its author meant as one."""
    longest = max(len(text.lines[number].strip()) for number in numbers)
    wrapped = _LONG_ENOUGH_TO_WRAP <= longest <= _SHORT_LINES
    pieces: list[Piece] = []
    for number, following in pairwise([*numbers, NOWHERE]):
        line = text.lines[number]
        start = len(line) - len(line.lstrip())
        pieces += source_pieces(line.strip(), text.starts[number] + start, 0)
        if wrapped and following != NOWHERE:
            next_word = text.lines[following].split(maxsplit=1)[0]
            if len(line.strip()) + 1 + len(next_word) > longest:
                place = text.starts[number] + len(line)
                pieces.append(Piece(" ", place, place + 1, 0))
                continue
        yield pieces
        pieces = []


def _line(pieces: Sequence[Piece]) -> Line:
    starts = [piece.start for piece in pieces if piece.start != NOWHERE]
    if not starts:
        return Line(tuple(pieces), NOWHERE, NOWHERE)
    ends = [piece.end for piece in pieces if piece.start != NOWHERE]
    return Line(tuple(pieces), min(starts), max(ends))


class _Container(NamedTuple):
    """A quotation or a list item: what stands before its lines, and before its first."""

    prefix: tuple[Piece, ...]
    cells: int


class _MarkdownBlocks:
    """Goes through the block tokens of one stretch and lays each block out."""

    def __init__(self, text: _Text, width: int, references: dict[str, object]) -> None:
        self.lines: list[Line] = []
        self._text = text
        self._width = width
        self._references = references
        self._containers: list[_Container] = []
        self._marker: tuple[Piece, ...] | None = None
        # For each list that is open, whether its items stand apart.
        self._loose: list[bool] = []
        self._gap = False
        self._cells: list[list[Cell]] = []

    def lay_out(self) -> bool:
        """Fill ``lines``; return False where the text is nested deeper than the parser follows."""
        env: dict[str, object] = {"references": self._references}
        try:
            tokens = parser().parse(self._text.text, env)
        except (RuntimeError, ValueError, IndexError):
            # What the parser cannot take in is still text that can be read.
            return False
        if any(token.level >= _DEEPEST for token in tokens):
            return False
        for at, token in enumerate(tokens):
            self._take(token, tokens, at)
        return True

    def _take(self, token: Token, tokens: Sequence[Token], at: int) -> None:
        kind = token.type
        if kind == "inline":
            self._inline(token, tokens[at - 1])
        elif kind in ("fence", "code_block"):
            self._code(token)
        elif kind == "hr":
            self._start_block()
            indent = max(0, (self._room() - 5) // 2)
            self._add([furniture(" " * indent + "* * *")])
        elif kind == "blockquote_open":
            self._open((furniture("│ "),), 2)
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self._loose.append(False)
        elif kind == "list_item_open":
            self._item(token.info)
        elif kind in ("blockquote_close", "list_item_close"):
            if kind == "list_item_close" and self._marker is not None:
                self._add([])
            self._containers.pop()
        elif kind in ("bullet_list_close", "ordered_list_close"):
            self._loose.pop()
            self._gap = not self._loose or self._loose[-1]
        elif kind == "tr_open":
            self._cells.append([])
        elif kind == "table_close":
            self._table()
        elif kind == "paragraph_close":
            # The paragraphs of a tight list are hidden ones: nothing stands between them.
            self._gap = not token.hidden
            if self._loose:
                self._loose[-1] = self._gap
        elif kind == "heading_close":
            self._gap = True

    # Containers

    def _open(self, prefix: tuple[Piece, ...], cells: int) -> None:
        # Nesting may not squeeze the text into nothing.
        if sum(container.cells for container in self._containers) + cells > self._width // 2:
            prefix, cells = (), 0
        if self._marker is None and self._gap and prefix and prefix[0].text.strip():
            # The line before a quotation is blank all through, without its bar.
            self._blank()
            self._gap = False
        self._containers.append(_Container(prefix, cells))

    def _item(self, number: str) -> None:
        sign = f"{number}. " if number else "• "
        if self._marker is not None:
            self._add([])
        if self._gap:
            self._blank()
            self._gap = False
        before = self._prefix()
        self._open((furniture(" " * len(sign)),), len(sign))
        fits = self._containers[-1].cells > 0
        self._marker = (*before, furniture(sign, BOLD)) if fits else before

    def _prefix(self) -> tuple[Piece, ...]:
        return tuple(piece for container in self._containers for piece in container.prefix)

    def _room(self) -> int:
        return self._width - sum(container.cells for container in self._containers)

    # Blocks

    def _start_block(self) -> None:
        if self._gap and self._marker is None and self.lines:
            self._blank()
        self._gap = True

    def _blank(self) -> None:
        if self.lines:
            self.lines.append(Line(self._prefix(), NOWHERE, NOWHERE))

    def _add(self, pieces: Sequence[Piece]) -> None:
        before = self._prefix() if self._marker is None else self._marker
        self._marker = None
        self.lines.append(_line([*before, *pieces]))

    def _inline(self, token: Token, opening: Token) -> None:
        first = token.map[0] if token.map else 0
        if opening.type in ("th_open", "td_open"):
            self._cell(token, opening, first)
            return
        ink = 0
        where = self._text.map_lines(token.content, first)
        if opening.type == "heading_open":
            ink = BOLD | HEADING
            if opening.markup.startswith("#"):
                where = self._heading_map(token.content, first, len(opening.markup))
        if not token.content:
            return
        self._start_block()
        for pieces in inline_pieces(token.content, where, ink, self._references):
            for cut in wrap(pieces, self._room()):
                self._add(cut)

    def _heading_map(self, content: str, number: int, signs: int) -> SourceMap:
        line = self._text.lines[number]
        column = line.find("#" * signs) + signs
        return SourceMap([0], [self._text.starts[number] + max(0, line.find(content, column))])

    def _code(self, token: Token) -> None:
        first = (token.map[0] if token.map else 0) + (1 if token.type == "fence" else 0)
        content = token.content.removesuffix("\n")
        where = self._text.map_lines(content, first)
        self._start_block()
        room = self._room() - 2
        if token.type == "fence" and token.info.strip():
            # Usually the name of a language; but whatever stands there was written to be read.
            words = token.info.strip()
            place = self._text.map_lines(words, first - 1).place(0)
            for cut in wrap(source_pieces(words, place, FAINT), room):
                self._add([furniture("  "), *cut])
        for start, line in zip(where.source, content.split("\n"), strict=True):
            for cut in wrap_exactly(_code_pieces(line, start), room):
                self._add([furniture("  "), *cut])

    # Tables

    def _cell(self, token: Token, opening: Token, number: int) -> None:
        """Find a cell in its row: the cells follow each other, and each pipe in one was escaped."""
        content = token.content
        row = self._cells[-1]
        line = self._text.lines[number]
        start = self._text.starts[number]
        column = max(0, line.find(content.replace("|", "\\|"), row[-1].end - start if row else 0))
        contents, sources = [0], [start + column]
        at = content.find("|")
        while at >= 0:
            contents.append(at)
            sources.append(start + column + at + len(contents) - 1)
            at = content.find("|", at + 1)
        where = SourceMap(contents, sources)
        ink = BOLD if opening.type == "th_open" else 0
        pieces = [
            piece
            for line_pieces in inline_pieces(content, where, ink, self._references)
            for piece in line_pieces
        ]
        style = str(opening.attrGet("style") or "")
        end = where.place(len(content) - 1) + 1 if content else start + column
        row.append(Cell(tuple(pieces), style.rpartition(":")[2], end))

    def _table(self) -> None:
        rows, self._cells = self._cells, []
        self._start_block()
        for pieces in lay_out_table(rows, self._room()):
            self._add(pieces)


def _code_pieces(line: str, start: int) -> list[Piece]:
    """Return a line of code that stands at ``start``; its indent stands for nothing, tabs are spaces."""
    text = line.lstrip(" \t")
    indent = len(line[: len(line) - len(text)].expandtabs(_TAB))
    pieces = [furniture(" " * indent, CODE)] if indent else []
    start += len(line) - len(text)
    column = indent
    for at, part in enumerate(text.split("\t")):
        if at:
            spaces = _TAB - column % _TAB
            pieces.append(Piece(" " * spaces, start - 1, start, CODE))
            column += spaces
        pieces += source_pieces(part, start, CODE)
        column += len(part)
        start += len(part) + 1
    return pieces
