"""The reading room: other views of what is listed: narrowed, each happening once, what was meant."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tui.safe_text import safe_text
from tui.screens.room_listings import RoomListings

if TYPE_CHECKING:
    from tui.screens.facets import Narrowing


class RoomNarrowing(RoomListings):
    """A list of stories that can be narrowed, or listed by happenings."""

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
