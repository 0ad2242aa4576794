"""Bringing the names of people together: full names first, then surnames and first names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise

from index.analysis.coreference import Group, Grouping
from index.analysis.cues import gender_of_names
from index.analysis.folding import fold
from index.analysis.name_spellings import has_other_forms, one_given_name, sound_key, spelt
from index.analysis.person_names import Likeness, compare, name_parts
from index.analysis.small_words import small_words
from index.model import Evidence, Kind

# Of several bearers of a family name the one named last is meant, if that is at most so many tokens ago
# and nobody else of that name is.
_NEARBY = 120
# A bearer named so many times as often as any other is the one the article is about.
_LEADING = 3
# Names that share a word are compared with at most so many others: hostile texts only come near it.
_MOST_COMPARED = 30
_MOST_BEARERS = 50
_MOST_FIRSTS = 400
_SHORTEST_WHOLE = 4
_HIGHEST = small_words("highest-offices")
_RELATIVES = small_words("relatives")
_YOUNGER = frozenset({"Jr", "II", "III"})
_OWNERS = frozenset({"his", "her", "their", "'s"})
_ADDRESSED = {"mr": "he", "mrs": "she", "ms": "she", "miss": "she", "sir": "he", "dame": "she"}


def group_people(grouping: Grouping, numbers: Sequence[int]) -> None:
    """Put the names ``numbers``, all of people, into groups of ``grouping``.

    A surname that several people of the article bear is put into one group of its own, marked
    ``shared``, where nothing tells who is meant.
    """
    _People(grouping, numbers).group()


class _People:
    def __init__(self, grouping: Grouping, numbers: Sequence[int]) -> None:
        self._grouping = grouping
        self._numbers = numbers
        self._surfaces = {number: grouping.shown(number) for number in numbers}
        self._group_of: dict[str, int] = {}
        # By the last part, by all parts after the first, and by first parts.
        self._surnames: dict[str, list[int]] = {}
        self._bearers: dict[str, list[int]] = {}
        self._firsts: dict[str, list[int]] = {}
        self._starts: dict[tuple[str, str], list[int]] = {}
        self._alone: dict[str, int] = {}
        self._sons: set[str] = set()
        self._closing: set[str] = set()
        self._relatives: dict[int, int] = {}
        self._strangers: dict[int, int] = {}
        self._titles: dict[int, set[str]] = {}
        self._opening: dict[str, int] = {}
        self._last_seen: dict[int, int] = {}
        self._named: Counter[int] = Counter()

    def group(self) -> None:
        counts = Counter(self._surfaces.values())
        full = sorted(
            (
                name
                for name in counts
                if len(name_parts(name)) > 1 and fold(name) not in self._grouping.gazetteer.titles
            ),
            key=lambda name: (-len(name_parts(name)), -counts[name], name),
        )
        self._sons = self._find_sons(counts)
        for name in full:
            self._add_full(name)
        # A word that is a title elsewhere is a name where one closes with it as it is written: "Major".
        self._closing = {name.rpartition(" ")[2] for name in full}
        self._find_relatives()
        grouping = self._grouping
        for number in self._numbers:
            surface = self._surfaces[number]
            known = self._group_of.get(surface)
            reason: Evidence | None = None
            if known is None:
                known, rule = self._single(surface, number)
                if rule:
                    reason = Evidence(rule, grouping.groups[known].name)
            elif surface != grouping.groups[known].name:
                reason = Evidence("variant", grouping.groups[known].name)
            self._last_seen[known] = grouping.names[number].first
            self._named[known] += 1
            grouping.join(number, known, reason)
        for alone in self._alone.values():
            made = grouping.groups[alone]
            # Said once and without more, it may be anybody's surname.
            if made.certain and len(made.members) == 1 and not self._titled(made.members[0]):
                made.certain = False
            elif not made.shared and any(self._title(one) in _HIGHEST for one in made.members):
                # Of "President Holt" there are not two.
                made.certain = True

    def _find_sons(self, counts: Collection[str]) -> set[str]:
        """Return the names that are another's of the article but for "Jr.", brought in as a relative's."""
        found: set[str] = set()
        folds = self._grouping.document.folds
        for number in self._numbers:
            name = self._surfaces[number]
            father, _, ending = name.rpartition(" ")
            if ending.rstrip(".") in _YOUNGER and father.rstrip(",") in counts:
                first = self._grouping.names[number].first
                if not _RELATIVES.isdisjoint(folds[max(first - 2, 0) : first]):
                    found.add(name)
        return found

    def _add_full(self, name: str) -> None:
        groups = self._grouping.groups
        parts = name_parts(name)
        candidates = dict.fromkeys(
            group
            for part in parts
            for key in (part, spelt(part), sound_key(part))
            for near in (self._bearers.get(key, ()), self._starts.get((parts[0], key), ()))
            for group in near[-_MOST_COMPARED:]
        )
        grades: dict[Likeness, list[int]] = {}
        for group in candidates:
            likeness = compare(name, groups[group].name)
            if likeness is Likeness.SAME and name in self._sons:
                continue
            grades.setdefault(likeness, []).append(group)
        for likeness in (Likeness.SAME, Likeness.COMPATIBLE, Likeness.VARIANT):
            alike = grades.get(likeness, [])
            if len(alike) == 1:
                self._group_of[name] = alike[0]
                if _accented(name, groups[alike[0]].name):
                    groups[alike[0]].name = name
                return
            if alike:
                break
        group = self._grouping.new(Group(Kind.PERSON, name))
        self._group_of[name] = group
        for part in parts[1:]:
            for key in {part, spelt(part), sound_key(part)} - {""}:
                self._bearers.setdefault(key, []).append(group)
                self._starts.setdefault((parts[0], key), []).append(group)
        for key in {parts[-1], spelt(parts[-1])}:
            self._surnames.setdefault(key, []).append(group)
        self._firsts.setdefault(parts[0], []).append(group)

    # -- names of one word -------------------------------------------------------------------------

    def _single(self, surface: str, number: int) -> tuple[int, str]:
        """Return the group a one-word name belongs to and the rule that says so ("" for its own)."""
        parts = name_parts(surface)
        part = parts[0] if parts else fold(surface)
        rule = "surname"
        candidates = self._of(self._surnames, part)
        if fold(surface) in self._grouping.gazetteer.titles and not (
            candidates and surface in self._closing
        ):
            return self._own(surface, shared=True), ""
        if self._before_relatives(candidates, number):
            return self._own(surface, shared=False), ""
        if not candidates:
            # The first of two family names, or a name in the middle: said again, never said first.
            candidates = [group for group in self._of(self._bearers, part) if group in self._named]
        if not candidates:
            rule = "first-name"
            candidates = self._of(self._firsts, part) or self._called(part)
        if not candidates:
            own = self._own(surface, shared=False)
            if self._address(number) or not self._may_be_whole(surface, part):
                self._grouping.groups[own].certain = False
            return own, ""
        candidates = self._fitting(candidates, number)
        if not candidates:
            return self._own(surface, shared=True), ""
        meant = self._meant(candidates, number)
        return (self._own(surface, shared=True), "") if meant is None else (meant, rule)

    def _called(self, part: str) -> list[int]:
        """Return the people for whose given names ``part`` is short: "Ted" for Theodore."""
        if not has_other_forms(part) or len(self._firsts) > _MOST_FIRSTS:
            return []
        return [
            group
            for first, groups in self._firsts.items()
            if one_given_name(part, first)
            for group in groups
        ][:_MOST_BEARERS]

    def _before_relatives(self, candidates: Sequence[int], number: int) -> bool:
        """Say whether a family name means somebody whom the article never names in full.

        That is so where it stands before any full name with it, and all bearers are brought in as
        somebody's relatives: "President Holt smiled. First lady Mira Holt waved."
        """
        others = self._relatives
        if self._titled(number) or fold(self._surfaces[number]) in self._opening:
            # "President Holt" before "Mira Holt, a doctor" is not she either.
            others = {**self._strangers, **others}
        if not candidates or not all(group in others for group in candidates):
            return False
        if self._address(number) == "she":
            return False
        first = min(others[group] for group in candidates)
        key = fold(self._surfaces[number])
        opened = self._opening.setdefault(key, self._grouping.names[number].first)
        return opened < first

    def _find_relatives(self) -> None:
        """Note where people are named in full for the first time, of those that come in as relatives."""
        folds = self._grouping.document.folds
        seen: set[int] = set()
        for number in self._numbers:
            group = self._group_of.get(self._surfaces[number])
            if group is None:
                continue
            title = self._title(number)
            if title:
                self._titles.setdefault(group, set()).add(title)
            if group in seen:
                continue
            seen.add(group)
            name = self._grouping.names[number]
            beside = folds[max(name.first - 2, 0) : name.first]
            before = folds[max(name.first - 6, 0) : name.first]
            # "his father, former President Holt"
            beside += [word for owner, word in pairwise(before) if owner in _OWNERS]
            if folds[name.last : name.last + 1] == [","]:
                beside += folds[name.last + 1 : name.last + 3]
            if not _RELATIVES.isdisjoint(beside):
                self._relatives[group] = name.first
            elif _introduced(folds[name.last : name.last + 4]):
                self._strangers[group] = name.first

    @staticmethod
    def _of(lists: dict[str, list[int]], part: str) -> list[int]:
        # A few of many bearers show as well as all that the name alone does not tell.
        return list(
            dict.fromkeys((lists.get(part) or lists.get(spelt(part)) or [])[:_MOST_BEARERS])
        )

    def _own(self, surface: str, *, shared: bool) -> int:
        key = fold(surface)
        group = self._alone.get(key)
        if group is None:
            made = Group(Kind.PERSON, surface, certain=not shared, shared=shared)
            group = self._alone[key] = self._grouping.new(made)
        return group

    def _may_be_whole(self, surface: str, part: str) -> bool:
        """Say whether one word may be all that somebody is called by, as it is for kings and footballers.

        Neither a common surname or given name nor a common word is.
        """
        words = self._grouping.gazetteer
        return (
            len(part) >= _SHORTEST_WHOLE
            and " " not in surface
            and part.isalpha()
            and part not in words.surnames
            and part not in words.first_names
            and part not in words.common
            and part not in words.entries
        )

    def _titled(self, number: int) -> bool:
        """Say whether an office stands before a name: "King Veskberg"."""
        return self._title(number) != ""

    def _title(self, number: int) -> str:
        """Return the office before a name, "" where there is none."""
        at = self._grouping.names[number].first - 1
        folds = self._grouping.document.folds
        if at > 0 and folds[at] == ".":
            at -= 1
        title = self._grouping.gazetteer.titles.get(folds[at]) if at >= 0 else None
        if title is None or title.field in ("honorific", "modifier"):
            return ""
        return title.name

    def _address(self, number: int) -> str:
        """Return the pronoun of the form of address before a name ("Mrs. Holt"), "" where there is none."""
        at = self._grouping.names[number].first - 1
        folds = self._grouping.document.folds
        if at > 0 and folds[at] == ".":
            at -= 1
        return _ADDRESSED.get(folds[at].rstrip("."), "") if at >= 0 else ""

    def _fitting(self, candidates: list[int], number: int) -> list[int]:
        """Return the candidates whom the form of address before the name fits: "Mrs. Holt"."""
        pronoun = self._address(number)
        if not pronoun:
            title = self._title(number)
            held = [group for group in candidates if title in self._titles.get(group, ())]
            return held if title and held else candidates
        genders = gender_of_names()
        groups = self._grouping.groups
        return [
            group
            for group in candidates
            if genders.get(name_parts(groups[group].name)[0], pronoun) == pronoun
        ]

    def _meant(self, candidates: list[int], number: int) -> int | None:
        if len(candidates) == 1:
            return candidates[0]
        if not self._address(number):
            # Those whom an article brings in as somebody's wife or son are told apart from whom it is about.
            others = [group for group in candidates if group not in self._relatives]
            kin = max(
                (self._named[group] for group in candidates if group in self._relatives), default=0
            )
            if len(others) == 1 and self._named[others[0]] >= kin:
                return others[0]
        here = self._grouping.names[number].first
        # A family name looks back: whoever has not been named in full yet is not meant.
        introduced = [group for group in candidates if group in self._last_seen]
        if len(introduced) == 1:
            return introduced[0]
        near = [group for group in introduced if here - self._last_seen[group] <= _NEARBY]
        if len(near) == 1:
            return near[0]
        counts = sorted(((self._named[group], group) for group in introduced), reverse=True)
        if counts and counts[0][0] >= _LEADING and counts[0][0] >= _LEADING * counts[1][0]:
            return counts[0][1]
        return None


def _introduced(following: Sequence[str]) -> bool:
    """Say whether the words after a name bring somebody in: ", a doctor", ", 34, a driver"."""
    if following[:1] == [","] and len(following) > 3 and following[1].isdigit():
        following = following[2:]
    return following[:1] == [","] and len(following) > 1 and following[1] in ("a", "an")


def _accented(name: str, other: str) -> bool:
    return name_parts(name) == name_parts(other) and other.isascii() and not name.isascii()
