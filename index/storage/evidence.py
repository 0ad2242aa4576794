"""Evidence in SQLite: each rule with its detail is kept once, and a mention has the numbers of its own.

The column ``mentions.evidence`` holds them joined by commas, each with the span it was read from where it has
one: ``12,7@410-423``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from index.model import Evidence, Span

_REMEMBERED = 20_000
_MOST = 16  # reasons of one mention
_LONGEST_DETAIL = 300  # characters
_AT_ONCE = 500


class StoredEvidence:
    """Turns evidence into what the column holds; remembers numbers as long as transactions succeed."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._numbers: dict[tuple[str, str], int] = {}

    def packed(self, evidence: Iterable[Evidence]) -> str:
        """Return what the column holds for these reasons, each named once."""
        told: dict[str, None] = {}
        for one in evidence:
            span = f"@{one.span.start}-{one.span.end}" if one.span is not None else ""
            told[f"{self._number(one.rule, one.detail[:_LONGEST_DETAIL])}{span}"] = None
        return ",".join(list(told)[:_MOST])

    def _number(self, rule: str, detail: str) -> int:
        number = self._numbers.get((rule, detail))
        if number is None:
            if len(self._numbers) >= _REMEMBERED:
                self._numbers.clear()
            execute = self._connection.execute
            execute("INSERT OR IGNORE INTO evidence (rule, detail) VALUES (?, ?)", (rule, detail))
            number = int(
                execute(
                    "SELECT number FROM evidence WHERE rule = ? AND detail = ?", (rule, detail)
                ).fetchone()[0]
            )
            self._numbers[rule, detail] = number
        return number


def unpacked(
    connection: sqlite3.Connection, packed: Sequence[str]
) -> tuple[tuple[Evidence, ...], ...]:
    """Return the reasons that each of these columns holds; what cannot be read of one is passed over."""
    parts = [[part.partition("@") for part in column.split(",") if part] for column in packed]
    wanted = sorted({int(part[0]) for of in parts for part in of if part[0].isdigit()})
    known: dict[str, tuple[str, str]] = {}
    for first in range(0, len(wanted), _AT_ONCE):
        some = wanted[first : first + _AT_ONCE]
        lines = connection.execute(
            f"SELECT number, rule, detail FROM evidence WHERE number IN ({','.join('?' * len(some))})",
            some,
        )
        known.update((str(number), (rule, detail)) for number, rule, detail in lines)
    return tuple(
        tuple(Evidence(*known[number], _span(place)) for number, _, place in of if number in known)
        for of in parts
    )


def _span(place: str) -> Span | None:
    start, _, end = place.partition("-")
    return Span(int(start), int(end)) if start.isdigit() and end.isdigit() else None
