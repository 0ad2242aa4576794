"""Changing the capitals of marked texts, so that a tagger does not trust them too far."""

from __future__ import annotations

import re
from random import Random

from index.analysis.tagged_text import MarkedText


def varied(case: MarkedText, random: Random) -> MarkedText:
    """Return a marked text with the capitals of some of its lines changed.

    Some lines become headlines, in capitals throughout or at the head of each word; in some, words that
    are no names get a capital, as brands, section heads and emphasis do. Spans hold.
    """
    inside = bytearray(len(case.text))
    for one in case.marked:
        inside[one.start : one.end] = b"\1" * (one.end - one.start)
    made: list[str] = []
    at = 0
    for line in case.text.splitlines(keepends=True):
        dice = random.random()
        if dice < 0.08:
            made.append("".join(c.upper() if len(c.upper()) == 1 else c for c in line))
        elif dice < 0.14:
            made.append(_capitalised(line, inside, at, 1.0, random))
        elif dice < 0.34:
            made.append(_capitalised(line, inside, at, 0.15, random))
        else:
            made.append(line)
        at += len(line)
    return MarkedText(case.name, "".join(made), case.marked)


def _capitalised(line: str, inside: bytearray, at: int, share: float, random: Random) -> str:
    chars = list(line)
    for found in re.finditer(r"\b[a-z]{3,}", line):
        if not inside[at + found.start()] and random.random() < share:
            chars[found.start()] = chars[found.start()].upper()
    if share == 1.0 and line.rstrip().endswith("."):
        # A headline has no full stop.
        chars[len(line.rstrip()) - 1] = " "
    return "".join(chars)
