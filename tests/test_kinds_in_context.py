"""Names whose kind the article's own words settle: families named like places, bodies named like people."""

from __future__ import annotations

import pytest

from index.analysis.analyse import analyse
from index.analysis.findings import Findings
from index.analysis.quotations import read_quotations
from index.model import BodyFormat, Kind


def _kinds(findings: Findings, surface: str) -> list[Kind]:
    return [one.kind for one in findings.mentions if one.surface == surface]


def _entities(findings: Findings, surface: str) -> list[str]:
    return [
        findings.entities[one.entity].name
        for one in findings.mentions
        if one.surface == surface and one.entity is not None
    ]


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Justice Minister", "Olga London"),
        ("Prime Minister", "Luis Montenegro"),
        ("Prime Minister", "Raul Ibarra"),
        ("Energy Minister", "Paul Berlin"),
        ("Opposition leader", "Tunde Lagos"),
    ],
)
def test_a_family_name_that_is_a_place_means_the_person_named_before(title: str, name: str) -> None:
    family = name.split(" ")[1]
    text = f'{title} {name} resigned on Monday.\n\n"I was not told," {family} said on Tuesday.'
    findings = analyse(text)
    assert _entities(findings, family) == [name]
    (quotation,) = read_quotations(text, body_format=BodyFormat.PLAIN, findings=findings)
    assert quotation.speaker is not None
    assert findings.entities[quotation.speaker].name == name


@pytest.mark.parametrize(
    "sentence",
    [
        "In London, the minister met the mayor.",
        "She flew from Ordania to London on Friday.",
        "London police said the road was closed.",
        "The minister visited London, where it rained.",
        "She had lived in Paris, London and Rome.",
        "The mayor of London resigned.",
    ],
)
def test_a_place_stays_one_though_somebody_bears_its_name(sentence: str) -> None:
    findings = analyse(f"Justice Minister Olga London resigned on Monday.\n\n{sentence}")
    assert _kinds(findings, "London") == [Kind.PLACE]


def test_a_dateline_stays_a_place_though_somebody_bears_its_name() -> None:
    text = "Olga London quits\n\nLONDON - Justice Minister Olga London resigned. London said so herself."
    findings = analyse(text)
    assert _kinds(findings, "LONDON") == [Kind.PLACE]
    assert _kinds(findings, "London") == [Kind.PERSON]


def test_a_place_named_before_the_person_stays_a_place() -> None:
    findings = analyse("London voted on Monday. Justice Minister Olga London waited at home.")
    assert _kinds(findings, "London") == [Kind.PLACE]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The human rights group Haki Mashinani said the police had used force.", "Haki Mashinani"),
        ("The charity Amani Watoto fed 300 children in the camp.", "Amani Watoto"),
        ("Karaelmas Madencilik, a private company, runs the mine.", "Karaelmas Madencilik"),
        ("The mine belongs to Tolva Veskin, a mining firm based in Ordania.", "Tolva Veskin"),
        ("Residents set up a group called Lake First last year.", "Lake First"),
        ("He founded a company named Orlan Foods in May.", "Orlan Foods"),
        ("Residents joined a movement known as Save Tolva.", "Save Tolva"),
        ("Rights group Haki Mashinani said the police had used force.", "Haki Mashinani"),
        ("Charity Amani Watoto fed 300 children in the camp.", "Amani Watoto"),
        ("The police denied it. Haki Mashinani is a charity.", "Haki Mashinani"),
        ("The groups Amani Watoto and Haki Mashinani said so.", "Haki Mashinani"),
        ("Nobody was hurt, the Iberian Wire reported on Monday.", "Iberian Wire"),
        ("The Independent Miners' Union called a strike on Monday.", "Independent Miners' Union"),
    ],
)
def test_a_body_is_one_where_the_words_beside_it_say_so(text: str, name: str) -> None:
    findings = analyse(text)
    assert _kinds(findings, name) == [Kind.ORGANISATION]
    assert _entities(findings, name) == [name]


def test_a_body_stays_one_where_it_is_named_again() -> None:
    text = 'The charity Amani Watoto fed 300 children. "We ask for rice," Amani Watoto said.'
    assert _kinds(analyse(text), "Amani Watoto") == [Kind.ORGANISATION] * 2


@pytest.mark.parametrize(
    "text",
    [
        "Maria Holt, a company director, said the mine was safe.",
        "Maria Holt, the group's founder, said the mine was safe.",
        "The company Maria Holt founded in May is bankrupt.",
        "The party called Maria Holt a liar.",
        "The company named Maria Holt chief executive.",
        "Maria Holt joined a group that feeds children.",
        "Maria Holt is the best dress maker of the town.",
        "The Norland Social Movement led by Maria Holt was a party of miners.",
    ],
)
def test_a_person_beside_a_body_stays_a_person(text: str) -> None:
    assert _kinds(analyse(text), "Maria Holt") == [Kind.PERSON]


def test_an_office_of_state_belongs_to_the_country_and_not_to_its_namesake() -> None:
    text = "Congressman Steve Israel met Israel's prime minister. Israel said the talks were good."
    assert _kinds(analyse(text), "Israel") == [Kind.COUNTRY, Kind.PERSON]


def test_a_credit_is_no_part_of_the_name_of_whoever_has_the_rights() -> None:
    text = "LISBON (Iberian Wire) - Nobody was hurt in the fire.\n\nCopyright Iberian Wire"
    assert _entities(analyse(text), "Iberian Wire") == ["Iberian Wire"] * 2


def test_a_body_that_goes_on_after_and_is_not_cut() -> None:
    text = "They founded a new group called Independence and Democracy in the European Parliament."
    assert "Independence" not in [one.surface for one in analyse(text).mentions]


def test_many_bodies_that_are_given_names_take_time_in_proportion() -> None:
    one = analyse("A group called Lake First met. Olga London left. London wept. " * 3000)
    assert len([1 for mention in one.mentions if mention.surface == "Lake First"]) == 3000
