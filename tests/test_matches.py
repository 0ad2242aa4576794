"""Where a story answers a query: its words, and what was said, done or named as the query asks."""

from __future__ import annotations

import json

import pytest

from index import Archive

TEXT = (
    "President Anna Brandt of Portugal met Carl Holm. “The bridge stands,” said Brandt. "
    "Portugal severed diplomatic relations with Spain on Monday. Holm said: “We wait.”"
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("matches")
    source = folder / "story.jsonl"
    source.write_text(json.dumps({"published": "2024-03-05", "text": TEXT}) + "\n", "utf-8")
    with Archive.open(folder / "archive") as opened:
        opened.import_paths([source])
        yield opened


def standing(archive: Archive, query: str) -> list[str]:
    (story,) = archive.stories().rows(0, 1)
    return [TEXT[span.start : span.end] for span in archive.matches(story.id, query)]


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("bridge", ["bridge"]),
        ("said:brandt", ["The bridge stands,"]),
        ('actor:"Carl Holm"', ["Carl Holm", "Holm"]),
        ("event:break-relations from:portugal", ["severed"]),
        ("event:break-relations from:spain to:portugal", []),
        ("bridge said:holm", ["bridge", "We wait."]),
        ("bridge -said:brandt", ["bridge"]),
    ],
)
def test_places_where_a_story_answers_a_query(archive, query, places):
    assert standing(archive, query) == places
