"""The JSON in which newsreader gives its values away: one form for ``show``, ``export`` and ``analyse``.

Times are ISO 8601 text cut to the precision they are known to (``2025-01-07``, ``2025-01-07T09:30Z``);
offsets are code points into the body, end exclusive; what is not known is null.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from index.model import (
        Actor,
        ActorReference,
        Analysis,
        Article,
        DatedEvent,
        DatedFigure,
        DatedQuotation,
        Event,
        Figure,
        Mention,
        Moment,
        Quotation,
        Role,
        Span,
        StorySummary,
    )


class SpanForm(TypedDict):
    """A stretch of the body."""

    start: int
    end: int


class ReferenceForm(TypedDict):
    """An actor named at one place; ``start`` and ``end`` are null where no place names it."""

    start: int | None
    end: int | None
    actor: str | None
    name: str | None


class MentionForm(TypedDict):
    """A mention; ``actor`` and ``name`` are null where linking would be a guess."""

    start: int
    end: int
    text: str
    kind: str
    actor: str | None
    name: str | None
    demonym: bool
    descriptive: bool


class QuotationForm(TypedDict):
    """A quotation, without its marks."""

    start: int
    end: int
    direct: bool
    speaker: ReferenceForm | None
    cue: SpanForm | None
    medium: SpanForm | None
    addressee: ReferenceForm | None


class EventForm(TypedDict):
    """Who did what to whom."""

    start: int
    end: int
    type: str
    mode: str
    cameo: str
    source: ReferenceForm | None
    target: ReferenceForm | None
    date: str | None
    precision: str | None
    status: str
    trigger: SpanForm
    place: ReferenceForm | None
    claimant: ReferenceForm | None


class FigureForm(TypedDict):
    """A number and what it measures."""

    start: int
    end: int
    value: float
    unit: str
    measures: str
    subject: ReferenceForm | None
    claimant: ReferenceForm | None
    upper: float | None
    qualifier: str
    date: str | None
    precision: str | None


class AnalysisForm(TypedDict):
    """All that was read from one text."""

    mentions: list[MentionForm]
    quotations: list[QuotationForm]
    events: list[EventForm]
    figures: list[FigureForm]


class AnalysedForm(AnalysisForm):
    """One line of ``analyse``: ``id`` is the one that came in."""

    id: str | int


class ArticleForm(AnalysisForm):
    """One article: what ``show --json`` prints, and a line of the JSON-lines export."""

    id: str
    origin_id: str
    headline: str
    headline_from_body: bool
    published: str | None
    precision: str | None
    source: str
    byline: str
    language: str
    dateline: str
    url: str
    captions: list[str]
    body: str
    body_format: str
    origin: str
    imported: str | None
    read: bool
    starred: bool
    tags: list[str]


class HitForm(TypedDict):
    """One story found by a search."""

    id: str
    headline: str
    published: str | None
    source: str
    snippet: str
    score: float


class FoundForm(TypedDict):
    """What a search found: how many in all, and the first of them."""

    total: int
    hits: list[HitForm]


class AliasForm(TypedDict):
    """A surface form and how many mentions have it."""

    text: str
    count: int


class RoleForm(TypedDict):
    """An office, when stories give it, and one place where it stands."""

    title: str
    of: str
    first: str | None
    last: str | None
    article: str
    start: int
    end: int


class ActorForm(TypedDict):
    """An actor in a list."""

    id: str
    name: str
    kind: str
    aliases: list[AliasForm]
    authority: dict[str, str]
    mentions: int
    story_count: int
    first: str | None
    last: str | None


class ActorStoryForm(TypedDict):
    """A story an actor is mentioned in."""

    id: str
    headline: str
    published: str | None
    source: str


class InStoryForm(TypedDict):
    """Where something was read: the story, and the words."""

    article: str
    headline: str
    published: str | None
    text: str


class QuotedForm(InStoryForm, QuotationForm):
    """A quotation with its words and its story; ``also_in`` are the ids of the other stories that quote it."""

    also_in: list[str]


class HappenedForm(InStoryForm, EventForm):
    """An event with its sentence and its story; ``published`` is when that told it."""


class CountedForm(InStoryForm, FigureForm):
    """A figure with its words and its story."""


def dumps(value: object, *, indent: int | None = None) -> str:
    """Return ``value`` as JSON in printable ASCII, so that no byte of article text can act on a terminal.

    ``indent`` spreads the value over lines; without it the text has no line break. Raises ValueError for
    numbers JSON does not have.
    """
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, indent=indent)
    # DEL is ASCII, and json leaves it as it is; it can stand in strings only.
    return text.replace("\x7f", "\\u007f")


def article_form(
    article: Article, analysis: Analysis, *, read: bool, starred: bool, tags: Iterable[str]
) -> ArticleForm:
    """Return the form of an article with what was read from it and what the reader did with it."""
    return {
        "id": article.id,
        "origin_id": article.origin_id,
        "headline": article.headline,
        "headline_from_body": article.headline_from_body,
        "published": iso(article.published),
        "precision": precision(article.published),
        "source": article.source,
        "byline": article.byline,
        "language": article.language,
        "dateline": article.dateline,
        "url": article.url,
        "captions": list(article.captions),
        "body": article.body,
        "body_format": str(article.body_format),
        "origin": article.origin,
        "imported": _utc(article.imported),
        "read": read,
        "starred": starred,
        "tags": list(tags),
        **analysis_form(analysis),
    }


def analysis_form(analysis: Analysis) -> AnalysisForm:
    """Return the four lists of what was read from a text, each in the order of the text."""
    return {
        "mentions": [mention_form(mention) for mention in analysis.mentions],
        "quotations": [_quotation(quotation) for quotation in analysis.quotations],
        "events": [event_form(event) for event in analysis.events],
        "figures": [figure_form(figure) for figure in analysis.figures],
    }


def analysed_form(text_id: str | int, analysis: Analysis) -> AnalysedForm:
    """Return one line of ``analyse`` for the text that came in as ``text_id``."""
    return {"id": text_id, **analysis_form(analysis)}


def found_form(total: int, summaries: Iterable[StorySummary]) -> FoundForm:
    """Return what a search found; the snippet is given as plain text."""
    return {"total": total, "hits": [_hit(summary) for summary in summaries]}


def actor_form(actor: Actor) -> ActorForm:
    """Return an actor as it stands in a list."""
    return {
        "id": actor.id,
        "name": actor.name,
        "kind": str(actor.kind),
        "aliases": [{"text": alias.surface, "count": alias.count} for alias in actor.aliases],
        "authority": dict(actor.authority),
        "mentions": actor.mentions,
        "story_count": actor.stories,
        "first": iso(actor.first),
        "last": iso(actor.last),
    }


def in_story_form(one: DatedQuotation | DatedEvent | DatedFigure) -> InStoryForm:
    """Return where something was read."""
    return {
        "article": one.article,
        "headline": one.headline,
        "published": iso(one.published),
        "text": one.text,
    }


def quoted_form(one: DatedQuotation) -> QuotedForm:
    """Return a quotation with its words and its story."""
    others = dict.fromkeys(each.article for each in one.tellings if each.article != one.article)
    return {**in_story_form(one), **_quotation(one.quotation), "also_in": list(others)}


def iso(moment: Moment | None) -> str | None:
    """Return a moment as ISO 8601 text cut to its precision, None for none."""
    return moment.iso() if moment else None


def precision(moment: Moment | None) -> str | None:
    """Return how exactly a moment is known, None for none."""
    return str(moment.precision) if moment else None


def _utc(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z") if instant else None


def _span(span: Span) -> SpanForm:
    return {"start": span.start, "end": span.end}


def reference_form(reference: ActorReference | None) -> ReferenceForm | None:
    """Return an actor as named at one place."""
    if reference is None:
        return None
    return {
        "start": reference.span.start if reference.span else None,
        "end": reference.span.end if reference.span else None,
        "actor": reference.actor,
        "name": reference.name,
    }


def mention_form(mention: Mention) -> MentionForm:
    """Return a mention with the actor it is linked to."""
    return {
        "start": mention.start,
        "end": mention.end,
        "text": mention.surface,
        "kind": str(mention.kind),
        "actor": mention.actor,
        "name": mention.name,
        "demonym": mention.demonym,
        "descriptive": mention.descriptive,
    }


def _quotation(quotation: Quotation) -> QuotationForm:
    return {
        "start": quotation.span.start,
        "end": quotation.span.end,
        "direct": quotation.direct,
        "speaker": reference_form(quotation.speaker),
        "cue": _span(quotation.cue) if quotation.cue else None,
        "medium": _span(quotation.medium) if quotation.medium else None,
        "addressee": reference_form(quotation.addressee),
    }


def event_form(event: Event) -> EventForm:
    """Return an event."""
    return {
        "start": event.span.start,
        "end": event.span.end,
        "type": event.type,
        "mode": event.mode,
        "cameo": event.cameo,
        "source": reference_form(event.source),
        "target": reference_form(event.target),
        "date": iso(event.date),
        "precision": precision(event.date),
        "status": event.status,
        "trigger": _span(event.trigger),
        "place": reference_form(event.place),
        "claimant": reference_form(event.claimant),
    }


def figure_form(figure: Figure) -> FigureForm:
    """Return a figure."""
    return {
        "start": figure.span.start,
        "end": figure.span.end,
        "value": figure.value,
        "unit": figure.unit,
        "measures": figure.measures,
        "subject": reference_form(figure.subject),
        "claimant": reference_form(figure.claimant),
        "upper": figure.upper,
        "qualifier": figure.qualifier,
        "date": iso(figure.date),
        "precision": precision(figure.date),
    }


def _hit(summary: StorySummary) -> HitForm:
    return {
        "id": summary.id,
        "headline": summary.headline,
        "published": iso(summary.published),
        "source": summary.source,
        "snippet": "".join(part.text for part in summary.snippet),
        "score": summary.score,
    }


def role_form(role: Role) -> RoleForm:
    """Return an office with the dates of the stories that give it."""
    return {
        "title": role.title,
        "of": role.of,
        "first": iso(role.first),
        "last": iso(role.last),
        "article": role.article,
        "start": role.span.start,
        "end": role.span.end,
    }


def story_form(summary: StorySummary) -> ActorStoryForm:
    """Return a story as it stands in a list."""
    return {
        "id": summary.id,
        "headline": summary.headline,
        "published": iso(summary.published),
        "source": summary.source,
    }
