"""Which occupations one person may have, for telling bearers of one name apart (``occupation_fields.tsv``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.analysis.gazetteer import Gazetteer

_DATA = Path(__file__).parent / "data" / "occupation_fields.tsv"
_FORMER = "former "


@dataclass(frozen=True, slots=True)
class _Fields:
    together: frozenset[frozenset[str]]
    neutral: frozenset[str]
    spared: frozenset[str]
    youngest: Mapping[str, int]


@cache
def _fields() -> _Fields:
    together: set[frozenset[str]] = set()
    youngest: dict[str, int] = {}
    words: dict[str, set[str]] = {"neutral": set(), "spared": set()}
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        row, listed = line.split("\t")
        if row == "together":
            together.add(frozenset(listed.split("|")))
        elif row == "youngest":
            field, age = listed.split("|")
            youngest[field] = int(age)
        else:
            words[row].update(listed.split("|"))
    return _Fields(
        frozenset(together), frozenset(words["neutral"]), frozenset(words["spared"]), youngest
    )


@dataclass(frozen=True, slots=True)
class Occupations:
    """The fields somebody is in and those somebody has left ("former striker"), none of them in both."""

    held: frozenset[str]
    left: frozenset[str]


def occupations_of(titles: Iterable[str], words: Gazetteer) -> Occupations:
    """Return the fields that ``titles``, as kept in roles, say somebody is in or has left."""
    fields = _fields()
    held: set[str] = set()
    left: set[str] = set()
    for title in titles:
        former = _FORMER in f"{title} "
        if not former and title in fields.neutral:
            continue
        (left if former else held).add(words.field_of_title(title))
    nothing = fields.spared | {""}
    return Occupations(frozenset(held - left - nothing), frozenset(left - nothing))


def may_be_one_person(one: Occupations, other: Occupations) -> bool:
    """Say whether two may be one person; who is in no field, or has left the only one, may be anybody."""
    if not one.held or not other.held or (one.held | one.left) & (other.held | other.left):
        return True
    together = _fields().together
    return all(frozenset((mine, theirs)) in together for mine in one.held for theirs in other.held)


def too_young(age: int, fields: Collection[str]) -> bool:
    """Say whether hardly anybody of ``age`` (years) is in any of ``fields``; nobody is too young for none."""
    youngest = _fields().youngest
    return bool(fields) and all(age < youngest.get(field, 0) for field in fields)
