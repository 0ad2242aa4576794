"""Answers queries of Whoosh's own over the segments of a snapshot, ranked by Whoosh's BM25F.

Terms joined by And, Or and AndNot are worked out with NumPy, and score as Whoosh's own searcher scores
them. Every other kind of query goes through Whoosh's matchers, which walk through the same postings one
by one: slowly, but with all that Whoosh can do.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from whoosh.query import And, AndNot, Or, Query, Term
from whoosh.scoring import BM25F

from index.search.choosing import Chosen, best, together
from index.search.engine import Found, Hit
from index.search.evaluation import Matches
from index.search.phrases import common_documents
from index.search.posting_codec import open_index
from index.search.posting_files import EXACT_FIELDS, ROWS
from index.search.query import TEXT_FIELDS
from index.search.snapshot import Scores, Segment, Snapshot

if TYPE_CHECKING:
    from numpy.typing import NDArray

_K1 = 1.2
_B = 0.75


def ask(snapshot: Snapshot, folder: Path, query: Query, limit: int) -> Found:
    """Return the best ``limit`` hits and the exact total; equal scores newest first, then by row.

    Raises what Whoosh raises where a query does not fit its schema.
    """
    if not _is_quick(query):
        return _walked(folder, query, limit)
    asked = _Asked(snapshot)
    total = 0
    parts: list[Chosen] = []
    for number, segment in enumerate(snapshot.segments):
        matches = asked.matches(segment, query)
        documents, scores = matches.documents, matches.scores
        deleted = segment.arrays.deleted
        if deleted is not None:
            living = ~deleted[documents]
            documents, scores = documents[living], None if scores is None else scores[living]
        total += len(documents)
        if scores is not None:
            parts.append(best(segment, number, documents, scores, limit))
    first = together(parts).in_order().at(slice(max(limit, 0)))
    return Found(total, tuple(map(Hit, first.rows.tolist(), first.scores.tolist())))


def _is_quick(query: Query) -> bool:
    # Subclasses mean something else; so do unions that reward documents for having many parts.
    if type(query) is Term:
        return query.fieldname in TEXT_FIELDS + EXACT_FIELDS
    if type(query) in (And, Or):
        if type(query) is Or and (query.scale or query.minmatch):
            return False
        return all(map(_is_quick, query.subqueries))
    return type(query) is AndNot and _is_quick(query.a) and _is_quick(query.b)


class _Asked:
    """Works out terms and what joins them, with the figures over all segments that Whoosh takes.

    Whoosh counts deleted documents in all of them, until merging has removed these.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._documents = sum(segment.size for segment in snapshot.segments)
        self._rarities: dict[tuple[str, bytes], float] = {}
        self._averages: dict[str, float] = {}

    def matches(self, segment: Segment, query: Query) -> Matches:
        """Return the documents of a segment that answer, deleted ones included, with their scores."""
        if isinstance(query, Term):
            return self._term(segment, query)
        if isinstance(query, AndNot):
            found = self.matches(segment, query.a)
            gone = self.matches(segment, query.b).documents
            return _chosen(found, ~common_documents(found.documents, gone, segment.size))
        parts = [self.matches(segment, part) for part in query.subqueries]
        if len(parts) < 2:
            # Whoosh passes the boost of a lone part's parent over.
            return parts[0] if parts else _nothing()
        together = _in_all(segment, parts) if isinstance(query, And) else _in_any(segment, parts)
        return _times(together, query.boost)

    def _term(self, segment: Segment, query: Term) -> Matches:
        text = query.text if isinstance(query.text, bytes) else query.text.encode()
        found = segment.term(query.fieldname, text)
        if found is None:
            return _nothing()
        documents = found.documents.astype(np.intp)
        frequencies = found.frequencies.astype(np.float32)
        if query.fieldname in EXACT_FIELDS:
            return _times(Matches(documents, frequencies), query.boost)
        lengths = segment.arrays.lengths(query.fieldname)[documents].astype(np.float32)
        np.maximum(lengths, 1, out=lengths)
        lengths *= np.float32(_K1 * _B / self._average(query.fieldname))
        lengths += np.float32(_K1 * (1 - _B))
        lengths += frequencies
        frequencies *= np.float32(self._rarity(query.fieldname, text) * (_K1 + 1))
        frequencies /= lengths
        return _times(Matches(documents, frequencies), query.boost)

    def _rarity(self, field: str, term: bytes) -> float:
        rarity = self._rarities.get((field, term))
        if rarity is None:
            found = (segment.term(field, term) for segment in self._snapshot.segments)
            matching = sum(len(one.documents) for one in found if one is not None)
            rarity = self._rarities[field, term] = math.log(self._documents / (matching + 1)) + 1
        return rarity

    def _average(self, field: str) -> float:
        average = self._averages.get(field)
        if average is None:
            lengths = (segment.arrays.lengths(field) for segment in self._snapshot.segments)
            total = sum(int(numbers.sum(dtype=np.int64)) for numbers in lengths)
            average = self._averages[field] = total / (self._documents or 1) or 1.0
        return average


def _nothing() -> Matches:
    return Matches(np.zeros(0, np.intp), np.zeros(0, np.float32))


def _scores(matches: Matches) -> Scores:
    return (
        np.zeros(len(matches.documents), np.float32) if matches.scores is None else matches.scores
    )


def _chosen(found: Matches, kept: NDArray[np.bool_]) -> Matches:
    return Matches(found.documents[kept], _scores(found)[kept])


def _times(found: Matches, boost: float) -> Matches:
    return found if boost == 1.0 else Matches(found.documents, _scores(found) * np.float32(boost))


def _in_all(segment: Segment, parts: list[Matches]) -> Matches:
    documents = min((part.documents for part in parts), key=len)
    for part in parts:
        documents = documents[common_documents(documents, part.documents, segment.size)]
    total = np.zeros(len(documents), np.float32)
    for part in parts:
        total += _scores(part)[np.searchsorted(part.documents, documents)]
    return Matches(documents, total)


def _in_any(segment: Segment, parts: list[Matches]) -> Matches:
    total = np.zeros(segment.size, np.float32)
    there = np.zeros(segment.size, np.bool_)
    for part in parts:
        there[part.documents] = True
        total[part.documents] += _scores(part)
    documents = np.flatnonzero(there)
    return Matches(documents, total[documents])


def _walked(folder: Path, query: Query, limit: int) -> Found:
    """Have Whoosh's own searcher answer."""
    with open_index(folder).searcher(weighting=BM25F(B=_B, K1=_K1)) as searcher:
        results = searcher.search(query, limit=None)
        keys = sorted(
            (-results.score(place), results.fields(place)[ROWS])
            for place in range(results.scored_length())
        )
        return Found(len(results), tuple(Hit(row, -score) for score, row in keys[: max(limit, 0)]))
