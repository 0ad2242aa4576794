"""Questions over actors: happenings folded from events, ways between two, pairs, and what is new."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from index.errors import NotFoundError
from index.following import quoting
from index.following.presence import histogram, stories_over_time
from index.following.quoting import fold
from index.model import (
    DatedQuotation,
    Happening,
    Kind,
    Mention,
    Precision,
    Quotation,
    Span,
    StorySummary,
)
from index.storage import actors, told
from tests.archive_building import Builder, day, event, who

MEETS = ("CONSULT", "", "040")
VISITS = ("CONSULT", "visit", "042")


@pytest.fixture
def build(tmp_path: Path) -> Builder:
    builder = Builder(tmp_path)
    builder.actors("Ana", "Ben", "Cleo", "Dan", "Eva", "Hub")
    return builder


# -- happenings


def test_one_happening_told_in_several_stories_is_one_line(build: Builder) -> None:
    build.story(day(1), "Ana", "Ben", events=(event("Ana", "Ben", date=day(1)),))
    build.story(day(2), "Ana", "Ben", events=(event("Ana", "Ben", date=day(1)),) * 2)
    with build.open() as archive:
        (found,) = archive.happenings("ana")
    assert (found.stories, len(found.accounts)) == (2, 3)
    assert found.date == day(1)
    assert found.reported == day(1)
    assert found.label == "breaks or lowers relations with"


def test_what_an_actor_would_have_done_to_itself_is_left_out(build: Builder) -> None:
    build.story(day(1), "Ana", "Ben", events=(event("Ana", "Ana", date=day(1)),))
    with build.open() as archive:
        assert len(archive.happenings("ana")) == 0


@pytest.mark.parametrize(
    "other",
    [
        event("Ana", "Ben", date=day(4)),
        event("Ben", "Ana", date=day(1)),
        event("Ana", "Cleo", date=day(1)),
        event("Ana", "Ben", date=day(1), kind=VISITS),
        event("Ana", "Ben", date=day(1), status="denied"),
    ],
)
def test_what_differs_is_another_happening(build: Builder, other: object) -> None:
    first = event("Ana", "Ben", date=day(1))
    build.story(day(4), "Ana", "Ben", "Cleo", events=(first, other))  # type: ignore[arg-type]
    with build.open() as archive:
        assert len(archive.happenings("ana")) == 2


ARREST = ("COERCE", "arrest", "173")


def test_an_arrest_without_who_made_it_is_the_one_of_that_day(build: Builder) -> None:
    build.story(day(3), "Ana", events=(event(None, "Ana", date=day(2), kind=ARREST),))
    build.story(day(3), "Ana", "Ben", events=(event("Ben", "Ana", date=day(2), kind=ARREST),))
    with build.open() as archive:
        (found,) = archive.happenings("ana")
        assert found.source is not None
        assert (found.source.name, found.stories) == ("Ben", 2)


def test_an_arrest_on_another_day_or_by_one_of_two_is_another(build: Builder) -> None:
    build.story(day(3), "Ana", events=(event(None, "Ana", date=day(2), kind=ARREST),))
    build.story(day(4), "Ana", "Ben", events=(event("Ben", "Ana", date=day(3), kind=ARREST),))
    with build.open() as archive:
        assert len(archive.happenings("ana")) == 2


def test_attacks_by_nobody_known_are_not_folded_into_those_of_somebody(build: Builder) -> None:
    attack = ("ASSAULT", "", "190")
    build.story(day(3), "Ana", events=(event(None, "Ana", date=day(2), kind=attack),))
    build.story(day(3), "Ana", "Ben", events=(event("Ben", "Ana", date=day(2), kind=attack),))
    with build.open() as archive:
        assert len(archive.happenings("ana")) == 2


def test_a_meeting_is_one_happening_whoever_is_named_first(build: Builder) -> None:
    build.story(day(1), "Ana", "Ben", events=(event("Ana", "Ben", date=day(1), kind=MEETS),))
    build.story(day(1), "Ana", "Ben", events=(event("Ben", "Ana", date=day(1), kind=MEETS),))
    with build.open() as archive:
        assert len(archive.happenings("ben")) == 1


def test_a_story_without_a_date_means_the_day_others_give(build: Builder) -> None:
    build.story(day(1), "Ana", "Ben", events=(event("Ana", "Ben", date=day(1)),))
    build.story(day(3), "Ana", "Ben", events=(event("Ana", "Ben"),))
    build.story(day(40), "Ana", "Ben", events=(event("Ana", "Ben"),))
    with build.open() as archive:
        assert [found.stories for found in archive.happenings("ana")] == [1, 2]


def test_a_month_means_the_one_day_told_of_in_it(build: Builder) -> None:
    build.story(day(3), "Ana", "Ben", events=(event("Ana", "Ben", date=day(3)),))
    month = day(0, Precision.MONTH)
    build.story(day(60), "Ana", "Ben", events=(event("Ana", "Ben", date=month),))
    with build.open() as archive:
        (found,) = archive.happenings("ana")
    assert found.date == day(3)


def test_what_was_planned_and_then_done_is_done(build: Builder) -> None:
    build.story(day(1), "Ana", "Ben", events=(event("Ana", "Ben", date=day(5), status="planned"),))
    build.story(day(6), "Ana", "Ben", events=(event("Ana", "Ben", date=day(5)),))
    build.story(day(6), "Ana", "Cleo", events=(event("Ana", "Cleo", status="planned"),))
    with build.open() as archive:
        found = {
            each.target.name: each.planned for each in archive.happenings("ana") if each.target
        }
    assert found == {"Ben": False, "Cleo": True}


def test_happenings_come_newest_first_and_in_pages(build: Builder) -> None:
    for number in range(7):
        when = day(10 * number)
        build.story(when, "Ana", "Ben", events=(event("Ana", "Ben", date=when),))
    build.story(None, "Ana", "Ben", events=(event("Ana", "Ben", kind=VISITS),))
    with build.open() as archive:
        pages = [archive.happenings("ana", start=start, count=3) for start in (0, 3, 6, 9)]
        totals = archive.dossier("ana").totals
    dates = [found.date for page in pages for found in page]
    assert dates == [*(day(10 * number) for number in reversed(range(7))), None]
    assert [len(page) for page in pages] == [3, 3, 2, 0]
    assert (totals.happenings, totals.events, totals.stories) == (8, 8, 8)


# -- the way between two actors


def test_the_way_is_the_shortest(build: Builder) -> None:
    for pair in (("Ana", "Ben"), ("Ben", "Cleo"), ("Cleo", "Dan"), ("Ana", "Eva"), ("Eva", "Dan")):
        build.story(day(1), *pair)
    with build.open() as archive:
        assert [step.name for step in archive.path("ana", "dan")] == ["Ana", "Eva", "Dan"]
        assert [step.name for step in archive.path("dan", "ana")] == ["Dan", "Eva", "Ana"]


def test_of_ways_of_the_same_length_the_strongest_that_avoids_hubs_is_taken(build: Builder) -> None:
    for other in ("Ana", "Dan", "Eva", "Ben"):
        for _ in range(5):
            build.story(day(1), "Hub", other)
    for _ in range(3):
        build.story(day(2), "Ana", "Cleo")
        build.story(day(2), "Cleo", "Dan")
    with build.open() as archive:
        steps = archive.path("ana", "dan")
    assert [step.name for step in steps] == ["Ana", "Cleo", "Dan"]
    assert [step.shared_stories for step in steps] == [0, 3, 3]
    assert all(step.stories for step in steps[1:])


def test_a_long_way_is_found_from_both_ends(build: Builder) -> None:
    names = [f"N{number}" for number in range(9)]
    build.actors(*names)
    for one, other in itertools.pairwise(names):
        build.story(day(1), one, other)
    with build.open() as archive:
        assert [step.name for step in archive.path("n0", "n8")] == names


def test_where_no_way_leads_there_is_none(build: Builder) -> None:
    build.story(day(1), "Ana", "Ben")
    build.story(day(1), "Cleo", "Dan")
    with build.open() as archive:
        assert archive.path("ana", "dan") == ()
        assert [step.name for step in archive.path("ana", "ana")] == ["Ana"]
        with pytest.raises(NotFoundError):
            archive.path("ana", "nobody")


# -- pairs


def test_a_pair_has_events_quotations_and_stories_in_one_order(build: Builder) -> None:
    said = Quotation(Span(5, 15), direct=True, speaker=who("Ana"))
    elsewhere = Quotation(Span(20, 30), direct=True, speaker=who("Ana"))
    named = Mention(6, 9, "Ben", Kind.PERSON, "ben", "Ben")
    build.story(day(3), "Ana", "Ben", quotations=(said, elsewhere), mentions=(named,))
    build.story(day(5), "Ana", "Ben", events=(event("Ben", "Ana", date=day(1)),))
    build.story(day(9), "Ana", "Cleo", events=(event("Ana", "Cleo", date=day(9)),))
    with build.open() as archive:
        pair = archive.pair("ana", "ben")
    kinds = [type(entry.what) for entry in pair.chronicle]
    assert kinds == [StorySummary, DatedQuotation, StorySummary, Happening]
    assert (pair.shared_stories, pair.quotations, pair.happenings) == (2, 1, 1)
    assert sum(pair.presence.counts) == 2


# -- dossiers


def test_connections_say_how_often_and_when(build: Builder) -> None:
    for number in (2, 4, 9):
        build.story(day(number), "Ana", "Ben")
    build.story(day(30), "Ana", "Cleo")
    with build.open() as archive:
        first, second = archive.dossier("ana").co_actors
    assert (first.name, first.shared_stories, first.first, first.last) == ("Ben", 3, day(2), day(9))
    assert sum(first.presence.counts) == 3
    assert (second.name, second.first) == ("Cleo", day(30))


def test_nothing_is_new_before_the_reader_has_been_there(build: Builder) -> None:
    build.story(day(1), "Ana", "Ben")
    with build.open() as archive:
        assert archive.dossier("ana").new_since.seen is None


def test_what_came_in_since_is_new_however_old_it_is(build: Builder) -> None:
    build.story(day(5), "Ana", "Ben")
    with build.open() as archive:
        archive.mark_seen("ana")
        assert archive.dossier("ana").new_since.stories == 0
        late = build.story(day(1), "Ana", "Ben", events=(event("Ben", "Ana"),))
        build.story(day(9), "Ben", "Cleo")
        new = archive.dossier("ana").new_since
        assert (new.articles, new.stories, new.events) == ((late,), 1, 1)
        assert new.seen is not None
        archive.mark_seen("ana")
        assert archive.dossier("ana").new_since.stories == 0


def test_a_dossier_comes_in_parts_and_ends_whole(build: Builder) -> None:
    said = Quotation(Span(5, 15), direct=True, speaker=who("Ana"))
    build.story(day(3), "Ana", "Ben", quotations=(said,), events=(event("Ana", "Ben"),))
    with build.open() as archive:
        parts = list(archive.dossier_in_parts("ana"))
        whole = archive.dossier("ana")
    assert [len(each.awaited) for each in parts] == [6, 5, 4, 3, 2, 1, 0]
    assert parts[0].dossier.actor.name == "Ana"
    assert parts[0].dossier.totals.stories == 1
    assert parts[0].dossier.quotations_by == ()
    assert parts[-1].dossier == whole
    assert (len(whole.quotations_by), len(whole.happenings), len(whole.co_actors)) == (1, 1, 1)


def test_the_newest_quotations_of_whoever_is_quoted_often_are_those_of_the_newest_stories(
    build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = tuple(
        Quotation(Span(start, start + 8), direct=True, speaker=who("Ana")) for start in (5, 20)
    )
    for number in (4, None, 9, 1):
        build.story(None if number is None else day(number), "Ana", quotations=said)
    with build.open(), build.database.reading() as connection:
        number = actors.number_of(connection, "ana")
        sorted_first = told.quotations_by(connection, number, start=1, limit=5)
        monkeypatch.setattr(told, "_MANY", 0)
        assert told.quotations_by(connection, number, start=1, limit=5) == sorted_first
    assert [each.published for each in sorted_first] == [day(9), day(4), day(4), day(1), day(1)]


def test_stories_over_time_are_counted_as_day_by_day(build: Builder) -> None:
    for number in (0, 0, 1, 5, 11, 40, 41, -30_000):
        build.story(day(number), "Ana")
    build.story(None, "Ana")
    build.story(None, "Ben")
    with build.open() as archive, build.database.reading() as connection:
        for name, bins in (("ana", 1), ("ana", 3), ("ana", 12), ("ana", 60), ("ben", 12)):
            number = actors.number_of(connection, name)
            days = actors.presence_by_day(connection, number)
            expected = histogram(((each.time, each.stories) for each in days), bins)
            assert stories_over_time(connection, number, bins) == expected
        assert archive.dossier("ben").presence.undated == 1


# -- quotations


def quoted(
    text: str, *, story: str, told_on: int | None, speaker: str | None = "Ana"
) -> DatedQuotation:
    quotation = Quotation(
        Span(0, len(text)), direct=True, speaker=who(speaker) if speaker else None
    )
    published = None if told_on is None else day(told_on)
    return DatedQuotation(story, "A headline", published, text, quotation)


LONG = "We shall open the bridge before the winter comes"


@pytest.mark.parametrize(
    ("text", "told_on"),
    [
        (LONG, 300),
        ("we shall OPEN the bridge – before the winter comes!", 4),
        ("open the bridge before the winter", 9),
        (LONG, None),
    ],
)
def test_words_that_two_stories_quote_are_one_quotation(text: str, told_on: int | None) -> None:
    first = quoted(LONG, story="a", told_on=2)
    (found,) = fold((quoted(text, story="b", told_on=told_on), first))
    assert (found.article, found.text, found.stories) == ("a", LONG, 2)
    assert [each.article for each in found.tellings] == ["b"]


@pytest.mark.parametrize(
    "other",
    [
        quoted("We shall close the bridge before the winter comes", story="b", told_on=2),
        quoted(LONG, story="b", told_on=2, speaker="Ben"),
        quoted(LONG, story="b", told_on=2, speaker=None),
        quoted("the winter comes", story="b", told_on=2),
    ],
)
def test_other_words_and_those_of_another_are_another_quotation(other: DatedQuotation) -> None:
    assert len(fold((quoted(LONG, story="a", told_on=2), other))) == 2


@pytest.mark.parametrize(
    ("told_on", "speaker", "times"), [(5, "Ana", 1), (50, "Ana", 2), (5, None, 2)]
)
def test_few_words_are_one_quotation_only_at_about_the_same_time(
    told_on: int, speaker: str | None, times: int
) -> None:
    one = quoted("Not one step", story="a", told_on=2, speaker=speaker)
    other = quoted("Not one step", story="b", told_on=told_on, speaker=speaker)
    assert len(fold((one, other))) == times


def test_quotations_keep_their_order_and_a_story_that_says_it_twice_counts_once() -> None:
    newest = quoted("Something else altogether", story="c", told_on=9)
    undated = quoted("Nobody knows when", story="d", told_on=None)
    one = quoted(LONG, story="a", told_on=2)
    other = quoted(LONG.upper(), story="a", told_on=2)
    third = quoted("And more of it", story="a", told_on=2)
    found = fold((newest, one, third, other, undated))
    assert [each.text for each in found] == [newest.text, LONG, third.text, undated.text]
    assert (len(found[1].tellings), found[1].stories) == (1, 1)


def test_of_somebody_quoted_often_only_the_newest_are_compared_and_none_is_lost(
    build: Builder, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = (Quotation(Span(5, 40), direct=True, speaker=who("Ana")),)
    for number in range(9):
        build.story(day(number), "Ana", "Ben", quotations=said)
    monkeypatch.setattr(quoting, "COMPARED", 4)
    with build.open() as archive:
        totals = archive.dossier("ana").totals
        pages = [archive.quotations_by("ana", start=start, count=3) for start in (0, 3, 6)]
    assert totals.quotations_by == 6
    assert [len(page) for page in pages] == [3, 3, 0]
    dates = [each.published for page in pages for each in page]
    assert dates == [day(number) for number in (5, 4, 3, 2, 1, 0)]
    assert pages[0][0].stories == 4
