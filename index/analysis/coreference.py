"""Bringing the names of one article together: which of them mean one actor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from index.analysis.ages import told_age
from index.analysis.findings import Entity, FoundRole
from index.analysis.gazetteer import Gazetteer
from index.analysis.recognising import Document, NameSpan
from index.analysis.roles import HeldRole
from index.model import Alias, Evidence, Kind

# An age is told where somebody is brought in.
_AGES_SOUGHT = 8
# What stands around such a name has settled its kind.
_SETTLED = frozenset({"context", "elsewhere"})


@dataclass(slots=True)
class Group:
    """The names of one actor while they are being brought together.

    ``certain`` is False for what cannot be told apart from others of the name, ``shared`` True where
    the article itself has several whom the name may mean, ``common`` where it is no name.
    """

    kind: Kind
    name: str
    certain: bool = True
    authority: tuple[tuple[str, str], ...] = ()
    known: bool = False
    shared: bool = False
    common: bool = False
    members: list[int] = field(default_factory=list)


class Grouping:
    """The names of one document and the groups made of them so far.

    ``of_name`` has the group of each name, ``reasons`` why a name is in its group where that does not
    show in the name itself.
    """

    def __init__(
        self, text: str, document: Document, names: Sequence[NameSpan], gazetteer: Gazetteer
    ) -> None:
        self._text = text
        self.document = document
        self.names = names
        self.gazetteer = gazetteer
        self.groups: list[Group] = []
        self.of_name: list[int | None] = [None] * len(names)
        self.reasons: dict[int, Evidence] = {}

    def surface(self, number: int) -> str:
        """Return the text of a name as it stands."""
        name = self.names[number]
        tokens = self.document.tokens
        return self._text[tokens.starts[name.first] : tokens.ends[name.last - 1]]

    def shown(self, number: int) -> str:
        """Return the text of a name as names are written: on one line, and not all in capitals."""
        shown = " ".join(self.surface(number).split())
        return shown.title() if shown.isupper() and len(shown) > 6 else shown

    def words(self, first: int, last: int) -> str:
        """Return the text from token ``first`` to ``last`` (exclusive) on one line."""
        tokens = self.document.tokens
        return " ".join(self._text[tokens.starts[first] : tokens.ends[last - 1]].split())

    def new(self, group: Group) -> int:
        """Add a group and return its number."""
        self.groups.append(group)
        return len(self.groups) - 1

    def join(self, number: int, group: int, reason: Evidence | None = None) -> None:
        """Put a name into a group."""
        self.of_name[number] = group
        self.groups[group].members.append(number)
        if reason is not None:
            self.reasons[number] = reason

    def merge(self, group: int, into: int, rule: str) -> None:
        """Move all names of one group to another, because of ``rule``."""
        reason = Evidence(rule, self.groups[into].name)
        for number in self.groups[group].members:
            self.join(number, into, reason)
        self.groups[group].members = []

    def entity(self, group: Group, roles: Sequence[tuple[HeldRole, str]]) -> Entity:
        """Return the entity of a group; ``roles`` come with the name of what they are held of."""
        counts = Counter(
            " ".join(self.surface(number).split())
            for number in group.members
            if not self.names[number].demonym
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
            shared=group.shared,
            common=group.common,
            age=self._age(group),
        )

    def _age(self, group: Group) -> int | None:
        """Return the age that the text gives the person, at the first of the names that has one."""
        if group.kind is not Kind.PERSON:
            return None
        for number in group.members[:_AGES_SOUGHT]:
            name = self.names[number]
            age = told_age(self.document, name.first, name.last)
            if age is not None:
                return age
        return None


def group_names(
    text: str,
    document: Document,
    names: Sequence[NameSpan],
    gazetteer: Gazetteer,
    *,
    headline: str = "",
) -> Grouping:
    """Return the ``names`` of a document in groups, one for each actor the article speaks of."""
    # Late: these modules fill what is defined here.
    from index.analysis.grouping_bodies import group_bodies
    from index.analysis.grouping_common import group_common
    from index.analysis.grouping_people import group_people
    from index.analysis.grouping_places import group_places
    from index.analysis.teams import find_teams

    grouping = Grouping(text, document, names, gazetteer)
    by_kind: dict[Kind, list[int]] = {kind: [] for kind in Kind}
    teams = find_teams(document, names, gazetteer, headline)
    kinds = _kinds(document, names)
    kinds.update((number, Kind.PLACE) for number, team in teams.items() if not team)
    teams = {number: team for number, team in teams.items() if team}
    common: list[int] = []
    for number, name in enumerate(names):
        if name.common:
            common.append(number)
        elif number not in teams:
            by_kind[kinds.get(number, name.kind)].append(number)
    group_places(grouping, sorted((*by_kind[Kind.COUNTRY], *by_kind[Kind.PLACE])))
    group_bodies(grouping, by_kind[Kind.ORGANISATION], teams)
    group_people(grouping, by_kind[Kind.PERSON])
    if common:
        group_common(grouping, common)
    return grouping


def _kinds(document: Document, names: Sequence[NameSpan]) -> dict[int, Kind]:
    """Return the kind that most have of the names that are written alike, where they differ.

    A name that a list has stands for what the list says.
    """
    alike: dict[str, dict[Kind, list[int]]] = {}
    for number, name in enumerate(names):
        if name.entry is None and not _SETTLED.intersection(one.rule for one in name.evidence):
            key = " ".join(document.folds[name.first : name.last])
            alike.setdefault(key, {}).setdefault(name.kind, []).append(number)
    kinds: dict[int, Kind] = {}
    for of_kind in alike.values():
        if len(of_kind) > 1:
            most = max(of_kind, key=lambda kind: (len(of_kind[kind]), -of_kind[kind][0]))
            kinds.update((number, most) for numbers in of_kind.values() for number in numbers)
    return kinds
