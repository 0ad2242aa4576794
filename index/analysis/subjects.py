"""Whose doing it is: the subject before a verb, by name, pronoun or relative clause."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

from index.analysis.appositions import apposed, head_of, is_mere_place
from index.analysis.event_patterns import Form
from index.analysis.gazetteer import load, phrase_key
from index.analysis.passage import (
    ADVERB,
    AND,
    COMMA,
    DETERMINER,
    FINITE,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    SPEECH,
    STOP,
    SUBORDINATOR,
    Passage,
)
from index.analysis.small_words import small_words
from index.model import Kind

REACH = 45
# Prepositional phrases that tell whose people a plain noun is: "lawmakers in Fornost", "soldiers from Gondor".
_BELONGING = frozenset({"of", "from", "in", "for", "at", "with"})
_INANIMATE = small_words("compass") | frozenset(
    {"bomb", "bombs", "explosion", "blast", "report", "death", "deaths", "murder", "case", "trial"}
)
# "teachers", "doctors", "activists", "fishermen", "students", "Romanians", "migrants"
_OF_PEOPLE = ("ers", "ors", "ists", "men", "udents", "esidents", "ians", "igrants", "unions")
_COUNTRY = frozenset({"country", "government", "nation", "administration", "people"})
_OWN = frozenset({"his", "her", "its", "their"})
# "until Peru lifts the ban": what looks like a preposition opens a clause.
CLAUSAL = frozenset({"until", "since", "before", "after", "as", "once", "because"})


@dataclass(frozen=True, slots=True)
class Subjects:
    """Who a verb's subject is (mention numbers) and the token its clause starts after (-1: none).

    ``pronoun`` is the pronoun that stood there, resolved or not.
    """

    mentions: tuple[int, ...]
    boundary: int
    pronoun: str = ""


class SubjectFinder:
    """Finds the subjects of one sentence's verbs; remembers those found so far."""

    def __init__(self, passage: Passage, previous: tuple[int, ...]) -> None:
        self.passage = passage
        self.previous = previous
        self.latest: tuple[int, ...] = ()
        # The subject of the verb before, known or not, and where its clause began: what "and" shares.
        self.before: tuple[int, ...] | None = None
        self.before_boundary = -1
        self.before_at = -1

    # -- to the left -----------------------------------------------------------------------------

    def subjects(self, last: int, low: int, *, gerund: bool = False) -> Subjects:
        """Return the subject of a verb group that begins after token ``last``; ``low`` opens the sentence.

        ``gerund``: the verb is a participle, which takes the subject of the main clause after a comma.
        """
        passage = self.passage
        kinds, at = passage.kinds, passage.at
        position = last
        while position >= low and kinds[position] & ADVERB and not kinds[position] & SUBORDINATOR:
            position -= 1
        if position < low:
            return Subjects(self.latest if gerund else (), position)
        kind, word = kinds[position], passage.words[position]
        if gerund and kind & COMMA:
            return Subjects(self._of_main_clause(position, low), position)
        if gerund and (kind & (PREPOSITION | SUBORDINATOR)):
            return Subjects(self.latest or self._first_of(low, position), position)
        plain = gerund and at[position] < 0 and not kind and word.isalpha() and position > low
        if plain and at[position - 1] < 0 and passage.words[position - 1] != "'s":
            # "a speech supporting X": the speech does it, unless its phrase says whose it is.
            return Subjects((), position)
        if kind & PRONOUN and word not in ("who", "which"):
            return Subjects(self._pronoun(word, position, low), position - 1, word)
        if word in ("who", "which", "that") and at[position] < 0:
            return Subjects(self._antecedent(position - 1, low), position, word)
        if kind & AND and gerund and self.before is None:
            return Subjects((), position)
        if kind & AND:
            if self.before is not None and (self.before or position > low):
                shared = self.before_boundary if self.before_boundary >= low else position
                return Subjects(self.before, shared)
            earlier = self._verb_before(position - 1, low)
            if earlier is not None and (earlier == low or not kinds[earlier - 1] & AND):
                # "the police entered the embassy of X and arrested Y": not X did.
                return self.subjects(earlier - 1, low)
            position -= 1
        if position >= low and kinds[position] & COMMA:
            inner = self._opening_comma(position - 1, low)
            if inner is None:
                return (
                    Subjects(self.latest, position)
                    if self.latest
                    else self._region(position - 1, low)
                )
            found = self._region(inner - 1, low)
            for number in found.mentions[-1:]:
                beside = apposed(passage, number, position + 1, anybody=True)
                if beside is not None and passage.lasts[beside] == position:
                    # "Chile's minister, Ana Vesk, met": she did, not Chile.
                    others = self._joined_beside(number, low)
                    return Subjects((*others, beside), found.boundary)
            aside = at[inner + 1]
            if not found.mentions and aside >= 0 and passage.lasts[aside] == position:
                # "The head of the party, William Lara, has left"
                return Subjects((aside,), found.boundary)
            return found
        return self._region(position, low)

    def _joined_beside(self, number: int, low: int) -> tuple[int, ...]:
        """Return who stands before "and" and a mention: "Peru's minister, Ana Vesk, and Chile's, …"."""
        passage = self.passage
        position = passage.firsts[number] - 1
        while position > low and passage.kinds[position] & DETERMINER:
            position -= 1
        if position - 2 < low or not passage.kinds[position] & AND:
            return ()
        position -= bool(passage.kinds[position - 1] & COMMA)
        other = passage.at[position - 1]
        if other < 1 or passage.firsts[other] < low:
            return ()
        owner = passage.head(other - 1, passage.firsts[other])
        return (other,) if apposed(passage, owner, position + 1) == other else ()

    def _verb_before(self, last: int, low: int) -> int | None:
        """Return where the verb group begins whose subject a verb after "and" shares, None where none is told."""
        passage = self.passage
        kinds = passage.kinds
        position = last
        stop = max(low, last - REACH)
        while position > stop:
            if kinds[position] & (STOP | SUBORDINATOR | QUOTE | SPEECH):
                return None
            if passage.at[position] < 0 and self._governs(position):
                while position > low and kinds[position - 1] & (FINITE | ADVERB):
                    position -= 1
                return position
            position -= 1
        return None

    def _governs(self, position: int) -> bool:
        """Say whether a word is a verb in the past with an object that a determiner or a name begins."""
        passage = self.passage
        word = passage.words[position]
        following = position + 1
        opens = passage.at[following] >= 0 or bool(
            passage.kinds[following] & (DETERMINER | PRONOUN)
        )
        past = word.endswith("ed") or passage.patterns.forms.get(word) is Form.PAST
        return opens and past and word not in passage.patterns.nouns and not passage.kinds[position]

    def _of_main_clause(self, comma: int, low: int) -> tuple[int, ...]:
        """Return the subject that a participle after a comma shares (", killing ten")."""
        passage = self.passage
        start = comma
        while start > low and not passage.kinds[start - 1] & (SPEECH | SUBORDINATOR | STOP):
            start -= 1
        told = any(passage.at[here] >= 0 or not passage.kinds[here] for here in range(start, comma))
        if self.before_at >= start and self.before is not None:
            return self.before
        if not told:
            return self.latest
        return self._first_of(start, comma)

    def _opening_comma(self, position: int, low: int) -> int | None:
        stop = max(low, position - REACH)
        while position >= stop:
            if self.passage.kinds[position] & COMMA:
                return position
            if self.passage.kinds[position] & STOP:
                return None
            position -= 1
        return None

    def _region(self, last: int, low: int) -> Subjects:
        passage = self.passage
        kinds, at, words = passage.kinds, passage.at, passage.words
        stop = max(low, last - REACH)
        position = last
        found: list[int] = []
        boundary = -1
        while position >= stop:
            number = at[position]
            if number >= 0:
                found.append(number)
                position = passage.firsts[number] - 1
                continue
            kind = kinds[position]
            if kind & (SUBORDINATOR | STOP):
                # "the rebels that hold Aleppo attacked": past the relative clause stands nobody.
                boundary = position
                break
            if kind & QUOTE and found:
                boundary = position
                break
            if kind & FINITE and not kind & PREPOSITION:
                boundary = position
                break
            if kind & COMMA and found and not self._in_list(position):
                boundary = position
                break
            if kind & PRONOUN:
                break
            if (
                found
                and passage.patterns.forms.get(words[position], Form.BASE)
                in (Form.PAST, Form.PAST_OR_PARTICIPLE, Form.THIRD)
                and words[position] not in passage.patterns.nouns
            ):
                boundary = position
                break
            position -= 1
        found.reverse()
        chosen = self._choose(found, last + 1, max(low, boundary + 1))
        if not found and last > low and words[last] in _COUNTRY and words[last - 1] in _OWN:
            # "said his country would stand by"
            return Subjects(self.latest or self.previous, boundary)
        if chosen and chosen[0] == found[0]:
            opening = passage.firsts[found[0]] - 1
            while opening > low and kinds[opening] & DETERMINER:
                opening -= 1
            if opening >= low and words[opening] == "until":
                boundary = opening
        if (
            not chosen
            and boundary < 0
            and position >= low
            and kinds[position] & PRONOUN
            and not found
        ):
            word = words[position]
            return Subjects(self._pronoun(word, position, low), position - 1, word)
        return Subjects(chosen, boundary)

    def _in_list(self, comma: int) -> bool:
        passage = self.passage
        if comma == 0 or passage.at[comma - 1] < 0:
            return False
        following = comma + 1
        for _ in range(3):
            if following >= len(passage.words):
                return False
            if passage.at[following] >= 0:
                return True
            if not passage.kinds[following] & (AND | DETERMINER):
                return False
            following += 1
        return False

    def _choose(self, found: list[int], high: int, low: int) -> tuple[int, ...]:
        passage = self.passage
        belonging: int | None = None
        for number in found:
            governor = passage.governor(passage.firsts[number], low)
            if not governor or governor in CLAUSAL:
                return tuple(passage.listed(head_of(passage, number, high), high))
            if belonging is None and governor in _BELONGING:
                if is_mere_place(passage, number):
                    # "prosecutors in Zonguldak": the town arrested nobody.
                    continue
                first = passage.firsts[number]
                if self._noun_before(first, governor, low):
                    belonging = number
        if belonging is not None:
            return tuple(passage.listed(head_of(passage, belonging, high), high))
        return ()

    def _noun_before(self, first: int, governor: str, low: int) -> bool:
        """Say whether a plain noun stands before the preposition of a phrase."""
        passage = self.passage
        position = first - 1
        while position >= low and passage.words[position] != governor:
            position -= 1
        position -= 1
        if position < low or passage.at[position] >= 0:
            return False
        word = passage.words[position]
        if governor in ("in", "at") and not self._are_people(word):
            # "a hotel in Peru", "a gunman in Peru": Peru did nothing.
            return False
        if (
            word in passage.patterns.nouns
            or word in _INANIMATE
            or word in passage.patterns.words("nature")
        ):
            # "the attack in Basra injured": it was not Basra that did.
            return False
        if word in passage.patterns.forms or word.endswith("ed"):
            # "gathered in Istanbul"
            return False
        return not passage.kinds[position] & ~(ADVERB | DETERMINER)

    def _are_people(self, word: str) -> bool:
        """Say whether a noun names people who stand for the country they are in."""
        patterns = self.passage.patterns
        return (
            word in patterns.words("people")
            or word in patterns.words("state-bodies")
            or word in patterns.words("groups")
            or phrase_key(word) in load().titles
            or word.endswith(_OF_PEOPLE)
        )

    def _first_of(self, low: int, high: int) -> tuple[int, ...]:
        passage = self.passage
        position = low
        while position < min(high, low + REACH):
            number = passage.at[position]
            if number >= 0:
                if passage.governor(passage.firsts[number], low):
                    return ()
                return tuple(passage.listed(head_of(passage, number, high), high))
            position += 1
        return ()

    def _antecedent(self, position: int, low: int) -> tuple[int, ...]:
        passage = self.passage
        told_more = position >= low and bool(passage.kinds[position] & COMMA)
        while position >= low and (
            passage.kinds[position] & (COMMA | PREPOSITION) or passage.words[position] == ")"
        ):
            position -= 1
        if position < low or passage.at[position] < 0:
            return ()
        number = passage.at[position]
        if not told_more and passage.mention(number).kind in (Kind.PLACE, Kind.COUNTRY):
            # "an attack in X that wounded three": X is where, and did nothing.
            governor = passage.governor(passage.firsts[number], low)
            if governor in ("in", "at", "near", "outside", "across", "through"):
                return ()
        return (number,)

    def _pronoun(self, word: str, position: int, low: int) -> tuple[int, ...]:
        """Return whom a pronoun in subject position stands for, or nobody."""
        passage = self.passage
        if word in ("i", "we"):
            return self.speaker(position)
        if passage.quoted[position] and not self.latest:
            # Of whom somebody speaks is not told by the sentence before.
            return ()
        if word in ("he", "she"):
            for subjects in (self.latest, self._first_of(low, position), self.previous):
                people = [number for number in subjects if passage.fits(number, word)]
                if len(people) == 1:
                    return (people[0],)
            return self._only_one(word, position)
        if word == "it":
            for subjects in (self.latest, self._first_of(low, position), self.previous):
                others = [number for number in subjects if not passage.is_person(number)]
                if len(others) == 1:
                    return (others[0],)
        if word == "they" and len(self.latest or self.previous) > 1:
            return self.latest or self.previous
        return ()

    def _only_one(self, pronoun: str, position: int) -> tuple[int, ...]:
        """Return the one person of that gender whom this sentence so far and the one before it name."""
        passage = self.passage
        starts = passage.sentence_starts
        opening = max(bisect_right(starts, position) - 2, 0)
        found: dict[int | None, int] = {}
        for here in range(max(starts[opening], position - 2 * REACH), position):
            number = passage.at[here]
            if number >= 0 and passage.is_person(number) and passage.gender(number) == pronoun:
                found[passage.mention(number).entity] = number
        return tuple(found.values()) if len(found) == 1 and None not in found else ()

    def speaker(self, position: int) -> tuple[int, ...]:
        """Return who says the quotation that token ``position`` stands in, where a cue is at its end."""
        passage = self.passage
        if not passage.quoted[position]:
            return ()
        end = position
        limit = min(len(passage.words), position + 400)
        while end < limit and passage.quoted[end]:
            end += 1
        named: int | None = None
        cue = False
        for here in range(end + 1, min(len(passage.words), end + 12)):
            number = passage.at[here]
            if number >= 0:
                named = head_of(passage, number, min(len(passage.words), end + 14))
            elif passage.kinds[here] & SPEECH:
                cue = True
            elif passage.kinds[here] & (STOP | QUOTE | COMMA) or passage.words[here] == ".":
                break
            if cue and named is not None:
                return (named,)
        return ()
