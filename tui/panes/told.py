"""The list of a dossier: its stories, or what they tell was done, said and counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from textual.strip import Strip

from index.model import DatedEvent, DatedFigure, DatedQuotation, Dossier, StorySummary
from tui.glyphs import Glyphs
from tui.lines import FixedRows, Line, LineList, RowSource
from tui.looks import segments, strip
from tui.panes.happenings import by_happening, event_lines, figure_lines, quotation_lines
from tui.panes.stories import row_story
from tui.safe_text import cell_cut, safe_text
from tui.story_rows import story_lines, wrapped

ToldRow = StorySummary | DatedEvent | DatedQuotation | DatedFigure

_NAME = 24
"""Cells that a name may take in a title, so that the count after it stays in sight."""


class Told(StrEnum):
    """What the list shows; the values are the names that the table of keys calls them by."""

    STORIES = "stories"
    TIMELINE = "timeline"
    SAID = "said"
    SAID_OF = "said-of"
    FIGURES = "figures"

    def after(self, step: int) -> Told:
        """Return what stands ``step`` places further on, round and round."""
        every = list(Told)
        return every[(every.index(self) + step) % len(every)]


class ToldLines(LineList[ToldRow]):
    """One list that shows one kind of row at a time, and comes back to where each was left."""

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._lines, bar=signs.bar, id=id)
        self._signs = signs
        self._year = datetime.now().year
        self._actor_name = ""
        self._sources: dict[Told, RowSource[ToldRow]] = {}
        self._first: dict[Told, Sequence[ToldRow]] = {}
        self._left: dict[Told, tuple[int, int]] = {}
        self.told = Told.STORIES

    def fill(
        self, dossier: Dossier, stories: RowSource[ToldRow], first: Sequence[StorySummary]
    ) -> None:
        """Take what there is to show, and show it; ``first`` are the first rows of ``stories``."""
        rows: dict[Told, Sequence[ToldRow]] = {
            Told.TIMELINE: by_happening(dossier.timeline),
            Told.SAID: dossier.quotations_by,
            Told.SAID_OF: dossier.quotations_about,
            Told.FIGURES: dossier.figures,
        }
        self._actor_name = " ".join(safe_text(dossier.actor.name).split())
        self._first = {Told.STORIES: first, **rows}
        self._sources = {Told.STORIES: stories}
        self._sources |= {told: FixedRows(each) for told, each in rows.items()}
        self._show()

    def turn_to(self, told: Told) -> None:
        """Show something else, as it was left."""
        if told is self.told:
            return
        self._left[self.told] = self.cursor, self.top
        self.told = told
        self._show()

    def _show(self) -> None:
        source = self._sources.get(self.told)
        if source is None:
            return
        cursor, top = self._left.get(self.told, (0, 0))
        self.show(source, first=self._first[self.told], cursor=cursor, top=top)

    @property
    def heading(self) -> str:
        """What is shown and how many: ``Said of Venezuela ─ 17``. May be unsafe to draw."""
        name = cell_cut(self._actor_name, _NAME, self._signs.ellipsis)
        heading = {
            Told.STORIES: "Stories",
            Told.TIMELINE: "Timeline",
            Told.SAID: f"Said by {name}",
            Told.SAID_OF: f"Said of {name}",
            Told.FIGURES: "Figures",
        }[self.told]
        return f"{heading} {self._signs.horizontal} {self.total:,}" if self._sources else heading

    @property
    def _nothing(self) -> str:
        """What to say of an empty list."""
        if not self._sources:
            return ""
        return {
            Told.STORIES: "No story in the archive names this actor.",
            Told.TIMELINE: f"No story tells of anything that {self._actor_name} did, or that was done to it.",
            Told.SAID: f"No story quotes {self._actor_name}.",
            Told.SAID_OF: f"Nobody else is quoted as naming {self._actor_name}.",
            Told.FIGURES: f"No story gives a figure about {self._actor_name}.",
        }[self.told]

    def _lines(self, row: ToldRow, width: int) -> Sequence[Line]:
        signs = self._signs
        if isinstance(row, DatedEvent):
            lines = event_lines(row, width, signs)
        elif isinstance(row, DatedQuotation):
            lines = quotation_lines(row, width, signs)
        elif isinstance(row, DatedFigure):
            lines = figure_lines(row, width, signs)
        else:
            lines = story_lines(row_story(row), width, self._year, signs)
        return [segments(runs) for runs in lines]

    def render_line(self, y: int) -> Strip:
        """Draw one line in sight, or what there is to say of an empty list."""
        if self.total or y >= self.size.height:
            return super().render_line(y)
        width = self.size.width
        said = wrapped(
            self._nothing.split(), max(1, width - 2), self._signs.ellipsis, self.size.height
        )
        return strip([(f" {said[y]}", "")], width) if y < len(said) else Strip.blank(width)
