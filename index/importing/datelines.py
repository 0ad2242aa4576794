"""What a dateline says besides the place: the newsroom and the day."""

from __future__ import annotations

import re

from index.importing.chrome import rules
from index.importing.dates import parse_moment
from index.model import Moment, Precision

_LONGEST = 200
_DESK = re.compile(r"\(([^()]{2,40})\)\Z")


def newsroom_of(dateline: str) -> str:
    """Return the newsroom in brackets at the end of a dateline, "ARDEN, March 4 (Harbour Courier)", or ""."""
    found = _DESK.search(dateline[:_LONGEST])
    if found is None:
        return ""
    words = found[1].replace("/", " ").split()
    capitals = all(word[:1].isupper() or word.casefold() in rules().joining for word in words)
    named = not rules().desks.issuperset(word.casefold() for word in words)
    return found[1].strip() if words and capitals and named else ""


def moment_of(dateline: str) -> Moment | None:
    """Return the day that a dateline gives with its year, "Arden, 2 February 2025", or None."""
    text = _DESK.sub("", dateline[:_LONGEST].rstrip(" .")).rstrip()
    while text:
        _, _, text = text.partition(", ")
        moment = parse_moment(text)
        if moment is not None and moment.precision not in (Precision.YEAR, Precision.MONTH):
            return moment
    return None
