"""The top line: the name, the query, and how much the archive holds. The query is edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.highlighter import Highlighter
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.widgets import Input

from tui.chrome import COUNT_LOOK, NAME, NAME_LOOK, counts
from tui.glyphs import Glyphs
from tui.keys import SEARCH, bindings
from tui.looks import Run
from tui.panes.bars import Bar
from tui.safe_text import cell_width, safe_text

_REMEMBERED = 100


class Field(Input):
    """A line of input without a frame and without a blinking cursor, which holds nothing unsafe to draw."""

    DEFAULT_CSS = """
    Field, Field:focus {
        border: none; height: 1; padding: 0; width: 1fr;
        background: transparent; background-tint: transparent;
        scrollbar-size: 0 0;
    }
    Field > .input--cursor { color: ansi_default; background: ansi_default; text-style: reverse; }
    Field > .input--selection {
        color: ansi_default; background: ansi_default; text-style: reverse;
    }
    """

    def __init__(self, *, id: str | None = None, highlighter: Highlighter | None = None) -> None:  # noqa: A002
        super().__init__(id=id, compact=True, highlighter=highlighter)
        self.cursor_blink = False

    def validate_value(self, value: str) -> str:
        """Return what was typed or pasted without what a terminal would act on."""
        return safe_text(value)


class _Trouble(Highlighter):
    """Underlines the place in a query that cannot be read."""

    def __init__(self) -> None:
        self.place: int | None = None

    def highlight(self, text: Text) -> None:
        """Underline the character in trouble, or the last one where the query ends too soon."""
        if self.place is not None and len(text):
            place = min(self.place, len(text) - 1)
            text.stylize("bold underline red", place, place + 1)


class SearchField(Field):
    """The query. Its keys are told to the search bar as messages."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(SEARCH))

    class Typed(Message):
        """The reader changed the query."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query = query

    class Accepted(Message):
        """The reader wants to keep the query."""

    class GivenUp(Message):
        """The reader wants to be back where the search began."""

    class MovedInList(Message):
        """The reader moves in the list while typing."""

        def __init__(self, rows: int) -> None:
            super().__init__()
            self.rows = rows

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        self._trouble = _Trouble()
        super().__init__(id=id, highlighter=self._trouble)
        self._history: list[str] = []
        self._place_in_history = 0
        self._draft = ""

    def point_at(self, place: int | None) -> None:
        """Underline the place of trouble in the query, or nothing."""
        if place != self._trouble.place:
            self._trouble.place = place
            self.refresh()

    def remember(self, query: str) -> None:
        """Keep a query for Ctrl+P."""
        if query.strip():
            self._history = [old for old in self._history if old != query][-_REMEMBERED + 1 :]
            self._history.append(query)
        self._place_in_history = len(self._history)

    def put(self, query: str) -> None:
        """Show a query that was not typed here; nothing is searched for."""
        with self.prevent(Input.Changed):
            self.value = query
        self.point_at(None)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Tell what was typed."""
        event.stop()
        self.point_at(None)
        self.post_message(self.Typed(event.value))

    def action_accept(self) -> None:
        """Keep the query."""
        self.post_message(self.Accepted())

    def action_give_up(self) -> None:
        """Forget the query."""
        self.post_message(self.GivenUp())

    def action_move_in_list(self, rows: int) -> None:
        """Move in the list."""
        self.post_message(self.MovedInList(rows))

    def action_history(self, step: int) -> None:
        """Show an older (-1) or a newer (1) query; past the newest, what was being typed."""
        if self._place_in_history == len(self._history):
            self._draft = self.value
        place = min(max(0, self._place_in_history + step), len(self._history))
        if place != self._place_in_history:
            self._place_in_history = place
            self.value = self._history[place] if place < len(self._history) else self._draft
            self.cursor_position = len(self.value)


class SearchBar(Horizontal):
    """The name of the program, the query, and the totals of the archive."""

    DEFAULT_CSS = """
    SearchBar { height: 1; width: 1fr; }
    SearchBar > #name { width: auto; }
    SearchBar > #totals { width: auto; margin: 0 0 0 2; }
    """

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._label = f"{NAME}{signs.prompt} "
        self._totals: tuple[int, int] | None = None
        self.field = SearchField(id="query")
        self._right = Bar(self._counts, id="totals")

    def compose(self) -> ComposeResult:
        """Put the three beside each other."""
        name = Bar(lambda _width: [(self._label, NAME_LOOK)], id="name")
        name.styles.width = cell_width(self._label)
        self._right.styles.width = 0
        yield name
        yield self.field
        yield self._right

    def count(self, stories: int, actors: int) -> None:
        """Show how many stories and actors the archive holds."""
        self._totals = (stories, actors)
        self._fit()

    def on_resize(self) -> None:
        """Find room for the totals."""
        self._fit()

    def _fit(self) -> None:
        told = self._told()
        if self._right.styles.width is None or self._right.styles.width.value != cell_width(told):
            self._right.styles.width = cell_width(told)
        self._right.changed()

    def _told(self) -> str:
        return "" if self._totals is None else counts(*self._totals, self.size.width)

    def _counts(self, _width: int) -> Sequence[Run]:
        return [(self._told(), COUNT_LOOK)]


class Prompt(Horizontal):
    """A question in the last line, answered by typing: a tag, a name, a file."""

    DEFAULT_CSS = """
    Prompt { height: 1; width: 1fr; display: none; }
    Prompt > #question { width: auto; }
    """

    class Answered(Message):
        """The question was answered; ``answer`` is None where the reader gave it up."""

        def __init__(self, answer: str | None) -> None:
            super().__init__()
            self.answer = answer

    class _Answer(Field):
        # Tab would leave the question behind, still open.
        BINDINGS: ClassVar[list[BindingType]] = [
            ("escape", "give_up", "give up"),
            ("tab,shift+tab", "stay", "stay"),
        ]

        def action_stay(self) -> None:
            """Do nothing."""

        def on_blur(self) -> None:
            """Whoever goes elsewhere, with the mouse for one, has given the question up."""
            self.post_message(Prompt.Answered(None))

        def action_give_up(self) -> None:
            self.post_message(Prompt.Answered(None))

        def on_input_submitted(self, event: Input.Submitted) -> None:
            event.stop()
            self.post_message(Prompt.Answered(event.value))

        def on_input_changed(self, event: Input.Changed) -> None:
            event.stop()

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._text = ""
        self._question = Bar(lambda _width: [(self._text, "bold")], id="question")
        self._answer = self._Answer(id="answer")

    def compose(self) -> ComposeResult:
        """Put the answer beside the question."""
        yield self._question
        yield self._answer

    def ask(self, question: str, answer: str = "") -> None:
        """Ask; ``answer`` is what stands there to begin with. An Answered message follows."""
        self._text = f" {safe_text(question)} "
        self._question.styles.width = cell_width(self._text)
        self._question.changed()
        self._answer.value = answer
        self.display = True
        self._answer.focus()

    def close(self) -> None:
        """Take the question away."""
        self.display = False
