"""Every key and what it does, in one table.

Textual's bindings, the hints at the foot of the screen, the help screen, the command palette, the ids that
config.toml may name and the README's list of keys are all made from ``ACTIONS``, whose parts stand in
``moving_keys``, ``reading_keys``, ``dossier_keys``, ``judgement_keys`` and ``typing_keys``. This module is read by the command line too and
imports nothing heavy.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tui.actions import ACCOUNTS as ACCOUNTS
from tui.actions import ACCOUNTS_HINTS as ACCOUNTS_HINTS
from tui.actions import ACTORS_HINTS as ACTORS_HINTS
from tui.actions import ARTICLE as ARTICLE
from tui.actions import ARTICLE_HINTS as ARTICLE_HINTS
from tui.actions import CORRECTING as CORRECTING
from tui.actions import DOSSIER as DOSSIER
from tui.actions import DOSSIER_HINTS as DOSSIER_HINTS
from tui.actions import EVERYWHERE as EVERYWHERE
from tui.actions import FACETS as FACETS
from tui.actions import LIST as LIST
from tui.actions import PAIR as PAIR
from tui.actions import PAIR_HINTS as PAIR_HINTS
from tui.actions import PALETTE as PALETTE
from tui.actions import PATH_HINTS as PATH_HINTS
from tui.actions import ROOM as ROOM
from tui.actions import SEARCH as SEARCH
from tui.actions import SEARCH_HINTS as SEARCH_HINTS
from tui.actions import STORIES_HINTS as STORIES_HINTS
from tui.actions import WELCOME_HINTS as WELCOME_HINTS
from tui.actions import Action as Action
from tui.actions import Where as Where
from tui.dossier_keys import FOLLOWING
from tui.judgement_keys import JUDGING
from tui.moving_keys import MOVING
from tui.reading_keys import READING
from tui.typing_keys import TYPING

if TYPE_CHECKING:
    from textual.binding import Binding


ACTIONS: tuple[Action, ...] = (*MOVING, *FOLLOWING, *JUDGING, *TYPING, *READING)

Keymap = Mapping[str, tuple[str, ...]]
"""Other keys for actions, by id, as config.toml gives them."""

_TEXTUAL_NAMES = {
    "solidus": "slash",
    "reverse_solidus": "backslash",
    "commercial_at": "at",
    "hyphen_minus": "minus",
    "plus_sign": "plus",
    "low_line": "underscore",
}
"""Where Textual calls a sign otherwise than Unicode does."""
_SIGNS = {
    "comma": ",",
    "full_stop": ".",
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "greater_than_sign": ">",
    "less_than_sign": "<",
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


_TOGETHER: tuple[tuple[Where, ...], ...] = (
    (Where.LIST, Where.ROOM, Where.CORRECTING, Where.EVERYWHERE),
    (Where.ARTICLE, Where.ROOM, Where.CORRECTING, Where.EVERYWHERE),
    (Where.LIST, Where.DOSSIER, Where.CORRECTING, Where.EVERYWHERE),
    (Where.LIST, Where.PAIR, Where.EVERYWHERE),
    (Where.ARTICLE, Where.ACCOUNTS, Where.EVERYWHERE),
    (Where.SEARCH,),
    (Where.LIST, Where.FACETS),
    (Where.PALETTE,),
)
"""Places whose keys work at the same time."""
_ALSO_OVER_THE_ROOM = ("quit", "leave")
"""Actions of the reading room that also work on the screens over it."""


@dataclass(frozen=True, slots=True)
class Clash:
    """A key that a reader gave to the action ``action``, which the action ``other`` has in the same place."""

    action: str
    key: str
    other: str


def clashes(keymap: Keymap) -> Iterator[Clash]:
    """Yield the keys of a keymap that do two things at once; what the usual keys have in common is none."""
    for places in _TOGETHER:
        taken: dict[str, Action] = {}
        over = Where.ROOM not in places and Where.EVERYWHERE in places
        for action in ACTIONS:
            if action.where not in places and not (over and action.id in _ALSO_OVER_THE_ROOM):
                continue
            for key in keymap.get(action.id) or action.keys:
                other = taken.setdefault(key_name(key), action)
                if other.id == action.id:
                    continue
                if action.id in keymap:
                    yield Clash(action.id, key, other.id)
                elif other.id in keymap:
                    yield Clash(other.id, key, action.id)


def key_name(key: str) -> str:
    """Return the one name of a key that may be given by its sign or by its name: ``quotation_mark`` for ``"``."""
    if len(key) != 1 or key.isalnum():
        return key
    from unicodedata import name

    named = name(key, key).lower().replace("-", "_").replace(" ", "_")
    return _TEXTUAL_NAMES.get(named, named)


def keys_of(action: Action, keymap: Keymap) -> tuple[str, ...]:
    """Return the keys of an action as they are shown to a person: ``("j", "↓")``."""
    return tuple(key_sign(key) for key in keymap.get(action.id) or action.keys)


def key_sign(key: str) -> str:
    """Return how a key is written for a person: ``Ctrl+P`` for ``ctrl+p``."""
    *modifiers, last = key.split("+") if len(key) > 1 else [key]
    shown = _SIGNS.get(last, last.upper() if modifiers and len(last) == 1 else last)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), shown])


def elsewhere(key: str, shown: str, keymap: Keymap) -> str:
    """Return a sentence for a key, ``shown`` so, that does nothing here: where it does something, and what."""
    wanted = key_name(key)
    for action in actions():
        if any(key_name(each) == wanted for each in keymap.get(action.id) or action.keys):
            where = action.where.value[0].lower() + action.where.value[1:]
            return f"{shown} does nothing here; {where}: {action.help}."
    return f"{shown} does nothing here; {key_sign(_key_of('help', keymap))} lists the keys."


def _key_of(action_id: str, keymap: Keymap) -> str:
    return next(
        (keymap.get(action.id) or action.keys)[0] for action in ACTIONS if action.id == action_id
    )


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
