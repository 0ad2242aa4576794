"""The patterns events are read by: loaded from ``data/event_patterns.tsv``, whose head says what a line holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from pathlib import Path

from index.errors import NewsreaderError

_DATA = Path(__file__).parent / "data"
_VOWELS = frozenset("aeiou")
# "plan", "rob": one short syllable doubles its last letter.
_SHORT = re.compile(r"[^aeiou]*[aeiou][bdgklmnprt]")
# Where the target is looked for when a pattern does not say.
_ANY = ("obj", "of", "by", "with", "from", "against", "to", "for", "on", "at", "over", "in")
_FLAGS = frozenset({"mutual", "swap", "directed", "persons", "people", "active", "asking"})


class PatternError(NewsreaderError):
    """A file of patterns cannot be read."""


class Form(IntEnum):
    """Which form of a verb a word may be."""

    BASE = 1
    THIRD = 2
    PAST = 3
    PARTICIPLE = 4
    PAST_OR_PARTICIPLE = 5
    ING = 6


@dataclass(frozen=True, slots=True)
class Pattern:
    """One line of the file. ``tail`` are the words that must follow the first (``("off",)``).

    ``roles`` maps a preposition ("obj" for the direct object) to its rank as the place of the target;
    ``paired``: one of the words needed is two words, joined by _.
    """

    code: str
    tail: tuple[str, ...]
    needs: frozenset[str]
    subjects: frozenset[str]
    bars: frozenset[str]
    roles: Mapping[str, int]
    mutual: bool
    swap: bool
    directed: bool = False
    persons: bool = False
    people: bool = False
    active: bool = False
    asking: bool = False
    paired: bool = False


@dataclass(frozen=True, slots=True)
class Operator:
    """A word that takes another event: its class and the words that must follow it."""

    kind: str
    tail: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Code:
    """What a CAMEO code stands for: PLOVER type and mode, and a plain label."""

    type: str
    mode: str
    label: str


@dataclass(frozen=True, slots=True)
class EventPatterns:
    """All patterns, ready to look up by a word in lower case.

    ``verbs`` and ``nouns`` give the patterns a word may begin, those with ``needs`` first; ``forms`` the
    verb form a word is; ``compose`` the code of an operator with an inner code, longest beginning first.
    """

    verbs: Mapping[str, tuple[Pattern, ...]]
    nouns: Mapping[str, tuple[Pattern, ...]]
    adjectives: Mapping[str, tuple[Pattern, ...]]
    forms: Mapping[str, Form]
    operators: Mapping[str, tuple[Operator, ...]]
    compositions: Mapping[tuple[str, str], str]
    lists: Mapping[str, frozenset[str]]
    codes: Mapping[str, Code]

    def words(self, name: str) -> frozenset[str]:
        """Return a closed list; empty where there is none of that name."""
        return self.lists.get(name, frozenset())

    def compose(self, kind: str, inner: str) -> str | None:
        """Return the code of an operator of class ``kind`` with an event of code ``inner``, if it has one."""
        for length in range(len(inner), 1, -1):
            code = self.compositions.get((kind, inner[:length]))
            if code is not None:
                return code
        return None

    def code(self, cameo: str) -> Code:
        """Return what a CAMEO code stands for; an unlisted one reads as the longest code it begins with."""
        for length in range(len(cameo), 1, -1):
            found = self.codes.get(cameo[:length])
            if found is not None:
                return found
        return Code("", "", "")


@cache
def load_patterns(folder: Path = _DATA) -> EventPatterns:
    """Return the patterns of a folder; raises ``PatternError`` naming the line that cannot be read."""
    builder = _Builder()
    rows = list(_rows(folder / "event_patterns.tsv"))
    # Irregular forms come first: the others are made with them.
    for place, row in rows:
        if row[0] in ("irregular", "doubling"):
            builder.add(place, row)
    for place, row in rows:
        if row[0] not in ("irregular", "doubling"):
            builder.add(place, row)
    codes = {
        row[0]: Code(row[1], row[2], row[3])
        for _, row in _rows(folder / "event_codes.tsv")
        if len(row) > 3
    }
    return builder.finish(codes)


def _rows(path: Path) -> Iterator[tuple[str, list[str]]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise PatternError(f"{path} cannot be read as a list of patterns ({error}).") from error
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.startswith("#"):
            row = [column.strip() for column in line.split("\t")]
            yield f"{path}, line {number}", row + [""] * (5 - len(row))


class _Builder:
    def __init__(self) -> None:
        self.verbs: dict[str, list[Pattern]] = {}
        self.nouns: dict[str, list[Pattern]] = {}
        self.adjectives: dict[str, list[Pattern]] = {}
        self.forms: dict[str, Form] = {}
        self.operators: dict[str, list[Operator]] = {}
        self.compositions: dict[tuple[str, str], str] = {}
        self.lists: dict[str, set[str]] = {}
        self.irregular: dict[str, tuple[str, str]] = {}
        self.doubling: set[str] = set()

    def add(self, place: str, row: list[str]) -> None:
        kind = row[0]
        if kind in ("verb", "noun", "adjective"):
            self._pattern(place, row)
        elif kind == "operator":
            for word in row[2].split():
                head, *tail = word.split("_")
                operator = Operator(row[1], tuple(tail))
                for form, _ in (*self._verb_forms(head), *self._plurals(head)):
                    # The first class a word is given stands; a longer one with a tail may join it.
                    self.operators.setdefault(form, []).append(operator)
        elif kind == "compose":
            self.compositions[(row[1], row[2])] = row[3]
        elif kind == "words":
            self.lists.setdefault(row[1], set()).update(row[2].split())
        elif kind == "irregular":
            self.irregular[row[1]] = (row[2], row[3])
        elif kind == "doubling":
            self.doubling.update(row[1].split())
        else:
            raise PatternError(f'{place}: there is no kind of pattern called "{kind}".')

    def _pattern(self, place: str, row: list[str]) -> None:
        _, code, words, conditions, roles = row[:5]
        if not code.isdigit() or not words:
            raise PatternError(f"{place}: a pattern needs a CAMEO code and words.")
        needs = frozenset(word for word in conditions.split() if word[0] not in "-<")
        subjects = frozenset(word[1:] for word in conditions.split() if word[0] == "<")
        bars = frozenset(word[1:] for word in conditions.split() if word.startswith("-"))
        names = roles.split()
        places = [name for name in names if name not in _FLAGS and name != "any"]
        if "any" in names or not places:
            places.extend(name for name in _ANY if name not in places)
        if "obj" in places:
            # "the mayor of Nablus", "dissidents from Egypt": the object is told by whose it is.
            places.extend(name for name in ("of", "from") if name not in places)
        if code.startswith("07") and "in" not in places:
            # "sent food to flood victims in Peru"
            places.append("in")
        ranks = {name: rank for rank, name in enumerate(places)}
        for word in words.split():
            head, *tail = word.split("_")
            made = Pattern(
                code,
                tuple(tail),
                needs,
                subjects,
                bars,
                ranks,
                mutual="mutual" in names,
                swap="swap" in names,
                directed="directed" in names,
                persons="persons" in names,
                people="people" in names,
                active="active" in names,
                asking="asking" in names,
                paired=any("_" in need for need in needs),
            )
            if row[0] == "noun":
                forms = [form for form, _ in self._plurals(head)] if not tail else [head]
                if tail:
                    last = tail[-1]
                    plural = replace(made, tail=(*tail[:-1], _plural(last)))
                    self.nouns.setdefault(head, []).append(plural)
                for form in forms:
                    self.nouns.setdefault(form, []).append(made)
            elif row[0] == "adjective":
                self.adjectives.setdefault(head, []).append(made)
            else:
                for form, what in self._verb_forms(head):
                    self.verbs.setdefault(form, []).append(made)
                    self._note(form, what)

    def _note(self, form: str, what: Form) -> None:
        known = self.forms.get(form)
        if known is None or known is what:
            self.forms[form] = what
        elif {known, what} <= {Form.BASE, Form.PAST, Form.PARTICIPLE, Form.PAST_OR_PARTICIPLE}:
            # "cut", "put", "hit": the base is the commoner reading only after "to" or a modal.
            self.forms[form] = Form.PAST_OR_PARTICIPLE

    def _verb_forms(self, base: str) -> list[tuple[str, Form]]:
        forms = [(base, Form.BASE), (_third(base), Form.THIRD)]
        doubles = base in self.doubling or _SHORT.fullmatch(base) is not None
        stem = base + base[-1] if doubles else base
        if base in self.irregular:
            past, participle = self.irregular[base]
            if past == participle:
                forms.append((past, Form.PAST_OR_PARTICIPLE))
            else:
                forms += [(past, Form.PAST), (participle, Form.PARTICIPLE)]
        else:
            forms.append((_past(stem), Form.PAST_OR_PARTICIPLE))
        forms.append((_ing(stem), Form.ING))
        if base.endswith(("el", "al")):
            # "travelled" and "traveled"
            other = base if stem != base else base + "l"
            forms += [(_past(other), Form.PAST_OR_PARTICIPLE), (_ing(other), Form.ING)]
        return forms

    def _plurals(self, noun: str) -> list[tuple[str, Form]]:
        return [(noun, Form.BASE), (_plural(noun), Form.THIRD)]

    def finish(self, codes: Mapping[str, Code]) -> EventPatterns:
        def ordered(patterns: list[Pattern]) -> tuple[Pattern, ...]:
            unique = list(dict.fromkeys(map(id, patterns)))
            by_id = {id(pattern): pattern for pattern in patterns}
            return tuple(
                sorted(
                    (by_id[key] for key in unique),
                    key=lambda pattern: (
                        not pattern.tail,
                        not (pattern.needs or pattern.subjects),
                    ),
                )
            )

        return EventPatterns(
            verbs={word: ordered(patterns) for word, patterns in self.verbs.items()},
            nouns={word: ordered(patterns) for word, patterns in self.nouns.items()},
            adjectives={word: ordered(patterns) for word, patterns in self.adjectives.items()},
            forms=self.forms,
            operators={
                word: tuple(sorted(dict.fromkeys(found), key=lambda one: -len(one.tail)))
                for word, found in self.operators.items()
            },
            compositions=self.compositions,
            lists={name: frozenset(words) for name, words in self.lists.items()},
            codes=codes,
        )


def _third(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh", "o")):
        return base + "es"
    if base.endswith("y") and base[-2:-1] not in _VOWELS:
        return base[:-1] + "ies"
    return base + "s"


def _plural(noun: str) -> str:
    return _third(noun)


def _past(stem: str) -> str:
    if stem.endswith("e"):
        return stem + "d"
    if stem.endswith("y") and stem[-2:-1] not in _VOWELS:
        return stem[:-1] + "ied"
    return stem + "ed"


def _ing(stem: str) -> str:
    if stem.endswith("ee"):
        return stem + "ing"
    if stem.endswith("e") and len(stem) > 2:
        return stem[:-1] + "ing"
    return stem + "ing"
