"""Filling the slots of training patterns: with names from the lists or, as often, with invented ones.

``training_words.toml`` holds the words and forms that invented names are made of; what a slot means is
said at the head of ``training_lines.txt``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from random import Random

from index.analysis.gazetteer import Gazetteer
from index.model import Kind

_FILE = Path(__file__).parent / "data" / "training_words.toml"
# What a name in a slot is marked as; other slots hold no name.
KIND_OF_SLOT = {
    "PERSON": "person",
    "SURNAME": "person",
    "INITIALS": "person",
    "FIRST": "person",
    "COUNTRY": "place",
    "CITY": "place",
    "PLACE": "place",
    "LAND": "place",
    "DEMONYM": "other",
    "EVENT": "other",
    "SHIP": "other",
    "DESK": "organisation",
    "TEAM": "organisation",
    "COMPANY": "organisation",
    "ORG": "organisation",
    "PARTY": "organisation",
    "PAPER": "organisation",
    "AGENCY": "organisation",
    "LEAGUE": "organisation",
}


@dataclass(frozen=True, slots=True)
class SlotWords:
    """The lists of ``training_words.toml``, whose comments say what each is for."""

    days: tuple[str, ...]
    months: tuple[str, ...]
    titles: tuple[str, ...]
    events: tuple[str, ...]
    event_ends: tuple[str, ...]
    leagues: tuple[str, ...]
    surname_prefixes: tuple[str, ...]
    lands: tuple[str, ...]
    company_ends: tuple[str, ...]
    company_forms: tuple[str, ...]
    team_ends: tuple[str, ...]
    organisation_forms: tuple[str, ...]
    organisation_fields: tuple[str, ...]
    ship_ends: tuple[str, ...]
    desks: tuple[str, ...]
    paper_ends: tuple[str, ...]
    foreign_papers: tuple[str, ...]
    parties: tuple[str, ...]


def slot_words() -> SlotWords:
    """Read ``training_words.toml``.

    Raises ``KeyError`` where a list is missing and ``tomllib.TOMLDecodeError`` for what is no TOML.
    """
    lists = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return SlotWords(**{field.name: tuple(lists[field.name]) for field in fields(SlotWords)})


class SlotFiller:
    """Draws names, listed and invented; the same lists and state of ``random`` give the same names."""

    def __init__(self, gazetteer: Gazetteer, random: Random) -> None:
        self._random = random
        self._words = slot_words()
        entries = sorted(gazetteer.entries.items())
        self._countries = sorted({e.name for _, e in entries if e.kind is Kind.COUNTRY})
        self._demonyms = sorted(
            key.title() for key, e in entries if e.demonym and " " not in key and key[-1] != "s"
        )
        placed = [e for _, e in entries if e.kind is Kind.PLACE]
        self._cities = sorted({e.name for e in placed if e.source.startswith(("places", "nation"))})
        self._regions = sorted({e.name for e in placed})
        self._organisations = sorted({e.name for _, e in entries if e.kind is Kind.ORGANISATION})
        self._acronyms = sorted(
            key.upper()
            for key, e in entries
            if e.kind is Kind.ORGANISATION and e.capitals and key.isalpha()
        )
        small = {"de", "of", "and", "the", "da", "do"}
        self._teams = sorted(
            " ".join(word if word in small else word.capitalize() for word in key.split())
            for key in gazetteer.teams
            if "'" not in key and "/" not in key and "." not in key
        )
        self._first_names = sorted(
            name.capitalize() for name in gazetteer.first_names if len(name) > 2
        )
        self._surnames = sorted(name.capitalize() for name in gazetteer.surnames if len(name) > 1)

    def fill(self, slot: str) -> str:
        """Return a text for ``slot``, a slot's name without braces.

        Raises ``ValueError`` for a slot that nothing fills.
        """
        pick = self._random.choice
        # Drawn for every slot, needed or not: what is made of one seed depends on each draw.
        dice = self._random.random()
        match slot:
            case "PERSON":
                return self._person()
            case "SURNAME":
                return self._surname()
            case "INITIALS":
                return f"{self._initials()} {self._surname()}"
            case "FIRST":
                return self._first()
            case "COUNTRY":
                return pick(self._countries)
            case "CITY":
                return self._place(self._cities)
            case "PLACE":
                return self._place(self._regions)
            case "LAND":
                name = pick(self._cities) if dice < 0.4 else self._invented()
                return pick(self._words.lands).format(name)
            case "DEMONYM":
                return pick(self._demonyms)
            case "EVENT":
                return self._event(dice)
            case "TEAM":
                return self._team(dice)
            case "COMPANY":
                return self._company(dice)
            case "ORG":
                return self._organisation(dice)
            case "PARTY":
                return self._party(dice)
            case "DESK":
                return f"{self._place(self._cities)} {pick(self._words.desks)}"
            case "SHIP":
                return self._ship(dice)
            case "PAPER":
                return self._paper(dice)
            case "LEAGUE":
                return pick(self._words.leagues)
            case "AGENCY":
                return self._agency(dice)
            case _:
                return unmarked_text(slot, self._words, self._random)

    def _invented(self) -> str:
        """Return a word made of the halves of two family names."""
        one, other = self._random.choice(self._surnames), self._random.choice(self._surnames)
        return (one[: max(2, len(one) // 2 + 1)] + other[len(other) // 2 :].lower())[:12]

    def _surname(self) -> str:
        name = (
            self._random.choice(self._surnames) if self._random.random() < 0.5 else self._invented()
        )
        dice = self._random.random()
        if dice < 0.03:
            return f"{name}-{self._random.choice(self._surnames)}"
        if dice < 0.045:
            return self._random.choice(self._words.surname_prefixes) + name
        if dice < 0.07:
            return f"{self._random.choice(('van', 'de', 'von', 'van der', 'al'))} {name}"
        return name

    def _first(self) -> str:
        dice = self._random.random()
        if dice < 0.72:
            return self._random.choice(self._first_names)
        return self._invented() if dice < 0.92 else self._random.choice(self._surnames)

    def _initials(self) -> str:
        letters = "ABCDEFGHIJKLMNOPRSTVWY"
        many = 2 if self._random.random() < 0.2 else 1
        return "".join(self._random.choice(letters) + "." for _ in range(many))

    def _person(self) -> str:
        dice = self._random.random()
        if dice < 0.06:
            return f"{self._initials()} {self._surname()}"
        if dice < 0.1:
            return f"{self._first()} {self._initials()} {self._surname()}"
        return f"{self._first()} {self._surname()}"

    def _place(self, listed: list[str]) -> str:
        if self._random.random() < 0.65:
            return self._random.choice(listed)
        ends = ("ville", "grad", "abad", "ton", "ovo", "pur", "stad", "burg", "a", "o", "i")
        name = self._invented() + (self._random.choice(ends) if self._random.random() < 0.5 else "")
        dice = self._random.random()
        if dice < 0.12:
            return f"{self._random.choice(('San', 'New', 'Port', 'El', 'Nizhny'))} {name}"
        return self._random.choice(self._words.lands).format(name) if dice < 0.3 else name

    def _event(self, dice: float) -> str:
        pick = self._random.choice
        if dice < 0.5:
            return pick(self._words.events)
        base = pick(self._demonyms) if dice < 0.75 else self._place(self._cities)
        return f"{base} {pick(self._words.event_ends)}"

    def _team(self, dice: float) -> str:
        if dice < 0.7:
            return self._random.choice(self._teams)
        base = self._place(self._cities)
        return base if dice < 0.82 else f"{base} {self._random.choice(self._words.team_ends)}"

    def _company(self, dice: float) -> str:
        pick = self._random.choice
        if dice < 0.3:
            return pick(self._organisations)
        base = self._invented() if dice < 0.8 else self._place(self._cities)
        if dice > 0.9:
            base = f"{base} {self._invented()}"
        if 0.72 < dice < 0.76:
            return pick(self._words.company_forms).format(base)
        if 0.76 < dice < 0.79:
            return f"{base} & {self._surname()}"
        return base if 0.6 < dice < 0.72 else f"{base} {pick(self._words.company_ends)}"

    def _organisation(self, dice: float) -> str:
        pick = self._random.choice
        if dice < 0.5:
            return pick(self._organisations)
        around = pick(self._words.organisation_fields) if dice < 0.68 else self._place(self._cities)
        if dice > 0.9:
            around = pick(self._countries)
        return pick(self._words.organisation_forms).format(around)

    def _party(self, dice: float) -> str:
        pick = self._random.choice
        base = pick(self._words.parties)
        if dice < 0.2:
            return f"{base} Front"
        return f"{base} Party" if dice < 0.8 else f"{pick(self._demonyms)} {base} Party"

    def _ship(self, dice: float) -> str:
        if dice < 0.4:
            return f"{self._invented()} {self._random.choice(self._words.ship_ends)}"
        if dice < 0.7:
            return self._person()
        return self._invented() if dice < 0.85 else f"{self._invented()} {self._invented()}"

    def _paper(self, dice: float) -> str:
        pick = self._random.choice
        if dice > 0.85:
            return pick(self._words.foreign_papers)
        if dice < 0.6:
            return f"{self._place(self._cities)} {pick(self._words.paper_ends)}"
        return self._invented()

    def _agency(self, dice: float) -> str:
        random = self._random
        if dice < 0.6:
            return random.choice(self._acronyms)
        return "".join(random.choice("ABCDEFGIKLMNOPRSTU") for _ in range(random.randint(2, 4)))


def unmarked_text(slot: str, words: SlotWords, random: Random) -> str:
    """Return a text for a slot that holds no name: a title, a number, a time or a sum.

    Raises ``ValueError`` for a slot that nothing fills.
    """
    pick, number = random.choice, random.randint
    match slot:
        case "TITLE":
            capitals = random.random() < 0.7
            title = pick(words.titles)
            return title.title().replace(" Of ", " of ") if capitals else title
        case "n":
            return str(number(0, 9))
        case "nn":
            return str(number(10, 99))
        case "nnn":
            return pick((str(number(100, 999)), f"{number(1, 99)},{number(100, 999)}"))
        case "score":
            return f"{number(0, 7)}-{number(0, 7)}"
        case "time":
            return pick(
                (
                    f"{number(1, 59)}:{number(10, 59)}.{number(10, 99)}",
                    f"{number(9, 59)}.{number(10, 99)}",
                    f"{number(1, 6)} hours {number(1, 59)} minutes {number(1, 59)} seconds",
                    f"{number(60, 76)} {number(60, 76)} {number(60, 76)}",
                )
            )
        case "date8":
            return f"{number(1980, 2024)}-{number(1, 12):02d}-{number(1, 28):02d}"
        case "day":
            return pick(words.days)
        case "month":
            return pick(words.months)
        case "year":
            return str(number(1930, 2024))
        case "money":
            return pick(("$", "£", "")) + f"{number(1, 99)}.{number(1, 9)} million"
        case _:
            raise ValueError(f"training_lines.txt has a slot that nothing fills: {slot}")
