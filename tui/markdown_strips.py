"""The body of an article laid out in lines for the screen, piece by piece and never all at once.

The body is cut into stretches of a few kilobytes at places where a paragraph ends. Each is parsed and
laid out when it is wanted, and can be forgotten and laid out again, so that a body of any size costs
time for what is read and memory for what is in sight. Every piece of every line knows which stretch of the body it
stands for (``tui.wrapping.Piece``), which is how mentions and matches find their place on the screen.
"""

from __future__ import annotations

import re
from bisect import bisect_right

from index.model import BodyFormat, Span
from tui.body_text import BodyText, plain_lines
from tui.markdown_blocks import MarkdownBlocks
from tui.markdown_inline import parser
from tui.wrapping import NOWHERE, Line

STRETCH = 4_000
"""Code points after which a stretch ends at the next paragraph's end."""
LONGEST_STRETCH = 8_000
"""Code points after which it ends anyway, at a line's end or between words where there is one."""
_KEPT_STRETCHES = 48
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
        text = BodyText(self._body[start:end], start)
        if self._markdown:
            blocks = MarkdownBlocks(text, self.width, self._definitions())
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
