"""Linking the entities of one article to the actors already known from others.

Precision comes first: where two actors answer to a name and nothing tells them apart, the entity stays
unresolved. The outcome depends on the findings and the directory alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.analysis.findings import Findings
from index.analysis.gazetteer import Gazetteer, load
from index.analysis.known_actors import (
    ActorDirectory,
    EntityLink,
    KnownActor,
    KnownRole,
    actor_id,
    better_name,
)
from index.analysis.linking_bodies import link_named
from index.analysis.linking_common import link_common
from index.analysis.linking_people import Undecided, decide, keep_apart, link_person
from index.analysis.surroundings import Surroundings
from index.model import Kind, Moment

__all__ = (
    "ActorDirectory",
    "EntityLink",
    "KnownActor",
    "KnownRole",
    "actor_id",
    "better_name",
    "link",
    "link_open",
)


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
    around = Surroundings(words, frozenset(named), published)
    links: dict[int, EntityLink] = {}
    undecided: dict[int, Undecided] = {}
    common: list[int] = []
    for place, entity in enumerate(findings.entities):
        if entity.common:
            common.append(place)
            continue
        if entity.kind is not Kind.PERSON:
            links[place] = link_named(entity, directory, countries, around)
            continue
        told = link_person(entity, directory, published, around)
        if isinstance(told, Undecided):
            undecided[place] = told
        else:
            links[place] = told
    if undecided:
        # Whoever is known by now tells who of several is meant.
        company = {
            made.actor: findings.entities[place]
            for place, made in links.items()
            if made.actor is not None and not made.new
        }
        for place, several in undecided.items():
            links[place] = decide(several, directory, company)
    links.update(keep_apart(findings.entities, links))
    if common:
        met = {made.actor: findings.entities[place] for place, made in links.items() if made.actor}
        for place in common:
            made = link_common(findings.entities[place], directory, met)
            links[place] = made
            if made.actor is not None and not made.new:
                met[made.actor] = findings.entities[place]
    return tuple(links[place] for place in range(len(findings.entities)))


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
