"""A directory of actors in memory, for analysis without an archive and for tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.analysis.findings import Findings
from index.analysis.folding import name_tokens
from index.analysis.linking import EntityLink, KnownActor, KnownRole
from index.model import Moment


class MemoryDirectory:
    """An ``ActorDirectory`` that starts with the actors given and learns from each article."""

    def __init__(self, actors: Iterable[KnownActor] = ()) -> None:
        self._actors: dict[str, KnownActor] = {}
        self._by_token: dict[str, dict[str, None]] = {}
        self._by_role: dict[tuple[str, str], dict[str, None]] = {}
        for actor in actors:
            self._put(actor)

    def by_token(self, token: str) -> Sequence[KnownActor]:
        """Return the actors with ``token`` among the tokens of any of their names."""
        return [self._actors[key] for key in self._by_token.get(token, ())]

    def by_role(self, title: str, of: str) -> Sequence[KnownActor]:
        """Return the actors that were given this role."""
        return [self._actors[key] for key in self._by_role.get((title, of), ())]

    def actors(self) -> tuple[KnownActor, ...]:
        """Return all actors in the order in which they came."""
        return tuple(self._actors.values())

    def learn(
        self, findings: Findings, links: Sequence[EntityLink], *, published: Moment | None = None
    ) -> None:
        """Take over what an article says of the actors that ``links`` gives its entities."""
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
            if old is not None:
                names = dict.fromkeys((*names, *old.names))
                stories += old.stories
                for role in old.roles:
                    new = roles.get((role.title, role.of))
                    roles[(role.title, role.of)] = role if new is None else _spanning(role, new)
            self._put(
                KnownActor(
                    made.actor, made.name, entity.kind, tuple(names), tuple(roles.values()), stories
                )
            )

    def _put(self, actor: KnownActor) -> None:
        self._actors[actor.id] = actor
        for name in (actor.name, *actor.names):
            for token in name_tokens(name):
                self._by_token.setdefault(token, {})[actor.id] = None
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
