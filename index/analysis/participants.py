"""Who stands around a trigger: the subject before it, objects and prepositional phrases after it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.analysis.event_patterns import Form
from index.analysis.passage import (
    ADVERB,
    AND,
    CALENDAR,
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
    personal,
)
from index.analysis.small_words import small_words
from index.model import Kind

_REACH = 45
# Prepositional phrases that tell whose people a plain noun is: "lawmakers in Fornost", "soldiers from Gondor".
_BELONGING = frozenset({"of", "from", "in", "for", "at", "with"})
_INANIMATE = small_words("compass") | frozenset({"bomb", "bombs", "explosion", "blast", "report"})
_AT_HOME = frozenset({"in", "from", "inside", "within"})
# "until Peru lifts the ban": what looks like a preposition opens a clause.
_CLAUSAL = frozenset({"until", "since", "before", "after", "as", "once", "because"})
_ROUGHLY = frozenset({"over", "about", "around", "under", "near", "roughly", "nearly", "almost"})
_COUNTS = frozenset(
    {"a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "half"}
)
_ADJECTIVE_ENDINGS = (
    "ing",
    "ed",
    "ern",
    "ous",
    "al",
    "by",
    "ish",
    "est",
    "ic",
    "ful",
    "an",
    "rs",
    "ns",
)
_DASHES = frozenset({"-", "–", "—", ":", "("})


@dataclass(frozen=True, slots=True)
class Subjects:
    """Who a verb's subject is (mention numbers) and the token its clause starts after (-1: none).

    ``pronoun`` is the pronoun that stood there, resolved or not.
    """

    mentions: tuple[int, ...]
    boundary: int
    pronoun: str = ""


class Participants:
    """Finds subjects and objects in one sentence; remembers the subjects found so far."""

    def __init__(self, passage: Passage, previous: tuple[int, ...]) -> None:
        self.passage = passage
        self.previous = previous
        self.latest: tuple[int, ...] = ()
        # The subject of the verb before, known or not, and where its clause began: what "and" shares.
        self.before: tuple[int, ...] | None = None
        self.before_boundary = -1
        self.before_at = -1
        self._looked_at = (-1, -1)
        self._seen: list[tuple[int, str, int]] = []

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
            aside = at[inner + 1]
            if not found.mentions and aside >= 0 and passage.lasts[aside] == position:
                # "The head of the party, William Lara, has left"
                return Subjects((aside,), found.boundary)
            return found
        return self._region(position, low)

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
        stop = max(low, position - _REACH)
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
        stop = max(low, last - _REACH)
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
            if not governor or governor in _CLAUSAL:
                return tuple(passage.listed(passage.head(number, high), high))
            if belonging is None and governor in _BELONGING:
                first = passage.firsts[number]
                if self._noun_before(first, governor, low):
                    belonging = number
        if belonging is not None:
            return tuple(passage.listed(passage.head(belonging, high), high))
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
        if word in passage.patterns.nouns or word in _INANIMATE:
            # "the attack in Basra injured": it was not Basra that did.
            return False
        if word in passage.patterns.forms or word.endswith("ed"):
            # "gathered in Istanbul"
            return False
        return not passage.kinds[position] & ~(ADVERB | DETERMINER)

    def _first_of(self, low: int, high: int) -> tuple[int, ...]:
        passage = self.passage
        position = low
        while position < min(high, low + _REACH):
            number = passage.at[position]
            if number >= 0:
                if passage.governor(passage.firsts[number], low):
                    return ()
                return tuple(passage.listed(passage.head(number, high), high))
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
                people = [number for number in subjects if passage.is_person(number)]
                if len(people) == 1:
                    return (people[0],)
            return ()
        if word == "it":
            for subjects in (self.latest, self._first_of(low, position), self.previous):
                others = [number for number in subjects if not passage.is_person(number)]
                if len(others) == 1:
                    return (others[0],)
        if word == "they" and len(self.latest or self.previous) > 1:
            return self.latest or self.previous
        return ()

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
                named = passage.head(number, min(len(passage.words), end + 14))
            elif passage.kinds[here] & SPEECH:
                cue = True
            elif passage.kinds[here] & (STOP | QUOTE | COMMA) or passage.words[here] == ".":
                break
            if cue and named is not None:
                return (named,)
        return ()

    # -- to the right ----------------------------------------------------------------------------

    def targets(
        self, first: int, high: int, roles: Mapping[str, int], avoid: tuple[int, ...] = ()
    ) -> tuple[tuple[int, ...], str]:
        """Return whom a trigger ending before ``first`` is directed at and by which preposition.

        ``roles`` ranks the places a target may stand in; ``avoid`` are mentions it cannot be.
        """
        passage = self.passage
        best: tuple[int, int] | None = None
        chosen: tuple[int, ...] = ()
        chosen_by = ""
        if self._looked_at != (first, high):
            # Several patterns ask the same of one verb.
            self._looked_at, self._seen = (first, high), self._phrases(first, high)
        for number, governor, place in self._seen:
            rank = roles.get(governor)
            if rank is None or (best is not None and rank >= best[0]):
                continue
            if number < 0:
                people = self._object_pronoun(place, avoid)
                if people:
                    best, chosen, chosen_by = (rank, place), people, governor
                continue
            if any(passage.identical(number, other) for other in avoid):
                continue
            listed = self._after_group(number, place, high)
            best, chosen_by = (rank, place), governor
            chosen = listed or tuple(passage.listed(number, high))
        return chosen, chosen_by

    def _phrases(self, first: int, high: int) -> list[tuple[int, str, int]]:
        """Return the mentions after a trigger with what governs each; -1 for an object pronoun."""
        passage = self.passage
        kinds, at, words = passage.kinds, passage.at, passage.words
        pronouns = passage.patterns.words("object-pronoun")
        groups = passage.patterns.words("groups")
        people = passage.patterns.words("people")
        forms = passage.patterns.forms
        found: list[tuple[int, str, int]] = []
        governor = "obj"
        position = first
        end = min(high, first + _REACH)
        group = -1
        while position < end:
            number = at[position]
            if number >= 0:
                head = passage.head(number, end)
                found.append((head, governor, group if group >= 0 else position))
                position = passage.lasts[head]
                continue
            kind, word = kinds[position], words[position]
            following = _at(words, position + 1)
            if word == "as" and position == first and at[position + 1 : position + 2] == [-1]:
                # "dismissed as insincere X's offer"
                position += 2
                continue
            if word in _ROUGHLY and (following[:1].isdigit() or following in _COUNTS):
                # "over 150 prisoners"
                position += 2
                continue
            if word == "to" and not found and self._is_infinitive(position):
                # "threatened to turn X into": X is what is threatened.
                governor = "obj"
                position += 2
                continue
            if kind & PREPOSITION and not kind & SUBORDINATOR:
                if (
                    word == "by"
                    and _at(words, position + 1 + (_at(words, position + 1) == "not"))[-3:] == "ing"
                ):
                    break
                if (
                    word == "to"
                    and found
                    and forms.get(_at(words, position + 1)) is Form.BASE
                    and (not kinds[position + 1] & DETERMINER)
                ):
                    break
                if word in _AT_HOME and words[position - 1] in people:
                    # "the two sides in X", "rebels from X": whose people they are.
                    governor = "of" if governor == "obj" else governor
                elif word != "of" or governor == "obj":
                    governor = word
            elif word in groups and self._opens_list(position + 1):
                group = position
                position = self._opens_list(position + 1)
                continue
            elif word in pronouns:
                found.append((-1, governor, position))
            elif kind & SUBORDINATOR:
                if word != "that" or found:
                    break
                governor = "that"
            elif kind & (STOP | FINITE):
                if word not in ("being", "having"):
                    break
            elif (
                word.endswith("ing")
                and position > first
                and word not in passage.patterns.nouns
                and not kinds[position - 1]
                and (kinds[position + 1] & DETERMINER or at[position + 1] >= 0)
                if position + 1 < end
                else False
            ):
                # "a committee studying Canada's role": what follows is another verb's.
                break
            elif kind & QUOTE:
                if found or (passage.quoted[first - 1] and not passage.quoted[position]):
                    break
            elif kind & COMMA:
                if not found and self._ends_object(position):
                    break
                following = _at(words, position + 1)
                if (found and not self._in_list(position)) or (
                    following.endswith("ing") and len(following) > 4
                ):
                    break
            elif (
                kind & AND
                and at[position + 1 : position + 2] == [-1]
                and (
                    forms.get(_at(words, position + 1), Form.BASE)
                    in (Form.PAST, Form.PAST_OR_PARTICIPLE, Form.THIRD, Form.ING)
                    or (not found and _at(words, position + 1).endswith("ed"))
                )
            ):
                break
            position += 1
        return found

    def _ends_object(self, comma: int) -> bool:
        """Say whether nobody who stands after a comma can be the object of the verb before it."""
        passage = self.passage
        kinds, at = passage.kinds, passage.at
        following = comma + 1
        if following >= len(kinds):
            return True
        if kinds[following] & SPEECH:
            return True
        number = at[following]
        if number >= 0:
            after = passage.lasts[number]
            return after < len(kinds) and bool(kinds[after] & SPEECH)
        before = comma - 1
        plain = at[before] < 0 and not kinds[before] and passage.words[before].isalpha()
        capital = passage.tokens.texts[following][0].isupper()
        return plain and not kinds[following] & (DETERMINER | PREPOSITION) and not capital

    def _is_infinitive(self, position: int) -> bool:
        """Say whether the "to" at a token opens an infinitive."""
        passage = self.passage
        following = position + 1
        return (
            following < len(passage.words)
            and passage.at[following] < 0
            and not passage.kinds[following] & ~ADVERB
            and passage.words[following].isalpha()
            and passage.tokens.texts[following].islower()
            and not passage.words[following].endswith(_ADJECTIVE_ENDINGS)
            and (
                passage.patterns.forms.get(passage.words[following]) is Form.BASE
                or position + 2 >= len(passage.words)
                or passage.at[position + 2] >= 0
                or bool(passage.kinds[position + 2])
            )
        )

    def _opens_list(self, position: int) -> int:
        """Return where the members of a group begin ("seven countries -- Peru, …"), or 0."""
        passage = self.passage
        start = position
        end = min(len(passage.words), position + 4)
        while position < end and passage.at[position] < 0:
            word = passage.words[position]
            if not (
                word in _DASHES
                or word in passage.patterns.words("list-openers")
                or word in (",", "such", "as", "the", "both")
            ):
                return 0
            position += 1
        return position if start < position < end else 0

    def _after_group(self, number: int, place: int, high: int) -> tuple[int, ...]:
        if place == self.passage.firsts[number]:
            return ()
        return tuple(self.passage.listed(number, high))

    def _object_pronoun(self, position: int, avoid: tuple[int, ...]) -> tuple[int, ...]:
        """Return the person an object pronoun means: the nearest named before it that is not the subject."""
        passage = self.passage
        word = passage.words[position]
        if not personal(word):
            return ()
        stop = max(0, position - _REACH)
        while position >= stop:
            number = passage.at[position]
            if number >= 0:
                if passage.is_person(number) and not any(
                    passage.same(number, other) for other in avoid
                ):
                    return (number,)
                position = passage.firsts[number]
            position -= 1
        return ()

    # -- before a noun ---------------------------------------------------------------------------

    def possessor(self, first: int, low: int) -> tuple[int | None, int]:
        """Return whose a noun at token ``first`` is ("Israeli", "Iran's") and where its phrase begins."""
        passage = self.passage
        position = first - 1
        owner: int | None = None
        stop = max(low, first - 8)
        while position >= stop:
            number = passage.at[position]
            if number >= 0:
                if (
                    passage.possessive(number)
                    or passage.mention(number).demonym
                    or (passage.lasts[number] == first)
                ):
                    if owner is None:
                        owner = number
                    position = passage.firsts[number] - 1
                    continue
                break
            kind, word = passage.kinds[position], passage.words[position]
            if word == "'s" or (word in ("'", "’") and passage.at[position - 1] >= 0):
                position -= 1
                continue
            if kind & DETERMINER:
                position -= 1
                break
            if kind & ~(ADVERB | CALENDAR) or word in "()[]":
                break
            if (
                word in passage.patterns.verbs or word in passage.patterns.operators
            ) and word not in passage.patterns.nouns:
                break
            position -= 1
        return owner, position


def _at(words: list[str], position: int) -> str:
    return words[position] if position < len(words) else ""
