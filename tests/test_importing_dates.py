from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.importing.dates import coarsen, parse_leading_moment, parse_moment
from index.model import Moment, Precision


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025", "2025"),
        ("2025-01", "2025-01"),
        ("2025-01-07", "2025-01-07"),
        ("20250107", "2025-01-07"),
        ("2025-01-07T09:30Z", "2025-01-07T09:30Z"),
        ("2025-01-07 09:30", "2025-01-07T09:30Z"),
        ("2025-01-07T09:30:15Z", "2025-01-07T09:30:15Z"),
        ("2025-01-07T09:30:15.123+02:00", "2025-01-07T07:30:15Z"),
        ("20250107T093015Z", "2025-01-07T09:30:15Z"),
        ("2025-01-07T23:30:00-05:00", "2025-01-08T04:30:00Z"),
        ("Tue, 07 Jan 2025 09:30:15 GMT", "2025-01-07T09:30:15Z"),
        ("Tue, 07 Jan 2025 09:30 +0100 (CET)", "2025-01-07T08:30Z"),
        ("Tue, 7 Jan 25 09:30:15 EST", "2025-01-07T14:30:15Z"),
        ("Tue Jan  7 09:30:00 2025", "2025-01-07T09:30:00Z"),
        ("Jan. 7, 2025", "2025-01-07"),
        ("January 7th, 2025 at 9:30 p.m.", "2025-01-07T21:30Z"),
        ("Jan 7 2025 12:00am", "2025-01-07T00:00Z"),
        ("7 January 2025 09:30 GMT", "2025-01-07T09:30Z"),
        ("09:30 GMT, 7 January 2025", "2025-01-07T09:30Z"),
        ("Tuesday, 7 January 2025", "2025-01-07"),
        ("7th of January 2025", "2025-01-07"),
        ("2025 January 7", "2025-01-07"),
        ("2025/01/07", "2025-01-07"),
        ("07.01.2025", "2025-01-07"),
        ("7.1.2025 09:30", "2025-01-07T09:30Z"),
        ("January 2025", "2025-01"),
        ("01/2025", "2025-01"),
        ("7 de enero de 2025", "2025-01-07"),
        ("7. Januar 2025, 14:30 Uhr", "2025-01-07T14:30Z"),
        ("le 7 janvier 2025 à 14h30", "2025-01-07T14:30Z"),
        ("2025年1月7日", "2025-01-07"),
    ],
)
def test_dates_are_read_with_the_precision_they_have(text: str, iso: str) -> None:
    moment = parse_moment(text)
    assert moment is not None
    assert moment.iso() == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [("13/04/2025", "2025-04-13"), ("04/13/2025", "2025-04-13"), ("03/03/2025", "2025-03-03")],
)
def test_numbers_that_can_mean_one_day_only_are_read(text: str, iso: str) -> None:
    moment = parse_moment(text)
    assert moment is not None
    assert moment.iso() == iso


def test_a_date_that_could_be_two_days_is_unknown() -> None:
    assert parse_moment("03/04/2025") is None


def test_an_ambiguous_zone_costs_the_time_and_keeps_the_day() -> None:
    assert parse_moment("Jan 7, 2025 9:30 PM ET") == Moment(
        datetime(2025, 1, 7, tzinfo=UTC), Precision.DAY
    )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "may",
        "7",
        "hello 2025",
        "2025-02-30",
        "31 June 2025",
        "2025-13-01",
        "2025-01-07T24:30:00Z",
        "0001-01-01T00:00:00Z",
        "12 March",
        "9" * 70,
        "1 2 3",
        "yesterday",
        "Jan 7, 2025 and more",
    ],
)
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_moment(text) is None


def test_a_date_in_front_of_other_words_is_found_with_what_follows() -> None:
    found = parse_leading_moment("7 January 2025 09:30 GMT By Mara Quill")
    assert found is not None
    assert (found[0].iso(), found[1]) == ("2025-01-07T09:30Z", " By Mara Quill")


@pytest.mark.parametrize(
    ("precision", "iso"),
    [
        (Precision.YEAR, "2025"),
        (Precision.MONTH, "2025-02"),
        (Precision.DAY, "2025-02-07"),
        (Precision.MINUTE, "2025-02-07T09:30Z"),
        (Precision.SECOND, "2025-02-07T09:30:15Z"),
    ],
)
def test_coarsening_goes_to_the_start_of_the_period(precision: Precision, iso: str) -> None:
    moment = Moment(datetime(2025, 2, 7, 9, 30, 15, tzinfo=UTC), Precision.SECOND)
    assert coarsen(moment, precision).iso() == iso


def test_coarsening_never_makes_a_date_more_exact() -> None:
    moment = Moment(datetime(2025, 2, 1, tzinfo=UTC), Precision.MONTH)
    assert coarsen(moment, Precision.SECOND) == moment
