"""Nothing leaves the machine, and nobody else on it reads along.

The whole suite runs with the network refused (``no_network``); here it is shown that the refusal bites, and
what a reader's folders and files look like to others.
"""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
import webbrowser
from pathlib import Path

import pytest

from index import Archive
from tests.screen_reading import settled
from tests.terminal_session import opened
from tui.app import NewsreaderApp
from tui.screens.story_actions import web_address

ROOT = Path(__file__).parent.parent


def test_the_network_is_refused_to_the_tests():
    with pytest.raises(RuntimeError, match="network"):
        socket.create_connection(("localhost", 9))


def test_the_network_is_refused_to_what_the_tests_start():
    code = "import socket; socket.create_connection(('localhost', 9))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "the network was asked for" in done.stderr


def test_no_module_of_ours_imports_what_talks_over_a_network():
    talkers = (
        "socket",
        "ssl",
        "http.client",
        "urllib.request",
        "ftplib",
        "smtplib",
        "requests",
        "httpx",
    )
    code = (
        "import pkgutil, importlib, sys, index\n"
        "for module in pkgutil.walk_packages(index.__path__, 'index.'):\n"
        "    source = importlib.util.find_spec(module.name).loader.get_source(module.name)\n"
        f"    for name in {talkers!r}:\n"
        "        if f'import {name}' in source or f'from {name} ' in source:\n"
        "            print(module.name, name)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True
    )
    assert done.stdout == ""


def open_to_others(folder: Path) -> list[str]:
    """Return what under a folder others may read; what stands in a folder they may not enter counts as well."""
    found = []
    for path in folder.rglob("*"):
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            found.append(path.name)
    return found


@pytest.fixture
def loose_umask():
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("loose_umask")
def test_new_archive_is_closed_to_others(tmp_path, sample_sources):
    with Archive.open(tmp_path / "new") as archive:
        archive.import_paths(sorted(sample_sources.glob("*.md"))[:2])
        archive.stories("paraguay")
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


@pytest.mark.usefixtures("loose_umask")
def test_archive_in_a_folder_that_others_may_enter_shows_them_nothing(tmp_path, sample_sources):
    folder = tmp_path / "there"
    folder.mkdir(mode=0o755)
    with Archive.open(folder) as archive:
        archive.import_paths(sorted(sample_sources.glob("*.md"))[:2])
        archive.stories("paraguay")
        assert open_to_others(folder) == []


@pytest.mark.usefixtures("loose_umask")
def test_what_is_made_in_an_archive_later_is_closed_to_others(tmp_path, sample_sources):
    folder = tmp_path / "there"
    folder.mkdir(mode=0o755)
    with Archive.open(folder) as archive:
        archive.import_paths(sorted(sample_sources.glob("*.md"))[:2])
        archive.analyse_again(anew=True)
        archive.reindex()
        assert archive.check().problems == ()
        assert open_to_others(folder) == []
    new = tmp_path / "salvaged"
    new.mkdir(mode=0o755)
    with Archive.open(new) as archive:
        archive.salvage(folder)
        assert open_to_others(new) == []


def test_what_was_searched_for_and_read_is_written_nowhere(sample_folder):
    """Neither in the home folder nor in the archive, for which a search that was typed is none of its stories."""
    home = sample_folder.parent / "home"
    home.mkdir()
    environment = {
        name: str(home) for name in ("XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
    }
    with opened(sample_folder, environment={**environment, "TMPDIR": str(home)}) as session:
        session.press("/zanzibarista", "No story answers")
        session.press("\x1b", "Mulino")
        session.press("\r", "min read")
        session.terminal.press("\x11")
        session.wait_for_end()
    assert list(home.rglob("*")) == []
    kept = [path for path in sample_folder.rglob("*") if path.is_file()]
    assert [path.name for path in kept if b"zanzibarista" in path.read_bytes()] == []


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org/",
        "data:text/html,hello",
        "https://example.org/\x1b]0;x\x07",
        "https://example.org/ --flag",
        "https://example.org/'; touch x",
        "http://",
        "-https://example.org",
    ],
)
def test_address_that_is_no_plain_page_of_the_web_is_not_opened(url):
    assert web_address(url) is None


async def test_link_is_shown_and_opened_as_one_argument(tmp_path, monkeypatch):
    page = "https://example.org/a?b=c&d=$(touch%20x)"
    source = tmp_path / "story.jsonl"
    source.write_text(f'{{"text": "Anna Brandt opened a bridge.", "url": "{page}"}}\n', "utf-8")
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([source])
    opened: list[tuple[object, ...]] = []
    monkeypatch.setattr(webbrowser, "open", lambda *given: opened.append(given) or True)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.delenv("SSH_CONNECTION", raising=False)
    monkeypatch.delenv("SSH_TTY", raising=False)
    with Archive.open(tmp_path / "archive") as archive:
        app = NewsreaderApp(archive.folder, archive=archive)
        async with app.run_test() as pilot:
            await settled(pilot)
            for key in ("enter", "o"):
                await pilot.press(key)
                await settled(pilot)
            assert (opened, page in app.room.status.message) == ([(page,)], True)
