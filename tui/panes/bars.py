"""Single lines of the frame: titles of panes, the name and the totals, the line at the bottom.

Each repaints only when what it shows has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from textual.strip import Strip
from textual.widget import Widget

from tui.chrome import FRAME_LOOK, title
from tui.glyphs import Glyphs
from tui.keys import Keymap, hints
from tui.looks import Run, strip
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.story_rows import wrapped

_MOST_LINES = 4


class Bar(Widget):
    """One line, drawn by a function from its width to runs of (text, look)."""

    DEFAULT_CSS = "Bar { height: 1; width: 1fr; }"

    def __init__(
        self,
        draw: Callable[[int], Sequence[Run]] | None = None,
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._draw = draw or (lambda _width: ())
        self._shown: Strip | None = None

    def show(self, draw: Callable[[int], Sequence[Run]]) -> None:
        """Draw something else; nothing is written where it looks the same."""
        self._draw = draw
        self.changed()

    def changed(self) -> None:
        """Look whether what is drawn has changed."""
        # A hidden line has no width, and what it drew before it was hidden is kept until told otherwise.
        if not self.size.width or self._strip() != self._shown:
            self.refresh()

    def _strip(self) -> Strip:
        return strip(self._draw(self.size.width), self.size.width)

    def render_line(self, y: int) -> Strip:
        """Draw the line."""
        if y:
            return Strip.blank(self.size.width)
        self._shown = self._strip()
        return self._shown


class PaneTitle(Bar):
    """The title of a pane; reversed while its pane has the focus, and nothing else shows it."""

    def __init__(self, text: str, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._line, id=id)
        self._text = text
        self._right = ""
        self._focused = False
        self._signs = signs

    def entitle(self, text: str, right: str = "") -> None:
        """Give another title, and a word for its right end."""
        if (text, right) != (self._text, self._right):
            self._text, self._right = text, right
            self.changed()

    def focus_is(self, here: bool) -> None:
        """Say whether the pane under this title has the focus."""
        if here != self._focused:
            self._focused = here
            self.changed()

    def _line(self, width: int) -> Sequence[Run]:
        return title(self._text, self._right, width, self._signs, focused=self._focused)


class Separator(Widget):
    """The thin line between two panes."""

    DEFAULT_CSS = "Separator { width: 1; height: 1fr; }"

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._signs = signs

    def render_line(self, y: int) -> Strip:
        """Draw one cell."""
        sign = self._signs.vertical if y else self._signs.junction
        return strip([(sign, FRAME_LOOK)], self.size.width)


class GrowingBar(Bar):
    """A bar of as many lines as what it says needs; ``draw_lines`` makes them, at least one, from its width."""

    def __init__(
        self,
        draw_lines: Callable[[int], Sequence[Sequence[Run]]],
        *,
        id: str | None = None,  # noqa: A002
    ) -> None:
        super().__init__(id=id)
        self._draw_lines = draw_lines
        self._rows: list[Strip] = []
        self._height = 1

    def changed(self) -> None:
        """Look whether what is drawn has changed, and take the lines it needs."""
        width = self.size.width
        if not width:
            self.refresh()
            return
        rows = self._strips(width)
        if len(rows) != self._height:
            self._height = len(rows)
            self.styles.height = self._height
        if rows != self._rows:
            self.refresh()

    def on_resize(self) -> None:
        """Wrap anew what is said."""
        self.changed()

    def _strips(self, width: int) -> list[Strip]:
        return [strip(line, width) for line in self._draw_lines(width)]

    def render_line(self, y: int) -> Strip:
        """Draw one of the lines."""
        if y == 0 or not self._rows:
            self._rows = self._strips(self.size.width)
        return self._rows[y] if y < len(self._rows) else Strip.blank(self.size.width)


def said_lines(text: str, width: int, ellipsis: str) -> list[list[Run]]:
    """Return a sentence, which must be safe, on as many lines of a bar as it needs, within reason."""
    lines = wrapped(text.split(), max(1, width - 2), ellipsis, _MOST_LINES) or [""]
    return [[(f" {line}", "bold")] for line in lines]


class StatusBar(GrowingBar):
    """The line at the bottom: a sentence for the reader, or hints at what the keys do."""

    def __init__(self, keymap: Keymap, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(self._lines, id=id)
        self._keymap = keymap
        self._signs = signs
        self._pane = ""
        self._message = ""
        self._brief = False

    @property
    def message(self) -> str:
        """The sentence shown, or "" while hints are."""
        return self._message

    def say(self, message: str, *, brief: bool = False) -> None:
        """Show a sentence, which may be unsafe, on one line where it is ``brief``; "" brings the hints back."""
        self._brief = brief
        self._message = " ".join(safe_text(message).split())
        self.changed()

    def hint_at(self, pane: str) -> None:
        """Show the hints of a pane."""
        self._pane = pane
        self.changed()

    def _lines(self, width: int) -> Sequence[Sequence[Run]]:
        if self._message and self._brief:
            return [[(cell_cut(" " + self._message, width, self._signs.ellipsis), "bold")]]
        if self._message:
            return said_lines(self._message, width, self._signs.ellipsis)
        return [list(self._hints(width))]

    def _hints(self, width: int) -> Iterator[Run]:
        found = list(hints(self._pane, self._keymap))
        # Help, the last of them, must not be what falls off the end of a narrow screen.
        last = cell_width(f" {found[-1][0]} {found[-1][1]} ") if found else 0
        room = width
        for place, (key, label) in enumerate(found):
            needed = cell_width(f" {key} {label} ")
            keep = 0 if place == len(found) - 1 else last
            if needed + keep > room:
                continue
            room -= needed
            yield f" {key}", "bold"
            yield f" {label} ", ""
