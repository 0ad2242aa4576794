"""Reading dates as news write them ("Sunday", "Jan. 4", "last July", "in four days") against the article's date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from index.model import Moment, Precision

_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            ("monday", "mon"),
            ("tuesday", "tue", "tues"),
            ("wednesday", "wed"),
            ("thursday", "thu", "thur", "thurs"),
            ("friday", "fri"),
            ("saturday",),
            ("sunday",),
        )
    )
    for name in names
}
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
_AMBIGUOUS = frozenset({"may", "march", "mar", "mon", "wed", "fri", "jan"})
_NUMBERS = {
    word: number
    for number, word in enumerate(
        (
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
        ),
        1,
    )
} | {"a": 1, "an": 1}
_UNITS = {
    name: unit
    for unit in ("day", "week", "month", "year", "hour", "decade")
    for name in (unit, unit + "s")
}
_ISO = re.compile(r"([12]\d{3})-(\d{2})-(\d{2})$")
_YEAR = re.compile(r"[12]\d{3}$")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?$")
_HOLIDAYS = {
    ("new", "year's", "eve"): (12, 31),
    ("new", "year", "'s", "eve"): (12, 31),
    ("new", "year's", "day"): (1, 1),
    ("new", "year", "'s", "day"): (1, 1),
    ("christmas", "eve"): (12, 24),
    ("christmas", "day"): (12, 25),
    ("boxing", "day"): (12, 26),
}
_OF_THE_DAY = {"today": 0, "tonight": 0, "yesterday": -1, "tomorrow": 1}
_BEFORE_MONTH = frozenset(
    {"in", "last", "next", "since", "by", "until", "early", "late", "mid", "this", "of"}
)


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in the text: its tokens and what it means for what has happened and for what is to come.

    ``past`` or ``future`` is None where the words leave that open. ``relative`` dates ("today") count
    from the day they were said, which inside a quotation nobody tells.
    """

    first: int
    last: int
    past: Moment | None
    future: Moment | None
    relative: bool = False


def find_dates(
    words: Sequence[str], first: int, last: int, published: Moment | None
) -> list[FoundDate]:
    """Return the dates among ``words[first:last]`` (lower case) in the order of the text.

    ``published`` is the date of the article; without it only full dates are read. Days are UTC.
    """
    reader = _Reader(words, last, published)
    found: list[FoundDate] = []
    position = first
    while position < last:
        word = words[position]
        # Most words are no part of a date, and this is asked of every word of a story.
        if word not in _STARTERS and not word[0].isdigit():
            position += 1
            continue
        one = reader.read(position)
        if one is None:
            position += 1
        else:
            if found and _names_weekday(words, found[-1], one):
                # "Sunday, Jan. 5": one day, told twice.
                one = replace(one, first=found.pop().first)
            found.append(one)
            position = max(one.last, position + 1)
    return found


def _names_weekday(words: Sequence[str], before: FoundDate, one: FoundDate) -> bool:
    """Say whether ``before`` is a weekday that stands right before a date of its own."""
    weekday = before.last - before.first == 1 and words[before.first] in _WEEKDAYS
    between = words[before.last : one.first]
    return weekday and not one.relative and list(between) in ([], [","], ["("], [",", "the"])


_STARTERS = frozenset(
    {*_WEEKDAYS, *_MONTHS, *_OF_THE_DAY, *_NUMBERS, "last", "next", "this", "in", "earlier", "same"}
    | {phrase[0] for phrase in _HOLIDAYS}
)


def day(moment: date) -> Moment:
    """Return a day as a moment."""
    return Moment(datetime(moment.year, moment.month, moment.day, tzinfo=UTC), Precision.DAY)


def month(year: int, number: int) -> Moment:
    """Return a month as a moment."""
    return Moment(datetime(year, number, 1, tzinfo=UTC), Precision.MONTH)


def year_moment(number: int) -> Moment:
    """Return a year as a moment."""
    return Moment(datetime(number, 1, 1, tzinfo=UTC), Precision.YEAR)


class _Reader:
    def __init__(self, words: Sequence[str], end: int, published: Moment | None) -> None:
        self.words = words
        self.end = end
        precise = published is not None and published.precision not in (
            Precision.YEAR,
            Precision.MONTH,
        )
        self.today = published.instant.astimezone(UTC).date() if published and precise else None

    def word(self, position: int) -> str:
        return self.words[position] if 0 <= position < self.end else ""

    def read(self, position: int) -> FoundDate | None:
        word = self.words[position]
        try:
            return (
                self._iso(position, word)
                or self._month_day(position, word)
                or self._day_month(position, word)
                or self._month(position, word)
                or self._year(position, word)
                or self._holiday(position)
                or self._relative(position, word)
            )
        except (ValueError, OverflowError):
            # "31 February", or a count that leaves the calendar.
            return None

    # -- absolute --------------------------------------------------------------------------------

    def _iso(self, position: int, word: str) -> FoundDate | None:
        found = _ISO.match(word)
        if found is None:
            return None
        when = day(date(int(found[1]), int(found[2]), int(found[3])))
        return FoundDate(position, position + 1, when, when)

    def _month_day(self, position: int, word: str) -> FoundDate | None:
        number = _MONTHS.get(word)
        if number is None:
            return None
        at = position + 1
        if self.word(at) == ".":
            at += 1
        found = _DAY.match(self.word(at))
        if found is None or not 1 <= int(found[1]) <= 31:
            return None
        return self._with_year(position, at + 1, int(found[1]), number)

    def _day_month(self, position: int, word: str) -> FoundDate | None:
        found = _DAY.match(word)
        if found is None or not 1 <= int(found[1]) <= 31:
            return None
        at = position + 1
        if self.word(at) == "of":
            at += 1
        number = _MONTHS.get(self.word(at))
        if number is None:
            return None
        at += 1
        if self.word(at) == ".":
            at += 1
        return self._with_year(position, at, int(found[1]), number)

    def _with_year(self, first: int, at: int, number: int, month_number: int) -> FoundDate | None:
        following = at + 1 if self.word(at) == "," else at
        if _YEAR.match(self.word(following)):
            when = day(date(int(self.word(following)), month_number, number))
            return FoundDate(first, following + 1, when, when)
        if self.today is None:
            return None
        near = [
            date(self.today.year + shift, month_number, number)
            for shift in (-1, 0, 1)
            if _is_day(self.today.year + shift, month_number, number)
        ]
        if not near:
            return None
        today = self.today
        nearest = min(near, key=lambda one: abs((one - today).days))
        before = [one for one in near if one <= today + timedelta(days=1)]
        after = [one for one in near if one >= today]
        past = max(before) if before else nearest
        # "on Feb. 3" in a story of late January: nothing that has happened stands a year back.
        past = nearest if (today - past).days > 200 else past
        return FoundDate(first, at, day(past), day(min(after) if after else nearest))

    def _holiday(self, position: int) -> FoundDate | None:
        for phrase, (month_number, number) in _HOLIDAYS.items():
            last = position + len(phrase)
            if last <= self.end and tuple(self.words[position:last]) == phrase:
                return self._with_year(position, last, number, month_number)
        return None

    def _month(self, position: int, word: str) -> FoundDate | None:
        number = _MONTHS.get(word)
        if number is None:
            return None
        at = position + 1
        if self.word(at) == "." and word != "may":
            at += 1
        following = at + 1 if self.word(at) in (",", "of") else at
        if _YEAR.match(self.word(following)):
            when = month(int(self.word(following)), number)
            return FoundDate(position, following + 1, when, when)
        before = self.word(position - 1)
        if word in _AMBIGUOUS and before not in _BEFORE_MONTH:
            return None
        if self.today is None:
            return None
        this = self.today.year
        past = this if number <= self.today.month else this - 1
        future = this if number >= self.today.month else this + 1
        if before == "last":
            past = future = this if number < self.today.month else this - 1
        elif before == "next":
            past = future = this if number > self.today.month else this + 1
        elif before == "this":
            past = future = this
        return FoundDate(position, position + 1, month(past, number), month(future, number))

    def _year(self, position: int, word: str) -> FoundDate | None:
        if _YEAR.match(word) is None or self.word(position - 1) not in (
            "in",
            "since",
            "early",
            "late",
            "mid",
            "year",
            "until",
            "by",
            "during",
        ):
            return None
        when = year_moment(int(word))
        return FoundDate(position, position + 1, when, when)

    # -- counted from the article's date ---------------------------------------------------------

    def _relative(self, position: int, word: str) -> FoundDate | None:
        if self.today is None:
            return None
        today = self.today
        if word in _OF_THE_DAY:
            meant = day(today + timedelta(days=_OF_THE_DAY[word]))
            return FoundDate(position, position + 1, meant, meant, relative=True)
        if word in _WEEKDAYS:
            return self._weekday(position, word)
        if word in ("last", "next", "this", "earlier"):
            return self._named_period(position, word)
        if word == "in":
            count, unit = self._count(position + 1)
            if count and self.word(position + 3) not in ("of", "and"):
                return FoundDate(position, position + 3, None, _shift(today, count, unit), True)
            return None
        count, unit = self._count(position)
        if count and self.word(position + 2) == "ago":
            when = _shift(today, -count, unit)
            return FoundDate(position, position + 3, when, when, relative=True)
        return None

    def _count(self, position: int) -> tuple[int, str]:
        number = self.word(position)
        unit = _UNITS.get(self.word(position + 1), "")
        if not unit:
            return 0, ""
        if number.isascii() and number.isdigit() and len(number) < 4:
            return int(number), unit
        return _NUMBERS.get(number, 0), unit

    def _weekday(self, position: int, word: str) -> FoundDate | None:
        if word in _AMBIGUOUS and self.word(position + 1) != ".":
            return None
        assert self.today is not None
        back = (self.today.weekday() - _WEEKDAYS[word]) % 7
        before = self.word(position - 1)
        past = self.today - timedelta(days=back)
        future = self.today + timedelta(days=(-back) % 7)
        if before == "last":
            past = future = self.today - timedelta(days=back or 7)
        elif before == "next":
            past = future = self.today + timedelta(days=(-back) % 7 or 7)
        return FoundDate(position, position + 1, day(past), day(future))

    def _named_period(self, position: int, word: str) -> FoundDate | None:
        assert self.today is not None
        at = position
        if word == "earlier":
            if self.word(position + 1) != "this":
                return None
            word, at = "this", position + 1
        unit = self.word(at + 1)
        step = {"last": -1, "next": 1, "this": 0}[word]
        when: Moment | None
        if unit == "year":
            when = year_moment(self.today.year + step)
        elif unit == "month":
            when = _shift(self.today, step, "month")
        elif unit == "week":
            monday = self.today - timedelta(days=self.today.weekday() - 7 * step)
            when = _covering(monday, monday + timedelta(days=6))
        elif unit in ("morning", "afternoon", "evening") and word == "this":
            when = day(self.today)
        elif unit == "weekend":
            saturday = self.today + timedelta(days=5 - self.today.weekday() + 7 * step)
            when = _covering(saturday, saturday + timedelta(days=1))
        else:
            return None
        return FoundDate(position, at + 2, when, when, relative=True) if when else None


def _is_day(year: int, number: int, day_number: int) -> bool:
    try:
        date(year, number, day_number)
    except ValueError:
        return False
    return True


def _covering(first: date, last: date) -> Moment | None:
    """Return the month, else the year, that holds both days; None where there is none."""
    if (first.year, first.month) == (last.year, last.month):
        return month(first.year, first.month)
    return year_moment(first.year) if first.year == last.year else None


def _shift(today: date, count: int, unit: str) -> Moment | None:
    if unit == "hour":
        return day(today + timedelta(hours=count)) if abs(count) >= 24 else day(today)
    if unit == "day":
        return day(today + timedelta(days=count))
    if unit == "week":
        middle = today + timedelta(weeks=count)
        return _covering(middle - timedelta(days=3), middle + timedelta(days=3))
    if unit == "month":
        index = today.year * 12 + today.month - 1 + count
        return month(index // 12, index % 12 + 1)
    years = count * 10 if unit == "decade" else count
    return year_moment(today.year + years)
