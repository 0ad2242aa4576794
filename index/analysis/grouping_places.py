"""Bringing the names of countries and places together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from index.analysis.coreference import Group, Grouping
from index.analysis.folding import fold
from index.analysis.organisation_names import place_key
from index.model import Evidence

_FILE = Path(__file__).parent / "data" / "place_adjectives.tsv"


@cache
def adjectives() -> Mapping[str, str]:
    """Return the place for each folded word for what comes from it, of places that are no countries."""
    found: dict[str, str] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            place, words = line.split("\t")
            found.update((fold(word), place) for word in words.split("|"))
    return found


def group_places(grouping: Grouping, numbers: Sequence[int]) -> None:
    """Put the names ``numbers``, all of countries and places, into groups of ``grouping``."""
    by_key: dict[str, int] = {}
    for number in numbers:
        name = grouping.names[number]
        entry = name.entry
        surface = grouping.shown(number)
        adjective = "" if entry is not None else adjectives().get(fold(surface), "")
        shown = entry.name if entry is not None else adjective or surface
        key = fold(shown) if entry is not None or adjective else place_key(shown)
        group = by_key.get(key)
        if group is None:
            authority = entry.authority if entry is not None else ()
            group = grouping.new(
                Group(name.kind, shown, authority=authority, known=entry is not None)
            )
            by_key[key] = group
        reason = None
        if name.demonym or adjective:
            reason = Evidence("demonym", shown)
        elif entry is not None and fold(surface) != fold(shown):
            reason = Evidence("other-name", shown)
        grouping.join(number, group, reason)
