"""Analysing again some of the stories that are in the archive, after a judgement that touches them.

The stories that wait stand in the database. Each batch is one transaction that also strikes its stories off, so
whatever ends the work, what was read again is whole, what was not still waits, and the next run goes on there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack

from index.analysers import Analysed, Analysers
from index.equipment import Equipment, tools
from index.ingestion import renew
from index.model import Article, ImportFailure, RereadingReport
from index.storage import articles, judgements, merging, reconsidering
from index.storage.database import Database
from index.storage.recording import StoredActors

_BATCH = 32
_MOST_TWICE = 1_000  # stories


def reread(
    database: Database,
    equipment: Equipment,
    *,
    first: Iterable[int] = (),
    most: int | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RereadingReport:
    """Analyse again the stories that wait for it, those in the rows ``first`` before others, ``most`` at most.

    ``on_progress`` is told how many of how many are done; once ``cancelled()`` answers true it ends after the
    batch under way. The caller holds the import lock. Raises ArchiveError where nothing can be written.
    """
    with database.reading() as connection:
        waiting = judgements.count_awaiting(connection)
        before = reconsidering.next_numbers(connection).actor
    total = waiting if most is None else min(most, waiting)
    run = _Run(database, equipment, on_progress, cancelled)
    if total:
        run.go(tuple(first), total)
        again = run.left_open(before)
        if again:
            # Whom they left open may have come in with a story that was read after them.
            run.go((), again)
    with database.transaction() as connection:
        left = judgements.count_awaiting(connection)
        if not left:
            merging.forget_unmentioned(connection)
    return RereadingReport(min(run.done, total), left, tuple(run.failures))


class _Run:
    """One run over the stories that wait."""

    def __init__(
        self,
        database: Database,
        equipment: Equipment,
        on_progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._database = database
        self._equipment = equipment
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._rows: list[int] = []
        self.done = 0
        self.failures: list[ImportFailure] = []

    def go(self, first: Sequence[int], total: int) -> None:
        """Read ``total`` of the stories that wait again, those in the rows ``first`` before others."""
        directory: StoredActors | None = None
        with ExitStack() as stack:
            batches = _batches(self._database, first, total, self._cancelled)
            for batch in Analysers(stack, self._equipment).analysed(batches):
                with self._database.transaction(changes_content=True) as connection:
                    if directory is None:
                        directory = StoredActors(connection, tools(self._equipment))
                    self._rows += _take(connection, directory, batch)
                self.done += len(batch.articles)
                self.failures += batch.found.troubles
                if self._on_progress is not None:
                    self._on_progress(min(self.done, total), total)

    def left_open(self, before: int) -> int:
        """Put down again what left somebody open, where actors of the number ``before`` or later came; return how many."""
        if self._cancelled is not None and self._cancelled():
            return 0
        with self._database.transaction() as connection:
            if reconsidering.next_numbers(connection).actor <= before:
                return 0
            rows = [
                row
                for row in self._rows[:_MOST_TWICE]
                if connection.execute(
                    "SELECT 1 FROM unresolved WHERE row = ? LIMIT 1", (row,)
                ).fetchone()
            ]
            judgements.await_rereading(connection, rows)
            return len(rows)


def _take(connection: sqlite3.Connection, directory: StoredActors, batch: Analysed) -> list[int]:
    """Put what was read in place of what was recorded, strike the stories off, and return their rows."""
    renew(connection, directory, batch)
    rows = [articles.row_of(connection, article.id) for article in batch.articles]
    connection.executemany("DELETE FROM stale WHERE row = ?", [(row,) for row in rows])
    return rows


def _waits(connection: sqlite3.Connection, row: int) -> bool:
    return connection.execute("SELECT 1 FROM stale WHERE row = ?", (row,)).fetchone() is not None


def _batches(
    database: Database,
    first: Sequence[int],
    total: int,
    cancelled: Callable[[], bool] | None,
) -> Iterator[Sequence[Article]]:
    given: set[int] = set()
    last = -1
    while len(given) < total:
        if cancelled is not None and cancelled():
            return
        room = min(_BATCH, total - len(given))
        with database.reading() as connection:
            if first:
                rows = [row for row in first if _waits(connection, row)][:room]
                first = ()
            else:
                rows = judgements.awaiting(connection, room, last)
                if not rows:
                    return
                last = rows[-1]
                rows = [row for row in rows if row not in given]
            batch = [articles.load(connection, row) for row in rows]
        given.update(rows)
        if batch:
            yield batch
