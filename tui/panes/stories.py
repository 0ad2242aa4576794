"""The stories pane: how many, the list, a note or what to do where there is none, and their spread in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from index.model import Histogram, StorySummary
from tui.glyphs import Glyphs
from tui.lines import Line, LineList, RowSource
from tui.looks import Run, segments, strip
from tui.panes.bars import Bar, PaneTitle
from tui.safe_text import cell_width, safe_text
from tui.sparkline import period, sparkline
from tui.story_rows import RowStory, story_lines, wrapped

if TYPE_CHECKING:
    from index.listing import Listing

BINS = 40
"""Bins a listing's histogram is asked for; they are put together where the pane is narrower."""
_FRAME = 7
"""Cells of a title that are no text."""


def row_story(summary: StorySummary, *, accounts: bool = False) -> RowStory:
    """Return what a row shows of a story; ``accounts``: with how many stories tell the same."""
    date: tuple[int, int, int, str] | None = None
    if summary.published is not None:
        instant = summary.published.instant
        date = (instant.year, instant.month, instant.day, summary.published.precision.value)
    return RowStory(
        summary.headline,
        summary.source,
        date,
        read=summary.read,
        starred=summary.starred,
        tags=summary.tags,
        snippet=tuple((part.text, part.match) for part in summary.snippet),
        accounts=summary.accounts if accounts else 1,
    )


class StoryLines(LineList[StorySummary]):
    """The list of stories."""

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._lines, bar=signs.bar, id=id)
        self._signs = signs
        self._year = datetime.now().year
        self.once = False
        """Whether each happening has one row, which says in how many accounts it is told."""

    def _lines(self, summary: StorySummary, width: int) -> Sequence[Line]:
        row = row_story(summary, accounts=self.once)
        return [segments(runs) for runs in story_lines(row, width, self._year, self._signs)]


class Note(Widget):
    """A few lines of plain text, as tall as they need; nothing at all where there is none."""

    DEFAULT_CSS = "Note { height: auto; width: 1fr; display: none; }"

    def __init__(
        self,
        look: str = "",
        *,
        signs: Glyphs,
        most: int = 3,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._ellipsis = signs.ellipsis
        self._look = look
        self._most = most
        self._text = ""

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text

    def show(self, text: str) -> None:
        """Show text, which may be unsafe; line ends part paragraphs."""
        shown = safe_text(text, newlines=True)
        if shown != self._text:
            self._text = shown
            self.display = bool(shown)
            self.refresh(layout=True)

    def _wrapped(self, width: int) -> list[str]:
        lines: list[str] = []
        for paragraph in self._text.split("\n"):
            lines += wrapped(paragraph.split(), max(1, width - 2), self._ellipsis, self._most) or [
                ""
            ]
        return lines

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002
        """Return the lines needed at a width."""
        return len(self._wrapped(width)) if self._text else 0

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        lines = self._wrapped(self.size.width)
        runs: list[Run] = [(" " + lines[y], self._look)] if y < len(lines) else []
        return strip(runs, self.size.width)


class StoriesPane(Vertical):
    """A listing of stories under its title."""

    DEFAULT_CSS = """
    StoriesPane { width: 1fr; height: 1fr; }
    """

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._signs = signs
        self._histogram = Histogram()
        self._order = ""
        self.title = PaneTitle("Stories", signs, id="stories-title")
        self.note = Note("bold", signs=signs, id="stories-note")
        self.lines = StoryLines(signs, id="stories-lines")
        self.empty = Note(signs=signs, most=6, id="stories-empty")
        self.foot = Bar(self._foot, id="stories-foot")

    def compose(self) -> ComposeResult:
        """Put the title over the list and the spread in time under it."""
        yield self.title
        yield self.note
        yield self.empty
        yield self.lines
        yield self.foot

    def show(
        self,
        listing: Listing | RowSource[StorySummary],
        first: Sequence[StorySummary],
        *,
        start: int = 0,
        cursor: int = 0,
        top: int = 0,
        note: str = "",
        advice: str = "",
        order: str = "",
        once: bool = False,
    ) -> None:
        """Show a listing; ``first`` are its rows from ``start`` on, ``advice`` what to do where it is empty.

        ``order`` says how it is sorted, in two words; ``once``, that each happening has one row.
        """
        self._order = order
        self.lines.once = once
        self.note.show(note)
        self.empty.show("" if listing.total else advice)
        self.lines.show(listing, first=first, start=start, cursor=cursor, top=top)
        self.retitle()

    def spread(self, histogram: Histogram) -> None:
        """Show how the stories spread over time."""
        self._histogram = histogram
        self.foot.changed()

    def complain(self, trouble: str) -> None:
        """Show what is wrong with a query over the results of the one before."""
        self.note.show(trouble)

    def retitle(self) -> None:
        """Bring the title up to date: how many stories, and where in them."""
        total = self.lines.total
        what = "Happenings" if self.lines.once else "Stories"
        told, whereabouts = f"{what} {self._signs.horizontal} {total:,}", self._whereabouts()
        room = self.size.width - cell_width(told) - cell_width(whereabouts) - _FRAME
        order = f" {self._order}" if self._order and total else ""
        self.title.entitle(told + (order if cell_width(order) <= room else ""), whereabouts)

    def on_line_list_moved(self) -> None:
        """Show where in the list the reader is."""
        self.retitle()

    def _whereabouts(self) -> str:
        """Return how far down the list is scrolled: ``40%``; "" where all of it is in sight."""
        total = self.lines.total
        sight = self.lines.rows_in_sight
        if not sight or len(sight) >= total:
            return ""
        if sight[-1] >= total - 1:
            return "end"
        return f"{100 * (sight[-1] + 1) // total}%" if self.lines.top else "top"

    def _foot(self, width: int) -> Sequence[Run]:
        told = period(self._histogram)
        if not told:
            return ()
        room = width - cell_width(told) - 4
        bars = sparkline(self._histogram.counts, min(room, BINS), self._signs) if room > 3 else ""
        return [(" ", ""), (bars, "cyan"), ("  " if bars else "", ""), (told, "dim")]
