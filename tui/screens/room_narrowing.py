"""The reading room: other views of what is listed: narrowed, each happening once, what was meant."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tui.glyphs import Glyphs
from tui.keys import Keymap
from tui.safe_text import safe_text
from tui.screens.room_listings import RoomListings, Wanted

if TYPE_CHECKING:
    from index.archive import Archive
    from index.listing import Listing
    from tui.screens.facets import Narrowing


_ALL_READ = "All of them were read already."


class RoomNarrowing(RoomListings):
    """A list of stories that can be narrowed, or listed by happenings."""

    def __init__(self, signs: Glyphs, keymap: Keymap, measure: int) -> None:
        super().__init__(signs, keymap, measure)
        # The query whose stories were all marked as read, and which of them were unread before.
        self._caught_up: tuple[str, Sequence[int]] | None = None

    def action_suggestion(self) -> None:
        """Search for what the note over the list suggests."""
        suggestion = self._listing.suggestion if self._listing is not None else ""
        if suggestion:
            self.search.field.remember(suggestion)
            self.search_for(suggestion)
        else:
            self.say("Nothing else is suggested here.")

    def action_narrow(self) -> None:
        """Show what the stories listed have in common, to narrow the list by it."""
        archive, listing = self.archive, self._listing
        if archive is None or listing is None or not listing.total:
            self.say("There are no stories here to narrow.")
            return
        # 10 ms with what it draws in, and only for those who narrow.
        from tui.screens.choice import put_over
        from tui.screens.facets import Facets

        put_over(self, Facets(archive, listing, self._signs), self._narrow)

    def _narrow(self, narrowing: Narrowing | None) -> None:
        from tui.screens.facets import narrowed

        if narrowing is not None:
            query = narrowed(self._shown.query, narrowing)
            self.search.field.remember(query)
            self.search_for(query)
            if narrowing.facet is not None:
                # A query may name an actor by its id alone.
                having = "without" if narrowing.without else "with"
                self.say(f"Only stories {having} {safe_text(narrowing.facet.label)}.")

    def look_for(self, wanted: Wanted) -> None:
        """Ask for a listing; what was marked in another one is not taken back any more."""
        if self._caught_up is not None and wanted.query != self._caught_up[0]:
            self._caught_up = None
        super().look_for(wanted)

    def action_read_all(self) -> None:
        """Mark all the stories listed as read, once the reader has said so; take it back when asked again."""
        archive, listing = self.archive, self._listing
        if archive is None or listing is None or not listing.total:
            self.say("There are no stories here to mark.")
            return
        caught = self._caught_up
        if caught is not None and caught[0] == listing.query:
            self._caught_up = None
            self._do(self._unread_all(archive, caught[1]))
            return
        # 5 ms, and only for those who ask.
        from tui.screens.asking import Choose

        stories = f"{listing.total:,} {'story' if listing.total == 1 else 'stories'}"
        question = Choose(f"Mark {stories} as read?")

        def answered(key: str | None) -> None:
            if key == "y":
                self._do(self._read_all(archive, listing))

        self.app.push_screen(question, answered)

    async def _read_all(self, archive: Archive, listing: Listing) -> None:
        rows = await asyncio.to_thread(archive.read_all, listing)
        self._caught_up = (listing.query, rows) if rows else None
        self.refresh_stories()
        again = self.key_for("read-all")
        self.say(f"Marked as read: {len(rows):,}. {again} takes it back." if rows else _ALL_READ)

    async def _unread_all(self, archive: Archive, rows: Sequence[int]) -> None:
        await asyncio.to_thread(archive.unread_all, rows)
        self.refresh_stories()
        self.say(f"Marked as unread again: {len(rows):,}.")

    def action_once(self) -> None:
        """Show one row for each happening, or a row for each story again."""
        here = self.present_place()
        once = not self._wanted.once
        self.look_for(
            replace(self._wanted, once=once, row=here.row, top=here.top, selected=here.selected)
        )
        self.say(
            "One row for each happening; A puts its accounts beside each other."
            if once
            else "A row for each story."
        )
