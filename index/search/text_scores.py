"""What the text that plans ask for earns the documents of a snapshot.

The occurrences of a word in a document, weighed by field and length, are added up over its fields and
dampened (``ranking``). Whole posting lists are worked through at a time with NumPy: those of common words
in a table with a place for every document, those of others in a list.

A reader asks for the same words again and again, with every key typed, and for the facets and the dates
of what was found. So what was worked out lately is kept as long as the snapshot is.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from index.search.phrases import common_documents, run_counts, runs
from index.search.plan import TextMatch
from index.search.posting_files import Numbers
from index.search.ranking import K1, rarity
from index.search.snapshot import Documents, Scores, Segment, Snapshot, TermPostings
from index.search.text_lookup import TextForm, TextFound, frequency, look_up

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_BYTES = 24 << 20
"""So much of what was worked out is kept."""
MOST_PARTS = 256
"""What is known of so many parts of plans is kept."""

DENSE = 24
"""A table for all documents pays where a list has more than one in so many."""
_FILLED = 8  # going through a whole table pays where a list has more than one in so many
SPARSE = 12
"""Looking one document up in a list costs about as much as weighing so many of the list."""
_STRETCH = 1 << 16  # postings
_FEW = 256  # so many documents at most are looked through for a run one by one


class Earned:
    """What a part of a plan earns documents of a segment, before it is known how telling the part is.

    Where ``documents`` is None, ``scores`` has a place for every document of the segment, 0.0 for those
    without the part.
    """

    __slots__ = ("documents", "scores")

    def __init__(self, documents: Documents | None, scores: Scores) -> None:
        self.documents = documents
        self.scores = scores

    @property
    def size(self) -> int:
        """How many bytes it takes."""
        return self.scores.nbytes + (0 if self.documents is None else self.documents.nbytes)

    def listed(self) -> tuple[Documents, Scores]:
        """Return the documents that have the part, deleted ones included, and what each earns."""
        if self.documents is not None:
            return self.documents, self.scores
        documents = np.flatnonzero(self.scores > 0)
        return documents, self.scores[documents]

    def of(self, documents: Documents) -> Scores:
        """Return what each of some documents earns."""
        if self.documents is None:
            return self.scores[documents]
        scores = np.zeros(len(documents), np.float32)
        there, places = _found_in(self.documents, documents)
        scores[there] = self.scores[places]
        return scores


class TextPart:
    """A part of plans in a snapshot: what each segment has of it and what that earns, once it was asked."""

    __slots__ = ("_earned", "_found", "_part", "_snapshot", "_telling", "kept_bytes")

    def __init__(self, snapshot: Snapshot, part: TextMatch) -> None:
        self._snapshot = snapshot
        self._part = part
        self._telling: float | None = None
        self._found: dict[int, TextFound] = {}
        self._earned: dict[int, Earned] = {}
        self.kept_bytes = 0
        """How much memory is taken by what is kept of it."""

    @property
    def telling(self) -> float:
        """How much the part tells of a document that has it: the factor of what it earns."""
        if self._telling is None:
            found = [self.found(number) for number in range(len(self._snapshot.segments))]
            matching = frequency(self._snapshot, self._part, found)
            self._telling = self._part.boost * rarity(matching, self._snapshot.documents)
        return self._telling

    def found(self, number: int) -> TextFound:
        """Return what a segment, by its place, has of the part."""
        found = self._found.get(number)
        if found is None:
            segment = self._snapshot.segments[number]
            found = self._found[number] = look_up(segment, self._part)
            self.kept_bytes += sum(there.nbytes for _, there in found.fitting)
        return found

    def earned(self, number: int) -> Earned:
        """Return what the documents of a segment earn."""
        earned = self._earned.get(number)
        if earned is None:
            found = self.found(number)
            segment = self._snapshot.segments[number]
            if is_dense(found.size, segment) and not found.runs:
                earned = Earned(None, _dampened(self._table(segment, found)))
            else:
                documents, scores = _merged(self._weighed(segment, found), segment)
                earned = Earned(documents, _dampened(scores))
            self._earned[number] = earned
            self.kept_bytes += earned.size
        return earned

    def earned_by(self, number: int, documents: Documents) -> Scores:
        """Return what each of some documents of a segment earns, 0.0 without the part."""
        earned = self._earned.get(number)
        if earned is None:
            found = self.found(number)
            if found.runs or len(documents) * SPARSE < found.size:
                segment = self._snapshot.segments[number]
                return _dampened(self._occurrences_in(segment, found, documents))
            earned = self.earned(number)
        return earned.of(documents)

    def having(self, number: int, within: Documents | None) -> Documents:
        """Return the documents of a segment that have the part, among ``within`` where that is given."""
        found = self.found(number)
        if within is not None and (found.runs or number in self._earned):
            return within[self.earned_by(number, within) > 0]
        if found.runs or number in self._earned:
            return self.earned(number).listed()[0]
        segment = self._snapshot.segments[number]
        lists: list[NDArray[np.integer]] = [
            form.postings.documents for form in found.forms if form.leading
        ]
        lists += [there for _, there in found.fitting]
        if within is not None:
            kept = np.zeros(len(within), np.bool_)
            for one in lists:
                kept |= common_documents(within, one, segment.size)
            return within[kept]
        if not lists:
            return np.zeros(0, np.intp)
        if len(lists) == 1:
            return lists[0].astype(np.intp, copy=False)
        if not is_dense(sum(map(len, lists)), segment):
            return np.unique(np.concatenate(lists)).astype(np.intp, copy=False)
        there = np.zeros(segment.size, np.bool_)
        for one in lists:
            there[one.astype(np.intp, copy=False)] = True
        return np.flatnonzero(there)

    # -- weighed occurrences

    def _table(self, segment: Segment, found: TextFound) -> Scores:
        """Return the weighed occurrences in every document."""
        table: Scores | None = None
        short: list[TextForm] = []
        for name, of_field in groupby(found.forms, lambda form: form.field):
            forms = list(of_field)
            if max(len(form.postings.documents) for form in forms) * _FILLED < segment.size:
                short += forms
                continue
            # Where most places are filled, going through all is quicker than picking them out.
            counts = np.zeros(segment.size, np.float32)
            for place, form in enumerate(forms):
                for documents, frequencies in _stretches(form.postings):
                    times = frequencies * np.float32(form.weight)
                    if place:
                        times += counts[documents]
                    counts[documents] = times
            counts *= self._snapshot.factors(segment, name)
            table = counts if table is None else table + counts
        if table is None:
            table = np.zeros(segment.size, np.float32)
        for documents, weighed in self._weighed(segment, TextFound(short, [], found.fitting)):
            weighed += table[documents]
            table[documents] = weighed
        return table

    def _weighed(self, segment: Segment, found: TextFound) -> list[tuple[Documents, Scores]]:
        """Return each list of documents with what the occurrences there come to."""
        lists: list[tuple[Documents, Scores]] = []
        before: TextForm | None = None
        weight = 0.0
        for form in found.forms:
            if before is not None and _stand_alike(before, form):
                # The only inflection of its stem: what each counts is added up.
                _, weighed = lists[-1]
                weighed *= np.float32((weight + form.weight) / weight)
                weight += form.weight
                continue
            before, weight = form, form.weight
            documents = form.postings.documents.astype(np.intp)
            weighed = self._snapshot.factors(segment, form.field)[documents]
            weighed *= form.postings.frequencies
            weighed *= np.float32(form.weight)
            lists.append((documents, weighed))
        for name, run in found.runs:
            documents, times = runs(segment, name, run.terms, None)
            weighed = self._snapshot.factors(segment, name)[documents]
            weighed *= times
            lists.append((documents, weighed))
        for name, there in found.fitting:
            lists.append((there, self._snapshot.factors(segment, name)[there]))
        return lists

    def _occurrences_in(self, segment: Segment, found: TextFound, documents: Documents) -> Scores:
        """Return the weighed occurrences in each of some documents."""
        occurrences = np.zeros(len(documents), np.float32)
        for form in found.forms:
            there, places = _found_in(form.postings.documents, documents)
            if len(there):
                weighed = form.postings.frequencies[places] * np.float32(form.weight)
                weighed *= self._snapshot.factors(segment, form.field)[documents[there]]
                occurrences[there] += weighed
        for name, run in found.runs:
            if len(documents) <= _FEW:
                times = run_counts(segment, name, run.terms, documents)
                there = times.nonzero()[0]
                times = times[there]
            else:
                having, times = runs(segment, name, run.terms, documents)
                there = documents.searchsorted(having)
            if len(there):
                factors = self._snapshot.factors(segment, name)[documents[there]]
                occurrences[there] += factors * times
        for name, fitting in found.fitting:
            there, _ = _found_in(fitting, documents)
            occurrences[there] += self._snapshot.factors(segment, name)[documents[there]]
        return occurrences


class TextScores:
    """The parts of plans asked of a snapshot; the last ones are kept. For any number of threads."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self._lock = threading.Lock()
        self._parts: dict[TextMatch, TextPart] = {}

    def part(self, wanted: TextMatch) -> TextPart:
        """Return a part; those asked for longest ago are forgotten where there are too many."""
        with self._lock:
            part = self._parts.pop(wanted, None)
            if part is None:
                self._make_room()
                part = TextPart(self.snapshot, wanted)
            self._parts[wanted] = part
            return part

    def _make_room(self) -> None:
        taken = sum(part.kept_bytes for part in self._parts.values())
        for wanted in list(self._parts):
            if taken <= MOST_BYTES and len(self._parts) < MOST_PARTS:
                break
            taken -= self._parts.pop(wanted).kept_bytes


def _stretches(postings: TermPostings) -> Iterator[tuple[Documents, Numbers]]:
    """Yield documents and frequencies in parts small enough to stay in the processor's cache."""
    for start in range(0, len(postings.documents), _STRETCH):
        end = start + _STRETCH
        yield postings.documents[start:end].astype(np.intp), postings.frequencies[start:end]


def _merged(
    lists: list[tuple[Documents, Scores]], segment: Segment
) -> tuple[Documents | None, Scores]:
    """Add lists of documents up: a table of all documents of the segment where there are many."""
    if not lists:
        return np.zeros(0, np.intp), np.zeros(0, np.float32)
    if len(lists) == 1:
        return lists[0]
    together = np.concatenate([documents for documents, _ in lists])
    occurrences = np.concatenate([weighed for _, weighed in lists])
    if is_dense(len(together), segment):
        table = np.bincount(together, occurrences, segment.size)
        return None, table.astype(np.float32)
    order = together.argsort(kind="stable")
    together, occurrences = together[order], occurrences[order]
    first = np.ones(len(together), np.bool_)
    np.not_equal(together[1:], together[:-1], out=first[1:])
    starts = first.nonzero()[0]
    return together[starts], np.add.reduceat(occurrences, starts)


def is_dense(count: int, segment: Segment) -> bool:
    """Return whether so many documents of a segment are better kept in a table with a place for all."""
    return count * DENSE >= segment.size


def _found_in(
    sorted_documents: NDArray[np.integer], wanted: Documents
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which of ``wanted`` are among some documents, and where there; both by their places."""
    # NumPy would convert the whole list to the type of what is looked for.
    narrow = wanted.astype(sorted_documents.dtype, copy=False)
    places = sorted_documents.searchsorted(narrow)
    places[places == len(sorted_documents)] = 0
    if not len(sorted_documents):
        return places[:0], places[:0]
    there = (sorted_documents[places] == narrow).nonzero()[0]
    return there, places[there]


def _stand_alike(one: TextForm, other: TextForm) -> bool:
    """Return whether two terms of a field stand in the same documents as often."""
    first, second = one.postings, other.postings
    return (
        one.field == other.field
        and len(first.documents) == len(second.documents)
        and bool((first.frequencies == second.frequencies).all())
        and bool((first.documents == second.documents).all())
    )


def _dampened(occurrences: Scores) -> Scores:
    """Turn weighed occurrences into what they earn, in place; see ``ranking.dampened``."""
    below = occurrences + np.float32(K1)
    occurrences *= np.float32(K1 + 1.0)
    occurrences /= below
    return occurrences
