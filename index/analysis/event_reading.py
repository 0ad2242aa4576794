"""The events of one sentence while it is read: what verbs and nouns have in common."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from index.analysis.event_patterns import Form
from index.analysis.participants import Participants
from index.analysis.passage import (
    ADVERB,
    CALENDAR,
    DETERMINER,
    FINITE,
    PREPOSITION,
    SPEECH,
    Passage,
)
from index.analysis.verb_groups import Control, VerbGroup, control_of, read_group

# Nobody writes so long a sentence: it keeps the time for hostile texts small.
LONGEST_SENTENCE = 1000
_LONGEST_CIRCUMSTANCE = 10
_TIMES = frozenset(
    {"morning", "afternoon", "evening", "night", "week", "month", "year", "statement"}
)
_CONDITIONAL = frozenset({"would", "wouldn't", "'d", "could", "couldn't", "might"})
_CONDITIONS = frozenset({"if", "unless"})
_SCORE = re.compile(r"[0-9]{1,3}[-–][0-9]{1,3}")
HAPPENED = "happened"
PLANNED = "planned"
DENIED = "denied"
CLAIMED = "claimed"
HYPOTHETICAL = "hypothetical"

_HOSTILE = frozenset({"09", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20"})
_HARM = ("072", "17", "18", "19", "20")
_VIOLENT = ("18", "19", "20")
_COMPOSING = frozenset(
    {"agree", "wish", "threaten", "warn", "refuse", "request", "stop", "planned"}
)
# Codes that say something even where nobody is named whom they are directed at.
_ALONE = (
    *("14", "15", "17", "18", "19", "20", "0841", "081", "082", "083", "0871", "0873", "0874"),
    *("034", "0351", "0353", "0356", "104", "129"),
)


@dataclass(frozen=True, slots=True)
class Read:
    """An event in terms of tokens and mention numbers, before it is dated.

    ``composed``: it is told by a word that takes another event ("agreed to meet"), which ``first`` is.
    """

    code: str
    sources: tuple[int, ...]
    targets: tuple[int, ...]
    status: str
    first: int
    last: int
    composed: bool = False
    claimants: tuple[int, ...] = ()


class SentenceEvents:
    """What has been read from the sentence between tokens ``low`` and ``high``.

    ``consumed`` are words read as part of a verb's pattern, ``taken`` the operators that are told by
    what they take; neither makes an event of its own.
    """

    def __init__(self, passage: Passage, low: int, high: int, previous: tuple[int, ...]) -> None:
        self.passage = passage
        self.low = low
        self.high = high
        self.participants = Participants(passage, previous)
        self.consumed: set[int] = set()
        self.taken: set[int] = set()
        self.reads: list[Read] = []
        # Who claims what the last verb tells.
        self.claimants: tuple[int, ...] = ()

    def accuse(self, read: Read) -> None:
        """Keep that somebody who says another did harm accuses them."""
        code = self.passage.patterns.compose("accuse", read.code)
        if (
            code is None
            or not read.code.startswith(_HARM)
            or read.status != CLAIMED
            or not read.sources
            or not read.claimants
        ):
            return
        claimants = tuple(one for one in read.claimants if not self.reports_news(one))
        others = not any(self.passage.same(one, two) for one in claimants for two in read.sources)
        if claimants and others and not self._compatriots(claimants, read.sources):
            self.reads.append(
                Read(code, claimants, read.sources, HAPPENED, read.first, read.last, True)
            )

    def reports_news(self, number: int) -> bool:
        """Say whether a mention names a news agency or the like, which tells of others."""
        words = self.passage.mention(number).surface.lower().split()
        return not self.passage.patterns.words("media").isdisjoint(words)

    def add(self, read: Read, mutual: bool) -> bool:
        """Keep an event that says enough and say so; ``mutual``: both sides take part alike."""
        code, sources, targets = read.code, read.sources, read.targets
        if not (sources or targets):
            return False
        if mutual and not (sources and targets):
            everyone = sources or targets
            if len(everyone) < 2:
                if code[:2] in ("04", "05", "06", "19"):
                    return False
            else:
                sources, targets = everyone[:1], everyone[1:]
        if not targets and not mutual and not code.startswith(_ALONE):
            return False
        if not sources and (
            code[:2] in ("04", "06") or (read.status == HYPOTHETICAL and code[:2] in ("05", "07"))
        ):
            return False
        if mutual and len(sources) > 1 and not targets:
            sources, targets = sources[:1], sources[1:]
        self.reads.append(replace(read, sources=sources, targets=targets))
        return True

    def kept(self) -> list[Read]:
        """Return the events in the order of the text."""
        self.reads.sort(key=lambda read: read.first)
        return [
            read
            for read in self.reads
            if (read.composed or read.first not in self.taken) and not self._is_told(read)
        ]

    def _is_told(self, read: Read) -> bool:
        """Say whether ", killing five" only tells what the attack did that the sentence tells already."""
        return (
            read.code[:2] in _VIOLENT
            and not read.targets
            and any(
                other.code[:2] in _VIOLENT
                and bool(other.targets)
                and other.sources == read.sources
                and other.status == read.status
                for other in self.reads
            )
        )

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the sentence, of a hostile one those it begins with."""
        return frozenset(self.passage.words[self.low : min(self.high, self.low + LONGEST_SENTENCE)])

    @cached_property
    def tells_attack(self) -> bool:
        """Whether a bomb, a weapon or an attacker stands in the sentence: an explosion is violence then."""
        return not self.passage.patterns.words("attacks").isdisjoint(self.words)

    @cached_property
    def tells_contest(self) -> bool:
        """Whether the sentence is about a match: a word of sport or a score stands in it, and no police."""
        patterns = self.passage.patterns
        if self.tells_attack or not patterns.words("state-bodies").isdisjoint(self.words):
            return False
        return not patterns.words("contest").isdisjoint(self.words) or any(
            map(_SCORE.fullmatch, self.words)
        )

    def is_noun(self, position: int) -> bool:
        """Say whether an operator is a noun here ("the threat to"), by what stands before it."""
        before = position - 1
        if before < self.low:
            return False
        passage = self.passage
        if passage.at[before] >= 0:
            number = passage.at[before]
            return passage.possessive(number) or passage.mention(number).demonym
        return (
            bool(passage.kinds[before] & (DETERMINER | PREPOSITION))
            and passage.words[before] != "to"
        ) or passage.words[before] == "'s"

    def compose(self, control: Control, code: str) -> str | None:
        """Return the code of an operator with an event of ``code``, None where it makes no other event."""
        hostile = code[:2] in _HOSTILE
        for kind in control.kinds:
            if kind not in _COMPOSING or (code[:2] == "04" and "planned" in control.kinds):
                continue
            if kind in ("agree", "wish"):
                kind = "threaten" if hostile else "agree"
            elif kind == "warn":
                kind = "threaten"
            elif kind == "planned":
                # A plan to do good is agreeing to it; a plan to visit or to harm stays what it is.
                kind = "intend"
            composed = self.passage.patterns.compose(kind, code)
            if composed:
                return composed
        return None

    def before_verb(self, position: int) -> int:
        """Return the token before the verb group that ends at a token; the token where no verb stands."""
        passage = self.passage
        form = passage.patterns.forms.get(passage.words[position]) if position >= self.low else None
        if form is None or form is Form.BASE or passage.at[position] >= 0:
            return position
        return read_group(passage, position, self.low, form).before

    def control_beyond(self, control: Control) -> Control | None:
        """Return what controls a controlling word: "agreed" in "agreed to stop attacking", or None."""
        passage = self.passage
        if passage.kinds[control.first] & FINITE or self.is_noun(control.first):
            return None
        form = passage.patterns.forms.get(passage.words[control.first], Form.BASE)
        return control_of(passage, read_group(passage, control.first, self.low, form), self.low)

    def compose_all(self, control: Control, code: str) -> tuple[str | None, Control]:
        """Return the code of an event under a word and under what that is under, and the outermost word."""
        composed = self.compose(control, code)
        beyond = self.control_beyond(control)
        if beyond is None or beyond.first >= control.first:
            return composed, control
        if composed is None and not set(control.kinds) & {"resume", "neutral", "planned", "try"}:
            return None, control
        outer = self.compose(beyond, composed or code)
        return (outer, beyond) if outer else (composed, control)

    def status(
        self,
        group: VerbGroup,
        control: Control | None,
        boundary: int,
        sources: tuple[int, ...],
    ) -> str:
        """Return whether what a verb tells happened, is planned, denied, claimed or hypothetical."""
        passage = self.passage
        patterns = passage.patterns
        outer = ""
        self.claimants = ()
        if boundary >= self.low:
            position = boundary
            if passage.words[boundary] == "that":
                position = self._before_circumstances(boundary - 1)
            word = passage.words[max(position, self.low)]
            if word in patterns.words("claim"):
                outer = CLAIMED
                claimants = self.participants.subjects(position - 1, self.low).mentions
                self.claimants = self._speaking(claimants)
            elif any(one.kind == "deny" for one in patterns.operators.get(word, ())):
                return DENIED
            elif passage.words[boundary] in ("if", "unless", "until", "whether"):
                return HYPOTHETICAL
            elif passage.kinds[position] & SPEECH:
                speaker = self.participants.subjects(position - 1, self.low).mentions
                if (
                    speaker
                    and sources
                    and not any(passage.same(one, two) for one in speaker for two in sources)
                    and not self._compatriots(speaker, sources)
                ):
                    outer = CLAIMED
                    self.claimants = self._speaking(speaker)
        if control is not None:
            for kind in control.kinds:
                if kind in ("planned", "performative"):
                    return PLANNED if kind == "planned" else HAPPENED
                if kind in ("wish", "try", "obliged", "request", "refuse", "threaten", "agree"):
                    return HYPOTHETICAL
                if kind == "deny":
                    return DENIED
                if kind in ("claim", "accuse"):
                    return CLAIMED
        if group.modal in _CONDITIONAL and group.perfect:
            # "would have sent": it never came to it.
            return HYPOTHETICAL
        if group.negated:
            return DENIED
        if group.infinitive and control is None:
            return HYPOTHETICAL
        if group.form is Form.ING and group.bare and passage.words[group.before] == "of":
            return HYPOTHETICAL
        if group.modal:
            if group.modal in patterns.words("future") and not self._is_conditional(group):
                return PLANNED
            return HYPOTHETICAL
        return outer or HAPPENED

    def _is_conditional(self, group: VerbGroup) -> bool:
        """Say whether "would" depends on an "if" in the sentence."""
        return group.modal in _CONDITIONAL and not _CONDITIONS.isdisjoint(self.words)

    def _speaking(self, mentions: tuple[int, ...]) -> tuple[int, ...]:
        """Return those who speak themselves: of "witnesses in Peru" Peru does not."""
        passage = self.passage
        return tuple(
            number
            for number in mentions
            if passage.governor(passage.firsts[number], self.low) not in ("in", "from", "at")
        )

    def _before_circumstances(self, position: int) -> int:
        """Return the last token before "on Wednesday in Geneva", where a verb of speech may stand."""
        passage = self.passage
        stop = max(self.low, position - _LONGEST_CIRCUMSTANCE)
        here = position
        while here > stop:
            number = passage.at[here]
            if number >= 0:
                here = passage.firsts[number] - 1
            elif passage.kinds[here] & (CALENDAR | ADVERB | PREPOSITION | DETERMINER) or (
                passage.words[here].isdigit() or passage.words[here] in _TIMES
            ):
                here -= 1
            else:
                break
        return here if passage.kinds[here] & SPEECH else position

    def _compatriots(self, one: tuple[int, ...], other: tuple[int, ...]) -> bool:
        """Say whether two sides bear the same country in their names ("Iran", "Iranian ministry")."""
        entities = self.passage.findings.entities
        for first in one:
            for second in other:
                mine, theirs = (
                    self.passage.mention(first).entity,
                    self.passage.mention(second).entity,
                )
                if mine is None or theirs is None:
                    continue
                if entities[mine].name in entities[theirs].name or (
                    entities[theirs].name in entities[mine].name
                ):
                    return True
        return False

    def outer_status(self, control: Control) -> str:
        """Return the status of an offer, a threat, a refusal: that of the word that makes it."""
        passage = self.passage
        if self.is_noun(control.first):
            return HAPPENED
        form = passage.patterns.forms.get(passage.words[control.first], Form.BASE)
        group = read_group(passage, control.first, self.low, form)
        if group.negated:
            return DENIED
        if group.modal:
            future = group.modal in passage.patterns.words("future")
            return PLANNED if future and not self._is_conditional(group) else HYPOTHETICAL
        return HAPPENED
