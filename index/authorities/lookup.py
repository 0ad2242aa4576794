"""Authority files as a gazetteer for recognition and as known actors for linking, read as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from index.analysis.folding import fold
from index.analysis.gazetteer import Entry, Gazetteer, phrase_key
from index.analysis.known_actors import MANY, KnownActor, KnownRole
from index.authorities.offices import Offices
from index.authorities.store import AuthorityStore, StoredEntity
from index.model import Kind

_REMEMBERED = 20_000
_SHORTEST = 3  # letters of a name of one word that is not written in capitals
_FREQUENT = 500  # words that mean themselves in capitals too: "IT", "WILL", "MAY"


def extended(gazetteer: Gazetteer, names: AuthorityNames) -> Gazetteer:
    """Return a gazetteer that also knows the names of authority files.

    Countries and nationality words stay ours; other names of the files win. A name of one word that is a common
    word, or a given name alone, is not recognised by: it would be found everywhere. One that is written in capitals is
    recognised in capitals alone, and not where it is one of the most frequent words.
    """
    return replace(gazetteer, entries=_Names(gazetteer.entries, names), longest=names.longest)


class _Names(Mapping[str, Entry]):
    """Our entries and, where none of ours is in the way, those of the store, read when they are asked for."""

    def __init__(self, ours: Mapping[str, Entry], theirs: AuthorityNames) -> None:
        self._ours = ours
        self._theirs = theirs

    def get(self, key: str, default: Entry | None = None) -> Entry | None:  # type: ignore[override]
        """Return what is known by the name with this phrase key."""
        found = self._theirs.entry(key) or self._ours.get(key)
        return found if found is not None else default

    def __getitem__(self, key: str) -> Entry:
        entry = self.get(key)
        if entry is None:
            raise KeyError(key)
        return entry

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self.get(key) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(self._ours)

    def __len__(self) -> int:
        return len(self._ours)


@dataclass(frozen=True, slots=True)
class ListedName:
    """A name of an authority file: what it stands for, and the form that is written there."""

    entry: Entry
    form: str

    @property
    def bare(self) -> bool:
        """Whether this is one name of a person alone: many may bear it."""
        return self.entry.kind is Kind.PERSON and " " not in self.form


class AuthorityNames:
    """The names of authority files that are recognised by, read when they are asked for.

    ``longest`` gives, for a first token, the most tokens a name of ours or theirs has that begins with it.
    """

    def __init__(self, gazetteer: Gazetteer, store: AuthorityStore) -> None:
        self._gazetteer = gazetteer
        self._store = store
        self._theirs = store.longest()
        self._found: dict[str, ListedName | None] = {}
        self._frequent = frozenset(gazetteer.common_order[:_FREQUENT])
        self.longest: Mapping[str, int] = {
            **gazetteer.longest,
            **{
                first: max(most, gazetteer.longest.get(first, 0))
                for first, most in self._theirs.items()
            },
        }

    def most_tokens(self, first: str) -> int:
        """Return the most tokens that a name has which begins with this folded token, 0 for none."""
        return self._theirs.get(first, 0)

    def entry(self, key: str) -> Entry | None:
        """Return what the files know by the name with this phrase key, None where ours goes before it."""
        listed = self.listed(key)
        return None if listed is None or listed.bare else listed.entry

    def listed(self, key: str) -> ListedName | None:
        """Return the name of the files with this phrase key as they write it, None where ours goes before it."""
        first, _, rest = key.partition(" ")
        if first not in self._theirs or (rest and key.count(" ") >= self._theirs[first]):
            return None
        if key not in self._found:
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            ours = self._gazetteer.entries.get(key)
            country = ours is not None and ours.kind is Kind.COUNTRY
            self._found[key] = None if country else self._look_up(key)
        return self._found[key]

    def _look_up(self, key: str) -> ListedName | None:
        found = self._store.by_key(key)
        if not found:
            return None
        form = found[0][1]
        capitals = form.isupper() and len(form) < 9 and "." not in form
        if " " not in key and (key in self._frequent if capitals else self._too_common(key)):
            return None
        entities = [entity for entity, _ in found]
        kinds = {entity.kind for entity in entities}
        if len(kinds) > 1:
            # The words around it tell better which of two things is meant.
            return None
        entity = entities[0]
        alone = len({each.actor for each in entities}) == 1
        entry = Entry(
            name=entity.name if alone else form,
            kind=entity.kind,
            authority=entity.ids if alone and entity.kind is Kind.COUNTRY else (),
            capitals=capitals,
            source=entity.source,
        )
        return ListedName(entry, form)

    def _too_common(self, key: str) -> bool:
        return (
            len(key) < _SHORTEST
            or key in self._gazetteer.common
            or key in self._gazetteer.first_names
        )


class AuthorityActors:
    """The entities of authority files as actors that linking knows."""

    def __init__(self, store: AuthorityStore, gazetteer: Gazetteer) -> None:
        self._store = store
        self._offices = Offices(gazetteer)
        self._by_token: dict[str, tuple[StoredEntity, ...] | None] = {}

    def entities(self, token: str, kind: Kind, name: str) -> tuple[StoredEntity, ...]:
        """Return the entities with a lookup key in any of their names, each actor once.

        Where very many have it, only those of ``kind`` that bear ``name`` itself.
        """
        if token not in self._by_token:
            if len(self._by_token) >= _REMEMBERED:
                self._by_token.clear()
            found = self._store.by_token(token, MANY)
            self._by_token[token] = None if found is None else _once(found)
        told = self._by_token[token]
        if told is not None:
            return told
        bearers = [entity for entity, _ in self._store.by_key(phrase_key(name))[:MANY]]
        return _once([entity for entity in bearers if entity.kind is kind])

    def known(self, entity: StoredEntity) -> KnownActor:
        """Return an entity as an actor that linking can choose."""
        return KnownActor(
            id=entity.actor,
            name=entity.name,
            kind=entity.kind,
            names=entity.forms,
            roles=self.roles(entity),
        )

    def roles(self, entity: StoredEntity) -> tuple[KnownRole, ...]:
        """Return an entity's offices and countries in the words in which roles are read from texts."""
        return self._offices.roles(entity.roles, entity.countries)

    def holders(self, title: str, of: str) -> tuple[StoredEntity, ...]:
        """Return the entities that are told to hold an office, or to have held it."""
        return _once(self._store.by_office(fold(title), fold(of)))


def _once(entities: list[StoredEntity]) -> tuple[StoredEntity, ...]:
    return tuple({entity.actor: entity for entity in entities}.values())


def fits(known: KnownActor, entity: StoredEntity) -> bool:
    """Say whether an actor of the archive bears a name of an entity of its kind, accents and case aside."""
    if known.kind is not entity.kind:
        return False
    ours = {
        fold(name) for name in (known.name, *known.names) if " " in name or not _is_person(known)
    }
    theirs = {fold(name) for name in entity.forms if " " in name or not _is_person(known)}
    return bool(ours & theirs)


def _is_person(known: KnownActor) -> bool:
    return known.kind is Kind.PERSON
