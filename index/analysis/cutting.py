"""Cutting a run of capitals into pieces."""

from __future__ import annotations

from index.analysis.extents import Extents, names_election, words_of
from index.analysis.gazetteer import Entry, Gazetteer
from index.analysis.openings import Openings
from index.analysis.pieces import Piece
from index.analysis.recognising import Document
from index.analysis.runs import Run, is_calendar
from index.analysis.small_words import small_words
from index.analysis.titles import TitleMatch
from index.analysis.unknown_names import UnknownNames
from index.model import Kind

_CONNECTORS = small_words("connectors")
_PERSON_PARTICLES = small_words("person-particles")
_PERSONAL_FIELDS = frozenset({"honorific", "royalty", "religion", "military"})
_LANGUAGE_VERBS = small_words("before-languages")
_BEFORE_CONTINENTS = small_words("before-continents")
_NEWSPAPERS = small_words("newspapers")


class RunCutter:
    """Cuts the runs of one document."""

    def __init__(self, document: Document, gazetteer: Gazetteer) -> None:
        words = words_of(document, gazetteer)
        self._extents = Extents(words)
        self._capitals = Openings(words, self._extents)
        self._unknown = UnknownNames(words, self._extents)
        self._gazetteer = words.gazetteer
        self._texts = words.document.tokens.texts
        self._folds = words.document.folds
        self._openings = words.document.sentences.openings
        self._titles = words.titles
        classes = words.gazetteer.word_class
        self._org_end = classes("org-end")
        self._place_end = classes("place-end")
        self._place_of = classes("place-of")
        self._facility = classes("facility")
        self._never = classes("never")
        self._compass = classes("compass")

    def cut(self, run: Run, title: TitleMatch | None) -> tuple[list[Piece], int, TitleMatch | None]:
        """Return the pieces of a run, the token they reach, and the title that ends it, if one does."""
        pieces: list[Piece] = []
        i = run.first
        while i < run.last:
            word = self._texts[i]
            if word in _CONNECTORS or word in _PERSON_PARTICLES or not word[:1].isalnum():
                i += 1
                continue
            dateline = self._capitals.dateline(i, run)
            if dateline:
                pieces.append(
                    Piece(i, dateline, Kind.PLACE, self._capitals.place_entry(i, dateline), True)
                )
                i = dateline
                continue
            if self._capitals.stray(i, run):
                i += 1
                continue
            if is_calendar(self._folds[i]) and not (
                i + 1 < run.last and self._folds[i + 1] in _NEWSPAPERS
            ):
                i += 1
                continue
            if self._capitals.skipped_opening(i, run):
                piece = self._capitals.lone_opening(i, run)
                if piece is not None:
                    pieces.append(piece)
                i += 1
                continue
            piece, after, title = self._next(i, run, title)
            if piece is not None:
                pieces.append(piece)
            i = after
        return pieces, i, title

    def _next(
        self, i: int, run: Run, before: TitleMatch | None
    ) -> tuple[Piece | None, int, TitleMatch | None]:
        """Read one piece at ``i``: return it, where to go on, and the title that now stands before."""
        last = run.last
        found = self._extents.entry_at(i, last, 1)
        if not run.plain and self._extents.loud(run):
            return self._unknown.shouted(i, run, found)
        compass = self._extents.compass_place(i, last)
        if compass and (found is None or found[1] < compass):
            return Piece(i, compass, Kind.PLACE, sure=True), compass, None
        title = self._titles.at(i, min(len(self._texts), last + 4))
        organisation = self._extents.organisation_end(i, last)
        if title is not None and (found is None or title.last >= found[1]):
            rest = title.last
            if rest < last and self._texts[rest] == ".":
                rest += 1
            if rest >= last:
                return None, rest, title
            if organisation <= rest or self._title_wins(title, rest, last):
                return None, rest, title
        region = self._folds[i] in self._place_of and self._texts[i + 1 : i + 2] == ["of"]
        if region and (found is None or found[1] - i == 1) and i + 2 < last and not organisation:
            end = self._extents.complement_end(i + 1, last)
            return Piece(i, end, Kind.PLACE, sure=True), end, None
        if found is not None and found[1] >= organisation:
            return self._known(i, run, found, before)
        personal = self._extents.person_end(i, last, before)
        if organisation and (
            personal <= i + 1 or personal < organisation or self._extents.is_company(organisation)
        ):
            if self._folds[organisation - 1] in self._facility and organisation - i >= 2:
                return Piece(i, organisation, Kind.PLACE, sure=True), organisation, None
            return Piece(i, organisation, Kind.ORGANISATION, sure=True), organisation, None
        if found is not None and personal <= i + 1:
            return self._known(i, run, found, before)
        return self._unknown.unknown(i, run, before, personal)

    def _title_wins(self, title: TitleMatch, rest: int, last: int) -> bool:
        if rest >= last:
            return False
        word = self._folds[rest]
        if word in self._org_end or word in self._place_end:
            return False
        if title.last - title.first > 1:
            return True
        if title.field in ("royalty", "honorific", "religion"):
            return False
        return word in self._gazetteer.first_names or word not in self._gazetteer.common

    def _known(
        self, i: int, run: Run, found: tuple[Entry, int], before: TitleMatch | None
    ) -> tuple[Piece | None, int, TitleMatch | None]:
        entry, end = found
        single = end - i == 1
        word = self._folds[i]
        if single and entry.demonym and i and self._folds[i - 1] in _LANGUAGE_VERBS:
            # "said in German," is a language.
            after = self._texts[end] if end < len(self._texts) else "."
            if not after[:1].isalpha() or after in ("and", "or", "on", "that"):
                return None, end, None
        if (
            single
            and entry.demonym
            and i
            and self._folds[i - 1] in _BEFORE_CONTINENTS
            and self._texts[i - 1][0].isupper()
        ):
            # "Latin American" is of a continent, not of the country whose people are called so.
            return None, end, None
        if single and not entry.capitals and entry.kind is not Kind.ORGANISATION:
            if before is not None and before.field in _PERSONAL_FIELDS and not entry.demonym:
                personal = max(self._extents.person_end(i, run.last, before), end)
                return Piece(i, personal, Kind.PERSON, sure=True), personal, None
            person = self._extents.person_end(i, run.last, before)
            if person > end and word in self._gazetteer.first_names:
                return Piece(i, person, Kind.PERSON, sure=True), person, None
            place = self._extents.place_end_of(i, run.last)
            if not place and end < run.last and self._folds[end].split("-")[0] in self._compass:
                # Constituencies: "Galway North", "Dublin North-West".
                place = end + 1 if not entry.demonym else 0
            if place > end:
                return Piece(i, place, Kind.PLACE, sure=True), place, None
        if not entry.demonym and self._extents.event_follows(i, end, run.last):
            return None, run.last, None
        if not entry.demonym and end == run.last and names_election(self._texts, i, end):
            return None, end, None
        if single and word in self._compass and end < run.last and not entry.demonym:
            following = self._gazetteer.entries.get(self._folds[end])
            if self._folds[end] in self._never or (following is not None and following.demonym):
                return None, end + 1, None
        if single and entry.kind is Kind.ORGANISATION and not self._texts[i].isupper():
            if not run.plain and word in self._gazetteer.common:
                return None, end, None
            if self._openings[i] and word in self._gazetteer.common:
                return Piece(i, end, None, opening=True), end, None
        return Piece(i, end, entry.kind, entry, sure=True), end, None
