"""Making training material from patterns of lines: headlines, datelines, results, tables, market reports.

Tagged texts that may be used for training are prose; news has much that is not. ``training_lines.txt``
holds patterns with slots; a slot is filled with a name from the lists or, as often, with one that no list
has, so that a tagger learns what the place says and not the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from index.analysis.gazetteer import Gazetteer
from index.analysis.tagged_text import Marked, MarkedText
from index.model import Kind

FILE = Path(__file__).parent / "data" / "training_lines.txt"
_SLOT = re.compile(r"\{(\w+)(!?)\}")
_KIND = {
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
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
    "Jan",
    "Feb",
    "Aug",
    "Sept",
    "Oct",
    "Nov",
    "Dec",
]
_SHORT_COUNTRIES = ["US", "U.S.", "UK", "U.K.", "Britain", "UAE", "United States", "England", "USA"]
_TITLES = (
    "president,prime minister,foreign minister,defence minister,finance minister,ambassador,general,"
    "governor,mayor,spokesman,chairman,chief executive,secretary-general,coach,senator,secretary of state,"
    "vice president,deputy prime minister,interior minister,minister of justice,attorney general,"
    "defense secretary,foreign secretary,treasury secretary,national security adviser,chief of staff,"
    "envoy,judge,colonel,police chief,bishop,king,chancellor,premier,minister of foreign affairs"
)
_EVENTS = [
    "World Cup",
    "European Cup",
    "UEFA Cup",
    "Champions League",
    "Davis Cup",
    "Ryder Cup",
    "Asian Games",
    "Olympic Games",
    "Commonwealth Games",
    "Super Bowl",
    "World Series",
    "Grand Prix",
    "Premier League",
    "Grand National",
    "Asian Cup",
    "Nations Cup",
    "Winter Olympics",
    "Cold War",
    "Gulf War",
    "World War Two",
    "Nobel Prize",
    "Christmas",
    "Easter",
    "Ramadan",
]
_LEAGUES = ["NBA", "NHL", "NFL", "MLB", "AFL", "CFL", "WNBA", "NCAA", "MLS", "UEFA", "FIFA"]
_OPENS = [
    "Open",
    "Masters",
    "Classic",
    "Grand Prix",
    "Championships",
    "Cup",
    "Marathon",
    "Trophy",
    "Derby",
]
_PREFIXES = ["al-", "el-", "al-", "Al-", "Ben-", "O'", "Mc"]
_LANDS = [
    "Mount {}",
    "Lake {}",
    "Cape {}",
    "Gulf of {}",
    "Isle of {}",
    "Strait of {}",
    "{} River",
    "{} Island",
    "{} Islands",
    "{} Valley",
    "{} Province",
    "{} County",
    "{} Airport",
    "{} Bay",
    "{} Peninsula",
    "{} Square",
    "{} Street",
    "{} Beach",
    "{} Stadium",
    "North {}",
    "South {}",
    "East {}",
    "West {}",
]
_COMPANY_ENDS = [
    "Inc",
    "Corp",
    "Ltd",
    "Plc",
    "Co",
    "Group",
    "Holdings",
    "Industries",
    "Bank",
    "Airlines",
    "Oil",
    "Steel",
    "Motors",
    "Insurance",
    "& Co",
    "Energy",
    "Telecom",
    "Foods",
    "Securities",
    "International",
    "AG",
    "SA",
    "NV",
    "Resources",
    "Mining",
    "Systems",
    "Technologies",
    "Shipping",
    "Grain",
    "Feed",
    "Cement",
    "Breweries",
    "Chemicals",
    "Pharmaceuticals",
    "Electric",
    "Electronics",
    "Properties",
    "Hotels",
    "Stores",
    "Capital",
    "Partners",
    "Brothers",
    "& Sons",
    "SpA",
    "Markets",
    "Unit Trust",
    "GmbH",
    "AB",
    "Bhd",
    "Co Ltd",
]
_COMPANY_HEADS = ["Banco {}", "Banca {}", "Grupo {}", "Credit {}", "Nippon {}", "PT {}", "Royal {}"]
_TEAM_ENDS = [
    "United",
    "City",
    "Town",
    "Rovers",
    "Wanderers",
    "Athletic",
    "Albion",
    "County",
    "FC",
    "Dynamo",
    "Tigers",
    "Bulls",
    "Eagles",
    "Lions",
    "Sharks",
    "Hawks",
    "Giants",
    "Warriors",
    "Rangers",
    "Blues",
]
_ORG_HEADS = [
    "Ministry of {}",
    "National {} Council",
    "{} Liberation Front",
    "Institute of {}",
    "{} Commission",
    "{} Federation",
    "University of {}",
    "{} Workers' Union",
    "Committee for {}",
    "{} Agency",
    "{} Foundation",
    "Bank of {}",
    "{} Chamber of Commerce",
    "Movement for {}",
    "{} Red Cross",
    "{} Police",
    "{} Army",
    "Federation of {}",
    "National Library of {}",
    "{} General Hospital",
    "{} University",
    "{} Medical Center",
    "{} High School",
    "{} Museum",
    "{} Supreme Court",
    "{} High Court",
    "Supreme Court of {}",
    "{} Coast Guard",
    "{} Air Force",
    "{} Federal Police",
    "{} Interior Ministry",
    "{} Health Department",
    "{} Police Department",
    "{} Sheriff's Office",
    "{} City Council",
    "{} Stock Exchange",
    "{} Airport Authority",
    "Association of {}",
    "Society for {}",
    "Union of {}",
    "Party of {}",
    "Popular Front for the Liberation of {}",
    "Alliance for {}",
    "Communist Party of {}",
    "Christian Democratic Union of {}",
    "Democratic Union of {}",
    "House of Representatives of {}",
    "{} Legislative Assembly",
    "National Assembly of {}",
    "Archives of {}",
]
_SHIPS = [
    "Star",
    "Spirit",
    "Pride",
    "Queen",
    "Pearl",
    "Dawn",
    "Princess",
    "Express",
    "Venture",
    "Rose",
]
_DESKS = ["Newsroom", "Newsdesk", "Editorial", "Bureau", "Commodities Desk", "Equities Desk"]
_FOREIGN_PAPERS = [
    "El Correo",
    "El Diario",
    "El Tiempo",
    "El Universo",
    "La Gaceta",
    "La Tribuna",
    "La Opinion",
    "Le Matin",
    "Le Soir",
    "Le Courrier",
    "Il Giornale",
    "Il Corriere",
    "O Jornal",
    "Die Woche",
    "Der Kurier",
    "Al Akhbar",
    "Al Nahar",
]
_ORG_FILLS = [
    "Trade",
    "Health",
    "Justice",
    "Human Rights",
    "Agriculture",
    "Peace",
    "Energy",
    "Transport",
    "Labour",
    "Science",
    "Democracy",
    "Reconciliation",
    "Football",
    "Information",
    "Interior",
    "Culture",
    "Education",
]
_PAPERS = [
    "Times",
    "Post",
    "Herald",
    "Daily News",
    "Tribune",
    "Star",
    "Gazette",
    "Mail",
    "Telegraph",
    "Chronicle",
]
_PARTIES = [
    "National",
    "Liberal",
    "Democratic",
    "Socialist",
    "People's",
    "Progressive",
    "Conservative",
    "Republican",
    "Labour",
    "Social Democratic",
    "Christian Democratic",
    "Communist",
    "United",
    "Popular",
]


class _Names:
    """Draws names, listed and invented."""

    def __init__(self, gazetteer: Gazetteer, random: Random) -> None:
        self.random = random
        entries = sorted(gazetteer.entries.items())
        self.countries = sorted({e.name for _, e in entries if e.kind is Kind.COUNTRY})
        self.demonyms = sorted(
            key.title() for key, e in entries if e.demonym and " " not in key and key[-1] != "s"
        )
        placed = [e for _, e in entries if e.kind is Kind.PLACE]
        self.cities = sorted({e.name for e in placed if e.source.startswith(("places", "nation"))})
        self.regions = sorted({e.name for e in placed})
        self.organisations = sorted({e.name for _, e in entries if e.kind is Kind.ORGANISATION})
        self.acronyms = sorted(
            key.upper()
            for key, e in entries
            if e.kind is Kind.ORGANISATION and e.capitals and key.isalpha()
        )
        small = {"de", "of", "and", "the", "da", "do"}
        self.teams = sorted(
            " ".join(word if word in small else word.capitalize() for word in key.split())
            for key in gazetteer.teams
            if "'" not in key and "/" not in key and "." not in key
        )
        self.firsts = sorted(name.capitalize() for name in gazetteer.first_names if len(name) > 2)
        self.surnames = sorted(name.capitalize() for name in gazetteer.surnames if len(name) > 1)

    def invented(self) -> str:
        """Return a word made of the halves of two family names."""
        one, other = self.random.choice(self.surnames), self.random.choice(self.surnames)
        return (one[: max(2, len(one) // 2 + 1)] + other[len(other) // 2 :].lower())[:12]

    def surname(self) -> str:
        name = self.random.choice(self.surnames) if self.random.random() < 0.5 else self.invented()
        dice = self.random.random()
        if dice < 0.03:
            return f"{name}-{self.random.choice(self.surnames)}"
        if dice < 0.045:
            return self.random.choice(_PREFIXES) + name
        if dice < 0.07:
            return f"{self.random.choice(('van', 'de', 'von', 'van der', 'al'))} {name}"
        return name

    def first(self) -> str:
        dice = self.random.random()
        if dice < 0.72:
            return self.random.choice(self.firsts)
        return self.invented() if dice < 0.92 else self.random.choice(self.surnames)

    def initials(self) -> str:
        letters = "ABCDEFGHIJKLMNOPRSTVWY"
        many = 2 if self.random.random() < 0.2 else 1
        return "".join(self.random.choice(letters) + "." for _ in range(many))

    def person(self) -> str:
        dice = self.random.random()
        if dice < 0.06:
            return f"{self.initials()} {self.surname()}"
        if dice < 0.1:
            return f"{self.first()} {self.initials()} {self.surname()}"
        return f"{self.first()} {self.surname()}"

    def place(self, listed: list[str]) -> str:
        if self.random.random() < 0.65:
            return self.random.choice(listed)
        ends = ("ville", "grad", "abad", "ton", "ovo", "pur", "stad", "burg", "a", "o", "i")
        name = self.invented() + (self.random.choice(ends) if self.random.random() < 0.5 else "")
        dice = self.random.random()
        if dice < 0.12:
            return f"{self.random.choice(('San', 'New', 'Port', 'El', 'Nizhny'))} {name}"
        return self.random.choice(_LANDS).format(name) if dice < 0.3 else name

    def slot(self, name: str) -> str:
        """Return the text that fills a slot."""
        random = self.random
        pick = random.choice
        dice = random.random()
        match name:
            case "PERSON":
                return self.person()
            case "SURNAME":
                return self.surname()
            case "INITIALS":
                return f"{self.initials()} {self.surname()}"
            case "FIRST":
                return self.first()
            case "COUNTRY":
                return pick(self.countries)
            case "CITY":
                return self.place(self.cities)
            case "PLACE":
                return self.place(self.regions)
            case "LAND":
                name = pick(self.cities) if dice < 0.4 else self.invented()
                return pick(_LANDS).format(name)
            case "DEMONYM":
                return pick(self.demonyms)
            case "EVENT":
                if dice < 0.5:
                    return pick(_EVENTS)
                base = pick(self.demonyms) if dice < 0.75 else self.place(self.cities)
                return f"{base} {pick(_OPENS)}"
            case "TEAM":
                if dice < 0.7:
                    return pick(self.teams)
                base = self.place(self.cities)
                return base if dice < 0.82 else f"{base} {pick(_TEAM_ENDS)}"
            case "COMPANY":
                if dice < 0.3:
                    return pick(self.organisations)
                base = self.invented() if dice < 0.8 else self.place(self.cities)
                if dice > 0.9:
                    base = f"{base} {self.invented()}"
                if 0.72 < dice < 0.76:
                    return pick(_COMPANY_HEADS).format(base)
                if 0.76 < dice < 0.79:
                    return f"{base} & {self.surname()}"
                return base if 0.6 < dice < 0.72 else f"{base} {pick(_COMPANY_ENDS)}"
            case "ORG":
                if dice < 0.5:
                    return pick(self.organisations)
                fill = pick(_ORG_FILLS) if dice < 0.68 else self.place(self.cities)
                if dice > 0.9:
                    fill = pick(self.countries)
                return pick(_ORG_HEADS).format(fill)
            case "PARTY":
                base = pick(_PARTIES)
                if dice < 0.2:
                    return f"{base} Front"
                return f"{base} Party" if dice < 0.8 else f"{pick(self.demonyms)} {base} Party"
            case "DESK":
                return f"{self.place(self.cities)} {pick(_DESKS)}"
            case "SHIP":
                if dice < 0.4:
                    return f"{self.invented()} {pick(_SHIPS)}"
                if dice < 0.7:
                    return self.person()
                return self.invented() if dice < 0.85 else f"{self.invented()} {self.invented()}"
            case "PAPER":
                if dice > 0.85:
                    return pick(_FOREIGN_PAPERS)
                return (
                    f"{self.place(self.cities)} {pick(_PAPERS)}" if dice < 0.6 else self.invented()
                )
            case "LEAGUE":
                return pick(_LEAGUES)
            case "AGENCY":
                if dice < 0.6:
                    return pick(self.acronyms)
                return "".join(pick("ABCDEFGIKLMNOPRSTU") for _ in range(random.randint(2, 4)))
            case _:
                return self._filler(name)

    def _filler(self, name: str) -> str:
        random = self.random
        pick = random.choice
        match name:
            case "TITLE":
                return (
                    pick(_TITLES.split(",")).title().replace(" Of ", " of ")
                    if random.random() < 0.7
                    else pick(_TITLES.split(","))
                )
            case "n":
                return str(random.randint(0, 9))
            case "nn":
                return str(random.randint(10, 99))
            case "nnn":
                return pick(
                    (
                        str(random.randint(100, 999)),
                        f"{random.randint(1, 99)},{random.randint(100, 999)}",
                    )
                )
            case "score":
                return f"{random.randint(0, 7)}-{random.randint(0, 7)}"
            case "time":
                return pick(
                    (
                        f"{random.randint(1, 59)}:{random.randint(10, 59)}.{random.randint(10, 99)}",
                        f"{random.randint(9, 59)}.{random.randint(10, 99)}",
                        f"{random.randint(1, 6)} hours {random.randint(1, 59)} minutes {random.randint(1, 59)} seconds",
                        f"{random.randint(60, 76)} {random.randint(60, 76)} {random.randint(60, 76)}",
                    )
                )
            case "date8":
                return f"{random.randint(1980, 2024)}-{random.randint(1, 12):02d}-{random.randint(1, 28):02d}"
            case "day":
                return pick(_DAYS)
            case "month":
                return pick(_MONTHS)
            case "year":
                return str(random.randint(1930, 2024))
            case "money":
                return (
                    pick(("$", "£", "")) + f"{random.randint(1, 99)}.{random.randint(1, 9)} million"
                )
            case _:
                raise ValueError(f"{FILE.name} has a slot that nothing fills: {name}")


def _patterns() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = groups.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return groups


def made_texts(gazetteer: Gazetteer, count: int, seed: int) -> Iterator[MarkedText]:
    """Yield ``count`` texts of a headline, a dateline, some tables and some prose each."""
    random = Random(seed)
    names = _Names(gazetteer, random)
    groups = _patterns()
    for number in range(count):
        text = ""
        marked: list[Marked] = []
        plan = [random.choice(groups["headlines"]), random.choice(groups["datelines"])]
        for _ in range(random.randint(1, 2)):
            plan += [random.choice(groups["tables"])] * random.randint(1, 5)
            plan.append(random.choice(groups["prose"]))
        plan += random.sample(groups["prose"], 8)
        spaced = random.random() < 0.5
        for at, pattern in enumerate(plan):
            loud = at == 0 and random.random() < 0.75
            line, found = _fill(pattern, names, loud=loud)
            if spaced:
                line, found = _spaced(line, found)
            marked += [
                Marked(len(text) + start, len(text) + end, kind) for start, end, kind in found
            ]
            text += line + "\n"
        yield MarkedText(f"made-{number}", text, tuple(marked))


def _fill(pattern: str, names: _Names, *, loud: bool) -> tuple[str, list[tuple[int, int, str]]]:
    line = ""
    done = 0
    found: list[tuple[int, int, str]] = []
    for slot in _SLOT.finditer(pattern):
        line += pattern[done : slot.start()]
        done = slot.end()
        filled = names.slot(slot.group(1))
        if slot.group(2):
            filled = filled.upper()
        kind = _KIND.get(slot.group(1))
        if kind is not None:
            found.append((len(line), len(line) + len(filled), kind))
        line += filled
    line += pattern[done:]
    if not loud:
        if pattern.isupper() or _SLOT.sub("", pattern).isupper():
            return line, found
        return line, found
    # Capitals that change the length of a text ("ß") would move the spans.
    upper = "".join(char.upper() if len(char.upper()) == 1 else char for char in line)
    return upper, found


def _spaced(line: str, found: list[tuple[int, int, str]]) -> tuple[str, list[tuple[int, int, str]]]:
    """Set brackets off with blanks, as texts joined from tokens have them."""
    made = ""
    moved: dict[int, int] = {}
    for at, char in enumerate(line):
        moved[at] = len(made)
        if char == ")" and made and made[-1] != " ":
            made += " "
            moved[at] = len(made)
        made += char
        if char == "(":
            made += " "
    ends = len(made)
    return made, [
        (moved[start], moved[end - 1] + 1 if end else ends, kind) for start, end, kind in found
    ]


def varied(case: MarkedText, random: Random) -> MarkedText:
    """Return a marked text with the capitals of some of its lines changed.

    Some lines become headlines, in capitals throughout or at the head of each word; in some, words that
    are no names get a capital, as brands, section heads and emphasis do. Spans hold.
    """
    inside = bytearray(len(case.text))
    for one in case.marked:
        inside[one.start : one.end] = b"\1" * (one.end - one.start)
    made: list[str] = []
    at = 0
    for line in case.text.splitlines(keepends=True):
        dice = random.random()
        if dice < 0.08:
            made.append("".join(c.upper() if len(c.upper()) == 1 else c for c in line))
        elif dice < 0.14:
            made.append(_capitalised(line, inside, at, 1.0, random))
        elif dice < 0.34:
            made.append(_capitalised(line, inside, at, 0.15, random))
        else:
            made.append(line)
        at += len(line)
    return MarkedText(case.name, "".join(made), case.marked)


def _capitalised(line: str, inside: bytearray, at: int, share: float, random: Random) -> str:
    chars = list(line)
    for found in re.finditer(r"\b[a-z]{3,}", line):
        if not inside[at + found.start()] and random.random() < share:
            chars[found.start()] = chars[found.start()].upper()
    if share == 1.0 and line.rstrip().endswith("."):
        # A headline has no full stop.
        chars[len(line.rstrip()) - 1] = " "
    return "".join(chars)
