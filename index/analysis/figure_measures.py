"""Telling what a number measures by its unit and by the words around it."""

from __future__ import annotations

from index.analysis.figure_numbers import Number, figure_words
from index.analysis.passage import COMMA, DETERMINER, STOP, SUBORDINATOR, Passage

_REACH = 14
_ASIDES = frozenset({"including", "among", "most", "mostly", "many"})


class Measures:
    """Answers what the numbers of one sentence measure."""

    def __init__(self, passage: Passage, low: int, high: int) -> None:
        self.passage = passage
        self.low = low
        self.high = high
        self.lists = figure_words()

    def measures(self, number: Number) -> str:
        """Return what a number measures ("vote share", "people killed"), "" where the text does not say."""
        words, lists = self.passage.words, self.lists
        if number.unit == "people":
            if number.total and number.noun not in lists.outcomes:
                return number.noun
            outcome = self._outcome(number)
            noun = number.noun if number.noun not in lists.outcomes else "people"
            return f"{noun} {outcome}".strip() if outcome else noun
        if number.unit in ("votes", "seats") or number.noun:
            return number.noun or number.unit
        if number.unit in lists.periods.values():
            return self._sentence_of_court(number)
        if number.unit in ("%", "percentage points"):
            after = self._after_of(number.last)
            if after:
                return lists.measures.get(after, f"share of {after}")
        nearest: tuple[int, str] | None = None
        for here in range(
            max(self.low, number.first - _REACH), min(self.high, number.last + _REACH)
        ):
            name = lists.measures.get(words[here])
            if name is None or self.passage.at[here] >= 0:
                continue
            distance = number.first - here if here < number.first else here - number.last + 1
            between = range(min(here, number.last), max(here, number.first))
            if any(self.passage.kinds[place] & STOP for place in between):
                continue
            if nearest is None or distance < nearest[0]:
                nearest = (distance, name)
        if nearest is None:
            return ""
        # Money is paid for many things; only the nearest words tell for what.
        return nearest[1] if number.unit == "%" or nearest[0] <= 6 else ""

    def _after_of(self, last: int) -> str:
        """Return the noun after "of the" ("vote"), "" where nothing such stands there."""
        passage = self.passage
        if last >= self.high or passage.words[last] != "of":
            return ""
        noun = ""
        for here in range(last + 1, min(self.high, last + 6)):
            word = passage.words[here]
            if word in self.lists.measures:
                return word
            if passage.at[here] >= 0 or passage.kinds[here] & DETERMINER:
                if noun:
                    break
                continue
            if passage.kinds[here] or not word[:1].isalpha():
                break
            noun = word
        return noun

    def _outcome(self, number: Number) -> str:
        if number.noun in self.lists.outcomes:
            return self.lists.outcomes[number.noun]
        words = self.passage.words
        done = words[number.begin - 1] if number.begin > self.low else ""
        if done in self.lists.harms:
            # "killed 22 people and injured 14"
            return self.lists.harms[done]
        aside = self._aside(number.last)
        for reach in (
            range(number.last, min(self.high, number.last + 5 + len(aside))),
            range(number.first - 1, max(self.low - 1, number.first - 5), -1),
        ):
            for here in reach:
                if here in aside:
                    continue
                if self.passage.kinds[here] & (STOP | SUBORDINATOR | COMMA):
                    break
                outcome = self.lists.outcomes.get(words[here])
                if outcome is not None:
                    return outcome
                if words[here] in ("killing", "kill", "kills"):
                    return "killed"
                if words[here] in ("injuring", "wounding"):
                    return "injured"
        return ""

    def _aside(self, last: int) -> range:
        """Return the tokens of ", including three children," after a number."""
        words = self.passage.words
        if last + 1 < self.high and words[last] == "," and words[last + 1] in _ASIDES:
            for here in range(last + 2, min(self.high, last + _REACH)):
                if words[here] == ",":
                    return range(last, here + 1)
        return range(last, last)

    def _sentence_of_court(self, number: Number) -> str:
        near = self.passage.words[max(self.low, number.first - 5) : number.last + 4]
        return (
            "prison sentence"
            if {"prison", "jail", "jailed", "sentenced"} & set(near)
            else "duration"
        )
