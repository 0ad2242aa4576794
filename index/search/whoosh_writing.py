"""What goes into the Whoosh index for a document, and which segments a commit merges."""

from __future__ import annotations

from collections.abc import Sequence

from whoosh.reading import SegmentReader

from index.search.engine import IndexDocument
from index.search.plan import EARLIEST, microseconds
from index.search.postings import FieldTerms, document_terms
from index.search.whoosh_schema import (
    LANGUAGE_FIELD,
    POSITIONS,
    PUBLISHED_COLUMN,
    ROW_COLUMN,
    Posting,
    length_column,
)
from index.search.whoosh_types import Segment, Writer
from index.search.words import language_of

TIER = 8
"""So many segments of about one size become one."""

SMALL_MERGE = 500
"""A commit may always merge segments of so many documents together, however small it is itself.

Whoosh merges about as slowly as it indexes: two hundred documents a second or so.
"""

MOST_SEGMENTS = 64
"""Beyond this the smallest segments are merged whatever it takes, so that searching stays quick."""


def write(writer: Writer, document: IndexDocument) -> None:
    """Put a document into the segment that is being written."""
    published = document.published
    values: dict[str, object] = {
        ROW_COLUMN: document.row,
        PUBLISHED_COLUMN: EARLIEST if published is None else microseconds(published),
        LANGUAGE_FIELD: [(language_of(document.language).encode(), 1, 1.0, POSITIONS.encode([0]))],
    }
    for field, terms in document_terms(document).items():
        values[field] = _postings(terms)
        values[length_column(field)] = terms.length
    writer.add_document(**values)


def _postings(terms: FieldTerms) -> list[Posting]:
    encode = POSITIONS.encode
    found: list[Posting] = [
        (term.encode(), len(places), float(len(places)), encode(places))
        for term, places in terms.positions.items()
    ]
    nowhere = encode([])
    found.extend(
        (stem.encode(), times, float(times), nowhere) for stem, times in terms.stems.items()
    )
    return found


def merge_alike(writer: Writer, segments: Sequence[Segment]) -> list[Segment]:
    """Merge segments of about one size into what is being written, and return the others.

    Eight of a size make one of the next. A small commit never pays for merging large segments, nor a
    large one for merging what is larger still: what a commit may merge hangs on its own size. Segments
    without documents are dropped.
    """
    living = [segment for segment in segments if segment.doc_count() > 0]
    chosen = _to_merge([segment.doc_count() for segment in living], writer.doc_count())
    for place in chosen:
        reader = SegmentReader(writer.storage, writer.schema, living[place])
        try:
            writer.add_reader(reader)
        finally:
            reader.close()
    return [segment for place, segment in enumerate(living) if place not in chosen]


def _to_merge(sizes: Sequence[int], new: int) -> frozenset[int]:
    """Return the places of the segments to merge with ``new`` documents being written."""
    by_size = sorted(range(len(sizes)), key=sizes.__getitem__)
    too_many = len(sizes) + 1 - MOST_SEGMENTS
    if too_many > 0:
        return frozenset(by_size[: too_many + TIER])
    most = max(SMALL_MERGE, 2 * new)
    chosen: list[int] = []
    top = TIER * max(new, 1)
    while True:
        # Everything smaller than the tier's top belongs to it; enough of them become one.
        tier = [place for place in by_size if sizes[place] < top]
        fitting: list[int] = []
        merged = new
        for place in tier:
            merged += sizes[place]
            if merged > most:
                break
            fitting.append(place)
        if len(fitting) + 1 >= TIER:
            chosen = fitting
        if len(fitting) < len(tier) or len(tier) == len(sizes):
            return frozenset(chosen)
        top *= TIER
