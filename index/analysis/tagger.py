"""The trained tagger: which tokens make a name, of what kind, and how sure that is.

A word's weights are summed once and kept, so that a story costs little more than a few additions of
arrays. A second pass lets what the article says of a word elsewhere weigh in where a place alone leaves
it doubtful.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from index.analysis.gazetteer import Gazetteer
from index.analysis.lattice import KINDS, LABELS, Layout, best, forward, marginals
from index.analysis.pieces import Piece
from index.analysis.recognising import Document
from index.analysis.tagger_model import GROUPS, Model
from index.analysis.tagging_view import View, codes, neighbours, parts, view
from index.analysis.word_features import Setting, WordReader

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OFFSETS = (0, -1, 1, -2, 2)
# So many different words are kept with their weights; a longer memory would cost too much of it.
_MOST_WORDS = 30_000
# A long text is decoded in parts of about so many places, each with its own second pass.
_MOST_PLACES = 8192
# How much more the rest of the article counts for a word in a line all in capitals.
_LOUD = 2.5
_PREFIXES = ("", "^", "!")
# The part of a label that says where in a name a token stands, and its kind (-1: none).
_PART = "".join(label[0] for label in LABELS)
_KIND_OF = [-1, *(kind for kind in range(len(KINDS)) for _ in range(4))]


@dataclass(frozen=True, slots=True)
class Tagged:
    """A name as tagged: tokens ``first`` to ``last`` (exclusive), a kind of ``KINDS``, how probable.

    ``named`` is how probable it is that these tokens are an actor's name, of whatever kind; ``tabular``
    says whether the line is one of numbers and names with hardly a word in small letters.
    """

    first: int
    last: int
    kind: str
    confidence: float
    named: float
    tabular: bool = False


@dataclass(frozen=True, slots=True)
class Settings:
    """How a tagger is used. ``again`` is how much the rest of the article weighs, 0 for no second pass."""

    again: float = 0.4


class Tagger:
    """Tags documents with one model and one gazetteer; not to be shared between threads."""

    def __init__(
        self, model: Model, gazetteer: Gazetteer, settings: Settings | None = None
    ) -> None:
        self._model = model
        self._gazetteer = gazetteer
        self._reader = WordReader(gazetteer)
        self._settings = settings or Settings()
        self._rows: dict[str, int] = {}
        labels = len(LABELS)
        self._weights = np.zeros((1024, len(GROUPS), labels), np.float32)
        self._sorts = np.zeros(1024, np.intp)
        self._forget()

    def _forget(self) -> None:
        self._rows = {"": 0}
        self._weights[0] = 0
        self._sorts[0] = 0
        for number, group in enumerate(self._model.groups[1:], 1):
            row = group.rows.get("k:pad")
            if row is not None:
                self._weights[0, number] = group.weights[row]

    def _learn(self, key: str, word: str, setting: Setting) -> int:
        row = len(self._rows)
        if row == len(self._weights):
            self._weights = np.concatenate([self._weights, np.zeros_like(self._weights)])
            self._sorts = np.concatenate([self._sorts, np.zeros_like(self._sorts)])
        told = self._reader.read(word, setting)
        lists = (told.own, told.beside, told.beside, told.further, told.further)
        for number, (group, features) in enumerate(zip(self._model.groups, lists, strict=True)):
            known = group.rows
            rows = [known[one] for one in features if one in known]
            self._weights[row, number] = group.weights[rows].sum(0)
        self._sorts[row] = told.sort
        self._rows[key] = row
        return row

    @property
    def gazetteer(self) -> Gazetteer:
        """The gazetteer whose lists this tagger asks."""
        return self._gazetteer

    def tag(
        self, document: Document, pieces: Sequence[Piece], marks: bytearray | None = None
    ) -> list[Tagged]:
        """Return the names in order, with what the rules made of the document as evidence.

        ``marks`` are the document's ``loud_marks``, where somebody has them already.
        """
        seen = view(document, self._gazetteer, pieces, marks)
        names: list[Tagged] = []
        for part in parts(seen, _MOST_PLACES):
            names.extend(self._tag(document, part))
        return names

    def _tag(self, document: Document, seen: View) -> list[Tagged]:
        scores = self._scores(document, seen)
        layout = Layout(seen.starts, len(seen.places))
        transitions = self._model.transitions
        found = marginals(forward(scores, layout, transitions), layout)
        if self._settings.again and self._weigh_again(document, seen, scores, found):
            found = marginals(forward(scores, layout, transitions), layout)
        return _names(seen, best(scores, layout, transitions), found)

    def _scores(self, document: Document, seen: View) -> NDArray[np.float32]:
        if len(self._rows) > _MOST_WORDS:
            self._forget()
        texts = document.tokens.texts
        around = [neighbours(seen, offset) for offset in _OFFSETS]
        needed = np.unique(np.concatenate([beside[within] for beside, within in around]))
        rows = np.zeros(len(texts), np.intp)
        known = self._rows
        learnt: list[int] = []
        for i, mark in zip(needed.tolist(), seen.settings[needed].tolist(), strict=True):
            key = _PREFIXES[mark] + texts[i]
            row = known.get(key)
            learnt.append(self._learn(key, texts[i], Setting(mark)) if row is None else row)
        rows[needed] = learnt
        weights = self._weights
        scores = np.zeros((len(seen.places), len(LABELS)), np.float32)
        for number, (beside, within) in enumerate(around):
            scores += weights[np.where(within, rows[beside], 0), number]
        sorts = self._sorts[rows]
        for table, code in zip(self._model.tables, codes(seen, sorts), strict=True):
            scores += table.weights[table.row_of[code]]
        return scores

    def _weigh_again(
        self,
        document: Document,
        seen: View,
        scores: NDArray[np.float32],
        found: NDArray[np.float64],
    ) -> bool:
        """Add to ``scores`` what the other places of the same word in the article are taken for.

        Returns whether any word stands in more than one place.
        """
        folds = document.folds
        groups: dict[str, list[int]] = {}
        for number, place in enumerate(seen.places.tolist()):
            word = folds[place]
            if len(word) > 2:
                groups.setdefault(word, []).append(number)
        repeated = [numbers for numbers in groups.values() if len(numbers) > 1]
        if not repeated:
            return False
        flat = np.array([number for numbers in repeated for number in numbers], np.intp)
        sizes = np.array([len(numbers) for numbers in repeated], np.intp)
        of = np.repeat(np.arange(len(repeated)), sizes)
        starts = np.cumsum(sizes) - sizes
        loud = seen.settings[seen.places[flat]] == Setting.LOUD
        # What a place in capitals is taken for says little, and what other places say counts more there.
        weight = np.where(loud, 0.1, 1.0)
        kinds = _by_kind(found[flat]) * weight[:, None]
        sums = np.add.reduceat(kinds, starts, axis=0)
        weights = np.add.reduceat(weight, starts)
        others = (sums[of] - kinds) / (weights[of] - weight)[:, None]
        told = np.log(others + 0.05)
        # In tables a town is a team, whatever it is in the text beside them.
        tabled = _tabular(seen, seen.places[flat])
        level = told[:, _TEAM_OR_TOWN].mean(1)
        for kind in _TEAM_OR_TOWN:
            told[:, kind] = np.where(tabled, level, told[:, kind])
        told -= told.mean(1, keepdims=True)
        plain_elsewhere = weights[of] - weight > 0.9
        told *= (self._settings.again * np.where(loud & plain_elsewhere, _LOUD, 1.0))[:, None]
        scores[flat] += told[:, _SPREAD].astype(np.float32)
        return True


# Columns of an organisation and of a place among those of no name and the kinds.
_TEAM_OR_TOWN = [2, 3]
_SPREAD = np.array([0, *(1 + kind for kind in range(len(KINDS)) for _ in range(4))], np.intp)


def _tabular(seen: View, places: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Say of tokens whether their line has numbers and few words in small letters."""
    told = seen.tables[places]
    return (told % 3 < 2) & (told >= 3)


def _by_kind(found: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the probability of no name and of each kind, from those of the labels."""
    kinds = found[:, 1:].reshape(len(found), len(KINDS), 4).sum(2)
    return np.concatenate([found[:, :1], kinds], axis=1)


def _names(seen: View, labels: NDArray[np.intp], found: NDArray[np.float64]) -> list[Tagged]:
    made: list[Tagged] = []
    first = 0
    probable = found[np.arange(len(labels)), labels].tolist()
    # Labels of one part, whatever the kind: every fourth of those before the ones of "other".
    parts = found[:, 1 : 1 + 4 * (len(KINDS) - 1)].reshape(len(found), -1, 4).sum(1)
    named = parts[np.arange(len(labels)), (labels - 1) % 4].tolist()
    places = seen.places.tolist()
    tabular = _tabular(seen, seen.places).tolist()
    for number, label in enumerate(labels.tolist()):
        part = _PART[label]
        if part == "O":
            continue
        if part in "BU":
            first = number
        if part in "LU":
            kind = KINDS[_KIND_OF[label]]
            sure = min(probable[first : number + 1])
            any_kind = min(named[first : number + 1])
            made.append(
                Tagged(places[first], places[number] + 1, kind, sure, any_kind, tabular[number])
            )
    return made
