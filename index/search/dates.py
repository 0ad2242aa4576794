"""The dates a query may name: ``2025``, ``2025-01``, ``2025-01-07``, ``last-week``, and ranges of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from index.search.query import DateRange

_NUMERIC = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?", re.ASCII)
_LAST_DAYS = re.compile(r"last-([0-9]{1,4})-days?", re.ASCII)
_ONE_DAY = timedelta(days=1)

NAMED_PERIODS = (
    "today",
    "yesterday",
    "this-week",
    "last-week",
    "this-month",
    "last-month",
    "this-year",
    "last-year",
)
"""The periods that have a name; ``last-7-days`` and the like are understood besides."""


class DateTroubleError(ValueError):
    """A date that cannot be read; ``at`` is the offset in the text, ``str()`` a plain sentence."""

    def __init__(self, message: str, at: int) -> None:
        super().__init__(message)
        self.at = at


@dataclass(frozen=True, slots=True)
class _Period:
    """Whole days: ``first`` and the day after the last one, None past the end of the calendar."""

    first: date
    after: date | None


def read_dates(text: str, today: date) -> DateRange:
    """Read the value of ``date:``, one period or two joined by ``..`` of which one may be left out.

    Days are days in UTC; ``today`` is what the named periods are counted from. Weeks begin on Monday.
    Raises DateTroubleError.
    """
    before, dots, after = text.partition("..")
    if not dots:
        period = _period(before, today, 0)
        return DateRange(_instant(period.first), _instant(period.after))
    if not before and not after:
        raise DateTroubleError("A range of dates needs a date before or after the dots.", 0)
    at = len(before) + len(dots)
    begin = _period(before, today, 0) if before else None
    end = _period(after, today, at) if after else None
    if begin and end and end.after is not None and end.after <= begin.first:
        raise DateTroubleError("This range of dates ends before it begins.", at)
    return DateRange(_instant(begin.first) if begin else None, _instant(end.after) if end else None)


def _instant(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), UTC)


def _period(text: str, today: date, at: int) -> _Period:
    numeric = _NUMERIC.fullmatch(text)
    if numeric:
        year, month, day = (int(group) if group else None for group in numeric.groups())
        return _calendar_period(text, year or 0, month, day, at)
    named = _named_period(text.lower(), today)
    if named:
        return named
    if _LAST_DAYS.fullmatch(text.lower()):
        raise DateTroubleError(f"“{text}” reaches back before the year 1.", at)
    raise DateTroubleError(
        f"“{text}” is not a date: write 2025, 2025-01, 2025-01-07 or one of {', '.join(NAMED_PERIODS)}.",
        at,
    )


def _calendar_period(text: str, year: int, month: int | None, day: int | None, at: int) -> _Period:
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        raise DateTroubleError(f"There is no such day as “{text}” in the calendar.", at) from None
    if month is None:
        return _Period(first, _month_start(year + 1, 1))
    if day is None:
        return _Period(first, _month_start(year, month + 1))
    return _Period(first, _day_after(first))


def _named_period(name: str, today: date) -> _Period | None:
    tomorrow = _day_after(today)
    monday = today - timedelta(days=min(today.weekday(), today.toordinal() - 1))
    last_days = _LAST_DAYS.fullmatch(name)
    try:
        if last_days:
            return _Period(today - timedelta(days=max(int(last_days[1]), 1) - 1), tomorrow)
        match name:
            case "today":
                return _Period(today, tomorrow)
            case "yesterday":
                return _Period(today - _ONE_DAY, today)
            case "this-week":
                return _Period(monday, monday + timedelta(days=7))
            case "last-week":
                return _Period(monday - timedelta(days=7), monday)
            case "this-month":
                return _Period(today.replace(day=1), _month_start(today.year, today.month + 1))
            case "last-month":
                end = today.replace(day=1)
                return _Period((end - _ONE_DAY).replace(day=1), end)
            case "this-year":
                return _Period(date(today.year, 1, 1), _month_start(today.year + 1, 1))
            case "last-year":
                return _Period(date(today.year - 1, 1, 1), date(today.year, 1, 1))
    except (OverflowError, ValueError):
        return None
    return None


def _month_start(year: int, month: int) -> date | None:
    if month == 13:
        year, month = year + 1, 1
    return date(year, month, 1) if year <= date.max.year else None


def _day_after(day: date) -> date | None:
    return None if day == date.max else day + _ONE_DAY
