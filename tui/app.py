"""The application: opens an archive, keeps the trail, and leads from screen to screen."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.driver import Driver
from textual.message import Message
from textual.screen import Screen
from textual.theme import BUILTIN_THEMES

from index.errors import SettingsError
from tui.commanding import NATIVE_THEME, native_colours
from tui.correcting import Correcting
from tui.first_paint import terminal
from tui.glyphs import Glyphs, glyphs
from tui.keys import CORRECTING, EVERYWHERE, action_ids, bindings, clashes, textual_keymap
from tui.messages import ArchiveChanged
from tui.safe_text import safe_text
from tui.screens.reading_room import ReadingRoom
from tui.screens.welcome import Welcome
from tui.settings import Settings, load
from tui.trail import Place, Trail
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive

POLL = 2.0
"""Seconds between looks for what other processes imported."""
_WRONG_USE = 2
_IDLE = 1.0  # seconds
_UNKNOWN_GENERATION = -1


class NewsreaderApp(Correcting):
    """The reading room over an archive.

    ``folder`` is the archive's folder; ``archive`` one that is open already, which stays open when the
    application ends. ``offer_samples`` says whether an empty archive offers the sample stories, ``samples``
    whether the folder is that of the samples, which are put there first where they are missing.
    """

    TITLE = "newsreader"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = list(bindings(CORRECTING, EVERYWHERE))
    CSS = "App { background: $background; }"
    # Those of the screens too: read when one is opened, they would be read while the reader waits for it.
    CSS_PATH: ClassVar[list[str | PurePath]] = [
        f"styles/{name}.tcss"
        for name in ("reading_room", "over_room", "palette", "help", "asking", "importing")
    ]

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
        native = native_colours(self.settings.theme)
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
        self._over_screens: list[str] = []
        # Read by Textual from TEXTUAL_ANIMATIONS unless it is set here.
        self.animation_level = "full" if self.settings.animation else "none"
        self.theme = NATIVE_THEME if native else self.settings.theme
        self.set_keymap(textual_keymap(self.settings.keys))
        self.room = ReadingRoom(self.signs, self.settings.keys, self.settings.measure)

    def get_default_screen(self) -> Screen[None]:
        """Start in the reading room."""
        return self.room

    def on_ready(self) -> None:
        """Draw from now on: the panes are in their places."""
        self.call_after_refresh(self._draw)

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
        # The shell has drawn over everything while newsreader was stopped.
        self.app_resume_signal.subscribe(self, lambda _: self.screen.refresh())

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
            from tui.analysing import options_of

            archive = Archive.open(folder, options=options_of(self.settings))
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
            self._forget_over(0)
            self.trail = Trail()
        place = Place() if changed else None
        self.room.begin(message.archive, offer_samples=self._offer_samples, place=place)
        self.set_timer(_IDLE, self._get_ready)

    def _get_ready(self) -> None:
        """Import what searching and the screens over the room need, in a thread, while the reader looks."""
        self.run_worker(_import_screens, thread=True, group="ready", exit_on_error=False)
        self.go_on_reading_again()

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
        self._forget_over(0)
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


def _import_screens() -> None:
    # 160 ms, half of it for the index, which whoever opens the first of them or searches would wait for.
    import index.following.dossiers
    import index.search.whoosh_engine  # noqa: F401
    import tui.palette
    import tui.screens.asking
    import tui.screens.choosing_actor
    import tui.screens.dossier
    import tui.screens.facets
    import tui.screens.help
    import tui.screens.pair
    import tui.screens.trail_list  # noqa: F401


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
        settings = load(actions=action_ids(), themes=tuple(BUILTIN_THEMES), clashes=clashes)
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
