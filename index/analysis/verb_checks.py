"""Telling apart what a verb can mean: storms attack nobody, and a city where they met is no side of it."""

from __future__ import annotations

from index.analysis.event_patterns import Form
from index.analysis.event_reading import SentenceEvents
from index.analysis.passage import (
    ADVERB,
    AND,
    COMMA,
    FINITE,
    PREPOSITION,
    QUOTE,
    SPEECH,
    STOP,
    SUBORDINATOR,
)
from index.analysis.subjects import CLAUSAL, REACH
from index.analysis.verb_groups import VerbGroup
from index.model import Kind

_WINDOW = 9
_OPENING = 4


class VerbChecks:
    """What is asked of one sentence before a pattern counts."""

    def __init__(self, sentence: SentenceEvents) -> None:
        self.sentence = sentence
        self.passage = sentence.passage
        self.participants = sentence.participants
        self.low = sentence.low
        self.high = sentence.high
        self._bodies = self.passage.patterns.words("state-bodies")
        # The verb before had a storm or a crash as its subject.
        self._after_nature = False

    def _places(self, where: tuple[int, ...]) -> tuple[int, ...]:
        """Return those of the mentions that are countries or places."""
        return tuple(
            number
            for number in where
            if self.passage.mention(number).kind in (Kind.COUNTRY, Kind.PLACE)
        )

    def _is_scene(self, number: int) -> bool:
        """Say whether a city is where something was said or agreed ("agreed in Geneva") and no side of it."""
        passage = self.passage
        first = passage.firsts[number]
        where = passage.words[first - 1] if first > self.low else ""
        return passage.mention(number).kind is Kind.PLACE and where in ("in", "at")

    def _is_person_owning(self, number: int) -> bool:
        """Say whether somebody is named only for whose people others are: "met two of Vesk's ministers"."""
        passage = self.passage
        after = passage.lasts[number]
        return passage.is_person(number) and after < self.high and passage.words[after] == "'s"

    def _is_asked(self, targets: tuple[int, ...]) -> bool:
        """Say whether "to" follows those somebody is directed at: "wants Peru to leave"."""
        if not targets:
            return False
        after = self.passage.lasts[targets[-1]]
        return "to" in self.passage.words[after : min(self.high, after + 3)]

    def _is_veto(self, last: int) -> bool:
        """Say whether an infinitive of refusing follows: who would veto sanctions threatens nobody with them."""
        passage = self.passage
        if last + 1 >= self.high or passage.words[last] != "to":
            return False
        patterns = passage.patterns.verbs.get(passage.words[last + 1], ())
        rest = tuple(passage.words[last + 2 : last + 5])
        return any(
            pattern.code[:2] == "12" and rest[: len(pattern.tail)] == pattern.tail
            for pattern in patterns
        )

    def _is_somebody(self, number: int, *, countries: bool) -> bool:
        mention = self.passage.mention(number)
        if mention.demonym or (countries and mention.kind is Kind.COUNTRY):
            return True
        return mention.kind is Kind.PERSON and mention.entity is not None

    def _at_once(self, last: int) -> bool:
        """Say whether a preposition stands where the object of a verb would."""
        return last < self.high and bool(self.passage.kinds[last] & PREPOSITION)

    def _is_force_of_nature(self, group: VerbGroup, last: int) -> bool:
        """Say whether a storm, a virus or a crash is the subject, or the agent after "by"."""
        passage = self.passage
        words, nature = passage.words, passage.patterns.words("nature")
        if group.passive or (last < self.high and words[last] == "by"):
            near = words[last : last + 6]
            if "by" not in near:
                return self._in_disaster(last)
            agent = near[near.index("by") + 1 :]
            stopped = "strikes" in agent[:1]
            return stopped or any(self._is_accident(word) for word in agent)
        if group.before < self.low:
            return False
        if group.form is Form.ING and group.bare and passage.kinds[group.before] & COMMA:
            return self._after_accident(group.before)
        joined = bool(passage.kinds[group.before] & AND)
        first = not nature.isdisjoint(words[self.low : self.low + _OPENING])
        shared = joined and (self._after_nature or first)
        self._after_nature = shared or any(map(self._is_accident, self._head_nouns(group.before)))
        return self._after_nature

    def _is_accident(self, word: str) -> bool:
        """Say whether a word names what nobody does; an explosion is such where no bomb or attack is told."""
        patterns = self.passage.patterns
        return word in patterns.words("nature") or (
            word in patterns.words("blasts") and not self.sentence.tells_attack
        )

    def _head_nouns(self, last: int) -> tuple[str, ...]:
        """Return the noun that a subject ending at token ``last`` is about: "crash" of "a crash in Nepal".

        Before "after" and the like there may be another clause: the nouns on both sides of it are returned.
        """
        passage = self.passage
        kinds, words = passage.kinds, passage.words
        stop = max(self.low, last - REACH)
        while last > stop and kinds[last] & (COMMA | ADVERB):
            last -= 1
        head = last
        for position in range(last, stop - 1, -1):
            kind = kinds[position]
            if words[position] in ("that", "which") and position > stop:
                # "the fire that swept through a hotel in Peru"
                before = kinds[position - 1]
                if before or passage.at[position - 1] >= 0:
                    break
                head = position - 1
                continue
            if kind & (STOP | QUOTE | COMMA) or (
                kind & (SUBORDINATOR | FINITE) and not kind & PREPOSITION
            ):
                break
            if kind & PREPOSITION and position > stop:
                if words[position] in CLAUSAL:
                    return words[head], words[position - 1]
                head = position - 1
        return (words[head],)

    def _after_accident(self, comma: int) -> bool:
        """Say whether the clause before ", killing ten" tells of an accident and of no violence."""
        if any(read.code[:2] in ("18", "19", "20") for read in self.sentence.reads):
            return False
        passage = self.passage
        start = comma
        stop = max(self.low, comma - 2 * REACH)
        while start > stop and not passage.kinds[start - 1] & (STOP | SPEECH):
            start -= 1
        accidents = passage.patterns.words("accident-verbs")
        clause = passage.words[start:comma]
        return any(word in accidents or self._is_accident(word) for word in clause)

    def _in_disaster(self, last: int) -> bool:
        """Say whether "in the collapse of", "after a quake" follows close behind token ``last``."""
        words = self.passage.words
        accidents = self.passage.patterns.words("accident-verbs")
        for here in range(last, min(self.high, last + _WINDOW)):
            if words[here] in ("in", "after", "when", "as"):
                near = words[here + 1 : min(self.high, here + 5)]
                if any(self._is_accident(word) for word in near):
                    return True
                if words[here] != "in" and not accidents.isdisjoint(
                    words[here + 1 : min(self.high, here + _WINDOW)]
                ):
                    return True
        return False

    def _in_contest(self, position: int) -> bool:
        """Say whether a verb like "beat" tells of a match and of no violence."""
        patterns = self.passage.patterns
        if self.passage.words[position] not in patterns.words("contest-verbs"):
            return False
        return self.sentence.tells_contest

    def _is_defended(self, number: int, last: int) -> bool:
        """Say whether what is refused was aimed at somebody: "vetoed sanctions against Peru"."""
        passage = self.passage
        first = passage.firsts[number]
        if passage.governor(first, last) not in ("against", "on"):
            return False
        return not passage.patterns.words("measures-against").isdisjoint(passage.words[last:first])
