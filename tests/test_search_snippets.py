"""Snippets and highlights: what was found is what is shown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.errors import QueryError
from index.model import SnippetPart
from index.search.parser import parse
from index.search.query import Everything, Phrase, Word
from index.search.snippets import match_spans, snippet
from index.search.words import beginnings, stemmer
from tests.patience import soon

TODAY = date(2025, 1, 15)


def marked(text, query, *, typing=False, **options):
    spans = match_spans(text, parse(query, today=TODAY, typing=typing), **options)
    return [text[span.start : span.end] for span in spans]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Santiago Peña spoke", "pena", ["Peña"]),
        ("Santiago Pen\u0303a spoke", "peña", ["Pen\u0303a"]),
        ("Embassies and an embassy", "embassy", ["Embassies", "embassy"]),
        ("Embassies and an embassy", '"embassy"', ["embassy"]),
        ("Maduro’s embassy", "maduro", ["Maduro’s"]),
        ("his son-in-law", "law", ["son-in-law"]),
        ("sons-in-law, the law's lawyer", "law", ["sons-in-law", "law's"]),
        ("The colour of colors", "color", ["colour", "colors"]),
        ("aa-b b b,b-b b", "b", ["aa-b", "b", "b", "b-b", "b"]),
        ("an e-mail", "email", ["e-mail"]),
        ("51.2 % of 100,000", "100000 51.2", ["51.2", "100,000"]),
        ("the oath\n of  office, the oath", '"oath of office"', ["oath\n of  office"]),
        ("a a a b", '"a a b"', ["a a b"]),
        ("recognised recognition", "recogni*", ["recognised", "recognition"]),
        ("recognised recognition", "*nition", ["recognition"]),
        ("rain and snow", "rain OR snow", ["rain", "snow"]),
        ("rain and snow", "rain -snow", ["rain"]),
        ("the rain of the day", "the rain", ["rain"]),
        ("the rain of the day", "the of", ["the", "of", "the"]),
        ("rain", "headline:rain", []),
        ("rain", 'actor:rain tag:"rain" date:2025', []),
        ("rain", "", []),
        ("", "rain", []),
        ("\ud800 rain\x00rain", "rain", ["rain", "rain"]),
    ],
)
def test_marks(text, query, expected):
    assert marked(text, query) == expected


def test_marks_the_field_it_is_told():
    assert marked("rain", "headline:rain", field="headline") == ["rain"]


def test_marks_by_the_language_of_the_article():
    assert marked("los presidentes", "presidente", language="es") == ["presidentes"]


def test_marks_the_beginning_of_what_is_being_typed():
    assert marked("recognition", "recog", typing=True) == ["recognition"]


def test_overlapping_matches_become_one():
    assert marked("oath of office now", '"oath of office" "office now"') == ["oath of office now"]


LONG = "Nothing of note. " * 30 + "The embassy in Quito closed. " + "More of nothing. " * 30


def text_of(parts):
    return "".join(part.text for part in parts)


def test_a_short_text_is_shown_whole():
    query = Word("rain")
    assert snippet("It is\n  raining", query) == (
        SnippetPart("It is ", False),
        SnippetPart("raining", True),
    )


def test_a_snippet_shows_the_place_with_most_words():
    parts = snippet("Quito. " + LONG, parse("quito embassy", today=TODAY), width=80)
    assert [part.text for part in parts if part.match] == ["embassy", "Quito"]


def test_a_snippet_says_where_text_goes_on():
    shown = text_of(snippet(LONG, Word("embassy"), width=60))
    assert (shown[0], shown[-1]) == ("…", "…")


def test_a_snippet_without_matches_is_the_beginning():
    assert text_of(snippet(LONG, Everything(), width=40)).startswith("Nothing of note.")


def test_a_snippet_begins_and_ends_with_whole_words():
    shown = text_of(snippet(LONG, Word("embassy"), width=60)).strip("…")
    assert f" {shown} " in f" {LONG} "


def test_a_phrase_longer_than_the_snippet_is_cut():
    words = tuple(f"word{n}" for n in range(40))
    assert len(text_of(snippet(" ".join(words), Phrase(words), width=30))) <= 30


@given(st.text(max_size=300), st.text('ab *"-', max_size=12), st.integers(1, 50))
@settings(max_examples=200, deadline=None)
def test_any_text_gives_spans_in_order_and_snippets_that_fit(text, asked, width):
    try:
        query = parse(asked, today=TODAY)
    except QueryError:
        query = Word("a")
    spans = match_spans(text, query)
    edges = [edge for span in spans for edge in (span.start, span.end)]
    assert edges == sorted(edges)
    assert all(span.start < span.end <= len(text) for span in spans)
    assert len(text_of(snippet(text, query, width=width))) <= width + 2


@pytest.mark.parametrize("part", ["a ", "a", "a-", "a.", "1,", "'", "\u0301", "a a b "])
def test_marking_a_long_text_of_one_pattern_comes_to_an_end(part):
    text = part * (60_000 // len(part))
    with soon():
        spans = match_spans(text, parse('"a a b" a* *b -c', today=TODAY))
    assert all(0 <= span.start < span.end <= len(text) for span in spans)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "stories happily disability disabled hoping relational skies organisations early"),
        ("es", "presidentes hablando canciones rapidamente dijeron"),
        ("fr", "parlementaires heureuses gouvernements finissait"),
        ("it", "rapidamente parlando nazioni finirono"),
        ("pt", "rapidamente falando eleitores finalizaram"),
    ],
)
def test_what_a_word_is_looked_for_by_begins_every_word_of_its_stem(language, words):
    for word in words.split():
        for letters in beginnings([stemmer(language)(word)], language):
            assert word.startswith(letters)


@pytest.mark.parametrize("before", ["é ", "e "])
def test_marks_the_same_whether_the_text_is_plain_ascii(before):
    text = before + 'EMAIL, e-mails; re-emailed "Embassy"/embassies. pre-embassy, reembassy'
    found = ["EMAIL", "e-mails", "re-emailed", "Embassy", "embassies", "pre-embassy"]
    assert marked(text, "email OR embassy") == found
