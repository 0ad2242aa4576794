"""Processes that work one task after another, each on a pipe of its own.

A process that has worked for a while is let go and another takes its place, so that what it remembers, and the gaps
that remembering leaves in its memory, are bounded however long the work goes on. A process that the system ends is
noticed by the end of its pipe, and what it had not answered is given back.

The standard library's ``ProcessPoolExecutor`` renews its processes too, but up to Python 3.12 it may then wait for
ever, and its threads take turns with the process that hands out the work.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import redirect_stderr, suppress
from dataclasses import dataclass, field
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from queue import SimpleQueue
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext, SpawnContext

Task = TypeVar("Task")
Answer = TypeVar("Answer")

# Tasks a process has: the one it works on, and others, so that it need not wait for the next.
_AT_ONCE = 3
_PATIENCE = 2.0  # seconds for a process to end that has been told to


def _context(preload: str) -> ForkServerContext | SpawnContext:
    """Return how processes are to be started.

    Not by forking this one: the reading room imports from a thread, and a fork of threads may hang. Where there is
    a server that forks, it has loaded the module ``preload``, and all processes share what that holds.
    """
    if sys.platform != "linux":
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload([preload])
    return context


def _start_tracker() -> None:
    """Start what cleans up after processes, which wants to know the real standard error.

    While the reading room is open, something without a file descriptor stands in its place.
    """
    if os.name == "posix" and sys.__stderr__ is not None:
        with redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    pipe: Connection
    # Tasks it was given, the first of them under way.
    waiting: deque[int] = field(default_factory=deque)
    given: int = 0


class WorkerProcesses(Generic[Task, Answer]):
    """``count`` processes that do ``work`` on tasks; each is renewed after ``renewed_after`` of them.

    ``work`` and all that is given to it have to be things that can be pickled. The processes start with the first
    task, do not outlive this one, and end with ``close``.
    """

    def __init__(
        self,
        count: int,
        work: Callable[[Task], Answer],
        *,
        preload: str,
        renewed_after: int,
    ) -> None:
        self._work = work
        self._renewed_after = renewed_after
        _start_tracker()
        self._context = _context(preload)
        self._workers = [self._started() for _ in range(count)]

    def _started(self) -> _Worker:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_serve, args=(theirs, self._work), daemon=True)
        process.start()
        theirs.close()
        return _Worker(process, ours)

    @property
    def room(self) -> bool:
        """Whether there is a process that can be given another task."""
        return any(self._has_room(worker) for worker in self._workers)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return any(worker.waiting for worker in self._workers)

    @property
    def alive(self) -> bool:
        """Whether any process is left."""
        return bool(self._workers)

    def _has_room(self, worker: _Worker) -> bool:
        return len(worker.waiting) < _AT_ONCE and worker.given < self._renewed_after

    def give(self, number: int, task: Task) -> tuple[int, ...]:
        """Give a task to the process that has least to do; ``room`` says that one can take it.

        Returned are the numbers of tasks that nobody will answer, because the process was ended.
        """
        worker = min(filter(self._has_room, self._workers), key=lambda each: len(each.waiting))
        worker.waiting.append(number)
        worker.given += 1
        try:
            worker.pipe.send(task)
        except OSError:
            return self._lost(worker)
        return ()

    def answers(self, *, patient: bool) -> tuple[list[tuple[int, Answer]], list[int]]:
        """Return what has come: answers by the numbers of their tasks, and the tasks that nobody will answer.

        ``patient``: wait until something comes.
        """
        workers: dict[object, _Worker] = {each.pipe: each for each in self._workers if each.waiting}
        found: list[tuple[int, Answer]] = []
        lost: list[int] = []
        if not workers:
            return found, lost
        for pipe in wait([each.pipe for each in workers.values()], None if patient else 0):
            worker = workers[pipe]
            try:
                answer: Answer = worker.pipe.recv()
            except (EOFError, OSError):
                lost += self._lost(worker)
                continue
            found.append((worker.waiting.popleft(), answer))
            if not worker.waiting and worker.given >= self._renewed_after:
                self._let_go(worker)
                self._workers[self._workers.index(worker)] = self._started()
        return found, lost

    def _lost(self, worker: _Worker) -> tuple[int, ...]:
        """Go on without a process that was ended, for want of memory as a rule; return what it had to do."""
        self._workers.remove(worker)
        self._let_go(worker)
        return tuple(worker.waiting)

    def _let_go(self, worker: _Worker) -> None:
        # The end of its pipe ends the process.
        worker.pipe.close()
        worker.process.join(_PATIENCE)
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()
        worker.process.close()

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        for worker in self._workers:
            worker.pipe.close()
        for worker in self._workers:
            self._let_go(worker)
        self._workers.clear()


def _serve(pipe: Connection, work: Callable[[Task], Answer]) -> None:
    """Work the tasks that come through a pipe, in a process of its own, until the pipe's other end is closed."""
    # Interrupts are for the process that hands out the work.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tasks: SimpleQueue[Task] = SimpleQueue()
    threading.Thread(target=_take, args=(pipe, tasks), daemon=True).start()
    while True:
        try:
            answer = work(tasks.get())
        except Exception:
            os._exit(1)
        with suppress(OSError):
            pipe.send(answer)


def _take(pipe: Connection, tasks: SimpleQueue[Task]) -> None:
    """Take tasks as they come, so that whoever gives them need not wait; end the process with the pipe."""
    try:
        while True:
            tasks.put(pipe.recv())
    except (EOFError, OSError):
        pass
    finally:
        # The other process has closed the pipe or was killed; whatever is under way is wanted by nobody.
        os._exit(0)
