"""The whole reading room in a real pseudo-terminal: what it writes, and how it leaves the terminal."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time
from pathlib import Path

import pytest

from index import Archive

ROOT = Path(__file__).parent.parent
RUN = (
    "import sys; from tui.first_paint import paint; paint(sys.argv[1]);"
    "from tui.app import run; sys.exit(run(sys.argv[1]))"
)


class Terminal:
    """The reading room in a pseudo-terminal of 80 by 24."""

    def __init__(self, folder: Path, home: Path, typed: bytes = b"") -> None:
        self.process, self.descriptor = pty.fork()
        if self.process == 0:
            environment = {
                **{name: os.environ[name] for name in ("PATH",) if name in os.environ},
                "HOME": str(home),
                "TERM": "xterm-256color",
                "LC_ALL": "C.UTF-8",
                "PYTHONPATH": os.environ["PYTHONPATH"],
            }
            os.execve(sys.executable, [sys.executable, "-c", RUN, str(folder)], environment)
        size = struct.pack("HHHH", 24, 80, 0, 0)
        fcntl.ioctl(self.descriptor, termios.TIOCSWINSZ, size)
        self.written = b""
        if typed:
            self.until(b"\x1b[?25l")
            os.write(self.descriptor, typed)
        self.until(b"commands")
        self.quiet()

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self.descriptor], [], [], seconds)
        if not ready:
            return b""
        try:
            data = os.read(self.descriptor, 65536)
        except OSError:
            return b""
        # That output may be synchronised: the markers count too.
        if b"\x1b[?2026$p" in data:
            os.write(self.descriptor, b"\x1b[?2026;2$y")
        self.written += data
        return data

    def until(self, wanted: bytes) -> None:
        end = time.monotonic() + 20
        while wanted not in self.written and time.monotonic() < end:
            self._read(0.5)
        assert wanted in self.written

    def quiet(self, seconds: float = 0.4) -> bytes:
        """Return what is written until nothing has been for a while."""
        out = b""
        while data := self._read(seconds):
            out += data
        return out

    def press(self, keys: bytes) -> bytes:
        os.write(self.descriptor, keys)
        end = time.monotonic() + 10
        while time.monotonic() < end:
            if data := self._read(0.5):
                return data + self.quiet()
        return b""

    def close(self) -> int:
        """Press Ctrl+C and return the exit status."""
        try:
            os.write(self.descriptor, b"\x03")
            while self._read(5):
                pass
        except OSError:
            pass
        _, status = os.waitpid(self.process, 0)
        os.close(self.descriptor)
        return os.waitstatus_to_exitcode(status)


@pytest.fixture
def terminal(sample_folder: Path, tmp_path: Path):
    made = Terminal(sample_folder, tmp_path)
    yield made
    made.close()


def test_writes_little_and_nothing_when_idle(terminal):
    assert terminal.quiet(2.5) == b""
    assert len(terminal.press(b"j")) <= 250
    assert len(terminal.press(b"\x1b[B")) <= 250
    terminal.press(b"\r")
    terminal.quiet()
    assert len(terminal.press(b" ")) <= 4_000
    assert 0 < len(terminal.press(b"1")) <= 1_000
    assert 0 < len(terminal.press(b"2")) <= 1_000
    assert terminal.quiet(1) == b""


def test_takes_the_first_paint_over_and_restores_the_terminal(sample_folder, tmp_path):
    terminal = Terminal(sample_folder, tmp_path)
    attributes = terminal.written
    assert attributes.count(b"\x1b[?1049h") == 1
    assert terminal.close() == 0
    assert terminal.written.count(b"\x1b[?1049l") == 1
    assert b"\x1b[?25h" in terminal.written


def test_keys_typed_before_it_stands_are_not_lost(sample_folder, tmp_path):
    terminal = Terminal(sample_folder, tmp_path, typed=b"/boric\r")
    terminal.quiet(1)
    text = re.sub(rb"\x1b\[[0-9;?]*[a-zA-Z]", b"", terminal.written)
    assert b"boric" in text
    assert b"^M" not in text
    assert terminal.close() == 0


def test_escape_alone_is_a_key(terminal):
    terminal.press(b"?")
    assert b"Stories" in terminal.press(b"\x1b")


def test_bytes_that_are_no_text_do_not_keep_keys_from_being_heard(terminal):
    assert terminal.press(b"\xff\xfej")


def test_a_letter_that_comes_in_two_pieces_is_one_letter(terminal):
    terminal.press(b"/")
    os.write(terminal.descriptor, b"\xc3")
    assert "ñ".encode() in terminal.press(b"\xb1")


def test_what_changes_under_a_screen_that_covers_it_is_drawn_when_it_is_closed(
    terminal, sample_folder, tmp_path
):
    terminal.press(b"?")
    story = tmp_path / "story.md"
    story.write_text("---\nheadline: Cranes return\ndate: 2031-05-01\n---\nThey are back.\n")
    with Archive.open(sample_folder) as archive:
        archive.import_paths([story])
        stories, _actors = archive.count()
    # The room looks for what others imported every two seconds.
    assert terminal.quiet(4) == b""
    assert f" {stories} ".encode() in terminal.press(b"\x1b")
