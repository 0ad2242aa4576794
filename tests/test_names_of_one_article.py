"""What an article says of a name in one place tells what it is in another."""

from __future__ import annotations

import pytest

from index.analysis.analyse import analyse
from index.model import Kind


def _kinds(text: str) -> dict[str, Kind]:
    return {one.surface: one.kind for one in analyse(text).mentions if not one.demonym}


@pytest.mark.parametrize(
    ("headline", "name", "kind"),
    [
        ("TARN QUITS", "TARN", Kind.PERSON),
        ("NORDBANK SHARES FALL", "NORDBANK", Kind.ORGANISATION),
    ],
)
def test_a_line_in_capitals_takes_its_names_from_the_text(
    headline: str, name: str, kind: Kind
) -> None:
    text = (
        f"{headline}\n\nMr. Pedro Tarn, the chairman of the company Nordbank AG, said that "
        "Nordbank AG was sound. Nordbank was founded in 1921."
    )
    assert _kinds(text).get(name) is kind


def test_a_full_name_of_listed_parts_is_a_person_beside_a_word_that_places_have_too() -> None:
    text = "He is a leader of the opposition to the Pedro Salcedo regime. Salcedo denied it."
    assert _kinds(text) == {"Pedro Salcedo": Kind.PERSON, "Salcedo": Kind.PERSON}


def test_a_country_before_an_office_is_named() -> None:
    text = "The US Secretary of State left early."
    assert _kinds(text).get("US") is Kind.COUNTRY


@pytest.mark.parametrize("whole", ["Non-Aligned Movement", "Self-Government Party"])
def test_a_prefix_belongs_to_the_name_it_begins(whole: str) -> None:
    assert whole in _kinds(f"He was elected for the {whole} in 1954.")


def test_the_second_part_of_a_given_name_stays_with_it() -> None:
    assert "Lau Ming-wei" in _kinds("President Lau Ming-wei named a new minister.")


def test_a_body_that_only_names_an_election_is_no_actor() -> None:
    text = "He stood in the 2018 House of Representatives elections."
    assert "House of Representatives" not in _kinds(text)
