"""The command line as a person or a script meets it: output, exit status, and what goes to which stream."""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from index.model import ImportProgress
from tui.cli import run
from tui.commands.progress import Meter

ROOT = Path(__file__).parent.parent
STORIES = {
    "harbour.md": """---
headline: Norvik closes its harbour
date: 2031-04-02
source: Norvik Desk
---
NORVIK — Ána Holtberg, the mayor of Norvik, closed the harbour on Wednesday.

Holtberg gave no reason.
""",
    "festival.md": """---
headline: A festival without music
date: 2031-05-20T10:00:00Z
source: Eastern Post
---
Ana Holtberg opened the festival in Norvik. The harbour stayed closed.
""",
    "bridge.txt": "The bridge of Calvora is to be painted\n\nWorkers began on Monday to paint the bridge.\n",
}
NUMBERS = '{"id": "nd-1", "headline": "Numbers", "text": "Kept  exactly\\tas *it* is.", "source": "Norvik Desk"}\n'


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run of the program left."""

    status: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)


def environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return (
        kept
        | {"PYTHONPATH": os.environ["PYTHONPATH"], "LANG": "C.UTF-8", "TERM": "dumb"}
        | dict(extra or {})
    )


def newsreader(
    *arguments: str | Path,
    stdin: bytes = b"",
    env: Mapping[str, str] | None = None,
) -> Outcome:
    """Run a subcommand in this process, as ``main`` does; a new process would cost a third of a second."""
    streams = {
        "stdin": io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"),
        "stdout": io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="", write_through=True),
        "stderr": io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True),
    }
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in streams.items():
            patch.setattr(sys, name, stream)
        for name, value in (env or {}).items():
            patch.setenv(name, value)
        status = run([str(argument) for argument in arguments])
    out, err = (streams[name].buffer.getvalue().decode() for name in ("stdout", "stderr"))
    return Outcome(status, out, err)


def process(*arguments: str | Path, env: Mapping[str, str] | None = None) -> Outcome:
    """Run newsreader in a process of its own, without a terminal."""
    done = subprocess.run(
        [sys.executable, "-m", "tui", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(env),
        cwd=ROOT,
        timeout=60,
    )
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sources")
    for name, text in STORIES.items():
        (folder / name).write_text(text, encoding="utf-8")
    (folder / "numbers.jsonl").write_text(NUMBERS, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory, sources: Path) -> Path:
    """An archive of four stories, to be read only."""
    folder = tmp_path_factory.mktemp("archives") / "archive"
    outcome = newsreader("import", sources, "--archive", folder)
    assert outcome.status == 0, outcome.err
    return folder


def story_id(archive: Path, query: str) -> str:
    return newsreader("search", query, "--json", "--archive", archive).json["hits"][0]["id"]


# -- the bare command and the options of the whole


def test_the_version_is_the_packages() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    outcome = process("--version")
    if "version" in project.get("dynamic", []):
        from tui.version import VERSION

        assert outcome.out == f"newsreader {VERSION}\n"
    else:
        assert outcome.out == f"newsreader {project['version']}\n"


def test_the_version_needs_neither_click_nor_metadata() -> None:
    code = (
        "import sys; sys.argv = ['newsreader', '--version']; from tui.__main__ import main; main();"
        "print(*({'click', 're', 'dataclasses', 'pathlib', 'importlib.metadata'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", code], capture_output=True, text=True, env=environment()
    )
    assert done.stdout.splitlines()[1:] == [""]


def test_help_names_every_subcommand_and_its_purpose() -> None:
    outcome = newsreader("--help")
    assert outcome.status == 0
    for command in (
        "import",
        "search",
        "show",
        "actors",
        "actor",
        "analyse",
        "export",
        "reindex",
        "check",
    ):
        assert f"\n  {command} " in outcome.out


def test_without_a_terminal_the_bare_command_says_what_to_do_instead() -> None:
    outcome = process()
    assert outcome.status == 2
    assert outcome.out == ""
    assert "search" in outcome.err
    assert "import" in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("term", ["dumb", ""])
def test_on_a_terminal_that_cannot_move_its_cursor_the_bare_command_says_so(term: str) -> None:
    status, written = at_terminal([], env={"TERM": term})
    assert status == 2
    assert b"TERM" in written
    assert b"\x1b" not in written


def test_the_bare_command_opens_the_reading_room_and_q_leaves_it(archive: Path) -> None:
    here, there = pty.openpty()
    fcntl.ioctl(there, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", "--archive", str(archive)],
        stdin=there,
        stdout=there,
        stderr=there,
        env=environment({"TERM": "xterm-256color"}),
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(there)
    written = b""
    while process.poll() is None:
        if select.select([here], [], [], 0.3)[0]:
            with contextlib.suppress(OSError):
                written += os.read(here, 65536)
        elif b"festival" in written:
            os.write(here, b"q")
    os.close(here)
    assert process.returncode == 0
    assert b"\x1b[?1049h" in written
    assert written.rindex(b"\x1b[?1049l") > written.rindex(b"festival")


def test_an_unknown_subcommand_is_wrong_use() -> None:
    outcome = newsreader("serach", "x")
    assert outcome.status == 2
    assert "serach" in outcome.err
    assert outcome.out == ""


def test_what_was_typed_wrongly_cannot_act_on_the_terminal() -> None:
    outcome = newsreader("search", "--\x1b[31mred", "x")
    assert outcome.status == 2
    assert "\x1b" not in outcome.err


def test_the_samples_are_an_archive_of_their_own_made_on_first_use(tmp_path: Path) -> None:
    env = {"XDG_DATA_HOME": str(tmp_path), "NEWSREADER_ARCHIVE": str(tmp_path / "mine")}
    first = newsreader("search", "pena", "--samples", "--json", env=env)
    again = newsreader("--samples", "search", "peña", "--json", env=env)
    assert first.json["total"] == again.json["total"] > 0
    assert "sample" in first.err
    assert again.err == ""
    assert not (tmp_path / "mine").exists()


def test_an_archive_and_the_samples_exclude_each_other(tmp_path: Path) -> None:
    outcome = newsreader("search", "x", "--samples", "--archive", tmp_path)
    assert outcome.status == 2
    assert "--samples" in outcome.err


# -- import


def test_import_counts_what_was_added(tmp_path: Path, sources: Path) -> None:
    outcome = newsreader("import", sources, "--archive", tmp_path / "a", "--json")
    assert outcome.status == 0
    assert outcome.json == {"added": 4, "already_there": 0, "failed": []}


def test_import_again_adds_nothing(tmp_path: Path, sources: Path) -> None:
    newsreader("import", sources, "--archive", tmp_path / "a")
    outcome = newsreader("import", sources, "--archive", tmp_path / "a")
    assert outcome.status == 0
    assert outcome.out.splitlines()[-1] == "added 0 · already there 4 · failed 0"


def test_a_bad_file_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "good.md").write_text(STORIES["harbour.md"], encoding="utf-8")
    (tmp_path / "bad\x1b[31m.jsonl").write_text('{"id": 1, "text": \n', encoding="utf-8")
    outcome = newsreader(
        "import", tmp_path / "good.md", tmp_path / "bad\x1b[31m.jsonl", "--archive", tmp_path / "a"
    )
    assert outcome.status == 1
    assert outcome.out.splitlines()[-1] == "added 1 · already there 0 · failed 1"
    assert ".jsonl" in outcome.err
    assert "\x1b" not in outcome.err


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    outcome = newsreader("import", tmp_path / "nowhere.txt", "--archive", tmp_path / "a", "--json")
    assert outcome.status == 1
    (failure,) = outcome.json["failed"]
    assert set(failure) == {"path", "place", "reason", "imported"}
    assert failure["path"].endswith("nowhere.txt")
    assert "nowhere.txt" in outcome.err


@pytest.mark.parametrize("paths", [[], ["-"]])
def test_import_of_nothing_or_of_standard_input_is_wrong_use(
    tmp_path: Path, paths: list[str]
) -> None:
    outcome = newsreader("import", *paths, "--archive", tmp_path / "a")
    assert outcome.status == 2
    assert "file" in outcome.err
    assert not (tmp_path / "a").exists()


def test_import_draws_its_progress_on_a_terminal_and_leaves_the_sum(
    tmp_path: Path, sources: Path
) -> None:
    status, written = at_terminal(
        ["import", str(sources), "--archive", str(tmp_path / "a")], env={"TERM": "xterm"}
    )
    assert status == 0
    assert b"Importing" in written
    assert "added 4 · already there 0 · failed 0" in written.decode()


def test_an_interrupted_import_keeps_whole_stories_and_the_next_adds_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "many.jsonl"
    texts = ({"id": n, "text": f"Story {n} of the harbour."} for n in range(200))
    source.write_text("".join(json.dumps(text) + "\n" for text in texts), encoding="utf-8")

    interrupted: list[ImportProgress] = []

    def interrupt_once(_meter: Meter, progress: ImportProgress) -> None:
        if progress.added and not interrupted:
            interrupted.append(progress)
            interrupt_this_process()

    monkeypatch.setattr(Meter, "imported", interrupt_once)
    first = newsreader("import", source, "--archive", tmp_path / "a", "--json")
    assert first.status == 130
    assert 0 < first.json["added"] < 200
    assert "Stopped" in first.err
    second = newsreader("import", source, "--archive", tmp_path / "a", "--json")
    assert second.json == {
        "added": 200 - first.json["added"],
        "already_there": first.json["added"],
        "failed": [],
    }


def interrupt_this_process() -> None:
    """Send the signal that Ctrl+C sends, and wait until Python knows of it."""
    told, tell = os.pipe()
    os.set_blocking(tell, False)
    before = signal.set_wakeup_fd(tell)
    os.kill(os.getpid(), signal.SIGINT)
    os.read(told, 1)
    signal.set_wakeup_fd(before)
    os.close(told)
    os.close(tell)


# -- search


def test_search_gives_the_hits_of_the_contract(archive: Path) -> None:
    found = newsreader("search", "harbour", "--json", "--archive", archive).json
    assert found["total"] == 2
    assert all(
        set(hit) == {"id", "headline", "published", "source", "snippet", "score"}
        for hit in found["hits"]
    )
    assert found["hits"][0]["headline"] == "Norvik closes its harbour"
    assert found["hits"][0]["published"] == "2031-04-02"
    assert found["hits"][0]["score"] >= found["hits"][1]["score"]


def test_search_by_date_puts_the_newest_first(archive: Path) -> None:
    found = newsreader("search", "harbour", "--sort", "date", "--json", "--archive", archive).json
    assert [hit["source"] for hit in found["hits"]] == ["Eastern Post", "Norvik Desk"]


@pytest.mark.parametrize("limit", [0, 1])
def test_the_limit_shortens_the_hits_and_not_the_total(archive: Path, limit: int) -> None:
    found = newsreader(
        "search", "harbour", "--limit", str(limit), "--json", "--archive", archive
    ).json
    assert (found["total"], len(found["hits"])) == (2, limit)


def test_any_finds_stories_with_some_of_the_words(archive: Path) -> None:
    found = newsreader("search", "festival", "bridge", "--any", "--json", "--archive", archive).json
    assert found["total"] == 2


def test_the_archive_is_named_before_or_after_the_subcommand_or_by_the_variable(
    archive: Path,
) -> None:
    after = newsreader("search", "harbour", "--json", "--archive", archive)
    before = newsreader("--archive", archive, "search", "harbour", "--json")
    variable = newsreader("search", "harbour", "--json", env={"NEWSREADER_ARCHIVE": str(archive)})
    assert after.out == before.out == variable.out


def test_search_for_a_person_reads(archive: Path) -> None:
    outcome = newsreader("search", "harbour", "--archive", archive)
    assert outcome.status == 0
    first = outcome.out.splitlines()[0]
    assert "2 Apr 2031" in first
    assert "Norvik closes its harbour" in first
    assert "2 stories" in outcome.err


@pytest.mark.parametrize("words", [["harbour", "-festival"], ["-festival", "harbour"]])
def test_a_word_may_be_excluded_with_a_minus_sign(archive: Path, words: list[str]) -> None:
    found = newsreader("search", *words, "--json", "--limit", "5", "--archive", archive).json
    assert [hit["headline"] for hit in found["hits"]] == ["Norvik closes its harbour"]
    exported = newsreader("export", "--format", "jsonl", "-o", "-", *words, "--archive", archive)
    assert len(exported.out.splitlines()) == 1


def test_an_option_that_is_mistyped_is_not_searched_for(archive: Path) -> None:
    outcome = newsreader("search", "harbour", "--limt", "3", "--archive", archive)
    assert outcome.status == 2
    assert "--limit" in outcome.err


def test_a_limit_below_nothing_is_wrong_use(archive: Path) -> None:
    assert newsreader("search", "harbour", "--limit", "-3", "--archive", archive).status == 2


def test_nothing_found_is_no_failure(archive: Path) -> None:
    outcome = newsreader("search", "zzyzx", "--json", "--archive", archive)
    assert outcome.status == 0
    assert outcome.json == {"total": 0, "hits": []}


def test_a_query_that_cannot_be_read_is_shown_with_the_place(archive: Path) -> None:
    outcome = newsreader("search", "harbour (bridge OR", "--json", "--archive", archive)
    assert outcome.status == 2
    assert outcome.out == ""
    lines = outcome.err.splitlines()
    assert lines[1].strip() == "harbour (bridge OR"
    assert lines[2].strip() == "^"


def test_search_in_an_archive_that_is_not_there_says_so_and_makes_none(tmp_path: Path) -> None:
    outcome = newsreader("search", "x", "--archive", tmp_path / "none")
    assert outcome.status == 2
    assert str(tmp_path / "none") in outcome.err
    assert "Traceback" not in outcome.err
    assert not (tmp_path / "none").exists()


def test_search_imports_neither_textual_nor_rich(archive: Path) -> None:
    code = (
        "import sys; sys.argv = ['newsreader', *sys.argv[1:]]; from tui.__main__ import main; main();"
        "print(*({'textual', 'rich'} & {name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "search", "harbour", "--json", "--archive", str(archive)],
        capture_output=True,
        text=True,
        env=environment(),
    )
    assert json.loads(done.stdout)["total"] == 2
    assert done.stderr.strip() == ""


# -- show


def test_show_gives_the_article_of_the_contract(archive: Path) -> None:
    article = newsreader("show", story_id(archive, "mayor"), "--json", "--archive", archive).json
    keys = (
        "id origin_id headline published precision source byline language dateline url captions body "
        "mentions quotations events figures"
    )
    assert set(article) >= set(keys.split())
    assert article["headline"] == "Norvik closes its harbour"
    assert (article["published"], article["precision"]) == ("2031-04-02", "day")
    for mention in article["mentions"]:
        assert article["body"][mention["start"] : mention["end"]] == mention["text"]
    assert any(mention["name"] == "Ána Holtberg" for mention in article["mentions"])


def test_json_lines_keep_their_text_and_their_id(archive: Path) -> None:
    article = newsreader("show", story_id(archive, "exactly"), "--json", "--archive", archive).json
    assert article["body"] == "Kept  exactly\tas *it* is."
    assert article["origin_id"] == "nd-1"


def test_an_id_may_be_shortened(archive: Path) -> None:
    full = story_id(archive, "mayor")
    assert newsreader("show", full[:8], "--json", "--archive", archive).json["id"] == full


def test_an_id_that_nothing_has_is_wrong_use(archive: Path) -> None:
    outcome = newsreader("show", "ffffffffffffffff", "--archive", archive)
    assert outcome.status == 2
    assert "ffffffffffffffff" in outcome.err


def test_show_for_a_person_has_headline_source_and_body(archive: Path) -> None:
    out = newsreader("show", story_id(archive, "mayor"), "--archive", archive).out
    assert out.splitlines()[0] == "Norvik closes its harbour"
    assert "Norvik Desk · Wed 2 Apr 2031" in out
    assert "Holtberg gave no reason." in out


# -- actors


def test_actors_are_found_without_their_accents(archive: Path) -> None:
    found = newsreader("actors", "ana", "holtberg", "--json", "--archive", archive).json
    (actor,) = [actor for actor in found if actor["kind"] == "person"]
    assert actor["name"] == "Ána Holtberg"
    assert actor["story_count"] == 2


def test_an_actor_has_a_dossier(archive: Path) -> None:
    dossier = newsreader("actor", "Holtberg", "--json", "--archive", archive).json
    assert dossier["name"] == "Ána Holtberg"
    assert len(dossier["stories"]) == 2
    for name in (
        "aliases",
        "roles",
        "timeline",
        "connections",
        "quotations_by",
        "quotations_about",
        "figures",
    ):
        assert isinstance(dossier[name], list)
    by_id = newsreader("actor", dossier["id"], "--json", "--archive", archive).json
    assert by_id == dossier


def test_a_dossier_for_a_person_reads(archive: Path) -> None:
    out = newsreader("actor", "Holtberg", "--archive", archive).out
    assert out.splitlines()[0] == "Ána Holtberg"
    assert "A festival without music" in out


def test_an_actor_nobody_mentions_is_wrong_use(archive: Path) -> None:
    outcome = newsreader("actor", "Zzyzx", "--archive", archive)
    assert outcome.status == 2
    assert "Zzyzx" in outcome.err


# -- analyse


def lines(outcome: Outcome) -> list[dict[str, object]]:
    return [json.loads(line) for line in outcome.out.splitlines()]


def analysed(*texts: object) -> Outcome:
    given = "".join(json.dumps(text) + "\n" for text in texts)
    return newsreader("analyse", "-", "--jsonl", stdin=given.encode())


def test_analyse_answers_each_line_with_offsets_into_the_text_as_given() -> None:
    text = "  \r\nÁna Holtberg, the mayor of Norvik,\tspoke.\u2028 Holtberg  left.  "
    (line,) = lines(analysed({"id": "x", "text": text, "date": "2031-04-02"}))
    assert set(line) == {"id", "mentions", "quotations", "events", "figures"}
    assert line["id"] == "x"
    assert [text[m["start"] : m["end"]] for m in line["mentions"]] == [
        m["text"] for m in line["mentions"]
    ]
    assert "Ána Holtberg" in [m["name"] for m in line["mentions"]]


def test_analyse_gives_an_actor_one_id_over_all_lines() -> None:
    first, second = lines(
        analysed(
            {"id": 1, "text": "Ána Holtberg, the mayor of Norvik, spoke in Norvik."},
            {"id": 2, "text": "Mayor Ana Holtberg left. Holtberg said nothing."},
        )
    )
    ids = {
        m["actor"] for line in (first, second) for m in line["mentions"] if m["kind"] == "person"
    }
    assert len(ids) == 1


def test_analyse_names_bad_lines_and_goes_on() -> None:
    given = (
        b'{"id": 1, "text": "One."}\nnot json\n{"id": 2}\n[1]\n\xff\n{"id": 3, "text": "Three."}\n'
    )
    outcome = newsreader("analyse", "--jsonl", stdin=given)
    assert outcome.status == 1
    assert [line["id"] for line in lines(outcome)] == [1, 3]
    for number in (2, 3, 4, 5):
        assert f"standard input, line {number}:" in outcome.err


@pytest.mark.parametrize(
    "line",
    [
        '{"id": 1e999, "text": "x"}',
        '{"id": NaN, "text": "x"}',
        '{"id": true, "text": "x"}',
        '{"id": null, "text": "x"}',
        '{"text": "x"}',
        '{"id": 1, "text": null}',
        "[" * 100_000,
        '{"id": ' + "9" * 5000 + ', "text": "x"}',
    ],
)
def test_analyse_of_a_line_that_cannot_be_answered_is_named(line: str) -> None:
    outcome = newsreader("analyse", "--jsonl", stdin=line.encode())
    assert (outcome.status, outcome.out) == (1, "")
    assert "line 1:" in outcome.err
    assert "unforeseen" not in outcome.err


def test_analyse_takes_any_text_that_json_can_spell() -> None:
    (line,) = lines(
        analysed({"id": "", "text": "\ud800 \x00 \x1b[31m \u202e Ána\udfff Holtberg \ufffe"})
    )
    assert line["id"] == ""


def test_analyse_reads_files_and_names_those_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "texts.jsonl").write_text('{"id": "a", "text": "Text."}', encoding="utf-8-sig")
    outcome = newsreader("analyse", tmp_path / "none.jsonl", tmp_path / "texts.jsonl", "--jsonl")
    assert outcome.status == 1
    assert [line["id"] for line in lines(outcome)] == ["a"]
    assert "none.jsonl" in outcome.err


def test_analyse_of_a_plain_text_says_once_what_to_give(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("The harbour is closed.\n" * 300)
    outcome = newsreader("analyse", tmp_path / "notes.txt", "-", stdin=b'{"id": 1, "text": "One."}')
    assert outcome.status == 1
    (told,) = [line for line in outcome.err.splitlines() if line.startswith("newsreader: ")]
    assert "notes.txt is not JSON lines" in told
    assert outcome.out


def test_analyse_names_bad_lines_before_the_first_good_one() -> None:
    outcome = newsreader("analyse", "--jsonl", stdin=b'one\ntwo\n{"id": 1, "text": "Three."}\n')
    assert "line 1:" in outcome.err
    assert "line 2:" in outcome.err
    assert len(lines(outcome)) == 1


def test_the_place_of_a_mistake_in_json_is_told_in_plain_words() -> None:
    outcome = newsreader("analyse", stdin=b'{"id": 1, "text": "a\tb"}\n')
    assert "character at column" in outcome.err


@pytest.mark.parametrize("words", [("authorities", "check"), ("judgements", "list")])
def test_the_archive_may_be_named_between_the_words_of_a_command(
    archive: Path, words: tuple[str, str]
) -> None:
    assert newsreader(words[0], "--archive", archive, words[1], "--json").status == 0


def test_a_word_of_another_beginning_is_not_suggested(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("A story\n\nIt is about a harbour.\n")
    newsreader("import", tmp_path / "story.txt", "--archive", tmp_path / "there")
    assert "about" not in newsreader("search", "labour", "--archive", tmp_path / "there").err
    assert "about" in newsreader("search", "abuot", "--archive", tmp_path / "there").err


def test_analyse_of_nothing_answers_nothing() -> None:
    outcome = newsreader("analyse", "--jsonl")
    assert (outcome.status, outcome.out) == (0, "")


def test_analyse_says_when_a_date_cannot_be_read_and_analyses_all_the_same() -> None:
    outcome = analysed({"id": 1, "text": "Text.", "date": "the other day"})
    assert outcome.status == 1
    assert "line 1" in outcome.err
    assert len(lines(outcome)) == 1


def test_analyse_goes_by_authority_files(tmp_path: Path) -> None:
    people = tmp_path / "own" / "people.csv"
    people.parent.mkdir()
    people.write_text("name,kind,aliases,wikidata\nZeno Kvistorp,person,Baldur Hask,Q42\nX,cat,,\n")
    (tmp_path / "texts.jsonl").write_text('{"id": 1, "text": "Baldur Hask left. Hask slept."}\n')
    for given in (people, people.parent):
        outcome = newsreader("analyse", tmp_path / "texts.jsonl", "--jsonl", "--authorities", given)
        (line,) = lines(outcome)
        assert {m["name"] for m in line["mentions"]} == {"Zeno Kvistorp"}
        assert f"1 mistake: newsreader authorities check {given}" in outcome.err
    outcome = newsreader("authorities", "check", people.parent)
    assert (outcome.status, "line 3: “cat” is no kind" in outcome.err) == (1, True)


@pytest.mark.parametrize("command", [("analyse", "--authorities"), ("authorities", "check")])
def test_authority_files_that_are_none_are_wrong_use(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "people.txt").write_text("Zeno")
    for path in (tmp_path, tmp_path / "people.txt", tmp_path / "none"):
        outcome = newsreader(*command, path)
        assert (outcome.status, outcome.out) == (2, "")
        assert str(path) in outcome.err


def test_analyse_takes_the_authority_files_of_the_settings(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    people = tmp_path / "newsreader" / "authorities" / "people.csv"
    people.parent.mkdir(parents=True)
    people.write_text("name,kind,aliases\nZeno Kvistorp,person,Baldur Hask\n")
    (line,) = lines(analysed({"id": 1, "text": "Baldur Hask left."}))
    assert [m["name"] for m in line["mentions"]] == ["Zeno Kvistorp"]


# -- export


def test_an_export_imported_elsewhere_gives_the_same_articles(
    tmp_path: Path, archive: Path
) -> None:
    target = tmp_path / "all.jsonl"
    outcome = newsreader("export", "--format", "jsonl", "-o", target, "--archive", archive)
    assert outcome.status == 0
    assert newsreader("import", target, "--archive", tmp_path / "b").status == 0
    of_reading = {"mentions", "quotations", "events", "figures", "read", "starred", "tags"}
    of_import = {"origin", "imported"}
    before = [json.loads(line) for line in target.read_text().splitlines()]
    again = newsreader("export", "--format", "jsonl", "--archive", tmp_path / "b")
    after = {article["id"]: article for article in lines(again)}
    assert len(before) == len(after) == 4
    for article in before:
        for key in article.keys() - of_reading - of_import:
            assert after[article["id"]][key] == article[key], key


def test_the_lines_of_an_export_are_what_show_prints(archive: Path) -> None:
    exported = newsreader("export", "--format", "jsonl", "mayor", "--archive", archive)
    shown = newsreader("show", story_id(archive, "mayor"), "--json", "--archive", archive)
    assert exported.out == shown.out


def test_markdown_exported_and_imported_elsewhere_is_the_same_story(
    tmp_path: Path, archive: Path
) -> None:
    newsreader("export", "--format", "markdown", "-o", tmp_path / "md", "--archive", archive)
    assert len(list((tmp_path / "md").iterdir())) == 4
    newsreader("import", tmp_path / "md", "--archive", tmp_path / "b")
    full = story_id(archive, "mayor")
    assert newsreader("show", full, "--archive", tmp_path / "b").status == 0


def test_csv_goes_to_a_pipe_as_rfc_4180_has_it(archive: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tui", "export", "--format", "csv", "--archive", str(archive)],
        capture_output=True,
        cwd=ROOT,
        env=environment({"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    )
    assert done.stdout.count(b"\r\n") == 5
    assert "Ána Holtberg" in done.stdout.decode("utf-8")


def test_an_export_never_writes_over_a_file_unasked(tmp_path: Path, archive: Path) -> None:
    target = tmp_path / "x.csv"
    target.write_text("mine")
    outcome = newsreader("export", "--format", "csv", "-o", target, "--archive", archive)
    assert outcome.status == 2
    assert "--force" in outcome.err
    assert target.read_text() == "mine"
    assert (
        newsreader(
            "export", "--format", "csv", "-o", target, "--force", "--archive", archive
        ).status
        == 0
    )
    assert target.read_text() != "mine"


def test_markdown_cannot_go_to_standard_output(archive: Path) -> None:
    outcome = newsreader("export", "--format", "markdown", "--archive", archive)
    assert outcome.status == 2
    assert "-o" in outcome.err


@pytest.mark.parametrize("form", ["pdf", "xml"])
def test_a_format_that_does_not_exist_is_wrong_use_that_says_which_do(
    archive: Path, form: str
) -> None:
    outcome = newsreader("export", "--format", form, "--archive", archive)
    assert outcome.status == 2
    assert "markdown" in outcome.err


# -- upkeep


def test_check_finds_all_well(archive: Path) -> None:
    outcome = newsreader("check", "--json", "--archive", archive)
    assert outcome.status == 0
    assert outcome.json["articles"] == 4
    assert outcome.json["problems"] == []


def test_reindex_indexes_every_story(archive: Path) -> None:
    assert newsreader("reindex", "--json", "--archive", archive).json == {"indexed": 4}


def test_config_prints_the_path_and_checks_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "newsreader"
    folder.mkdir()
    (folder / "config.toml").write_text("measure = 1\n")
    outcome = newsreader("config", env={"XDG_CONFIG_HOME": str(tmp_path)})
    assert outcome.status == 2
    assert str(folder / "config.toml") in outcome.out
    assert "line 1: measure" in outcome.err


# -- streams and signals


def test_what_nobody_foresaw_is_still_a_sentence(
    monkeypatch: pytest.MonkeyPatch, archive: Path
) -> None:
    def broken(*_arguments: object, **_options: object) -> None:
        raise RuntimeError("out of \x1b[31mluck")

    monkeypatch.setattr("index.Archive.stories", broken)
    outcome = newsreader("search", "x", "--archive", archive)
    assert outcome.status == 1
    assert "RuntimeError" in outcome.err
    assert "Traceback" not in outcome.err
    assert "\x1b" not in outcome.err


def test_a_reader_that_stops_early_is_no_error(archive: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "tui",
        "export",
        "--format",
        "jsonl",
        "--archive",
        str(archive),
    ]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment(), cwd=ROOT
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""


def test_interrupting_is_quiet() -> None:
    # analyse waits for its standard input; the answer to the first line says that it has started.
    with subprocess.Popen(
        [sys.executable, "-m", "tui", "analyse", "--jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        cwd=ROOT,
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdin.write(b'{"id": 1, "text": "Text."}\n')
        process.stdin.flush()
        assert select.select([process.stdout], [], [], 30)[0]
        process.send_signal(signal.SIGINT)
        assert process.stderr.read().strip() == b""
        assert process.wait(timeout=10) == 130


def test_no_escape_in_an_article_reaches_a_terminal(tmp_path: Path) -> None:
    hostile = "A\x1b]0;owned\x07 harbour\x1b[31m \x9b31m \u202e closes"
    story = {
        "id": "h",
        "headline": hostile,
        "source": hostile,
        "text": f"{hostile}. Ána\x1b[5m Holt.",
    }
    (tmp_path / "hostile.jsonl").write_text(json.dumps(story) + "\n", encoding="utf-8")
    archive = tmp_path / "a"
    newsreader("import", tmp_path / "hostile.jsonl", "--archive", archive)
    name = story_id(archive, "harbour")
    for command in (
        ["search", "harbour"],
        ["show", name],
        ["show", name, "--json"],
        ["actors"],
        ["export", "--format", "csv"],
    ):
        status, written = at_terminal(
            [*command, "--archive", str(archive)], env={"TERM": "xterm", "NO_COLOR": "1"}
        )
        assert status == 0
        text = written.decode().replace("\x1b[1m", "").replace("\x1b[22m", "")
        for sign in ("\x1b", "\x07", "\x9b", "\u202e"):
            assert sign not in text, command


def at_terminal(arguments: Sequence[str], *, env: Mapping[str, str]) -> tuple[int, bytes]:
    """Run newsreader with a terminal as its input and output; return its status and what it wrote."""
    here, there = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "tui", *arguments],
        stdin=there,
        stdout=there,
        stderr=there,
        env=environment(env),
        cwd=ROOT,
        start_new_session=True,
    )
    os.close(there)
    written = b""
    while True:
        try:
            piece = os.read(here, 65536)
        except OSError:
            break
        if not piece:
            break
        written += piece
    os.close(here)
    return process.wait(timeout=60), written
