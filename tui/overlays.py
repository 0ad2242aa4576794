"""What is laid over the text of an article: mentions of actors by kind, matches of a search, the place gone to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from rich.segment import Segment
from rich.style import Style

from index.model import Kind, Mention, Span
from tui.wrapping import (
    BOLD,
    CODE,
    FAINT,
    HEADING,
    ITALIC,
    LINK,
    NOWHERE,
    STRUCK,
    Line,
    Piece,
    cut_piece,
)

KIND_STYLES = {
    Kind.PERSON: Style(color="cyan", underline=True, bold=True),
    Kind.ORGANISATION: Style(color="magenta", underline=True, italic=True),
    Kind.COUNTRY: Style(color="green", underline=True),
    Kind.PLACE: Style(color="yellow", underline2=True),
}
"""How mentions look: every kind differs from the others without its colour too."""
UNRESOLVED_STYLE = Style(dim=True, italic=True)
MATCH_STYLE = Style(color="yellow", reverse=True)
CURRENT_STYLE = Style(reverse=True, bold=True)
ONLY_STYLE = Style(bold=True)

_INK_STYLES = (
    (BOLD, Style(bold=True)),
    (ITALIC, Style(italic=True)),
    (STRUCK, Style(strike=True)),
    (CODE, Style(dim=True)),
    (LINK, Style(color="blue")),
    (HEADING, Style(bold=True)),
    (FAINT, Style(dim=True)),
)
_PLAIN = Style.null()


class Overlays:
    """The mentions and matches of one article, and which of them is the current one.

    ``mentions`` and ``matches`` may be given in any order, and are kept in that of the text; matches may
    overlap mentions and each other. ``only`` are stretches that another account does not have, in
    the order of the text and apart from each other.
    """

    def __init__(
        self,
        mentions: Iterable[Mention] = (),
        matches: Iterable[Span] = (),
        only: Iterable[Span] = (),
    ) -> None:
        self.mentions: tuple[Mention, ...] = _parted(mentions)
        self.matches: tuple[Span, ...] = tuple(
            sorted({span for span in matches if span.start < span.end}, key=_place)
        )
        self.mention_starts = [mention.start for mention in self.mentions]
        self.match_starts = [span.start for span in self.matches]
        # The furthest end of the matches up to each: where a search back may stop.
        self._match_reach: list[int] = []
        for span in self.matches:
            reach = self._match_reach[-1] if self._match_reach else 0
            self._match_reach.append(max(reach, span.end))
        self.current: Span | None = None
        self._only = tuple(only)
        self._only_starts = [span.start for span in self._only]
        self._styles: dict[int, Style] = {}

    def mention_at(self, offset: int) -> int | None:
        """Return which mention stands at an offset, or None."""
        at = bisect_right(self.mention_starts, offset) - 1
        return at if at >= 0 and self.mentions[at].end > offset else None

    def mentions_in(self, start: int, end: int) -> range:
        """Return which mentions overlap a stretch of the body."""
        first = max(0, bisect_right(self.mention_starts, start) - 1)
        if first < len(self.mentions) and self.mentions[first].end <= start:
            first += 1
        return range(first, max(first, bisect_left(self.mention_starts, end)))

    def _matches_in(self, start: int, end: int) -> Iterable[Span]:
        at = bisect_left(self.match_starts, end) - 1
        while at >= 0 and self._match_reach[at] > start:
            if self.matches[at].end > start:
                yield self.matches[at]
            at -= 1

    def only_in(self, start: int, end: int) -> Sequence[Span]:
        """Return the stretches that another account does not have and that overlap a stretch of the body."""
        first = max(0, bisect_right(self._only_starts, start) - 1)
        if first < len(self._only) and self._only[first].end <= start:
            first += 1
        return self._only[first : bisect_left(self._only_starts, end)]

    def segments(self, line: Line) -> list[Segment]:
        """Return a line as it is drawn."""
        drawn: list[Segment] = []
        for piece in line.pieces:
            ink = self._ink(piece.ink)
            if piece.start == NOWHERE:
                drawn.append(Segment(piece.text, ink))
            else:
                drawn += self._over(piece, ink)
        return drawn

    def _over(self, piece: Piece, ink: Style) -> Iterable[Segment]:
        start, end = piece.start, piece.end
        over: list[tuple[int, int, Style]] = []
        for at in self.mentions_in(start, end):
            mention = self.mentions[at]
            style = KIND_STYLES[mention.kind] if mention.actor is not None else UNRESOLVED_STYLE
            over.append((mention.start, mention.end, style))
        over += [(span.start, span.end, MATCH_STYLE) for span in self._matches_in(start, end)]
        over += [(span.start, span.end, ONLY_STYLE) for span in self.only_in(start, end)]
        current = self.current
        if current is not None and current.start < end and current.end > start:
            over.append((current.start, current.end, CURRENT_STYLE))
        if not over:
            return [Segment(piece.text, ink)]
        if end - start != len(piece.text):
            return [Segment(piece.text, ink + _sum(style for _first, _last, style in over))]
        edges = {start, end}
        for first, last, _style in over:
            edges.update(edge for edge in (first, last) if start < edge < end)
        cuts = sorted(edges)
        return [
            Segment(
                cut_piece(piece, first - start, last - start).text,
                ink + _sum(style for begin, stop, style in over if begin < last and stop > first),
            )
            for first, last in pairwise(cuts)
        ]

    def _ink(self, ink: int) -> Style:
        style = self._styles.get(ink)
        if style is None:
            style = _sum(look for bit, look in _INK_STYLES if ink & bit)
            self._styles[ink] = style
        return style


def _sum(styles: Iterable[Style]) -> Style:
    total = _PLAIN
    for style in styles:
        total = total + style
    return total


def _place(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _parted(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return mentions in the order of the text, without those that overlap one before."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda each: (each.start, -each.end)):
        if mention.start < mention.end and (not kept or mention.start >= kept[-1].end):
            kept.append(mention)
    return tuple(kept)
