"""``kill -9`` at fifty random moments: afterwards the archive is whole, and work goes on where it stopped."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Archive
from index.model import Verdict

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there is no kill -9 here")

BEFORE, AFTER = 12, 14
KEPT = "kept-by-the-reader"


def stories(first: int, count: int) -> str:
    lines = [
        {
            "headline": f"Bridge {n} opens in Brevia",
            "published": f"2024-03-{1 + n % 28:02}",
            "text": f"Minister Anna Brandt of Portugal met Carl Holm on bridge number {n}. "
            f"“It stands,” said Brandt. Holm left for Spain in {2000 + n}.",
        }
        for n in range(first, first + count)
    ]
    return "".join(json.dumps(line) + "\n" for line in lines)


# -- what is killed: each runs in a process of its own


def import_more(folder: Path) -> None:
    with Archive.open(folder) as archive:
        archive.import_paths([folder.parent / "more.jsonl"])


def reindex(folder: Path) -> None:
    with Archive.open(folder) as archive:
        archive.reindex()


def mark(folder: Path) -> None:
    with Archive.open(folder) as archive:
        for story in archive.stories().rows(0, BEFORE):
            archive.add_tag(story.id, "new")
            archive.set_starred(story.id, True)
            archive.set_read(story.id, True)


def judge(folder: Path) -> None:
    with Archive.open(folder) as archive:
        for _ in range(4):
            archive.judgements.same("Carl Holm", "Spain")
            archive.judgements.undo()
        archive.judgements.same("Carl Holm", "Spain")


def _signalled(work: Callable[[Path], None], folder: Path, begun: multiprocessing.Event) -> None:  # type: ignore[valid-type]
    begun.set()
    work(folder)


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive with some stories and what a reader did to them; another file waits to be imported."""
    folder = tmp_path_factory.mktemp("before")
    (folder / "first.jsonl").write_text(stories(0, BEFORE), "utf-8")
    (folder / "more.jsonl").write_text(stories(BEFORE, AFTER), "utf-8")
    with Archive.open(folder / "archive") as archive:
        archive.import_paths([folder / "first.jsonl"])
        for story in archive.stories().rows(0, BEFORE):
            archive.add_tag(story.id, KEPT)
        archive.set_starred(story.id, True)
        archive.save_search("kept", KEPT)
        archive.judgements.rename("Anna Brandt", "Dr Anna Brandt")
    return folder


class Killed:
    """Runs work in processes of its own, on copies of the archive, and kills it on the way."""

    def __init__(
        self, processes: multiprocessing.context.BaseContext, before: Path, tmp_path: Path
    ) -> None:
        self._processes = processes
        self._before = before
        self._tmp_path = tmp_path

    def _start(self, work: Callable[[Path], None], name: str):
        home = Path(shutil.copytree(self._before, self._tmp_path / name))
        begun = self._processes.Event()
        process = self._processes.Process(
            target=_signalled, args=(work, home / "archive", begun), daemon=True
        )
        process.start()
        assert begun.wait(60)
        return process, home / "archive"

    def whole_time(self, work: Callable[[Path], None]) -> float:
        process, _ = self._start(work, "undisturbed")
        started = time.perf_counter()
        process.join()
        assert process.exitcode == 0
        return time.perf_counter() - started

    def at(self, work: Callable[[Path], None], seconds: float, name: str) -> Path:
        """Return the archive after ``work`` was killed ``seconds`` from its start."""
        process, folder = self._start(work, name)
        process.join(seconds)
        process.kill()
        process.join()
        return folder


@pytest.fixture
def killed(processes, before, tmp_path) -> Killed:
    return Killed(processes, before, tmp_path)


def assert_whole(folder: Path) -> None:
    with Archive.open(folder) as archive:
        assert archive.check().problems == ()
        again = archive.check()
        assert (again.problems, [s for s in again.mended if s not in archive.notices]) == ((), [])
        total = archive.count()[0]
        # Nothing is half there: each story has its text, its actors and its place in the index.
        assert archive.stories("brandt bridge").total == total
        for story in archive.stories().rows(0, total):
            assert archive.analysis(story.id).mentions
            assert "stands" in archive.article(story.id).body
        # Actors are as their mentions say: made one by the judgement or two, and nothing in between.
        linked = Counter(
            mention.actor
            for story in archive.stories().rows(0, total)
            for mention in archive.analysis(story.id).mentions
            if mention.actor
        )
        assert {actor.id: actor.mentions for actor in archive.actors()} == linked
        judged = any(one.verdict is Verdict.SAME for one in archive.judgements.in_force())
        assert (archive.actor("Carl Holm").id == archive.actor("Spain").id) == judged
        # Nothing that was done before is gone, and nobody holds a lock.
        assert archive.stories(f"tag:{KEPT}").total == BEFORE
        assert archive.stories(f"tag:{KEPT} is:starred").total >= 1
        assert [search.name for search in archive.saved_searches()] == ["kept"]
        assert archive.actor("Anna Brandt").name == "Dr Anna Brandt"
        archive.import_paths([folder.parent / "more.jsonl"])
        assert archive.count()[0] == BEFORE + AFTER
        assert archive.stories("bridge").total == BEFORE + AFTER
        assert archive.actor("Anna Brandt").stories == BEFORE + AFTER


@pytest.mark.parametrize(
    ("work", "times"),
    [(import_more, 20), (reindex, 10), (mark, 8), (judge, 12)],
    ids=["import", "reindex", "marks", "merges"],
)
def test_kill_nine_at_random_moments_loses_nothing(killed, work, times):
    whole_time = killed.whole_time(work)
    moments = random.Random(work.__name__)
    for number in range(times):
        folder = killed.at(work, moments.uniform(0, 1.05) * whole_time, str(number))
        assert_whole(folder)
        shutil.rmtree(folder.parent)
