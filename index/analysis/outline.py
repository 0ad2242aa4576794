"""The text outside quotation marks, cut into words and sentences; a quoted stretch counts as one word.

Who says what is told outside the marks: reading it there, no name or verb of the quotation itself can
be taken for the speaker's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from index.analysis.cues import CueWord, Form, Strength, cue_words, words
from index.analysis.findings import FoundMention
from index.analysis.quote_marks import QuotedStretch
from index.analysis.small_words import small_words

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.(?=[^\W\d_]))+[^\W\d_](?!\w)\.?"
    r"|['’]s(?!\w)"
    r"|\d+(?:[-‑][^\W\d_]+)+"
    r"|\d+(?:[.,:]\d+)*"
    r"|[^\W_]+(?:(?:[-‑]|['’](?!s(?!\w)))[^\W_]+)*"
    r"|[^\w\s]"
)
# No word of a text is written so.
QUOTED = '""'
ENDERS = frozenset(".!?…")
DASHES = frozenset("—–-")
BREAKS = frozenset(',;:()[]"“”«»') | {QUOTED} | ENDERS | DASHES
_BEFORE_SENTENCE = frozenset("([*•")
_ABBREVIATIONS = small_words("abbreviations") | words("abbreviations")
_BE = words("be")
_MODALS = words("modals")
_DETERMINERS = words("determiners")
_PREPOSITIONS = words("prepositions")
_PASSING = words("passing-words")
_HAVE = words("have")
_PRONOUNS = words("pronouns")
_PAPERS = frozenset(("agency", "newspaper", "magazine", "paper", "daily", "broadcaster", "channel"))
_AUXILIARIES = words("auxiliaries")
_PAST_VERBS = words("past-verbs")
_POSSESSIVES = ("'s", "’s", "'", "’")
# A line this short was ended on purpose, not wrapped.
_SHORT_LINE = 45
# A text with a line longer than this is not wrapped: each of its lines is a paragraph.
_LONG_LINE = 160
_LOOKED_AT = 20_000
_LONGEST_SENTENCE = 240
_LONGEST_CLAUSE = 80
# An attribution after a question stands within so many words.
_TAIL = 12


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue verb at token ``at``; what follows it starts at ``end``. ``unreal``: "would not say"."""

    at: int
    end: int
    word: CueWord
    unreal: bool


@dataclass(slots=True)
class Outline:
    """Tokens as parallel lists; ``quote_of`` maps the token of a quoted stretch to its number.

    ``sentences`` are the first tokens of the sentences, with the number of all tokens at the end;
    ``paragraphs`` the first tokens of paragraphs. ``mention_at`` maps a token to the mention that starts
    there, ``mention_end`` the token after a mention to the mention.
    """

    text: str
    texts: list[str]
    lows: list[str]
    starts: list[int]
    ends: list[int]
    quotes: Sequence[QuotedStretch]
    quote_of: dict[int, int] = field(default_factory=dict)
    sentences: list[int] = field(default_factory=list)
    paragraphs: frozenset[int] = frozenset()
    mention_at: dict[int, FoundMention] = field(default_factory=dict)
    mention_end: dict[int, FoundMention] = field(default_factory=dict)
    last_of: dict[int, int] = field(default_factory=dict)
    cues: list[Cue] = field(default_factory=list)

    def sentence_of(self, token: int) -> int:
        """Return the number of the sentence that ``token`` stands in."""
        return bisect_right(self.sentences, token) - 1

    def cues_between(self, first: int, last: int) -> list[Cue]:
        """Return the cues from token ``first`` to before token ``last``."""
        low = bisect_left(self.cues, first, key=lambda cue: cue.at)
        return self.cues[low : bisect_left(self.cues, last, key=lambda cue: cue.at)]

    def is_verb(self, token: int) -> bool:
        """Say whether ``token`` looks like a verb that makes a clause of the words around it."""
        word = self.lows[token]
        if word in _AUXILIARIES:
            return word not in ("'s", "’s")
        if word in _PAST_VERBS:
            return self.texts[token][0].islower()
        return (
            len(word) > 4
            and word.endswith("ed")
            and self.texts[token][0].islower()
            and (token == 0 or self.lows[token - 1] not in _DETERMINERS)
        )

    def has_verb(self, first: int, last: int) -> bool:
        """Say whether tokens ``first`` to ``last``, or the last of many, look like a clause."""
        first = max(first, last - _LONGEST_CLAUSE)
        return any(self.is_verb(token) for token in range(first, last))


def lay_out(
    masked: str,
    quotes: Sequence[QuotedStretch],
    breaks: Sequence[int],
    mentions: Sequence[FoundMention],
) -> Outline:
    """Return the outline of a masked text; ``breaks`` are where its paragraphs end."""
    texts: list[str] = []
    starts: list[int] = []
    quote_of: dict[int, int] = {}
    quoted_ends: dict[int, int] = {}
    done = 0
    for number, quote in enumerate(quotes):
        for found in _TOKEN.finditer(masked, done, quote.outer_start):
            texts.append(found.group())
            starts.append(found.start())
        quote_of[len(texts)] = number
        quoted_ends[len(texts)] = quote.outer_end
        texts.append(QUOTED)
        starts.append(quote.outer_start)
        done = quote.outer_end
    for found in _TOKEN.finditer(masked, done):
        texts.append(found.group())
        starts.append(found.start())
    ends = [start + len(word) for start, word in zip(starts, texts, strict=True)]
    for token, end in quoted_ends.items():
        ends[token] = end
    # One more, empty, so that a look at what follows the last word finds nothing.
    lows = [*(word.lower() for word in texts), ""]
    outline = Outline(masked, texts, lows, starts, ends, quotes, quote_of)
    _place_mentions(outline, mentions)
    outline.cues = list(_find_cues(outline))
    paragraphs = {bisect_left(starts, at) for at in breaks}
    _cut(outline, paragraphs)
    return outline


def _place_mentions(outline: Outline, mentions: Sequence[FoundMention]) -> None:
    starts = outline.starts
    for mention in mentions:
        token = bisect_left(starts, mention.start)
        if token < len(starts) and starts[token] == mention.start:
            last = bisect_left(starts, mention.end)
            outline.mention_at[token] = mention
            outline.mention_end[last] = mention
            outline.last_of[token] = last


def _find_cues(outline: Outline) -> list[Cue]:
    lexicon = cue_words()
    lows = outline.lows
    found: list[Cue] = []
    for at, word in enumerate(lows):
        choices = lexicon.get(word)
        if choices is None or at in outline.mention_at or not outline.texts[at].islower():
            continue
        following = lows[at + 1] if at + 1 < len(lows) else ""
        for choice in choices:
            if choice.particle and choice.particle != following:
                continue
            cue = _cue(outline, at, choice)
            if cue is not None:
                found.append(cue)
            break
    return found


def _cue(outline: Outline, at: int, choice: CueWord) -> Cue | None:
    lows = outline.lows
    end = at + (2 if choice.particle else 1)
    before = at - 1
    while before >= 0 and (lows[before] in _PASSING or lows[before].endswith("ly")):
        if lows[before] in _HAVE:
            break
        before -= 1
    previous = lows[before] if before >= 0 else ""
    close = lows[at - 1] if at else ""
    if close in _DETERMINERS and close not in ("that", "all", "both", "some", "many", "few"):
        return None
    if choice.shared:
        after = lows[end] if end < len(lows) else ""
        beside = (
            after in ("that", QUOTED, ":", ",", "on", "in")
            or close in (QUOTED, ",")
            or (close in ("he", "she", "they", "who"))
            or _reports(outline, at, choice.form, after)
            # "The opposition claims to have won"
            or (after == "to" and "to" in choice.takes and lows[end + 1] in ("have", "be", "hold"))
        )
        if not beside or close in _PREPOSITIONS or close in _POSSESSIVES:
            return None
        if choice.form in (Form.BASE, Form.THIRD) and close.endswith(("ing", "ed")):
            # "raising hopes that": a noun.
            return None
    elif close in _POSSESSIVES and choice.form is not Form.ING:
        return None
    unreal = False
    if choice.strength is Strength.ACT and close == "," and lows[end : end + 1] == ["as"]:
        # "A climber, described as": nobody says by whom.
        return None
    if choice.form in (Form.PAST, Form.PARTICIPLE):
        by = end < len(lows) and lows[end] == "by"
        if previous in _BE and choice.verb != "quote" and not by:
            return None
        unreal = lows[at - 1] in _MODALS and close not in ("did", "do", "does") if at else False
    elif choice.form is Form.BASE:
        if previous in _MODALS:
            unreal = not (previous == "to" and before and lows[before - 1] in ("on", "continued"))
        elif previous in _BE or (at and close in _PREPOSITIONS):
            return None
    elif choice.form is Form.THIRD:
        if previous in _MODALS:
            return None
    elif close in _PREPOSITIONS and choice.strength is Strength.ACT:
        return None
    return Cue(at, end, choice, unreal)


def _reports(outline: Outline, at: int, form: Form, after: str) -> bool:
    """Say whether "The Harlowe Post reports the", "Officials suspect the" has a verb that could be a noun."""
    opens = after in _DETERMINERS or after in _PRONOUNS or at + 1 in outline.mention_at
    if not opens or after == "of":
        return False
    if form is Form.THIRD:
        return at in outline.mention_end or outline.lows[at - 1] in _PAPERS
    return form is Form.BASE and outline.lows[at - 1].endswith("s") and at - 1 >= 0


# -- sentences --------------------------------------------------------------------------------------


def _cut(outline: Outline, paragraphs: set[int]) -> None:
    texts, starts, text = outline.texts, outline.starts, outline.text
    count = len(texts)
    boundaries = {0}
    for at in paragraphs:
        if 0 < at < count and not (texts[at - 1] in (":", ",") and texts[at] == QUOTED):
            boundaries.add(at)
    unwrapped = any(len(row) > _LONG_LINE for row in text[:_LOOKED_AT].splitlines())
    line = 0
    while (line := text.find("\n", line + 1)) >= 0:
        at = bisect_left(starts, line)
        if 0 < at < count and outline.ends[at - 1] > line:
            # A line that ends within a quotation ends nothing outside it.
            continue
        if 0 < at < count and texts[at - 1] not in (":", ","):
            if texts[at - 1] == "." and at > 1 and _abbreviates(texts[at - 2]):
                continue
            ended = (
                texts[at - 1] in ENDERS
                or texts[at - 1] == QUOTED
                or unwrapped
                or text.rfind("\n", max(0, line - _SHORT_LINE - 2), line) >= 0
            )
            if ended and not texts[at][0].islower():
                boundaries.add(at)
    for at in range(count - 1):
        word = texts[at]
        if word in ENDERS:
            if _ends(outline, at):
                boundaries.add(at + 1)
            elif word == "." and at and _abbreviates(texts[at - 1]):
                # The stop of "Mr." parts nothing.
                outline.lows[at] = outline.lows[at - 1] + "."
        elif word == QUOTED:
            if _ends_after_quote(outline, at):
                boundaries.add(at + 1)
        elif word[-1] == "." and len(word) > 3 and texts[at + 1] in _SENTENCE_OPENERS:
            boundaries.add(at + 1)
    outline.paragraphs = frozenset(paragraphs | {0})
    ordered = [*sorted(boundaries), count]
    outline.sentences = [
        at
        for first, last in pairwise(ordered)
        # Nobody writes longer sentences; cutting them keeps the time for hostile texts linear.
        for at in range(first, last, _LONGEST_SENTENCE)
    ]
    outline.sentences.append(count)


_SENTENCE_OPENERS = small_words("sentence-openers")


def _abbreviates(word: str) -> bool:
    return word[0].isupper() and (len(word) == 1 or word.lower() in _ABBREVIATIONS)


def _ends(outline: Outline, at: int) -> bool:
    """Say whether the stop at token ``at`` ends a sentence."""
    texts = outline.texts
    following = texts[at + 1]
    if following in ENDERS:
        return False
    if texts[at] != ".":
        return following[0].isupper() or following in (QUOTED, *_BEFORE_SENTENCE)
    before = texts[at - 1] if at else ""
    if before.lower() == "no":
        # "No. 5", but "she would vote no."
        return not following[0].isdigit() and not following[0].islower()
    if following == QUOTED:
        return before.lower() not in _ABBREVIATIONS
    if outline.ends[at] == outline.starts[at + 1]:
        return following[0].isupper() and len(before) > 1 and before[-1].islower()
    if before.lower() in _ABBREVIATIONS or (len(before) == 1 and before.isupper()):
        return False
    return not following[0].islower() and following not in ",;:"


def _ends_after_quote(outline: Outline, at: int) -> bool:
    """Say whether the sentence ends with the quoted stretch at token ``at``."""
    quote = outline.quotes[outline.quote_of[at]]
    text = outline.text
    if quote.goes_on:
        return True
    last = text[quote.end - 1]
    if last in "'’)" and quote.end - quote.start > 1:
        last = text[quote.end - 2]
    following = outline.texts[at + 1]
    if last not in ENDERS or following[0].islower() or following in ",;:.!?—–-)":
        return False
    if following == QUOTED:
        return True
    return not _attributes(outline, at + 1)


def _attributes(outline: Outline, first: int) -> bool:
    """Say whether "Vesk said." or "Vesk told reporters in Paris." and no more stands at ``first``."""
    number = bisect_left(outline.cues, first, key=lambda cue: cue.at)
    if number == len(outline.cues):
        return False
    cue = outline.cues[number]
    if cue.at - first > _TAIL or cue.word.strength is Strength.ACT:
        return False
    texts = outline.texts
    at = first
    while at < cue.at:
        if texts[at] in (".", "!", "?", QUOTED, ":", ";"):
            return False
        at += 1
    at = cue.end
    while at < len(texts) and texts[at] not in (".", "!", "?", ",", QUOTED):
        if texts[at] == ":" or outline.lows[at] == "that" or outline.is_verb(at):
            return False
        at += 1
        if at - cue.end > _TAIL:
            return False
    return True
