"""Figures read from sentences: value, unit, what is measured, whom it is about, who says so."""

from __future__ import annotations

import pytest

from index.analysis.analyse import analyse
from index.analysis.figures import read_figures, resolve_figures
from index.analysis.linking import EntityLink
from index.model import BodyFormat


def read(text: str):
    findings = analyse(text)
    return findings, read_figures(text, body_format=BodyFormat.PLAIN, findings=findings)


def name(findings, participant) -> str | None:
    if participant is None or participant.entity is None:
        return None
    return findings.entities[participant.entity].name


@pytest.mark.parametrize(
    ("text", "value", "unit", "measures"),
    [
        ("He won 51.2% of the vote.", 51.2, "%", "vote share"),
        ("He won 51.2 percent of the vote.", 51.2, "%", "vote share"),
        ("Turnout was 64 per cent.", 64, "%", "turnout"),
        ("Inflation rose to 7% in May.", 7, "%", "inflation"),
        ("Some 40% of households have no water.", 40, "%", "share of households"),
        ("It fell by three percentage points.", 3, "percentage points", ""),
        ("The party took 1,204,518 votes.", 1204518, "votes", "votes"),
        ("The loan is worth $2.5 million.", 2_500_000, "USD", "loan"),
        ("The loan is worth 3 billion euros.", 3e9, "EUR", "loan"),
        ("The fire killed 12 people.", 12, "people", "people killed"),
        ("At least nine miners were injured.", 9, "people", "miners injured"),
        ("Two million refugees crossed the river.", 2e6, "people", "refugees"),
        ("She was sentenced to seven years in prison.", 7, "years", "prison sentence"),
        ("The truce lasted six weeks.", 6, "weeks", "duration"),
    ],
)
def test_value_unit_and_measure(text, value, unit, measures):
    _, (figure,) = read(text)
    assert (figure.value, figure.unit, figure.measures) == (value, unit, measures)


def test_the_span_covers_number_and_unit():
    text = "He won about 51.2% of the vote."
    _, (figure,) = read(text)
    assert text[figure.span.start : figure.span.end] == "51.2%"


@pytest.mark.parametrize(
    "text",
    [
        "It happened on 4 January 2023.",
        "It happened two years ago.",
        "A Boeing 737 landed.",
        "He comes in four days.",
    ],
)
def test_dates_and_names_are_no_figures(text):
    assert read(text)[1] == ()


RESULT = (
    "Norway's National Electoral Commission said that Olaf Brandvik won a third term with 51.2% "
    "of the vote against Ingrid Solheim's 44.2%."
)


def test_each_figure_has_its_own_subject():
    findings, figures = read(RESULT)
    assert [name(findings, figure.subject) for figure in figures] == [
        "Olaf Brandvik",
        "Ingrid Solheim",
    ]


def test_a_currency_is_not_whom_a_sum_is_about():
    _, figures = read("Rich countries promised 300 billion US dollars a year.")
    assert [(one.unit, one.subject) for one in figures] == [("USD", None)]


def test_a_second_figure_measures_what_the_first_does():
    assert [figure.measures for figure in read(RESULT)[1]] == ["vote share", "vote share"]


def test_the_claimant_is_who_says_so():
    findings, figures = read(RESULT)
    assert "Electoral Commission" in str(name(findings, figures[0].claimant))


def test_the_claimant_after_according_to():
    findings, (figure,) = read("Turnout was 64%, according to Norway.")
    assert name(findings, figure.claimant) == "Norway"


def test_a_side_that_claims_votes_means_its_candidate():
    text = (
        "The opposition presidential candidate Ingrid Solheim spoke in Oslo. "
        "The opposition claims to have won with 67% of the vote."
    )
    findings, (figure,) = read(text)
    claimant = figure.claimant
    assert name(findings, figure.subject) == "Ingrid Solheim"
    assert claimant is not None
    assert text[claimant.start : claimant.end] == "The opposition"


def test_a_figure_nobody_vouches_for_has_no_claimant():
    _, (figure,) = read("Turnout was 64%.")
    assert figure.claimant is None


def test_resolving_gives_the_actors_linked_to():
    findings, figures = read(RESULT)
    links = [EntityLink(f"id-{entity.name}", entity.name) for entity in findings.entities]
    first = resolve_figures(figures, links)[0]
    assert first.subject is not None
    assert first.subject.actor == "id-Olaf Brandvik"


@pytest.mark.parametrize(
    ("text", "value", "upper"),
    [
        ("Between 20 and 30 people were wounded.", 20, 30),
        ("Norway will invest 3 to 5 billion dollars.", 3e9, 5e9),
        ("Inflation will be 3-5% this year.", 3, 5),
        ("Inflation fell from 5 to 3% in May.", 3, None),
    ],
)
def test_ranges(text, value, upper):
    figure = read(text)[1][-1]
    assert (figure.value, figure.upper) == (value, upper)


@pytest.mark.parametrize(
    ("text", "qualifier"),
    [
        ("More than 300 people fled.", "more than"),
        ("Some 300 people fled.", "about"),
        ("At least 300 people fled.", "at least"),
        ("Fewer than 300 people fled.", "less than"),
        ("Up to 300 people fled.", "at most"),
        ("It has 300 or more tanks.", "at least"),
        ("The 300 people fled.", ""),
    ],
)
def test_how_exact_a_number_is(text, qualifier):
    _, (figure,) = read(text)
    assert figure.qualifier == qualifier


def test_two_claimants_of_one_toll():
    text = (
        "Norway's government said more than 300 people were killed in the quake, while the Red Cross "
        "put the toll at 450."
    )
    findings, figures = read(text)
    assert [(figure.value, figure.measures) for figure in figures] == [
        (300, "people killed"),
        (450, "people killed"),
    ]
    assert [name(findings, figure.claimant) for figure in figures] == ["Norway", "Red Cross"]


def test_each_number_has_the_date_beside_it():
    text = "Unemployment in Chile fell to 7.8% in May 2023 from 8.1% in April 2023."
    figures = read(text)[1]
    assert [figure.date.iso() if figure.date else None for figure in figures] == [
        "2023-05",
        "2023-04",
    ]


def test_those_the_number_names_are_its_subject():
    findings, (figure,) = read("Norway released 150 Chilean prisoners.")
    assert name(findings, figure.subject) == "Chile"


def test_who_speaks_is_not_who_the_dead_are():
    findings, (figure,) = read("The United Nations said 40 people were killed in Peru.")
    assert (name(findings, figure.claimant), name(findings, figure.subject)) == (
        "United Nations",
        "Peru",
    )


def claims(text: str) -> list[tuple[float, str, str]]:
    """Return value, measure and the words that name the claimant of each figure."""
    return [
        (
            figure.value,
            figure.measures,
            text[figure.claimant.start : figure.claimant.end] if figure.claimant else "",
        )
        for figure in read(text)[1]
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The union said 21 miners were killed, while Energy Minister Demirkol put the death toll at 16.",
            [(21, "miners killed", "The union"), (16, "people killed", "Demirkol")],
        ),
        (
            "Police said 41 were injured; the union says 60.",
            [(41, "people injured", "Police"), (60, "people injured", "the union")],
        ),
        (
            "Police put the crowd at 3,000, organisers at 10,000.",
            [(3000, "crowd", "Police"), (10000, "crowd", "organisers")],
        ),
        (
            "Officials gave the number of arrests as 22, a rights group put it at 35.",
            [(22, "people arrested", "Officials"), (35, "people arrested", "a rights group")],
        ),
        (
            "A bus accident in Peru killed 22 people and injured 14 on Saturday.",
            [(22, "people killed", ""), (14, "people injured", "")],
        ),
        (
            "At least 30 were killed and 12 hurt.",
            [(30, "people killed", ""), (12, "people injured", "")],
        ),
    ],
)
def test_numbers_of_people_that_no_noun_counts(
    text: str, expected: list[tuple[float, str, str]]
) -> None:
    assert claims(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The minister said 2025 was a hard year.",
        "He was killed in 1998.",
        "The committee arrived at 10 on Monday.",
    ],
)
def test_years_and_hours_count_nobody(text: str) -> None:
    assert claims(text) == []


def test_a_dateline_is_not_who_the_dead_are() -> None:
    text = "LIMA, Peru, March 4 (Andean Desk) - A bus crash killed 22 people on Saturday."
    (figure,) = read(text)[1]
    assert figure.subject is None
