"""What an article and the archive say of an actor beside its name: offices, what they are held of, company."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from index.analysis.findings import Entity
from index.analysis.gazetteer import Gazetteer
from index.analysis.known_actors import KnownActor
from index.analysis.occupations import may_be_one_person, occupations_of, too_young
from index.model import Moment

# How long after the last story that gave somebody an office a bare "the president" may still mean them.
_OFFICE_LASTS = timedelta(days=200)
_OFFICE_BEFORE = timedelta(days=60)
# How long it takes at the least until somebody's next post of the same title is nothing odd.
_CHANGES = timedelta(days=300)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What else an article names, beside the words we know and its day: it tells bearers of one name apart."""

    words: Gazetteer
    named: frozenset[str]
    published: Moment | None = None

    def support(self, actor: KnownActor) -> str:
        """Return what the article names of which the actor holds an office, "" for nothing."""
        return next((role.of for role in actor.roles if role.of in self.named), "")

    def conflict(self, entity: Entity, actor: KnownActor) -> bool:
        """Say whether the roles of the two rule out that they are one person."""
        if self._other_occupation(entity, actor):
            return True
        mine = {role.of for role in entity.roles if role.of}
        theirs = {role.of for role in actor.roles if role.of}
        # A role may have been misread: an article that names what theirs is held of is about them.
        if not mine or not theirs or mine & theirs or self.support(actor):
            return False
        my_titles = {role.title for role in entity.roles if role.of}
        their_titles = {role.title for role in actor.roles if role.of}
        my_countries = {of for of in mine if self.words.is_country(of)}
        their_countries = {of for of in theirs if self.words.is_country(of)}
        if my_titles & their_titles:
            # Coaches and directors change their clubs and firms in time, presidents not their countries.
            elsewhere = bool(my_countries) and bool(their_countries)
            return elsewhere or not self._long_ago(actor, my_titles)
        my_fields = self._fields(my_titles)
        their_fields = self._fields(their_titles)
        if my_fields and their_fields and not my_fields & their_fields:
            return True
        both_political = "politics" in my_fields and "politics" in their_fields
        return both_political and bool(my_countries) and bool(their_countries)

    def _other_occupation(self, entity: Entity, actor: KnownActor) -> bool:
        """Say whether what the two do keeps them apart: a striker is no interior minister, nor is a child.

        An article that names the body of which the actor holds an office may have misread the role; the
        country that both live in says nothing.
        """
        mine = occupations_of((role.title for role in entity.roles), self.words)
        if not mine.held and entity.age is None:
            return False
        theirs = occupations_of((role.title for role in actor.roles), self.words)
        if not mine.held and entity.age is not None:
            return too_young(entity.age, theirs.held - mine.left)
        if may_be_one_person(mine, theirs):
            return False
        return not any(
            role.of in self.named and not self.words.is_country(role.of) for role in actor.roles
        )

    def same_field(self, entity: Entity, actor: KnownActor) -> str:
        """Return a title of the actor in the field the article's person is or was in, "" for none."""
        mine = occupations_of((role.title for role in entity.roles), self.words)
        fields = mine.held | mine.left
        if not fields:
            return ""
        for role in actor.roles:
            theirs = occupations_of((role.title,), self.words)
            if not fields.isdisjoint(theirs.held | theirs.left):
                return role.title
        return ""

    def _long_ago(self, actor: KnownActor, titles: Collection[str]) -> bool:
        """Say whether all stories that give an actor one of ``titles`` are far from the article's day."""
        if self.published is None:
            return False
        when = self.published.instant
        return all(
            role.first is not None
            and role.last is not None
            and not role.first.instant - _CHANGES <= when <= role.last.instant + _CHANGES
            for role in actor.roles
            if role.title in titles
        )

    def other_field(self, entity: Entity, actor: KnownActor) -> bool:
        """Say whether the titles of the two are of different fields: a king is not a foreign minister."""
        mine = self._fields({role.title for role in entity.roles})
        theirs = self._fields({role.title for role in actor.roles})
        return bool(mine) and bool(theirs) and not mine & theirs

    def _fields(self, titles: Collection[str]) -> set[str]:
        return {self.words.field_of_title(title) for title in titles} - {""}


def shared_role(entity: Entity, actor: KnownActor) -> str:
    """Return the office, or what it is held of, that both the article and the archive give; "" for none."""
    for mine in entity.roles:
        for theirs in actor.roles:
            if mine.title == theirs.title and mine.of == theirs.of:
                return f"{mine.title} of {mine.of}" if mine.of else mine.title
            if mine.of and mine.of == theirs.of:
                return mine.of
    return ""


def in_office(actor: KnownActor, title: str, of: str, published: Moment | None) -> bool:
    """Say whether stories of about the day ``published`` give the actor this office."""
    for role in actor.roles:
        if (role.title, role.of) != (title, of):
            continue
        if published is None:
            return True
        when = published.instant
        begun = role.first is None or role.first.instant - _OFFICE_BEFORE <= when
        # An authority file may know of the one end alone.
        if begun and (role.last is None or when <= role.last.instant + _OFFICE_LASTS):
            return True
    return False
