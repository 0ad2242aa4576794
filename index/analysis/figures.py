"""Reading figures: a number with its unit, what it measures, whom it is about and who says so."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.attributions import FoundQuotation
from index.analysis.events import Participant, reference
from index.analysis.figure_measures import Measures
from index.analysis.figure_numbers import Number, NumberReader, figure_words
from index.analysis.findings import Findings
from index.analysis.happening_dates import FoundDate, find_dates
from index.analysis.linking import EntityLink
from index.analysis.participants import Participants
from index.analysis.passage import (
    COMMA,
    DETERMINER,
    SPEECH,
    STOP,
    SUBORDINATOR,
    Passage,
)
from index.analysis.quotations import read_quotations
from index.analysis.recognising import Document
from index.model import BodyFormat, Figure, Kind, Moment, Span

_REACH = 14
# "1.1 percent a year earlier" is not of the date told before it.
_EARLIER = frozenset({"earlier", "before", "previously"})
_EARLIER_WITHIN = 6
_MOST_CANDIDATES = 50
# So many quotations may hold one another.
_NESTED = 6


@dataclass(frozen=True, slots=True)
class FoundFigure:
    """A number as one article gives it.

    ``span`` covers number and unit. ``unit`` is ``%``, a currency code, or what is counted; ``measures``
    says of what ("vote share", "people killed"), "" where the text does not. ``upper``, ``qualifier`` and
    ``date`` are those of ``model.Figure``.
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
    published: Moment | None = None,
    document: Document | None = None,
) -> tuple[FoundFigure, ...]:
    """Return the figures of an article in the order of the text; see ``read_events`` for the arguments."""
    quotations = read_quotations(text, body_format=body_format, findings=findings)
    return figures_of(Passage(text, findings, body_format, document), quotations, published)


def figures_of(
    passage: Passage, quotations: Sequence[FoundQuotation], published: Moment | None
) -> tuple[FoundFigure, ...]:
    """Return the figures of a passage, for callers that read more than figures from it.

    ``quotations`` are those of the same text: who says something says the numbers in it.
    """
    found: list[FoundFigure] = []
    lists = figure_words()
    article = _Article(passage, quotations, published)
    kinds = passage.words
    for opening, high in passage.sentence_bounds():
        low = passage.after_dateline(opening)
        if any(word[:1].isdigit() or word in lists.numbers for word in kinds[low:high]):
            found.extend(_SentenceFigures(passage, low, high, article).read())
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


class _Article:
    """What figures need to know of the whole article: who says what, and who is a candidate."""

    def __init__(
        self,
        passage: Passage,
        quotations: Sequence[FoundQuotation],
        published: Moment | None,
    ) -> None:
        self.passage = passage
        self.published = published
        self._said = sorted(
            (one for one in quotations if one.speaker_span is not None),
            key=lambda one: (one.span.start, -one.span.end),
        )
        self._starts = [one.span.start for one in self._said]
        self._candidates: list[tuple[int, frozenset[str]]] | None = None

    def speaker(self, span: Span) -> Participant | None:
        """Return who says what stands in ``span``, by the innermost quotation that holds it."""
        place = bisect_right(self._starts, span.start)
        for one in reversed(self._said[max(0, place - _NESTED) : place]):
            told = one.speaker_span
            if span.end <= one.span.end and told is not None:
                return Participant(one.speaker, told.start, told.end)
        return None

    def candidates(self) -> list[tuple[int, frozenset[str]]]:
        """Return the entities that are candidates and the words of the title each has."""
        if self._candidates is None:
            text = self.passage.text
            self._candidates = [
                (number, frozenset(text[role.start : role.end].lower().split()))
                for number, entity in enumerate(self.passage.findings.entities)
                if entity.kind is Kind.PERSON and entity.surfaces
                for role in entity.roles
                if "candidate" in role.title
            ][:_MOST_CANDIDATES]
        return self._candidates


class _SentenceFigures(Measures):
    def __init__(self, passage: Passage, low: int, high: int, article: _Article) -> None:
        super().__init__(passage, low, high)
        self.article = article
        self.participants = Participants(passage, ())

    def read(self) -> list[FoundFigure]:
        numbers = NumberReader(self.passage, self.low, self.high).numbers()
        if not numbers:
            return []
        dates = find_dates(self.passage.words, self.low, self.high, self.article.published)
        found: list[FoundFigure] = []
        before: Number | None = None
        measures = ""
        for place, number in enumerate(numbers):
            following = numbers[place + 1].first if place + 1 < len(numbers) else self.high
            own = measures if number.repeats and measures else self.measures(number)
            if not own and before is not None and before.unit == number.unit:
                own = measures
            measures = own
            span = self.passage.span(number.first, number.last)
            setter = self._setter(number)
            # Who "put the toll at" a number is not whom it is about.
            claimant = setter if setter is not None else self.article.speaker(span)
            if setter is not None and number.unit == "people":
                subject = self._place(number)
            else:
                subject = self._subject(number, before, following, own, claimant)
            found.append(
                FoundFigure(
                    span,
                    number.value,
                    number.unit,
                    own,
                    subject,
                    claimant,
                    number.upper,
                    number.qualifier,
                    self._date(number, before, following, dates),
                )
            )
            before = number
        return found

    # -- who -------------------------------------------------------------------------------------

    def _subject(
        self,
        number: Number,
        before: Number | None,
        following: int,
        measures: str,
        claimant: Participant | None,
    ) -> Participant | None:
        passage = self.passage
        begin = number.begin
        left = begin - 1
        if left >= self.low and passage.words[left] == "'s" and passage.at[left - 1] >= 0:
            return self._participant(passage.at[left - 1])
        if left >= self.low and passage.at[left] >= 0:
            # "gave X 38 percent and Y 35 percent"
            return self._participant(passage.at[left])
        if measures in ("vote share", "votes", "support in polls", "seats"):
            after, _ = self.participants.targets(
                number.last, min(following, number.last + 9), {"for": 0}
            )
            if after:
                return self._participant(after[0])
        within = [
            passage.at[here] for here in range(number.first, number.last) if passage.at[here] >= 0
        ]
        if within and not number.unit.isupper():
            # "150 Palestinian prisoners", but not "300 billion US dollars"
            return self._participant(within[0])
        lowest = before.last if before is not None else self.low
        mentions = self._of_clause(left, lowest) or self._of_clause(left, self.low)
        if mentions:
            return self._participant(mentions[0])
        if claimant is not None and claimant.entity is None and measures == "vote share":
            return self._candidate(claimant)
        return self._place(number)

    def _of_clause(self, last: int, low: int) -> tuple[int, ...]:
        """Return the subject of the clause a number stands in, never that of a verb of saying."""
        passage = self.passage
        subjects = self.participants.subjects(last, low)
        mentions, position = subjects.mentions, subjects.boundary
        # The verb of the clause ("won", "has received") stands between: past it is the subject.
        steps = 0
        while not mentions and position > low and steps < 4:
            if passage.kinds[position] & (STOP | SUBORDINATOR | SPEECH):
                break
            subjects = self.participants.subjects(position - 1, low)
            mentions, position = subjects.mentions, subjects.boundary
            steps += 1
        return mentions

    def _place(self, number: Number) -> Participant | None:
        """Return the country or place after a number of people ("killed in X", "voters in X")."""
        if number.unit not in ("people", "%", "deaths", "cases", "homes"):
            return None
        passage = self.passage
        for here in range(number.last, min(self.high, number.last + 2 * _REACH)):
            if passage.kinds[here] & (STOP | SUBORDINATOR | SPEECH):
                return None
            place = passage.at[here]
            if place < 0 or passage.firsts[place] != here:
                continue
            named = passage.mention(place)
            where = passage.governor(here, number.last) in ("in", "of", "from", "across", "at")
            if where and named.kind in (Kind.COUNTRY, Kind.PLACE):
                return self._participant(place)
        return None

    def _candidate(self, claimant: Participant) -> Participant:
        """Return the candidate of a side that claims votes for itself, where the text knows just one."""
        passage = self.passage
        side = passage.text[claimant.start : claimant.end].lower().split()[-1]
        candidates = {number for number, title in self.article.candidates() if side in title}
        if len(candidates) != 1:
            return claimant
        return Participant(candidates.pop(), claimant.start, claimant.end)

    def _setter(self, number: Number) -> Participant | None:
        """Return who "put the toll at", "gave the number as" or "says" a number."""
        passage, words = self.passage, self.passage.words
        begin = number.begin
        joint = words[begin - 1] if begin > self.low else ""
        if joint in passage.patterns.words("speech") and passage.at[begin - 1] < 0:
            return self._who(begin - 2)
        if joint == "at" and number.total:
            # "put the crowd at 3,000, organisers at 10,000"
            opening = begin - 2
            while opening > self.low and not passage.kinds[opening] & ~DETERMINER:
                opening -= 1
            if passage.kinds[opening] & COMMA and opening < begin - 2:
                return self._who(begin - 2)
        for here in range(begin - 2, max(self.low, begin - _REACH), -1):
            if passage.kinds[here] & (STOP | SUBORDINATOR):
                return None
            if passage.at[here] < 0 and (
                words[here] in ("put", "puts", "putting", "estimated")
                or (words[here] in ("gave", "gives", "giving") and joint == "as")
            ):
                return self._who(here - 1)
        return None

    def _who(self, last: int) -> Participant | None:
        """Return the subject of a verb after token ``last``, somebody nobody knows included."""
        subjects = self.participants.subjects(last, self.low)
        nearest = self._plain_subject(last)
        if subjects.mentions and (nearest is None or subjects.boundary < self.low):
            return self._participant(subjects.mentions[0])
        return nearest

    def _plain_subject(self, last: int) -> Participant | None:
        """Return the plain noun before a verb as somebody nobody knows: "organisers"."""
        passage = self.passage
        kind = passage.kinds[last] if last >= self.low else STOP
        if passage.at[last] >= 0 or kind or not passage.words[last].isalpha():
            return None
        first = last
        while first > max(self.low, last - 2) and self._is_plain_word(first - 1):
            # "a rights group"
            first -= 1
        while first > self.low and passage.kinds[first - 1] & DETERMINER:
            first -= 1
        span = passage.span(first, last + 1)
        return Participant(None, span.start, span.end)

    def _is_plain_word(self, position: int) -> bool:
        passage = self.passage
        word = passage.words[position]
        plain = passage.at[position] < 0 and not passage.kinds[position] and word.isalpha()
        return plain and word not in passage.patterns.forms

    # -- when ------------------------------------------------------------------------------------

    def _date(
        self, number: Number, before: Number | None, following: int, dates: list[FoundDate]
    ) -> Moment | None:
        """Return the date beside a number: after it, before the next number; else the one before it."""
        passage = self.passage
        near = passage.words[number.last : min(following, number.last + _EARLIER_WITHIN)]
        if not _EARLIER.isdisjoint(near):
            return None
        after = [
            one for one in dates if number.last <= one.first < min(following, number.last + _REACH)
        ]
        for one in after:
            between = range(number.last, one.first)
            if not any(passage.kinds[here] & (STOP | SPEECH) for here in between):
                return one.past
        low = before.last if before is not None else self.low
        for one in reversed(
            [one for one in dates if low <= one.first and one.last <= number.first]
        ):
            between = range(one.last, number.first)
            if not any(passage.kinds[here] & (STOP | SPEECH) for here in between):
                return one.past
        return None

    def _participant(self, number: int) -> Participant:
        mention = self.passage.mention(number)
        return Participant(mention.entity, mention.start, mention.end)
