"""Bringing the names of one article together: which of them mean one actor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.analysis.findings import Entity, FoundRole
from index.analysis.folding import fold
from index.analysis.gazetteer import Gazetteer
from index.analysis.organisation_names import acronym_key, initials_of, name_key
from index.analysis.person_names import Likeness, compare, name_parts
from index.analysis.recognising import Document, NameSpan
from index.analysis.roles import HeldRole
from index.model import Alias, Kind

# Of several bearers of a family name the one named last is meant, if that is at most so many tokens ago
# and nobody else of that name is.
_NEARBY = 120
# An article that names one country so often, and no other a third as often, is about that country.
_DOMINANT = 3
# Names that share a word are compared with at most so many others: hostile texts only come near it.
_MOST_COMPARED = 30


@dataclass(slots=True)
class Group:
    """The names of one actor while they are being brought together."""

    kind: Kind
    name: str
    certain: bool = True
    authority: tuple[tuple[str, str], ...] = ()
    known: bool = False
    members: list[int] = field(default_factory=list)


class Clusterer:
    """Groups the names of one document."""

    def __init__(
        self, text: str, document: Document, names: Sequence[NameSpan], gazetteer: Gazetteer
    ) -> None:
        self._text = text
        self.document = document
        self._names = names
        self._gazetteer = gazetteer
        self.groups: list[Group] = []
        self.of_name: list[int | None] = [None] * len(names)

    def surface(self, number: int) -> str:
        """Return the text of a name."""
        name = self._names[number]
        tokens = self.document.tokens
        return self._text[tokens.starts[name.first] : tokens.ends[name.last - 1]]

    def cluster(self) -> None:
        """Fill ``groups`` and ``of_name``."""
        by_kind: dict[Kind, list[int]] = {kind: [] for kind in Kind}
        for number, name in enumerate(self._names):
            by_kind[name.kind].append(number)
        self._places([*by_kind[Kind.COUNTRY], *by_kind[Kind.PLACE]])
        self._organisations(by_kind[Kind.ORGANISATION])
        self._people(by_kind[Kind.PERSON])

    def _join(self, number: int, group: int) -> None:
        self.of_name[number] = group
        self.groups[group].members.append(number)

    def _new(self, group: Group) -> int:
        self.groups.append(group)
        return len(self.groups) - 1

    # -- countries and places ----------------------------------------------------------------------

    def _places(self, numbers: Sequence[int]) -> None:
        by_key: dict[tuple[Kind, str], int] = {}
        for number in numbers:
            name = self._names[number]
            entry = name.entry
            shown = entry.name if entry is not None else self._tidy(self.surface(number))
            key = (name.kind, fold(shown))
            group = by_key.get(key)
            if group is None:
                authority = entry.authority if entry is not None else ()
                group = self._new(
                    Group(name.kind, shown, authority=authority, known=entry is not None)
                )
                by_key[key] = group
            self._join(number, group)

    @staticmethod
    def _tidy(surface: str) -> str:
        words = surface.split()
        shown = " ".join(words)
        # A name that stands only in capitals is shown as names are.
        return shown.title() if shown.isupper() and len(shown) > 6 else shown

    # -- organisations -----------------------------------------------------------------------------

    def _organisations(self, numbers: Sequence[int]) -> None:
        by_key: dict[str, int] = {}
        by_acronym: dict[str, int] = {}
        surfaces = {number: self._tidy(self.surface(number)) for number in numbers}
        countries = self._owners(numbers)
        long_forms = [number for number in numbers if not acronym_key(surfaces[number])]
        acronyms = [number for number in numbers if acronym_key(surfaces[number])]
        for number in long_forms:
            self._join_organisation(number, surfaces[number], by_key, countries)
        self._merge_parts(by_key)
        for group, letters in self._introduced(numbers):
            by_acronym.setdefault(letters, group)
        for position, made in enumerate(self.groups):
            if made.kind is Kind.ORGANISATION:
                for letters in initials_of(made.name.partition(" (")[0]):
                    if len(letters) > 1:
                        by_acronym.setdefault(letters, position)
        for number in acronyms:
            entry = self._names[number].entry
            known = by_acronym.get(acronym_key(surfaces[number]))
            if known is not None and self._introduced_or_free(known, entry is not None):
                self._join(number, known)
            else:
                self._join_organisation(number, surfaces[number], by_key, countries)

    def _introduced_or_free(self, group: int, listed: bool) -> bool:
        # A listed acronym keeps its own meaning unless the long form is no listed name itself.
        return not listed or not self.groups[group].known

    def _join_organisation(
        self, number: int, surface: str, by_key: dict[str, int], countries: dict[int, str]
    ) -> None:
        entry = self._names[number].entry
        shown = entry.name if entry is not None else surface
        certain = True
        key = name_key(shown)
        if entry is None:
            generic, bare = self._generic(number)
            if generic:
                country = countries.get(number, "")
                certain = bool(country)
                shown = f"{bare} ({country})" if country else surface
                key = f"{name_key(bare)} ({country})" if country else name_key(bare)
        group = by_key.get(key)
        if group is None:
            group = self._new(
                Group(Kind.ORGANISATION, shown, certain=certain, known=entry is not None)
            )
            by_key[key] = group
        self._join(number, group)

    def _generic(self, number: int) -> tuple[bool, str]:
        """Say whether every country has such a body, and return its name without the nationality."""
        name = self._names[number]
        texts = self.document.tokens.texts
        first = name.first
        entry = self._gazetteer.entries.get(fold(texts[first]))
        if entry is not None and entry.kind is Kind.COUNTRY and name.last - first > 1:
            first += 1
        words = [fold(word) for word in texts[first : name.last]]
        heads = self._gazetteer.word_class("generic")
        if not heads & set(words) or not all(word in self._gazetteer.common for word in words):
            return False, ""
        tokens = self.document.tokens
        return True, " ".join(self._text[tokens.starts[first] : tokens.ends[name.last - 1]].split())

    def _owners(self, numbers: Sequence[int]) -> dict[int, str]:
        """Return the country of each generic body: told beside it, or the one the article is about."""
        texts = self.document.tokens.texts
        wanted = [
            number
            for number in numbers
            if self._names[number].entry is None and self._generic(number)[0]
        ]
        if not wanted:
            return {}
        counts: Counter[str] = Counter()
        ending: dict[int, str] = {}
        starting: dict[int, str] = {}
        for name in self._names:
            country = ""
            if name.kind is Kind.COUNTRY and name.entry is not None:
                country = name.entry.name
            elif name.kind is Kind.PLACE and name.entry is not None:
                country = self._gazetteer.capitals.get(fold(name.entry.name), "")
            if country:
                counts[country] += 1
                ending[name.last] = country
                starting[name.first] = country
        leading = counts.most_common(2)
        dominant = ""
        if leading and leading[0][1] >= _DOMINANT:
            if len(leading) > 1 and leading[0][1] < 3 * leading[1][1]:
                leading = []
        else:
            leading = []
        if leading:
            dominant = leading[0][0]
        owners: dict[int, str] = {}
        for number in wanted:
            name = self._names[number]
            entry = self._gazetteer.entries.get(fold(texts[name.first]))
            at = name.first - (name.first > 0 and texts[name.first - 1] in ("'s", "’", "'"))
            if entry is not None and entry.kind is Kind.COUNTRY:
                owners[number] = entry.name
            elif at in ending:
                owners[number] = ending[at]
            elif texts[name.last : name.last + 1] == ["of"] and name.last + 1 in starting:
                owners[number] = starting[name.last + 1]
            elif texts[name.last : name.last + 1] in (["in"], ["building"]):
                near = next(
                    (starting[at] for at in range(name.last, name.last + 4) if at in starting), ""
                )
                if near or dominant:
                    owners[number] = near or dominant
            elif dominant:
                owners[number] = dominant
        return self._spread(owners, wanted)

    def _spread(self, owners: dict[int, str], wanted: Sequence[int]) -> dict[int, str]:
        """Give a body named bare the country told at another of its mentions, if there is one alone."""
        told: dict[str, set[str]] = {}
        for number, country in owners.items():
            told.setdefault(fold(self._generic(number)[1]), set()).add(country)
        for number in wanted:
            if number not in owners:
                countries = told.get(fold(self._generic(number)[1]), set())
                if len(countries) == 1:
                    owners[number] = next(iter(countries))
        return owners

    def _merge_parts(self, by_key: dict[str, int]) -> None:
        """Join "Foreign Ministry" to "Venezuelan Foreign Ministry" where only one name goes on so."""
        keys = list(by_key)
        longer: dict[str, set[int]] = {}
        for key in keys:
            words = key.split(" ")
            if 2 < len(words) < 12:
                for cut in range(2, len(words)):
                    longer.setdefault(" ".join(words[:cut]), set()).add(by_key[key])
                    longer.setdefault(" ".join(words[-cut:]), set()).add(by_key[key])
            elif len(words) == 2 and words[1] in self._gazetteer.word_class("org-end"):
                # "Harrowgate" for "Harrowgate School", "Wanderers" for "Tolva Wanderers".
                longer.setdefault(words[0], set()).add(by_key[key])
                longer.setdefault(words[1], set()).add(by_key[key])
        for key in keys:
            groups = longer.get(key, set()) - {by_key[key]}
            group = self.groups[by_key[key]]
            if len(groups) == 1 and not group.known and len(group.members) > 0:
                target = next(iter(groups))
                if not self.groups[target].members or self.groups[target].known:
                    continue
                for number in group.members:
                    self._join(number, target)
                group.members = []

    def _introduced(self, numbers: Sequence[int]) -> list[tuple[int, str]]:
        """Return (group, folded acronym) for each acronym in brackets after a long form."""
        texts = self.document.tokens.texts
        found: list[tuple[int, str]] = []
        for number in numbers:
            group = self.of_name[number]
            if group is None:
                continue
            at = self._names[number].last
            if texts[at : at + 1] == ["("] and texts[at + 2 : at + 3] in ([")"], [","], [";"]):
                letters = acronym_key(texts[at + 1])
                if letters:
                    found.append((group, letters))
        return found

    # -- people ------------------------------------------------------------------------------------

    def _people(self, numbers: Sequence[int]) -> None:
        surfaces = {number: self._tidy(self.surface(number)) for number in numbers}
        counts = Counter(surfaces.values())
        full = sorted(
            (name for name in counts if len(name_parts(name)) > 1),
            key=lambda name: (-len(name_parts(name)), -counts[name], name),
        )
        group_of: dict[str, int] = {}
        bearers: dict[str, list[int]] = {}
        firsts: dict[str, list[int]] = {}
        starts: dict[tuple[str, str], list[int]] = {}
        for name in full:
            parts = name_parts(name)
            candidates = dict.fromkeys(
                group
                for part in parts[1:]
                for near in (bearers.get(part, ()), starts.get((parts[0], part), ()))
                for group in near[-_MOST_COMPARED:]
            )
            grades = {group: compare(name, self.groups[group].name) for group in candidates}
            same = [group for group, grade in grades.items() if grade is Likeness.SAME]
            alike = same or [
                group for group, grade in grades.items() if grade is Likeness.COMPATIBLE
            ]
            if len(alike) == 1:
                group_of[name] = alike[0]
                if self._accented(name, self.groups[alike[0]].name):
                    self.groups[alike[0]].name = name
                continue
            group = self._new(Group(Kind.PERSON, name))
            group_of[name] = group
            for part in parts[1:]:
                bearers.setdefault(part, []).append(group)
                starts.setdefault((parts[0], part), []).append(group)
            firsts.setdefault(parts[0], []).append(group)
        last_seen: dict[int, int] = {}
        for number in numbers:
            surface = surfaces[number]
            known = group_of.get(surface)
            if known is None:
                known = self._single(surface, number, bearers, firsts, last_seen)
            if known is None:
                continue
            if known < 0:
                known = self._new(Group(Kind.PERSON, surface, certain=False))
                group_of[surface] = known
                bearers.setdefault("\n" + fold(surface), []).append(known)
            last_seen[known] = self._names[number].first
            self._join(number, known)

    @staticmethod
    def _accented(name: str, other: str) -> bool:
        return name_parts(name) == name_parts(other) and other.isascii() and not name.isascii()

    def _single(
        self,
        surface: str,
        number: int,
        bearers: dict[str, list[int]],
        firsts: dict[str, list[int]],
        last_seen: dict[int, int],
    ) -> int | None:
        """Return the group a one-word name belongs to, -1 for one of its own, None if left open."""
        parts = name_parts(surface)
        if not parts:
            return None
        part = parts[0]
        own = bearers.get("\n" + fold(surface))
        # A few of many bearers show as well as all that the name alone does not tell.
        candidates = list(dict.fromkeys(bearers.get(part, ())[:50]))
        if not candidates:
            candidates = list(dict.fromkeys(firsts.get(part, ())[:50]))
        if len(candidates) == 1:
            return candidates[0]
        if not candidates:
            return own[0] if own else -1
        here = self._names[number].first
        # A family name looks back: whoever has not been named in full yet is not meant.
        introduced = [group for group in candidates if group in last_seen]
        if len(introduced) == 1:
            return introduced[0]
        near = [
            group for group in candidates if here - last_seen.get(group, -_NEARBY * 9) <= _NEARBY
        ]
        return near[0] if len(near) == 1 else None

    # -- what comes out ----------------------------------------------------------------------------

    def entity(self, group: Group, roles: Sequence[tuple[HeldRole, str]]) -> Entity:
        """Return the entity of a group; ``roles`` come with the name of what they are held of."""
        counts = Counter(
            " ".join(self.surface(number).split())
            for number in group.members
            if not self._names[number].demonym
        )
        tokens = self.document.tokens
        found: dict[tuple[str, str], FoundRole] = {}
        for role, of in roles:
            found.setdefault(
                (role.title, of),
                FoundRole(role.title, of, tokens.starts[role.first], tokens.ends[role.last - 1]),
            )
        # "president" beside "president of Paraguay" says nothing more.
        titled = {title for title, of in found if of}
        kept = [role for (title, of), role in found.items() if of or title not in titled]
        return Entity(
            name=group.name,
            kind=group.kind,
            surfaces=tuple(
                Alias(surface, count)
                for surface, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
            ),
            roles=tuple(kept),
            authority=group.authority,
            certain=group.certain,
        )
