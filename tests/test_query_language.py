"""The query language: what it means, what it forgives, and where it says a query goes wrong."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.errors import QueryError
from index.search.parser import DEEPEST, FIELDS, parse, parse_question
from index.search.query import (
    ActorIs,
    Among,
    And,
    DateRange,
    Everything,
    LikeIs,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Query,
    SaidBy,
    State,
    StateIs,
    TagIs,
    Wildcard,
    Word,
    as_text,
    resolve,
    text_leaves,
)

TODAY = date(2025, 1, 15)  # a Wednesday


def read(text: str) -> Query:
    return parse(text, today=TODAY)


def typed(text: str) -> Query:
    return parse(text, today=TODAY, typing=True)


def trouble(text: str, *, typing: bool = False) -> QueryError:
    with pytest.raises(QueryError) as caught:
        parse(text, today=TODAY, typing=typing)
    return caught.value


def position_of_trouble(text: str, *, today: date = TODAY, typing: bool = False) -> int | None:
    try:
        parse(text, today=today, typing=typing)
    except QueryError as error:
        return error.position
    return None


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("", Everything()),
        ("   ", Everything()),
        ("*", Everything()),
        ("venezuela", Word("venezuela")),
        ("venezuela paraguay", And((Word("venezuela"), Word("paraguay")))),
        ("venezuela AND paraguay", And((Word("venezuela"), Word("paraguay")))),
        ('"oath of office"', Phrase(("oath", "of", "office"))),
        ("“oath of office”", Phrase(("oath", "of", "office"))),
        ("«oath of office»", Phrase(("oath", "of", "office"))),
        ("-maduro", Not(Word("maduro"))),
        ('-"oath of office"', Not(Phrase(("oath", "of", "office")))),
        ("-*", Nothing()),
        ("recogni*", Prefix("recogni")),
        ("*nition", Wildcard("*nition")),
        ("re*ise", Wildcard("re*ise")),
        ("son-in-law", Word("son-in-law")),
        ("51.2", Word("51.2")),
        ("10:30", Word("10:30")),
        ("https://example.org/a", Word("https://example.org/a")),
        ("headline:embassy", Word("embassy", "headline")),
        ("HEADLINE:embassy", Word("embassy", "headline")),
        ("source:news.az", Word("news.az", "source")),
        ("body:recogni*", Prefix("recogni", "body")),
        ('byline:"ana roe"', Phrase(("ana", "roe"), "byline")),
        ("headline:-embassy", Word("-embassy", "headline")),
        ('actor:"Edmundo González"', ActorIs("Edmundo González")),
        ("said:biden", SaidBy("biden")),
        ("tag:essequibo", TagIs("essequibo")),
        ("is:unread", StateIs(State.UNREAD)),
        ("like:a1b2c3", LikeIs("a1b2c3")),
        ("is:Starred", StateIs(State.STARRED)),
        ("-is:read", Not(StateIs(State.READ))),
    ],
)
def test_reads(text, query):
    assert read(text) == query


def test_a_colon_before_a_space_is_punctuation():
    assert read("treaty: harbours") == And((Word("treaty"), Word("harbours")))


@pytest.mark.parametrize(
    "text", ["which of these: 1) rain 2) snow", "the “open quotation", "what OR", "(a b", "x) y -"]
)
def test_a_question_in_plain_words_need_not_be_in_the_query_language(text):
    asked = parse_question(text, today=TODAY)
    assert asked == And(tuple(Word(word) for word in text.split() if any(map(str.isalnum, word))))


def test_a_question_that_is_in_the_query_language_is_read_as_that():
    assert parse_question("rain OR snow", today=TODAY) == read("rain OR snow")
    assert parse_question("", today=TODAY) == Everything()


def test_a_question_that_names_a_field_wrongly_is_refused():
    with pytest.raises(QueryError):
        parse_question("rain sorce:desk", today=TODAY)


def test_or_binds_less_tightly_than_standing_side_by_side():
    assert read("a OR b c") == Or((Word("a"), And((Word("b"), Word("c")))))


def test_brackets_hold_together():
    assert read("(a OR b) c") == And((Or((Word("a"), Word("b"))), Word("c")))


def test_a_field_of_words_holds_for_brackets():
    wanted = Or((Word("embassy", "headline"), Word("consulate", "headline")))
    assert read("headline:(embassy OR consulate)") == wanted


def test_a_field_inside_brackets_overrules_the_one_outside():
    assert read("headline:(a body:b)") == And((Word("a", "headline"), Word("b", "body")))


def test_the_opposite_of_brackets():
    assert read("-(a b)") == Not(And((Word("a"), Word("b"))))


def test_a_dash_between_spaces_is_a_dash():
    assert read("Quito - Caracas") == And((Word("Quito"), Word("Caracas")))


def test_a_lower_case_or_is_a_word():
    assert read("a or b") == And((Word("a"), Word("or"), Word("b")))


def test_punctuation_beside_words_is_passed_over():
    assert read("a !! b") == And((Word("a"), Word("b")))


def day(year: int, month: int, number: int) -> datetime:
    return datetime(year, month, number, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2025", day(2025, 1, 1), day(2026, 1, 1)),
        ("2025-01", day(2025, 1, 1), day(2025, 2, 1)),
        ("2024-12", day(2024, 12, 1), day(2025, 1, 1)),
        ("2025-1-7", day(2025, 1, 7), day(2025, 1, 8)),
        ("2024-07-28..2025-01-10", day(2024, 7, 28), day(2025, 1, 11)),
        ("2024..2024-07", day(2024, 1, 1), day(2024, 8, 1)),
        ("2024..", day(2024, 1, 1), None),
        ("..2025", None, day(2026, 1, 1)),
        ("9999", day(9999, 1, 1), None),
        ("9999-12-31", day(9999, 12, 31), None),
        ("today", day(2025, 1, 15), day(2025, 1, 16)),
        ("Yesterday", day(2025, 1, 14), day(2025, 1, 15)),
        ("this-week", day(2025, 1, 13), day(2025, 1, 20)),
        ("last-week", day(2025, 1, 6), day(2025, 1, 13)),
        ("this-month", day(2025, 1, 1), day(2025, 2, 1)),
        ("last-month", day(2024, 12, 1), day(2025, 1, 1)),
        ("this-year", day(2025, 1, 1), day(2026, 1, 1)),
        ("last-year", day(2024, 1, 1), day(2025, 1, 1)),
        ("last-7-days", day(2025, 1, 9), day(2025, 1, 16)),
        ("last-month..today", day(2024, 12, 1), day(2025, 1, 16)),
    ],
)
def test_dates(text, first, last):
    assert read(f"date:{text}") == DateRange(first, last)


@pytest.mark.parametrize("today", [date.min, date.max])
@pytest.mark.parametrize(
    "name", ["today", "yesterday", "this-week", "last-week", "last-month", "last-year", "this-year"]
)
def test_dates_at_the_ends_of_the_calendar(today, name):
    assert position_of_trouble(f"date:{name}", today=today) in (None, 5)


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("(a", 0, "never closed"),
        ("x (a (b)", 2, "never closed"),
        ("a)", 1, "closes nothing"),
        ("a ()", 2, "nothing to look for"),
        ('a "b c', 2, "never closed"),
        ("OR a", 0, "before it"),
        ("a OR", 2, "after it"),
        ("a OR OR b", 2, "after it"),
        ("AND a", 0, "both sides"),
        ("a AND", 2, "both sides"),
        ("a NOT b", 2, "-word"),
        ("!!!", 0, "no word"),
        ("actor:", 0, "needs a name"),
        ("actor: x", 0, "needs a name"),
        ("x date:", 2, "needs a date"),
        ("headline:", 0, "needs a word"),
        ('tag:""', 4, "empty"),
        ("actor:(a b)", 6, "not brackets"),
        ("is:unraed", 3, "unread"),
        ("date:2025-13", 5, "no such day"),
        ("date:2025-02-30", 5, "no such day"),
        ("date:0000", 5, "no such day"),
        ("date:soon", 5, "not a date"),
        ("date:2024..soon", 11, "not a date"),
        ('date:"soon"', 6, "not a date"),
        ("date:2025..2024", 11, "before it begins"),
        ("date:..", 5, "before or after"),
        ("naïve hedline:x", 6, "headline"),
    ],
)
def test_says_where_and_why(text, position, words):
    error = trouble(text)
    assert (error.position, words in str(error)) == (position, True), str(error)


def test_an_unknown_field_names_the_fields_there_are():
    message = str(trouble("speech:embargo"))
    assert all(field in message for field in FIELDS)


def test_an_unknown_field_names_the_nearest():
    assert "did you mean actor" in str(trouble("acter:x"))


def test_messages_are_one_sentence_or_two_and_no_traceback():
    assert str(trouble("(a")).endswith(".")


def test_nesting_is_bounded():
    fits = "(" * DEEPEST + "a" + ")" * DEEPEST
    assert read(fits) == Word("a")
    assert trouble(f"({fits})").position == DEEPEST


def test_parts_are_bounded():
    assert "at most" in str(trouble("a " * 3000))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("venezuela par", And((Word("venezuela"), Word("par", last=True)))),
        ("par ", Word("par")),
        ("headline:emb", Word("emb", "headline", last=True)),
        ('"oath of off', And((Phrase(("oath", "of")), Word("off", last=True)))),
        ('"oath of ', Phrase(("oath", "of"))),
        ('"', Everything()),
        ("(a b", And((Word("a"), Word("b", last=True)))),
        ("a)", Word("a")),
        ("a OR", Word("a")),
        ("a OR ", Word("a")),
        ("a -", Word("a")),
        ("actor:", Everything()),
        ('actor:"Edm', ActorIs("Edm")),
        ("x hedline:", And((Word("x"), Word("hedline")))),
        ("a date:2025-0", Word("a")),
        ("a date:2024-07..2", Word("a")),
        ("is:unr", Everything()),
        ("a NOT", Word("a")),
        ("!!!", Everything()),
        ("()", Everything()),
    ],
)
def test_forgives_what_is_being_typed(text, query):
    assert typed(text) == query


def test_typing_does_not_forgive_what_lies_behind():
    assert trouble("date:2025-13 a", typing=True).position == 5


words = st.text("ab*-.:'é0 ", min_size=1, max_size=6)
pieces_of_queries = st.one_of(
    words,
    st.sampled_from(
        [
            "(",
            ")",
            '"',
            "“",
            "”",
            " ",
            "OR",
            " OR ",
            "AND",
            "NOT",
            "-",
            "date:",
            "actor:",
            "is:",
            "headline:",
            "2025-01",
            "..",
            "unread",
            "x:",
            "OR:",
            "\u0301",
            "\u202e",
            "\x00",
            "\ud800",
            "*",
        ]
    ),
)
queries = st.one_of(st.text(max_size=60), st.lists(pieces_of_queries, max_size=20).map("".join))


@given(queries, st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_or_refused_with_a_position(text, typing):
    position = position_of_trouble(text, typing=typing)
    assert position is None or 0 <= position <= len(text)


@given(queries)
@example("OR: b")
@example("(a OR:)")
@example("-NOT:")
@settings(max_examples=400, deadline=None)
def test_what_is_printed_reads_the_same(text):
    try:
        query = read(text)
    except QueryError:
        return
    assert read(as_text(query)) == query


@pytest.mark.parametrize(
    "part",
    ["a ", "a OR ", "-a ", '"', "(", ")", "a:", "date:", "- ", "a-", "()", '" ', "*", "a(b)"],
)
def test_reading_a_long_query_of_one_pattern_comes_to_an_end(part):
    text = part * 200_000
    position = position_of_trouble(text, typing=True)
    assert position is None or 0 <= position <= len(text)


def test_among_prints_as_its_label():
    assert as_text(And((Word("a"), Among("is:unread", frozenset({1}))))) == "a is:unread"


def test_resolve_asks_for_each_leaf_once():
    asked = []

    def answer(leaf):
        asked.append(leaf)
        return Among(as_text(leaf), frozenset({7}))

    query = resolve(read("tag:a (x OR -tag:a) said:b"), answer)
    among = Among('tag:"a"', frozenset({7}))
    assert asked == [TagIs("a"), SaidBy("b")]
    assert isinstance(query, And)
    assert query.parts[:2] == (among, Or((Word("x"), Not(among))))


def test_text_leaves_leave_out_what_is_excluded():
    assert list(text_leaves(read('a -b ("c d" OR e*) is:read'))) == [
        Word("a"),
        Phrase(("c", "d")),
        Prefix("e"),
    ]


def test_the_parser_needs_no_search_engine():
    code = "import sys, index.search.parser; sys.exit('whoosh' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
