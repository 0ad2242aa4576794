"""A small search engine that keeps everything in memory and looks at every document for every query.

It says plainly what a query means; the tests hold the other engine against it.
"""

from __future__ import annotations

import threading
from array import array
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from index.model import Histogram, Order
from index.search.engine import FacetField, Found, Hit, IndexDocument, ValueCount
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
    neighbours,
    plan,
    preferences,
    scored,
)
from index.search.postings import FieldTerms, document_terms
from index.search.query import TEXT_FIELDS, Query
from index.search.ranking import (
    DIGITS,
    WINDOW,
    dampened,
    field_factor,
    preferred_score,
    rarity,
)
from index.search.spelling import SUGGESTED_FIELDS, beginnings, nearest_words
from index.search.words import language_of

_DAY = 86_400 * 10**6  # microseconds
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Kept:
    row: int
    language: str
    published: int | None
    fields: dict[str, FieldTerms]
    source: str
    actors: tuple[str, ...]


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
        vocabulary = _Words(kept)
        wanted = plan(query, vocabulary.languages, any_word=any_word, vocabulary=vocabulary)
        found = [document for document in kept.values() if _answers(document, wanted)]
        found.sort(key=_newest_first)
        scores: dict[int, float] = {}
        if order is Order.RELEVANCE:
            scores = _scores(kept, wanted)
            found.sort(key=lambda document: -scores[document.row])
            beside = _scores(
                kept, AnyOf(neighbours(query, vocabulary.languages, any_word=any_word))
            )
            alike = _scores(kept, AnyOf(preferences(query, vocabulary.languages, vocabulary)))
            window = found[:WINDOW]
            most = max((alike[document.row] for document in window), default=0.0)
            top = scores[window[0].row] if window else 0.0
            for document in window:
                near, like = beside[document.row], alike[document.row]
                score = preferred_score(scores[document.row] + near, top, like, most)
                scores[document.row] = round(score, DIGITS)
            found.sort(key=lambda document: -scores[document.row])
        page = found[offset : offset + limit] if limit > 0 else []
        hits = tuple(Hit(document.row, scores.get(document.row, 0.0)) for document in page)
        return Found(len(found), hits)

    def matching(self, query: Query, *, any_word: bool = False) -> array[int]:
        """Return the row of every document that answers ``query``."""
        return array("q", (document.row for document in self._found(query, any_word)))

    def facets(
        self, query: Query, field: FacetField, *, limit: int, any_word: bool = False
    ) -> tuple[ValueCount, ...]:
        """Return the values that most of the documents found have; see SearchEngine."""
        counts: Counter[str] = Counter()
        for document in self._found(query, any_word):
            values = document.actors if field is FacetField.ACTORS else (document.source,)
            counts.update({value for value in values if value})
        ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0].encode()))
        return tuple(ValueCount(value, count) for value, count in ranked[: max(limit, 0)])

    def histogram(self, query: Query, bins: int, *, any_word: bool = False) -> Histogram:
        """Return how the documents found spread over time; see SearchEngine."""
        times = [document.published for document in self._found(query, any_word)]
        days = [time // _DAY for time in times if time is not None]
        if not days:
            return Histogram(undated=len(times))
        width = -(-(max(days) - min(days) + 1) // max(1, bins))
        counts = [0] * ((max(days) - min(days)) // width + 1)
        for day in days:
            counts[(day - min(days)) // width] += 1
        start, end = (_EPOCH + timedelta(days=day) for day in (min(days), max(days)))
        return Histogram(tuple(counts), start, end, len(times) - len(days))

    def _found(self, query: Query, any_word: bool) -> list[_Kept]:
        kept = self._kept
        vocabulary = _Words(kept)
        wanted = plan(query, vocabulary.languages, any_word=any_word, vocabulary=vocabulary)
        return [document for document in kept.values() if _answers(document, wanted)]

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
    return _Kept(
        document.row,
        language_of(document.language),
        published,
        document_terms(document),
        document.source,
        document.actors,
    )


class _Words:
    """The words of the documents kept; see ``telling.Vocabulary``."""

    def __init__(self, kept: dict[int, _Kept]) -> None:
        self._kept = kept
        self.languages = frozenset(document.language for document in kept.values())
        self.documents = len(kept)

    def frequency(self, field: str, term: str) -> int:
        """Return in how many documents a term or stem stands in a field."""
        there = [one.fields[field] for one in self._kept.values() if field in one.fields]
        return sum(term in terms.positions or term in terms.stems for terms in there)


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
        case AnyOf(parts, least):
            return sum(_answers(document, part) for part in parts) >= least
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
    """Return what each document earns, whether it answers the plan or not."""
    averages = {
        field: sum(
            document.fields[field].length for document in kept.values() if field in document.fields
        )
        / (len(kept) or 1)
        for field in TEXT_FIELDS
    }
    earned: dict[TextMatch, dict[int, float]] = {}
    for part in dict.fromkeys(scored(wanted)):
        telling = part.boost * rarity(_frequency(kept, part), len(kept))
        earned[part] = {
            row: telling * dampened(_weighed(document, part, averages))
            for row, document in kept.items()
        }
    return {row: round(_score(document, wanted, earned), DIGITS) for row, document in kept.items()}


def _score(document: _Kept, wanted: Plan, earned: dict[TextMatch, dict[int, float]]) -> float:
    """Add up what the parts that a document answers earn it."""
    if not _answers(document, wanted):
        return 0.0
    match wanted:
        case TextMatch():
            return earned[wanted][document.row]
        case All(parts) | AnyOf(parts):
            return sum(_score(document, part, earned) for part in parts)
        case _:
            return 0.0


def _weighed(document: _Kept, part: TextMatch, averages: dict[str, float]) -> float:
    return sum(
        field_factor(field, terms.length, averages[field])
        * sum(_occurrences(terms, alternative) for alternative in part.alternatives)
        for field, terms in document.fields.items()
        if field in part.fields
    )


def _frequency(kept: dict[int, _Kept], part: TextMatch) -> int:
    """Return in how many documents a part stands: in the field in which it does so in most."""
    return max(
        sum(_frequency_in(kept, field, one) for one in part.alternatives) for field in part.fields
    )


def _frequency_in(kept: dict[int, _Kept], field: str, wanted: Alternative) -> int:
    there = [document.fields[field] for document in kept.values() if field in document.fields]
    match wanted:
        case AnyTerm(weights):
            # Every word stands under its stem as well.
            return sum(term in terms.stems for terms in there for term, _ in weights)
        case Run(run):
            return min(sum(term in terms.positions for terms in there) for term in run)
        case Glob():
            return sum(any(map(wanted.fits, terms.positions)) for terms in there)
