"""Listings: the stories that answer a query, read a window at a time."""

from __future__ import annotations

import threading
from array import array
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from index.analysis.masking import mask
from index.following.presence import histogram
from index.maintained_index import MaintainedIndex
from index.model import Facet, Histogram, Order, SnippetPart, StorySummary
from index.search.engine import FacetField, Hit
from index.search.feedback import is_question, with_feedback
from index.search.query import Among, Everything, Query
from index.storage import actors, articles
from index.storage.database import Database

_PAGE = 200  # hits asked of the engine at once


class Listing(Protocol):
    """The stories that answer a query, in order; rows are read when they are asked for.

    ``total`` is how many there are, ``query`` the text that asked for them, ``note`` a sentence the reader
    should know ("No story has all these words …") or "". ``suggestion`` is a query to ask instead, as the note
    says, or "".
    """

    total: int
    query: str
    note: str
    suggestion: str

    def rows(self, start: int, count: int) -> tuple[StorySummary, ...]:
        """Return up to ``count`` stories from place ``start`` on; fewer at the end."""
        ...

    def histogram(self, bins: int) -> Histogram:
        """Return how the stories spread over time, in at most ``bins`` bins."""
        ...

    def facets(self, field: FacetField, limit: int) -> tuple[Facet, ...]:
        """Return the actors or sources that most of the stories have, the most first."""
        ...

    def position(self, article_id: str) -> int | None:
        """Return the place of an article in this listing, or None where it is not in it."""
        ...

    def in_order(self) -> Sequence[int]:
        """Return the database's row numbers of all the stories, in the order of the listing."""
        ...


class EveryStory:
    """All stories, newest first, straight from SQLite."""

    def __init__(self, database: Database, index: MaintainedIndex) -> None:
        self._database = database
        self._index = index
        self.query = ""
        self.note = self.suggestion = ""
        with database.reading() as connection:
            self.total = articles.count(connection)

    def rows(self, start: int, count: int) -> tuple[StorySummary, ...]:
        """Return up to ``count`` stories from place ``start`` on."""
        with self._database.reading() as connection:
            return articles.newest(connection, start, count)

    def histogram(self, bins: int) -> Histogram:
        """Return how the stories spread over time."""
        with self._database.reading() as connection:
            return histogram(articles.stories_by_time(connection), bins)

    def facets(self, field: FacetField, limit: int) -> tuple[Facet, ...]:
        """Return the actors or sources that most of the stories have."""
        return _facets(self._database, self._index, Everything(), field, limit)

    def position(self, article_id: str) -> int | None:
        """Return the place of an article."""
        with self._database.reading() as connection:
            return articles.place_among_newest(connection, articles.row_of(connection, article_id))

    def in_order(self) -> Sequence[int]:
        """Return the row numbers of all stories, newest first."""
        with self._database.reading() as connection:
            return articles.rows_newest_first(connection)


class ActorStories:
    """The stories that mention one actor, newest first."""

    def __init__(self, database: Database, index: MaintainedIndex, number: int) -> None:
        self._database = database
        self._index = index
        self._number = number
        self.note = self.suggestion = ""
        with database.reading() as connection:
            name = actors.key_of(connection, number).name
            self._rows = array("q", actors.rows_of(connection, number))
        self.query = f'actor:"{name}"'
        self.total = len(self._rows)

    def rows(self, start: int, count: int) -> tuple[StorySummary, ...]:
        """Return up to ``count`` stories from place ``start`` on."""
        with self._database.reading() as connection:
            return articles.summaries(connection, self._rows[start : start + count])

    def histogram(self, bins: int) -> Histogram:
        """Return how the stories spread over time."""
        with self._database.reading() as connection:
            days = actors.presence_by_day(connection, self._number)
        return histogram(((day.time, day.stories) for day in days), bins)

    def facets(self, field: FacetField, limit: int) -> tuple[Facet, ...]:
        """Return the actors or sources that most of the stories have, the actor itself among them."""
        stories = Among(self.query, frozenset(self._rows))
        return _facets(self._database, self._index, stories, field, limit)

    def position(self, article_id: str) -> int | None:
        """Return the place of an article, or None where it does not mention the actor."""
        with self._database.reading() as connection:
            row = articles.row_of(connection, article_id)
        return self._rows.index(row) if row in self._rows else None

    def in_order(self) -> Sequence[int]:
        """Return the row numbers of all its stories, newest first."""
        return self._rows


class Found:
    """The stories that the search engine finds, with snippets."""

    def __init__(
        self,
        database: Database,
        index: MaintainedIndex,
        query: Query,
        *,
        text: str,
        order: Order,
        any_word: bool,
        snippet: Callable[[int], tuple[SnippetPart, ...]],
        note: str = "",
    ) -> None:
        self.query = text
        self.note = note
        self.suggestion = ""
        self._database = database
        self._index = index
        self._query = query
        self._order = order
        self._any_word = any_word
        self._snippet = snippet
        self._lock = threading.Lock()
        first = index.search(query, limit=_PAGE, order=order, any_word=any_word)
        if any_word and order is Order.RELEVANCE and is_question(query):
            self._query = query = with_feedback(query, first, self._texts)
            first = index.search(query, limit=_PAGE, order=order, any_word=any_word)
        self._hits: list[Hit] = list(first.hits)
        self.total = first.total

    def _texts(self, rows: Sequence[int]) -> list[str]:
        with self._database.reading() as connection:
            return [mask(body.text, body.body_format) for body in articles.bodies(connection, rows)]

    def _first_hits(self, count: int) -> Sequence[Hit]:
        with self._lock:
            count = min(count, self.total)
            if len(self._hits) < count:
                # Far down the list, ask for twice as much each time: few searches, each a little longer.
                wanted = max(count, 2 * len(self._hits), _PAGE)
                found = self._index.search(
                    self._query,
                    limit=wanted,
                    order=self._order,
                    any_word=self._any_word,
                )
                self._hits = list(found.hits)
            return self._hits

    def rows(self, start: int, count: int) -> tuple[StorySummary, ...]:
        """Return up to ``count`` stories from place ``start`` on, with snippets."""
        hits = self._first_hits(start + count)[start : start + count]
        with self._database.reading() as connection:
            summaries = articles.summaries(connection, [hit.row for hit in hits])
            if len(summaries) < len(hits):
                # A story deleted since the search leaves a gap, not a shift.
                there = [(hit, articles.summaries(connection, (hit.row,))) for hit in hits]
                hits = [hit for hit, found in there if found]
                summaries = tuple(found[0] for _, found in there if found)
            return tuple(
                replace(summary, snippet=self._snippet(hit.row), score=hit.score)
                for hit, summary in zip(hits, summaries, strict=True)
            )

    def histogram(self, bins: int) -> Histogram:
        """Return how the stories spread over time."""
        return self._index.histogram(self._query, bins, any_word=self._any_word)

    def facets(self, field: FacetField, limit: int) -> tuple[Facet, ...]:
        """Return the actors or sources that most of the stories have."""
        return _facets(
            self._database, self._index, self._query, field, limit, any_word=self._any_word
        )

    def position(self, article_id: str) -> int | None:
        """Return the place of an article among those read so far, or None."""
        with self._database.reading() as connection:
            row = articles.row_of(connection, article_id)
        with self._lock:
            places = (place for place, hit in enumerate(self._hits) if hit.row == row)
            return next(places, None)

    def in_order(self) -> Sequence[int]:
        """Return the row numbers of all stories found, in their order."""
        return [hit.row for hit in self._first_hits(self.total)]


def _facets(
    database: Database,
    index: MaintainedIndex,
    query: Query,
    field: FacetField,
    limit: int,
    *,
    any_word: bool = False,
) -> tuple[Facet, ...]:
    counts = index.facets(query, field, limit=limit, any_word=any_word)
    if field is FacetField.SOURCE:
        return tuple(Facet(one.value, one.value, one.count) for one in counts)
    with database.reading() as connection:
        names = actors.names(connection, [one.value for one in counts])
    # An actor that was joined with another since is shown again once its stories are indexed anew.
    return tuple(
        Facet(one.value, names[one.value], one.count) for one in counts if one.value in names
    )
