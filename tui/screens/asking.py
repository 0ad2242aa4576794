"""Questions at the foot of whatever screen is open: answered with one key, or by typing a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import ModalScreen

from tui.looks import Run
from tui.panes.bars import GrowingBar, said_lines
from tui.panes.searchbar import Prompt
from tui.safe_text import cell_width, safe_text


@dataclass(frozen=True, slots=True)
class Option:
    """An answer: the key that gives it, and a word for it."""

    key: str
    label: str


YES_NO = (Option("y", "yes"), Option("n", "no"))


class Choose(ModalScreen[str | None]):
    """Asks for one of a few answers; dismissed with the key of one, None where it was given up."""

    CSS_PATH = "../styles/asking.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [("escape,q", "give_up", "give up")]

    def __init__(self, question: str, options: Sequence[Option] = YES_NO) -> None:
        super().__init__()
        self._question = " ".join(safe_text(question).split())
        self._options = tuple(options)
        self._bar = GrowingBar(self._lines, id="asking")

    def compose(self) -> ComposeResult:
        """Put the question into the last line."""
        yield self._bar

    def _lines(self, width: int) -> Sequence[Sequence[Run]]:
        told: list[Run] = []
        for option in self._options:
            told += [(f" {option.key}", "bold reverse"), (f" {option.label} ", "")]
        room = width - sum(cell_width(text) for text, _look in told) - 2
        if cell_width(self._question) <= room:
            return [[(f" {self._question} ", "bold"), *told]]
        # What the answer is given to must not be what is cut.
        return [*said_lines(self._question, width, "…"), told]

    def on_key(self, event: events.Key) -> None:
        """Take the key of an answer; nothing else is heard while the question stands."""
        event.stop()
        if event.key in ("escape", "q"):
            self.dismiss(None)
        elif any(event.character == option.key for option in self._options):
            self.dismiss(event.character)

    def action_give_up(self) -> None:
        """Answer nothing."""
        self.dismiss(None)


class AskText(ModalScreen[str | None]):
    """Asks for a line of text; dismissed with it, None where it was given up."""

    CSS_PATH = "../styles/asking.tcss"
    AUTO_FOCUS = ""

    def __init__(self, question: str, answer: str = "") -> None:
        super().__init__()
        self._asked = question
        self._given = answer
        self._prompt = Prompt(id="asking-text")

    def compose(self) -> ComposeResult:
        """Put the question into the last line."""
        yield self._prompt

    def on_mount(self) -> None:
        """Ask."""
        self._prompt.ask(self._asked, self._given)

    def on_prompt_answered(self, message: Prompt.Answered) -> None:
        """Hand the answer on."""
        message.stop()
        if self.is_current:
            self.dismiss(message.answer)
