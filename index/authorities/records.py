"""What all formats of authority files share: what columns and kinds are called, names, offices, dates and ids."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from index.authorities.entity import AuthorityRole
from index.model import Kind

LONGEST_NAME = 200
DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_DATA = Path(__file__).parent / "data" / "columns.toml"
_MOST_NAMES = 500
_SEPARATORS = re.compile(r"[\s_-]+")
_RANGE = re.compile(
    r"\s{0,4}\(?(\d{4}(?:-\d\d){0,2})?\s{0,4}(\.\.|–)\s{0,4}(\d{4}(?:-\d\d){0,2})?\)?\s{0,4}$"
)
_WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q\d+)$")


class RecordError(ValueError):
    """A record cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """What ``columns.toml`` says."""

    columns: Mapping[str, str]
    kinds: Mapping[str, Kind]
    names: tuple[str, ...]
    aliases: tuple[str, ...]
    weak: tuple[str, ...]
    countries: tuple[str, ...]
    roles: tuple[str, ...]
    ids: tuple[tuple[str, str], ...]


@cache
def meanings() -> Meanings:
    """Return what columns, kinds and properties are called, from ``data/columns.toml``."""
    content = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    money = content["followthemoney"]
    return Meanings(
        columns={form: name for name, forms in content["columns"].items() for form in forms},
        kinds={form: Kind(name) for name, forms in content["kinds"].items() for form in forms},
        names=tuple(money["names"]),
        aliases=tuple(money["aliases"]),
        weak=tuple(money["weak"]),
        countries=tuple(money["countries"]),
        roles=tuple(money["roles"]),
        ids=tuple((pair.partition("=")[0], pair.partition("=")[2]) for pair in money["ids"]),
    )


def plain(word: str) -> str:
    """Return a column's name or a kind as it is compared: in small letters, without spaces and hyphens."""
    return _SEPARATORS.sub("", word).casefold()


def kind_of(value: str) -> Kind:
    """Return the kind that goes by this word; raise RecordError."""
    kind = meanings().kinds.get(plain(value))
    if kind is None:
        known = ", ".join(kind.value for kind in Kind)
        said = f"“{value[:40]}” is no kind" if value else "a kind is missing"
        raise RecordError(f"{said}; there are {known}")
    return kind


def name_of(value: str) -> str:
    """Return a name on one line; raise RecordError where it is empty or too long."""
    name = " ".join(value.split())
    if not name:
        raise RecordError("a name is missing")
    if _WIKIDATA.fullmatch(name):
        raise RecordError(f"a name is missing, only the id {name} is there")
    if len(name) > LONGEST_NAME:
        raise RecordError(f"a name is longer than {LONGEST_NAME} characters")
    return name


def names_of(values: Sequence[str], but: str = "") -> tuple[str, ...]:
    """Return names, each once, without ``but`` and those that are none."""
    found: dict[str, None] = {}
    for value in values:
        name = " ".join(value.split())
        if 0 < len(name) <= LONGEST_NAME and name != but:
            found[name] = None
    return tuple(found)[:_MOST_NAMES]


def parsed_role(text: str) -> AuthorityRole:
    """Return the role that a text like ``president of Paraguay 2018..2023-08`` tells; either end may be open."""
    first = last = ""
    text = " ".join(text.split())
    dates = _RANGE.search(text)
    if dates is not None and (dates.group(1) or dates.group(3)):
        first, last = dates.group(1) or "", dates.group(3) or ""
        text = text[: dates.start()].strip()
    title, _, of = text.partition(" of ")
    if not of:
        title, _, of = text.partition(", ")
    if not title.strip():
        raise RecordError("a role has no title")
    return AuthorityRole(title.strip(), of.strip().removeprefix("the "), first, last)


def date_of(value: object, what: str) -> str:
    """Return a date as ISO text, "" for none; raise RecordError, which names ``what`` it is the date of."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = str(value).strip() if value is not None else ""
    if not text:
        return ""
    found = DATE.match(text)
    if found is None or (len(text) > len(found.group()) and text[len(found.group())] not in "T "):
        raise RecordError(
            f"“{text[:40]}” is no date for “{what}”; write 2023, 2023-08 or 2023-08-15"
        )
    return found.group()


def id_of(scheme: str, value: str) -> tuple[str, str]:
    """Return an id with its scheme, which is Wikidata's where it looks like one of those."""
    found = _WIKIDATA.match(value.strip())
    if found is not None:
        return "wikidata", found.group(1)
    return scheme, value.strip()


def pair_of(text: str) -> tuple[str, str]:
    """Return an id that is written with its scheme: ``wikidata:Q42``."""
    scheme, colon, value = text.partition(":")
    if text.strip().startswith("http") or not colon:
        return id_of("id", text)
    return id_of(scheme.strip(), value)


def ids_of(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return ids, the first of each scheme."""
    found: dict[str, str] = {}
    for scheme, value in pairs:
        if value and len(value) <= LONGEST_NAME:
            found.setdefault(scheme, value)
    return tuple(found.items())
