"""Comparing names of people: which two forms can mean one person."""

from __future__ import annotations

from enum import IntEnum
from functools import lru_cache

from index.analysis.folding import fold, name_tokens
from index.analysis.name_spellings import nearly, one_edit, one_given_name, one_spelling
from index.analysis.small_words import small_words

# Endings that belong to a name without telling people apart.
_SUFFIXES = small_words("person-name-endings")
# Names that are particles in other names.
_GIVEN = small_words("given-or-particle")
_PARTICLES = frozenset(word.lower() for word in _GIVEN)
# Words before it that belong to it as little.
_ADDRESSES = small_words("person-name-openings")


class Likeness(IntEnum):
    """How two names compare, from ruled out to the same."""

    CONTRADICTORY = -1
    DIFFERENT = 0
    PART = 1
    VARIANT = 2
    COMPATIBLE = 3
    SAME = 4


@lru_cache(maxsize=16384)
def name_parts(name: str) -> tuple[str, ...]:
    """Return the folded parts of a person's name, neighbouring initials joined, suffixes dropped.

    ``George H. W. Bush`` gives ``george hw bush``; ``J. D. Vance`` and ``J.D. Vance`` both ``jd vance``.
    """
    parts: list[str] = []
    joining = False
    tokens = name_tokens(name)
    if len(tokens) == 1:
        # "Li Vesk" and "Al Vesk" have a given name; "al-Vesk" and "De Vesk" have none.
        opening, _, rest = name.strip().partition(" ")
        if opening in _GIVEN and " " not in rest:
            tokens = (opening.lower(), *tokens)
    for token in tokens:
        if token in _SUFFIXES and parts:
            continue
        if parts and not joining and len(parts) == 1 and parts[0] in _ADDRESSES:
            parts.clear()
        single = len(token) == 1
        if single and joining:
            parts[-1] += token
        else:
            parts.append(token)
        joining = single
    return tuple(parts)


def _initial_of(short: str, long: str) -> bool:
    return len(short) == 1 and long.startswith(short)


def _agree(one: str, other: str) -> bool:
    """Say whether two given names, full or initials, can be one person's."""
    return (
        one == other
        or _initial_of(one, other)
        or _initial_of(other, one)
        or one_given_name(one, other)
    )


def _spelt_out(parts: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    """Return ``parts`` with joined initials ("hw") spelt out as the other name has them."""
    for at, part in enumerate(parts):
        if 1 < len(part) < 4 and part not in other:
            for start in range(len(other) - len(part) + 1):
                full = other[start : start + len(part)]
                if "".join(word[0] for word in full) == part:
                    return (*parts[:at], *full, *parts[at + 1 :])
    return parts


@lru_cache(maxsize=16384)
def compare(one: str, other: str) -> Likeness:
    """Say whether two names can mean one person.

    ``SAME``: equal but for accents, case, particles, transliteration. ``COMPATIBLE``: one is the other
    with parts left out, cut to initials or in a short form (``Edmundo Gonzalez``, ``Edmundo González
    Urrutia``; ``González Urrutia``; ``Bill Holt``, ``William Holt``). ``VARIANT``: compatible but for a
    part that is spelt loosely alike or with a slip, or for the family name put first; others may have
    both names, so something else must speak for it. ``PART``: one is a single part of the other, and not
    only its first (``Urrutia``). ``CONTRADICTORY``: alike at both ends and yet of two people (``George
    W. Bush``, ``George H. W. Bush``). ``DIFFERENT``: the rest.
    """
    first, second = name_parts(one), name_parts(other)
    short, long = sorted((_spelt_out(first, second), _spelt_out(second, first)), key=len)
    if not short:
        return Likeness.DIFFERENT
    if short == long:
        return Likeness.SAME
    if first[-1] == second[-1] and _PARTICLES & {first[0], second[0]}:
        # "Le Vesk" looks like a full name and is the last of "Yann Le Vesk".
        plain = sorted((fold(one), fold(other)), key=len)
        if " " in plain[0] and plain[1].endswith(f" {plain[0]}"):
            return Likeness.COMPATIBLE
    if len(short) == 1:
        bears = len(short[0]) > 1 and any(one_spelling(short[0], part) for part in long)
        return Likeness.PART if bears else Likeness.DIFFERENT
    # One form of spelling for both, wherever it is one name by the rules of transliteration.
    short = tuple(
        next((part for part in long if part != word and one_spelling(word, part)), word)
        if word not in long
        else word
        for word in short
    )
    if short == long:
        return Likeness.SAME
    likeness = _compared(short, long)
    if likeness is not Likeness.DIFFERENT:
        return likeness
    if len(short) == len(long) and short[::-1] == long:
        return Likeness.VARIANT
    return _nearly_compared(short, long)


def _nearly_compared(short: tuple[str, ...], long: tuple[str, ...]) -> Likeness:
    """Compare once more with parts that are nearly ones of the other name's taken for those."""
    changed: list[str] = []
    for word in short:
        alike = [] if word in long else [part for part in long if nearly(word, part)]
        if not changed:
            # Given names that sound alike are many ("Martin", "Morton").
            alike = [part for part in alike if one_edit(word, part)]
        changed.append(alike[0] if len(alike) == 1 and alike[0] not in short else word)
    if tuple(changed) == short:
        return Likeness.DIFFERENT
    if tuple(changed) == long or _compared(tuple(changed), long) >= Likeness.COMPATIBLE:
        return Likeness.VARIANT
    return Likeness.DIFFERENT


def _compared(short: tuple[str, ...], long: tuple[str, ...]) -> Likeness:
    if (
        short[-1] == long[-1]
        and len(short[0]) > 1
        and short[0] in long[1:-1]
        and _subsequence(short[1:-1], long[long.index(short[0]) + 1 : -1])
    ):
        # Known by a middle name: "Otto Brandt" for "Jens Otto Harry Brandt".
        return Likeness.COMPATIBLE
    if not _agree(short[0], long[0]):
        # "Ramírez Lezcano" for "Rubén Ramírez Lezcano", "Raúl Mulino" for "José Raúl Mulino".
        return Likeness.COMPATIBLE if short == long[-len(short) :] else Likeness.DIFFERENT
    if short[-1] == long[-1]:
        if len(short) == 2 or len(long) == 2 or _subsequence(short[1:-1], long[1:-1]):
            return Likeness.COMPATIBLE
        return Likeness.CONTRADICTORY
    # A second family name left out: "Edmundo González" for "Edmundo González Urrutia".
    if short[0] == long[0] and len(long) > len(short) and short == long[: len(short)]:
        return Likeness.COMPATIBLE
    if short[0] == long[0] and len(long) > 3 and short[-1] == long[-2] and len(short) == 2:
        return Likeness.COMPATIBLE
    return Likeness.DIFFERENT


def _subsequence(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    if len(short) == len(long):
        return all(_agree(one, other) for one, other in zip(short, long, strict=True))
    if len(short) == 1 and len(short[0]) == 1 and len(long) > 1:
        # The one initial that somebody uses is that of the first of several names in the middle.
        return _agree(short[0], long[0])
    rest = iter(long)
    return all(any(_agree(part, candidate) for candidate in rest) for part in short)
