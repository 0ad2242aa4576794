"""What surrounds a verb: auxiliaries, negation, and the word that controls it ("plans to", "refused to")."""

from __future__ import annotations

from dataclasses import dataclass

from index.analysis.event_patterns import Form
from index.analysis.passage import (
    ADVERB,
    AND,
    BE,
    COMMA,
    DETERMINER,
    DO,
    FINITE,
    HAVE,
    MODAL,
    NEGATIVE,
    PREPOSITION,
    PRONOUN,
    QUOTE,
    STOP,
    SUBORDINATOR,
    Passage,
)

_LONGEST_GROUP = 9
_LONGEST_CONTROL = 12


@dataclass(frozen=True, slots=True)
class VerbGroup:
    """A verb with what belongs to it; ``before`` is the token left of it all.

    ``infinitive``: "to" opens the group. ``bare``: no auxiliary stands before the verb.
    ``perfect``: "have" stands among them.
    """

    before: int
    passive: bool
    negated: bool
    modal: str
    infinitive: bool
    bare: bool
    form: Form
    perfect: bool = False


@dataclass(frozen=True, slots=True)
class Control:
    """The word that takes a verb or noun as its complement: its class, place, and the object between."""

    kinds: tuple[str, ...]
    first: int
    last: int
    between: tuple[int, ...] = ()


def read_group(passage: Passage, at: int, low: int, form: Form, tail: int = 0) -> VerbGroup:
    """Return the verb group that ends with the verb at token ``at``."""
    kinds, words = passage.kinds, passage.words
    position = at - 1
    passive = negated = infinitive = perfect = False
    modal = ""
    stop = max(low, at - _LONGEST_GROUP)
    participle = form in (Form.PARTICIPLE, Form.PAST_OR_PARTICIPLE)
    bare = True
    while position >= stop:
        if passage.at[position] >= 0:
            break
        kind, word = kinds[position], words[position]
        if kind & NEGATIVE:
            negated = True
            if kind & MODAL and not modal:
                modal = word
            bare = bare and not kind & (MODAL | DO | HAVE | BE)
        elif kind & BE and word != "'s":
            if participle and bare:
                passive = True
            bare = False
        elif kind & (HAVE | DO):
            perfect = perfect or bool(kind & HAVE)
            bare = False
        elif kind & MODAL:
            modal = modal or word
            bare = False
        elif word == "to" and form in (Form.BASE, Form.PAST_OR_PARTICIPLE, Form.PARTICIPLE):
            if form is not Form.BASE and bare and words[at] not in _SAME_IN_BASE:
                break
            infinitive = True
            position -= 1
            break
        elif kind & AND and words[position - 1].endswith("ly") and position - 1 >= stop:
            # "was heavily and unjustly criticised"
            pass
        elif not (kind & ADVERB and not kind & SUBORDINATOR) and not (
            word.endswith("ly") and len(word) > 3
        ):
            break
        position -= 1
    if (
        form is Form.BASE
        and bare
        and not infinitive
        and not modal
        and position > low
        and (kinds[position] & AND)
    ):
        # "refused to renounce violence and recognise": the second shares "to" with the first.
        here = position - 1
        while here >= max(low, position - _LONGEST_CONTROL) and passage.at[here] < 0:
            if kinds[here] & (SUBORDINATOR | STOP):
                break
            if kinds[here] & MODAL:
                modal, bare, position = words[here], False, here - 1
                break
            if words[here] == "to" and not kinds[here + 1] & (DETERMINER | PREPOSITION):
                infinitive, position = True, here - 1
                break
            here -= 1
    after = words[at + 1 + tail] if at + 1 + tail < len(words) else ""
    if participle and bare and not infinitive and after == "by":
        passive = True
    return VerbGroup(position, passive, negated, modal, infinitive, bare, form, perfect)


_SAME_IN_BASE = frozenset(
    {"cut", "put", "set", "hit", "let", "shut", "quit", "overrun", "split", "beat"}
)


def is_verb(passage: Passage, at: int, low: int, form: Form, group: VerbGroup) -> bool:
    """Say whether a word that may be a verb is one here, by what stands on its left and right."""
    words, kinds = passage.words, passage.kinds
    if at and words[at - 1] == "-" and passage.tokens.ends[at - 1] == passage.tokens.starts[at]:
        # "the Israeli-occupied part"
        return False
    before = group.before
    left = words[before] if before >= low else ""
    left_kind = kinds[before] if before >= low else STOP
    left_named = before >= low and passage.at[before] >= 0
    right = at + 1
    right_kind = kinds[right] if right < len(words) else STOP
    noun = words[at] in passage.patterns.nouns or words[at] in passage.patterns.words("noun-too")
    if group.infinitive or group.modal or (not group.bare and form is not Form.BASE):
        return True
    if left_kind & DETERMINER and not left_named and left not in ("all", "both", "that", "this"):
        # "the accused soldiers", "an attack"
        return False
    if left == "'s" or (left_named and passage.possessive(passage.at[before])):
        return False
    if form is Form.BASE:
        if not group.bare:
            return True
        if left_kind & PRONOUN:
            return True
        if left_kind & (PREPOSITION | FINITE | DETERMINER | ADVERB):
            return False
        if left_named:
            number = passage.at[before]
            if passage.mention(number).demonym:
                return False
            first = passage.firsts[number]
            opened = first - 1 - (first - 1 >= low and words[first - 1] == "the")
            if opened >= low and words[opened] == "that":
                # "demanded that India withdraw"
                return not noun or not right_kind & PREPOSITION
            joined = first - 1 >= low and bool(kinds[first - 1] & AND)
            return joined and not (noun and right_kind & PREPOSITION)
        if left_kind & AND:
            return False
        return left.endswith("s") and not left.endswith("ss") and len(left) > 3 and not noun
    if form is Form.THIRD:
        if left_kind & (PREPOSITION | AND) and noun:
            return False
        if not noun:
            return not left_kind & PREPOSITION
        if left_named and not passage.mention(passage.at[before]).demonym:
            return passage.at[right] >= 0 if right < len(words) else False
        return bool(left_kind & PRONOUN)
    if form is Form.ING:
        if noun:
            if left_named:
                return False
            least = words[right : right + 2] == ["at", "least"]
            return bool(left_kind & (COMMA | SUBORDINATOR)) and (
                least or not right_kind & PREPOSITION
            )
        return not (left_named and passage.mention(passage.at[before]).demonym)
    plain = right < len(words) and passage.at[right] < 0 and not right_kind
    if group.bare and plain and passage.tokens.texts[right][0].islower():
        # "to expel exiled leaders", "of wounded soldiers": an adjective.
        if left_kind & (PREPOSITION | DETERMINER) and not left_named:
            return False
        form_before = passage.patterns.forms.get(left)
        if form_before not in (None, Form.THIRD) and not left_named:
            # "to expel exiled leaders"; "jets pounded rebel camps" has a noun before the verb.
            return False
    # Past forms: an adjective where a preposition stands before ("of wounded soldiers").
    return not (group.bare and left_kind & PREPOSITION and not right_kind & PREPOSITION)


def control_of(passage: Passage, group: VerbGroup, low: int) -> Control | None:
    """Return what controls an infinitive or a gerund: "plans" in "plans to visit", or None."""
    kinds = passage.kinds
    position = group.before
    if not group.infinitive:
        if group.form is not Form.ING or position < low:
            return None
        if kinds[position] & PREPOSITION:
            # "accused of attacking"
            return _left_operator(passage, position - 1, low, frozenset({"accuse"}))
        return operator_at(passage, position, low)
    while position >= low and kinds[position] & ADVERB and not kinds[position] & SUBORDINATOR:
        position -= 1
    if position >= low and kinds[position] & COMMA:
        opening = position - 1
        stop = max(low, position - _LONGEST_CONTROL)
        while opening > stop and not kinds[opening] & (COMMA | STOP):
            opening -= 1
        if kinds[opening] & COMMA:
            position = opening - 1
    if position < low:
        return None
    found = operator_at(passage, position, low)
    if found is not None:
        return found
    if passage.at[position] < 0 and kinds[position] & BE:
        return Control(("planned",), position, position + 1)
    if passage.at[position] < 0 and kinds[position] & HAVE:
        return Control(("obliged",), position, position + 1)
    found = _left_operator(passage, position, low, frozenset({"request", "agree", "refuse", "bid"}))
    if found is not None and "bid" in found.kinds:
        return Control(("request",), found.first, found.last, found.between)
    return found


def _left_operator(
    passage: Passage, position: int, low: int, wanted: frozenset[str]
) -> Control | None:
    """Return an operator with its object between it and the complement: "urged Iran to"."""
    stop = max(low, position - _LONGEST_CONTROL)
    between: list[int] = []
    while position >= stop:
        number = passage.at[position]
        if number >= 0:
            between.append(number)
            position = passage.firsts[number] - 1
            continue
        kind = passage.kinds[position]
        if kind & (SUBORDINATOR | STOP | QUOTE):
            return None
        found = operator_at(passage, position, low)
        if found is not None:
            kinds = tuple(kind for kind in found.kinds if kind in wanted)
            if not kinds:
                return None
            return Control(kinds, found.first, found.last, tuple(reversed(between)))
        if kind & FINITE:
            return None
        position -= 1
    return None


def operator_at(passage: Passage, position: int, low: int) -> Control | None:
    """Return the operator whose last word is at a token: "offered", "called for"."""
    words = passage.words
    if passage.at[position] >= 0:
        return None
    operators = passage.patterns.operators
    kinds: list[str] = []
    first = position
    if position > low:
        for one in operators.get(words[position - 1], ()):
            if one.tail == (words[position],):
                kinds.append(one.kind)
                first = position - 1
    if not kinds:
        kinds = [one.kind for one in operators.get(words[position], ()) if not one.tail]
    return Control(tuple(dict.fromkeys(kinds)), first, position + 1) if kinds else None
