"""Where a name ends: the extents of known names, organisations, people and places in a run of capitals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.gazetteer import Entry, Gazetteer
from index.analysis.recognising import Document
from index.analysis.runs import Run, is_calendar, is_capitalised
from index.analysis.small_words import small_words
from index.analysis.titles import TitleMatch, TitleReader
from index.model import Kind

_CONNECTORS = small_words("connectors")
_PERSON_PARTICLES = small_words("person-particles")
_OPENING_PARTICLES = small_words("opening-particles")
_NOT_OFFICES = small_words("not-offices")


@dataclass(frozen=True, slots=True)
class DocumentWords:
    """The words of one document and what is known of words: what all who cut runs look into.

    ``lower`` are the words that stand in small letters somewhere in the document.
    """

    document: Document
    gazetteer: Gazetteer
    lower: frozenset[str]
    titles: TitleReader


def words_of(document: Document, gazetteer: Gazetteer) -> DocumentWords:
    """Return the words of a document."""
    lower = frozenset(word for word in document.tokens.texts if word.islower())
    return DocumentWords(document, gazetteer, lower, TitleReader(document.folds, gazetteer))


class Extents:
    """Measures names of one document; every method takes and returns positions of tokens."""

    def __init__(self, words: DocumentWords) -> None:
        self._gazetteer = words.gazetteer
        self._texts = words.document.tokens.texts
        self._folds = words.document.folds
        self._titles = words.titles
        classes = words.gazetteer.word_class
        self._org_end = classes("org-end")
        self._org_of = classes("org-of")
        self._company = classes("company")
        self._place_end = classes("place-end")
        self._not_end = classes("not-actor-end")
        self._never = classes("never")
        self._suffix = classes("person-suffix")
        self._compass = classes("compass")
        self._team = classes("team")

    def entry_at(self, i: int, last: int, fewest: int) -> tuple[Entry, int] | None:
        """Return the longest known name at ``i`` of at least ``fewest`` tokens and where it ends."""
        folds = self._folds
        most = min(self._gazetteer.longest.get(folds[i], 0), len(folds) - i)
        for length in range(most, fewest - 1, -1):
            entry = self._gazetteer.entries.get(" ".join(folds[i : i + length]))
            if entry is None or (i + length > last and "," not in folds[i : i + length]):
                continue
            if entry.capitals and not self._texts[i].isupper():
                continue
            if length == 1 and not is_capitalised(self._texts[i]):
                continue
            return entry, i + length
        return None

    def looks_surname(self, i: int, last: int) -> bool:
        """Say whether the word at ``i`` is capitalised and known as nothing else."""
        if i >= last or not is_capitalised(self._texts[i]):
            return False
        word = self._folds[i]
        return (
            word not in self._gazetteer.common
            and word not in self._never
            and word not in self._org_end
            and word not in self._gazetteer.entries
        ) or (len(word) == 1)

    def breaks(self, at: int, last: int) -> bool:
        """Say whether a name cannot go on at ``at``: a title before a person, a day of the week."""
        word = self._folds[at]
        if is_calendar(word):
            return True
        title = self._titles.at(at, last)
        if title is None:
            return False
        if title.last >= last:
            # "Liberal Party Leader": the office closes the run and is no part of the name.
            return title.field in ("politics", "business") and title.name not in _NOT_OFFICES
        following = self._folds[title.last]
        return (
            following not in self._org_end
            and following not in self._org_of
            and (following not in ("of", "and", "for"))
        )

    def organisation_end(self, i: int, last: int) -> int:
        """Return where an organisation that starts at ``i`` ends, 0 where none does."""
        folds, texts = self._folds, self._texts
        best = 0
        at = i
        while at < last:
            word = folds[at]
            if at > i and self.breaks(at, last):
                break
            if at - i > 12:
                break
            company = word in self._company
            heads = word in self._org_end or company
            if word in self._team and 0 < at - i < 4 and at + 1 == last:
                city = self.entry_at(i, last, 1)
                heads = heads or (city is not None and city[0].kind is Kind.PLACE and city[1] <= at)
            if heads and at > i:
                stop = company and texts[at + 1 : at + 2] == ["."] and at + 1 < last
                best = at + 2 if stop else at + 1
            if (
                word in self._org_of
                and at + 2 < last
                and texts[at + 1] in ("of", "for", "on", "against", "to")
            ):
                end = self.complement_end(at + 1, last)
                if end > at + 2:
                    best = max(best, end)
                    at = end
                    continue
            at += 1
        return best

    def complement_end(self, link: int, last: int) -> int:
        """Return the end of what follows "of" or "for" in the name of an organisation."""
        at = link + 1
        end = at
        while at < last:
            word = self._texts[at]
            if word in _CONNECTORS or word in _PERSON_PARTICLES:
                at += 1
                continue
            if self.breaks(at, last) and at > link + 1:
                break
            at += 1
            end = at
        return end

    def is_company(self, end: int) -> bool:
        """Say whether a name that ends at ``end`` closes with a legal ending ("Inc", "Ltd.")."""
        return self._folds[end - 1] in self._company or self._texts[end - 1] == "."

    def person_end(self, i: int, last: int, before: TitleMatch | None) -> int:
        """Return where a person's name that starts at ``i`` ends, ``i`` where it does not look like one."""
        folds, texts = self._folds, self._texts
        first = folds[i]
        titled = before is not None
        head = first.split("-")[0]
        named = first in self._gazetteer.first_names or head in self._gazetteer.first_names
        if first in _OPENING_PARTICLES and i + 1 < last and not titled:
            after = i + 1
            while after < last and texts[after] in _PERSON_PARTICLES:
                after += 1
            if after < last and is_capitalised(texts[after]) and not self.breaks(after, last):
                known = self._gazetteer.entries.get(folds[after])
                if known is None and folds[after] not in self._gazetteer.common:
                    return after + 1
        initial = len(first) == 1 or (len(first) < 6 and "." in first)
        if initial and first in self._gazetteer.entries:
            return i
        if not (titled or named or initial) or first in self._never:
            return i
        if not titled and not run_is_person_start(texts[i], named, initial):
            return i
        end = i + 1
        parts = 1
        at = end
        while at < last and parts < 5:
            word = texts[at]
            if word == "." and len(texts[at - 1]) <= 2:
                at += 1
                if parts == 1:
                    end = at
                continue
            if word in _PERSON_PARTICLES and at + 1 < last:
                at += 1
                continue
            folded = folds[at]
            if folded in self._suffix and word[:1].isupper():
                end = at + 1
                break
            if not is_capitalised(word) or folded in self._never or self.breaks(at, last):
                break
            if folded in self._org_end and folded not in self._gazetteer.first_names and parts > 1:
                break
            if word.isupper() and len(word) > 2 and not texts[i].isupper():
                break
            entry = self._gazetteer.entries.get(folded)
            if entry is not None and parts >= 2 and (entry.kind is Kind.COUNTRY):
                break
            at += 1
            end = at
            parts += 1
            if folded in self._suffix:
                break
        while end > i + 1 and (texts[end - 1] in _PERSON_PARTICLES):
            end -= 1
        return end

    def place_end_of(self, i: int, last: int) -> int:
        """Return where a place that its own words show to be one ends, 0 where none does."""
        folds = self._folds
        end = 0
        for at in range(i + 1, min(last, i + 6)):
            if self.breaks(at, last):
                break
            if folds[at] in self._place_end and is_capitalised(self._texts[at]):
                end = at + 1
        return end

    def compass_place(self, i: int, last: int) -> int:
        """Return the end of "West Java" or "South Yemen", 0 where nothing of the sort stands at ``i``."""
        if self._folds[i] not in self._compass or i + 1 >= last:
            return 0
        found = self.entry_at(i + 1, last, 1)
        if found is None or found[0].demonym or found[0].kind is Kind.ORGANISATION:
            return 0
        return found[1]

    def foreign_end(self, i: int, last: int) -> int:
        """Return where a name like "Partido de la Revolución" ends: with the run, but for a title."""
        at = i + 1
        while at < last and not self.breaks(at, last):
            at += 1
        while not is_capitalised(self._texts[at - 1]):
            at -= 1
        return at

    def event_follows(self, i: int, end: int, last: int) -> bool:
        """Say whether a known name only opens the name of something that is no actor ("Iraq War")."""
        del i
        return (
            end < last
            and last - end <= 3
            and self._folds[last - 1] in self._not_end
            and (self._texts[end] not in _CONNECTORS)
        )

    def loud(self, run: Run) -> bool:
        """Say whether a run is all in capitals."""
        return all(
            not word[:1].isalpha() or word.isupper() or len(word) < 3
            for word in self._texts[run.first : run.last]
        )


def run_is_person_start(word: str, named: bool, initial: bool) -> bool:
    """Say whether a word can open a person's name: not an acronym that happens to be a first name."""
    if initial and not named:
        return word[:1].isupper()
    return not (word.isupper() and len(word) <= 3)


def names_election(texts: Sequence[str], first: int, last: int) -> bool:
    """Say whether a name at tokens ``first`` to ``last`` names an election: "the 1997 Canada general election"."""
    before = texts[first - 1] if first else ""
    if not (len(before) == 4 and before.isdigit()):
        return False
    for at in range(last, min(last + 5, len(texts))):
        word = texts[at]
        if word in ("election", "elections", "referendum", "census", "budget"):
            return True
        if not word.islower() or word in _CONNECTORS:
            return False
    return False
