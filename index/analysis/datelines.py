"""Finding datelines: "ZONGULDAK, Turkey, March 4 (Desk) -", where and by whom a story was written.

What a dateline names takes part in nothing that the story tells.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from index.analysis.tokens import Tokens

_DASHES = frozenset({"-", "–", "—", "--"})
_LONGEST = 20
_LONGEST_PLACE = 4
_SHORTEST_PLACE = 3
_WITHIN = frozenset({",", ".", "/", "(", ")", "'", "’"})


def find_datelines(
    text: str,
    tokens: Tokens,
    openings: Sequence[int],
    *,
    media: Container[str],
    calendar: Container[str],
) -> Iterator[tuple[int, int]]:
    """Yield each dateline as a token range, the dash at its end included.

    ``openings`` are the tokens at which sentences begin; only one that begins a line opens a dateline.
    ``media`` are words in the names of agencies and ``calendar`` names of months and days, in lower case:
    a place that is not in capitals opens a dateline only with one of them.
    """
    for first in openings:
        if first and "\n" not in text[tokens.ends[first - 1] : tokens.starts[first]]:
            continue
        last = _end(tokens, first, media, calendar)
        if last:
            yield first, last


def _end(tokens: Tokens, first: int, media: Container[str], calendar: Container[str]) -> int:
    texts = tokens.texts
    loud = _loud(texts, first)
    told = within = False
    for here in range(first, min(len(texts), first + _LONGEST)):
        word = texts[here]
        if word in _DASHES and not within and here > first and _stands_apart(tokens, here):
            return _after_dashes(texts, here) if told or (loud and _goes_on(texts, here)) else 0
        if word == "(":
            within = True
        elif word == ")":
            within = False
        low = word.lower()
        told = told or low in calendar or (within and (loud or low in media))
        if not (within or word[0].isupper() or word[0].isdigit() or word in _WITHIN):
            return 0
    return 0


def _loud(texts: Sequence[str], first: int) -> bool:
    """Say whether a line opens with a place in capitals, and no more than that."""
    last = first
    while last < len(texts) and texts[last].isupper() and texts[last][0].isalpha():
        last += 1
    short = 0 < last - first <= _LONGEST_PLACE and len(texts[first]) >= _SHORTEST_PLACE
    return short and last < len(texts) and (texts[last] in _DASHES or texts[last] in _WITHIN)


def _stands_apart(tokens: Tokens, dash: int) -> bool:
    """Say whether a dash is no hyphen: a space stands beside it, or it is a long one."""
    spaced = tokens.ends[dash - 1] < tokens.starts[dash]
    return spaced or tokens.texts[dash] in ("—", "--")


def _goes_on(texts: Sequence[str], dash: int) -> bool:
    """Say whether what follows a dash is no headline in capitals."""
    after = _after_dashes(texts, dash)
    return after < len(texts) and not (texts[after].isupper() and len(texts[after]) > 1)


def _after_dashes(texts: Sequence[str], dash: int) -> int:
    while dash < len(texts) and texts[dash] in _DASHES:
        dash += 1
    return dash
