"""A stretch of a body as lines with their places, and plain text laid out in paragraphs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from tui.markdown_inline import SourceMap
from tui.wrapping import NOWHERE, Line, Piece, source_pieces, wrap

_SHORT_LINES = 100
_LONG_ENOUGH_TO_WRAP = 50


class BodyText:
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


def plain_lines(text: BodyText, width: int) -> list[Line]:
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
            lines.extend(line_of(cut) for cut in wrap(pieces, width))
        paragraph.clear()

    for number, line in enumerate(text.lines):
        if line and not line.isspace():
            paragraph.append(number)
        else:
            finish()
    finish()
    return lines


def _joined_lines(text: BodyText, numbers: Sequence[int]) -> Iterator[list[Piece]]:
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


def line_of(pieces: Sequence[Piece]) -> Line:
    """Return the line that pieces make, with the stretch of the body they stand for."""
    starts = [piece.start for piece in pieces if piece.start != NOWHERE]
    if not starts:
        return Line(tuple(pieces), NOWHERE, NOWHERE)
    ends = [piece.end for piece in pieces if piece.start != NOWHERE]
    return Line(tuple(pieces), min(starts), max(ends))
