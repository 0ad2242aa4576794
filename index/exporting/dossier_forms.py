"""The JSON of questions over actors: a dossier, a pair, a way between two, and where claimants disagree.

Forms of what stands in one story, and how times and offsets are written, are in ``json_forms``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypedDict

from index.exporting.json_forms import (
    ActorForm,
    ActorStoryForm,
    CountedForm,
    HappenedForm,
    QuotedForm,
    ReferenceForm,
    RoleForm,
    actor_form,
    event_form,
    figure_form,
    in_story_form,
    iso,
    precision,
    quoted_form,
    reference_form,
    role_form,
    story_form,
)
from index.model import (
    ChronicleEntry,
    Claim,
    CoActor,
    DatedEvent,
    DatedQuotation,
    Disagreement,
    Dossier,
    Happening,
    Moment,
    Pair,
    PathStep,
    Precision,
    StorySummary,
)


class HappeningForm(TypedDict):
    """One thing that happened, with every place that tells of it; ``label`` is what the source does, in words."""

    type: str
    mode: str
    cameo: str
    label: str
    source: ReferenceForm | None
    target: ReferenceForm | None
    date: str | None
    precision: str | None
    status: str
    planned: bool
    reported: str | None
    stories: int
    accounts: list[HappenedForm]


class ClaimForm(TypedDict):
    """What one claimant gives as a figure; ``start`` and ``end`` are those of the sentence in the article's body."""

    claimant: str
    actor: str | None
    date: str | None
    value: float
    unit: str
    article: str
    headline: str
    sentence: str
    start: int
    end: int


class DisagreementForm(TypedDict):
    """Figures that cannot all be right; ``revised`` where one claimant gave them all."""

    measure: str
    unit: str
    subject: str | None
    actor: str | None
    revised: bool
    claims: list[ClaimForm]


class ConnectionForm(TypedDict):
    """Another actor of the same stories: in how many, and the dates of the first and the last."""

    actor: str
    name: str
    kind: str
    shared_stories: int
    first: str | None
    last: str | None


class TotalsForm(TypedDict):
    """How many there are of each; the lists of a dossier hold the newest."""

    stories: int
    happenings: int
    events: int
    quotations_by: int
    quotations_about: int
    figures: int
    connections: int


class NewForm(TypedDict):
    """What came in since the reader last read about the actor; ``since`` is null where that never was."""

    since: str | None
    stories: int
    events: int
    quotations: int
    figures: int
    articles: list[str]


class DossierForm(ActorForm):
    """What the archive knows of one actor."""

    roles: list[RoleForm]
    stories: list[ActorStoryForm]
    timeline: list[HappenedForm]
    happenings: list[HappeningForm]
    connections: list[ConnectionForm]
    quotations_by: list[QuotedForm]
    quotations_about: list[QuotedForm]
    figures: list[CountedForm]
    disagreements: list[DisagreementForm]
    totals: TotalsForm
    new: NewForm


class StepForm(TypedDict):
    """An actor on the way, how many stories it shares with the one before, and the newest of them."""

    actor: str
    name: str
    kind: str
    shared_stories: int
    stories: list[ActorStoryForm]


class PathForm(TypedDict):
    """The way between two actors: ``length`` links, or null and no steps where there is none."""

    length: int | None
    steps: list[StepForm]


class EntryForm(TypedDict):
    """A line of a chronology: one of the three is not null, ``what`` says which."""

    date: str | None
    what: str
    happening: HappeningForm | None
    quotation: QuotedForm | None
    story: ActorStoryForm | None


class PairForm(TypedDict):
    """Two actors: how much there is of both, and what, the newest first."""

    first: ActorForm
    second: ActorForm
    shared_stories: int
    happenings: int
    quotations: int
    chronicle: list[EntryForm]


def dossier_form(dossier: Dossier, stories: Iterable[StorySummary]) -> DossierForm:
    """Return the dossier of an actor with its stories; what was read from them has the newest first."""
    totals, new = dossier.totals, dossier.new_since
    return {
        **actor_form(dossier.actor),
        "roles": [role_form(role) for role in dossier.actor.roles],
        "stories": [story_form(summary) for summary in stories],
        "timeline": [_happened(one) for one in dossier.timeline],
        "happenings": [happening_form(one) for one in dossier.happenings],
        "connections": [_connection(other) for other in dossier.co_actors],
        "quotations_by": [quoted_form(one) for one in dossier.quotations_by],
        "quotations_about": [quoted_form(one) for one in dossier.quotations_about],
        "figures": [{**in_story_form(one), **figure_form(one.figure)} for one in dossier.figures],
        "disagreements": [disagreement_form(one) for one in dossier.disagreements],
        "totals": {
            "stories": totals.stories,
            "happenings": totals.happenings,
            "events": totals.events,
            "quotations_by": totals.quotations_by,
            "quotations_about": totals.quotations_about,
            "figures": totals.figures,
            "connections": totals.co_actors,
        },
        "new": {
            "since": None if new.seen is None else iso(Moment(new.seen, Precision.SECOND)),
            "stories": new.stories,
            "events": new.events,
            "quotations": new.quotations,
            "figures": new.figures,
            "articles": list(new.articles),
        },
    }


def path_form(steps: Sequence[PathStep]) -> PathForm:
    """Return the way between two actors."""
    return {
        "length": len(steps) - 1 if steps else None,
        "steps": [
            {
                "actor": step.actor,
                "name": step.name,
                "kind": str(step.kind),
                "shared_stories": step.shared_stories,
                "stories": [story_form(summary) for summary in step.stories],
            }
            for step in steps
        ],
    }


def pair_form(pair: Pair) -> PairForm:
    """Return what two actors have to do with each other."""
    return {
        "first": actor_form(pair.first),
        "second": actor_form(pair.second),
        "shared_stories": pair.shared_stories,
        "happenings": pair.happenings,
        "quotations": pair.quotations,
        "chronicle": [_entry(entry) for entry in pair.chronicle],
    }


def happening_form(happening: Happening) -> HappeningForm:
    """Return one happening with its accounts."""
    return {
        "type": happening.type,
        "mode": happening.mode,
        "cameo": happening.cameo,
        "label": happening.label,
        "source": reference_form(happening.source),
        "target": reference_form(happening.target),
        "date": iso(happening.date),
        "precision": precision(happening.date),
        "status": happening.status,
        "planned": happening.planned,
        "reported": iso(happening.reported),
        "stories": happening.stories,
        "accounts": [_happened(account) for account in happening.accounts],
    }


def disagreement_form(disagreement: Disagreement) -> DisagreementForm:
    """Return figures that cannot all be right."""
    return {
        "measure": disagreement.measure,
        "unit": disagreement.unit,
        "subject": disagreement.subject.name,
        "actor": disagreement.subject.actor,
        "revised": disagreement.revised,
        "claims": [_claim(claim) for claim in disagreement.claims],
    }


def _claim(claim: Claim) -> ClaimForm:
    return {
        "claimant": claim.claimant,
        "actor": claim.claimant_actor,
        "date": iso(claim.date),
        "value": claim.figure.figure.value,
        "unit": claim.figure.figure.unit,
        "article": claim.figure.article,
        "headline": claim.figure.headline,
        "sentence": claim.sentence,
        "start": claim.span.start,
        "end": claim.span.end,
    }


def _connection(other: CoActor) -> ConnectionForm:
    return {
        "actor": other.actor,
        "name": other.name,
        "kind": str(other.kind),
        "shared_stories": other.shared_stories,
        "first": iso(other.first),
        "last": iso(other.last),
    }


def _happened(one: DatedEvent) -> HappenedForm:
    return {**in_story_form(one), **event_form(one.event)}


def _entry(entry: ChronicleEntry) -> EntryForm:
    what = entry.what
    return {
        "date": iso(entry.date),
        "what": "happening"
        if isinstance(what, Happening)
        else "quotation"
        if isinstance(what, DatedQuotation)
        else "story",
        "happening": happening_form(what) if isinstance(what, Happening) else None,
        "quotation": quoted_form(what) if isinstance(what, DatedQuotation) else None,
        "story": story_form(what) if isinstance(what, StorySummary) else None,
    }
