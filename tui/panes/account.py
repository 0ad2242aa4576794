"""One account of a happening, with what only it says marked."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.message import Message
from textual.strip import Strip

from index.model import Article, Span
from tui.glyphs import Glyphs
from tui.messages import StatusLine
from tui.overlays import Overlays
from tui.panes.reading import BEGINNING, ReadingPane

_MARK = Style(color="yellow", bold=True)


class AccountPane(ReadingPane):
    """Shows an article; what only it says is bold, with a bar at its side. ``n`` and ``N`` step from one to the next."""

    DEFAULT_CSS = "AccountPane { height: 1fr; width: 1fr; }"

    class Wanted(Message):
        """The reader wants to read this account by itself."""

        def __init__(self, pane: AccountPane) -> None:
            super().__init__()
            self.pane = pane

    class Focused(Message):
        """The reader turned to this account."""

        def __init__(self, pane: AccountPane) -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, signs: Glyphs, *, measure: int, id: str | None = None) -> None:  # noqa: A002
        super().__init__(measure=measure, id=id)
        self._signs = signs
        self._only: tuple[Span, ...] = ()
        self._at: int | None = None

    @property
    def only(self) -> tuple[Span, ...]:
        """The stretches that only this account says, in the order of the text."""
        return self._only

    def show(self, article: Article, only: Sequence[Span]) -> None:
        """Show an article with the stretches of its body that only it says."""
        self._only = _in_order(only)
        self._at = None
        self._begin(article, Overlays(only=self._only))
        self._go_to_place(self._places.get(article.id, BEGINNING))
        self._changed()

    def mark(self, only: Sequence[Span]) -> None:
        """Mark other stretches of the same article, without moving."""
        self._only = _in_order(only)
        self._at = None
        self._overlays = Overlays(only=self._only)
        self._strips.clear()
        self.refresh()

    def action_next_match(self) -> None:
        """Go to the next stretch that only this account says."""
        self._step(1)

    def action_previous_match(self) -> None:
        """Go to the stretch before."""
        self._step(-1)

    def _step(self, step: int) -> None:
        if not self._only:
            self.post_message(StatusLine("Nothing here that the other account does not say."))
            return
        sight = self._text.in_sight(self._top, self.size.height)
        if self._at is not None:
            at = self._at + step
        else:
            after = [n for n, span in enumerate(self._only) if span.start >= sight.start]
            at = after[0] if after and step > 0 else len(self._only) - 1 if step > 0 else 0
        if not 0 <= at < len(self._only):
            self.post_message(StatusLine("No more on this side." if step > 0 else "None before."))
            return
        self._at = at
        self._overlays.current = self._only[at]
        self._strips.clear()
        self._reveal(self._only[at])
        self._changed()
        self.post_message(StatusLine(f"Only here: {at + 1} of {len(self._only)}"))

    def action_follow_mention(self) -> None:
        """Read this account by itself."""
        self.post_message(self.Wanted(self))

    def focus_changed(self) -> None:
        """Tell which account the reader turned to."""
        if self.has_focus:
            self.post_message(self.Focused(self))

    def render_line(self, y: int) -> Strip:
        """Draw one line in sight, with a bar at its side where only this account says it."""
        drawn = super().render_line(y)
        line = self._text.line(self._top + y)
        if line is None or not self._text.margin or line.start < 0:
            return drawn
        if self._overlays.only_in(line.start, line.end):
            return Strip.join([Strip([Segment(self._signs.bar, _MARK)], 1), drawn.crop(1)])
        return drawn


def _in_order(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Return stretches in the order of the text, those that overlap as one: a figure within a sentence, say."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if joined and span.start < joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, span.end))
        else:
            joined.append(span)
    return tuple(joined)
