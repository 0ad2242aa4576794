"""Several newsreaders on one archive: readers beside an import, and two imports."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest

from index import Archive
from index.errors import ArchiveError
from tests.screen_reading import settled
from tui.app import NewsreaderApp

BEFORE, AFTER = 40, 300


def stories(first: int, count: int) -> str:
    lines = [
        {"text": f"Anna Brandt of Portugal opened bridge number {n} in Brevia with Carl Holm."}
        for n in range(first, first + count)
    ]
    return "".join(json.dumps(line) + "\n" for line in lines)


def read_on(folder: Path, ready: object, stop: object, told: object) -> None:
    """Ask an archive everything over and over; tell what was seen, or what went wrong."""
    seen: list[int] = []
    try:
        with Archive.open(folder) as archive:
            while not stop.is_set():  # type: ignore[attr-defined]
                listing = archive.stories("brandt")
                seen.append(listing.total)
                for story in listing.rows(0, 20):
                    archive.article(story.id)
                    archive.analysis(story.id)
                archive.dossier("Anna Brandt")
                archive.stories("bridge -zebra").histogram(10)
                ready.set()  # type: ignore[attr-defined]
            seen.append(archive.stories("brandt").total)
        told.put(seen)  # type: ignore[attr-defined]
    except BaseException as error:
        ready.set()  # type: ignore[attr-defined]
        told.put(f"{type(error).__name__}: {error}")  # type: ignore[attr-defined]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "first.jsonl").write_text(stories(0, BEFORE), "utf-8")
    (tmp_path / "more.jsonl").write_text(stories(BEFORE, AFTER), "utf-8")
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([tmp_path / "first.jsonl"])
    return tmp_path / "archive"


@pytest.fixture
def seen_by_two_readers(processes, folder):
    """What two readers saw while another process imported: totals in their order, or an error."""
    stop, told = processes.Event(), processes.Queue()
    readers = []
    for _ in range(2):
        ready = processes.Event()
        reader = processes.Process(target=read_on, args=(folder, ready, stop, told), daemon=True)
        reader.start()
        assert ready.wait(60)
        readers.append(reader)
    with Archive.open(folder) as archive:
        archive.import_paths([folder.parent / "more.jsonl"])
    stop.set()
    seen = [told.get(timeout=60) for _ in readers]
    for reader in readers:
        reader.join()
    return seen


def test_two_readers_go_on_beside_an_import_and_see_all_of_it(seen_by_two_readers):
    for seen in seen_by_two_readers:
        assert seen == sorted(seen)
        assert (seen[0], seen[-1]) == (BEFORE, BEFORE + AFTER)


def test_second_import_says_who_holds_the_archive(folder):
    refused: list[str] = []

    def import_too(_progress: object) -> None:
        if not refused:
            with Archive.open(folder) as other:
                try:
                    other.import_paths([folder.parent / "first.jsonl"])
                except ArchiveError as error:
                    refused.append(str(error))

    with Archive.open(folder) as archive:
        archive.import_paths([folder.parent / "more.jsonl"], on_progress=import_too)
    assert f"process {os.getpid()}" in refused[0]


def test_import_leaves_no_name_behind(folder):
    assert not (folder / "importing.pid").exists()


async def test_running_reader_shows_what_another_process_imports(processes, folder):
    with Archive.open(folder) as archive:
        app = NewsreaderApp(folder, archive=archive)
        async with app.run_test() as pilot:
            await settled(pilot)
            importer = processes.Process(
                target=import_all, args=(folder, folder.parent / "more.jsonl")
            )
            importer.start()
            importer.join()
            deadline = time.monotonic() + 30
            while app.room.listed()[2] < BEFORE + AFTER:
                assert time.monotonic() < deadline
                await pilot.pause(0.1)


def import_all(folder: Path, source: Path) -> None:
    with Archive.open(folder) as archive:
        archive.import_paths([source])
