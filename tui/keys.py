"""Every key and what it does, in one table.

Textual's bindings, the hints at the foot of the screen, the help screen, the command palette, the ids that
config.toml may name and the README's list of keys are all made from ``ACTIONS``. This module is read by the
command line too and imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.binding import Binding


class Where(StrEnum):
    """Where an action applies; the value is the heading it has in the help."""

    LIST = "In a list of stories or actors"
    ARTICLE = "In an article"
    ROOM = "Anywhere in the reading room"
    DOSSIER = "In a dossier"
    SEARCH = "While typing a search"
    EVERYWHERE = "Everywhere"


LIST, ARTICLE, ROOM, DOSSIER, SEARCH, EVERYWHERE = Where

STORIES_HINTS = "stories"
ARTICLE_HINTS = "article"
ACTORS_HINTS = "actors"
SEARCH_HINTS = "search"
WELCOME_HINTS = "welcome"
DOSSIER_HINTS = "dossier"


@dataclass(frozen=True, slots=True)
class Action:
    """Something a key does.

    ``id`` is the name config.toml knows it by; several actions may share one where the same key moves in a
    list and in an article. ``keys`` are the usual keys: single characters, or Textual's names.
    ``action`` is what Textual runs. ``label`` is a word or two for the foot of the screen, ``help`` a
    phrase for the help; ``palette`` the line in the command palette, "" for none. ``hints`` names the panes
    at whose foot the action is shown.
    """

    id: str
    keys: tuple[str, ...]
    action: str
    label: str
    help: str
    where: Where
    palette: str = ""
    hints: tuple[str, ...] = ()


ACTIONS: tuple[Action, ...] = (
    Action(
        "search",
        ("/",),
        "search",
        "search",
        "search: results appear while you type",
        ROOM,
        "Search the stories",
        (STORIES_HINTS, ARTICLE_HINTS, ACTORS_HINTS),
    ),
    # In a list
    Action("down", ("j", "down"), "move(1)", "down", "one row down", LIST),
    Action("up", ("k", "up"), "move(-1)", "up", "one row up", LIST),
    Action("page-down", ("space", "pagedown"), "page(1)", "page down", "a page down", LIST),
    Action("page-up", ("pageup",), "page(-1)", "page up", "a page up", LIST),
    Action("half-down", ("d",), "half_page(1)", "half page", "half a page down", LIST),
    Action("half-up", ("u",), "half_page(-1)", "half page", "half a page up", LIST),
    Action("first", ("g", "home"), "first", "first", "to the first row", LIST),
    Action("last", ("G", "end"), "last", "last", "to the last row", LIST),
    Action(
        "open",
        ("enter",),
        "choose",
        "read",
        "read the story, or follow the actor, under the cursor",
        LIST,
        hints=(STORIES_HINTS, ACTORS_HINTS, DOSSIER_HINTS),
    ),
    # In an article
    Action("down", ("j", "down"), "line_down", "down", "one line down", ARTICLE),
    Action("up", ("k", "up"), "line_up", "up", "one line up", ARTICLE),
    Action("page-down", ("space", "pagedown"), "page_down", "page", "a page down", ARTICLE),
    Action("page-up", ("pageup",), "page_up", "page up", "a page up", ARTICLE),
    Action("half-down", ("d",), "half_page_down", "half page", "half a page down", ARTICLE),
    Action("half-up", ("u",), "half_page_up", "half page", "half a page up", ARTICLE),
    Action("first", ("g", "home"), "top", "top", "to the headline", ARTICLE),
    Action("last", ("G", "end"), "bottom", "end", "to the end", ARTICLE),
    Action(
        "open",
        ("enter",),
        "follow_mention",
        "follow",
        "follow the actor the cursor is on",
        ARTICLE,
    ),
    # In a dossier
    Action(
        "next-part",
        ("tab",),
        "part(1)",
        "part",
        "to the next part: the list, the actors met with it, the facts",
        DOSSIER,
        hints=(DOSSIER_HINTS,),
    ),
    Action("part-before", ("shift+tab",), "part(-1)", "part before", "to the part before", DOSSIER),
    Action(
        "timeline",
        ("t",),
        "show_list('timeline')",
        "timeline",
        "its timeline: who did what to whom, and when",
        DOSSIER,
        hints=(DOSSIER_HINTS,),
    ),
    Action(
        "said",
        # By its name, for config.toml writes keys between such signs.
        ("quotation_mark",),
        "show_list('said')",
        "said",
        "what it is quoted as saying; again: what others say of it",
        DOSSIER,
        hints=(DOSSIER_HINTS,),
    ),
    Action(
        "figures",
        ("=",),
        "show_list('figures')",
        "figures",
        "figures that stories give about it",
        DOSSIER,
        hints=(DOSSIER_HINTS,),
    ),
    Action(
        "actor-stories",
        ("s",),
        "show_list('stories')",
        "stories",
        "its stories",
        DOSSIER,
    ),
    Action(
        "connections",
        ("c",),
        "pane('actors')",
        "together",
        "to the actors met with it",
        DOSSIER,
    ),
    Action("next-list", ("right", "l"), "turn_list(1)", "next list", "the next list", DOSSIER),
    Action(
        "list-before", ("left", "h"), "turn_list(-1)", "list before", "the list before", DOSSIER
    ),
    # Anywhere in the reading room
    Action(
        "next-actor",
        ("]",),
        "next_mention",
        "next actor",
        "to the next actor named in the article",
        ROOM,
        "Next actor in the article",
        (ARTICLE_HINTS,),
    ),
    Action(
        "previous-actor",
        ("[",),
        "previous_mention",
        "previous actor",
        "to the actor named before",
        ROOM,
        "Previous actor in the article",
    ),
    Action(
        "follow",
        ("f",),
        "hint_actors",
        "follow",
        "put a letter on each actor in sight; typing it follows that actor",
        ROOM,
        "Follow an actor of the article",
        (ARTICLE_HINTS,),
    ),
    Action(
        "back",
        ("b",),
        "trail_back",
        "back",
        "back to the place before",
        EVERYWHERE,
        "Back along the trail",
        (ARTICLE_HINTS, ACTORS_HINTS, DOSSIER_HINTS),
    ),
    Action(
        "forward",
        ("B",),
        "trail_forward",
        "forward",
        "forward again along the trail",
        EVERYWHERE,
        "Forward along the trail",
    ),
    Action(
        "next-unread",
        ("tab",),
        "next_unread",
        "next unread",
        "read the next unread story",
        ROOM,
        "Next unread story",
        (STORIES_HINTS, ARTICLE_HINTS),
    ),
    Action(
        "next-match",
        ("n",),
        "next_match",
        "next match",
        "to the next place in the article where the search's words stand",
        ROOM,
        "Next match in the article",
    ),
    Action(
        "previous-match",
        ("N",),
        "previous_match",
        "previous match",
        "to the match before",
        ROOM,
        "Previous match in the article",
    ),
    Action("stories", ("1",), "pane('stories')", "stories", "to the stories", ROOM),
    Action("article", ("2",), "pane('article')", "article", "to the article", ROOM),
    Action("actors-pane", ("3",), "pane('actors')", "actors", "to the actors of the story", ROOM),
    Action(
        "actors",
        ("a",),
        "toggle_actors",
        "actors",
        "show or hide the actors of the story",
        ROOM,
        "Show or hide the actors of the story",
        (ARTICLE_HINTS,),
    ),
    Action(
        "star",
        ("*",),
        "star",
        "star",
        "star the story, or take the star away",
        ROOM,
        "Star the story, or take the star away",
    ),
    Action(
        "read",
        ("m",),
        "toggle_read",
        "read or not",
        "mark the story as read or unread",
        ROOM,
        "Mark the story as read or unread",
    ),
    Action("tag", ("+",), "add_tag", "tag", "give the story a tag", ROOM, "Give the story a tag"),
    Action(
        "untag",
        ("-",),
        "remove_tag",
        "untag",
        "take a tag from the story",
        ROOM,
        "Take a tag from the story",
    ),
    Action(
        "sort",
        ("s",),
        "sort",
        "sort",
        "sort by date or by how well stories match the search",
        ROOM,
        "Sort by date or by best match",
    ),
    Action(
        "save",
        ("S",),
        "save_search",
        "save search",
        "keep this search under a name",
        ROOM,
        "Keep this search under a name",
    ),
    Action(
        "cite",
        ("y",),
        "cite",
        "cite",
        "copy a citation of the story",
        ROOM,
        "Copy a citation of the story",
    ),
    Action(
        "source",
        ("o",),
        "open_source",
        "source",
        "open the story's own page in the browser",
        ROOM,
        "Open the story's own page in the browser",
    ),
    Action(
        "export",
        ("e",),
        "export",
        "export",
        "write the stories listed to a file or a folder",
        ROOM,
        "Write the stories listed to a file or a folder",
    ),
    Action(
        "quit",
        ("q",),
        "back_or_quit",
        "quit",
        "close what is open; from the list of all stories, quit",
        ROOM,
        hints=(WELCOME_HINTS,),
    ),
    Action(
        "leave",
        ("escape",),
        "leave",
        "all stories",
        "from a search back to all stories; from an article to the list",
        ROOM,
    ),
    # While typing a search
    Action(
        "accept",
        ("enter",),
        "accept",
        "to the list",
        "keep the search and go to the stories it finds",
        SEARCH,
        hints=(SEARCH_HINTS,),
    ),
    Action(
        "give-up",
        ("escape",),
        "give_up",
        "give up",
        "forget the search; back to where you were",
        SEARCH,
        hints=(SEARCH_HINTS,),
    ),
    Action(
        "result-down",
        ("down",),
        "move_in_list(1)",
        "next story",
        "next story found",
        SEARCH,
        hints=(SEARCH_HINTS,),
    ),
    Action("result-up", ("up",), "move_in_list(-1)", "story before", "story found before", SEARCH),
    Action(
        "older-search",
        ("ctrl+p",),
        "history(-1)",
        "older search",
        "an older search",
        SEARCH,
        hints=(SEARCH_HINTS,),
    ),
    Action("newer-search", ("ctrl+n",), "history(1)", "newer search", "a newer search", SEARCH),
    # Everywhere
    Action(
        "import",
        ("i",),
        "import",
        "import",
        "bring files or folders into the archive",
        EVERYWHERE,
        "Bring files or folders into the archive",
        (WELCOME_HINTS,),
    ),
    Action(
        "commands",
        (":", "ctrl+backslash"),
        "commands",
        "commands",
        "all commands and saved searches, by name",
        EVERYWHERE,
        hints=(STORIES_HINTS, ARTICLE_HINTS, ACTORS_HINTS, WELCOME_HINTS),
    ),
    Action(
        "help",
        ("?", "f1"),
        "help",
        "help",
        "this help",
        EVERYWHERE,
        "Help: what the keys do",
        (STORIES_HINTS, ARTICLE_HINTS, ACTORS_HINTS, WELCOME_HINTS, DOSSIER_HINTS),
    ),
    Action(
        "quit-now",
        ("ctrl+c", "ctrl+q"),
        "quit",
        "quit",
        "quit at once",
        EVERYWHERE,
        "Quit",
    ),
)

Keymap = Mapping[str, tuple[str, ...]]
"""Other keys for actions, by id, as config.toml gives them."""

_SIGNS = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "enter": "Enter",
    "escape": "Esc",
    "space": "Space",
    "tab": "Tab",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "backspace": "Backspace",
    "delete": "Del",
    "insert": "Ins",
    "backslash": "\\",
    "quotation_mark": '"',
    "f1": "F1",
}


def actions(*where: Where) -> Iterator[Action]:
    """Yield the actions that apply in these places (everywhere if none is given), in the table's order."""
    for action in ACTIONS:
        if not where or action.where in where:
            yield action


def action_ids() -> tuple[str, ...]:
    """Return the ids that config.toml may give other keys to."""
    return tuple(dict.fromkeys(action.id for action in ACTIONS))


def usual_keys() -> Mapping[str, str]:
    """Return the usual keys of each id, joined by commas, for the example configuration."""
    keys: dict[str, str] = {}
    for action in ACTIONS:
        keys.setdefault(action.id, ",".join(action.keys))
    return keys


def bindings(*where: Where) -> list[Binding]:
    """Return Textual's bindings for the actions of these places."""
    # 40 ms with what it draws in; the command line has no use for it.
    from textual.binding import Binding

    return [
        Binding(
            ",".join(action.keys),
            action.action,
            action.label,
            id=action.id,
            # What must work in the middle of typing.
            priority=action.id == "quit-now",
        )
        for action in actions(*where)
    ]


def textual_keymap(keymap: Keymap) -> dict[str, str]:
    """Return a keymap in the form that ``App.set_keymap`` takes."""
    return {action: ",".join(keys) for action, keys in keymap.items() if keys}


def keys_of(action: Action, keymap: Keymap) -> tuple[str, ...]:
    """Return the keys of an action as they are shown to a person: ``("j", "↓")``."""
    return tuple(key_sign(key) for key in keymap.get(action.id) or action.keys)


def key_sign(key: str) -> str:
    """Return how a key is written for a person: ``Ctrl+P`` for ``ctrl+p``."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    shown = _SIGNS.get(last, last.upper() if modifiers and len(last) == 1 else last)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def hints(pane: str, keymap: Keymap) -> Iterator[tuple[str, str]]:
    """Yield (key, label) of the actions shown at the foot of the screen while a pane has the focus."""
    for action in ACTIONS:
        if pane in action.hints:
            yield keys_of(action, keymap)[0], action.label


def markdown(keymap: Keymap | None = None) -> str:
    """Return the list of keys as Markdown tables, one a place, for the README."""
    lines: list[str] = []
    for where in Where:
        lines += [f"**{where.value}**", "", "| keys | what they do |", "| --- | --- |"]
        for action in actions(where):
            keys = " ".join(f"`{_escaped(key)}`" for key in keys_of(action, keymap or {}))
            lines.append(f"| {keys} | {action.help} |")
        lines.append("")
    return "\n".join(lines)


def _escaped(key: str) -> str:
    return key.replace("|", "\\|")
