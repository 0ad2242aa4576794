"""Who stands around a trigger: the subject before it, objects and prepositional phrases after it."""

from __future__ import annotations

from collections.abc import Mapping

from index.analysis.appositions import head_of, in_role, is_mere_place
from index.analysis.event_patterns import Form
from index.analysis.passage import (
    ADVERB,
    AND,
    CALENDAR,
    COMMA,
    DETERMINER,
    FINITE,
    PREPOSITION,
    QUOTE,
    SPEECH,
    STOP,
    SUBORDINATOR,
    Passage,
    personal,
)
from index.analysis.subjects import REACH, SubjectFinder, Subjects

__all__ = ["Participants", "Subjects"]

# "a spokesman for the interior ministry of Peru said": no longer phrase tells who reports.
_LONGEST_SPEAKER = 14
_SUBJECTS = {"him": "he", "her": "she"}
_AT_HOME = frozenset({"in", "from", "inside", "within"})
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


class Participants(SubjectFinder):
    """Finds subjects and objects in one sentence."""

    def __init__(self, passage: Passage, previous: tuple[int, ...]) -> None:
        super().__init__(passage, previous)
        self._looked_at = (-1, -1)
        self._seen: list[tuple[int, str, int]] = []
        # Where those end who may be the object of the trigger looked at.
        self._ends = 0

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
            best, chosen_by = (rank, place), governor
            chosen = tuple(passage.listed(number, min(high, self._ends)))
        return chosen, chosen_by

    def _phrases(self, first: int, high: int) -> list[tuple[int, str, int]]:
        """Return the mentions after a trigger with what governs each; -1 for an object pronoun."""
        passage = self.passage
        kinds, at, words = passage.kinds, passage.at, passage.words
        pronouns = passage.patterns.words("object-pronoun")
        groups = passage.patterns.words("groups")
        people = passage.patterns.words("people")
        owners = passage.patterns.words("owner")
        forms = passage.patterns.forms
        found: list[tuple[int, str, int]] = []
        governor = "obj"
        position = first
        end = min(high, first + REACH)
        group = -1
        self._ends = high
        while position < end:
            number = at[position]
            if number >= 0:
                whose = passage.head(number, end)
                head = head_of(passage, number, end)
                beside = head != whose
                if not (beside or (is_mere_place(passage, head) and in_role(passage, head))):
                    found.append((head, governor, group if group >= 0 else position))
                elif beside:
                    # Of "the mayor of Tetovo, Ana Vesk," it is she, as an object would be.
                    found.append((head, "obj" if governor == "of" else governor, position))
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
                owned = owners.intersection(words[max(first, position - 4) : position])
                if word in _AT_HOME and words[position - 1] in people and not owned:
                    # "the two sides in X", "rebels from X": whose people they are; "its diplomats from X" are not.
                    governor = "of" if governor == "obj" else governor
                elif word != "of" or governor == "obj":
                    governor = word
            elif word in groups and self._opens_list(position + 1):
                group = position
                position = self._opens_list(position + 1)
                continue
            elif word in pronouns and not self._is_owner(position):
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
                if self._reports_after(position, high):
                    self._ends = position
                    break
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

    def _reports_after(self, comma: int, high: int) -> bool:
        """Say whether who reports the event stands after a comma: ", the governor of Kharkiv said"."""
        passage = self.passage
        kinds, at = passage.kinds, passage.at
        position = comma + 1
        while position < min(high, comma + _LONGEST_SPEAKER):
            number = at[position]
            if number >= 0:
                position = passage.lasts[number]
                continue
            kind = kinds[position]
            if kind & SPEECH:
                return position > comma + 1
            if kind & COMMA:
                position = self._after_aside(position, high)
                if not position:
                    return False
                continue
            if kind & (FINITE | STOP | SUBORDINATOR | QUOTE) or passage.words[position] == ".":
                return False
            position += 1
        return False

    def _after_aside(self, comma: int, high: int) -> int:
        """Return the token after ", the governor," that names nobody, 0 where no such aside stands."""
        passage = self.passage
        for position in range(comma + 1, min(high, comma + _LONGEST_SPEAKER)):
            if passage.kinds[position] & COMMA:
                return position + 1
            if passage.at[position] >= 0 or passage.kinds[position] & (STOP | SPEECH | AND):
                return 0
        return 0

    def _is_owner(self, position: int) -> bool:
        """Say whether "her" says whose somebody is: "met her counterpart"."""
        passage = self.passage
        following = position + 1
        if passage.words[position] != "her" or following >= len(passage.words):
            return False
        if passage.at[following] >= 0:
            return True
        return not passage.kinds[following] and passage.words[following].isalpha()

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

    def _object_pronoun(self, position: int, avoid: tuple[int, ...]) -> tuple[int, ...]:
        """Return the person an object pronoun means: the nearest named before it that is not the subject."""
        passage = self.passage
        word = passage.words[position]
        if not personal(word):
            return ()
        stop = max(0, position - REACH)
        while position >= stop:
            number = passage.at[position]
            if number >= 0:
                if passage.fits(number, _SUBJECTS.get(word, word)) and not any(
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
