"""Authority files that are tables: CSV and its kin."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from index.authorities.entity import AuthorityEntity, AuthorityRole, Trouble
from index.authorities.records import (
    RecordError,
    date_of,
    id_of,
    ids_of,
    kind_of,
    meanings,
    name_of,
    names_of,
    pair_of,
    parsed_role,
    plain,
)


def read_table(path: Path) -> Iterator[AuthorityEntity | Trouble]:
    """Yield the entities of a table, and the troubles with lines that hold none."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(4_096)
        file.seek(0)
        delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(sample)
        # Text between quotation marks may run over lines: a line is where its record begins.
        table = csv.reader(file, delimiter=delimiter, strict=True)
        columns: dict[int, str] | None = None
        usual = path.name.partition(".")[0] if _names_kind(path) else ""
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
                entity = _row(columns, cells, here, usual)
            except RecordError as error:
                yield Trouble(here, str(error))
                continue
            joined = None if before is None else _joined(before, entity)
            if joined is None and before is not None:
                yield before
            before = joined or entity
        if before is not None:
            yield before


def _names_kind(path: Path) -> bool:
    return plain(path.name.partition(".")[0]) in meanings().kinds


def _delimiter(sample: str) -> str:
    first = sample.partition("\n")[0]
    return max(",;\t", key=first.count)


def _columns(cells: Sequence[str]) -> dict[int, str]:
    known = meanings().columns
    found: dict[int, str] = {}
    for place, cell in enumerate(cells):
        name = known.get(plain(cell))
        if name is not None and name not in found.values():
            found[place] = name
    return found


def _row(
    columns: Mapping[int, str], cells: Sequence[str], line: int, usual: str
) -> AuthorityEntity:
    row = {name: cells[place].strip() for place, name in columns.items() if place < len(cells)}
    name = name_of(row.get("name", ""))
    role_texts = _parts(row.get("roles", ""))
    roles = [parsed_role(text) for text in role_texts]
    if len(roles) == 1:
        of, first, last = row.get("of", ""), row.get("first", ""), row.get("last", "")
        roles[0] = AuthorityRole(
            roles[0].title,
            of or roles[0].of,
            date_of(first, "first") or roles[0].first,
            date_of(last, "last") or roles[0].last,
        )
    pairs = [pair_of(part) for part in _parts(row.get("ids", ""))]
    if row.get("wikidata"):
        pairs.append(id_of("wikidata", row["wikidata"]))
    if row.get("id"):
        pairs.append(id_of("id", row["id"]))
    return AuthorityEntity(
        name=name,
        kind=kind_of(row.get("kind") or usual),
        line=line,
        aliases=names_of(_parts(row.get("aliases", ""), commas="itemaltlabel"), name),
        weak=names_of(_parts(row.get("weak", "")), name),
        countries=names_of(_parts(row.get("country", ""))),
        roles=tuple(roles),
        ids=ids_of(pairs),
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
        aliases=names_of([*one.aliases, other.name, *other.aliases], one.name),
        weak=names_of([*one.weak, *other.weak], one.name),
        countries=names_of([*one.countries, *other.countries]),
        roles=tuple(dict.fromkeys([*one.roles, *other.roles])),
        ids=ids_of([*one.ids, *other.ids]),
    )
