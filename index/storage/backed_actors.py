"""The archive's actors and those of authority files as one directory for linking."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.analysis.known_actors import ActorDirectory, EntityLink, KnownActor, lookup_keys
from index.authorities.lookup import AuthorityActors, fits
from index.authorities.store import StoredEntity
from index.model import Evidence, Kind

RULE = "authority"


class BackedActors:
    """An ``ActorDirectory`` in which an actor of the archive and its entity in an authority file are one.

    They are where they have one id, or where one name of the entity, whole, is one of the actor's and no other
    entity bears it. Whoever is in a file alone is known all the same, and becomes an actor when it is met.
    """

    def __init__(self, archive: ActorDirectory, authorities: AuthorityActors) -> None:
        self._archive = archive
        self._authorities = authorities
        self._backing: dict[str, StoredEntity] = {}

    def alike(self, key: str, kind: Kind, name: str) -> Sequence[KnownActor]:
        """Return the actors with the lookup key ``key``, those that are in authority files alone among them."""
        found = list(self._archive.alike(key, kind, name))
        for entity in self._authorities.entities(key, kind, name):
            place = self._place(found, entity)
            if place is None:
                known = self._authorities.known(entity)
                found.append(known)
            else:
                known = found[place]
                found[place] = replace(
                    known,
                    names=tuple(dict.fromkeys((*known.names, *entity.forms))),
                    roles=(*known.roles, *self._authorities.roles(entity)),
                )
            self._backing[known.id] = entity
        return found

    def _place(self, found: Sequence[KnownActor], entity: StoredEntity) -> int | None:
        for place, known in enumerate(found):
            if known.id == entity.actor:
                return place
        if not entity.alone:
            return None
        fitting = [place for place, known in enumerate(found) if fits(known, entity)]
        return fitting[0] if len(fitting) == 1 else None

    def by_role(self, title: str, of: str) -> Sequence[KnownActor]:
        """Return the actors that stories or authority files give this role."""
        found = {known.id: known for known in self._archive.by_role(title, of)}
        for entity in self._authorities.holders(title, of):
            known = self._whole(entity)
            found[known.id] = known
        return list(found.values())

    def _whole(self, entity: StoredEntity) -> KnownActor:
        """Return an entity with what the archive knows of its actor."""
        for key in lookup_keys(entity.name, entity.kind):
            for known in self.alike(key, entity.kind, entity.name):
                if self._backing.get(known.id) == entity:
                    return known
        known = self._authorities.known(entity)
        self._backing[known.id] = entity
        return known

    def company(self, actor: str) -> frozenset[str]:
        """Return the ids of actors named in the latest stories that name this one."""
        return self._archive.company(actor)

    def ids(self, actor: str) -> tuple[tuple[str, str], ...]:
        """Return the ids that the authority file with this actor gives it."""
        entity = self._backing.get(actor)
        return () if entity is None else entity.ids

    def told(self, links: Sequence[EntityLink]) -> tuple[EntityLink, ...]:
        """Return the links with the file and line as evidence, where an authority file has the actor."""
        made: list[EntityLink] = []
        for link in links:
            entity = self._backing.get(link.actor or "")
            if entity is not None:
                evidence = Evidence(RULE, entity.source)
                # What an authority calls somebody is better than the fullest form that was met.
                link = replace(link, name=entity.name, evidence=(*link.evidence, evidence))
            made.append(link)
        return tuple(made)
