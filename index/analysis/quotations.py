"""Reading who says what: direct quotations, reported speech, and both mixed in one sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from index.analysis.attributions import ACCORDING, Attribution, FoundQuotation
from index.analysis.bearers import Speaker
from index.analysis.block_quotes import with_blocks
from index.analysis.cues import Form, Strength, words
from index.analysis.findings import Findings
from index.analysis.linking import EntityLink
from index.analysis.masking import mask
from index.analysis.outline import BREAKS, DASHES, QUOTED, Cue, lay_out
from index.analysis.quote_marks import QuotedStretch, pair, paragraph_breaks
from index.analysis.reported import ends_with
from index.analysis.reporting import Reporting
from index.analysis.speakers import Speakers
from index.analysis.transcripts import read_transcript
from index.model import ActorReference, BodyFormat, Quotation, Span

_BEFORE_NAMES = words("before-names")
_CONJUNCTIONS = words("conjunctions")
_AUXILIARIES = words("have") | words("modals")
_PREDICATING = words("predicating")
_AFTER_PREDICATES = words("prepositions") | _CONJUNCTIONS | frozenset(("", "to", "that"))
_IN_WORDS = frozenset(("words", "terms"))
# Quoted words that nobody is said to have said are a quotation from so many words on.
_ENOUGH_ALONE = 5
# So many words, quoted in passing, are somebody's way of putting it rather than a name or irony.
_ENOUGH_QUOTED = 3
_MOST_BETWEEN = 60

__all__ = ["FoundQuotation", "read_quotations", "to_model"]


def read_quotations(
    text: str, *, body_format: BodyFormat, findings: Findings
) -> tuple[FoundQuotation, ...]:
    """Return what the text quotes and reports, in its order; spans are code points into ``text``.

    ``findings`` are those of the same text. Never raises for what the text holds.
    """
    masked = mask(text, body_format)
    breaks = paragraph_breaks(masked)
    stretches: Sequence[QuotedStretch] = pair(masked, breaks)
    if body_format is BodyFormat.MARKDOWN:
        stretches = with_blocks(text, masked, stretches)
    outline = lay_out(masked, stretches, breaks, findings.mentions)
    if not outline.texts:
        return ()
    found = _Reader(outline, Speakers(outline, findings)).read()
    spoken = read_transcript(masked, findings, breaks)
    if not spoken:
        return found
    # In a transcript all is speech: what is quoted or reported in it is part of that.
    starts = [line.span.start for line in spoken]
    kept = [
        one
        for one in found
        if (place := bisect_right(starts, one.span.start)) == 0
        or one.span.end > spoken[place - 1].span.end
    ]
    return tuple(sorted((*kept, *spoken), key=lambda one: (one.span.start, -one.span.end)))


def _nearest(cues: Sequence[Cue], place: int) -> Cue | None:
    """Return the last cue before ``place``; one that nobody uttered ("would accept") gives way to another."""
    at = place - 1
    while at > 0 and cues[at].unreal:
        at -= 1
    if at >= 0 and cues[at].unreal and place:
        at = place - 1
    return cues[at] if at >= 0 else None


def to_model(found: Sequence[FoundQuotation], links: Sequence[EntityLink]) -> tuple[Quotation, ...]:
    """Return the quotations with their speakers as actors; ``links`` has one for each entity.

    A speaker whose words are known but not the actor has a reference with neither id nor name.
    """
    made: list[Quotation] = []
    for one in found:
        speaker = _reference(one.speaker, one.speaker_span, links)
        addressee = _reference(one.addressee, one.addressee_span, links)
        made.append(Quotation(one.span, one.direct, speaker, one.cue, one.medium, addressee))
    return tuple(made)


def _reference(
    entity: int | None, span: Span | None, links: Sequence[EntityLink]
) -> ActorReference | None:
    if span is None:
        return None
    link = links[entity] if entity is not None else None
    if link is None or link.actor is None:
        return ActorReference(None, None, span)
    return ActorReference(link.actor, link.name, span)


class _Reader(Reporting):
    def read(self) -> tuple[FoundQuotation, ...]:
        outline = self._outline
        cues = list(outline.cues)
        for at, word in enumerate(self._lows):
            if word == "according" and self._lows[at + 1 : at + 2] == ["to"]:
                cues.append(Cue(at, at + 2, ACCORDING, False))
        cues.sort(key=lambda cue: cue.at)
        quotes = sorted(outline.quote_of)
        sentences = outline.sentences
        cue_number = quote_number = 0
        while cue_number < len(cues) or quote_number < len(quotes):
            following = min(
                cues[cue_number].at if cue_number < len(cues) else len(self._lows),
                quotes[quote_number] if quote_number < len(quotes) else len(self._lows),
            )
            number = outline.sentence_of(following)
            last = sentences[number + 1]
            first_cue, first_quote = cue_number, quote_number
            while cue_number < len(cues) and cues[cue_number].at < last:
                cue_number += 1
            while quote_number < len(quotes) and quotes[quote_number] < last:
                quote_number += 1
            self._sentence(number, cues[first_cue:cue_number], quotes[first_quote:quote_number])
        self._found.sort(key=lambda one: (one.span.start, -one.span.end))
        return tuple(self._found)

    # -- one sentence ------------------------------------------------------------------------------

    def _sentence(self, number: int, cues: list[Cue], quotes: list[int]) -> None:
        first, last = self._outline.sentences[number], self._outline.sentences[number + 1]
        self._subjects = {}
        taken: set[int] = set()
        cue_at = [cue.at for cue in cues]
        for position, quote in enumerate(quotes):
            place = bisect_left(cue_at, quote)
            before = _nearest(cues, place)
            after = cues[place] if place < len(cues) else None
            if after is not None and position + 1 < len(quotes) and quotes[position + 1] < after.at:
                after = None
            if after is not None and not self._follows(after, quote, last):
                after = None
            if after is not None and quote != first and (before or self._is_name(quote)):
                after = None
            if after is not None:
                self._emit_direct(quote, after, number)
                taken.add(after.at)
                continue
            if before is not None and self._governs(before, quote, taken):
                if self._introduced(before, quote, taken):
                    self._emit_direct(quote, before, number)
                    taken.add(before.at)
                elif self._is_said_in_passing(quote, before):
                    self._emit_direct(quote, before, number)
                continue
            if place < len(cues) and quote != first:
                final = self._final(cues, first, last)
                if final is not None and self._is_said_in_passing(quote, final[0]):
                    self._subjects[final[0].at] = final[1]
                    self._emit_direct(quote, final[0], number)
                    continue
            self._alone(quote, number, first, last)
        self._reported(number, cues, taken, first, last)

    def _follows(self, cue: Cue, quote: int, last: int) -> bool:
        """Say whether "…," is followed by its attribution: "Vesk said", "said Vesk"."""
        lows = self._lows
        at = quote + 1
        if cue.word.strength is Strength.ACT or cue.word.form is Form.ING:
            return False
        if lows[at] == "," or lows[at] in DASHES:
            at += 1
        elif self._last_sign(quote) not in ",?!…—–-.":
            return False
        if at < last and lows[at] in _CONJUNCTIONS:
            if not (lows[at] == "as" and cue.at - at < 8):
                return False
            at += 1
        if cue.at == at:
            if cue.word is ACCORDING:
                self._subjects[cue.at] = self._speakers.after(cue.end, last)
                return True
            if "inverted" not in cue.word.takes:
                return False
            self._subjects[cue.at] = self._speakers.after(cue.end, last)
            return True
        if cue.word is ACCORDING:
            return False
        found = self._speakers.before(cue.at, at)
        if found is None:
            adverb = cue.at == at + 1 and lows[at].endswith("ly")
            if adverb and "inverted" in cue.word.takes:
                found = self._speakers.after(cue.end, last)
            if found is None:
                return False
        if cue.word.verb == "quote":
            found = self._speakers.quoted(cue.at, last) or found
        self._subjects[cue.at] = found
        return True

    def _last_sign(self, quote: int) -> str:
        stretch = self._outline.quotes[self._outline.quote_of[quote]]
        sign = self._outline.text[stretch.end - 1]
        if sign in "'’)”" and stretch.end - stretch.start > 1:
            return self._outline.text[stretch.end - 2]
        return sign

    def _governs(self, cue: Cue, quote: int, taken: set[int]) -> bool:
        if quote - cue.end > _MOST_BETWEEN:
            return False
        if cue.word.strength is Strength.VOICE:
            return self._introduced(cue, quote, taken)
        return True

    def _introduced(self, cue: Cue, quote: int, taken: set[int]) -> bool:
        """Say whether nothing but circumstances and a colon or comma part the cue from the quotation."""
        lows = self._lows
        before = lows[quote - 1]
        if before == ":":
            return True
        if "unquoted" in cue.word.takes:
            return False
        if cue.word is ACCORDING:
            return before == ","
        if quote == cue.end:
            if cue.word.strength is Strength.VOICE and self._is_name(quote):
                return False
            return cue.word.strength is not Strength.ACT
        if cue.word.strength is Strength.ACT:
            return False
        if before == "," or before == "that":
            # "Q1," Vesk said, "Q2": or a circumstance between commas.
            if ends_with(self._outline, cue, quote - 1):
                return True
            return cue.at in taken and not self._is_name(quote)
        closes = bool(cue.word.takes & {"bare", "hearer"}) or "inverted" in cue.word.takes
        return closes and ends_with(self._outline, cue, quote) and self._whole(quote)

    def _words(self, quote: int) -> list[str]:
        stretch = self._outline.quotes[self._outline.quote_of[quote]]
        # Enough of a long quotation to judge it by.
        return self._outline.text[stretch.start : min(stretch.end, stretch.start + 400)].split()

    def _whole(self, quote: int) -> bool:
        said = self._words(quote)
        return len(said) > 1 and said[0][:1].isupper()

    def _is_name(self, quote: int) -> bool:
        """Say whether quoted words look like the title of something: "The Long Road"."""
        said = [word.strip(".,:;?!'‘’()") for word in self._words(quote)]
        if len(said) > 12:
            return False
        long_words = [word for word in said if len(word) > 3] or said
        return all(word[:1].isupper() or word[:1].isdigit() for word in long_words)

    def _is_said_in_passing(self, quote: int, cue: Cue) -> bool:
        """Say whether words quoted within a sentence are what was said, and no name and no irony."""
        lows = self._lows
        said = self._words(quote)
        previous = lows[quote - 1] if quote else ""
        naming = cue.word.strength is Strength.ACT and "label" in cue.word.takes
        if quote == cue.end and cue.word.verb == "call":
            # "what she called a …" in marks says how she put it, "a party called …" is a name.
            return "what" in lows[max(0, cue.at - 8) : cue.at]
        if previous in _BEFORE_NAMES and len(said) < 2 * _ENOUGH_ALONE:
            return False
        if self._is_name(quote):
            return False
        if cue.unreal and len(said) < 4:
            return False
        if naming:
            near = quote - cue.end < 14
            return near or len(said) >= _ENOUGH_QUOTED
        return len(said) >= _ENOUGH_QUOTED or self._is_predicate(quote, cue, said)

    def _is_predicate(self, quote: int, cue: Cue, said: list[str]) -> bool:
        """Say whether a word or two in marks are what is said of something: "said it was "a farce"."""
        lows = self._lows
        if cue.word.strength is not Strength.SPEECH or cue.unreal or cue.end > quote:
            return False
        # "Shopkeepers, he said, had "suffered enough"."
        begin = cue.end + (lows[cue.end] == "," and lows[cue.at - 1] != QUOTED)
        if not said[0][:1].islower() or any(lows[at] in BREAKS for at in range(begin, quote)):
            return False
        previous = lows[quote - 1]
        whole = lows[quote + 1] in BREAKS or lows[quote + 1] in _AFTER_PREDICATES
        if previous == "and" and lows[quote - 2] == QUOTED:
            previous = QUOTED
        if previous in _PREDICATING or previous.endswith("ly"):
            return whole
        # "had "deeply regretted" what": an adverb or auxiliary with its verb.
        return len(said) > 1 and (said[0].endswith("ly") or previous in _AUXILIARIES)

    def _alone(self, quote: int, number: int, first: int, last: int) -> None:
        """Read a quotation without a cue in its sentence."""
        lows, outline = self._lows, self._outline
        said = self._words(quote)
        stretch = outline.quotes[outline.quote_of[quote]]
        previous = lows[quote - 1] if quote > first else ""
        if quote == first and self._last_sign(quote) == "," and len(said) > 2:
            # A verb we do not know: "…," Vesk deadpanned.
            speaker = self._speakers.subject(quote + 1, last)
            known = speaker if speaker is not None and speaker.entity is not None else None
            self._emit(quote, Attribution(None, known, None), number)
            return
        if quote == first:
            whole = self._last_sign(quote) in ".?!…" or stretch.goes_on or last - first <= 2
            if not (whole and self._whole(quote)) or (self._is_name(quote) and len(said) < 4):
                return
            self._emit(quote, self._inherited(number), number)
            return
        if previous == ":" and (self._whole(quote) or len(said) >= _ENOUGH_ALONE):
            speaker = self._speakers.subject(first, quote - 1)
            if speaker is not None and speaker.entity is None:
                label = outline.mention_end.get(quote - 1)
                if label is not None and label.entity is not None and quote - first < 8:
                    speaker = Speaker(label.entity, label.start, label.end, first)
            self._emit(quote, Attribution(None, speaker, None), number)
            return
        if previous in _BEFORE_NAMES and len(said) < 2 * _ENOUGH_ALONE:
            return
        if len(said) >= _ENOUGH_ALONE and not self._is_name(quote):
            self._emit(quote, Attribution(None, self._wording(first, quote), None), number)

    def _wording(self, first: int, quote: int) -> Speaker | None:
        """Return the speaker of "in the words of Vesk"."""
        lows = self._lows
        for at in range(first, min(quote - 2, first + 20)):
            if lows[at] in _IN_WORDS and lows[at + 1] == "of":
                return self._speakers.after(at + 2, quote)
        return None

    def _inherited(self, number: int) -> Attribution:
        """Return who goes on speaking in a quotation that is a sentence of its own."""
        outline = self._outline
        if self._latest is not None and number - self._latest[0] == 1:
            return self._latest[1]
        if number == 0:
            return Attribution(None, None, None)
        first, last = outline.sentences[number - 1], outline.sentences[number]
        if outline.sentences[number] in outline.paragraphs and self._lows[last - 1] != ":":
            return Attribution(None, None, None)
        speaker = self._speakers.subject(first, last)
        if speaker is not None and speaker.entity is None:
            speaker = None
        return Attribution(None, speaker, None)
