"""When and where an event happened: the date and the place in its sentence that belong to it."""

from __future__ import annotations

from bisect import bisect_left

from index.analysis.event_patterns import Form
from index.analysis.event_reading import HYPOTHETICAL, PLANNED, Read
from index.analysis.happening_dates import FoundDate
from index.analysis.passage import (
    ADVERB,
    AND,
    COMMA,
    DETERMINER,
    HAVE,
    PREPOSITION,
    SPEECH,
    STOP,
    SUBORDINATOR,
    Passage,
)
from index.model import Kind, Moment

# A date further off belongs to something else.
_REACH = 60


def date_of(
    passage: Passage, read: Read, reads: list[Read], dates: list[FoundDate], low: int
) -> Moment | None:
    """Return when an event happened; one that is still to come takes a date as the next of its name."""
    best: tuple[int, FoundDate] | None = None
    begin = bisect_left(dates, read.first - _REACH, key=lambda found: found.first)
    for found in dates[begin : begin + _REACH]:
        if found.first > read.last + _REACH:
            break
        if found.relative and passage.quoted[found.first]:
            continue
        cost = _distance(passage, read, reads, found, low)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, found)
    if best is None:
        return None
    if read.status in (PLANNED, HYPOTHETICAL) and read.code[:2] not in ("03", "10", "12", "13"):
        return None if _of_past_verb(passage, best[1], read, low) else best[1].future
    return best[1].past


def _of_past_verb(passage: Passage, found: FoundDate, read: Read, low: int) -> bool:
    """Say whether a date is that of a decision told before the event: "voted on September 19 to recognise"."""
    before = found.first - 1
    while before >= low and passage.kinds[before] & (PREPOSITION | DETERMINER):
        before -= 1
    if found.first >= read.last or before < low or passage.at[before] >= 0:
        return False
    word = passage.words[before]
    past = passage.patterns.forms.get(word) in (Form.PAST, Form.PAST_OR_PARTICIPLE)
    return past or (word.endswith("ed") and len(word) > 4)


def _distance(
    passage: Passage, read: Read, reads: list[Read], found: FoundDate, low: int
) -> int | None:
    """Return how far a date stands from an event, None where it belongs to something else."""
    kinds, words, forms = passage.kinds, passage.words, passage.patterns.forms
    before = found.first - 1
    while before >= low and (
        kinds[before] & (PREPOSITION | ADVERB | DETERMINER)
        or words[before] in ("last", "next", "late", "early")
    ):
        before -= 1
    if found.first >= read.last:
        between = range(read.last, found.first)
        if kinds[before] & SPEECH and before >= read.last:
            return None
    else:
        between = range(found.last, read.first)
    cost = len(between)
    for position in between:
        kind, word = kinds[position], words[position]
        if passage.at[position] >= 0:
            continue
        if kind & SUBORDINATOR and word not in ("where", "when"):
            if word == "that" and found.first < read.first:
                return None
            if found.first >= read.last:
                return None
            cost += 10
        elif kind & STOP:
            return None
        elif kind & HAVE:
            cost += 1
        elif found.first >= read.last and (
            forms.get(word) in (Form.PAST, Form.PAST_OR_PARTICIPLE, Form.PARTICIPLE)
            or (word.endswith("ed") and len(word) > 4)
        ):
            # "elections held in July": the date is that of another verb.
            if word not in passage.patterns.nouns and not _is_before(word, position, reads):
                return None
        elif kind & COMMA:
            cost += 3
        elif kind & AND and position + 1 < len(words) and words[position + 1] in forms:
            cost += 5
    return cost


def _is_before(word: str, position: int, reads: list[Read]) -> bool:
    return word == "united" or any(read.first <= position < read.last for read in reads[:1])


def place_of(passage: Passage, read: Read, high: int) -> int | None:
    """Return the mention of the place named after an event ("in Geneva"), None where none is."""
    for position in range(read.last, min(high, read.last + 25)):
        kind = passage.kinds[position]
        if kind & (STOP | SUBORDINATOR | COMMA):
            return None
        number = passage.at[position]
        if number < 0 or number in read.targets or number in read.sources:
            continue
        mention = passage.mention(number)
        if (
            position == passage.firsts[number]
            and mention.kind in (Kind.PLACE, Kind.COUNTRY)
            and not mention.demonym
            and passage.words[position - 1] in ("in", "at", "near")
        ):
            return number
    return None
