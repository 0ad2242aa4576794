"""What the reader did with stories goes out with an export and comes in with an import; tables come in as stories."""

from __future__ import annotations

from pathlib import Path

import pytest

from index import Archive
from index.exporting.export import export_to
from index.model import BodyFormat, StorySummary

STORY = """---
headline: =Ferry aground, all safe
date: 2031-03-04
source: Harbour Wire
tags: [Sea, north coast]
---
The ferry *Alba Norte* ran aground, said Captain Jonna Reskal; 214 people were aboard.

She blamed the engine: "It stopped."
"""
PLAIN = (
    '{"headline": "Budget", "text": "- The council adopted\\n  its budget.", "source": "Gazette"}\n'
)


@pytest.fixture
def marked(tmp_path: Path) -> Path:
    """An archive with a story that is read and starred, and one with no mark but its tags."""
    (tmp_path / "ferry.md").write_text(STORY)
    (tmp_path / "budget.jsonl").write_text(PLAIN)
    with Archive.open(tmp_path / "first") as archive:
        archive.import_paths([tmp_path / "ferry.md", tmp_path / "budget.jsonl"])
        budget = story(archive, "Budget")
        archive.set_read(budget.id, True)
        archive.set_starred(budget.id, True)
        archive.add_tag(budget.id, "money")
    return tmp_path / "first"


def story(archive: Archive, headline: str) -> StorySummary:
    rows = archive.stories().rows(0, 100)
    return next(one for one in rows if headline in one.headline)


def moved(marked: Path, tmp_path: Path, form: str) -> Archive:
    """A new archive into which what the first exported was imported."""
    target = tmp_path / f"export.{form}"
    with Archive.open(marked) as archive:
        export_to(archive, "", form, target)
    archive = Archive.open(tmp_path / f"second-{form}")
    report = archive.import_paths([target])
    assert (report.added, report.failures) == (2, ())
    return archive


def test_tags_of_front_matter_are_taken(marked: Path) -> None:
    with Archive.open(marked) as archive:
        assert story(archive, "Ferry").tags == ("north-coast", "sea")


@pytest.mark.parametrize("form", ["jsonl", "markdown", "csv"])
def test_marks_go_out_and_come_in(marked: Path, tmp_path: Path, form: str) -> None:
    with moved(marked, tmp_path, form) as archive:
        budget, ferry = story(archive, "Budget"), story(archive, "Ferry")
    assert (budget.read, budget.starred, budget.tags) == (True, True, ("money",))
    assert (ferry.read, ferry.starred, ferry.tags) == (False, False, ("north-coast", "sea"))


def test_a_table_gives_the_same_articles(marked: Path, tmp_path: Path) -> None:
    with Archive.open(marked) as archive:
        before = {one.id for one in archive.stories().rows(0, 9)}
    with moved(marked, tmp_path, "csv") as archive:
        assert {one.id for one in archive.stories().rows(0, 9)} == before
        article = archive.article(story(archive, "Ferry").id)
    assert article.headline == "=Ferry aground, all safe"
    assert article.published is not None
    assert article.published.iso() == "2031-03-04"
    assert article.body.endswith('"It stopped."')


def test_an_import_leaves_the_marks_of_stories_that_are_there(marked: Path, tmp_path: Path) -> None:
    target = tmp_path / "export.jsonl"
    with Archive.open(marked) as archive:
        export_to(archive, "", "jsonl", target)
        budget = story(archive, "Budget")
        archive.set_starred(budget.id, False)
        archive.remove_tag(budget.id, "money")
        archive.import_paths([target])
        assert (story(archive, "Budget").starred, story(archive, "Budget").tags) == (False, ())


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_tables_of_others_are_read(tmp_path: Path, delimiter: str) -> None:
    rows = [
        ["Title", "Date", "Author", "Text", "Section"],
        ["Ferry aground", "2031-03-04", "Ana Oru", '"Line one\n*not* two"', "Sea"],
        ["", "", "", "", ""],
        ["No text", "2031-03-05", "", "", ""],
    ]
    path = tmp_path / "table.csv"
    path.write_text("".join(delimiter.join(row) + "\r\n" for row in rows), encoding="utf-8-sig")
    with Archive.open(tmp_path / "archive") as archive:
        report = archive.import_paths([path])
        (one,) = archive.stories().rows(0, 9)
        article = archive.article(one.id)
    assert [failure.place for failure in report.failures] == ["row 4"]
    assert (article.headline, article.byline) == ("Ferry aground", "Ana Oru")
    assert article.body == "Line one\n*not* two"
    assert article.body_format is BodyFormat.PLAIN


@pytest.mark.parametrize(
    "text", ["a,b,c\n1,2,3\n", "name;value\nx;1\n", 'headline,"text\n', ""], ids=range(4)
)
def test_a_table_without_articles_says_so(tmp_path: Path, text: str) -> None:
    path = tmp_path / "table.csv"
    path.write_text(text)
    with Archive.open(tmp_path / "archive") as archive:
        report = archive.import_paths([path])
    assert report.added == 0
    assert len(report.failures) == 1


def test_tags_nobody_could_want_are_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "story.md"
    path.write_text(
        '---\nheadline: A\ntags: ["", "  ", 5, [deep], ok, Ok]\nread: "true"\n---\nText.\n'
    )
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([path])
        (one,) = archive.stories().rows(0, 9)
    assert one.tags == ("ok",)
    assert not one.read
