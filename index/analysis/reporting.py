"""Reading reported speech in a sentence: forward from the cue, back from it, and around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.analysis.attributions import ACCORDING, Attributions
from index.analysis.bearers import Speaker
from index.analysis.cues import Form, Strength, words
from index.analysis.outline import BREAKS, ENDERS, QUOTED, Cue
from index.analysis.reported import (
    Reported,
    doing_after,
    ends_with,
    is_closing,
    is_participle,
    opinion_after,
    reported_after,
    reported_before,
)

_RELATIVES = words("relatives")
_WHO = frozenset(("who", "which"))
_PUTTING = words("putting")
_CONTRASTING = frozenset(("while", "whereas", "but", "though", "although"))
_LONGEST_SUBJECT = 14
# Who is reported to have said something stands so near the beginning of the sentence, in tokens.
_INNER_WITHIN = 16
_NOT_TOLD_OF = frozenset(
    ("i", "we", "you", "you'd", "you'll", "you’d", "you’ll", "we'd", "we’d", "one", "anyone")
)


class Reporting(Attributions):
    """Reads what is reported without quotation marks."""

    def _reported(
        self, number: int, cues: list[Cue], taken: set[int], first: int, last: int
    ) -> None:
        done = self._last_attribution(number, cues, taken, first, last)
        for position, cue in enumerate(cues):
            if "noun-that" in cue.word.takes and not cue.unreal:
                opinion = opinion_after(self._outline, cue, self._cut(cues[position + 1 :], last))
                if opinion is not None:
                    speaker = self._subject(cue, cues[:position], first, last)
                    self._emit_reported(opinion, cue, speaker, number)
                    continue
            if "doing" in cue.word.takes and not cue.unreal and cue.at not in taken:
                done_by = doing_after(self._outline, cue, self._cut(cues[position + 1 :], last))
                speaker = self._subject(cue, cues[:position], first, last)
                if done_by is not None and speaker is not None:
                    self._emit_reported(done_by, cue, speaker, number)
                continue
            if cue.word.strength is not Strength.SPEECH or cue.at < done:
                continue
            if cue.word is ACCORDING:
                if cue.at not in taken:
                    self._according(cue, number, first, last)
                continue
            if cue.unreal:
                continue
            speaker = self._subject(cue, cues[:position], first, last)
            if speaker is not None and self._lows[speaker.first] in _NOT_TOLD_OF:
                # "I said it was late": nobody tells of it but the writer.
                continue
            if cue.at in taken:
                if speaker is not None:
                    self._speakers.note(speaker, cue.at)
                self._mixed_before(cue, speaker, number, first)
                self._before_quote(cue, speaker, number, last)
                continue
            end = self._contrast(cue, self._cut(cues[position + 1 :], last))
            if self._lows[cue.at - 1] in _WHO and cue.at > first:
                end = self._relative_end(cue, end)
            if self._inverted(cue, speaker, number, first, end):
                continue
            forward = reported_after(self._outline, cue, end)
            if forward is not None and (forward.sure or speaker is not None):
                self._emit_reported(forward, cue, speaker, number)
                done = forward.last
                continue
            self._backward(cue, speaker, number, first, end)

    def _last_attribution(
        self, number: int, cues: list[Cue], taken: set[int], first: int, last: int
    ) -> int:
        """Read "Witnesses said it burned, Vesk said on Monday." and return the token it reaches to."""
        final = self._final(cues, first, last) if len(cues) > 1 else None
        if final is None or any(
            one.at in taken or is_participle(one, self._outline) for one in cues
        ):
            return first
        cue, speaker = final
        content = reported_before(self._outline, first, speaker.first - 1)
        if content is None:
            return first
        inner = next((one for one in cues if "that" in self._lows[one.end : one.end + 4]), None)
        self._emit_reported(content, cue, speaker, number)
        if inner is not None and inner.at < content.first + _INNER_WITHIN:
            # "Vesk said on Monday that it was late, the agency reported": both are told.
            told = self._subject(inner, cues[: cues.index(inner)], first, content.last)
            said = reported_after(self._outline, inner, content.last)
            if said is not None and told is not None:
                self._emit_reported(said, inner, told, number)
        return last

    def _final(self, cues: list[Cue], first: int, last: int) -> tuple[Cue, Speaker] | None:
        """Return the attribution that ends a sentence, ", Vesk said on Monday.", and its speaker."""
        cue = cues[-1]
        word = cue.word
        if cue.unreal or word is ACCORDING or word.form is Form.ING:
            return None
        if word.strength is not Strength.SPEECH or cue.at <= first + 2:
            return None
        if self._lows[cue.at - 1] == "," and "inverted" in word.takes:
            told = self._speakers.after(cue.end, last)
            clause = self._outline.has_verb(cue.end, min(last, cue.end + 4))
            if told is None or clause or self._speakers.before(cue.at, first) is not None:
                return None
            return (cue, replace(told, first=cue.at))
        speaker = self._speakers.before(cue.at, first)
        if speaker is None or speaker.first <= first or self._lows[speaker.first - 1] != ",":
            return None
        return (cue, speaker) if ends_with(self._outline, cue, self._trimmed(last)) else None

    def _backward(
        self, cue: Cue, speaker: Speaker | None, number: int, first: int, last: int
    ) -> None:
        lows, outline = self._outline.lows, self._outline
        if speaker is None:
            return
        start = speaker.first
        if start <= first or lows[start - 1] not in (",", "—", "–"):
            return
        if not is_closing(outline, cue, last):
            return
        content = reported_before(outline, first, start - 1)
        goes_on = cue.end < last and lows[cue.end] == ","
        if (
            goes_on
            and cue.end + 1 < last
            and lows[cue.end + 1] not in ("adding", "and", "but", "as")
        ):
            rest = last
            while rest > cue.end and lows[rest - 1] in ENDERS:
                rest -= 1
            begin = content.first if content is not None else first
            if outline.has_verb(cue.end + 1, rest) or content is not None:
                content = Reported(begin, rest, sure=False)
        if content is not None:
            self._emit_reported(content, cue, speaker, number)

    def _inverted(
        self, cue: Cue, speaker: Speaker | None, number: int, first: int, last: int
    ) -> bool:
        """Read "It was late, said Vesk, who was there." where it is one."""
        lows, outline = self._lows, self._outline
        if cue.at <= first or lows[cue.at - 1] != "," or "inverted" not in cue.word.takes:
            return False
        if (speaker is not None and speaker.entity is not None) or lows[cue.end] == "that":
            return False
        told = self._speakers.after(cue.end, last)
        if told is None or told.first != cue.end:
            return False
        end = next((at for at in range(cue.end, last) if lows[at] in (",", ".", QUOTED)), last)
        if outline.has_verb(cue.end, end):
            return False
        content = reported_before(outline, first, cue.at - 1)
        if content is None:
            return False
        self._emit_reported(content, cue, told, number)
        return True

    def _mixed_before(self, cue: Cue, speaker: Speaker | None, number: int, first: int) -> None:
        """Read the clause of "It was "a farce," Vesk said" as reported."""
        start = min(cue.at, speaker.first if speaker is not None else cue.at)
        at = start - 1
        if at > first and self._lows[at] == ",":
            at -= 1
        if at <= first or self._lows[at] != QUOTED:
            return
        content = reported_before(self._outline, first, at + 1)
        if content is None or content.first == at:
            return
        self._emit_reported(content, cue, speaker, number)

    def _before_quote(self, cue: Cue, speaker: Speaker | None, number: int, last: int) -> None:
        """Read the clause of "He said it was late: "We must go."" """
        lows = self._lows
        quote = next((at for at in range(cue.end, last) if lows[at] == QUOTED), last)
        if quote == last or lows[quote - 1] != ":" or speaker is None:
            return
        content = reported_after(self._outline, cue, quote - 1)
        if content is not None:
            self._emit_reported(content, cue, speaker, number)

    def _relative_end(self, cue: Cue, last: int) -> int:
        """Return where what "the judge, who said …, left" says ends: at a comma with the verb after it."""
        lows = self._lows
        for at in range(cue.end + 2, last - 1):
            if lows[at] == "," and self._outline.is_verb(at + 1):
                return at
        return last

    def _according(self, cue: Cue, number: int, first: int, last: int) -> None:
        lows, outline = self._lows, self._outline
        speaker = self._speakers.after(cue.end, last)
        if speaker is None:
            return
        content: Reported | None = None
        if cue.at - first > 3:
            content = reported_before(outline, first, cue.at, loose=True)
        else:
            at = cue.end
            while at < last:
                if lows[at] == "," and lows[at + 1] not in _RELATIVES and at + 1 < last:
                    end = next((k for k in range(at + 1, last) if lows[k] == ","), last)
                    if outline.has_verb(at + 1, end) or end == last:
                        content = reported_before(outline, at + 1, self._trimmed(last))
                        break
                at += 1
        if content is not None:
            self._emit_reported(content, cue, speaker, number)

    def _contrast(self, cue: Cue, last: int) -> int:
        """Return where another's figure begins: ", while the minister put the toll at 16"."""
        lows, outline = self._lows, self._outline
        for at in range(cue.end + 2, last - 4):
            if lows[at] != "," or lows[at + 1] not in _CONTRASTING:
                continue
            stop = min(last, at + 2 + _LONGEST_SUBJECT)
            for verb in range(at + 3, stop):
                if lows[verb] in BREAKS:
                    break
                if lows[verb] not in _PUTTING or outline.texts[verb] != lows[verb]:
                    continue
                counts = any(lows[k][:1].isdigit() for k in range(verb, min(last, verb + 14)))
                if counts and self._speakers.before(verb, at + 2) is not None:
                    return at
                break
        return last

    def _cut(self, later: Sequence[Cue], last: int) -> int:
        """Return where a reported clause ends: before another attribution beside it."""
        lows = self._lows
        for cue in later[:4]:
            if is_participle(cue, self._outline) or cue.word is ACCORDING:
                at = cue.at - 1
                if lows[at] in (",", "and", "while", "but"):
                    return at - (lows[at - 1] == ",")
                return cue.at
            if lows[cue.at - 1] in ("and", "but") and cue.word.form in (Form.PAST, Form.THIRD):
                return cue.at - 1 - (lows[cue.at - 2] == ",")
            found = self._speakers.before(cue.at, max(0, cue.at - 12))
            if found is not None and found.first > 1:
                at = found.first - 1
                if lows[at] in ("but", "while", "and", ";", "though", "although") and (
                    lows[at - 1] == "," or lows[at] == ";" or lows[at] != "and"
                ):
                    return at - (lows[at - 1] == ",")
        return last
