"""A damaged database: refused in words, and salvaged as far as it can be read."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from index import Archive
from index.errors import ArchiveError
from tui.cli import run

STORIES = 48
PAGE = 4096


def body(n: int) -> str:
    return f"Story number {n} from Brevia: Anna Brandt met Carl Holm. " + f"Part {n}. " * 200


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of stories of half a page each, some of them read, starred and tagged."""
    folder = tmp_path_factory.mktemp("whole")
    lines = [
        {"headline": f"Headline {n}", "source": "Wire", "text": body(n)} for n in range(STORIES)
    ]
    path = folder / "stories.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    with Archive.open(folder / "archive") as archive:
        archive.import_paths([path])
        for number, story in enumerate(archive.stories().rows(0, STORIES)):
            archive.set_read(story.id, number % 2 == 0)
            archive.set_starred(story.id, number % 3 == 0)
            archive.add_tag(story.id, f"tag-{number % 5}")
        archive.save_search("mine", "brandt")
        archive.judgements.rename("Anna Brandt", "Dr Anna Brandt")
    return folder / "archive"


@pytest.fixture
def damaged(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "damaged"))


def spoil(folder: Path, pages: list[int]) -> None:
    """Overwrite pages of the database, numbered from 0."""
    with (folder / "newsreader.sqlite3").open("r+b") as file:
        for page in pages:
            file.seek(page * PAGE)
            file.write(os.urandom(PAGE))


def pages_of(folder: Path, table: str) -> list[int]:
    """Return the leaf pages of a table, numbered from 0."""
    connection = sqlite3.connect(folder / "newsreader.sqlite3")
    try:
        found = connection.execute(
            "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", (table,)
        )
        return sorted(line[0] - 1 for line in found)
    except sqlite3.Error:
        pytest.skip("this SQLite cannot tell which page belongs to which table")
    finally:
        connection.close()


def read_all(folder: Path) -> None:
    with Archive.open(folder) as archive:
        for story in archive.stories().rows(0, STORIES):
            archive.article(story.id)


def salvaged(damaged: Path, new: Path):
    archive = Archive.open(new)
    return archive, archive.salvage(damaged)


def test_damaged_database_is_refused_with_the_remedy(damaged):
    size = (damaged / "newsreader.sqlite3").stat().st_size // PAGE
    spoil(damaged, list(range(1, size)))
    with pytest.raises(ArchiveError, match="--salvage"):
        read_all(damaged)


def test_command_on_a_damaged_database_says_the_remedy_and_no_more(damaged, capsys):
    size = (damaged / "newsreader.sqlite3").stat().st_size // PAGE
    spoil(damaged, list(range(1, size)))
    status = run(["actors", "--archive", str(damaged)])
    (line,) = capsys.readouterr().err.splitlines()
    assert "--salvage" in line
    assert status != 0


def test_stories_beside_a_damaged_page_are_salvaged(damaged, tmp_path):
    pages = pages_of(damaged, "bodies")
    spoil(damaged, pages[3:6])
    archive, report = salvaged(damaged, tmp_path / "new")
    with archive:
        assert 0 < report.lost < STORIES // 4
        assert archive.count()[0] == report.articles == STORIES - report.lost
        assert archive.stories("brandt").total == report.articles


def test_text_whose_details_are_lost_is_kept(damaged, tmp_path):
    spoil(damaged, pages_of(damaged, "articles")[:1])
    archive, report = salvaged(damaged, tmp_path / "new")
    with archive:
        assert report.without_details > 0
        assert archive.count()[0] == STORIES


def test_marks_of_the_reader_are_salvaged(damaged, tmp_path):
    with Archive.open(damaged) as archive:
        before = {
            story.id: (story.read, story.starred, story.tags)
            for story in archive.stories().rows(0, STORIES)
        }
    spoil(damaged, pages_of(damaged, "mentions"))
    archive, _ = salvaged(damaged, tmp_path / "new")
    with archive:
        after = {
            story.id: (story.read, story.starred, story.tags)
            for story in archive.stories().rows(0, STORIES)
        }
        assert after == before


def test_saved_searches_are_salvaged(damaged, tmp_path):
    spoil(damaged, pages_of(damaged, "bodies")[:1])
    archive, _ = salvaged(damaged, tmp_path / "new")
    with archive:
        assert [search.query for search in archive.saved_searches()] == ["brandt"]


def test_judgements_of_the_reader_are_salvaged(damaged, tmp_path):
    spoil(damaged, pages_of(damaged, "bodies")[:1])
    archive, _ = salvaged(damaged, tmp_path / "new")
    with archive:
        assert archive.actor("Anna Brandt").name == "Dr Anna Brandt"


def test_salvage_leaves_the_damaged_archive_as_it_was(damaged, tmp_path):
    spoil(damaged, pages_of(damaged, "bodies")[:2])
    before = (damaged / "newsreader.sqlite3").read_bytes()
    archive, _ = salvaged(damaged, tmp_path / "new")
    archive.close()
    assert (damaged / "newsreader.sqlite3").read_bytes() == before


def test_database_of_which_nothing_is_left_is_told_in_words(damaged, tmp_path):
    spoil(damaged, [0])
    with (
        Archive.open(tmp_path / "new") as archive,
        pytest.raises(ArchiveError, match="Nothing can be read"),
    ):
        archive.salvage(damaged)


def test_check_salvage_tells_what_was_lost(damaged, tmp_path):
    spoil(damaged, pages_of(damaged, "bodies")[3:6])
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tui", "check", "--archive", str(damaged)),
            *("--salvage", str(tmp_path / "new"), "--json"),
        ],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
        check=False,
    )
    report = json.loads(done.stdout)
    assert (done.returncode, report["articles"]) == (1, STORIES - report["lost"])
