"""Turns a query into what an engine has to look up: folded terms, stems, runs of terms, beginnings.

Every engine and the snippets work from the same plan, so that what is found is what is shown.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from functools import lru_cache
from itertools import pairwise

from index.search.query import (
    TEXT_FIELDS,
    Among,
    And,
    DateRange,
    Everything,
    Not,
    Nothing,
    Or,
    Phrase,
    Preferring,
    Prefix,
    Query,
    Resembling,
    Wildcard,
    Word,
)
from index.search.ranking import NEIGHBOURS
from index.search.spellings import spellings
from index.search.telling import Vocabulary, telling_stems
from index.search.values import value
from index.search.words import fold, pieces, stemmer, stop_words

STEM_WEIGHT = 0.8
"""What a word counts that only shares its stem with the word asked for."""

TOLD_FIELDS = ("headline", "body")
"""The fields that tell what a story is about."""

RESEMBLING_STEMS = 25
"""So many of the words of a story are looked for in others to find what is like it."""

RESEMBLING_SHARE = 0.3
"""What part of these another story has to have, to be like it."""

PREFERRED_STEMS = 20
"""So many words show what the best answers to a question have in common."""


@value
class AnyTerm:
    """Any of some terms or stems of the index, with what one occurrence of each counts.

    The weights are such that they add up right: a word whose stem differs stands in the index as both.
    """

    weights: tuple[tuple[str, float], ...]


@value
class Run:
    """Terms that stand one after another."""

    terms: tuple[str, ...]


@value
class Glob:
    """Terms made of these parts with any letters between them, beginning with the first part.

    The last part is empty where anything may follow: ``("recogni", "")``, ``("re", "ise")``. However
    many such terms a field has, they count as one occurrence.
    """

    parts: tuple[str, ...]

    def fits(self, term: str) -> bool:
        """Return whether a term fits, in time linear in its length for each part."""
        first, *middle, last = self.parts
        if not term.startswith(first):
            return False
        at = len(first)
        for part in middle:
            at = term.find(part, at)
            if at < 0:
                return False
            at += len(part)
        return len(term) - at >= len(last) and term.endswith(last)


Alternative = AnyTerm | Run | Glob


@value
class TextMatch:
    """Documents in which any of the alternatives stands in any of the fields.

    ``common`` marks a word so common that it need not be there as long as others are asked for;
    ``boost`` is what it counts beside others.
    """

    alternatives: tuple[Alternative, ...]
    fields: tuple[str, ...] = TEXT_FIELDS
    common: bool = False
    boost: float = 1.0


@value
class Rows:
    """Documents of these rows."""

    rows: frozenset[int]


@value
class Published:
    """Documents published in a stretch of time: microseconds since 1970, the end exclusive."""

    first: int
    last: int


@value
class All:
    """Documents that answer every part; without parts, every document."""

    parts: tuple[Plan, ...]


@value
class AnyOf:
    """Documents that answer any part, or at least ``least`` of them; without parts, no document."""

    parts: tuple[Plan, ...]
    least: int = 1


@value
class Without:
    """Documents that do not answer a part."""

    part: Plan


Plan = TextMatch | Rows | Published | All | AnyOf | Without

EARLIEST = -(2**62)
"""Before every date, in microseconds since 1970."""
LATEST = 2**62
"""After every date, in microseconds since 1970."""
_MICROSECOND = 10**6


def microseconds(moment: datetime) -> int:
    """Return an aware moment as whole microseconds since 1970, exactly."""
    # timestamp() is a float and loses microseconds of far years.
    seconds = int((moment.replace(microsecond=0)).timestamp())
    return seconds * _MICROSECOND + moment.microsecond


def plan(
    query: Query,
    languages: Collection[str],
    *,
    any_word: bool = False,
    vocabulary: Vocabulary | None = None,
) -> Plan:
    """Return the plan of ``query`` for documents in ``languages`` (two letters each).

    ``vocabulary`` is of the index that is asked; without it nothing resembles anything. Raises ValueError
    for a leaf only the archive can answer; see ``query.resolve``.
    """
    return _Planner(tuple(sorted(languages)) or ("en",), any_word, vocabulary).plan(query)


def neighbours(
    query: Query, languages: Collection[str], *, any_word: bool = False
) -> tuple[TextMatch, ...]:
    """Return the pairs of telling words that stand side by side in a query, as runs to be looked for.

    Where any of a few words will do, they are hardly meant to go together.
    """
    if isinstance(query, Preferring):
        return neighbours(query.query, languages)
    if any_word or not isinstance(query, And):
        return ()
    spoken = tuple(sorted(languages)) or ("en",)
    pairs: dict[TextMatch, None] = {}
    for one, other in pairwise(query.parts):
        if isinstance(one, Word) and isinstance(other, Word) and not (one.field or other.field):
            run = (*_terms(one.text)[-1:], *_terms(other.text)[:1])
            if len(run) == 2 and not (other.last or any(_is_common(term, spoken) for term in run)):
                pairs[TextMatch((Run(run),), TOLD_FIELDS, boost=NEIGHBOURS)] = None
    return tuple(pairs)


def preferences(
    query: Query, languages: Collection[str], vocabulary: Vocabulary
) -> tuple[TextMatch, ...]:
    """Return what the best hits should have in common with the texts a query prefers, if it does."""
    if not isinstance(query, Preferring):
        return ()
    language = next(iter(languages)) if len(languages) == 1 else ""
    return _any_stems(telling_stems(query.texts, language, vocabulary, PREFERRED_STEMS))


def scored(node: Plan) -> Iterator[TextMatch]:
    """Yield what earns a document its score: the text asked for, but not what is excluded."""
    match node:
        case TextMatch():
            yield node
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from scored(part)
        case _:
            return


class _Planner:
    def __init__(
        self, languages: tuple[str, ...], any_word: bool, vocabulary: Vocabulary | None
    ) -> None:
        self._languages = languages
        self._any_word = any_word
        self._vocabulary = vocabulary

    def plan(self, query: Query) -> Plan:
        match query:
            case Everything():
                return All(())
            case Nothing():
                return AnyOf(())
            case And(parts):
                return self._side_by_side([self.plan(part) for part in parts])
            case Or(parts):
                return AnyOf(tuple(self.plan(part) for part in parts))
            case Not(part):
                return Without(self.plan(part))
            case Among(_, rows):
                return Rows(rows)
            case Preferring(inner):
                return self.plan(inner)
            case Resembling():
                return self._resembling(query)
            case DateRange(first, last):
                return Published(
                    EARLIEST if first is None else microseconds(first),
                    LATEST if last is None else microseconds(last),
                )
            case Word():
                return _word(query.text, query.field, query.last, self._languages)
            case Phrase(words, field):
                run = tuple(term for word in words for term in _terms(word))
                return _text((Run(run),), field) if run else All(())
            case Prefix(text, field):
                return _text((Glob(("".join(_terms(text)), "")),), field)
            case Wildcard(text, field):
                return _text((Glob(_glob_parts(text)),), field)
            case _:
                raise ValueError(f"only the archive can answer {query!r}")

    def _side_by_side(self, parts: list[Plan]) -> Plan:
        words = [part for part in parts if _is_loose(part)]
        telling = [part for part in words if not (isinstance(part, TextMatch) and part.common)]
        if telling:
            parts = [part for part in parts if part in telling or not _is_loose(part)]
        if not self._any_word:
            return All(tuple(parts))
        others = tuple(part for part in parts if not _is_loose(part))
        wanted = tuple(telling or words)
        return All((*others, AnyOf(wanted))) if wanted else All(others)

    def _resembling(self, wanted: Resembling) -> Plan:
        stems = (
            telling_stems((wanted.text,), wanted.language, self._vocabulary, RESEMBLING_STEMS)
            if self._vocabulary is not None
            else ()
        )
        least = math.ceil(RESEMBLING_SHARE * len(stems))
        return All((AnyOf(_any_stems(stems), max(least, 1)), Without(Rows(wanted.but))))


@lru_cache(maxsize=4096)
def _word(text: str, field: str | None, last: bool, languages: tuple[str, ...]) -> Plan:
    found = list(pieces(text))
    terms = tuple(term for one in found for term in one.parts)
    if not terms:
        return All(())
    alternatives: list[Alternative] = []
    whole = terms[0]
    if len(terms) > 1:
        alternatives.append(Run(terms))
        whole = found[0].whole if len(found) == 1 else ""
    if whole:
        alternatives.append(_inflections(whole, languages))
        if last:
            alternatives.append(Glob((whole, "")))
    common = not last and field is None and all(_is_common(term, languages) for term in terms)
    return _text(tuple(alternatives), field, common=common)


def _inflections(term: str, languages: tuple[str, ...]) -> AnyTerm:
    # Every word stands in the index under its stem; what is added makes the word itself a whole.
    weights = {stemmer(language)(term): STEM_WEIGHT for language in languages}
    if "en" in languages and (other := spellings().other(term)):
        weights.setdefault(stemmer("en")(other), STEM_WEIGHT)
    weights[term] = 1.0 - STEM_WEIGHT
    return AnyTerm(tuple(weights.items()))


def _is_common(term: str, languages: Collection[str]) -> bool:
    return any(term in stop_words(language) for language in languages)


def _any_stems(stems: Iterable[tuple[str, float]]) -> tuple[TextMatch, ...]:
    return tuple(
        TextMatch((AnyTerm(((stem, 1.0),)),), TOLD_FIELDS, boost=weight) for stem, weight in stems
    )


def _is_loose(part: Plan) -> bool:
    return isinstance(part, TextMatch) and part.fields == TEXT_FIELDS


def _text(
    alternatives: tuple[Alternative, ...], field: str | None, *, common: bool = False
) -> TextMatch:
    return TextMatch(alternatives, TEXT_FIELDS if field is None else (field,), common)


def _terms(text: str) -> tuple[str, ...]:
    return tuple(term for one in pieces(text) for term in one.parts)


def _glob_parts(text: str) -> tuple[str, ...]:
    return tuple(
        "".join(character for character in fold(part) if character.isalnum() or character == ".")
        for part in text.split("*")
    )
