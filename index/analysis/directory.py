"""A directory of actors in memory, for analysis without an archive and for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.analysis.findings import Findings
from index.analysis.known_actors import (
    Bearers,
    EntityLink,
    KnownActor,
    KnownRole,
    lookup_keys,
)
from index.model import Kind, Moment

# The company of this many of an actor's stories is remembered, the latest.
_STORIES = 8


class MemoryDirectory:
    """An ``ActorDirectory`` that starts with the actors given and learns from each article."""

    def __init__(self, actors: Iterable[KnownActor] = ()) -> None:
        self._actors: dict[str, KnownActor] = {}
        self._bearers: dict[str, Bearers[str]] = {}
        self._by_role: dict[tuple[str, str], dict[str, None]] = {}
        self._company: dict[str, list[frozenset[str]]] = {}
        for actor in actors:
            self._put(actor, (actor.name, *actor.names))

    def alike(self, key: str, kind: Kind, name: str) -> Sequence[KnownActor]:
        """Return the actors with ``key``; of many those that begin like ``name``."""
        bearers = self._bearers.get(key)
        if bearers is None:
            return ()
        return [self._actors[actor] for actor in bearers.alike(kind, name)]

    def by_role(self, title: str, of: str) -> Sequence[KnownActor]:
        """Return the actors that were given this role."""
        return [self._actors[key] for key in self._by_role.get((title, of), ())]

    def company(self, actor: str) -> frozenset[str]:
        """Return the ids of actors named in the latest stories that name this one."""
        return frozenset().union(*self._company.get(actor, ())) - {actor}

    def actors(self) -> tuple[KnownActor, ...]:
        """Return all actors in the order in which they came."""
        return tuple(self._actors.values())

    def learn(
        self, findings: Findings, links: Sequence[EntityLink], *, published: Moment | None = None
    ) -> None:
        """Take over what an article says of the actors that ``links`` gives its entities."""
        here = frozenset(made.actor for made in links if made.actor is not None)
        for entity, made in zip(findings.entities, links, strict=True):
            if made.actor is None or made.name is None:
                continue
            old = self._actors.get(made.actor)
            names = dict.fromkeys((made.name, *(alias.surface for alias in entity.surfaces)))
            roles = {(role.title, role.of): KnownRole(role.title, role.of) for role in entity.roles}
            roles = {
                key: KnownRole(role.title, role.of, published, published)
                for key, role in roles.items()
            }
            stories = 1
            fresh = tuple(names)
            if old is not None:
                fresh = tuple(name for name in names if name not in old.names)
                names = dict.fromkeys((*names, *old.names))
                stories += old.stories
                for role in old.roles:
                    new = roles.get((role.title, role.of))
                    roles[(role.title, role.of)] = role if new is None else _spanning(role, new)
            kind = entity.kind if old is None else old.kind
            self._put(
                KnownActor(
                    made.actor, made.name, kind, tuple(names), tuple(roles.values()), stories
                ),
                fresh,
            )
            met = self._company.setdefault(made.actor, [])
            met.append(here)
            del met[:-_STORIES]

    def _put(self, actor: KnownActor, fresh: Iterable[str]) -> None:
        self._actors[actor.id] = actor
        for name in fresh:
            for key in lookup_keys(name, actor.kind):
                self._bearers.setdefault(key, Bearers()).add(actor.id, actor.kind, name)
        for role in actor.roles:
            self._by_role.setdefault((role.title, role.of), {})[actor.id] = None


def _spanning(one: KnownRole, other: KnownRole) -> KnownRole:
    moments = [
        moment for moment in (one.first, one.last, other.first, other.last) if moment is not None
    ]
    if not moments:
        return one
    return KnownRole(
        one.title,
        one.of,
        min(moments, key=lambda moment: moment.instant),
        max(moments, key=lambda moment: moment.instant),
    )
