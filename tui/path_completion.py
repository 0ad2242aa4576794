"""Completing the path of a file or folder as a shell does."""

from __future__ import annotations

import os
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

_MOST_LOOKED_AT = 20_000
"""Names read of one folder at most, so that no folder can hold the screen up for long."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What a beginning of a path can be completed to.

    ``path`` is as far as all possibilities agree, with a "/" where it is a folder; ``names`` are the
    possibilities, sorted, folders with a "/". All may hold anything a file name can.
    """

    path: str
    names: tuple[str, ...]


def complete(typed: str) -> Completion:
    """Return what ``typed``, in which "~" stands for the home folder, can be completed to.

    Hidden names are offered where the beginning of one was typed. What cannot be read has no names.
    """
    folder, _slash, beginning = typed.rpartition("/")
    folder += _slash
    if typed == "~":
        return Completion("~/", ("~/",))
    names = []
    try:
        with os.scandir(Path(folder or ".").expanduser()) as entries:
            for entry in islice(entries, _MOST_LOOKED_AT):
                name = entry.name
                if name.startswith(beginning) and (beginning or not name.startswith(".")):
                    names.append(name + "/" if entry.is_dir() else name)
    except (OSError, RuntimeError, ValueError):
        # No such folder, no leave to read it, no such user, a name with a null in it.
        return Completion(typed, ())
    if not names:
        return Completion(typed, ())
    return Completion(folder + _shared(names), tuple(sorted(names)))


def meant(typed: str) -> Path:
    """Return the path that was typed or pasted: "~" is the home folder, quotes around it go.

    A backslash before a space, as a terminal pastes a dragged file, goes where that names something.
    """
    text = typed.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    path = _home(text)
    if "\\" in text and not exists(path):
        plain = _home(text.replace("\\ ", " "))
        if exists(plain):
            return plain
    return path


def _shared(names: list[str]) -> str:
    """Return the beginning that all names have in common."""
    first, last = min(names), max(names)
    length = 0
    while length < min(len(first), len(last)) and first[length] == last[length]:
        length += 1
    return first[:length]


def _home(text: str) -> Path:
    path = Path(text)
    try:
        return path.expanduser()
    except RuntimeError:
        return path


def exists(path: Path) -> bool:
    """Return whether a path names anything, and anything can be named so."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
