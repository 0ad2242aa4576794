"""Progress on stderr: a bar where it is a terminal, silence where it is not."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from tui.safe_text import safe_text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from index.model import ImportProgress


class Meter:
    """A progress bar on stderr while a ``with`` block lasts; nothing at all where stderr is no terminal.

    Rich is imported (60 ms) only when there is a bar to draw.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

            self._progress = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=None),
                TaskProgressColumn(),
                TextColumn("{task.fields[detail]}", markup=False),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._progress.add_task(self._label, total=None, detail="")
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress is not None:
            self._progress.stop()

    def advance(self, done: int, total: int) -> None:
        """Say that ``done`` of ``total`` are done."""
        self._update(done, total, f"{done:,}/{total:,}")

    def imported(self, progress: ImportProgress) -> None:
        """Say how far an import has come."""
        detail = f"{progress.added:,} added"
        if progress.already_there:
            detail += f" · {progress.already_there:,} already there"
        if progress.failed:
            detail += f" · {progress.failed:,} failed"
        if progress.current:
            detail += f" · {_tail(safe_text(progress.current))}"
        # Bytes count when a file is done; until the first is, the bar shows that something goes on.
        total = progress.total_bytes if progress.done_bytes else 0
        self._update(progress.done_bytes, total, detail)

    def _update(self, done: int, total: int, detail: str) -> None:
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, completed=done, total=total or None, detail=detail)


def _tail(path: str, longest: int = 30) -> str:
    """Return the end of a path, which tells more than its beginning."""
    return path if len(path) <= longest else "…" + path[1 - longest :]
