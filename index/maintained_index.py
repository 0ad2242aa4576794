"""The full-text index kept in step with the database: opened late, caught up, rebuilt when it is damaged."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
import threading
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from index.analysis.masking import mask
from index.errors import ArchiveError, NewsreaderError, ReadOnlyError
from index.model import Histogram, Order
from index.search.engine import (
    FacetField,
    Found,
    IndexDamagedError,
    IndexDocument,
    SearchEngine,
    ValueCount,
)
from index.search.query import Everything, Query
from index.storage import articles
from index.storage.database import Database
from index.storage.import_lock import ImportingError, import_lock

_AT_ONCE = 10_000  # stories indexed as one commit
_PROGRESS_EVERY = 500  # stories
_UNFINISHED = "index-new-"

Progress = Callable[[int, int], None]
Answer = TypeVar("Answer")


class MaintainedIndex:
    """The search engine of one archive, asked through ``search``, ``matching`` and ``suggest``.

    The database knows which rows the index lacks; ``catch_up`` brings them in. The index itself may be
    missing, damaged or of another version at any time: it is then built anew beside the old one and put in
    its place. Whoever builds holds the import lock, so that no story comes in unseen meanwhile.
    """

    def __init__(self, folder: Path, database: Database) -> None:
        self._folder = folder / "index"
        self._database = database
        self._engine: SearchEngine | None = None
        self._identity: tuple[int, int] | None = None
        self._opening = threading.RLock()
        self._writing = threading.Lock()
        self._notices: list[str] = []
        self._temporary: Path | None = None

    @property
    def notices(self) -> tuple[str, ...]:
        """What was mended or could not be, a sentence each."""
        return tuple(self._notices)

    # -- asking

    def search(self, query: Query, *, limit: int, order: Order, any_word: bool = False) -> Found:
        """Return the first ``limit`` hits of all that answer ``query``, and the exact total."""
        return self._ask(
            lambda engine: engine.search(query, limit=limit, order=order, any_word=any_word)
        )

    def matching(self, query: Query, *, any_word: bool = False) -> array[int]:
        """Return the row of every story that answers ``query``."""
        return self._ask(lambda engine: engine.matching(query, any_word=any_word))

    def facets(
        self, query: Query, field: FacetField, *, limit: int, any_word: bool = False
    ) -> tuple[ValueCount, ...]:
        """Return the values that most of the stories have that answer ``query``."""
        return self._ask(lambda engine: engine.facets(query, field, limit=limit, any_word=any_word))

    def histogram(self, query: Query, bins: int, *, any_word: bool = False) -> Histogram:
        """Return how the stories that answer ``query`` spread over time."""
        return self._ask(lambda engine: engine.histogram(query, bins, any_word=any_word))

    def suggest(self, word: str) -> tuple[str, ...]:
        """Return words of the index spelt nearly like ``word``."""
        return self._ask(lambda engine: engine.suggest(word))

    def _ask(self, question: Callable[[SearchEngine], Answer]) -> Answer:
        try:
            return question(self._opened())
        except IndexDamagedError:
            # It was whole when it was opened. Opening it again finds out, and makes it anew.
            self._let_go()
            return question(self._opened())

    # -- opening and building

    def _opened(self, *, importing: bool = False) -> SearchEngine:
        """Return the engine over the index that is there now, made where there is none.

        ``importing`` says that this process holds the import lock. The stories of an import that is under
        way are left to it; it makes them searchable by and by.
        """
        with self._opening:
            if self._engine is not None and self._identity in (None, _identity(self._folder)):
                self._engine.refresh()
                return self._engine
            self._let_go()
            self._engine = self._open(importing=importing)
            self._identity = None if self._temporary else _identity(self._folder)
            engine = self._engine
        if not (importing or self._database.read_only):
            with suppress(ImportingError), import_lock(self._folder.parent, patience=0):
                self._clean_or_say(engine)
                self.catch_up_or_say()
        return engine

    def _clean_or_say(self, engine: SearchEngine) -> None:
        """Remove what should not be in the index: files of killed writers, stories nobody has.

        An older copy of the database, put in the place of a newer one, lacks stories.
        """
        from index.search.index_lock import sweep

        try:
            sweep(self._folder)
            with self._database.reading() as connection:
                stored = articles.count(connection)
            if engine.document_count() > stored:
                self.check()
        except (NewsreaderError, OSError, ValueError) as error:
            self._notices.append(f"The search index could not be cleaned up: {error}")

    def _open(self, *, importing: bool) -> SearchEngine:
        from index.search.whoosh_engine import WhooshEngine

        try:
            return WhooshEngine(self._folder)
        except IndexDamagedError:
            with self._database.reading() as connection:
                stories = articles.count(connection)
                waiting = articles.count_unindexed(connection)
        if importing or self._database.read_only:
            engine = self._build(None)
        else:
            with import_lock(self._folder.parent):
                engine = self._build(None)
        # All of them waiting: this is a new archive, which never had an index.
        if stories > waiting:
            told = _made_anew(
                "The search index was missing, damaged or of another version", stories
            )
            self._notices.append(told)
        return engine

    def _build(self, on_progress: Progress | None) -> SearchEngine:
        """Make a whole new index from the database and put it where the old one was."""
        from index.search.index_merging import build
        from index.search.whoosh_engine import WhooshEngine

        read_only = self._database.read_only
        self._sweep()
        try:
            where = None if read_only else self._folder.parent
            beside = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=where))
            try:
                with self._database.reading() as connection:
                    rows = articles.all_rows(connection)
                build(beside, self._documents(rows, on_progress))
                if read_only:
                    self._temporary = beside
                    return WhooshEngine(beside)
                old = beside.with_name(beside.name + "-old")
                with suppress(FileNotFoundError):
                    self._folder.rename(old)
                beside.rename(self._folder)
                shutil.rmtree(old, ignore_errors=True)
            except BaseException:
                shutil.rmtree(beside, ignore_errors=True)
                raise
        except OSError as error:
            raise ArchiveError(
                f"The search index of {self._folder.parent} cannot be made: {error.strerror or error}."
            ) from error
        self._indexed(rows)
        return WhooshEngine(self._folder)

    def _sweep(self) -> None:
        """Remove what rebuilds that were killed left behind; only the holder of the import lock builds."""
        if not self._database.read_only:
            for left in self._folder.parent.glob(_UNFINISHED + "*"):
                shutil.rmtree(left, ignore_errors=True)

    def _documents(
        self, rows: Sequence[int], on_progress: Progress | None = None
    ) -> Iterator[IndexDocument]:
        with self._database.reading() as connection:
            for number, body in enumerate(articles.bodies(connection, rows)):
                if on_progress is not None and number % _PROGRESS_EVERY == 0:
                    on_progress(number, len(rows))
                yield IndexDocument(
                    row=body.row,
                    headline=body.headline,
                    body=mask(body.text, body.body_format),
                    source=body.source,
                    byline=body.byline,
                    captions="\n".join(body.captions),
                    language=body.language,
                    published=body.published,
                    actors=_actors_of(connection, body.row),
                )
        if on_progress is not None:
            on_progress(len(rows), len(rows))

    # -- keeping up

    def prepare(self) -> None:
        """Make sure that there is an index, so that others can search while this process imports."""
        try:
            self._opened(importing=True)
        except (NewsreaderError, OSError) as error:
            self._notices.append(f"The stories cannot be searched yet: {error}")

    def catch_up_or_say(self) -> None:
        """Index the stories that wait for it; where that fails they go on waiting, and a notice says so.

        The caller holds the import lock.
        """
        try:
            self._catch_up()
        except (NewsreaderError, OSError) as error:
            self._notices.append(f"The newest stories cannot be searched yet: {error}")

    def _catch_up(self) -> None:
        with self._writing:
            rows = self._waiting()
            for start in range(0, len(rows), _AT_ONCE):
                part = rows[start : start + _AT_ONCE]
                self._add(part)
                self._indexed(part)

    def _add(self, rows: Sequence[int]) -> None:
        try:
            self._opened(importing=True).add(self._documents(rows))
        except IndexDamagedError:
            # What is made anew has all the stories, these among them.
            self._let_go()
            self._opened(importing=True)

    def _waiting(self) -> list[int]:
        with self._database.reading() as connection:
            lines = connection.execute("SELECT row FROM unindexed ORDER BY row")
            return [line[0] for line in lines]

    def _indexed(self, rows: Iterable[int]) -> None:
        # Open readers look again when the content changes: now there is more to find.
        with self._database.transaction(changes_content=True) as connection:
            connection.executemany("DELETE FROM unindexed WHERE row = ?", ((row,) for row in rows))

    def rebuild(self, on_progress: Progress | None) -> int:
        """Build the index anew; return how many stories it holds.

        Raises ArchiveError where the archive cannot be written or somebody is importing into it.
        """
        if self._database.read_only:
            raise ReadOnlyError(self._folder.parent)
        with import_lock(self._folder.parent), self._writing:
            # Whoever searches meanwhile goes on with the old one.
            engine = self._build(on_progress)
            with self._opening:
                self._engine = engine
                self._identity = _identity(self._folder)
            return engine.document_count()

    def check(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Compare the index with the database; return the problems that remain and what was mended.

        The caller holds the import lock, or the archive is read-only.
        """
        writable = not self._database.read_only
        mended = self._mend_bytes() if writable else ()
        with self._database.reading() as connection:
            stored = frozenset(articles.all_rows(connection))
        indexed = frozenset(self.matching(Everything()))
        missing, extra = sorted(stored - indexed), sorted(indexed - stored)
        told = [
            f"{len(rows)} {what}"
            for rows, what in (
                (missing, "stories were missing from the search index."),
                (extra, "stories in the search index were not in the database."),
            )
            if rows
        ]
        if not writable:
            return tuple(told), ()
        with self._writing:
            engine = self._opened(importing=True)
            if missing:
                engine.add(self._documents(missing))
            if extra:
                engine.delete(extra)
            self._indexed(stored)
        return (), (*mended, *told)

    def _mend_bytes(self) -> tuple[str, ...]:
        """Read the whole index; make it anew where a byte is not as it was written, and say so."""
        from index.search.index_contents import verify

        self.prepare()
        try:
            verify(self._folder)
        except IndexDamagedError:
            with self._opening:
                self._engine = self._build(None)
                self._identity = _identity(self._folder)
                count = self._engine.document_count()
            return (_made_anew("The search index was damaged", count),)
        return ()

    def _let_go(self) -> None:
        # Not closed: another thread may be in the middle of a search. It goes when nobody holds it.
        with self._opening:
            self._engine = None

    def close(self) -> None:
        """Let go of the files."""
        with self._opening:
            if self._engine is not None:
                self._engine.close()
                self._engine = None
            if self._temporary is not None:
                shutil.rmtree(self._temporary, ignore_errors=True)
                self._temporary = None


def _made_anew(trouble: str, stories: int) -> str:
    return f"{trouble}; it was made anew from {stories} {'story' if stories == 1 else 'stories'}."


def _actors_of(connection: sqlite3.Connection, row: int) -> tuple[str, ...]:
    """Return the ids of the actors an article mentions."""
    lines = connection.execute(
        "SELECT actors.id FROM presence JOIN actors ON number = actor WHERE row = ?", (row,)
    )
    return tuple(line[0] for line in lines)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another that was put in its place, None where there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
