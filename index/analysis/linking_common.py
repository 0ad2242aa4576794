"""Linking what texts describe without a name: "the driver" of two stories that share whom else they name."""

from __future__ import annotations

from collections.abc import Mapping

from index.analysis.findings import Entity
from index.analysis.folding import name_tokens
from index.analysis.known_actors import ActorDirectory, EntityLink, KnownActor, actor_id
from index.model import Evidence, Kind

_WORTH = {Kind.PERSON: 2, Kind.ORGANISATION: 2, Kind.PLACE: 2, Kind.COUNTRY: 1}
_ENOUGH = 2


def link_common(
    entity: Entity, directory: ActorDirectory, company: Mapping[str, Entity]
) -> EntityLink:
    """Return the link of an entity that has a description for a name.

    ``company`` has the other entities of the article that are linked, by their actors. The entity is a
    known one of the same words that was met in that company, where there is one alone; else, beside
    anybody, a new one of its own.
    """
    tokens = name_tokens(entity.name)
    if entity.shared or not tokens or not company:
        return EntityLink(None, None)
    token = max(tokens, key=len)
    scored: list[tuple[int, str, KnownActor]] = []
    for actor in directory.alike(token, entity.kind, entity.name):
        if actor.name == entity.name and actor.kind is entity.kind:
            met = directory.company(actor.id).intersection(company)
            scored.append((sum(_WORTH[company[one].kind] for one in met), actor.id, actor))
    scored.sort(key=lambda score: (-score[0], score[1]))
    if scored and scored[0][0] >= _ENOUGH and (len(scored) == 1 or scored[0][0] > scored[1][0]):
        actor = scored[0][2]
        return EntityLink(actor.id, actor.name, evidence=(Evidence("company", actor.name),))
    beside = ", ".join(sorted(company))
    return EntityLink(
        actor_id(entity.kind, f"{entity.name}, {beside}"),
        entity.name,
        new=True,
        evidence=(Evidence("new-actor", entity.name),),
    )
