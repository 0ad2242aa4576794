"""A text as the readers of events and figures see it: words in lower case, mentions on their words.

Everything is a plain list over token positions, so that a story is walked a few times and never copied.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache

from index.analysis.cues import gender_of_names
from index.analysis.datelines import find_datelines
from index.analysis.event_patterns import EventPatterns, Form, load_patterns
from index.analysis.findings import Findings, FoundMention
from index.analysis.gazetteer import load, phrase_key
from index.analysis.masking import mask
from index.analysis.person_names import name_parts
from index.analysis.recognising import Document
from index.analysis.sentences import Sentences, split
from index.analysis.small_words import small_words
from index.analysis.tokens import tokenise
from index.model import BodyFormat, Kind, Span

# What a word may be, as bits: several of them may be set.
BE = 1
HAVE = 2
DO = 4
MODAL = 8
NEGATIVE = 16
ADVERB = 32
PREPOSITION = 64
SUBORDINATOR = 128
DETERMINER = 256
PRONOUN = 512
SPEECH = 1024
STOP = 2048
CALENDAR = 4096
QUOTE = 8192
COMMA = 16384
AND = 32768
FINITE = BE | HAVE | DO | MODAL | SPEECH

_LISTS = (
    ("be", BE),
    ("have", HAVE),
    ("do", DO),
    ("modal", MODAL),
    ("negative", NEGATIVE),
    ("adverb", ADVERB),
    ("preposition", PREPOSITION),
    ("subordinator", SUBORDINATOR),
    ("determiner", DETERMINER),
    ("pronoun", PRONOUN),
    ("speech", SPEECH),
    ("claim", SPEECH),
)
_OPENING_QUOTES = frozenset('"“„«')
_PERSONAL = frozenset({"he", "she", "him", "her"})
_OTHER_VERBS = frozenset({Form.PAST, Form.PAST_OR_PARTICIPLE, Form.PARTICIPLE, Form.THIRD})
# No noun phrase of a news text is longer; a hostile one must not be walked again and again.
_REACH = 30
_SHORTEST_NAME = 3
# "American", "Catholic", "Kurdish": words that go with a noun.
_ADJECTIVE_ENDINGS = ("ican", "rian", "ese", "ish", "ic", "ist", "ists", "ern")
_LONGEST_NAME = 3


@cache
def _classes() -> dict[str, int]:
    patterns = load_patterns()
    classes: dict[str, int] = {}
    for name, bit in _LISTS:
        for word in patterns.words(name):
            classes[word] = classes.get(word, 0) | bit
    for word in small_words("calendar"):
        if word not in ("may", "march", "sat", "sun", "second"):
            classes[word] = classes.get(word, 0) | CALENDAR
    for sign in (";", ":", "—", "!", "?", "…", "•", "|"):
        classes[sign] = STOP
    for sign in '"“”„«»':
        classes[sign] = QUOTE
    classes[","] = COMMA
    for word in ("and", "or", "&", "nor"):
        classes[word] = classes.get(word, 0) | AND
    classes["'s"] = 0
    return classes


class Passage:
    """The words of a text with their classes, mentions and sentences; made once an article.

    ``words`` are the tokens in lower case, ``kinds`` the class bits of each, ``at`` the number of the
    mention each stands in (-1: none); ``firsts`` and ``lasts`` are the tokens of each mention.
    """

    def __init__(
        self,
        text: str,
        findings: Findings,
        body_format: BodyFormat,
        document: Document | None = None,
    ) -> None:
        if document is None:
            masked = mask(text, body_format)
            tokens = tokenise(masked, _is_no_name)
            sentences = split(masked, tokens)
        else:
            tokens, sentences = document.tokens, document.sentences
        self.text = text
        self.findings = findings
        self.patterns: EventPatterns = load_patterns()
        self.tokens = tokens
        self.words = [word.lower().replace("’", "'") for word in tokens.texts]
        classes = _classes()
        self.kinds = [classes.get(word, 0) for word in self.words]
        self.sentence_starts = sentences.starts
        self.firsts: list[int] = []
        self.lasts: list[int] = []
        self.at = [-1] * len(tokens)
        self.quoted = bytearray(len(tokens))
        self._countries: dict[str, int] | None = None
        self._datelines = tuple(
            find_datelines(
                text,
                tokens,
                sentences.starts,
                media=self.patterns.words("media"),
                calendar=small_words("calendar"),
            )
        )
        self._told_from = {
            here: last for first, last in self._datelines for here in range(first, last)
        }
        self.mentions = self._with_unknown_names(sentences)
        self._place_mentions()
        self._mark_quotes()

    def _with_unknown_names(self, sentences: Sentences) -> tuple[FoundMention, ...]:
        """Return the mentions with words that look like a name and that nobody was found to bear.

        "Obama" alone in a sentence names somebody: who did it is told, if not who that is.
        """
        tokens, openings = self.tokens, sentences.openings
        common, titles = load().common, load().titles
        calendar, abbreviations = small_words("calendar"), small_words("abbreviations")
        known = tuple(self._with_opponents(self.findings.mentions))
        found: list[FoundMention] = []
        following = 0
        position = 0
        count = len(tokens)
        while position < count:
            word = tokens.texts[position]
            if not word[0].isupper() or len(word) < _SHORTEST_NAME or not word.isalpha():
                position += 1
                continue
            start = tokens.starts[position]
            while following < len(known) and known[following].end <= start:
                following += 1
            limit = known[following].start if following < len(known) else len(self.text)
            last = position
            while (
                last < count
                and last - position < _LONGEST_NAME
                and tokens.ends[last] <= limit
                and tokens.texts[last].istitle()
                and (last == position or not openings[last])
                and (low := self.words[last]) not in calendar
                and low not in titles
                and not self.kinds[last]
                and not low.endswith(_ADJECTIVE_ENDINGS)
                and low not in common
                and low not in abbreviations
            ):
                last += 1
            beside = last < count and self.tokens.texts[last][0].isupper()
            joined = following and known[following - 1].end + 1 >= start
            # "Meanwhile, the minister left"
            beside = beside or (bool(openings[position]) and self.words[last : last + 1] == [","])
            if last > position and tokens.ends[last - 1] <= limit and not (beside or joined):
                end = tokens.ends[last - 1]
                found.append(FoundMention(start, end, self.text[start:end], Kind.PERSON))
            position = max(last, position + 1)
        if not found:
            return known
        return tuple(sorted((*known, *found), key=lambda mention: mention.start))

    def _with_opponents(self, mentions: Sequence[FoundMention]) -> Iterator[FoundMention]:
        """Yield the mentions, "the Venezuelan opposition" as one of its own: it is not Venezuela.

        Nobody is known by such a name: it is told and linked to nobody.
        """
        opponents, tails = self.patterns.words("opponents"), self.patterns.words("opponents-tail")
        starts, ends, words = self.tokens.starts, self.tokens.ends, self.words
        for following, mention in enumerate(mentions, 1):
            limit = mentions[following].start if following < len(mentions) else len(self.text)
            last = bisect_left(starts, mention.end)
            if mention.demonym and last < len(words) and words[last] in opponents:
                while last < len(words) and words[last] in opponents | tails:
                    last += 1
                # "Venezuelan opposition leader Vesk" is Vesk.
                if ends[last - 1] < limit and limit - ends[last - 1] > 1:
                    end = ends[last - 1]
                    surface = self.text[mention.start : end]
                    mention = FoundMention(mention.start, end, surface, Kind.ORGANISATION)
            yield mention

    def _place_mentions(self) -> None:
        starts, ends, at = self.tokens.starts, self.tokens.ends, self.at
        count = len(starts)
        for number, mention in enumerate(self.mentions):
            first = bisect_left(ends, mention.start + 1)
            last = bisect_left(starts, mention.end)
            first = min(first, count)
            self.firsts.append(first)
            self.lasts.append(max(last, first))
            for position in range(first, last):
                at[position] = number
        for first, last in self._datelines:
            # Where and by whom a story was written takes part in nothing that it tells.
            at[first:last] = [-1] * (last - first)

    def _mark_quotes(self) -> None:
        if not any(kind == QUOTE for kind in self.kinds):
            return
        opened = ""
        text, starts, ends = self.text, self.tokens.starts, self.tokens.ends
        for position, kind in enumerate(self.kinds):
            if opened and position and "\n" in text[ends[position - 1] : starts[position]]:
                opened = ""
            if kind == QUOTE:
                sign = self.words[position]
                opened = sign if not opened and sign in _OPENING_QUOTES else ""
            elif opened:
                self.quoted[position] = 1

    # -- sentences -------------------------------------------------------------------------------

    def sentence_bounds(self) -> list[tuple[int, int]]:
        """Return the sentences as token ranges; a quotation mark goes with the words it opens."""
        starts = sorted({*self.sentence_starts, *self._joined_sentences()})
        count = len(self.words)
        for number, start in enumerate(starts):
            if number and start and self.words[start - 1] in _OPENING_QUOTES and self.quoted[start]:
                starts[number] = start - 1
        return list(zip(starts, [*starts[1:], count], strict=True)) if starts else []

    def _joined_sentences(self) -> list[int]:
        """Return where a sentence opens with no space after a number and a full stop ("in 2024.The")."""
        words, starts, ends = self.words, self.tokens.starts, self.tokens.ends
        return [
            position + 1
            for position in range(1, len(words) - 1)
            if words[position] == "."
            and words[position - 1][-1:].isdigit()
            and ends[position] == starts[position + 1]
            and self.tokens.texts[position + 1][:1].isupper()
            and self.tokens.texts[position + 1][1:2].islower()
        ]

    def after_dateline(self, low: int) -> int:
        """Return where a sentence that begins at token ``low`` begins to tell: after its dateline."""
        return self._told_from.get(low, low)

    def span(self, first: int, last: int) -> Span:
        """Return the stretch of text from token ``first`` to ``last`` (exclusive)."""
        return Span(self.tokens.starts[first], self.tokens.ends[last - 1])

    # -- mentions --------------------------------------------------------------------------------

    def mention(self, number: int) -> FoundMention:
        """Return a mention by its number."""
        return self.mentions[number]

    def country_of(self, number: int) -> int | None:
        """Return the entity of the country whose capital a mention names, where the text has that country."""
        mention = self.mention(number)
        if mention.kind is not Kind.PLACE:
            return None
        country = load().capitals.get(phrase_key(mention.surface))
        if country is None:
            return None
        if self._countries is None:
            self._countries = {
                entity.name: place
                for place, entity in enumerate(self.findings.entities)
                if entity.kind is Kind.COUNTRY
            }
        return self._countries.get(country)

    def is_person(self, number: int) -> bool:
        """Say whether a mention means a person."""
        return self.mentions[number].kind is Kind.PERSON

    def fits(self, number: int, pronoun: str) -> bool:
        """Say whether a mention means a person whom "he" or "she" may mean, as far as the name tells."""
        return self.is_person(number) and self.gender(number) in ("", pronoun)

    def gender(self, number: int) -> str:
        """Return "he" or "she" where the given name of a person tells, else ""."""
        mention = self.mentions[number]
        told = self.findings.entities[mention.entity].name if mention.entity is not None else ""
        parts = name_parts(told or mention.surface)
        return gender_of_names().get(parts[0], "") if len(parts) > 1 else ""

    def same(self, one: int, other: int) -> bool:
        """Say whether two mentions mean the same entity."""
        mine, theirs = self.mention(one), self.mention(other)
        if mine.entity is None or theirs.entity is None:
            return mine.surface == theirs.surface
        return mine.entity == theirs.entity

    def identical(self, one: int, other: int) -> bool:
        """Say whether two mentions cannot be two sides of one event.

        "Syrian rebels" and "the Syrian army" are of one country and yet two sides.
        """
        if one == other:
            return True
        if self.mention(one).demonym or self.mention(other).demonym:
            return False
        return self.same(one, other)

    def possessive(self, number: int) -> bool:
        """Say whether ``'s`` (or a bare apostrophe) follows a mention."""
        last = self.lasts[number]
        if last < len(self.words) and self.words[last] == "'s":
            return True
        return (
            last < len(self.words)
            and self.words[last] in ("'", "’")
            and self.tokens.starts[last] == self.tokens.ends[last - 1]
        )

    def governor(self, first: int, low: int) -> str:
        """Return the preposition that governs the noun phrase ending before ``first``, "" where none does.

        Titles, adjectives, possessors and a list ("Peru and") may stand between.
        """
        position = first - 1
        steps = 0
        while position >= low and steps < 12:
            number = self.at[position]
            if number >= 0:
                position = self.firsts[number] - 1
                steps += 1
                continue
            kind = self.kinds[position]
            if kind & PREPOSITION:
                return self.words[position]
            if kind & (SUBORDINATOR | FINITE | STOP | QUOTE | CALENDAR | PRONOUN):
                return ""
            if kind & COMMA:
                # A list goes on over commas; anything else begins anew.
                if position > low and self.at[position - 1] >= 0 and self._list_goes_on(first):
                    position -= 1
                    continue
                return ""
            steps += 1
            position -= 1
        return ""

    def _list_goes_on(self, first: int) -> bool:
        number = self.at[first] if first < len(self.at) else -1
        after = self.lasts[number] if number >= 0 else len(self.kinds)
        return after < len(self.kinds) and bool(self.kinds[after] & (COMMA | AND))

    def head(self, number: int, high: int) -> int:
        """Return the last mention of the noun phrase that a mention opens: "Syrian President Assad" is Assad."""
        reach = min(high, self.lasts[number] + _REACH)
        while number + 1 < len(self.firsts) and self.firsts[number + 1] < reach:
            gap = range(self.lasts[number], self.firsts[number + 1])
            if len(gap) > 5:
                break
            opens = self.mention(number)
            if gap and opens.kind is Kind.PERSON and not (opens.demonym or self.possessive(number)):
                # "killed Rafik Hariri and shocked Lebanon": a person's name goes before no other.
                break
            allowed = DETERMINER | NEGATIVE | (AND if self.possessive(number) else 0)
            if any(
                self.kinds[position] & ~allowed or self.words[position] in "()[]/-–'+"
                for position in gap
                if self.words[position] != "'s" and not self._in_title(position)
            ):
                break
            if (
                not gap
                and self.mention(number).kind is self.mention(number + 1).kind
                and not (self.mention(number).demonym)
            ):
                break
            number += 1
        return number

    def _in_title(self, position: int) -> bool:
        """Say whether an "of" stands in a title before a name: "Secretary of State"."""
        texts = self.tokens.texts
        return (
            self.words[position] == "of"
            and 0 < position < len(texts) - 1
            and texts[position - 1][0].isupper()
            and texts[position + 1][0].isupper()
            and self.at[position - 1] < 0
            and self.at[position + 1] < 0
        )

    def listed(self, number: int, high: int) -> list[int]:
        """Return a mention and those listed with it to its right: "Chile, Peru and Uruguay"."""
        found = [number]
        pending: list[int] = []
        while number + 1 < len(self.firsts) and self.firsts[number + 1] < high:
            following = number + 1
            gap = range(self.lasts[number], self.firsts[following])
            if not gap or len(gap) > 6 or len(found) + len(pending) > _REACH:
                break
            joined = comma = broken = False
            for position in gap:
                kind, word = self.kinds[position], self.words[position]
                if kind & AND:
                    joined = True
                elif kind & COMMA:
                    comma = True
                elif (kind & ~(DETERMINER | ADVERB) or word in "()[]/") and not (
                    # "and with Maria": the preposition is said again.
                    kind & PREPOSITION and joined
                ):
                    broken = True
                    break
                elif (form := self.patterns.forms.get(word)) is not None and (
                    form in _OTHER_VERBS or (joined and word not in self.patterns.nouns)
                ):
                    # "condemned Chile and expelled", "to warn Chile and expel": no list.
                    broken = True
                    break
            if broken:
                break
            if not (joined or comma):
                # "Foreign Minister" of one of them: the same noun phrase.
                if self.possessive(number) or self.mention(number).demonym:
                    if pending:
                        pending[-1] = following
                    else:
                        found[-1] = following
                    number = following
                    continue
                break
            pending.append(following)
            number = following
            if joined:
                found.extend(pending)
                pending = []
        return found


def _is_no_name(word: str) -> bool:
    del word
    return False


def personal(word: str) -> bool:
    """Say whether a pronoun stands for one person."""
    return word in _PERSONAL
