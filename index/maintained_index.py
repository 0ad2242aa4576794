"""The full-text index kept in step with the database: opened late, caught up, rebuilt when it is damaged."""

from __future__ import annotations

import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from index.analysis.masking import mask
from index.errors import ArchiveError
from index.search.engine import IndexDamagedError, IndexDocument, SearchEngine
from index.search.query import Everything
from index.storage import articles
from index.storage.database import Database
from index.storage.import_lock import is_importing

_AT_ONCE = 2_000  # stories indexed as one commit

Progress = Callable[[int, int], None]


class MaintainedIndex:
    """The search engine of one archive.

    The database knows which rows the index lacks; ``catch_up`` brings them in. The index itself may be
    missing, damaged or of another version at any time: it is then built anew beside the old one and put
    in its place.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder / "index"
        self._database = database
        self._engine: SearchEngine | None = None
        self._lock = threading.RLock()
        self._notices: list[str] = []
        self._temporary: Path | None = None

    @property
    def notices(self) -> tuple[str, ...]:
        """What was mended, a sentence each."""
        return tuple(self._notices)

    def engine(self) -> SearchEngine:
        """Return the engine; when it is first asked for, with every story that the database holds.

        Stories that are being imported are left to the import, which makes them searchable by and by.
        """
        with self._lock:
            if self._engine is None:
                self._engine = self._open()
                if not (self._database.read_only or is_importing(self._folder.parent)):
                    self.catch_up()
            else:
                self._engine.refresh()
            return self._engine

    def _open(self) -> SearchEngine:
        from index.search.whoosh_engine import WhooshEngine

        try:
            return WhooshEngine(self._folder)
        except IndexDamagedError:
            with self._database.reading() as connection:
                stories = articles.count(connection)
                waiting = articles.count_unindexed(connection)
            # All of them waiting: this is a new archive, which never had an index.
            if stories > waiting:
                self._notices.append(
                    f"The search index was missing or damaged; it was made anew from {stories} stories."
                )
        return self._build(None)

    def _build(self, on_progress: Progress | None) -> SearchEngine:
        """Make a whole new index from the database and put it where the old one was."""
        from index.search.whoosh_engine import WhooshEngine

        read_only = self._database.read_only
        self._sweep()
        beside = Path(
            tempfile.mkdtemp(prefix="index-new-", dir=None if read_only else self._folder.parent)
        )
        try:
            engine = WhooshEngine.create(beside)
            with self._database.reading() as connection:
                rows = articles.all_rows(connection)
            for start in range(0, len(rows), _AT_ONCE):
                engine.add(self._documents(rows[start : start + _AT_ONCE]))
                if on_progress is not None:
                    on_progress(min(start + _AT_ONCE, len(rows)), len(rows))
            if read_only:
                self._temporary = beside
                return engine
            engine.close()
            old = beside.with_name(beside.name + "-old")
            with suppress(FileNotFoundError):
                self._folder.rename(old)
            beside.rename(self._folder)
            shutil.rmtree(old, ignore_errors=True)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        self._indexed(rows)
        return WhooshEngine(self._folder)

    def _sweep(self) -> None:
        """Remove what a rebuild that was killed left behind, unless somebody may still be at it."""
        long_ago = time.time() - 3_600
        for left in self._folder.parent.glob("index-new-*"):
            with suppress(OSError):
                if left.stat().st_mtime < long_ago:
                    shutil.rmtree(left)

    def _documents(self, rows: Iterable[int]) -> Iterator[IndexDocument]:
        with self._database.reading() as connection:
            for body in articles.bodies(connection, rows):
                yield IndexDocument(
                    row=body.row,
                    headline=body.headline,
                    body=mask(body.text, body.body_format),
                    source=body.source,
                    byline=body.byline,
                    captions="\n".join(body.captions),
                    language=body.language,
                    published=body.published,
                )

    def catch_up(self) -> None:
        """Index the stories that were stored but not indexed yet."""
        with self._lock:
            if self._engine is None:
                if not self._waiting():
                    return
                self._engine = self._open()
            rows = self._waiting()
            for start in range(0, len(rows), _AT_ONCE):
                part = rows[start : start + _AT_ONCE]
                self._engine.add(self._documents(part))
                self._indexed(part)

    def _waiting(self) -> list[int]:
        with self._database.reading() as connection:
            lines = connection.execute("SELECT row FROM unindexed ORDER BY row")
            return [line[0] for line in lines]

    def _indexed(self, rows: Iterable[int]) -> None:
        with self._database.transaction() as connection:
            connection.executemany("DELETE FROM unindexed WHERE row = ?", ((row,) for row in rows))

    def rebuild(self, on_progress: Progress | None) -> int:
        """Build the index anew; return how many stories it holds. Raises ArchiveError where read-only."""
        if self._database.read_only:
            raise ArchiveError(
                f"The archive {self._folder.parent} is read-only here: nothing was rebuilt."
            )
        with self._lock:
            self._let_go()
            self._engine = self._build(on_progress)
            return self._engine.document_count()

    def check(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Compare the index with the database; return the problems that remain and what was mended."""
        mended: list[str] = []
        with self._lock:
            engine = self.engine()
            if is_importing(self._folder.parent):
                return (
                    "An import is under way: the search index cannot be compared with the database.",
                ), ()
            with self._database.reading() as connection:
                stored = frozenset(articles.all_rows(connection))
            indexed = frozenset(engine.matching(Everything()))
            missing, extra = sorted(stored - indexed), sorted(indexed - stored)
            if self._database.read_only:
                found = [
                    f"{len(rows)} stories {what}"
                    for rows, what in (
                        (missing, "are not in the search index."),
                        (extra, "are in the search index but not in the database."),
                    )
                    if rows
                ]
                return tuple(found), ()
            if missing:
                engine.add(self._documents(missing))
                mended.append(f"{len(missing)} stories were missing from the search index.")
            if extra:
                engine.delete(extra)
                mended.append(f"{len(extra)} stories in the search index were not in the database.")
        return (), tuple(mended)

    def _let_go(self) -> None:
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def close(self) -> None:
        """Let go of the files."""
        with self._lock:
            self._let_go()
            if self._temporary is not None:
                shutil.rmtree(self._temporary, ignore_errors=True)
                self._temporary = None
