"""What newsreader knows of names beforehand: loaded from the lists in ``data/`` and folders like it.

``data/README.md`` says what each file holds. A folder of a user's own may hold any of these files; its
lines are read after ours and win over them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from index.analysis.folding import fold
from index.analysis.tokens import tokenise
from index.errors import NewsreaderError
from index.model import Kind

_FIELDS_OF_SYNONYMS = frozenset({"politics", "law", "business", "honorific", "modifier"})
_PLAIN_NAME = re.compile("[A-Za-z ]+")
_DATA = Path(__file__).parent / "data"


class GazetteerError(NewsreaderError):
    """A list of names cannot be read."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something known by name. ``capitals``: the name counts only when written in capitals (``WHO``).

    ``source`` says which line of which file the name stands in (``organisations.txt:12``).
    """

    name: str
    kind: Kind
    authority: tuple[tuple[str, str], ...] = ()
    demonym: bool = False
    capitals: bool = False
    code: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Title:
    """A title: the form kept for it and its field ("politics", "honorific", "modifier" …)."""

    name: str
    field: str


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All lists, ready to look up. Keys are folded tokens joined by a space.

    ``longest``, ``longest_titles`` and ``longest_portfolios`` give, for a first token, the most tokens a key with it has.
    ``common_order`` has the words of ``common``, most frequent first. ``teams`` are names of sports teams that
    may mean something else as well (``Chelsea``), ``towns`` those of towns (``Lincoln``). ``not_actors`` are names that look like those of actors.
    """

    entries: Mapping[str, Entry]
    longest: Mapping[str, int]
    titles: Mapping[str, Title]
    longest_titles: Mapping[str, int]
    portfolios: Mapping[str, str]
    longest_portfolios: Mapping[str, int]
    first_names: frozenset[str]
    surnames: frozenset[str]
    common: frozenset[str]
    classes: Mapping[str, frozenset[str]]
    capitals: Mapping[str, str]
    countries: frozenset[str]
    common_order: tuple[str, ...] = ()
    teams: frozenset[str] = frozenset()
    longest_teams: Mapping[str, int] = field(default_factory=dict)
    not_actors: frozenset[str] = frozenset()
    towns: frozenset[str] = frozenset()

    def word_class(self, name: str) -> frozenset[str]:
        """Return the words of a class of ``name_words.tsv``, folded; empty where there is none."""
        return self.classes.get(name, frozenset())

    def is_country(self, name: str) -> bool:
        """Say whether ``name`` is the preferred name of a country."""
        return name in self.countries

    def field_of_title(self, title: str) -> str:
        """Return the field of a title as kept in roles ("" where unknown)."""
        words = title.split()
        for start in range(len(words)):
            known = self.titles.get(" ".join(words[start:]))
            if known is not None and known.field not in ("modifier", "honorific"):
                return known.field
        return "politics" if words and words[-1] in ("minister", "secretary") else ""


def load(folders: Sequence[Path] = ()) -> Gazetteer:
    """Return the gazetteer of our own lists and those in ``folders``; kept for the life of the process.

    Raises ``GazetteerError`` naming the file and line that cannot be read.
    """
    return _load(tuple(folders))


@cache
def _load(folders: tuple[Path, ...]) -> Gazetteer:
    builder = _Builder()
    for folder in (_DATA, *folders):
        builder.read(folder)
    return builder.finish()


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    if not path.exists():
        return
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GazetteerError(f"{path} cannot be read as a list of names ({error}).") from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            yield number, line


def _columns(path: Path, fewest: int) -> Iterator[list[str]]:
    for _, columns in _numbered_columns(path, fewest):
        yield columns


def _numbered_columns(path: Path, fewest: int) -> Iterator[tuple[int, list[str]]]:
    for number, line in _lines(path):
        columns = line.split("\t")
        if len(columns) < fewest:
            raise GazetteerError(
                f"{path}, line {number}: {fewest} columns separated by tabs are needed."
            )
        yield number, columns + [""] * (6 - len(columns))


def phrase_key(name: str) -> str:
    """Return the key under which ``name`` is looked up: its tokens, folded, joined by spaces."""
    if _PLAIN_NAME.fullmatch(name):
        # Most names are: this saves half of the time it takes to load the lists.
        return " ".join(name.lower().split())
    return " ".join(fold(word) for word in tokenise(name, lambda _: True).texts)


def _folded_words(line: str) -> Iterable[str]:
    if _PLAIN_NAME.fullmatch(line):
        return line.lower().split()
    return [fold(word) for word in line.split()]


class _Builder:
    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.titles: dict[str, Title] = {}
        self.portfolios: dict[str, str] = {}
        self.first_names: set[str] = set()
        self.surnames: set[str] = set()
        self.common: dict[str, None] = {}
        self.teams: set[str] = set()
        self.not_actors: set[str] = set()
        self.towns: set[str] = set()
        self.classes: dict[str, set[str]] = {}
        self.capitals: dict[str, str] = {}
        self.country_names: dict[str, str] = {}
        self.keys_of_code: dict[str, list[str]] = {}

    def read(self, folder: Path) -> None:
        # Later lists win: regions of any size before places known everywhere before countries.
        for number, line in _lines(folder / "regions.txt"):
            self._add_all(line, Kind.PLACE, f"regions.txt:{number}")
        for number, line in _lines(folder / "places.txt"):
            for place in line.split(";"):
                self._add_all(place, Kind.PLACE, f"places.txt:{number}")
        self._read_countries(folder)
        for number, line in _lines(folder / "organisations.txt"):
            self._add_all(line, Kind.ORGANISATION, f"organisations.txt:{number}")
        for kind, forms, *_ in _columns(folder / "titles.tsv", 2):
            names = [form.strip() for form in forms.split(" = ")]
            for name in names:
                if kind == "minister":
                    self.portfolios[phrase_key(name)] = names[0]
                else:
                    # Synonyms of an office are one office; a striker and a golfer are not one thing.
                    kept = phrase_key(names[0] if kind in _FIELDS_OF_SYNONYMS else name)
                    self.titles.setdefault(phrase_key(name), Title(kept, kind))
        for name, words, *_ in _columns(folder / "name_words.tsv", 2):
            separated = words.split("|") if "|" in words else words.split()
            self.classes.setdefault(name, set()).update(fold(word) for word in separated)
        for _, line in _lines(folder / "first_names.txt"):
            self.first_names.update(_folded_words(line))
        for _, line in _lines(folder / "surnames.txt"):
            self.surnames.update(_folded_words(line))
        for _, line in _lines(folder / "common_words.txt"):
            self.common.update(dict.fromkeys(line.split()))
        for _, line in _lines(folder / "everyday_words.txt"):
            self.common.update(dict.fromkeys(line.split()))
        for _, line in _lines(folder / "teams.txt"):
            self.teams.update(phrase_key(name) for name in line.split(";") if name.strip())
        for _, line in _lines(folder / "towns.txt"):
            self.towns.update(phrase_key(name) for name in line.split(";") if name.strip())
        for _, line in _lines(folder / "not_actors.txt"):
            self.not_actors.update(phrase_key(name) for name in line.split(";") if name.strip())

    def _read_countries(self, folder: Path) -> None:
        for number, (code, name, others, *_) in _numbered_columns(folder / "countries.tsv", 2):
            self.country_names.setdefault(code, name)
            self._add_country(code, [name, *others.split("|")], f"countries.tsv:{number}")
        for number, columns in _numbered_columns(folder / "nationalities.tsv", 5):
            code, name, others, adjectives, peoples, capital = columns[:6]
            source = f"nationalities.tsv:{number}"
            if name or code not in self.country_names:
                old = self.country_names.get(code, "")
                self.country_names[code] = name or code
                if old:
                    for key in self.keys_of_code.get(code, ()):
                        entry = self.entries[key]
                        if entry.code == code and entry.name == old:
                            self.entries[key] = self._country(code, entry.source)
            self._add_country(code, [name, *others.split("|")], source)
            for word in (*adjectives.split("|"), *peoples.split("|")):
                if not word:
                    continue
                demonym = Entry(
                    self.country_names[code],
                    Kind.COUNTRY,
                    _authority(code),
                    demonym=True,
                    code=code,
                    source=source,
                )
                self.entries.setdefault(phrase_key(word), demonym)
                if " " in word:
                    bare = word.replace(".", "")
                    for form in (bare, bare.replace(" ", "-")):
                        self.entries.setdefault(phrase_key(form), demonym)
                if word[-1] in "nia":
                    self.entries.setdefault(phrase_key(word + "s"), demonym)
            for city in filter(None, capital.split("|")):
                first = capital.split("|")[0]
                self.capitals[phrase_key(city)] = self.country_names[code]
                if phrase_key(city) not in self.entries:
                    self.entries[phrase_key(city)] = Entry(first, Kind.PLACE, source=source)

    def _country(self, code: str, source: str) -> Entry:
        return Entry(
            self.country_names[code], Kind.COUNTRY, _authority(code), code=code, source=source
        )

    def _add_country(self, code: str, names: Sequence[str], source: str) -> None:
        for name in names:
            if name:
                entry = self._country(code, source)
                if name.isupper() and "." not in name:
                    entry = replace(entry, capitals=True)
                key = phrase_key(name.removeprefix("the "))
                # "US" and "U.S." have keys of their own; "us" the pronoun is told apart by capitals.
                self.entries[key] = entry
                self.keys_of_code.setdefault(code, []).append(key)

    def _add_all(self, line: str, kind: Kind, source: str) -> None:
        names = [name.strip() for name in line.split("=")]
        loud: dict[str, bool] = {}
        for name in filter(None, names):
            key = phrase_key(name.removeprefix("the "))
            capitals = name.isupper() and len(name) < 9 and "." not in name
            # "MERCOSUR" beside "Mercosur" does not make capitals a must.
            loud[key] = capitals and loud.get(key, True)
            self.entries[key] = Entry(names[0], kind, capitals=loud[key], source=source)

    def finish(self) -> Gazetteer:
        return Gazetteer(
            entries=self.entries,
            longest=_longest(self.entries),
            titles=self.titles,
            longest_titles=_longest(self.titles),
            portfolios=self.portfolios,
            longest_portfolios=_longest(self.portfolios),
            first_names=frozenset(self.first_names),
            surnames=frozenset(self.surnames),
            common=frozenset(self.common),
            classes={name: frozenset(words) for name, words in self.classes.items()},
            capitals=self.capitals,
            countries=frozenset(self.country_names.values()),
            common_order=tuple(self.common),
            teams=frozenset(self.teams),
            longest_teams=_longest(self.teams),
            not_actors=frozenset(self.not_actors),
            towns=frozenset(self.towns),
        )


def _authority(code: str) -> tuple[tuple[str, str], ...]:
    return (("iso3166", code),) if code != "-" else ()


def _longest(keys: Iterable[str]) -> dict[str, int]:
    longest: dict[str, int] = {}
    for key in keys:
        first, _, rest = key.partition(" ")
        length = 1 + (rest.count(" ") + 1 if rest else 0)
        if longest.get(first, 0) < length:
            longest[first] = length
    return longest
