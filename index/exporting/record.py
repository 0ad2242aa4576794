"""What an export writes of each story, read from an archive one story at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from index.model import Actor, Analysis, Article, Order, StorySummary

_PAGE = 200


class StoryRows(Protocol):
    """A listing of stories that is read a page at a time."""

    @property
    def total(self) -> int:
        """How many stories there are."""
        ...

    def rows(self, start: int, count: int) -> tuple[StorySummary, ...]:
        """Return ``count`` stories from the place ``start``; fewer at the end."""
        ...


class StoryShelf(Protocol):
    """As much of an archive as an export needs."""

    def stories(self, query: str = "", *, order: Order = Order.DATE) -> StoryRows:
        """Return what a query finds. Raises QueryError."""
        ...

    def article(self, article_id: str) -> Article:
        """Return an article. Raises NotFoundError."""
        ...

    def actor(self, name_or_id: str) -> Actor:
        """Return an actor. Raises NotFoundError."""
        ...

    def analysis(self, article_id: str) -> Analysis:
        """Return what was read from an article. Raises NotFoundError."""
        ...


@dataclass(frozen=True, slots=True)
class StoryRecord:
    """A story with what was read from it and what the reader did with it."""

    article: Article
    analysis: Analysis
    read: bool = False
    starred: bool = False
    tags: tuple[str, ...] = ()


def records(shelf: StoryShelf, listing: StoryRows) -> Iterator[StoryRecord]:
    """Yield the stories of ``listing`` in its order, each read from ``shelf`` when its turn comes."""
    for start in range(0, listing.total, _PAGE):
        for summary in listing.rows(start, _PAGE):
            yield StoryRecord(
                article=shelf.article(summary.id),
                analysis=shelf.analysis(summary.id),
                read=summary.read,
                starred=summary.starred,
                tags=summary.tags,
            )
