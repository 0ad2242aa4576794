"""A small search engine that keeps everything in memory and looks at every document for every query.

It says plainly what a query means; the tests hold the other engine against it.
"""

from __future__ import annotations

import threading
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from index.model import Order
from index.search.engine import Found, Hit, IndexDocument
from index.search.plan import (
    EARLIEST,
    All,
    Alternative,
    AnyOf,
    AnyTerm,
    Glob,
    Plan,
    Published,
    Rows,
    Run,
    TextMatch,
    Without,
    microseconds,
    plan,
    scored,
)
from index.search.postings import FieldTerms, document_terms
from index.search.query import TEXT_FIELDS, Query
from index.search.ranking import DIGITS, dampened, field_factor, rarity
from index.search.spelling import SUGGESTED_FIELDS, beginnings, nearest_words
from index.search.words import language_of


@dataclass(frozen=True, slots=True)
class _Kept:
    row: int
    language: str
    published: int | None
    fields: dict[str, FieldTerms]


class MemoryEngine:
    """A SearchEngine without files, for tests and for archives that are never kept."""

    def __init__(self) -> None:
        self._kept: dict[int, _Kept] = {}
        self._lock = threading.RLock()

    def add(self, documents: Iterable[IndexDocument]) -> None:
        """Keep documents, each in place of the one with the same row."""
        new = [_keep(document) for document in documents]
        with self._lock:
            self._kept = {**self._kept, **{kept.row: kept for kept in new}}

    def delete(self, rows: Iterable[int]) -> None:
        """Forget the documents of these rows."""
        gone = frozenset(rows)
        with self._lock:
            self._kept = {row: kept for row, kept in self._kept.items() if row not in gone}

    def search(
        self,
        query: Query,
        *,
        limit: int,
        offset: int = 0,
        order: Order = Order.RELEVANCE,
        any_word: bool = False,
    ) -> Found:
        """Return the hits asked for and how many there are; see SearchEngine."""
        kept = self._kept
        wanted = plan(query, _languages(kept), any_word=any_word)
        found = [document for document in kept.values() if _answers(document, wanted)]
        found.sort(key=_newest_first)
        scores: dict[int, float] = {}
        if order is Order.RELEVANCE:
            scores = _scores(kept, wanted)
            found.sort(key=lambda document: -scores.get(document.row, 0.0))
        page = found[offset : offset + limit] if limit > 0 else []
        hits = tuple(Hit(document.row, scores.get(document.row, 0.0)) for document in page)
        return Found(len(found), hits)

    def matching(self, query: Query, *, any_word: bool = False) -> array[int]:
        """Return the row of every document that answers ``query``."""
        kept = self._kept
        wanted = plan(query, _languages(kept), any_word=any_word)
        return array(
            "q", (document.row for document in kept.values() if _answers(document, wanted))
        )

    def suggest(self, word: str) -> tuple[str, ...]:
        """Return words spelt nearly like ``word``; see SearchEngine."""
        counts: dict[str, int] = {}
        for document in self._kept.values():
            for field in SUGGESTED_FIELDS:
                for term in document.fields[field].positions if field in document.fields else ():
                    counts[term] = counts.get(term, 0) + 1
        first = beginnings(word)
        return nearest_words(
            word, (term for term in counts if term[0] in first), counts.__getitem__
        )

    def document_count(self) -> int:
        """Return how many documents are kept."""
        return len(self._kept)

    def refresh(self) -> None:
        """Nobody else can write here."""

    def close(self) -> None:
        """Forget everything."""
        self.delete(tuple(self._kept))


def _keep(document: IndexDocument) -> _Kept:
    published = None if document.published is None else microseconds(document.published)
    return _Kept(document.row, language_of(document.language), published, document_terms(document))


def _languages(kept: dict[int, _Kept]) -> frozenset[str]:
    return frozenset(document.language for document in kept.values())


def _newest_first(document: _Kept) -> tuple[int, int]:
    return (-(EARLIEST if document.published is None else document.published), document.row)


def _answers(document: _Kept, wanted: Plan) -> bool:
    match wanted:
        case TextMatch(alternatives, fields):
            return any(
                _occurrences(document.fields[field], alternative) > 0
                for field in fields
                if field in document.fields
                for alternative in alternatives
            )
        case Rows(rows):
            return document.row in rows
        case Published(first, last):
            return document.published is not None and first <= document.published < last
        case All(parts):
            return all(_answers(document, part) for part in parts)
        case AnyOf(parts):
            return any(_answers(document, part) for part in parts)
        case Without(part):
            return not _answers(document, part)


def _occurrences(terms: FieldTerms, wanted: Alternative) -> float:
    match wanted:
        case AnyTerm(weights):
            return sum(
                weight * (terms.stems.get(term, 0) or len(terms.positions.get(term, ())))
                for term, weight in weights
            )
        case Run(run):
            places = [set(terms.positions.get(term, ())) for term in run]
            return sum(
                all(start + step in there for step, there in enumerate(places))
                for start in places[0]
            )
        case Glob():
            return float(any(wanted.fits(term) for term in terms.positions))


def _scores(kept: dict[int, _Kept], wanted: Plan) -> dict[int, float]:
    averages = {
        field: sum(
            document.fields[field].length for document in kept.values() if field in document.fields
        )
        / (len(kept) or 1)
        for field in TEXT_FIELDS
    }
    totals: dict[int, float] = {}
    for part in scored(wanted):
        weighed: dict[int, float] = {}
        for row, document in kept.items():
            sums = [
                field_factor(field, terms.length, averages[field])
                * sum(_occurrences(terms, alternative) for alternative in part.alternatives)
                for field, terms in document.fields.items()
                if field in part.fields
            ]
            if any(sums):
                weighed[row] = sum(sums)
        telling = rarity(len(weighed), len(kept))
        for row, occurrences in weighed.items():
            totals[row] = totals.get(row, 0.0) + telling * dampened(occurrences)
    return {row: round(total, DIGITS) for row, total in totals.items()}
