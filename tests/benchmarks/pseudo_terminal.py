"""A pseudo-terminal that runs a program, answers what terminals are asked, and counts what is written.

It behaves like a plain xterm: it gives its device attributes, the cursor's place and black as its
background, and says of the private modes that it knows synchronised output alone. Linux and macOS only.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

# A program is taken to have finished writing when this long nothing has come, in seconds.
QUIET = 0.15
_CONTROL = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI
    rb"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    rb"|\x1b[P_^X][^\x1b]*\x1b\\"  # DCS, APC, PM, SOS
    rb"|\x1b[ -/]*[0-~]"  # the short ones
    rb"|[\x00-\x1f\x7f]"
)
_MODE_QUESTION = re.compile(rb"\x1b\[\?(\d+)\$p")
_COLOUR_QUESTION = re.compile(rb"\x1b\](1[01]);\?")
_ATTRIBUTES_QUESTION = re.compile(rb"\x1b\[0?c")
_CLEARED = ("COLORTERM", "COLUMNS", "LINES", "NO_COLOR", "TERM_PROGRAM", "TMUX", "TEXTUAL")


@dataclass(frozen=True, slots=True)
class Written:
    """What a program wrote: the pieces in which it came, each with its time.

    Times are seconds since what was waited from.
    """

    pieces: tuple[tuple[float, bytes], ...]

    @property
    def data(self) -> bytes:
        """All the bytes."""
        return b"".join(piece for _, piece in self.pieces)

    @property
    def first(self) -> float | None:
        """When the first byte came, or None where nothing did."""
        return self.pieces[0][0] if self.pieces else None

    @property
    def last(self) -> float | None:
        """When the last bytes came, or None where nothing did."""
        return self.pieces[-1][0] if self.pieces else None


def visible(data: bytes) -> str:
    """Return the text among terminal output, without control sequences; where it stands is lost."""
    return _CONTROL.sub(b"", data).decode("utf-8", "replace")


class PseudoTerminal:
    """A program at a terminal of its own; to be used in a ``with`` block, which ends the program."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        columns: int = 80,
        rows: int = 24,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        given = {key: value for key, value in os.environ.items() if not key.startswith(_CLEARED)}
        given |= {"TERM": "xterm-256color", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
        given |= dict(environment or {})
        size = struct.pack("HHHH", rows, columns, 0, 0)
        self.started = time.perf_counter()
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            fcntl.ioctl(0, termios.TIOCSWINSZ, size)
            try:
                os.execvpe(command[0], list(command), given)
            finally:
                os._exit(127)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, size)
        self.ended = False
        self._hung_up = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # The program leads a session, and so a group, of its own.
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        if not self._hung_up:
            os.close(self._terminal)

    def press(self, keys: str) -> None:
        """Send keys as a terminal does."""
        os.write(self._terminal, keys.encode())

    def hang_up(self) -> None:
        """Close the terminal, as a dropped connection does; nothing can be pressed or read afterwards."""
        os.close(self._terminal)
        self._hung_up = self.ended = True

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size; the program is told by a signal, as by any terminal."""
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def read_until(
        self, found: Callable[[bytes], bool], *, within: float, since: float | None = None
    ) -> Written:
        """Read until ``found`` holds of all that was read here, at most ``within`` seconds.

        Times count from ``since``, a value of ``time.perf_counter``, or from now.
        """
        return self._read(within=within, quiet=None, found=found, start=since)

    def read_until_quiet(self, *, within: float = 10.0, quiet: float = QUIET) -> Written:
        """Read until nothing comes for ``quiet`` seconds, at most ``within`` seconds."""
        return self._read(within=within, quiet=quiet, found=None)

    def answer_to(self, keys: str, *, within: float = 3.0) -> Written:
        """Press keys and return what the program writes until it is quiet; the first byte may take longer."""
        start = time.perf_counter()
        self.press(keys)
        first = self._read(within=1.0, quiet=None, found=lambda data: bool(data), start=start)
        if not first.data:
            return first
        rest = self._read(within=within, quiet=QUIET, found=None, start=start)
        return Written(first.pieces + rest.pieces)

    def listen(self, seconds: float) -> bytes:
        """Return what the program writes in a time in which nobody does anything."""
        return self._read(within=seconds, quiet=None, found=None).data

    def memory(self) -> int | None:
        """Return the bytes of memory that the program and its children hold, or None where /proc is not there."""
        if not Path("/proc/self/status").exists():
            return None
        total = 0
        waiting = [self.pid]
        while waiting:
            process = Path("/proc") / str(waiting.pop())
            try:
                status = (process / "status").read_text()
                for children in process.glob("task/*/children"):
                    waiting += [int(child) for child in children.read_text().split()]
            except OSError:
                continue
            resident = re.search(r"VmRSS:\s+(\d+) kB", status)
            total += int(resident[1]) * 1024 if resident else 0
        return total

    def _read(
        self,
        *,
        within: float,
        quiet: float | None,
        found: Callable[[bytes], bool] | None,
        start: float | None = None,
    ) -> Written:
        begun = time.perf_counter()
        start = begun if start is None else start
        data = b""
        pieces: list[tuple[float, bytes]] = []
        while not self.ended:
            left = begun + within - time.perf_counter()
            if left <= 0:
                break
            ready, _, _ = select.select(
                [self._terminal], [], [], left if quiet is None else min(left, quiet)
            )
            if not ready:
                if quiet is not None:
                    break
                continue
            try:
                piece = os.read(self._terminal, 65536)
            except OSError:
                piece = b""
            if not piece:
                self.ended = True
                break
            pieces.append((time.perf_counter() - start, piece))
            data += piece
            self._answer(piece)
            if found is not None and found(data):
                break
        return Written(tuple(pieces))

    def _answer(self, piece: bytes) -> None:
        answers = [
            b"\x1b[?%b;%b$y" % (mode, b"2" if mode == b"2026" else b"0")
            for mode in _MODE_QUESTION.findall(piece)
        ]
        answers += [b"\x1b[1;1R"] * piece.count(b"\x1b[6n")
        answers += [b"\x1b[?62;22c"] * len(_ATTRIBUTES_QUESTION.findall(piece))
        answers += [
            b"\x1b]%b;rgb:0000/0000/0000\x1b\\" % colour
            for colour in _COLOUR_QUESTION.findall(piece)
        ]
        if answers:
            os.write(self._terminal, b"".join(answers))
