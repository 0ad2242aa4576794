"""Dates as a reader sees them, no more exact than they are known."""

from __future__ import annotations

from datetime import UTC, datetime

from index.model import Moment, Precision

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def full_date(moment: Moment) -> str:
    """Return ``Tue 7 Jan 2025``, ``Jan 2025`` or ``2025``, with ``, 09:30 UTC`` where the time is known."""
    at = moment.instant.astimezone(UTC)
    if moment.precision is Precision.YEAR:
        return str(at.year)
    if moment.precision is Precision.MONTH:
        return month(at)
    shown = f"{_WEEKDAYS[at.weekday()]} {day(at)}"
    if moment.precision is Precision.DAY:
        return shown
    return f"{shown}, {at.hour:02}:{at.minute:02} UTC"


def plain_date(moment: Moment) -> str:
    """Return ``7 Jan 2025``, ``Jan 2025`` or ``2025``: no weekday and no time."""
    at = moment.instant.astimezone(UTC)
    if moment.precision is Precision.YEAR:
        return str(at.year)
    return month(at) if moment.precision is Precision.MONTH else day(at)


def day(at: datetime) -> str:
    """Return ``7 Jan 2025``."""
    return f"{at.day} {month(at)}"


def month(at: datetime) -> str:
    """Return ``Jan 2025``."""
    return f"{_MONTHS[at.month - 1]} {at.year}"


def month_name(at: datetime) -> str:
    """Return ``Jan``."""
    return _MONTHS[at.month - 1]


def between(first: datetime, last: datetime) -> str:
    """Return a period in few words: ``7 Jan 2025``, ``3–28 Jul 2024``, ``Jul 2024–Feb 2025``.

    Days are told where the period is shorter than two months.
    """
    if first.date() == last.date():
        return day(first)
    same_month = (first.year, first.month) == (last.year, last.month)
    if (last - first).days <= 60:
        if same_month:
            return f"{first.day}–{day(last)}"
        beginning = f"{first.day} {month_name(first)}" if first.year == last.year else day(first)
        return f"{beginning}–{day(last)}"
    return f"{month(first)}–{month(last)}"
