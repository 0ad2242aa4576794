"""How old a text says somebody is: "Orlan Vesk, 24,", "24-year-old runner Orlan Vesk"."""

from __future__ import annotations

import re

from index.analysis.recognising import Document

_AGE = re.compile(r"[1-9][0-9]|[1-9]|10[0-9]")
_YEARS = re.compile(r"([1-9][0-9]?|10[0-9])-years?-old")
_STOPS = frozenset({",", ".", ";", ")"})
# So many words may stand between an age and the name: "22-year-old former Norland striker Orlan Vesk".
_BEFORE = 5


def told_age(document: Document, first: int, last: int) -> int | None:
    """Return the age in years given to whom tokens ``first`` to ``last`` name, None where there is none."""
    folds, openings = document.folds, document.sentences.openings
    for at in range(first - 1, max(first - 1 - _BEFORE, -1), -1):
        if openings[at + 1] == 1 or not folds[at][:1].isalnum():
            break
        found = _YEARS.fullmatch(folds[at])
        if found is not None:
            return int(found[1])
    after = folds[last : last + 4]
    if len(after) < 3 or after[0] not in (",", "(", "aged"):
        return None
    at = 1
    if after[0] == "," and after[1] in ("a", "an", "the", "aged", "age"):
        at = 2
    found = _YEARS.fullmatch(after[at])
    if found is not None:
        return int(found[1])
    aged = "aged" in after[:at] or "age" in after[:at]
    closed = aged or (at == 1 and after[at + 1 : at + 2] and after[at + 1] in _STOPS)
    return int(after[at]) if closed and _AGE.fullmatch(after[at]) else None
