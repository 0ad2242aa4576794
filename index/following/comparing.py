"""Two stories side by side: what only one of them says.

A sentence is told by the other story too where one of its sentences, or two that follow each other, hold most of what
the sentence's words weigh (``signatures`` says how), or where both sentences tell the same event, give the same toll or
vote, or quote the same words. An event is the same where nobody named in both differs: "was arrested" names no doer.
What is left is marked whole. In sentences that both tell, the figures, quotations, events and actors that the other
story does not have anywhere are marked by themselves. No two marks of a story overlap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.following.measures import measured
from index.following.sentence_spans import sentence_spans
from index.following.signatures import word_weights
from index.model import (
    ActorReference,
    Analysis,
    Article,
    Comparison,
    Difference,
    Event,
    Figure,
    Quotation,
    Span,
)

_TOLD = 0.55  # of a sentence's weight that the other must have
_TOLD_WITH_EVENT = 0.3
_TOLD_WITH_FIGURE = 0.2
_LEAST = 0.5  # weight of words below which a sentence says nothing by itself
_MOST_SENTENCES = 400
_SIGN = re.compile(r"\W+")
_ROUNDING = 0.005  # of a value

_EventKey = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    words: dict[str, float]
    events: frozenset[_EventKey]
    quotations: tuple[str, ...]
    figures: tuple[tuple[Figure, str], ...]

    @property
    def weight(self) -> float:
        return sum(self.words.values())


@dataclass(frozen=True, slots=True)
class _Side:
    article: Article
    analysis: Analysis
    sentences: tuple[_Sentence, ...]


def compare(one: tuple[Article, Analysis], other: tuple[Article, Analysis]) -> Comparison:
    """Return what only one of two stories says, and the sentences in which both say the same."""
    first, second = _side(*one), _side(*other)
    here, there = _told_by(first, second), _told_by(second, first)
    return Comparison(
        first=first.article.id,
        second=second.article.id,
        only_first=_differences(first, second, here),
        only_second=_differences(second, first, there),
        shared=tuple(
            (first.sentences[place].span, second.sentences[other_place].span)
            for place, other_place in sorted(here.items())
        ),
    )


def _side(article: Article, analysis: Analysis) -> _Side:
    spans = sentence_spans(article.body, article.body_format)[:_MOST_SENTENCES]
    return _Side(
        article,
        analysis,
        tuple(
            _Sentence(
                span=span,
                words=word_weights(article.body[span.start : span.end]),
                events=frozenset(
                    key
                    for event in analysis.events
                    if _within(event.trigger, span) and (key := _event_key(event))
                ),
                quotations=tuple(
                    _quoted(article, each)
                    for each in analysis.quotations
                    if each.direct and _meets(each.span, span)
                ),
                figures=tuple(
                    (each, measure)
                    for each in analysis.figures
                    if _within(each.span, span) and (measure := _measure(article, each))
                ),
            )
            for span in spans
        ),
    )


def _told_by(side: _Side, other: _Side) -> dict[int, int]:
    """Return for each sentence that the other story tells too the place of the sentence there."""
    pairs = list(_places_with_next(other.sentences))
    found: dict[int, int] = {}
    for place, sentence in enumerate(side.sentences):
        best: tuple[float, int] | None = None
        for there, words, with_next in pairs:
            told = _share(sentence, words)
            if not with_next:
                theirs = other.sentences[there]
                if told >= _TOLD_WITH_EVENT and _tell_the_same(sentence.events, theirs.events):
                    told = max(told, _TOLD)
                if told >= _TOLD_WITH_FIGURE and _counts_the_same(sentence, theirs):
                    told = max(told, _TOLD)
                if _quotes_the_same(sentence, theirs):
                    told = 1.0
            if told >= _TOLD and (best is None or told > best[0]):
                best = (told, there)
        if best is not None:
            found[place] = best[1]
    return found


def _places_with_next(
    sentences: Sequence[_Sentence],
) -> Iterable[tuple[int, frozenset[str], bool]]:
    """Yield the words of each sentence, then of each with the one after it, by the place of the first."""
    words = [frozenset(sentence.words) for sentence in sentences]
    for place, each in enumerate(words):
        yield place, each, False
    for place in range(len(words) - 1):
        yield place, words[place] | words[place + 1], True


def _share(sentence: _Sentence, words: frozenset[str]) -> float:
    weight = sentence.weight
    if weight < _LEAST:
        return 0.0
    return sum(sentence.words[word] for word in sentence.words.keys() & words) / weight


def _tell_the_same(mine: frozenset[_EventKey], theirs: frozenset[_EventKey]) -> bool:
    return any(_same_event(one, other) for one in mine for other in theirs)


def _same_event(one: _EventKey, other: _EventKey) -> bool:
    """Return whether two events may be one: who is named in both is the same, and somebody is."""
    if one[0] != other[0]:
        return False
    sides = [(mine, theirs) for mine, theirs in zip(one[1:], other[1:], strict=True)]
    named = [(mine, theirs) for mine, theirs in sides if mine is not None and theirs is not None]
    return bool(named) and all(mine == theirs for mine, theirs in named)


def _measure(article: Article, figure: Figure) -> str:
    """Return what a figure measures where that can be compared, "" where it cannot."""
    known = measured(figure, article.body[figure.span.start : figure.span.end])
    return known.measure if known is not None else ""


def _counts_the_same(one: _Sentence, other: _Sentence) -> bool:
    return any(
        mine_measure == their_measure and _same_figure(mine, theirs)
        for mine, mine_measure in one.figures
        for theirs, their_measure in other.figures
    )


def _quotes_the_same(sentence: _Sentence, other: _Sentence) -> bool:
    return any(
        mine in theirs or theirs in mine
        for mine in sentence.quotations
        for theirs in other.quotations
        if min(len(mine), len(theirs)) > 20
    )


def _differences(side: _Side, other: _Side, told: dict[int, int]) -> tuple[Difference, ...]:
    found: list[Difference] = []
    for place, sentence in enumerate(side.sentences):
        if place in told:
            found += _inside(side, other, sentence.span)
        elif sentence.weight >= _LEAST:
            found.append(Difference(sentence.span, "sentence"))
    return tuple(found)


def _inside(side: _Side, other: _Side, span: Span) -> list[Difference]:
    """Return what a sentence that both tell has that the other story has nowhere."""
    theirs = other.analysis
    found = [
        Difference(each.span, "figure")
        for each in side.analysis.figures
        if _within(each.span, span) and not any(_same_figure(each, one) for one in theirs.figures)
    ]
    quoted = [_quoted(other.article, each) for each in theirs.quotations]
    body = _plain(other.article.body)
    found += [
        Difference(each.span, "quotation")
        for each in side.analysis.quotations
        if each.direct
        and _within(each.span, span)
        and (words := _quoted(side.article, each)) not in body
        and not any(words in one or one in words for one in quoted)
    ]
    keys = {key for each in theirs.events if (key := _event_key(each))}
    found += [
        Difference(each.trigger, "event")
        for each in side.analysis.events
        if _within(each.trigger, span)
        and (key := _event_key(each))
        and not any(_same_event(key, one) for one in keys)
    ]
    actors = {each.actor for each in theirs.mentions}
    found += [
        Difference(Span(each.start, each.end), "actor")
        for each in side.analysis.mentions
        if each.actor is not None
        and each.actor not in actors
        and _within(Span(each.start, each.end), span)
    ]
    return _apart(found)


def _apart(found: list[Difference]) -> list[Difference]:
    """Return the differences in the order of the text; of those that overlap, the one that comes first."""
    found.sort(key=lambda each: (each.span.start, -each.span.end))
    kept: list[Difference] = []
    for each in found:
        if not kept or each.span.start >= kept[-1].span.end:
            kept.append(each)
    return kept


def _event_key(event: Event) -> _EventKey | None:
    source, target = _actor(event.source), _actor(event.target)
    return None if source is None and target is None else (event.type, source, target)


def _actor(reference: ActorReference | None) -> str | None:
    return None if reference is None else reference.actor


def _same_figure(one: Figure, other: Figure) -> bool:
    near = abs(one.value - other.value) <= _ROUNDING * max(abs(one.value), abs(other.value))
    return near and one.unit == other.unit


def _quoted(article: Article, quotation: Quotation) -> str:
    return _plain(article.body[quotation.span.start : quotation.span.end])


def _plain(text: str) -> str:
    return _SIGN.sub(" ", text.casefold()).strip()


def _within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
