"""What the panes and screens tell each other; every message bubbles up to the application."""

from __future__ import annotations

from textual.message import Message

from index.model import Span
from tui.trail import Place


class OpenArticle(Message):
    """Show an article in the reading room.

    ``actor_id`` is the actor whose first mention is to be gone to, ``at`` the stretch of the body to show;
    both None for the top of the article. ``whence`` says what it is opened from where that is not the list of
    stories beside it; its first word says so by itself.
    """

    def __init__(
        self,
        article_id: str,
        actor_id: str | None = None,
        at: Span | None = None,
        whence: str = "",
    ) -> None:
        super().__init__()
        self.article_id = article_id
        self.actor_id = actor_id
        self.at = at
        self.whence = whence


class FollowActor(Message):
    """Open the dossier of an actor; ``from_article`` is the id of the article that led there.

    ``view`` names the list to open it at ("timeline", "said", "connections" …), "" for the one it was left at.
    """

    def __init__(self, actor_id: str, from_article: str | None = None, view: str = "") -> None:
        super().__init__()
        self.actor_id = actor_id
        self.from_article = from_article
        self.view = view


class ShowPair(Message):
    """Show all that two actors, given by their ids, have to do with each other."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__()
        self.first = first
        self.second = second


class ShowPath(Message):
    """Show over which actors and stories one actor is linked to another, both given by their ids."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__()
        self.first = first
        self.second = second


class CompareAccounts(Message):
    """Show an article beside another account of the same happening: ``other``, or the first there is."""

    def __init__(self, article_id: str, other: str | None = None) -> None:
        super().__init__()
        self.article_id = article_id
        self.other = other


class SearchFor(Message):
    """Show the stories that a query finds, as if it had been typed into the search bar."""

    def __init__(self, query: str) -> None:
        super().__init__()
        self.query = query


class StatusLine(Message):
    """Show a sentence in the line at the bottom until the next key; "" takes it away.

    It takes as many lines as it needs; one line where it is ``brief``, as what is said at every step must be.
    """

    def __init__(self, text: str, *, brief: bool = False) -> None:
        super().__init__()
        self.text = text
        self.brief = brief


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
