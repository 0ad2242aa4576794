"""What is said on the screen can be read to its end, and a key that does nothing says so."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest

from index import Archive
from index.model import Span
from tests.screen_reading import press, screen_lines, screen_text, settled
from tui.app import NewsreaderApp
from tui.screens.asking import Choose
from tui.trail import Place, is_of_article


@asynccontextmanager
async def room_of(archive: Archive, size: tuple[int, int] = (80, 24)):
    app = NewsreaderApp(archive.folder, archive=archive)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield app, pilot


def words_on(app: NewsreaderApp) -> str:
    return " ".join(screen_text(app).split())


@pytest.mark.parametrize("key", ["P", "p"])
async def test_a_key_that_does_nothing_in_an_article_says_where_it_does_something(
    sample_archive, key
):
    async with room_of(sample_archive) as (app, pilot):
        await press(pilot, "enter", key)
        assert f"{key} does nothing here; in a dossier:" in words_on(app)


async def test_a_key_that_does_nothing_anywhere_leads_to_the_help(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await press(pilot, "Z")
        assert "Z does nothing here; ? lists the keys." in words_on(app)


async def test_a_key_that_does_something_is_not_said_to_do_nothing(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        for key in ("j", "k", "enter", "j", "right_square_bracket", "1", "v", "slash", "Z"):
            await press(pilot, key)
            assert "does nothing" not in screen_text(app)


async def test_commands_are_whole_on_a_narrow_screen(sample_archive):
    async with room_of(sample_archive, (40, 12)) as (app, pilot):
        await press(pilot, "colon", *"why")
        assert "Why is this actor linked" in words_on(app)
        assert "…" not in screen_text(app)


async def test_a_long_sentence_at_the_foot_takes_the_lines_it_needs(sample_archive):
    async with room_of(sample_archive, (40, 12)) as (app, pilot):
        app.room.say("A sentence of which the end is as long in coming as the way home.")
        await settled(pilot)
        assert "the way home." in words_on(app)
        await press(pilot, "j")
        assert "the way home." not in words_on(app)
        assert screen_lines(app)[-2].strip() != ""


async def test_a_long_question_is_asked_in_full_with_its_answers(sample_archive):
    async with room_of(sample_archive, (40, 12)) as (app, pilot):
        app.push_screen(Choose("Is the ferry that ran aground off Calvora the one of Norvik?"))
        await settled(pilot)
        assert "off Calvora the one of Norvik? y yes n no" in words_on(app)


async def test_whoever_names_another_actor_is_told_that_it_may_be_new(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await press(pilot, "enter", "right_square_bracket", "D")
        assert "Type a name, known here or new" in words_on(app)


async def test_accounts_on_a_narrow_screen_say_that_one_is_shown_at_a_time(sample_archive):
    story = next(one for one in sample_archive.stories().rows(0, 100) if one.accounts > 1)
    async with room_of(sample_archive) as (app, pilot):
        app.room.open_article(story.id)
        await settled(pilot)
        await press(pilot, "A")
        assert "the first of two" in words_on(app)


async def test_the_trail_names_a_search_beside_an_open_story_as_a_search(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await press(pilot, "enter", "slash", *"panama", "enter", "T")
        lines = [line.strip("▌▸ ") for line in screen_lines(app)[1:] if line.strip()]
        assert [line.split()[0] for line in lines[:3]] == ["stories", "story", "search"]


def test_a_story_gone_to_again_is_of_the_story():
    here = Place(article="one", at=Span(0, 4))
    assert is_of_article(Place(article="one", at=Span(9, 12)), here)
    assert not is_of_article(Place(article="one", query="ferry"), here)
    assert not is_of_article(Place(query="ferry"), None)


async def test_what_was_judged_is_told_to_its_end(sample_archive):
    async with room_of(sample_archive, (60, 24)) as (app, pilot):
        await press(pilot, "enter", "right_square_bracket", "D", "enter")
        if app.screen is not app.room:
            await press(pilot, "t")
        assert "nobody known" in words_on(app)
        assert "U takes it back." in words_on(app)
