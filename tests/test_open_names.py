"""Names that were left open are linked once their bearers are met, in the same import or a later one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index import Archive
from index.model import Mention, Moment, Precision
from index.open_readings import OpenReading, OpenReadings

BARE = ("bare", "Mr. Veskothep denied it on Monday.")
FULL = ("full", "Orlan Veskothep spoke in Kenya on Monday.")
OFFICE = ("office", "The Kenyan president spoke on Monday.")
HOLDER = ("holder", "Kenyan President Orlan Veskothep spoke on Tuesday.")


def write(path: Path, stories: Sequence[tuple[str, str]]) -> Path:
    lines = [
        {"id": name, "headline": name, "published": "2025-01-07T00:00:00Z", "text": text}
        for name, text in stories
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def mentions(archive: Archive, headline: str) -> tuple[Mention, ...]:
    listing = archive.stories("")
    (story,) = (one for one in listing.rows(0, listing.total) if one.headline == headline)
    return archive.analysis(story.id).mentions


def names(archive: Archive, headline: str) -> list[str | None]:
    return [one.name for one in mentions(archive, headline)]


@pytest.mark.parametrize("at_once", [True, False])
def test_a_surname_is_linked_once_its_bearer_is_met(tmp_path: Path, *, at_once: bool) -> None:
    with Archive.open(tmp_path / "archive") as archive:
        if at_once:
            archive.import_paths([write(tmp_path / "all.jsonl", [BARE, FULL])])
        else:
            archive.import_paths([write(tmp_path / "one.jsonl", [BARE])])
            assert names(archive, "bare") == [None]
            archive.import_paths([write(tmp_path / "two.jsonl", [FULL])])
        assert names(archive, "bare") == ["Orlan Veskothep"]


@pytest.mark.parametrize("at_once", [True, False])
def test_an_office_is_linked_once_a_later_story_names_its_holder(
    tmp_path: Path, *, at_once: bool
) -> None:
    with Archive.open(tmp_path / "archive") as archive:
        if at_once:
            archive.import_paths([write(tmp_path / "all.jsonl", [OFFICE, HOLDER])])
        else:
            archive.import_paths([write(tmp_path / "one.jsonl", [OFFICE])])
            archive.import_paths([write(tmp_path / "two.jsonl", [HOLDER])])
        assert "Orlan Veskothep" in names(archive, "office")


def test_what_is_linked_again_is_counted_once(tmp_path: Path) -> None:
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([write(tmp_path / "all.jsonl", [BARE, FULL, OFFICE, HOLDER])])
        (actor,) = archive.actors("Orlan Veskothep")
        assert (actor.stories, actor.mentions) == (4, 4)
        assert archive.check().problems == ()


def test_a_reading_that_is_kept_comes_back_as_it_was() -> None:
    published = Moment(datetime(2025, 1, 7, tzinfo=UTC), Precision.DAY)
    kept = OpenReading(published, (0, 2), b"a packed reading")
    other = OpenReading(None, (), b"")
    with OpenReadings() as readings:
        readings.add(7, 30, kept)
        readings.add(9, 31, other)
        assert (readings.get(7), readings.get(9)) == (kept, other)
        assert 7 in readings
        assert 8 not in readings
        assert (readings.first_actor(9), readings.first_actor(8)) == (31, 0)
        with pytest.raises(KeyError):
            readings.get(8)
