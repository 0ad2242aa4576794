"""Reading the noun phrases that may name a speaker: where they begin, and whom their head means."""

from __future__ import annotations

from bisect import bisect_left

from index.analysis.bearers import Bearers, Speaker
from index.analysis.cues import words
from index.analysis.findings import FoundMention
from index.analysis.folding import fold
from index.analysis.gazetteer import load
from index.analysis.outline import BREAKS, DASHES
from index.model import Kind

_PREPOSITIONS = words("prepositions")
_CONJUNCTIONS = words("conjunctions")
_RELATIVES = words("relatives")
_DETERMINERS = words("determiners")
_INDEFINITE = words("indefinite")
_PRONOUNS = words("pronouns")
_TIMES = words("time-words")
_OPENERS = words("openers")
_DOCUMENTS = words("documents")
_BODIES = words("bodies")
_GOVERNMENT = words("stands-for-country")
_SPOKESPEOPLE = words("spokespeople")
_ARTICLES = frozenset(("the", "its", "his", "her", "their", "these", "those"))
_POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
# A text that says nothing of its own about the author of these goes on quoting the one before.
_MESSAGES = frozenset(
    ("statement", "communique", "communiqué", "letter", "message", "post", "note")
)


class Phrases(Bearers):
    """Finds the speaker in a noun phrase."""

    def _phrase_start(self, end: int, low: int) -> int:
        outline, lows = self._outline, self._lows
        at = end
        behind = False
        while at > low:
            mention = outline.mention_end.get(at)
            if mention is not None:
                start = bisect_left(outline.starts, mention.start, 0, at)
                if start >= low and start < at:
                    if behind and not mention.demonym:
                        # "In Paris Vesk said": two names side by side.
                        return at
                    at = start
                    behind = not mention.demonym
                    continue
            word = lows[at - 1]
            if word in _POSSESSIVES:
                at -= 1
                behind = False
                continue
            if (
                word in BREAKS
                or word in _PREPOSITIONS
                or word in _CONJUNCTIONS
                or word in _PRONOUNS
                or word in _TIMES
                or outline.is_verb(at - 1)
            ):
                return at
            at -= 1
            behind = False
            if word in _DETERMINERS:
                # "the two wounded men"
                return at - (at > low and lows[at - 1] in _ARTICLES)
        return at

    def head(self, first: int, last: int) -> Speaker | None:
        """Return whom the noun phrase that starts at token ``first`` names, looking to token ``last``."""
        outline, lows = self._outline, self._lows
        at = first
        mention_token = -1
        owner = -1
        tail = first
        determiner = lows[first] if lows[first] in _DETERMINERS else ""
        while at < last:
            word = lows[at]
            mention = outline.mention_at.get(at)
            if mention is not None:
                end = max(outline.last_of[at], at + 1)
                if mention_token >= 0 and not outline.mention_at[mention_token].demonym:
                    if tail == at:
                        break
                    between = range(tail, at)
                    if outline.mention_at[mention_token].kind is Kind.PERSON and not all(
                        self._is_title_word(token) for token in between
                    ):
                        # "Vesk receives Tandel": the words between are a verb.
                        at = tail
                        break
                mention_token = at
                at = tail = end
                if at < last and lows[at] in _POSSESSIVES:
                    owner, mention_token = mention_token, -1
                    at += 1
                    tail = at
                continue
            if word == "of" and mention_token < 0 and not determiner:
                named = self._title_holder(at, last)
                if named is not None:
                    return Speaker(named.entity, named.start, named.end, first)
            if word in _PREPOSITIONS or word in _RELATIVES or word in BREAKS or word in _PRONOUNS:
                break
            joins = word == "and" and mention_token < 0
            # "the Saturday Supper star"
            timed = word in _TIMES and (at == first or lows[at - 1] not in _DETERMINERS)
            if not joins and (word in _CONJUNCTIONS or timed or outline.is_verb(at)):
                break
            if word in _POSSESSIVES:
                owner, mention_token = first, -1
                tail = at + 1
            at += 1
        if at == first:
            return None
        begin, end_of = outline.starts[first], outline.ends[at - 1]
        if mention_token >= 0:
            mention = outline.mention_at[mention_token]
            bare = tail >= at or all(
                lows[k] in ("himself", "herself", "itself") for k in range(tail, at)
            )
            if bare and not mention.demonym:
                other = self._joined(at, last)
                if other is not None:
                    return Speaker(None, begin, other, first)
                return Speaker(mention.entity, mention.start, mention.end, first)
            if not bare:
                last_word = lows[at - 1]
                if mention.demonym and last_word in _GOVERNMENT and mention.entity is not None:
                    return Speaker(mention.entity, begin, end_of, first)
                if (
                    last_word in _DOCUMENTS
                    and not mention.demonym
                    and mention.kind is not Kind.PLACE
                ):
                    return Speaker(mention.entity, begin, end_of, first)
            if mention.demonym and not bare and last_word in _BODIES and determiner == "the":
                return Speaker(self._body(tail, at, first), begin, end_of, first)
            if (
                not bare
                and last_word in _SPOKESPEOPLE
                and mention.kind is Kind.ORGANISATION
                and tail == at - 1
            ):
                return Speaker(mention.entity, begin, end_of, first)
            return Speaker(None, begin, end_of, first)
        head_word = lows[at - 1]
        if head_word in _DOCUMENTS:
            return Speaker(self._author(first, at, last, owner), begin, end_of, first)
        if head_word in _GOVERNMENT and owner >= 0:
            return Speaker(self._body_of_country(owner, at), begin, end_of, first)
        if head_word in _SPOKESPEOPLE:
            spoken_for = self._spoken_for(at, last)
            if spoken_for is not None:
                end = spoken_for.end
                return Speaker(spoken_for.entity, begin, end, first)
        if owner >= 0 or determiner in _INDEFINITE:
            return Speaker(None, begin, end_of, first)
        start = first + bool(determiner)
        if start >= at:
            return None
        # "the head of the committee" may be another than the head told of before.
        of_something = at < last and lows[at] in ("of", "for")
        entity = None if of_something else self._role(start, at)
        if entity is None and not of_something:
            entity = self._body(start, at, first)
        return Speaker(entity, begin, end_of, first)

    def _is_title_word(self, token: int) -> bool:
        word = self._lows[token]
        return (
            self._outline.texts[token][0].isupper()
            or word in _BODIES
            or word in load().titles
            or word.rstrip(".") in load().titles
            or word == "."
        )

    def _joined(self, at: int, last: int) -> int | None:
        """Return where the second of two speakers ends: "X and Y"; token ``at`` follows the first."""
        if at + 1 >= last or self._lows[at] != "and":
            return None
        mention = self._outline.mention_at.get(at + 1)
        return mention.end if mention is not None else None

    def _body_of_country(self, owner: int, end: int) -> int | None:
        """Return the ministry of "Norway's foreign ministry" where it is named elsewhere, else Norway."""
        outline = self._outline
        named = outline.mention_at.get(owner)
        if named is None or named.kind is not Kind.COUNTRY:
            return None
        start = outline.last_of[owner] + 1
        if self._lows[end - 1] in _BODIES and named.entity is not None and start < end:
            country = self._entities[named.entity].name
            body = self._body_named(start, end, country)
            if body is not None:
                return body
        return named.entity

    def _spoken_for(self, at: int, last: int) -> FoundMention | None:
        """Return the organisation of "a spokesman for the Harlowe Port Authority"."""
        lows, outline = self._lows, self._outline
        if at + 1 >= last or lows[at] not in ("for", "of", "from"):
            return None
        at += 1
        if lows[at] in _DETERMINERS and at + 1 < last:
            at += 1
        mention = outline.mention_at.get(at)
        if mention is None or mention.kind is not Kind.ORGANISATION:
            return None
        return mention

    def _title_holder(self, of: int, last: int) -> FoundMention | None:
        """Return the person of "Secretary of State Dana Whitlow"; token ``of`` is the preposition."""
        outline = self._outline
        if not outline.texts[of - 1][0].isupper() or fold(self._lows[of - 1]) not in load().titles:
            return None
        at = of + 1
        while at < last and at - of < 8:
            mention = outline.mention_at.get(at)
            if mention is not None and mention.kind is Kind.PERSON:
                return mention
            if self._lows[at] in BREAKS or self._lows[at] in _PREPOSITIONS:
                return None
            at = outline.last_of[at] if mention is not None else at + 1
        return None

    def _author(self, first: int, end: int, last: int, owner: int) -> int | None:
        """Return who made the document of tokens ``first`` to ``end``."""
        if owner >= 0:
            named = self._outline.mention_at.get(owner)
            return named.entity if named is not None else None
        if end < last and self._lows[end] in ("by", "from", "of"):
            found = self.head(end + 1, last) if end + 1 < last else None
            return found.entity if found is not None else None
        if self._lows[end - 1] in _MESSAGES and self._lows[first] == "the" and end - first == 2:
            sentence = self._outline.sentence_of(first)
            if self._last is not None and sentence - self._last[0] <= 2:
                return self._last[1]
        return None

    def _named(self, start: int, end: int, first: int) -> Speaker | None:
        """Return the person whose name is all of tokens ``start`` to ``end``: "the mayor, X, said"."""
        named = self._outline.mention_at.get(start)
        if named is None or named.kind is not Kind.PERSON or named.entity is None:
            return None
        if self._outline.last_of[start] < end:
            return None
        return Speaker(named.entity, named.start, named.end, first)

    def _parts(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return tokens ``first`` to ``last`` cut at commas and dashes, from the last hard break on."""
        parts: list[tuple[int, int]] = []
        start = first
        for at in range(first, last):
            word = self._lows[at]
            if word in BREAKS:
                if at > start:
                    parts.append((start, at))
                start = at + 1
                hard = word != "," and word not in DASHES and word not in "()"
                if hard and at + 1 < last:
                    parts = []
        if last > start:
            parts.append((start, last))
        return parts

    def _introduces(self, token: int) -> bool:
        word = self._lows[token]
        return token not in self._outline.mention_at and (
            word in _OPENERS
            or word in _PREPOSITIONS
            or word in _TIMES
            or word.endswith(("ing", "ly"))
        )

    def _heads_clause(self, token: int) -> bool:
        return self._outline.is_verb(token) or token in self._cue_tokens

    def _starts_sentence(self, token: int) -> bool:
        sentences = self._outline.sentences
        number = bisect_left(sentences, token)
        return number < len(sentences) and sentences[number] == token
