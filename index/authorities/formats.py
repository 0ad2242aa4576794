"""Reading authority files: CSV, TOML and FollowTheMoney JSON lines, record by record.

A record that cannot be used is told with its line, and the others are read. The format goes by the ending of the
file's name: ``.csv`` and ``.tsv``, ``.toml``, ``.json``, ``.jsonl`` and ``.ndjson``.
"""

from __future__ import annotations

import csv
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

from index.authorities.entity import AuthorityEntity, AuthorityRole, Holding, Trouble
from index.model import Kind

ENDINGS = (".csv", ".tsv", ".toml", ".json", ".jsonl", ".ndjson")
Record = AuthorityEntity | Holding | Trouble

_DATA = Path(__file__).parent / "data" / "columns.toml"
_LONGEST_NAME = 200
_MOST_NAMES = 500
_LONGEST_LINE = 10_000_000
_SEPARATORS = re.compile(r"[\s_-]+")
_RANGE = re.compile(r"\s{0,4}\(?(\d{4}(?:-\d\d){0,2})?\s{0,4}(\.\.|–)\s{0,4}(\d{4}(?:-\d\d){0,2})?\)?\s{0,4}$")
_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_WIKIDATA = re.compile(r"(?:https?://www\.wikidata\.org/(?:entity|wiki)/)?(Q\d+)$")
_TABLE = re.compile(r"^\s*\[\[\s*entity\s*\]\]")


class RecordError(ValueError):
    """A record cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class _Meanings:
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
def _meanings() -> _Meanings:
    content = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    money = content["followthemoney"]
    return _Meanings(
        columns={form: name for name, forms in content["columns"].items() for form in forms},
        kinds={form: Kind(name) for name, forms in content["kinds"].items() for form in forms},
        names=tuple(money["names"]),
        aliases=tuple(money["aliases"]),
        weak=tuple(money["weak"]),
        countries=tuple(money["countries"]),
        roles=tuple(money["roles"]),
        ids=tuple((pair.partition("=")[0], pair.partition("=")[2]) for pair in money["ids"]),
    )


def read_file(path: Path) -> Iterator[Record]:
    """Yield the records of a file and the troubles with others; nothing is raised for what a file holds."""
    try:
        match path.suffix.lower():
            case ".csv" | ".tsv":
                yield from _csv(path)
            case ".toml":
                yield from _toml(path)
            case _:
                yield from _json_lines(path)
    except OSError as error:
        yield Trouble(0, f"the file cannot be read ({error.strerror or error})")
    except UnicodeDecodeError as error:
        yield Trouble(0, f"the file is not UTF-8 text (byte {error.start + 1})")


# -- what all formats share ----------------------------------------------------------------------


def _plain(word: str) -> str:
    return _SEPARATORS.sub("", word).casefold()


def _kind(value: str) -> Kind:
    kind = _meanings().kinds.get(_plain(value))
    if kind is None:
        known = ", ".join(kind.value for kind in Kind)
        said = f"“{value[:40]}” is no kind" if value else "a kind is missing"
        raise RecordError(f"{said}; there are {known}")
    return kind


def _name(value: str) -> str:
    name = " ".join(value.split())
    if not name:
        raise RecordError("a name is missing")
    if len(name) > _LONGEST_NAME:
        raise RecordError(f"a name is longer than {_LONGEST_NAME} characters")
    return name


def _names(values: Sequence[str], but: str = "") -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in values:
        name = " ".join(value.split())
        if 0 < len(name) <= _LONGEST_NAME and name != but:
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


def _date(value: object, what: str) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    text = str(value).strip() if value is not None else ""
    if not text:
        return ""
    found = _DATE.match(text)
    if found is None or (len(text) > len(found.group()) and text[len(found.group())] not in "T "):
        raise RecordError(
            f"“{text[:40]}” is no date for “{what}”; write 2023, 2023-08 or 2023-08-15"
        )
    return found.group()


def _id(scheme: str, value: str) -> tuple[str, str]:
    found = _WIKIDATA.match(value.strip())
    if found is not None:
        return "wikidata", found.group(1)
    return scheme, value.strip()


def _pair(text: str) -> tuple[str, str]:
    scheme, colon, value = text.partition(":")
    if text.strip().startswith("http") or not colon:
        return _id("id", text)
    return _id(scheme.strip(), value)


def _ids(pairs: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for scheme, value in pairs:
        if value and len(value) <= _LONGEST_NAME:
            found.setdefault(scheme, value)
    return tuple(found.items())


# -- CSV -----------------------------------------------------------------------------------------


def _csv(path: Path) -> Iterator[Record]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(4_096)
        file.seek(0)
        delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(sample)
        # Text between quotation marks may run over lines: a line is where its record begins.
        table = csv.reader(file, delimiter=delimiter, strict=True)
        columns: dict[int, str] | None = None
        before: AuthorityEntity | None = None
        line = 1
        while True:
            try:
                cells = next(table, None)
            except csv.Error as error:
                yield Trouble(
                    table.line_num, f"not a table with “{delimiter}” between cells ({error})"
                )
                if before is not None:
                    yield before
                return
            if cells is None:
                break
            here, line = line, table.line_num + 1
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue
            if columns is None:
                columns = _columns(cells)
                if "name" not in columns.values():
                    yield Trouble(
                        here, "the first line must name the columns, and one must be “name”"
                    )
                    return
                continue
            try:
                entity = _row(columns, cells, here)
            except RecordError as error:
                yield Trouble(here, str(error))
                continue
            joined = None if before is None else _joined(before, entity)
            if joined is None and before is not None:
                yield before
            before = joined or entity
        if before is not None:
            yield before


def _delimiter(sample: str) -> str:
    first = sample.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(cells: Sequence[str]) -> dict[int, str]:
    known = _meanings().columns
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        name = known.get(_plain(cell))
        if name is not None and name not in found.values():
            found[place] = name
    return found


def _row(columns: Mapping[int, str], cells: Sequence[str], line: int) -> AuthorityEntity:
    row = {name: cells[place].strip() for place, name in columns.items() if place < len(cells)}
    name = _name(row.get("name", ""))
    role_texts = _parts(row.get("roles", ""))
    roles = [parsed_role(text) for text in role_texts]
    if len(roles) == 1:
        of, first, last = row.get("of", ""), row.get("first", ""), row.get("last", "")
        roles[0] = AuthorityRole(
            roles[0].title,
            of or roles[0].of,
            _date(first, "first") or roles[0].first,
            _date(last, "last") or roles[0].last,
        )
    pairs = [_pair(part) for part in _parts(row.get("ids", ""))]
    if row.get("wikidata"):
        pairs.append(_id("wikidata", row["wikidata"]))
    if row.get("id"):
        pairs.append(_id("id", row["id"]))
    return AuthorityEntity(
        name=name,
        kind=_kind(row.get("kind", "")),
        line=line,
        aliases=_names(_parts(row.get("aliases", ""), commas="itemaltlabel"), name),
        countries=_names(_parts(row.get("country", ""))),
        roles=tuple(roles),
        ids=_ids(pairs),
    )


def _parts(cell: str, *, commas: str = "") -> list[str]:
    """Cut a cell at ``|`` or ``;``; where it has neither, and may have them, at commas."""
    for sign in ("|", ";"):
        if sign in cell:
            return [part.strip() for part in cell.split(sign) if part.strip()]
    if commas and ", " in cell:
        return [part.strip() for part in cell.split(", ") if part.strip()]
    return [cell.strip()] if cell.strip() else []


def _joined(one: AuthorityEntity, other: AuthorityEntity) -> AuthorityEntity | None:
    """Return two lines that follow each other as one where they tell of the same id: a line for each office."""
    if not set(one.ids) & set(other.ids) or one.kind is not other.kind:
        return None
    return replace(
        one,
        aliases=_names([*one.aliases, other.name, *other.aliases], one.name),
        countries=_names([*one.countries, *other.countries]),
        roles=tuple(dict.fromkeys([*one.roles, *other.roles])),
        ids=_ids([*one.ids, *other.ids]),
    )


# -- TOML ----------------------------------------------------------------------------------------

_TOML_KEYS = frozenset({"name", "kind", "aliases", "weak", "country", "countries", "role", "ids"})


def _toml(path: Path) -> Iterator[Record]:
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
    name = _name(_text(table.get("name", ""), "name"))
    ids = table.get("ids", {})
    if not isinstance(ids, dict):
        raise RecordError('“ids” must be a table: { wikidata = "Q1" }')
    return AuthorityEntity(
        name=name,
        kind=_kind(_text(table.get("kind", ""), "kind")),
        line=line,
        aliases=_names(_texts(table.get("aliases", []), "aliases"), name),
        weak=_names(_texts(table.get("weak", []), "weak"), name),
        countries=_names(
            [
                *_texts(table.get("country", []), "country"),
                *_texts(table.get("countries", []), "countries"),
            ]
        ),
        roles=tuple(_toml_roles(table.get("role", []))),
        ids=_ids([_id(str(scheme), str(value)) for scheme, value in ids.items()]),
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
                _date(role.get("first"), "first"),
                _date(role.get("last"), "last"),
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


# -- FollowTheMoney ------------------------------------------------------------------------------


def _json_lines(path: Path) -> Iterator[Record]:
    posts: dict[str, AuthorityRole] = {}
    held: list[tuple[str, str, str, str]] = []
    with path.open("rb") as file:
        for number, raw in enumerate(file, 1):
            if not raw.strip():
                continue
            try:
                found = _money(raw, number, posts, held)
            except RecordError as error:
                yield Trouble(number, str(error))
                continue
            if found is not None:
                yield found
    for holder, post, first, last in held:
        role = posts.get(post)
        if role is not None:
            yield Holding(holder, replace(role, first=first, last=last))


def _money(
    raw: bytes, line: int, posts: dict[str, AuthorityRole], held: list[tuple[str, str, str, str]]
) -> AuthorityEntity | None:
    """Return the entity of a line, or None for another sort of record; offices go to ``posts`` and ``held``."""
    if len(raw) > _LONGEST_LINE:
        raise RecordError("the line is too long")
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise RecordError("not a JSON object on one line") from error
    if not isinstance(value, dict):
        raise RecordError("not a JSON object on one line")
    schema, properties = value.get("schema"), value.get("properties")
    if not isinstance(schema, str) or not isinstance(properties, dict):
        raise RecordError("not a FollowTheMoney entity: “schema” and “properties” are needed")
    known = _Properties(properties)
    own_id = value.get("id") if isinstance(value.get("id"), str) else ""
    if schema == "Position" and own_id:
        names = known.texts(("name",))
        if names:
            posts[str(own_id)] = _office(names[0], known.texts(("country", "subnationalArea")))
        return None
    if schema == "Occupancy":
        starts, ends = known.texts(("startDate",)), known.texts(("endDate",))
        for holder in known.texts(("holder",)):
            for post in known.texts(("post",)):
                held.append((holder, post, _cut_date(starts), _cut_date(ends)))
        return None
    kind = _meanings().kinds.get(_plain(schema))
    if kind is None:
        return None
    names = known.texts(_meanings().names)
    caption = value.get("caption")
    name = _name(caption if isinstance(caption, str) else names[0] if names else "")
    pairs = [
        _id(scheme, each)
        for property_, scheme in _meanings().ids
        for each in known.texts((property_,))
    ]
    if own_id:
        pairs.append(_id("id", str(own_id)))
    return AuthorityEntity(
        name=name,
        kind=kind,
        line=line,
        aliases=_names([*names, *known.texts(_meanings().aliases)], name),
        weak=_names(known.texts(_meanings().weak), name),
        countries=_names(known.texts(_meanings().countries)),
        roles=tuple(
            dict.fromkeys(
                _office(text, ()) for text in known.texts(_meanings().roles) if text.strip()
            )
        ),
        ids=_ids(pairs),
        own_id=str(own_id or ""),
    )


@dataclass(frozen=True, slots=True)
class _Properties:
    """The properties of an entity: lists of values, of which those that are texts count."""

    values: Mapping[str, object]

    def texts(self, names: Sequence[str]) -> list[str]:
        found: list[str] = []
        for name in names:
            value = self.values.get(name, [])
            found += [
                each
                for each in (value if isinstance(value, list) else [value])
                if isinstance(each, str)
            ]
        return found


def _office(text: str, countries: Sequence[str]) -> AuthorityRole:
    try:
        role = parsed_role(text)
    except RecordError:
        role = AuthorityRole(" ".join(text.split()))
    return role if role.of or not countries else replace(role, of=countries[0])


def _cut_date(values: Sequence[str]) -> str:
    found = _DATE.match(values[0]) if values else None
    return found.group() if found else ""
