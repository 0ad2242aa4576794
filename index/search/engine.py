"""What the archive asks of a search engine: a small protocol, and the values that pass through it.

Nothing here belongs to one engine. ``row`` is the number of the article's row in the database; it is
all an engine gives back, so that the text itself is kept in one place.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple, Protocol

from index.errors import ArchiveError, NewsreaderError
from index.order import Order
from index.search.query import Query
from index.search.values import value

if TYPE_CHECKING:
    from index.model import Histogram


class IndexDamagedError(NewsreaderError):
    """The index is missing, damaged or of another version; it has to be rebuilt from the database."""


class IndexBusyError(ArchiveError):
    """Another process is writing the index and did not finish in the time we were ready to wait."""


@value
class IndexDocument:
    """The words of one article as an engine is to find them: plain text, no Markdown.

    ``language`` is a BCP 47 tag ("en", "es-VE") or empty where it is not known, and chooses the
    stemmer. ``published`` is aware, or None. ``actors`` are the ids of the actors it mentions, each once.
    """

    row: int
    headline: str
    body: str
    source: str = ""
    byline: str = ""
    captions: str = ""
    language: str = ""
    published: datetime | None = None
    actors: tuple[str, ...] = ()


class Hit(NamedTuple):
    """One story found; ``score`` compares the hits of one search only, and is 0.0 in date order."""

    row: int
    score: float


@value
class Found:
    """How many stories answer a query, and the hits asked for, in order."""

    total: int
    hits: tuple[Hit, ...]


class FacetField(StrEnum):
    """What the stories found can be counted by."""

    ACTORS = "actors"
    SOURCE = "source"


@value
class ValueCount:
    """A value that stories have (an actor's id, a source as it is written), and how many have it."""

    value: str
    count: int


class SearchEngine(Protocol):
    """Finds the rows of articles. One engine may be used from several threads at once.

    A query is one of ours (``index.search.query``) whose leaves for the archive are resolved; what
    words, inflections and stop words mean is for ``index.search.plan`` to say. An engine that stands
    behind a network would send the plan in the other's language.
    """

    def add(self, documents: Iterable[IndexDocument]) -> None:
        """Index documents in one commit; each replaces the document of the same row.

        Raises IndexBusyError where another writer does not finish, IndexDamagedError.
        """

    def delete(self, rows: Iterable[int]) -> None:
        """Take the documents of these rows out, in one commit; rows that are not there are ignored."""

    def search(
        self,
        query: Query,
        *,
        limit: int,
        offset: int = 0,
        order: Order = Order.RELEVANCE,
        any_word: bool = False,
    ) -> Found:
        """Return hits ``offset`` to ``offset + limit`` of all that answer ``query``, and the exact total.

        ``Order.RELEVANCE`` puts the best match first, ties in date order. ``Order.DATE`` puts the
        newest first, undated stories last, ties in row order. ``any_word`` asks for any of the words
        that stand side by side instead of all; fields, dates and exclusions still hold.
        """

    def matching(self, query: Query, *, any_word: bool = False) -> array[int]:
        """Return the row of every story that answers ``query``, in no order (typecode ``q``).

        ``any_word`` is as for ``search``.
        """

    def facets(
        self, query: Query, field: FacetField, *, limit: int, any_word: bool = False
    ) -> tuple[ValueCount, ...]:
        """Return the values that most of the stories found have, with exact counts, the most first.

        Ties come in the order of the values' bytes; values that no story found has do not come.
        """

    def histogram(self, query: Query, bins: int, *, any_word: bool = False) -> Histogram:
        """Return how the stories found spread over time, in at most ``bins`` equal bins of whole days."""

    def suggest(self, word: str) -> tuple[str, ...]:
        """Return words of the index spelt nearly like ``word``, the likeliest first; () if it is there."""

    def document_count(self) -> int:
        """Return how many documents the index holds."""

    def refresh(self) -> None:
        """Take notice of what other processes have written since."""

    def close(self) -> None:
        """Let go of files; the engine cannot be used afterwards."""
