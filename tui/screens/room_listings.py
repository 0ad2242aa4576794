"""The listings of the reading room: all stories, and what a query finds, while it is typed and after."""

from __future__ import annotations

import threading
from abc import abstractmethod
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from textual.message import Message
from textual.worker import get_current_worker

from index.errors import NewsreaderError, QueryError
from index.model import Histogram, Order, StorySummary
from tui.early_rows import EarlyRows, summary_of
from tui.first_paint import read
from tui.glyphs import Glyphs
from tui.keys import Keymap
from tui.lines import PAGE
from tui.messages import Entered, StatusLine
from tui.panes.searchbar import SearchField
from tui.panes.stories import BINS
from tui.screens.room_frame import RoomFrame
from tui.trail import Place
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive
    from index.listing import Listing


@dataclass(frozen=True, slots=True)
class Wanted:
    """A listing that is asked for, and where in it the cursor is to stand.

    ``once``: each happening has one row. ``typing``: the last word may be the beginning of one. ``accepted``: it was
    until just now.
    """

    query: str = ""
    order: Order = Order.DATE
    once: bool = False
    typing: bool = False
    accepted: bool = False
    row: int = 0
    top: int = 0
    selected: str | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A listing with the rows that are shown first, from row ``start`` on."""

    wanted: Wanted
    listing: Listing
    start: int
    first: Sequence[StorySummary]


class RoomListings(RoomFrame):
    """The reading room's list of stories, and the search bar that fills it."""

    class _Found(Message, bubble=False):
        def __init__(self, number: int, looked: Looked) -> None:
            super().__init__()
            self.number = number
            self.looked = looked

    class _Spread(Message, bubble=False):
        def __init__(self, number: int, histogram: Histogram) -> None:
            super().__init__()
            self.number = number
            self.histogram = histogram

    class _Failed(Message, bubble=False):
        def __init__(self, number: int, error: Exception) -> None:
            super().__init__()
            self.number = number
            self.error = error

    class _Counted(Message, bubble=False):
        def __init__(self, stories: int, actors: int) -> None:
            super().__init__()
            self.stories = stories
            self.actors = actors

    def __init__(self, signs: Glyphs, keymap: Keymap, measure: int) -> None:
        super().__init__(signs, keymap, measure)
        self.archive: Archive | None = None
        self._wanted = Wanted()
        self._shown = Wanted()
        self._searches = 0
        self._answered = 0
        self._before_search: Place | None = None
        self._looking = threading.Lock()
        self._notices_told = 0
        self._listing: Listing | None = None

    @abstractmethod
    def present_place(self) -> Place:
        """Return how the room looks now."""

    @abstractmethod
    def listing_shown(self) -> None:
        """Do what waits for a listing to be on the screen."""

    @abstractmethod
    def listing_failed(self) -> None:
        """Do what can be done of that where the listing could not be had."""

    # The archive

    def show_early(self, folder: Path) -> None:
        """Show the newest stories straight from the database, as the first paint did, until it is open."""
        try:
            content = read(str(folder), PAGE)
            rows = [summary_of(story) for story in content.newest] if content is not None else []
        except Exception:
            # Opening the archive tells what is wrong with it.
            return
        if content is not None and rows:
            self.stories.show(EarlyRows(rows, content.stories), rows)
            self.search.count(content.stories, content.actors)

    def begin(self, archive: Archive, *, offer_samples: bool, place: Place | None = None) -> None:
        """Show an archive, at ``place`` of it or with its newest stories."""
        self.archive = archive
        self.welcome.offer_samples = offer_samples
        if place is not None:
            wanted = wanted_at(place)
        elif self._wanted.query:
            # Typed while the archive was being opened.
            wanted = self._wanted
        else:
            here = self.present_place()
            wanted = Wanted(row=here.row, top=here.top, selected=here.selected)
        self._notices_told = 0
        self.say("")
        self._tell_notices()
        self.look_for(wanted)
        self.recount()

    def _tell_notices(self) -> None:
        """Say what the archive has noticed and mended since this was last asked, once."""
        if self.archive is not None:
            notices = self.archive.notices
            fresh, self._notices_told = notices[self._notices_told :], len(notices)
            if fresh:
                self.say(" ".join(fresh))

    def recount(self) -> None:
        """Bring the totals up to date."""
        archive = self.archive
        if archive is not None:
            self.run_worker(
                partial(self._count, archive),
                thread=True,
                group="count",
                exclusive=True,
                exit_on_error=False,
            )

    def _count(self, archive: Archive) -> None:
        try:
            self.post_message(self._Counted(*archive.count()))
        except Exception as error:
            self.post_message(StatusLine(sentence(error, "The stories cannot be counted")))

    def on_room_listings__counted(self, message: _Counted) -> None:
        """Show the totals; an archive without stories shows what can be done instead."""
        self.search.count(message.stories, message.actors)
        empty = message.stories == 0
        if empty != self.welcome.display:
            self.welcome.display = empty
            self.query_one("#body").display = not empty
            (self.welcome.choices if empty else self.stories.lines).focus()

    def refresh_stories(self) -> None:
        """Look again for what is listed: the archive has changed. The place is kept."""
        here = self.present_place()
        self.look_for(
            replace(self._wanted, row=here.row, top=here.top, selected=here.selected),
        )
        self.recount()

    # Listings

    def look_for(self, wanted: Wanted) -> None:
        """Ask for a listing; a newer call makes an older one void."""
        self._wanted = wanted
        self._searches += 1
        if self.archive is not None:
            self.run_worker(
                partial(self._look, self.archive, self._searches, wanted),
                thread=True,
                group="search",
                exclusive=True,
                exit_on_error=False,
            )

    def _look(self, archive: Archive, number: int, wanted: Wanted) -> None:
        worker = get_current_worker()
        # One search at a time: of the keys typed during a slow one only the last is searched for. The list of all
        # stories needs no search, and comes at once though one waits for an index that is being made anew.
        with self._looking if wanted.query.strip() else nullcontext():
            if worker.is_cancelled:
                return
            try:
                listing = archive.stories(wanted.query, order=wanted.order, typing=wanted.typing)
                if wanted.accepted and not listing.total and wanted.query[-1:].isalnum():
                    # What was begun and found something while typing goes on finding it; "is:starred*" cannot be read.
                    with suppress(QueryError):
                        begun = archive.stories(wanted.query + "*", order=wanted.order)
                        if begun.total:
                            listing = begun
                            wanted = replace(wanted, query=wanted.query + "*")
                if wanted.once and not wanted.typing:
                    listing = archive.once_per_happening(listing)
                place = None
                if wanted.selected is not None:
                    try:
                        place = listing.position(wanted.selected)
                    except NewsreaderError:
                        place = None
                if place is not None and place != wanted.row:
                    wanted = replace(wanted, row=place, top=max(0, wanted.top + place - wanted.row))
                start = max(0, min(wanted.row, wanted.top) // PAGE * PAGE)
                end = (max(wanted.row, wanted.top + PAGE // 2) // PAGE + 1) * PAGE
                first = listing.rows(start, end - start)
            except Exception as error:
                # Whatever it is: the room must not go on waiting for this listing.
                self.post_message(self._Failed(number, error))
                return
            if worker.is_cancelled:
                return
            self.post_message(self._Found(number, Looked(wanted, listing, start, first)))
        try:
            histogram = listing.histogram(BINS)
        except Exception as error:
            if not worker.is_cancelled:
                failed = "How the stories spread over time cannot be shown"
                self.post_message(StatusLine(sentence(error, failed)))
            return
        if not worker.is_cancelled:
            self.post_message(self._Spread(number, histogram))

    def on_room_listings__found(self, message: _Found) -> None:
        """Show a listing, unless another has been asked for meanwhile."""
        looked = message.looked
        wanted = looked.wanted
        if message.number != self._searches:
            return
        self._answered = message.number
        lines = self.stories.lines
        if self._shown.typing and wanted.accepted and lines.total == looked.listing.total:
            # The same stories as while typing, and the reader may have moved among them since.
            wanted = replace(wanted, row=lines.cursor, top=lines.top)
        self._wanted = self._shown = replace(wanted, accepted=False)
        self._listing = looked.listing
        self.stories.show(
            looked.listing,
            looked.first,
            start=looked.start,
            cursor=wanted.row,
            top=wanted.top,
            note=self._noted(looked.listing),
            advice=_advice(wanted),
            order=_order_told(wanted, looked.listing),
            once=wanted.once and not wanted.typing,
        )
        if not wanted.typing and not self.search.field.has_focus:
            self.search.field.put(wanted.query)
        self._tell_notices()
        self.listing_shown()

    def _noted(self, listing: Listing) -> str:
        """Return the note over a listing, with the key that does what it suggests."""
        if not listing.note or not listing.suggestion:
            return listing.note
        key = self.key_for("suggestion")
        meant = f"{listing.suggestion}?"
        if meant in listing.note:
            return listing.note.replace(meant, f"{meant} ({key})")
        return f"{listing.note} ({key}: any of them)"

    def on_room_listings__spread(self, message: _Spread) -> None:
        """Show how the stories spread over time."""
        if message.number == self._searches:
            self.stories.spread(message.histogram)

    def on_room_listings__failed(self, message: _Failed) -> None:
        """Say why a query cannot be answered; the stories found before stay."""
        if message.number != self._searches:
            return
        self._answered = message.number
        error = message.error
        if isinstance(error, QueryError):
            self.stories.complain(f"{error} (at character {error.position + 1})")
            self.search.field.point_at(error.position)
        else:
            self.say(sentence(error, "The stories cannot be listed"))
        self.listing_failed()

    @property
    def looking(self) -> bool:
        """Whether a listing was asked for that is not on the screen yet."""
        return self._answered != self._searches

    def listed(self) -> tuple[str, Order, int]:
        """Return the query shown, its order and how many stories it finds."""
        return self._shown.query, self._shown.order, self.stories.lines.total

    # Searching

    def action_search(self) -> None:
        """Edit the query; what it finds is shown while typing."""
        self._before_search = self.present_place()
        self._show_pane("stories")
        self.search.field.focus()

    def on_search_field_typed(self, message: SearchField.Typed) -> None:
        """Search for what was typed so far."""
        message.stop()
        self.look_for(Wanted(message.query, self._wanted.order, self._wanted.once, typing=True))

    def on_search_field_accepted(self, message: SearchField.Accepted) -> None:
        """Keep the query and go to the list."""
        message.stop()
        query = self.search.field.value
        self.search.field.remember(query)
        before, self._before_search = self._before_search, None
        lines = self.stories.lines
        current = lines.current
        self.search_for(
            query,
            left=before,
            accepted=True,
            row=lines.cursor,
            top=lines.top,
            selected=current.id if current is not None and lines.cursor else None,
        )

    def on_search_field_given_up(self, message: SearchField.GivenUp) -> None:
        """Give back the listing that was there before."""
        message.stop()
        before, self._before_search = self._before_search or Place(), None
        self.stories.complain("")
        self.search.field.put(before.query)
        if (self._wanted.query, self._wanted.typing) != (before.query, False):
            self.look_for(wanted_at(before))
        self._go_to_pane(before.pane)

    def on_search_field_moved_in_list(self, message: SearchField.MovedInList) -> None:
        """Move the cursor of the list while typing."""
        message.stop()
        self.stories.lines.action_move(message.rows)

    def search_for(
        self,
        query: str,
        *,
        order: Order | None = None,
        left: Place | None = None,
        accepted: bool = False,
        row: int = 0,
        top: int = 0,
        selected: str | None = None,
    ) -> None:
        """Go to the stories that a query finds: a new place on the trail."""
        here = left or self.present_place()
        there = replace(
            here,
            query=query,
            order=order or here.order,
            row=row,
            top=top,
            selected=selected,
            pane="stories",
            over=None,
        )
        self.post_message(Entered(here, there))
        self.look_for(
            Wanted(
                query,
                there.order,
                here.once,
                accepted=accepted,
                row=row,
                top=top,
                selected=selected,
            )
        )
        self._go_to_pane("stories")

    def action_sort(self) -> None:
        """Sort by date, or by how well stories match."""
        if not self._wanted.query.strip():
            self.say("All stories are listed by date.")
            return
        order = Order.RELEVANCE if self._wanted.order is Order.DATE else Order.DATE
        self.look_for(Wanted(self._wanted.query, order, self._wanted.once))
        self.say("Newest first." if order is Order.DATE else "Best match first.")


def wanted_at(place: Place) -> Wanted:
    """Return the listing of a place."""
    return Wanted(
        place.query,
        place.order,
        place.once,
        row=place.row,
        top=place.top,
        selected=place.selected,
    )


def _order_told(wanted: Wanted, listing: Listing) -> str:
    """Return how a listing is sorted, in two words; nothing for all stories, which are always by date."""
    if not wanted.query.strip():
        return ""
    # Stories that have only some of the words come with a note, the nearest first.
    nearest = bool(listing.note and listing.total)
    return "by date" if wanted.order is Order.DATE and not nearest else "by match"


def _advice(wanted: Wanted) -> str:
    """Return what to do where a listing is empty."""
    if not wanted.query.strip():
        return "There are no stories here yet. Press i to bring some in."
    return (
        f"No story answers “{wanted.query.strip()}”.\n"
        "Fewer words find more, and a star stands for any ending: recogni*.\n"
        "Esc goes back."
    )
