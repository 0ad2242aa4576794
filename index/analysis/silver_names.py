"""Mending texts whose names a machine marked: what is plainly a slip is set right before training.

The Groningen Meaning Bank is such a text. Its slips are of a few sorts, each met hundreds of times: a
country marked as an organisation or a date, "Prime" of "Prime Minister" marked as a person, one name
marked in one place and not in the next, a small word or a dash taken into a name, a person cut in two.
What a name is told to be here is what most of its places say, or the lists of countries; nothing is
learnt from texts that the tagger is measured with.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from index.analysis.folding import fold
from index.analysis.gazetteer import Gazetteer, phrase_key
from index.analysis.small_words import small_words
from index.analysis.tagged_text import KINDS
from index.model import Kind

# As the Groningen Meaning Bank writes its tags.
_TAG_OF_KIND = {"person": "per", "organisation": "org", "place": "geo", "other": "art"}

# A name's kind is settled by so many places, of which so large a part must agree.
_FEWEST = 3
_AGREEING = 0.6
# A name is marked where it was left out if it is marked in so many other places, and so large a part.
_MARKED_OFTEN = 4
_MARKED_MOSTLY = 0.7
# Nationality words are marked as what they are ("gpe") so often; states are so now and then.
_NATIONAL = 0.7
_LONGEST = 6
_PARTICLES = small_words("person-particles")
_NO_ACTORS = small_words("believers")
_HONORIFICS = frozenset(("mr", "mrs", "ms", "dr", "mr.", "mrs.", "ms.", "dr."))


@dataclass(frozen=True, slots=True)
class _Span:
    first: int
    last: int
    kind: str
    national: bool = False


def mended(
    sentences: Sequence[Sequence[tuple[str, str]]], gazetteer: Gazetteer
) -> list[list[tuple[str, str]]]:
    """Return sentences of tokens and IOB2 tags with the plain slips of their tags set right."""
    return _Mender(sentences, gazetteer).sentences()


class _Mender:
    def __init__(
        self, sentences: Sequence[Sequence[tuple[str, str]]], gazetteer: Gazetteer
    ) -> None:
        self._gazetteer = gazetteer
        self._tokens = [[token for token, _ in sentence] for sentence in sentences]
        self._spans = [
            self._bounded(tokens, _spans([tag for _, tag in sentence]))
            for tokens, sentence in zip(self._tokens, sentences, strict=True)
        ]
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._national: Counter[str] = Counter()
        self._unmarked: Counter[str] = Counter()
        self._count()

    def sentences(self) -> list[list[tuple[str, str]]]:
        made: list[list[tuple[str, str]]] = []
        for tokens, spans in zip(self._tokens, self._spans, strict=True):
            kept: list[_Span] = []
            for span in spans:
                kind = self._kind(_key(tokens, span.first, span.last), span.kind)
                kept.append(replace(span, kind=kind))
            kept += self._left_out(tokens, kept)
            tags = ["O"] * len(tokens)
            for span in kept:
                if not span.kind:
                    continue
                tag = _TAG_OF_KIND[span.kind]
                tags[span.first] = f"B-{tag}"
                tags[span.first + 1 : span.last] = [f"I-{tag}"] * (span.last - span.first - 1)
            made.append(list(zip(tokens, tags, strict=True)))
        return made

    def _bounded(self, tokens: list[str], spans: list[_Span]) -> list[_Span]:
        """Return the spans without titles, small words and signs at their ends; persons cut in two are joined."""
        made: list[_Span] = []
        for span in spans:
            first, last = span.first, span.last
            while first < last and not _begins(tokens, first, last, span.kind):
                first += 1
            while last > first and not any(char.isalnum() for char in tokens[last - 1]):
                last -= 1
            if span.kind == "person":
                first, last = self._untitled(tokens, first, last)
            if first == last:
                continue
            before = made[-1] if made else None
            if (
                before is not None
                and before.last == first
                and before.kind == span.kind == "person"
                and last - before.first < _LONGEST
            ):
                made[-1] = replace(before, last=last)
                continue
            made.append(replace(span, first=first, last=last))
        return made

    def _untitled(self, tokens: list[str], first: int, last: int) -> tuple[int, int]:
        gazetteer = self._gazetteer
        honoured = False
        start = first
        while first < last:
            word = fold(tokens[first])
            if word in _HONORIFICS:
                honoured = True
            elif word == "of" and start < first < last - 1:
                first += 1  # "Secretary of State"
            elif not (
                word in gazetteer.titles
                or word in ("prime", "vice", "deputy", "secretary")
                or (word in gazetteer.portfolios and last - first > 1)
            ):
                return first, last
            first += 1
        # "Mr." marked by itself: the name follows.
        while honoured and last < len(tokens) and tokens[last][:1].isupper() and last - first < 3:
            last += 1
        return first, last

    def _count(self) -> None:
        for tokens, spans in zip(self._tokens, self._spans, strict=True):
            covered = bytearray(len(tokens))
            for span in spans:
                key = _key(tokens, span.first, span.last)
                self._counts[key][span.kind] += 1
                self._national[key] += span.national
                covered[span.first : span.last] = b"\1" * (span.last - span.first)
            for first, last in _alone(tokens, covered):
                self._unmarked[_key(tokens, first, last)] += 1

    def _kind(self, key: str, told: str) -> str:
        if key in _NO_ACTORS:
            return ""
        entry = self._gazetteer.entries.get(key)
        if entry is not None and (entry.demonym or entry.kind is Kind.COUNTRY):
            return "place"
        if entry is not None and entry.kind is Kind.PLACE and " " in key:
            return "place"
        counts = self._counts[key]
        total = counts.total()
        if self._national[key] >= _NATIONAL * total and told == "place":
            return "other"
        if total >= _FEWEST:
            best, often = max(counts.items(), key=lambda pair: (pair[1], pair[0]))
            if self._unmarked[key] > 2 * total:
                return ""
            if often >= _AGREEING * total:
                return best
        if entry is not None and entry.kind is Kind.ORGANISATION and told == "place":
            return "organisation"
        if entry is not None and entry.kind is Kind.PLACE and told in ("", "other"):
            return "place"
        return told

    def _left_out(self, tokens: list[str], spans: list[_Span]) -> Iterator[_Span]:
        covered = bytearray(len(tokens))
        for span in spans:
            covered[span.first : span.last] = b"\1" * (span.last - span.first)
        for first, last in _alone(tokens, covered):
            key = _key(tokens, first, last)
            counts = self._counts.get(key)
            if counts is None or key in self._gazetteer.common:
                continue
            total = counts.total()
            if total < _MARKED_OFTEN or total < _MARKED_MOSTLY * (total + self._unmarked[key]):
                continue
            kind = self._kind(key, max(counts.items(), key=lambda pair: (pair[1], pair[0]))[0])
            if kind:
                yield _Span(first, last, kind)


def _spans(tags: Sequence[str]) -> list[_Span]:
    found: list[_Span] = []
    for at, tag in enumerate(tags):
        kind = KINDS.get(tag[2:].lower(), "other") if tag != "O" else ""
        if tag == "O":
            continue
        if tag.startswith("I-") and found and found[-1].last == at and found[-1].kind == kind:
            found[-1] = replace(found[-1], last=at + 1)
        else:
            found.append(_Span(at, at + 1, kind, tag[2:].lower() == "gpe"))
    return found


def _begins(tokens: Sequence[str], at: int, last: int, kind: str) -> bool:
    """Say whether a name can begin with a token: a capital, a number, or a particle before a capital."""
    word = tokens[at]
    if kind in ("", "other") or word[0].isupper() or word[0].isdigit():
        return True
    if any(char.isupper() for char in word):
        return True
    return word in _PARTICLES and at + 1 < last and tokens[at + 1][0].isupper()


def _alone(tokens: Sequence[str], covered: bytearray) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised tokens that no mark covers or touches."""
    at = 0
    while at < len(tokens):
        if not tokens[at][0].isupper():
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and tokens[end][0].isupper():
            end += 1
        if not any(covered[max(0, at - 1) : end + 1]):
            yield at, end
        at = end


def _key(tokens: Sequence[str], first: int, last: int) -> str:
    return phrase_key(" ".join(tokens[first:last]))
