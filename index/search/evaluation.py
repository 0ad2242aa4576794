"""Answers a plan over a snapshot, whole posting lists at a time with NumPy.

A word is looked up once in each segment. Where it stands in many documents their occurrences are added
up in a table with a place for every document, where it stands in few in a list; a part of a query that
has to hold besides others is looked at only in the documents that are left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.search.phrases import common_documents, runs
from index.search.plan import (
    EARLIEST,
    All,
    AnyOf,
    Plan,
    Published,
    Rows,
    TextMatch,
    Without,
    scored,
)
from index.search.ranking import K1, rarity
from index.search.snapshot import Documents, Scores, Snapshot
from index.search.text_lookup import TextFound, TextLookup

if TYPE_CHECKING:
    from numpy.typing import NDArray

_DENSE = 24  # a table for all documents pays where a list has more than one in so many
_FILLED = 8  # going through a whole table pays where a list has more than one in so many
_SPARSE = 40  # looking one document up in a list costs about as much as adding so many to a table


@dataclass(frozen=True, slots=True)
class Matches:
    """The documents of a segment that answer, ascending, and how well each does, if that was asked."""

    documents: Documents
    scores: Scores | None = None


class Evaluation:
    """One plan asked of one snapshot; ``with_scores`` says whether the answers are to be ranked.

    For one thread. Raises what damaged files bring.
    """

    def __init__(self, snapshot: Snapshot, plan: Plan, *, with_scores: bool) -> None:
        self._snapshot = snapshot
        self._plan = plan
        self._with_scores = with_scores
        self._lookup = TextLookup(snapshot)
        self._telling: dict[TextMatch, float] = {}
        self._rows: dict[Rows, NDArray[np.int64]] = {}
        if with_scores:
            for part in dict.fromkeys(scored(plan)):
                self._telling[part] = part.boost * rarity(
                    self._lookup.frequency(part), snapshot.documents
                )

    def matches(self, number: int) -> Matches:
        """Return the documents of a segment (by its place) that answer and are not deleted."""
        segment = self._snapshot.segments[number]
        found = self._answer(number, self._plan, None)
        deleted = segment.arrays.deleted
        return found if deleted is None else _kept(found, ~deleted[found.documents])

    def scores_of(self, number: int, documents: Documents) -> Scores:
        """Return what the text asked for earns each of some documents, whether they answer or not."""
        total = np.zeros(len(documents), np.float32)
        for part, telling in self._telling.items():
            earned = self._occurrences_in(number, part, documents)
            _damp(earned, telling)
            total += earned
        return total

    # -- answering

    def _answer(self, number: int, node: Plan, within: Documents | None) -> Matches:
        """Return the documents that answer a node, among ``within`` where that is given."""
        match node:
            case TextMatch():
                return self._text(number, node, within)
            case All(parts):
                return self._all(number, parts, within)
            case AnyOf(parts, least):
                return self._any(number, parts, least, within)
            case Without(part):
                return self._without(number, part, within)
            case Rows() | Published():
                return self._listed(number, node, within)

    def _everything(self, number: int, within: Documents | None) -> Documents:
        return np.arange(self._snapshot.segments[number].size) if within is None else within

    def _no_scores(self, count: int) -> Scores | None:
        return np.zeros(count, np.float32) if self._with_scores else None

    def _listed(self, number: int, node: Rows | Published, within: Documents | None) -> Matches:
        arrays = self._snapshot.segments[number].arrays
        if isinstance(node, Rows):
            rows = arrays.rows if within is None else arrays.rows[within]
            kept = np.isin(rows, self._numbers(node))
        else:
            times = arrays.published if within is None else arrays.published[within]
            # Undated documents are kept at EARLIEST, where an open beginning would take them in.
            kept = (times >= max(node.first, EARLIEST + 1)) & (times < node.last)
        documents = np.flatnonzero(kept) if within is None else within[kept]
        return Matches(documents, self._no_scores(len(documents)))

    def _numbers(self, node: Rows) -> NDArray[np.int64]:
        numbers = self._rows.get(node)
        if numbers is None:
            numbers = self._rows[node] = np.fromiter(node.rows, np.int64, len(node.rows))
        return numbers

    def _without(self, number: int, part: Plan, within: Documents | None) -> Matches:
        kept = np.ones(self._snapshot.segments[number].size, np.bool_)
        kept[self._answer(number, part, within).documents] = False
        documents = np.flatnonzero(kept) if within is None else within[kept[within]]
        return Matches(documents, self._no_scores(len(documents)))

    def _all(self, number: int, parts: tuple[Plan, ...], within: Documents | None) -> Matches:
        # What rules out most comes first; scores are added up in the order of the query, so that
        # equal documents have equal scores whatever segment they are in.
        order = sorted(range(len(parts)), key=lambda place: self._cost(number, parts[place]))
        documents = within
        earned: dict[int, Scores] = {}
        for place in order:
            found = self._answer(number, parts[place], documents)
            if documents is not None and len(found.documents) < len(documents) and earned:
                kept = common_documents(
                    documents, found.documents, self._snapshot.segments[number].size
                )
                earned = {one: scores[kept] for one, scores in earned.items()}
            documents = found.documents
            if found.scores is not None and any(True for _ in scored(parts[place])):
                earned[place] = found.scores
            if not len(documents):
                break
        if documents is None:
            documents = self._everything(number, None)
        total = self._no_scores(len(documents))
        if total is not None and len(documents):
            for place in sorted(earned):
                total += earned[place]
        return Matches(documents, total)

    def _cost(self, number: int, part: Plan) -> int:
        """Return about how many documents a part leaves, the least first."""
        size = self._snapshot.segments[number].size
        match part:
            case TextMatch():
                return self._lookup.found(number, part).size
            case All(parts):
                return min((self._cost(number, one) for one in parts), default=size)
            case AnyOf(parts):
                return sum(self._cost(number, one) for one in parts)
            case Rows(rows):
                return len(rows)
            case Published():
                return size
            case Without():
                return size + 1

    def _any(
        self, number: int, parts: tuple[Plan, ...], least: int, within: Documents | None
    ) -> Matches:
        size = self._snapshot.segments[number].size
        total = np.zeros(size, np.float32) if self._with_scores else None
        if least > 1:
            times = np.zeros(size, np.intp)
            for part in parts:
                found = self._answer(number, part, within)
                times[found.documents] += 1
                if total is not None and found.scores is not None:
                    total[found.documents] += found.scores
            documents = np.flatnonzero(times >= least)
            return Matches(documents, None if total is None else total[documents])
        if len(parts) == 1:
            return self._answer(number, parts[0], within)
        there = np.zeros(size, np.bool_)
        for part in parts:
            if total is not None and within is None and isinstance(part, TextMatch):
                telling = self._telling.get(part)
                earned = None if telling is None else self._table(number, part)
                if earned is not None and telling is not None:
                    there |= earned > 0
                    _damp(earned, telling)
                    total += earned
                    continue
            found = self._answer(number, part, within)
            there[found.documents] = True
            if total is not None and found.scores is not None:
                total[found.documents] += found.scores
        documents = np.flatnonzero(there)
        return Matches(documents, None if total is None else total[documents])

    # -- text

    def _text(self, number: int, part: TextMatch, within: Documents | None) -> Matches:
        if not self._with_scores or part not in self._telling:
            documents = self._having(number, part, within)
            return Matches(documents, self._no_scores(len(documents)))
        if within is not None:
            occurrences = self._occurrences_in(number, part, within)
            kept = occurrences > 0
            documents, occurrences = within[kept], occurrences[kept]
        else:
            table = self._table(number, part)
            if table is not None:
                documents = np.flatnonzero(table > 0)
                occurrences = table[documents]
            else:
                documents, occurrences = self._few(number, part)
        _damp(occurrences, self._telling[part])
        return Matches(documents, occurrences)

    def _having(self, number: int, part: TextMatch, within: Documents | None) -> Documents:
        """Return the documents that have a part, without counting how often."""
        found = self._lookup.found(number, part)
        segment = self._snapshot.segments[number]
        lists = [form.postings.documents for form in found.forms if form.leading]
        lists += [there for _, there in found.fitting]
        lists += [runs(segment, name, run.terms, within)[0] for name, run in found.runs]
        if within is not None:
            kept = np.zeros(len(within), np.bool_)
            for one in lists:
                kept |= common_documents(within, one, segment.size)
            return within[kept]
        if len(lists) == 1:
            return lists[0]
        if sum(map(len, lists)) * _DENSE < segment.size:
            return np.unique(np.concatenate(lists)) if lists else np.zeros(0, np.intp)
        there = np.zeros(segment.size, np.bool_)
        for one in lists:
            there[one] = True
        return np.flatnonzero(there)

    def _table(self, number: int, part: TextMatch) -> Scores | None:
        """Return the weighed occurrences in every document; None where a list of few is quicker."""
        found = self._lookup.found(number, part)
        segment = self._snapshot.segments[number]
        if found.size * _DENSE < segment.size:
            return None
        table = np.zeros(segment.size, np.float32)
        long = {
            form.field
            for form in found.forms
            if len(form.postings.documents) * _FILLED > segment.size
        }
        for name in long:
            # Where most places are filled, going through all of them is quicker than picking them out.
            counts = np.zeros(segment.size, np.float32)
            for form in found.forms:
                if form.field == name:
                    times = form.postings.frequencies.astype(np.float32)
                    times *= np.float32(form.weight)
                    counts[form.postings.documents] += times
            counts *= self._snapshot.factors(segment, name)
            table += counts
        short = [form for form in found.forms if form.field not in long]
        others = TextFound(short, found.runs, found.fitting)
        for documents, occurrences in self._weighed(number, others, None):
            table[documents] += occurrences
        return table

    def _few(self, number: int, part: TextMatch) -> tuple[Documents, Scores]:
        """Return the documents that have a part, with their weighed occurrences."""
        found = self._lookup.found(number, part)
        lists = list(self._weighed(number, found, None))
        if not lists:
            return np.zeros(0, np.intp), np.zeros(0, np.float32)
        if len(lists) == 1:
            return lists[0]
        together = np.concatenate([documents for documents, _ in lists])
        order = np.argsort(together, kind="stable")
        together = together[order]
        occurrences = np.concatenate([weighed for _, weighed in lists])[order]
        first = np.ones(len(together), np.bool_)
        np.not_equal(together[1:], together[:-1], out=first[1:])
        starts = np.flatnonzero(first)
        return together[starts], np.add.reduceat(occurrences, starts)

    def _occurrences_in(self, number: int, part: TextMatch, within: Documents) -> Scores:
        """Return the weighed occurrences of a part in some documents."""
        found = self._lookup.found(number, part)
        segment = self._snapshot.segments[number]
        occurrences = np.zeros(len(within), np.float32)
        for name in {form.field: None for form in found.forms}:
            forms = [form for form in found.forms if form.field == name]
            times = np.zeros(len(within), np.float32)
            long = [f for f in forms if len(within) * _SPARSE >= len(f.postings.documents)]
            if long:
                table = np.zeros(segment.size, np.float32)
                for form in long:
                    counts = form.postings.frequencies.astype(np.float32)
                    counts *= np.float32(form.weight)
                    table[form.postings.documents] += counts
                times += table[within]
            for form in forms:
                if form not in long:
                    documents = form.postings.documents
                    places = np.searchsorted(documents, within)
                    np.minimum(places, len(documents) - 1, out=places)
                    there = np.flatnonzero(documents[places] == within)
                    counts = form.postings.frequencies[places[there]].astype(np.float32)
                    times[there] += np.float32(form.weight) * counts
            times *= self._snapshot.factors(segment, name)[within]
            occurrences += times
        # Runs are looked for in these documents only.
        for documents, weighed in self._weighed(number, TextFound(runs=found.runs), within):
            occurrences[np.searchsorted(within, documents)] += weighed
        for name, fitting in found.fitting:
            kept = common_documents(within, fitting, segment.size)
            occurrences[kept] += self._snapshot.factors(segment, name)[within[kept]]
        return occurrences

    def _weighed(
        self, number: int, found: TextFound, within: Documents | None
    ) -> list[tuple[Documents, Scores]]:
        """Return each list of documents with what the occurrences there come to."""
        segment = self._snapshot.segments[number]
        lists: list[tuple[Documents, Scores]] = []
        for form in found.forms:
            documents = form.postings.documents
            weighed = self._snapshot.factors(segment, form.field).take(documents)
            weighed *= form.postings.frequencies
            weighed *= np.float32(form.weight)
            lists.append((documents, weighed))
        for name, run in found.runs:
            documents, times = runs(segment, name, run.terms, within)
            weighed = self._snapshot.factors(segment, name).take(documents)
            weighed *= times
            lists.append((documents, weighed))
        for name, there in found.fitting:
            lists.append((there, self._snapshot.factors(segment, name).take(there)))
        return lists


def _kept(found: Matches, kept: NDArray[np.bool_]) -> Matches:
    scores = None if found.scores is None else found.scores[kept]
    return Matches(found.documents[kept], scores)


def _damp(occurrences: Scores, telling: float) -> None:
    """Turn weighed occurrences into scores; see ``ranking.dampened``."""
    below = occurrences + np.float32(K1)
    occurrences *= np.float32((K1 + 1.0) * telling)
    occurrences /= below
