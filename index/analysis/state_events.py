"""Events told by what somebody is: "was critical of Chile", "is in Uruguay for talks"."""

from __future__ import annotations

from index.analysis.event_patterns import Form
from index.analysis.event_reading import HAPPENED, Read, SentenceEvents
from index.analysis.passage import ADVERB, COMMA, SUBORDINATOR
from index.analysis.verb_groups import read_group
from index.model import Kind

_PURPOSE_WITHIN = 12


class StateEvents:
    """Reads "to be" with an adjective or a country in one sentence into its events."""

    def __init__(self, sentence: SentenceEvents) -> None:
        self.sentence = sentence
        self.passage = sentence.passage
        self.participants = sentence.participants
        self.low = sentence.low
        self.high = sentence.high

    def read_adjective(self, position: int) -> None:
        """Read "Peru was critical of Chile": what somebody is towards another."""
        passage = self.passage
        group = read_group(passage, position, self.low, Form.PARTICIPLE)
        if not group.passive or group.modal:
            return
        for pattern in passage.patterns.adjectives[passage.words[position]]:
            found = self.participants.subjects(group.before, self.low)
            roles = {name: rank for name, rank in pattern.roles.items() if name != "obj"}
            targets, _ = self.participants.targets(position + 1, self.high, roles, found.mentions)
            status = self.sentence.status(group, None, found.boundary, found.mentions)
            read = Read(pattern.code, found.mentions, targets, status, position, position + 1)
            if found.mentions and targets and self.sentence.add(read, mutual=False):
                return

    def read_presence(self, position: int) -> None:
        """Read "He was also in Uruguay": somebody's being in another country is a visit."""
        passage = self.passage
        ahead = passage.words[position : min(self.high, position + _PURPOSE_WITHIN)]
        purpose = not passage.patterns.words("purpose").isdisjoint(ahead)
        if passage.words[position] in ("is", "are") and not purpose:
            # "The city is in Peru": only who came for something is there on a visit.
            return
        here = position + 1
        while here < self.high and passage.kinds[here] & ADVERB:
            here += 1
        if here + 1 >= self.high or passage.words[here] not in ("in", "at"):
            return
        number = passage.at[here + 1]
        if number < 0 or passage.mention(number).kind is not Kind.COUNTRY:
            return
        if passage.mention(number).demonym or passage.possessive(number):
            return
        if passage.kinds[position - 1] & (SUBORDINATOR | COMMA) and position - 1 >= self.low:
            return
        found = self.participants.subjects(position - 1, self.low)
        if found.boundary < self.low and len(found.mentions) == 1:
            (subject,) = found.mentions
            if passage.is_person(subject) or purpose:
                self.participants.latest = found.mentions
                self.sentence.add(
                    Read("042", found.mentions, (number,), HAPPENED, position, here + 1), False
                )
