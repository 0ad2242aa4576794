"""What the reader can ask of the application by name: help, importing, the trail, and the palette of commands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tui.actions import Where
from tui.glyphs import Glyphs
from tui.keys import Keymap, elsewhere
from tui.messages import FollowActor
from tui.troubles import sentence
from tui.walking import Walking

if TYPE_CHECKING:
    from textual import events

    from tui.palette import Command
    from tui.screens.trail_list import Stop

NATIVE_THEME = "ansi-dark"


class Commanding(Walking):
    """An application whose actions and saved searches are found by name."""

    signs: Glyphs

    @property
    def keymap(self) -> Keymap:
        """The reader's own keys."""
        return self.settings.keys

    def action_help(self) -> None:
        """Show what the keys do."""
        from tui.screens.help import Help

        if not isinstance(self.screen, Help):
            self.hold()
            self.push_screen(Help(self.keymap, self.signs, self._where()))

    def _where(self) -> Where:
        """Return where the reader is, as the table of keys calls it."""
        screen = self.screen
        if screen is self.room:
            return Where.ARTICLE if self.room.article.has_focus else Where.LIST
        # Screens over the room say it; none of them is imported before it is wanted.
        where = getattr(screen, "WHERE", None)
        return where if isinstance(where, Where) else Where.LIST

    def action_import(self) -> None:
        """Bring files or folders into the archive."""
        from tui.screens.importing import ImportScreen

        if self.archive is not None:
            self.push_screen(ImportScreen(self.archive))

    def action_find_actor(self) -> None:
        """Ask for an actor by name and open its dossier."""
        from tui.screens.choosing_actor import ActorChooser, with_id

        if self.archive is not None and not isinstance(self.screen, ActorChooser):
            self.hold()
            chooser = ActorChooser(self.archive, "Whose dossier?", self.signs)
            self.push_screen(chooser, with_id(self._follow_chosen))

    def _follow_chosen(self, actor_id: str | None) -> None:
        if actor_id is not None:
            self.post_message(FollowActor(actor_id))

    def action_trail(self) -> None:
        """Show the places the reader has been at."""
        from tui.screens.trail_list import TrailList

        if self.archive is None or isinstance(self.screen, TrailList):
            return
        self.trail.note(self._here())
        self.hold()
        trail_list = TrailList(self.archive, self.trail, self.signs, self.room.key_for("log"))
        self.push_screen(trail_list, self._go_along)

    def _go_along(self, stop: Stop | None) -> None:
        if stop is not None:
            self.go_along_trail(stop.number)

    async def action_save_log(self) -> None:
        """Write the trail as a reading log."""
        self.trail.note(self._here())
        self._to_room()
        # What stood over the room comes back once the question at its foot is answered.
        self.room.save_log(self.trail.places, self._show_here)

    def _show_here(self) -> None:
        over = self.trail.here.over
        if over is not None and self.screen is self.room:
            self._show_over(over)

    def on_key(self, event: events.Key) -> None:
        """Say of a letter or sign that does nothing here where it does something."""
        if event.character is None or not event.is_printable or not self._has_foot():
            return
        if event.key not in self.screen.active_bindings:
            self._tell(elsewhere(event.key, event.character, self.keymap))

    def _has_foot(self) -> bool:
        from tui.screens.over_room import OverRoom

        return self.screen is self.room or isinstance(self.screen, OverRoom)

    def action_commands(self) -> None:
        """Offer every action and saved search by name."""
        from tui.palette import Command, Palette, action_commands

        if isinstance(self.screen, Palette):
            return
        commands = [*action_commands(self.keymap)]
        try:
            if self.archive is not None:
                commands += [
                    Command(f"Saved search: {saved.name}", query=saved.query, saved=saved.name)
                    for saved in self.archive.saved_searches()
                ]
        except Exception as error:
            self._tell(sentence(error, "The saved searches cannot be read"))
        commands += [
            Command(
                f"Theme: {'the terminal’s own colours' if name == NATIVE_THEME else name}",
                theme=name,
            )
            for name in sorted(self.available_themes, key=lambda name: (name != NATIVE_THEME, name))
        ]
        forget = None if self.archive is None else self.archive.forget_search
        self.hold()
        self.push_screen(Palette(commands, self.signs, forget), self._do_command)

    async def _do_command(self, command: Command | None) -> None:
        if command is None:
            return
        if command.query:
            self._to_room()
            self.room.search_for(command.query)
        elif command.theme:
            native = self.no_color or self.available_themes[command.theme].ansi
            self.ansi_color = True if native else None
            self.theme = command.theme
        else:
            name = f"action_{command.action.partition('(')[0]}"
            target = next(
                (each for each in (self.screen, self.room) if callable(getattr(each, name, None))),
                self,
            )
            if target is self.room:
                self._to_room()
            await self.run_action(command.action, target)


def native_colours(theme: str) -> bool:
    """Whether to keep to the terminal's own colours, for a theme as the settings give it."""
    return not theme or "NO_COLOR" in os.environ
