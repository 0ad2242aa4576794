"""Text that would take the terminal over: in every field, through every pane, command and error, and never let through.

What reaches the terminal is read sign by sign: whatever is none of the few sequences that newsreader itself writes
came from a text.
"""

from __future__ import annotations

import io
import json
import os
import re
import sqlite3
import sys
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from index import Archive
from tests.benchmarks.pseudo_terminal import PseudoTerminal
from tests.terminal_session import COMMAND, PATIENCE, Session, opened
from tui.cli import run

# What hostile text would like the terminal to do, a family each. All hold 31337 or PWNED where they would act.
FAMILIES = {
    "colour": "\x1b[31337m",
    "cursor": "\x1b[31337;1H",
    "erase": "\x1b[2J\x1b[31337K",
    "modes": "\x1b[?31337h",
    "question": "\x1b[31337n\x1b[c",
    "printer": "\x1b[5i31337",
    "title": "\x1b]0;PWNED\x07",
    "clipboard": "\x1b]52;c;UFdORUQ=PWNED\x1b\\",
    "hyperlink": "\x1b]8;;https://pwned.example/PWNED\x1b\\here\x1b]8;;\x1b\\",
    "device control": "\x1bPPWNED\x1b\\",
    "sixel": "\x1bPq#0;2;0;0;0#0PWNED\x1b\\",
    "kitty graphics": "\x1b_Gf=100,a=T;PWNED\x1b\\",
    "privacy message": "\x1b^PWNED\x1b\\",
    "start of string": "\x1bXPWNED\x1b\\",
    "8-bit introducers": "\x9b31337m\x9d0;PWNED\x9c\x90PWNED\x9c\x98PWNED\x9c\x9ePWNED\x9c\x9fPWNED\x9c",
    "reset": "\x1bc",
    "character sets": "\x1b(0\x1b)0\x1b%G\x0e\x0f\x8e\x8f\x1bn\x1bo",
    "overprinting": "PWNED\x08\x08\x08\x08\x08safe!\x7f",
    "back to the start": "safe\rPWNED",
    "single controls": "\x00\x05\x07\x0b\x0c\x13\x1a",
    "direction": "\u202ePWNED\u2066\u2067\u2068\u2069\u200e\u200f\u061c",
    "nothing to see": "\u200b\u2060\ufeff\u00ad\u034f\u180e\U000e0041",
    "ends of lines": "\u2028PWNED\u2029\x85",
}
# First what must be seen to have been taken apart, where a field is cut.
EVIL = "\x1b[31337m" + "".join(FAMILIES.values())
# What can be an argument of a program or the name of a file.
WORD = EVIL.replace("\0", "").replace("/", "|")
NAME = WORD[:60]

OURS = re.compile(
    rb"\x1b\[[0-9]{0,3}(?:;[0-9]{1,3}){0,8}[mAHJK]"
    rb"|\x1b\[\?(?:7|1049|1000|1002|1003|1004|1006|1015|1016|2004|2026|2048|25)(?:[hl]|\$p)"
    rb"|\x1b\[[<>=][0-9]{0,2}u"
    rb"|\x1b\[[0-9]{0,2} q"
    rb"|\x1b\]52;c;[A-Za-z0-9+/=]*\x07"  # a citation that was copied, in base64
    rb"|\x1b\]22;[a-z]*\x07"  # the pointer
    rb"|\x1b\[\?[0-9;]*c|\x1b\[6n|\r+(?=\n)|\r(?=\x1b\[[0-9]{0,2}[AJK])"
)
ACTS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]"
)

CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")


def attack_in(raw: bytes) -> str:
    """Return the first sign in terminal output that acts and is not ours, with what stands around it, or ""."""
    rest = OURS.sub(b"", raw).decode("utf-8", "surrogateescape")
    found = ACTS.search(rest)
    return ascii(rest[max(0, found.start() - 30) : found.end() + 30]) if found else ""


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES.keys())
def test_every_family_would_be_noticed(family):
    assert attack_in(f"Brevia {family} closes".encode()) != ""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive in which every field of every story attacks the terminal, and all that a reader can name."""
    folder = tmp_path_factory.mktemp("hostile")
    story = {
        "headline": f"Brevia{EVIL} closes",
        "published": "2024-03-01",
        "source": f"Wire{EVIL}",
        "byline": f"By{EVIL}",
        "captions": [f"Caption{EVIL}"],
        "dateline": f"BREVIA{EVIL}",
        "url": f"https://example.org/{EVIL}",
        "language": f"en{EVIL}",
        "section": f"World{EVIL}",
        "text": f"{EVIL}Minister Anna{EVIL} Brandt of Portugal met Otto Keller.{EVIL}\n\n"
        f"Otto Keller, president of Brevia{EVIL}, then spoke. Anna Brandt went home to Spain.\n\n"
        f"“We {EVIL} stay in Portugal,” said Anna Brandt{EVIL}. Portugal severed ties with Spain{EVIL}. "
        f"Otto Keller said that Anna Brandt{EVIL} won 51.2 % of the vote{EVIL}; "
        f"the opposition claims {EVIL} 67 % for her. Brandt will visit{EVIL} Spain on Sunday.",
    }
    lines = [{**story, "id": f"{n}{EVIL}", "text": f"{story['text']} Day {n}."} for n in range(3)]
    source = write(
        folder,
        f"source{NAME}.jsonl",
        "".join(json.dumps(line) + "\n" for line in lines) + '{"\x1b[31337m' + "broken\n",
    )
    archive = folder / "archive"
    (archive / "authorities").mkdir(parents=True)
    write(
        archive / "authorities",
        f"list{NAME}.toml",
        "[[entity]]\n"
        f"name = {json.dumps('Otto Keller')}\naliases = [{json.dumps('Keller' + WORD)}]\n"
        f'kind = "person"\nroles = [{{role = {json.dumps("president" + WORD)}}}]\n',
    )
    with Archive.open(archive) as opened_archive:
        opened_archive.import_paths([source])
        first = opened_archive.stories().rows(0, 1)[0].id
        opened_archive.add_tag(first, f"tag{WORD}")
        opened_archive.save_search(f"mine{WORD}", "brevia")
        opened_archive.judgements.rename("Anna Brandt", "Dr Anna Brandt")
    # An import takes much of it out. What shows must not rely on that: an archive may come from elsewhere.
    hostile = "\x1b[31337m\x9b31337m\x1b]0;PWNED\x07\u202e\rPWNED"
    with closing(sqlite3.connect(archive / "newsreader.sqlite3")) as connection, connection:
        for table, columns in (
            (
                "articles",
                ("headline", "source", "byline", "dateline", "url", "origin", "origin_id"),
            ),
            ("actors", ("name",)),
            ("roles", ("title", "of")),
            ("aliases", ("surface",)),
            ("saved_searches", ("query",)),
        ):
            for column in columns:
                connection.execute(
                    f"UPDATE {table} SET {column} = substr({column}, 1, 8) || ? || substr({column}, 9)",
                    (hostile,),
                )
    write(folder, "judgements.jsonl", json.dumps({"judgement": WORD, "name": WORD}) + "\n{" + WORD)
    write(folder, "list.csv", f"name,kind,role,start{WORD}\nZeno{WORD},{WORD},judge{WORD},{WORD}\n")
    write(folder, "texts.jsonl", json.dumps({"id": WORD, "text": story["text"]}) + "\n{" + WORD)
    return archive


# -- the reading room, in a pseudo-terminal


def pressed(session: Session, keys: Iterable[str]) -> None:
    """Press keys one after another, whatever they do, and draw what comes."""
    for key in keys:
        session.terminal.press(key)
        session.take(0.6)


def assert_nothing_let_through(session: Session) -> None:
    assert attack_in(session.raw) == ""
    # It was there to be let through.
    assert b"[31337m" in session.raw


@pytest.mark.parametrize(
    "keys",
    [
        ["/brevia", "\r", "\r", "a", "]", "]", "]", "f", "\x1b", "n", "y", "o", "]\r", "b"],
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
    ids=["reading", "dossier", "why", "accounts", "judging", "asking"],
)
def test_no_screen_lets_a_control_sequence_through(hostile_folder, keys):
    with opened(hostile_folder, columns=120, rows=40) as session:
        session.press("\r", "min read")
        pressed(session, keys)
        assert_nothing_let_through(session)


def test_an_import_from_inside_lets_no_file_name_through(hostile_folder):
    with opened(hostile_folder, columns=120, rows=40) as session:
        session.press("i", "mport")
        session.terminal.press(str(hostile_folder.parent) + "/sou")
        session.take(1.0)
        session.press("\t\r", "failed")
        session.take(2.0)
        assert_nothing_let_through(session)


def test_wrong_settings_are_told_and_let_nothing_through(hostile_folder, tmp_path):
    environment = {"PYTHONPATH": os.environ["PYTHONPATH"], **settings_with(tmp_path)}
    raw = at_terminal(["--archive", str(hostile_folder)], environment)
    assert attack_in(raw) == ""
    assert b"31337" in raw.rpartition(b"\x1b[?1049l")[2]


def at_terminal(words: list[str], environment: dict[str, str]) -> bytes:
    """Return what newsreader writes to a terminal until it ends by itself."""
    with PseudoTerminal([*COMMAND, *words], environment=environment) as terminal:
        raw = b""
        deadline = time.monotonic() + PATIENCE
        while not terminal.ended and time.monotonic() < deadline:
            raw += terminal.read_until_quiet(within=1.0).data
        return raw


def settings_with(home: Path) -> dict[str, str]:
    """Write settings in which every value and key attacks, and return the environment that has them read."""
    folder = home / "newsreader"
    folder.mkdir()
    hostile = json.dumps(WORD[:40])
    write(folder, "config.toml", f"theme = {hostile}\nmeasure = {hostile}\n{hostile} = 1\n")
    return {"XDG_CONFIG_HOME": str(home)}


# -- commands and errors


class TerminalStream(io.TextIOWrapper):
    """A stream that a program takes for a terminal."""

    def isatty(self) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Said:
    """What a command wrote, as it would reach a terminal."""

    status: int
    raw: bytes


def said(*words: str) -> Said:
    """Run a command in this process with its streams on a terminal; a process of its own takes half a second."""
    raw = io.BytesIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", io.StringIO())
        for name in ("stdout", "stderr"):
            stream = TerminalStream(raw, "utf-8", errors="replace", newline="", write_through=True)
            patch.setattr(sys, name, stream)
        status = run(list(words))
        written = raw.getvalue()
    return Said(status, written)


COMMANDS = [
    ["search", "brevia"],
    ["search", "brevia", "--json"],
    ["show", "FIRST"],
    ["show", "FIRST", "--json"],
    ["actors"],
    ["actors", "--json"],
    ["actor", "Otto Keller"],
    ["actor", "Otto Keller", "--json"],
    ["why", "FIRST", "PLACE"],
    ["judgements", "list"],
    ["judgements", "list", "--json"],
    ["judgements", "export", "-"],
    ["judgements", "import", "JUDGEMENTS"],
    ["pair", "Anna Brandt", "Otto Keller"],
    ["path", "Anna Brandt", "Otto Keller"],
    ["accounts", "FIRST"],
    ["compare", "FIRST", "SECOND"],
    ["export", "--format", "jsonl", "-o", "-"],
    ["export", "--format", "csv", "-o", "-"],
    ["export", "--format", "ftm", "-o", "-"],
    ["export", "--format", "html", "-o", "-"],
    ["export", "--format", "html", "--actor", "Otto Keller", "-o", "-"],
    ["authorities", "check"],
    ["authorities", "check", "LIST"],
    ["analyse", "TEXTS"],
    ["analyse", "--jsonl", "TEXTS"],
    ["check"],
    ["check", "--json"],
]
ERRORS = [
    ["search", f"({WORD}"],
    ["search", f"date:{NAME}"],
    ["search", f"is:{NAME}"],
    ["show", WORD],
    ["actor", f"nobody{WORD}"],
    ["why", WORD, "1"],
    ["pair", WORD, WORD],
    ["judgements", "rename", f"nobody{WORD}", "Anna"],
    ["judgements", "rename", "Otto Keller", NAME],
    ["judgements", "kind", "Otto Keller", WORD],
    ["judgements", "undo", WORD],
    ["import", f"/nowhere/{NAME}"],
    ["export", "--format", WORD],
    ["export", "--format", "csv", "-o", f"/nowhere/{NAME}"],
    ["authorities", "check", f"/nowhere/{NAME}"],
    ["analyse", f"/nowhere/{NAME}"],
    ["check", "--salvage", f"/proc/{NAME}"],
    [WORD],
    [f"--{WORD}"],
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_command_lets_a_control_sequence_through(hostile_folder, words):
    with Archive.open(hostile_folder) as archive:
        first, second = (story.id for story in archive.stories().rows(0, 2))
        place = archive.analysis(first).mentions[0].start
    meant = {
        "FIRST": first,
        "SECOND": second,
        "PLACE": str(place),
        "JUDGEMENTS": str(hostile_folder.parent / "judgements.jsonl"),
        "LIST": str(hostile_folder.parent / "list.csv"),
        "TEXTS": str(hostile_folder.parent / "texts.jsonl"),
    }
    archive_named = [] if words[0] == "analyse" else ["--archive", str(hostile_folder)]
    written = said(*(meant.get(word, word) for word in words), *archive_named).raw
    assert attack_in(written) == ""
    assert written


@pytest.mark.parametrize("words", ERRORS, ids=lambda words: ascii(" ".join(words))[:30])
def test_no_error_lets_a_control_sequence_through(hostile_folder, monkeypatch, words):
    monkeypatch.setenv("NEWSREADER_ARCHIVE", str(hostile_folder))
    wrong = said(*words)
    assert attack_in(wrong.raw) == ""
    assert wrong.status != 0
    # With what was wrong; only names that cannot be names are not repeated.
    assert b"31337" in wrong.raw or "rename" in words


def test_the_settings_are_checked_without_letting_them_through(tmp_path, monkeypatch):
    for name, value in settings_with(tmp_path).items():
        monkeypatch.setenv(name, value)
    wrong = said("config")
    assert attack_in(wrong.raw) == ""
    assert b"31337" in wrong.raw


def test_an_archive_with_a_hostile_name_is_refused_without_letting_it_through():
    wrong = said("search", "brevia", "--archive", f"/proc/{NAME}")
    assert attack_in(wrong.raw) == ""
    assert b"31337" in wrong.raw


def test_an_import_at_a_terminal_lets_no_control_sequence_through(hostile_folder):
    (source,) = hostile_folder.parent.glob("source*.jsonl")
    words = ["--archive", str(hostile_folder), "import", str(source)]
    raw = at_terminal(words, {"PYTHONPATH": os.environ["PYTHONPATH"]})
    assert attack_in(raw) == ""
    assert b"[31337m" in raw


@pytest.mark.parametrize("form", ["jsonl", "markdown", "csv", "ftm", "html"])
def test_no_exported_file_holds_a_control_sequence(hostile_folder, tmp_path, form):
    target = tmp_path / "out"
    words = ["export", "--format", form, "-o", str(target), "--archive", str(hostile_folder)]
    assert said(*words).status == 0
    for path in [target] if target.is_file() else list(target.rglob("*")):
        assert attack_in(path.name.encode()) == ""
        # What turns text round is part of it, for other programs to read.
        assert CONTROLS.search(path.read_text("utf-8").replace("\r\n", "\n")) is None
