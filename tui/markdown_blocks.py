"""The blocks of Markdown -- paragraphs, lists, quotations, tables, code -- laid out in lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tui.body_text import BodyText, line_of
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

_DEEPEST = 18
_TAB = 4


class _Container(NamedTuple):
    """A quotation or a list item: what stands before its lines, and before its first."""

    prefix: tuple[Piece, ...]
    cells: int


class MarkdownBlocks:
    """Goes through the block tokens of one stretch and lays each block out."""

    def __init__(self, text: BodyText, width: int, references: dict[str, object]) -> None:
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
        self.lines.append(line_of([*before, *pieces]))

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
