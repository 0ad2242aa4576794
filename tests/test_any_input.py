"""Whatever the text, reading it ends, raises nothing, and says truly where things stand."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.directory import MemoryDirectory
from index.analysis.linking import link
from index.analysis.masking import mask
from index.analysis.reading import read, resolved
from index.importing.cleaning import clean_page
from index.importing.storable import tidy
from index.model import Analysis, BodyFormat, Moment, Precision
from index.search.parser import parse
from index.search.snippets import match_spans, snippet

# Pieces on which readers of news take decisions, so that texts of them go far into the rules.
PIECES = st.sampled_from(
    [
        *(
            "President ",
            "Anna Brandt",
            "Brandt",
            "A. B. ",
            "Sen. ",
            "O'Neil ",
            "al-Haddad ",
            "the ministry ",
        ),
        *(
            "Venezuela",
            "Venezuelan ",
            "United Nations ",
            "(UN) ",
            "CARACAS, Jan 7 (Desk) — ",
            "By JANE DOE\n",
        ),
        *(
            "said ",
            "told reporters ",
            "according to ",
            "that ",
            "who ",
            "“",
            "”",
            '"',
            "'",
            "’s ",
            "«",
            "»",
        ),
        *(
            "met ",
            "severed ties with ",
            "was expelled by ",
            "will visit ",
            "denied ",
            "on Sunday ",
            "last July ",
        ),
        *(
            "51.2 % ",
            "$3 million ",
            "1,000 ",
            "of the vote ",
            "Jan. 4, 2025 ",
            "2025-01-07 ",
            "in four days ",
        ),
        *(
            ", ",
            ". ",
            ".\n\n",
            "; ",
            " — ",
            "- ",
            "* ",
            "# ",
            "> ",
            "[",
            "](",
            ")",
            "`",
            "```\n",
            "<b>",
            "|",
        ),
        *(
            "\u202e",
            "\u200b",
            "\x00",
            "\x1b[31m",
            "\ud800",
            "é",
            "日本",
            "ﬁ",
            "İ",
            "ß",
            "\u0301",
            "\U0001f600",
            "\r",
        ),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=8), max_size=60).map("".join)
DAY = Moment(datetime(2025, 1, 7, tzinfo=UTC), Precision.DAY)


def analysed(text: str, body_format: BodyFormat) -> Analysis:
    reading = read(text, headline=text[:40], body_format=body_format, published=DAY)
    return resolved(reading, link(reading.findings, MemoryDirectory(), published=DAY))


@given(TEXTS, st.sampled_from(BodyFormat))
@settings(max_examples=150, deadline=None)
def test_mentions_stand_in_order_where_they_say(text, body_format):
    end = 0
    for mention in analysed(text, body_format).mentions:
        assert end <= mention.start < mention.end <= len(text)
        assert text[mention.start : mention.end] == mention.surface
        end = mention.end


@given(TEXTS, st.sampled_from(BodyFormat))
@settings(max_examples=150, deadline=None)
def test_statements_stand_inside_the_text(text, body_format):
    found = analysed(text, body_format)
    spans = [one.span for one in (*found.quotations, *found.events, *found.figures)]
    spans += [one.cue for one in found.quotations if one.cue] + [
        one.trigger for one in found.events
    ]
    assert all(0 <= span.start <= span.end <= len(text) for span in spans)


@given(TEXTS, st.sampled_from(BodyFormat))
@settings(max_examples=200, deadline=None)
def test_blanking_what_is_no_prose_keeps_every_offset(text, body_format):
    assert len(mask(text, body_format)) == len(text)


@given(TEXTS)
@settings(max_examples=150, deadline=None)
def test_what_is_left_of_a_page_stood_in_it_in_that_order(text):
    signs = iter("".join(tidy(text).split()))
    left = "".join("".join(clean_page(text).paragraphs).split())
    assert all(sign in signs for sign in left)


@given(TEXTS, st.sampled_from(["brandt", '"anna brandt"', "venez*", "a OR b", "-x y", "met*ing"]))
@settings(max_examples=150, deadline=None)
def test_matches_of_a_query_stand_inside_the_text(text, query):
    tree = parse(query, today=DAY.instant.date())
    assert all(0 <= span.start < span.end <= len(text) for span in match_spans(text, tree))
    assert isinstance(snippet(text, tree, width=80), tuple)
