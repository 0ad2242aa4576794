"""Finding who speaks: the subject of a cue verb, by name, pronoun, office or body.

Rather nobody than the wrong one: where the text leaves open who is meant, a speaker has words but no
entity.
"""

from __future__ import annotations

from bisect import bisect_left

from index.analysis.bearers import Speaker
from index.analysis.cues import words
from index.analysis.folding import fold
from index.analysis.gazetteer import load
from index.analysis.outline import BREAKS, DASHES, QUOTED
from index.analysis.phrases import Phrases
from index.model import Kind

_PREPOSITIONS = words("prepositions")
_CONJUNCTIONS = words("conjunctions")
_RELATIVES = words("relatives")
_DETERMINERS = words("determiners")
_PRONOUNS = words("pronouns")
_PASSING = words("passing-words")
_MODALS = words("modals")
_BE = words("be")
_TIMES = words("time-words")
_COMPANIONS = words("companions")
_POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
# How far a subject may reach to the left of its verb, in tokens.
_REACH = 40
_SENTENCES_BACK = 6


class Speakers(Phrases):
    """Answers who speaks in one article; ``note`` tells it of each answer, in the order of the text."""

    # -- subjects ----------------------------------------------------------------------------------

    def before(self, verb: int, low: int) -> Speaker | None:
        """Return the subject to the left of the verb at token ``verb``, not before token ``low``."""
        lows = self._lows
        begin = low
        low = max(low, verb - _REACH)
        at = verb - 1
        while at >= low and (
            lows[at] in _PASSING
            or lows[at] in _BE
            or (lows[at] in _MODALS and lows[at] != "to")
            or (lows[at].endswith("ly") and at not in self._outline.mention_at)
        ):
            at -= 1
        at = self._before_time(at, low)
        if at < low:
            return None
        word = lows[at]
        if word == ")":
            opened = next((k for k in range(at, max(low, at - 12) - 1, -1) if lows[k] == "("), -1)
            if opened <= low:
                return None
            at = opened - 1
            word = lows[at]
        if word in _PRONOUNS:
            return self.pronoun(at)
        if word.endswith("-year-old"):
            return self._aged(at, low)
        if word in _RELATIVES:
            comma = at > low and lows[at - 1] == ","
            named = self._phrase_ending(at - comma, low, climb=False)
            entity = named.entity if named is not None else None
            if entity is not None and (self._entities[entity].kind is Kind.PERSON or word != "who"):
                return named
            return self._phrase_ending(at - comma, low)
        if word == "," or word in DASHES or (word == QUOTED and at > low):
            return self._before_comma(at, low)
        if word in ("and", "but", "or"):
            return self.subject(begin, at)
        if word in _CONJUNCTIONS or word in _PREPOSITIONS or word in BREAKS or word == "to":
            return None
        return self._phrase_ending(at + 1, low)

    def _before_time(self, at: int, low: int) -> int:
        """Return the token before "Officials Wednesday said", "The ministry on Monday said"."""
        lows = self._lows
        here = at
        while here > low and lows[here] in _TIMES and here not in self._outline.mention_at:
            here -= 1
        if here == at or here < low:
            return at
        if lows[here] in ("on", "late", "early", "last", "this") and here > low:
            here -= 1
        # "On Monday said": no subject stands there.
        plain = lows[here] not in BREAKS and lows[here] not in _PREPOSITIONS
        return here if plain else at

    def subject(self, first: int, last: int) -> Speaker | None:
        """Return the subject of the clause that tokens ``first`` to ``last`` begin."""
        last = min(last, first + 4 * _REACH)
        parts = self._parts(first, last)
        for number, (start, end) in enumerate(parts):
            final = number + 1 == len(parts)
            opening = self._introduces(start)
            if opening and not final and self._lows[start] in _CONJUNCTIONS:
                continue
            verb = next((at for at in range(start, end) if self._heads_clause(at)), None)
            if verb is not None and verb > start:
                found = self.before(verb, start)
                if found is not None:
                    return found
            if opening:
                continue
            if self._lows[start] in _PRONOUNS:
                return self.pronoun(start)
            found = self.head(start, end)
            if not final and (found is None or found.entity is None):
                return self._named(*parts[number + 1], start) or found
            return found
        return None

    def after(self, first: int, last: int) -> Speaker | None:
        """Return who is named from token ``first`` on, for "said X" and "according to X"."""
        lows = self._lows
        last = min(last, first + _REACH)
        if first >= last or lows[first] in BREAKS:
            return None
        if lows[first] in _PRONOUNS:
            return self.pronoun(first)
        if lows[first] in ("him", "her", "them", "me", "us") and first + 1 < last:
            if lows[first + 1] in BREAKS:
                spoken = {"him": "he", "her": "she"}.get(lows[first], "")
                return self._resolved(first, spoken)
        elif lows[first] in _PREPOSITIONS or lows[first] in _TIMES:
            return None
        end = first
        while end < last and (lows[end] not in BREAKS or lows[end] == "("):
            if lows[end] == "(":
                break
            end += 1
        found = self.head(first, end)
        if (found is None or found.entity is None) and end + 1 < last and lows[end] == ",":
            stop = next((at for at in range(end + 1, last) if lows[at] in BREAKS), last)
            return self._named(end + 1, stop, first) or found
        return found

    def _before_comma(self, comma: int, low: int) -> Speaker | None:
        """Return the subject of "X, who is the minister, said": the phrase before what is told of it."""
        parts = self._parts(low, comma)
        kept: list[tuple[int, int]] = []
        for start, end in parts:
            aside = self._lows[start] in _RELATIVES or self._lows[start].endswith("ed")
            if not aside and self._outline.has_verb(start, end):
                kept = []
                continue
            kept.append((start, end))
        while kept and self._introduces(kept[0][0]):
            kept.pop(0)
        if not kept:
            return None
        start, end = kept[0]
        if self._lows[start] in ("and", "but"):
            start += 1
        if start >= end:
            return None
        if self._lows[end - 1].endswith("-year-old"):
            return self._aged(end - 1, start)
        found = self.head(start, end)
        if len(kept) > 1 and (found is None or found.entity is None):
            return self._named(*kept[1], start) or found
        return found

    def _phrase_ending(self, end: int, low: int, *, climb: bool = True) -> Speaker | None:
        """Return the speaker named by the noun phrase that ends before token ``end``.

        ``climb`` says whether "the mayor of X" is looked at whole or X alone.
        """
        outline, lows = self._outline, self._lows
        first = end
        for _ in range(_REACH):
            start = self._phrase_start(first, low)
            if start == first:
                # A preposition with nothing before it: no phrase that could speak.
                return self._name_ending(end, first)
            first = start
            if climb and first > low and lows[first - 1] in _PREPOSITIONS:
                opens = first - 1 == low or lows[first - 2] in BREAKS
                if lows[first - 1] in _CONJUNCTIONS:
                    # "after both sides had agreed": a clause of its own.
                    break
                if opens or self._starts_sentence(first - 1):
                    return self._name_ending(end, first)
                if lows[first - 2] in _TIMES or lows[first - 2] in _PREPOSITIONS:
                    return self._name_ending(end, first)
                first -= 1
                continue
            break
        if first > low + 1 and lows[first - 1] == "and" and first - 1 in outline.mention_end:
            # Two speak together, or somebody with colleagues of theirs.
            known = outline.mention_end[first - 1]
            start = bisect_left(outline.starts, known.start, 0, first)
            if lows[first] in _COMPANIONS:
                return Speaker(known.entity, known.start, outline.ends[end - 1], start)
            return Speaker(None, known.start, outline.ends[end - 1], start)
        if lows[first] in _PRONOUNS and end - first == 1:
            return self.pronoun(first)
        return self.head(first, end)

    def _name_ending(self, end: int, first: int) -> Speaker | None:
        """Return the person of "On his own channel Vesk said", where the phrase began with "On"."""
        outline = self._outline
        mention = outline.mention_end.get(end)
        if mention is None or mention.kind is not Kind.PERSON:
            return None
        start = bisect_left(outline.starts, mention.start, 0, end)
        before = self._lows[start - 1] if start > first else ""
        if not before or not before.islower() or fold(before) in load().titles:
            return None
        if before in _PREPOSITIONS or before in _DETERMINERS:
            return None
        return Speaker(mention.entity, mention.start, mention.end, start)

    def _aged(self, at: int, low: int) -> Speaker | None:
        """Return the speaker of "the 22-year-old said": whoever "he" or "she" would be."""
        first = at
        while first > low and at - first < 5 and self._lows[first] != "the":
            first -= 1
        if self._lows[first] != "the":
            return self._phrase_ending(at + 1, low)
        outline = self._outline
        return Speaker(self._person(first, ""), outline.starts[first], outline.ends[at], first)

    def quoted(self, verb: int, high: int) -> Speaker | None:
        """Return who is quoted in "the paper quoted him as saying", the verb at token ``verb``."""
        lows = self._lows
        at = verb + 1
        if at + 1 < high and lows[at] in ("him", "her") and lows[at + 1] == "as":
            quoting = self.before(verb, max(0, verb - _REACH))
            # Whoever quotes is not who is quoted.
            before = quoting.first if quoting is not None else at
            person = self._person(before, "he" if lows[at] == "him" else "she")
            return Speaker(person, self._outline.starts[at], self._outline.ends[at], at)
        return None

    # -- pronouns ----------------------------------------------------------------------------------

    def pronoun(self, token: int) -> Speaker:
        """Return the speaker whom the pronoun at ``token`` means."""
        return self._resolved(token, self._lows[token])

    def _resolved(self, token: int, pronoun: str) -> Speaker:
        outline = self._outline
        entity: int | None = None
        if pronoun in ("he", "she"):
            entity = self._person(token, pronoun)
        elif pronoun == "it":
            entity = self._thing(token)
        return Speaker(entity, outline.starts[token], outline.ends[token], token)

    def _person(self, token: int, pronoun: str) -> int | None:
        sentences = self._outline.sentences
        number = self._outline.sentence_of(token)
        for back in range(_SENTENCES_BACK + 1):
            sentence = number - back
            if sentence < 0:
                return None
            said = self._said.get(sentence)
            if said is not None and self._fits(said, pronoun):
                return said
            if sentence in self._unnamed:
                return None
            end = token if back == 0 else sentences[sentence + 1]
            everybody, subjects = self._people(sentences[sentence], end, pronoun)
            if back == 0:
                everybody = subjects
            if len(everybody) == 1:
                return everybody[0]
            if everybody:
                sure = [one for one in everybody if self._gender(one) == pronoun]
                if len(sure) == 1:
                    return sure[0]
                return subjects[0] if subjects and subjects[0] == everybody[0] else None
        return None

    def _people(self, first: int, last: int, pronoun: str) -> tuple[list[int], list[int]]:
        """Return the people of a stretch whom the pronoun fits, and those who may be a subject."""
        outline, lows = self._outline, self._lows
        everybody: dict[int, None] = {}
        subjects: dict[int, None] = {}
        for place in range(bisect_left(self._tokens, first), len(self._tokens)):
            token = self._tokens[place]
            if token >= last or len(everybody) > 8:
                break
            mention = outline.mention_at[token]
            entity = mention.entity
            if mention.kind is not Kind.PERSON or entity is None:
                continue
            if not self._fits(entity, pronoun):
                continue
            everybody[entity] = None
            end = outline.last_of[token]
            owns = end < len(lows) and lows[end] in _POSSESSIVES
            start = self._phrase_start(token, first) if token > first else token
            places = [place for place in (start, token) if place > first]
            if not owns and not any(lows[place - 1] in _PREPOSITIONS for place in places):
                subjects[entity] = None
        return list(everybody), list(subjects)

    def _thing(self, token: int) -> int | None:
        sentence = self._outline.sentence_of(token)
        if self._last is not None and sentence - self._last[0] <= 2:
            entity = self._last[1]
            return entity if self._entities[entity].kind is not Kind.PERSON else None
        if sentence > 0:
            sentences = self._outline.sentences
            found = self.subject(sentences[sentence - 1], sentences[sentence])
            if found is not None and found.entity is not None:
                entity = found.entity
                return entity if self._entities[entity].kind is not Kind.PERSON else None
        return None
