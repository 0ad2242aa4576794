"""An index that is lost or damaged in any way: made anew from the database, told in one line."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Archive
from index.maintained_index import MaintainedIndex
from tests.screen_reading import press, screen_text, settled
from tui.app import NewsreaderApp

ROOT = Path(__file__).parent.parent


def files(folder: Path) -> list[Path]:
    """Return the files of an archive's index, the largest first."""
    found = [path for path in (folder / "index").iterdir() if path.is_file()]
    return sorted(found, key=lambda path: (-path.stat().st_size, path.name))


def contents(folder: Path) -> Path:
    return next(path for path in files(folder) if path.suffix == ".toc")


def deleted(folder: Path) -> None:
    shutil.rmtree(folder / "index")


def without_its_largest_file(folder: Path) -> None:
    files(folder)[0].unlink()


def with_every_file_half(folder: Path) -> None:
    for path in files(folder):
        os.truncate(path, path.stat().st_size // 2)


def with_its_largest_file_half(folder: Path) -> None:
    largest = files(folder)[0]
    os.truncate(largest, largest.stat().st_size // 2)


def with_an_empty_table_of_contents(folder: Path) -> None:
    os.truncate(contents(folder), 0)


def with_another_table_of_contents(folder: Path) -> None:
    contents(folder).write_bytes(random.Random(1).randbytes(2_000))


def from_a_newer_newsreader(folder: Path) -> None:
    toc = contents(folder)
    first, _, _ = toc.name.lstrip("_").partition("_")
    newer = first.rstrip("0123456789") + "99"
    for path in files(folder):
        path.rename(path.with_name(path.name.replace(first, newer, 1)))


def a_file_in_its_place(folder: Path) -> None:
    shutil.rmtree(folder / "index")
    (folder / "index").write_text("not a folder", "utf-8")


DAMAGES = [
    deleted,
    without_its_largest_file,
    with_every_file_half,
    with_its_largest_file_half,
    with_an_empty_table_of_contents,
    with_another_table_of_contents,
    from_a_newer_newsreader,
    a_file_in_its_place,
]
# The system ends any program that reads what was cut off a file after the file was mapped.
WHILE_OPEN = [
    one for one in DAMAGES if one not in (with_every_file_half, with_its_largest_file_half)
]


def searched(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui", "search", "paraguay", "--json", "--archive", str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_damaged_index_is_made_anew_and_told_in_one_line(
    sample_folder: Path, damage: Callable[[Path], None]
) -> None:
    with Archive.open(sample_folder) as archive:
        whole = archive.stories("paraguay").total
    damage(sample_folder)
    done = searched(sample_folder)
    assert json.loads(done.stdout)["total"] == whole
    (line,) = done.stderr.splitlines()
    assert "made anew" in line


@pytest.mark.parametrize("damage", WHILE_OPEN, ids=lambda damage: damage.__name__)
def test_damage_under_an_open_reader_is_noticed_by_its_next_search_or_does_no_harm(
    sample_folder: Path, damage: Callable[[Path], None]
) -> None:
    with Archive.open(sample_folder) as archive:
        whole = archive.stories("paraguay").total
        archive.stories("venezuela")
        if damage.__name__.endswith("half"):
            pytest.skip(
                "a file that is cut while it is mapped is outside what a program can survive"
            )
        damage(sample_folder)
        assert archive.stories("paraguay").total == whole


async def test_stories_are_read_while_the_index_is_made_anew(
    sample_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search waits for the new index; the list, an article and their keys do not."""
    deleted(sample_folder)
    begun, may_go_on, given_up = threading.Event(), threading.Event(), threading.Event()
    documents = MaintainedIndex._documents

    def slowly(self: MaintainedIndex, *given: object):
        begun.set()
        if not may_go_on.wait(20):
            given_up.set()
        return documents(self, *given)

    monkeypatch.setattr(MaintainedIndex, "_documents", slowly)
    with Archive.open(sample_folder) as archive:
        app = NewsreaderApp(sample_folder, archive=archive)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()
            await pilot.press("slash", *"paraguay")
            while not begun.is_set():
                await pilot.pause(0.01)
            try:
                await pilot.press("escape", "enter")
                while "min read" not in screen_text(app) and not given_up.is_set():
                    await pilot.pause(0.01)
                assert not given_up.is_set()
            finally:
                may_go_on.set()
            await settled(pilot)
            await press(pilot, "slash", *"paraguay", "enter")
            while "Paraguay" not in screen_text(app):
                await pilot.pause(0.01)
            assert any("made anew" in notice for notice in archive.notices)


async def test_reading_room_says_in_one_line_that_the_index_was_made_anew(
    sample_folder: Path,
) -> None:
    deleted(sample_folder)
    with Archive.open(sample_folder) as archive:
        app = NewsreaderApp(sample_folder, archive=archive)
        async with app.run_test(size=(160, 40)) as pilot:
            await settled(pilot)
            await press(pilot, "slash", *"paraguay")
            assert "made anew" in screen_text(app)


def test_every_byte_of_the_table_of_contents_may_be_wrong(sample_folder: Path) -> None:
    toc = contents(sample_folder)
    good = toc.read_bytes()
    chance = random.Random(7)
    with Archive.open(sample_folder) as archive:
        whole = archive.stories("paraguay").total
    for _ in range(20):
        bad = bytearray(good)
        bad[chance.randrange(len(bad))] ^= 1 << chance.randrange(8)
        contents(sample_folder).write_bytes(bad)
        with Archive.open(sample_folder) as archive:
            assert archive.stories("paraguay").total == whole
