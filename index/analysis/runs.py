"""Runs: stretches of capitalised words that may hold one name or several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.analysis.gazetteer import Gazetteer
from index.analysis.recognising import Document
from index.analysis.small_words import small_words
from index.model import Kind

# No name has more words; a hostile text of capitals alone is cut into pieces of this length.
_LONGEST_RUN = 24
_PARTICLES = small_words("run-particles")
_LOWER_PREFIXES = tuple(sorted(small_words("lower-prefixes")))
_LINKS = small_words("run-links")
_ABBREVIATED = small_words("abbreviated-titles")


_FOREIGN_LINKS = small_words("foreign-links")
_CALENDAR = small_words("calendar")


def is_calendar(word: str) -> bool:
    """Say whether a folded word is a day of the week or a month (``may`` is left open)."""
    return word in _CALENDAR


class _Proper:
    """Words that are names of places or people by themselves."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._entries = gazetteer.entries
        self._first_names = gazetteer.first_names
        self._common = gazetteer.common

    def __contains__(self, word: str) -> bool:
        entry = self._entries.get(word)
        if entry is not None:
            return not entry.demonym and entry.kind is not Kind.ORGANISATION
        return word in self._first_names and word not in self._common


@dataclass(frozen=True, slots=True)
class Run:
    """Tokens ``first`` to ``last`` (exclusive); ``plain`` is False where capitals tell nothing."""

    first: int
    last: int
    plain: bool


def is_capitalised(word: str) -> bool:
    """Say whether a token is written like a name: with a capital, or ``al-`` and the like before one."""
    if word[:1].isupper():
        return True
    if "-" in word or "'" in word or "’" in word:
        return word.startswith(_LOWER_PREFIXES) and any(char.isupper() for char in word)
    # "iPhone", "teleSUR": small letters first, capitals inside.
    return (
        len(word) > 3
        and word[0].islower()
        and not word.islower()
        and word[1:3].lower() != word[1:3]
    )


def loud_marks(document: Document) -> bytearray:
    """Return a byte a token: 0 in prose, 1 in a headline of capitalised words, 2 in one all in capitals."""
    texts = document.tokens.texts
    starts = document.sentences.starts
    marks = bytearray(len(texts))
    for number in range(len(starts)):
        first = starts[number]
        last = starts[number + 1] if number + 1 < len(starts) else len(texts)
        long_words = capitals = everything = 0
        for i in range(first, last):
            word = texts[i]
            if len(word) > 3 and word[0].isalpha():
                long_words += 1
                if not word.islower():
                    capitals += 1
                    if word.isupper():
                        everything += 1
        # Headlines have no full stop; a sentence of many names has.
        stopped = last > first and texts[last - 1] in (".", "?", "!", '"', "”")
        titled = long_words >= 4 and capitals >= long_words * 0.8 and not stopped
        loud = long_words >= 2 and everything >= long_words * 0.7
        if titled or loud:
            for i in range(first, last):
                marks[i] = 2 if loud else 1
    return marks


class RunFinder:
    """Finds the runs of one document."""

    def __init__(self, document: Document, gazetteer: Gazetteer, marks: bytearray) -> None:
        """``marks`` are the document's ``loud_marks``."""
        self._marks = marks
        self._texts = document.tokens.texts
        self._folds = document.folds
        self._starts = document.tokens.starts
        self._ends = document.tokens.ends
        self._openings = document.sentences.openings
        self._org_of = gazetteer.word_class("org-of")
        self._place_of = gazetteer.word_class("place-of")
        self._org_end = gazetteer.word_class("org-end")
        self._org_plural = gazetteer.word_class("org-plural")
        self._common = gazetteer.common
        self._opener = gazetteer.word_class("opener")
        self._org_start = gazetteer.word_class("org-start")
        self._party = gazetteer.word_class("party")
        self._proper = _Proper(gazetteer)
        self._entries = gazetteer.entries
        self._longest = gazetteer.longest

    def runs(self) -> Iterator[Run]:
        """Yield the runs in the order of the text."""
        texts = self._texts
        shouting = self._marks
        count = len(texts)
        i = 0
        while i < count:
            if texts[i].islower() or not is_capitalised(texts[i]):
                i += 1
                continue
            end = self._extend(i, count)
            yield Run(i, end, not shouting[i])
            i = end

    def _gap(self, i: int) -> bool:
        """Say whether tokens ``i`` and ``i + 1`` stand in one sentence with only blanks between."""
        return self._openings[i + 1] == 0 or (
            self._openings[i + 1] == 2 and self._ends[i] == self._starts[i + 1]
        )

    def _extend(self, first: int, count: int) -> int:
        texts = self._texts
        folds = self._folds
        limit = min(count, first + _LONGEST_RUN)
        end = first + 1
        open_head = False
        while end < limit:
            previous = folds[end - 1]
            if previous in self._org_of or previous in self._place_of:
                open_head = True
            word = texts[end]
            if not self._gap(end - 1):
                # "Gen. Smith": the stop of an abbreviation opens no sentence.
                break
            if is_capitalised(word):
                if word in ("The", "A", "An", "In") and not self._known_across(end):
                    break
                end += 1
                continue
            if word == "." and self._abbreviation(end) and end + 1 < limit:
                if is_capitalised(texts[end + 1]) and self._openings[end + 1] == 0:
                    end += 2
                    continue
                break
            if word == "party" and end - first < 4 and previous in self._party:
                return end + 1
            jump = self._connector(first, end, limit, open_head)
            if not jump:
                break
            end = jump
        return end

    def _abbreviation(self, stop: int) -> bool:
        before = self._texts[stop - 1]
        joined = self._ends[stop - 1] == self._starts[stop]
        return joined and (
            (len(before) == 1 and before.isupper()) or before.lower() in _ABBREVIATED
        )

    def _connector(self, first: int, at: int, limit: int, open_head: bool) -> int:
        """Return the end of the run if the small words at ``at`` carry it on, else 0."""
        texts = self._texts
        folds = self._folds
        word = texts[at]
        before = folds[at - 1]
        after = at + 1
        if after >= limit or not self._gap(at):
            return 0
        if word == "&":
            return after + 1 if is_capitalised(texts[after]) else 0
        if word in _PARTICLES:
            while after < limit and texts[after] in _PARTICLES and after - at < 3:
                after += 1
            if after < limit and is_capitalised(texts[after]) and self._openings[after] == 0:
                return after + 1
            return 0
        if word in ("'s", "'", "’"):
            if self._known_across(at) or self._known_to(at):
                # "Lloyd's of London", "Moody's".
                return after
            plural = before in self._org_plural
            return after + 1 if plural and is_capitalised(texts[after]) else 0
        if word in ("of", "and") or word in _LINKS:
            if self._known_across(at):
                return after + (texts[after] in ("the", "of"))
            if texts[after] in ("the", "a", "an") and word != "and":
                after += 1
            if after >= limit or not is_capitalised(texts[after]):
                if word == "to" and open_head and texts[at - 1] == "Committee":
                    return after
                return 0
            following = folds[after]
            if is_calendar(following) or self._openings[after] == 1:
                return 0
            if word == "of":
                heads = before in self._org_of or before in self._place_of
                # "Association for the Advancement of Colored People".
                nested = open_head and "for" in texts[first:at] and before in self._common
                return after + 1 if heads or nested else 0
            if word == "and":
                return self._coordinated(first, at, limit, open_head)
            known = self._entries.get(following)
            proper = known is not None and not known.demonym
            if following in self._opener:
                return 0
            if word == "for" and open_head and "of" in texts[first:at]:
                # "Alliance of Liberals and Democrats for Europe".
                return 0 if known is not None and known.kind is Kind.COUNTRY else after + 1
            return after + 1 if before in self._org_of and not proper else 0
        if word in _FOREIGN_LINKS and self._openings[at] == 0:
            foreign = folds[first] in self._org_start
            while after < limit and texts[after] in _FOREIGN_LINKS | _PARTICLES and after - at < 3:
                after += 1
            if foreign and after < limit and is_capitalised(texts[after]):
                return after + 1
        return 0

    def _known_across(self, at: int) -> bool:
        """Say whether the gazetteer knows a name that goes over the small word at ``at``."""
        folds = self._folds
        for start in range(max(0, at - 4), at):
            most = self._longest.get(folds[start], 0)
            if start + most <= at:
                continue
            words = folds[start : start + most]
            for length in range(len(words), at - start, -1):
                if " ".join(words[:length]) in self._entries:
                    return True
        return False

    def _known_to(self, at: int) -> bool:
        """Say whether the gazetteer knows a name that ends with the possessive at ``at``."""
        folds = self._folds
        return any(
            " ".join(folds[start : at + 1]) in self._entries for start in range(max(0, at - 3), at)
        )

    def _coordinated(self, first: int, at: int, limit: int, open_head: bool) -> int:
        """Carry a run over "and" inside one name: "Ministry of Trade and Industry"."""
        texts = self._texts
        folds = self._folds
        after = at + 1
        before = folds[at - 1]
        following = folds[after]
        if following in self._opener or following in self._proper or "and" in texts[first:at]:
            return 0
        end = after
        while (
            end < limit and is_capitalised(texts[end]) and self._openings[end] == 0 and end - at < 6
        ):
            end += 1
        headed = end - after >= 2 and folds[end - 1] in self._org_end
        if open_head and (
            "of" in texts[first:at] or "for" in texts[first:at] or "on" in texts[first:at]
        ):
            return after + 1 if not headed and self._plain(before) and self._plain(following) else 0
        both = self._plain(before) and self._plain(following)
        # "Food and Drug Administration": the head comes after, and there is none before.
        if headed and both and not any(word in self._org_end for word in folds[first:at]):
            return end
        return 0

    def _plain(self, word: str) -> bool:
        """Say whether a folded word is a common one, in singular or plural, or that of a party."""
        return word in self._common or word in self._party or word.removesuffix("s") in self._party
