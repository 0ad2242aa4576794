"""Bringing the names of organisations together: long and short forms, acronyms, bodies every country has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from index.analysis.coreference import Group, Grouping
from index.analysis.folding import fold
from index.analysis.gazetteer import Entry
from index.analysis.organisation_names import (
    Party,
    acronym_key,
    initials_of,
    is_full_name,
    name_key,
    parties,
    place_key,
)
from index.analysis.recognising import NameSpan
from index.analysis.small_words import small_words
from index.model import Evidence, Kind

# An article that names one country so often, and no other a third as often, is about that country.
_DOMINANT = 3
# One that names no other country may do so less often.
_ALONE = 2
# No organisation has a name of more words; hostile texts may.
_MOST_WORDS = 12
_POSSESSIVES = ("'s", "’s", "’", "'")
# Offices that one ministry holds, under whatever name it is given.
_MINISTRIES = small_words("one-ministry")
# Bodies with these words in their names belong to no single country.
_WORLDWIDE = small_words("worldwide")
# What these words stand for alone is no short form of any longer name that ends with them.
_NEVER_SHORT = small_words("never-short-forms")
_LINKS = frozenset({"of", "for", "in", "and", "on", "at", "by", "de", "di", "du", "des", "del"})


def group_bodies(grouping: Grouping, numbers: Sequence[int], teams: Mapping[int, str]) -> None:
    """Put the names ``numbers``, all of organisations, and those of ``teams`` into groups.

    ``teams`` has the name of the team for each name of a place that stands for the team from there.
    """
    _Bodies(grouping, numbers).group(teams)


class _Bodies:
    def __init__(self, grouping: Grouping, numbers: Sequence[int]) -> None:
        self._grouping = grouping
        self._numbers = numbers
        self._gazetteer = grouping.gazetteer
        self._ends = grouping.gazetteer.word_class("org-end")
        self._by_key: dict[str, int] = {}
        self._generics: dict[int, str] = {}
        self._parties: dict[int, Party] = {}
        self._countries = 0
        self._foremost: list[str] = []
        self._words_of: dict[str, set[str]] = {}
        self._named: dict[tuple[bool, str], int] = {}

    def group(self, teams: Mapping[int, str]) -> None:
        grouping = self._grouping
        surfaces = {number: grouping.shown(number) for number in self._numbers}
        self._generics = self._find_generics()
        self._parties = self._find_parties()
        owners = self._owners()
        acronyms = []
        seats = []
        for number in self._numbers:
            if self._listed_place(number) is not None:
                seats.append(number)
            elif acronym_key(grouping.surface(number)):
                acronyms.append(number)
            else:
                self._join(number, surfaces[number], owners)
        self._join_places(teams, seats)
        self._merge_parts()
        by_acronym = self._acronyms(acronyms)
        for number in acronyms:
            letters = acronym_key(grouping.surface(number))
            known = by_acronym.get(letters)
            # A list that has an acronym alone does not say what it is short for.
            entry = grouping.names[number].entry
            listed = entry is not None and not acronym_key(entry.name)
            # A listed acronym keeps its own meaning unless the long form is no listed name itself.
            if known is not None and (not listed or not grouping.groups[known].known):
                grouping.join(number, known, Evidence("acronym", grouping.groups[known].name))
            else:
                self._join(number, surfaces[number], owners)
        if acronyms:
            self._merge_parts()

    def _join(self, number: int, surface: str, owners: Mapping[int, str]) -> None:
        grouping = self._grouping
        entry = grouping.names[number].entry
        if number in self._generics and (number in owners or self._countries > 1):
            # Of the many bodies of that name this is the one of a country, told or not; perhaps the one listed.
            told = [owners[number]] if number in owners else self._foremost
            bodies = [self._listed_body(number, country) for country in told]
            entry = next((body for body in bodies if body is not None), None)
        shown = entry.name if entry is not None else surface
        party = self._parties.get(number)
        owner = owners.get(number, "")
        if party is not None and owner and owner != party.home:
            entry, shown = None, f"{party.name} ({owner})"
        elif party is not None and (entry is None or fold(entry.name) == fold(surface)):
            entry = self._gazetteer.entries.get(fold(party.name))
            shown = party.name if entry is None else entry.name
        certain = True
        reason: Evidence | None = None
        key = name_key(shown)
        if party is not None and owner and owner != party.home:
            key = f"{name_key(party.name)} ({owner})"
            reason = Evidence("body", owner)
        elif entry is None:
            bare = self._generics.get(number, "")
            if bare:
                country = owners.get(number, "")
                certain = bool(country)
                shown = f"{bare} ({country})" if country else surface
                key = f"{name_key(bare)} ({country})" if country else name_key(bare)
                reason = Evidence("body", country) if country else None
            elif " " not in key and key in self._ends and key in self._gazetteer.common:
                certain = False
        elif fold(surface) != fold(shown):
            reason = Evidence("other-name", shown)
        group = self._by_key.get(key)
        if group is None:
            group = grouping.new(
                Group(Kind.ORGANISATION, shown, certain=certain, known=entry is not None)
            )
            self._by_key[key] = group
        else:
            made = grouping.groups[group]
            if entry is not None and not made.known:
                made.name, made.known = shown, True
            if reason is None and surface != made.name:
                reason = Evidence("variant", made.name)
        grouping.join(number, group, reason)

    # -- bodies that every country has -------------------------------------------------------------

    def _find_generics(self) -> dict[int, str]:
        """Return the names of bodies that every country has, each without a nationality before it."""
        grouping = self._grouping
        heads = self._gazetteer.word_class("generic")
        common = self._gazetteer.common
        found: dict[int, str] = {}
        for number in self._numbers:
            name = grouping.names[number]
            first, last = self._bare(name)
            folds = grouping.document.folds[first:last]
            if heads.isdisjoint(folds) or not _WORLDWIDE.isdisjoint(folds):
                continue
            listed = name.entry
            if listed is not None:
                # A list may have the body of one country under its bare name.
                bare = fold(listed.name)
                opening, _, rest = bare.partition(" ")
                bare = rest if rest and self._is_country(opening) else bare
                if bare != " ".join(folds):
                    continue
            if all(word in common for word in folds):
                found[number] = self._ministry(folds) or grouping.words(first, last)
        return found

    def _find_parties(self) -> dict[int, Party]:
        """Return the names that are a sort of party and nothing more."""
        found: dict[int, Party] = {}
        for number in self._numbers:
            if number in self._generics:
                continue
            name = self._grouping.names[number]
            known = parties().get(fold(self._grouping.surface(number)))
            if known is None and name.entry is not None:
                known = parties().get(fold(name.entry.name))
            if known is not None:
                found[number] = known
        return found

    def _listed_body(self, number: int, country: str) -> Entry | None:
        """Return the entry of a body with a bare name if the list has it under that of ``country``, too."""
        entry = self._grouping.names[number].entry
        if entry is None or not country:
            return None
        entries = self._gazetteer.entries
        bare = fold(self._generics[number])
        for word in (fold(country), *self._words_of.get(country, ())):
            listed = entries.get(f"{word} {bare}")
            if listed is not None and listed.name == entry.name:
                return entry
        return None

    def _bare(self, name: NameSpan) -> tuple[int, int]:
        """Return the tokens of a name without the country before or after it."""
        folds = self._grouping.document.folds
        first, last = name.first, name.last
        if last - first > 1 and self._is_country(folds[first]):
            first += 1
        for start in range(first + 1, last - 1):
            rest = start + 1 + (folds[start + 1] == "the")
            if folds[start] == "of" and self._is_country(" ".join(folds[rest:last])):
                return first, start
        return first, last

    def _ministry(self, folds: Sequence[str]) -> str:
        """Return the one name for "Ministry of Foreign Affairs" and "Foreign Ministry", "" for others."""
        if folds[-1] == "ministry":
            words = folds[:-1]
        elif len(folds) > 2 and folds[0] == "ministry" and folds[1] in ("of", "for"):
            words = folds[2 + (folds[2] == "the") :]
        else:
            return ""
        portfolio = self._gazetteer.portfolios.get(" ".join(words), "")
        return f"{portfolio.title()} Ministry" if portfolio in _MINISTRIES else ""

    def _is_country(self, word: str) -> bool:
        entry = self._gazetteer.entries.get(word)
        return entry is not None and entry.kind is Kind.COUNTRY

    def _owners(self) -> dict[int, str]:
        """Return the country of each generic body: told beside it, or the one the article is about."""
        if not self._generics and not self._parties:
            return {}
        texts = self._grouping.document.tokens.texts
        counts: Counter[str] = Counter()
        ending: dict[int, str] = {}
        starting: dict[int, str] = {}
        for name in self._grouping.names:
            country = ""
            if name.kind is Kind.COUNTRY and name.entry is not None:
                country = name.entry.name
            elif name.kind is Kind.PLACE and name.entry is not None:
                country = self._gazetteer.capitals.get(fold(name.entry.name), "")
            if country:
                folds = self._grouping.document.folds[name.first : name.last]
                self._words_of.setdefault(country, set()).add(" ".join(folds))
                counts[country] += 1
                ending[name.last] = country
                starting[name.first] = country
        leading = counts.most_common(2)
        self._countries = len(counts)
        self._foremost = [one for one, count in counts.items() if 2 * count >= leading[0][1]]
        dominant = ""
        if leading and (
            (len(leading) == 1 and leading[0][1] >= _ALONE)
            or (leading[0][1] >= _DOMINANT and leading[0][1] >= 3 * leading[-1][1])
        ):
            dominant = leading[0][0]
        owners: dict[int, str] = {}
        for number in (*self._generics, *self._parties):
            name = self._grouping.names[number]
            at = name.first - (name.first > 0 and texts[name.first - 1] in _POSSESSIVES)
            folds = self._grouping.document.folds
            first, last = self._bare(name) if number in self._generics else (name.first, name.last)
            if first > name.first:
                owners[number] = self._gazetteer.entries[folds[name.first]].name
                self._words_of.setdefault(owners[number], set()).add(folds[name.first])
            elif last < name.last:
                rest = last + 1 + (folds[last + 1] == "the")
                owners[number] = self._gazetteer.entries[" ".join(folds[rest : name.last])].name
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
            elif dominant and self._follows(number, counts):
                owners[number] = dominant
        return self._spread(owners)

    def _follows(self, number: int, counts: Mapping[str, int]) -> bool:
        """Say whether a body named bare is that of the country the article is about."""
        party = self._parties.get(number)
        return party is None or not (party.firm or party.home in counts)

    def _spread(self, owners: dict[int, str]) -> dict[int, str]:
        """Give a body named bare the country told at another of its mentions, if there is one alone."""
        told: dict[str, set[str]] = {}
        for number, country in owners.items():
            told.setdefault(self._sort_of(number), set()).add(country)
        for number in (*self._generics, *self._parties):
            countries = told.get(self._sort_of(number), set())
            if number not in owners and len(countries) == 1:
                owners[number] = next(iter(countries))
        return owners

    def _sort_of(self, number: int) -> str:
        party = self._parties.get(number)
        return fold(self._generics[number]) if party is None else party.name

    # -- names of places that stand for something else ---------------------------------------------

    def _listed_place(self, number: int) -> Entry | None:
        """Return the place or country whose name an organisation without an entry has."""
        grouping = self._grouping
        name = grouping.names[number]
        if name.entry is not None:
            return None
        folds = grouping.document.folds[name.first : name.last]
        key = " ".join(folds)
        # "U.S" has lost a full stop.
        entry = self._gazetteer.entries.get(key) or self._gazetteer.entries.get(f"{key}.")
        if entry is None or entry.kind not in (Kind.PLACE, Kind.COUNTRY):
            return None
        return None if entry.capitals and not grouping.surface(number).isupper() else entry

    def _join_places(self, teams: Mapping[int, str], seats: Sequence[int]) -> None:
        """Join names of places to the longer name they are short for, a team, or the place itself."""
        grouping = self._grouping
        # First the teams that are known by name: others may be short for them.
        named = sorted(number for number, team in teams.items() if not team.endswith(")"))
        starting = self._parts()
        for number in (*named, *sorted({*teams, *seats}.difference(named))):
            if number not in named and named:
                named = []
                starting = self._parts()
            entry = grouping.names[number].entry or self._listed_place(number)
            shown = entry.name if entry is not None else grouping.shown(number)
            team = teams.get(number, "")
            full = starting.get(place_key(grouping.shown(number)), set())
            if team and not team.endswith(")"):
                full = {self._by_key[name_key(team)]} if name_key(team) in self._by_key else set()
            if len(full) == 1 and (entry is None or entry.kind is not Kind.COUNTRY):
                group = next(iter(full))
                grouping.join(number, group, Evidence("short-form", grouping.groups[group].name))
            elif team:
                group = self._made(Group(Kind.ORGANISATION, team, known=not team.endswith(")")))
                if not team.endswith(")"):
                    self._by_key.setdefault(name_key(team), group)
                grouping.join(number, group, Evidence("team", shown))
            elif entry is not None:
                # A government named by its seat.
                made = Group(entry.kind, shown, authority=entry.authority, known=True)
                grouping.join(number, self._made(made), Evidence("other-name", shown))

    def _parts(self) -> dict[str, set[int]]:
        """Return the groups by each opening and each ending of their names."""
        found: dict[str, set[int]] = {}
        for key, group in self._by_key.items():
            words = key.split(" ")
            for cut in range(1, min(len(words), _MOST_WORDS)):
                found.setdefault(" ".join(words[:cut]), set()).add(group)
                # "Tolva" for the "University of Tolva".
                found.setdefault(" ".join(words[cut:]), set()).add(group)
        return found

    def _made(self, wanted: Group) -> int:
        """Return the group of that name, made if there is none."""
        if not self._named:
            for at, group in enumerate(self._grouping.groups):
                if group.members:
                    self._named.setdefault(_sort(group), at)
        known = self._named.get(_sort(wanted))
        if known is None:
            known = self._named[_sort(wanted)] = self._grouping.new(wanted)
        return known

    # -- short forms -------------------------------------------------------------------------------

    def _merge_parts(self) -> None:
        """Join "Foreign Ministry" to "Venezuelan Foreign Ministry" where only one name goes on so."""
        groups = self._grouping.groups
        longer: dict[str, set[int]] = {}
        for key, group in self._by_key.items():
            words = key.split(" ")
            if not 1 < len(words) < _MOST_WORDS or not groups[group].members:
                continue
            for cut in range(1, len(words)):
                longer.setdefault(" ".join(words[:cut]), set()).add(group)
                if words[-cut - 1] not in _LINKS:
                    longer.setdefault(" ".join(words[-cut:]), set()).add(group)
                elif cut < len(words) - 1 and words[-cut - 2] not in _LINKS:
                    # "the Journal" for the Tolva Journal of Medicine.
                    longer.setdefault(words[-cut - 2], set()).add(group)
        moved: dict[int, int] = {}
        # The longest first: what they join is found for shorter ones as well.
        for key, number in sorted(self._by_key.items(), key=lambda item: -item[0].count(" ")):
            short = groups[number]
            targets = {moved.get(one, one) for one in longer.get(key, ())} - {number}
            if len(targets) != 1 or key in _NEVER_SHORT or not short.members:
                continue
            target = next(iter(targets))
            long = name_key(groups[target].name)
            whole = (
                is_full_name(long, key) or self._is_team(long, key) or self._is_told_more(long, key)
            )
            if short.known and not whole:
                continue
            if groups[target].members and (whole or self._may_be_short(key, short, groups[target])):
                self._grouping.merge(number, target, "short-form")
                self._by_key[key] = moved[number] = target

    def _is_team(self, long: str, short: str) -> bool:
        """Say whether ``long`` puts the place before the name of a team: "port salle tolvers"."""
        place = long.removesuffix(f" {short}")
        entry = self._gazetteer.entries.get(place)
        return (
            place != long
            and (short.endswith("s") or short in self._gazetteer.word_class("team"))
            and entry is not None
            and entry.kind is Kind.PLACE
        )

    def _is_told_more(self, long: str, short: str) -> bool:
        """Say whether ``long`` says of which country a body is, or puts a founder's given name first."""
        opening = long.removesuffix(f" {short}")
        if opening == long:
            return False
        if " " in short:
            entry = self._gazetteer.entries.get(opening)
            country = entry is not None and entry.kind is Kind.COUNTRY
            return country or opening in ("u s", "us", "american")
        return opening in self._gazetteer.first_names

    def _may_be_short(self, key: str, short: Group, long: Group) -> bool:
        if " " in key or (key not in self._ends and key not in self._gazetteer.common):
            return True
        # "the Ministry" looks back at the one named before.
        return min(long.members) < min(short.members)

    # -- acronyms ----------------------------------------------------------------------------------

    def _acronyms(self, acronyms: Sequence[int]) -> dict[str, int]:
        """Return the group that each acronym, folded, stands for."""
        if not acronyms:
            return {}
        groups = self._grouping.groups
        stands_for: dict[str, int] = {}
        for group, letters in self._introduced(acronyms):
            stands_for.setdefault(letters, group)
        shorter: dict[str, set[int]] = {}
        for position, made in enumerate(groups):
            if made.kind is not Kind.ORGANISATION or not made.members:
                continue
            for letters in initials_of(made.name.partition(" (")[0]):
                if len(letters) > 1:
                    stands_for.setdefault(letters, position)
                if len(letters) > 3:
                    # "CDC" for the Centers for Disease Control and Prevention.
                    shorter.setdefault(letters[:-1], set()).add(position)
        for letters, positions in shorter.items():
            if len(positions) == 1 and len(letters) > 2:
                stands_for.setdefault(letters, next(iter(positions)))
        return stands_for

    def _introduced(self, acronyms: Sequence[int]) -> list[tuple[int, str]]:
        """Return (group, folded acronym) where one stands in brackets after the other."""
        grouping = self._grouping
        texts = grouping.document.tokens.texts
        ending = {
            grouping.names[number].last: group
            for number in self._numbers
            if (group := grouping.of_name[number]) is not None
        }
        starting = {
            grouping.names[number].first: group
            for number in self._numbers
            if (group := grouping.of_name[number]) is not None
        }
        found: list[tuple[int, str]] = []
        for group_end, group in ending.items():
            if texts[group_end : group_end + 1] == ["("] and texts[
                group_end + 2 : group_end + 3
            ] in ([")"], [","], [";"]):
                letters = acronym_key(texts[group_end + 1])
                if letters:
                    found.append((group, letters))
        for number in acronyms:
            last = grouping.names[number].last
            if texts[last : last + 1] == ["("]:
                after = starting.get(last + 1)
                if after is not None:
                    found.append((after, acronym_key(grouping.surface(number))))
        return found


def _sort(group: Group) -> tuple[bool, str]:
    """Return the name of a group, and whether that is an organisation's or a place's."""
    return group.kind is Kind.ORGANISATION, group.name
