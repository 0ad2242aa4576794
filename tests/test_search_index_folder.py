"""The index on disk: what it survives, what it refuses, and who may use it at once."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from contextlib import closing
from datetime import date

import pytest

from index import Archive
from index.errors import ArchiveError
from index.model import Order
from index.search.engine import IndexBusyError, IndexDamagedError, IndexDocument
from index.search.index_contents import open_segment, read_contents
from index.search.parser import parse
from index.search.posting_files import ACTORS_FIELD
from index.search.query import Everything, Phrase, Word
from index.search.whoosh_engine import WhooshEngine
from index.storage.schema import DATABASE_NAME

TODAY = date(2025, 1, 15)


def story(row, body="rain over Quito"):
    return IndexDocument(row, "", body)


def count(engine, word="rain"):
    return engine.search(Word(word), limit=1, order=Order.RELEVANCE).total


def run(code, folder, *arguments):
    return subprocess.Popen(
        [sys.executable, "-W", "error::SyntaxWarning", "-c", textwrap.dedent(code), str(folder)]
        + [str(argument) for argument in arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


OTHER_WRITER = """
    import sys, time
    from pathlib import Path
    from index.search.engine import IndexDocument
    from index.search.whoosh_engine import WhooshEngine

    def slowly():
        yield IndexDocument(100, "", "snow")
        print("writing", flush=True)
        time.sleep(float(sys.argv[2]))
        yield IndexDocument(101, "", "snow")

    WhooshEngine(Path(sys.argv[1])).add(slowly())
"""

ENDLESS_WRITER = """
    import itertools, sys
    from pathlib import Path
    from index.search.engine import IndexDocument
    from index.search.whoosh_engine import WhooshEngine

    engine = WhooshEngine(Path(sys.argv[1]))
    print("writing", flush=True)
    for turn in itertools.count():
        engine.add(IndexDocument(row, "", f"rain turn{turn}") for row in range(20))
"""


def test_what_was_added_is_there_when_opened_again(tmp_path):
    engine = WhooshEngine.create(tmp_path)
    engine.add([story(1)])
    engine.close()
    assert count(WhooshEngine(tmp_path)) == 1


def test_create_makes_the_folder_and_empties_it(tmp_path):
    folder = tmp_path / "deep" / "index"
    WhooshEngine.create(folder).add([story(1)])
    engine = WhooshEngine.create(folder)
    assert engine.document_count() == 0


def test_create_leaves_other_files_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    WhooshEngine.create(tmp_path)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_a_missing_folder_is_damage(tmp_path):
    with pytest.raises(IndexDamagedError, match="newsreader reindex"):
        WhooshEngine(tmp_path / "nowhere")


def test_an_empty_folder_is_damage(tmp_path):
    with pytest.raises(IndexDamagedError):
        WhooshEngine(tmp_path)


def test_a_file_in_place_of_the_folder_is_damage(tmp_path):
    (tmp_path / "index").write_text("")
    with pytest.raises(IndexDamagedError):
        WhooshEngine(tmp_path / "index")


def test_another_version_of_the_schema_is_damage(tmp_path):
    WhooshEngine.create(tmp_path).add([story(1)])
    for path in list(tmp_path.iterdir()):
        path.rename(path.with_name(path.name.replace("newsreader", "newsreader9")))
    with pytest.raises(IndexDamagedError):
        WhooshEngine(tmp_path)


@pytest.mark.parametrize("kind", ["toc", "seg"])
@pytest.mark.parametrize("harm", ["gone", "empty", "half", "garbage"])
def test_a_harmed_file_is_damage_and_never_anything_else(tmp_path, kind, harm):
    engine = WhooshEngine.create(tmp_path)
    engine.add(story(row, f"rain number{row} in Quito") for row in range(300))
    engine.close()
    (path,) = tmp_path.glob(f"*.{kind}")
    content = path.read_bytes()
    if harm == "gone":
        path.unlink()
    else:
        chance = random.Random(1)
        harmed = {"empty": b"", "half": content[: len(content) // 2]}
        path.write_bytes(harmed.get(harm, chance.randbytes(len(content))))
    with pytest.raises(IndexDamagedError):
        WhooshEngine(tmp_path)


def test_bytes_changed_anywhere_bring_damage_or_an_answer(tmp_path):
    engine = WhooshEngine.create(tmp_path)
    engine.add(story(row, f"rain number{row} in Quito") for row in range(300))
    engine.close()
    (path,) = tmp_path.glob("*.seg")
    content = path.read_bytes()
    chance = random.Random(2)
    for _ in range(40):
        at = chance.randrange(len(content) - 64)
        path.write_bytes(content[:at] + chance.randbytes(64) + content[at + 64 :])
        try:
            engine = WhooshEngine(tmp_path)
            for query in (
                Word("rain"),
                Phrase(("rain", "number7")),
                parse("number* -rain", today=TODAY),
            ):
                for order in Order:
                    engine.search(query, limit=5, order=order)
            engine.suggest("rian")
        except IndexDamagedError:
            continue


def test_a_damaged_index_is_made_anew(tmp_path):
    WhooshEngine.create(tmp_path).add([story(1)])
    for path in tmp_path.iterdir():
        path.write_bytes(b"garbage")
    engine = WhooshEngine.create(tmp_path)
    engine.add([story(2)])
    assert count(engine) == 1


def test_a_writer_killed_at_any_moment_leaves_an_index_that_opens(tmp_path):
    WhooshEngine.create(tmp_path).close()
    for turn in range(6):
        child = run(ENDLESS_WRITER, tmp_path)
        assert child.stdout is not None
        assert child.stdout.readline() == "writing\n"
        time.sleep(0.03 + 0.05 * turn)
        child.send_signal(signal.SIGKILL)
        child.communicate()
        engine = WhooshEngine(tmp_path, wait=5)
        # A commit is there as a whole or not at all.
        assert engine.document_count() in (0, 20)
        engine.delete(range(20))
        engine.close()


def test_a_killed_writer_leaves_nothing_behind_for_long(tmp_path):
    engine = WhooshEngine.create(tmp_path)
    engine.add([story(1)])
    tidy = {path.suffix for path in tmp_path.rglob("*")}
    child = run(OTHER_WRITER, tmp_path, 60)
    assert child.stdout is not None
    assert child.stdout.readline() == "writing\n"
    child.kill()
    child.communicate()
    engine.add([story(2)])
    assert {path.suffix for path in tmp_path.rglob("*")} == tidy
    assert len(list(tmp_path.glob("*.toc"))) == 1


def test_another_writer_is_waited_for(tmp_path):
    engine = WhooshEngine.create(tmp_path, wait=30)
    child = run(OTHER_WRITER, tmp_path, 0.3)
    assert child.stdout is not None
    assert child.stdout.readline() == "writing\n"
    engine.add([story(1)])
    child.communicate()
    assert (count(engine), count(engine, "snow")) == (1, 2)


def test_another_writer_that_does_not_finish_is_reported(tmp_path):
    engine = WhooshEngine.create(tmp_path, wait=0.1)
    child = run(OTHER_WRITER, tmp_path, 60)
    try:
        assert child.stdout is not None
        assert child.stdout.readline() == "writing\n"
        with pytest.raises(IndexBusyError, match="Another newsreader is writing"):
            engine.add([story(1)])
        with pytest.raises(IndexBusyError):
            WhooshEngine.create(tmp_path, wait=0.1)
        assert engine.document_count() == 0
    finally:
        child.kill()
        child.communicate()


def test_refresh_shows_what_another_process_wrote(tmp_path):
    engine = WhooshEngine.create(tmp_path)
    child = run(OTHER_WRITER, tmp_path, 0)
    _, complaints = child.communicate()
    assert complaints == ""
    assert count(engine, "snow") == 0
    engine.refresh()
    assert count(engine, "snow") == 2


def test_an_open_engine_goes_on_while_another_commits_and_deletes(tmp_path):
    reader = WhooshEngine.create(tmp_path)
    reader.add([story(1)])
    writer = WhooshEngine(tmp_path)
    for row in range(2, 30):
        writer.add([story(row)])
    assert count(reader) == 1
    reader.refresh()
    assert count(reader) == 29


def test_documents_that_fail_half_way_leave_nothing(tmp_path):
    engine = WhooshEngine.create(tmp_path)
    engine.add([story(1)])

    def failing():
        yield story(2)
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        engine.add(failing())
    engine.add([story(3)])
    found = engine.search(Everything(), limit=9, order=Order.DATE)
    assert [hit.row for hit in found.hits] == [1, 3]


def test_segments_stay_few_and_small_commits_stay_small(tmp_path):
    engine = WhooshEngine.create(tmp_path)
    engine.add(story(row) for row in range(3000))
    (large,) = tmp_path.glob("*.seg")
    for row in range(3000, 3060):
        engine.add([story(row)])
        assert large.exists()
    assert len(list(tmp_path.glob("*.seg"))) < 20
    assert count(engine) == 3060


def test_a_segment_whose_stories_are_all_gone_goes(tmp_path):
    engine = WhooshEngine.create(tmp_path)
    engine.add([story(1)])
    engine.add([story(2)])
    engine.delete([1])
    engine.add([story(3)])
    assert len(list(tmp_path.glob("*.seg"))) == 2


def test_the_text_itself_is_not_kept(tmp_path):
    engine = WhooshEngine.create(tmp_path)
    engine.add([story(1, "Zanzibarian Quetzalcoatlus rain")])
    kept = b"".join(path.read_bytes() for path in tmp_path.glob("*.seg"))
    assert b"Zanzibarian Quetzalcoatlus" not in kept


@pytest.fixture
def read_only(tmp_path):
    WhooshEngine.create(tmp_path).add([story(1)])
    for path in (*tmp_path.iterdir(), tmp_path):
        path.chmod(path.stat().st_mode & ~0o222)
    yield tmp_path
    for path in (tmp_path, *tmp_path.iterdir()):
        path.chmod(path.stat().st_mode | 0o200)


def test_a_read_only_folder_can_be_searched(read_only):
    assert count(WhooshEngine(read_only)) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_cannot_be_written(read_only):
    with pytest.raises(ArchiveError, match="cannot be written"):
        WhooshEngine(read_only).add([story(2)])


def test_whoosh_is_imported_only_when_an_engine_is_made():
    code = "import sys, index.search.whoosh_engine; sys.exit('whoosh' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_stories_the_database_lacks_are_not_found(tmp_path):
    stories = tmp_path / "stories.jsonl"
    stories.write_text("".join(f'{{"text": "Rain fell {n} times."}}\n' for n in range(3)))
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([stories])
        assert archive.stories("rain").total == 3
    # As if an older copy of the database had been put back.
    with closing(sqlite3.connect(tmp_path / "archive" / DATABASE_NAME)) as database, database:
        database.execute("DELETE FROM articles WHERE row = 2")
    with Archive.open(tmp_path / "archive") as archive:
        assert archive.stories("rain").total == 2


def test_the_actors_of_a_story_are_in_the_index(tmp_path):
    stories = tmp_path / "stories.jsonl"
    stories.write_text('{"text": "Keir Starmer met Emmanuel Macron in Paris on Monday."}')
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([stories])
        archive.stories("paris")
        known = {actor.id for actor in archive.actors()}
    index = tmp_path / "archive" / "index"
    (entry,) = read_contents(index).segments
    actors = open_segment(index, entry).field(ACTORS_FIELD)
    assert {actors.term(number).decode() for number in range(actors.count)} == known


def test_a_check_finds_a_single_wrong_byte_and_mends_it(tmp_path):
    stories = tmp_path / "stories.jsonl"
    stories.write_text('{"text": "Rain fell on Laria."}')
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([stories])
    (path,) = (tmp_path / "archive" / "index").glob("*.seg")
    content = bytearray(path.read_bytes())
    content[content.index(b"laria")] ^= 1
    path.write_bytes(content)
    with Archive.open(tmp_path / "archive") as archive:
        assert "made anew from 1 story" in " ".join(archive.check().mended)
        assert archive.stories("laria").total == 1
        assert archive.check().mended == ()


@pytest.mark.parametrize("harm", ["shorter", "gone"])
def test_a_damaged_index_costs_a_line_and_no_answer(tmp_path, harm):
    stories = tmp_path / "stories.jsonl"
    stories.write_text('{"headline": "Laria", "text": "Rain fell on the harbour."}')
    folder = tmp_path / "archive"
    with Archive.open(folder) as archive:
        archive.import_paths([stories])
    (path,) = (folder / "index").glob("*.seg")
    if harm == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])
    command = [sys.executable, "-m", "tui", "--archive", str(folder), "search", "harbour"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Laria" in done.stdout
    (told, _count) = done.stderr.splitlines()
    assert "made anew from 1 story" in told
