"""Asking why, and judging, with keys: in the article, in the list of actors and in a dossier."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager

import pytest

from index import Archive
from index.model import Kind
from tests.screen_reading import screen_text, settled
from tui.app import NewsreaderApp
from tui.screens.choosing_actor import ActorChooser
from tui.screens.judgement_list import JudgementList
from tui.screens.why import Why

HEADLINE = "Venezuela cuts ties with Paraguay"


@asynccontextmanager
async def room_of(archive: Archive, size=(100, 30)):
    app = NewsreaderApp(archive.folder, archive=archive)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield app, pilot


async def keys(pilot, *pressed: str) -> None:
    for key in pressed:
        await pilot.press(key)
        await settled(pilot)


async def on_mention(app, pilot, name: str) -> None:
    """Open a story that mentions an actor, with the cursor on the first mention of it."""
    actor = app.archive.actor(name)
    story = app.archive.actor_stories(actor.id).rows(0, 1)[0]
    app.room.open_article(story.id, actor=actor.id)
    await settled(pilot)
    assert app.room.article.current_mention.actor == actor.id


async def dossier_of(app, pilot, name: str) -> None:
    await on_mention(app, pilot, name)
    await keys(pilot, "enter")
    assert app.screen.actor_id == app.archive.actor(name).id


async def typed(pilot, text: str) -> None:
    for letter in text:
        await pilot.press("space" if letter == " " else letter)
    await settled(pilot)


async def test_why_shows_the_reasons_over_the_article(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await on_mention(app, pilot, "Peña")
        mention = app.room.article.current_mention
        await keys(pilot, "w")
        assert isinstance(app.screen, Why)
        shown = screen_text(app)
        assert f"“{mention.surface}” {mention.start}–{mention.end} · person" in shown
        reasons = sample_archive.explain(app.room.article.article.id, mention.start).reasons
        assert reasons[0].says.split()[0] in shown
        await keys(pilot, "w")
        assert app.screen is app.room


async def test_why_without_an_actor_says_how_to_choose_one(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await keys(pilot, "w")
        assert "First choose an actor" in screen_text(app)


async def test_two_actors_are_made_one_by_the_name_of_the_other(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await on_mention(app, pilot, "Peña")
        kept = app.room.article.current_mention.actor
        await keys(pilot, "M")
        assert isinstance(app.screen, ActorChooser)
        await typed(pilot, "mulino")
        await keys(pilot, "enter", "y")
        assert sample_archive.actor("Mulino").id == kept
        assert "Judged:" in screen_text(app)


async def test_anything_but_yes_leaves_the_two_apart(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await on_mention(app, pilot, "Peña")
        await keys(pilot, "M")
        await typed(pilot, "mulino")
        await keys(pilot, "enter", "n")
        assert sample_archive.judgements.in_force() == ()


async def test_a_mention_is_set_apart_under_a_new_name(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await on_mention(app, pilot, "Peña")
        start = app.room.article.current_mention.start
        await keys(pilot, "D")
        await typed(pilot, "Zeno Quist")
        await keys(pilot, "enter")
        if app.screen is not app.room:
            await keys(pilot, "t")
        here = app.room.article.current_mention
        assert (here.start, here.name) == (start, "Zeno Quist")


async def test_what_is_no_actor_goes_from_the_article(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await on_mention(app, pilot, "Caracas")
        surface = app.room.article.current_mention.surface
        await keys(pilot, "X", "y")
        assert surface not in [each.surface for each in app.room.article.mentions]


async def test_an_actor_is_renamed_in_its_dossier(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await dossier_of(app, pilot, "Peña")
        await pilot.press("R")
        await pilot.pause()
        await pilot.press("ctrl+u")
        for letter in "Zeno":
            await pilot.press(letter)
        await pilot.press("enter")
        await settled(pilot)
        assert sample_archive.actor("Zeno").stories > 1
        assert "Zeno" in screen_text(app)


async def test_an_actor_gets_another_kind(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await dossier_of(app, pilot, "Caracas")
        await keys(pilot, "K", "o")
        assert sample_archive.actor("Caracas").kind is Kind.ORGANISATION


async def test_a_dossier_of_nobody_is_left(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await dossier_of(app, pilot, "Peña")
        await keys(pilot, "X", "y")
        assert app.screen is app.room
        assert sample_archive.actors("Peña") == ()


async def test_a_judgement_is_taken_back_from_the_list(sample_archive):
    actor = sample_archive.actor("Peña")
    sample_archive.judgements.rename(actor.id, "Zeno")
    async with room_of(sample_archive) as (app, pilot):
        await keys(pilot, "U")
        assert isinstance(app.screen, JudgementList)
        assert "is called Zeno" in screen_text(app)
        await keys(pilot, "U")
        assert sample_archive.actor(actor.id).name == actor.name
        assert "Taken back" in screen_text(app)


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (200, 50)])
async def test_why_fits_the_screen(sample_archive, size):
    async with room_of(sample_archive, size) as (app, pilot):
        await on_mention(app, pilot, "Peña")
        await keys(pilot, "w")
        panel = app.screen.query_one("#why").region
        assert panel.height <= size[1] * 6 // 10
        assert panel.bottom == size[1]


async def test_why_is_told_of_the_row_of_a_dossier(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await dossier_of(app, pilot, "Peña")
        await keys(pilot, "s", "w")
        assert isinstance(app.screen, Why)
        assert "person · Santiago Peña" in screen_text(app)


async def test_why_goes_on_to_a_judgement(sample_archive):
    async with room_of(sample_archive) as (app, pilot):
        await on_mention(app, pilot, "Peña")
        await keys(pilot, "w", "M")
        assert isinstance(app.screen, ActorChooser)


async def test_what_was_left_unread_is_read_again_when_the_room_is_open(sample_archive):
    """newsreader was ended while it read stories again for a judgement."""
    with sqlite3.connect(sample_archive.folder / "newsreader.sqlite3") as connection:
        connection.execute("INSERT INTO stale SELECT row FROM articles LIMIT 3")
    assert sample_archive.judgements.unfinished()
    async with room_of(sample_archive) as (_app, pilot):
        for _ in range(200):
            if not sample_archive.judgements.unfinished():
                break
            await pilot.pause(0.05)
        assert not sample_archive.judgements.unfinished()
        await settled(pilot)


async def test_the_list_says_which_judgements_fit_nothing(sample_archive):
    sample_archive.judgements.rename("Peña", "S. Peña")
    with sqlite3.connect(sample_archive.folder / "newsreader.sqlite3") as connection:
        connection.execute(
            "UPDATE judgements SET content = replace(replace(content, 'Peña', 'Nobody'), "
            '\'"id": "\', \'"id": "x\')'
        )
    async with room_of(sample_archive) as (app, pilot):
        await keys(pilot, "U")
        assert "waits: nobody here is called so" in screen_text(app)
