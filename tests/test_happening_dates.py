"""Dates as news write them, read against the date of the article."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from index.analysis.happening_dates import find_dates
from index.model import Moment, Precision

# A Tuesday.
PUBLISHED = Moment(datetime(2025, 1, 7, 9, 30, tzinfo=UTC), Precision.MINUTE)


def dates(text: str, published: Moment | None = PUBLISHED):
    words = text.lower().replace(".", " .").replace(",", " ,").split()
    return find_dates(words, 0, len(words), published)


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("on Sunday", "2025-01-05"),
        ("on Tuesday", "2025-01-07"),
        ("last Tuesday", "2024-12-31"),
        ("on Jan. 4 in Lima", "2025-01-04"),
        ("on 4 January 2023", "2023-01-04"),
        ("January 4, 2023", "2023-01-04"),
        ("on Dec. 30", "2024-12-30"),
        ("July 2024", "2024-07"),
        ("last July", "2024-07"),
        ("in July", "2024-07"),
        ("in 2019", "2019"),
        ("today", "2025-01-07"),
        ("yesterday", "2025-01-06"),
        ("three days ago", "2025-01-04"),
        ("two months ago", "2024-11"),
        ("two years ago", "2023"),
        ("last year", "2024"),
        ("last month", "2024-12"),
        ("2025-01-02", "2025-01-02"),
        ("on Sunday, Jan. 5", "2025-01-05"),
        ("on Christmas Day", "2024-12-25"),
        ("on New Year's Eve", "2024-12-31"),
        ("last weekend", "2025-01"),
    ],
)
def test_what_has_happened_is_dated_to_the_past(text, past):
    (found,) = dates(text)
    assert found.past is not None
    assert found.past.iso() == past


@pytest.mark.parametrize(
    ("text", "future"),
    [
        ("on Sunday", "2025-01-12"),
        ("next Friday", "2025-01-10"),
        ("tomorrow", "2025-01-08"),
        ("in four days", "2025-01-11"),
        ("on Feb. 3", "2025-02-03"),
        ("in July", "2025-07"),
        ("next year", "2026"),
        ("next month", "2025-02"),
    ],
)
def test_what_is_to_come_is_dated_to_the_future(text, future):
    (found,) = dates(text)
    assert found.future is not None
    assert found.future.iso() == future


def test_a_week_within_a_month_is_known_to_the_month():
    (found,) = dates("next week")
    assert found.past is not None
    assert found.past.iso() == "2025-01"


def test_a_week_across_the_new_year_is_left_open():
    assert dates("last week") == []


def test_counting_forward_says_nothing_of_the_past():
    (found,) = dates("in four days")
    assert found.past is None


@pytest.mark.parametrize("text", ["he may visit", "they march on", "in two halves", "in a day of"])
def test_words_that_only_look_like_dates_are_none(text):
    assert dates(text) == []


@pytest.mark.parametrize("text", ["Feb. 31, 2024", "2025-13-41", "in 999 decades"])
def test_days_outside_the_calendar_are_none(text):
    assert dates(text) == []


def test_without_a_date_of_the_article_only_full_dates_are_read():
    assert [found.past.iso() for found in dates("on Sunday or on 4 May 2020", None)] == [
        "2020-05-04"
    ]


def test_an_article_known_to_the_month_gives_no_weekday():
    published = Moment(datetime(2025, 1, 1, tzinfo=UTC), Precision.MONTH)
    assert dates("on Sunday", published) == []
