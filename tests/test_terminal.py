"""The program in a real pseudo-terminal, its screen read by a terminal emulator."""

from __future__ import annotations

import json
import os
import re
import signal
import time
from collections.abc import Iterable
from pathlib import Path

import pytest

from index import Archive
from tests.benchmarks.pseudo_terminal import PseudoTerminal
from tests.terminal_session import COMMAND, PATIENCE, Session, opened


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


# What hostile text would like the terminal to do. Each holds 31337 or PWNED where it would act.
ATTACKS = (
    "\x1b]0;PWNED\x07",
    "\x1b]52;c;UFdORUQ=PWNED\x1b\\",
    "\x1b[31337m",
    "\x1b[31337;1H",
    "\x9b31337m",
    "\x9d0;PWNED\x9c",
    "\x1bPPWNED\x1b\\",
    "\x1b_PWNED\x1b\\",
    "\x90PWNED\x9c",
    "\x1bc",
    "\x08\x08\x7f\x00\x0e\x05",
    "\u202e\u2066\u200b\u2028\ufeff\u00ad",
)
EVIL = "".join(ATTACKS)
FORBIDDEN = re.compile(
    rb"\x1b[\[\]P_^X][^a-zA-Z]{0,40}(?:31337|PWNED)"  # a sequence of theirs
    rb"|\xc2[\x80-\x9f]"  # C1 in UTF-8
    rb"|\x1bc|[\x00\x05\x08\x0e\x7f]"  # reset, NUL, ENQ, BS, SO, DEL
    rb"|\xe2\x80[\x8b\xa8-\xae]|\xe2\x81[\xa6-\xa9]|\xef\xbb\xbf"  # zero width, bidi, BOM
)


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in which every field of every story attacks the terminal."""
    folder = tmp_path_factory.mktemp("hostile")
    story = {
        "headline": f"Brevia{EVIL} closes",
        "published": "2024-03-01",
        "source": f"Wire{EVIL}",
        "byline": f"By{EVIL}",
        "captions": [f"Caption{EVIL}"],
        "dateline": f"BREVIA{EVIL}",
        "url": f"https://example.org/{EVIL}",
        "text": f"{EVIL}Minister Anna{EVIL} Brandt of Portugal met Otto Keller.{EVIL}\n\n"
        f"Otto Keller, president of Brevia{EVIL}, then spoke. Anna Brandt went home to Spain.\n\n"
        f"“We {EVIL} stay in Portugal,” said Anna Brandt{EVIL}. Portugal severed ties with Spain{EVIL}. "
        f"Otto Keller said that Anna Brandt{EVIL} won 51.2 % of the vote{EVIL}; "
        f"the opposition claims {EVIL} 67 % for her. Brandt will visit{EVIL} Spain on Sunday.",
    }
    lines = [{**story, "id": str(n), "text": f"{story['text']} Day {n}."} for n in range(3)]
    source = folder / f"source{EVIL.replace(chr(0), '')}.jsonl"
    source.write_text("".join(json.dumps(line) + "\n" for line in lines) + "{broken\n", "utf-8")
    with Archive.open(folder / "archive") as archive:
        archive.import_paths([source])
        archive.add_tag(archive.stories().rows(0, 1)[0].id, f"tag{EVIL}")
    return folder / "archive"


def attack_in(raw: bytes) -> str:
    """Return the first thing in terminal output that article text put there, or ""."""
    found = FORBIDDEN.search(raw)
    return repr(raw[max(0, found.start() - 30) : found.end() + 30]) if found else ""


def test_no_pane_lets_a_control_sequence_through(hostile_folder):
    with opened(hostile_folder, columns=120, rows=40) as session:
        session.press("/brevia", "Stories")
        session.take(2.0)
        session.press("\r", "Stories")
        session.press("\r", "min read")
        session.press("a", "Stories")
        for keys in ("]", "]", "]", "f", "\x1b", "n", "y", "o"):
            session.terminal.press(keys)
            session.take(1.0)
        session.press("]\r", "mentions in")
        session.press("b", "min read")
        assert attack_in(session.raw) == ""


def pressed(session: Session, keys: Iterable[str]) -> None:
    """Press keys one after another, whatever they do, and draw what comes."""
    for key in keys:
        session.terminal.press(key)
        session.take(0.6)


@pytest.mark.parametrize(
    "keys",
    [
        ["]", "\r", "t", "j", '"', "j", '"', "=", "j", "c", "j", "p", "j", "b", "b"],
        ["]", "w", "\x1b", ")", "w", "\x1b", "}", "w", "\x1b", "U", "\x1b"],
        ["A", "\t", "n", "b", "v", "=", "F", "j", "\x1b", "L", "\x1b"],
        ["]", "M", "o", "\x1b", "]", "R", "\x1b", "]", "K", "\x1b", "X", "\x1b", "D", "\x1b"],
        [
            "T",
            "\x1b",
            "@",
            "b",
            "r",
            "\x1b",
            ":",
            "x",
            "\x1b",
            "?",
            "\x1b",
            "S",
            "\x1b",
            "e",
            "\x1b",
        ],
    ],
    ids=["dossier", "why", "accounts", "judging", "asking"],
)
def test_no_screen_lets_a_control_sequence_through(hostile_folder, keys):
    with opened(hostile_folder, columns=120, rows=40) as session:
        session.press("\r", "min read")
        pressed(session, keys)
        assert attack_in(session.raw) == ""


def test_an_import_from_inside_lets_no_file_name_through(hostile_folder, tmp_path):
    with opened(hostile_folder, columns=120, rows=40) as session:
        session.press("i", "mport")
        session.terminal.press(str(hostile_folder.parent) + "/")
        session.take(1.0)
        session.press("\t\r", "failed")
        session.take(2.0)
        assert attack_in(session.raw) == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["import", "SOURCE"],
        ["search", "brevia"],
        ["search", f"({EVIL.replace(chr(0), '')}"],
        ["search", "brevia", "--json"],
        ["show", "FIRST"],
        ["show", "FIRST", "--json"],
        ["actors"],
        ["actor", "Otto Keller"],
        ["actor", f"nobody{EVIL.replace(chr(0), '')}"],
        ["export", "--format", "csv", "-o", "-"],
        ["check"],
        ["why", "FIRST", "60"],
        ["judgements", "list"],
        ["pair", "Anna Brandt", "Otto Keller"],
        ["path", "Anna Brandt", "Otto Keller"],
        ["accounts", "FIRST"],
        ["compare", "FIRST", "SECOND"],
        ["export", "--format", "ftm", "-o", "-"],
        ["export", "--format", "html", "-o", "-"],
        ["authorities", "check"],
    ],
    ids=lambda arguments: " ".join(arguments)[:20].encode("ascii", "ignore").decode(),
)
def test_no_command_lets_a_control_sequence_through(hostile_folder, arguments):
    with Archive.open(hostile_folder) as archive:
        first, second = (story.id for story in archive.stories().rows(0, 2))
    (source,) = hostile_folder.parent.glob("source*.jsonl")
    meant = {"SOURCE": str(source), "FIRST": first, "SECOND": second}
    words = [meant.get(word, word) for word in arguments]
    with PseudoTerminal(
        [*COMMAND, "--archive", str(hostile_folder), *words],
        environment={"PYTHONPATH": os.environ["PYTHONPATH"]},
    ) as terminal:
        raw = b""
        deadline = time.monotonic() + PATIENCE
        while not terminal.ended and time.monotonic() < deadline:
            raw += terminal.read_until_quiet(within=1.0).data
        assert raw
        assert attack_in(raw) == ""
