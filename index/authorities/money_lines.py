"""Authority files as FollowTheMoney has them: a JSON object a line, as OpenSanctions gives its data away."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from index.authorities.entity import AuthorityEntity, AuthorityRole, Post, Tenure, Trouble
from index.authorities.records import (
    DATE,
    RecordError,
    id_of,
    ids_of,
    meanings,
    name_of,
    names_of,
    parsed_role,
    plain,
)

_LONGEST_LINE = 10_000_000


def read_lines(path: Path) -> Iterator[AuthorityEntity | Post | Tenure | Trouble]:
    """Yield the entities and offices of a file, who holds which, and the troubles with lines that hold none of these."""
    with path.open("rb") as file:
        for number, raw in enumerate(_lines(file), 1):
            if not raw.strip():
                continue
            try:
                yield from _money(raw, number)
            except RecordError as error:
                yield Trouble(number, str(error))


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a file; of one without end only as much as tells that it is too long."""
    while line := file.readline(_LONGEST_LINE + 1):
        yield line
        while len(line) > _LONGEST_LINE and not line.endswith(b"\n"):
            line = file.readline(_LONGEST_LINE + 1)


def _money(raw: bytes, line: int) -> Iterator[AuthorityEntity | Post | Tenure]:
    """Yield what a line tells; nothing for a sort of record that is not read. Raises RecordError."""
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
            role = _office(names[0], known.texts(("country", "subnationalArea")))
            yield Post(str(own_id), role)
        return
    if schema == "Occupancy":
        starts, ends = known.texts(("startDate",)), known.texts(("endDate",))
        for holder in known.texts(("holder",)):
            for post in known.texts(("post",)):
                yield Tenure(holder, post, _cut_date(starts), _cut_date(ends))
        return
    kind = meanings().kinds.get(plain(schema))
    if kind is None:
        return
    names = known.texts(meanings().names)
    caption = value.get("caption")
    name = name_of(caption if isinstance(caption, str) else names[0] if names else "")
    pairs = [
        id_of(scheme, each)
        for property_, scheme in meanings().ids
        for each in known.texts((property_,))
    ]
    if own_id:
        pairs.append(id_of("id", str(own_id)))
    yield AuthorityEntity(
        name=name,
        kind=kind,
        line=line,
        aliases=names_of([*names, *known.texts(meanings().aliases)], name),
        weak=names_of(known.texts(meanings().weak), name),
        countries=names_of(known.texts(meanings().countries)),
        roles=tuple(
            dict.fromkeys(
                (
                    *(_office(text, ()) for text in known.texts(meanings().roles) if text.strip()),
                    *_nested_offices(known),
                )
            )
        ),
        ids=ids_of(pairs),
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

    def nested(self, schema: str) -> Iterator[_Properties]:
        """Yield the properties of the entities of a schema that stand among the values."""
        for values in self.values.values():
            for each in values if isinstance(values, list) else ():
                if isinstance(each, dict) and each.get("schema") == schema:
                    properties = each.get("properties")
                    if isinstance(properties, dict):
                        yield _Properties(properties)


def _nested_offices(known: _Properties) -> Iterator[AuthorityRole]:
    """Yield the offices of an entity that has what it is related to within it (``targets.nested.json``)."""
    for occupancy in known.nested("Occupancy"):
        starts, ends = occupancy.texts(("startDate",)), occupancy.texts(("endDate",))
        for post in occupancy.nested("Position"):
            for name in post.texts(("name",))[:1]:
                role = _office(name, post.texts(("country", "subnationalArea")))
                yield replace(role, first=_cut_date(starts), last=_cut_date(ends))


def _office(text: str, countries: Sequence[str]) -> AuthorityRole:
    try:
        role = parsed_role(text)
    except RecordError:
        role = AuthorityRole(" ".join(text.split()))
    return role if role.of or not countries else replace(role, of=countries[0])


def _cut_date(values: Sequence[str]) -> str:
    found = DATE.match(values[0]) if values else None
    return found.group() if found else ""
