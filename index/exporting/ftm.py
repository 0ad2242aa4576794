"""FollowTheMoney: actors, stories and events as JSON lines of entities, for the tools that read them.

The model is that of https://followthemoney.tech (schemata of version 4): a line is ``{"id", "schema", "properties"}``, all
values are lists of text. What becomes what:

* a person is a Person, an organisation an Organization or, where its name has a word of ``public_bodies.txt``, a PublicBody;
* a country is a PublicBody with its code, for where it acts or is acted upon its state is meant; a place is an Address;
* a story is an Article, each name in it a Mention, and each of its actors stands in a Documentation with it;
* an event is an Event with ``organizer`` (who did it) and ``involved`` (whom it was done to); told in several stories on
  the same day it is one Event, and every story is joined to it by a Documentation with the role "account";
* a direct quotation is a Documentation of its speaker with the words as its summary.

An entity is written once, before the first that refers to it. Events that are planned, denied, claimed or hypothetical
say so in their summary and their keywords.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from typing import Protocol, TypedDict

from index.analysis.folding import fold
from index.errors import NotFoundError
from index.event_names import kind_of
from index.exporting.citation import web_address
from index.exporting.json_forms import dumps
from index.exporting.record import StoryRecord
from index.model import (
    Actor,
    ActorReference,
    Article,
    Event,
    Kind,
    Mention,
    Moment,
    Precision,
    Quotation,
)

_PREFIX = "newsreader"
_MOST_ALIASES = 100
_COUNTRY_SCHEME, _WIKIDATA_SCHEME = "iso3166", "wikidata"
_CODE_LETTERS = 2
# Code points that the model allows of a value.
_LONGEST_STRING, _LONGEST_TEXT = 1024, 65_000
_LONGEST = {
    "name": 384,
    "alias": 384,
    "location": 250,
    "full": 250,
    "sourceUrl": 4096,
    "bodyText": _LONGEST_TEXT,
    "summary": _LONGEST_TEXT,
    "description": _LONGEST_TEXT,
}


class EntityForm(TypedDict):
    """An entity of FollowTheMoney."""

    id: str
    schema: str
    properties: dict[str, list[str]]


class ActorShelf(Protocol):
    """As much of an archive as the export needs beside the stories."""

    def actor(self, name_or_id: str) -> Actor:
        """Return an actor. Raises NotFoundError."""
        ...


def ftm_lines(records: Iterable[StoryRecord], shelf: ActorShelf) -> Iterator[str]:
    """Yield a line for each entity of the stories, its line break included."""
    writer = _Entities(shelf)
    for record in records:
        given: set[str] = set()
        for entity in writer.of_story(record):
            # Two events read from one verb may be one: what joins them to the story is given once.
            if entity["id"] not in given:
                given.add(entity["id"])
                yield dumps(entity) + "\n"


class _Entities:
    """The entities of one export, each given once."""

    def __init__(self, shelf: ActorShelf) -> None:
        self._shelf = shelf
        self._schemata: dict[str, str] = {}  # of the actors given so far
        self._events: set[str] = set()

    def of_story(self, record: StoryRecord) -> Iterator[EntityForm]:
        """Yield the entities of a story that have not been given before."""
        article, analysis = record.article, record.analysis
        yield _article(article, record.tags)
        counts: dict[str, int] = {}
        for mention in analysis.mentions:
            if mention.actor is not None:
                if mention.actor not in self._schemata:
                    yield from self._actor(mention.actor)
                counts[mention.actor] = counts.get(mention.actor, 0) + 1
        for mention in analysis.mentions:
            if not mention.descriptive and not mention.demonym:
                yield self._mention(article, mention)
        for actor, count in counts.items():
            if actor in self._schemata:
                role = "mentioned once" if count == 1 else f"mentioned {count} times"
                yield _documentation(article, _actor_id(actor), role)
        for quotation in analysis.quotations:
            speaker = quotation.speaker
            if quotation.direct and speaker is not None and speaker.actor in self._schemata:
                yield _quoted(article, quotation, speaker.actor)
        for event in analysis.events:
            yield from self._event(article, event)

    def _actor(self, actor_id: str) -> Iterator[EntityForm]:
        try:
            actor = self._shelf.actor(actor_id)
        except NotFoundError:
            return
        entity = _actor_entity(actor)
        self._schemata[actor_id] = entity["schema"]
        yield entity

    def _mention(self, article: Article, mention: Mention) -> EntityForm:
        schema = self._schemata.get(mention.actor or "", "")
        resolved = _actor_id(mention.actor) if mention.actor and _acts(schema) else ""
        return _entity(
            _own_id("mention", article.id, str(mention.start)),
            "Mention",
            document=[_article_id(article)],
            name=[mention.surface],
            resolved=[resolved],
            detectedSchema=[schema or _SCHEMATA[mention.kind]],
        )

    def _event(self, article: Article, event: Event) -> Iterator[EntityForm]:
        source, target = self._acting(event.source), self._acting(event.target)
        if source is None and target is None:
            return
        entity_id = _event_id(article, event)
        if entity_id not in self._events:
            self._events.add(entity_id)
            yield self._event_entity(entity_id, article, event, source, target)
        sentence = article.body[event.span.start : event.span.end]
        yield _documentation(article, entity_id, "account", sentence, str(event.trigger.start))

    def _acting(self, reference: ActorReference | None) -> ActorReference | None:
        if reference is None or reference.actor is None:
            return None
        return reference if _acts(self._schemata.get(reference.actor, "")) else None

    def _event_entity(
        self,
        entity_id: str,
        article: Article,
        event: Event,
        source: ActorReference | None,
        target: ActorReference | None,
    ) -> EntityForm:
        kind = kind_of(event.type, event.mode, event.cameo)
        names = (source.name if source else "Somebody", kind.label, target.name if target else "")
        told = " ".join(name for name in names if name)
        place = event.place.name if event.place is not None else None
        status = event.status if event.status != "happened" else ""
        return _entity(
            entity_id,
            "Event",
            name=[told],
            summary=[f"{told} ({status})" if status else ""],
            description=[" ".join(article.body[event.span.start : event.span.end].split())],
            date=[_date(event.date)],
            organizer=[_actor_id(source.actor) if source and source.actor else ""],
            involved=[_actor_id(target.actor) if target and target.actor else ""],
            location=[place or ""],
            keywords=[
                event.type,
                event.mode,
                f"CAMEO {event.cameo}" if event.cameo else "",
                status,
            ],
            proof=[_article_id(article)],
        )


def _entity(entity_id: str, schema: str, **properties: Iterable[str]) -> EntityForm:
    """Return an entity without empty values; a value that is there twice stands once."""
    kept = {
        name: list(dict.fromkeys(_cut(name, value) for value in values if value.strip()))
        for name, values in properties.items()
    }
    return {
        "id": entity_id,
        "schema": schema,
        "properties": {name: values for name, values in kept.items() if values},
    }


def _cut(name: str, value: str) -> str:
    """Return a value as long as the model allows it to be."""
    longest = _LONGEST.get(name, _LONGEST_STRING)
    return value if len(value) <= longest else value[: longest - 1] + "…"


def _pieces(text: str) -> Iterator[str]:
    """Yield a text in pieces that are each allowed as a value, cut between lines where there are any."""
    while len(text) > _LONGEST_TEXT:
        end = text.rfind("\n", 1, _LONGEST_TEXT) + 1 or _LONGEST_TEXT
        yield text[:end]
        text = text[end:]
    yield text


_SCHEMATA = {
    Kind.PERSON: "Person",
    Kind.ORGANISATION: "Organization",
    Kind.COUNTRY: "PublicBody",
    Kind.PLACE: "Address",
}


def _acts(schema: str) -> bool:
    """Return whether an entity can do something: an address cannot."""
    return schema not in ("", "Address")


def _actor_entity(actor: Actor) -> EntityForm:
    schema = _SCHEMATA[actor.kind]
    authority = dict(actor.authority)
    code = authority.get(_COUNTRY_SCHEME, "").lower()
    country = code if len(code) == _CODE_LETTERS else ""
    wikidata = authority.get(_WIKIDATA_SCHEME, "")
    aliases = [
        alias.surface for alias in actor.aliases[:_MOST_ALIASES] if alias.surface != actor.name
    ]
    if actor.kind is Kind.PLACE:
        return _entity(
            _actor_id(actor.id),
            schema,
            name=[actor.name],
            full=[actor.name],
            alias=aliases,
            wikidataId=[wikidata],
        )
    if actor.kind is Kind.ORGANISATION and _is_public(actor):
        schema = "PublicBody"
    positions = [f"{role.title} of {role.of}" if role.of else role.title for role in actor.roles]
    return _entity(
        _actor_id(actor.id),
        schema,
        name=[actor.name],
        alias=aliases,
        position=positions if schema == "Person" else [],
        country=[country],
        wikidataId=[wikidata],
    )


def _is_public(actor: Actor) -> bool:
    return not _public_words().isdisjoint(fold(actor.name).replace("(", " ").split())


@cache
def _public_words() -> frozenset[str]:
    text = files("index.exporting").joinpath("public_bodies.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def _article(article: Article, tags: Iterable[str]) -> EntityForm:
    return _entity(
        _article_id(article),
        "Article",
        title=[article.headline],
        author=[article.byline],
        publisher=[article.source],
        publishedAt=[_date(article.published)],
        language=[_language(article.language)],
        sourceUrl=[web_address(article.url) or ""],
        bodyText=_pieces(article.body),
        keywords=list(tags),
    )


def _documentation(
    article: Article, entity_id: str, role: str, summary: str = "", place: str = ""
) -> EntityForm:
    return _entity(
        _own_id("documentation", article.id, entity_id, role, place),
        "Documentation",
        document=[_article_id(article)],
        entity=[entity_id],
        role=[role],
        summary=[" ".join(summary.split())],
        date=[_date(article.published)],
    )


def _quoted(article: Article, quotation: Quotation, speaker: str) -> EntityForm:
    words = article.body[quotation.span.start : quotation.span.end]
    return _documentation(article, _actor_id(speaker), "quoted", words, str(quotation.span.start))


def _event_id(article: Article, event: Event) -> str:
    """Return an id that the accounts of one happening share: told for the same day, it is the same."""
    if event.date is None or event.date.precision in (Precision.MONTH, Precision.YEAR):
        return _own_id("event", article.id, str(event.trigger.start), event.type)
    people = [
        reference.actor or "" if reference is not None else ""
        for reference in (event.source, event.target)
    ]
    kind = kind_of(event.type, event.mode, event.cameo)
    if kind.both_ways:
        people.sort()
    day = event.date.iso()[:10]
    return _own_id("event", kind.label, *people, day, event.status)


def _article_id(article: Article) -> str:
    return f"{_PREFIX}-article-{article.id}"


def _actor_id(actor: str) -> str:
    return f"{_PREFIX}-actor-{actor}"


def _own_id(what: str, *parts: str) -> str:
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:20]
    return f"{_PREFIX}-{what}-{digest}"


def _date(moment: Moment | None) -> str:
    """Return a date as the model has it: without a zone, cut to what is known."""
    return "" if moment is None else moment.iso().removesuffix("Z")


@cache
def _language(code: str) -> str:
    """Return the three-letter code (ISO 639-3) of a language tag (BCP 47), "" for none that is known."""
    if not code:
        return ""
    import pycountry  # 30 ms

    primary = code.replace("_", "-").partition("-")[0].lower()
    language = (
        pycountry.languages.get(alpha_2=primary)
        if len(primary) == _CODE_LETTERS
        else pycountry.languages.get(alpha_3=primary)
    )
    return "" if language is None else str(language.alpha_3)
