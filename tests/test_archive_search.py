"""Searching an archive: stories like one, questions, facets of listings, what the reader did."""

from __future__ import annotations

import json

import pytest

from index import Archive
from index.errors import NotFoundError
from index.model import Order
from index.search.engine import FacetField

STORIES = [
    (
        "Storm breaks the wall of Norvik harbour",
        "Norvik Desk",
        "Heavy rain flooded the harbour of Norvik on Monday; its wall broke in the storm. "
        "Mayor Calla Brandt said that the harbour would stay closed.",
    ),
    (
        "Norvik harbour stays closed",
        "Coast Wire",
        "The harbour wall at Norvik, broken by the storm, is to be rebuilt. Mayor Calla Brandt "
        "said that rain and floods had done the rest.",
    ),
    (
        "Tax on windows",
        "Norvik Desk",
        "The council of Ostrava Bay talked about a tax on windows. Nobody was for it.",
    ),
    (
        "Orchestra on tour",
        "Coast Wire",
        "An orchestra from Ostrava Bay plays in nine towns. Mayor Calla Brandt will attend.",
    ),
]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    lines = [
        {
            "id": str(n),
            "headline": headline,
            "source": source,
            "text": text,
            "published": f"2031-04-0{n}",
        }
        for n, (headline, source, text) in enumerate(STORIES, 1)
    ]
    path = folder / "stories.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)))
    with Archive.open(folder / "archive") as opened:
        opened.import_paths([path])
        yield opened


def headlines(listing):
    return [row.headline for row in listing.rows(0, 50)]


def story_id(archive, words):
    return archive.stories(words).rows(0, 1)[0].id


def test_stories_like_one_leave_it_out(archive):
    like = archive.more_like(story_id(archive, '"flooded"'))
    assert headlines(like)[0] == "Norvik harbour stays closed"
    assert STORIES[0][0] not in headlines(like)


def test_stories_like_one_can_be_asked_for_in_a_query(archive):
    identifier = story_id(archive, '"flooded"')
    assert headlines(archive.stories(f"like:{identifier[:12]} rebuilt")) == [
        "Norvik harbour stays closed"
    ]


def test_nothing_is_like_a_story_that_is_not_there(archive):
    assert archive.stories("like:nothing").total == 0
    with pytest.raises(NotFoundError):
        archive.more_like("nothing")


def test_a_question_is_answered_by_any_of_its_words(archive):
    question = "which storm broke the harbour wall before an orchestra came"
    found = archive.stories(question, order=Order.RELEVANCE, any_word=True)
    assert set(headlines(found)[:2]) == {STORIES[0][0], STORIES[1][0]}
    assert found.total == 3
    assert all(any(part.match for part in row.snippet) for row in found.rows(0, 9))


@pytest.mark.parametrize("query", ["", "norvik OR bay", "mayor"])
def test_a_listing_counts_its_sources(archive, query):
    facets = archive.stories(query).facets(FacetField.SOURCE, 9)
    assert {facet.label for facet in facets} == {"Norvik Desk", "Coast Wire"}
    assert sum(facet.stories for facet in facets) == archive.stories(query).total


def test_a_listing_counts_its_actors_by_name(archive):
    facets = archive.stories("mayor").facets(FacetField.ACTORS, 9)
    brandt = next(facet for facet in facets if facet.label == "Calla Brandt")
    assert brandt.stories == 3
    assert archive.actor(brandt.value).name == "Calla Brandt"


def test_the_stories_of_an_actor_have_facets_too(archive):
    listing = archive.actor_stories("Calla Brandt")
    assert sum(facet.stories for facet in listing.facets(FacetField.SOURCE, 9)) == listing.total


def test_a_listing_is_spread_over_time(archive):
    assert archive.stories("harbour").histogram(10).counts == (1, 1)
    assert sum(archive.stories().histogram(10).counts) == 4


def test_unread_is_what_was_not_read(archive):
    identifier = story_id(archive, "windows")
    archive.set_read(identifier, True)
    unread = archive.stories("is:unread")
    assert unread.total == 3
    assert "Tax on windows" not in headlines(unread)
    assert headlines(archive.stories("is:read")) == ["Tax on windows"]
    archive.set_read(identifier, False)
