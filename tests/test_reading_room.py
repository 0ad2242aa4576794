"""The reading room: its panes, searching, opening, marking, and walking back."""

from __future__ import annotations

import shutil
import threading
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from rich.segment import Segment
from textual import events
from textual.app import App

from index import Archive
from index.errors import ArchiveError
from index.model import Facet, Moment, Order, Precision, StorySummary
from tests.archive_building import Builder, day
from tests.screen_reading import press, screen_lines, screen_text, settled
from tui.app import NewsreaderApp
from tui.glyphs import FULL
from tui.lines import PAGE, LineList
from tui.panes.searchbar import SearchField
from tui.screens.facets import Narrowing, narrowed
from tui.screens.story_actions import citation, web_address
from tui.story_rows import RowStory, short_date, story_lines, wrapped
from tui.trail import Place, Trail

SIZES = [(60, 20), (80, 24), (200, 50)]


@asynccontextmanager
async def room_of(archive: Archive, size=(80, 24)):
    app = NewsreaderApp(archive.folder, archive=archive)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        yield app, app.room, pilot


def query(room) -> str:
    return room.listed()[0]


async def type_in(pilot, text: str) -> None:
    for letter in text:
        pilot.app.post_message(events.Key("space" if letter == " " else letter, letter))
    await settled(pilot)
    assert pilot.app.keys_done


# What is shown


@pytest.mark.parametrize("size", SIZES)
async def test_opens_on_the_newest_stories(sample_archive, size):
    newest = sample_archive.stories().rows(0, 1)[0]
    async with room_of(sample_archive, size) as (app, room, _pilot):
        lines = screen_lines(app)
        assert lines[1].startswith(f"─ Stories ─ {sample_archive.count()[0]} ")
        assert lines[2].startswith("▌●")
        assert newest.headline.split()[0] in lines[3]
        assert room.focused is room.stories.lines


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (200, ("stories", "article-column", "actors-column")),
        (100, ("stories", "article-column", "actors-column")),
        (99, ("stories", "article-column")),
        (60, ("stories", "article-column")),
        (59, ("stories",)),
    ],
)
async def test_shows_as_many_panes_as_fit(sample_archive, width, shown):
    async with room_of(sample_archive, (width, 24)) as (_app, room, _pilot):
        panes = ("stories", "article-column", "actors-column")
        assert tuple(name for name in panes if room.query_one(f"#{name}").display) == shown


async def test_actors_slide_in_and_out_on_a_narrower_screen(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "enter", "a")
        assert "In this story" in screen_text(app)
        assert not room.stories.display
        await press(pilot, "a")
        assert "In this story" not in screen_text(app)
        assert room.stories.display


async def test_one_pane_at_a_time_follows_the_reader(sample_archive):
    async with room_of(sample_archive, (50, 20)) as (_app, room, pilot):
        await press(pilot, "enter")
        assert not room.stories.display
        assert room.article.is_on_screen
        await press(pilot, "3")
        assert room.actors.is_on_screen
        assert not room.article.is_on_screen
        await press(pilot, "escape")
        assert room.stories.display


async def test_the_foot_tells_how_stories_spread_over_time(sample_archive):
    histogram = sample_archive.stories().histogram(40)
    async with room_of(sample_archive) as (app, _room, _pilot):
        foot = screen_lines(app)[-2]
        assert str(histogram.end.year) in foot
        assert set("▁▂▃▄▅▆▇█") & set(foot)


async def test_moving_the_cursor_opens_nothing(sample_archive):
    async with room_of(sample_archive) as (_app, room, pilot):
        await press(pilot, "j", "down", "k")
        assert room.stories.lines.cursor == 1
        assert room.article.article is None


async def test_focus_is_shown_by_the_title_alone(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "enter")
        before = screen_lines(app)
        assert _reversed(room.article_title)
        assert not _reversed(room.stories.title)
        await press(pilot, "1")
        assert _reversed(room.stories.title)
        assert screen_lines(app)[:-1] == before[:-1]


def _reversed(widget) -> bool:
    return any(segment.style and segment.style.reverse for segment in widget.render_line(0))


# Opening


async def test_enter_opens_the_story_and_marks_it_read(sample_archive):
    story = sample_archive.stories().rows(1, 1)[0]
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "down", "enter")
        assert room.article.article.id == story.id
        assert room.focused is room.article
        assert sample_archive.summary(story.id).read
        assert room.stories.lines.current.read
        assert "▌○" in screen_text(app)


async def test_an_archive_that_cannot_be_written_can_still_be_read(sample_archive, monkeypatch):
    def refuse(*_arguments):
        raise ArchiveError("The archive is read-only here.")

    monkeypatch.setattr(sample_archive, "set_read", refuse)
    async with room_of(sample_archive) as (_app, room, pilot):
        await press(pilot, "enter")
        assert room.article.article is not None
        assert "read-only" in room.status.message


async def test_stories_are_written_to_a_file(sample_archive, tmp_path):
    async with room_of(sample_archive) as (_app, room, pilot):
        room.search_for("mulino")
        await settled(pilot)
        await press(pilot, "e")
        room.prompt.query_one("#answer").value = str(tmp_path / "out.jsonl")
        await press(pilot, "enter")
        written = (tmp_path / "out.jsonl").read_text().splitlines()
        assert len(written) == room.stories.lines.total
        assert room.status.message.startswith("Wrote")


async def test_tab_opens_the_next_unread_story(sample_archive):
    stories = sample_archive.stories().rows(0, 4)
    sample_archive.set_read(stories[1].id, True)
    async with room_of(sample_archive) as (_app, room, pilot):
        await press(pilot, "enter", "tab")
        assert room.article.article.id == stories[2].id
        assert room.stories.lines.cursor == 2


async def test_tab_finds_the_next_unread_story_far_from_those_in_sight(tmp_path):
    build = Builder(tmp_path)
    ids = [build.story(day(1000 - number)) for number in range(300)]
    with build.open() as archive:
        for each in ids[:250]:
            archive.set_read(each, True)
        async with room_of(archive) as (_app, room, pilot):
            await press(pilot, "tab")
            assert room.article.article.id == ids[250]
            assert room.stories.lines.cursor == 250
            assert archive.next_unread(archive.stories(), 260)[0] == 260
            for each in ids[250:]:
                archive.set_read(each, True)
            assert archive.next_unread(archive.stories(), 260) is None


async def test_all_stories_listed_are_marked_as_read_and_that_is_taken_back(sample_archive):
    before = sample_archive.stories("mulino").rows(0, 100)
    sample_archive.set_read(before[0].id, True)
    async with room_of(sample_archive, (120, 30)) as (app, room, pilot):
        room.search_for("mulino")
        await settled(pilot)
        await press(pilot, "C")
        assert f"Mark {len(before)} stories as read?" in screen_text(app)
        await press(pilot, "n")
        assert not all(each.read for each in sample_archive.stories("mulino").rows(0, 100))
        await press(pilot, "C", "y")
        assert all(each.read for each in sample_archive.stories("mulino").rows(0, 100))
        assert not all(each.read for each in sample_archive.stories().rows(0, 100))
        assert room.status.message == f"Marked as read: {len(before) - 1}. C takes it back."
        assert room.stories.lines.row(1).read
        await press(pilot, "C")
        after = sample_archive.stories("mulino").rows(0, 100)
        assert [each.read for each in after] == [True] + [False] * (len(before) - 1)
        assert not room.stories.lines.row(1).read


async def test_what_was_marked_in_another_list_is_not_taken_back(sample_archive):
    async with room_of(sample_archive, (120, 30)) as (app, room, pilot):
        await press(pilot, "C", "y")
        room.search_for("mulino")
        await settled(pilot)
        await press(pilot, "C")
        assert "as read?" in screen_text(app)
        await press(pilot, "y")
        assert room.status.message == "All of them were read already."


async def test_the_question_which_tag_to_take_away_names_the_others(sample_archive):
    story = sample_archive.stories().rows(0, 1)[0]
    for tag in ("canal", "envoys"):
        sample_archive.add_tag(story.id, tag)
    async with room_of(sample_archive, (120, 30)) as (app, room, pilot):
        await press(pilot, "minus")
        assert "Take which tag away (there are canal too)? envoys" in screen_text(app)
        await press(pilot, "enter")
        assert room.status.message == "Its tags now: canal."


async def test_help_begins_with_what_the_keys_do_where_the_reader_is(sample_archive):
    async with room_of(sample_archive, (80, 24)) as (app, _room, pilot):
        await press(pilot, "question_mark")
        assert "In a list of stories or actors" in screen_lines(app)[1]
        await press(pilot, "escape", "enter", "question_mark")
        assert "In an article" in screen_lines(app)[1]
        await press(pilot, "g")
        assert "In a list of stories or actors" in screen_lines(app)[1]


def test_a_row_without_date_and_source_says_that_it_is_undated():
    story = RowStory("Headline", "", None, read=False, starred=False)
    assert [text for text, _look in story_lines(story, 30, 2025, FULL)[0]][-1] == "undated"
    story = RowStory("Headline", "Desk", None, read=False, starred=False)
    assert [text for text, _look in story_lines(story, 30, 2025, FULL)[0]][-1] == "Desk"


async def test_tab_says_so_where_nothing_is_unread(sample_archive):
    for story in sample_archive.stories("mulino").rows(0, 100):
        sample_archive.set_read(story.id, True)
    async with room_of(sample_archive) as (_app, room, pilot):
        room.search_for("mulino")
        await settled(pilot)
        await press(pilot, "tab")
        assert room.status.message == "There is nothing unread here."


async def test_the_foot_says_what_the_letters_on_actors_are_for_while_they_stand_there(
    sample_archive,
):
    async with room_of(sample_archive, (120, 30)) as (_app, room, pilot):
        await press(pilot, "enter", "f")
        assert room.status.message.startswith("Type the letters")
        await press(pilot, "escape")
        assert room.status.message == ""


# Searching


async def test_a_state_that_no_story_has_is_not_taken_for_the_beginning_of_a_word(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "slash")
        await type_in(pilot, "is:starred")
        await press(pilot, "enter")
        assert query(room) == "is:starred"
        assert room.stories.lines.total == 0
        assert "No story answers" in screen_text(app)
        assert "did you mean" not in screen_text(app)


async def test_an_empty_archive_has_no_panes_to_go_to(tmp_path):
    with Archive.open(tmp_path) as archive:
        async with room_of(archive) as (app, room, pilot):
            await press(pilot, "a", "1", "3", "escape")
            assert room.focused is room.welcome.choices
            assert "i import" in screen_lines(app)[-1]


async def test_results_appear_while_typing(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "slash")
        await type_in(pilot, "boric")
        assert room.stories.lines.total == sample_archive.stories("boric").total
        assert isinstance(room.focused, SearchField)
        assert "Boric" in screen_text(app)


async def test_the_words_found_are_marked(sample_archive):
    async with room_of(sample_archive, (120, 30)) as (_app, room, pilot):
        room.search_for("boric")
        await settled(pilot)
        lines = room.stories.lines
        marked = [
            segment.text
            for y in range(lines.size.height)
            for segment in lines.render_line(y)
            if segment.style and segment.style.underline and segment.style.bold
        ]
        assert any("Boric" in text for text in marked)


async def test_escape_gives_back_the_listing_and_the_place(sample_archive):
    async with room_of(sample_archive) as (_app, room, pilot):
        await press(pilot, "G", "k", "k")
        before = room.present_place()
        await press(pilot, "slash")
        await type_in(pilot, "lula")
        assert query(room) == "lula"
        await press(pilot, "escape")
        assert room.present_place() == before
        assert room.search.field.value == ""
        assert room.focused is room.stories.lines


async def test_enter_keeps_the_query_and_goes_to_the_list(sample_archive):
    async with room_of(sample_archive) as (_app, room, pilot):
        await press(pilot, "slash")
        await type_in(pilot, "lula")
        await press(pilot, "down", "enter")
        assert room.focused is room.stories.lines
        assert (query(room), room.stories.lines.cursor) == ("lula", 1)
        await press(pilot, "escape")
        assert query(room) == ""


async def test_an_unreadable_query_is_explained_and_the_results_stay(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "slash")
        await type_in(pilot, "lula")
        found = room.stories.lines.total
        await type_in(pilot, " date:xyz")
        await press(pilot, "enter")
        assert "at character" in room.stories.note.text
        assert room.stories.lines.total == found
        assert "xyz" in screen_lines(app)[0]


async def test_a_word_that_was_begun_goes_on_finding_after_enter(sample_archive):
    async with room_of(sample_archive) as (_app, room, pilot):
        await press(pilot, "slash")
        await type_in(pilot, "mulin")
        found = room.stories.lines.total
        await press(pilot, "enter")
        assert room.stories.lines.total == found > 0
        assert query(room) == room.search.field.value == "mulin*"


async def test_keys_typed_in_one_go_are_acted_upon_in_order(sample_archive):
    newest = sample_archive.stories().rows(0, 1)[0]
    async with room_of(sample_archive) as (app, room, pilot):
        for key in "/mule":
            app.post_message(events.Key("slash" if key == "/" else key, key))
        await settled(pilot)
        assert room.search.field.value == "mule"
        # In the list, m would have marked the story under the cursor.
        assert not sample_archive.summary(newest.id).read


async def test_enter_pressed_ahead_of_the_results_opens_one_of_them(sample_archive):
    first = sample_archive.stories("boric").rows(0, 1)[0]
    async with room_of(sample_archive) as (app, room, pilot):
        for key in ("slash", *"boric", "enter", "enter"):
            app.post_message(events.Key(key, key if len(key) == 1 else None))
        await settled(pilot)
        await settled(pilot)
        assert room.article.article.id == first.id


async def test_older_searches_come_back(sample_archive):
    async with room_of(sample_archive) as (_app, room, pilot):
        for text in ("lula", "boric"):
            await press(pilot, "slash", "ctrl+u")
            await type_in(pilot, text)
            await press(pilot, "enter")
        await press(pilot, "slash", "ctrl+p", "ctrl+p")
        assert room.search.field.value == "lula"
        assert room.stories.lines.total == sample_archive.stories("lula").total
        await press(pilot, "ctrl+n")
        assert room.search.field.value == "boric"


async def test_nothing_found_says_what_to_do(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        room.search_for("xylophonist")
        await settled(pilot)
        assert room.stories.lines.total == 0
        assert "Fewer words find more" in screen_text(app)


async def test_sorting_by_best_match_and_back(sample_archive):
    async with room_of(sample_archive) as (_app, room, pilot):
        room.search_for("sanctions")
        await settled(pilot)
        await press(pilot, "s")
        best = sample_archive.stories("sanctions", order=Order.RELEVANCE).rows(0, 1)[0]
        assert room.stories.lines.current.id == best.id
        await press(pilot, "s")
        assert room.listed()[1] is Order.DATE


async def test_a_new_search_is_marked_in_the_open_article(sample_archive):
    async with room_of(sample_archive) as (_app, room, pilot):
        await press(pilot, "enter")
        room.search_for("panama")
        await settled(pilot)
        await press(pilot, "n")
        assert room.status.message.startswith("Match 1 of")


# Marks


async def test_star_and_tags(sample_archive):
    story = sample_archive.stories().rows(0, 1)[0]
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "*")
        await settled(pilot)
        assert sample_archive.summary(story.id).starred
        assert "▌● ★ " in screen_text(app)
        await press(pilot, "+")
        assert "Tag, or several with commas:" in screen_lines(app)[-1]
        await type_in(pilot, "To read, canal")
        await pilot.press("enter")
        await settled(pilot)
        assert sample_archive.summary(story.id).tags == ("canal", "to-read")
        assert "tag:to-read, tag:canal" in screen_lines(app)[-1]
        assert room.focused is room.stories.lines


async def test_a_star_leaves_the_mark_of_what_was_read(sample_archive):
    sample_archive.set_read(sample_archive.stories().rows(0, 1)[0].id, True)
    async with room_of(sample_archive) as (app, _room, pilot):
        await press(pilot, "*")
        assert "▌○ ★ " in screen_text(app)


async def test_a_question_can_be_given_up(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "+", "x", "escape")
        assert "Tag:" not in screen_text(app)
        assert room.stories.lines.current.tags == ()
        assert room.status.display


async def test_a_saved_search_is_in_the_palette(sample_archive):
    sample_archive.save_search("Panama", "mulino")
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, ":")
        await type_in(pilot, "panama")
        assert "Saved search: Panama" in screen_text(app)
        await press(pilot, "enter")
        assert app.screen is room
        assert query(room) == "mulino"


async def test_the_palette_runs_an_action(sample_archive):
    async with room_of(sample_archive) as (_app, room, pilot):
        await press(pilot, ":")
        await type_in(pilot, "next unread")
        await press(pilot, "enter")
        assert room.article.article is not None


async def test_help_tells_of_keys_and_queries(sample_archive):
    async with room_of(sample_archive, (80, 60)) as (app, room, pilot):
        await press(pilot, "?")
        text = screen_text(app)
        assert "one row down" in text
        await press(pilot, "end")
        assert "is:unread" in screen_text(app)
        await press(pilot, "escape")
        assert app.screen is room


# The trail


async def test_the_trail_leads_back_to_exactly_the_same_place(sample_archive):
    async with room_of(sample_archive, (120, 30)) as (app, room, pilot):
        await press(pilot, "down", "down", "enter", "space")
        first = room.present_place()
        await press(pilot, "slash")
        await type_in(pilot, "mulino")
        await press(pilot, "enter", "down", "enter")
        last = room.present_place()
        assert last.article != first.article
        await press(pilot, "b", "b")
        here = room.present_place()
        assert (here.query, here.row, here.article, here.scroll, here.pane) == (
            first.query,
            first.row,
            first.article,
            first.scroll,
            first.pane,
        )
        await press(pilot, "B", "B")
        assert room.present_place() == last
        assert app.trail.can_go_back


async def test_following_an_actor_and_coming_back(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "enter", "right_square_bracket", "enter")
        assert type(app.screen).__name__ == "DossierScreen"
        await press(pilot, "down", "enter")
        assert app.screen is room
        opened = room.article.article.id
        await press(pilot, "b")
        assert type(app.screen).__name__ == "DossierScreen"
        assert app.screen.told.cursor == 1
        await press(pilot, "b")
        assert app.screen is room
        assert room.article.article.id != opened
        await press(pilot, "B", "B")
        assert room.article.article.id == opened


async def test_the_trail_has_ends(sample_archive):
    async with room_of(sample_archive) as (_app, room, pilot):
        await press(pilot, "b")
        assert "begins" in room.status.message
        await press(pilot, "B")
        assert "ends" in room.status.message


def test_a_new_place_forgets_what_was_ahead():
    trail = Trail()
    trail.visit(Place(query="a"))
    trail.visit(Place(query="b"))
    assert trail.back() == Place(query="a")
    trail.visit(Place(query="c"))
    assert trail.forward() is None
    assert [place.query for place in trail.places] == ["", "a", "c"]


def test_the_same_place_twice_is_one():
    trail = Trail()
    trail.visit(Place(query="a"))
    trail.visit(Place(query="a", row=7, top=3))
    assert len(trail.places) == 2
    assert trail.here.row == 7


# Size


async def test_resizing_keeps_the_place(sample_archive):
    async with room_of(sample_archive, (200, 50)) as (_app, room, pilot):
        await pilot.press(*["down"] * 6)
        await press(pilot, "enter")
        before = room.present_place()
        for size in ((80, 24), (50, 20), (60, 20), (200, 50)):
            await pilot.resize_terminal(*size)
            await settled(pilot)
            here = room.present_place()
            assert (here.row, here.article) == (before.row, before.article)
            assert room.focused is not None
            if room.stories.display:
                assert here.row in room.stories.lines.rows_in_sight
        assert room.article.article.id == before.article


# What goes wrong


TROUBLES = [
    ArchiveError("The database news.sqlite is damaged. Restore it from a copy."),
    OSError(5, "Input/output error"),
    RuntimeError("out of luck"),
]


def _failing(trouble):
    def fail(*_arguments, **_settings):
        raise trouble

    return fail


def _told(room, trouble) -> bool:
    return (getattr(trouble, "strerror", None) or str(trouble)) in room.status.message


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_a_search_that_fails_says_why_and_the_results_stay(
    sample_archive, monkeypatch, trouble
):
    async with room_of(sample_archive, (160, 24)) as (_app, room, pilot):
        total = room.stories.lines.total
        with monkeypatch.context() as broken:
            broken.setattr(sample_archive, "stories", _failing(trouble))
            room.search_for("mulino")
            await settled(pilot)
        assert _told(room, trouble)
        assert room.stories.lines.total == total
        assert not room.looking
        room.search_for("mulino")
        await settled(pilot)
        assert 0 < room.stories.lines.total < total


@pytest.mark.parametrize("part", ["article", "analysis", "summary", "story_actors", "set_read"])
async def test_a_story_that_cannot_be_opened_leaves_the_room_as_it_was(
    sample_archive, monkeypatch, part
):
    trouble = OSError(5, "Input/output error")
    async with room_of(sample_archive, (160, 24)) as (_app, room, pilot):
        with monkeypatch.context() as broken:
            broken.setattr(sample_archive, part, _failing(trouble))
            await press(pilot, "enter")
        assert _told(room, trouble)
        await press(pilot, "1", "down", "enter")
        assert room.article.article.id == room.stories.lines.current.id
        assert room.actors.actors


@pytest.mark.parametrize("trouble", TROUBLES[1:])
async def test_totals_that_cannot_be_counted_are_said_to_be(sample_archive, monkeypatch, trouble):
    async with room_of(sample_archive, (160, 24)) as (_app, room, pilot):
        monkeypatch.setattr(sample_archive, "count", _failing(trouble))
        room.recount()
        await settled(pilot)
        assert _told(room, trouble)


@pytest.mark.parametrize("trouble", TROUBLES[1:])
async def test_looking_for_what_is_unread_may_fail(sample_archive, monkeypatch, trouble):
    async with room_of(sample_archive, (160, 24)) as (_app, room, pilot):
        with monkeypatch.context() as broken:
            broken.setattr(room.stories.lines, "row", lambda _index: None)
            broken.setattr(room.archive, "next_unread", _failing(trouble))
            await press(pilot, "tab")
        assert _told(room, trouble)
        await press(pilot, "tab")
        assert room.article.article is not None


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_an_action_that_fails_does_not_end_the_application(
    sample_archive, monkeypatch, trouble
):
    async with room_of(sample_archive, (160, 24)) as (app, room, pilot):
        monkeypatch.setattr(sample_archive, "set_read", _failing(trouble))
        await press(pilot, "m")
        assert _told(room, trouble)
        assert app.is_running


async def test_stories_written_to_the_home_of_nobody_are_refused(sample_archive):
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "e")
        room.prompt.query_one("#answer").value = "~nosuch/x"
        await press(pilot, "enter")
        assert (
            room.status.message == "~nosuch/x cannot be written: there is nobody of that name here."
        )
        assert app.is_running


@pytest.mark.parametrize("trouble", TROUBLES[1:])
async def test_commands_are_offered_without_the_saved_searches(
    sample_archive, monkeypatch, trouble
):
    async with room_of(sample_archive, (160, 24)) as (app, room, pilot):
        monkeypatch.setattr(sample_archive, "saved_searches", _failing(trouble))
        await press(pilot, ":")
        assert type(app.screen).__name__ == "Palette"
        assert _told(room, trouble)


async def test_an_archive_with_trouble_from_the_first_says_so(sample_archive, monkeypatch):
    trouble = TROUBLES[0]
    for part in ("generation", "stories", "count"):
        monkeypatch.setattr(sample_archive, part, _failing(trouble))
    async with room_of(sample_archive, (160, 24)) as (app, room, pilot):
        assert _told(room, trouble)
        await press(pilot, "down", "enter")
        assert app.is_running


@pytest.mark.parametrize("trouble", TROUBLES[1:])
async def test_an_archive_that_fails_to_open_ends_with_a_sentence(
    tmp_path: Path, monkeypatch, trouble
):
    monkeypatch.setattr("index.archive.Archive.open", _failing(trouble))
    app = NewsreaderApp(tmp_path)
    async with app.run_test() as pilot:
        await settled(pilot)
    assert (getattr(trouble, "strerror", None) or str(trouble)) in app.failure
    assert app.return_code == 2


async def test_watching_for_imports_survives_trouble(sample_archive, monkeypatch):
    monkeypatch.setattr("tui.app.POLL", 0.01)
    seen = []

    def generation():
        seen.append(len(seen))
        if len(seen) == 2:
            raise OSError(5, "Input/output error")
        return 1

    monkeypatch.setattr(sample_archive, "generation", generation)
    async with room_of(sample_archive) as (_app, _room, pilot):
        for _ in range(200):
            if len(seen) > 4:
                break
            await pilot.pause(0.01)
    assert len(seen) > 4


async def test_a_lost_index_is_told_of_once(sample_archive):
    shutil.rmtree(sample_archive.folder / "index")
    async with room_of(sample_archive, (160, 24)) as (_app, room, pilot):
        assert room.status.message == ""
        room.search_for("mulino")
        await settled(pilot)
        assert sample_archive.notices[0] in room.status.message
        await press(pilot, "down")
        room.search_for("maduro")
        await settled(pilot)
        assert room.status.message == ""


# Actors that take long to read


class _Slow:
    """Stands for an archive's ``story_actors``: the first answer waits until it is let go."""

    def __init__(self, archive):
        self._read = archive.story_actors
        self.let_go = threading.Event()
        self.asked = []

    def __call__(self, article_id):
        self.asked.append(article_id)
        actors = self._read(article_id)
        if len(self.asked) == 1:
            self.let_go.wait(10)
        return actors


async def _until(pilot, holds) -> None:
    for _ in range(300):
        if holds():
            return
        await pilot.pause(0.01)
    raise AssertionError("it never came about")


async def test_an_article_is_shown_before_its_actors_are_read(sample_archive, monkeypatch):
    slow = _Slow(sample_archive)
    monkeypatch.setattr(sample_archive, "story_actors", slow)
    async with room_of(sample_archive, (160, 24)) as (app, room, pilot):
        try:
            await pilot.press("enter")
            await _until(pilot, lambda: room.article.article is not None)
            await _until(pilot, lambda: "…" in room.actors.render_line(0).text)
            assert room.actors.actors == ()
        finally:
            slow.let_go.set()
        await settled(pilot)
        assert room.actors.actors
        assert "PEOPLE" in screen_text(app)


async def test_late_actors_of_another_article_are_dropped(sample_archive, monkeypatch):
    slow = _Slow(sample_archive)
    monkeypatch.setattr(sample_archive, "story_actors", slow)
    first, second = (row.id for row in sample_archive.stories().rows(0, 2))
    async with room_of(sample_archive, (160, 24)) as (_app, room, pilot):
        try:
            room.open_article(first)
            await _until(pilot, lambda: slow.asked == [first])
            room.open_article(second)
            await _until(pilot, lambda: room.actors.article == second and room.actors.actors)
        finally:
            slow.let_go.set()
        shown = room.actors.actors
        await settled(pilot)
        assert room.actors.article == second
        assert room.actors.actors == shown


# What comes from outside


async def test_an_import_by_another_process_is_shown_in_place(sample_archive, tmp_path):
    fresh = tmp_path / "fresh.md"
    fresh.write_text(
        "---\nheadline: Ruritania holds a regatta\ndate: 2031-05-01\nsource: Zenda Post\n---\n\nBoats.\n"
    )
    async with room_of(sample_archive) as (app, room, pilot):
        await press(pilot, "down", "down")
        selected = room.stories.lines.current.id
        total = room.stories.lines.total
        with Archive.open(sample_archive.folder) as other:
            before = other.generation()
            other.import_paths([fresh])
            assert other.generation() != before
        from tui.messages import ArchiveChanged

        app.post_message(ArchiveChanged())
        await settled(pilot)
        assert room.stories.lines.total == total + 1
        assert room.stories.lines.current.id == selected
        assert room.stories.lines.cursor == 3
        assert f"{total + 1} stories" in screen_lines(app)[0]


async def test_an_empty_archive_says_what_can_be_done(tmp_path: Path):
    app = NewsreaderApp(tmp_path / "empty", offer_samples=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        text = screen_text(app)
        assert "no stories in this archive" in text
        assert "Bring in files" in text
        assert "sample stories" in text
        await press(pilot, "i")
        assert type(app.screen).__name__ == "ImportScreen"
    app.close_archives()


async def test_samples_are_not_offered_in_a_named_archive(tmp_path: Path):
    app = NewsreaderApp(tmp_path / "empty")
    async with app.run_test(size=(60, 20)) as pilot:
        await settled(pilot)
        assert "sample" not in screen_text(app)
    app.close_archives()


async def test_the_sample_archive_fills_itself(tmp_path: Path, sample_sources: Path):
    app = NewsreaderApp(tmp_path / "samples", samples=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        wanted = len(list(sample_sources.glob("*.md")))
        assert app.room.stories.lines.total == wanted
    app.close_archives()


async def test_the_samples_are_shown_when_they_are_asked_for(tmp_path: Path, monkeypatch):
    monkeypatch.setattr("index.archive.sample_folder", lambda: tmp_path / "samples")
    app = NewsreaderApp(tmp_path / "own", offer_samples=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "down", "enter")
        await settled(pilot)
        lines = screen_lines(app)
        assert lines[2].startswith("▌●")
        assert "20" in lines[-2]
        assert app.archive.folder == tmp_path / "samples"
    app.close_archives()


async def test_an_archive_that_cannot_be_opened_ends_with_a_sentence(tmp_path: Path):
    folder = tmp_path / "file"
    folder.write_text("this is a file")
    app = NewsreaderApp(folder)
    async with app.run_test() as pilot:
        await settled(pilot)
    assert app.failure
    assert app.return_code == 2


async def test_nothing_in_an_article_reaches_the_screen_unmade(tmp_path: Path):
    evil = tmp_path / "evil.jsonl"
    evil.write_text(
        '{"headline": "\\u001b]0;owned\\u0007 A \\u202eheadline[red]x[/]", "source": "\\u009b31mDesk", '
        '"published": "2025-01-01", "text": "Body \\u001b[2Jwith\\u0000 trouble about Ruritania."}\n'
    )
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([evil])
        async with room_of(archive) as (app, room, pilot):
            await press(pilot, "enter")
            archive.add_tag(room.article.article.id, "\x1b[31mtag")
            await press(pilot, "slash")
            room.search.field.value = "\x1b[31mtrouble\x07"
            await settled(pilot)
            text = "".join(screen_lines(app))
            assert all(letter.isprintable() for letter in text)
            assert "[red]x[/]" in text


@pytest.mark.parametrize("term", ["linux", "screen", "xterm-256color"])
async def test_markers_stand_without_colour(sample_archive, monkeypatch, term):
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", term)
    story, other = sample_archive.stories().rows(0, 2)
    sample_archive.set_read(story.id, True)
    sample_archive.set_starred(other.id, True)
    async with room_of(sample_archive) as (app, room, _pilot):
        signs = room.stories.lines._signs
        lines = screen_lines(app)
        starts = {line[1] for line in lines[2:-2] if line[1:2].strip()}
        assert signs.unread in starts
        assert signs.starred in {line[3:4] for line in lines[2:-2]}
        assert len({signs.unread, signs.read, signs.starred}) == 3


# Lists


class _Many:
    total = 100_000

    def __init__(self):
        self.asked = []

    def rows(self, start, count):
        self.asked.append((start, count))
        return tuple(range(start, min(start + count, self.total)))


class _ListApp(App[None]):
    def __init__(self, source):
        super().__init__()
        self.lines = LineList(
            lambda row, width: [[Segment(f"row {row}")]] * (1 + row % 3), id="lines"
        )
        self.source = source

    def compose(self):
        yield self.lines

    def on_mount(self):
        self.lines.show(self.source)
        self.lines.focus()


async def test_a_list_reads_only_what_is_in_sight():
    source = _Many()
    async with _ListApp(source).run_test(size=(40, 20)) as pilot:
        await settled(pilot)
        assert source.asked == [(0, PAGE)]
        await press(pilot, "G")
        lines = pilot.app.lines
        assert lines.cursor == 99_999
        assert lines.current == 99_999
        assert len(source.asked) <= 3
        assert "row 99999" in screen_text(pilot.app)
        assert len(lines.rows_in_sight) > 5


async def test_rows_that_could_not_be_read_are_asked_for_again():
    class Faltering(_Many):
        def rows(self, start, count):
            rows = super().rows(start, count)
            if len(self.asked) == 1:
                raise OSError(5, "Input/output error")
            return rows

    async with _ListApp(Faltering()).run_test(size=(40, 20)) as pilot:
        await settled(pilot)
        assert pilot.app.lines.row(0) is None
        await press(pilot, "down")
        assert pilot.app.lines.row(0) == 0
        assert "row 0" in screen_text(pilot.app)


async def test_a_list_scrolls_by_half_a_page():
    async with _ListApp(_Many()).run_test(size=(40, 20)) as pilot:
        await settled(pilot)
        lines = pilot.app.lines
        tops = set()
        for _ in range(60):
            lines.action_move(1)
            tops.add(lines.top)
            assert lines.cursor in lines.rows_in_sight
        assert len(tops) < 20


async def test_pages_down_and_up_meet_again():
    async with _ListApp(_Many()).run_test(size=(40, 20)) as pilot:
        await settled(pilot)
        lines = pilot.app.lines
        await press(pilot, "space")
        assert lines.top > 5
        below = lines.top
        await press(pilot, "pageup")
        assert below in lines.rows_in_sight
        await press(pilot, "pageup")
        assert (lines.top, lines.cursor) == (0, 0)


async def test_a_row_can_be_put_in_place_of_another():
    async with _ListApp(_Many()).run_test(size=(40, 20)) as pilot:
        await settled(pilot)
        lines = pilot.app.lines
        lines.replace(1, 4242)
        await pilot.pause()
        assert "row 4242" in screen_text(pilot.app)
        assert lines.row(1) == 4242


# Rows


def _story(**changes) -> RowStory:
    values = {
        "headline": "Maduro sworn in for third term",
        "source": "Zenda Post",
        "date": (2025, 1, 7, "day"),
        "read": False,
        "starred": False,
    }
    return RowStory(**{**values, **changes})


def _texts(story, width=30, year=2025):
    return ["".join(text for text, _look in line) for line in story_lines(story, width, year, FULL)]


def test_a_row_has_marker_date_source_and_headline():
    assert _texts(_story()) == [
        "● Jan 7  Zenda Post",
        "  Maduro sworn in for third",
        "  term",
    ]


def test_the_year_is_told_where_it_is_another():
    assert short_date((2025, 1, 7, "day"), 2025) == "Jan 7"
    assert short_date((2024, 1, 7, "second"), 2025) == "Jan 7 2024"
    assert short_date((2024, 1, 1, "month"), 2025) == "Jan 2024"
    assert short_date((2024, 1, 1, "year"), 2025) == "2024"
    assert short_date(None, 2025) == ""


def test_with_a_snippet_a_row_still_has_three_lines():
    lines = _texts(_story(snippet=(("before it ", False), ("term", True), (" after it", False))))
    assert len(lines) == 3
    assert lines[1].endswith("…")
    assert lines[2] == "  before it term after it"


def test_a_match_far_into_a_snippet_is_in_sight():
    lines = _texts(_story(snippet=(("word " * 30, False), ("match", True), (" after", False))))
    assert "match" in lines[2]


@pytest.mark.parametrize("width", range(1, 60))
def test_a_row_never_is_wider_than_the_list(width):
    from tui.safe_text import cell_width

    story = _story(
        headline="Ünïcode 国際会議が東京で開かれた and averyveryverylongwordindeedthatdoesnotfit",
        source="新聞",
        tags=("one", "two"),
        snippet=(("国際会議 ", False), ("match", True), (" after" * 9, False)),
    )
    for line in story_lines(story, width, 2025, FULL):
        assert sum(cell_width(text) for text, _look in line) <= max(width, 4)


def test_long_words_are_cut_across_lines():
    assert wrapped(["abcdefghij"], 4, "…", 3) == ["abcd", "efgh", "ij"]
    assert wrapped(["one", "two", "three", "four"], 7, "…", 2) == ["one two", "three …"]


# Citing and opening


def test_a_citation_is_one_safe_line(sample_archive):
    story = sample_archive.stories().rows(0, 1)[0]
    text = citation(replace(sample_archive.article(story.id), source="Evil\x1b[31m"))
    assert text.isprintable()
    assert story.headline in text


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "",
        "https://",
        "http://a b",
        "https://a/\x1b[31m",
    ],
)
def test_only_addresses_of_the_web_are_opened(url):
    assert web_address(url) is None


def test_a_web_address_is_opened_as_it_stands():
    assert web_address("https://example.org/a?b=c") == "https://example.org/a?b=c"


async def test_over_ssh_the_address_is_shown_instead(sample_archive, monkeypatch):
    monkeypatch.setenv("SSH_CONNECTION", "somewhere")
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    summary: StorySummary = sample_archive.stories().rows(0, 1)[0]
    article = replace(sample_archive.article(summary.id), url="https://example.org/story")
    monkeypatch.setattr(sample_archive, "article", lambda _id: article)
    async with room_of(sample_archive) as (_app, room, pilot):
        await pilot.press("o")
        await settled(pilot)
        assert room.status.message == "https://example.org/story"
    assert opened == []


def test_dates_in_citations_are_no_more_exact_than_known():
    from datetime import UTC, datetime

    from index.exporting.citation import long_date

    start = datetime(2024, 7, 1, tzinfo=UTC)
    assert long_date(Moment(start, Precision.DAY)) == "1 July 2024"
    assert long_date(Moment(start, Precision.MONTH)) == "July 2024"
    assert long_date(Moment(start, Precision.YEAR)) == "2024"


# Narrowing, and what was meant


async def test_the_title_says_how_a_search_is_sorted(sample_archive):
    async with room_of(sample_archive, (120, 30)) as (app, room, pilot):
        assert "by date" not in screen_lines(app)[1]
        room.search_for("mulino")
        await settled(pilot)
        assert "by date" in screen_lines(app)[1]
        await press(pilot, "s")
        assert "by match" in screen_lines(app)[1]


async def test_a_list_is_narrowed_by_an_actor_of_its_stories(sample_archive):
    async with room_of(sample_archive, (120, 50)) as (app, room, pilot):
        room.search_for("mulino")
        await settled(pilot)
        total = room.stories.lines.total
        await press(pilot, "F")
        assert f"Narrow {total} stories" in screen_lines(app)[0]
        while (facet := app.screen.lines.current.facet) is None or facet.stories == total:
            await press(pilot, "j")
        await press(pilot, "enter")
        assert query(room) == f'mulino actor:"{facet.label}"'
        assert room.stories.lines.total == facet.stories


async def test_a_list_is_narrowed_by_leaving_a_source_out(sample_archive):
    async with room_of(sample_archive, (120, 50)) as (app, room, pilot):
        total = room.stories.lines.total
        await press(pilot, "F", "G")
        facet = app.screen.lines.current.facet
        await press(pilot, "minus")
        assert query(room) == f'-source:"{facet.label}"'
        assert room.stories.lines.total == total - facet.stories


@pytest.mark.parametrize(
    ("before", "after"),
    [("", 'source:"A"'), ("a b", 'a b source:"A"'), ("a OR b", '(a OR b) source:"A"')],
)
def test_a_query_is_narrowed_as_a_whole(before, after):
    facet = Facet("A", "A", 3)
    assert narrowed(before, Narrowing(facet=facet, words='source:"A"')) == after


async def test_what_was_meant_is_searched_for_by_a_key(sample_archive):
    async with room_of(sample_archive, (120, 30)) as (app, room, pilot):
        await press(pilot, "slash")
        await type_in(pilot, "venezula")
        await press(pilot, "enter")
        assert "Did you mean venezuela? (r)" in screen_text(app)
        await press(pilot, "r")
        assert query(room) == "venezuela"
        assert room.stories.lines.total > 10
        await press(pilot, "r")
        assert "Nothing else is suggested here." in screen_lines(app)[-1]


async def test_the_nearest_stories_can_be_asked_for_by_any_word(sample_archive):
    async with room_of(sample_archive, (120, 30)) as (app, room, pilot):
        room.search_for("panama qwertz")
        await settled(pilot)
        assert "No story has all of these words." in room.stories.note.text
        assert "by match" in screen_lines(app)[1]
        await press(pilot, "r")
        assert query(room) == "panama OR qwertz"


async def test_more_stories_like_one_are_listed_by_likeness(sample_archive):
    async with room_of(sample_archive, (120, 30)) as (app, room, pilot):
        story = room.stories.lines.current
        await press(pilot, "L")
        like = sample_archive.more_like(story.id)
        assert room.stories.lines.total == like.total > 0
        assert room.stories.lines.current.id == like.rows(0, 1)[0].id
        assert "by match" in screen_lines(app)[1]
        await press(pilot, "escape")
        room.search_for("mulino")
        await settled(pilot)
        assert "by date" in screen_lines(app)[1]
