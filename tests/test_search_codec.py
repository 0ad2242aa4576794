"""Segments of arrays as Whoosh reads them: the same answers as from segments that Whoosh has written."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import numpy as np
import pytest

from index.search.engine import IndexDocument
from index.search.index_contents import new_segment_id, open_segment, read_contents
from index.search.index_merging import merge_all
from index.search.index_writing import IndexWriter
from index.search.plan import EARLIEST, microseconds
from index.search.posting_merging import merge
from index.search.posting_words import WordNumbers
from index.search.posting_writing import DocumentsInMemory
from index.search.postings import document_terms
from index.search.query import TEXT_FIELDS
from index.search.whoosh_quiet import whoosh_loading

with whoosh_loading():
    from whoosh import fields, query, scoring
    from whoosh.filedb.filestore import FileStorage
    from whoosh.query import spans

    from index.search.posting_codec import open_index
    from index.search.posting_schema import WordAnalyzer

WORDS = [a + b for a in ("ba", "be", "ko", "mi", "ru") for b in ("", "lan", "ma", "rit", "so", "t")]


def no_merging(_folder):
    return None


def writer_of(folder):
    return IndexWriter(folder, wait=5, merge=no_merging)


def story(chance, row, language="xx"):
    """A story of made-up words; "xx" has no stemmer, so that stems do not get among the terms."""
    return IndexDocument(
        row,
        " ".join(chance.choices(WORDS, k=chance.randrange(6))),
        " ".join(chance.choices(WORDS, weights=range(1, len(WORDS) + 1), k=chance.randrange(40))),
        language=language,
    )


class Pair:
    """The same stories in an index of ours and in one that Whoosh has written itself."""

    def __init__(self, folder):
        self.folder = folder
        self.writer = writer_of(folder)
        self.writer.create()
        text = fields.TEXT(analyzer=WordAnalyzer(), phrase=True)
        schema = fields.Schema(
            rows=fields.NUMERIC(stored=True, unique=True), headline=text, body=text
        )
        stock = folder / "stock"
        stock.mkdir()
        self.stock = FileStorage(str(stock)).create_index(schema)

    def write(self, stories, gone=()):
        self.writer.write(stories, gone)
        writer = self.stock.writer()
        for row in gone:
            writer.delete_by_term("rows", row)
        for one in stories:
            writer.update_document(rows=one.row, headline=one.headline, body=one.body)
        writer.commit(merge=False)

    def found(self, wanted):
        """Which stories are found in our segments."""
        return rows_found(open_index(self.folder), wanted)

    def found_by_whoosh(self, wanted):
        """Which stories are found in Whoosh's own segments, None where Whoosh stumbles over them."""
        try:
            return rows_found(self.stock, wanted)
        except IndexError:
            return None


def rows_found(index, wanted):
    with index.searcher() as searcher:
        return sorted(hit["rows"] for hit in searcher.search(wanted, limit=None))


def any_spans(chance):
    """Spans stand alone: Whoosh 2.7.4 cannot join them with others."""
    one, other = (query.Term("body", word) for word in chance.choices(WORDS, k=2))
    return chance.choice(
        (
            spans.SpanFirst(one, limit=chance.randrange(5)),
            spans.SpanNear(one, other, slop=3, ordered=False),
            spans.SpanNot(one, other),
        )
    )


def any_query(chance, depth=2):
    word, field = chance.choice(WORDS), chance.choice(("headline", "body"))
    leaves = [
        lambda: query.Term(field, word),
        lambda: query.Prefix(field, word[: chance.randrange(1, 4)]),
        lambda: query.Wildcard(field, f"{word[0]}*{word[-1]}"),
        lambda: query.Wildcard(field, f"{word[0]}?{word[2:]}*"),
        lambda: query.TermRange(field, *sorted((word, chance.choice(WORDS)))),
        lambda: query.TermRange(field, word, None, startexcl=True),
        lambda: query.FuzzyTerm(field, word, maxdist=1, prefixlength=1),
        lambda: query.Regex(field, f"{word[0]}.*{word[-1]}"),
        lambda: query.Phrase(field, chance.choices(WORDS, k=2), slop=chance.randrange(1, 4)),
        lambda: query.Every(field),
    ]
    if depth == 0:
        return chance.choice(leaves)()

    def part():
        return any_query(chance, depth - 1)

    branches = [
        lambda: query.And([part(), part()]),
        lambda: query.Or([part(), part(), part()]),
        lambda: query.And([part(), query.Not(part())]),
        lambda: query.AndMaybe(part(), part()),
        lambda: query.DisjunctionMax([part(), part()]),
        lambda: query.ConstantScoreQuery(part()),
        part,
    ]
    return chance.choice(branches)()


@pytest.fixture(params=range(3))
def history(request, tmp_path):
    """A pair of indexes after a random history, and what drew it."""
    chance = random.Random(request.param)
    pair = Pair(tmp_path)
    rows = 0
    for _ in range(chance.randrange(2, 6)):
        new = [story(chance, rows + n) for n in range(chance.randrange(1, 60))]
        rows += len(new)
        again = [story(chance, row) for row in chance.sample(range(rows), rows // 6)]
        pair.write(
            {one.row: one for one in [*new, *again]}.values(),
            chance.sample(range(rows), rows // 8),
        )
    return pair, chance


def compare(pair, chance, times):
    compared = 0
    for turn in range(times):
        wanted = any_query(chance) if turn % 6 else any_spans(chance)
        theirs = pair.found_by_whoosh(wanted)
        if theirs is not None:
            compared += 1
            assert pair.found(wanted) == theirs, wanted
    assert compared > 0.8 * times


def test_every_kind_of_query_finds_the_same_stories(history):
    compare(*history, 50)


def test_every_kind_of_query_finds_the_same_stories_after_merging(history):
    pair, chance = history
    merge_all(pair.folder, lambda entries: tuple(entries) if len(entries) > 1 else ())
    assert len(read_contents(pair.folder).segments) == 1
    compare(pair, chance, 25)


def test_scores_are_those_of_whooshs_own_segments(tmp_path):
    chance = random.Random(5)
    pair = Pair(tmp_path)
    for first in (0, 40, 80):
        pair.write([story(chance, row) for row in range(first, first + 40)])
    # Whoosh's own segments keep lengths roughly; without them the scores are the same to the last bit.
    weighting = scoring.BM25F(B=0.0)
    for wanted in (
        query.Term("body", "rulan"),
        query.And([query.Term("body", "ruso"), query.Term("body", "rurit")]),
        query.Or([query.Term("headline", "komit"), query.Term("body", "rut")]),
        query.Phrase("body", ["ruso", "rut"], slop=3),
    ):
        found = []
        for index in (open_index(tmp_path), pair.stock):
            with index.searcher(weighting=weighting) as searcher:
                hits = searcher.search(wanted, limit=None)
                found.append({hit["rows"]: pytest.approx(hit.score) for hit in hits})
        assert found[0] == found[1]


def test_whoosh_goes_on_from_any_place_among_the_terms(tmp_path):
    pair = Pair(tmp_path)
    pair.write([story(random.Random(1), row) for row in range(30)])
    readers = [open_index(tmp_path).reader(), pair.stock.reader()]
    for field in ("headline", "body"):
        ours, theirs = (
            [term for term in reader.lexicon(field) if term > b"\x02"] for reader in readers
        )
        assert ours == theirs
        for beginning in ("", "ko", "kom", "zz"):
            ours, theirs = (list(reader.expand_prefix(field, beginning)) for reader in readers)
            assert [term for term in ours if term > b"\x02"] == theirs
        cursors = [reader.cursor(field) for reader in readers]
        assert cursors[0].find("kon") == cursors[1].find("kon")
        assert cursors[0].next() == cursors[1].next()
        assert cursors[0].find("zz") is None


def stories_in_many_languages(chance, count):
    english = "raining rained O'Brien 51.2 son-in-law Peña Straße running runs run US U.S."
    others = "lluvias corriendo corrieron canciones Häuser Haus nations,national maisons"
    words = f"{english} {others}".split()
    for row in range(count):
        yield IndexDocument(
            row,
            " ".join(chance.choices(words, k=chance.randrange(4))),
            " ".join(chance.choices(words, k=chance.randrange(50))),
            source=chance.choice(("", "The Herald", "Laria Desk")),
            byline=chance.choice(("", "Ana Peña")),
            captions=chance.choice(("", "Rain over the Häuser")),
            language=chance.choice(("en", "es-VE", "de", "", "xx", "fr")),
            published=chance.choice((None, datetime(2024, 5, row % 28 + 1, tzinfo=UTC))),
            actors=tuple(chance.sample(("Q1", "Q2", "local-anna", "Q40"), chance.randrange(4))),
        )


def kept(segment):
    """What a segment says of each story that is not deleted: terms, positions, lengths, facets, date."""
    found = {}
    for number, row in enumerate(segment.rows.tolist()):
        if segment.deleted is None or not segment.deleted[number]:
            lengths = {name: int(segment.lengths(name)[number]) for name in TEXT_FIELDS}
            found[row] = {"published": int(segment.published[number]), "lengths": lengths}
    for name in segment.field_names:
        field = segment.field(name)
        for number in range(field.count):
            documents, frequencies = field.postings(number)
            assert (np.diff(documents.astype(np.int64)) > 0).all()
            positions, counts = field.positions(number)
            places = np.split(positions, np.cumsum(counts.astype(np.int64))[:-1])
            for document, times, where in zip(documents, frequencies, places, strict=True):
                if segment.deleted is None or not segment.deleted[document]:
                    entry = found[int(segment.rows[document])].setdefault(name, {})
                    entry[field.term(number)] = (int(times), where.tolist())
    return found


def expected(document):
    found = {
        "published": EARLIEST if document.published is None else microseconds(document.published)
    }
    terms = document_terms(document)
    found["lengths"] = {name: terms[name].length if name in terms else 0 for name in TEXT_FIELDS}
    for name, one in terms.items():
        found[name] = {term.encode(): (len(at), at) for term, at in one.positions.items()}
        found[name].update({stem.encode(): (times, []) for stem, times in one.stems.items()})
    found["language"] = {(document.language[:2] or "en").encode(): (1, [])}
    if document.actors:
        found["actors"] = {actor.encode(): (1, []) for actor in document.actors}
    if document.source:
        found["sources"] = {document.source.encode(): (1, [])}
    return found


def written(folder, documents):
    memory = DocumentsInMemory(WordNumbers())
    for document in documents:
        memory.add(document)
    return open_segment(folder, memory.write(folder, new_segment_id()))


def test_a_segment_keeps_every_term_with_its_positions(tmp_path):
    documents = list(stories_in_many_languages(random.Random(3), 60))
    assert kept(written(tmp_path, documents)) == {one.row: expected(one) for one in documents}


def test_the_last_story_of_a_row_counts(tmp_path):
    documents = [
        IndexDocument(7, "", "rain"),
        IndexDocument(8, "", ""),
        IndexDocument(7, "", "sun"),
    ]
    segment = written(tmp_path, documents)
    assert kept(segment) == {8: expected(documents[1]), 7: expected(documents[2])}


@pytest.mark.parametrize("deleted", [0, 1, 3])
def test_merging_keeps_what_is_not_deleted(tmp_path, deleted):
    chance = random.Random(deleted)
    documents = list(stories_in_many_languages(chance, 90))
    segments = [written(tmp_path, documents[at : at + 30]) for at in (0, 30, 60)]
    if deleted:
        gone = [np.array(sorted(chance.sample(range(30), 30 * deleted // 3)), np.uint32)] * 2
        segments[:2] = [one.with_deleted(g) for one, g in zip(segments, gone, strict=False)]
        for at, numbers in zip((0, 30), gone, strict=True):
            for number in numbers:
                documents[at + number] = None
    merged = open_segment(tmp_path, merge(tmp_path, new_segment_id(), segments))
    assert kept(merged) == {one.row: expected(one) for one in documents if one is not None}
    for name in ("actors", "sources", "language"):
        facets(merged, name)


def facets(segment, name):
    """The way from documents to exact terms agrees with the way back."""
    field = segment.field(name)
    counts = np.bincount(field.terms_of(np.arange(segment.documents)), minlength=field.count)
    assert counts.tolist() == [field.document_frequency(n) for n in range(field.count)]
    for document in range(0, segment.documents, 7):
        theirs = field.terms_of(np.array([document]))
        assert [document in field.postings(int(n))[0] for n in theirs] == [True] * len(theirs)


def test_frequencies_and_positions_may_be_large(tmp_path):
    long = "filler " * 70_000 + "needle in the hay " + "hay " * 400
    writer = writer_of(tmp_path)
    writer.create()
    writer.write([IndexDocument(1, "", long), IndexDocument(2, "", "needle hay")])
    writer.write([IndexDocument(3, "", "short needle in hay")])
    for _ in range(2):
        with open_index(tmp_path).searcher() as searcher:
            phrase = query.Phrase("body", ["needle", "in", "the", "hay"])
            assert [hit["rows"] for hit in searcher.search(phrase)] == [1]
            assert searcher.frequency("body", "filler") == 70_000
            assert searcher.frequency("body", "hay") == 403
        merge_all(tmp_path)
    assert len(read_contents(tmp_path).segments) == 1


def test_columns_follow_their_stories_through_deletions_and_merges(tmp_path):
    from whoosh.query.qcolumns import ColumnQuery

    documents = list(stories_in_many_languages(random.Random(8), 40))
    writer = writer_of(tmp_path)
    writer.create()
    writer.write(documents[:20])
    writer.write(documents[20:], [3, 5, 7])
    dated = {one.row: microseconds(one.published) for one in documents if one.published}
    middle = sorted(dated.values())[len(dated) // 2]
    later = {row for row, time in dated.items() if time >= middle and row not in (3, 5, 7)}
    for _ in range(2):
        with open_index(tmp_path).searcher() as searcher:
            wanted = ColumnQuery("published", lambda time: time >= middle)
            numbers = searcher.docs_for_query(wanted)
            assert {searcher.stored_fields(number)["rows"] for number in numbers} == later
        merge_all(tmp_path)


def test_whoosh_can_delete_from_our_segments(tmp_path):
    writer = writer_of(tmp_path)
    writer.create()
    writer.write([IndexDocument(row, "", "rain" if row % 2 else "sun") for row in range(10)])
    whoosh_writer = open_index(tmp_path).writer()
    whoosh_writer.delete_by_term("body", "rain")
    whoosh_writer.commit(merge=False)
    writer.write([IndexDocument(20, "", "snow")])
    assert rows_found(open_index(tmp_path), query.Every()) == [0, 2, 4, 6, 8, 20]


def test_a_very_long_text_is_cut_like_any_other(tmp_path):
    """Long texts are cut in stretches; no word may get lost or be cut where two of them meet."""
    words = [f"word{number % 1000}" for number in range(330_000)]
    segment = written(tmp_path, [IndexDocument(1, "", " ".join(words))])
    assert int(segment.lengths("body")[0]) == len(words)
    body = segment.field("body")
    assert body.count == 2 * 1000
    assert body.positions(body.find(b"word999"))[0].tolist() == list(range(999, 330_000, 1000))
