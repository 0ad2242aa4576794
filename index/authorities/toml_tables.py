"""Authority files in TOML: a table ``[[entity]]`` each."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from index.authorities.entity import AuthorityEntity, AuthorityRole, Trouble
from index.authorities.records import (
    RecordError,
    date_of,
    id_of,
    ids_of,
    kind_of,
    name_of,
    names_of,
    parsed_role,
)

_TABLE = re.compile(r"^\s*\[\[\s*entity\s*\]\]")
_TOML_KEYS = frozenset({"name", "kind", "aliases", "weak", "country", "countries", "role", "ids"})


def read_toml(path: Path) -> Iterator[AuthorityEntity | Trouble]:
    """Yield the entities of a file, and the troubles with tables that hold none."""
    text = path.read_text(encoding="utf-8-sig")
    try:
        content: dict[str, object] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        yield Trouble(int(found.group(1)) if found else 0, f"not valid TOML: {error}")
        return
    entities = content.get("entity")
    if not isinstance(entities, list):
        yield Trouble(0, "there are no tables [[entity]]")
        return
    lines = [number for number, line in enumerate(text.splitlines(), 1) if _TABLE.match(line)]
    for place, table in enumerate(entities):
        line = lines[place] if place < len(lines) else 0
        try:
            yield _toml_entity(table, line)
        except RecordError as error:
            yield Trouble(line, str(error))


def _toml_entity(table: object, line: int) -> AuthorityEntity:
    if not isinstance(table, dict):
        raise RecordError("an entity must be a table")
    for key in table:
        if key not in _TOML_KEYS:
            raise RecordError(f"there is no key “{key}”; there are {', '.join(sorted(_TOML_KEYS))}")
    name = name_of(_text(table.get("name", ""), "name"))
    ids = table.get("ids", {})
    if not isinstance(ids, dict):
        raise RecordError('“ids” must be a table: { wikidata = "Q1" }')
    return AuthorityEntity(
        name=name,
        kind=kind_of(_text(table.get("kind", ""), "kind")),
        line=line,
        aliases=names_of(_texts(table.get("aliases", []), "aliases"), name),
        weak=names_of(_texts(table.get("weak", []), "weak"), name),
        countries=names_of(
            [
                *_texts(table.get("country", []), "country"),
                *_texts(table.get("countries", []), "countries"),
            ]
        ),
        roles=tuple(_toml_roles(table.get("role", []))),
        ids=ids_of([id_of(str(scheme), str(value)) for scheme, value in ids.items()]),
    )


def _toml_roles(value: object) -> Iterator[AuthorityRole]:
    for role in value if isinstance(value, list) else [value]:
        if isinstance(role, str):
            yield parsed_role(role)
        elif isinstance(role, dict):
            title = _text(role.get("title", ""), "title").strip()
            if not title:
                raise RecordError("a role has no title")
            yield AuthorityRole(
                title,
                _text(role.get("of", ""), "of"),
                date_of(role.get("first"), "first"),
                date_of(role.get("last"), "last"),
            )
        else:
            raise RecordError("a role must be a text or a table")


def _text(value: object, what: str) -> str:
    if not isinstance(value, str):
        raise RecordError(f"“{what}” must be a text in quotation marks")
    return value


def _texts(value: object, what: str) -> list[str]:
    if isinstance(value, str):
        return [value]
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise RecordError(f"“{what}” must be a list of texts")
    return value
