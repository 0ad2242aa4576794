"""Reading events: who did what to whom, when, by the patterns in ``data/event_patterns.tsv``.

Each event keeps the sentence and the words it was read from. Rather no actor than a wrong one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.analysis.appositions import head_of
from index.analysis.event_dating import date_of, place_of
from index.analysis.event_reading import LONGEST_SENTENCE, Read, SentenceEvents
from index.analysis.findings import Findings
from index.analysis.happening_dates import find_dates
from index.analysis.linking import EntityLink
from index.analysis.noun_events import NounEvents
from index.analysis.passage import FINITE, QUOTE, SPEECH, Passage
from index.analysis.recognising import Document
from index.analysis.state_events import StateEvents
from index.analysis.verb_events import VerbEvents
from index.model import ActorReference, BodyFormat, Event, Moment, Span

_MOST_PAIRS = 64
# Events whose target may be a place as such.
_PLACED = ("042", "043", "14", "15", "171", "1723", "1724", "175", "18", "19", "20")


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody who takes part: the entity (None: open who is meant) and where it is named."""

    entity: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class FoundEvent:
    """An event as one article tells it.

    ``span`` is the sentence, ``trigger`` the words that tell it. ``status`` is happened, planned, denied,
    claimed or hypothetical; ``claimant`` says who claims it. ``place`` is where and ``date`` when it
    happened, None where nothing says so.
    """

    span: Span
    type: str
    mode: str
    cameo: str
    source: Participant | None
    target: Participant | None
    date: Moment | None
    place: Participant | None
    status: str
    trigger: Span
    claimant: Participant | None = None


def read_events(
    text: str,
    *,
    body_format: BodyFormat,
    findings: Findings,
    published: Moment | None,
    document: Document | None = None,
) -> tuple[FoundEvent, ...]:
    """Return the events of an article in the order of the text.

    ``findings`` is what ``analyse`` found in the same ``text``; ``document`` the text as it was cut there,
    which saves cutting it again.
    """
    return events_of(Passage(text, findings, body_format, document), published)


def events_of(passage: Passage, published: Moment | None) -> tuple[FoundEvent, ...]:
    """Return the events of a passage, for callers that read more than events from it."""
    found: list[FoundEvent] = []
    previous: tuple[int, ...] = ()
    for opening, high in passage.sentence_bounds():
        low = passage.after_dateline(opening)
        if low >= high:
            continue
        sentence = SentenceEvents(passage, low, high, previous)
        reads = _read_sentence(sentence)
        previous = _about(sentence)
        if reads:
            span = _sentence_span(passage, opening, high)
            found.extend(_dated(passage, span, low, high, reads, published))
    return tuple(found)


def resolve_events(found: Sequence[FoundEvent], links: Sequence[EntityLink]) -> tuple[Event, ...]:
    """Return the events with their actors; ``links`` has one link for each entity.

    What somebody would have done to himself, by a pronoun that was taken for the wrong one, is left out.
    """
    return tuple(
        Event(
            event.span,
            event.type,
            event.mode,
            event.cameo,
            reference(event.source, links),
            reference(event.target, links),
            event.date,
            event.status,
            event.trigger,
            reference(event.place, links),
            reference(event.claimant, links),
        )
        for event in found
        if not _of_one(event)
    )


def _of_one(event: FoundEvent) -> bool:
    # Whom a reader judged to be one actor may still have done something to each other: entities are compared.
    source, target = event.source, event.target
    if source is None or target is None:
        return False
    return source.entity is not None and source.entity == target.entity


def reference(
    participant: Participant | None, links: Sequence[EntityLink]
) -> ActorReference | None:
    """Return the actor a participant is linked to, with the place that names it."""
    if participant is None:
        return None
    link = links[participant.entity] if participant.entity is not None else None
    span = Span(participant.start, participant.end)
    if link is None or link.actor is None:
        return ActorReference(None, None, span)
    return ActorReference(link.actor, link.name, span)


def _read_sentence(sentence: SentenceEvents) -> list[Read]:
    passage = sentence.passage
    words, at = passage.words, passage.at
    verbs, nouns, operators = (
        passage.patterns.verbs,
        passage.patterns.nouns,
        passage.patterns.operators,
    )
    verb_events = VerbEvents(sentence)
    states = StateEvents(sentence)
    nominal: list[int] = []
    # Nobody writes so long a sentence: it keeps the time for hostile texts small.
    for position in range(sentence.low, min(sentence.high, sentence.low + LONGEST_SENTENCE)):
        if at[position] >= 0 or position in sentence.consumed:
            continue
        word = words[position]
        if word in verbs and verb_events.read(position):
            if passage.kinds[position] & SPEECH:
                _note_speaker(sentence, position)
            continue
        if word in nouns:
            nominal.append(position)
        elif word in passage.patterns.adjectives:
            states.read_adjective(position)
        elif word in operators:
            continue
        elif passage.kinds[position] & SPEECH:
            _note_speaker(sentence, position)
        elif word in ("was", "were", "is", "are"):
            states.read_presence(position)
    if nominal:
        noun_events = NounEvents(sentence)
        for position in nominal:
            if position not in sentence.consumed:
                noun_events.read(position)
    return sentence.kept()


def _note_speaker(sentence: SentenceEvents, position: int) -> None:
    """Remember who speaks: "it" and "he" in what is said mean them."""
    if sentence.passage.words[position] in ("according", "saying"):
        return
    subjects = sentence.participants.subjects(position - 1, sentence.low)
    if subjects.mentions:
        sentence.participants.latest = subjects.mentions


def _about(sentence: SentenceEvents) -> tuple[int, ...]:
    """Return who a sentence is about, for the pronouns of the next one."""
    passage, participants = sentence.passage, sentence.participants
    if participants.latest:
        return participants.latest
    for position in range(sentence.low, min(sentence.high, sentence.low + 12)):
        number = passage.at[position]
        if number >= 0:
            if passage.governor(passage.firsts[number], sentence.low):
                continue
            return (head_of(passage, number, sentence.high),)
        if passage.kinds[position] & FINITE:
            break
    opens_with_pronoun = passage.words[sentence.low] in ("he", "she", "it", "they")
    return participants.previous if opens_with_pronoun else ()


def _dated(
    passage: Passage,
    span: Span,
    low: int,
    high: int,
    reads: list[Read],
    published: Moment | None,
) -> list[FoundEvent]:
    dates = find_dates(passage.words, low, high, published)
    found: list[FoundEvent] = []
    seen: set[tuple[str, int | None, int | None]] = set()
    for read in reads:
        meaning = passage.patterns.code(read.code)
        date = date_of(passage, read, reads, dates, low)
        trigger = passage.span(read.first, _trigger_end(read))
        place = _participant(passage, place_of(passage, read, high))
        sources, targets = read.sources, read.targets
        if len(sources) * len(targets) > _MOST_PAIRS:
            # Two long lists: nobody is told here who did it to whom.
            sources = sources[:1]
        for source in sources or (None,):
            for target in targets or (None,):
                if source is not None and target is not None and passage.identical(source, target):
                    continue
                root = "ASSAULT" if meaning.type == "ASSAULT" else read.code[:3]
                key = (root, _key(passage, source), _key(passage, target))
                if key in seen:
                    continue
                seen.add(key)
                found.append(
                    FoundEvent(
                        span,
                        meaning.type,
                        meaning.mode,
                        read.code,
                        _side(passage, source, read.code, is_source=True),
                        _side(passage, target, read.code, is_source=False),
                        date,
                        place,
                        read.status,
                        trigger,
                        _participant(passage, read.claimants[0] if read.claimants else None),
                    )
                )
    return found


def _trigger_end(read: Read) -> int:
    return min(read.last, read.first + 12)


def _key(passage: Passage, number: int | None) -> int | None:
    if number is None:
        return None
    entity = passage.mention(number).entity
    return entity if entity is not None else -2 - number


def _participant(passage: Passage, number: int | None) -> Participant | None:
    if number is None:
        return None
    mention = passage.mention(number)
    return Participant(mention.entity, mention.start, mention.end)


def _side(
    passage: Passage, number: int | None, code: str, *, is_source: bool
) -> Participant | None:
    """Return who takes part; a capital that acts, or is spoken to, stands for its country."""
    participant = _participant(passage, number)
    if participant is None or number is None or (not is_source and code.startswith(_PLACED)):
        return participant
    country = passage.country_of(number)
    return participant if country is None else replace(participant, entity=country)


def _sentence_span(passage: Passage, low: int, high: int) -> Span:
    last = high
    while last > low + 1 and passage.kinds[last - 1] & QUOTE and not passage.quoted[last - 2]:
        last -= 1
    return passage.span(low, last)
