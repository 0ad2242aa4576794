"""Who in an article may be meant by an office, a body or a pronoun, given what was said so far."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.cues import gender_of_names, words
from index.analysis.findings import Findings
from index.analysis.folding import fold, name_tokens
from index.analysis.gazetteer import load
from index.analysis.outline import Outline
from index.model import Kind

_BODIES = words("bodies")
_ANY_BODY = words("any-body")
_SINGULAR = frozenset(("a", "an", "the", "one", "another", "his", "her", "their", "its"))
_FORMER = words("former")
_WOMEN = words("women")
_MEN = words("men")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who speaks: ``entity`` or None, the span that says so, and the token where its words begin."""

    entity: int | None
    start: int
    end: int
    first: int


class Bearers:
    """Knows the actors of one article and who spoke last; ``note`` tells it of each speaker in turn."""

    def __init__(self, outline: Outline, findings: Findings) -> None:
        self._outline = outline
        self._lows = outline.lows
        self._entities = findings.entities
        self._said: dict[int, int] = {}
        self._last: tuple[int, int] | None = None
        # Sentences in which somebody without a name spoke: "he" after them is nobody else.
        self._unnamed: set[int] = set()
        self._genders: dict[int, str] = {}
        self._cue_tokens = frozenset(cue.at for cue in outline.cues)
        self._tokens = sorted(outline.mention_at)
        self._first_token: dict[int, int] = {}
        for token in self._tokens:
            entity = outline.mention_at[token].entity
            if entity is not None:
                self._first_token.setdefault(entity, token)
        self._by_title: dict[str, list[int]] | None = None
        self._bodies: dict[str, list[int]] | None = None

    def note(self, speaker: Speaker, token: int) -> None:
        """Remember that ``speaker`` spoke in the sentence of ``token``."""
        sentence = self._outline.sentence_of(token)
        if speaker.entity is not None:
            self._said[sentence] = speaker.entity
            self._last = (sentence, speaker.entity)
            self._unnamed.discard(sentence)
        elif self._is_somebody(speaker):
            self._unnamed.add(sentence)

    def _is_somebody(self, speaker: Speaker) -> bool:
        """Say whether words that name nobody may still mean one person: "a spokesman"."""
        said = self._outline.text[speaker.start : speaker.end].lower().split()
        if len(said) < 2 or said[0] not in _SINGULAR:
            return False
        head = said[-1]
        return head not in _BODIES and head not in _ANY_BODY and not head.endswith("s")

    def speaks_of(self, speaker: Speaker, quote: int, pronoun: str) -> bool:
        """Say whether ``pronoun``, with which what is quoted at token ``quote`` begins, can only mean ``speaker``.

        That is so where nobody else whom it fits was named last; nobody speaks of themselves so.
        """
        place = bisect_left(self._tokens, quote)
        for token in reversed(self._tokens[max(0, place - 60) : place]):
            entity = self._outline.mention_at[token].entity
            if entity is not None and self._fits(entity, pronoun):
                return entity == speaker.entity
        return False

    def _role(self, first: int, last: int) -> int | None:
        """Return the one person who was given the office that tokens ``first`` to ``last`` name."""
        if self._by_title is None:
            self._by_title = {}
            for number, entity in enumerate(self._entities):
                for title in {role.title for role in entity.roles}:
                    self._by_title.setdefault(title, []).append(number)
                    ending = title.rpartition(" ")[2]
                    if ending != title:
                        self._by_title.setdefault("\n" + ending, []).append(number)
        if not self._by_title:
            return None
        titles = load().titles
        for start in range(max(first, last - 5), last):
            phrase = fold(" ".join(self._lows[start:last]))
            known = titles.get(phrase)
            name = known.name if known is not None else phrase
            holders = self._by_title.get(name) or self._by_title.get(phrase)
            if holders is None and start == last - 1 and phrase != "president":
                holders = self._by_title.get("\n" + name)
                former = not _FORMER.isdisjoint(self._lows[max(0, first - 1) : start])
                spoke = None if former else self._who_just_spoke(first)
                if spoke is not None and holders and spoke not in holders:
                    # "the minister" may be short for another's office than for that of who speaks.
                    return spoke
            if holders:
                return self._one_of(holders, first)
            if known is not None and known.field not in ("modifier", "honorific"):
                ending = name.rpartition(" ")[2]
                if ending != name:
                    return None
                if start == first and last == start + 1 and self._lows[first - 1] not in _FORMER:
                    return self._who_just_spoke(first)
        return None

    def _who_just_spoke(self, token: int) -> int | None:
        """Return the person who spoke in the sentence before, where the text gives them no office yet."""
        if self._last is None or self._outline.sentence_of(token) - self._last[0] > 1:
            return None
        known = self._entities[self._last[1]]
        return self._last[1] if known.kind is Kind.PERSON and not known.roles else None

    def _body(self, first: int, last: int, token: int) -> int | None:
        """Return the one organisation that "the electoral council" or "the company" may mean."""
        lows = self._lows
        head = lows[last - 1]
        if head not in _BODIES and head not in _ANY_BODY:
            return None
        if self._bodies is None:
            self._bodies = {"": []}
            for number, entity in enumerate(self._entities):
                if entity.kind is Kind.ORGANISATION:
                    self._bodies[""].append(number)
                    for word in set(name_tokens(entity.name)):
                        self._bodies.setdefault(word, []).append(number)
        if head in _BODIES:
            wanted = [fold(word) for word in lows[first:last]]
            found = set(self._bodies.get(wanted[-1], ()))
            for word in wanted[:-1]:
                found &= set(self._bodies.get(word, ()))
            return self._one_of(sorted(found), token)
        return self._one_of(self._bodies[""], token)

    def _body_named(self, first: int, last: int, country: str) -> int | None:
        """Return the one organisation with the words of tokens ``first`` to ``last`` and a country in its name."""
        wanted = {fold(word) for word in self._lows[first:last]} | set(name_tokens(country))
        found = [
            number
            for number, entity in enumerate(self._entities[:200])
            if entity.kind is Kind.ORGANISATION and wanted <= set(name_tokens(entity.name))
        ]
        return found[0] if len(found) == 1 else None

    def _one_of(self, entities: Sequence[int], token: int) -> int | None:
        known = [one for one in entities[:200] if self._first_token.get(one, token) < token]
        if len(known) == 1:
            return known[0]
        if self._last is not None and self._last[1] in known:
            sentence = self._outline.sentence_of(token)
            if sentence - self._last[0] <= 3:
                return self._last[1]
        return None

    def _fits(self, entity: int, pronoun: str) -> bool:
        known = self._entities[entity]
        if known.kind is not Kind.PERSON:
            return False
        return not pronoun or self._gender(entity) in ("", pronoun)

    def _gender(self, entity: int) -> str:
        found = self._genders.get(entity)
        if found is None:
            found = self._genders[entity] = self._tell_gender(entity)
        return found

    def _tell_gender(self, entity: int) -> str:
        known = self._entities[entity]
        outline = self._outline
        for role in known.roles[:4]:
            for word in outline.text[role.start : role.end].lower().split():
                if word in _WOMEN:
                    return "she"
                if word in _MEN:
                    return "he"
        token = self._first_token.get(entity, 0)
        if token:
            word = self._lows[token - 1]
            word = word.rstrip(".")
            if word in _WOMEN or word in _MEN:
                return "she" if word in _WOMEN else "he"
        names = known.name.split()
        return gender_of_names().get(fold(names[0]), "") if len(names) > 1 else ""
