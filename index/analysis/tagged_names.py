"""Recognising names with the trained tagger, the rules as its advisers.

The rules' findings are evidence to the tagger. What it says is taken where it is sure enough; nationality
words, which are a closed list, are the rules' alone.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import lru_cache

from index.analysis.gazetteer import Entry, Gazetteer
from index.analysis.names import decided_pieces
from index.analysis.pieces import Piece
from index.analysis.recognising import Document, NameSpan
from index.analysis.tagger import Settings, Tagged, Tagger
from index.analysis.tagger_model import Model, read
from index.model import Evidence, Kind

_KINDS = {
    "person": Kind.PERSON,
    "organisation": Kind.ORGANISATION,
    "place": Kind.PLACE,
}


# How probable a name must be: where the rules found the same, and where the tagger is alone.
_AGREED = 0.38
_ALONE = 0.55
# The same for a common word that opens a sentence.
_COMMON = 0.85
# A name of the lists with so many words is taken whole.
_LONG = 4


class TaggingRecogniser:
    """Recognises names with a trained model; ``model`` stands in for ours."""

    def __init__(self, model: Model | None = None, settings: Settings | None = None) -> None:
        self._model = model
        self._settings = settings
        self._taggers = threading.local()

    def recognise(self, document: Document, gazetteer: Gazetteer) -> tuple[NameSpan, ...]:
        """Return the names in the order of the text, never overlapping."""
        pieces = decided_pieces(document, gazetteer)
        tagged = self._tagger(gazetteer).tag(document, pieces)
        by_span = {(piece.first, piece.last): piece for piece in pieces if piece.kind is not None}
        names: list[NameSpan] = []
        covered = bytearray(len(document.tokens))
        for piece in pieces:
            if _whole(piece):
                names.append(_listed(piece))
                covered[piece.first : piece.last] = b"\1" * (piece.last - piece.first)
        for one in tagged:
            if any(covered[one.first : one.last]):
                continue
            same = by_span.get((one.first, one.last))
            agreed = same is not None and _kind_of(same) == one.kind
            confidence = one.confidence
            if (
                same is not None
                and not agreed
                and _rules_know_better(document, gazetteer, same, one)
            ):
                agreed = True
                confidence = one.named
                one = replace(one, kind=_kind_of(same))
            if one.kind == "other" or confidence < (_AGREED if agreed else _ALONE):
                continue
            if same is None and confidence < _COMMON and self._common(document, gazetteer, one):
                continue
            names.append(_name(document, gazetteer, one, agreed=agreed))
            covered[one.first : one.last] = b"\1" * (one.last - one.first)
        for piece in pieces:
            demonym = piece.entry is not None and piece.entry.demonym
            if demonym and piece.kind is not None and not any(covered[piece.first : piece.last]):
                names.append(_listed(piece))
        names.sort(key=lambda name: name.first)
        return tuple(names)

    def _common(self, document: Document, gazetteer: Gazetteer, one: Tagged) -> bool:
        """Say whether a name is a common word whose capital may be owed to its place alone."""
        return (
            one.last - one.first == 1
            and document.sentences.openings[one.first] != 0
            and document.folds[one.first] in gazetteer.common
        )

    def _tagger(self, gazetteer: Gazetteer) -> Tagger:
        # A tagger keeps what it has learnt of words, and so belongs to one thread and one gazetteer.
        tagger: Tagger | None = getattr(self._taggers, "tagger", None)
        if tagger is None or tagger.gazetteer is not gazetteer:
            tagger = Tagger(self._model or _ours(), gazetteer, self._settings)
            self._taggers.tagger = tagger
        return tagger


def _whole(piece: Piece) -> bool:
    """Say whether a piece is a name of the lists too long to be anything else."""
    return (
        piece.entry is not None
        and piece.sure
        and not piece.entry.demonym
        and piece.last - piece.first >= _LONG
    )


def _listed(piece: Piece) -> NameSpan:
    source = piece.entry.source if piece.entry is not None else ""
    kind = piece.kind or Kind.PLACE
    return NameSpan(piece.first, piece.last, kind, piece.entry, (Evidence("gazetteer", source),))


def _rules_know_better(
    document: Document, gazetteer: Gazetteer, piece: Piece, tagged: Tagged
) -> bool:
    """Say whether the rules' kind stands where both found the same stretch and differ about its kind.

    Measured on texts of other sorts than the training material: an organisation of the rules, and a place
    that the tagger takes for an organisation though no team is called so.
    """
    if piece.kind is Kind.ORGANISATION:
        return True
    if piece.kind is Kind.PERSON or tagged.kind != "organisation":
        return False
    return " ".join(document.folds[tagged.first : tagged.last]) not in gazetteer.teams


def _kind_of(piece: Piece) -> str:
    if piece.kind is None:
        return ""
    return "place" if piece.kind is Kind.COUNTRY else piece.kind.value


@lru_cache(maxsize=1)
def _ours() -> Model:
    return read()


def _name(document: Document, gazetteer: Gazetteer, tagged: Tagged, *, agreed: bool) -> NameSpan:
    kind = _KINDS[tagged.kind]
    first, last = tagged.first, tagged.last
    entry = _entry(document, gazetteer, first, last)
    if entry is not None:
        if entry.demonym:
            entry = None
        elif kind is Kind.PLACE and entry.kind is Kind.COUNTRY:
            kind = Kind.COUNTRY
        elif entry.kind is not kind:
            entry = None
    evidence: list[Evidence] = []
    if entry is not None:
        evidence.append(Evidence("gazetteer", entry.source))
    elif kind is Kind.PERSON and first and document.folds[first - 1] in gazetteer.titles:
        evidence.append(Evidence("title", document.tokens.texts[first - 1]))
    elif agreed:
        evidence.append(Evidence("words", ""))
    evidence.append(Evidence("tagger", f"{tagged.kind}, {tagged.confidence:.0%}"))
    return NameSpan(first, last, kind, entry, tuple(evidence))


def _entry(document: Document, gazetteer: Gazetteer, first: int, last: int) -> Entry | None:
    entry = gazetteer.entries.get(" ".join(document.folds[first:last]))
    if entry is not None and entry.capitals and not document.tokens.texts[first].isupper():
        return None
    return entry
