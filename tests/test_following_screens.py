"""What is reached from the reading room and from a dossier: pairs, paths, accounts, the trail, and ways back."""

from __future__ import annotations

import threading
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest
from textual import events

from index import Archive
from index.model import (
    ActorReference,
    Claim,
    DatedFigure,
    Disagreement,
    Figure,
    Moment,
    Precision,
    Span,
)
from tests.screen_reading import press, screen_lines, screen_text, settled
from tui.app import NewsreaderApp
from tui.glyphs import FULL
from tui.messages import CompareAccounts, FollowActor, ShowPair, ShowPath
from tui.screens.accounts import AccountsScreen
from tui.screens.dossier import DossierScreen
from tui.screens.pair import PairScreen
from tui.screens.path import PathScreen

SIZES = [(20, 6), (60, 20), (200, 50)]
HOSTILE = "\x1b]0;owned\x07\x1b[2J\u202edlog\x7f\u200b"


@asynccontextmanager
async def room_of(archive: Archive, size=(80, 24)):
    app = NewsreaderApp(archive.folder, archive=archive)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield app, app.room, pilot


async def type_in(pilot, text: str) -> None:
    for letter in text:
        pilot.app.post_message(events.Key("space" if letter == " " else letter, letter))
    await settled(pilot)


async def follow(pilot, name: str) -> None:
    pilot.app.room.post_message(FollowActor(pilot.app.archive.actor(name).id))
    await settled(pilot)


async def show(pilot, message) -> None:
    pilot.app.room.post_message(message)
    await settled(pilot)


def ids(archive: Archive, *names: str) -> list[str]:
    return [archive.actor(name).id for name in names]


def told_often(archive: Archive):
    """Return a story whose happening several stories tell."""
    return next(story for story in archive.stories().rows(0, 100) if story.accounts > 2)


# Dossiers


@pytest.mark.parametrize("size", [(80, 24), (200, 50)])
async def test_the_nearest_actors_are_drawn_around_the_actor(sample_archive, size):
    async with room_of(sample_archive, size) as (app, _room, pilot):
        await follow(pilot, "Mulino")
        await press(pilot, "c")
        nearest = sample_archive.dossier("Mulino").co_actors[:6]
        drawn = screen_text(app)
        assert "─ José Raúl Mulino ─" in drawn
        assert all(f" {each.shared_stories} " in drawn for each in nearest)
        assert app.focused is app.screen.co_actors


async def test_the_plot_marks_the_day_of_the_row_under_the_cursor(sample_archive):
    async with room_of(sample_archive) as (app, _room, pilot):
        await follow(pilot, "Mulino")
        await press(pilot, "t")
        plot = app.screen.plot
        places = {plot.pointed_at}
        for _ in range(6):
            await press(pilot, "j")
            places.add(plot.pointed_at)
        assert len(places) > 2


async def test_enter_before_actors_are_found_opens_the_first_that_is(sample_archive, monkeypatch):
    found, go_on = sample_archive.actors, threading.Event()

    def late(name="", *, limit=100):
        assert go_on.wait(10)
        return found(name, limit=limit)

    monkeypatch.setattr(sample_archive, "actors", late)
    async with room_of(sample_archive) as (app, _room, pilot):
        try:
            for key in ("at", *"mulino", "enter"):
                app.post_message(
                    events.Key(key, key if len(key) == 1 else ("@" if key == "at" else "\r"))
                )
                await pilot.pause(0.05)
            assert not isinstance(app.screen, DossierScreen)
        finally:
            go_on.set()
        await settled(pilot)
        assert isinstance(app.screen, DossierScreen)
        assert app.screen.actor_id == sample_archive.actor("Mulino").id


async def test_a_dossier_left_is_read_about_and_says_later_what_is_new(sample_archive, tmp_path):
    async with room_of(sample_archive) as (app, _room, pilot):
        await follow(pilot, "Mulino")
        assert " since you last read" not in screen_text(app)
        await press(pilot, "b")
        fresh = tmp_path / "fresh.md"
        fresh.write_text(
            "---\nheadline: Mulino opens a bridge\ndate: 2025-03-01\nsource: Harbour Wire\n---\n\n"
            "José Raúl Mulino opened a bridge on Saturday."
        )
        sample_archive.import_paths([fresh])
        app._forget_over(0)
        await follow(pilot, "Mulino")
        lines = screen_lines(app)
        assert any(line.startswith(" New      1 story") for line in lines)
        assert any(line.endswith("  new") for line in lines)


@pytest.mark.parametrize(
    ("key", "shown"), [("t", "─ Timeline ─"), ("quotation_mark", "─ Said by"), ("c", "─ Together")]
)
async def test_keys_of_the_room_open_the_dossier_of_the_actor_at_one_of_its_lists(
    sample_archive, key, shown
):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "enter", "right_square_bracket")
        actor = room.article.current_mention.actor
        await press(pilot, key)
        assert app.screen.actor_id == actor
        assert any(line.startswith(shown) for line in screen_lines(app))
        await press(pilot, "b")
        assert app.screen is room


async def test_keys_of_the_room_act_on_the_actor_in_the_list_of_actors(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "enter", "3", "j")
        actor = room.actors.current.actor
        await press(pilot, "t")
        assert app.screen.actor_id == actor


async def test_without_an_actor_the_room_says_how_to_choose_one(sample_archive):
    async with room_of(sample_archive) as (app, _room, pilot):
        await press(pilot, "t")
        assert "Open a story first" in screen_lines(app)[-1]
        await press(pilot, "enter", "t")
        assert "First choose an actor" in screen_lines(app)[-1]


async def test_an_actor_is_found_by_name(sample_archive):
    async with room_of(sample_archive) as (app, _room, pilot):
        await press(pilot, "at")
        await type_in(pilot, "pena")
        assert "Santiago Peña" in screen_text(app)
        await press(pilot, "enter")
        assert app.screen.actor_id == sample_archive.actor("Santiago Peña").id


async def test_a_name_that_nobody_bears_is_told(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "at")
        await type_in(pilot, "zzyzx")
        assert "Nobody here bears that name." in screen_text(app)
        await press(pilot, "enter", "escape")
        assert app.screen is room


async def test_a_story_opened_from_a_dossier_says_so_and_leads_back(sample_archive):
    async with room_of(sample_archive, (120, 30)) as (app, room, pilot):
        await follow(pilot, "Mulino")
        await press(pilot, "t", "j", "enter")
        if app.screen is not room:
            await press(pilot, "enter")
        assert "via dossier" in screen_lines(app)[1]
        await press(pilot, "b")
        assert isinstance(app.screen, DossierScreen)
        assert app.screen.told.told.value == "timeline"
        assert app.screen.told.cursor == 1


async def test_in_a_story_opened_from_a_dossier_keys_act_on_its_actor(sample_archive):
    async with room_of(sample_archive) as (app, _room, pilot):
        await follow(pilot, "Mulino")
        await press(pilot, "enter", "t")
        assert app.screen.actor_id == sample_archive.actor("Mulino").id
        assert app.screen.told.told.value == "timeline"


# Pairs and paths


async def test_the_pair_of_a_connection_is_one_chronology(sample_archive):
    async with room_of(sample_archive) as (app, _room, pilot):
        await follow(pilot, "Venezuela")
        await press(pilot, "c")
        other = app.screen.co_actors.current
        await press(pilot, "p")
        assert isinstance(app.screen, PairScreen)
        assert f"Venezuela ↔ {other.name}" in screen_lines(app)[0]
        pair = sample_archive.pair("Venezuela", other.name)
        assert app.screen.lines.total == len(pair.chronicle)
        assert f"{pair.shared_stories} stories with both" in screen_text(app)


async def test_the_other_of_a_pair_may_be_typed(sample_archive):
    async with room_of(sample_archive) as (app, _room, pilot):
        await follow(pilot, "Venezuela")
        await press(pilot, "p")
        await type_in(pilot, "paraguay")
        await press(pilot, "enter")
        assert "Venezuela ↔ Paraguay" in screen_lines(app)[0]


async def test_a_pair_shows_one_kind_of_rows_on_request(sample_archive):
    async with room_of(sample_archive) as (app, _room, pilot):
        await show(pilot, ShowPair(*ids(sample_archive, "Venezuela", "Paraguay")))
        every = app.screen.lines.total
        counts = []
        for key in ("t", "quotation_mark", "s"):
            await press(pilot, key)
            counts.append(app.screen.lines.total)
        assert sum(counts) == every
        await press(pilot, "s")
        assert app.screen.lines.total == every


async def test_a_row_of_a_pair_opens_its_story_and_b_comes_back_to_it(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await show(pilot, ShowPair(*ids(sample_archive, "Venezuela", "Paraguay")))
        await press(pilot, "s", "j", "j", "enter")
        assert app.screen is room
        assert "via pair" in screen_lines(app)[1]
        await press(pilot, "b")
        assert isinstance(app.screen, PairScreen)
        assert app.screen.lines.cursor == 2


async def test_a_pair_marks_the_stories_that_are_read(sample_archive):
    first, second = ids(sample_archive, "Mulino", "Maduro")
    async with room_of(sample_archive, (120, 30)) as (app, _room, pilot):
        newest = sample_archive.pair(first, second).chronicle[0].what
        sample_archive.set_read(newest.id, True)
        await show(pilot, ShowPair(first, second))
        assert f"{FULL.read} 8 Feb 2025" in screen_text(app)
        assert f"{FULL.unread} 3 Feb 2025" in screen_text(app)


async def test_a_pair_leads_to_the_path_and_to_both_dossiers(sample_archive):
    first, second = ids(sample_archive, "Venezuela", "Paraguay")
    async with room_of(sample_archive) as (app, _room, pilot):
        await show(pilot, ShowPair(first, second))
        await press(pilot, "P")
        assert isinstance(app.screen, PathScreen)
        await press(pilot, "2")
        assert app.screen.actor_id == second
        await press(pilot, "b", "b")
        assert isinstance(app.screen, PairScreen)


async def test_a_path_shows_the_actors_and_the_stories_that_link_them(sample_archive):
    first, second = ids(sample_archive, "Bashar al-Assad", "Mulino")
    steps = sample_archive.path(first, second)
    assert len(steps) > 2
    async with room_of(sample_archive) as (app, room, pilot):
        await show(pilot, ShowPath(first, second))
        drawn = screen_text(app)
        assert all(step.name in drawn for step in steps)
        assert steps[1].stories[0].headline[:40] in drawn
        await press(pilot, "j", "enter")
        assert app.screen is room
        assert room.article.article.id == steps[1].stories[0].id


async def test_where_there_is_no_path_it_says_so(sample_archive, tmp_path):
    alone = tmp_path / "alone.md"
    alone.write_text("---\nheadline: Quiet day\n---\n\nMayor Quentin Zollstock slept in Brindleby.")
    sample_archive.import_paths([alone])
    actors = ids(sample_archive, "Quentin Zollstock", "Mulino")
    async with room_of(sample_archive) as (app, _room, pilot):
        await show(pilot, ShowPath(*actors))
        assert "No chain of stories leads from" in screen_text(app)


# Stepping through an article


def story_with(archive: Archive, what: str):
    for story in archive.stories().rows(0, 100):
        found = getattr(archive.analysis(story.id), what)
        if len(found) > 1:
            return story, found
    raise AssertionError(what)


async def test_quotations_are_stepped_through_and_the_foot_says_whose_they_are(sample_archive):
    story, found = story_with(sample_archive, "quotations")
    async with room_of(sample_archive) as (app, room, pilot):
        room.open_article(story.id)
        await settled(pilot)
        await press(pilot, "right_curly_bracket")
        foot = screen_lines(app)[-1]
        assert f"Quotation 1/{len(found)}" in foot
        assert room.article.current_statement.span == min(
            (each.span for each in found), key=lambda span: span.start
        )
        await press(pilot, "right_curly_bracket")
        assert f"Quotation 2/{len(found)}" in screen_lines(app)[-1]
        await press(pilot, "left_curly_bracket")
        assert f"Quotation 1/{len(found)}" in screen_lines(app)[-1]


async def test_events_are_stepped_through_and_the_foot_says_what_they_are(sample_archive):
    story, found = story_with(sample_archive, "events")
    async with room_of(sample_archive) as (app, room, pilot):
        room.open_article(story.id)
        await settled(pilot)
        await press(pilot, "right_parenthesis")
        foot = screen_lines(app)[-1]
        assert f"Event 1/{len(found)}" in foot
        assert room.article.current_statement.what.status in foot


async def test_enter_on_a_quotation_follows_its_speaker(sample_archive):
    for story in sample_archive.stories().rows(0, 100):
        quotations = sample_archive.analysis(story.id).quotations
        if quotations and quotations[0].speaker and quotations[0].speaker.actor:
            break
    async with room_of(sample_archive) as (app, room, pilot):
        room.open_article(story.id)
        await settled(pilot)
        await press(pilot, "right_curly_bracket", "enter")
        assert app.screen.actor_id == quotations[0].speaker.actor


async def test_a_story_without_quotations_says_so(sample_archive, tmp_path):
    quiet = tmp_path / "quiet.md"
    quiet.write_text("---\nheadline: Nobody spoke\ndate: 2025-04-01\n---\n\nIt rained.")
    sample_archive.import_paths([quiet])
    async with room_of(sample_archive) as (app, _room, pilot):
        await press(pilot, "enter", "right_curly_bracket")
        assert "No quotation was found in this story." in screen_lines(app)[-1]


# Accounts


async def test_each_happening_is_listed_once_on_request(sample_archive):
    async with room_of(sample_archive, (120, 40)) as (app, room, pilot):
        every = room.stories.lines.total
        await press(pilot, "v")
        assert "Happenings ─" in screen_lines(app)[1]
        once = room.stories.lines.total
        assert once < every
        rows = room.stories.lines.source.rows(0, once)
        assert sum(row.accounts for row in rows) == every
        assert " accounts" in screen_text(app)
        await press(pilot, "v")
        assert room.stories.lines.total == every


async def test_the_cursor_stays_on_its_story_when_happenings_are_listed_once(sample_archive):
    async with room_of(sample_archive) as (_app, room, pilot):
        for place in range(room.stories.lines.total):
            if room.stories.lines.source.rows(place, 1)[0].accounts == 1 and place > 20:
                break
        room.stories.lines.move_to(place)
        await settled(pilot)
        before = room.stories.lines.current.id
        await press(pilot, "v")
        assert room.stories.lines.current.id == before


async def test_another_account_stands_beside_the_story(sample_archive):
    story = told_often(sample_archive)
    others = sample_archive.accounts(story.id)
    async with room_of(sample_archive, (200, 50)) as (app, room, pilot):
        room.open_article(story.id)
        await settled(pilot)
        await press(pilot, "A")
        assert isinstance(app.screen, AccountsScreen)
        assert f"account 1 of {len(others)}" in screen_lines(app)[0]
        assert app.screen.one.article.id == story.id
        assert app.screen.other.article.id == others[0].id
        assert others[0].source in screen_lines(app)[1]
        await press(pilot, "right")
        assert app.screen.other.article.id == others[1].id


async def test_on_a_narrow_screen_tab_turns_to_the_other_account(sample_archive):
    story = told_often(sample_archive)
    async with room_of(sample_archive) as (app, room, pilot):
        await show(pilot, CompareAccounts(story.id))
        assert app.screen.one.is_on_screen
        assert not app.screen.other.is_on_screen
        await press(pilot, "tab")
        assert app.screen.other.is_on_screen
        assert app.focused is app.screen.other
        await press(pilot, "enter")
        assert app.screen is room
        assert room.article.article.id == sample_archive.accounts(story.id)[0].id


async def test_what_only_one_account_says_is_marked_and_stepped_through(sample_archive):
    story = told_often(sample_archive)
    other = sample_archive.accounts(story.id)[0]
    only = sample_archive.compare(story.id, other.id).only_first
    async with room_of(sample_archive) as (app, _room, pilot):
        await show(pilot, CompareAccounts(story.id, other.id))
        assert only
        assert any(line.startswith("▌") for line in screen_lines(app)[2:])
        await press(pilot, "n")
        assert "Only here: 1 of" in screen_lines(app)[-1]


async def test_a_story_told_once_says_that_there_is_no_other_account(sample_archive):
    story = next(each for each in sample_archive.stories().rows(0, 100) if each.accounts == 1)
    async with room_of(sample_archive) as (app, room, pilot):
        room.open_article(story.id)
        await settled(pilot)
        await press(pilot, "A")
        assert app.screen is room
        assert "No other story was found that tells of the same happening." in screen_lines(app)[-1]


def claim(story: str, value: float, claimant: str) -> Claim:
    figure = Figure(Span(10, 15), value, "%", "vote share", None, None)
    day = Moment(datetime(2025, 1, 7, tzinfo=UTC), Precision.DAY)
    told = DatedFigure(story, "Headline", day, f"{value}%", figure)
    return Claim(told, claimant, None, day, f"{claimant} says {value}%.", Span(0, 20))


async def test_figures_on_which_claimants_differ_stand_under_each_other(
    sample_archive, monkeypatch
):
    one, other = sample_archive.stories().rows(0, 2)
    subject = ActorReference("x", "Ana Berg", None)
    claims = (claim(one.id, 51.2, "The council"), claim(other.id, 67.0, "The opposition"))
    differing = (Disagreement("vote share", "%", subject, claims),)
    monkeypatch.setattr(Archive, "disagreements_in", lambda _self, _id: differing)
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "enter", "equals_sign")
        drawn = screen_text(app)
        assert "They differ: vote share of Ana Berg" in drawn
        assert "51.2% ≠ 67%" in drawn
        assert "The opposition says 67.0%." in drawn
        await press(pilot, "j", "j", "enter")
        assert app.screen is room
        assert room.article.article.id == other.id


# The trail


async def test_the_trail_lists_where_one_has_been_and_goes_there(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "enter")
        headline = room.article.article.headline
        await follow(pilot, "Mulino")
        await press(pilot, "T")
        drawn = screen_lines(app)
        assert "3 places" in drawn[0]
        assert f"story     {headline[:20]}" in drawn[2]
        assert "dossier   José Raúl Mulino" in drawn[3]
        await press(pilot, "k", "enter")
        assert app.screen is room
        assert room.article.article.headline == headline
        await press(pilot, "B")
        assert isinstance(app.screen, DossierScreen)


async def test_the_trail_is_written_as_a_reading_log(sample_archive, tmp_path):
    target = tmp_path / "log.md"
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "enter")
        headline = room.article.article.headline
        await follow(pilot, "Mulino")
        await press(pilot, "E")
        for _ in range(40):
            await pilot.press("backspace")
        await type_in(pilot, str(target))
        await press(pilot, "enter")
        assert str(target)[:20] in "".join(screen_lines(app)[-3:])
        assert isinstance(app.screen, DossierScreen)
        text = target.read_text("utf-8")
        assert f"Read **{headline}**" in text.replace("\\", "")
        assert "Followed **José Raúl Mulino**" in text
        assert "## Articles" in text


async def test_a_log_does_not_write_over_what_is_there(sample_archive, tmp_path):
    target = tmp_path / "log.md"
    target.write_text("mine")
    async with room_of(sample_archive) as (app, _room, pilot):
        await press(pilot, "enter", "E")
        for _ in range(40):
            await pilot.press("backspace")
        await type_in(pilot, str(target))
        await press(pilot, "enter")
        assert target.read_text() == "mine"
        assert "exists" in "".join(screen_lines(app)[-3:]).lower()


async def test_without_anything_read_there_is_no_log(sample_archive):
    async with room_of(sample_archive) as (app, _room, pilot):
        await press(pilot, "E")
        assert "Nothing has been read yet" in screen_lines(app)[-1]


# Saved searches


async def test_a_saved_search_is_forgotten_from_the_palette(sample_archive):
    sample_archive.save_search("Panama", "mulino")
    async with room_of(sample_archive) as (app, _room, pilot):
        await press(pilot, "colon")
        await type_in(pilot, "saved search pan")
        assert "Ctrl+D forget it" in screen_lines(app)[-1]
        await press(pilot, "ctrl+d")
        assert sample_archive.saved_searches() == ()
        assert "Saved search: Panama" not in screen_text(app)
        assert "Forgotten: Panama" in screen_lines(app)[-1]


async def test_the_palette_says_that_nothing_is_called_so(sample_archive):
    async with room_of(sample_archive) as (app, _room, pilot):
        await press(pilot, "colon")
        await type_in(pilot, "zzz")
        assert "No command and no saved search is called so." in screen_lines(app)[-1]


async def test_only_a_saved_search_can_be_forgotten(sample_archive):
    async with room_of(sample_archive) as (app, _room, pilot):
        await press(pilot, "colon", "ctrl+d")
        assert "Only a saved search can be forgotten" in screen_lines(app)[-1]


# Any size, any text


@pytest.mark.parametrize("size", SIZES)
async def test_every_screen_is_drawn_at_every_size(sample_archive, size):
    first, second = ids(sample_archive, "Venezuela", "Paraguay")
    story = told_often(sample_archive)
    shown = (
        FollowActor(first, view="timeline"),
        FollowActor(second, view="connections"),
        ShowPair(first, second),
        ShowPath(first, second),
        CompareAccounts(story.id),
    )
    async with room_of(sample_archive, size) as (app, room, pilot):
        for message in shown:
            await show(pilot, message)
            await press(pilot, "j", "space", "G", "g")
            assert app.screen is not room
            assert all(len(line) <= size[0] for line in screen_lines(app))
        for key in ("T", "at", "colon"):
            await press(pilot, key)
            assert screen_lines(app)
            await press(pilot, "escape")


async def test_nothing_in_a_name_or_headline_acts_on_the_terminal(sample_archive, tmp_path):
    hostile = tmp_path / "hostile.txt"
    hostile.write_text(
        f"President Zork{HOSTILE} Umbrax met Venezuela's Nicolás Maduro{HOSTILE} on Monday. "
        f"“All {HOSTILE} is well,” Umbrax said.\n"
    )
    sample_archive.import_paths([hostile])
    actors = sample_archive.actors("Umbrax") or sample_archive.actors("Maduro")
    maduro = sample_archive.actor("Nicolás Maduro").id
    async with room_of(sample_archive, (120, 40)) as (app, _room, pilot):
        for message in (
            FollowActor(actors[0].id, view="timeline"),
            FollowActor(actors[0].id, view="said"),
            ShowPair(actors[0].id, maduro),
            ShowPath(actors[0].id, maduro),
        ):
            await show(pilot, message)
            assert all(sign.isprintable() for line in screen_lines(app) for sign in line)
