"""Processes that work one task after another: answered, renewed, lost and ended."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from index.worker_processes import WorkerProcesses


@contextmanager
def processes(count: int, renewed_after: int = 100) -> Iterator[WorkerProcesses[str, int]]:
    made = WorkerProcesses[str, int](
        count, int, preload="index.analysers", renewed_after=renewed_after
    )
    with closing(made):
        yield made


def pids() -> set[int | None]:
    return {process.pid for process in multiprocessing.active_children()}


def worked(workers: WorkerProcesses[str, int], tasks: list[str]) -> tuple[dict[int, int], set[int]]:
    """Have tasks done; return the answers, and the tasks that nobody answered."""
    found: dict[int, int] = {}
    lost: set[int] = set()
    for number, task in enumerate(tasks):
        while workers.alive and not workers.room:
            answers, unanswered = workers.answers(patient=True)
            found.update(answers)
            lost.update(unanswered)
        lost.update(workers.give(number, task) if workers.alive else (number,))
    while workers.busy:
        answers, unanswered = workers.answers(patient=True)
        found.update(answers)
        lost.update(unanswered)
    return found, lost


def test_every_task_is_answered_under_its_number():
    with processes(2) as workers:
        found, lost = worked(workers, [str(n) for n in range(40)])
    assert found == {n: n for n in range(40)}
    assert not lost


def test_processes_are_renewed_after_so_many_tasks():
    with processes(1, renewed_after=4) as workers:
        before = pids()
        found, lost = worked(workers, [str(n) for n in range(10)])
        assert (len(found), lost) == (10, set())
        assert len(pids()) == 1
        assert not pids() & before


def test_what_a_process_did_not_answer_is_given_back():
    """A task that ends its process costs nothing but the tasks that process had."""
    with processes(2) as workers:
        tasks = [str(n) for n in range(20)]
        tasks[7] = "no number"
        found, lost = worked(workers, tasks)
        assert 7 in lost
        assert found == {n: n for n in range(20) if n not in lost}
        assert workers.alive


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")
def test_processes_that_the_system_ends_are_noticed():
    with processes(2) as workers:
        for pid in pids():
            assert pid is not None
            os.kill(pid, signal.SIGKILL)
        found, lost = worked(workers, [str(n) for n in range(8)])
        assert not workers.alive
        assert lost == set(range(8)) - set(found)


def test_no_process_is_left_behind():
    with processes(2) as workers:
        workers.give(0, "1")
        assert len(pids()) == 2
    assert not pids()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")
def test_processes_end_with_the_one_that_started_them():
    receiving, sending = multiprocessing.Pipe(duplex=False)
    parent = multiprocessing.get_context("spawn").Process(target=start_and_tell, args=(sending,))
    parent.start()
    sending.close()
    children: list[int] = receiving.recv()
    parent.kill()
    parent.join()
    deadline = time.monotonic() + 20
    while any(alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(alive(child) for child in children)


def start_and_tell(connection: multiprocessing.connection.Connection) -> None:
    with processes(2):
        connection.send(sorted(pids(), key=str))
        time.sleep(60)


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
