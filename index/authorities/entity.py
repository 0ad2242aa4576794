"""What an authority file says of somebody."""

from __future__ import annotations

from dataclasses import dataclass

from index.model import Kind


@dataclass(frozen=True, slots=True)
class AuthorityRole:
    """An office: ``title`` (``president``) ``of`` a country or body, "" where that is not said.

    ``first`` and ``last`` are ISO dates, which may be cut to a month or a year, or "".
    """

    title: str
    of: str = ""
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class AuthorityEntity:
    """A person, organisation, country or place as one line or record of an authority file has it.

    ``weak`` are names too common to be recognised by. ``countries`` are names or ISO 3166 codes. ``ids`` are
    (scheme, id) pairs; ``line`` is where the record begins, from 1; ``own_id`` what other records call it by.
    """

    name: str
    kind: Kind
    line: int
    aliases: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    roles: tuple[AuthorityRole, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()
    own_id: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A mistake in an authority file, told by its line (0: the file as a whole); the rest is used."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Post:
    """An office that has a record of its own, whose id is ``own_id``."""

    own_id: str
    role: AuthorityRole


@dataclass(frozen=True, slots=True)
class Tenure:
    """A record that the entity with the id ``holder`` holds, or held, the office with the id ``post``.

    The two may stand anywhere in the file, before it or after. ``first`` and ``last`` are ISO dates or "".
    """

    holder: str
    post: str
    first: str = ""
    last: str = ""
