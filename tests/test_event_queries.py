"""Queries for events: what they are called, whose they are, and where one cannot be read."""

from __future__ import annotations

from datetime import date

import pytest

from index import Archive
from index.errors import QueryError
from index.event_names import event_names, kind_of, label, named, nearest
from index.search.parser import parse
from index.search.query import And, EventIs, Not, Or, Query, Word, as_text

TODAY = date(2031, 3, 4)


def read(text: str) -> Query:
    return parse(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("event:visit", EventIs("visit")),
        ("event:visit from:ana to:ben", EventIs("visit", "ana", "ben")),
        ('to:"Ben Oru" event:"break relations"', EventIs("break relations", "", "Ben Oru")),
        ("from:ana ferry", And((EventIs("", "ana"), Word("ferry")))),
        ("event:visit event:meet from:ana", And((EventIs("visit"), EventIs("meet", "ana")))),
        ("(event:visit) from:ana", And((EventIs("visit"), EventIs("", "ana")))),
        ("event:visit OR event:meet", Or((EventIs("visit"), EventIs("meet")))),
        ("-event:visit", Not(EventIs("visit"))),
        ("event:161", EventIs("161")),
    ],
)
def test_parts_that_stand_side_by_side_are_of_one_event(text: str, expected: Query) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "event:visit from:ana to:ben",
        "(event:visit) (from:ana) ferry",
        "-(event:visit from:ana) to:ben",
        "event:visit event:meet from:ana OR ferry",
    ],
)
def test_an_event_can_be_written_back(text: str) -> None:
    tree = read(text)
    assert read(as_text(tree)) == tree


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ("ferry event:vist", 12, "did you mean visit"),
        ("event:brek", 6, "did you mean break-relations"),
        ("event:xyzzyq", 6, "no kind of event"),
        ("event:99", 6, "no kind of event"),
        ("event: visit", 0, "needs a kind of event"),
        ("from:(ana ben)", 5, "not brackets"),
    ],
)
def test_what_cannot_be_read_says_where_and_why(text: str, position: int, said: str) -> None:
    with pytest.raises(QueryError, match=said) as raised:
        read(text)
    assert raised.value.position == position


def test_a_kind_that_is_still_being_typed_is_forgiven() -> None:
    assert parse("ferry event:vis", today=TODAY, typing=True) == Word("ferry")


def test_no_name_stands_for_two_kinds() -> None:
    names = [name for kind in event_names() for name in kind.names]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("break-relations", ("SANCTION", "withdraw", "161")),
        ("Break Relations", ("SANCTION", "withdraw", "161")),
        ("recognise", ("SUPPORT", "", "054")),
        ("recognize", ("SUPPORT", "", "054")),
        ("CONSULT", ("CONSULT", "phone", "041")),
        ("consult_visit", ("CONSULT", "visit", "042")),
        ("04", ("CONSULT", "visit", "042")),
        ("arrest", ("COERCE", "arrest", "173")),
    ],
)
def test_a_name_covers_its_events(name: str, event: tuple[str, str, str]) -> None:
    kind = named(name)
    assert kind is not None
    assert kind.covers(*event)


def test_labels_come_from_the_narrowest_kind() -> None:
    assert label("CONSULT", "visit", "043") == "receives"
    assert label("CONSULT", "visit", "042") == "visits"
    assert label("UNHEARD", "", "") == "unheard"
    assert kind_of("CONSULT", "phone", "041").both_ways


def test_nearest_of_nothing_is_nothing() -> None:
    assert nearest("") == ""


def test_stories_are_found_by_event_source_and_target(sample_archive: Archive) -> None:
    found = sample_archive.stories("event:break-relations from:venezuela to:paraguay")
    headlines = {story.headline for story in found.rows(0, 50)}
    assert "Venezuela breaks off relations with Paraguay" in headlines
    assert "Assad leaves Damascus, Russia grants asylum" not in headlines
    other_way = sample_archive.stories("event:break-relations from:paraguay to:venezuela")
    assert other_way.total < found.total


def test_who_meets_whom_has_no_direction(sample_archive: Archive) -> None:
    one = sample_archive.stories('event:meet from:milei to:"González Urrutia"')
    other = sample_archive.stories('event:meet from:"González Urrutia" to:milei')
    assert {s.id for s in one.rows(0, 50)} == {s.id for s in other.rows(0, 50)}
    assert one.total > 0
