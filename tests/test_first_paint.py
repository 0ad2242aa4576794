"""The picture that is on the screen before Textual is imported."""

from __future__ import annotations

import os
import pty
import select
import shutil
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pyte
import pytest

from index.storage.schema import DATABASE_NAME
from tests.screen_reading import screen_lines, settled
from tui.first_paint import picture, read
from tui.glyphs import FULL

ROOT = Path(__file__).parent.parent
HEAVY = ("textual", "rich", "dataclasses", "re", "pathlib", "typing", "enum", "whoosh", "asyncio")


def drawn(text: str, width: int, height: int) -> list[str]:
    screen = pyte.Screen(width, height)
    pyte.Stream(screen).feed(text)
    return [line.rstrip() for line in screen.display]


def in_terminal(code: str, *arguments: str, size=(80, 24), **environment: str) -> str:
    """Run Python code in a pseudo-terminal and return all that it wrote there."""
    driver, terminal = pty.openpty()
    os.set_inheritable(terminal, True)
    env = {
        **os.environ,
        "TERM": "xterm-256color",
        "PYTHONPATH": os.environ["PYTHONPATH"],
        "LC_ALL": "C.UTF-8",
        "PYTHON_COLORS": "0",
        **environment,
    }
    import fcntl
    import struct
    import termios

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env=env,
        close_fds=True,
    )
    os.close(terminal)
    out = b""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        ready, _, _ = select.select([driver], [], [], 0.2)
        if ready:
            try:
                data = os.read(driver, 65536)
            except OSError:
                break
            if not data:
                break
            out += data
        elif process.poll() is not None:
            break
    process.wait(10)
    os.close(driver)
    return out.decode("utf-8", "replace")


PAINT = "import sys; from tui.first_paint import paint; paint(sys.argv[1])"


def test_draws_the_newest_stories(made_archive: Path):
    content = read(str(made_archive), 24)
    assert content is not None
    lines = drawn(picture(content, 80, 24, FULL), 80, 24)
    assert lines[0].startswith(" newsreader ▸")
    assert lines[1].startswith(f"─ Stories ─ {content.stories} ")
    first = content.newest[0]
    assert lines[2].startswith("▌● ")
    assert first.source.split()[0] in lines[2]
    assert first.headline.split()[0] in lines[3]


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 50), (50, 20), (100, 30)])
async def test_shows_what_the_reading_room_shows(sample_archive, size):
    from tui.app import NewsreaderApp

    content = read(str(sample_archive.folder), size[1])
    assert content is not None
    early = drawn(picture(content, *size, FULL), *size)
    app = NewsreaderApp(sample_archive.folder, archive=sample_archive)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        later = screen_lines(app)
        stories = app.room.stories.region.right
    assert early[0] == later[0]
    assert early[1] == later[1]
    for before, after in zip(early[2:-2], later[2:-2], strict=True):
        assert before[:stories].rstrip() == after[:stories].rstrip()


def test_is_on_the_terminal_and_the_terminal_is_restored(made_archive: Path):
    out = in_terminal(PAINT, str(made_archive))
    assert out.startswith("\x1b[?1049h\x1b[?25l")
    assert "Stories" in out
    assert out.endswith("\x1b[?1049l\x1b[?25h")


def test_imports_nothing_heavy(made_archive: Path):
    code = (
        "import sys; before = set(sys.modules); from tui.first_paint import paint; paint(sys.argv[1]);"
        "print('NEW', ' '.join(sorted(set(sys.modules) - before)), 'END')"
    )
    out = in_terminal(code, str(made_archive))
    new = set(out.partition("NEW ")[2].partition(" END")[0].replace("\r\n", "").split())
    assert "sqlite3" in new
    assert new & set(HEAVY) == set()


def test_a_failure_after_it_is_told_on_the_restored_screen(made_archive: Path):
    out = in_terminal(PAINT + "; raise ValueError('told')", str(made_archive))
    restored = out.index("\x1b[?1049l")
    assert "ValueError: told" in out[restored:]
    assert out.count("\x1b[?1049l") == 1


def test_an_interrupt_after_it_leaves_no_trace(made_archive: Path):
    out = in_terminal(PAINT + "; raise KeyboardInterrupt", str(made_archive))
    assert out.endswith("\x1b[?1049l\x1b[?25h")


def test_draws_nothing_on_a_dumb_terminal(made_archive: Path):
    assert in_terminal(PAINT, str(made_archive), TERM="dumb") == ""


def test_draws_nothing_where_there_is_no_archive(tmp_path: Path):
    assert in_terminal(PAINT, str(tmp_path / "nothing")) == ""


def test_draws_nothing_into_a_pipe(made_archive: Path):
    done = subprocess.run(
        [sys.executable, "-c", PAINT, str(made_archive)],
        capture_output=True,
        env={**os.environ, "TERM": "xterm"},
        check=True,
    )
    assert (done.stdout, done.stderr) == (b"", b"")


def test_leaves_a_database_of_another_version_alone(made_archive: Path, tmp_path: Path):
    folder = Path(shutil.copytree(made_archive, tmp_path / "archive"))
    database = sqlite3.connect(folder / DATABASE_NAME)
    database.execute("PRAGMA user_version = 9999")
    database.close()
    assert read(str(folder), 10) is None


def test_does_not_wait_for_a_locked_database(made_archive: Path, tmp_path: Path):
    folder = Path(shutil.copytree(made_archive, tmp_path / "archive"))
    database = sqlite3.connect(folder / DATABASE_NAME, isolation_level=None)
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("BEGIN EXCLUSIVE")
    assert read(str(folder), 10) is None
    database.close()


def test_survives_a_file_that_is_no_database(tmp_path: Path):
    (tmp_path / DATABASE_NAME).write_bytes(b"not a database at all" * 100)
    assert read(str(tmp_path), 10) is None


def test_nothing_in_a_headline_reaches_the_terminal_unmade(made_archive: Path, tmp_path: Path):
    folder = Path(shutil.copytree(made_archive, tmp_path / "archive"))
    database = sqlite3.connect(folder / DATABASE_NAME)
    with database:
        database.execute(
            "UPDATE articles SET headline = ?, source = ?",
            ("\x1b]0;owned\x07\x9b31m\u202eevil", "\x1b[2Jsource\x85"),
        )
    database.close()
    content = read(str(folder), 24)
    assert content is not None
    text = picture(content, 80, 24, FULL)
    assert "\x1b]" not in text
    assert "\x1b[2J" not in text
    assert not set("\x07\x9b\x85\u202e") & set(text)


def test_without_colour_there_is_none(made_archive: Path, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    content = read(str(made_archive), 24)
    assert content is not None
    text = picture(content, 80, 24, FULL)
    assert "\x1b[33m" not in text
    assert ";33m" not in text
    assert ";36m" not in text


@pytest.mark.parametrize("size", [(19, 24), (80, 5)])
def test_draws_nothing_where_there_is_no_room(made_archive: Path, size):
    assert in_terminal(PAINT, str(made_archive), size=size) == ""
