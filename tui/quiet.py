"""Gaining and losing the focus without repainting more than shows it.

Textual repaints the widget and the whole screen when the focus moves: three thousand bytes that are felt on
a slow line. Here each widget says itself what looks different.
"""

from __future__ import annotations

from typing import Generic, Self, TypeVar

from textual import events
from textual.app import App
from textual.await_complete import AwaitComplete
from textual.reactive import Reactive
from textual.screen import Screen
from textual.widget import Widget

from tui.first_paint import terminal
from tui.messages import Settled

Result = TypeVar("Result")


class QuietScreen(Screen[Result], Generic[Result]):
    """A screen that does not repaint itself when the focus moves from one of its widgets to another.

    Nor does it repaint the one over it, where that lets nothing of it through.
    """

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)

    def _compositor_refresh(self) -> None:
        # Textual draws the screen on top again, all of it, for whatever changes in the one under it, seen or not.
        # A screen that comes to the top again is drawn whole.
        on_top = self.app.screen
        if on_top is self and terminal.held:
            # What would be drawn would not be written; when the picture is let go, the screen is drawn whole.
            self._dirty_widgets.clear()
            return
        if on_top is self or on_top.styles.background.a < 1:
            super()._compositor_refresh()


class Overlay(QuietScreen[Result], Generic[Result]):
    """A quiet screen over another one, which is drawn once when this is closed, and not for each of its parts."""

    def settle(self) -> None:
        """Be drawn: everything is in its place."""
        self.call_after_refresh(self.post_message, Settled())

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close, with a result for whoever opened this."""
        hold_drawing(self.app)
        return super().dismiss(result)


def hold_drawing(app: App[object]) -> None:
    """Keep the picture until a screen says that it is settled, where the application can do that."""
    hold = getattr(app, "hold", None)
    if callable(hold):
        hold()


class QuietFocus(Widget):
    """A widget that does not repaint itself when it gains or loses the focus.

    Textual repaints the whole widget; over a slow line that is felt. What has to change then is repainted
    by ``focus_changed``.
    """

    def on_focus(self, event: events.Focus) -> None:
        """Take the focus."""
        self._take_focus(event, True)

    def on_blur(self, event: events.Blur) -> None:
        """Give the focus up."""
        self._take_focus(event, False)

    def _take_focus(self, event: events.Event, focused: bool) -> None:
        event.prevent_default()
        self.has_focus = focused
        self.focus_changed()
        if isinstance(self.parent, Widget):
            news = events.DescendantFocus(self) if focused else events.DescendantBlur(self)
            self.parent.post_message(news)

    def focus(self, scroll_visible: bool = True) -> Self:
        """Ask for the focus, without the repaint that Textual's own way of asking brings with it."""
        self.app.call_later(self._claim, scroll_visible)
        return self

    def _claim(self, scroll_visible: bool) -> None:
        if self.is_attached:
            self.screen.set_focus(self, scroll_visible=scroll_visible)

    def focus_changed(self) -> None:
        """Repaint what looks different with and without the focus."""
