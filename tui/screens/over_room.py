"""What the screens over the reading room share: a line at the top and at the foot, and ways to leave."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.message import Message

from tui.actions import Where
from tui.chrome import NAME, NAME_LOOK
from tui.glyphs import glyphs
from tui.keys import ROOM, Keymap, bindings
from tui.looks import Run
from tui.messages import Settled, StatusLine
from tui.panes.bars import Bar, StatusBar
from tui.quiet import QuietScreen
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive

_ROOM_KEYS = ("quit", "leave")


class OverRoom(QuietScreen[None]):
    """A screen that stands over the reading room until the reader goes back, or on.

    ``HINTS`` is the pane whose hints stand at the foot, ``WHERE`` where the help begins. What is shown is read in a thread: ``read_with`` runs a
    function that returns a message, and posts it.
    """

    HINTS: ClassVar[str] = ""
    WHERE: ClassVar[Where] = ROOM
    BINDINGS: ClassVar[list[BindingType]] = [
        binding for binding in bindings(ROOM) if binding.id in _ROOM_KEYS
    ]

    class Failed(Message, bubble=False):
        """What was to be shown could not be read."""

        def __init__(self, reason: str) -> None:
            super().__init__()
            self.reason = reason

    def __init__(self, archive: Archive, title: str, *, prefix: str) -> None:
        super().__init__()
        self.archive = archive
        self._signs = glyphs()
        self._title = title
        self._title_right = ""
        self._read = False
        self.top_bar = Bar(self._top_line, id=f"{prefix}-title")
        self.foot: StatusBar | None = None
        self._prefix = prefix

    def make_foot(self) -> StatusBar:
        """Return the line at the foot, made where the application's keys are known."""
        keymap: Keymap = getattr(self.app, "keymap", {})
        self.foot = StatusBar(keymap, self._signs, id=f"{self._prefix}-foot")
        self.foot.hint_at(self.HINTS)
        return self.foot

    def entitle(self, title: str, right: str = "") -> None:
        """Say at the top what is shown; texts may be unsafe."""
        self._title, self._title_right = title, right
        self.top_bar.changed()

    def _top_line(self, width: int) -> list[Run]:
        right = " ".join(safe_text(self._title_right).split())
        name = f"{NAME}{self._signs.prompt} "
        room = width - cell_width(name) - (cell_width(right) + 2 if right else 0)
        if room < width // 3:
            right, room = "", width - cell_width(name)
        shown = cell_cut(" ".join(safe_text(self._title).split()), room, self._signs.ellipsis)
        space = " " * max(0, room - cell_width(shown))
        return [(name, NAME_LOOK), (shown, ""), (space, ""), (f" {right} " if right else "", "")]

    # Reading

    def read_with(
        self, read: Callable[[], Message | None], failed: str, group: str = "reading"
    ) -> None:
        """Read in a thread what ``read`` returns as a message, or posts; what goes wrong is told as ``failed``."""
        self.run_worker(
            partial(self._read_in_thread, read, failed),
            thread=True,
            group=group,
            exclusive=True,
            exit_on_error=False,
        )

    def _read_in_thread(self, read: Callable[[], Message | None], failed: str) -> None:
        try:
            message = read()
        except Exception as error:
            self.post_message(self.Failed(sentence(error, failed)))
            return
        if message is not None:
            self.post_message(message)

    def settle(self) -> None:
        """Be drawn: everything is in its place."""
        self._read = True
        self.call_after_refresh(self.post_message, Settled())

    def on_screen_resume(self) -> None:
        """Be drawn at once where everything was read when this was open before."""
        if self._read:
            self.settle()

    # Leaving

    async def action_back_or_quit(self) -> None:
        """Go back along the trail; where there is none, close."""
        if not await self.app.run_action("trail_back", self.app):
            self.dismiss()

    async def action_leave(self) -> None:
        """Go back along the trail; where there is none, close."""
        await self.action_back_or_quit()

    # The line at the bottom

    def on_status_line(self, message: StatusLine) -> None:
        """Show a sentence at the foot of this screen rather than of the one under it."""
        message.stop()
        self.say(message.text, brief=message.brief)

    def on_key(self) -> None:
        """Take the sentence at the foot away with the next key."""
        if self.foot is not None and self.foot.message:
            self.say("")

    def say(self, text: str, *, brief: bool = False) -> None:
        """Show a sentence at the foot until the next key, on one line where it is ``brief``."""
        if self.foot is not None:
            self.foot.say(text, brief=brief)
