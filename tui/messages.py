"""What the panes and screens tell each other; every message bubbles up to the application."""

from __future__ import annotations

from textual.message import Message

from index.model import Span
from tui.trail import Place


class OpenArticle(Message):
    """Show an article in the reading room.

    ``actor_id`` is the actor whose first mention is to be gone to, ``at`` the stretch of the body to show;
    both None for the top of the article.
    """

    def __init__(
        self, article_id: str, actor_id: str | None = None, at: Span | None = None
    ) -> None:
        super().__init__()
        self.article_id = article_id
        self.actor_id = actor_id
        self.at = at


class FollowActor(Message):
    """Open the dossier of an actor; ``from_article`` is the id of the article that led there."""

    def __init__(self, actor_id: str, from_article: str | None = None) -> None:
        super().__init__()
        self.actor_id = actor_id
        self.from_article = from_article


class SearchFor(Message):
    """Show the stories that a query finds, as if it had been typed into the search bar."""

    def __init__(self, query: str) -> None:
        super().__init__()
        self.query = query


class StatusLine(Message):
    """Show a sentence in the line at the bottom until the next key; "" takes it away."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class Settled(Message):
    """A screen has all that it shows, each part in its place: it may be drawn."""


class Entered(Message):
    """The reader came to another place: from ``left``, as it looked last, to ``place``."""

    def __init__(self, left: Place, place: Place) -> None:
        super().__init__()
        self.left = left
        self.place = place


class ArchiveChanged(Message):
    """Stories or actors were added, removed or analysed anew: what is shown may be out of date."""
