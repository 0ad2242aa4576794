"""An article as the lines of a pane: head and body together, and where in them a reader is."""

from __future__ import annotations

from time import monotonic

from index.model import Article, BodyFormat, Span
from tui.article_head import head_lines
from tui.markdown_strips import BodyLayout
from tui.wrapping import FAINT, NOWHERE, Line, furniture, wrap

_NARROW = 24
_ROOMY = 40
_PATIENCE = 0.2
"""Seconds; a body can be made to take long, with line after line of which nothing is shown."""

_NOTHING_YET = "No story is open. Choose one in the list and press Enter."
_EMPTY_BODY = "This story has no text."


class ArticleLines:
    """The lines of one article, or of what stands in its place where there is none, in a pane.

    ``width`` is the width of the pane; text keeps to ``measure`` cells at most, however wide the pane, with
    ``margin`` cells left of it.
    A *place* names where a reader is whatever the width: an offset into the body, or, for the lines
    of the head, -1 for the first, -2 for the second and so on.
    """

    def __init__(self, article: Article | None, width: int, measure: int) -> None:
        self.article = article
        self.width = width
        left, right = int(width >= _NARROW), int(width >= _ROOMY)
        measure = max(1, min(measure, width - left - right))
        self.margin = max(left, (width - measure) // 2)
        if article is None:
            self._head = _told(_NOTHING_YET, measure)
            self._body = BodyLayout("", BodyFormat.PLAIN, measure)
            return
        self._head = head_lines(article, measure)
        if not article.body.strip():
            self._head += _told(_EMPTY_BODY, measure)
        self._body = BodyLayout(article.body, article.body_format, measure)

    @property
    def count(self) -> int:
        """How many lines were laid out so far."""
        return len(self._head) + self._body.line_count

    @property
    def complete(self) -> bool:
        """Whether the whole article was laid out."""
        return self._body.complete

    def advance(self, stretches: int, seconds: float = 0.05) -> None:
        """Lay out some more stretches of the body, some 4,000 letters each, for about so long at most."""
        started = monotonic()
        for _ in range(stretches):
            if not self._body.advance() or monotonic() - started > seconds:
                return

    def advance_to(self, count: int) -> None:
        """Lay out until there are ``count`` lines, or all, or it takes too long to wait for."""
        started = monotonic()
        while self.count < count and monotonic() - started < _PATIENCE:
            if not self._body.advance():
                return

    def line(self, index: int) -> Line | None:
        """Return a line, or None where there is none (yet)."""
        if 0 <= index < len(self._head):
            return self._head[index]
        return self._body.line(index - len(self._head))

    def lines_of(self, span: Span) -> range | None:
        """Return the lines that show a stretch of the body, None where they were not laid out yet."""
        lines = self._body.lines_of(span)
        if lines is None:
            return None
        return range(lines.start + len(self._head), lines.stop + len(self._head))

    def offset_of(self, index: int) -> int:
        """Return the offset into the body at which a line begins, 0 for the lines of the head."""
        return self._body.offset_of(index - len(self._head)) if index >= len(self._head) else 0

    def place_of(self, index: int) -> int:
        """Return the place that a line is at."""
        return NOWHERE - index if index < len(self._head) else self.offset_of(index)

    def line_at(self, place: int) -> int | None:
        """Return the line that a place is on, None where it was not laid out yet."""
        if place < 0:
            return min(NOWHERE - place, len(self._head))
        lines = self.lines_of(Span(place, place + 1))
        return None if lines is None else lines.start

    def in_sight(self, top: int, height: int) -> Span:
        """Return the stretch of the body that ``height`` lines from ``top`` on show."""
        after = top + height - len(self._head)
        end = self._body.offset_of(after) if after > 0 else 0
        return Span(self.offset_of(top), end)


def _told(sentence: str, width: int) -> list[Line]:
    return [
        Line(tuple(pieces), NOWHERE, NOWHERE)
        for pieces in wrap([furniture(sentence, FAINT)], width)
    ]
