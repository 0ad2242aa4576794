"""The program in a real pseudo-terminal, its screen read by a terminal emulator."""

from __future__ import annotations

import json
import os
import re
import signal

import pytest

from tests.terminal_session import opened


def test_a_reader_searches_follows_an_actor_to_another_story_and_comes_back(sample_folder):
    with opened(sample_folder) as session:
        session.press("/pena", "Peña")
        session.press("\r", "pena")
        session.press("\r", "min read")
        story = session.screen.display[2][32:60].strip()
        session.press("f", "a")
        session.press("\x1b", story)
        for _ in range(30):
            session.terminal.press("]")
            session.take(0.5)
            if "Peña" in session.screen.display[-1] or "Pena" in session.screen.display[-1]:
                break
        session.press("\r", "mentions in")
        session.press("b", story)
        session.press("b", "Stories")


def test_a_dossier_is_drawn_once_and_not_while_its_parts_find_their_places(sample_folder):
    written = []
    with opened(sample_folder) as session:
        session.press("\r", "min read")
        # Of several: on a busy machine one may take so long that it is drawn before it is read.
        for _ in range(3):
            session.terminal.press("]")
            session.take(1.0)
            before = len(session.raw)
            session.press("\r", "mentions in")
            session.take(1.0)
            written.append(len(session.raw) - before)
            session.press("b", "min read")
    assert min(written) < 6_000


def test_quitting_leaves_the_terminal_as_it_was(sample_folder):
    with opened(sample_folder) as session:
        session.terminal.press("q")
        session.wait_for_end()
        assert session.raw.rindex(b"\x1b[?1049l") > session.raw.rindex(b"\x1b[?1049h")
        assert session.raw.rindex(b"\x1b[?25h") > session.raw.rindex(b"\x1b[?25l")


def test_a_polite_end_leaves_the_alternate_screen(sample_folder):
    with opened(sample_folder) as session:
        os.kill(session.terminal.pid, signal.SIGTERM)
        session.wait_for_end()
        assert session.raw.rindex(b"\x1b[?1049l") > session.raw.rindex(b"\x1b[?1049h")


@pytest.mark.parametrize("term", ["linux", "screen", "xterm-256color", "tmux-256color", "vt100"])
def test_every_usual_terminal_shows_the_stories(sample_folder, term):
    with opened(sample_folder, environment={"TERM": term}) as session:
        assert "Mulino" in session.text


def test_no_colour_is_written_when_none_is_wanted(sample_folder):
    with opened(sample_folder, environment={"NO_COLOR": "1"}) as session:
        session.press("\r", "min read")
        colours = re.findall(
            rb"\x1b\[(?:[0-9;]*;)?(?:3[0-7]|9[0-7]|38;[0-9;]+)(?:;[0-9;]*)?m", session.raw
        )
        assert colours == []


@pytest.mark.parametrize(("columns", "rows"), [(60, 20), (80, 24), (200, 50)])
def test_an_article_is_read_at_every_size(sample_folder, columns, rows):
    with opened(sample_folder, columns=columns, rows=rows) as session:
        session.press("\r", "min read")


def test_a_resize_keeps_the_article(sample_folder):
    with opened(sample_folder) as session:
        session.press("\r", "min read")
        session.resize(120, 40)
        session.wait_for("In this story")
        assert "min read" in session.text


def test_an_import_from_inside_that_keeps_all_cores_busy_comes_to_its_end(sample_folder, tmp_path):
    lines = [{"text": f"Anna Brandt of Brevia opened bridge number {n}."} for n in range(300)]
    path = tmp_path / "many.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    with opened(sample_folder) as session:
        session.press("i", "mport")
        session.press(f"{path}\r", "300 added")


def test_a_prompt_that_is_left_is_gone(sample_folder):
    with opened(sample_folder) as session:
        session.press("\r", "min read")
        session.press("+x", "Tag")
        session.press("\t\x1b", "? help")
        session.press("/pena", "Peña")
