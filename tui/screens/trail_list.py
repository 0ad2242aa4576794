"""The trail as a list: the places the reader has been at, to go to one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message

from index.errors import NotFoundError
from tui.glyphs import FULL, Glyphs
from tui.lines import Line
from tui.looks import Run, segments
from tui.panes.row_text import clean, cut_runs
from tui.screens.choice import Choice
from tui.trail import Place, Trail, is_of_article
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive


@dataclass(frozen=True, slots=True)
class Stop:
    """A place of the trail: its number, what sort it is, what it is called, and whether the reader is there."""

    number: int
    what: str
    name: str
    here: bool


class TrailList(Choice[Stop]):
    """The places of a trail, the oldest first; dismissed with the one to go to, or None.

    ``log_key`` is the key that writes them to a file, which works everywhere.
    """

    class _Named(Message, bubble=False):
        def __init__(self, stops: Sequence[Stop]) -> None:
            super().__init__()
            self.stops = stops

    def __init__(self, archive: Archive, trail: Trail, signs: Glyphs, log_key: str) -> None:
        self._archive = archive
        self._places = trail.places
        self._number = trail.number
        super().__init__(
            _heading(len(self._places), signs),
            (),
            self._stop_lines,
            signs,
            keys=(("Enter", "go there"), (log_key, "write it to a file"), ("Esc", "close")),
        )

    def on_mount(self) -> None:
        """Find out what the places are called, in a thread."""
        self.run_worker(
            partial(self._name_places, self._archive, self._places),
            thread=True,
            group="trail",
            exit_on_error=False,
        )

    def _name_places(self, archive: Archive, places: Sequence[Place]) -> None:
        arrows = (" ↔ ", " → ") if self._signs.prompt == FULL.prompt else (" <-> ", " -> ")
        stops: list[Stop] = []
        for number, place in enumerate(places):
            before = places[number - 1] if number else None
            try:
                what, name = _named(archive, place, before, *arrows)
            except NotFoundError as error:
                what, name = "gone", str(error)
            except Exception as error:
                what, name = "", sentence(error, "This place cannot be named")
            stop = Stop(number, what, name, number == self._number)
            if stops and (stops[-1].what, stops[-1].name) == (what, name):
                # Other places of one story, one after the other; where the reader is goes before the latest.
                if stops[-1].here:
                    continue
                stops.pop()
            stops.append(stop)
        self.post_message(self._Named(stops))

    def on_trail_list__named(self, message: _Named) -> None:
        """Show what the places are called."""
        count = len(message.stops)
        self.title_bar.entitle(_heading(count, self._signs))
        self.relist(message.stops)
        self.lines.move_to(next((at for at, stop in enumerate(message.stops) if stop.here), 0))

    def _stop_lines(self, stop: Stop, width: int) -> Sequence[Line]:
        here: Run = (self._signs.prompt if stop.here else " ", "bold")
        runs: list[Run] = [
            here,
            (f" {stop.what:<9} ", "dim"),
            (clean(stop.name), "bold" if stop.here else ""),
        ]
        return [segments(cut_runs(runs, width, self._signs))]


def _heading(count: int, signs: Glyphs) -> str:
    return f"The trail {signs.horizontal} {count:,} {'place' if count == 1 else 'places'}"


def _named(
    archive: Archive, place: Place, before: Place | None, together: str, along: str
) -> tuple[str, str]:
    """Return what sort of place it is, and what it is called."""
    over = place.over
    if over is None:
        if place.article is not None and is_of_article(place, before):
            return "story", archive.summary(place.article).headline
        return ("search", place.query) if place.query else ("stories", "all stories")
    if over.screen == "accounts":
        return "accounts", archive.summary(over.first).headline
    name = archive.actor(over.first).name
    if not over.second:
        return "dossier", name
    other = archive.actor(over.second).name
    return over.screen, f"{name}{along if over.screen == 'path' else together}{other}"
