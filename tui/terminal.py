"""The terminal as Textual drives it, taken over from the first paint without a flicker."""

from __future__ import annotations

from textual.drivers.linux_driver import LinuxDriver

from tui.first_paint import terminal

_ALTERNATE_SCREEN = "\x1b[?1049h"


class TakingOver(LinuxDriver):
    """Textual's driver, but that the picture of the first paint stays until the reading room is arranged.

    The alternate screen is not entered a second time, on which some terminals clear it, and while
    ``terminal.held`` is set no frame is drawn: the first ones show panes that are not in their places yet.
    """

    _starting = False

    def start_application_mode(self) -> None:
        """Put the terminal into the state the application needs."""
        self._starting = terminal.painted
        terminal.held = terminal.painted
        terminal.hand_over()
        super().start_application_mode()  # type: ignore[no-untyped-call]
        self._starting = False

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
