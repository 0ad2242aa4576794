#!/usr/bin/env python3
"""Write invented news stories as JSON lines, for measuring newsreader on archives of any size.

Nobody and nothing in the stories exists. The same seed gives the same stories. A few people are in the news
all the time and most hardly ever; stories come in runs about one affair; words are as unevenly spread as
words are, with a long tail of rare ones; half of the stories lose the accents of the names they mention.

    python tests/benchmarks/corpus.py 100000 -o stories.jsonl
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Generic, TypeVar


def listed(words: str) -> list[str]:
    """Return the words of a list as it is easiest to read."""
    return words.split()


GIVEN = listed(
    "Ada Aleš Amina Anouk Ansel Arvo Beata Bero Brân Calla Ciro Dalia Dário Edda Emeric Enzo Esmé Fadil "
    "Fenna Gaël Greta Hamid Hedda Ilse Imre Ines Ingrid Ivo Jarek Jorún Kaia Kemal Lasse Leïla Lior Luz "
    "Maël Magda Marek Mirela Nadia Nilo Noor Odile Olya Orla Otto Paz Petra Quim Rafe Renata Rio Runa "
    "Sába Selma Sevrin Stellan Tadeo Tamsin Tova Ulla Umar Vanja Vera Wanda Xavi Yara Yusuf Zdena Zoltán"
)
SYLLABLES = listed(
    "bel bor bra cal cor dal dar del dor dra él fal fen fór gal gor gré hal har hol íl jar kal kar kol kra "
    "lan lar lin lor mal mar mér mol mor nal nér nor nov ol ór pal per pol quil ral ren ros sal san ser sol "
    "stel tal tar ter tor tral ul ún val ver vín vol wel yar zal zér zor"
)
PERSON_ENDINGS = listed(
    "ac ada ado an ander as berg ek el er es ez i ic ier in is ón os ov ova ski son ström"
)

PLACE_ENDINGS = listed(
    "a ana burg by dal eira fjord grad ia ina mar mouth o ora polis stad ton ville vik"
)


TITLES = (
    "president",
    "prime minister",
    "foreign minister",
    "finance minister",
    "mayor",
    "spokesperson",
    "ambassador",
    "opposition leader",
    "chief prosecutor",
    "governor",
)
ORGANISATIONS = (
    "Ministry of {topic_name}",
    "{place} Port Authority",
    "University of {place}",
    "{place} Bank",
    "{person_surname} Foundation",
    "{place} Football Federation",
    "National Council for {topic_name}",
    "{place} Broadcasting Company",
    "Supreme Court of {country}",
    "{place} Railways",
)
TOPICS = (
    ("Energy", "power station", "electricity prices", "grid", "pipeline", "turbines"),
    ("Transport", "railway line", "ferry timetable", "bridge", "airport", "tunnels"),
    ("Health", "hospital", "vaccination campaign", "clinic", "laboratory", "wards"),
    ("Justice", "trial", "verdict", "appeal", "warrant", "witnesses"),
    ("Trade", "tariff", "customs agreement", "harbour", "cargo", "exporters"),
    ("Agriculture", "harvest", "drought", "irrigation", "market", "growers"),
    ("Education", "school reform", "examination", "university", "library", "teachers"),
    ("Defence", "border patrol", "exercise", "base", "frigate", "recruits"),
    ("Elections", "ballot", "recount", "campaign", "polling station", "observers"),
    ("Culture", "festival", "museum", "orchestra", "archive", "painters"),
    ("Fisheries", "quota", "trawler fleet", "coast guard", "catch", "fishermen"),
    ("Housing", "rent ceiling", "building permit", "estate", "renovation", "tenants"),
)
HEADLINES = (
    "{Surname} calls for new {thing} in {place}",
    "{country} and {other_country} at odds over {thing}",
    "{place} {thing} delayed again",
    "{Surname} rejects criticism of {thing}",
    "What the {thing} means for {place}",
    "{organisation} opens inquiry into {thing}",
    "{people} in {place} wait for {thing}",
    "{Surname} and {Other} meet in {place}",
    "{country} votes on {thing}",
    "Cost of {place} {thing} rises to {number} million",
)
SENTENCES = (
    "{Title} {Person} said on {weekday} that the {thing} in {place} would {verb} before the end of {month}.",
    "{Person}, the {title} of {country}, has {done} the {thing} several times since {month}.",
    "“We {verb} this {thing} with great care,” {Surname} told reporters in {place}.",
    "According to the {organisation}, {number} {people} were affected by the {rare} {thing}.",
    "The {organisation} did not answer questions about the {rare}.",
    "{Other} of the {organisation} said the figures from {other_country} were {adjective}.",
    "In {place}, {people} gathered near the {rare} {thing} and waited for {Surname}.",
    "The {adjective} {thing} has divided {country} and {other_country} for {number} years.",
    "{Surname} and {Other} agreed to {verb} the {thing} together.",
    "It was the {ordinal} time this year that the {thing} had to be {done}.",
    "“Nobody in {place} was asked,” said {Other}, who leads the {rare} committee.",
    "Costs rose by {number} percent, the {organisation} said, while {people} left for {other_country}.",
    "Officials in {other_country} called the plan {adjective} and asked {Person} to {verb} it.",
    "The {title} added that the {rare} would not {verb} until {month} {year}.",
    "{People} said they had heard of the {thing} only from the {rare} bulletin.",
    "A report of {number} pages describes how the {thing} was {done} in {place}.",
)
VERBS = listed(
    "open close review finance postpone inspect rebuild defend abandon support publish explain"
)
DONE = listed(
    "reviewed postponed criticised financed inspected rebuilt defended praised cancelled discussed"
)
ADJECTIVES = listed(
    "costly popular disputed modest necessary unusual doubtful promising hurried quiet"
)

WEEKDAYS = listed("Monday Tuesday Wednesday Thursday Friday Saturday Sunday")
MONTHS = listed(
    "January February March April May June July August September October November December"
)

ORDINALS = listed("second third fourth fifth sixth seventh")
FIRST_DAY = datetime(2018, 1, 1, tzinfo=UTC)
DAYS = 2_600


T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who does not exist."""

    given: str
    surname: str
    title: str
    country: str


class Weighted(Generic[T]):
    """A choice in which the n-th of a list comes up in proportion to 1/n, as names and words do."""

    def __init__(self, values: list[T]) -> None:
        self.values = values
        self._weights = list(accumulate(1 / (n + 2) for n in range(len(values))))

    def pick(self, chance: random.Random) -> T:
        """Return one of the values."""
        return chance.choices(self.values, cum_weights=self._weights)[0]


class World:
    """The invented people, places, organisations and rare words that stories are made of."""

    def __init__(self, chance: random.Random, size: int) -> None:
        self._chance = chance
        self.countries = self._words(60, PLACE_ENDINGS, 2)
        self.places = Weighted(self._words(max(80, size // 60), PLACE_ENDINGS, 2))
        surnames = self._words(max(200, size // 12), PERSON_ENDINGS, 2)
        self.people = Weighted(
            [
                Person(
                    chance.choice(GIVEN),
                    surname,
                    chance.choice(TITLES),
                    chance.choice(self.countries),
                )
                for surname in surnames
            ]
        )
        self.rare = Weighted(
            [word.lower() for word in self._words(4_000 + size // 8, ["", "e"], 3, fewest=2)]
        )
        self.sources = Weighted(
            [
                f"{place} {paper}"
                for place in self._words(40, PLACE_ENDINGS, 1)
                for paper in ("Post", "Desk")
            ]
        )
        self.organisations = Weighted(
            [
                chance.choice(ORGANISATIONS).format(
                    topic_name=chance.choice(TOPICS)[0],
                    place=self.places.pick(chance),
                    country=chance.choice(self.countries),
                    person_surname=chance.choice(surnames),
                )
                for _ in range(max(60, size // 100))
            ]
        )

    def _words(self, count: int, endings: list[str], most: int, *, fewest: int = 1) -> list[str]:
        """Return ``count`` different invented names, longer ones where the short ones have run out."""
        found: dict[str, None] = {}
        tries = 0
        while len(found) < count:
            tries += 1
            length = self._chance.randint(fewest, most) + tries // (20 * count)
            stem = "".join(self._chance.choice(SYLLABLES) for _ in range(length))
            found[
                unicodedata.normalize("NFC", stem + self._chance.choice(endings)).capitalize()
            ] = None
        return list(found)


@dataclass(frozen=True, slots=True)
class Affair:
    """What a run of stories is about."""

    topic: tuple[str, ...]
    people: tuple[Person, ...]
    places: tuple[str, ...]
    organisation: str
    other_country: str


def stories(count: int, *, seed: int = 1, words: int = 250) -> Iterator[dict[str, str]]:
    """Yield ``count`` stories, oldest first, of about ``words`` words, with the keys of a JSON-lines import."""
    chance = random.Random(seed)
    world = World(chance, count)
    affairs = [_affair(chance, world) for _ in range(12)]
    step = timedelta(days=DAYS) / max(1, count)
    for number in range(count):
        if chance.random() < 0.1:
            affairs[chance.randrange(len(affairs))] = _affair(chance, world)
        published = FIRST_DAY + number * step
        affair = chance.choice(affairs)
        yield _story(chance, world, affair, number, published, words)


def _affair(chance: random.Random, world: World) -> Affair:
    people = _different(world, chance, chance.randint(2, 5))
    at_home = {person.country for person in people}
    return Affair(
        topic=chance.choice(TOPICS),
        people=people,
        places=tuple(world.places.pick(chance) for _ in range(chance.randint(1, 3))),
        organisation=world.organisations.pick(chance),
        other_country=chance.choice([name for name in world.countries if name not in at_home]),
    )


def _different(world: World, chance: random.Random, count: int) -> tuple[Person, ...]:
    people: dict[Person, None] = {}
    while len(people) < count:
        people[world.people.pick(chance)] = None
    return tuple(people)


def _story(
    chance: random.Random,
    world: World,
    affair: Affair,
    number: int,
    published: datetime,
    words: int,
) -> dict[str, str]:
    source = world.sources.pick(chance)
    headline = chance.choice(HEADLINES).format(**_slots(chance, world, affair, published))
    sentences: list[str] = []
    length = 0
    wanted = chance.gauss(words, words / 4)
    while length < wanted or not sentences:
        sentence = chance.choice(SENTENCES).format(**_slots(chance, world, affair, published))
        sentence = sentence[0].upper() + sentence[1:]
        length += sentence.count(" ") + 1
        sentences.append(sentence + ("\n\n" if chance.random() < 0.35 else " "))
    place = affair.places[0]
    text = f"{place.upper()} — {''.join(sentences).strip()}"
    if chance.random() < 0.5:
        headline, text = _without_accents(headline), _without_accents(text)
    minute = published.replace(second=0, microsecond=0)
    return {
        "id": f"story-{number:07d}",
        "headline": headline[0].upper() + headline[1:],
        "published": minute.isoformat().replace("+00:00", "Z"),
        "source": source,
        "byline": f"{chance.choice(GIVEN)} {affair.people[0].surname}"
        if chance.random() < 0.4
        else "",
        "url": f"https://{_slug(source)}.example/{published:%Y/%m/%d}/{number}",
        "text": text,
    }


def _slots(
    chance: random.Random, world: World, affair: Affair, published: datetime
) -> dict[str, str]:
    person, other = chance.sample(affair.people, 2)
    people = chance.choice(affair.topic[5:])
    return {
        "Person": f"{person.given} {person.surname}",
        "Surname": person.surname,
        "Other": f"{other.given} {other.surname}",
        "title": person.title,
        "Title": person.title.title(),
        "country": person.country,
        "other_country": affair.other_country,
        "place": chance.choice(affair.places),
        "organisation": affair.organisation,
        "thing": chance.choice(affair.topic[1:5]),
        "people": people,
        "People": people.capitalize(),
        "rare": world.rare.pick(chance),
        "verb": chance.choice(VERBS),
        "done": chance.choice(DONE),
        "adjective": chance.choice(ADJECTIVES),
        "ordinal": chance.choice(ORDINALS),
        "number": f"{int(chance.paretovariate(0.7)) + 1:,}"[:9].rstrip(","),
        "weekday": WEEKDAYS[published.weekday()],
        "month": chance.choice(MONTHS),
        "year": str(published.year + chance.randint(0, 2)),
    }


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _slug(name: str) -> str:
    return "".join(
        sign for sign in _without_accents(name).lower() if sign.isascii() and sign.isalnum()
    )


def main() -> None:
    """Write the stories that the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", type=int, help="how many stories")
    parser.add_argument("-o", "--output", type=Path, help="the file to write [standard output]")
    parser.add_argument("--seed", type=int, default=1, help="another seed gives other stories [1]")
    parser.add_argument("--words", type=int, default=250, help="words a story, on average [250]")
    wanted = parser.parse_args()
    with (
        wanted.output.open("w", encoding="utf-8") if wanted.output else nullcontext(sys.stdout)
    ) as file:
        for story in stories(wanted.count, seed=wanted.seed, words=wanted.words):
            file.write(json.dumps(story) + "\n")


if __name__ == "__main__":
    main()
