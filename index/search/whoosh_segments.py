"""Reads one generation of a Whoosh index in bulk: whole posting lists and columns at a time.

Whoosh's matchers walk posting by posting, which takes Python about a microsecond for each and each
layer. Here a block of postings is taken as the lists it is stored as; the rest of Whoosh (files,
segments, term dictionary, table of contents) is used as it is.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from operator import mul

from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.matching import FilterMatcher
from whoosh.reading import TermNotFound

from index.search.plan import (
    EARLIEST,
    All,
    AnyOf,
    AnyTerm,
    Glob,
    Plan,
    Published,
    Rows,
    Run,
    TextMatch,
    Without,
)
from index.search.query import TEXT_FIELDS
from index.search.ranking import field_factor
from index.search.whoosh_schema import (
    LANGUAGE_FIELD,
    POSITIONS,
    PUBLISHED_COLUMN,
    ROW_COLUMN,
    MappedFiles,
    length_column,
)
from index.search.whoosh_types import Matcher, Reader
from index.search.words import STEM_MARK

_STEM_BYTES = STEM_MARK.encode()


class Segment:
    """One segment: document numbers run from 0; deleted documents never come out."""

    def __init__(self, reader: Reader, mapped: Sequence[MappedFiles] = ()) -> None:
        self._reader = reader
        self._mapped = tuple(mapped)
        self.segment_id = reader.segment().segment_id()
        self.rows = _column(reader, ROW_COLUMN)
        self.published = _column(reader, PUBLISHED_COLUMN)
        self._lengths = {field: _column(reader, length_column(field)) for field in TEXT_FIELDS}
        self._lengths_together = {field: sum(numbers) for field, numbers in self._lengths.items()}
        self.languages: frozenset[str] = frozenset()
        self.base = 0
        self.deleted: frozenset[int] = frozenset()
        self.count = len(self.rows)
        self._averages: dict[str, float] = {}
        self._factors: dict[str, array[float]] = {}

    def at(self, base: int, deleted: frozenset[int]) -> Segment:
        """Take the place in the index that a generation gives it, and what is deleted there."""
        self.base = base
        self.deleted = deleted
        self.count = len(self.rows) - len(deleted)
        self.languages = frozenset(
            language.decode()
            for language in self._reader.lexicon(LANGUAGE_FIELD)
            if any(document not in deleted for document in self._ids(LANGUAGE_FIELD, language))
        )
        return self

    def release(self) -> None:
        """Give back the memory into which the segment's files were read."""
        for files in self._mapped:
            files.release()

    def close(self) -> None:
        """Close the segment's files."""
        self._reader.close()

    def total_length(self, field: str) -> int:
        """Return how many words a field has in all documents together."""
        lengths = self._lengths[field]
        return self._lengths_together[field] - sum(lengths[document] for document in self.deleted)

    def set_averages(self, averages: dict[str, float]) -> None:
        """Take the average lengths of the fields over the whole index."""
        if averages != self._averages:
            self._averages = averages
            self._factors = {}

    def terms(self, fields: Iterable[str], beginning: str) -> Iterator[str]:
        """Yield the terms of some fields with a beginning, stems among them, repeatedly too."""
        for field in fields:
            for term in self._reader.expand_prefix(field, beginning):
                yield term.decode()

    def frequency(self, fields: Iterable[str], term: str) -> int:
        """Return in how many documents a term stands, summed over some fields."""
        return sum(self._reader.doc_frequency(field, term.encode()) for field in fields)

    def documents(self, wanted: Plan, weighed: dict[TextMatch, dict[int, float]]) -> set[int]:
        """Return the documents that answer a plan; ``weighed`` is what was looked up before."""
        match wanted:
            case TextMatch():
                known = weighed.get(wanted)
                return set(known) if known is not None else self._having(wanted)
            case Rows(rows):
                return self._kept(d for d, row in enumerate(self.rows) if row in rows)
            case Published(first, last):
                # Undated documents are kept at EARLIEST, where an open beginning would take them in.
                first = max(first, EARLIEST + 1)
                times = self.published
                return self._kept(d for d, time in enumerate(times) if first <= time < last)
            case All(parts):
                return self._in_all(parts, weighed)
            case AnyOf(parts):
                return set().union(*(self.documents(part, weighed) for part in parts))
            case Without(part):
                return self._everything() - self.documents(part, weighed)

    def _in_all(
        self, parts: tuple[Plan, ...], weighed: dict[TextMatch, dict[int, float]]
    ) -> set[int]:
        found: set[int] | None = None
        for part in parts:
            if not isinstance(part, Without):
                there = self.documents(part, weighed)
                found = there if found is None else found & there
                if not found:
                    return found
        if found is None:
            found = self._everything()
        for part in parts:
            if isinstance(part, Without):
                found -= self.documents(part.part, weighed)
        return found

    def _everything(self) -> set[int]:
        return set(range(len(self.rows))) - self.deleted

    def _kept(self, documents: Iterable[int]) -> set[int]:
        kept = set(documents)
        kept -= self.deleted
        return kept

    def _having(self, wanted: TextMatch) -> set[int]:
        found: set[int] = set()
        for field in wanted.fields:
            for alternative in wanted.alternatives:
                match alternative:
                    case Run():
                        found.update(self._runs(field, alternative))
                    case Glob():
                        found |= self._fitting(field, alternative)
                    case AnyTerm(weights):
                        for term, _ in weights:
                            found.update(self._ids(field, term.encode()))
        found -= self.deleted
        return found

    def weighed(self, wanted: TextMatch) -> dict[int, float]:
        """Return every document that has the text wanted, with its weighed occurrences."""
        totals: dict[int, float] = {}
        for field in wanted.fields:
            for alternative in wanted.alternatives:
                match alternative:
                    case Run():
                        self._add_times(totals, field, self._runs(field, alternative))
                    case Glob():
                        fitting = self._fitting(field, alternative)
                        self._add_times(totals, field, dict.fromkeys(fitting, 1))
                    case AnyTerm(weights):
                        for term, weight in weights:
                            self._add_term(totals, field, term.encode(), weight)
        for document in self.deleted & totals.keys():
            del totals[document]
        return totals

    def _add_times(self, totals: dict[int, float], field: str, times: Mapping[int, int]) -> None:
        if not times:
            return
        factors = self._field_factors(field)
        for document, count in times.items():
            totals[document] = totals.get(document, 0.0) + count * factors[document]

    def _add_term(self, totals: dict[int, float], field: str, term: bytes, weight: float) -> None:
        """Add what the occurrences of a term come to; most of the time of a search goes by here."""
        for ids, frequencies in self._blocks(field, term):
            factor = self._field_factors(field).__getitem__
            parts = map(mul, frequencies, map(factor, ids))
            if weight != 1.0:
                parts = map(weight.__mul__, parts)
            if totals:
                get = totals.get
                totals.update([(d, get(d, 0.0) + part) for d, part in zip(ids, parts, strict=True)])
            else:
                totals.update(zip(ids, parts, strict=True))

    def _ids(self, field: str, term: bytes) -> Iterator[int]:
        return chain.from_iterable(ids for ids, _ in self._blocks(field, term))

    def _fitting(self, field: str, wanted: Glob) -> set[int]:
        """Return the documents with a term that fits, deleted ones included."""
        found: set[int] = set()
        for term in self._reader.expand_prefix(field, wanted.parts[0]):
            if not term.startswith(_STEM_BYTES) and wanted.fits(term.decode()):
                found.update(self._ids(field, term))
                if len(found) == len(self.rows):
                    break
        return found

    def _runs(self, field: str, wanted: Run) -> dict[int, int]:
        """Return how often the run stands in each document that has it."""
        documents: set[int] | None = None
        for term in dict.fromkeys(wanted.terms):
            ids = set(self._ids(field, term.encode()))
            documents = ids if documents is None else documents & ids
            if not documents:
                return {}
        starts: dict[int, set[int]] | None = None
        for step, term in enumerate(wanted.terms):
            there: dict[int, set[int]] = {}
            for document, positions in self._positions(field, term.encode(), documents or ()):
                begun = {position - step for position in positions}
                if starts is not None:
                    begun &= starts[document]
                if begun:
                    there[document] = begun
            starts = there
            documents = set(there)
            if not there:
                return {}
        return {document: len(begun) for document, begun in (starts or {}).items()}

    def _field_factors(self, field: str) -> array[float]:
        factors = self._factors.get(field)
        if factors is None:
            lengths = self._lengths[field]
            average = self._averages[field]
            table = {length: field_factor(field, length, average) for length in set(lengths)}
            factors = self._factors[field] = array("d", map(table.__getitem__, lengths))
        return factors

    def _matcher(self, field: str, term: bytes) -> Matcher | None:
        try:
            matcher = self._reader.postings(field, term)
        except TermNotFound:
            return None
        # Whoosh leaves deleted documents out one by one; here they go all at once, at the end.
        return matcher.child if isinstance(matcher, FilterMatcher) else matcher

    def _blocks(self, field: str, term: bytes) -> Iterator[tuple[Collection[int], Iterable[float]]]:
        """Yield the documents of a term and how often it occurs in each, block by block."""
        matcher = self._matcher(field, term)
        if matcher is None:
            return
        if not isinstance(matcher, W3LeafMatcher):
            # A term of one document is kept with the term itself.
            while matcher.is_active():
                yield (matcher.id(),), (matcher.weight(),)
                matcher.next()
            return
        while matcher.is_active():
            matcher.id()
            matcher.weight()
            yield matcher._ids, matcher._weights
            matcher._next_block()

    def _positions(
        self, field: str, term: bytes, documents: Collection[int]
    ) -> Iterator[tuple[int, list[int]]]:
        """Yield where a term stands, for each of ``documents`` that has it."""
        matcher = self._matcher(field, term)
        if matcher is None:
            return
        decode = POSITIONS.decode_positions
        if not isinstance(matcher, W3LeafMatcher):
            while matcher.is_active():
                if matcher.id() in documents:
                    yield matcher.id(), decode(matcher.value())
                matcher.next()
            return
        while matcher.is_active():
            matcher.id()
            matcher.value()
            for document, value in zip(matcher._ids, matcher._values, strict=True):
                if document in documents:
                    yield document, decode(value)
            matcher._next_block()


def _column(reader: Reader, name: str) -> array[int]:
    if not reader.has_column(name):
        return array("q", bytes(8 * reader.doc_count_all()))
    return reader.column_reader(name, translate=False).load()
