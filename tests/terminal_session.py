"""newsreader at work in a pseudo-terminal, its screen read by a terminal emulator."""

from __future__ import annotations

import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyte

from tests.benchmarks.pseudo_terminal import PseudoTerminal

COMMAND = [sys.executable, "-m", "tui"]
PATIENCE = 30.0  # seconds; only a failing test waits so long

# pyte takes the private-parameter forms of CSI for others.
_PRIVATE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]")


class Session:
    """newsreader at work in a pseudo-terminal, and the screen as the person sees it."""

    def __init__(self, terminal: PseudoTerminal, columns: int, rows: int) -> None:
        self.terminal = terminal
        self.screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = b""

    def take(self, seconds: float) -> None:
        """Draw what is written in the next ``seconds``, less where it is quiet before."""
        data = self.terminal.read_until_quiet(within=seconds).data
        self.raw += data
        self._stream.feed(_PRIVATE.sub(b"", data))

    @property
    def text(self) -> str:
        return "\n".join(self.screen.display)

    def wait_for(self, text: str) -> None:
        """Wait until ``text`` stands on the screen."""
        deadline = time.monotonic() + PATIENCE
        while text not in self.text:
            if time.monotonic() > deadline or self.terminal.ended:
                raise AssertionError(f"{text!r} never showed:\n{self.text}")
            self.take(1.0)

    def press(self, keys: str, expect: str) -> None:
        """Press keys and wait until ``expect`` stands on the screen."""
        self.terminal.press(keys)
        self.wait_for(expect)

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size."""
        self.screen.resize(rows, columns)
        self.terminal.resize(columns, rows)

    def wait_for_end(self) -> None:
        """Wait until the program has ended."""
        deadline = time.monotonic() + PATIENCE
        while not self.terminal.ended and time.monotonic() < deadline:
            self.take(1.0)
        assert self.terminal.ended


@contextmanager
def opened(
    folder: Path,
    *,
    columns: int = 80,
    rows: int = 24,
    environment: Mapping[str, str] | None = None,
    ready: str = "Stories",
) -> Iterator[Session]:
    """Open the reading room on ``folder`` and wait until it answers keys."""
    home = folder.parent / "home"
    surroundings = {
        "PYTHONPATH": os.environ["PYTHONPATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
    }
    with PseudoTerminal(
        [*COMMAND, "--archive", str(folder)],
        columns=columns,
        rows=rows,
        environment={**surroundings, **(environment or {})},
    ) as terminal:
        session = Session(terminal, columns, rows)
        session.wait_for(ready)
        # The first paint shows before the program answers: the footer's keys stand when it does.
        session.wait_for("help")
        yield session
