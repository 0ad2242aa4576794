"""The archive when things go wrong around it: other processes, odd names, lost files, workers that die."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from index import Archive
from index.errors import ArchiveError, NewsreaderError, NotFoundError
from index.model import ImportProgress


def stories(word: str, count: int) -> list[dict[str, str]]:
    return [
        {"text": f"Story number {n} from Brevia: Anna Brandt met Carl Holm about the {word}."}
        for n in range(count)
    ]


def write(path: Path, lines: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


@pytest.fixture
def archive(tmp_path: Path):
    with Archive.open(tmp_path / "archive") as opened:
        opened.import_paths([write(tmp_path / "first.jsonl", stories("weather", 5))])
        yield opened


# -- the index, with another process at work


def test_stories_imported_during_a_reindex_are_found(archive, tmp_path):
    """An import during a reindex is refused, or what it adds is found; it is never lost to search."""
    more = write(tmp_path / "more.jsonl", stories("zebra", 3))
    added: list[int] = []

    def import_too(_done: int, _total: int) -> None:
        if not added:
            added.append(0)
            with Archive.open(archive.folder) as importer:
                try:
                    added[0] = importer.import_paths([more]).added
                except ArchiveError:
                    return

    archive.reindex(import_too)
    with Archive.open(archive.folder) as after:
        assert after.stories("zebra").total == added[0]


def test_reindex_during_an_import_does_not_end_the_import(archive, tmp_path, monkeypatch):
    documents = archive._index._documents

    def reindexed_meanwhile(rows):
        # Asked for while the importer has its writer open.
        with Archive.open(archive.folder) as other, suppress(ArchiveError):
            other.reindex()
        yield from documents(rows)

    monkeypatch.setattr(archive._index, "_documents", reindexed_meanwhile)
    more = write(tmp_path / "more.jsonl", stories("zebra", 40))
    assert archive.import_paths([more]).added == 40
    with Archive.open(archive.folder) as after:
        assert after.stories("zebra").total == 40


def test_open_reader_sees_what_was_imported_after_a_reindex(archive, tmp_path):
    for n in range(2):
        archive.import_paths([write(tmp_path / f"{n}.jsonl", stories(f"word{n}", 1))])
    with Archive.open(archive.folder) as reader:
        assert reader.stories("brandt").total == 7
        archive.reindex()
        # As many commits as there were before: the new index has reached the old one's generation.
        for n in range(2):
            archive.import_paths([write(tmp_path / f"z{n}.jsonl", stories(f"zebra z{n}", 1))])
            assert archive.stories("zebra").total == n + 1
        assert reader.stories("zebra").total == 2


def test_index_lost_while_open_is_made_anew(archive):
    assert archive.stories("brandt").total == 5
    shutil.rmtree(archive.folder / "index")
    assert archive.stories("brandt").total == 5


def test_generation_moves_on_once_imported_stories_can_be_searched(archive, tmp_path, monkeypatch):
    """A reader that looks again whenever the generation grows sees in the end what can be found."""
    seen: list[tuple[int, int]] = []
    catch_up = archive._index.catch_up_or_say
    with Archive.open(archive.folder) as reader:
        reader.stories("zebra")

        def watched() -> None:
            seen.append((reader.generation(), reader.stories("zebra").total))
            catch_up()
            seen.append((reader.generation(), reader.stories("zebra").total))

        monkeypatch.setattr(archive._index, "catch_up_or_say", watched)
        archive.import_paths([write(tmp_path / "more.jsonl", stories("zebra", 3))])
    assert seen
    for (before, found_before), (after, found_after) in zip(seen[::2], seen[1::2], strict=True):
        assert found_before == found_after or after > before


# -- imports that end early


def test_names_left_open_are_linked_although_the_import_was_stopped(tmp_path):
    early = {
        "text": "In the harbour Ferreiro waited. Then Ferreiro spoke to Minister Ferreiro's staff."
    }
    later = [
        {"text": f"Íñigo Ferreiro of Portugal met Anna Brandt in Lisbon on day {n}. Ferreiro left."}
        for n in range(100)
    ]
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([write(tmp_path / "early.jsonl", [early])])
        path = write(tmp_path / "later.jsonl", later)
        told: list[int] = []
        stopped = archive.import_paths(
            [path],
            on_progress=lambda progress: told.append(progress.added),
            cancelled=lambda: bool(told and told[-1] > 0),
        )
        assert stopped.cancelled
        archive.import_paths([path])
        assert archive.actor("Íñigo Ferreiro").stories == 101


def test_import_goes_on_without_worker_processes_that_die(archive, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    more = write(tmp_path / "more.jsonl", stories("zebra", 600))
    killed: list[int] = []

    def kill(progress: ImportProgress) -> None:
        # One at first, then all that are left.
        for worker in multiprocessing.active_children()[: 1 if progress.added < 200 else None]:
            if progress.added and worker.pid is not None and len(killed) < 3:
                os.kill(worker.pid, signal.SIGKILL)
                killed.append(worker.pid)

    report = archive.import_paths([more], on_progress=kill)
    assert (report.added, report.failures) == (600, ())
    assert killed
    assert [archive.stories("zebra").total, archive.check().problems] == [600, ()]


def test_processes_are_renewed_and_lose_nothing(archive, tmp_path, monkeypatch):
    from index import analysers

    monkeypatch.setattr(os, "cpu_count", lambda: 3)
    monkeypatch.setattr(analysers, "_RENEWED_AFTER", 2)
    more = write(tmp_path / "more.jsonl", stories("zebra", 800))
    seen: set[int | None] = set()

    def look(_progress: ImportProgress) -> None:
        seen.update(worker.pid for worker in multiprocessing.active_children())

    assert archive.import_paths([more], on_progress=look).added == 800
    assert len(seen) > 4
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("step", ["read", "signature"])
def test_article_that_cannot_be_analysed_does_not_end_the_import(
    archive, tmp_path, monkeypatch, step
):
    from index import analysers

    working = getattr(analysers, step)

    def failing(*texts: object, **options):
        if any("number 1 " in str(text) for text in texts):
            raise RecursionError
        return working(*texts, **options)

    monkeypatch.setattr(analysers, step, failing)
    report = archive.import_paths([write(tmp_path / "more.jsonl", stories("zebra", 3))])
    assert report.added == 3
    assert [failure.reason for failure in report.failures] == [
        "was imported, but its actors could not be read (RecursionError)"
    ]


def test_folders_nested_very_deeply_are_no_crash(archive, tmp_path):
    depth = 1_200
    here = Path.cwd()
    # Step by step: the whole path is too long for the system, and shutil.rmtree recurses.
    try:
        os.chdir(tmp_path)
        for _ in range(depth):
            os.mkdir("d")  # noqa: PTH102
            os.chdir("d")
        os.chdir(tmp_path)
        report = archive.import_paths([tmp_path / "d"])
    finally:
        os.chdir(tmp_path)
        for _ in range(depth):
            os.chdir("d")
        for _ in range(depth):
            os.chdir("..")
            os.rmdir("d")  # noqa: PTH106
        os.chdir(here)
    assert report.added == 0


# -- names and arguments that are not text


def test_archive_folder_with_a_name_that_is_not_utf8(tmp_path):
    with Archive.open(Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9"))) as archive:
        assert archive.count() == (0, 0)


def test_archive_folder_with_two_slashes_before_it(tmp_path):
    with Archive.open(Path(f"/{tmp_path}/archive")) as archive:
        assert archive.count() == (0, 0)


@pytest.mark.parametrize("wrong", ["\udcff", "ab\ud800"])
def test_id_that_is_not_text_is_not_found(archive, wrong):
    with pytest.raises(NotFoundError):
        archive.article(wrong)


def test_tag_that_is_not_text_finds_nothing(archive):
    assert archive.stories("tag:x\udcff").total == 0


def test_tag_that_is_not_text_is_refused_or_kept(archive):
    with suppress(NewsreaderError):
        archive.add_tag(archive.stories().rows(0, 1)[0].id, "x\udcff")


def test_search_name_that_is_not_text_is_refused_or_kept(archive):
    with suppress(NewsreaderError):
        archive.save_search("x\udcff", "harvest")


def test_very_long_actor_name_is_merely_not_known(archive):
    assert archive.actors(" ".join(f"word{n}" for n in range(600))) == ()


# -- the database


def test_change_in_a_new_thread_of_an_archive_that_is_gone_is_told_in_words(archive):
    article = archive.stories().rows(0, 1)[0].id
    (archive.folder / "newsreader.sqlite3").rename(archive.folder / "elsewhere")
    errors: list[BaseException] = []

    def star() -> None:
        try:
            archive.set_starred(article, True)
        except BaseException as error:
            errors.append(error)

    thread = threading.Thread(target=star)
    thread.start()
    thread.join()
    assert [type(error) for error in errors] == [ArchiveError]


def test_lock_that_is_no_lock_is_told_in_words(archive, tmp_path):
    lock = archive.folder / "importing.lock"
    lock.unlink(missing_ok=True)
    lock.write_bytes(b"not a database " * 500)
    with suppress(ArchiveError):
        archive.import_paths([tmp_path / "first.jsonl"])


def test_threads_that_have_ended_leave_no_files_open(archive):
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("the open files cannot be counted here")
    before = len(list(descriptors.iterdir()))
    for _ in range(50):
        thread = threading.Thread(target=archive.count)
        thread.start()
        thread.join()
    assert len(list(descriptors.iterdir())) < before + 50


# -- actors and time


def test_actor_called_exactly_so_is_found_among_many_that_begin_so(tmp_path):
    syllables = ["bal", "bor", "dal", "dor", "fal", "fen", "gal", "gor", "hal", "hor"]
    many = [
        f"Minister Lina {(first + second).capitalize()} spoke. Lina {(first + second).capitalize()} left."
        for first in syllables
        for second in syllables[:7]
    ]
    path = write(
        tmp_path / "many.jsonl",
        [{"text": text} for text in [*many, "President Otto Lin spoke in Lisbon."]],
    )
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([path])
        assert archive.actor("Lin").name == "Otto Lin"


def test_country_known_by_its_adjective_alone_is_found_by_its_name(tmp_path):
    text = "Nigerien troops stayed. Then Nigeria and again Nigeria sent an envoy."
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([write(tmp_path / "one.jsonl", [{"text": text}])])
        assert archive.actor("Niger").name == "Niger"


def test_spread_over_time_is_the_same_for_all_stories_and_for_a_search(tmp_path):
    lines = [
        {"text": f"A telegram about the moon, sent {when}.", "published": when}
        for when in ("1969-12-31", "1969-12-31T12:00:00Z", "1970-01-01T01:00:00Z")
    ]
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([write(tmp_path / "old.jsonl", lines)])
        assert archive.stories().histogram(5) == archive.stories("telegram").histogram(5)
