"""Finding what is reported without quotation marks: "said (that) it was late", "it was late, she said"."""

from __future__ import annotations

from dataclasses import dataclass

from index.analysis.cues import Form, words
from index.analysis.outline import DASHES, ENDERS, QUOTED, Cue, Outline

_PREPOSITIONS = words("prepositions")
_DETERMINERS = words("determiners")
_PRONOUNS = words("pronouns")
_TIMES = words("time-words")
_PASSING = words("passing-words")
_NOT_HEARERS = words("not-hearers")
_CONJUNCTIONS = words("conjunctions")
_QUESTIONS = frozenset(("whether", "if", "why", "how", "what", "when", "where", "who", "which"))
_NOTHING = frozenset(
    ("nothing", "something", "anything", "little", "much", "so", "goodbye", "hello")
)
_FINITE = frozenset(
    (
        *words("be"),
        "will",
        "would",
        "could",
        "should",
        "may",
        "might",
        "must",
        "has",
        "had",
        "can",
        "have",
    )
)
_CLAUSE_OPENERS = words("clause-openers")
# "accused it of theft, a charge it denies": what follows tells of the charge.
_ADDING = frozenset(("a", "an", "which", "saying", "adding", "but", "while"))
_ROUGHLY = frozenset(("about", "over", "around", "under", "between", "near", "up"))
_NUMBERS = frozenset(
    ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "half")
)
_OPINIONS = words("opinions")
_HEARERS = words("hearers")
_OBJECTS = frozenset(("me", "him", "her", "them", "us", "you", "it"))
_STOPS = frozenset((".", "!", "?", ",", ";", ":", "(", ")", "—", "–", QUOTED))
# So many tokens of when, where and to whom may stand between a verb and what is said.
_MOST_BETWEEN = 24
_FEWEST = 2
_LONGEST_OPINION = 10
_LONGEST_ACCUSED = 14
# "said a prayer" is shorter than a clause.
_CLAUSE_OF_SAY = 5
_LONGEST_DATELINE = 14
# These verbs need somebody told.
_TELLING = frozenset(("tell", "inform", "remind", "assure", "notify"))


@dataclass(frozen=True, slots=True)
class Reported:
    """What is reported stands at tokens ``first`` to ``last``; ``sure`` where a word says so."""

    first: int
    last: int
    sure: bool


def reported_after(outline: Outline, cue: Cue, last: int) -> Reported | None:
    """Return what is reported between the cue and token ``last``, or None."""
    lows, takes = outline.lows, cue.word.takes
    while last > cue.end and (lows[last - 1] in ENDERS or lows[last - 1] in (")", ",")):
        last -= 1
    at = cue.end
    if at >= last:
        return None
    told = False
    if lows[at] not in ("that", *_QUESTIONS) and takes & {"hearer", "hearer-to"}:
        end = _after_hearer(outline, at, last)
        following = lows[end] if end < last else ""
        if end > at and ("hearer-to" in takes and following == "to"):
            return _checked(end, last, sure=True)
        after = _after_circumstances(outline, end, last) if end > at else end
        if end > at and after < last and lows[after] == "that":
            # "warned lawmakers on Monday that it was late"
            at, told = after, True
        elif end > at and (following in _QUESTIONS or cue.word.verb in _TELLING):
            at, told = end, True
        elif cue.word.verb in _TELLING:
            return None
    start = at
    if "to" in takes and lows[at] in ("to", "on", "in") and (end := _after_when(outline, at, last)):
        return _checked(end, last, sure=True)
    at = _after_circumstances(outline, at, last)
    if at >= last:
        return None
    if lows[at] == "," and (lows[at + 1 : at + 2] == ["that"] or told):
        at += 1
    elif lows[at] == "," and lows[start] in _CLAUSE_OPENERS and cue.word.verb == "say":
        # "say since 1998, they have found"
        at = start
    if lows[at] == "that" and "that" in takes:
        return _checked(at + 1, last, sure=True)
    if lows[at] in _QUESTIONS and "whether" in takes and lows[at] != "when":
        return _checked(at, last, sure=True)
    if "bare" not in takes:
        return None
    if at > start and cue.word.verb not in ("say", "tell"):
        return None
    if (lows[at] in _STOPS and lows[at] != QUOTED) or lows[at] in _NOTHING:
        return None
    opens = cue.word.verb == "say" and lows[at] in _CLAUSE_OPENERS and "," in lows[at:last]
    if not opens and not _counts(outline, at):
        led = lows[at] in _PREPOSITIONS
        if led or (lows[at] in _CONJUNCTIONS and lows[at] != "that"):
            return None
    if outline.is_verb(at) and lows[at] in _FINITE:
        # "a step that critics say will fail"
        comma = next((k for k in range(at, last) if lows[k] == ","), last)
        return _checked(at, comma, sure=False) if at == cue.end else None
    loose = told or "clause" in takes
    long_enough = cue.word.verb == "say" and last - at >= _CLAUSE_OF_SAY
    if not long_enough and not _is_clause(outline, at, last, loose=loose):
        return None
    return _checked(at, last, sure=False)


def _after_when(outline: Outline, first: int, last: int) -> int:
    """Return the "to" of "vowed (on Friday) to fight", 0 where there is none."""
    lows = outline.lows
    at = first
    if lows[at] != "to":
        at += 1
        while at < last and (lows[at] in _TIMES or lows[at] in _DETERMINERS):
            at += 1
    found = at + 1 < last and lows[at] == "to" and lows[at + 1].isalpha()
    named = at + 1 in outline.mention_at or lows[at + 1] in _DETERMINERS
    return at if found and not named else 0


def opinion_after(outline: Outline, cue: Cue, last: int) -> Reported | None:
    """Return what follows "expressed the hope that", between the cue and token ``last``."""
    lows = outline.lows
    for at in range(cue.end + 1, min(last, cue.end + _LONGEST_OPINION)):
        if lows[at] in _STOPS or outline.is_verb(at):
            return None
        if lows[at] == "that" and lows[at - 1] in _OPINIONS:
            while lows[last - 1] in ENDERS or lows[last - 1] in (")", ","):
                last -= 1
            return _checked(at + 1, last, sure=True)
    return None


def doing_after(outline: Outline, cue: Cue, last: int) -> Reported | None:
    """Return "of selling arms" after "accused Zemoria", up to token ``last``."""
    lows = outline.lows
    for at in range(cue.end, min(last - 1, cue.end + _LONGEST_ACCUSED)):
        if lows[at] in _STOPS or (at > cue.end and outline.is_verb(at)):
            return None
        if lows[at] in ("of", "for") and lows[at + 1].endswith("ing") and len(lows[at + 1]) > 4:
            comma = next(
                (k for k in range(at, last - 1) if lows[k] == "," and lows[k + 1] in _ADDING), last
            )
            while lows[comma - 1] in ENDERS or lows[comma - 1] in (")", ","):
                comma -= 1
            return _checked(at, comma, sure=True)
    return None


def _checked(first: int, last: int, *, sure: bool) -> Reported | None:
    return Reported(first, last, sure) if last - first >= _FEWEST else None


def _is_clause(outline: Outline, first: int, last: int, *, loose: bool) -> bool:
    """Say whether a clause begins at ``first``: a verb comes before the phrase there is left behind."""
    lows = outline.lows
    for at in range(first + 1, min(last, first + _MOST_BETWEEN)):
        if outline.is_verb(at):
            return loose or lows[at - 1] not in ("and", "or")
        if not loose and (lows[at] in _STOPS or lows[at] in ("who", "which", "that")):
            return False
    return False


def _after_hearer(outline: Outline, first: int, last: int) -> int:
    """Return the token after the person told, ``first`` where nobody is."""
    lows = outline.lows
    at = first
    if lows[at] in _OBJECTS:
        return at + 1
    while at < last and at - first < 12:
        word = lows[at]
        mention = outline.last_of.get(at)
        if mention is not None:
            titled = all(_is_title(outline, token) for token in range(first, at))
            joined = lows[at - 1] == "and"
            if at > first and not (outline.mention_at[at].demonym or joined or titled):
                # "told reporters Vesk had won": another name begins what is said.
                return at if at - first > _lead(lows, first) else max(mention, at + 1)
            at = max(mention, at + 1)
            if at < last and not lows[at].isalpha():
                return at + 1 if lows[at] == "," and _names_on(outline, at, last) else at
            continue
        if word in _NOT_HEARERS and not (word == "and" and at > first):
            break
        if word in _STOPS or word in _PRONOUNS or outline.is_verb(at):
            break
        if word in _DETERMINERS and at > first:
            break
        at += 1
    return at


def hearer_of(outline: Outline, cue: Cue, last: int) -> tuple[int, int] | None:
    """Return the tokens that name whom something is said to: "told reporters", "said to Vesk"."""
    lows = outline.lows
    first = cue.end
    if first >= last or lows[first] in _STOPS:
        return None
    if lows[first] in ("to", "with") and cue.word.takes & {"that", "bare"}:
        first += 1
        named = first in outline.mention_at or lows[first] in _HEARERS
        if not named and not (lows[first] in _DETERMINERS and lows[first + 1] in _HEARERS):
            return None
    elif not cue.word.takes & {"hearer", "hearer-to"} or lows[first] in ("that", *_QUESTIONS):
        return None
    end = _after_hearer(outline, first, last)
    return (first, end) if end > first else None


def _is_title(outline: Outline, token: int) -> bool:
    """Say whether a word before a name may be a title of its bearer: "Prime Minister Onwald"."""
    return outline.texts[token][0].isupper() or outline.lows[token] in ("the", ".")


def _lead(lows: list[str], first: int) -> int:
    return 1 if lows[first] in _DETERMINERS else 0


def _names_on(outline: Outline, at: int, last: int) -> bool:
    return at + 1 < last and outline.lows[at + 1] == "that"


def _after_circumstances(outline: Outline, first: int, last: int) -> int:
    """Return the token after "on Monday in a statement": where, when and to whom it was said."""
    lows = outline.lows
    at = first
    while at < last and at - first < _MOST_BETWEEN:
        word = lows[at]
        if word in _TIMES or word in _PASSING or (word.endswith("ly") and word != "only"):
            at += 1
            continue
        if word.isdigit() and at > first:
            at += 1
            continue
        if word == "," and at > first and lows[at + 1 : at + 2] == ["that"]:
            return at + 1
        if (word not in _PREPOSITIONS and word != "to") or word == "before" or _counts(outline, at):
            break
        at = _after_phrase(outline, at + 1, last)
    return at


def _counts(outline: Outline, at: int) -> bool:
    """Say whether "about", "over" or "between" stands before a number."""
    word, following = outline.lows[at], outline.lows[at + 1]
    if word in ("at", "as", "up", "no"):
        return following in ("least", "most", "many", "much", "to", "fewer", "more")
    return word in _ROUGHLY and (following[:1].isdigit() or following in _NUMBERS)


def _after_phrase(outline: Outline, first: int, last: int) -> int:
    lows = outline.lows
    at = first
    if at < last and (lows[at] in _DETERMINERS or lows[at] in _OBJECTS) and lows[at] != "that":
        at += 1
    named = False
    while at < last:
        word = lows[at]
        end = outline.last_of.get(at)
        if end is not None:
            if named and not outline.mention_at[at].demonym:
                return at
            at = max(end, at + 1)
            named = (
                not outline.mention_at[at - 1 if end <= at - 1 else first].demonym
                if (first in outline.mention_at)
                else True
            )
            if at < last and lows[at] in ("'s", "’s"):
                at += 1
                named = False
            continue
        if (
            word in _STOPS
            or word in _DETERMINERS
            or word in _PRONOUNS
            or word in _PREPOSITIONS
            or word in _CONJUNCTIONS
            or word in _TIMES
            or word == "to"
            or outline.is_verb(at)
        ):
            return at
        if named and not word.islower():
            return at
        at += 1
    return at


def is_closing(outline: Outline, cue: Cue, last: int) -> bool:
    """Say whether circumstances follow the cue and then a sign: "…, she said on Monday, and"."""
    at = _after_attribution(outline, cue, last)
    return at >= last or outline.lows[at] in _STOPS


def ends_with(outline: Outline, cue: Cue, last: int) -> bool:
    """Say whether nothing but circumstances stands between the cue and token ``last``."""
    return _after_attribution(outline, cue, last) >= last


def _after_attribution(outline: Outline, cue: Cue, last: int) -> int:
    lows = outline.lows
    at = cue.end
    if at < last and lows[at] not in _STOPS and "hearer" in cue.word.takes:
        at = _after_hearer(outline, at, last)
    return _after_circumstances(outline, at, last)


def reported_before(
    outline: Outline, first: int, last: int, *, loose: bool = False
) -> Reported | None:
    """Return tokens ``first`` to ``last`` where they make a clause that an attribution can follow.

    ``loose``: the attribution can follow nothing else, whether a verb is seen or not.
    """
    lows = outline.lows
    while last > first and lows[last - 1] in (",", "—", "–"):
        last -= 1
    while first < last and (
        lows[first] in ("but", "and", "so", "•", "*", "-") or lows[first] in _STOPS
    ):
        if lows[first] == QUOTED:
            break
        first += 1
    if first < last and outline.texts[first].isupper() and len(outline.texts[first]) > 2:
        # "HARLOWE, March 3 (Desk) — …": where it was written is no part of what is said.
        near = range(first + 1, min(last, first + _LONGEST_DATELINE))
        first = next((at + 1 for at in near if lows[at] in DASHES), first)
    if last - first < 3 or not (outline.has_verb(first, last) or (loose and last - first > 4)):
        return None
    return Reported(first, last, sure=False)


def is_participle(cue: Cue, outline: Outline) -> bool:
    """Say whether the cue is a participle that shares the subject of its sentence (", saying that")."""
    return cue.word.form is Form.ING and outline.lows[cue.at - 1] in (
        ",",
        "and",
        "while",
        "by",
        "but",
    )
