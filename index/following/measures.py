"""Which figures can be set against each other, in which unit, and when two of them do not go together.

``measures.tsv`` beside this module lists the measures; its head says how a line is read. Whether two values
go together is asked of intervals: a number stands for all that would be rounded to it, ``about`` for a twentieth more and
less, ``at least`` and ``more than`` for everything above, a range for all between. Where intervals meet, there is
no disagreement.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

from index.model import Figure

_ABOUT = 0.05
_PERCENT = ("%", "percentage points")
# The first number as it is written: "1,200", "51.2"; a second point ("1.200.000") groups as a comma does.
_NUMBER = re.compile(r"([0-9]{1,15}(?:,[0-9]{3}){0,5})(?:\.([0-9]{1,9})(?![0-9.]))?")
_MONEY = 3  # letters of a currency's code (ISO 4217)


class MeasureKind(StrEnum):
    """What sort of number a measure is; the head of ``measures.tsv`` says more."""

    FIXED = "fixed"
    MOVING = "moving"
    TOLL = "toll"


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure made comparable: what it measures, in which unit, and the values it stands for, ends included."""

    measure: str
    unit: str
    kind: MeasureKind
    least: float
    most: float

    def meets(self, other: Measured) -> bool:
        """Return whether both can be true."""
        return self.least <= other.most and other.least <= self.most


@dataclass(frozen=True, slots=True)
class _Line:
    measure: str
    unit: str
    kind: MeasureKind
    common_measure: str
    common_unit: str
    factor: float

    def fits(self, figure: Figure) -> bool:
        if self.unit == "money":
            if not (len(figure.unit) == _MONEY and figure.unit.isupper()):
                return False
        elif self.unit != figure.unit:
            return False
        if self.measure.startswith("* "):
            return figure.measures.endswith(self.measure[1:])
        return self.measure == figure.measures


def measured(figure: Figure, words: str) -> Measured | None:
    """Return a figure made comparable, None where it is not to be compared; ``words`` is how the text gives it."""
    line = next((line for line in _lines() if line.fits(figure)), None)
    if line is None or not math.isfinite(figure.value):
        return None
    least, most = _interval(figure, words)
    ends = sorted((least * line.factor, most * line.factor))
    return Measured(
        measure=line.common_measure or figure.measures,
        unit=line.common_unit or figure.unit,
        kind=line.kind,
        least=ends[0],
        most=ends[1],
    )


def _interval(figure: Figure, words: str) -> tuple[float, float]:
    value = figure.value
    half = _half_a_step(value, words, figure.unit)
    if figure.upper is not None:
        return min(value, figure.upper) - half, max(value, figure.upper) + half
    if figure.qualifier == "about":
        half = max(half, _ABOUT * abs(value))
    if figure.qualifier in ("at least", "more than"):
        return value - half, math.inf
    if figure.qualifier in ("at most", "less than"):
        return -math.inf, value + half
    return value - half, value + half


def _half_a_step(value: float, words: str, unit: str) -> float:
    """Return half of what the last digit given counts: 0.05 for "51.2", 50,000 for "1.3 million"."""
    number = _NUMBER.search(words)
    if number is None:
        return 0.0
    whole, decimals = number[1].replace(",", ""), number[2] or ""
    given = float(f"{whole}.{decimals or 0}")
    # "1.3 million": the step is of what stands before the word.
    scale = value / given if given else 1.0
    if decimals:
        return scale * 10.0 ** -len(decimals) / 2
    if unit in _PERCENT:
        return scale / 2
    zeros = len(whole) - len(whole.rstrip("0"))
    if scale >= 1000:  # "3 million" is never exact
        return scale / 2
    # A number with two and more zeros at its end is rounded as a rule, others are counted.
    return scale * 10.0**zeros / 2 if zeros >= 2 else 0.0


@cache
def _lines() -> tuple[_Line, ...]:
    text = files("index.following").joinpath("measures.tsv").read_text(encoding="utf-8")
    return tuple(_read(line) for line in text.splitlines() if line and not line.startswith("#"))


def _read(line: str) -> _Line:
    measure, unit, kind, common_measure, common_unit, factor = [*line.split("\t"), "", "", ""][:6]
    return _Line(
        measure,
        unit,
        MeasureKind(kind),
        common_measure,
        common_unit,
        float(factor or 1),
    )
