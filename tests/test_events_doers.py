"""Who is not told to have done something: accidents, datelines, those who report it, whose minister did it."""

from __future__ import annotations

import pytest

from index.analysis.analyse import analyse
from index.analysis.events import read_events
from index.model import BodyFormat


def told(text: str) -> list[tuple[str, str | None, str | None, str]]:
    """Return code, source, target and status of the events in ``text``, nobody known as None."""
    findings = analyse(text)
    events = read_events(text, body_format=BodyFormat.PLAIN, findings=findings, published=None)

    def name(participant) -> str | None:
        if participant is None or participant.entity is None:
            return None
        return findings.entities[participant.entity].name

    return [(one.cameo, name(one.source), name(one.target), one.status) for one in events]


def sides(text: str) -> list[tuple[str | None, str | None]]:
    return [(source, target) for _, source, target, _ in told(text)]


@pytest.mark.parametrize(
    "text",
    [
        "An explosion tore through a coal mine in northern Turkey, killing 21 miners.",
        "A plane crash in Nepal killed 18 people on Monday.",
        "Floods in Libya killed 5,000 people, the United Nations said.",
        "A gas explosion in the French city of Lyon injured 12 people.",
        "A bus accident in Peru killed 22 people and injured 14.",
        "An earthquake in Myanmar killed at least 1,600 people and injured 20 in Thailand.",
        "The fire that swept through a hotel in Turkey killed 76 people.",
        "At least 21 miners died after a blast ripped through a coal mine in Turkey, the union said.",
        "A ferry sank off Indonesia on Sunday, killing 30 people.",
        "A helicopter carrying soldiers crashed in Colombia, killing nine.",
        "Ten Chileans were killed when a plane crashed in Peru.",
    ],
)
def test_an_accident_is_no_attack(text: str) -> None:
    assert told(text) == []


def test_a_bomb_that_explodes_is_an_attack() -> None:
    (event,) = told("A bomb exploded outside a market in Norway, killing three people.")
    assert event == ("183", None, "Norway", "happened")


@pytest.mark.parametrize(
    "dateline",
    [
        "ZONGULDAK, Turkey, March 4 (Anatolian Courier) - ",
        "ZONGULDAK, Turkey (AP) — ",
        "Zonguldak, Turkey (Reuters) -- ",
        "ZONGULDAK – ",
        "Zonguldak, March 4 - ",
    ],
)
def test_a_dateline_takes_part_in_nothing(dateline: str) -> None:
    assert sides(dateline + "Rebels attacked Norway on Tuesday.") == [(None, "Norway")]


@pytest.mark.parametrize(
    "reporting",
    [
        "Governor Oleh Vasko said",
        "the United Nations said",
        "President Emil Vasku told reporters",
        "a spokesman for the Chilean army said on Monday",
        "Chile and Sweden said",
        "Oleh Vasko, the governor, said",
    ],
)
def test_who_reports_an_attack_is_not_attacked(reporting: str) -> None:
    text = f"Norway attacked Kenya with drones, killing five, {reporting}."
    assert sides(text) == [("Norway", "Kenya")]


def test_a_list_of_targets_goes_on_up_to_who_reports() -> None:
    text = "Norway condemned Chile, Peru and Sweden, officials said."
    assert sides(text) == [("Norway", "Chile"), ("Norway", "Peru"), ("Norway", "Sweden")]


@pytest.mark.parametrize(
    ("text", "source", "target"),
    [
        (
            "Chile's foreign minister, Alejandra Zuloaga, met her Bolivian counterpart, Marco Quispe, "
            "in Lima on Monday.",
            "Alejandra Zuloaga",
            "Marco Quispe",
        ),
        ("Peru's neighbour, Chile, attacked Bolivia.", "Chile", "Bolivia"),
        ("Portugal's finance minister, Rui Carvalhal, resigned.", "Rui Carvalhal", None),
        ("Prosecutors indicted the former mayor of Tetovo, Arben Dauti.", None, "Arben Dauti"),
        ("Prosecutors in Zonguldak arrested Orhan Bilgic.", None, "Orhan Bilgic"),
        ("Police arrested the mayor of Tetovo.", None, "mayor of Tetovo"),
        (
            "The French president, Luc Mard, and the German chancellor, Uwe Holt, met in Rome.",
            "Luc Mard",
            "Uwe Holt",
        ),
    ],
)
def test_an_apposition_names_the_one_who_takes_part(
    text: str, source: str | None, target: str | None
) -> None:
    assert sides(text) == [(source, target)]


@pytest.mark.parametrize(
    "text",
    [
        "Asante Kotoko beat Dynamo Accra 2-1 in Accra on Sunday.",
        "Kenya's Faith Kipyegon beat Gudaf Tsegay of Ethiopia in the 1,500 metres in Paris.",
    ],
)
def test_a_match_is_no_assault(text: str) -> None:
    assert told(text) == []


def test_police_who_beat_somebody_assault_him() -> None:
    text = "Peruvian police beat the journalist Marco Quispe."
    assert told(text) == [("182", "Peru", "Marco Quispe", "happened")]


def test_doctors_who_strike_attack_nobody() -> None:
    assert [event[0] for event in told("Doctors struck in Kenya on Monday over pay.")] == ["143"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Germany would have sent troops to Mali if France had asked.", "hypothetical"),
        ("Germany would send troops to Mali if asked.", "hypothetical"),
        ("Germany will send troops to Mali.", "planned"),
    ],
)
def test_what_would_have_been_is_not_planned(text: str, status: str) -> None:
    assert [event[3] for event in told(text)] == [status]


def test_who_vetoes_sanctions_does_nothing_to_whom_they_are_against() -> None:
    assert told("Hungary threatened to veto sanctions against Russia.") == []
    assert sides("Hungary vetoed sanctions against Russia.") == [("Hungary", None)]


@pytest.mark.parametrize(
    "text",
    [
        "Peru fired its finance minister, Ana Vesk, on Monday.",
        "He is the fifth Chilean coach fired this season.",
        "The company was fired on Monday in Peru.",
    ],
)
def test_who_loses_a_post_is_not_shot_at(text: str) -> None:
    assert "193" not in [event[0] for event in told(text)]


@pytest.mark.parametrize(
    "text", ["Peruvian soldiers fired on Chile.", "Peruvian soldiers fired shots at Chile."]
)
def test_who_is_fired_on_is_shot_at(text: str) -> None:
    assert told(text) == [("193", "Peru", "Chile", "happened")]
