"""Events told by nouns: "talks between", "the recall of its ambassador", "held a meeting"."""

from __future__ import annotations

from dataclasses import dataclass

from index.analysis.event_patterns import Form, Pattern
from index.analysis.event_reading import HAPPENED, PLANNED, Read, SentenceEvents
from index.analysis.passage import ADVERB, DETERMINER, PREPOSITION
from index.analysis.verb_groups import Control, control_of, operator_at, read_group

# How far a verb's phrase may reach to the "phone call" it was made in.
_WINDOW = 9
_PLANNED_WORDS = frozenset(
    {
        "planned",
        "upcoming",
        "forthcoming",
        "possible",
        "proposed",
        "future",
        "scheduled",
        "potential",
    }
)


@dataclass(frozen=True, slots=True)
class _Outer:
    """The subject, status and voice of the verb that takes a noun."""

    sources: tuple[int, ...]
    status: str
    passive: bool


class NounEvents:
    """Reads the nouns of one sentence into its events, after its verbs."""

    def __init__(self, sentence: SentenceEvents) -> None:
        self.sentence = sentence
        self.passage = sentence.passage
        self.participants = sentence.participants
        self.low = sentence.low
        self.high = sentence.high

    def read(self, position: int) -> None:
        """Read the event that the noun at a token tells, if it tells one."""
        passage, participants = self.passage, self.participants
        words = passage.words
        pattern = self._fitting_noun(position)
        if pattern is None:
            return
        if words[position] in passage.patterns.words("blasts") and not self.sentence.tells_attack:
            # Gas explodes as well as bombs do.
            return
        if words[position] in passage.patterns.words("measures-against") and self._is_refused(
            position
        ):
            # "to veto sanctions against Peru" is no threat to Peru.
            return
        last = position + 1 + len(pattern.tail)
        owner, begin = participants.possessor(position, self.low)
        holders, last = self._holders(last)
        between, _ = participants.targets(last, self.high, {"between": 0})
        sources: tuple[int, ...] = ()
        targets: tuple[int, ...] = ()
        if owner is not None and self._is_against(owner):
            targets, mutual = (owner,), False
        elif between and len(between) > 1:
            targets, mutual = between, True
        else:
            by, _ = participants.targets(last, self.high, {"by": 0})
            sources = (owner,) if owner is not None else by
            targets, _ = participants.targets(last, self.high, pattern.roles, sources)
            if not sources and not pattern.mutual and "of" not in pattern.roles:
                # "the recall of Peru's ambassador": whose it is, where "of" names nobody it is done to.
                sources, _ = participants.targets(last, self.high, {"of": 0}, targets)
            mutual = pattern.mutual
        status = HAPPENED
        if any(word in _PLANNED_WORDS for word in words[max(self.low, position - 4) : position]):
            status = PLANNED
        code = pattern.code
        first = position
        control = self._nominal_control(begin)
        made = False
        if control is not None and control.first not in self.sentence.consumed:
            outer = self._outer(control, sources)
            if "resume" in control.kinds or "neutral" in control.kinds or "claim" in control.kinds:
                if sources and not between and outer.sources and not targets:
                    targets = sources
                if outer.passive:
                    status = outer.status
                elif not between:
                    sources = outer.sources or sources
                status = outer.status if outer.status != HAPPENED else status
                composed, top = self.sentence.compose_all(control, code)
                if composed and top is not control and sources and not outer.passive:
                    code, first, made = composed, top.first, True
                    status = self.sentence.outer_status(top)
                    if "planned" in top.kinds and status == HAPPENED:
                        status = PLANNED
                    self.sentence.taken.add(top.first)
                    if top.between and composed[:2] == "10":
                        targets = top.between
            else:
                composed, top = self.sentence.compose_all(control, code)
                if self.sentence.is_noun(control.first) and self._is_refused(control.first):
                    return
                if composed is None:
                    if "planned" in control.kinds:
                        status = PLANNED
                        sources = sources or outer.sources
                elif outer.sources or not outer.passive:
                    side = targets or sources
                    if composed[:2] == "10" and top.between:
                        side = top.between
                    code, first, mutual = composed, top.first, False
                    made = True
                    self.sentence.taken.update((first, control.first))
                    sources, targets = outer.sources, side
                    status = outer.status if top is control else self.sentence.outer_status(top)
        elif not sources and not mutual:
            sources = holders
        elif mutual and not sources and not between:
            sources = holders or self._around(begin)
            if not targets and sources and code[:2] == "04":
                targets = self._addressed(begin, sources)
        protest = pattern.code[:2] == "14" and bool(sources or targets)
        violent = pattern.code[:2] == "18" and bool(targets) and not self._violence()
        protest = protest or violent
        if not mutual and not (sources and targets) and not protest:
            return
        if mutual and not between and not (sources and targets):
            return
        self.sentence.consumed.update(range(position, last))
        self.sentence.add(Read(code, sources, targets, status, first, last, made), mutual)

    def _violence(self) -> bool:
        """Say whether the sentence tells of violence already: the bomb is part of that."""
        return any(read.code[:2] in ("18", "19", "20") for read in self.sentence.reads)

    def _is_refused(self, position: int) -> bool:
        """Say whether a verb of refusing stands before a request: "rejected calls for talks"."""
        patterns, words = self.passage.patterns, self.passage.words
        return any(
            pattern.code[:2] == "12"
            for here in range(max(self.low, position - 3), position)
            for pattern in patterns.verbs.get(words[here], ())
        )

    def _is_against(self, owner: int) -> bool:
        """Say whether "anti-" stands before a nationality: it is those protested against."""
        first = self.passage.firsts[owner]
        return (
            first - 2 >= self.low
            and self.passage.words[first - 1] == "-"
            and self.passage.words[first - 2] == "anti"
        )

    def _fitting_noun(self, position: int) -> Pattern | None:
        words = self.passage.words
        before = words[max(self.low, position - 5) : position]
        for pattern in self.passage.patterns.nouns[words[position]]:
            tail = pattern.tail
            if tail and tuple(words[position + 1 : position + 1 + len(tail)]) != tail:
                continue
            after = words[position + 1 + len(tail) : position + 8]
            if pattern.bars and not pattern.bars.isdisjoint((*before[-1:], *after[:1])):
                continue
            if not pattern.needs or not pattern.needs.isdisjoint((*before[-2:], *after)):
                return pattern
        return None

    def _nominal_control(self, begin: int) -> Control | None:
        passage = self.passage
        position = begin
        steps = 0
        while position >= self.low and steps < 4 and passage.at[position] < 0:
            kind = passage.kinds[position]
            found = operator_at(passage, position, self.low)
            if found is not None and passage.words[position] != "about":
                return found
            if kind & PREPOSITION and steps == 0 and passage.words[position] in ("for", "to", "of"):
                position -= 1
                steps += 1
                if position >= self.low and passage.at[position] < 0:
                    found = operator_at(passage, position, self.low)
                    if found is not None and {"request", "stop", "accuse"} & set(found.kinds):
                        return found
                return None
            if kind & ~(ADVERB | DETERMINER):
                return None
            steps += 1
            position -= 1
        return None

    def _outer(self, control: Control, owners: tuple[int, ...]) -> _Outer:
        passage, participants = self.passage, self.participants
        form = passage.patterns.forms.get(passage.words[control.first], Form.BASE)
        group = read_group(passage, control.first, self.low, form)
        inner = control_of(passage, group, self.low)
        if self.sentence.is_noun(control.first):
            owner, begin = participants.possessor(control.first, self.low)
            if owner is not None:
                return _Outer((owner,), HAPPENED, False)
            found = participants.subjects(self.sentence.before_verb(begin), self.low)
            return _Outer(found.mentions, HAPPENED, False)
        if inner is not None:
            found = participants.subjects(inner.first - 1, self.low)
        else:
            found = participants.subjects(
                group.before, self.low, gerund=form is Form.ING and group.bare
            )
        status = self.sentence.status(group, inner, found.boundary, found.mentions)
        mentions = tuple(
            number
            for number in found.mentions
            if not any(passage.same(number, owner) for owner in owners)
        )
        return _Outer(mentions or found.mentions, status, group.passive)

    def _holders(self, last: int) -> tuple[tuple[int, ...], int]:
        """Return who "had" a meeting ("a meeting he had on Sunday with …") and where the words of it end."""
        passage = self.passage
        position = last
        if position < self.high and passage.words[position] in ("that", "which"):
            position += 1
        if position + 1 >= self.high:
            return (), last
        number = passage.at[position]
        after = passage.lasts[number] if number >= 0 else position + 1
        if after < self.high and passage.words[after] in ("had", "held", "has", "have"):
            found = self.participants.subjects(after - 1, self.low).mentions
            return found, after + 1 if found else last
        return (), last

    def _around(self, begin: int) -> tuple[int, ...]:
        """Return the subject of the clause a noun stands in: "left for Rome for talks with …"."""
        passage = self.passage
        if begin >= self.low and passage.kinds[begin] & PREPOSITION and self.participants.latest:
            return self.participants.latest
        return ()

    def _addressed(self, begin: int, sources: tuple[int, ...]) -> tuple[int, ...]:
        """Return whom the verb before "in a phone call" is directed at: they were on the line."""
        passage = self.passage
        if begin < self.low or passage.words[begin] not in ("in", "during", "at", "by"):
            return ()
        for read in self.sentence.reads[-8:][::-1]:
            if read.first < begin <= read.last + _WINDOW and read.sources == sources:
                return read.targets if len(read.targets) == 1 else ()
        return ()
