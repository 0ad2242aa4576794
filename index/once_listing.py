"""A listing in which each happening has one row, however many stories tell of it."""

from __future__ import annotations

from array import array
from bisect import bisect_left

from index.listing import Listing
from index.model import Facet, Histogram, StorySummary
from index.search.engine import FacetField
from index.storage import accounts
from index.storage.database import Database


class OncePerHappening:
    """Another listing without the stories whose happening a story before them tells; ``total`` counts what is left.

    Which stories those are is read when this is made; the rows themselves are read when they are asked for.
    """

    def __init__(self, database: Database, listing: Listing) -> None:
        self._listing = listing
        self.query = listing.query
        self.note = listing.note
        self.suggestion = listing.suggestion
        with database.reading() as connection:
            happening_of = accounts.happening_of_rows(connection)
        self._places = array("q")
        self._place_of: dict[int, int] = {}
        """The place here of each happening that several stories tell, by its number."""
        for place, row in enumerate(listing.in_order()):
            happening = happening_of.get(row)
            if happening is not None:
                if happening in self._place_of:
                    continue
                self._place_of[happening] = len(self._places)
            self._places.append(place)
        self.total = len(self._places)

    def rows(self, start: int, count: int) -> tuple[StorySummary, ...]:
        """Return up to ``count`` stories from place ``start`` on, each the first of its happening in the other listing."""
        wanted = self._places[start : start + count]
        found: list[StorySummary] = []
        first = 0
        for end in range(1, len(wanted) + 1):
            # What stands side by side is read at once.
            if end == len(wanted) or wanted[end] != wanted[end - 1] + 1:
                found += self._listing.rows(wanted[first], wanted[end - 1] + 1 - wanted[first])
                first = end
        return tuple(found)

    def histogram(self, bins: int) -> Histogram:
        """Return how all the stories spread over time, those without a row too."""
        return self._listing.histogram(bins)

    def facets(self, field: FacetField, limit: int) -> tuple[Facet, ...]:
        """Return the actors or sources that most of all the stories have, those without a row too."""
        return self._listing.facets(field, limit)

    def position(self, article_id: str) -> int | None:
        """Return the place of an article, or None where it has no row of its own."""
        place = self._listing.position(article_id)
        if place is None:
            return None
        here = bisect_left(self._places, place)
        return here if here < self.total and self._places[here] == place else None

    def in_order(self) -> array[int]:
        """Return the row numbers of the stories that have a row here, in order."""
        rows = self._listing.in_order()
        return array("q", (rows[place] for place in self._places))
