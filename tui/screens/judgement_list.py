"""The reader's judgements, the latest first, and taking them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from index.model import Judgement, Misfit
from tui.chrome import NAME_LOOK
from tui.glyphs import Glyphs
from tui.judgement_keys import JUDGING
from tui.judgement_words import state_of, told_of
from tui.lines import FixedRows, Line, LineList
from tui.looks import segments
from tui.panes.bars import Bar
from tui.quiet import QuietScreen
from tui.safe_text import safe_text
from tui.story_rows import wrapped


class JudgementList(QuietScreen[Judgement | None]):
    """All judgements; dismissed with the one that is to be taken back, or None."""

    CSS_PATH = "../styles/help.tcss"
    AUTO_FOCUS = "#help-lines"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("escape,q,b", "dismiss(None)", "close"),
        *(
            Binding(",".join(action.keys), "take_back", "take back", id=action.id)
            for action in JUDGING
            if action.id == "judgements"
        ),
    ]

    def __init__(
        self,
        judgements: Sequence[Judgement],
        signs: Glyphs,
        misfits: Mapping[int, Misfit] = MappingProxyType({}),
    ) -> None:
        """``misfits`` says of which judgements nothing is here now."""
        super().__init__()
        self._rows = tuple(reversed(judgements))
        self._lines: LineList[Judgement] = LineList(
            partial(_lines, misfits), bar=signs.bar, id="help-lines"
        )

    def compose(self) -> ComposeResult:
        """Put a heading over the list."""
        told = (
            f" Your judgements: {len(self._rows):,}" if self._rows else " There are no judgements."
        )
        yield Bar(lambda _width: [(told, NAME_LOOK)])
        yield self._lines
        yield Bar(
            lambda _width: [(" U", "bold"), (" take back ", ""), (" Esc", "bold"), (" leave", "")]
        )

    def on_mount(self) -> None:
        """Fill in the list."""
        self._lines.show(FixedRows(self._rows), first=self._rows)

    def action_take_back(self) -> None:
        """Take the judgement under the cursor back."""
        judgement = self._lines.current
        if judgement is not None and judgement.undone is None:
            self.dismiss(judgement)

    def on_line_list_chosen(self, message: LineList.Chosen[Judgement]) -> None:
        """Do nothing on Enter: a judgement is not taken back by chance."""
        message.stop()


def _lines(misfits: Mapping[int, Misfit], row: Judgement, width: int) -> Sequence[Line]:
    state = state_of(row, misfits)
    told = told_of(row) + (f" · {state}" if state else "")
    look = "dim" if row.undone is not None else ""
    lines = wrapped(safe_text(told).split(), max(8, width - 2), "…", 3) or [""]
    return [segments([(" " + line, look)]) for line in lines]
