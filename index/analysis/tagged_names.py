"""Recognising names with the trained tagger, the rules as its advisers.

What the rules find is evidence to the tagger. What the tagger says is taken where it is sure enough: less
is asked of it where the rules found the same. The thresholds were measured on texts of other sorts than
those it is trained on, precision before recall. Nationality words, a closed list, are the rules' alone.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from index.analysis.extents import names_election
from index.analysis.gazetteer import Entry, Gazetteer
from index.analysis.kinds_in_context import settle_kinds
from index.analysis.names import decided_pieces
from index.analysis.nationality_words import beside_nationalities
from index.analysis.pieces import Piece
from index.analysis.recognising import Document, NameSpan
from index.analysis.repeated_names import repeated_names
from index.analysis.results import Side, sides
from index.analysis.runs import is_capitalised, loud_marks
from index.analysis.scorecards import players
from index.analysis.small_words import small_words
from index.analysis.tagger import Settings, Tagged, Tagger
from index.analysis.tagger_model import Model, read
from index.model import Evidence, Kind

_KINDS = {
    "person": Kind.PERSON,
    "organisation": Kind.ORGANISATION,
    "place": Kind.PLACE,
}
# How probable a name must be: where the rules found the same, and where the tagger is alone.
_AGREED = 0.42
_ALONE = 0.58
# How probable it must be that a stretch is a name for the rules to say of what kind.
_NAMED = 0.9
# The same where the rules say that it is a person's full name and the tagger doubts between kinds.
_NAMED_PERSON = 0.8
# Below this a place that bears the family name of one of the document's people is taken for that person.
_RELATIVE = 0.85
# The same for a person's full name in a line of a table, where little but names can stand.
_TABULAR = 0.3
# The same for a common word that opens a sentence.
_COMMON = 0.85
_ABBREVIATED = small_words("closing-abbreviations")
# A name of the lists with so many words is taken whole.
_LONG = 3


@dataclass(frozen=True, slots=True)
class Parts:
    """Which parts take part, for measuring what each is worth.

    ``rules``: the rules' findings are shown to the tagger. ``agreement``: they also say how sure it must
    be, and what kind a name has where the two differ.
    """

    rules: bool = True
    agreement: bool = True


class TaggingRecogniser:
    """Recognises names with a trained model; ``model`` stands in for ours. May be shared by threads."""

    def __init__(
        self,
        model: Model | None = None,
        settings: Settings | None = None,
        parts: Parts | None = None,
    ) -> None:
        self._model = model
        self._settings = settings
        self._parts = parts or Parts()
        self._taggers = threading.local()

    def recognise(self, document: Document, gazetteer: Gazetteer) -> tuple[NameSpan, ...]:
        """Return the names in the order of the text, never overlapping."""
        marks = loud_marks(document)
        pieces = decided_pieces(document, gazetteer, marks)
        told = pieces if self._parts.rules else ()
        tagged = self._tagger(gazetteer).tag(document, told, marks)
        agreement = _Agreement(document, gazetteer, pieces, self._parts)
        names = agreement.names(tagged)
        if self._parts.agreement:
            names += agreement.repeated(names, marks)
        names.sort(key=lambda name: name.first)
        if self._parts.agreement:
            names = settle_kinds(document, names, gazetteer)
        return tuple(names)

    def _tagger(self, gazetteer: Gazetteer) -> Tagger:
        # A tagger keeps what it has learnt of words, and so belongs to one thread and one gazetteer.
        tagger: Tagger | None = getattr(self._taggers, "tagger", None)
        if tagger is None or tagger.gazetteer is not gazetteer:
            tagger = Tagger(self._model or _ours(), gazetteer, self._settings)
            self._taggers.tagger = tagger
        return tagger


@lru_cache(maxsize=1)
def _ours() -> Model:
    return read()


class _Agreement:
    """Brings together what rules and tagger say of one document."""

    def __init__(
        self, document: Document, gazetteer: Gazetteer, pieces: list[Piece], parts: Parts
    ) -> None:
        self._document = document
        self._gazetteer = gazetteer
        advised = parts.rules and parts.agreement
        self._pieces = [piece for piece in pieces if piece.kind is not None]
        self._by_span = (
            {(self._begin(one), one.last): one for one in self._pieces} if advised else {}
        )
        self._covered = bytearray(len(document.tokens))
        self._families: frozenset[str] = frozenset()
        self._companies: frozenset[str] = frozenset()

    def names(self, tagged: list[Tagged]) -> list[NameSpan]:
        """Return the names, in no order."""
        names = [self._player(first, last) for first, last in players(self._document)]
        for side in sides(self._document, self._gazetteer):
            if not any(self._covered[side.first : side.last]):
                names.append(self._side(side))
        for piece in self._pieces:
            if self._whole(piece) and not any(self._covered[piece.first : piece.last]):
                names.append(self._listed(piece))
        if self._by_span:
            tagged = beside_nationalities(tagged, self._pieces)
            self._families = self._family_names(tagged)
            self._companies = self._company_names(tagged) - self._families
        for one in tagged:
            name = self._accepted(one)
            if name is not None:
                names.append(name)
                self._cover(name.first, name.last)
        for piece in self._pieces:
            demonym = piece.entry is not None and piece.entry.demonym
            if any(self._covered[piece.first : piece.last]):
                continue
            if demonym or self._abbreviated(piece) or self._holds_office(piece):
                names.append(self._listed(piece))
            elif self._titled(piece):
                self._cover(piece.first, piece.last)
                evidence = (Evidence("title", self._document.tokens.texts[piece.first - 1]),)
                names.append(NameSpan(piece.first, piece.last, Kind.PERSON, None, evidence))
        return names

    def repeated(self, names: list[NameSpan], marks: bytearray) -> list[NameSpan]:
        """Return the names passed over that ``names`` has elsewhere; ``marks`` are ``loud_marks``."""
        common = self._gazetteer.common
        return list(repeated_names(self._document, marks, names, self._covered, common))

    def _holds_office(self, piece: Piece) -> bool:
        """Say whether a piece is a country right before a title: "US Secretary of State"."""
        folds = self._document.folds
        known = piece.kind is Kind.COUNTRY and piece.sure and piece.last < len(folds)
        return known and folds[piece.last] in self._gazetteer.longest_titles

    def _abbreviated(self, piece: Piece) -> bool:
        """Say whether the initials of a piece of several words follow it in brackets: "… (ACCC)"."""
        texts = self._document.tokens.texts
        at = piece.last
        first = self._begin(piece)
        if piece.kind is not Kind.ORGANISATION or at - first < 3 or at + 2 >= len(texts):
            return False
        if texts[at] != "(" or texts[at + 2] != ")" or not texts[at + 1].isupper():
            return False
        initials = "".join(word[0] for word in texts[first:at] if word[:1].isupper())
        return initials == texts[at + 1]

    def _titled(self, piece: Piece) -> bool:
        """Say whether a piece is a full name the rules are sure of, right after the whole of a title."""
        full = piece.kind is Kind.PERSON and piece.sure and piece.last - piece.first in (2, 3)
        if not full or not piece.first:
            return False
        folds = self._document.folds
        before = (" ".join(folds[max(0, piece.first - many) : piece.first]) for many in (1, 2, 3))
        return any(title in self._gazetteer.titles for title in before)

    def _begin(self, piece: Piece) -> int:
        """Return the first token of a piece, the leading article of a longer one left off."""
        article = self._document.folds[piece.first] == "the" and piece.last - piece.first > 2
        return piece.first + article

    def _whole(self, piece: Piece) -> bool:
        """Say whether a piece is a name of the lists that can be nothing else: long, or with a possessive."""
        known = piece.entry is not None and piece.sure and not piece.entry.demonym
        folds = self._document.folds
        long = piece.last - piece.first >= _LONG
        # "The Hague", "Lloyd's": what is left off elsewhere belongs to them.
        special = folds[piece.last - 1] == "'s" or folds[piece.first] == "the"
        return known and (long or (special and not self._goes_on(piece)))

    def _goes_on(self, piece: Piece) -> bool:
        """Say whether a name of the lists with an article may be part of more: "The Independent Miners' Union"."""
        at = piece.last
        if self._document.folds[piece.first] != "the" or at >= len(self._document.folds):
            return False
        return self._document.sentences.openings[at] == 0 and is_capitalised(
            self._document.tokens.texts[at]
        )

    def _cover(self, first: int, last: int) -> None:
        self._covered[first:last] = b"\1" * (last - first)

    def _player(self, first: int, last: int) -> NameSpan:
        self._cover(first, last)
        return NameSpan(first, last, Kind.PERSON, None, (Evidence("list", "players"),))

    def _side(self, side: Side) -> NameSpan:
        self._cover(side.first, side.last)
        entry = self._entry(side.first, side.last)
        if entry is not None and entry.kind is not Kind.ORGANISATION:
            entry = None
        evidence = (Evidence("list", side.team),)
        return NameSpan(side.first, side.last, Kind.ORGANISATION, entry, evidence)

    def _listed(self, piece: Piece) -> NameSpan:
        source = piece.entry.source if piece.entry is not None else ""
        self._cover(piece.first, piece.last)
        # "The Hague" is never without its article; "The Guardian" is the Guardian.
        article = self._document.folds[piece.first] == "the" and piece.kind is Kind.ORGANISATION
        return NameSpan(
            piece.first + article,
            piece.last,
            piece.kind or Kind.PLACE,
            piece.entry,
            (Evidence("gazetteer", source),),
        )

    def _accepted(self, tagged: Tagged) -> NameSpan | None:
        """Return what the tagger found as a name, None where it is not sure enough."""
        if any(self._covered[tagged.first : tagged.last]):
            return None
        if " ".join(self._document.folds[tagged.first : tagged.last]) in self._gazetteer.not_actors:
            return None
        tagged = self._as_relative(tagged)
        same = self._by_span.get((tagged.first, tagged.last))
        confidence = tagged.confidence
        agreed = same is not None and _kind_of(same) == tagged.kind
        if same is not None and not agreed and self._rules_know_better(same, tagged):
            agreed = True
            confidence = tagged.named
            tagged = replace(tagged, kind=_kind_of(same))
        agreed = agreed or self._in_lists(tagged)
        sure = agreed and tagged.named > _NAMED
        full = tagged.kind == "person" and tagged.last - tagged.first > 1
        if tagged.tabular and full and confidence > _TABULAR:
            sure = True
        if tagged.kind == "other" or (confidence < (_AGREED if agreed else _ALONE) and not sure):
            return None
        if same is None and confidence < _COMMON and self._opens_commonly(tagged):
            return None
        texts = self._document.tokens.texts
        if tagged.kind != "person" and names_election(texts, tagged.first, tagged.last):
            return None
        return self._name(tagged, agreed=agreed)

    def _named_like_a_person(self, first: int, last: int) -> bool:
        """Say whether a stretch begins with a first name and ends with a family name of the lists."""
        folds, gazetteer = self._document.folds, self._gazetteer
        return folds[first] in gazetteer.first_names and folds[last - 1] in gazetteer.surnames

    def _family_names(self, tagged: Sequence[Tagged]) -> frozenset[str]:
        """Return the family names of the people whose full names rules and tagger are sure of."""
        folds = self._document.folds
        ends = [
            one.last
            for one in self._pieces
            if one.kind is Kind.PERSON
            and one.sure
            and one.last - one.first > 1
            and self._named_like_a_person(one.first, one.last)
        ]
        ends += [
            one.last
            for one in tagged
            if one.kind == "person" and one.last - one.first > 1 and one.confidence > _NAMED
        ]
        names = {folds[end - 1] for end in ends}
        return frozenset(
            name
            for name in names
            if name not in self._gazetteer.entries and name not in self._gazetteer.common
        )

    def _company_names(self, tagged: Sequence[Tagged]) -> frozenset[str]:
        """Return the single words that stand before "Inc", "AG" and the like in the document's companies."""
        folds, gazetteer = self._document.folds, self._gazetteer
        suffixes = gazetteer.word_class("company")
        names = {
            folds[one.first]
            for one in tagged
            if one.kind == "organisation"
            and one.confidence > _ALONE
            and one.last - one.first in (2, 3)
            and folds[one.first + 1] in suffixes
        }
        return frozenset(
            name for name in names if name not in gazetteer.entries and name not in gazetteer.common
        )

    def _as_relative(self, tagged: Tagged) -> Tagged:
        """Return a doubtful name of one word as the person or company of this document that bears it."""
        if tagged.last - tagged.first > 1 or tagged.confidence > _RELATIVE:
            return tagged
        word = self._document.folds[tagged.first]
        if tagged.kind == "place" and word in self._families:
            return replace(tagged, kind="person", confidence=tagged.named)
        if tagged.kind in ("place", "person") and word in self._companies:
            return replace(tagged, kind="organisation", confidence=tagged.named)
        return tagged

    def _in_lists(self, tagged: Tagged) -> bool:
        """Say whether the lists have exactly this name, of more than one word, as one of the same kind."""
        entry = self._entry(tagged.first, tagged.last)
        if entry is None or entry.demonym or tagged.last - tagged.first == 1:
            return False
        kind = Kind.PLACE if entry.kind is Kind.COUNTRY else entry.kind
        return kind is _KINDS.get(tagged.kind)

    def _rules_know_better(self, piece: Piece, tagged: Tagged) -> bool:
        """Say whether the rules' kind stands where both found the same stretch and differ about its kind.

        It does, as measured, for an organisation of the rules, for a place that the tagger takes for
        an organisation though no team is called so, and for a person's full name that the tagger is
        sure of as a name but not as a place.
        """
        if tagged.kind == "other":
            return False
        if piece.kind is Kind.ORGANISATION:
            return True
        if piece.kind is Kind.PERSON:
            if tagged.kind != "place" or piece.last - piece.first < 2:
                return False
            doubtful = tagged.confidence < _ALONE and tagged.named > _NAMED_PERSON
            return doubtful or (piece.sure and self._named_like_a_person(piece.first, piece.last))
        if tagged.kind != "organisation":
            return False
        words = self._document.folds[tagged.first : tagged.last]
        return " ".join(words) not in self._gazetteer.teams

    def _opens_commonly(self, tagged: Tagged) -> bool:
        """Say whether a name is a common word whose capital may be owed to its place alone."""
        return (
            tagged.last - tagged.first == 1
            and self._document.sentences.openings[tagged.first] == 1
            and self._document.folds[tagged.first] in self._gazetteer.common
        )

    def _name(self, tagged: Tagged, *, agreed: bool) -> NameSpan:
        kind = _KINDS[tagged.kind]
        first = tagged.first
        entry = self._entry(first, tagged.last)
        last = self._past_stop(tagged.last)
        if entry is not None:
            if entry.demonym:
                entry = None
            elif kind is Kind.PLACE and entry.kind is Kind.COUNTRY:
                kind = Kind.COUNTRY
            elif entry.kind is not kind:
                entry = None
        evidence: list[Evidence] = []
        before = self._document.folds[first - 1] if first else ""
        if entry is not None:
            evidence.append(Evidence("gazetteer", entry.source))
        elif kind is Kind.PERSON and before in self._gazetteer.titles:
            evidence.append(Evidence("title", self._document.tokens.texts[first - 1]))
        elif agreed:
            evidence.append(Evidence("words"))
        evidence.append(Evidence("tagger", f"{tagged.kind}, {tagged.confidence:.0%}"))
        return NameSpan(first, last, kind, entry, tuple(evidence))

    def _past_stop(self, last: int) -> int:
        """Return the end of a name with the full stop of the abbreviation that closes it ("Inc.", "Jr.")."""
        tokens = self._document.tokens
        closed = (
            last < len(tokens)
            and tokens.texts[last] == "."
            and tokens.starts[last] == tokens.ends[last - 1]
            and self._document.folds[last - 1] in _ABBREVIATED
            and not self._covered[last]
        )
        return last + 1 if closed else last

    def _entry(self, first: int, last: int) -> Entry | None:
        entry = self._gazetteer.entries.get(" ".join(self._document.folds[first:last]))
        if entry is not None and entry.capitals:
            return entry if self._document.tokens.texts[first].isupper() else None
        return entry


def _kind_of(piece: Piece) -> str:
    if piece.kind is None:
        return ""
    return "place" if piece.kind is Kind.COUNTRY else piece.kind.value
