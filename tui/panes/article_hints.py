"""Letters laid over the actors in sight in an article, by which one of them is followed."""

from __future__ import annotations

from collections.abc import Iterator

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from index.model import Mention, Span
from tui.article_lines import ArticleLines
from tui.hints import Typing, labels
from tui.overlays import Overlays
from tui.safe_text import cell_width
from tui.wrapping import NOWHERE

_LABEL = Style(color="yellow", reverse=True, bold=True)
_TYPED = Style(color="yellow", reverse=True, dim=True)


class ActorHints:
    """The labels on the mentions that ``height`` lines from ``top`` on show, and what was typed of one.

    Only mentions whose actor is known get one. A label stands where its mention begins, or, where that
    is above the first line in sight, where the rest of it does.
    """

    def __init__(self, lines: ArticleLines, overlays: Overlays, top: int, height: int) -> None:
        self._margin = lines.margin
        sight = lines.in_sight(top, height)
        self._spots: dict[int, list[tuple[int, int]]] = {}
        self._mentions: list[Mention] = []
        for at in overlays.mentions_in(sight.start, sight.end):
            mention = overlays.mentions[at]
            if mention.actor is None:
                continue
            spot = _spot(lines, mention, range(top, top + height))
            if spot is not None:
                self._spots.setdefault(spot[0], []).append((spot[1], len(self._mentions)))
                self._mentions.append(mention)
        self._typing = Typing(labels(len(self._mentions)))

    @property
    def labelled(self) -> tuple[tuple[str, Mention], ...]:
        """The labels and what they stand on, in the order of the text."""
        return tuple(zip(self._typing.offered, self._mentions, strict=True))

    @property
    def lines(self) -> Iterator[int]:
        """The lines that carry labels."""
        return iter(self._spots)

    def type(self, letter: str) -> Mention | bool:
        """Take a letter: return the mention whose label it ends, else whether a label goes on so."""
        after = self._typing.after(letter)
        if after is None:
            return False
        self._typing = after
        chosen = after.chosen()
        return True if chosen is None else self._mentions[chosen]

    def over(self, strip: Strip, line: int) -> Strip:
        """Return the strip of a line with its labels on it."""
        for x, number in self._spots.get(line, ()):
            label = self._typing.offered[number]
            if self._typing.open(label):
                strip = _labelled(strip, self._margin + x, label, self._typing.typed)
        return strip


def _spot(lines: ArticleLines, mention: Mention, sight: range) -> tuple[int, int] | None:
    """Return the line and the cell at which the part of a mention that is in sight begins."""
    for index in lines.lines_of(Span(mention.start, mention.end)) or ():
        line = lines.line(index)
        if index not in sight or line is None:
            continue
        cells = 0
        for piece in line.pieces:
            if piece.start != NOWHERE and piece.start < mention.end and piece.end > mention.start:
                before = piece.text[: max(0, mention.start - piece.start)]
                return index, cells + (cell_width(before) if len(before) < len(piece.text) else 0)
            cells += cell_width(piece.text)
    return None


def _labelled(strip: Strip, x: int, label: str, typed: str) -> Strip:
    """Return a strip with a label over what stands at ``x``, moved left where it would not fit."""
    width = strip.cell_length
    x = max(0, min(x, width - len(label)))
    parts = [Segment(label[: len(typed)], _TYPED), Segment(label[len(typed) :], _LABEL)]
    shown = Strip([part for part in parts if part.text])
    return Strip.join([strip.crop(0, x), shown, strip.crop(x + len(label), width)])
