"""Linking organisations, countries and places by their names, short forms and acronyms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.analysis.findings import Entity
from index.analysis.folding import fold, name_tokens
from index.analysis.known_actors import (
    ActorDirectory,
    EntityLink,
    KnownActor,
    actor_id,
    initial_keys,
)
from index.analysis.organisation_names import (
    acronym_key,
    is_full_name,
    name_key,
    spelt_two_ways,
)
from index.analysis.surroundings import Surroundings
from index.model import Evidence, Kind

_UNRESOLVED = EntityLink(None, None)
_EITHER = (Kind.ORGANISATION, Kind.PLACE)


def link_named(
    entity: Entity, directory: ActorDirectory, countries: set[str], around: Surroundings
) -> EntityLink:
    """Return the link of an organisation, a country or a place; ``countries`` are those of the article."""
    if not entity.name:
        return _UNRESOLVED
    own_id = actor_id(entity.kind, entity.name)
    if entity.authority:
        known = _candidates((entity.name,), (entity.kind,), directory)
        same = any(actor.id == own_id for actor in known)
        return EntityLink(
            own_id, entity.name, new=not same, evidence=(Evidence("list-actor", entity.name),)
        )
    acronyms = {acronym_key(alias.surface) for alias in entity.surfaces} - {""}
    forms = dict.fromkeys(
        (
            entity.name,
            *(
                alias.surface
                for alias in entity.surfaces
                if " " in alias.surface and not _names_place(alias.surface, entity.kind, around)
            ),
        )
    )
    kinds = _EITHER if entity.kind in _EITHER else (entity.kind,)
    found = _candidates((*forms, *acronyms), kinds, directory)
    candidates = [actor for actor in found if actor.kind is entity.kind]
    if entity.name.endswith(")") and not any(actor.id == own_id for actor in candidates):
        # Whose body it is was read from the drift of the article: one known already comes first.
        bare = entity.name.rpartition(" (")[0]
        others = _bodies(bare, countries, candidates)
        told = any(role.of for role in entity.roles)
        if len(others) == 1 and not told and _only_bare(entity, bare):
            return _linked(others[0], "known-variant")
    if not entity.certain:
        # "National Assembly" alone: that of a country the article speaks of, if one such is known.
        alike = _bodies(entity.name, countries, candidates)
        if len(alike) != 1:
            return _UNRESOLVED
        country = alike[0].name.rpartition(" (")[2].removesuffix(")")
        evidence = (Evidence("surroundings", country),)
        return EntityLink(alike[0].id, alike[0].name, evidence=evidence)
    own = EntityLink(own_id, entity.name, new=True, evidence=(Evidence("new-actor", entity.name),))
    keys = {_key(form, around) for form in forms}
    # A name that says whose it is ("Supreme Court (Chile)") is matched by that whole name alone.
    own_key = _key(entity.name, around)
    exact = [actor for actor in candidates if _key(actor.name, around) == own_key]
    rule = "known-actor"
    if entity.name.endswith(")"):
        return _one_of(exact, rule, own)
    if not exact:
        rule = "known-variant"
        exact = [actor for actor in candidates if _named(actor, keys, around)]
    if not exact and acronyms and entity.kind is Kind.ORGANISATION:
        rule = "known-acronym"
        exact = [actor for actor in candidates if _shares_acronym(entity, actor, acronyms)]
    if not exact and " " in entity.name:
        rule = "known-variant"
        exact = [actor for actor in found if _key(actor.name, around) == own_key]
    if not exact and entity.kind is Kind.ORGANISATION and not acronyms:
        exact = [actor for actor in candidates if _is_short(entity.name, actor, around)]
    if not exact and entity.kind is Kind.ORGANISATION:
        rule = "known-acronym"
        exact = _explained(entity, acronyms, directory, countries)
    return _one_of(exact, rule, own)


def _explained(
    entity: Entity, acronyms: set[str], directory: ActorDirectory, countries: set[str]
) -> list[KnownActor]:
    """Return the actors whose name spells out the entity's, or the other way round, met beside a country of both."""
    found: dict[str, KnownActor] = {}
    if acronym_key(entity.name):
        for letters in acronyms:
            for actor in directory.alike(f"={letters}", entity.kind, entity.name):
                if not any(acronym_key(name) for name in actor.names):
                    found[actor.id] = actor
    elif not acronyms and " " in entity.name:
        for letters in initial_keys(entity.name):
            for actor in directory.alike(letters[1:], entity.kind, letters[1:]):
                if acronym_key(actor.name) == letters[1:]:
                    found[actor.id] = actor
    here = {actor_id(Kind.COUNTRY, country) for country in countries}
    return [actor for actor in found.values() if here & directory.company(actor.id)]


def _key(name: str, around: Surroundings) -> str:
    """Return what two spellings of one name share; "WHO" and "The Who" share nothing."""
    key = name_key(name)
    return f"{key}." if key in around.words.common and acronym_key(name) else key


def _one_of(actors: Sequence[KnownActor], rule: str, own: EntityLink) -> EntityLink:
    if not actors:
        return own
    return _linked(actors[0], rule) if len(actors) == 1 else _UNRESOLVED


def _linked(actor: KnownActor, rule: str) -> EntityLink:
    return EntityLink(actor.id, actor.name, evidence=(Evidence(rule, actor.name),))


def _candidates(
    forms: Iterable[str], kinds: Sequence[Kind], directory: ActorDirectory
) -> list[KnownActor]:
    found: dict[str, KnownActor] = {}
    asked: set[tuple[str, str]] = set()
    for form in forms:
        tokens = name_tokens(form)
        if not tokens:
            continue
        # The longest word is the rarest: one look-up instead of one a word.
        token = tokens[0] if len(tokens) == 1 else max(tokens, key=_rarity)
        key = name_key(form)
        if (token, key) in asked:
            continue
        asked.add((token, key))
        for kind in kinds:
            for actor in directory.alike(token, kind, form):
                if actor.kind in kinds:
                    found[actor.id] = actor
    return [found[key] for key in sorted(found)]


def _names_place(surface: str, kind: Kind, around: Surroundings) -> bool:
    """Say whether a form of an organisation's name is that of a place, which many teams may go by."""
    if kind is not Kind.ORGANISATION:
        return False
    entry = around.words.entries.get(fold(surface))
    return entry is not None and entry.kind is not kind


def _rarity(token: str) -> tuple[bool, int]:
    return not spelt_two_ways(token), len(token)


def _bodies(bare: str, countries: set[str], actors: Sequence[KnownActor]) -> list[KnownActor]:
    names = {f"{bare} ({country})".casefold() for country in countries}
    return [actor for actor in actors if actor.name.casefold() in names]


def _only_bare(entity: Entity, bare: str) -> bool:
    return all(name_key(alias.surface) == name_key(bare) for alias in entity.surfaces)


def _named(actor: KnownActor, keys: set[str], around: Surroundings) -> bool:
    return not actor.name.endswith(")") and bool(
        keys & {_key(name, around) for name in actor.names}
    )


def _shares_acronym(entity: Entity, actor: KnownActor, acronyms: set[str]) -> bool:
    theirs = {acronym_key(name) for name in actor.names} - {""}
    if not theirs & acronyms:
        return False
    # Two long forms that differ are two organisations with one acronym.
    return acronym_key(entity.name) != "" or acronym_key(actor.name) != ""


def _is_short(name: str, actor: KnownActor, around: Surroundings) -> bool:
    """Say whether one of the names is short for the other, as those of companies and teams are.

    "Vesk" is short for "Vesk Motor", not for "Vesk Foundation"; "Tolvers" for "Port Salle Tolvers".
    """
    if actor.name.endswith(")"):
        return False
    short, long = sorted((name_key(name).split(" "), name_key(actor.name).split(" ")), key=len)
    if len(short) == len(long):
        return False
    if long[: len(short)] == short:
        if _is_plain(short, around):
            return False
        ends = around.words.word_class("org-end")
        # "Goldvesk" alone is the one firm known whose name goes on after it, be it no foundation.
        alone = len(short) == 1 and name_key(name) == short[0] and ends.isdisjoint(long)
        return alone or is_full_name(" ".join(long), " ".join(short))
    return (
        long[-len(short) :] == short
        and (short[-1].endswith("s") or short[-1] in around.words.word_class("team"))
        and not _is_plain(short, around)
    )


def _is_plain(words: Sequence[str], around: Surroundings) -> bool:
    """Say whether words say nothing by themselves: "Services", "New York"."""
    return " ".join(words) in around.words.entries or all(
        word in around.words.common or word in around.words.word_class("org-end") for word in words
    )
