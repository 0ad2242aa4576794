"""The terminal as Textual drives it, taken over from the first paint without a flicker."""

from __future__ import annotations

import os
import select
from codecs import getincrementaldecoder

from textual import constants
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

from tui.first_paint import terminal

_ALTERNATE_SCREEN = "\x1b[?1049h"
_AT_ONCE = 4096  # bytes read
_LOOK = 0.1
"""Seconds between looks whether the program ends."""
_MARGIN = 0.001  # seconds


class TakingOver(LinuxDriver):
    """Textual's driver, but that the picture of the first paint stays until the reading room is arranged.

    The alternate screen is not entered a second time, on which some terminals clear it, and while
    ``terminal.held`` is set no frame is drawn: the first ones show panes that are not in their places yet.
    """

    _starting = False
    _suspended = False

    def start_application_mode(self) -> None:
        """Put the terminal into the state the application needs."""
        self._starting = terminal.painted
        terminal.held = terminal.painted
        terminal.hand_over()
        before = self._writer_thread
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._starting = False
        # In the background Textual does not start, and is asked again when it comes to the front.
        if self._writer_thread is not before:
            self._suspended = False

    def suspend_application_mode(self) -> None:
        """Give the terminal to the shell, or to another program, for a while."""
        self._suspended = True
        super().suspend_application_mode()

    def resume_application_mode(self) -> None:
        """Take the terminal again, where it was given away.

        A shell that loses its terminal tells its programs to go on after telling them to end: one that has
        given the terminal back by then would take it again, and wait for keys for ever.
        """
        if self._suspended:
            super().resume_application_mode()

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        terminal.held = False
        super().stop_application_mode()

    def write(self, data: str) -> None:
        """Write to the terminal."""
        if self._starting:
            if data == _ALTERNATE_SCREEN:
                return
        elif terminal.held:
            return
        super().write(data)

    def run_input_thread(self) -> None:
        """Read what the terminal sends and hand it on, until the application ends.

        Textual looks ten times a second whether an Escape has stood alone long enough to be a key. Here that is
        looked at when its time is over. Bytes that are no UTF-8, as from a paste of something else, are replaced.
        """
        parser = XTermParser(self._debug)
        decode = getincrementaldecoder("utf-8")("replace").decode
        patience = _LOOK
        while not self.exit_event.is_set():
            ready, _, _ = select.select([self.fileno], [], [], patience)
            patience = _LOOK
            if ready:
                data = os.read(self.fileno, _AT_ONCE)
                if not data:
                    # The terminal is gone; the signal that says so is on its way.
                    self.exit_event.wait(_LOOK)
                    continue
                # What is read may end in an Escape.
                patience = constants.ESCAPE_DELAY + _MARGIN
                text = decode(data)
                for message in parser.feed(text) if text else ():
                    self.process_message(message)
            for message in parser.tick():
                self.process_message(message)
