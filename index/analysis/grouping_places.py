"""Bringing the names of countries and places together."""

from __future__ import annotations

from collections.abc import Sequence

from index.analysis.coreference import Group, Grouping
from index.analysis.folding import fold
from index.analysis.organisation_names import place_key
from index.model import Evidence


def group_places(grouping: Grouping, numbers: Sequence[int]) -> None:
    """Put the names ``numbers``, all of countries and places, into groups of ``grouping``."""
    by_key: dict[str, int] = {}
    for number in numbers:
        name = grouping.names[number]
        entry = name.entry
        surface = grouping.shown(number)
        shown = entry.name if entry is not None else surface
        key = fold(shown) if entry is not None else place_key(shown)
        group = by_key.get(key)
        if group is None:
            authority = entry.authority if entry is not None else ()
            group = grouping.new(
                Group(name.kind, shown, authority=authority, known=entry is not None)
            )
            by_key[key] = group
        reason = None
        if name.demonym:
            reason = Evidence("demonym", shown)
        elif entry is not None and fold(surface) != fold(shown):
            reason = Evidence("other-name", shown)
        grouping.join(number, group, reason)
