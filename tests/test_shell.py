"""newsreader as it is run: typed into a shell, suspended, cut off, ended, and the terminal as it was found."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.benchmarks.pseudo_terminal import PseudoTerminal
from tests.terminal_session import PATIENCE, Session

ROOT = Path(__file__).parent.parent
NEWSREADER = f"{shlex.quote(sys.executable)} -m tui"
# What a program may switch on in a terminal, and how it is switched off: the alternate screen, the mouse,
# bracketed paste, reports of focus, the hidden cursor, the keypad.
SWITCHES = [
    (rb"\x1b\[\?1049h", rb"\x1b\[\?1049l"),
    (rb"\x1b\[\?1000h", rb"\x1b\[\?1000l"),
    (rb"\x1b\[\?1003h", rb"\x1b\[\?1003l"),
    (rb"\x1b\[\?1006h", rb"\x1b\[\?1006l"),
    (rb"\x1b\[\?2004h", rb"\x1b\[\?2004l"),
    (rb"\x1b\[\?1004h", rb"\x1b\[\?1004l"),
    (rb"\x1b\[\?25l", rb"\x1b\[\?25h"),
]


class Shell(Session):
    """An interactive shell in a pseudo-terminal, with job control."""

    def type(self, line: str, expect: str) -> None:
        self.press(f"{line}\r", expect)

    def settings(self) -> str:
        """Return what ``stty -g`` tells of the terminal, asked in the shell."""
        asked = f"settings{time.monotonic_ns()}"
        self.type(f"echo {asked}=$(stty -g)=", f"{asked}=")
        deadline = time.monotonic() + PATIENCE
        pattern = re.compile(rf"{asked}=([0-9a-f:]+)=".encode())
        while not (found := pattern.search(self.raw)):
            assert time.monotonic() < deadline
            self.take(0.2)
        return found[1].decode()

    def reader(self) -> int:
        """Return the number of the newsreader process that the shell started."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            tasks = Path(f"/proc/{self.terminal.pid}/task/{self.terminal.pid}/children")
            children = tasks.read_text().split()
            if children:
                return int(children[-1])
            time.sleep(0.05)
        raise AssertionError("the shell started nothing")


def left_on(raw: bytes) -> list[bytes]:
    """Return what was switched on in the terminal and not off again."""
    return [
        on
        for on, off in SWITCHES
        if max((m.start() for m in re.finditer(on, raw)), default=-1)
        > max((m.start() for m in re.finditer(off, raw)), default=-1)
    ]


@contextmanager
def shell(folder: Path) -> Iterator[Shell]:
    bash = shutil.which("bash")
    if bash is None or not Path("/proc/self/task").exists():
        pytest.skip("this needs bash and /proc")
    home = folder.parent / "home"
    home.mkdir(exist_ok=True)
    environment = {
        "PYTHONPATH": os.environ["PYTHONPATH"],
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home),
        "XDG_DATA_HOME": str(home),
        "PS1": "ready> ",
        "NEWSREADER_ARCHIVE": str(folder),
    }
    with PseudoTerminal([bash, "--norc", "-i"], environment=environment) as terminal:
        session = Shell(terminal, 80, 24)
        session.wait_for("ready>")
        # Readline's own bracketed paste is none of ours.
        session.type("bind 'set enable-bracketed-paste off'; clear; echo be''gin", "begin")
        yield session


@contextmanager
def reading(folder: Path) -> Iterator[tuple[Shell, str]]:
    """newsreader started from a shell, and the terminal's settings before that."""
    with shell(folder) as session:
        before = session.settings()
        session.type(NEWSREADER, "? help")
        yield session, before


def test_quitting_leaves_the_terminal_as_it_was_found(sample_folder):
    with reading(sample_folder) as (session, before):
        session.press("q", "ready>")
        assert (session.settings(), left_on(session.raw)) == (before, [])


def test_suspending_leaves_the_terminal_as_it_was_found(sample_folder):
    with reading(sample_folder) as (session, before):
        session.press("\x1a", "Stopped")
        assert (session.settings(), left_on(session.raw)) == (before, [])


def test_reading_goes_on_after_a_suspension(sample_folder):
    with reading(sample_folder) as (session, before):
        session.press("\r", "min read")
        session.press("\x1a", "Stopped")
        # The emulator has one screen only: what it shows from here on was drawn anew.
        session.screen.reset()
        session.type("fg", "min read")
        assert "─ Stories ─" in session.text
        session.press("b", "Stories")
        session.press("q", "ready>")
        assert (session.settings(), left_on(session.raw)) == (before, [])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_being_ended_leaves_the_terminal_as_it_was_found(sample_folder, number):
    with reading(sample_folder) as (session, before):
        os.kill(session.reader(), number)
        session.wait_for("ready>")
        assert (session.settings(), left_on(session.raw)) == (before, [])


def test_being_ended_in_the_middle_of_a_search_leaves_the_terminal_as_it_was_found(sample_folder):
    with reading(sample_folder) as (session, before):
        session.press("/pena", "Peña")
        os.kill(session.reader(), signal.SIGTERM)
        session.wait_for("ready>")
        assert (session.settings(), left_on(session.raw)) == (before, [])


def test_dropped_connection_ends_the_program(sample_folder):
    with reading(sample_folder) as (session, _):
        process = session.reader()
        session.terminal.hang_up()
        _wait_for_end_of(process)


def test_being_told_to_go_on_while_it_goes_on_keeps_nothing_from_ending(sample_folder):
    # As a shell tells its programs when it loses its terminal, whether they were stopped or not.
    with reading(sample_folder) as (session, _):
        process = session.reader()
        os.kill(process, signal.SIGCONT)
        session.take(0.3)
        os.kill(process, signal.SIGTERM)
        _wait_for_end_of(process)


def _wait_for_end_of(process: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while Path(f"/proc/{process}").exists() and _state(process) != "Z":
        assert time.monotonic() < deadline, "it goes on"
        time.sleep(0.1)


def _state(process: int) -> str:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_first_run_offers_the_samples_and_a_way_in(tmp_path):
    with shell(tmp_path / "archive") as session:
        before = session.settings()
        session.type(NEWSREADER, "no stories")
        session.press("q", "ready>")
        assert (session.settings(), left_on(session.raw)) == (before, [])


def test_newcomer_imports_searches_reads_follows_and_comes_back(tmp_path, sample_sources):
    with shell(tmp_path / "archive") as session:
        before = session.settings()
        session.type(NEWSREADER, "no stories")
        session.press("i", "mport")
        session.press(f"{sample_sources}\r", "Done:")
        session.press("\x1b", "Stories")
        session.press("/asuncion", "Stories")
        session.take(0.5)
        session.press("\r", "asuncion")
        session.press("\r", "min read")
        session.resize(120, 40)
        session.wait_for("In this story")
        session.press("]\r", "mentions in")
        session.press("b", "min read")
        session.press("b", "Stories")
        session.terminal.press("\x11")
        session.wait_for("ready>")
        assert (session.settings(), left_on(session.raw)) == (before, [])
