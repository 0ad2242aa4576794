"""Queries that name an actor or a story by its id."""

from __future__ import annotations

import pytest

from index import Archive
from tests.archive_building import Builder

STORIES = {
    "baker.txt": "Mirela Vasko opens a bakery\n\n"
    "Mirela Vasko opened a bakery in Lisbon on Monday. Ms Vasko said that the bread was free.\n",
    "judge.txt": "Tomas Vasko leaves the court\n\n"
    "Tomas Vasko left the court in Vienna on Friday. Mr Vasko said that he would write a book.\n",
}


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("namesakes")
    for name, text in STORIES.items():
        (folder / name).write_text(text, encoding="utf-8")
    with Archive.open(folder / "archive") as opened:
        opened.import_paths([folder / name for name in STORIES])
        yield opened


def headlines(archive, query):
    return {row.headline for row in archive.stories(query).rows(0, 10)}


def test_an_actors_id_leaves_its_namesakes_out(archive):
    (baker,) = (one for one in archive.actors("Mirela Vasko") if one.name == "Mirela Vasko")
    assert len(headlines(archive, "actor:Vasko")) == 2
    assert headlines(archive, f"actor:{baker.id}") == {"Mirela Vasko opens a bakery"}
    assert headlines(archive, f'said:"{baker.id}"') == {"Mirela Vasko opens a bakery"}


def test_an_actor_is_asked_for_by_its_name_where_nobody_else_bears_it(archive):
    (baker,) = (one for one in archive.actors("Mirela Vasko") if one.name == "Mirela Vasko")
    assert archive.actor_term(baker.id) == 'actor:"Mirela Vasko"'
    assert archive.actor_term("0123456789ab") == ""


def test_an_actor_whose_name_others_bear_is_asked_for_by_its_id(tmp_path):
    build = Builder(tmp_path)
    build.actors("Vasko", "Mirela Vasko")
    build.story(None, "Vasko")
    build.story(None, "Mirela Vasko")
    with build.database.transaction() as connection:
        connection.execute("UPDATE actors SET id = '3f2a9c0d1e5b' WHERE name = 'Vasko'")
    with build.open() as archive:
        term = archive.actor_term("3f2a9c0d1e5b")
        assert term == 'actor:"3f2a9c0d1e5b"'
        assert archive.stories(term).total == 1
        assert archive.stories("actor:Vasko").total == 2


def test_an_id_that_no_actor_has_is_taken_for_a_name(archive):
    assert archive.stories("actor:0123456789ab").total == 0


def test_a_search_for_stories_like_one_that_is_not_there_says_so(archive):
    found = archive.stories("like:0123456789")
    assert found.total == 0
    assert found.note == "No article has the id '0123456789'."


def test_a_search_like_a_story_that_is_there_has_no_such_note(archive):
    (row, *_) = archive.stories("bakery").rows(0, 1)
    assert archive.stories(f"like:{row.id}").note == ""
