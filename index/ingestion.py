"""The way into the archive: read articles, analyse them, store them, a batch at a time.

Reading and storing happen in one process; analysis is spread over the processor's cores where there is
enough of it. A batch is one transaction, so an article is wholly there or wholly absent.
"""

from __future__ import annotations

import os
import signal
import sqlite3
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

from index.analysis.analyse import analyse
from index.analysis.findings import Findings
from index.analysis.linking import link
from index.importing.reading import Source, find_sources, read_articles
from index.model import Article, ImportFailure, ImportProgress, ImportReport
from index.storage import actors, articles
from index.storage.actors import StoredActors
from index.storage.database import Database

_BATCH = 32  # articles analysed as one task and stored as one transaction
_WORTH_A_POOL = 4 * _BATCH  # starting the processes costs about half a second each
_INDEX_EVERY = 2_000  # stories made searchable as one commit of the index


@dataclass(frozen=True, slots=True)
class Analysed:
    """A batch of articles and, in the same order, what was found in them."""

    articles: tuple[Article, ...]
    findings: tuple[Findings, ...]


def _analyse(batch: Sequence[Article]) -> Analysed:
    return Analysed(
        tuple(batch),
        tuple(
            analyse(
                article.body,
                headline="" if article.headline_from_body else article.headline,
                body_format=article.body_format,
                language=article.language,
                published=article.published,
            )
            for article in batch
        ),
    )


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


class Analysers:
    """Analyses batches in order, at first in this process, on all cores once there is much to do."""

    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self._pool: ProcessPoolExecutor | None = None
        self._seen = 0
        self._workers = os.cpu_count() or 1

    def _submit(self, batch: Sequence[Article]) -> Future[Analysed]:
        self._seen += len(batch)
        if self._pool is None and self._workers > 1 and self._seen > _WORTH_A_POOL:
            # Not "fork": the reading room imports from a thread, and a fork of threads may hang.
            self._pool = ProcessPoolExecutor(
                self._workers, get_context("spawn"), _leave_interrupts_to_the_parent
            )
            self._stack.callback(self._pool.shutdown, wait=True, cancel_futures=True)
        if self._pool is not None:
            return self._pool.submit(_analyse, batch)
        done: Future[Analysed] = Future()
        done.set_result(_analyse(batch))
        return done

    def analysed(self, batches: Iterable[Sequence[Article]]) -> Iterator[Analysed]:
        """Give the batches back with what was found in them, in their order."""
        waiting: deque[Future[Analysed]] = deque()
        for batch in batches:
            waiting.append(self._submit(batch))
            # Enough ahead to keep every core busy, little enough to keep memory steady.
            while waiting and (waiting[0].done() or len(waiting) > 3 * self._workers):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class Ingestion:
    """One import into one archive."""

    def __init__(
        self,
        database: Database,
        index_pending: Callable[[], None],
        on_progress: Callable[[ImportProgress], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._database = database
        self._index_pending = index_pending
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._stopped = False
        self._failures: list[ImportFailure] = []
        self._added = 0
        self._already_there = 0
        self._done_bytes = 0
        self._total_bytes = 0
        self._current = ""

    def run(self, paths: Iterable[Path], format: str | None) -> ImportReport:  # noqa: A002
        """Bring in all articles under ``paths``; what cannot be read is reported and passed over."""
        sources: list[Source] = []
        for found in find_sources(paths):
            if isinstance(found, Source):
                sources.append(found)
            else:
                self._failures.append(found)
        self._total_bytes = sum(source.size for source in sources)
        self._report()
        try:
            with ExitStack() as stack:
                analysers = Analysers(stack)
                self._take(analysers.analysed(self._new_articles(sources, format)))
                if self._added:
                    self._reconsider(analysers)
        finally:
            # Also after an interrupt: what was stored should be found.
            if self._added:
                self._index_pending()
        self._report()
        return ImportReport(
            added=self._added,
            already_there=self._already_there,
            failures=tuple(self._failures),
            cancelled=self._stopped,
        )

    def _report(self) -> None:
        if self._on_progress is not None:
            self._on_progress(
                ImportProgress(
                    done_bytes=self._done_bytes,
                    total_bytes=self._total_bytes,
                    added=self._added,
                    already_there=self._already_there,
                    failed=len(self._failures),
                    current=self._current,
                )
            )

    def _is_cancelled(self) -> bool:
        if not self._stopped and self._cancelled is not None and self._cancelled():
            self._stopped = True
        return self._stopped

    def _new_articles(
        self,
        sources: Sequence[Source],
        format: str | None,  # noqa: A002
    ) -> Iterator[Sequence[Article]]:
        batch: dict[str, Article] = {}
        for source in sources:
            self._current = str(source.path)
            for item in read_articles(source.path, format):
                if self._is_cancelled():
                    return
                if isinstance(item, ImportFailure):
                    self._failures.append(item)
                    self._report()
                elif item.id in batch:
                    self._already_there += 1
                else:
                    batch[item.id] = item
                if len(batch) >= _BATCH:
                    yield from self._not_there_yet(batch)
                    batch = {}
            self._done_bytes += source.size
        yield from self._not_there_yet(batch)

    def _not_there_yet(self, batch: dict[str, Article]) -> Iterator[Sequence[Article]]:
        with self._database.reading() as connection:
            known = articles.known_ids(connection, tuple(batch))
        self._already_there += len(known)
        new = [article for article in batch.values() if article.id not in known]
        self._report()
        if new:
            yield new

    def _take(self, analysed: Iterable[Analysed]) -> None:
        unindexed = 0
        for batch in analysed:
            stored = self._store(batch)
            self._added += stored
            # A story may stand in the files twice, too far apart to be seen in one batch.
            self._already_there += len(batch.articles) - stored
            self._report()
            unindexed += stored
            if unindexed >= _INDEX_EVERY:
                self._index_pending()
                unindexed = 0

    def _store(self, batch: Analysed) -> int:
        imported = datetime.now(UTC)
        stored = 0
        with self._database.transaction(changes_content=True) as connection:
            directory = StoredActors(connection)
            for article, findings in zip(batch.articles, batch.findings, strict=True):
                row = articles.insert(connection, article, imported=imported)
                if row is not None:
                    stored += 1
                    _record(directory, row, article, findings)
        return stored

    def _reconsider(self, analysers: Analysers) -> None:
        """Analyse again the stories in which a name was left open whose bearer has since been met."""
        with self._database.reading() as connection:
            upto = actors.next_numbers(connection)
            rows = actors.rows_to_reconsider(connection, actors.reconsidered_upto(connection))
        for batch in analysers.analysed(self._stored(rows)):
            with self._database.transaction(changes_content=True) as connection:
                renew(connection, batch)
        with self._database.transaction() as connection:
            actors.set_reconsidered_upto(connection, upto)

    def _stored(self, rows: Sequence[int]) -> Iterator[Sequence[Article]]:
        for start in range(0, len(rows), _BATCH):
            if self._is_cancelled():
                return
            with self._database.reading() as connection:
                batch = [articles.load(connection, row) for row in rows[start : start + _BATCH]]
            yield batch


def _record(directory: StoredActors, row: int, article: Article, findings: Findings) -> None:
    published = article.published
    directory.record(
        row,
        None if published is None else int(published.instant.timestamp()),
        findings,
        link(findings, directory, published=published),
    )


def renew(connection: sqlite3.Connection, batch: Analysed) -> None:
    """Put what was found now in place of what was recorded of these articles before."""
    for article, findings in zip(batch.articles, batch.findings, strict=True):
        row = articles.row_of(connection, article.id)
        actors.forget_analysis(connection, row)
        # A directory of its own: actors that only this article mentioned have just gone.
        directory = StoredActors(connection)
        _record(directory, row, article, findings)
