"""Reading dates as newsrooms write them, and keeping how exactly they are known."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from importlib import resources

from index.model import Moment, Precision

# No date is spelled in more characters; longer text is not looked at.
_LONGEST = 80
_LONGEST_WORDS = 10
_FIRST_YEAR, _LAST_YEAR = 1500, 2200

_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)")
_YEAR_MONTH = re.compile(r"(\d{4})[-/](\d{1,2})\Z")
_MONTH_YEAR = re.compile(r"(\d{1,2})/(\d{4})\Z")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?=t|\Z)")
_NUMBERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?!\d)")
_EAST_ASIAN = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月(?:\s?(\d{1,2})\s?日)?")
_YEAR = re.compile(r"(\d{4})\Z")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)?|\d+|.", re.DOTALL)
_ORDINALS = frozenset({"st", "nd", "rd", "th", "er", "º"})
_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:(?:[:h]|\.(?=\d\d))(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?)?"
    r"\s?(?P<half>[ap]\.?m\b\.?)?\s?"
    r"(?P<zone>(?:utc|gmt)?\s?[-+\u2212]\d{1,2}(?::?\d{2})?|[a-z]{1,5})?(?:\s?\([a-z ]{1,30}\))?\Z"
)
_BEFORE_TIME = re.compile(
    r"\A(?:t(?=\d)|[,|/\u2013\u2014-]\s?|(?:at|um|à|às|alle|a las|om|kl\.?)\s)"
)
_COMPACT_TIME = re.compile(r"t(\d{2})(\d{2})(\d{2})?(z|[-+]\d{2}:?\d{2})?\Z")
_OFFSET = re.compile(r"(?:utc|gmt)?\s?([-+\u2212])(\d{1,2})(?::?(\d{2}))?\Z")
_TIME_FIRST = re.compile(
    r"(\d{1,2}[:.]\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?(?:\s(?:gmt|utc|[a-z]{3,4}(?=,)))?)\s?,?\s+(?=\S)"
)


@dataclass(frozen=True, slots=True)
class _Calendar:
    months: dict[str, int]
    weekdays: frozenset[str]
    particles: frozenset[str]
    zones: dict[str, int]


@cache
def _calendar() -> _Calendar:
    text = resources.files("index.importing.data").joinpath("calendar.toml").read_text("utf-8")
    table = tomllib.loads(text)
    months = {
        name: number
        for language in table["months"].values()
        for number, names in enumerate(language, 1)
        for name in names
    }
    weekdays = frozenset(name for names in table["weekdays"].values() for name in names)
    return _Calendar(months, weekdays, frozenset(table["particles"]), dict(table["zones"]))


@dataclass(frozen=True, slots=True)
class _Day:
    """A date as read, and what of the text is left for the time of day."""

    year: int
    month: int | None
    day: int | None
    rest: str


def parse_moment(text: str) -> Moment | None:
    """Return the point in time that `text` spells and nothing else but it, or None.

    Reads ISO 8601 in every precision, RFC 2822, names of months in several languages, and dates in
    numbers where they can mean one day only: ``03/04/2025`` is None, ``13/04/2025`` is not. Dotted
    dates (``07.01.2025``) have the day first. A time without a zone is taken as UTC; where the zone's
    name is unknown or ambiguous the date is kept and the time is dropped.
    """
    if len(text) > _LONGEST:
        return None
    text = " ".join(text.replace("\u202f", " ").split()).casefold().strip(" ,;")
    if not text or not any(sign.isdigit() for sign in text):
        return None
    text = _without_weekday(text)
    if found := _TIME_FIRST.match(text):
        # "09:30 GMT, 7 January 2025": the same with the parts the other way round.
        turned = _read(f"{_without_weekday(text[found.end() :])} {found[1]}")
        if turned is not None:
            return turned
    return _read(text)


def parse_leading_moment(text: str) -> tuple[Moment, str] | None:
    """Return the date at the start of `text`, the longest that can be read, and what follows it."""
    words = [match.span() for match in re.finditer(r"\S+", text[: _LONGEST + 40])][:_LONGEST_WORDS]
    for start, end in reversed([(words[0][0], end) for _, end in words] if words else []):
        moment = parse_moment(text[start:end])
        if moment is not None:
            return moment, text[end:]
    return None


def coarsen(moment: Moment, precision: Precision) -> Moment:
    """Return `moment` with no more than `precision`, at the start of the period that names."""
    order = list(Precision)
    precision = min(precision, moment.precision, key=order.index)
    instant = moment.instant.replace(microsecond=0)
    keep = order.index(precision)
    if keep < order.index(Precision.SECOND):
        instant = instant.replace(second=0)
    if keep < order.index(Precision.MINUTE):
        instant = instant.replace(hour=0, minute=0)
    if keep < order.index(Precision.DAY):
        instant = instant.replace(day=1)
    if keep < order.index(Precision.MONTH):
        instant = instant.replace(month=1)
    return Moment(instant, precision)


def moment_from(value: date) -> Moment:
    """Return the moment that a date or datetime object names; naive times are UTC."""
    if not isinstance(value, datetime):
        return Moment(datetime(value.year, value.month, value.day, tzinfo=UTC), Precision.DAY)
    aware = value if value.tzinfo else value.replace(tzinfo=UTC)
    return Moment(aware.astimezone(UTC).replace(microsecond=0), Precision.SECOND)


def _read(text: str) -> Moment | None:
    day = _in_numbers(text) or _in_words(text)
    if day is None or not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        return None
    try:
        return _with_time(day)
    except (ValueError, OverflowError):
        return None


def _without_weekday(text: str) -> str:
    first, _, rest = text.partition(" ")
    if first.rstrip(".,") in _calendar().weekdays:
        return rest.lstrip(" ,")
    name, comma, rest = text.partition(",")
    return rest.strip() if comma and name in _calendar().weekdays else text


def _in_numbers(text: str) -> _Day | None:
    if found := _YEAR_FIRST.match(text) or _COMPACT.match(text):
        numbers = [int(part) for part in found.groups() if part.isdigit()]
        return _Day(numbers[0], numbers[1], numbers[2], text[found.end() :])
    if found := _EAST_ASIAN.match(text):
        day = int(found[3]) if found[3] else None
        return _Day(int(found[1]), int(found[2]), day, text[found.end() :])
    if found := _YEAR_MONTH.match(text):
        return _Day(int(found[1]), int(found[2]), None, "")
    if found := _MONTH_YEAR.match(text):
        return _Day(int(found[2]), int(found[1]), None, "")
    if found := _YEAR.match(text):
        return _Day(int(found[1]), None, None, "")
    if found := _NUMBERS.match(text):
        first, second = int(found[1]), int(found[3])
        dotted = found[2] == "."
        if second > 12 >= first:
            first, second = second, first
        elif not dotted and first <= 12 and first != second:
            return None
        return _Day(int(found[4]), second, first, text[found.end() :])
    return None


def _in_words(text: str) -> _Day | None:
    """Read "7 January 2025 09:30", "Jan. 7, 2025", "January 2025", "Tue Jan 7 09:30:00 2025"."""
    calendar = _calendar()
    month: int | None = None
    numbers: list[str] = []
    end = 0
    for found in _WORD.finditer(text):
        word = found[0]
        if word.isdigit():
            following = text[found.end() : found.end() + 2]
            if month is not None and re.match(r"[:h]\d|\.\d", following):
                break
            if len(numbers) == 2 or (len(numbers) == 1 and month is None):
                break
            numbers.append(word)
        elif (name := word.rstrip(".")) in calendar.months and month is None:
            month = calendar.months[name]
        elif (
            word in calendar.particles
            or word in " ,.-/"
            or (word in _ORDINALS and numbers and text[found.start() - 1].isdigit())
        ):
            continue
        else:
            break
        end = found.end()
        if word.isdigit() and len(word) == 4 and month is not None:
            break
    if month is None or not numbers:
        return None
    rest = text[end:]
    if len(numbers) == 1 and len(numbers[0]) <= 2:
        # asctime: the year stands behind the time of day.
        clock, _, year = rest.strip().rpartition(" ")
        if not (re.fullmatch(r"\d{4}", year) and ":" in clock):
            return None
        return _Day(int(year), month, int(numbers[0]), " " + clock)
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if len(years) == 1 and len(days) == len(numbers) - 1:
        return _Day(int(years[0]), month, int(days[0]) if days else None, rest)
    if len(days) == 2 and re.match(r"\s+\d{1,2}:\d{2}", rest):
        # RFC 822 wrote years in two digits, always with a time behind them.
        short = int(days[1])
        return _Day(short + (2000 if short < 70 else 1900), month, int(days[0]), rest)
    return None


def _with_time(day: _Day) -> Moment | None:
    rest = day.rest.strip()
    start = datetime(day.year, day.month or 1, day.day or 1, tzinfo=UTC)
    if day.day is None:
        if rest:
            return None
        return Moment(start, Precision.YEAR if day.month is None else Precision.MONTH)
    if not rest:
        return Moment(start, Precision.DAY)
    if found := _COMPACT_TIME.match(rest):
        rest = f"{found[1]}:{found[2]}" + (f":{found[3]}" if found[3] else "") + (found[4] or "")
    rest = _BEFORE_TIME.sub("", rest.lstrip(", "), count=1).removesuffix("uhr").strip()
    clock = _TIME.match(rest)
    if clock is None or not (clock["minute"] or clock["half"]):
        return None
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    # A leap second is the last second of its minute to every clock we know.
    second = min(int(clock["second"] or 0), 59)
    if clock["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if clock["half"].startswith("p") else 0)
    local = start.replace(hour=hour, minute=minute, second=second)
    zone = _zone(clock["zone"] or "z")
    if zone is None:
        return Moment(start, Precision.DAY)
    precision = Precision.SECOND if clock["second"] else Precision.MINUTE
    return Moment(local.replace(tzinfo=zone).astimezone(UTC), precision)


def _zone(name: str) -> timezone | None:
    minutes = _calendar().zones.get(name)
    if minutes is None:
        found = _OFFSET.match(name)
        if found is None:
            return None
        minutes = int(found[2]) * 60 + int(found[3] or 0)
        minutes = minutes if found[1] == "+" else -minutes
    return timezone(timedelta(minutes=minutes))
