"""Reading figures: a number with its unit, what it measures, whom it is about and who says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.events import Participant, reference
from index.analysis.figure_numbers import Number, NumberReader, figure_words
from index.analysis.findings import Findings
from index.analysis.linking import EntityLink
from index.analysis.participants import Participants
from index.analysis.passage import (
    ADVERB,
    COMMA,
    DETERMINER,
    PREPOSITION,
    SPEECH,
    STOP,
    SUBORDINATOR,
    Passage,
)
from index.analysis.recognising import Document
from index.model import BodyFormat, Figure, Kind, Moment, Span

_REACH = 14
_MOST_CANDIDATES = 50


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A number as one article gives it.

    ``span`` covers number and unit. ``unit`` is ``%``, a currency code, or what is counted; ``measures``
    says of what ("vote share", "people killed"), "" where the text does not.
    """

    span: Span
    value: float
    unit: str
    measures: str
    subject: Participant | None = None
    claimant: Participant | None = None
    upper: float | None = None
    qualifier: str = ""
    date: Moment | None = None


def read_figures(
    text: str,
    *,
    body_format: BodyFormat,
    findings: Findings,
    document: Document | None = None,
) -> tuple[FoundFigure, ...]:
    """Return the figures of an article in the order of the text; see ``read_events`` for the arguments."""
    return figures_of(Passage(text, findings, body_format, document))


def figures_of(passage: Passage) -> tuple[FoundFigure, ...]:
    """Return the figures of a passage, for callers that read more than figures from it."""
    found: list[FoundFigure] = []
    lists = figure_words()
    candidates = _Candidates(passage)
    kinds = passage.words
    for low, high in passage.sentence_bounds():
        if any(word[:1].isdigit() or word in lists.numbers for word in kinds[low:high]):
            found.extend(_SentenceFigures(passage, low, high, candidates).read())
    return tuple(found)


def resolve_figures(
    found: Sequence[FoundFigure], links: Sequence[EntityLink]
) -> tuple[Figure, ...]:
    """Return the figures with their actors; ``links`` has one link for each entity."""
    return tuple(
        Figure(
            figure.span,
            figure.value,
            figure.unit,
            figure.measures,
            reference(figure.subject, links),
            reference(figure.claimant, links),
            figure.upper,
            figure.qualifier,
            figure.date,
        )
        for figure in found
    )


class _Candidates:
    """Who the article calls a candidate, looked for once an article and only if somebody asks."""

    def __init__(self, passage: Passage) -> None:
        self.passage = passage
        self.found: list[tuple[int, frozenset[str]]] | None = None

    def titles(self) -> list[tuple[int, frozenset[str]]]:
        """Return the entities that are candidates and the words of the title each has."""
        if self.found is None:
            text = self.passage.text
            self.found = [
                (number, frozenset(text[role.start : role.end].lower().split()))
                for number, entity in enumerate(self.passage.findings.entities)
                if entity.kind is Kind.PERSON and entity.surfaces
                for role in entity.roles
                if "candidate" in role.title
            ][:_MOST_CANDIDATES]
        return self.found


class _SentenceFigures:
    def __init__(self, passage: Passage, low: int, high: int, candidates: _Candidates) -> None:
        self.passage = passage
        self.candidates = candidates
        self.low = low
        self.high = high
        self.lists = figure_words()
        self.participants = Participants(passage, ())

    def read(self) -> list[FoundFigure]:
        numbers = NumberReader(self.passage, self.low, self.high).numbers()
        if not numbers:
            return []
        claimant = self._claimant(numbers[0].first)
        found: list[FoundFigure] = []
        before: Number | None = None
        measures = ""
        for number in numbers:
            own = self._measures(number)
            if not own and before is not None and before.unit == number.unit:
                own = measures
            measures, before = own, number
            found.append(
                FoundFigure(
                    self.passage.span(number.first, number.last),
                    number.value,
                    number.unit,
                    own,
                    self._subject(number, own, claimant),
                    claimant,
                )
            )
        return found

    # -- what it measures ------------------------------------------------------------------------

    def _measures(self, number: Number) -> str:
        words, lists = self.passage.words, self.lists
        if number.unit == "people":
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
        for reach in (
            range(number.last, min(self.high, number.last + 5)),
            range(number.first - 1, max(self.low - 1, number.first - 5), -1),
        ):
            for here in reach:
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

    def _sentence_of_court(self, number: Number) -> str:
        near = self.passage.words[max(self.low, number.first - 5) : number.last + 4]
        return (
            "prison sentence"
            if {"prison", "jail", "jailed", "sentenced"} & set(near)
            else "duration"
        )

    # -- who -------------------------------------------------------------------------------------

    def _subject(
        self, number: Number, measures: str, claimant: Participant | None
    ) -> Participant | None:
        passage = self.passage
        before = number.first - 1
        if before >= self.low and passage.words[before] == "'s" and passage.at[before - 1] >= 0:
            return self._participant(passage.at[before - 1])
        after, _ = self.participants.targets(
            number.last, min(self.high, number.last + 9), {"for": 0}
        )
        if after and measures == "vote share":
            return self._participant(after[0])
        subjects = self.participants.subjects(before, self.low)
        mentions = subjects.mentions
        position = subjects.boundary
        # The verb of the clause ("won", "has received") stands between: past it is the subject.
        steps = 0
        while not mentions and position > self.low and steps < 4:
            if passage.kinds[position] & (STOP | SUBORDINATOR):
                break
            subjects = self.participants.subjects(position - 1, self.low)
            mentions, position = subjects.mentions, subjects.boundary
            steps += 1
        if mentions:
            return self._participant(mentions[0])
        if claimant is not None and claimant.entity is None and measures == "vote share":
            return self._candidate(claimant)
        if number.unit == "people" or claimant is None:
            return None
        return None

    def _candidate(self, claimant: Participant) -> Participant:
        """Return the candidate of a side that claims votes for itself, where the text knows just one."""
        passage = self.passage
        side = passage.text[claimant.start : claimant.end].lower().split()[-1]
        candidates = {number for number, title in self.candidates.titles() if side in title}
        if len(candidates) != 1:
            return claimant
        return Participant(candidates.pop(), claimant.start, claimant.end)

    def _claimant(self, first: int) -> Participant | None:
        passage = self.passage
        words, kinds = passage.words, passage.kinds
        if passage.quoted[first]:
            speaker = self.participants.speaker(first)
            return self._participant(speaker[0]) if speaker else None
        cues = [
            here
            for here in range(self.low, self.high)
            if kinds[here] & SPEECH and passage.at[here] < 0 and not passage.quoted[here]
        ]
        for here in cues:
            if words[here] == "according":
                named, _ = self.participants.targets(here + 1, self.high, {"to": 0})
                if named:
                    return self._participant(named[0])
                continue
            subjects = self.participants.subjects(here - 1, self.low)
            if subjects.mentions:
                return self._participant(subjects.mentions[0])
            if here < first:
                side = self._institution(here - 1)
                if side is not None:
                    return side
        return None

    def _institution(self, last: int) -> Participant | None:
        """Return "the opposition" or the like before a speech verb: somebody, though no actor is named."""
        passage = self.passage
        position = last
        while position >= self.low and passage.kinds[position] & ADVERB:
            position -= 1
        if position < self.low or passage.words[position] not in self.lists.institutions:
            return None
        first = position
        while first > self.low and not passage.kinds[first] & (DETERMINER | PREPOSITION | COMMA):
            first -= 1
            if position - first > 3:
                return None
        span = passage.span(first, position + 1)
        return Participant(None, span.start, span.end)

    def _participant(self, number: int) -> Participant:
        mention = self.passage.mention(number)
        return Participant(mention.entity, mention.start, mention.end)
