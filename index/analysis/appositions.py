"""Appositions: "Chile's foreign minister, Ana Vesk," and "the mayor of Tetovo, Ana Vesk," name one person."""

from __future__ import annotations

from index.analysis.gazetteer import load, phrase_key
from index.analysis.passage import COMMA, DETERMINER, PREPOSITION, STOP, Passage
from index.model import Kind

# "former vice-prime minister": more words than that stand in no title.
_LONGEST_ROLE = 6
_BEFORE_NAME = 3
_OF = frozenset({"of", "for", "in", "at"})


def head_of(passage: Passage, number: int, high: int) -> int:
    """Return the mention that a noun phrase means: its last name, or the one that stands beside it.

    Of "Peruvian President Vesk" it is Vesk, of "Chile's foreign minister, Ana Vesk," it is Ana Vesk.
    """
    head = passage.head(number, high)
    beside = apposed(passage, head, high)
    return head if beside is None else beside


def apposed(passage: Passage, number: int, high: int, *, anybody: bool = False) -> int | None:
    """Return whom an apposition after a mention names, None where none does.

    The mention says whose the role is ("Chile's minister", "the mayor of Tetovo"). ``anybody``: it may
    name another than a person ("Peru's neighbour, Chile,").
    """
    kinds, at = passage.kinds, passage.at
    position = passage.lasts[number]
    owned = passage.possessive(number)
    position += owned
    opening = position
    while (
        position < min(high, opening + _LONGEST_ROLE)
        and at[position] < 0
        and not kinds[position]
        and (passage.words[position].isalpha() or "-" in passage.words[position])
    ):
        position += 1
    role = position > opening and (owned or passage.mention(number).demonym)
    if not role and not (position == opening and in_role(passage, number)):
        return None
    if position >= high or not kinds[position] & COMMA:
        return None
    name = _name_after(passage, position + 1, high)
    if name is None or not (anybody or passage.is_person(name)):
        return None
    after = passage.lasts[name]
    closed = (
        after >= min(high, len(kinds))
        or bool(kinds[after] & (COMMA | STOP))
        or passage.words[after] in (".", ")")
    )
    return name if closed else None


def _name_after(passage: Passage, comma: int, high: int) -> int | None:
    """Return the mention that stands right after a comma, a title before it or not."""
    for position in range(comma, min(high, comma + _BEFORE_NAME)):
        number = passage.at[position]
        if number >= 0:
            return number if passage.firsts[number] == position else None
        if passage.kinds[position] & ~DETERMINER or not passage.words[position].isalpha():
            return None
    return None


def in_role(passage: Passage, number: int) -> bool:
    """Say whether a mention stands in what somebody is: "the mayor of Tetovo", "president of Peru"."""
    position = passage.firsts[number] - 1
    if position > 0 and passage.kinds[position] & DETERMINER:
        position -= 1
    if position < 1 or passage.words[position] not in _OF:
        return False
    role = position - 1
    if passage.at[role] >= 0 or passage.kinds[role] & PREPOSITION:
        return False
    return phrase_key(passage.words[role]) in load().titles


def is_mere_place(passage: Passage, number: int) -> bool:
    """Say whether a mention is a place that stands for no state, as a capital does."""
    mention = passage.mention(number)
    return mention.kind is Kind.PLACE and phrase_key(mention.surface) not in load().capitals
