"""One story of a break between two countries, read whole: who said what, who did what, the numbers given."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.analysis.linking import EntityLink
from index.analysis.reading import Reading, read, resolved
from index.model import Analysis, Moment, Precision

STORY = (
    "Norway has said that it was breaking off diplomatic relations with Chile after President Marcos "
    "Tavella's endorsement of opposition presidential candidate Ingrid Solheim Nordby.\n\n"
    'The Norwegian government also withdrew its diplomatic staff from Chile. "The Kingdom of Norway has '
    "resolved, in full possession of its rights, to sever diplomatic relations with the Republic of Chile "
    'and to go ahead with the immediate recall of its diplomatic staff in that country," the Norwegian '
    "Foreign Ministry said in a communique. Tavella voiced his support for Solheim Nordby in a telephone "
    "call, recognising her as the winner of the elections in Norway held in May 2023. The Chilean "
    "president also gave details of a meeting he had on Sunday with leaders of the Norwegian opposition. "
    '"Today I had a conversation with Ingrid Solheim Nordby, the winner of the elections in Norway, and '
    'with Karin Aasbo, a leader of the opposition to the Olaf Brandvik government," Tavella said.\n\n'
    "After the vote, Norway's National Electoral Commission (NEC) said that Brandvik won a second term with "
    "53.4% of the vote against Solheim Nordby's 41.9%. The opposition claims to have won with 61% of the "
    "vote.\n\n"
    "After Brandvik's disputed re-election, the Norwegian government had already recalled its diplomatic "
    "personnel from four Latin American countries -- Peru, Bolivia, Ecuador and Cuba. Before her meeting "
    "with Tavella, Solheim Nordby visited Peru on Jan. 3, where she met with President Dario Quellin. She "
    "was also in Bolivia, which reaffirmed its support for Solheim Nordby. Solheim Nordby then travelled to "
    "Canada, where she spoke with Prime Minister Mary Whitlow. "
    "\"Today I received Norway's President-elect Ingrid Solheim Nordby, a woman whose courage moved "
    'millions," Whitlow posted on her Facebook account. The Norwegian opposition leader plans to visit '
    "Ecuador and Cuba as part of a tour.\n"
)
PUBLISHED = Moment(datetime(2024, 1, 9, tzinfo=UTC), Precision.DAY)


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(STORY, published=PUBLISHED)


@pytest.fixture(scope="module")
def analysis(reading: Reading) -> Analysis:
    links = [EntityLink(entity.name, entity.name) for entity in reading.findings.entities]
    return resolved(reading, links)


def told(analysis: Analysis) -> list[tuple[str, str | None, str | None, str | None, str]]:
    return [
        (
            event.cameo,
            event.source.name if event.source else None,
            event.target.name if event.target else None,
            event.date.iso() if event.date else None,
            event.status,
        )
        for event in analysis.events
    ]


def test_direct_quotations_have_their_speakers(analysis: Analysis) -> None:
    assert [
        (
            STORY[one.span.start : one.span.start + 12],
            (one.speaker.name or "").removesuffix(" (Norway)") if one.speaker else None,
        )
        for one in analysis.quotations
        if one.direct
    ] == [
        ("The Kingdom ", "Foreign Ministry"),
        ("Today I had ", "Marcos Tavella"),
        ("Today I rece", "Mary Whitlow"),
    ]


def test_a_post_names_where_it_stands(analysis: Analysis) -> None:
    medium = [one.medium for one in analysis.quotations if one.direct][-1]
    assert medium is not None
    assert STORY[medium.start : medium.end] == "on her Facebook account"


@pytest.mark.parametrize(
    "event",
    [
        ("161", "Norway", "Chile", None, "happened"),
        ("041", "Marcos Tavella", "Ingrid Solheim Nordby", None, "happened"),
        ("040", "Marcos Tavella", None, "2024-01-07", "happened"),
        ("161", "Norway", "Peru", None, "happened"),
        ("161", "Norway", "Bolivia", None, "happened"),
        ("161", "Norway", "Ecuador", None, "happened"),
        ("161", "Norway", "Cuba", None, "happened"),
        ("042", "Ingrid Solheim Nordby", "Peru", "2024-01-03", "happened"),
        ("040", "Ingrid Solheim Nordby", "Dario Quellin", "2024-01-03", "happened"),
        ("042", "Ingrid Solheim Nordby", "Bolivia", None, "happened"),
        ("042", "Ingrid Solheim Nordby", "Canada", None, "happened"),
        ("043", "Mary Whitlow", "Ingrid Solheim Nordby", None, "happened"),
    ],
)
def test_what_happened(analysis: Analysis, event: tuple[str, ...]) -> None:
    assert event in told(analysis)


def test_break_and_recall_are_two_sentences(analysis: Analysis) -> None:
    spans = {
        event.span
        for event in analysis.events
        if event.cameo == "161" and event.target is not None and event.target.name == "Chile"
    }
    assert len(spans) >= 2


@pytest.mark.parametrize("country", ["Ecuador", "Cuba"])
def test_visits_to_come_are_planned(analysis: Analysis, country: str) -> None:
    assert ("042", country, "planned") in [
        (event.cameo, event.target.name if event.target else None, event.status)
        for event in analysis.events
    ]


def test_both_sides_count_the_votes(analysis: Analysis) -> None:
    assert [
        (
            figure.value,
            figure.measures,
            figure.subject.name if figure.subject else None,
            STORY[figure.claimant.span.start : figure.claimant.span.end]
            if figure.claimant and figure.claimant.span
            else None,
        )
        for figure in analysis.figures
        if figure.unit == "%"
    ] == [
        (53.4, "vote share", "Olaf Brandvik", "National Electoral Commission"),
        (41.9, "vote share", "Ingrid Solheim Nordby", "National Electoral Commission"),
        (61, "vote share", "Ingrid Solheim Nordby", "The opposition"),
    ]
