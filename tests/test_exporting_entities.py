"""The FollowTheMoney export: that the entities are what the model allows, and hang together."""

from __future__ import annotations

import importlib.util
import json
from collections import Counter
from datetime import UTC, datetime

import pytest

from index import Archive
from index.exporting.export import export_text
from index.exporting.ftm import EntityForm, ftm_lines
from index.exporting.record import StoryRecord
from index.model import (
    Actor,
    ActorReference,
    Analysis,
    Article,
    Event,
    Kind,
    Mention,
    Moment,
    Precision,
    Span,
)

needs_model = pytest.mark.skipif(
    importlib.util.find_spec("followthemoney") is None,
    reason="the followthemoney package is not installed (pip install 'newsreader[ftm]')",
)


def entities(archive: Archive, query: str = "") -> list[EntityForm]:
    return [json.loads(line) for line in export_text(archive, query, "ftm")]


def named(found: list[EntityForm], name: str) -> EntityForm:
    return next(one for one in found if name in one["properties"].get("name", ()))


def test_each_entity_is_given_once(sample_archive: Archive) -> None:
    counts = Counter(one["id"] for one in entities(sample_archive))
    assert counts.most_common(1)[0][1] == 1


def test_what_is_referred_to_is_given_before(sample_archive: Archive) -> None:
    references = ("document", "entity", "organizer", "involved", "resolved", "proof")
    given: set[str] = set()
    for one in entities(sample_archive):
        for name in references:
            assert set(one["properties"].get(name, ())) <= given
        given.add(one["id"])


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("Santiago Peña", "Person"),
        ("Venezuela", "PublicBody"),
        ("National Electoral Council (Venezuela)", "PublicBody"),
        ("Caracas", "Address"),
    ],
)
def test_actors_have_the_schema_of_their_kind(
    sample_archive: Archive, name: str, schema: str
) -> None:
    assert named(entities(sample_archive), name)["schema"] == schema


def test_a_country_has_its_code(sample_archive: Archive) -> None:
    assert named(entities(sample_archive), "Paraguay")["properties"]["country"] == ["py"]


class Shelf:
    def actor(self, name_or_id: str) -> Actor:
        return Actor(name_or_id, f"Actor {name_or_id}", Kind.PERSON)


def story(number: int, day: int, source: str, target: str) -> StoryRecord:
    """A story that tells of a meeting."""
    mentions = tuple(
        Mention(4 * place, 4 * place + 3, "Ana", Kind.PERSON, who, who)
        for place, who in enumerate((source, target))
    )
    event = Event(
        span=Span(0, 7),
        type="CONSULT",
        mode="",
        cameo="040",
        source=ActorReference(source, source, Span(0, 3)),
        target=ActorReference(target, target, Span(4, 7)),
        date=Moment(datetime(2031, 3, day, tzinfo=UTC), Precision.DAY),
        status="happened",
        trigger=Span(3, 4),
    )
    article = Article(f"{number:016x}", f"Story {number}", "Ana Ana met.")
    return StoryRecord(article, Analysis(mentions=mentions, events=(event,)))


def test_one_event_told_in_several_stories_is_given_once_with_its_accounts() -> None:
    records = [story(1, 4, "a", "b"), story(2, 4, "b", "a"), story(3, 9, "a", "b")]
    found = [json.loads(line) for line in ftm_lines(records, Shelf())]
    events = [one["id"] for one in found if one["schema"] == "Event"]
    accounts = Counter(
        one["properties"]["entity"][0]
        for one in found
        if one["properties"].get("role") == ["account"]
    )
    assert [accounts[event] for event in events] == [2, 1]


def test_a_direct_quotation_documents_its_speaker(sample_archive: Archive) -> None:
    found = entities(sample_archive)
    speaker = named(found, "Joe Biden")
    said = [
        one["properties"]["summary"][0]
        for one in found
        if one["properties"].get("role") == ["quoted"]
        and one["properties"]["entity"] == [speaker["id"]]
    ]
    assert any("whose campaign inspired millions" in words for words in said)


def test_values_are_as_long_as_the_model_allows_and_no_body_is_cut() -> None:
    body = "Ana met. " * 20_000
    article = Article("1" * 16, "H" * 5000, body, source="S" * 5000)
    (line,) = ftm_lines([StoryRecord(article, Analysis())], Shelf())
    found = json.loads(line)["properties"]
    assert "".join(found["bodyText"]) == body
    assert max(len(text) for text in found["bodyText"]) <= 65_000
    assert len(found["title"][0]) == len(found["publisher"][0]) == 1024


@needs_model
def test_every_entity_is_valid_and_nothing_is_lost_in_cleaning(sample_archive: Archive) -> None:
    from followthemoney import model

    found = entities(sample_archive)
    schemata = {one["id"]: one["schema"] for one in found}
    for one in found:
        schema = model.get(one["schema"])
        schema.validate(one)
        for name, values in one["properties"].items():
            kept = schema.get(name)
            assert None not in [kept.type.clean(value) for value in values], (one, name)
            if kept.range is not None:
                assert all(model.get(schemata[value]).is_a(kept.range) for value in values)
