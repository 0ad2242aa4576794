"""Finding numbers with their units: percentages, money, votes, people, things counted, lengths of time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from index.analysis.event_patterns import PatternError
from index.analysis.happening_dates import find_dates
from index.analysis.passage import (
    ADVERB,
    AND,
    BE,
    CALENDAR,
    COMMA,
    DETERMINER,
    HAVE,
    PREPOSITION,
    QUOTE,
    STOP,
    Passage,
)

# "put the number of dead at": so many words may stand between.
_TOTAL_WITHIN = 8
# "have now been officially confirmed"
_LONGEST_VERB = 5
_JOINED = re.compile(r"(\d[\d.,]{0,15})[-–](\d[\d.,]{0,15})")
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
    qualifiers: Mapping[tuple[str, ...], str]
    ranges: frozenset[str]
    totals: Mapping[str, str]
    harms: Mapping[str, str]


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
        qualifiers={tuple(word.split("_")): name for word, name in lists["qualifier"].items()},
        ranges=frozenset(lists["range"]),
        totals=lists["total"],
        harms=lists["harm"],
    )


@dataclass(frozen=True, slots=True)
class Number:
    """A number with its unit: tokens ``first`` to ``last`` (exclusive); ``noun`` is the word for what is counted.

    ``upper`` ends a range ("20 to 30"); ``qualifier`` is one of those of ``model.Figure``, told by the words
    from token ``begin`` on. ``total``: it was told as a whole ("put the toll at").
    ``repeats``: it measures what the number before it does.
    """

    value: float
    unit: str
    first: int
    last: int
    noun: str = ""
    upper: float | None = None
    qualifier: str = ""
    begin: int = -1
    total: bool = False
    repeats: bool = False


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
            number = None
            if position not in dates:
                number = self._range(position) or self._number(position)
                if number is None:
                    number = self._total(position, found) or self._bare(position, found)
            if number is None:
                position += 1
            else:
                found.append(self._qualified(number))
                position = number.last
        return found

    def _range(self, position: int) -> Number | None:
        """Return "20 to 30 people", "between 3 and 5 percent", "3-5 billion dollars"."""
        words, lists = self.passage.words, self.lists
        lower = _value(words[position], lists)
        joint = self._word(position + 1)
        between = self._word(position - 1) == "between"
        if lower is None or (joint not in lists.ranges and not (between and joint == "and")):
            return None
        upper = self._number(position + 2) if position + 2 < self.high else None
        if self._word(position - 1) == "from" or upper is None or upper.first != position + 2:
            return None
        # "3 to 5 billion" are both billions.
        scale = upper.value / (_value(words[position + 2], lists) or upper.value or 1.0)
        scaled = lower * scale if lower * scale < upper.value else lower
        if scaled >= upper.value:
            return None
        return replace(upper, value=scaled, upper=upper.value, first=position)

    def _total(self, position: int, found: list[Number]) -> Number | None:
        """Return the number of "put the toll at 450": of the dead, of a crowd, or of what was counted before it."""
        words, lists = self.passage.words, self.lists
        value = _value(words[position], lists)
        begin = self._unqualified(position)
        joint = self._word(begin - 1)
        if value is None or joint not in ("at", "to", "as") or value != int(value):
            return None
        near = words[max(self.low, begin - _TOTAL_WITHIN) : begin]
        if "number" in near:
            counted = self._of_number(value, position, near)
            if counted is not None:
                return counted
        if joint == "as":
            return None
        unit = next((lists.totals[word] for word in near if word in lists.totals), None)
        if unit is None and near[-2:-1] == ["it"] and near[-3:-2] in (["put"], ["puts"]):
            unit = "same"
        if unit is None:
            # "put the crowd at 3,000, organisers at 10,000"
            told = found[-1] if found else None
            if told is None or joint != "at" or self._word(told.last) != ",":
                return None
            if not (told.total and self._is_plain(told.last + 1, begin - 1)):
                return None
            return _again(told, value, position)
        if unit == "same":
            if not found:
                return None
            return _again(found[-1], value, position)
        noun = "dead" if unit == "killed" else unit
        return Number(value, "people", position, position + 1, noun, total=True)

    def _of_number(self, value: float, position: int, near: list[str]) -> Number | None:
        """Return the number of "gave the number of arrests as 22", None where it says not of what."""
        lists = self.lists
        for word in near[near.index("number") + 1 :]:
            if word in lists.outcomes:
                return Number(value, "people", position, position + 1, word, total=True)
            if word in lists.counts:
                return Number(value, lists.counts[word], position, position + 1, word, total=True)
        return None

    def _bare(self, position: int, found: list[Number]) -> Number | None:
        """Return the number of people that only a verb tells of: "killed 22", "41 were injured", "the union says 60"."""
        passage, words, lists = self.passage, self.passage.words, self.lists
        value = _value(words[position], lists)
        last = position + 1
        if value is None or value != int(value) or value < 1:
            return None
        if self._is_verb_of_outcome(last):
            return Number(value, "people", position, last, self._outcome_after(last))
        ends = last >= self.high or bool(
            passage.kinds[last] & (COMMA | STOP | QUOTE | PREPOSITION | AND)
        )
        if not ends and words[last] not in (".", ")") and not passage.kinds[last] & CALENDAR:
            return None
        begin = self._unqualified(position)
        before = self._word(begin - 1)
        done = lists.harms.get(before)
        if done is not None and passage.at[begin - 1] < 0 and self._word(last) != "of":
            return Number(value, "people", position, last, done)
        told = found[-1] if found else None
        spoken = self._word(begin - 1) in passage.patterns.words("speech")
        if told is None or told.unit != "people" or not spoken:
            return None
        return _again(told, value, position)

    def _is_verb_of_outcome(self, position: int) -> bool:
        """Say whether "were killed" or "had been injured" stands at a token."""
        passage = self.passage
        return (
            position < self.high
            and bool(passage.kinds[position] & (BE | HAVE))
            and self._outcome_after(position) != ""
        )

    def _outcome_after(self, position: int) -> str:
        """Return the participle that the auxiliaries from a token on lead to, "" where none says an outcome."""
        passage = self.passage
        here = position
        while here < min(self.high, position + _LONGEST_VERB) and (
            passage.kinds[here] & (BE | HAVE | ADVERB)
        ):
            here += 1
        word = self._word(here)
        return word if word in self.lists.outcomes else ""

    def _unqualified(self, position: int) -> int:
        """Return where the words begin that say how exact the number at a token is, the token where none do."""
        words, qualifiers = self.passage.words, self.lists.qualifiers
        for length in (3, 2, 1):
            start = position - length
            if start >= self.low and tuple(words[start:position]) in qualifiers:
                return start
        return position

    def _is_plain(self, first: int, last: int) -> bool:
        """Say whether nothing but somebody, a mention or plain words, stands between two tokens."""
        kinds = self.passage.kinds
        return first < last <= first + _LONGEST_VERB + 1 and not any(
            kinds[here] & ~DETERMINER for here in range(first, last)
        )

    def _qualified(self, number: Number) -> Number:
        """Return a number with what the words around it say of how exact it is."""
        words, qualifiers = self.passage.words, self.lists.qualifiers
        qualifier, begin = "", number.first
        for length in (3, 2, 1):
            start = number.first - length
            if start >= self.low and tuple(words[start : number.first]) in qualifiers:
                qualifier, begin = qualifiers[tuple(words[start : number.first])], start
                break
        if not qualifier and "or" in words[number.first : number.last + 1]:
            qualifier = "at least"
        return replace(number, qualifier=qualifier, begin=begin)

    def _number(self, position: int) -> Number | None:
        word = self.passage.words[position]
        value = _value(word, self.lists)
        if value is not None:
            return self._measured(position, value)
        joined = _JOINED.fullmatch(word)
        if joined is None:
            return None
        # "3-5 percent"
        lower, upper = _value(joined[1], self.lists), _value(joined[2], self.lists)
        if lower is None or upper is None or lower >= upper:
            return None
        whole = self._measured(position, upper)
        if whole is None:
            return None
        return replace(whole, value=lower * (whole.value / upper), upper=whole.value)

    def _measured(self, position: int, value: float) -> Number | None:
        """Return the number of ``value`` at a token with its unit, None where it measures nothing."""
        words, lists = self.passage.words, self.lists
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
                if word == "of" and here == last and self._is_part(here):
                    # "100 of the 2,500 prisoners"
                    whole = self._number(here + 2)
                    return replace(whole, value=value, first=first) if whole is not None else None
                if word == "or" and self._word(here + 1) == "more":
                    continue
                if foreign and word not in ("of", "more", "other"):
                    return None
        return None

    def _is_part(self, of: int) -> bool:
        counted = self._word(of + 2)
        return self._word(of + 1) in ("the", "its", "their", "those") and counted[:1].isdigit()

    def _word(self, position: int) -> str:
        return self.passage.words[position] if self.low <= position < self.high else ""

    def _touches(self, one: int, other: int) -> bool:
        tokens = self.passage.tokens
        return tokens.ends[one] == tokens.starts[other]


def _again(told: Number, value: float, position: int) -> Number:
    """Return another number, one word long, of what ``told`` counts."""
    return replace(
        told,
        value=value,
        upper=None,
        qualifier="",
        first=position,
        last=position + 1,
        repeats=True,
    )


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
