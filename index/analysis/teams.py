"""Telling the team from the place it comes from: "England beat Norland 2-1".

In an article about a sport that teams play, the name of a city or country is taken for its team where
the words beside it speak of one. ``data/sports.tsv`` holds the words and ``data/team_names.tsv`` the names
of teams; their heads say how they are read.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.analysis.folding import fold
from index.analysis.gazetteer import Entry, Gazetteer
from index.analysis.organisation_names import place_key
from index.analysis.recognising import Document, NameSpan
from index.model import Kind

_FILE = Path(__file__).parent / "data" / "sports.tsv"
_NAMES_FILE = Path(__file__).parent / "data" / "team_names.tsv"
# Words of a sport count twice where an article opens, in its headline or so many tokens.
_OPENING = 16
# Points that words of a sport must reach together, a word of its own giving three, one more for so many
# tokens; and its lead.
_ENOUGH = 5
_ONE_MORE = 200
_LEAD = 1.4
_SCORE = re.compile(r"\d{1,3}(?:[-–]\d{1,3})?")
_RECORD = re.compile(r"\d{1,3}[-–]\d{1,3}(?:[-–]\d{1,3})?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOSING_DATELINES = frozenset({",", ":", "-", "–", "—", "(", "_"})
_POSSESSIVES = ("'s", "’s", "'", "’")
_NAMES_OF_SPORTS = 3
# Where so many names stand for teams, one that nothing tells of stands for a team, too.
_PLAYING = 3


@dataclass(frozen=True, slots=True)
class _Words:
    """``sports`` has (sport, points) pairs for each word; ``phrases`` the words that may open two."""

    sports: Mapping[str, tuple[tuple[str, int], ...]]
    phrases: Mapping[str, tuple[str, ...]]
    singles: frozenset[str]
    after: frozenset[str]
    before: frozenset[str]
    places: frozenset[str]


@cache
def _words() -> _Words:
    sports: dict[str, dict[str, int]] = defaultdict(dict)
    phrases: dict[str, list[str]] = defaultdict(list)
    singles: set[str] = set()
    cues: dict[str, frozenset[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        what, which, listed = line.split("\t")
        words = listed.split("|")
        if what == "cue":
            cues[which] = frozenset(words)
            continue
        if what == "single":
            singles.add(which)
        for word in words:
            points = 1 if what == "weak" else 3
            sports[word][which] = max(points, sports[word].get(which, 0))
            if " " in word:
                phrases[word.split(" ")[0]].append(word)
    return _Words(
        {word: tuple(told.items()) for word, told in sports.items()},
        {word: tuple(told) for word, told in phrases.items()},
        frozenset(singles),
        cues["after"],
        cues["before"],
        cues["place"],
    )


@dataclass(frozen=True, slots=True)
class _Teams:
    """Full names of the teams of a sport by their folded names, anywhere and under each heading."""

    anywhere: Mapping[str, str]
    under: Mapping[str, Mapping[str, str]]


@cache
def _team_names() -> Mapping[str, _Teams]:
    """Return the teams of each sport that are listed."""
    anywhere: dict[str, dict[str, str]] = defaultdict(dict)
    under: dict[str, dict[str, dict[str, str]]] = defaultdict(lambda: defaultdict(dict))
    for line in _NAMES_FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            sport, teams, *headings = line.split("\t")
            names = under[sport][headings[0]] if headings else anywhere[sport]
            for team in teams.split(";"):
                forms = [form.strip() for form in team.split("=")]
                names.update((place_key(form), forms[0]) for form in forms)
    return {sport: _Teams(anywhere[sport], under[sport]) for sport in {*anywhere, *under}}


def sport_of(document: Document, headline: str = "") -> str:
    """Return the team sport that an article is about; "" where it is another one or none."""
    words = _words()
    present = set(document.folds)
    opening = document.folds[:_OPENING]
    if headline:
        opening = [*re.findall(r"[\w'-]+", fold(headline)), ".", *opening]
        present.update(opening)
    told = present & words.sports.keys()
    opened = present & words.phrases.keys()
    if not told and not opened:
        return ""
    start = f" {' '.join(opening)} "
    if opened:
        text = f"{start}. {' '.join(document.folds)} "
        for first in opened:
            told.update(phrase for phrase in words.phrases[first] if f" {phrase} " in text)
    points: dict[str, int] = defaultdict(int)
    sure: set[str] = set()
    for word in told:
        times = 2 if f" {word} " in start else 1
        for sport, worth in words.sports[word]:
            points[sport] += worth * times
            if worth == _NAMES_OF_SPORTS:
                sure.add(sport)
    ordered = sorted(((points[sport], sport) for sport in sure), reverse=True)
    enough = _ENOUGH + len(document.folds) // _ONE_MORE
    if not ordered or ordered[0][0] < enough or ordered[0][1] in words.singles:
        return ""
    if len(ordered) > 1 and ordered[0][0] < _LEAD * ordered[1][0]:
        return ""
    return ordered[0][1]


def find_teams(
    document: Document, names: Sequence[NameSpan], gazetteer: Gazetteer, headline: str
) -> dict[int, str]:
    """Return the team for each name (by its number) that stands for one in an article about its sport,
    and "" for what was taken for an organisation and is the place all the same.

    A listed team comes by its full name, the team of another place as place and sport ("Norland
    (football)"). A name that nothing beside it tells of follows the others of that place.
    """
    sport = sport_of(document, headline)
    if not sport:
        return {}
    known = _team_names().get(sport, _Teams({}, {}))
    headings = _headings(document, known.under)
    teams: dict[int, str] = {}
    places: dict[str, list[int]] = defaultdict(list)
    only: set[int] = set()
    for number, name in enumerate(names):
        if name.kind is Kind.PERSON or name.demonym:
            continue
        entry = _entry(document, name, gazetteer)
        key = place_key(" ".join(document.folds[name.first : name.last]))
        full = known.anywhere.get(key, "")
        if not full and headings:
            at = max(bisect_right(headings, (name.first, "")) - 1, 0)
            full = known.under[headings[at][1]].get(key, "")
        if entry is not None:
            places[full or f"{entry.name} ({sport})"].append(number)
        elif full:
            places[full].append(number)
            only.add(number)
    told = {
        number: _told(document, names[number]) for numbers in places.values() for number in numbers
    }
    # What is known as a team alone is one wherever nothing speaks against it.
    told.update((number, 1) for number in only if not told[number])
    playing = sum(1 for one in told.values() if one > 0)
    for team, numbers in places.items():
        for_team = sum(1 for number in numbers if told[number] > 0)
        for_place = sum(1 for number in numbers if told[number] < 0)
        # A country is told of beside its team in many a report ("on tour of Norland"), a city seldom.
        clear = not for_place or all(names[number].kind is Kind.COUNTRY for number in numbers)
        follow = for_team >= max(for_place, 1) or (clear and playing >= _PLAYING)
        for number in numbers:
            if told[number] > 0 or (told[number] == 0 and follow):
                teams[number] = team
            elif told[number] < 0 and names[number].kind is Kind.ORGANISATION:
                teams[number] = ""
    return teams


def _headings(document: Document, under: Mapping[str, object]) -> list[tuple[int, str]]:
    """Return where the headings stand under which a name means another team than elsewhere."""
    found: list[tuple[int, str]] = []
    folds = document.folds
    for heading in under:
        words = heading.split(" ")
        found += [
            (at, heading)
            for at, fold in enumerate(folds)
            if fold == words[0] and folds[at : at + len(words)] == words
        ]
    return sorted(found)


def _is_where(document: Document, at: int) -> bool:
    """Say whether an "at" tells where something is: "Norland at Tolva" and "NORLAND AT TOLVA" are fixtures."""
    texts = document.tokens.texts
    return texts[at] == "at" and (at == 0 or not texts[at - 1][:1].isupper())


def _entry(document: Document, name: NameSpan, gazetteer: Gazetteer) -> Entry | None:
    entry = name.entry
    if entry is None:
        entry = gazetteer.entries.get(" ".join(document.folds[name.first : name.last]))
    listed = entry is not None and entry.kind in (Kind.COUNTRY, Kind.PLACE) and not entry.demonym
    return entry if listed else None


def _told(document: Document, name: NameSpan) -> int:
    """Return 1 where the words beside a name speak of a team, -1 of a place, 0 where they say nothing."""
    words = _words()
    folds = document.folds
    before = folds[name.first - 1] if name.first else ""
    at = name.last
    after = folds[at] if at < len(folds) else ""
    if before == "(" and after == ")":
        return -1
    if name.told and name.kind is Kind.PLACE:
        return -1
    if before in words.places or _DATE.fullmatch(after):
        return -1
    if before == "at" and (after == "," or _is_where(document, name.first - 1)):
        return -1
    if after in _POSSESSIVES:
        at += 1
        after = folds[at] if at < len(folds) else ""
        return 1 if after in words.after else 0
    if _SCORE.fullmatch(after) or after in words.after:
        return 1
    if after == "(" and at + 1 < len(folds) and _RECORD.fullmatch(folds[at + 1]):
        return 1
    if before in words.before or _SCORE.fullmatch(before):
        return 1
    # "PORT SALLE, Norland" and "PORT SALLE, Jan 3": a dateline, or a place and where it lies.
    texts = document.tokens.texts
    openings = document.sentences.openings
    next_word = texts[at + 1][:1] if at + 1 < len(texts) else ""
    if openings[name.first] == 1 and after in _CLOSING_DATELINES and next_word.isupper():
        return -1
    return 1 if name.kind is Kind.ORGANISATION else 0
