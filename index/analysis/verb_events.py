"""Events told by verbs: active, passive, and under a word that takes another event."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from index.analysis.event_patterns import Form, Pattern
from index.analysis.event_reading import CLAIMED, HAPPENED, PLANNED, Read, SentenceEvents
from index.analysis.participants import Subjects
from index.analysis.passage import (
    ADVERB,
    AND,
    FINITE,
    HAVE,
    PREPOSITION,
    SPEECH,
    STOP,
    SUBORDINATOR,
)
from index.analysis.verb_checks import VerbChecks
from index.analysis.verb_groups import (
    Control,
    VerbGroup,
    control_of,
    is_verb,
    operator_at,
    read_group,
)
from index.model import Kind

_WINDOW = 9
_WHERE = {"in": 0, "near": 1, "at": 2, "outside": 3}
# What the authorities of a country do: who is arrested in it is arrested by it.
_OF_AUTHORITIES = ("173", "174", "116")
# Where it was said or agreed is no side of these.
_TOWARDS_SOMEBODY = ("03", "05", "06", "07", "10", "11", "12", "13", "16")
_SUBJECT_WITHIN = 4
# "shot and killed", "arrested and later deported": so near stands what shares its voice.
_PAIR = 5
_VIOLENT = ("18", "19", "20")
# What is done to somebody who is not named is done to the country it is done in.
_DONE_IN = ("175", "18", "19", "20")
_AFTER_PASSIVE = frozenset({"in", "during", "after", "near", "on", "at", "for"})


@dataclass(frozen=True, slots=True)
class _Setting:
    """A verb with its auxiliaries, what controls it, its subject, and where its clause begins."""

    group: VerbGroup
    control: Control | None
    subjects: tuple[int, ...]
    boundary: int
    pronoun: str


class VerbEvents(VerbChecks):
    """Reads the verbs of one sentence into its events."""

    def __init__(self, sentence: SentenceEvents) -> None:
        super().__init__(sentence)
        # The verb before was passive.
        self._before_passive = False

    def read(self, position: int) -> bool:
        """Read the event the verb at a token tells; returns False where the word is no verb here."""
        passage = self.passage
        form = passage.patterns.forms[passage.words[position]]
        if passage.kinds[position] & HAVE and self._is_auxiliary(position):
            return False
        group = read_group(passage, position, self.low, form)
        if not is_verb(passage, position, self.low, form, group):
            return False
        kept = len(self.sentence.reads)
        settings: dict[int, _Setting] = {}
        for pattern, before in self._fitting(position, group):
            if pattern.active and group.passive:
                continue
            tail = len(pattern.tail)
            setting = settings.get(tail)
            if setting is None:
                whole = read_group(passage, position, self.low, form, tail) if tail else group
                setting = settings[tail] = self._setting(position, whole)
            self._verb_event(position, setting, pattern)
            if len(self.sentence.reads) > kept:
                if pattern.needs:
                    self._consume(pattern, position, before)
                break
        return True

    def _is_auxiliary(self, position: int) -> bool:
        """Say whether a participle follows "have": it holds no talks then."""
        passage = self.passage
        here = position + 1
        while here < self.high and passage.kinds[here] & ADVERB:
            here += 1
        if here >= self.high:
            return False
        word = passage.words[here]
        form = passage.patterns.forms.get(word)
        past = form in (Form.PAST_OR_PARTICIPLE, Form.PARTICIPLE)
        return past or word == "been" or (word.endswith("ed") and len(word) > 3)

    def _fitting(self, position: int, group: VerbGroup) -> Iterator[tuple[Pattern, bool]]:
        """Yield the patterns that fit, the best first, with whether what each needs stands before the verb."""
        passage = self.passage
        words = passage.words
        right: list[str] | None = None
        left: list[str] = []
        for pattern in passage.patterns.verbs[words[position]]:
            tail = pattern.tail
            if tail and tuple(words[position + 1 : position + 1 + len(tail)]) != tail:
                continue
            if pattern.subjects and (
                group.passive
                or pattern.subjects.isdisjoint(
                    words[max(self.low, group.before - _SUBJECT_WITHIN) : group.before + 1]
                )
            ):
                continue
            if not pattern.needs and not pattern.bars:
                yield pattern, False
                continue
            if right is None:
                right = self._window(position)
                if group.passive:
                    left = words[max(self.low, group.before - 6) : group.before + 1]
            if pattern.bars and not pattern.bars.isdisjoint((*right[: 6 + len(tail)], *left)):
                continue
            if not pattern.needs:
                yield pattern, False
                continue
            if not pattern.needs.isdisjoint(right):
                yield pattern, False
            elif not pattern.needs.isdisjoint(left):
                yield pattern, True
            elif pattern.paired:
                pairs = {f"{one}_{two}" for one, two in pairwise(right)}
                if not pattern.needs.isdisjoint(pairs):
                    yield pattern, False

    def _consume(self, pattern: Pattern, position: int, before: bool) -> None:
        area = (
            range(max(self.low, position - 9), position)
            if before
            else range(position + 1, min(self.high, position + 1 + _WINDOW))
        )
        for here in area:
            if self.passage.words[here] in pattern.needs:
                # With "air" of "air strikes" goes the noun itself.
                self.sentence.consumed.update((here, here + 1))

    def _window(self, position: int) -> list[str]:
        """Return the words that may belong to the object of a verb."""
        passage = self.passage
        found: list[str] = []
        for here in range(position + 1, min(self.high, position + 1 + _WINDOW)):
            kind = passage.kinds[here]
            if kind & (STOP | SUBORDINATOR) or (kind & FINITE and not kind & PREPOSITION):
                break
            # "next March" is no march.
            month = passage.tokens.texts[here] == "March"
            found.append("" if month else passage.words[here])
        return found

    def _setting(self, position: int, group: VerbGroup) -> _Setting:
        """Return what stands around a verb, and remember its subject for what follows."""
        participants = self.participants
        control = control_of(self.passage, group, self.low)
        group = self._shared_passive(position, group)
        found = self._subjects(control, group)
        subjects, boundary = found.mentions, found.boundary
        if not subjects and not group.passive and boundary >= self.low:
            subjects = self._body_of_speaker(group, boundary)
        if not group.infinitive:
            participants.before = subjects
            participants.before_at = position
            self._before_passive = group.passive
            participants.before_boundary = boundary
            if subjects:
                participants.latest = subjects
        return _Setting(group, control, subjects, boundary, found.pronoun)

    def _verb_event(self, position: int, setting: _Setting, pattern: Pattern) -> None:
        passage, participants = self.passage, self.participants
        last = position + 1 + len(pattern.tail)
        group, control, boundary = setting.group, setting.control, setting.boundary
        subjects, pronoun = setting.subjects, setting.pronoun
        if (
            control is not None
            and "accuse" in control.kinds
            and control.first in self.sentence.consumed
        ):
            return
        sources, targets, mutual = self._sides(pattern, group, subjects, last)
        if pattern.code[:2] in _TOWARDS_SOMEBODY or pattern.code == "040":
            targets = tuple(number for number in targets if not self._is_scene(number))
        if pattern.code[:2] in ("11", "12"):
            targets = tuple(number for number in targets if not self._is_defended(number, last))
        if pattern.code[:2] == "04":
            targets = tuple(number for number in targets if not self._is_person_owning(number))
        if pattern.directed and not targets and not (mutual and len(sources) > 1):
            return
        if pattern.code == "173" and not targets and not group.passive and self._at_once(last):
            # "X, arrested in Quito": who did it is not told.
            return
        if pattern.code[:2] == "13" and self._is_veto(last):
            return
        if pattern.asking and not self._is_asked(targets):
            return
        if (pattern.persons or pattern.people) and not all(
            self._is_somebody(number, countries=pattern.people) for number in targets
        ):
            return
        if pattern.code[:2] == "14" and not sources and passage.words[group.before] in self._bodies:
            # Police that block a road protest against nobody.
            return
        if pattern.code[:2] in _VIOLENT and (
            self._is_force_of_nature(group, last) or self._in_contest(position)
        ):
            return
        code, made = pattern.code, False
        taking: tuple[int, ...] = ()
        first = position
        status = self.sentence.status(group, control, boundary, sources)
        if control is not None:
            composed, top = self.sentence.compose_all(control, pattern.code)
            if composed:
                code, made = composed, True
                taking = (control.first, top.first)
                first = top.first
                status = self.sentence.outer_status(top)
                if "planned" in top.kinds and status == HAPPENED:
                    status = PLANNED
                mutual = mutual and composed[:2] == "03"
                between = top.between or control.between
                if between and composed[:2] == "10":
                    asked = passage.listed(passage.head(between[0], position), position)
                    targets = tuple(asked)
        elif boundary >= self.low:
            outer = self._clause_operator(boundary)
            if outer is not None:
                composed = self.sentence.compose(outer, pattern.code)
                if composed:
                    speaker = participants.subjects(outer.first - 1, self.low).mentions
                    code, made = composed, True
                    first = outer.first
                    taking = (outer.first,)
                    status = HAPPENED
                    if composed[:2] == "10":
                        targets = subjects
                        sources = speaker
                    elif not sources or pronoun in ("it", "he", "she", "they"):
                        sources = speaker
                    mutual = False
        if group.negated and code[:2] in ("03", "04", "05", "06", "07", "08"):
            refused = passage.patterns.compose("refuse", code)
            if refused and group.modal in ("will", "would", "won't", "wouldn't"):
                code, status = refused, HAPPENED
        claimants = self.sentence.claimants if status == CLAIMED else ()
        read = Read(code, sources, targets, status, first, last, made, claimants)
        if self.sentence.add(read, mutual):
            self.sentence.taken.update(taking)
        if not made:
            self.sentence.accuse(read)

    def _shared_passive(self, position: int, group: VerbGroup) -> VerbGroup:
        """Return the group of "was shot and killed": the second verb is as passive as the first."""
        near = 0 < position - self.participants.before_at <= _PAIR
        joined = group.before >= self.low and self.passage.kinds[group.before] & AND
        participle = group.form in (Form.PARTICIPLE, Form.PAST_OR_PARTICIPLE)
        if near and joined and group.bare and participle and self._before_passive:
            return replace(group, passive=True)
        return group

    def _body_of_speaker(self, group: VerbGroup, boundary: int) -> tuple[int, ...]:
        """Return who speaks in "Kenyan officials say troops have arrested …": the troops are theirs."""
        passage = self.passage
        if group.before < self.low or passage.words[group.before] not in self._bodies:
            return ()
        position = boundary - (passage.words[boundary] == "that")
        if position < self.low or not passage.kinds[position] & SPEECH:
            return ()
        speaker = self.participants.subjects(position - 1, self.low).mentions
        return tuple(number for number in speaker if not self.sentence.reports_news(number))

    def _subjects(self, control: Control | None, group: VerbGroup) -> Subjects:
        """Return the subject of a verb; of one that another word takes, that word's subject."""
        passage, participants = self.passage, self.participants
        if control is None:
            gerund = group.form is Form.ING and group.bare
            return participants.subjects(group.before, self.low, gerund=gerund)
        if passage.kinds[control.first] & FINITE:
            # "is to visit", "has to leave"
            return participants.subjects(control.first - 1, self.low)
        if self.sentence.is_noun(control.first):
            owner, begin = participants.possessor(control.first, self.low)
            if owner is not None:
                return Subjects((owner,), -1)
            return participants.subjects(self.sentence.before_verb(begin), self.low)
        form = passage.patterns.forms.get(passage.words[control.first], Form.BASE)
        outer = read_group(passage, control.first, self.low, form)
        gerund = form is Form.ING and outer.bare
        found = participants.subjects(outer.before, self.low, gerund=gerund)
        if outer.passive and "request" in control.kinds:
            return found
        if found.mentions:
            participants.latest = found.mentions
        if control.between and "accuse" in control.kinds:
            return Subjects((control.between[-1],), -1)
        return found

    def _sides(
        self, pattern: Pattern, group: VerbGroup, subjects: tuple[int, ...], last: int
    ) -> tuple[tuple[int, ...], tuple[int, ...], bool]:
        """Return sources, targets and whether both take part alike."""
        participants = self.participants
        if group.passive or self._reduced(pattern, group, subjects, last):
            by = self._agent(last, pattern, subjects)
            if pattern.mutual:
                other, _ = participants.targets(last, self.high, {"with": 0, "by": 1, "between": 2})
                return (subjects, other, True) if subjects else (other, (), True)
            if pattern.needs and "obj" not in pattern.roles:
                # "sanctions against Iran were lifted by": the target stands before the verb.
                begin = max(self.low, group.before - 8)
                inner, _ = participants.targets(begin, group.before + 1, pattern.roles, by)
                if len(inner) > 1 and not by and pattern.roles.keys() >= {"between"}:
                    # "ties between Peru and Chile were cut"
                    return inner[:1], inner[1:], True
                if inner:
                    return by, inner, False
            if subjects and "obj" in pattern.roles:
                if not by and pattern.code in ("174", "161"):
                    by, _ = participants.targets(last, self.high, {"from": 0})
                return by, subjects, False
            if not subjects:
                # What was done to somebody unnamed is not done to whoever stands behind.
                where: tuple[int, ...] = ()
                if pattern.code.startswith(_DONE_IN):
                    where, _ = participants.targets(last, self.high, _WHERE, by)
                return by, self._places(where), False
            targets, _ = participants.targets(last, self.high, pattern.roles, by)
            if "obj" not in pattern.roles:
                # "Kenyan troops were sent to Haiti": whose they are sends them.
                return by or subjects, targets, False
            return by, targets or subjects, False
        targets, governor = participants.targets(last, self.high, pattern.roles, subjects)
        if pattern.swap and not targets:
            # "faces a threat": from nobody.
            return (), (), False
        if not targets and len(subjects) > 1 and self._is_reciprocal(last):
            return subjects[:1], subjects[1:], True
        if pattern.swap:
            return targets, subjects, False
        if pattern.mutual and governor == "between":
            return (targets, (), True) if len(targets) > 1 else (subjects, targets, False)
        return subjects, targets, pattern.mutual

    def _is_reciprocal(self, last: int) -> bool:
        """Say whether "each other" or "one another" is the object."""
        return tuple(self.passage.words[last : last + 2]) in (("each", "other"), ("one", "another"))

    def _agent(self, last: int, pattern: Pattern, subjects: tuple[int, ...]) -> tuple[int, ...]:
        """Return by whom something was done: "by Peru", "by a court in Peru", "arrested in Peru"."""
        passage, participants = self.passage, self.participants
        by, _ = participants.targets(last, self.high, {"by": 0})
        if by:
            return by
        within = any(
            passage.words[here] == "by"
            and not self._bodies.isdisjoint(passage.words[here + 1 : here + 6])
            for here in range(last, min(self.high, last + 8))
        )
        if not within and not pattern.code.startswith(_OF_AUTHORITIES):
            return ()
        where, _ = participants.targets(last, self.high, {"in": 0}, subjects)
        if where and passage.mention(where[0]).kind is Kind.COUNTRY:
            return where[:1]
        return ()

    def _reduced(
        self, pattern: Pattern, group: VerbGroup, subjects: tuple[int, ...], last: int
    ) -> bool:
        """Say whether a bare participle is passive: "ten soldiers killed in Ukraine"."""
        passage = self.passage
        if not group.bare or group.form is not Form.PAST_OR_PARTICIPLE or not subjects:
            return False
        if group.before - passage.lasts[subjects[-1]] > 2:
            return False
        if pattern.code[:2] not in ("17", "18", "19", "20") and pattern.code[:3] != "084":
            return False
        if last >= self.high or passage.words[last] == ".":
            return True
        if tuple(passage.words[last : last + 2]) in (("at", "least"), ("at", "most")):
            return False
        return "obj" in pattern.roles and passage.words[last] in _AFTER_PASSIVE

    def _clause_operator(self, boundary: int) -> Control | None:
        """Return the operator whose "that" clause begins after a token."""
        passage = self.passage
        position = boundary
        if passage.words[position] == "that":
            position -= 1
        if position < self.low:
            return None
        found = operator_at(passage, position, self.low)
        if found is None:
            return None
        kinds = tuple(
            kind for kind in found.kinds if kind in ("request", "threaten", "agree", "warn")
        )
        return Control(kinds, found.first, found.last) if kinds else None
