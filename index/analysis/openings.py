"""Capitals that mean nothing: words that open a sentence, datelines, days before a name."""

from __future__ import annotations

from index.analysis.extents import DocumentWords, Extents
from index.analysis.gazetteer import Entry
from index.analysis.pieces import Piece
from index.analysis.runs import Run
from index.analysis.small_words import small_words
from index.model import Kind

_OPENING_PARTICLES = small_words("opening-particles")
_NEWSPAPERS = small_words("newspapers")


class Openings:
    """Tells the capitals of position from those of names, in one document."""

    def __init__(self, words: DocumentWords, extents: Extents) -> None:
        self._extents = extents
        self._gazetteer = words.gazetteer
        self._texts = words.document.tokens.texts
        self._folds = words.document.folds
        self._openings = words.document.sentences.openings
        self._lower = words.lower
        self._titles = words.titles
        classes = words.gazetteer.word_class
        self._never = classes("never")
        self._opener = classes("opener")

    def stray(self, i: int, run: Run) -> bool:
        """Say whether a word like "Christmas" stands before a name and is none of it."""
        return (
            self._folds[i] in self._never
            and i + 1 < run.last
            and self._extents.entry_at(i, run.last, 1) is None
            and self._folds[i + 1] in self._gazetteer.first_names
            and not self._extents.organisation_end(i, run.last)
        )

    def dateline(self, i: int, run: Run) -> int:
        """Return the end of the place that opens "CARACAS, Jan 7 (Desk) —", 0 where none does."""
        texts = self._texts
        if self._openings[i] != 1 or not texts[i].isupper() or len(texts[i]) < 3:
            return 0
        end = i + 1
        while end < run.last and end - i < 4 and texts[end].isupper():
            end += 1
        if end >= len(texts) or texts[end] not in (",", "(", "—", "–", "-", "/"):
            return 0
        dash = any(word in ("—", "–", "-") for word in texts[end : end + 12])
        known = self._extents.entry_at(i, run.last, 1)
        if known is not None and known[0].kind is Kind.ORGANISATION:
            return 0
        return end if dash and not self._openings[end] else 0

    def place_entry(self, i: int, end: int) -> Entry | None:
        """Return what the lists know of the place at tokens ``i`` to ``end``, whole; None where nothing."""
        found = self._extents.entry_at(i, end, 1)
        whole = found is not None and found[1] == end and found[0].kind is not Kind.ORGANISATION
        return found[0] if found is not None and whole else None

    def skipped_opening(self, i: int, run: Run) -> bool:
        """Say whether the word at ``i`` has its capital only because something opens here."""
        if self._openings[i] == 0 and (run.plain or i == run.first) and run.plain:
            return False
        word = self._folds[i]
        if (
            self._texts[i].isupper()
            and len(word) > 1
            and (run.plain or not self._extents.loud(run))
        ):
            return False
        if word in _OPENING_PARTICLES and i + 1 < run.last and word not in self._opener:
            return False
        if self._extents.entry_at(i, run.last, 2) is not None:
            return False
        if word in self._opener:
            following = self._folds[i + 1] if i + 1 < run.last else ""
            return not (
                word in self._gazetteer.first_names and self._extents.looks_surname(i + 1, run.last)
            ) or (following in self._opener)
        if word not in self._gazetteer.common and word not in self._lower:
            return False
        known = self._extents.entry_at(i, run.last, 1)
        if known is not None and run.plain and known[0].kind is Kind.COUNTRY:
            return False
        if i + 1 >= run.last:
            return True
        if word in self._gazetteer.first_names and self._extents.looks_surname(i + 1, run.last):
            return False
        if self._titles.at(i, run.last) is not None:
            return False
        return self._extents.organisation_end(i, run.last) <= i + 1

    def lone_opening(self, i: int, run: Run) -> Piece | None:
        """Keep a common word that opens a sentence in mind: it may be a name ("Gates said")."""
        if run.last - i > 1 or self._folds[i] in self._opener or not run.plain:
            return None
        return Piece(i, i + 1, None, opening=True)
