"""Making attributions: who a cue verb gives as the speaker, and the quotations that come of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.analysis.bearers import Speaker
from index.analysis.cues import CueWord, Form, Strength, words
from index.analysis.outline import ENDERS, QUOTED, Cue, Outline
from index.analysis.reported import (
    Reported,
    hearer_of,
    is_participle,
)
from index.analysis.speakers import Speakers
from index.model import Span

_MEDIA = words("media")
_PREPOSITIONS = words("prepositions")
_PRONOUNS = words("pronouns")
_BE = words("be")
_DETERMINERS = words("determiners")
_FIRST_WORD = re.compile(r"\w{1,20}")
ACCORDING = CueWord(
    "according to", Form.BASE, "to", False, Strength.SPEECH, frozenset(("according",))
)
# A reported clause that is quoted for the greater part is a direct quotation and no more.
_MOSTLY = 0.6


@dataclass(frozen=True, slots=True)
class FoundQuotation:
    """Something said: its span without quotation marks, and by whom.

    ``speaker`` is a position in ``Findings.entities``, None where the text leaves it open;
    ``speaker_span`` the words that name the speaker ("she", "the ministry"), ``cue`` the verb or
    "according to", ``medium`` where it was said or written ("on his X account"), ``addressee`` and its
    span to whom. A reported clause with quoted words in it gives two: the clause, not direct, and the
    words.
    """

    span: Span
    direct: bool
    speaker: int | None = None
    speaker_span: Span | None = None
    cue: Span | None = None
    medium: Span | None = None
    addressee: int | None = None
    addressee_span: Span | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says something, by which words, and where it was said."""

    cue: Span | None
    speaker: Speaker | None
    medium: Span | None
    hearer: Speaker | None = None


class Attributions:
    """Collects the quotations of one article."""

    def __init__(self, outline: Outline, speakers: Speakers) -> None:
        self._outline = outline
        self._speakers = speakers
        self._lows = outline.lows
        self._found: list[FoundQuotation] = []
        self._subjects: dict[int, Speaker | None] = {}
        # The last attribution and its sentence, which quotations that stand alone go on from.
        self._latest: tuple[int, Attribution] | None = None
        self._chained: list[int] = []

    def _trimmed(self, last: int) -> int:
        while last and self._lows[last - 1] in ENDERS:
            last -= 1
        return last

    # -- subjects ----------------------------------------------------------------------------------

    def _subject(self, cue: Cue, earlier: Sequence[Cue], first: int, last: int) -> Speaker | None:
        if cue.at not in self._subjects:
            self._subjects[cue.at] = self._find_subject(cue, earlier, first, last)
        return self._subjects[cue.at]

    def _find_subject(
        self, cue: Cue, earlier: Sequence[Cue], first: int, last: int
    ) -> Speaker | None:
        speakers, lows = self._speakers, self._lows
        if cue.word is ACCORDING:
            return speakers.after(cue.end, last)
        if lows[cue.end] == "by" and cue.word.form in (Form.PAST, Form.PARTICIPLE):
            # "was described by the director as"
            return speakers.after(cue.end + 1, last)
        if cue.word.verb == "quote":
            told = speakers.quoted(cue.at, last)
            if told is not None:
                return told
        nearest = earlier[-1] if earlier else None
        quoting = nearest is not None and nearest.word.verb == "quote"
        if nearest is not None and quoting and lows[cue.at - 1] == "as":
            if lows[nearest.at - 1] in _BE:
                return speakers.before(nearest.at, first)
            return speakers.after(nearest.end, cue.at - 1)
        if is_participle(cue, self._outline):
            for other in reversed(earlier[-3:]):
                known = self._subject(other, earlier[: earlier.index(other)], first, last)
                if known is not None:
                    return known
            return speakers.subject(first, cue.at - 1)
        found = speakers.before(cue.at, first)
        if found is None and cue.at > first and lows[cue.at - 1] in ("and", "but", ","):
            for other in reversed(earlier[-3:]):
                known = self._subject(other, earlier[: earlier.index(other)], first, last)
                if known is not None:
                    return known
        return found

    # -- what comes out ----------------------------------------------------------------------------

    def _attribution(self, cue: Cue, speaker: Speaker | None) -> Attribution:
        outline = self._outline
        span = Span(outline.starts[cue.at], outline.ends[cue.end - 1])
        return Attribution(span, speaker, self._medium(cue), self._hearer(cue))

    def _hearer(self, cue: Cue) -> Speaker | None:
        """Return to whom something is said, where the text names somebody beside the cue."""
        outline = self._outline
        last = outline.sentences[outline.sentence_of(cue.at) + 1]
        found = hearer_of(outline, cue, last)
        if found is None:
            return None
        first, end = found
        while end > first + 1 and self._lows[end - 1] in ENDERS | {","}:
            end -= 1
        named = [
            mention
            for at in range(first, end)
            if (mention := outline.mention_at.get(at)) is not None
        ]
        start, stop = outline.starts[first], outline.ends[end - 1]
        whole = len(named) == 1 and not named[0].demonym and named[0].end == stop
        return Speaker(named[0].entity if whole else None, start, stop, first)

    def _medium(self, cue: Cue) -> Span | None:
        """Return "on his X account" where it stands beside the cue."""
        outline, lows = self._outline, self._lows
        number = outline.sentence_of(cue.at)
        first, last = outline.sentences[number], outline.sentences[number + 1]
        begin = max(first, cue.at - 20)
        for start, end in ((cue.end, min(last, cue.end + 14)), (begin, cue.at)):
            at = start
            while at < end and lows[at] != QUOTED and lows[at] != "that":
                if lows[at] in ("on", "in", "via", "at", "over", "to", "from", "during"):
                    stop = at + 1
                    best = 0
                    while stop < min(end, at + 8) and lows[stop] not in _PREPOSITIONS:
                        if lows[stop] in (",", ".", ":", QUOTED, "that") or lows[stop] in _PRONOUNS:
                            break
                        if lows[stop] in _MEDIA:
                            best = stop + 1
                        stop += 1
                    if best:
                        return Span(outline.starts[at], outline.ends[best - 1])
                at += 1
        return None

    def _emit_direct(self, quote: int, cue: Cue, number: int) -> None:
        first, last = self._outline.sentences[number], self._outline.sentences[number + 1]
        speaker = self._subjects.get(cue.at)
        if cue.at not in self._subjects:
            earlier = self._outline.cues_between(first, cue.at)
            speaker = self._subject(cue, earlier, first, last)
        speaker = self._subjects[cue.at] = self._not_themselves(speaker, quote)
        self._emit(quote, self._attribution(cue, speaker), number)

    def _not_themselves(self, speaker: Speaker | None, quote: int) -> Speaker | None:
        """Leave open who "the former minister" is where it was taken for the "she" of what is said."""
        if speaker is None or speaker.entity is None:
            return speaker
        outline = self._outline
        said = outline.text[speaker.start : speaker.end].split()
        plain = len(said) > 1 and said[0].lower() in _DETERMINERS and said[-1].islower()
        stretch = outline.quotes[outline.quote_of[quote]]
        opening = _FIRST_WORD.match(outline.text, stretch.start, stretch.end)
        pronoun = opening[0].lower() if opening else ""
        if plain and pronoun in ("he", "she") and self._speakers.speaks_of(speaker, quote, pronoun):
            return replace(speaker, entity=None)
        return speaker

    def _emit(self, quote: int, attribution: Attribution, number: int) -> None:
        outline = self._outline
        position = outline.quote_of[quote]
        stretch = outline.quotes[position]
        one = _made(Span(stretch.start, stretch.end), True, attribution)
        if attribution.speaker is not None:
            self._speakers.note(attribution.speaker, quote)
        if attribution.speaker is not None or attribution.cue is not None:
            self._latest = (number, attribution)
            self._settle(position, attribution)
        if stretch.goes_on and attribution.speaker is None:
            self._chained.append(len(self._found))
        self._found.append(one)

    def _settle(self, position: int, attribution: Attribution) -> None:
        """Give the paragraphs before, whose quotation goes on to this one, the speaker told at last."""
        if self._chained and position and self._outline.quotes[position - 1].goes_on:
            for place in self._chained:
                known = self._found[place]
                self._found[place] = replace(_made(known.span, True, attribution))
        self._chained.clear()

    def _emit_reported(
        self, content: Reported, cue: Cue, speaker: Speaker | None, number: int
    ) -> None:
        outline = self._outline
        start, end = outline.starts[content.first], outline.ends[content.last - 1]
        if speaker is not None:
            self._speakers.note(speaker, cue.at)
        attribution = self._attribution(cue, speaker)
        self._latest = (number, attribution)
        quoted = sum(
            outline.ends[at] - outline.starts[at]
            for at in range(content.first, content.last)
            if at in outline.quote_of
        )
        if quoted < _MOSTLY * (end - start):
            self._found.append(_made(Span(start, end), False, attribution))


def _made(span: Span, direct: bool, attribution: Attribution) -> FoundQuotation:
    speaker = attribution.speaker
    return FoundQuotation(
        span,
        direct,
        speaker.entity if speaker is not None else None,
        Span(speaker.start, speaker.end) if speaker is not None else None,
        attribution.cue,
        attribution.medium,
        attribution.hearer.entity if attribution.hearer is not None else None,
        Span(attribution.hearer.start, attribution.hearer.end)
        if attribution.hearer is not None
        else None,
    )
