"""The trail of places a reader has been at, walked back and forward like the history of a browser."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from index.model import Order, Span

Pane = Literal["stories", "article", "actors"]


@dataclass(frozen=True, slots=True)
class Over:
    """A screen over the reading room, and what it shows.

    A dossier is of the actor ``first``; a pair and a path are of the actors ``first`` and ``second``; accounts are the
    article ``first`` with the article ``second`` beside it. All are ids.
    """

    screen: Literal["dossier", "pair", "path", "accounts"]
    first: str
    second: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in the reading room, with all that is needed to come back to it exactly.

    ``once`` says that each happening has one row. ``row`` and ``top`` are the row under the cursor and the first row in sight, ``selected`` the id of the
    story under the cursor, by which it is found again when the rows have moved. ``article`` is the id of
    the article shown, ``scroll`` the place in it at the top of the pane, ``at`` and ``actor`` what was gone to in it.
    ``whence`` says what the article was opened from where that is not the list. ``over`` is the screen that stands
    over the room; ``pane`` names the pane with the focus.
    """

    query: str = ""
    order: Order = Order.DATE
    once: bool = False
    row: int = 0
    top: int = 0
    selected: str | None = None
    article: str | None = None
    scroll: int = 0
    actor: str | None = None
    at: Span | None = None
    whence: str = ""
    over: Over | None = None
    pane: Pane = "stories"


class Trail:
    """The places visited, and which of them is the present one."""

    def __init__(self, place: Place | None = None) -> None:
        self._places = [place or Place()]
        self._here = 0

    @property
    def here(self) -> Place:
        """The present place."""
        return self._places[self._here]

    @property
    def number(self) -> int:
        """Which of the places is the present one."""
        return self._here

    @property
    def places(self) -> tuple[Place, ...]:
        """All places, the oldest first."""
        return tuple(self._places)

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before this one."""
        return self._here > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a place after this one."""
        return self._here < len(self._places) - 1

    def note(self, place: Place) -> None:
        """Say how the present place looks now, before it is left."""
        self._places[self._here] = place

    def visit(self, place: Place) -> None:
        """Go to a new place; what was ahead is forgotten. A place just like the present one is none."""
        if _same(place, self.here):
            self.note(place)
            return
        del self._places[self._here + 1 :]
        self._places.append(place)
        self._here += 1

    def back(self) -> Place | None:
        """Step back and return the place, or None at the beginning."""
        if not self.can_go_back:
            return None
        self._here -= 1
        return self.here

    def forward(self) -> Place | None:
        """Step forward and return the place, or None at the end."""
        if not self.can_go_forward:
            return None
        self._here += 1
        return self.here

    def go_to(self, number: int) -> Place:
        """Go to a place by its number and return it."""
        self._here = max(0, min(number, len(self._places) - 1))
        return self.here


def is_of_article(place: Place, before: Place | None) -> bool:
    """Whether a place in the room is an article, and not the answers to a search beside one that was read before.

    ``before`` is the place before it on the trail, None for the first.
    """
    if place.article is None:
        return False
    return before is None or place.article != before.article or place.query == before.query


def _same(one: Place, other: Place) -> bool:
    """Whether two places differ only in where the cursor and the scroll stand."""
    plain = Place()

    def bare(place: Place) -> Place:
        return replace(
            place,
            row=plain.row,
            top=plain.top,
            selected=plain.selected,
            scroll=plain.scroll,
            pane=plain.pane,
        )

    return bare(one) == bare(other)
