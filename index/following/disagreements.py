"""Figures that cannot all be right: the same measure of the same subject by different claimants, or changed by one.

Precision comes first. A figure takes part only with a claimant, a date and a measure that ``measures.tsv`` lists, and

* two claims are set against each other when they were told within ``_NEAR`` days of each other, so that they are
  about the same vote or the same quarter; what moves by itself only where the times it holds for do not differ;
* a toll ("people killed") is compared only within stories that tell the same happening, with one about the same actor
  or about none, and so is what is about no actor ("turnout");
* what one claimant says of one subject in one story must be one value: where a story seems to give two, one of
  them is about something else, and neither counts, unless they hold for different days;
* values that rounding, "about" or "at least" make agree are no disagreement (``measures``).
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from index.analysis.folding import fold
from index.following.measures import Measured, MeasureKind, measured
from index.following.sentence_spans import sentence_spans
from index.model import (
    ActorReference,
    Article,
    Claim,
    DatedFigure,
    Disagreement,
    Moment,
    Precision,
    Span,
)
from index.storage import accounts, articles, told

_NEAR = 14  # days
_MOST = 2_000  # figures looked at, the newest
_DETERMINERS = frozenset(("the", "a", "an", "its", "his", "her", "their", "this", "that", "some"))
_NOBODY = frozenset(
    ("he", "she", "it", "they", "we", "i", "you", "who", "which", "one", "others", "many", "people")
)


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure that can be compared: ``claimant`` is an actor's id or folded words, ``day`` counts from 1970.

    ``day`` is when it was told, for a fixed number the day it holds for where the text says so.
    """

    figure: DatedFigure
    measured: Measured
    claimant: str
    date: Moment
    day: int
    words: str


def about(connection: sqlite3.Connection, number: int) -> tuple[Disagreement, ...]:
    """Return the disagreements over figures about or given by actor number ``number``, the latest first."""
    bodies = _Bodies(connection)
    found = [*_over(connection, number, bodies)]
    found += _without(found, _given_by(connection, number, bodies))
    found.sort(key=_latest_first)
    return tuple(found)


def _without(
    known: Iterable[Disagreement], found: Iterable[Disagreement]
) -> Iterable[Disagreement]:
    """Return those of ``found`` whose claims are not all in ``known`` ones."""
    already = {claim.figure for each in known for claim in each.claims}
    return [each for each in found if not already.issuperset(claim.figure for claim in each.claims)]


def _given_by(
    connection: sqlite3.Connection, number: int, bodies: _Bodies
) -> Iterable[Disagreement]:
    given = told.figures_given_by(connection, number, limit=_MOST)
    actors = {each.figure.claimant.actor for each in given if each.figure.claimant is not None}
    rows = {
        row
        for article in {each.article for each in given if each.figure.subject is None}
        for row in bodies.rows(article)
    }
    tolls = _comparable(
        told.claimed_figures_without_subject(connection, sorted(rows)) if rows else (), bodies
    )
    found = [*_compared(tolls, None, bodies)]
    for other in told.subjects_given_by(connection, number):
        if other != number:
            found += _over(connection, other, bodies)
    return [each for each in found if any(one.claimant_actor in actors for one in each.claims)]


def _over(connection: sqlite3.Connection, number: int, bodies: _Bodies) -> Iterable[Disagreement]:
    """Return the disagreements over figures about an actor."""
    figures = _comparable(told.claimed_figures(connection, number, limit=_MOST), bodies)
    figures += _tolls_beside(connection, figures, bodies)
    subject = figures[0].figure.figure.subject if figures else None
    reference = ActorReference(subject.actor, subject.name) if subject else None
    return _compared(figures, reference, bodies)


def told_in(connection: sqlite3.Connection, row: int) -> tuple[Disagreement, ...]:
    """Return the disagreements that figures of the article in ``row`` take part in, the latest first.

    Tolls are compared with those of the other accounts of the same happening.
    """
    article = articles.load(connection, row).id
    bodies = _Bodies(connection)
    found = [
        disagreement
        for number in told.subjects_of_figures(connection, row)
        for disagreement in _over(connection, number, bodies)
    ]
    rows = accounts.rows_with(connection, row)
    tolls = _comparable(told.claimed_figures_without_subject(connection, rows), bodies)
    found += _without(found, _compared(tolls, None, bodies))
    found = [
        each for each in found if any(claim.figure.article == article for claim in each.claims)
    ]
    found.sort(key=_latest_first)
    return tuple(found)


class _Bodies:
    """Articles by their ids, each read once, and whom they share their happening with."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._articles: dict[str, Article] = {}
        self._stories: dict[str, int] = {}

    def article(self, article_id: str) -> Article:
        if article_id not in self._articles:
            row = articles.row_of(self._connection, article_id)
            self._articles[article_id] = articles.load(self._connection, row)
        return self._articles[article_id]

    def story(self, article_id: str) -> int:
        """Return a number that the accounts of one happening share."""
        if article_id not in self._stories:
            self._stories[article_id] = min(self.rows(article_id))
        return self._stories[article_id]

    def rows(self, article_id: str) -> list[int]:
        """Return the rows of the accounts of one happening."""
        row = articles.row_of(self._connection, article_id)
        return accounts.rows_with(self._connection, row)


def _tolls_beside(
    connection: sqlite3.Connection, figures: Sequence[_Told], bodies: _Bodies
) -> list[_Told]:
    """Return the tolls about nobody that the accounts of the same happenings give beside these."""
    tolls = {each.figure.article for each in figures if each.measured.kind is MeasureKind.TOLL}
    rows = {row for article in tolls for row in bodies.rows(article)}
    if not rows:
        return []
    found = _comparable(told.claimed_figures_without_subject(connection, sorted(rows)), bodies)
    return [each for each in found if each.measured.kind is MeasureKind.TOLL]


def _comparable(figures: Iterable[DatedFigure], bodies: _Bodies) -> list[_Told]:
    found = []
    for each in figures:
        date = each.figure.date or each.published
        claimant = each.figure.claimant
        comparable = measured(each.figure, each.text)
        if date is None or claimant is None or claimant.span is None or comparable is None:
            continue
        words = "" if claimant.actor else _said(bodies.article(each.article).body, claimant.span)
        name = claimant.actor or _plain(words)
        if name:
            found.append(_Told(each, comparable, name, date, _day(each, comparable), words))
    return found


def _said(body: str, span: Span) -> str:
    return " ".join(body[span.start : span.end].split())


def _day(each: DatedFigure, comparable: Measured) -> int:
    own = each.figure.date
    exact = own is not None and own.precision not in (Precision.MONTH, Precision.YEAR)
    fixed = comparable.kind is not MeasureKind.MOVING
    moment = own if own is not None and exact and fixed else each.published or own
    return 0 if moment is None else int(moment.instant.timestamp()) // accounts.DAY


def _plain(words: str) -> str:
    """Return the words that name a claimant without their determiner, "" where they name nobody."""
    plain = [word for word in fold(words).split() if word not in _DETERMINERS]
    return "" if not plain or plain[0] in _NOBODY else " ".join(plain)


def _compared(
    figures: Sequence[_Told], subject: ActorReference | None, bodies: _Bodies
) -> Iterable[Disagreement]:
    alike: dict[tuple[str, str, int], list[_Told]] = defaultdict(list)
    for each in figures:
        kind = each.measured.kind
        if subject is None and kind is MeasureKind.MOVING:
            continue
        of_one_happening = subject is None or kind is MeasureKind.TOLL
        story = bodies.story(each.figure.article) if of_one_happening else 0
        alike[each.measured.measure, each.measured.unit, story].append(each)
    for (measure, unit, _), group in sorted(alike.items()):
        claims = _at_odds(_distinct(_certain(group)))
        if len(claims) > 1:
            yield Disagreement(
                measure=measure,
                unit=unit,
                subject=subject or ActorReference(None, None),
                claims=tuple(_claim(each, bodies) for each in claims),
                revised=len({each.claimant for each in claims}) == 1,
            )


def _certain(group: Sequence[_Told]) -> list[_Told]:
    """Return the figures without those of which one claimant has several in one story for one day."""
    by_story: dict[tuple[str, str, int], list[_Told]] = defaultdict(list)
    for each in group:
        by_story[each.figure.article, each.claimant, each.day].append(each)
    return [
        each
        for told_together in by_story.values()
        if all(one.measured.meets(other.measured) for one, other in combinations(told_together, 2))
        for each in told_together
    ]


def _distinct(group: Sequence[_Told]) -> list[list[_Told]]:
    """Return the figures of each claimant by value, each with its repetitions, the earliest first."""
    found: list[list[_Told]] = []
    for each in sorted(
        group, key=lambda told: (told.day, told.figure.article, told.measured.least)
    ):
        for known in found:
            if known[0].claimant == each.claimant and known[0].measured.meets(each.measured):
                known.append(each)
                break
        else:
            found.append([each])
    return found


def _at_odds(claims: Sequence[list[_Told]]) -> list[_Told]:
    """Return the first telling of each claim that does not go with some other one, the earliest first."""
    kept: dict[int, _Told] = {}
    for (here, one), (there, other) in combinations(enumerate(claims), 2):
        if one[0].measured.meets(other[0].measured):
            continue
        pairs = [(abs(mine.day - theirs.day), mine, theirs) for mine in one for theirs in other]
        if one[0].claimant == other[0].claimant:
            # The same day, the same claimant: two numbers for two things.
            pairs = [pair for pair in pairs if pair[0] > 0]
            if one[0].measured.kind is MeasureKind.MOVING:
                continue
        if one[0].measured.kind is MeasureKind.MOVING:
            pairs = [pair for pair in pairs if _hold_for_the_same(pair[1], pair[2])]
        if not pairs or min(pair[0] for pair in pairs) > _NEAR:
            continue
        kept.setdefault(here, one[0])
        kept.setdefault(there, other[0])
    return [kept[place] for place in sorted(kept)]


def _hold_for_the_same(one: _Told, other: _Told) -> bool:
    """Return whether two figures may hold for the same time: they do where one does not say for which."""
    mine, theirs = one.figure.figure.date, other.figure.figure.date
    if mine is None or theirs is None:
        return True
    length = min(len(mine.iso()), len(theirs.iso()))
    return mine.iso()[:length] == theirs.iso()[:length]


def _claim(each: _Told, bodies: _Bodies) -> Claim:
    article = bodies.article(each.figure.article)
    start = each.figure.figure.span.start
    spans = sentence_spans(article.body, article.body_format)
    span = next((span for span in spans if span.start <= start < span.end), each.figure.figure.span)
    claimant = each.figure.figure.claimant or ActorReference(None, None)
    return Claim(
        figure=each.figure,
        claimant=claimant.name or each.words,
        claimant_actor=claimant.actor,
        date=each.date,
        sentence=article.body[span.start : span.end],
        span=Span(span.start, span.end),
    )


def _latest_first(each: Disagreement) -> tuple[float, str, str]:
    times = [claim.date.instant.timestamp() for claim in each.claims if claim.date is not None]
    return (-max(times, default=0.0), each.measure, each.unit)
