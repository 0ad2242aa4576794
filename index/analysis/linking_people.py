"""Linking people: by full names, by surnames with something that speaks for one bearer, by office."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.analysis.findings import Entity
from index.analysis.known_actors import (
    ActorDirectory,
    EntityLink,
    KnownActor,
    actor_id,
    better_name,
    sound_keys,
)
from index.analysis.name_spellings import one_spelling
from index.analysis.person_names import Likeness, compare, name_parts
from index.analysis.small_words import small_words
from index.analysis.surroundings import Surroundings, in_office, shared_role
from index.model import Evidence, Kind, Moment

UNRESOLVED = EntityLink(None, None)
_FIRST = small_words("family-name-first")
# What company weighs: whoever is met again with a person or an organisation more than with a country.
_WORTH = {Kind.PERSON: 2, Kind.ORGANISATION: 2, Kind.PLACE: 1, Kind.COUNTRY: 1}
_ENOUGH_COMPANY = 2
# A bare surname means the one who is in so many stories, and so many times as often as all others together.
_FOREMOST = 8
# Of more bearers than this nothing tells which is meant.
_MOST_COMPARED = 8


@dataclass(frozen=True, slots=True)
class Undecided:
    """An entity that may be one of several, or one whose name alone does not show it.

    ``otherwise`` is the link where company speaks for nobody.
    """

    entity: Entity
    candidates: tuple[KnownActor, ...]
    otherwise: EntityLink


def link_person(
    entity: Entity, directory: ActorDirectory, published: Moment | None, around: Surroundings
) -> EntityLink | Undecided:
    """Return the link of a person, or among whom company has to decide."""
    if entity.shared:
        return UNRESOLVED
    if not entity.surfaces:
        return _by_role(entity, directory, published)
    parts = name_parts(entity.name)
    if not parts:
        return UNRESOLVED
    candidates = _candidates(parts, entity.name, directory)
    if not entity.certain:
        return _by_surname(entity, parts, candidates, around)
    if len(parts) == 1:
        bearers = _bearers(entity, parts, candidates, around)
        return _by_surname(entity, parts, candidates, around) if bearers else _new(entity, ())
    graded: dict[Likeness, list[KnownActor]] = {}
    for actor in candidates:
        likeness = _likeness(entity.name, actor)
        if likeness >= Likeness.VARIANT and not around.conflict(entity, actor):
            graded.setdefault(likeness, []).append(actor)
    for likeness in (Likeness.SAME, Likeness.COMPATIBLE):
        alike = graded.get(likeness, [])
        exact = [actor for actor in alike if entity.name in actor.names]
        # "Orlan Vesk Jr." and "Orlan Vesk" are one name, and two where both are known.
        alike = exact if len(exact) == 1 else alike
        if len(alike) == 1:
            return _linked(alike[0], entity, _known(alike[0], entity, likeness))
        if alike:
            return _of_several(entity, alike, around, UNRESOLVED)
    # Somebody met under the surname alone, and nobody else of that name.
    alone = [actor for actor in candidates if _is_only_surname(actor, parts)]
    if len(alone) == 1 and not around.conflict(entity, alone[0]):
        others = [
            actor for actor in candidates if actor is not alone[0] and _bears(parts[-1:], actor)
        ]
        if not others or shared_role(entity, alone[0]):
            return _linked(alone[0], entity, (Evidence("known-part", alone[0].name),))
    own = _new(entity, candidates)
    variants = graded.get(Likeness.VARIANT, [])
    return _of_several(entity, variants, around, own) if variants else own


def keep_apart(
    entities: Sequence[Entity], links: Mapping[int, EntityLink]
) -> Mapping[int, EntityLink]:
    """Return new links for people whom an article tells apart and who were linked to one actor.

    Whoever bears the very name of the actor keeps it, the others are new.
    """
    of_actor: dict[str, list[int]] = {}
    for place, made in links.items():
        entity = entities[place]
        if made.actor is not None and entity.kind is Kind.PERSON and entity.certain:
            of_actor.setdefault(made.actor, []).append(place)
    apart: dict[int, EntityLink] = {}
    for places in of_actor.values():
        if len(places) > 1:
            same = [place for place in places if _is_known(links[place])]
            if len(same) == 1:
                apart.update(
                    (place, _new(entities[place], ())) for place in places if place != same[0]
                )
    return apart


def _is_known(made: EntityLink) -> bool:
    return any(one.rule == "known-actor" for one in made.evidence)


def decide(
    undecided: Undecided, directory: ActorDirectory, company: Mapping[str, Entity]
) -> EntityLink:
    """Return the link to the one candidate whom the archive knows in ``company``, if there is one.

    ``company`` has the entities of the article that are known already, by their actors.
    """
    if len(undecided.candidates) > _MOST_COMPARED:
        return undecided.otherwise
    scores: list[tuple[int, str, KnownActor]] = []
    met: dict[str, frozenset[str]] = {
        actor.id: directory.company(actor.id).intersection(company)
        for actor in undecided.candidates
    }
    everywhere = frozenset.intersection(*met.values()) if len(met) > 1 else frozenset()
    for actor in undecided.candidates:
        telling = met[actor.id] - everywhere - {actor.id}
        scores.append((sum(_WORTH[company[one].kind] for one in telling), actor.id, actor))
    scores.sort(key=lambda score: (-score[0], score[1]))
    best = scores[0]
    # For the only bearer known less is enough than for one of several, or one who is spelt otherwise.
    alone = len(scores) == 1 and not undecided.entity.certain
    if best[0] >= (1 if alone else _ENOUGH_COMPANY) and (
        len(scores) == 1 or best[0] >= 2 * scores[1][0]
    ):
        names = sorted(company[one].name for one in met[best[1]] - everywhere)
        return _linked(best[2], undecided.entity, (Evidence("company", ", ".join(names[:3])),))
    if undecided.entity.certain:
        return undecided.otherwise
    foremost = _foremost(undecided.candidates)
    if foremost is None:
        return undecided.otherwise
    return _linked(foremost, undecided.entity, (Evidence("foremost", foremost.name),))


def _foremost(candidates: Sequence[KnownActor]) -> KnownActor | None:
    """Return the one whom nearly all stories of the archive mean by the name, if there is one."""
    ordered = sorted(candidates, key=lambda actor: (-actor.stories, actor.id))
    first, others = ordered[0], sum(actor.stories for actor in ordered[1:])
    enough = first.stories >= _FOREMOST and first.stories >= _FOREMOST * others
    return first if enough else None


def _candidates(
    parts: Sequence[str], name: str, directory: ActorDirectory
) -> tuple[KnownActor, ...]:
    found: dict[str, KnownActor] = {}

    def look(keys: Iterable[str], begins: str) -> None:
        for key in keys:
            for actor in directory.alike(key, Kind.PERSON, begins):
                if actor.kind is Kind.PERSON:
                    found[actor.id] = actor

    surnames = [part for part in parts[1:] if len(part) > 1] or list(parts)
    look(surnames, name)
    look(sound_keys(surnames), name)
    if len(parts) == 2 and len(parts[0]) > 1:
        # The family name may stand first.
        look(parts[:1], parts[1])
    return tuple(found[key] for key in sorted(found))


def _likeness(name: str, actor: KnownActor) -> Likeness:
    if name == actor.name or name in actor.names:
        return Likeness.SAME
    return _graded(name, actor.name, actor.names)


@lru_cache(maxsize=16384)
def _graded(name: str, preferred: str, names: tuple[str, ...]) -> Likeness:
    # Forms of one part ("Bush") say nothing against anybody.
    grades = [compare(name, other) for other in dict.fromkeys((preferred, *names))]
    if Likeness.CONTRADICTORY in grades and Likeness.SAME not in grades:
        return Likeness.CONTRADICTORY
    return max(grades)


def _linked(actor: KnownActor, entity: Entity, evidence: tuple[Evidence, ...]) -> EntityLink:
    return EntityLink(actor.id, better_name(actor.name, entity.name), evidence=evidence)


def _known(actor: KnownActor, entity: Entity, likeness: Likeness) -> tuple[Evidence, ...]:
    same = likeness is Likeness.SAME and actor.name == entity.name
    return (Evidence("known-actor" if same else "known-variant", actor.name),)


def _new(entity: Entity, candidates: Sequence[KnownActor]) -> EntityLink:
    own_id = actor_id(Kind.PERSON, entity.name)
    if any(actor.id == own_id for actor in candidates):
        # Somebody else bears this very name: the role tells the two apart, or nothing does.
        if not entity.roles:
            return UNRESOLVED
        role = min(entity.roles, key=lambda role: (role.title, role.of))
        own_id = actor_id(Kind.PERSON, f"{entity.name}, {role.title} of {role.of}")
    return EntityLink(own_id, entity.name, new=True, evidence=(Evidence("new-actor", entity.name),))


def _of_several(
    entity: Entity,
    candidates: Sequence[KnownActor],
    around: Surroundings,
    otherwise: EntityLink,
) -> EntityLink | Undecided:
    """Return the link to the one candidate for whom office or surroundings speak."""
    told = [(actor, role) for actor in candidates if (role := shared_role(entity, actor))]
    if len(told) > 1:
        # Father and son held one office: the day of the article tells.
        now = [(actor, role) for actor, role in told if _holds(entity, actor, around.published)]
        told = now if len(now) == 1 else told
    if not told and entity.certain:
        told = [(actor, role) for actor in candidates if (role := around.same_field(entity, actor))]
    if len(told) == 1:
        return _linked(told[0][0], entity, (Evidence("shared-role", told[0][1]),))
    if not told:
        near = [(actor, of) for actor in candidates if (of := around.support(actor))]
        if len(near) == 1:
            return _linked(near[0][0], entity, (Evidence("surroundings", near[0][1]),))
    return Undecided(entity, tuple(candidates), otherwise)


def _holds(entity: Entity, actor: KnownActor, published: Moment | None) -> bool:
    return any(in_office(actor, role.title, role.of, published) for role in entity.roles)


def _by_surname(
    entity: Entity,
    parts: Sequence[str],
    candidates: Sequence[KnownActor],
    around: Surroundings,
) -> EntityLink | Undecided:
    bearers = _bearers(entity, parts, candidates, around)
    if not bearers:
        return UNRESOLVED
    if len(bearers) == 1:
        actor = bearers[0]
        own = _linked(actor, entity, (Evidence("known-part", actor.name),))
        if parts[-1] not in around.words.surnames:
            return own
        # Of a common surname there are others whom the archive has not met.
        return _of_several(entity, bearers, around, UNRESOLVED)
    return _of_several(entity, bearers, around, UNRESOLVED)


def _bearers(
    entity: Entity,
    parts: Sequence[str],
    candidates: Sequence[KnownActor],
    around: Surroundings,
) -> list[KnownActor]:
    return [
        actor
        for actor in candidates
        if _bears(parts, actor)
        and not around.conflict(entity, actor)
        and not around.other_field(entity, actor)
    ]


def _is_only_surname(actor: KnownActor, parts: Sequence[str]) -> bool:
    """Say whether all that is known of an actor's name is the last of ``parts``."""
    return all(name_parts(name) == tuple(parts[-1:]) for name in (actor.name, *actor.names))


def _bears(wanted: Sequence[str], actor: KnownActor) -> bool:
    """Say whether ``wanted`` can stand for the family name of ``actor``, or is all of its name."""
    for other in (actor.name, *actor.names):
        parts = name_parts(other)
        if parts == tuple(wanted):
            return True
        if len(wanted) == 1 and any(one_spelling(wanted[0], part) for part in parts[1:]):
            return True
        # "Mr. Li" for "Li Veskon": family names that stand first.
        if len(wanted) == 1 and parts[:1] == tuple(wanted) and wanted[0] in _FIRST:
            return True
    return False


def _by_role(entity: Entity, directory: ActorDirectory, published: Moment | None) -> EntityLink:
    holders: dict[str, KnownActor] = {}
    office = ""
    for role in entity.roles:
        for actor in directory.by_role(role.title, role.of):
            if actor.kind is Kind.PERSON and in_office(actor, role.title, role.of, published):
                holders[actor.id] = actor
                office = f"{role.title} of {role.of}"
    if len(holders) == 1:
        (actor,) = holders.values()
        return EntityLink(actor.id, actor.name, evidence=(Evidence("known-role", office),))
    return UNRESOLVED
