"""The search engines that ``search.py`` measures: newsreader's own, SQLite FTS5, tantivy and Xapian.

Each indexes headline and body with stems and positions, the date and the actors, and answers the same
questions with the rows of the best 20 stories. What an engine cannot do it passes over.
"""

from __future__ import annotations

import itertools
import json
import sqlite3
import subprocess
import time
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, Protocol

from search_corpus import Question, Story

from index.model import Order
from index.search.engine import FacetField, IndexDocument
from index.search.query import And, DateRange, Phrase, Prefix, Query, Wildcard, Word
from index.search.snippets import snippet
from index.search.whoosh_engine import WhooshEngine

HITS = 20
WIDTH = 160
HEADLINE_WEIGHT = 4.0
BEST_OF = 3


class Taken(NamedTuple):
    """How many milliseconds an answer took: at its quickest, and when it was asked first."""

    best: float
    first: float


class Peer(Protocol):
    """A search engine to be measured."""

    name: str

    def build(self, stories: Iterable[Story]) -> None:
        """Index stories, and make them searchable."""

    def timed(self, kind: str, question: Question) -> Taken | None:
        """Ask three times; return how long that took, None if it cannot answer."""

    def close(self) -> None:
        """Let go of the files."""


class _Asked:
    """Takes the time of what ``ask`` does."""

    def ask(self, kind: str, question: Question) -> bool:
        """Answer; return whether this engine can."""
        raise NotImplementedError

    def timed(self, kind: str, question: Question) -> Taken | None:
        """Ask three times, and take the time."""
        times = []
        for _ in range(BEST_OF):
            began = time.perf_counter()
            if not self.ask(kind, question):
                return None
            times.append((time.perf_counter() - began) * 1000)
        return Taken(min(times), times[0])

    def close(self) -> None:
        """Let go of the files."""


class Newsreader(_Asked):
    """Newsreader's engine, with the texts for snippets in SQLite, as in an archive."""

    name = "newsreader"

    def __init__(self, folder: Path, *, built: bool) -> None:
        self._folder = folder
        self._texts = sqlite3.connect(folder.with_suffix(".sqlite3"))
        self._engine = WhooshEngine(folder) if built else WhooshEngine.create(folder)

    def build(self, stories: Iterable[Story]) -> None:
        """Index stories as one commit, as ``reindex`` does."""
        self._engine.add(
            IndexDocument(
                story.row,
                story.headline,
                story.body,
                source=story.source,
                language="en",
                published=story.published,
                actors=story.actors,
            )
            for story in stories
        )

    def keep_texts(self, stories: Iterable[Story]) -> None:
        """Put the texts where an archive has them; that is no part of indexing."""
        self._texts.execute("CREATE TABLE bodies (row INTEGER PRIMARY KEY, body TEXT)")
        self._texts.executemany(
            "INSERT INTO bodies VALUES (?, ?)", ((story.row, story.body) for story in stories)
        )
        self._texts.commit()

    def merge(self) -> None:
        """Merge segments as the background process does, and look at the result."""
        from index.search.index_merging import merge_all

        while merge_all(self._folder):
            pass
        self._engine.refresh()

    def ask(self, kind: str, question: Question) -> bool:
        """Answer a question."""
        asked = _tree(kind, question)
        if kind == "facet: top 20 actors":
            self._engine.facets(asked, FacetField.ACTORS, limit=HITS)
            return True
        order = Order.DATE if kind == "word, newest first" else Order.RELEVANCE
        any_word = kind == "three words, any"
        found = self._engine.search(asked, limit=HITS, order=order, any_word=any_word)
        if kind == "words and 20 snippets":
            for hit in found.hits:
                line = self._texts.execute("SELECT body FROM bodies WHERE row = ?", (hit.row,))
                snippet(line.fetchone()[0], asked, width=WIDTH, language="en")
        return True


def _tree(kind: str, question: Question) -> Query:
    if question.pattern:
        stem = question.pattern.rstrip("*")
        return Prefix(stem) if "*" not in stem else Wildcard(question.pattern)
    words = tuple(Word(word) for word in question.words)
    asked: Query = And(words) if len(words) > 1 else words[0]
    if kind.startswith("phrase"):
        asked = Phrase(question.words)
    if question.first is not None:
        asked = And((asked, DateRange(question.first, question.last)))
    return asked


class Fts5(_Asked):
    """SQLite's full-text search with Porter stems."""

    name = "FTS5"

    def __init__(self, folder: Path, *, built: bool) -> None:
        self._database = sqlite3.connect(folder.with_suffix(".fts5"))
        if built:
            return
        self._database.executescript(
            f"""
            PRAGMA journal_mode = WAL;
            CREATE VIRTUAL TABLE texts USING fts5
                (headline, body, tokenize = 'porter unicode61 remove_diacritics 2');
            INSERT INTO texts (texts, rank) VALUES ('rank', 'bm25({HEADLINE_WEIGHT}, 1.0)');
            CREATE TABLE stories (row INTEGER PRIMARY KEY, published INTEGER);
            CREATE TABLE named (row INTEGER, actor TEXT, PRIMARY KEY (row, actor)) WITHOUT ROWID;
            """
        )

    def build(self, stories: Iterable[Story]) -> None:
        """Index stories in one transaction, and merge what FTS5 keeps."""
        for part in _parts(stories):
            self._database.executemany(
                "INSERT INTO texts (rowid, headline, body) VALUES (?, ?, ?)",
                [(story.row, story.headline, story.body) for story in part],
            )
            self._database.executemany(
                "INSERT INTO stories VALUES (?, ?)",
                [(story.row, int(story.published.timestamp())) for story in part],
            )
            self._database.executemany(
                "INSERT INTO named VALUES (?, ?)",
                [(story.row, actor) for story in part for actor in story.actors],
            )
        self._database.execute("INSERT INTO texts (texts) VALUES ('optimize')")
        self._database.commit()

    def ask(self, kind: str, question: Question) -> bool:
        """Answer a question; patterns only with the gap at the end."""
        if question.pattern:
            stem = question.pattern.rstrip("*")
            if "*" in stem:
                return False
            asked = f"{stem} *"
        elif kind.startswith("phrase"):
            asked = f'"{" ".join(question.words)}"'
        else:
            asked = (" OR " if kind == "three words, any" else " ").join(
                f'"{word}"' for word in question.words
            )
        more: tuple[int, ...] = ()
        if kind == "facet: top 20 actors":
            sql = f"""SELECT actor, count(*) FROM texts JOIN named ON row = texts.rowid
                      WHERE texts MATCH ? GROUP BY actor ORDER BY 2 DESC LIMIT {HITS}"""
        elif question.first is not None and question.last is not None:
            sql = f"""SELECT texts.rowid FROM texts JOIN stories ON row = texts.rowid WHERE texts MATCH ?
                      AND published >= ? AND published < ? ORDER BY rank LIMIT {HITS}"""
            more = (int(question.first.timestamp()), int(question.last.timestamp()))
        elif kind == "word, newest first":
            sql = f"""SELECT texts.rowid FROM texts JOIN stories ON row = texts.rowid
                      WHERE texts MATCH ? ORDER BY published DESC LIMIT {HITS}"""
        elif kind == "words and 20 snippets":
            sql = f"""SELECT rowid, snippet(texts, 1, '[', ']', '…', 24) FROM texts
                      WHERE texts MATCH ? ORDER BY rank LIMIT {HITS}"""
        else:
            sql = f"SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT {HITS}"
        self._database.execute(sql, (asked, *more)).fetchall()
        return True


class Tantivy(_Asked):
    """tantivy through its Python binding."""

    name = "tantivy"

    def __init__(self, folder: Path, *, built: bool) -> None:
        import tantivy

        self._tantivy = tantivy
        builder = tantivy.SchemaBuilder()
        builder.add_text_field("headline", tokenizer_name="en_stem")
        builder.add_text_field("body", stored=True, tokenizer_name="en_stem")
        builder.add_text_field("actors", fast=True, tokenizer_name="raw", index_option="basic")
        builder.add_integer_field("published", indexed=True, fast=True)
        builder.add_integer_field("row", fast=True)
        self._schema = builder.build()
        path = folder.with_suffix(".tantivy")
        if not built:
            path.mkdir()
        self._index = tantivy.Index(self._schema, path=str(path))

    def build(self, stories: Iterable[Story]) -> None:
        """Index stories with one thread and merge the segments it makes."""
        writer = self._index.writer(512_000_000, 1)
        for story in stories:
            writer.add_document(
                self._tantivy.Document(
                    row=story.row,
                    headline=story.headline,
                    body=story.body,
                    actors=list(story.actors),
                    published=int(story.published.timestamp()),
                )
            )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()

    def ask(self, kind: str, question: Question) -> bool:
        """Answer a question."""
        query = self._query(kind, question)
        searcher = self._index.searcher()
        if kind == "facet: top 20 actors":
            searcher.aggregate(query, {"named": {"terms": {"field": "actors", "size": HITS}}})
            return True
        if kind == "word, newest first":
            found = searcher.search(query, HITS, order_by_field="published")
        else:
            found = searcher.search(query, HITS)
        addresses = [address for _, address in found.hits]
        searcher.fast_field_values("row", addresses)
        if kind == "words and 20 snippets":
            generator = self._tantivy.SnippetGenerator.create(searcher, query, self._schema, "body")
            generator.set_max_num_chars(WIDTH)
            for address in addresses:
                generator.snippet_from_doc(searcher.doc(address)).to_html()
        return True

    def _query(self, kind: str, question: Question) -> object:
        query = self._tantivy.Query
        if question.pattern:
            pattern = question.pattern.replace("*", ".*")
            should = self._tantivy.Occur.Should
            return query.boolean_query(
                [
                    (should, query.regex_query(self._schema, field, pattern))
                    for field in ("headline", "body")
                ]
            )
        text = " ".join(question.words)
        asked = self._index.parse_query(
            f'"{text}"' if kind.startswith("phrase") else text,
            ["headline", "body"],
            field_boosts={"headline": HEADLINE_WEIGHT},
            conjunction_by_default=kind != "three words, any",
        )
        if question.first is None or question.last is None:
            return asked
        must = self._tantivy.Occur.Must
        days = query.range_query(
            self._schema,
            "published",
            self._tantivy.FieldType.Integer,
            int(question.first.timestamp()),
            int(question.last.timestamp()),
            include_upper=False,
        )
        return query.boolean_query([(must, asked), (must, days)])


class Xapian:
    """Xapian in a Python of its own, which has its binding (Debian: python3-xapian)."""

    name = "Xapian"

    def __init__(self, folder: Path, python: str, *, built: bool) -> None:
        script = Path(__file__).with_name("search_xapian.py")
        self._process = subprocess.Popen(
            [python, str(script), str(folder.with_suffix(".xapian"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        if built:
            self._say(None)
            self._hear()

    def build(self, stories: Iterable[Story]) -> None:
        """Index stories; handing them over in JSON is part of the time."""
        for story in stories:
            self._say(
                (story.row, story.headline, story.body, story.published.timestamp(), story.actors)
            )
        self._say(None)
        self._hear()

    def timed(self, kind: str, question: Question) -> Taken | None:
        """Return how long an answer took there."""
        days = [
            None if moment is None else moment.timestamp()
            for moment in (question.first, question.last)
        ]
        self._say((kind, question.words, question.pattern, *days))
        answer = self._hear()
        return None if answer is None else Taken(*answer)

    def _say(self, value: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(value) + "\n")
        if value is None or len(value) != 5 or isinstance(value[0], str):
            self._process.stdin.flush()

    def _hear(self) -> list[float] | None:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _parts(stories: Iterable[Story]) -> Iterable[list[Story]]:
    stories = iter(stories)
    while part := list(itertools.islice(stories, 1000)):
        yield part
