"""The actors pane: who is in the story that is read, by kind, with how often and when else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.strip import Strip

from index.model import Kind, StoryActor
from tui.glyphs import Glyphs, glyphs
from tui.keys import LIST, bindings
from tui.lines import QuietFocus
from tui.looks import KIND_LOOKS as KIND_LOOKS
from tui.looks import Run, strip
from tui.messages import FollowActor
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.sparkline import sparkline, until

GROUPS = (
    (Kind.PERSON, "PEOPLE"),
    (Kind.ORGANISATION, "ORGANISATIONS"),
    (Kind.COUNTRY, "COUNTRIES"),
    (Kind.PLACE, "PLACES"),
)
_MARK = "▪"
_INDENT = 2
_DATE = 16
"""Cells that ``to 10 Jan 2025`` takes with the spaces around it."""
_WHEEL = 2


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the pane: a heading, an actor (``actor``: which), or when else it appears (``when``)."""

    actor: int = -1
    heading: str = ""
    when: bool = False


class ActorsPane(QuietFocus, can_focus=True):
    """The actors of one story in groups by kind, the most mentioned first; Enter follows one."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(LIST))

    DEFAULT_CSS = """
    ActorsPane { height: 1fr; width: 1fr; }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._signs: Glyphs = glyphs()
        self._actors: tuple[StoryActor, ...] = ()
        self._article: str | None = None
        self._awaited = False
        self._rows: list[_Row] = []
        self._cursor = 0
        self._top = 0

    # What is shown

    @property
    def actors(self) -> tuple[StoryActor, ...]:
        """The actors in the order shown."""
        return self._actors

    @property
    def article(self) -> str | None:
        """The id of the article whose actors these are."""
        return self._article

    @property
    def current(self) -> StoryActor | None:
        """The actor under the cursor."""
        return self._actors[self._cursor] if self._actors else None

    def show(self, actors: tuple[StoryActor, ...], article_id: str | None = None) -> None:
        """Show the actors of an article, the most mentioned of each kind first."""
        order = [kind for kind, _heading in GROUPS]
        actors = tuple(
            sorted(actors, key=lambda each: (order.index(each.kind), -each.mentions_here))
        )
        awaited, self._awaited = self._awaited, False
        self._article = article_id
        if actors == self._actors and not awaited:
            return
        self._actors = actors
        self._cursor = self._top = 0
        self._arrange()
        self.refresh()

    def expect(self, article_id: str) -> None:
        """Show nobody while the actors of an article are being read, unless they are here already."""
        if article_id != self._article:
            self.show((), article_id)
            self._awaited = True
            self.refresh()

    def on_resize(self) -> None:
        """Keep the cursor in sight at the new size."""
        self._arrange()
        self._reveal()

    def _arrange(self) -> None:
        """Lay the rows out: where there is room every actor has its sparkline, else each group's first."""
        self._rows = list(self._laid_out(every=True))
        if len(self._rows) > self.size.height:
            self._rows = list(self._laid_out(every=False))

    def _laid_out(self, *, every: bool) -> Iterator[_Row]:
        kind = None
        for number, actor in enumerate(self._actors):
            first = actor.kind is not kind
            if first:
                if kind is not None:
                    yield _Row()
                kind = actor.kind
                yield _Row(heading=dict(GROUPS)[kind])
            yield _Row(actor=number)
            if (every or first) and actor.stories > 1 and len(actor.presence.counts) > 1:
                yield _Row(actor=number, when=True)

    # Moving

    def _lines_of(self, actor: int) -> list[int]:
        return [line for line, row in enumerate(self._rows) if row.actor == actor]

    def _move_to(self, actor: int) -> None:
        actor = max(0, min(actor, len(self._actors) - 1))
        if actor == self._cursor or not self._actors:
            return
        before, self._cursor = self._cursor, actor
        if self._reveal():
            self.refresh()
        else:
            self._repaint(before)
            self._repaint(actor)

    def _reveal(self) -> bool:
        """Scroll so that the actor under the cursor is in sight; return whether that moved anything."""
        height = max(1, self.size.height)
        lines = self._lines_of(self._cursor)
        before = self._top
        if lines:
            # The first of a group brings the heading above it into sight.
            first = lines[0] - 1 if self._rows[lines[0] - 1].heading else lines[0]
            if first < self._top:
                self._top = first
            elif lines[-1] >= self._top + height:
                self._top = lines[-1] - height + 1
        self._top = max(0, min(self._top, len(self._rows) - height))
        return self._top != before

    def _repaint(self, actor: int) -> None:
        for line in self._lines_of(actor):
            if self._top <= line < self._top + self.size.height:
                self.refresh(Region(0, line - self._top, self.size.width, 1))

    def focus_changed(self) -> None:
        """Repaint the actor under the cursor, which alone shows the focus."""
        self._repaint(self._cursor)

    def action_move(self, actors: int) -> None:
        """Move the cursor by so many actors."""
        self._move_to(self._cursor + actors)

    def action_page(self, direction: int) -> None:
        """Move the cursor by a page."""
        self._move_by_lines(direction * max(1, self.size.height - 1))

    def action_half_page(self, direction: int) -> None:
        """Move the cursor by half a page."""
        self._move_by_lines(direction * max(1, self.size.height // 2))

    def _move_by_lines(self, lines: int) -> None:
        if not self._actors:
            return
        wanted = self._lines_of(self._cursor)[0] + lines
        step = 1 if lines > 0 else -1
        line = max(0, min(wanted, len(self._rows) - 1))
        while 0 <= line < len(self._rows) and self._rows[line].actor < 0:
            line += step
        end = len(self._actors) - 1 if step > 0 else 0
        self._move_to(self._rows[line].actor if 0 <= line < len(self._rows) else end)

    def action_first(self) -> None:
        """Move to the first actor."""
        self._move_to(0)

    def action_last(self) -> None:
        """Move to the last actor."""
        self._move_to(len(self._actors) - 1)

    def action_choose(self) -> None:
        """Follow the actor under the cursor."""
        current = self.current
        if current is not None:
            self.post_message(FollowActor(current.actor, self._article))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move with the wheel."""
        event.stop()
        self._move_to(self._cursor + _WHEEL)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move with the wheel."""
        event.stop()
        self._move_to(self._cursor - _WHEEL)

    def on_click(self, event: events.Click) -> None:
        """Go to the actor that was clicked; a second click follows."""
        line = self._top + event.y
        actor = self._rows[line].actor if line < len(self._rows) else -1
        if actor >= 0:
            if actor == self._cursor and event.chain > 1:
                self.action_choose()
            self._move_to(actor)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line in sight."""
        width = self.size.width
        line = self._top + y
        if not self._actors:
            told = self._signs.ellipsis if self._awaited else "Nobody yet"
            return strip([(f" {told}", "dim")] if y == 0 else [], width)
        if line >= len(self._rows):
            return strip([], width)
        row = self._rows[line]
        if row.actor < 0:
            return strip([(" " + cell_cut(row.heading, width - 1), "dim bold")], width)
        here = row.actor == self._cursor
        bar: Run = (self._signs.bar if here else " ", "")
        actor = self._actors[row.actor]
        if row.when:
            return strip([bar, *_when(actor, width - 1, self._signs)], width)
        return strip(
            [bar, *_named(actor, width - 1, self._signs, marked=here and self.has_focus)], width
        )


def _named(actor: StoryActor, width: int, signs: Glyphs, *, marked: bool) -> Sequence[Run]:
    """Return ``▪ Name     12`` in exactly ``width`` cells, or less where it is very narrow."""
    count = str(actor.mentions_here)
    mark = (_MARK if signs.bar == "▌" else signs.dot) + " "
    room = max(1, width - len(mark) - len(count) - 2)
    name = cell_cut(" ".join(safe_text(actor.name).split()), room, signs.ellipsis)
    fill = " " * (room - cell_width(name) + 1)
    look = "reverse" if marked else KIND_LOOKS[actor.kind]
    return [(mark, KIND_LOOKS[actor.kind]), (name, look), (fill + count, "")]


def _when(actor: StoryActor, width: int, signs: Glyphs) -> Sequence[Run]:
    """Return ``  ▁▁▃▂▇█ to 10 Jan 2025``."""
    bars = sparkline(actor.presence.counts, max(5, min(12, width - _INDENT - _DATE)), signs)
    told = until(actor.presence, width - _INDENT - len(bars) - 2)
    return [(" " * _INDENT + bars, "cyan"), (f" {told}", "dim")]
