"""Answers a plan over a snapshot, whole posting lists at a time with NumPy.

What the text asked for earns comes from ``text_scores``. A part of a query that has to hold besides others
is looked at only in the documents that are left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from index.search.choosing import Chosen, best, best_of_all
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
from index.search.snapshot import Documents, Scores
from index.search.text_scores import TextPart, TextScores, is_dense

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Matches:
    """The documents of a segment that answer, ascending, and how well each does, if that was asked."""

    __slots__ = ("documents", "scores")

    def __init__(self, documents: Documents, scores: Scores | None = None) -> None:
        self.documents = documents
        self.scores = scores


class Evaluation:
    """One plan asked of one snapshot; ``with_scores`` says whether the answers are to be ranked.

    For one thread. Raises what damaged files bring.
    """

    def __init__(self, texts: TextScores, plan: Plan, *, with_scores: bool) -> None:
        self._snapshot = texts.snapshot
        self._texts = texts
        self._plan = plan
        self._with_scores = with_scores
        # By identity: comparing parts of a plan takes longer than most of what is done with them.
        self._parts: dict[int, TextPart] = {}
        self._rows: dict[Rows, NDArray[np.int64]] = {}

    def matches(self, number: int) -> Matches:
        """Return the documents of a segment (by its place) that answer and are not deleted."""
        found = self._answer(number, self._plan, None)
        deleted = self._snapshot.segments[number].arrays.deleted
        if deleted is None:
            return found
        kept = ~deleted[found.documents]
        scores = None if found.scores is None else found.scores[kept]
        return Matches(found.documents[kept], scores)

    def best(self, number: int, count: int) -> tuple[int, Chosen]:
        """Return how many documents of a segment answer and are not deleted, and the best of them.

        See ``choosing.best``; for plans that are asked with scores.
        """
        segment = self._snapshot.segments[number]
        table = self._table(number, self._plan)
        if table is not None:
            if segment.arrays.deleted is not None:
                table[segment.arrays.deleted] = 0.0
            return best_of_all(segment, number, table, count)
        found = self.matches(number)
        scores = (
            np.zeros(len(found.documents), np.float32) if found.scores is None else found.scores
        )
        return len(found.documents), best(segment, number, found.documents, scores, count)

    # -- answering

    def _table(self, number: int, node: Plan) -> Scores | None:
        """Return the score of every document, 0.0 for those that do not answer a node.

        None where a list of those that do is better.
        """
        match node:
            case All((inner,)) | AnyOf((inner,), 1):
                return self._table(number, inner)
            case TextMatch():
                parts = self._tables(number, (node,))
                return self._sum(number, parts) if parts else None
            case All(wanted):
                parts = self._tables(number, wanted)
                if not parts:
                    return None
                total = self._sum(number, parts)
                for part in parts:
                    total *= part.earned(number).scores > 0
                return total
            case AnyOf(wanted, 1):
                parts = [self._part(part) for part in wanted if isinstance(part, TextMatch)]
                if len(parts) < len(wanted) or not self._is_dense(number, parts):
                    return None
                return self._sum(number, parts)
            case _:
                return None

    def _tables(self, number: int, wanted: tuple[Plan, ...]) -> list[TextPart]:
        """Return the parts of a plan where each of them is text that is kept in a table, else none."""
        parts: list[TextPart] = []
        for one in wanted:
            part = self._part(one) if isinstance(one, TextMatch) else None
            if part is None or not self._is_dense(number, [part]):
                return []
            parts.append(part)
        dense = all(part.earned(number).documents is None for part in parts)
        return parts if dense else []

    def _is_dense(self, number: int, parts: list[TextPart]) -> bool:
        matching = sum(part.found(number).size for part in parts)
        return is_dense(matching, self._snapshot.segments[number])

    def _sum(self, number: int, parts: list[TextPart]) -> Scores:
        total: Scores | None = None
        for part in parts:
            earned = part.earned(number)
            weighed = earned.scores * np.float32(part.telling)
            if total is None and earned.documents is None:
                total = weighed
                continue
            if total is None:
                total = np.zeros(self._snapshot.segments[number].size, np.float32)
            if earned.documents is None:
                total += weighed
            else:
                weighed += total[earned.documents]
                total[earned.documents] = weighed
        assert total is not None
        return total

    def _part(self, wanted: TextMatch) -> TextPart:
        part = self._parts.get(id(wanted))
        if part is None:
            part = self._parts[id(wanted)] = self._texts.part(wanted)
        return part

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
                kept = documents.searchsorted(found.documents)
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
                return self._part(part).found(number).size
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
        if len(parts) == 1 and least == 1:
            return self._answer(number, parts[0], within)
        size = self._snapshot.segments[number].size
        total = np.zeros(size, np.float32) if self._with_scores else None
        times = np.zeros(size, np.uint16)
        for part in parts:
            found = self._answer(number, part, within)
            times[found.documents] += 1
            if total is not None and found.scores is not None:
                total[found.documents] += found.scores
        documents = np.flatnonzero(times >= least)
        return Matches(documents, None if total is None else total[documents])

    def _text(self, number: int, wanted: TextMatch, within: Documents | None) -> Matches:
        part = self._part(wanted)
        if not self._with_scores:
            return Matches(part.having(number, within))
        telling = np.float32(part.telling)
        if within is None:
            documents, scores = part.earned(number).listed()
            return Matches(documents, scores * telling)
        scores = part.earned_by(number, within)
        kept = scores > 0
        return Matches(within[kept], scores[kept] * telling)
