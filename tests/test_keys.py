"""The table of actions, and all that is made from it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tui import keys
from tui.app import NewsreaderApp
from tui.palette import Command, action_commands, matching
from tui.settings import Settings


@pytest.mark.parametrize("where", list(keys.Where))
def test_no_key_does_two_things_in_one_place(where):
    used = Counter(key for action in keys.actions(where) for key in action.keys)
    assert [key for key, times in used.items() if times > 1] == []


def test_the_keys_of_the_design_are_all_there():
    used = {key for action in keys.ACTIONS for key in action.keys}
    wanted = [*"jkgGdu/nN123*+-yoeSq?:f][abBi", "space", "tab", "enter", "escape"]
    assert set(wanted) <= used


def test_actions_that_share_an_id_have_the_same_keys():
    by_id = {}
    for action in keys.ACTIONS:
        assert by_id.setdefault(action.id, action.keys) == action.keys


def test_every_action_is_explained():
    for action in keys.ACTIONS:
        assert action.help
        assert action.label


def test_markdown_lists_every_action_with_its_keys():
    text = keys.markdown()
    for action in keys.ACTIONS:
        assert action.help in text
    assert "| `]` | to the next actor named in the article |" in text


def test_markdown_tells_a_readers_own_keys():
    text = keys.markdown({"search": ("f5",)})
    assert "| `f5` | search" in text


@pytest.mark.parametrize(
    ("key", "sign"),
    [
        ("j", "j"),
        ("ctrl+p", "Ctrl+P"),
        ("down", "↓"),
        ("escape", "Esc"),
        ("+", "+"),
        ("-", "-"),
        ("ctrl+backslash", "Ctrl+\\"),
    ],
)
def test_keys_are_written_as_people_write_them(key, sign):
    assert keys.key_sign(key) == sign


def test_hints_follow_the_readers_keys():
    assert dict(keys.hints("stories", {"help": ("f2",)}))["f2"] == "help"


def test_palette_finds_by_beginnings_of_words():
    found = matching(action_commands({}), "next unr")
    assert found[0].action == "next_unread"


def test_palette_finds_by_letters_in_order_after_beginnings():
    commands = [Command("Next unread story", action="x"), Command("Story", action="y")]
    assert [command.action for command in matching(commands, "st")] == ["x", "y"]
    assert [command.action for command in matching(commands, "nxs")] == ["x"]


def test_palette_offers_no_scattered_letters_beside_words_that_begin_so():
    commands = [Command("Through a gap", action="x"), Command("Take a tag", action="y")]
    assert [command.action for command in matching(commands, "tag")] == ["y"]
    assert [command.action for command in matching(commands, "thgp")] == ["x"]


async def test_every_action_of_the_room_can_be_run(tmp_path: Path):
    app = NewsreaderApp(tmp_path)
    async with app.run_test() as pilot:
        await pilot.pause()
        for action in keys.actions(keys.ROOM):
            name = "action_" + action.action.partition("(")[0]
            assert callable(getattr(app.room, name, None)) or callable(getattr(app, name, None))
        for action in keys.actions(keys.EVERYWHERE):
            assert callable(getattr(app, "action_" + action.action.partition("(")[0]))


async def test_a_key_can_be_given_to_another_action(tmp_path: Path):
    app = NewsreaderApp(tmp_path, Settings(keys={"help": ("f2",)}))
    async with app.run_test() as pilot:
        await pilot.press("question_mark")
        assert app.screen is app.room
        await pilot.press("f2")
        await pilot.pause()
        assert type(app.screen).__name__ == "Help"
