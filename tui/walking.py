"""Leading the reader from place to place: the trail, and the screens that stand over the reading room."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from textual.screen import Screen

from tui.first_paint import terminal
from tui.keys_in_order import KeysInOrder
from tui.messages import (
    CompareAccounts,
    Entered,
    FollowActor,
    OpenArticle,
    SearchFor,
    Settled,
    ShowPair,
    ShowPath,
    StatusLine,
)
from tui.trail import Over, Place, Trail

if TYPE_CHECKING:
    from index.archive import Archive
    from tui.screens.reading_room import ReadingRoom
    from tui.settings import Settings

_KEPT_SCREENS = 12
_PATIENCE = 0.06  # seconds


class Walking(KeysInOrder[None]):
    """An application with a reading room, screens over it, and a trail through them."""

    settings: Settings
    room: ReadingRoom
    archive: Archive | None
    trail: Trail
    _over_screens: list[str]
    """The names of the screens over the room that are kept, the one seen last at the end."""

    # Drawing once

    def hold(self) -> None:
        """Keep the picture until the next screen is settled, but not for so long that keys seem unheard.

        Textual would draw all of it four or five times while its parts find their places.
        """
        terminal.held = True
        self.set_timer(_PATIENCE, self._draw)

    def on_settled(self, message: Settled) -> None:
        """Draw a screen that has its parts in their places."""
        message.stop()
        self.call_after_refresh(self._draw)

    def _draw(self) -> None:
        if terminal.held:
            terminal.held = False
            self.screen.refresh()

    # What panes and screens ask for

    def on_status_line(self, message: StatusLine) -> None:
        """Show a sentence at the foot of the reading room."""
        message.stop()
        self.room.say(message.text, brief=message.brief)

    def on_search_for(self, message: SearchFor) -> None:
        """Go to the stories that a query finds."""
        message.stop()
        self._to_room()
        self.room.search_for(message.query)

    def on_open_article(self, message: OpenArticle) -> None:
        """Open an article that a screen over the reading room asks for."""
        message.stop()
        self._to_room()
        self.room.open_article(
            message.article_id, actor=message.actor_id, at=message.at, whence=message.whence
        )

    def on_follow_actor(self, message: FollowActor) -> None:
        """Open the dossier of an actor: a new place on the trail."""
        message.stop()
        self._enter(Over("dossier", message.actor_id), message.view)

    def on_show_pair(self, message: ShowPair) -> None:
        """Show two actors together: a new place on the trail."""
        message.stop()
        self._enter(Over("pair", message.first, message.second))

    def on_show_path(self, message: ShowPath) -> None:
        """Show the way from one actor to another: a new place on the trail."""
        message.stop()
        self._enter(Over("path", message.first, message.second))

    def on_compare_accounts(self, message: CompareAccounts) -> None:
        """Show an article beside another account: a new place on the trail."""
        message.stop()
        self._enter(Over("accounts", message.article_id, message.other or ""))

    # The trail

    def on_entered(self, message: Entered) -> None:
        """Note where the reader was and where the reader is now."""
        message.stop()
        if self.trail.here.over is None:
            self.trail.note(message.left)
        self.trail.visit(message.place)

    def _enter(self, over: Over, view: str = "") -> None:
        if self.archive is None:
            return
        self.trail.note(self._here())
        self.trail.visit(replace(self.room.present_place(), over=over))
        self._show_over(over, view)

    def _here(self) -> Place:
        """Return the present place as it looks now."""
        return self.trail.here if self.trail.here.over else self.room.present_place()

    def action_trail_back(self) -> None:
        """Go back to the place before."""
        self.trail.note(self._here())
        place = self.trail.back()
        if place is None:
            self._tell("This is where the trail begins.")
        else:
            self._go_to(place)

    def action_trail_forward(self) -> None:
        """Go forward again."""
        self.trail.note(self._here())
        place = self.trail.forward()
        if place is None:
            self._tell("This is where the trail ends.")
        else:
            self._go_to(place)

    def go_along_trail(self, number: int) -> None:
        """Go to a place of the trail by its number."""
        self.trail.note(self._here())
        self._go_to(self.trail.go_to(number))

    def _go_to(self, place: Place) -> None:
        if place.over is None:
            self._to_room()
        self.room.restore(place)
        if place.over is not None:
            self._show_over(place.over)

    def _to_room(self) -> None:
        while self.screen is not self.room and len(self.screen_stack) > 1:
            self.pop_screen()

    def _tell(self, text: str) -> None:
        """Show a sentence at the foot of the screen on top, whichever that is."""
        self.screen.post_message(StatusLine(text))

    # Screens over the room

    def _show_over(self, over: Over, view: str = "") -> None:
        if self.archive is None:
            return
        # Screens that are installed stay as they were left, so that the trail leads back to the same row.
        name = "-".join(("over", over.screen, over.first, over.second))
        known = name in self._over_screens
        if known:
            self._over_screens.remove(name)
        else:
            self.install_screen(self._made(self.archive, over, view), name)
        self._over_screens.append(name)
        screen = self.get_screen(name)
        if self.screen is not screen:
            self.hold()
            # A list or a question that stood over a screen goes with it.
            while len(self.screen_stack) > 2:
                self.pop_screen()
            if self.screen is self.room:
                self.push_screen(name)
            elif self.screen is not screen:
                self.switch_screen(name)
        if known and view:
            from tui.screens.dossier import DossierScreen

            if isinstance(screen, DossierScreen):
                screen.show_view(view)
        self._forget_over(_KEPT_SCREENS)

    def _forget_over(self, kept: int) -> None:
        """Let go of the screens that were seen longest ago and are not open."""
        for name in self._over_screens[: len(self._over_screens) - kept]:
            screen = self.get_screen(name)
            if screen not in self.screen_stack:
                self._over_screens.remove(name)
                self.uninstall_screen(name)
                screen.remove()

    def _made(self, archive: Archive, over: Over, view: str) -> Screen[None]:
        """Return a new screen; each is imported when it is first wanted, which takes 10 ms."""
        match over.screen:
            case "pair":
                from tui.screens.pair import PairScreen

                return PairScreen(archive, over.first, over.second)
            case "path":
                from tui.screens.path import PathScreen

                return PathScreen(archive, over.first, over.second)
            case "accounts":
                from tui.screens.accounts import AccountsScreen

                return AccountsScreen(archive, over.first, over.second, self.settings.measure)
            case _:
                from tui.screens.dossier import DossierScreen

                return DossierScreen(archive, over.first, view)
