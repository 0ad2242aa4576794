"""Figures that cannot all be right, and those that only seem not to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index.following.measures import measured
from index.model import ActorReference, Figure, Precision, Span
from tests.archive_building import Builder, day, who, words

BODY = (
    "The board said that Ana won 51.2% of the vote. The opposition claims that she had 30%. "
    "It was raining in the capital all day."
)
BOARD, OPPOSITION, IT = Span(4, 9), Span(47, 61), Span(87, 89)


@pytest.fixture
def build(tmp_path: Path) -> Builder:
    builder = Builder(tmp_path)
    builder.actors("Ana", "Board", "Police")
    return builder


def share(
    value: float,
    text: str,
    claimant: ActorReference | None,
    *,
    measure: str = "vote share",
    unit: str = "%",
) -> Figure:
    """A figure about Ana whose words are found in the body."""
    start = BODY.index(text)
    return Figure(Span(start, start + len(text)), value, unit, measure, who("Ana"), claimant)


def by_board() -> ActorReference:
    return replace(who("Board"), span=BOARD)


def test_two_claimants_that_differ_are_set_side_by_side_with_their_sentences(
    build: Builder,
) -> None:
    figures = (share(51.2, "51.2%", by_board()), share(30, "30%", words(47, 61)))
    build.story(day(1), "Ana", "Board", body=BODY, figures=figures)
    with build.open() as archive:
        (found,) = archive.disagreements("ana")
        (also,) = archive.disagreements_in(archive.stories().rows(0, 1)[0].id)
    assert also == found
    assert (found.measure, found.unit, found.subject.name) == ("vote share", "%", "Ana")
    assert not found.revised
    told = {claim.claimant: (claim.figure.figure.value, claim.sentence) for claim in found.claims}
    assert told == {
        "Board": (51.2, "The board said that Ana won 51.2% of the vote."),
        "The opposition": (30, "The opposition claims that she had 30%."),
    }
    assert [claim.date for claim in found.claims] == [day(1), day(1)]


def test_a_claimant_that_gives_another_number_later_has_revised_it(build: Builder) -> None:
    for number, value in ((1, 51.2), (5, 30.0)):
        text = "51.2%" if value == 51.2 else "30%"
        build.story(day(number), "Ana", body=BODY, figures=(share(value, text, by_board()),))
    with build.open() as archive:
        (found,) = archive.disagreements("ana")
    assert found.revised
    assert [claim.figure.figure.value for claim in found.claims] == [51.2, 30.0]


def test_repeating_a_claim_adds_none(build: Builder) -> None:
    for number in (1, 2, 3):
        figures = (share(51.2, "51.2%", by_board()), share(30, "30%", words(47, 61)))
        build.story(day(number), "Ana", body=BODY, figures=figures)
    with build.open() as archive:
        (found,) = archive.disagreements("ana")
    assert [claim.date for claim in found.claims] == [day(1), day(1)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (share(51.2, "51.2%", by_board()), share(30, "30%", None)),
        (share(51.2, "51.2%", by_board()), share(30, "30%", words(IT.start, IT.end))),
        (share(51.2, "51.2%", by_board()), share(30, "30%", words(47, 61), measure="turnout")),
        (share(51.2, "51.2%", by_board()), share(30, "30%", by_board())),
        (
            share(7, "51.2%", by_board(), measure="countries", unit="countries"),
            share(3, "30%", words(47, 61), measure="countries", unit="countries"),
        ),
        (
            share(7, "51.2%", by_board(), measure="deficit", unit="USD"),
            share(3, "30%", words(47, 61), measure="deficit", unit="EUR"),
        ),
        (
            share(51.2, "51.2%", by_board()),
            replace(share(30, "30%", words(47, 61)), qualifier="at least"),
        ),
        (
            share(51.2, "51.2%", by_board()),
            replace(share(30, "30%", words(47, 61)), upper=60.0),
        ),
    ],
    ids=[
        "nobody says so",
        "a pronoun says so",
        "other measures",
        "one claimant, one story",
        "a measure of many things",
        "two currencies",
        "at least",
        "a range",
    ],
)
def test_what_goes_together_or_is_unsure_is_no_disagreement(
    build: Builder, one: Figure, other: Figure
) -> None:
    build.story(day(1), "Ana", "Board", body=BODY, figures=(one, other))
    with build.open() as archive:
        assert archive.disagreements("ana") == ()


def test_claims_told_far_apart_are_about_different_times(build: Builder) -> None:
    build.story(day(1), "Ana", body=BODY, figures=(share(51.2, "51.2%", by_board()),))
    build.story(day(100), "Ana", body=BODY, figures=(share(30, "30%", words(47, 61)),))
    with build.open() as archive:
        assert archive.disagreements("ana") == ()


def test_what_moves_by_itself_is_not_revised(build: Builder) -> None:
    for number, text in ((1, "51.2%"), (5, "30%")):
        figure = share(float(text[:-1]), text, by_board(), measure="inflation")
        build.story(day(number), "Ana", body=BODY, figures=(figure,))
    with build.open() as archive:
        assert archive.disagreements("ana") == ()


def test_what_moves_is_compared_where_it_may_hold_for_the_same_time(build: Builder) -> None:
    figures = (
        share(51.2, "51.2%", by_board(), measure="inflation"),
        share(30, "30%", words(47, 61), measure="inflation"),
    )
    build.story(day(1), "Ana", body=BODY, figures=figures)
    dated = tuple(
        replace(figure, date=day(40 * place, Precision.MONTH), subject=who("Police"))
        for place, figure in enumerate(figures)
    )
    build.story(day(1), "Police", body=BODY, figures=dated)
    with build.open() as archive:
        assert len(archive.disagreements("ana")) == 1
        assert archive.disagreements("police") == ()


def test_what_is_about_no_actor_is_compared_within_one_story(build: Builder) -> None:
    figures = (
        replace(share(51.2, "51.2%", by_board(), measure="turnout"), subject=None),
        replace(share(30, "30%", words(47, 61), measure="turnout"), subject=None),
    )
    story = build.story(day(1), "Ana", body=BODY, figures=figures)
    with build.open() as archive:
        (found,) = archive.disagreements_in(story)
    assert found.subject.name is None


def test_tolls_are_compared_within_one_happening_only(build: Builder) -> None:
    def toll(value: float, text: str, claimant: ActorReference) -> Figure:
        figure = share(value, text, claimant, measure="people killed", unit="people")
        return replace(figure, subject=None)

    police = replace(who("Police"), span=BOARD)
    one = build.story(day(1), "Ana", body=BODY, figures=(toll(12, "51.2%", police),))
    other = build.story(day(2), "Ana", body=BODY, figures=(toll(15, "30%", words(47, 61)),))
    with build.open() as archive:
        assert archive.disagreements_in(one) == ()
        build.together(one, other)
        (found,) = archive.disagreements_in(one)
        assert archive.disagreements_in(other) == (found,)
    assert [claim.figure.figure.value for claim in found.claims] == [12, 15]


@pytest.mark.parametrize(
    ("one", "other", "meet"),
    [
        (("51.2%", 51.2, ""), ("51%", 51, ""), True),
        (("51.2%", 51.2, ""), ("51.95%", 51.95, ""), False),
        (("67%", 67, "about"), ("65%", 65, ""), True),
        (("67%", 67, "about"), ("51.2%", 51.2, ""), False),
        (("30%", 30, "more than"), ("45%", 45, ""), True),
        (("30%", 30, "less than"), ("45%", 45, ""), False),
    ],
)
def test_rounding_is_no_disagreement(
    one: tuple[str, float, str], other: tuple[str, float, str], meet: bool
) -> None:
    found = [
        measured(Figure(Span(0, 1), value, "%", "vote share", qualifier=how), text)
        for text, value, how in (one, other)
    ]
    assert found[0] is not None
    assert found[1] is not None
    assert found[0].meets(found[1]) is meet
    assert found[1].meets(found[0]) is meet


@pytest.mark.parametrize(
    "text", ["1.234.567", "1,2,3", "²", "٣", "", "10-20", "0", "1.", ".5", "9" * 400, "1e5", "nan%"]
)
@pytest.mark.parametrize("value", [0.0, -3.0, 67.0, 1e300, float("inf"), float("nan")])
def test_whatever_a_number_looks_like_it_is_an_interval_or_none(text: str, value: float) -> None:
    found = measured(Figure(Span(0, 1), value, "%", "vote share", qualifier="about"), text)
    assert found is None or found.least <= found.most


def test_measures_of_one_thing_are_called_by_one_name() -> None:
    deaths = measured(Figure(Span(0, 1), 12, "deaths", "deaths"), "12")
    killed = measured(Figure(Span(0, 1), 12, "people", "people killed"), "12")
    assert deaths is not None
    assert killed is not None
    assert (deaths.measure, deaths.unit) == (killed.measure, killed.unit)


def test_years_in_prison_are_compared_in_months() -> None:
    years = measured(Figure(Span(0, 1), 2, "years", "prison sentence"), "two")
    months = measured(Figure(Span(0, 1), 24, "months", "prison sentence"), "24")
    assert years is not None
    assert months is not None
    assert years.meets(months)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("miners killed", "people killed"),
        ("crowd", "protesters"),
        ("passengers injured", "people injured"),
    ],
)
def test_those_counted_may_be_called_otherwise(one: str, other: str) -> None:
    mine = measured(Figure(Span(0, 2), 21, "people", one), "21")
    theirs = measured(Figure(Span(0, 2), 16, "people", other), "16")
    assert mine is not None
    assert theirs is not None
    assert mine.measure == theirs.measure
    assert not mine.meets(theirs)


def test_children_among_the_dead_are_counted_by_themselves() -> None:
    children = measured(Figure(Span(0, 1), 3, "people", "children killed"), "3")
    everybody = measured(Figure(Span(0, 2), 16, "people", "people killed"), "16")
    assert children is not None
    assert everybody is not None
    assert children.measure != everybody.measure


def toll(value: float, text: str, subject: str, claimant: ActorReference) -> Figure:
    figure = share(value, text, claimant, measure="people killed", unit="people")
    return replace(figure, subject=who(subject) if subject else None)


@pytest.mark.parametrize("subject", ["", "Ana"])
def test_a_toll_about_nobody_is_held_against_one_about_somebody(
    build: Builder, subject: str
) -> None:
    figures = (toll(51, "51.2%", subject, by_board()), toll(30, "30%", "", words(47, 61)))
    build.story(day(1), "Ana", "Board", body=BODY, figures=figures)
    with build.open() as archive:
        found = archive.disagreements_in(archive.stories().rows(0, 1)[0].id)
    assert [{claim.figure.figure.value for claim in each.claims} for each in found] == [{51, 30}]


def test_who_gives_a_figure_has_it_in_the_dossier(build: Builder) -> None:
    figures = (toll(51, "51.2%", "", by_board()), toll(30, "30%", "", words(47, 61)))
    build.story(day(1), "Ana", "Board", body=BODY, figures=figures)
    with build.open() as archive:
        (found,) = archive.disagreements("board")
        given = archive.figures_about("board")
    assert {claim.figure.figure.value for claim in found.claims} == {51, 30}
    assert [each.figure.value for each in given] == [51]
