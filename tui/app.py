"""The application: opens an archive, keeps the trail, and leads from screen to screen."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES

from index.errors import SettingsError
from tui.first_paint import terminal
from tui.glyphs import Glyphs, glyphs
from tui.keys import EVERYWHERE, Keymap, action_ids, bindings, textual_keymap
from tui.keys_in_order import KeysInOrder
from tui.messages import (
    ArchiveChanged,
    Entered,
    FollowActor,
    OpenArticle,
    SearchFor,
    Settled,
    StatusLine,
)
from tui.safe_text import safe_text
from tui.screens.reading_room import ReadingRoom
from tui.screens.welcome import Welcome
from tui.settings import Settings, load
from tui.trail import Place, Trail
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive
    from tui.palette import Command

POLL = 2.0
"""Seconds between looks for what other processes imported."""
_NATIVE_THEME = "ansi-dark"
_WRONG_USE = 2
_KEPT_DOSSIERS = 12
_UNKNOWN_GENERATION = -1
_PATIENCE = 0.2  # seconds


class NewsreaderApp(KeysInOrder[None]):
    """The reading room over an archive.

    ``folder`` is the archive's folder; ``archive`` one that is open already, which stays open when the
    application ends. ``offer_samples`` says whether an empty archive offers the sample stories, ``samples``
    whether the folder is that of the samples, which are put there first where they are missing.
    """

    TITLE = "newsreader"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(EVERYWHERE))
    CSS = "App { background: $background; }"

    class _Opened(Message):
        def __init__(self, archive: Archive, generation: int) -> None:
            super().__init__()
            self.archive = archive
            self.generation = generation

    class _Refused(Message):
        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(
        self,
        folder: Path,
        settings: Settings | None = None,
        *,
        archive: Archive | None = None,
        offer_samples: bool = False,
        samples: bool = False,
    ) -> None:
        self.settings = settings or Settings()
        native = not self.settings.theme or "NO_COLOR" in os.environ
        # Told at once and not with the theme, it also decides how Textual takes colours away.
        super().__init__(driver_class=_driver(), ansi_color=True if native else None)
        self.folder = folder
        self.archive = archive
        self.failure = ""
        """Why the application ended, where it could not open its archive, or what went wrong then."""
        self.trail = Trail()
        self.signs: Glyphs = glyphs()
        self._own_archives: list[Archive] = []
        self._offer_samples = offer_samples
        self._samples = samples
        self._generation = _UNKNOWN_GENERATION
        self._dossiers: list[str] = []
        # Read by Textual from TEXTUAL_ANIMATIONS unless it is set here.
        self.animation_level = "full" if self.settings.animation else "none"
        self.theme = _NATIVE_THEME if native else self.settings.theme
        self.set_keymap(textual_keymap(self.settings.keys))
        self.room = ReadingRoom(self.signs, self.settings.keys, self.settings.measure)

    @property
    def keymap(self) -> Keymap:
        """The reader's own keys."""
        return self.settings.keys

    def get_default_screen(self) -> Screen[None]:
        """Start in the reading room."""
        return self.room

    def on_ready(self) -> None:
        """Draw from now on: the panes are in their places."""
        self.call_after_refresh(self._draw)

    def _hold(self) -> None:
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

    # The archive

    def on_mount(self) -> None:
        """Open the archive in a thread: what the first paint showed can be moved about in at once."""
        self.room.show_early(self.folder)
        if self.archive is not None:
            self.post_message(self._Opened(self.archive, _generation(self.archive)))
        else:
            self.run_worker(
                partial(self._open, self.folder, self._samples), thread=True, exit_on_error=False
            )
        self.run_worker(self._watch(), group="watch", exit_on_error=False)
        self._end_politely()

    def _end_politely(self) -> None:
        """Leave the terminal as it was found when the system asks the program to end."""
        for name in ("SIGTERM", "SIGHUP"):
            # Windows has neither the second signal nor loops that take them.
            with suppress(AttributeError, NotImplementedError):
                asyncio.get_running_loop().add_signal_handler(getattr(signal, name), self.exit)

    def _open(self, folder: Path, samples: bool) -> None:
        try:
            # With all it draws in this takes a tenth of a second, during which keys already work.
            from index.archive import Archive

            archive = Archive.open(folder)
            self._own_archives.append(archive)
            if samples:
                from tui.samples import fill_with_samples

                fill_with_samples(archive, self._tell)
            # Before the stories are read: what is imported after this is noticed.
            generation = archive.generation()
        except Exception as error:
            reason = sentence(error, f"The archive {folder} cannot be opened")
            self.post_message(self._Refused(reason))
            return
        self.post_message(self._Opened(archive, generation))

    def on_newsreader_app__opened(self, message: _Opened) -> None:
        """Show the archive that was opened."""
        changed = self.archive is not None and self.archive is not message.archive
        self.archive = message.archive
        self._generation = message.generation
        if changed:
            self._to_room()
            self._forget_dossiers(0)
            self.trail = Trail()
        place = Place() if changed else None
        self.room.begin(message.archive, offer_samples=self._offer_samples, place=place)

    def on_newsreader_app__refused(self, message: _Refused) -> None:
        """End, or stay with the archive that is open, where another cannot be opened."""
        if self.archive is not None:
            self._tell(message.reason)
        else:
            self.failure = message.reason
            self.exit(return_code=_WRONG_USE)

    async def _watch(self) -> None:
        """Notice what other processes import. Nothing is repainted while nothing changes."""
        while True:
            await asyncio.sleep(POLL)
            archive = self.archive
            if archive is None:
                continue
            generation = await asyncio.to_thread(_generation, archive)
            if generation == _UNKNOWN_GENERATION:
                # A look that fails tells nothing; whoever reads next is told what is wrong.
                continue
            before, self._generation = self._generation, generation
            if before != generation:
                self.post_message(ArchiveChanged())

    def on_archive_changed(self, message: ArchiveChanged) -> None:
        """Show what was added; the reader stays in the same place."""
        message.stop()
        self._forget_dossiers(0)
        self.room.refresh_stories()

    def on_welcome_asked(self, message: Welcome.Asked) -> None:
        """Do what the reader chose in an empty archive."""
        message.stop()
        if message.choice == "samples":
            self.open_samples()
        else:
            self.action_import()

    def open_samples(self) -> None:
        """Open the archive of sample stories, which is kept apart from the reader's own."""
        self.run_worker(self._open_samples, thread=True, exit_on_error=False)

    def _open_samples(self) -> None:
        try:
            from index.archive import sample_folder

            folder = sample_folder()
        except Exception as error:
            reason = sentence(error, "The sample stories cannot be found")
            self.post_message(self._Refused(reason))
            return
        self._open(folder, samples=True)

    def close_archives(self) -> None:
        """Let go of the archives that were opened here."""
        for archive in self._own_archives:
            try:
                archive.close()
            except Exception as error:
                self.failure = sentence(error, f"The archive {archive.folder} cannot be closed")
        self._own_archives.clear()

    # What panes and screens ask for

    def on_status_line(self, message: StatusLine) -> None:
        """Show a sentence at the foot of the reading room."""
        message.stop()
        self.room.say(message.text)

    def on_search_for(self, message: SearchFor) -> None:
        """Go to the stories that a query finds."""
        message.stop()
        self._to_room()
        self.room.search_for(message.query)

    def on_open_article(self, message: OpenArticle) -> None:
        """Open an article that a screen over the reading room asks for."""
        message.stop()
        self._to_room()
        self.room.open_article(message.article_id, actor=message.actor_id, at=message.at)

    def on_follow_actor(self, message: FollowActor) -> None:
        """Open the dossier of an actor: a new place on the trail."""
        message.stop()
        if self.archive is None:
            return
        here = self._here()
        self.trail.note(here)
        self.trail.visit(replace(self.room.present_place(), dossier=message.actor_id))
        self._show_dossier(message.actor_id)

    # The trail

    def on_entered(self, message: Entered) -> None:
        """Note where the reader was and where the reader is now."""
        message.stop()
        if self.trail.here.dossier is None:
            self.trail.note(message.left)
        self.trail.visit(message.place)

    def _here(self) -> Place:
        """Return the present place as it looks now."""
        return self.trail.here if self.trail.here.dossier else self.room.present_place()

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

    def _go_to(self, place: Place) -> None:
        if place.dossier is None:
            self._to_room()
        self.room.restore(place)
        if place.dossier is not None:
            self._show_dossier(place.dossier)

    def _to_room(self) -> None:
        while self.screen is not self.room and len(self.screen_stack) > 1:
            self.pop_screen()

    def _tell(self, text: str) -> None:
        """Show a sentence at the foot of the screen on top, whichever that is."""
        self.screen.post_message(StatusLine(text))

    def _show_dossier(self, actor_id: str) -> None:
        # With the panes it draws in this takes 10 ms, and most who open the room read first.
        from tui.screens.dossier import DossierScreen

        if self.archive is None:
            return
        # Screens that are installed stay as they were left, so that the trail leads back to the same row.
        name = f"dossier-{actor_id}"
        if name not in self._dossiers:
            self.install_screen(DossierScreen(self.archive, actor_id), name)
        else:
            self._dossiers.remove(name)
        self._dossiers.append(name)
        if self.screen is not self.get_screen(name):
            self._hold()
        if self.screen is self.room:
            self.push_screen(name)
        elif self.screen is not self.get_screen(name):
            self.switch_screen(name)
        self._forget_dossiers(_KEPT_DOSSIERS)

    def _forget_dossiers(self, kept: int) -> None:
        """Let go of the dossiers that were seen longest ago and are not open."""
        for name in self._dossiers[: len(self._dossiers) - kept]:
            screen = self.get_screen(name)
            if screen not in self.screen_stack:
                self._dossiers.remove(name)
                self.uninstall_screen(name)
                screen.remove()

    # Screens

    def action_help(self) -> None:
        """Show what the keys do."""
        from tui.screens.help import Help

        if not isinstance(self.screen, Help):
            self.push_screen(Help(self.keymap, self.signs))

    def action_import(self) -> None:
        """Bring files or folders into the archive."""
        from tui.screens.importing import ImportScreen

        if self.archive is not None:
            self.push_screen(ImportScreen(self.archive))

    def action_commands(self) -> None:
        """Offer every action and saved search by name."""
        from tui.palette import Command, Palette, action_commands

        if isinstance(self.screen, Palette):
            return
        commands = [*action_commands(self.keymap)]
        try:
            if self.archive is not None:
                commands += [
                    Command(f"Saved search: {saved.name}", query=saved.query)
                    for saved in self.archive.saved_searches()
                ]
        except Exception as error:
            self._tell(sentence(error, "The saved searches cannot be read"))
        commands += [
            Command(
                f"Theme: {'the terminal’s own colours' if name == _NATIVE_THEME else name}",
                theme=name,
            )
            for name in sorted(
                self.available_themes, key=lambda name: (name != _NATIVE_THEME, name)
            )
        ]
        self.push_screen(Palette(commands, self.signs), self._do_command)

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


def _generation(archive: Archive) -> int:
    """Return the generation of an archive, or one that none ever has where it cannot be read now."""
    try:
        return archive.generation()
    except Exception:
        return _UNKNOWN_GENERATION


def _driver() -> type[Driver] | None:
    if sys.platform == "win32":
        return None
    from tui.terminal import TakingOver

    return TakingOver


def run(folder: str, *, samples: bool = False) -> int:
    """Open the reading room on the archive in ``folder`` and return the exit status when it is left.

    Reads the reader's settings. Says on standard error what went wrong, if anything did.
    """
    try:
        settings = load(actions=action_ids(), themes=tuple(BUILTIN_THEMES))
        app = NewsreaderApp(
            Path(folder),
            settings,
            offer_samples=not samples and not os.environ.get("NEWSREADER_ARCHIVE"),
            samples=samples,
        )
    except SettingsError as error:
        terminal.leave()
        print(f"newsreader: {safe_text(str(error))}", file=sys.stderr)
        return _WRONG_USE
    app.run()
    app.close_archives()
    if app.failure:
        print(f"newsreader: {safe_text(app.failure)}", file=sys.stderr)
    return app.return_code or 0
