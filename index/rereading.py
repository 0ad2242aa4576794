"""Analysing again some of the stories that are in the archive, after a judgement that touches them.

The stories that wait stand in the database. Each batch is one transaction that also strikes its stories off, so
whatever ends the work, what was read again is whole, what was not still waits, and the next run goes on there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack

from index.equipment import Equipment, tools
from index.ingestion import Analysed, Analysers, renew
from index.model import Article, ImportFailure, RereadingReport
from index.storage import articles, judgements
from index.storage.database import Database
from index.storage.recording import StoredActors

_BATCH = 32


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
    total = waiting if most is None else min(most, waiting)
    done = 0
    failures: list[ImportFailure] = []
    directory: StoredActors | None = None
    if total:
        with ExitStack() as stack:
            batches = _batches(database, tuple(first), total, cancelled)
            for batch in Analysers(stack, equipment).analysed(batches):
                with database.transaction(changes_content=True) as connection:
                    if directory is None:
                        directory = StoredActors(connection, tools(equipment))
                    _take(connection, directory, batch)
                done += len(batch.articles)
                failures += batch.troubles
                if on_progress is not None:
                    on_progress(done, total)
    with database.reading() as connection:
        left = judgements.count_awaiting(connection)
    return RereadingReport(done, left, tuple(failures))


def _take(connection: sqlite3.Connection, directory: StoredActors, batch: Analysed) -> None:
    renew(connection, directory, batch)
    connection.executemany(
        "DELETE FROM stale WHERE row = (SELECT row FROM articles WHERE id = ?)",
        [(article.id,) for article in batch.articles],
    )


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
