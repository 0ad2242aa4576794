"""The way into the archive: read articles, analyse them, store them, a batch at a time.

Reading and storing happen in this process, analysis in others (``analysers``). A batch is one transaction, so an
article is wholly there or wholly absent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from index.analysers import Analysed, Analysers
from index.equipment import Equipment, tools
from index.given_back import give_back
from index.importing.reading import Source, find_sources, read_articles
from index.model import Article, ImportFailure, ImportProgress, ImportReport
from index.open_readings import OpenReading, OpenReadings
from index.packed_readings import unpacked
from index.storage import accounts, articles, reconsidering
from index.storage.database import Database
from index.storage.recording import StoredActors

_BATCH = 32  # articles analysed as one task and stored as one transaction
_MUCH = 500_000  # bytes of files, which take two seconds to analyse
_PAGES = 16_000  # kilobytes of the database in memory: the actors of a batch stand all over it
_INDEX_EVERY = 2_000  # stories made searchable as one commit of the index


class Ingestion:
    """One import into one archive."""

    def __init__(
        self,
        database: Database,
        index_pending: Callable[[], None],
        on_progress: Callable[[ImportProgress], None] | None,
        cancelled: Callable[[], bool] | None,
        equipment: Equipment,
    ) -> None:
        self._database = database
        self._equipment = equipment
        self._index_pending = index_pending
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._actors: StoredActors | None = None
        self._open = OpenReadings()
        self._stopped = False
        self._failures: list[ImportFailure] = []
        self._failed = 0
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
                self._fail(found)
        self._total_bytes = sum(source.size for source in sources)
        self._report()
        return self._bring_in(self._new_articles(sources, format))

    def add(self, given: Iterable[Article]) -> ImportReport:
        """Bring in articles that were read elsewhere."""
        return self._bring_in(self._new_of(given))

    def _bring_in(self, batches: Iterable[Sequence[Article]]) -> ImportReport:
        try:
            with ExitStack() as stack:
                stack.enter_context(self._database.remembering(_PAGES))
                analysers = Analysers(stack, self._equipment, self._has_many)
                self._take(analysers.analysed(batches))
                self._reconsider(analysers)
            self._group()
        finally:
            # Also after an interrupt: what was stored should be found.
            if self._added:
                self._index()
        self._report()
        return ImportReport(
            added=self._added,
            already_there=self._already_there,
            failures=tuple(self._failures),
            cancelled=self._stopped,
        )

    def _has_many(self) -> bool:
        """Say whether there is much to read, and most of what was read so far is new."""
        unread = self._total_bytes - self._done_bytes
        return unread > _MUCH and not self._already_there

    def _index(self) -> None:
        self._index_pending()
        # Merging segments takes large arrays, and would leave this process large for the rest of the import.
        give_back()

    def _group(self) -> None:
        # Loaded here: the processes that analyse load this module too, and group nothing.
        from index.following.grouping import group_pending

        group_pending(self._database, self._is_cancelled)
        give_back()

    def _fail(self, failure: ImportFailure) -> None:
        self._failures.append(failure)
        self._failed += not failure.imported

    def _report(self) -> None:
        if self._on_progress is not None:
            self._on_progress(
                ImportProgress(
                    done_bytes=self._done_bytes,
                    total_bytes=self._total_bytes,
                    added=self._added,
                    already_there=self._already_there,
                    failed=self._failed,
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
        done = 0
        for source in sources:
            self._current = str(source.path)
            for item in read_articles(source.path, format, self._watch(self._done_bytes)):
                if self._is_cancelled():
                    return
                if isinstance(item, ImportFailure):
                    self._fail(item)
                    self._report()
                elif item.id in batch:
                    self._already_there += 1
                else:
                    batch[item.id] = item
                if len(batch) >= _BATCH:
                    yield from self._not_there_yet(batch)
                    batch = {}
            done += source.size
            self._done_bytes = done
        yield from self._not_there_yet(batch)

    def _new_of(self, given: Iterable[Article]) -> Iterator[Sequence[Article]]:
        remaining = iter(given)
        while batch := {article.id: article for article in islice(remaining, _BATCH)}:
            if self._is_cancelled():
                return
            yield from self._not_there_yet(batch)

    def _watch(self, before: int) -> Callable[[int], None]:
        def watch(count: int) -> None:
            self._done_bytes = before + count

        return watch

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
            for trouble in batch.found.troubles:
                self._fail(trouble)
            self._added += stored
            # A story may stand in the files twice, too far apart to be seen in one batch.
            self._already_there += len(batch.articles) - stored
            self._report()
            unindexed += stored
            if unindexed >= _INDEX_EVERY:
                self._index()
                unindexed = 0

    def _store(self, batch: Analysed) -> int:
        imported = datetime.now(UTC)
        stored = 0
        with self._database.transaction(changes_content=True) as connection:
            directory = self._directory(connection)
            for article, read_from_it, terms in zip(
                batch.articles, batch.found.readings, batch.found.signatures, strict=True
            ):
                row = articles.insert(connection, article, imported=imported)
                if row is not None:
                    stored += 1
                    opened = directory.record(row, article, unpacked(read_from_it))
                    if opened:
                        self._open.add(
                            row,
                            directory.next_number(),
                            OpenReading(article.published, opened, read_from_it),
                        )
                    accounts.remember(connection, row, article.published, terms)
                    articles.mark(connection, row, article.marks, imported)
        return stored

    def _directory(self, connection: sqlite3.Connection) -> StoredActors:
        if self._actors is None:
            self._actors = StoredActors(connection, tools(self._equipment))
        return self._actors

    def _reconsider(self, analysers: Analysers) -> None:
        """Link the stories again in which somebody was left open who has since been met.

        What was read in this import is at hand; older stories are analysed again.
        """
        with self._database.reading() as connection:
            upto = reconsidering.next_numbers(connection)
            since = reconsidering.reconsidered_upto(connection)
            if since == upto:
                return
            rows = reconsidering.rows_to_reconsider(connection, since)
        at_hand = [
            one.row
            for one in rows
            if one.row in self._open and (one.role or one.actor >= self._open.first_actor(one.row))
        ]
        for start in range(0, len(at_hand), _BATCH):
            if self._is_cancelled():
                return
            self._link_again(at_hand[start : start + _BATCH])
        older = [one.row for one in rows if one.row not in self._open]
        for batch in analysers.analysed(self._stored(older)):
            with self._database.transaction(changes_content=True) as connection:
                renew(connection, self._directory(connection), batch)
        if not self._is_cancelled():
            with self._database.transaction() as connection:
                reconsidering.set_reconsidered_upto(connection, upto)

    def _link_again(self, rows: Sequence[int]) -> None:
        with self._database.transaction(changes_content=True) as connection:
            directory = self._directory(connection)
            for row in rows:
                kept = self._open.get(row)
                reading = unpacked(kept.reading)
                if directory.finds(reading, kept.places, kept.published):
                    article = articles.load(connection, row)
                    directory.forget(row)
                    directory.record(row, article, reading)

    def _stored(self, rows: Sequence[int]) -> Iterator[Sequence[Article]]:
        for start in range(0, len(rows), _BATCH):
            if self._is_cancelled():
                return
            with self._database.reading() as connection:
                batch = [articles.load(connection, row) for row in rows[start : start + _BATCH]]
            yield batch


def renew(connection: sqlite3.Connection, directory: StoredActors, batch: Analysed) -> None:
    """Put what was found now in place of what was recorded of these articles before."""
    for article, reading in batch.readings():
        row = articles.row_of(connection, article.id)
        directory.forget(row)
        directory.record(row, article, reading)
