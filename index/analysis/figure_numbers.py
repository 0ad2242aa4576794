"""Finding numbers with their units: percentages, money, votes, people, things counted, lengths of time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from index.analysis.event_patterns import PatternError
from index.analysis.happening_dates import find_dates
from index.analysis.passage import ADVERB, Passage

_FILE = Path(__file__).parent / "data" / "figures.tsv"


@dataclass(frozen=True, slots=True)
class FigureWords:
    """The lists of ``figures.tsv``, each from a word to its name."""

    numbers: Mapping[str, float]
    scales: Mapping[str, float]
    percent: Mapping[str, str]
    points: Mapping[str, str]
    money: Mapping[str, str]
    counts: Mapping[str, str]
    periods: Mapping[str, str]
    outcomes: Mapping[str, str]
    measures: Mapping[str, str]
    institutions: frozenset[str]


@cache
def figure_words() -> FigureWords:
    """Return the lists; raises ``PatternError`` naming the line that cannot be read."""
    lists: dict[str, dict[str, str]] = {}
    for number, line in enumerate(_FILE.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 3:
            raise PatternError(f"{_FILE}, line {number}: three columns are needed.")
        lists.setdefault(columns[0], {}).update(dict.fromkeys(columns[2].split(), columns[1]))
    return FigureWords(
        numbers={word: float(value) for word, value in lists["number"].items()},
        scales={word: float(value) for word, value in lists["scale"].items()},
        percent=lists["percent"],
        points=lists["points"],
        money=lists["money"],
        counts=lists["count"],
        periods=lists["period"],
        outcomes=lists["outcome"],
        measures=lists["measure"],
        institutions=frozenset(lists["institution"]),
    )


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit: tokens ``first`` to ``last`` (exclusive); ``noun`` is the word for what is counted."""

    value: float
    unit: str
    first: int
    last: int
    noun: str = ""


class NumberReader:
    """Finds the numbers of one sentence."""

    def __init__(self, passage: Passage, low: int, high: int) -> None:
        self.passage = passage
        self.low = low
        self.high = high
        self.lists = figure_words()

    def numbers(self) -> list[Number]:
        """Return the numbers that measure something, in the order of the text; dates are none."""
        passage, words = self.passage, self.passage.words
        found: list[Number] = []
        position = self.low
        dates: set[int] | None = None
        while position < self.high:
            word = words[position]
            if passage.at[position] >= 0 or not (word[:1].isdigit() or word in self.lists.numbers):
                position += 1
                continue
            if dates is None:
                dates = {
                    here
                    for one in find_dates(words, self.low, self.high, None)
                    for here in range(one.first, one.last)
                }
            number = None if position in dates else self._number(position)
            if number is None:
                position += 1
            else:
                found.append(number)
                position = number.last
        return found

    def _number(self, position: int) -> Number | None:
        words, lists = self.passage.words, self.lists
        value = _value(words[position], lists)
        if value is None:
            return None
        last = position + 1
        while last < self.high and words[last] in lists.scales:
            value *= lists.scales[words[last]]
            last += 1
        first = position
        after = self._word(last)
        before = self._word(position - 1)
        if before in lists.money and not before.isalpha():
            first = position - 1
            if self._word(first - 1) in ("us", "a", "c") and self._touches(first - 1, first):
                first -= 1
            return Number(value, lists.money[before], first, last)
        if after in lists.percent or (after == "per" and self._word(last + 1) == "cent"):
            last += 1 if after in lists.percent else 2
            return Number(value, "%", first, last)
        if after == "percentage" and self._word(last + 1) in lists.points:
            return Number(value, "percentage points", first, last + 2)
        return self._counted(value, first, last)

    def _counted(self, value: float, first: int, last: int) -> Number | None:
        passage, words, lists = self.passage, self.passage.words, self.lists
        position = last
        # "150 Palestinian prisoners", "ten swiss francs": adjectives may stand between.
        for here in range(position, min(self.high, position + 4)):
            word = words[here]
            if passage.at[here] < 0:
                if word in lists.money:
                    return Number(value, lists.money[word], first, here + 1)
                if word in lists.counts:
                    return Number(value, lists.counts[word], first, here + 1, word)
                if word in lists.periods and here == last:
                    if self._word(here + 1) in (
                        "ago",
                        "later",
                        "earlier",
                        "before",
                        "after",
                        "old",
                    ):
                        return None
                    if self._word(first - 1) in ("in", "last", "next", "past", "every", "within"):
                        return None
                    return Number(value, lists.periods[word], first, here + 1)
                if word in lists.outcomes and here == last and value == int(value):
                    return Number(value, "people", first, here, word)
                foreign = passage.kinds[here] & ~ADVERB or not word.isalpha()
                if foreign and word not in ("of", "more", "other"):
                    return None
        return None

    def _word(self, position: int) -> str:
        return self.passage.words[position] if self.low <= position < self.high else ""

    def _touches(self, one: int, other: int) -> bool:
        tokens = self.passage.tokens
        return tokens.ends[one] == tokens.starts[other]


def _value(word: str, lists: FigureWords) -> float | None:
    known = lists.numbers.get(word)
    if known is not None:
        return known
    if len(word) > 20 or not word.isascii():
        return None
    plain = word.replace(",", "") if _thousands(word) else word.replace(",", ".")
    try:
        return (
            float(plain) if plain[:1].isdigit() and "e" not in plain and "_" not in plain else None
        )
    except ValueError:
        # "5m", "12bn"
        for end in (1, 2):
            scale = lists.scales.get(word[-end:])
            if scale is not None and word[:-end].replace(".", "", 1).isdigit():
                return float(word[:-end]) * scale
        return None


def _thousands(word: str) -> bool:
    parts = word.split(",")
    return len(parts) > 1 and all(len(part.partition(".")[0]) == 3 for part in parts[1:])
