"""What analysis finds in one article, before it is linked to the actors of the archive.

Everything here is a frozen value. Offsets are code points into the text as given, end exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.model import Alias, Evidence, Kind


@dataclass(frozen=True, slots=True)
class FoundMention:
    """A stretch of the text that names or describes an actor.

    ``entity`` is a position in ``Findings.entities``, or None where the text leaves open who is meant.
    ``demonym`` marks a nationality word, ``descriptive`` a role that stands for its holder.
    ``hides`` are the mentions within a description, shown in its stead where nobody holds the role.
    ``evidence`` says how it was recognised and, within the article, whom it refers to.
    """

    start: int
    end: int
    surface: str
    kind: Kind
    entity: int | None = None
    demonym: bool = False
    descriptive: bool = False
    hides: tuple[FoundMention, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundRole:
    """An office the text gives to an entity: ``title`` in lower case (``foreign minister``).

    ``of`` is the country or organisation by its preferred name, "" where the text does not say.
    The span covers the words of the title.
    """

    title: str
    of: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entity:
    """One actor as this article knows it.

    ``name`` is the preferred name of something a gazetteer knows, else the fullest form in the text.
    ``surfaces`` are the forms that name it, most frequent first; descriptions and nationality words are
    not among them. ``certain`` is False for a bare surname or a role alone: such an
    entity may be linked to an actor already known and never makes a new one. ``shared`` is True for a
    name that several people of this article bear: it is linked to nobody. ``common`` marks what has a
    description for a name ("police"): such an entity is one of another article where they share others.
    ``age`` is in years, None where the text does not say how old somebody is.
    """

    name: str
    kind: Kind
    surfaces: tuple[Alias, ...] = ()
    roles: tuple[FoundRole, ...] = ()
    authority: tuple[tuple[str, str], ...] = ()
    certain: bool = True
    shared: bool = False
    common: bool = False
    age: int | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """The mentions of one article in the order of the text, never overlapping, and whom they mean."""

    mentions: tuple[FoundMention, ...] = ()
    entities: tuple[Entity, ...] = ()
