"""One name in several spellings: transliterations, pet names, slips of the pen.

``data/name_spellings.tsv`` and ``data/given_names.tsv`` hold the correspondences; the heads of the files
say how they are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

_DATA = Path(__file__).parent / "data"
_DOUBLED = re.compile(r"(.)\1+")
# A word this short is another name when it is spelt otherwise ("Lee", "Li").
_SHORTEST = 5
# One slip in a word of so many letters leaves it recognisable ("Milosovic").
_LONG = 7


@dataclass(frozen=True, slots=True)
class _Rules:
    pattern: re.Pattern[str]
    become: dict[str, str]
    vowels: re.Pattern[str]


@cache
def _rules() -> _Rules:
    become: dict[str, str] = {}
    patterns: list[str] = []
    vowels = ""
    for line in (_DATA / "name_spellings.tsv").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        where, letters, *rest = line.split("\t")
        if where == "vowels":
            vowels = letters
            continue
        shown = {"start": f"^{letters}", "end": f"{letters}$", "any": letters}[where]
        become[shown] = rest[0] if rest else ""
        patterns.append(shown)
    # The longest first; at the edges of a word the rules for edges win.
    patterns.sort(key=lambda shown: (-len(shown.strip("^$")), "^" not in shown, "$" not in shown))
    alternatives = "|".join(
        f"({'^' * shown.startswith('^')}{re.escape(shown.strip('^$'))}{'$' * shown.endswith('$')})"
        for shown in patterns
    )
    return _Rules(
        re.compile(alternatives),
        {str(number): become[shown] for number, shown in enumerate(patterns, 1)},
        re.compile(f"[{vowels}]+"),
    )


@lru_cache(maxsize=16384)
def spelt(token: str) -> str:
    """Return the form that all usual transliterations of the folded word ``token`` share."""
    rules = _rules()
    changed = rules.pattern.sub(lambda found: rules.become[str(found.lastindex)], token)
    return _DOUBLED.sub(r"\1", changed)


@lru_cache(maxsize=16384)
def sound_key(token: str) -> str:
    """Return ``spelt(token)`` with all vowels alike and soft sounds as one: what slips leave alone.

    "" for words too short to be told by it.
    """
    if len(token) < _SHORTEST or not token.isalpha():
        return ""
    key = _rules().vowels.sub("a", spelt(token))
    key = key.replace("sh", "c").replace("ch", "c").replace("g", "k").replace("h", "")
    key = _DOUBLED.sub(r"\1", key)
    # A key of two sounds would bring "Peter" and "Pitar", "Potter" and "Pater" together.
    return key if len(key.replace("a", "")) > 2 else ""


@cache
def _groups() -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    lines = (_DATA / "given_names.tsv").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if not line.startswith("#"):
            for name in line.split():
                groups.setdefault(name, set()).add(number)
    return {name: frozenset(numbers) for name, numbers in groups.items()}


def has_other_forms(given_name: str) -> bool:
    """Say whether a folded given name is known to stand for others, or others for it ("ted")."""
    return given_name in _groups()


def one_given_name(one: str, other: str) -> bool:
    """Say whether two folded given names can stand for one another ("bill", "william")."""
    if one == other:
        return True
    groups = _groups()
    mine, theirs = groups.get(one), groups.get(other)
    if mine is not None and theirs is not None and mine & theirs:
        return True
    return min(len(one), len(other)) > 3 and spelt(one) == spelt(other)


def one_spelling(one: str, other: str) -> bool:
    """Say whether two folded words are one name by the rules of transliteration alone."""
    return one == other or (min(len(one), len(other)) >= _SHORTEST and spelt(one) == spelt(other))


def nearly(one: str, other: str) -> bool:
    """Say whether two long folded words may be one name, spelt loosely or with one slip.

    That alone says little: "Hansen" and "Hanson" are nearly the same, too.
    """
    if one == other:
        return True
    if min(len(one), len(other)) < _SHORTEST or abs(len(one) - len(other)) > 3:
        return False
    key = sound_key(one)
    if key and key == sound_key(other):
        return True
    return one[0] == other[0] and min(len(one), len(other)) >= _LONG and one_edit(one, other)


def one_edit(one: str, other: str) -> bool:
    """Say whether one letter put in, left out, changed or swapped with the next makes ``one`` ``other``."""
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    most = min(len(one), len(other))
    while start < most and one[start] == other[start]:
        start += 1
    if len(one) == len(other):
        swapped = one[start + 1 : start + 2] + one[start : start + 1] + one[start + 2 :]
        return one[start + 1 :] == other[start + 1 :] or swapped == other[start:]
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[start + 1 :] == shorter[start:]
