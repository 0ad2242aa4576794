"""What stands around a name and tells its kind."""

from __future__ import annotations

import re

from index.analysis.gazetteer import Gazetteer
from index.analysis.recognising import Document
from index.analysis.titles import TitleReader
from index.model import Kind

_AGE = re.compile(r"\d{1,2}")


class ContextReader:
    """Reads the words around names of one document."""

    def __init__(self, document: Document, gazetteer: Gazetteer) -> None:
        self._texts = document.tokens.texts
        folds = document.folds
        self._folds = folds
        self._openings = document.sentences.openings
        self._entries = gazetteer.entries
        self._titles = TitleReader(folds, gazetteer)
        self._gazetteer = gazetteer
        words = gazetteer.word_class
        self._saying = words("saying")
        self._before_place = words("place-before")
        self._org_near = words("org-near")
        self._place_near = words("place-near")
        self._place_noun = words("place-noun")
        self._org_noun = words("org-noun")
        self._person_noun = words("person-noun")
        self._verbs = words("verb")

    def read(self, first: int, last: int) -> tuple[float, float, float]:
        """Return how much the words around speak for a person, an organisation, a place."""
        folds, texts = self._folds, self._texts
        count = len(folds)
        before = folds[first - 1] if first and self._openings[first] != 1 else ""
        further = (
            folds[first - 2] if first > 1 and before and self._openings[first - 1] != 1 else ""
        )
        after = folds[last] if last < count and self._openings[last] != 1 else ""
        next_one = folds[last + 1] if last + 1 < count and after else ""
        person = organisation = place = 0.0
        # what stands before
        if before in self._before_place:
            place += 1.6 if before in ("in", "near") else 0.7
        elif before == "of":
            if further in self._place_noun:
                place += 2.0
            else:
                place += 0.3
        elif before == "the":
            person -= 1.0
            organisation += 0.7
        elif before in self._org_noun:
            organisation += 1.5
        elif before in self._place_noun:
            place += 1.0
        if before in self._person_noun or self._title_ends_at(first):
            person += 2.0
        elif before in ("by", "said", "says", "with"):
            person += 0.4
        elif before == "," and further and self._title_ends_at(first - 1):
            person += 1.2
        elif before in ("and", "or", ","):
            pass
        # what stands after
        if after in self._saying:
            person += 1.2
            organisation += 0.4
        elif after == "'s":
            if next_one in self._org_near or next_one in (
                "capital",
                "government",
                "parliament",
                "economy",
            ):
                place += 0.6
            person += 0.2
        elif after in self._verbs and self._openings[first] == 1:
            person += 0.8
        elif after in self._org_near:
            organisation += 1.6
        elif after in self._place_near:
            place += 1.6
        elif after == ",":
            if _AGE.fullmatch(next_one) and last + 2 < count and folds[last + 2] in (",", "."):
                person += 2.0
            elif next_one == "who":
                person += 1.6
            elif next_one == "where":
                place += 1.5
            elif next_one in ("a", "an", "the") and self._title_within(last + 2):
                person += 1.4
            else:
                entry = self._entries.get(next_one)
                if (
                    entry is not None
                    and entry.kind in (Kind.COUNTRY, Kind.PLACE)
                    and not entry.demonym
                ):
                    place += 1.2
        elif after == "(" and last + 2 < count:
            inside = texts[last + 1]
            if inside.isupper() and len(inside) > 1:
                organisation += 1.5
        elif after == "-" and next_one in ("based", "born"):
            place += 2.0
        return person, organisation, place

    def _title_ends_at(self, at: int) -> bool:
        """Say whether a title in small letters ends just before token ``at``."""
        for length in (1, 2, 3):
            if at - length >= 0 and self._texts[at - 1].islower():
                match = self._titles.at(at - length, at)
                if match is not None and match.last == at:
                    return True
        return False

    def _title_within(self, at: int) -> bool:
        for start in range(at, min(at + 3, len(self._folds))):
            if self._titles.at(start, min(start + 4, len(self._folds))) is not None:
                return True
        return False
