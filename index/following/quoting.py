"""What was said, once: the same words that several stories quote, folded into one line.

Two quotations are one when they have the same speaker, as far as one is known, and the same words, capitals and
punctuation aside; or when the words of one, at least ``_TELLING`` of them, stand in the other one after another, for
stories quote more or less of what was said. Fewer words are said again on other occasions: they are one quotation
only where the stories appeared within ``_NEAR`` days of each other.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from index.analysis.folding import fold as folded
from index.following.presence import DAY
from index.model import DatedQuotation
from index.storage import told

COMPARED = 1_000
"""So many quotations of an actor, the newest, are compared with each other; those before stand as they are told."""
_TELLING = 6  # words
_NEAR = 7  # days
_MOST_PLACES = 50  # where the same beginning is looked for
_MOST_WORDS = 400
_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class _Said:
    """What was said once: its words, and every place that quotes it."""

    words: tuple[str, ...]
    places: list[DatedQuotation] = field(default_factory=list)


def fold(quotations: Sequence[DatedQuotation]) -> tuple[DatedQuotation, ...]:
    """Return each quotation once, with the other places that quote it as its ``tellings``.

    Of the places with the longest wording it is the earliest. The newest come first, the undated last; those of one
    moment are in the order given.
    """
    found: list[_Said] = []
    places: dict[tuple[str, tuple[str, ...]], list[tuple[_Said, int]]] = defaultdict(list)
    worded = [(_words(each), each) for each in quotations]
    # The longer ones first: what is only a part of one is looked for in them.
    for words, each in sorted(worded, key=lambda pair: -len(pair[0])):
        speaker = _speaker(each)
        begin = words[:_TELLING]
        same = next(
            (
                said
                for said, at in places[speaker, begin]
                if said.words[at : at + len(words)] == words and _one(said, words, each)
            ),
            None,
        )
        if same is not None:
            same.places.append(each)
            continue
        said = _Said(words, [each])
        found.append(said)
        for at in range(max(1, len(words) - _TELLING + 1)):
            known = places[speaker, words[at : at + _TELLING]]
            if len(known) < _MOST_PLACES:
                known.append((said, at))
    order = {id(each): place for place, each in enumerate(quotations)}
    kept = [
        (_newest_first(one), order[id(one)], _once(one, said)) for one, said in map(_kept, found)
    ]
    return tuple(each for _, _, each in sorted(kept, key=lambda line: line[:2]))


def quotations_by(
    connection: sqlite3.Connection, number: int, *, start: int, count: int
) -> tuple[tuple[DatedQuotation, ...], int]:
    """Return what an actor is quoted as saying, each once, from place ``start`` on, and how many there are in all."""
    return _page(
        lambda begin, limit: told.quotations_by(connection, number, start=begin, limit=limit),
        told.count_quotations_by(connection, number),
        start,
        count,
    )


def quotations_about(
    connection: sqlite3.Connection, number: int, *, start: int, count: int
) -> tuple[tuple[DatedQuotation, ...], int]:
    """Return what others say of an actor, each once, from place ``start`` on, and how many there are in all."""
    return _page(
        lambda begin, limit: told.quotations_about(connection, number, start=begin, limit=limit),
        told.count_quotations_about(connection, number),
        start,
        count,
    )


def _page(
    read: Callable[[int, int], tuple[DatedQuotation, ...]], every: int, start: int, count: int
) -> tuple[tuple[DatedQuotation, ...], int]:
    # To see that there is none takes as long as to count them.
    head = fold(read(0, COMPARED)) if every else ()
    page = head[start : start + count]
    if every > COMPARED and start + count > len(head):
        after = max(start, len(head)) - len(head)
        page += read(COMPARED + after, count - len(page))
    return page, len(head) + max(0, every - COMPARED)


def _words(quotation: DatedQuotation) -> tuple[str, ...]:
    return tuple(_WORD.findall(folded(quotation.text)))[:_MOST_WORDS]


def _speaker(quotation: DatedQuotation) -> str:
    speaker = quotation.quotation.speaker
    return speaker.actor or "" if speaker is not None else ""


def _one(said: _Said, words: tuple[str, ...], quotation: DatedQuotation) -> bool:
    """Whether words that are among those of ``said`` are the same quotation."""
    if len(words) >= _TELLING:
        return True
    # Who said so few words is not known by them.
    if words != said.words or not words or not _speaker(quotation):
        return False
    return any(_near(quotation, other) for other in said.places)


def _near(one: DatedQuotation, other: DatedQuotation) -> bool:
    if one.article == other.article:
        return True
    if one.published is None or other.published is None:
        return False
    apart = one.published.instant - other.published.instant
    return abs(apart.total_seconds()) <= _NEAR * DAY


def _kept(said: _Said) -> tuple[DatedQuotation, _Said]:
    whole = [place for place in said.places if len(_words(place)) == len(said.words)]
    return min(whole, key=_told), said


def _once(kept: DatedQuotation, said: _Said) -> DatedQuotation:
    if len(said.places) == 1:
        return kept
    others = (place for place in said.places if place is not kept)
    return replace(kept, tellings=tuple(sorted(others, key=_told)))


def _told(quotation: DatedQuotation) -> tuple[bool, float]:
    published = quotation.published
    return published is None, 0.0 if published is None else published.instant.timestamp()


def _newest_first(quotation: DatedQuotation) -> tuple[bool, float]:
    undated, told_at = _told(quotation)
    return undated, -told_at
