"""What every search engine must do: the same stories, in the same order, in memory and on disk."""

from __future__ import annotations

import random
import threading
from contextlib import closing
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.model import Order
from index.search import phrases, text_scores
from index.search.engine import FacetField, IndexDocument, ValueCount
from index.search.evaluation import Evaluation
from index.search.memory_engine import MemoryEngine
from index.search.parser import parse
from index.search.query import (
    Among,
    And,
    DateRange,
    Everything,
    Not,
    Nothing,
    Or,
    Phrase,
    Preferring,
    Prefix,
    Resembling,
    Wildcard,
    Word,
)
from index.search.whoosh_engine import WhooshEngine

TODAY = date(2025, 1, 15)


def story(row, body="", headline="", published=None, **more):
    day = None if published is None else datetime.fromisoformat(published).replace(tzinfo=UTC)
    return IndexDocument(row, headline, body, published=day, **more)


STORIES = [
    story(
        1,
        "Santiago Peña said that he recognises the winner. The oath of office is due in four days.",
        "Peña speaks by telephone",
        "2025-01-06",
        source="News.Az",
        byline="Ana O’Brien",
        captions="A handshake in Straßburg",
    ),
    story(
        2,
        "Maduro’s embassy in Quito was closed. Recognition of the vote, 51.2 % of it, was refused; "
        "100,000 people heard it. The son-in-law got an e-mail from the U.S. envoy.",
        "Embassy closes",
        "2024-04-16",
        source="Reading desk",
    ),
    story(3, "Embassies reopened, and office hours are as before the oath.", "Łódź notes"),
    story(
        4,
        "Los presidentes de las repúblicas se reunieron.",
        "La reunión",
        "2024-04-16",
        language="es-PY",
        source="Reading desk",
    ),
    story(5, "The and of the. Rain.", "Weather", "1969-07-20"),
]


@pytest.fixture(params=["memory", "whoosh"])
def engine(request, tmp_path):
    made = MemoryEngine() if request.param == "memory" else WhooshEngine.create(tmp_path / "index")
    yield made
    made.close()


@pytest.fixture
def filled(engine):
    engine.add(STORIES[:2])
    engine.add(STORIES[2:])
    return engine


def rows(engine, text, **options):
    options.setdefault("order", Order.DATE)
    found = engine.search(parse(text, today=TODAY), limit=100, **options)
    assert found.total == len(found.hits)
    return [hit.row for hit in found.hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", [1, 2, 4, 5, 3]),
        ("pena", [1]),
        ("PEÑA", [1]),
        ("pen\u0303a", [1]),
        ("strassburg", [1]),
        ("Lodz", [3]),
        ("maduro", [2]),
        ("maduro's", [2]),
        ("obrien", [1]),
        ("o'brien", [1]),
        ("embassy", [2, 3]),
        ("embassies", [2, 3]),
        ('"embassy"', [2]),
        ('"embassies"', [3]),
        ("recognised", [1]),
        ("recogni*", [1, 2]),
        ("*nition", [2]),
        ("em*ies", [3]),
        ('"oath of office"', [1]),
        ('"office oath"', []),
        ("oath office", [1, 3]),
        ("oath of the office", [1, 3]),
        ("the", [1, 2, 5, 3]),
        ("of the", [1, 2, 5]),
        ('"of the"', [2, 5]),
        ("51.2", [2]),
        ("51,2", [2]),
        ("100000", [2]),
        ("100,000", [2]),
        ("son-in-law", [2]),
        ("law", [2]),
        ("soninlaw", [2]),
        ("email", [2]),
        ("e-mail", [2]),
        ("us envoy", [2]),
        ("u.s.", [2]),
        ("presidente", [4]),
        ("republica", [4]),
        ("-embassy", [1, 4, 5]),
        ("-embassy -rain", [1, 4]),
        ("oath -office", []),
        ("-(oath office)", [2, 4, 5]),
        ("peña OR rain", [1, 5]),
        ("(peña OR embassy) oath", [1, 3]),
        ("headline:embassy", [2]),
        ("body:rain", [5]),
        ("headline:rain", []),
        ("source:news.az", [1]),
        ('source:"reading desk"', [2, 4]),
        ("byline:ana", [1]),
        ("captions:handshake", [1]),
        ("handshake", [1]),
        ("date:2025", [1]),
        ("date:2024-04-16", [2, 4]),
        ("date:..2024", [2, 4, 5]),
        ("date:..1969-07-20", [5]),
        ("date:2024..", [1, 2, 4]),
        ("-date:2024", [1, 5, 3]),
        ("office date:2025", [1]),
        ("*", [1, 2, 4, 5, 3]),
        ("-*", []),
        ("nowhere", []),
        ("peña nowhere", []),
    ],
)
def test_finds(filled, query, expected):
    assert rows(filled, query) == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (Among("x", frozenset({3, 1, 99})), [1, 3]),
        (And((Among("x", frozenset({1, 2})), Word("oath"))), [1]),
        (Or((Among("x", frozenset({5})), Word("peña"))), [1, 5]),
        (Not(Among("x", frozenset({1, 2, 3}))), [4, 5]),
        (And((Not(Among("x", frozenset({1}))), Not(Word("embassy")))), [4, 5]),
        (Or((Not(Word("oath")), Among("x", frozenset({3})))), [2, 4, 5, 3]),
        (Among("x", frozenset()), []),
        (And((Everything(), Nothing())), []),
        (Or((Everything(), Nothing())), [1, 2, 4, 5, 3]),
        (DateRange(None, None), [1, 2, 4, 5]),
        (And(()), [1, 2, 4, 5, 3]),
        (Or(()), []),
    ],
)
def test_finds_what_only_a_tree_can_ask(filled, query, expected):
    found = filled.search(query, limit=100, order=Order.DATE)
    assert [hit.row for hit in found.hits] == expected


def test_matching_gives_every_row(filled):
    assert sorted(filled.matching(parse("embassy OR peña", today=TODAY))) == [1, 2, 3]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("The colour of harbours", "color harbor"),
        ("The color of harbors", "colour harbour"),
        ("A labour programme was organised", "labor program organized"),
        ("Organizations criticized the defense", "organisations criticised defence"),
        ("Travellers analysed catalogues", "traveler analyzed catalog"),
        ("The theater's neighboring center", "theatre neighbouring centre"),
    ],
)
def test_british_and_american_spellings_find_each_other(engine, written, asked):
    engine.add([story(1, written), story(2, "four other tours for an hour")])
    assert rows(engine, asked) == [1]


def test_words_that_only_look_like_another_spelling_stay_apart(engine):
    engine.add(
        [story(1, "four tours"), story(2, "for tors"), story(3, "a tire"), story(4, "a tyre")]
    )
    assert (rows(engine, '"four"'), rows(engine, "tour"), rows(engine, "tire")) == ([1], [1], [3])


RAIN = "Heavy rain flooded the harbour; the harbour wall broke in the storm."


def test_stories_resembling_a_text_share_its_telling_words(engine):
    engine.add([story(1, RAIN), story(2, "Storm breaks harbour wall; rain and floods go on.")])
    engine.add([story(3, "The harbour office published figures."), story(4, "A heavy tax.")])
    engine.add([story(row, "Nothing of note was said.") for row in range(5, 20)])
    found = engine.search(Resembling("x", RAIN, but=frozenset({1})), limit=9)
    assert [hit.row for hit in found.hits] == [2]


def test_nothing_resembles_a_text_without_telling_words(engine):
    engine.add([story(1, "rain"), story(2, "snow")])
    assert engine.search(Resembling("x", "of the and 12", "en"), limit=9).total == 0


def test_what_is_preferred_comes_first_and_nothing_else_is_found(engine):
    engine.add(
        [story(1, "rain in the north"), story(2, "rain on the harbour wall"), story(3, "wall")]
    )
    engine.add([story(row, "calm wall of the harbour") for row in range(4, 8)])
    asked = Word("rain")
    preferring = Preferring(asked, ("The harbour and its wall.",))
    assert rows_of(engine.search(asked, limit=9)) == [1, 2]
    assert rows_of(engine.search(preferring, limit=9)) == [2, 1]
    assert engine.matching(preferring) == engine.matching(asked)


def test_words_side_by_side_count_for_more(engine):
    engine.add(
        [
            story(1, "red wine and a blue cross by the gate"),
            story(2, "a red cross and blue wine gate"),
        ]
    )
    assert rows_of(engine.search(And((Word("red"), Word("cross"))), limit=9)) == [2, 1]


def rows_of(found):
    return [hit.row for hit in found.hits]


def test_facets_count_the_stories_found(engine):
    engine.add([story(1, "rain", source="Desk", actors=("ada", "bea"))])
    engine.add([story(2, "rain", source="News.Az", actors=("bea",)), story(3, "snow")])
    engine.add([story(4, "rain", source="Desk"), story(5, "snow", actors=("cid",))])
    assert engine.facets(Word("rain"), FacetField.ACTORS, limit=9) == (
        ValueCount("bea", 2),
        ValueCount("ada", 1),
    )
    assert engine.facets(Word("rain"), FacetField.SOURCE, limit=1) == (ValueCount("Desk", 2),)
    assert engine.facets(Everything(), FacetField.ACTORS, limit=1) == (ValueCount("bea", 2),)
    assert engine.facets(Word("hail"), FacetField.ACTORS, limit=9) == ()


def test_facets_do_not_count_stories_that_are_gone(engine):
    engine.add([story(row, "rain", actors=("ada",)) for row in range(5)])
    engine.delete([1, 2])
    engine.add([story(3, "rain", actors=("bea",))])
    assert engine.facets(Everything(), FacetField.ACTORS, limit=9) == (
        ValueCount("ada", 2),
        ValueCount("bea", 1),
    )


def test_a_facet_is_counted_in_full_though_it_leads_nowhere(engine):
    # In each batch others come first, together this one does.
    for batch in range(4):
        first = [story(100 * batch + n, actors=(f"local{batch}",)) for n in range(10)]
        engine.add([*first, *(story(100 * batch + 50 + n, actors=("global",)) for n in range(9))])
    assert engine.facets(Everything(), FacetField.ACTORS, limit=1) == (ValueCount("global", 36),)


def test_the_histogram_counts_days(filled):
    histogram = filled.histogram(parse("date:2024.. OR notes", today=TODAY), 1000)
    assert (histogram.counts[0], histogram.counts[-1], histogram.undated) == (2, 1, 1)
    assert sum(histogram.counts) == 3
    assert histogram.start == datetime(2024, 4, 16, tzinfo=UTC)
    assert histogram.end == datetime(2025, 1, 6, tzinfo=UTC)


def test_the_histogram_has_at_most_the_bins_asked_for(filled):
    assert len(filled.histogram(Everything(), 7).counts) <= 7
    assert filled.histogram(Nothing(), 7).counts == ()


def test_the_last_word_being_typed_is_a_beginning(filled):
    query = parse("oath off", today=TODAY, typing=True)
    assert filled.search(query, limit=9, order=Order.RELEVANCE).total == 2


def test_the_last_word_being_typed_keeps_its_inflections(filled):
    query = parse("embassies", today=TODAY, typing=True)
    assert filled.search(query, limit=9, order=Order.RELEVANCE).total == 2


def test_any_word_asks_for_any(filled):
    assert sorted(rows(filled, "peña rain nowhere", any_word=True)) == [1, 5]


def test_any_word_keeps_what_is_excluded_and_the_dates(filled):
    assert rows(filled, "embassy office -quito date:2025", any_word=True) == [1]


def test_any_word_keeps_fields(filled):
    assert rows(filled, "rain embassy source:desk", any_word=True) == [2]


def test_any_word_does_not_ask_for_stop_words(filled):
    assert rows(filled, "the rain", any_word=True) == [5]


def test_the_word_as_written_ranks_above_its_inflections(engine):
    engine.add([story(1, "one word: embassies here"), story(2, "one word: embassy here")])
    assert rows(engine, "embassy", order=Order.RELEVANCE) == [2, 1]
    assert rows(engine, "embassies", order=Order.RELEVANCE) == [1, 2]


def test_the_headline_counts_for_more(engine):
    engine.add([story(1, "an embassy of words", "four"), story(2, "four of words", "an embassy")])
    assert rows(engine, "embassy", order=Order.RELEVANCE) == [2, 1]


def test_a_rare_word_counts_for_more(engine):
    engine.add([story(row, "rain again") for row in range(1, 6)])
    engine.add([story(6, "rain here"), story(7, "drought here")])
    assert rows(engine, "rain drought", any_word=True, order=Order.RELEVANCE)[0] == 7


def test_equal_scores_come_newest_first_then_by_row(engine):
    engine.add([story(3, "rain"), story(1, "rain", published="2024-01-01")])
    engine.add([story(2, "rain"), story(9, "rain", published="2025-01-01")])
    assert rows(engine, "rain", order=Order.RELEVANCE) == [9, 1, 2, 3]


def test_scores_fall_and_belong_to_the_words(filled):
    found = filled.search(parse("oath office", today=TODAY), limit=9, order=Order.RELEVANCE)
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)
    assert min(scores) > 0


def test_pages_follow_one_another(engine):
    engine.add(
        story(row, "rain " * (row % 7 + 1), published=f"2024-01-{row % 28 + 1:02}")
        for row in range(100)
    )
    for order in Order:
        whole = engine.search(Word("rain"), limit=100, order=order)
        pages = [
            engine.search(Word("rain"), limit=7, offset=at, order=order) for at in range(0, 100, 7)
        ]
        assert [hit for page in pages for hit in page.hits] == list(whole.hits)
        assert {page.total for page in pages} == {100}


def test_a_page_past_the_end_is_empty_but_counts(filled):
    found = filled.search(Everything(), limit=5, offset=50, order=Order.DATE)
    assert (found.total, found.hits) == (5, ())


def test_no_hits_wanted_still_counts(filled):
    assert filled.search(Everything(), limit=0, order=Order.RELEVANCE).total == 5


def test_adding_a_row_again_replaces_it(filled):
    filled.add([story(1, "Snow.")])
    assert (rows(filled, "peña"), rows(filled, "snow"), filled.document_count()) == ([], [1], 5)


def test_the_last_of_one_row_in_a_batch_stays(engine):
    engine.add([story(1, "rain"), story(1, "snow")])
    assert (rows(engine, "rain"), rows(engine, "snow"), engine.document_count()) == ([], [1], 1)


def test_deleted_stories_are_gone(filled):
    filled.delete([1, 3, 77])
    assert rows(filled, "") == [2, 4, 5]
    assert rows(filled, "oath OR -rain") == [2, 4]
    assert filled.document_count() == 3


def test_everything_can_be_deleted(filled):
    filled.delete(range(10))
    assert (rows(filled, ""), filled.document_count(), rows(filled, "rain")) == ([], 0, [])


def test_an_empty_index_answers(engine):
    assert rows(engine, "") == []
    assert rows(engine, "rain -snow", order=Order.RELEVANCE) == []
    assert engine.suggest("rain") == ()


def test_adding_nothing_is_fine(engine):
    engine.add([])
    engine.delete([])
    assert engine.document_count() == 0


def test_texts_of_any_kind_can_be_added(engine):
    engine.add(
        [
            story(1, "\ud800 \x00 \u202e", "…"),
            story(2, "x" * 5000 + " rain"),
            story(3, "ab-" * 400 + "rain"),
            story(2**40, "rain", published="0001-01-01"),
        ]
    )
    assert sorted(rows(engine, "rain")) == [2, 3, 2**40]
    assert rows(engine, "x" * 5000) == [2]


@pytest.mark.parametrize(
    ("slip", "word"),
    [("embasy", "embassy"), ("qiuto", "quito"), ("recogniton", "recognition"), ("péna", None)],
)
def test_did_you_mean(filled, slip, word):
    assert filled.suggest(slip)[:1] == (() if word is None else (word,))


def test_did_you_mean_has_nothing_for_short_or_many_words(filled):
    assert (filled.suggest("ox"), filled.suggest("two words"), filled.suggest("zzzzzzzz")) == (
        (),
    ) * 3


def test_several_threads_may_search_while_one_writes(filled):
    wrong = []

    def look():
        for _ in range(30):
            found = filled.search(
                parse("embassy -snow", today=TODAY), limit=5, order=Order.RELEVANCE
            )
            if {hit.row for hit in found.hits} != {2, 3}:
                wrong.append(found)

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for row in range(100, 110):
        filled.add([story(row, "snow")])
    for thread in threads:
        thread.join()
    assert wrong == []


def test_searches_do_not_wait_for_each_other(tmp_path, monkeypatch):
    engine = WhooshEngine.create(tmp_path)
    engine.add([story(1, "rain")])
    begun, go_on = threading.Event(), threading.Event()
    best = Evaluation.best

    def held_up(self, number, count):
        if threading.current_thread() is not threading.main_thread():
            begun.set()
            go_on.wait(30)
        return best(self, number, count)

    monkeypatch.setattr(Evaluation, "best", held_up)
    asked = Or((Word("rain"), Word("snow")))
    slow = threading.Thread(target=engine.search, args=(asked,), kwargs={"limit": 1})
    slow.start()
    assert begun.wait(30)
    try:
        assert engine.search(asked, limit=1).total == 1
        assert slow.is_alive()
    finally:
        go_on.set()
        slow.join()


WORDS = ["rain", "rains", "rained", "snow", "embassy", "embassies", "the", "of", "peña", "e-mail"]
texts = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
stories = st.builds(
    IndexDocument,
    row=st.integers(1, 12),
    headline=texts,
    body=texts,
    source=texts,
    actors=st.frozensets(st.sampled_from("abcdef"), max_size=4).map(tuple),
    language=st.sampled_from(["", "en", "es"]),
    published=st.one_of(
        st.none(), st.integers(0, 5).map(lambda n: datetime(2024, 1, 1, tzinfo=UTC) + timedelta(n))
    ),
)
fields = st.sampled_from([None, None, "headline", "body"])
leaves = st.one_of(
    st.builds(Word, st.sampled_from(WORDS), fields, st.booleans()),
    st.builds(Phrase, st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map(tuple), fields),
    st.builds(Prefix, st.sampled_from(["r", "rain", "e", "em"]), fields),
    st.builds(Wildcard, st.sampled_from(["*s", "r*d", "*a*"]), fields),
    st.builds(Among, st.just("x"), st.frozensets(st.integers(1, 12))),
    st.just(Everything()),
    st.just(DateRange(datetime(2024, 1, 2, tzinfo=UTC), datetime(2024, 1, 5, tzinfo=UTC))),
)
trees = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(lambda parts: And(tuple(parts))),
        st.lists(inner, max_size=4).map(lambda parts: Or(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("seed", range(3))
def test_both_engines_agree(tmp_path, seed):
    memory, whoosh = MemoryEngine(), WhooshEngine.create(tmp_path / str(seed))
    chance = random.Random(seed)

    @given(st.lists(stories, max_size=8), st.lists(trees, min_size=6, max_size=6), st.booleans())
    @settings(
        max_examples=15,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def compare(batch, questions, any_word):
        gone = chance.sample(range(1, 13), 2)
        for engine in (memory, whoosh):
            engine.delete(gone)
            engine.add(batch)
        assert whoosh.document_count() == memory.document_count()
        for query in questions:
            for order in Order:
                here = whoosh.search(query, limit=20, order=order, any_word=any_word)
                there = memory.search(query, limit=20, order=order, any_word=any_word)
                assert here.total == there.total
                # Scores that differ in the last decimal only may stand either way round.
                expected = {hit.row: hit.score for hit in there.hits}
                assert {hit.row for hit in here.hits} == set(expected)
                for place, hit in enumerate(here.hits):
                    assert hit.score == pytest.approx(expected[hit.row], abs=2e-4)
                    assert hit.score == pytest.approx(there.hits[place].score, abs=2e-4)
                if order is Order.DATE:
                    assert here.hits == there.hits
            assert sorted(whoosh.matching(query)) == sorted(memory.matching(query))
            assert whoosh.histogram(query, 3) == memory.histogram(query, 3)
            for field in FacetField:
                assert whoosh.facets(query, field, limit=2) == memory.facets(query, field, limit=2)

    compare()
    whoosh.close()


def test_a_language_whose_stories_are_gone_no_longer_counts(engine):
    query = Word("rains")
    engine.add([story(1, "it rains and rained", language="en")])
    before = engine.search(query, limit=1, order=Order.RELEVANCE).hits
    engine.add([story(2, "nieve", language="es"), story(3, "neve", language="it")])
    engine.delete([2, 3])
    assert engine.search(query, limit=1, order=Order.RELEVANCE).hits == before


@pytest.mark.parametrize(("dense", "sparse"), [(0, 0), (10**9, 0), (0, 10**9), (10**9, 10**9)])
def test_answers_are_the_same_by_whatever_way_they_are_found(tmp_path, monkeypatch, dense, sparse):
    engine = WhooshEngine.create(tmp_path)
    for first in (1, 15):
        engine.add(
            [
                IndexDocument(
                    row=row,
                    headline="Rain" * (row % 3 == 0),
                    body="rained rains rain snow "[: 5 + row % 19] + " sun" * (row % 5),
                    published=datetime(2025, 1, 1 + row % 9, tzinfo=UTC),
                )
                for row in range(first, first + 20)
            ]
        )
    engine.delete([3, 4, 33])
    asked = [
        Word("rain"),
        Word("rained"),
        Word("snow", "body"),
        Word("rain", "headline"),
        Word("no"),
        And((Word("rain"), Word("sun"))),
        And((Word("rain"), Or((Word("sun"), Word("rains"))), Word("snow"))),
        And((Word("sun"), Phrase(("rained", "rains")))),
        Or((Word("rain"), Word("sun"), Prefix("sn"))),
        Or((Word("rained"), And((Word("sun"), Not(Word("snow")))))),
    ]
    pages = [(query, page) for query in asked for page in ((5, 0), (5, 3), (100, 0), (0, 0))]

    def answers():
        # An engine of its own, which remembers nothing.
        with closing(WhooshEngine(tmp_path)) as fresh:
            return [fresh.search(query, limit=page[0], offset=page[1]) for query, page in pages]

    usual = answers()
    monkeypatch.setattr(text_scores, "DENSE", dense)
    monkeypatch.setattr(text_scores, "SPARSE", sparse)
    for one, other in zip(usual, answers(), strict=True):
        assert one.total == other.total
        assert [hit.row for hit in one.hits] == [hit.row for hit in other.hits]
        assert [hit.score for hit in one.hits] == pytest.approx(
            [hit.score for hit in other.hits], abs=2e-4
        )


@pytest.mark.parametrize("stretch", [1, 2, 7, 40, 1 << 20])
def test_phrases_are_found_whatever_the_stretch_that_is_gone_through_at_once(
    tmp_path, monkeypatch, stretch
):
    monkeypatch.setattr(phrases, "_STRETCH", stretch)
    monkeypatch.setattr(phrases, "_BEGINNING", 0)
    chance = random.Random(stretch)
    stories = [
        story(row, " ".join(chance.choices(["a1", "b1", "c1"], k=chance.randrange(12))))
        for row in range(1, 60)
    ]
    stories.append(story(60, "a1 b1 c1 " * 50))
    engine, plain = WhooshEngine.create(tmp_path), MemoryEngine()
    for one in (engine, plain):
        one.add(stories)
    for words in (("a1", "b1"), ("c1", "c1"), ("a1", "b1", "c1"), ("b1", "a1", "b1", "a1")):
        found, expected = (one.search(Phrase(words), limit=100) for one in (engine, plain))
        assert found.total == expected.total
        assert [hit.row for hit in found.hits] == [hit.row for hit in expected.hits]
        assert [hit.score for hit in found.hits] == pytest.approx(
            [hit.score for hit in expected.hits], abs=2e-4
        )


def test_answers_are_the_same_where_little_is_remembered(tmp_path, monkeypatch):
    engine = WhooshEngine.create(tmp_path)
    engine.add([story(row, f"rain {'snow ' * (row % 3)}wind{row % 7}") for row in range(1, 60)])
    asked = [
        And((Word("rain"), Word("snow"), Word("wind3"))),
        Or((Word("snow"), Word("wind1"))),
        Phrase(("rain", "snow")),
        Word("rain"),
    ]

    def answers():
        return [(engine.search(one, limit=9), sorted(engine.matching(one))) for one in asked * 2]

    usual = answers()
    monkeypatch.setattr(text_scores, "MOST_BYTES", 0)
    assert answers() == usual
    monkeypatch.setattr(text_scores, "MOST_PARTS", 1)
    assert answers() == usual


def test_what_is_remembered_is_forgotten_with_the_next_generation(tmp_path):
    engine = WhooshEngine.create(tmp_path)
    engine.add([story(1, "rain"), story(2, "rain and snow")])
    assert engine.search(Word("rain"), limit=5).total == 2
    engine.delete([1])
    engine.add([story(3, "rain"), story(4, "rain")])
    assert engine.search(Word("rain"), limit=5).total == 3


def test_a_word_that_is_its_own_stem_in_several_languages_counts_once(tmp_path):
    stories = [
        IndexDocument(row, "", "taxi taxi radio" if row % 2 else "taxi", language=language)
        for row, language in enumerate(["en", "es", "de", "fr", "it", "en"], 1)
    ]
    engine, plain = WhooshEngine.create(tmp_path), MemoryEngine()
    for one in (engine, plain):
        one.add(stories)
    for query in (Word("taxi"), Word("radio"), Or((Word("taxi"), Word("radio")))):
        found, expected = (one.search(query, limit=9) for one in (engine, plain))
        assert [hit.row for hit in found.hits] == [hit.row for hit in expected.hits]
        assert [hit.score for hit in found.hits] == pytest.approx(
            [hit.score for hit in expected.hits], abs=2e-4
        )
