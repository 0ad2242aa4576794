"""Bringing the names of countries and places together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from functools import cache
from pathlib import Path

from index.analysis.coreference import Group, Grouping
from index.analysis.folding import fold
from index.analysis.gazetteer import Entry, phrase_key
from index.analysis.organisation_names import place_key
from index.model import Evidence, Kind

_DATA = Path(__file__).parent / "data"


@cache
def adjectives() -> Mapping[str, str]:
    """Return the place for each folded word for what comes from it, of places that are no countries."""
    return _read(_DATA / "place_adjectives.tsv")


@cache
def short_places() -> Mapping[str, str]:
    """Return the place for each folded short form that is looked up only where a place is named."""
    shorts = _read(_DATA / "short_places.tsv")
    return {form.rstrip("."): place for form, place in shorts.items()} | shorts


def _read(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            place, words = line.split("\t")
            found.update((fold(word), place) for word in words.split("|"))
    return found


def group_places(grouping: Grouping, numbers: Sequence[int]) -> None:
    """Put the names ``numbers``, all of countries and places, into groups of ``grouping``."""
    by_key: dict[str, int] = {}
    bare = {place_key(grouping.shown(number)) for number in numbers}
    for number in numbers:
        name = grouping.names[number]
        entry = name.entry
        surface = _without_where(grouping, grouping.shown(number), bare)
        adjective = "" if entry is not None else adjectives().get(fold(surface), "")
        listed = adjective or ("" if entry is not None else short_places().get(fold(surface), ""))
        if entry is None and surface != grouping.shown(number):
            entry = _place(grouping, surface)
        shown = entry.name if entry is not None else listed or surface
        key = fold(shown) if entry is not None or listed else place_key(shown)
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
        elif fold(surface) != fold(shown):
            reason = Evidence("other-name", shown)
        grouping.join(number, group, reason)


def _place(grouping: Grouping, surface: str) -> Entry | None:
    entry = grouping.gazetteer.entries.get(phrase_key(surface))
    listed = entry is not None and entry.kind in (Kind.PLACE, Kind.COUNTRY) and not entry.demonym
    return entry if listed else None


def _without_where(grouping: Grouping, surface: str, bare: Set[str]) -> str:
    """Return "Tolva" for "Tolva, Norland" where the article names it so, too, or Tolva is the capital."""
    town, comma, where = surface.partition(",")
    if not comma or not town.strip():
        return surface
    around = _place(grouping, where.strip()) or short_places().get(fold(where.strip()))
    if around is None:
        return surface
    capital = not isinstance(around, str) and (
        grouping.gazetteer.capitals.get(phrase_key(town)) == around.name
    )
    return town.strip() if capital or place_key(town) in bare else surface
