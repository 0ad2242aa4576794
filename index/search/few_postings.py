"""Answers a word that stands in few stories by plain arithmetic.

NumPy earns its keep on long lists; of a list of some tens its calls take longer than the work. The
scores are those of ``evaluation``, to the decimals by which scores are compared.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from index.search.choosing import Key
from index.search.plan import AnyTerm, TextMatch
from index.search.posting_files import FieldPostings
from index.search.ranking import DIGITS, K1, rarity
from index.search.snapshot import Segment, Snapshot
from index.search.words import STEM_MARK

MOST = 160
"""So many postings are sooner added up one by one."""

_STEP = 10.0**DIGITS


class _Form:
    """A term in a field of a segment: where its postings are, and what one occurrence counts."""

    __slots__ = ("field", "first", "last", "leading", "postings", "weight")

    def __init__(
        self,
        field: str,
        postings: FieldPostings,
        first: int,
        last: int,
        weight: float,
        leading: bool,
    ) -> None:
        self.field = field
        self.postings = postings
        self.first = first
        self.last = last
        self.weight = weight
        self.leading = leading


def few(
    snapshot: Snapshot, part: TextMatch, count: int
) -> tuple[int, list[tuple[Key, int]]] | None:
    """Return how many documents have a word, and the sorted keys of the best, each with its segment.

    At least ``count`` keys come where there are so many; they are those of ``choosing.best``.

    None where that is better left to NumPy: for runs, for patterns, and for long lists.
    """
    (asked, *others) = part.alternatives
    if others or not isinstance(asked, AnyTerm):
        return None
    room = MOST
    found: list[list[_Form]] = []
    for segment in snapshot.segments:
        forms: list[_Form] = []
        for name in part.fields:
            postings = segment.arrays.field(name)
            if postings is None:
                continue
            start = postings.term_starts.item
            for term, weight in asked.weights:
                number = segment.number(name, postings, term.encode())
                if number >= 0:
                    first, last = start(number), start(number + 1)
                    room -= last - first
                    if room < 0:
                        return None
                    leading = term.startswith(STEM_MARK)
                    forms.append(_Form(name, postings, first, last, weight, leading))
        found.append(forms)
    telling = part.boost * rarity(_frequency(snapshot, found), snapshot.documents)
    most = (K1 + 1.0) * telling * _STEP
    total = 0
    keys: list[tuple[Key, int]] = []
    for place, forms in enumerate(found):
        if forms:
            total += _add_keys(snapshot, place, forms, most, count, keys)
    keys.sort()
    return total, keys


def _add_keys(
    snapshot: Snapshot,
    place: int,
    forms: list[_Form],
    most: float,
    count: int,
    keys: list[tuple[Key, int]],
) -> int:
    """Add the keys of the best ``count`` documents of a segment; return how many have the word.

    ``most`` is what no score reaches, in steps.
    """
    segment = snapshot.segments[place]
    arrays = segment.arrays
    weighed: dict[int, float] = {}
    for name, weight, documents, times in _lists(forms):
        factors = map(snapshot.factors(segment, name).item, documents)
        earned = [weight * count * factor for count, factor in zip(times, factors, strict=True)]
        if not weighed:
            weighed = dict(zip(documents, earned, strict=True))
            continue
        for document, one in zip(documents, earned, strict=True):
            weighed[document] = weighed.get(document, 0.0) + one
    deleted = arrays.deleted
    if deleted is not None:
        for document in [document for document in weighed if deleted.item(document)]:
            del weighed[document]
    scores = [round(one * most / (one + K1)) / -_STEP for one in weighed.values()]
    first: Iterable[tuple[float, int]] = zip(scores, weighed, strict=True)
    if len(scores) > count:
        # Those that tie for the last place come along.
        least = sorted(scores)[count - 1] if count else -math.inf
        first = ((score, document) for score, document in first if score <= least)
    published, row = arrays.published.item, arrays.rows.item
    keys.extend(
        [
            ((score, -published(document), row(document), document), place)
            for score, document in first
        ]
    )
    return len(scores)


def _lists(forms: list[_Form]) -> Iterator[tuple[str, float, list[int], list[int]]]:
    """Yield field, weight, documents and frequencies of forms, two that stand alike made one."""
    before: tuple[str, float, list[int], list[int]] | None = None
    for form in forms:
        documents = form.postings.documents[form.first : form.last].tolist()
        times = form.postings.frequencies[form.first : form.last].tolist()
        weight = form.weight
        if before is not None:
            if before[0] == form.field and before[2] == documents and before[3] == times:
                weight += before[1]
            else:
                yield before
        before = (form.field, weight, documents, times)
    if before is not None:
        yield before


def _frequency(snapshot: Snapshot, found: list[list[_Form]]) -> int:
    """Return in how many documents the word stands, as ``TextLookup.frequency`` counts them."""
    counts: dict[str, int] = {}
    for segment, forms in zip(snapshot.segments, found, strict=True):
        for form in forms:
            if form.leading:
                counts[form.field] = counts.get(form.field, 0) + _living(segment, form)
    return max(counts.values(), default=0)


def _living(segment: Segment, form: _Form) -> int:
    deleted = segment.arrays.deleted
    count = form.last - form.first
    if deleted is None:
        return count
    documents = form.postings.documents[form.first : form.last].tolist()
    return count - sum(map(deleted.item, documents))
