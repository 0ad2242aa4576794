"""The reading room: stepping through the article that is read, and going on from it to actors and other accounts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from index.model import Disagreement, Order, StorySummary
from tui.messages import CompareAccounts, FollowActor, OpenArticle, StatusLine
from tui.path_completion import meant
from tui.safe_text import cell_cut, safe_text
from tui.screens.room_narrowing import RoomNarrowing
from tui.trail import Place, is_of_article
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive
    from index.exporting.reading_log import Stop
    from tui.panes.told import ToldRow

_HEADLINE = 44
"""Cells of a headline in a sentence at the foot, so that its end stays in sight."""
_LOG_NAME = "reading-log.md"


class RoomFollowing(RoomNarrowing):
    """What can be done from the article that is read, or from the story or actor under the cursor."""

    # Actions of the article, from wherever the focus is

    def _in_article(self) -> bool:
        if self._reading is None:
            self.say("Open a story first.")
            return False
        if self._pane != "article":
            self._go_to_pane("article")
        return True

    def action_next_mention(self) -> None:
        """Go to the next actor named in the article."""
        if self._in_article():
            self.article.action_next_mention()

    def action_previous_mention(self) -> None:
        """Go to the actor named before."""
        if self._in_article():
            self.article.action_previous_mention()

    def action_hint_actors(self) -> None:
        """Put a letter on each actor in sight."""
        if self._in_article():
            self.article.action_hint_actors()

    def action_next_match(self) -> None:
        """Go to the next match of the search in the article."""
        if self._in_article():
            self.article.action_next_match()

    def action_previous_match(self) -> None:
        """Go to the match before."""
        if self._in_article():
            self.article.action_previous_match()

    def action_next_quotation(self) -> None:
        """Go to the next quotation in the article."""
        if self._in_article():
            self.article.action_next_quotation()

    def action_previous_quotation(self) -> None:
        """Go to the quotation before."""
        if self._in_article():
            self.article.action_previous_quotation()

    def action_next_event(self) -> None:
        """Go to the next event that the article tells."""
        if self._in_article():
            self.article.action_next_event()

    def action_previous_event(self) -> None:
        """Go to the event before."""
        if self._in_article():
            self.article.action_previous_event()

    # Actors

    def action_actor_view(self, view: str) -> None:
        """Open the dossier of the actor under the cursor at one of its lists."""
        current = self.actors.current if self._pane == "actors" else None
        actor = current.actor if current is not None else self.article.current_actor
        if actor is None and self.article.current_statement is None:
            # From a dossier the story was opened for the sake of somebody.
            actor = self.present_place().actor
        if self._reading is None:
            self.say("Open a story first, and choose an actor in it.")
        elif actor is None:
            self.say("First choose an actor: ] goes to the next, 3 to all of the story.")
        else:
            self.post_message(FollowActor(actor, self._reading.id, view))

    def action_more_like(self) -> None:
        """List the stories that are like the present one, those most like it first."""
        if (here := self._with_story()) is not None:
            _archive, story = here
            self.search_for(f"like:{story.id}", order=Order.RELEVANCE)
            headline = cell_cut(safe_text(story.headline), _HEADLINE, self._signs.ellipsis)
            self.say(f"Like “{headline}”, the most like it first.")

    # Other accounts

    def action_accounts(self) -> None:
        """Put another account of the same happening beside the story."""
        if (here := self._with_story()) is not None:
            self._do(self._accounts(*here))

    async def _accounts(self, archive: Archive, story: StorySummary) -> None:
        self.say(f"Looking for other accounts{self._signs.ellipsis}")
        others = await asyncio.to_thread(archive.accounts, story.id)
        if others:
            self.say("")
            self.post_message(CompareAccounts(story.id, others[0].id))
        else:
            self.say("No other story was found that tells of the same happening.")

    def action_differences(self) -> None:
        """Show the figures of the story on which claimants differ."""
        if (here := self._with_story()) is not None:
            self._do(self._differences(*here))

    async def _differences(self, archive: Archive, story: StorySummary) -> None:
        self.say(f"Looking for other figures{self._signs.ellipsis}")
        found = await asyncio.to_thread(archive.disagreements_in, story.id)
        if found:
            self.say("")
            self._show_differences(found)
        else:
            self.say("No figure of this story was found to be given otherwise anywhere.")

    def _show_differences(self, found: Sequence[Disagreement]) -> None:
        from tui.screens.choice import put_over
        from tui.screens.differences import Differences

        put_over(self, Differences(found, self._signs), self._open_claim)

    def _open_claim(self, row: ToldRow | None) -> None:
        from tui.panes.told import place_of

        place = place_of(row) if row is not None else None
        if place is not None:
            self.post_message(OpenArticle(place[0], at=place[1], whence="figures that differ"))

    # The reading log

    def save_log(self, places: Sequence[Place], then: Callable[[], None]) -> None:
        """Ask for a file and write the places to it as a reading log; call ``then`` when that is done or given up."""
        if self.archive is not None:
            self._do(self._save_log(self.archive, places, then))

    async def _save_log(
        self, archive: Archive, places: Sequence[Place], then: Callable[[], None]
    ) -> None:
        try:
            told = await self._asked_log(archive, stops_of(places))
        except Exception as error:
            told = sentence(error, "The trail cannot be written")
        then()
        self.app.screen.post_message(StatusLine(told))

    async def _asked_log(self, archive: Archive, stops: Sequence[Stop]) -> str:
        if not any(stop.article or stop.actor for stop in stops):
            return "Nothing has been read yet: there is nothing to write."
        answer = await self.ask("Write the trail to:", _LOG_NAME)
        if not answer or not answer.strip():
            return ""
        target = meant(answer)
        await asyncio.to_thread(_write_log, archive, stops, target)
        return f"Wrote where you have been to {target}."


def stops_of(places: Sequence[Place]) -> list[Stop]:
    """Return the places of a trail as the stops of a reading log."""
    # 5 ms, and only for those who keep one.
    from index.exporting.reading_log import Stop

    stops: list[Stop] = []
    for before, place in zip((None, *places), places, strict=False):
        over = place.over
        if over is None:
            if place.article is not None and is_of_article(place, before):
                stops.append(Stop(article=place.article, at=place.at))
            else:
                stops.append(Stop(query=place.query))
        elif over.screen == "accounts":
            stops += [Stop(article=each) for each in (over.first, over.second) if each]
        else:
            stops.append(Stop(actor=over.first, other=over.second or None))
    return stops


def _write_log(archive: Archive, stops: Sequence[Stop], target: Path) -> None:
    from index.exporting.reading_log import reading_log

    text = "".join(reading_log(archive, stops, made=datetime.now(UTC)))
    if target.is_dir():
        target = target / _LOG_NAME
    # A log that was kept before is not written over.
    with target.open("x", encoding="utf-8", errors="replace") as file:
        file.write(text)
