"""Telling apart what a verb can mean: storms attack nobody, and a city where they met is no side of it."""

from __future__ import annotations

from index.analysis.event_reading import SentenceEvents
from index.analysis.passage import AND, PREPOSITION
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
            return stopped or not nature.isdisjoint(agent)
        if group.before < self.low:
            return False
        joined = bool(passage.kinds[group.before] & AND)
        first = not nature.isdisjoint(words[self.low : self.low + _OPENING])
        shared = joined and (self._after_nature or first)
        self._after_nature = shared or words[group.before] in nature
        return self._after_nature

    def _in_disaster(self, last: int) -> bool:
        """Say whether "in the collapse of", "after a quake" follows close behind token ``last``."""
        words, nature = self.passage.words, self.passage.patterns.words("nature")
        for here in range(last, min(self.high, last + _WINDOW)):
            if words[here] in ("in", "after", "when"):
                near = words[here + 1 : min(self.high, here + 5)]
                if not nature.isdisjoint(near):
                    return True
        return False
