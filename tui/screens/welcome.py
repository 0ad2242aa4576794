"""What an archive without stories shows: what newsreader is, and what can be done now."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message

from tui.glyphs import Glyphs
from tui.lines import FixedRows, Line, LineList
from tui.looks import segments
from tui.panes.stories import Note
from tui.story_rows import wrapped

_TEXT = (
    "There are no stories in this archive yet.\n \n"
    "newsreader keeps articles on this computer, finds who is in them, and lets you search them and "
    "follow a person, a country or an organisation from story to story. It reads text, Markdown, HTML, "
    "feeds, JSON lines, web archives and newsletters, single files or whole folders.\n "
)


class Welcome(Vertical):
    """A greeting over a list of what can be done."""

    DEFAULT_CSS = """
    Welcome { display: none; height: 1fr; padding: 1 2; }
    Welcome > Note { max-width: 72; }
    Welcome > LineList { max-width: 72; margin: 0 1; }
    """

    class Asked(Message):
        """The reader chose one of the things that can be done: "import" or "samples"."""

        def __init__(self, choice: str) -> None:
            super().__init__()
            self.choice = choice

    def __init__(self, signs: Glyphs, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._offer_samples = False
        self._note = Note(signs=signs, most=12, id="greeting")
        self.choices: LineList[tuple[str, str]] = LineList(
            _choice_lines, bar=signs.bar, id="choices"
        )

    def compose(self) -> ComposeResult:
        """Put the list under the greeting."""
        yield self._note
        yield self.choices

    def on_mount(self) -> None:
        """Fill in what is said."""
        self._note.show(_TEXT)
        self._fill()

    @property
    def offer_samples(self) -> bool:
        """Whether the sample archive is offered."""
        return self._offer_samples

    @offer_samples.setter
    def offer_samples(self, offered: bool) -> None:
        self._offer_samples = offered
        if self.is_mounted:
            self._fill()

    def _fill(self) -> None:
        rows = [("import", "Bring in files or folders of your own  (i)")]
        if self._offer_samples:
            rows.append(
                ("samples", "Look around in an archive of sample stories, kept apart from yours")
            )
        self.choices.show(FixedRows(rows), first=rows)

    def on_line_list_chosen(self, message: LineList.Chosen[tuple[str, str]]) -> None:
        """Tell what was chosen."""
        message.stop()
        self.post_message(self.Asked(message.row[0]))


def _choice_lines(row: tuple[str, str], width: int) -> Sequence[Line]:
    return [segments([(" " + line, "")]) for line in wrapped(row[1].split(), width - 2, "…", 3)]
