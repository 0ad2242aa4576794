"""What linking knows of the actors met in other articles, and how it asks for them."""

from __future__ import annotations

import hashlib
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Generic, Protocol, TypeVar

from index.analysis.folding import LONGEST_REMEMBERED, fold, name_tokens
from index.analysis.name_spellings import sound_key
from index.analysis.organisation_names import initials_of, name_key
from index.analysis.person_names import name_parts
from index.model import Evidence, Kind, Moment

MANY = 60
"""So many actors may share a word before only those that begin alike are compared."""
_SOUND = "~"
_INITIALS = "="


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
    """Where known actors are looked up; every way returns each actor once, in any order."""

    def alike(self, key: str, kind: Kind, name: str) -> Sequence[KnownActor]:
        """Return the actors with ``key`` among the ``lookup_keys`` of any of their names.

        Where more than ``MANY`` have it, only those are returned of which a name of this ``kind`` has
        the ``beginning`` of ``name``: nobody could tell the others apart.
        """
        ...

    def by_role(self, title: str, of: str) -> Sequence[KnownActor]:
        """Return the actors that were given this role, both words exactly as ``FoundRole`` has them."""
        ...

    def company(self, actor: str) -> frozenset[str]:
        """Return the ids of actors named in the same stories as this one, in the last few at least."""
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


def actor_id(kind: Kind, name: str) -> str:
    """Return the 12 hex digits that stand for an actor of this kind and name; accents do not matter."""
    return (_short_id if len(name) <= LONGEST_REMEMBERED else _short_id.__wrapped__)(kind, name)


@lru_cache(maxsize=16384)
def _short_id(kind: Kind, name: str) -> str:
    # A lone surrogate in a hostile name cannot be encoded as it is.
    key = f"{kind.value}\n{fold(name)}".encode("utf-8", "backslashreplace")
    return hashlib.blake2b(key, digest_size=6).hexdigest()


def better_name(one: str, other: str) -> str:
    """Return the fuller of two names of one actor; of equal ones that with accents, else the first."""
    first, second = name_tokens(one), name_tokens(other)
    if first == second:
        return other if one.isascii() and not other.isascii() and not other.isupper() else one
    return other if len(second) > len(first) else one


def sound_keys(parts: Iterable[str]) -> tuple[str, ...]:
    """Return the keys under which names of people that sound like ``parts`` are found."""
    return tuple(dict.fromkeys(_SOUND + key for part in parts if (key := sound_key(part))))


def initial_keys(name: str) -> tuple[str, ...]:
    """Return the keys under which an organisation is found by the acronyms its name can make."""
    return tuple(_INITIALS + letters for letters in initials_of(name) if len(letters) > 2)


def lookup_keys(name: str, kind: Kind) -> tuple[str, ...]:
    """Return the keys under which an actor is found by ``name``.

    Those are its words, how the surname of a person sounds, and the initials of an organisation.
    """
    tokens = name_tokens(name)
    if kind is Kind.ORGANISATION and len(tokens) > 2:
        return (*tokens, *initial_keys(name))
    if kind is not Kind.PERSON:
        return tokens
    return (*tokens, *sound_keys(tokens[1:] or tokens))


def beginning(name: str, kind: Kind) -> str:
    """Return what names that may be one actor have in common at the least.

    That is the given name of people, and all the words of others.
    """
    return name_key(name) if kind is not Kind.PERSON else " ".join(name_parts(name)[:1])


Key = TypeVar("Key", bound=Hashable)


@dataclass(slots=True)
class Bearers(Generic[Key]):
    """The actors that share one lookup key, by number or id, and by how their names begin."""

    actors: dict[Key, None] = field(default_factory=dict)
    beginnings: dict[tuple[Kind, str], dict[Key, None]] = field(default_factory=dict)

    def add(self, actor: Key, kind: Kind, name: str) -> None:
        """Add a name of an actor."""
        self.actors[actor] = None
        self.beginnings.setdefault((kind, beginning(name, kind)), {})[actor] = None

    def drop(self, actor: Key) -> None:
        """Take an actor out."""
        if actor in self.actors:
            del self.actors[actor]
            for begun in self.beginnings.values():
                begun.pop(actor, None)

    def alike(self, kind: Kind, name: str) -> tuple[Key, ...]:
        """Return all, or of more than ``MANY`` those of ``kind`` that begin like ``name``."""
        if len(self.actors) <= MANY:
            return tuple(self.actors)
        begun = self.beginnings.get((kind, beginning(name, kind)), {})
        return tuple(begun) if len(begun) <= MANY else tuple(begun)[:MANY]
