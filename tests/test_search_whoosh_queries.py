"""The index is Whoosh's: its own searcher reads it, and what is worked out with NumPy scores the same."""

from __future__ import annotations

import random

import pytest
from whoosh import query as whoosh
from whoosh.scoring import BM25F

from index.model import Order
from index.search.engine import IndexDocument
from index.search.posting_codec import open_index
from index.search.query import And, Or, Word
from index.search.whoosh_engine import WhooshEngine

WITHIN = 0.002
VOCABULARY = [f"w{number}x" for number in range(60)]


def random_story(chance, row):
    # Common words are the first of the vocabulary, as in any text (Zipf).
    words = [
        VOCABULARY[min(int(chance.paretovariate(0.6)) - 1, 59)]
        for _ in range(chance.randint(1, 90))
    ]
    return IndexDocument(row, " ".join(words[:5]), " ".join(words), source="Desk")


@pytest.fixture(scope="module", params=range(3))
def corpus(request, tmp_path_factory):
    """An index of several segments, with stories deleted and others written anew."""
    chance = random.Random(request.param)
    engine = WhooshEngine.create(tmp_path_factory.mktemp("index"))
    for start in range(0, 120, 40):
        engine.add(random_story(chance, row) for row in range(start, start + 40))
    if request.param:
        engine.delete(chance.sample(range(120), 20))
        engine.add(random_story(chance, row) for row in chance.sample(range(130), 15))
    yield engine
    engine.close()


def as_whoosh_has_it(engine, query, weighting=None):
    with open_index(engine.folder).searcher(weighting=weighting or BM25F()) as searcher:
        return {hit["rows"]: hit.score for hit in searcher.search(query, limit=None)}


def agree(engine, query):
    expected = as_whoosh_has_it(engine, query)
    found = engine.ask(query, limit=1000)
    assert found.total == len(found.hits) == len(expected)
    assert {hit.row: hit.score for hit in found.hits} == pytest.approx(expected, rel=WITHIN)
    scores = [hit.score for hit in found.hits]
    assert scores == sorted(scores, reverse=True)


def terms(chance, count):
    return [
        whoosh.Term(
            chance.choice(["headline", "body"]),
            chance.choice([*VOCABULARY[:20], "nowhere"]),
            boost=chance.choice([1.0, 1.0, 2.5]),
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("word", [*VOCABULARY[:30:3], "nowhere"])
def test_a_term_scores_as_under_bm25f(corpus, word):
    agree(corpus, whoosh.Term("body", word))


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("joint", [whoosh.And, whoosh.Or])
def test_joined_terms_score_as_under_bm25f(corpus, joint, seed):
    agree(corpus, joint(terms(random.Random(seed), seed % 4 + 1), boost=1.0 + seed % 2))


@pytest.mark.parametrize("seed", range(6))
def test_trees_score_as_under_bm25f(corpus, seed):
    chance = random.Random(seed)
    agree(corpus, whoosh.Or([whoosh.And(terms(chance, 2)), *terms(chance, 2)]))


@pytest.mark.parametrize("seed", range(6))
def test_what_is_left_out_is_left_out(corpus, seed):
    # Whoosh's own matcher for this lets some through where what is left out begins before the rest.
    chance = random.Random(seed)
    wanted, unwanted = whoosh.Or(terms(chance, 3)), terms(chance, 1)[0]
    left = as_whoosh_has_it(corpus, wanted).keys() - as_whoosh_has_it(corpus, unwanted).keys()
    found = corpus.ask(whoosh.AndNot(wanted, unwanted), limit=1000)
    assert {hit.row for hit in found.hits} == left


@pytest.mark.parametrize(
    "query",
    [
        whoosh.Phrase("body", ["w0x", "w1x"]),
        whoosh.Prefix("body", "w1"),
        whoosh.Wildcard("body", "w*2x"),
        whoosh.FuzzyTerm("body", "w3y", prefixlength=1),
        whoosh.TermRange("body", "w2x", "w4x"),
        whoosh.Not(whoosh.Term("body", "w0x")),
        whoosh.And([whoosh.Term("body", "w1x"), whoosh.Not(whoosh.Term("body", "w0x"))]),
        whoosh.SpanNear2([whoosh.Term("body", "w0x"), whoosh.Term("body", "w2x")], slop=3),
        whoosh.DisjunctionMax([whoosh.Term("body", "w1x"), whoosh.Term("headline", "w1x")]),
        whoosh.Term("source", "desk"),
        whoosh.Term("sources", "Desk"),
        whoosh.Every(),
    ],
    ids=lambda query: type(query).__name__,
)
def test_any_kind_of_query_is_answered(corpus, query):
    agree(corpus, query)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """An index in which nothing was deleted and no word has inflections."""
    chance = random.Random(7)
    engine = WhooshEngine.create(tmp_path_factory.mktemp("plain"))
    for start in range(0, 90, 30):
        engine.add(random_story(chance, row) for row in range(start, start + 30))
    yield engine
    engine.close()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (Word("w2x", "body"), whoosh.Term("body", "w2x")),
        (
            And((Word("w1x", "body"), Word("w2x", "body"))),
            whoosh.And([whoosh.Term("body", "w1x"), whoosh.Term("body", "w2x")]),
        ),
        (
            Or((Word("w3x", "body"), Word("w9x", "body"))),
            whoosh.Or([whoosh.Term("body", "w3x"), whoosh.Term("body", "w9x")]),
        ),
    ],
)
def test_words_of_the_body_score_as_under_bm25f(plain, ours, theirs):
    found = plain.search(ours, limit=100, order=Order.RELEVANCE)
    expected = as_whoosh_has_it(plain, theirs, BM25F(B=0.7, K1=2.0))
    assert {hit.row: hit.score for hit in found.hits} == pytest.approx(expected, rel=WITHIN)


def test_searching_loads_no_part_of_whoosh_that_takes_long(tmp_path):
    import subprocess
    import sys

    code = f"""
import sys
from datetime import date
from pathlib import Path
from index.search.engine import IndexDocument
from index.search.parser import parse
from index.search.whoosh_engine import WhooshEngine
engine = WhooshEngine(Path({str(tmp_path)!r}))
query = parse('rain* fell "heavy rain" date:2024', today=date(2025, 1, 1))
engine.search(query, limit=5)
engine.suggest("rian")
print([name for name in ("whoosh.query", "whoosh.index", "textual", "rich") if name in sys.modules])
"""
    WhooshEngine.create(tmp_path).add([IndexDocument(1, "Heavy rain", "Heavy rain fell.")])
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
