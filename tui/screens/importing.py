"""The import screen: a path with completion, how far the import has come, and what failed and why."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input
from textual.worker import get_current_worker

from index.model import ImportFailure, ImportProgress, ImportReport
from tui.glyphs import glyphs
from tui.lines import FixedRows, Line, LineList
from tui.looks import Run, segments
from tui.messages import ArchiveChanged, StatusLine
from tui.panes.bars import Bar, PaneTitle
from tui.panes.searchbar import Field
from tui.panes.stories import Note
from tui.path_completion import complete, exists, meant
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.story_rows import wrapped
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive

_A_MOMENT = 0.1
_MOST_NAMES = 60
_PROMPT = " Bring in: "
_ADVICE = (
    "Type the path of a file or a folder; Tab completes it, Enter begins. Read are text, Markdown, HTML, "
    "feeds, JSON lines, JSON-LD, ninjs, web archives and mail. What is in the archive already is left "
    "as it is."
)

_DONE = "Esc goes to the stories; or type another path."


class PathField(Field):
    """A path, completed with Tab.

    File names may hold what must not be drawn; what stands for such a name here is remembered, so that
    the file is found all the same.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "complete")]

    class Offered(Message):
        """There are several ways to go on; ``names`` are safe to draw."""

        def __init__(self, names: tuple[str, ...]) -> None:
            super().__init__()
            self.names = names

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name for it
        super().__init__(id=id)
        self._stands_for: dict[str, str] = {}

    @property
    def typed(self) -> str:
        """What was typed, with the real names of what was completed."""
        value: str = self.value
        for shown in sorted(self._stands_for, key=len, reverse=True):
            if value.startswith(shown):
                return self._stands_for[shown] + value[len(shown) :]
        return value

    def action_complete(self) -> None:
        """Complete the path as far as there is one way to go on."""
        completion = complete(self.typed)
        shown = safe_text(completion.path)
        if shown != completion.path:
            self._stands_for[shown] = completion.path
        self.value = shown
        self.cursor_position = len(shown)
        names = completion.names
        if len(names) == 1 and not names[0].endswith("/"):
            names = ()
        self.post_message(self.Offered(tuple(safe_text(name) for name in names)))


class ImportScreen(Screen[None]):
    """Brings files and folders into an archive while the screen goes on answering keys.

    Esc stops an import after the articles under way, and closes the screen where none is running. Posts
    ``ArchiveChanged`` when an import has added something.
    """

    CSS_PATH = "../styles/importing.tcss"
    AUTO_FOCUS = "#import-path"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "stop_or_close", "stop", priority=True),
        Binding("shift+tab", "app.focus_previous", "back", show=False),
    ]

    class _Progressed(Message, bubble=False):
        def __init__(self, progress: ImportProgress) -> None:
            super().__init__()
            self.progress = progress

    class _Done(Message, bubble=False):
        def __init__(self, report: ImportReport) -> None:
            super().__init__()
            self.report = report

    class _Broke(Message, bubble=False):
        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self, archive: Archive) -> None:
        super().__init__()
        self._archive = archive
        self._signs = glyphs()
        self._stop = threading.Event()
        self._busy = False
        self._progress: ImportProgress | None = None
        self._told = ""
        self.path = PathField(id="import-path")
        self.note = Note(signs=self._signs, most=4, id="import-note")
        self.failures: LineList[ImportFailure] = LineList(
            _failure_lines, bar=self._signs.bar, id="import-failures"
        )
        self._bar = Bar(self._bar_runs, id="import-bar")
        self._counts = Bar(self._count_runs, id="import-counts")
        self._current = Bar(self._current_runs, id="import-current")
        self._failures_title = PaneTitle("Failed", self._signs, id="import-failures-title")
        self._foot = Bar(self._foot_runs, id="import-foot")

    @property
    def running(self) -> bool:
        """Whether an import is under way."""
        return self._busy

    @property
    def progress(self) -> ImportProgress | None:
        """How far the last import came."""
        return self._progress

    def compose(self) -> ComposeResult:
        """Put the path over the progress over what failed."""
        yield Bar(
            lambda _width: [(" newsreader ", "bold"), (f"{self._signs.prompt} import", "dim")],
            id="import-title",
        )
        with Horizontal(id="import-prompt"):
            prompt = Bar(lambda _width: [(_PROMPT, "bold")], id="import-label")
            prompt.styles.width = cell_width(_PROMPT)
            yield prompt
            yield self.path
        yield self.note
        yield self._bar
        yield self._counts
        yield self._current
        yield self._failures_title
        yield self.failures
        yield self._foot

    def on_mount(self) -> None:
        """Begin with advice and without anything that failed."""
        self.note.show(_ADVICE)
        self._failures_title.display = self.failures.display = False

    # The path

    def on_path_field_offered(self, message: PathField.Offered) -> None:
        """Show the ways to complete a path."""
        message.stop()
        names = message.names
        if len(names) > _MOST_NAMES:
            names = (*names[:_MOST_NAMES], f"and {len(message.names) - _MOST_NAMES:,} more")
        self.note.show(f" {self._signs.dot} ".join(names) if names else _ADVICE)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Begin the import of what the path names."""
        event.stop()
        if self._busy:
            return
        typed = self.path.typed
        if not typed.strip():
            self.note.show(_ADVICE)
            return
        path = meant(typed)
        if not exists(path):
            self.note.show(f"There is no file or folder {typed.strip()}.")
            return
        self._begin(path)

    # The import

    def _begin(self, path: Path) -> None:
        self._busy = True
        self._stop.clear()
        self._progress = None
        self._told = "Looking at what there is…"
        self.note.show("")
        self._failures_title.display = self.failures.display = False
        self.path.disabled = True
        self._tell()
        self.run_worker(
            partial(self._import, path),
            thread=True,
            group="import",
            exclusive=True,
            exit_on_error=False,
        )

    def _import(self, path: Path) -> None:
        worker = get_current_worker()
        told = 0.0

        def tell(progress: ImportProgress) -> None:
            nonlocal told
            now = time.monotonic()
            if now - told >= _A_MOMENT:
                told = now
                self.post_message(self._Progressed(progress))

        def cancelled() -> bool:
            return self._stop.is_set() or worker.is_cancelled

        try:
            report = self._archive.import_paths([path], on_progress=tell, cancelled=cancelled)
        except Exception as error:
            # Whatever it is: the screen must not go on waiting for an import that has ended.
            self.post_message(self._Broke(sentence(error, f"{path} cannot be brought in")))
        else:
            self.post_message(self._Done(report))

    def on_import_screen__progressed(self, message: _Progressed) -> None:
        """Show how far it has come."""
        self._progress = message.progress
        if not self._stop.is_set():
            self._told = ""
        self._tell()

    def on_import_screen__done(self, message: _Done) -> None:
        """Say what was done, and show what failed."""
        report = message.report
        self._end()
        if self._progress is not None and not report.cancelled:
            # What was there already is not counted while it is passed over.
            self._progress = replace(self._progress, done_bytes=self._progress.total_bytes)
        how = "Stopped" if report.cancelled else "Done"
        self._told = (
            f"{how}: {report.added:,} added, {report.already_there:,} already there, "
            f"{report.failed:,} failed."
        )
        failed = bool(report.failures)
        self._failures_title.display = self.failures.display = failed
        title = "Failed" if report.failed else "Not read in full"
        self._failures_title.entitle(f"{title} {self._signs.horizontal} {len(report.failures):,}")
        self.failures.show(FixedRows(report.failures), first=report.failures)
        (self.failures if failed else self.path).focus()
        if not failed:
            self.note.show(_DONE)
        self._tell()
        if report.added:
            self.post_message(ArchiveChanged())

    def on_import_screen__broke(self, message: _Broke) -> None:
        """Say why the import could not go on."""
        self._end()
        self._told = "Nothing more was imported."
        self.note.show(message.reason)
        self.path.focus()
        self._tell()
        # What was added before the trouble is there.
        self.post_message(ArchiveChanged())

    def _end(self) -> None:
        self._busy = False
        self.path.disabled = False

    def action_stop_or_close(self) -> None:
        """Stop the import under way; close the screen where there is none."""
        if not self._busy:
            self.dismiss()
            return
        self._stop.set()
        self._told = "Stopping after the articles under way…"
        self._tell()

    def on_status_line(self, message: StatusLine) -> None:
        """Show a sentence on this screen rather than on the one under it."""
        message.stop()
        self.note.show(message.text)

    # Drawing

    def _tell(self) -> None:
        for bar in (self._bar, self._counts, self._current, self._foot):
            bar.changed()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show in the title whether the failures have the focus."""
        self._failures_title.focus_is(event.widget is self.failures)
        self._foot.changed()

    def _bar_runs(self, width: int) -> Sequence[Run]:
        progress = self._progress
        if progress is None or not progress.total_bytes:
            return []
        share = min(1.0, progress.done_bytes / progress.total_bytes)
        room = max(1, min(width - 7, 60))
        filled = int(share * room)
        done = self._signs.levels[-1] * filled
        rest = self._signs.horizontal * (room - filled)
        return [(" ", ""), (done, "cyan"), (rest, "dim"), (f" {int(share * 100):3}%", "")]

    def _count_runs(self, width: int) -> Sequence[Run]:
        if self._told:
            return [(cell_cut(f" {self._told}", width, self._signs.ellipsis), "bold")]
        progress = self._progress
        if progress is None:
            return []
        told = (
            f" {progress.added:,} added {self._signs.dot} {progress.already_there:,} already there "
            f"{self._signs.dot} {progress.failed:,} failed"
        )
        return [(cell_cut(told, width, self._signs.ellipsis), "")]

    def _current_runs(self, width: int) -> Sequence[Run]:
        progress = self._progress
        if progress is None or not self._busy:
            return []
        name = " ".join(safe_text(progress.current).split())
        room = width - 2
        if cell_width(name) > room:
            # The end of a path tells more than its beginning.
            name = self._signs.ellipsis + _tail(name, room - 1)
        return [(f" {name}", "dim")]

    def _foot_runs(self, _width: int) -> Sequence[Run]:
        if self._busy:
            runs: list[Run] = [(" Esc", "bold"), (" stop", "")]
        elif self.failures.has_focus:
            runs = [(" Shift+Tab", "bold"), (" another path ", "")]
            runs += [(" Esc", "bold"), (" back to reading", "")]
        else:
            runs = [(" Enter", "bold"), (" begin ", ""), (" Tab", "bold"), (" complete ", "")]
            runs += [(" Esc", "bold"), (" back to reading", "")]
        return runs


def _tail(text: str, width: int) -> str:
    """Return as much of the end of safe text as fits in ``width`` cells."""
    start = max(0, len(text) - width)
    while cell_width(text[start:]) > width:
        start += 1
    return text[start:]


def _failure_lines(failure: ImportFailure, width: int) -> Sequence[Line]:
    """Draw where on one line and why on one or two more."""
    where = f"{failure.path}, {failure.place}" if failure.place else failure.path
    shown = " ".join(safe_text(where).split())
    if cell_width(shown) > width:
        shown = "…" + _tail(shown, width - 1)
    reason = wrapped(safe_text(failure.reason).split(), max(4, width - 2), "…", 2)
    return [segments([(shown, "bold")]), *(segments([("  " + line, "")]) for line in reason)]
