"""Recognising names by rules: runs of capitals are cut into pieces and each piece is told its kind.

First come pieces that are plain from the lists and from their own words; then, with what the whole
article says of a name, those that are not.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from index.analysis.contexts import ContextReader
from index.analysis.cutting import RunCutter
from index.analysis.gazetteer import Entry, Gazetteer
from index.analysis.pieces import Piece
from index.analysis.recognising import Document, NameSpan
from index.analysis.runs import Run, RunFinder, loud_marks
from index.analysis.small_words import small_words
from index.analysis.titles import TitleMatch
from index.model import Kind

_PERSON_PARTICLES = small_words("person-particles")
# How much more than nothing the contexts must say before an unknown word counts as a name, and by how
# much the best kind must lead.
_ENOUGH = 1.5
_LEAD = 0.3


class RuleRecogniser:
    """Recognises names with the gazetteer and rules alone."""

    def recognise(self, document: Document, gazetteer: Gazetteer) -> tuple[NameSpan, ...]:
        """Return the names in the order of the text, never overlapping."""
        return tuple(
            NameSpan(piece.first, piece.last, piece.kind, piece.entry)
            for piece in decided_pieces(document, gazetteer)
            if piece.kind is not None
        )


def decided_pieces(
    document: Document, gazetteer: Gazetteer, marks: bytearray | None = None
) -> list[Piece]:
    """Return the pieces the rules cut from the document, with the kinds the whole article gives them.

    ``marks`` are the document's ``loud_marks``, where somebody has them already.
    """
    return _Recognition(document, gazetteer).pieces(marks or loud_marks(document))


class _Recognition:
    def __init__(self, document: Document, gazetteer: Gazetteer) -> None:
        self._document = document
        self._gazetteer = gazetteer
        self._texts = document.tokens.texts
        self._folds = document.folds
        self._cutter = RunCutter(document, gazetteer)
        self._contexts = ContextReader(document, gazetteer)

    def pieces(self, marks: bytearray) -> list[Piece]:
        pieces: list[Piece] = []
        covered = 0
        title: TitleMatch | None = None
        for run in RunFinder(self._document, self._gazetteer, marks).runs():
            # A known name or a title may go on past the end of a run: "Washington, D.C.",
            # "Secretary of State".
            if run.last <= covered:
                continue
            first = max(run.first, covered)
            carried = title if title is not None and title.last == first else None
            made, covered, title = self._cutter.cut(Run(first, run.last, run.plain), carried)
            pieces.extend(made)
        return self._decide(pieces)

    def _key(self, piece: Piece) -> str:
        return " ".join(self._folds[piece.first : piece.last])

    def _decide(self, pieces: list[Piece]) -> list[Piece]:
        known: dict[str, Counter[Kind]] = defaultdict(Counter)
        entries: dict[str, Entry] = {}
        people: Counter[str] = Counter()
        for piece in pieces:
            if piece.kind is None or not piece.sure:
                continue
            key = self._key(piece)
            known[key][piece.kind] += 1
            if piece.entry is not None:
                entries[key] = piece.entry
            if piece.kind is Kind.PERSON:
                tokens = [
                    word for word in key.split(" ") if word.isalpha() or "-" in word or "'" in word
                ]
                for word in tokens[1:] or tokens:
                    if word not in _PERSON_PARTICLES:
                        people[word] += 1
        scores = self._scores(pieces)
        for key, scored in scores.items():
            words = key.split(" ")
            if scored is Kind.PERSON and len(words) > 1 and words[-1] not in self._gazetteer.common:
                people[words[-1]] += 1
        decided: list[Piece] = []
        for piece in pieces:
            if piece.sure:
                decided.append(piece)
                continue
            key = self._key(piece)
            kind: Kind | None = None
            last_word = key.rsplit(" ", 1)[-1]
            if key in known:
                kind = max(known[key], key=lambda kind: (known[key][kind], kind.value))
            elif (" " not in key and key in people) or (
                " " in key and last_word in people and piece.prior[0] > 0
            ):
                kind = Kind.PERSON
            elif key in scores:
                kind = scores[key]
            decided.append(
                Piece(piece.first, piece.last, kind, piece.entry or entries.get(key), False)
            )
        return decided

    def _scores(self, pieces: list[Piece]) -> dict[str, Kind]:
        """Return the kind of each unsure name that its words and all its contexts speak for."""
        sums: dict[str, list[float]] = {}
        counts: Counter[str] = Counter()
        for position, piece in enumerate(pieces):
            if piece.sure:
                continue
            key = self._key(piece)
            if piece.opening and piece.kind is None and key in self._gazetteer.common:
                continue
            counts[key] += 1
            # A few dozen contexts say all there is to say.
            if counts[key] > 40:
                continue
            told = self._contexts.read(piece.first, piece.last)
            if self._abbreviates(pieces, position):
                told = (told[0], told[1] + 3.0, told[2])
            neighbours = self._listed(pieces, position)
            total = sums.setdefault(key, list(piece.prior))
            for index in range(3):
                total[index] += (told[index] + neighbours[index]) * (0.6 if piece.opening else 1.0)
        kinds = (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE)
        decided: dict[str, Kind] = {}
        for key, total in sums.items():
            best = max(range(3), key=lambda index: (total[index], -index))
            ordered = sorted(total)
            if total[best] >= _ENOUGH and total[best] - ordered[1] >= _LEAD:
                decided[key] = kinds[best]
        return decided

    def _abbreviates(self, pieces: list[Piece], position: int) -> bool:
        """Say whether a piece is the short form in brackets of the organisation before it."""
        piece = pieces[position]
        if position == 0 or piece.last - piece.first != 1:
            return False
        before = pieces[position - 1]
        word = self._texts[piece.first]
        return (
            before.kind is Kind.ORGANISATION
            and piece.first - before.last == 1
            and self._texts[before.last] == "("
            and len(word) < 9
            and sum(1 for char in word if char.isupper()) > 1
        )

    def _listed(self, pieces: list[Piece], position: int) -> tuple[float, float, float]:
        """Say what the neighbours in a list tell: "Argentina, Chile, X and Uruguay"."""
        piece = pieces[position]
        told = [0.0, 0.0, 0.0]
        for other_position in (position - 1, position + 1):
            if not 0 <= other_position < len(pieces):
                continue
            other = pieces[other_position]
            if not other.sure or other.kind is None:
                continue
            first, last = sorted((piece, other), key=lambda one: one.first)
            between = self._texts[first.last : last.first]
            if len(between) > 3 or not between or not set(between) <= {",", "and", "or", "the"}:
                continue
            index = {Kind.PERSON: 0, Kind.ORGANISATION: 1}.get(other.kind, 2)
            told[index] += 1.0
            if (
                other is last
                and between == [","]
                and index == 2
                and not (other.entry and other.entry.demonym)
            ):
                told[2] += 1.0
        return told[0], told[1], told[2]
