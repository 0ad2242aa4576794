"""The frame of the reading room: which panes stand beside each other, how wide, and which has the focus."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from index.model import StorySummary
from tui.chrome import NARROW, WIDE, actors_width, stories_width
from tui.glyphs import Glyphs
from tui.keys import ROOM, Keymap, actions, bindings, keys_of
from tui.messages import Settled
from tui.panes.actors import ActorsPane
from tui.panes.article import ArticlePane
from tui.panes.bars import PaneTitle, Separator, StatusBar
from tui.panes.searchbar import SearchBar
from tui.panes.stories import StoriesPane
from tui.screens.story_actions import StoryActions
from tui.screens.welcome import Welcome
from tui.trail import Pane


class RoomFrame(StoryActions):
    """Stories on the left, the article in the middle, its actors on the right."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(ROOM))
    CSS_PATH = "../styles/reading_room.tcss"
    AUTO_FOCUS = "#stories-lines"

    def __init__(self, signs: Glyphs, keymap: Keymap, measure: int) -> None:
        super().__init__()
        self.search = SearchBar(signs, id="search")
        self.stories = StoriesPane(signs, id="stories")
        self.article = ArticlePane(measure=measure, id="article")
        self.article_title = PaneTitle("", signs, id="article-title")
        self.actors = ActorsPane(id="actors")
        self.actors_title = PaneTitle("In this story", signs, id="actors-title")
        self.welcome = Welcome(signs, id="welcome")
        self.status = StatusBar(keymap, signs, id="status")
        self._signs = signs
        self._keymap = keymap
        self._pane: Pane = "stories"
        self._actors_asked: bool | None = None
        self._reading: StorySummary | None = None

    def compose(self) -> ComposeResult:
        """Put the panes beside each other, the search bar over them, a line for hints under them."""
        yield self.search
        with Horizontal(id="body"):
            yield self.stories
            yield Separator(self._signs, id="left-line")
            with Vertical(id="article-column"):
                yield self.article_title
                yield self.article
            yield Separator(self._signs, id="right-line")
            with Vertical(id="actors-column"):
                yield self.actors_title
                yield self.actors
        yield self.welcome
        yield self.prompt
        yield self.status

    def on_mount(self) -> None:
        """Have the panes in their places from the first."""
        self._arrange(self.app.size.width)

    def on_screen_resume(self) -> None:
        """Be drawn at once when what stood over the room is closed."""
        self.call_after_refresh(self.post_message, Settled())

    # The panes

    def action_pane(self, name: Pane) -> None:
        """Go to a pane."""
        self._go_to_pane(name)

    def action_toggle_actors(self) -> None:
        """Show the actors of the story, or hide them."""
        shown = self.query_one("#actors-column").display
        self._actors_asked = not shown
        if self._pane == "actors" and shown:
            self._go_to_pane("article")
        elif not shown and self.size.width < NARROW:
            self._go_to_pane("actors")
        else:
            self._arrange()
            if self._pane == "stories" and not self.stories.display:
                self._go_to_pane("article")

    def _go_to_pane(self, name: Pane) -> None:
        if self.welcome.display:
            # An empty archive has no panes to go to.
            self.welcome.choices.focus()
            return
        self._show_pane(name)
        {"stories": self.stories.lines, "article": self.article, "actors": self.actors}[
            name
        ].focus()

    def _show_pane(self, name: Pane) -> None:
        self._pane = name
        if name == "actors":
            self._actors_asked = True
        elif name == "stories" and self.size.width < WIDE:
            self._actors_asked = None
        self._arrange()

    def on_resize(self, event: events.Resize) -> None:
        """Show as many panes as there is room for."""
        self._arrange(event.size.width)

    def _arrange(self, width: int | None = None) -> None:
        """Decide which panes stand beside each other, and how wide."""
        width = self.size.width if width is None else width
        column = self.query_one("#actors-column")
        middle = self.query_one("#article-column")
        asked = self._actors_asked
        if width < NARROW:
            stories, article, actors = (
                self._pane == "stories",
                self._pane == "article",
                self._pane == "actors",
            )
        elif width < WIDE:
            actors = bool(asked)
            stories, article = not actors, True
        else:
            stories, article, actors = True, True, asked is not False
        _display(self.stories, stories)
        _display(middle, article)
        _display(column, actors)
        _display(self.query_one("#left-line"), stories and article)
        _display(self.query_one("#right-line"), actors and article)
        beside = stories and article
        _widen(self.stories, stories_width(width) if beside else None)
        _widen(column, actors_width(width) if actors and article else None)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Show in the titles and the hints which pane has the focus."""
        widget = event.widget
        hinted: str = self._pane
        if widget is self.search.field:
            hinted = "search"
        elif widget is self.article:
            hinted = self._pane = "article"
        elif self.actors in widget.ancestors_with_self:
            hinted = self._pane = "actors"
        elif widget is self.stories.lines:
            hinted = self._pane = "stories"
        elif widget is self.welcome.choices:
            hinted = "welcome"
        self.stories.title.focus_is(hinted == "stories")
        self.article_title.focus_is(hinted == "article")
        self.actors_title.focus_is(hinted == "actors")
        self.status.hint_at(hinted)

    def key_for(self, action_id: str) -> str:
        """Return the key of an action as it is shown to a person."""
        action = next(each for each in actions() if each.id == action_id)
        return keys_of(action, self._keymap)[0]

    # The line at the bottom

    def say(self, message: str, *, brief: bool = False) -> None:
        """Show a sentence at the foot until the next key, on one line where it is ``brief``."""
        self.status.say(message, brief=brief)

    def on_key(self) -> None:
        """Take the sentence at the foot away with the next key."""
        if self.status.message:
            self.status.say("")

    def prompting(self, now: bool) -> None:
        """Put the prompt in the place of the line at the bottom, or take it away again."""
        self.status.display = not now


def _display(widget: Widget, shown: bool) -> None:
    if widget.display != shown:
        widget.display = shown


def _widen(widget: Widget, width: int | None) -> None:
    """Give a widget a fixed width, or a share of what is left."""
    current = widget.styles.width
    wanted = f"{width}" if width is not None else "1fr"
    if current is None or str(current) != wanted:
        widget.styles.width = width if width is not None else "1fr"
