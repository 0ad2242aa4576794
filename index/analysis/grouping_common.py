"""Bringing together what a text speaks of without a name, where somebody has marked it: "police", "the driver", "she".

Our own recognisers mark names alone; corpora and other recognisers mark these, too.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.analysis.coreference import Group, Grouping
from index.analysis.cues import gender_of_names
from index.analysis.person_names import name_parts
from index.analysis.small_words import small_words
from index.model import Evidence, Kind

_PRONOUNS = {
    "he": "he",
    "him": "he",
    "his": "he",
    "himself": "he",
    "she": "she",
    "her": "she",
    "hers": "she",
    "herself": "she",
}
_RELATIVE = frozenset({"who", "whom", "which"})
# These mean somebody else at each mention, as far as anybody can tell.
_OPEN = frozenset(
    {"it", "its", "itself", "they", "them", "their", "theirs", "themselves", "we", "us", "our"}
    | {"i", "me", "my", "you", "your", "one", "that", "this", "others", "people", "someone"}
)
_BEFORE = small_words("determiners") | {"at", "in", "on", "near", "from", "of", "two", "some"}
_SHE = frozenset(
    {"woman", "actress", "mother", "wife", "daughter", "sister", "girl", "widow", "grandmother"}
)
_HE = frozenset({"man", "father", "husband", "son", "brother", "boy", "actor", "grandfather"})
# A pronoun looks back over so many tokens.
_FAR = 80


def is_pronoun(word: str) -> bool:
    """Say whether a folded word is a pronoun."""
    return word in _PRONOUNS or word in _OPEN or word in _RELATIVE


def group_common(grouping: Grouping, numbers: Sequence[int]) -> None:
    """Put the marked words ``numbers``, none of them a name, into groups of ``grouping``.

    Equal descriptions of one article are one actor. A pronoun means the one person of its gender named
    shortly before, where there is one alone.
    """
    folds = grouping.document.folds
    common = set(numbers)
    seen: list[tuple[int, int]] = []
    by_words: dict[str, int] = {}
    for number, name in enumerate(grouping.names):
        words = folds[name.first : name.last]
        group = grouping.of_name[number]
        if number not in common:
            if group is not None and not name.demonym:
                seen.append((name.last, group))
            continue
        reason: Evidence | None = None
        if len(words) == 1 and words[0] in _PRONOUNS:
            group = _meant(grouping, seen, name.first, _PRONOUNS[words[0]])
        elif len(words) == 1 and words[0] in _RELATIVE and seen:
            last, near = seen[-1]
            group = near if name.first - last <= 1 else None
        elif not (len(words) == 1 and words[0] in _OPEN):
            while len(words) > 1 and words[0] in _BEFORE:
                words = words[1:]
            group = by_words.get(" ".join(words))
        if group is None:
            shown = " ".join(words)
            pronoun = len(words) == 1 and is_pronoun(words[0])
            group = grouping.new(
                Group(name.kind, shown, certain=False, shared=pronoun, common=True)
            )
            if not pronoun:
                by_words[shown] = group
        elif not grouping.groups[group].common:
            reason = Evidence("pronoun", grouping.groups[group].name)
        grouping.join(number, group, reason)
        seen.append((name.last, group))


def _meant(
    grouping: Grouping, seen: Sequence[tuple[int, int]], at: int, pronoun: str
) -> int | None:
    genders = gender_of_names()
    near: dict[int, None] = {}
    for last, group in reversed(seen):
        if at - last > _FAR:
            break
        made = grouping.groups[group]
        if made.kind is not Kind.PERSON or (made.common and made.shared):
            continue
        if made.common:
            told = set(made.name.split(" "))
            gender = "she" if told & _SHE else "he" if told & _HE else ""
        else:
            gender = genders.get((name_parts(made.name) or ("",))[0], "")
        if gender in ("", pronoun):
            near[group] = None
    if len(near) == 1:
        return next(iter(near))
    return None
