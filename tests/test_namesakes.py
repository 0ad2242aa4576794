"""Bearers of one name whose occupations differ are kept apart; who changes office stays one person."""

from __future__ import annotations

from itertools import permutations

import pytest

from index.analysis.gazetteer import load
from index.analysis.occupations import may_be_one_person, occupations_of
from tests.marked_names import Stream

_MINISTER = (
    "Norland's interior minister [Kofi Vesk] said on Monday that police would patrol the border."
)
_STRIKER = "[Kofi Vesk], a 22-year-old striker, scored twice in Norland on Sunday."
_NOVELIST = "The novelist [Kofi Vesk] died on Tuesday at 81 at his home in Norland."
_NOBODY = "[Kofi Vesk] opened a school on Wednesday."


def _actors(*texts: str) -> list[str | None]:
    stream = Stream()
    return [stream.add(text)[0] for text in texts]


@pytest.mark.parametrize("order", list(permutations((_MINISTER, _STRIKER, _NOVELIST))))
def test_a_minister_a_striker_and_a_novelist_are_three_people(order: tuple[str, ...]) -> None:
    told = _actors(*order)
    assert None not in told
    assert len(set(told)) == 3


def test_a_bearer_of_whom_nothing_is_told_is_none_of_several() -> None:
    assert _actors(_MINISTER, _STRIKER, _NOVELIST, _NOBODY)[3] is None


def test_each_of_several_is_met_again_in_the_same_occupation() -> None:
    told = _actors(_MINISTER, _STRIKER, _STRIKER, _MINISTER)
    assert told[2:] == [told[1], told[0]]


def test_a_country_that_both_live_in_does_not_make_them_one() -> None:
    told = _actors(
        "[Rui Veskal], the finance minister of Portugal, resigned on Friday.",
        "Braga have sacked football coach [Rui Veskal], who played for Portugal.",
    )
    assert told[0] != told[1]


def test_a_runner_is_not_the_secretary_who_has_one_name_more() -> None:
    stream = Stream()
    (secretary,) = stream.add("Energy Secretary [Grace Wanjiru Vesk] said power cuts would end.")
    told = stream.add('Runner [Grace Vesk], 24, won. "I ran for my mother," [Vesk] said.')
    assert told[0] == told[1] != secretary


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("Interior minister [Sam Vesk] resigned.", "President [Sam Vesk] spoke on Monday."),
        ("General [Sam Vesk] took power.", "President [Sam Vesk] spoke on Monday."),
        ("The mayor, [Sam Vesk], resigned.", "Judge [Sam Vesk] heard the case."),
        (
            "Striker [Sam Vesk] scored twice.",
            "[Sam Vesk], a former striker, was elected to parliament.",
        ),
        ("Coach [Sam Vesk] resigned.", "[Sam Vesk], the club's chairman, resigned."),
        ("The actor [Sam Vesk] died.", "The author [Sam Vesk] was buried on Monday."),
    ],
)
def test_somebody_who_may_have_changed_office_is_one_person(earlier: str, later: str) -> None:
    one, other = _actors(earlier, later)
    assert one == other is not None


@pytest.mark.parametrize(
    "young",
    [
        "[Kofi Vesk], 22, scored twice on Sunday.",
        "[Kofi Vesk] (12) was found in the river on Sunday.",
        "[Kofi Vesk], aged 9, was found in the river on Sunday.",
        "The 15-year-old pupil [Kofi Vesk] won the prize.",
        "[Kofi Vesk], a 15-year-old pupil, won the prize.",
    ],
)
def test_somebody_too_young_for_an_office_is_not_the_holder(young: str) -> None:
    told = _actors(_MINISTER, young)
    assert told[0] != told[1]


@pytest.mark.parametrize(
    "later",
    [
        "[Kofi Vesk], 54, was found in the river on Sunday.",
        "[Kofi Vesk], a 22-year-old lawmaker, spoke on Sunday.",
        "[Kofi Vesk], 12 ministers and a judge came.",
    ],
)
def test_an_age_that_fits_the_office_keeps_nobody_apart(later: str) -> None:
    one, other = _actors(_MINISTER, later)
    assert one == other


def test_a_former_striker_is_met_again_as_a_minister() -> None:
    told = _actors(
        "Striker [Sam Vesk] scored twice.",
        "[Sam Vesk], a former striker, was elected to parliament.",
        "Transport minister [Sam Vesk] opened a bridge.",
    )
    assert len(set(told)) == 1


def test_a_boxer_who_became_a_senator_is_met_again_as_a_boxer() -> None:
    one, other = _actors(
        "Senator [Sam Vesk], a former boxer, spoke.", "Boxer [Sam Vesk] won in May."
    )
    assert one == other is not None


def test_ministers_of_two_countries_are_two_people() -> None:
    stream = Stream()
    told = stream.add("Interior Minister [Kofi Vesk] of [Ghana] spoke in parliament.")
    other = stream.add("[Kenya]'s interior minister [Kofi Vesk] said the border was closed.")
    assert told[0] != other[1]


def test_of_two_bearers_a_former_minister_is_the_minister() -> None:
    told = _actors(_MINISTER, _STRIKER, "Former finance minister [Kofi Vesk] joined a bank.")
    assert told[2] == told[0]


def test_who_is_in_one_field_does_not_join_two_others() -> None:
    told = _actors(
        "Entrepreneur [Paul Vesk] opened a shop.",
        "Singer [Paul Vesk] released an album.",
        "Their coach, [Paul Vesk], was sacked on Sunday.",
    )
    assert None not in told
    assert len(set(told)) == 3


def test_occupations_are_read_from_titles_and_left_ones_count_for_none() -> None:
    words = load()
    minister = occupations_of(["interior minister"], words)
    striker = occupations_of(["striker"], words)
    assert occupations_of(["striker", "interior minister"], words).held == {"sport", "politics"}
    assert occupations_of(["striker", "former striker", "captain"], words).held == set()
    assert not may_be_one_person(striker, minister)
    assert may_be_one_person(occupations_of(["judge"], words), minister)
    assert may_be_one_person(occupations_of([], words), minister)
    assert may_be_one_person(occupations_of(["senator", "former striker"], words), striker)
