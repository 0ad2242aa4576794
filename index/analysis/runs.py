"""Runs: stretches of capitalised words that may hold one name or several."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.analysis.folding import fold
from index.analysis.gazetteer import Gazetteer
from index.analysis.recognising import Document

# No name has more words; a hostile text of capitals alone is cut into pieces of this length.
_LONGEST_RUN = 24
_PARTICLES = frozenset(
    "de la las los del da das do dos di della dei degli von van der den ter ten zu zur bin ibn bint al el le "
    "du des y e af av ben ould abu du'l ul ur".split()
)
_LOWER_PREFIXES = ("al-", "el-", "ad-", "an-", "ar-", "as-", "at-", "az-", "ash-", "d'", "d’", "e-", "ul-")
_LINKS = frozenset("for on against to in".split())
_ABBREVIATED = frozenset("st mt ft gen sen rep dr mr mrs ms lt col capt maj sgt gov prof rev hon jr adm cpl".split())


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
    return len(word) > 3 and word[0].islower() and not word.islower() and word[1:3].lower() != word[1:3]


class RunFinder:
    """Finds the runs of one document."""

    def __init__(self, document: Document, gazetteer: Gazetteer) -> None:
        self._texts = document.tokens.texts
        self._starts = document.tokens.starts
        self._ends = document.tokens.ends
        self._openings = document.sentences.openings
        self._document = document
        self._org_of = gazetteer.word_class("org-of")
        self._place_of = gazetteer.word_class("place-of")
        self._org_end = gazetteer.word_class("org-end")
        self._org_plural = gazetteer.word_class("org-plural")
        self._never = gazetteer.word_class("never")
        self._common = gazetteer.common
        self._entries = gazetteer.entries
        self._longest = gazetteer.longest

    def runs(self) -> Iterator[Run]:
        """Yield the runs in the order of the text."""
        texts = self._texts
        shouting = self._shouting()
        count = len(texts)
        i = 0
        while i < count:
            if not is_capitalised(texts[i]):
                i += 1
                continue
            end = self._extend(i, count)
            yield Run(i, end, not shouting[i])
            i = end

    def _shouting(self) -> bytearray:
        """Mark the tokens of sentences in which nearly every word has a capital."""
        texts = self._texts
        starts = self._document.sentences.starts
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
            titled = long_words >= 4 and capitals >= long_words * 0.8
            loud = long_words >= 2 and everything >= long_words * 0.7
            if titled or loud:
                for i in range(first, last):
                    marks[i] = 2 if loud else 1
        return marks

    def _gap(self, i: int) -> bool:
        """Say whether tokens ``i`` and ``i + 1`` stand in one sentence with only blanks between."""
        return self._openings[i + 1] == 0 or (
            self._openings[i + 1] == 2 and self._ends[i] == self._starts[i + 1]
        )

    def _extend(self, first: int, count: int) -> int:
        texts = self._texts
        limit = min(count, first + _LONGEST_RUN)
        end = first + 1
        open_head = False
        while end < limit:
            previous = fold(texts[end - 1])
            if previous in self._org_of or previous in self._place_of:
                open_head = True
            word = texts[end]
            if not self._gap(end - 1):
                # "Gen. Smith": the stop of an abbreviation opens no sentence.
                break
            if is_capitalised(word):
                end += 1
                continue
            if word == "." and self._abbreviation(end) and end + 1 < limit:
                if is_capitalised(texts[end + 1]) and self._openings[end + 1] == 0:
                    end += 2
                    continue
                break
            jump = self._connector(first, end, limit, open_head)
            if not jump:
                break
            end = jump
        return end

    def _abbreviation(self, stop: int) -> bool:
        before = self._texts[stop - 1]
        joined = self._ends[stop - 1] == self._starts[stop]
        return joined and ((len(before) == 1 and before.isupper()) or before.lower() in _ABBREVIATED)

    def _connector(self, first: int, at: int, limit: int, open_head: bool) -> int:
        """Return the end of the run if the small words at ``at`` carry it on, else 0."""
        texts = self._texts
        word = texts[at]
        before = fold(texts[at - 1])
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
            fits = before in self._org_plural or self._known_across(at)
            return after + 1 if fits and is_capitalised(texts[after]) else 0
        if word in ("of", "and") or word in _LINKS:
            if self._known_across(at):
                return after + (texts[after] in ("the", "of"))
            if texts[after] in ("the", "a", "an") and word != "and":
                after += 1
            if after >= limit or not is_capitalised(texts[after]):
                if word == "to" and open_head and texts[at - 1] == "Committee":
                    return after
                return 0
            following = fold(texts[after])
            if following in self._never and following not in ("black", "white"):
                return after + 1 if word == "of" and before in self._org_of else 0
            if word == "of":
                return after + 1 if before in self._org_of or before in self._place_of else 0
            if word == "and":
                return self._coordinated(first, at, limit, open_head)
            known = self._entries.get(following)
            proper = known is not None and not known.demonym
            return after + 1 if before in self._org_of and not proper else 0
        return 0

    def _known_across(self, at: int) -> bool:
        """Say whether the gazetteer knows a name that goes over the small word at ``at``."""
        texts = self._texts
        for start in range(max(0, at - 4), at):
            most = self._longest.get(fold(texts[start]), 0)
            if start + most <= at:
                continue
            words = [fold(word) for word in texts[start : start + most]]
            for length in range(len(words), at - start, -1):
                if " ".join(words[:length]) in self._entries:
                    return True
        return False

    def _coordinated(self, first: int, at: int, limit: int, open_head: bool) -> int:
        """Carry a run over "and" inside one name: "Ministry of Trade and Industry"."""
        texts = self._texts
        after = at + 1
        both_plain = fold(texts[at - 1]) in self._common and fold(texts[after]) in self._common
        if not both_plain:
            return 0
        if open_head and "of" in texts[first:at]:
            return after + 1
        # "Food and Drug Administration": the head comes after.
        end = after
        while end < limit and is_capitalised(texts[end]) and self._openings[end] == 0 and end - at < 5:
            end += 1
        if end - after >= 2 and fold(texts[end - 1]) in self._org_end:
            return end
        return 0
