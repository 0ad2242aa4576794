"""Reading the names in lines of results and standings, where a town is a team.

``Sheffield Wednesday 2 Chelsea 2``, ``MIAMI 14 4 .778 -``, ``Boston at Toronto``: such a line is nothing but
names, numbers and a word between two sides. What the list of teams says of one side holds for the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.analysis.gazetteer import Gazetteer
from index.analysis.recognising import Document
from index.analysis.runs import is_calendar, is_capitalised
from index.model import Kind

_NUMBER = re.compile(r"\.?\d[\d.,/:]*")
_BETWEEN = frozenset(("at", "v", "vs", "versus", "v."))
# Words that name no side and stand in such lines.
_PASSED = frozenset(("-", "–", ".", ",", "*", "+", "x", "y", "ot", "aet"))
_INSIDE = frozenset(("of", "the", ".", "-", "'", "&"))
_LONGEST_LINE = 60
_MOST_WORDS = 4
# Standings have more numbers than a line of the weather.
_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class Side:
    """A side of a result: tokens ``first`` to ``last`` (exclusive), and a team of the list in its row."""

    first: int
    last: int
    team: str


@dataclass(frozen=True, slots=True)
class _Line:
    sides: list[tuple[int, int]]
    numbers: int
    between: bool


def sides(document: Document, gazetteer: Gazetteer) -> Iterator[Side]:
    """Yield the teams of the lines of results, in the order of the text."""
    starts = document.sentences.starts
    count = len(document.tokens)
    for number in range(len(starts)):
        first = starts[number]
        last = starts[number + 1] if number + 1 < len(starts) else count
        if not 2 < last - first <= _LONGEST_LINE or not is_capitalised(
            document.tokens.texts[first]
        ):
            continue
        line = _read(document, first, last)
        if line is not None:
            yield from _teams(document, gazetteer, line)


def _read(document: Document, first: int, last: int) -> _Line | None:
    """Return what a line is made of, None where it has anything that results do not have."""
    texts, folds = document.tokens.texts, document.folds
    found: list[tuple[int, int]] = []
    numbers = 0
    between = False
    begun = -1
    bracket = False
    for at in range(first, last):
        word = texts[at]
        name = False
        if word in ("(", "["):
            bracket = True
        elif word in (")", "]"):
            bracket = False
        elif bracket:
            continue
        elif _NUMBER.fullmatch(word):
            numbers += 1
        elif folds[at] in _BETWEEN:
            between = True
        elif is_capitalised(word) and word[-1].isalnum():
            name = True
        elif folds[at] not in _PASSED and not (begun >= 0 and word in _INSIDE):
            return None
        else:
            # "Queen of the South", "St. Mirren": small words and signs between capitals are inside.
            inside = begun >= 0 and word in _INSIDE and at + 1 < last
            name = inside and (is_capitalised(texts[at + 1]) or texts[at + 1] == "the")
        if name and begun < 0:
            begun = at
        elif not name and begun >= 0:
            found.append((begun, at))
            begun = -1
    if begun >= 0:
        found.append((begun, last))
    if not found or any(end - start > _MOST_WORDS + 1 for start, end in found):
        return None
    return _Line(found, numbers, between)


def _teams(document: Document, gazetteer: Gazetteer, line: _Line) -> Iterator[Side]:
    folds = document.folds
    keys = [" ".join(folds[first:last]) for first, last in line.sides]
    entries = [gazetteer.entries.get(key) for key in keys]
    # National sides are countries, not teams.
    if any(entry is not None and entry.kind is Kind.COUNTRY for entry in entries):
        return
    known = [key for key in keys if key in gazetteer.teams]
    pair = len(keys) == 2 and (line.between or line.numbers == 2)
    row = len(keys) == 1 and line.numbers >= _COLUMNS
    if not known or not (pair or row):
        return
    if pair and line.between and not line.numbers and len(known) < 2:
        return
    for (first, last), key in zip(line.sides, keys, strict=True):
        lone_day = last - first == 1 and is_calendar(folds[first])
        if key in gazetteer.teams or (pair and not lone_day):
            other = next((one for one in known if one != key), key)
            yield Side(first, last, other)
