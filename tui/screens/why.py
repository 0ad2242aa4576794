"""Why a mention is linked: the reasons, over the lower part of the article they are about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen

from index.model import Explanation
from tui.chrome import NAME_LOOK
from tui.glyphs import Glyphs
from tui.judgement_keys import JUDGING
from tui.judgement_words import rows_of, title_of
from tui.keys import Keymap, keys_of
from tui.lines import FixedRows, Line, LineList
from tui.looks import Run, segments
from tui.messages import Settled
from tui.panes.bars import Bar
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.story_rows import wrapped

_LABEL = 11
_JUDGE = "judge("


class Why(ModalScreen[str | None]):
    """The reasons of one mention; dismissed with the judgement that the reader wants to make of it, or None."""

    CSS_PATH = "../styles/asking.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,w,b,enter", "dismiss(None)", "close"),
        *(
            Binding(",".join(action.keys), action.action, action.label, id=action.id)
            for action in JUDGING
            if action.action.startswith(_JUDGE)
        ),
    ]
    AUTO_FOCUS = "#why-lines"

    def __init__(self, explanation: Explanation, signs: Glyphs) -> None:
        super().__init__()
        self._rows = tuple(rows_of(explanation))
        self._title = title_of(explanation)
        self._lines: LineList[tuple[str, str]] = LineList(_why_lines, bar=signs.bar, id="why-lines")
        self._panel = Vertical(id="why")

    def compose(self) -> ComposeResult:
        """Put the mention over its reasons."""
        width, height = self.app.size
        needed = sum(len(_why_lines(row, width - 2)) for row in self._rows) + 2
        self._panel.styles.height = max(4, min(needed, height * 6 // 10))
        with self._panel:
            yield Bar(
                lambda room: [(cell_cut(" " + self._title, room, "…").ljust(room), NAME_LOOK)]
            )
            yield self._lines
            yield Bar(self._hints)

    def on_mount(self) -> None:
        """List the reasons."""
        self._lines.show(FixedRows(self._rows), first=self._rows)
        self.call_after_refresh(self.post_message, Settled())

    def action_judge(self, verdict: str) -> None:
        """Close, and go on to a judgement."""
        self.dismiss(verdict)

    def _hints(self, width: int) -> Sequence[Run]:
        told: list[Run] = [(" Esc", "bold"), (" close ", "")]
        keymap: Keymap = getattr(self.app, "keymap", {})
        for action in JUDGING:
            key = keys_of(action, keymap)[0]
            if action.action.startswith(_JUDGE):
                told += [(f" {key}", "bold"), (f" {action.label} ", "")]
        return told if sum(cell_width(text) for text, _look in told) <= width else told[:2]


def _why_lines(row: tuple[str, str], width: int) -> Sequence[Line]:
    label, text = row
    room = max(12, width - _LABEL - 2)
    lines = wrapped(safe_text(text).split(), room, "…", 3) or [""]
    first: list[Run] = [(" " + label.ljust(_LABEL), "dim"), (lines[0], "")]
    return [segments(first), *(segments([(" " * (_LABEL + 1) + line, "")]) for line in lines[1:])]
