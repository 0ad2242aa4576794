"""The table of actions: every key, what it does, and where.

Read by the command line too, so nothing heavy is imported here; ``tui.keys`` makes of it what is wanted.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Where(StrEnum):
    """Where an action applies; the value is the heading it has in the help."""

    LIST = "In a list of stories or actors"
    ARTICLE = "In an article"
    ROOM = "Anywhere in the reading room"
    DOSSIER = "In a dossier"
    PAIR = "With two actors together, or on the path between them"
    ACCOUNTS = "With two accounts beside each other"
    CORRECTING = "With the cursor on an actor: in an article, a list of actors, a dossier"
    SEARCH = "While typing a search"
    FACETS = "While narrowing a list"
    PALETTE = "In the list of commands"
    EVERYWHERE = "Everywhere"


LIST, ARTICLE, ROOM, DOSSIER, PAIR, ACCOUNTS, CORRECTING, SEARCH, FACETS, PALETTE, EVERYWHERE = (
    Where
)

STORIES_HINTS = "stories"
ARTICLE_HINTS = "article"
ACTORS_HINTS = "actors"
SEARCH_HINTS = "search"
WELCOME_HINTS = "welcome"
DOSSIER_HINTS = "dossier"
PAIR_HINTS = "pair"
PATH_HINTS = "path"
ACCOUNTS_HINTS = "accounts"


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
