"""What the judgements in force make of an article that is being recorded.

They are applied in three places: to the findings before they are linked (what is no actor, and what is of
another kind), to the links (which actors are one, and which story is not about whom), and to the single mention
that is not whom the rest of its story is about.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import TypeVar

from index.analysis.findings import Entity, Findings, FoundMention
from index.analysis.folding import fold
from index.analysis.known_actors import EntityLink, actor_id
from index.model import (
    ActorKey,
    ActorReference,
    Analysis,
    Event,
    Evidence,
    Figure,
    Judgement,
    Kind,
    Mention,
    Quotation,
    Span,
    Verdict,
)

RULE = "judgement"

_Form = tuple[Kind, str]
_Change = Callable[[ActorReference], ActorReference]
_Statement = TypeVar("_Statement", Quotation, Event, Figure)


def form_key(surface: str) -> str:
    """Return what two spellings of a name share that differ in case, accents and spaces alone."""
    return fold(" ".join(surface.split()))


def apart_id(kind: Kind, name: str, article: str, start: int) -> str:
    """Return the id of somebody set apart at a place of an article: the same everywhere, and no namesake's."""
    key = f"{kind.value}\n{fold(name)}\n{article}\n{start}".encode("utf-8", "backslashreplace")
    return hashlib.blake2b(key, digest_size=6).hexdigest()


@dataclass(frozen=True, slots=True)
class Refined:
    """Findings as the reader's judgements leave them.

    ``silenced`` are the entities that are no actors; ``numbers`` the judgements that had a say.
    """

    findings: Findings
    silenced: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Decided:
    """Links as the judgements leave them.

    ``settled`` are the entities whose link is the reader's word, ``nobody`` those that are no actors by it.
    """

    links: tuple[EntityLink, ...]
    settled: frozenset[int] = frozenset()
    numbers: frozenset[int] = frozenset()
    nobody: frozenset[int] = frozenset()

    def named(self, findings: Findings) -> Findings:
        """Return findings without the mentions of whoever is no actor; what descriptions hide is looked at later."""
        if not self.nobody:
            return findings
        kept = tuple(
            mention
            for mention in findings.mentions
            if mention.descriptive or mention.entity not in self.nobody
        )
        return replace(findings, mentions=kept)


@dataclass(frozen=True, slots=True)
class Parted:
    """An analysis in which single mentions are somebody else than the rest of their entity.

    ``moved`` gives, for the start of each such mention, whom it is now; None: nobody known.
    """

    analysis: Analysis
    moved: Mapping[int, ActorKey | None] = field(default_factory=dict)


class Verdicts:
    """The judgements in force, ready to be asked for every article of an import."""

    def __init__(self, judgements: Iterable[Judgement] = ()) -> None:
        self._silent: dict[_Form, set[int]] = {}
        self._whole_silent: set[_Form] = set()
        self._nobody: dict[str, int] = {}
        self._kinds: dict[_Form, tuple[Kind, int]] = {}
        self._same: dict[str, ActorKey] = {}
        self._forms: dict[_Form, tuple[int, str]] = {}
        self._different: dict[str, list[Judgement]] = {}
        self._numbers: dict[str, int] = {}
        self.keys: dict[str, ActorKey] = {}
        """Every actor that a judgement names, by id."""
        self.names: dict[str, str] = {}
        """What the reader calls actors, by id."""
        self.kinds: dict[str, Kind] = {}
        """Of what kind the reader says actors are, by id."""
        self.apart: set[str] = set()
        """The ids of those whom the reader set apart, and who are nobody else of that name."""
        for judgement in judgements:
            self._take(judgement)

    def _take(self, judgement: Judgement) -> None:
        for key in (judgement.actor, judgement.other):
            if key is not None:
                self.keys[key.id] = key
        actor, other, kind = judgement.actor, judgement.other, judgement.kind
        match judgement.verdict:
            case Verdict.NO_ACTOR if kind is not None:
                if actor is not None:
                    self._nobody[actor.id] = judgement.number
                for form in judgement.forms:
                    self._silent.setdefault((kind, form_key(form)), set()).add(judgement.number)
                    if actor is not None:
                        self._whole_silent.add((kind, form_key(form)))
            case Verdict.KIND if actor is not None and kind is not None:
                forms = (actor.name, *judgement.forms)
                self._change_kind(actor.kind, kind, forms, judgement.number)
                target = self.canonical(actor.id) or actor
                self.kinds[target.id] = kind
                for form in forms:
                    self._forms[kind, form_key(form)] = (judgement.number, actor.id)
            case Verdict.NAME if actor is not None:
                target = self.canonical(actor.id) or actor
                self.names[target.id] = judgement.name
            case Verdict.DIFFERENT:
                self._different.setdefault(judgement.article, []).append(judgement)
                if other is not None and judgement.span is not None:
                    at = judgement.span.start
                    if other.id == apart_id(other.kind, other.name, judgement.article, at):
                        self.apart.add(other.id)
            case Verdict.SAME if actor is not None and other is not None:
                target = self.canonical(actor.id) or actor
                self.names.setdefault(target.id, target.name)
                if target.id != other.id:
                    self._same[other.id] = target
                    self._numbers[other.id] = judgement.number
                for form in (other.name, *judgement.forms):
                    self._forms[target.kind, form_key(form)] = (judgement.number, actor.id)
                if other.kind is not actor.kind:
                    forms = (other.name, *judgement.forms)
                    self._change_kind(other.kind, actor.kind, forms, judgement.number)

    def _change_kind(self, old: Kind, new: Kind, forms: Iterable[str], number: int) -> None:
        for form in {form_key(form) for form in forms}:
            for before in Kind:
                if self._kinds.get((before, form), (None, 0))[0] is old:
                    self._kinds[before, form] = (new, number)
            self._kinds[old, form] = (new, number)

    def canonical(self, actor_id: str) -> ActorKey | None:
        """Return the actor that the one with this id was judged to be, None where no judgement says so."""
        found: ActorKey | None = None
        passed = {actor_id}
        while (following := self._same.get(actor_id)) is not None and following.id not in passed:
            found = following
            actor_id = following.id
            passed.add(actor_id)
        return found

    # -- before linking

    def refined(self, findings: Findings) -> Refined:
        """Take out of ``findings`` what is no actor, and give entities the kinds the reader gave them."""
        if not self._silent and not self._kinds:
            return Refined(findings)
        numbers: set[int] = set()
        silenced: set[int] = set()
        nobody: set[int] = set()
        entities: list[Entity] = []
        for place, entity in enumerate(findings.entities):
            if self._is_nobody(entity):
                for form in (entity.name, *(alias.surface for alias in entity.surfaces)):
                    self._silencing(entity.kind, form, numbers)
                nobody.add(place)
                entities.append(entity)
                continue
            kept = tuple(
                alias
                for alias in entity.surfaces
                if not self._silencing(entity.kind, alias.surface, numbers)
            )
            if len(kept) < len(entity.surfaces):
                if not kept:
                    silenced.add(place)
                name = entity.name
                if kept and (entity.kind, form_key(name)) in self._silent:
                    name = kept[0].surface
                entity = replace(entity, surfaces=kept, name=name)
            kind = self._kind_of(entity, numbers)
            entities.append(entity if kind is entity.kind else replace(entity, kind=kind))
        mentions = tuple(
            self._rekinded(mention, entities)
            for mention in findings.mentions
            if not self._silencing(mention.kind, mention.surface, numbers)
            and (mention.descriptive or mention.entity not in nobody)
        )
        return Refined(
            replace(findings, mentions=mentions, entities=tuple(entities)),
            frozenset(silenced | nobody),
            frozenset(numbers),
        )

    def _is_nobody(self, entity: Entity) -> bool:
        """Say whether an entity bears a whole name of an actor that is none: its other names mean that one too."""
        if not self._whole_silent:
            return False
        whole = (alias.surface for alias in entity.surfaces if " " in alias.surface.strip())
        return any(self._is_silent(entity.kind, name) for name in (entity.name, *whole))

    def _is_silent(self, kind: Kind, surface: str) -> bool:
        form = form_key(surface)
        judged = self._kinds.get((kind, form), (kind, 0))[0]
        return (kind, form) in self._whole_silent or (judged, form) in self._whole_silent

    def _silencing(self, kind: Kind, surface: str, numbers: set[int]) -> bool:
        form = form_key(surface)
        # What is no actor was judged under the kind that the reader gave it, if one did.
        kinds = (kind, self._kinds.get((kind, form), (kind, 0))[0])
        found = self._silent.get((kinds[0], form)) or self._silent.get((kinds[1], form))
        if found is None:
            return False
        numbers |= found
        return True

    def _kind_of(self, entity: Entity, numbers: set[int]) -> Kind:
        for form in (entity.name, *(alias.surface for alias in entity.surfaces)):
            found = self._kinds.get((entity.kind, form_key(form)))
            if found is not None:
                numbers.add(found[1])
                return found[0]
        return entity.kind

    def _rekinded(self, mention: FoundMention, entities: Sequence[Entity]) -> FoundMention:
        hides = tuple(
            self._rekinded(inner, entities)
            for inner in mention.hides
            if not self._silencing(inner.kind, inner.surface, set())
        )
        kind = mention.kind if mention.entity is None else entities[mention.entity].kind
        if kind is mention.kind and len(hides) == len(mention.hides):
            return mention
        return replace(mention, kind=kind, hides=hides)

    # -- after linking

    def decided(self, article: str, refined: Refined, links: Sequence[EntityLink]) -> Decided:
        """Return the links with actors that are one under one id, and none where the reader says so."""
        if not (self._forms or self._different or self._nobody or refined.silenced):
            return Decided(tuple(links), numbers=refined.numbers)
        made: list[EntityLink] = []
        settled = set(refined.silenced)
        nobody: set[int] = set()
        numbers = set(refined.numbers)
        for place, link in enumerate(links):
            if place in refined.silenced:
                link = EntityLink(None, None)
            elif link.actor is not None:
                link = self._merged(refined.findings.entities[place], link, numbers)
                if link.actor in self._nobody:
                    numbers.add(self._nobody[link.actor])
                    settled.add(place)
                    nobody.add(place)
                    link = EntityLink(None, None)
            made.append(link)
        given: set[int] = set()
        for judgement in self._different.get(article, ()):
            for place in self._whole(judgement, refined.findings, made):
                made[place] = self._instead(judgement)
                settled.add(place)
                given.add(place)
        return Decided(
            tuple(made), frozenset(settled), frozenset(numbers), frozenset(nobody - given)
        )

    def _merged(self, entity: Entity, link: EntityLink, numbers: set[int]) -> EntityLink:
        key = self.canonical(link.actor or "")
        if key is not None:
            numbers.add(self._numbers[link.actor or ""])
            told = Evidence(RULE, f"{link.name or entity.name} is {key.name}")
            return EntityLink(key.id, key.name, evidence=(*link.evidence, told))
        own = link.new or link.actor == actor_id(entity.kind, entity.name)
        found = self._forms.get((entity.kind, form_key(entity.name)))
        if own and found is not None and not self._is(link.actor, found[1]):
            # Under another kind the name has another id, and is the same actor.
            key = self.canonical(found[1]) or self.keys[found[1]]
            numbers.add(found[0])
            told = Evidence(RULE, f"{entity.name} is {key.name}")
            return EntityLink(key.id, key.name, evidence=(*link.evidence, told))
        for alias in entity.surfaces:
            found = self._forms.get((entity.kind, form_key(alias.surface)))
            if found is not None and self._is(link.actor, found[1]):
                numbers.add(found[0])
                told = Evidence(RULE, f"{alias.surface} is {link.name}")
                return replace(link, evidence=(*link.evidence, told))
        return link

    def _is(self, actor_id: str | None, judged_id: str) -> bool:
        key = self.canonical(judged_id)
        return actor_id == (judged_id if key is None else key.id)

    def _whole(
        self, judgement: Judgement, findings: Findings, links: Sequence[EntityLink]
    ) -> list[int]:
        """Return the entities that a judgement on one article gives to somebody else as a whole."""
        wrong = judgement.actor
        if judgement.whole_story and wrong is not None:
            return [place for place, link in enumerate(links) if self._is(link.actor, wrong.id)]
        of_span: int | None = None
        for mention in findings.mentions:
            if Span(mention.start, mention.end) == judgement.span:
                of_span = mention.entity
        if of_span is None:
            return []
        mentions = sum(1 for mention in findings.mentions if mention.entity == of_span)
        if mentions > 1 and not judgement.whole_story:
            return []
        told = links[of_span].actor
        right = judgement.other is not None or (wrong is not None and self._is(told, wrong.id))
        return [of_span] if right else []

    def _instead(self, judgement: Judgement) -> EntityLink:
        wrong, other = judgement.actor, judgement.other
        told = (
            Evidence(
                RULE, f"here it is not {wrong.name}" if wrong is not None else "said of this place"
            ),
        )
        if other is None:
            return EntityLink(None, None, evidence=told)
        key = self.canonical(other.id) or other
        return EntityLink(key.id, key.name, evidence=told)

    def parted(self, article: str, analysis: Analysis) -> Parted:
        """Give the single mentions that the reader set apart to whom they belong."""
        moved: dict[int, ActorKey | None] = {}
        for judgement in self._different.get(article, ()):
            everywhere = judgement.whole_story and judgement.actor is not None
            if judgement.span is not None and not everywhere:
                analysis = self._part(judgement, judgement.span, analysis, moved)
        return Parted(analysis, moved)

    def _part(
        self,
        judgement: Judgement,
        span: Span,
        analysis: Analysis,
        moved: dict[int, ActorKey | None],
    ) -> Analysis:
        mentions: list[Mention] = []
        link = self._instead(judgement)
        other = (
            None
            if judgement.other is None
            else (self.canonical(judgement.other.id) or judgement.other)
        )
        for mention in analysis.mentions:
            here = Span(mention.start, mention.end) == span and mention.actor != link.actor
            wrong = judgement.actor
            if here and (
                judgement.other is not None
                or (wrong is not None and self._is(mention.actor, wrong.id))
            ):
                moved[mention.start] = other
                mention = replace(
                    mention,
                    actor=link.actor,
                    name=link.name,
                    kind=mention.kind if other is None else other.kind,
                    evidence=(*mention.evidence, *link.evidence),
                )
            mentions.append(mention)
        if span.start not in moved:
            return analysis

        def at_span(reference: ActorReference) -> ActorReference:
            if reference.span != span:
                return reference
            return replace(reference, actor=link.actor, name=link.name)

        return Analysis(
            mentions=tuple(mentions),
            quotations=tuple(_over(one, at_span) for one in analysis.quotations),
            events=tuple(_over(one, at_span) for one in analysis.events),
            figures=tuple(_over(one, at_span) for one in analysis.figures),
        )


def _over(statement: _Statement, change: _Change) -> _Statement:
    """Return a statement with all its references to actors changed."""
    changes: dict[str, ActorReference] = {}
    for each in fields(statement):
        value = getattr(statement, each.name)
        if isinstance(value, ActorReference) and (new := change(value)) is not value:
            changes[each.name] = new
    return replace(statement, **changes) if changes else statement  # type: ignore[arg-type]
