"""The search engine on disk: a Whoosh index in a folder, derived from the database and never the truth.

Whoosh itself is imported when an engine is made (about 60 ms), not before.
"""

from __future__ import annotations

import contextlib
import heapq
import re
import shutil
import threading
import time
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from index.errors import ArchiveError, NewsreaderError
from index.model import Order
from index.search.engine import (
    Found,
    Hit,
    IndexBusyError,
    IndexDamagedError,
    IndexDocument,
)
from index.search.plan import Plan, plan, scored
from index.search.query import TEXT_FIELDS, Query
from index.search.ranking import DIGITS, dampened, rarity
from index.search.spelling import SUGGESTED_FIELDS, beginnings, nearest_words
from index.search.whoosh_quiet import whoosh_loading

if TYPE_CHECKING:
    from index.search.whoosh_segments import Segment
    from index.search.whoosh_types import Index, Writer
    from index.search.whoosh_types import Segment as SegmentOnDisk

Key = TypeVar("Key", tuple[int, int], tuple[float, int, int])

_WAIT_FOR_WRITER = 30.0  # seconds
_ASK_AGAIN = 0.05
_TRIES_TO_READ = 10
_MEMORY_FOR_POSTINGS = 64  # megabytes as Whoosh reckons them, about half of that in truth

# Files of an index of any version, and tables of contents that were never finished.
_OURS = re.compile(r"_?newsreader[0-9]+[_.]")
_LEFT_BEHIND = re.compile(r"_newsreader[0-9]+_[0-9]+\.toc\.")


class WhooshEngine:
    """A SearchEngine over the Whoosh index in ``folder``.

    Raises IndexDamagedError where the index is missing, damaged or of another version; whoever has
    the database then makes an empty one with ``create`` and adds every document again.
    ``wait`` is how many seconds to wait for another process that is writing.
    """

    def __init__(self, folder: Path, *, wait: float = _WAIT_FOR_WRITER) -> None:
        with whoosh_loading():
            import index.search.whoosh_segments
            import index.search.whoosh_writing  # noqa: F401
        self.folder = folder
        self._wait = wait
        self._reading = threading.RLock()
        self._writing = threading.Lock()
        self._segments: tuple[Segment, ...] = ()
        self._generation = -1
        self._languages: frozenset[str] = frozenset()
        with self._damage_noticed():
            self._index = _open(folder)
            self._read()

    @classmethod
    def create(cls, folder: Path, *, wait: float = _WAIT_FOR_WRITER) -> WhooshEngine:
        """Make an empty index in ``folder``, in place of any that is there, and open it.

        Raises IndexBusyError, or ArchiveError where the folder cannot be written.
        """
        with whoosh_loading():
            from whoosh.filedb.filestore import FileStorage
            from whoosh.index import TOC

            from index.search.whoosh_schema import INDEX_NAME, schema
        try:
            folder.mkdir(parents=True, exist_ok=True)
            storage = FileStorage(str(folder))
            lock_name = f"{INDEX_NAME}_WRITELOCK"
            lock = storage.lock(lock_name)
            give_up = time.monotonic() + wait
            while not lock.acquire():
                if time.monotonic() > give_up:
                    raise IndexBusyError(_busy(folder))
                time.sleep(_ASK_AGAIN)
            try:
                _clear(folder, keep=lock_name)
                TOC.create(storage, schema(), INDEX_NAME)
            finally:
                lock.release()
        except OSError as error:
            raise ArchiveError(
                f"The search index in {folder} cannot be made: {error.strerror or error}."
            ) from error
        return cls(folder, wait=wait)

    def add(self, documents: Iterable[IndexDocument]) -> None:
        """Index documents in one commit; see SearchEngine."""
        from index.search.whoosh_writing import write

        with self._writer() as (writer, replace):
            newest: dict[int, IndexDocument] = {}
            for document in documents:
                newest.pop(document.row, None)
                newest[document.row] = document
            replace(newest.keys())
            for document in newest.values():
                write(writer, document)

    def delete(self, rows: Iterable[int]) -> None:
        """Take documents out in one commit; see SearchEngine."""
        gone = frozenset(rows)
        if gone:
            with self._writer() as (_, replace):
                replace(gone)

    def search(
        self,
        query: Query,
        *,
        limit: int,
        offset: int = 0,
        order: Order = Order.RELEVANCE,
        any_word: bool = False,
    ) -> Found:
        """Return the hits asked for and how many there are; see SearchEngine."""
        wanted = plan(query, self._languages, any_word=any_word)
        with self._asking():
            if order is Order.DATE or not any(scored(wanted)):
                return self._newest(wanted, max(limit, 0), max(offset, 0))
            return self._best(wanted, max(limit, 0), max(offset, 0))

    def matching(self, query: Query, *, any_word: bool = False) -> array[int]:
        """Return the row of every document that answers ``query``."""
        rows = array("q")
        wanted = plan(query, self._languages, any_word=any_word)
        with self._asking():
            for segment in self._segments:
                row_of = segment.rows.__getitem__
                rows.extend(map(row_of, segment.documents(wanted, {})))
        return rows

    def suggest(self, word: str) -> tuple[str, ...]:
        """Return words spelt nearly like ``word``; see SearchEngine."""
        with self._asking():
            terms = (
                term
                for beginning in beginnings(word)
                for segment in self._segments
                for term in segment.terms(SUGGESTED_FIELDS, beginning)
            )

            def documents(term: str) -> int:
                return sum(segment.frequency(SUGGESTED_FIELDS, term) for segment in self._segments)

            return nearest_words(word, terms, documents)

    def document_count(self) -> int:
        """Return how many documents the index holds."""
        with self._reading:
            return sum(segment.count for segment in self._segments)

    def refresh(self) -> None:
        """Take notice of what other processes have written since."""
        with self._asking():
            if self._index.latest_generation() != self._generation:
                self._read()

    def close(self) -> None:
        """Close the index's files."""
        with self._reading:
            for segment in self._segments:
                segment.close()
            self._segments = ()

    def _newest(self, wanted: Plan, limit: int, offset: int) -> Found:
        total = 0
        keys: list[tuple[int, int]] = []
        for segment in self._segments:
            found = segment.documents(wanted, {})
            total += len(found)
            times, rows = segment.published, segment.rows
            first = _first(found, times.__getitem__, limit + offset, 0)
            keys.extend((-times[document], rows[document]) for document in first)
        page = _page(keys, limit, offset)
        return Found(total, tuple(Hit(row, 0.0) for _, row in page))

    def _best(self, wanted: Plan, limit: int, offset: int) -> Found:
        parts = tuple(dict.fromkeys(scored(wanted)))
        lookups = [{part: segment.weighed(part) for part in parts} for segment in self._segments]
        documents = sum(segment.count for segment in self._segments)
        telling = {
            part: rarity(sum(len(lookup[part]) for lookup in lookups), documents) for part in parts
        }
        asked = tuple(scored(wanted))
        total = 0
        keys: list[tuple[float, int, int]] = []
        for segment, lookup in zip(self._segments, lookups, strict=True):
            found = segment.documents(wanted, lookup)
            total += len(found)
            scores = _scores(found, [(lookup[part], telling[part]) for part in asked])
            times, rows = segment.published, segment.rows
            keys.extend(
                (-round(scores[document], DIGITS), -times[document], rows[document])
                for document in _first(found, scores.__getitem__, limit + offset, 10.0**-DIGITS)
            )
        page = _page(keys, limit, offset)
        return Found(total, tuple(Hit(row, -score) for score, _, row in page))

    @contextmanager
    def _writer(self) -> Iterator[tuple[Writer, Callable[[Collection[int]], None]]]:
        """Open a writer, give it and what deletes rows, and commit, or cancel where something fails."""
        from whoosh.index import LockError

        from index.search.whoosh_schema import IndexCodec
        from index.search.whoosh_writing import merge_alike

        with self._writing:
            try:
                writer = self._index.writer(
                    timeout=self._wait,
                    delay=_ASK_AGAIN,
                    codec=IndexCodec(),
                    limitmb=_MEMORY_FOR_POSTINGS,
                )
            except LockError:
                raise IndexBusyError(_busy(self.folder)) from None
            except OSError as error:
                raise self._not_writable(error) from error
            except Exception as error:
                with self._damage_noticed():
                    raise error
            try:
                _sweep(self.folder)
                # Nobody else writes now, so what is read here is what the writer starts from.
                self.refresh()
                yield writer, lambda rows: self._delete(writer, rows)
                writer.commit(mergetype=merge_alike)
            except BaseException as error:
                if not writer.is_closed:
                    with contextlib.suppress(Exception):
                        writer.cancel()
                if isinstance(error, OSError):
                    raise self._not_writable(error) from error
                raise
        self.refresh()

    def _not_writable(self, error: OSError) -> ArchiveError:
        reason = error.strerror or error
        return ArchiveError(f"The search index in {self.folder} cannot be written: {reason}.")

    def _delete(self, writer: Writer, rows: Collection[int]) -> None:
        with self._reading:
            for segment in self._segments:
                for document, row in enumerate(segment.rows):
                    if row in rows and document not in segment.deleted:
                        writer.delete_document(segment.base + document)

    def _read(self) -> None:
        """Open the newest generation, keeping open what it shares with the one before.

        Another process may merge segments away while they are being opened; then there is a newer
        generation to open instead.
        """
        open_now = {segment.segment_id: segment for segment in self._segments}
        for again in range(_TRIES_TO_READ, -1, -1):
            contents = self._index._read_toc()
            try:
                segments = self._opened(contents.segments, open_now)
                break
            except OSError:
                if not again or self._index.latest_generation() == contents.generation:
                    raise
        documents = sum(segment.count for segment in segments) or 1
        averages = {
            field: sum(segment.total_length(field) for segment in segments) / documents
            for field in TEXT_FIELDS
        }
        for segment in segments:
            segment.set_averages(averages)
        self._languages = frozenset().union(*(segment.languages for segment in segments))
        self._segments = tuple(segments)
        self._generation = contents.generation
        kept = {segment.segment_id for segment in segments}
        for name, segment in open_now.items():
            if name not in kept:
                segment.close()

    def _opened(
        self, segments: Sequence[SegmentOnDisk], open_now: Mapping[str, Segment]
    ) -> list[Segment]:
        from whoosh.reading import SegmentReader

        from index.search.whoosh_schema import SegmentFiles
        from index.search.whoosh_segments import Segment

        opened: list[Segment] = []
        base = 0
        for on_disk in segments:
            known = open_now.get(on_disk.segment_id())
            if known is None:
                files = SegmentFiles(str(self.folder))
                reader = SegmentReader(files, self._index.schema, on_disk)
                known = Segment(reader, files.mapped)
            opened.append(known.at(base, frozenset(on_disk.deleted_docs())))
            base += on_disk.doc_count_all()
        return opened

    @contextmanager
    def _asking(self) -> Iterator[None]:
        """Read the segments, one thread at a time, and give the memory back that this took."""
        with self._reading, self._damage_noticed():
            try:
                yield
            finally:
                for segment in self._segments:
                    segment.release()

    @contextmanager
    def _damage_noticed(self) -> Iterator[None]:
        """Turn whatever Whoosh raises while it reads files into IndexDamagedError.

        Damaged files bring errors of any kind, some of them plain ``Exception``.
        """
        try:
            yield
        except NewsreaderError:
            raise
        except Exception as error:
            raise IndexDamagedError(
                f"The search index in {self.folder} is missing, damaged or of another version; "
                "newsreader reindex makes it anew from the stories in the archive."
            ) from error


def _open(folder: Path) -> Index:
    from whoosh.filedb.filestore import FileStorage
    from whoosh.index import FileIndex

    from index.search.whoosh_schema import INDEX_NAME, schema

    if not folder.is_dir():
        raise FileNotFoundError(folder)
    index: Index = FileIndex(FileStorage(str(folder)), schema=schema(), indexname=INDEX_NAME)
    return index


def _busy(folder: Path) -> str:
    return f"Another newsreader is writing the search index in {folder}; try again when it has finished."


def _scores(
    found: Collection[int], parts: Sequence[tuple[dict[int, float], float]]
) -> dict[int, float]:
    """Add up what the words earn each document that was found."""
    if len(parts) == 1:
        (occurrences, telling) = parts[0]
        get = occurrences.get
        return {document: telling * dampened(get(document, 0.0)) for document in found}
    scores = dict.fromkeys(found, 0.0)
    for occurrences, telling in parts:
        for document in found & occurrences.keys():
            scores[document] += telling * dampened(occurrences[document])
    return scores


def _first(
    found: Collection[int], key: Callable[[int], float], count: int, slack: float
) -> Iterable[int]:
    """Return the documents with the ``count`` highest keys, and all that come within ``slack`` of them."""
    if count <= 0:
        return ()
    if len(found) <= count:
        return found
    least = heapq.nlargest(count, map(key, found))[-1] - slack
    return [document for document in found if key(document) >= least]


def _page(keys: list[Key], limit: int, offset: int) -> list[Key]:
    keys.sort()
    return keys[offset : offset + limit]


def _clear(folder: Path, keep: str) -> None:
    """Remove the files of any index in a folder, of this version or another."""
    for path in folder.iterdir():
        if path.name != keep and _OURS.match(path.name):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _sweep(folder: Path) -> None:
    """Remove what a writer that was killed has left and Whoosh does not clear away itself."""
    for path in folder.iterdir():
        if _LEFT_BEHIND.match(path.name):
            with contextlib.suppress(OSError):
                path.unlink()
