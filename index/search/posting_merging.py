"""Merges segments into one, without their deleted documents, a stretch of terms at a time.

Each field is gone through in the order of its terms, some hundred thousand postings at once, so that
memory stays small however large the segments are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.search.index_contents import SegmentEntry
from index.search.posting_files import (
    EXACT_FIELDS,
    PUBLISHED,
    ROWS,
    FieldPostings,
    Numbers,
    SegmentArrays,
)
from index.search.query import TEXT_FIELDS
from index.search.segment_writing import Region, SegmentFileWriter, narrow

if TYPE_CHECKING:
    from numpy.typing import NDArray

_POSTINGS_AT_ONCE = 250_000  # of all segments together
_TERMS_AT_ONCE = 20_000
_GONE = -1


@dataclass(frozen=True, slots=True)
class Renumbering:
    """The number that each document of a segment has in the merged one, -1 for deleted ones."""

    numbers: NDArray[np.int64]
    whole: bool


def renumberings(segments: Sequence[SegmentArrays]) -> tuple[Renumbering, ...]:
    """Return how the documents of each segment are numbered when these are merged, in this order."""
    found: list[Renumbering] = []
    base = 0
    for segment in segments:
        if segment.deleted is None:
            numbers = np.arange(base, base + segment.documents)
        else:
            numbers = np.where(segment.deleted, _GONE, base - 1 + np.cumsum(~segment.deleted))
        found.append(Renumbering(numbers, segment.deleted is None))
        base += segment.count
    return tuple(found)


def merge(folder: Path, segment_id: str, segments: Sequence[SegmentArrays]) -> SegmentEntry:
    """Write a segment that holds what the documents of others hold, and return its entry.

    Raises OSError, and HarmedFileError, ValueError or IndexError where a segment is harmed.
    """
    renumbered = renumberings(segments)
    documents = sum(segment.count for segment in segments)
    path = folder / SegmentEntry(segment_id, documents, 0).file_name
    with SegmentFileWriter(path) as file:
        for name, columns in (
            (ROWS, [segment.rows for segment in segments]),
            (PUBLISHED, [segment.published for segment in segments]),
        ):
            file.write(name, np.concatenate(_living(columns, renumbered)))
        for name in TEXT_FIELDS:
            if any(segment.field(name) is not None for segment in segments):
                _Merged(file, name, segments, renumbered).write()
                lengths = _living([segment.lengths(name) for segment in segments], renumbered)
                file.write(f"{name}/lengths", narrow(np.concatenate(lengths)))
        for name in EXACT_FIELDS:
            if any(segment.field(name) is not None for segment in segments):
                merged = _Merged(file, name, segments, renumbered)
                merged.write()
                merged.write_forward(documents)
    return SegmentEntry(segment_id, documents, path.stat().st_size)


def _living(
    columns: Sequence[NDArray[np.generic]], renumbered: Sequence[Renumbering]
) -> list[NDArray[np.generic]]:
    """Return the columns without deleted documents."""
    return [
        column if new.whole else column[new.numbers != _GONE]
        for column, new in zip(columns, renumbered, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Some terms of one segment with their postings, without deleted documents.

    ``numbers`` are those of the terms in their segment. The other arrays hold, for each term, how many
    postings and positions it has, and these one after another.
    """

    numbers: NDArray[np.int64]
    terms: list[bytes]
    postings: NDArray[np.int64]
    documents: NDArray[np.int64]
    frequencies: Numbers
    places: NDArray[np.int64]
    positions: Numbers


class _Merged:
    """One field of the merged segment, as it is being written."""

    def __init__(
        self,
        file: SegmentFileWriter,
        name: str,
        segments: Sequence[SegmentArrays],
        renumbered: Sequence[Renumbering],
    ) -> None:
        self._file = file
        self._name = name
        self._sources = segments
        self._segments = [
            (field, new)
            for segment, new in zip(segments, renumbered, strict=True)
            if (field := segment.field(name)) is not None
        ]
        fields = [field for field, _ in self._segments]
        terms = sum(field.count for field in fields)
        postings = sum(len(field.documents) for field in fields)
        positions = [field.all_positions for field in fields]
        self._terms = self._room("terms", np.uint8, sum(len(field.letters) for field in fields))
        self._ends = self._room("term_ends", np.uint32, terms + 1)
        self._starts = self._room("starts", np.int64, terms + 1)
        self._documents = self._room("documents", np.uint32, postings)
        self._frequencies = self._position_starts = self._positions = None
        if any(field.has_frequencies for field in fields):
            kind = np.result_type(*(field.frequencies for field in fields))
            self._frequencies = self._room("frequencies", kind.type, postings)
        if any(field.has_positions for field in fields):
            kind = np.result_type(*positions)
            self._position_starts = self._room("position_starts", np.int64, terms + 1)
            self._positions = self._room("positions", kind.type, sum(map(len, positions)))
        self._count = 0
        self._new_numbers = [np.full(field.count, _GONE, np.int64) for field in fields]

    def _room(self, name: str, kind: type[np.generic], most: int) -> Region:
        return self._file.reserve(f"{self._name}/{name}", np.dtype(kind), most)

    def write(self) -> None:
        nothing = np.zeros(1, np.int64)
        self._ends.append(nothing)
        self._starts.append(nothing)
        if self._position_starts is not None:
            self._position_starts.append(nothing)
        for bounds in _stretches([field for field, _ in self._segments]):
            self._write(
                [
                    _stretch(field, new, first, last)
                    for (field, new), (first, last) in zip(self._segments, bounds, strict=True)
                ]
            )
            for segment in self._sources:
                segment.release()

    def _write(self, stretches: Sequence[_Stretch]) -> None:
        terms = sorted(set().union(*(stretch.terms for stretch in stretches)))
        if not terms:
            return
        number_of = {term: number for number, term in enumerate(terms)}
        ranks = [
            np.fromiter(map(number_of.__getitem__, stretch.terms), np.int64, len(stretch.terms))
            for stretch in stretches
        ]
        for known, stretch, rank in zip(self._new_numbers, stretches, ranks, strict=True):
            known[stretch.numbers] = rank + self._count
        self._count += len(terms)
        # The postings of each term, segment after segment: that is the order of the new documents.
        rank_of_run = np.concatenate(ranks)
        order = np.argsort(rank_of_run, kind="stable")
        runs = np.concatenate([stretch.postings for stretch in stretches])
        gathered = _in_order(runs, order)
        letters = np.cumsum(np.fromiter(map(len, terms), np.int64, len(terms)))
        self._ends.append(letters + self._terms.count)
        self._terms.append(np.frombuffer(b"".join(terms), np.uint8))
        ends = np.cumsum(np.bincount(rank_of_run, weights=runs, minlength=len(terms)))
        self._starts.append(ends.astype(np.int64) + self._documents.count)
        self._documents.append(
            np.concatenate([stretch.documents for stretch in stretches])[gathered]
        )
        if self._frequencies is not None:
            frequencies = np.concatenate([stretch.frequencies for stretch in stretches])
            self._frequencies.append(frequencies[gathered])
        if self._positions is not None and self._position_starts is not None:
            runs = np.concatenate([stretch.places for stretch in stretches])
            ends = np.cumsum(np.bincount(rank_of_run, weights=runs, minlength=len(terms)))
            self._position_starts.append(ends.astype(np.int64) + self._positions.count)
            positions = np.concatenate([stretch.positions for stretch in stretches])
            self._positions.append(positions[_in_order(runs, order)])

    def write_forward(self, documents: int) -> None:
        """Write the terms of each document; after ``write``."""
        counts = np.zeros(documents, np.int64)
        parts: list[NDArray[np.int64]] = []
        for (field, new), numbers in zip(self._segments, self._new_numbers, strict=True):
            living = np.flatnonzero(new.numbers != _GONE)
            terms, many = field.terms_of_each(living)
            counts[new.numbers[living]] = many
            parts.append(numbers[terms])
        starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))
        self._file.write(f"{self._name}/forward_starts", narrow(starts))
        self._file.write(f"{self._name}/forward", narrow(np.concatenate(parts)))


def _in_order(counts: NDArray[np.int64], order: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the places of the items of runs that stand one after another, the runs in another order."""
    first = (np.cumsum(counts) - counts)[order]
    chosen = counts[order]
    ends = np.cumsum(chosen)
    total = int(ends[-1]) if len(ends) else 0
    places: NDArray[np.int64] = np.repeat(first - (ends - chosen), chosen) + np.arange(total)
    return places


def _stretches(fields: Sequence[FieldPostings]) -> Iterator[tuple[tuple[int, int], ...]]:
    """Cut the terms of all segments at the same places; yield the terms from, to in each of them."""
    largest = max(fields, key=lambda field: len(field.documents))
    together = sum(len(field.documents) for field in fields)
    share = max(_POSTINGS_AT_ONCE * len(largest.documents) // max(together, 1), 1)
    cuts: list[bytes] = []
    at = 0
    while at < largest.count:
        enough = int(largest.term_starts[at]) + share
        cut = int(np.searchsorted(largest.term_starts, enough))
        at = min(max(cut, at + 1), at + _TERMS_AT_ONCE)
        if at < largest.count:
            cuts.append(largest.term(at))
    bounds = [[0, *map(field.rank, cuts), field.count] for field in fields]
    yield from zip(*(tuple(pairwise(ranks)) for ranks in bounds), strict=True)


def _stretch(field: FieldPostings, new: Renumbering, first: int, last: int) -> _Stretch:
    numbers = np.arange(first, last)
    terms = field.terms_between(first, last)
    starts = field.term_starts[first : last + 1]
    postings = np.diff(starts)
    documents = field.documents_of(first, last)
    frequencies = field.frequencies[int(starts[0]) : int(starts[-1])]
    places, positions = field.positions_between(first, last)
    found = new.numbers[documents]
    if new.whole or not len(found):
        return _Stretch(numbers, terms, postings, found, frequencies, places, positions)
    kept = found != _GONE
    term = np.repeat(np.arange(last - first), postings)
    # A posting has as many positions as its frequency, except where its term has none at all.
    many = np.where(places[term] > 0, frequencies, 0)
    positions = positions[np.repeat(kept, many)]
    postings = np.bincount(term[kept], minlength=last - first)
    places = np.bincount(term[kept], weights=many[kept], minlength=last - first).astype(np.int64)
    left = np.flatnonzero(postings)
    return _Stretch(
        numbers[left],
        [terms[number] for number in left.tolist()],
        postings[left],
        found[kept],
        frequencies[kept],
        places[left],
        positions,
    )
