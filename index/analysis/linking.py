"""Linking the entities of one article to the actors already known from others.

Precision comes first: where two actors answer to a name and nothing tells them apart, the entity stays
unresolved. The outcome depends on the findings and the directory alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from index.analysis.findings import Entity, Findings
from index.analysis.folding import fold, name_tokens
from index.analysis.gazetteer import Gazetteer, load
from index.analysis.organisation_names import acronym_key, name_key
from index.analysis.person_names import Likeness, compare, name_parts
from index.model import Evidence, Kind, Moment

# How long after the last story that gave somebody an office a bare "the president" may still mean them.
_OFFICE_LASTS = timedelta(days=200)
# So many actors may share a word before only those that begin alike are compared.
_MANY = 60
_OFFICE_BEFORE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class KnownRole:
    """An office that stories gave to an actor, and the dates of the first and last that did."""

    title: str
    of: str
    first: Moment | None = None
    last: Moment | None = None


@dataclass(frozen=True, slots=True)
class KnownActor:
    """An actor of the archive: every form it was named by, its roles, how many stories name it."""

    id: str
    name: str
    kind: Kind
    names: tuple[str, ...] = ()
    roles: tuple[KnownRole, ...] = ()
    stories: int = 0


class ActorDirectory(Protocol):
    """Where known actors are looked up; both ways return each actor once, in any order."""

    def by_token(self, token: str) -> Sequence[KnownActor]:
        """Return the actors with ``token`` among the ``name_tokens`` of any of their names."""
        ...

    def by_role(self, title: str, of: str) -> Sequence[KnownActor]:
        """Return the actors that were given this role, both words exactly as ``FoundRole`` has them."""
        ...


@dataclass(frozen=True, slots=True)
class EntityLink:
    """Which actor an entity is.

    ``name`` is the better of the actor's name and the entity's and may be kept as the preferred name.
    ``new``: nobody by that id is known yet. ``actor`` None: it would be a guess. ``evidence`` says how
    the entity was linked to an actor of the archive.
    """

    actor: str | None
    name: str | None
    new: bool = False
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What else an article names, beside the words we know: it tells bearers of one name apart."""

    words: Gazetteer
    named: frozenset[str]

    def supports(self, actor: KnownActor) -> bool:
        return any(role.of in self.named for role in actor.roles)


_UNRESOLVED = EntityLink(None, None)


def actor_id(kind: Kind, name: str) -> str:
    """Return the 12 hex digits that stand for an actor of this kind and name; accents do not matter."""
    # A lone surrogate in a hostile name cannot be encoded as it is.
    key = f"{kind.value}\n{fold(name)}".encode("utf-8", "backslashreplace")
    return hashlib.blake2b(key, digest_size=6).hexdigest()


def link(
    findings: Findings,
    directory: ActorDirectory,
    *,
    published: Moment | None,
    gazetteer: Gazetteer | None = None,
) -> tuple[EntityLink, ...]:
    """Return a link for each entity of ``findings``, in the same order.

    ``published`` is the date of the article: an office held at another time supports nobody.
    """
    words = gazetteer if gazetteer is not None else load()
    countries = {entity.name for entity in findings.entities if entity.kind is Kind.COUNTRY}
    named = {entity.name for entity in findings.entities if entity.kind is not Kind.PERSON}
    lookup = _Lookup(directory)
    return tuple(
        _link_person(entity, lookup, published, _Surroundings(words, frozenset(named)))
        if entity.kind is Kind.PERSON
        else _link_named(entity, lookup, countries)
        for entity in findings.entities
    )


def link_open(
    findings: Findings,
    links: Sequence[EntityLink],
    directory: ActorDirectory,
    *,
    published: Moment | None,
    gazetteer: Gazetteer | None = None,
) -> tuple[EntityLink, ...]:
    """Return ``links`` with those that were left open tried again, now that more actors are known."""
    if all(one.actor is not None for one in links):
        return tuple(links)
    again = link(findings, directory, published=published, gazetteer=gazetteer)
    return tuple(new if old.actor is None else old for old, new in zip(links, again, strict=True))


class _Lookup:
    """Looks actors up for one article, each word once.

    Of many bearers of one word only those are returned that begin alike: nobody could tell the others
    apart, and comparing all would take long.
    """

    def __init__(self, directory: ActorDirectory) -> None:
        self._directory = directory
        self._found: dict[str, Sequence[KnownActor]] = {}
        self._alike: dict[tuple[str, Kind], dict[str, list[KnownActor]]] = {}

    def by_role(self, title: str, of: str) -> Sequence[KnownActor]:
        """Return the actors that were given this role."""
        return self._directory.by_role(title, of)

    def by_token(self, token: str, kind: Kind, name: str) -> Sequence[KnownActor]:
        """Return actors with ``token`` in a name; where they are many, those that begin like ``name``."""
        found = self._found.get(token)
        if found is None:
            found = self._found[token] = self._directory.by_token(token)
        if len(found) <= _MANY:
            return found
        index = self._alike.get((token, kind))
        if index is None:
            index = self._alike[token, kind] = {}
            for actor in found:
                for key in {_beginning(form, kind) for form in (actor.name, *actor.names)}:
                    index.setdefault(key, []).append(actor)
        return index.get(_beginning(name, kind), [])[:_MANY]


def _beginning(name: str, kind: Kind) -> str:
    return name_key(name) if kind is not Kind.PERSON else " ".join(name_parts(name)[:1])


def _candidates(tokens: Iterable[str], entity: Entity, directory: _Lookup) -> list[KnownActor]:
    found: dict[str, KnownActor] = {}
    for token in sorted(set(tokens)):
        for actor in directory.by_token(token, entity.kind, entity.name):
            if actor.kind is entity.kind:
                found[actor.id] = actor
    return [found[key] for key in sorted(found)]


def _linked(actor: KnownActor, entity: Entity) -> EntityLink:
    return EntityLink(actor.id, better_name(actor.name, entity.name), new=False)


# -- organisations, countries, places ------------------------------------------------------------


def _link_named(entity: Entity, directory: _Lookup, countries: set[str]) -> EntityLink:
    if not entity.name:
        return _UNRESOLVED
    own_id = actor_id(entity.kind, entity.name)
    if entity.authority:
        tokens = name_tokens(entity.name)
        known = _candidates(tokens[-1:], entity, directory)
        same = [actor for actor in known if actor.id == own_id]
        return EntityLink(own_id, entity.name, new=not same)
    keys = {name_key(entity.name)}
    acronyms = {acronym_key(alias.surface) for alias in entity.surfaces} - {""}
    keys |= {name_key(alias.surface) for alias in entity.surfaces if " " in alias.surface}
    own_tokens = name_tokens(entity.name)
    # The longest word is the rarest: one look-up instead of one a word.
    wanted = {max(own_tokens, key=len)} if own_tokens else set()
    candidates = _candidates(wanted | acronyms, entity, directory)
    if entity.name.endswith(")") and not any(actor.id == own_id for actor in candidates):
        # Whose body it is was read from the drift of the article: one known already comes first.
        bare = entity.name.rpartition(" (")[0]
        bodies = {f"{bare} ({country})".casefold() for country in countries}
        others = [actor for actor in candidates if actor.name.casefold() in bodies]
        told = any(role.of for role in entity.roles)
        if len(others) == 1 and not told and _only_bare(entity, bare):
            return EntityLink(others[0].id, others[0].name, new=False)
    # A name that says whose it is ("Supreme Court (Chile)") is matched by that whole name alone.
    exact = [actor for actor in candidates if name_key(actor.name) == name_key(entity.name)]
    if not exact and not entity.name.endswith(")"):
        exact = [
            actor
            for actor in candidates
            if not actor.name.endswith(")") and keys & {name_key(name) for name in actor.names}
        ]
    if not exact and acronyms and entity.kind is Kind.ORGANISATION:
        exact = [actor for actor in candidates if _shares_acronym(entity, actor, acronyms)]
    if not entity.certain:
        # "National Assembly" alone: that of a country the article speaks of, if one such is known.
        bodies = {f"{entity.name} ({country})".casefold() for country in countries}
        exact = [actor for actor in candidates if actor.name.casefold() in bodies]
    if len(exact) == 1:
        return EntityLink(exact[0].id, exact[0].name, new=False)
    if exact or not entity.certain:
        return _UNRESOLVED
    return EntityLink(own_id, entity.name, new=True)


def _only_bare(entity: Entity, bare: str) -> bool:
    return all(name_key(alias.surface) == name_key(bare) for alias in entity.surfaces)


def _shares_acronym(entity: Entity, actor: KnownActor, acronyms: set[str]) -> bool:
    theirs = {acronym_key(name) for name in actor.names} - {""}
    if not theirs & acronyms:
        return False
    # Two long forms that differ are two organisations with one acronym.
    return acronym_key(entity.name) != "" or acronym_key(actor.name) != ""


# -- people --------------------------------------------------------------------------------------


def _link_person(
    entity: Entity, directory: _Lookup, published: Moment | None, around: _Surroundings
) -> EntityLink:
    if entity.shared:
        return _UNRESOLVED
    if not entity.surfaces:
        return _link_role(entity, directory, published)
    parts = name_parts(entity.name)
    if not parts:
        return _UNRESOLVED
    tokens = [part for part in parts[1:] if len(part) > 1] or list(parts)
    candidates = _candidates(tokens, entity, directory)
    if not entity.certain:
        return _link_bare(entity, candidates, around)
    own_id = actor_id(Kind.PERSON, entity.name)
    graded: dict[Likeness, list[KnownActor]] = {}
    for actor in candidates:
        likeness = _likeness(entity.name, actor)
        if likeness >= Likeness.COMPATIBLE and not _conflict(entity, actor, around):
            graded.setdefault(likeness, []).append(actor)
    for likeness in (Likeness.SAME, Likeness.COMPATIBLE):
        alike = graded.get(likeness, [])
        if len(alike) > 1:
            told = [actor for actor in alike if _supports(entity, actor)]
            told = told or [actor for actor in alike if around.supports(actor)]
            return _linked(told[0], entity) if len(told) == 1 else _UNRESOLVED
        if alike:
            return _linked(alike[0], entity)
    if any(actor.id == own_id for actor in candidates):
        # Somebody else bears this very name: the role tells the two apart, or nothing does.
        if not entity.roles:
            return _UNRESOLVED
        role = min(entity.roles, key=lambda role: (role.title, role.of))
        own_id = actor_id(Kind.PERSON, f"{entity.name}, {role.title} of {role.of}")
    return EntityLink(own_id, entity.name, new=True)


def _likeness(name: str, actor: KnownActor) -> Likeness:
    # Forms of one part ("Bush") say nothing against anybody.
    grades = [compare(name, other) for other in dict.fromkeys((actor.name, *actor.names))]
    if Likeness.CONTRADICTORY in grades and Likeness.SAME not in grades:
        return Likeness.CONTRADICTORY
    return max(grades)


def _link_bare(entity: Entity, candidates: list[KnownActor], around: _Surroundings) -> EntityLink:
    bearers = [
        actor
        for actor in candidates
        if _bears(entity.name, actor) and not _conflict(entity, actor, around)
    ]
    supported = [actor for actor in bearers if _supports(entity, actor)]
    if not supported and len(bearers) > 1:
        supported = [actor for actor in bearers if around.supports(actor)]
    if len(supported) == 1:
        return _linked(supported[0], entity)
    if len(bearers) == 1 and not supported:
        return _linked(bearers[0], entity)
    return _UNRESOLVED


def _bears(name: str, actor: KnownActor) -> bool:
    """Say whether ``name`` can stand for the family name of ``actor``, or is all of its name."""
    wanted = name_parts(name)
    for other in (actor.name, *actor.names):
        parts = name_parts(other)
        if parts == wanted or (len(wanted) == 1 and wanted[0] in parts[1:]):
            return True
    return False


def _link_role(entity: Entity, directory: _Lookup, published: Moment | None) -> EntityLink:
    holders: dict[str, KnownActor] = {}
    for role in entity.roles:
        for actor in directory.by_role(role.title, role.of):
            if actor.kind is Kind.PERSON and _in_office(actor, role.title, role.of, published):
                holders[actor.id] = actor
    if len(holders) == 1:
        (actor,) = holders.values()
        return EntityLink(actor.id, actor.name, new=False)
    return _UNRESOLVED


def _in_office(actor: KnownActor, title: str, of: str, published: Moment | None) -> bool:
    for role in actor.roles:
        if (role.title, role.of) != (title, of):
            continue
        if published is None or role.first is None or role.last is None:
            return True
        when = published.instant
        if role.first.instant - _OFFICE_BEFORE <= when <= role.last.instant + _OFFICE_LASTS:
            return True
    return False


def _supports(entity: Entity, actor: KnownActor) -> bool:
    return any(
        (mine.title == theirs.title and mine.of == theirs.of) or (mine.of and mine.of == theirs.of)
        for mine in entity.roles
        for theirs in actor.roles
    )


def _conflict(entity: Entity, actor: KnownActor, around: _Surroundings) -> bool:
    """Say whether the roles of the two rule out that they are one person."""
    mine = {role.of for role in entity.roles if role.of}
    theirs = {role.of for role in actor.roles if role.of}
    # A role may have been misread: an article that names what theirs is held of is about them.
    if not mine or not theirs or mine & theirs or around.supports(actor):
        return False
    words = around.words
    my_titles = {role.title for role in entity.roles if role.of}
    their_titles = {role.title for role in actor.roles if role.of}
    if my_titles & their_titles:
        return True
    my_fields = {words.field_of_title(title) for title in my_titles} - {""}
    their_fields = {words.field_of_title(title) for title in their_titles} - {""}
    if my_fields and their_fields and not my_fields & their_fields:
        return True
    my_countries = {of for of in mine if words.is_country(of)}
    their_countries = {of for of in theirs if words.is_country(of)}
    both_political = "politics" in my_fields and "politics" in their_fields
    return both_political and bool(my_countries) and bool(their_countries)


def better_name(one: str, other: str) -> str:
    """Return the fuller of two names of one actor; of equal ones that with accents, else the first."""
    first, second = name_tokens(one), name_tokens(other)
    if first == second:
        return other if one.isascii() and not other.isascii() and not other.isupper() else one
    return other if len(second) > len(first) else one
