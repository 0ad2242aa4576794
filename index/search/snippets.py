"""Where the words of a query stand in a text, and the piece of it that shows most of them.

Text is cut, folded and stemmed as the index does it, so that what was found is what is shown. Offsets
are code points. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from index.model import SnippetPart, Span
from index.search.plan import AnyTerm, Glob, Run, TextMatch, plan, scored
from index.search.query import Everything, Query, resolve
from index.search.words import (
    ASCII_JOINTS,
    PlacedPiece,
    beginnings,
    chunk_begins,
    chunks,
    language_of,
    piece,
    placed_chunks,
    placed_pieces,
    stemmer,
)

LONGEST_SEARCHED = 500_000
"""A snippet is looked for in so many code points from the beginning of a text, no further."""

_ELLIPSIS = "…"
_MOST_KNOWN = 20_000  # words that a finder remembers, about 3 MB
_SPACE = re.compile(r"\s")
_NO_JOINTS = str.maketrans("", "", ASCII_JOINTS)


@dataclass(frozen=True, slots=True)
class _Match:
    """A stretch of the text and the parts of the query (by number) that stand there."""

    start: int
    end: int
    parts: frozenset[int]


def match_spans(
    text: str, query: Query, *, field: str = "body", language: str = ""
) -> tuple[Span, ...]:
    """Return where the words of ``query`` stand in ``text``, in order and never overlapping.

    ``text`` is the plain text of ``field``: words asked for in another field are not looked for.
    ``language`` is the article's; English where it is not known. What the query excludes is ignored.
    """
    return tuple(Span(match.start, match.end) for match in _matches(text, query, field, language))


def snippet(
    text: str, query: Query, *, width: int = 160, field: str = "body", language: str = ""
) -> tuple[SnippetPart, ...]:
    """Return at most ``width`` code points of ``text`` with the most different words of ``query``.

    White space is collapsed, and an ellipsis stands where the text goes on. Without any of the words
    the text's beginning is returned, and nothing for an empty text.
    """
    flat = " ".join(text[:LONGEST_SEARCHED].split())
    cut_off = len(text) > LONGEST_SEARCHED
    if not flat or width <= 0:
        return ()
    if len(flat) <= width and not cut_off:
        return _parts(flat, _matches(flat, query, field, language), 0, len(flat))
    matches = _matches(flat, query, field, language)
    start, end = _window(flat, matches, max(width - 2 * len(_ELLIPSIS), 1))
    parts = list(_parts(flat, matches, start, end))
    if start > 0:
        parts.insert(0, SnippetPart(_ELLIPSIS, False))
    if end < len(flat) or cut_off:
        parts.append(SnippetPart(_ELLIPSIS, False))
    return _joined(parts)


def _matches(text: str, query: Query, field: str, language: str) -> list[_Match]:
    finder = _finder(query, field, language_of(language))
    if finder is None:
        return []
    if finder.knows_much:
        _finder.cache_clear()
    found = list(finder.find(text))
    found.sort(key=lambda match: (match.start, -match.end))
    return list(_merged(found))


@lru_cache(maxsize=4)
def _finder(query: Query, field: str, language: str) -> _Finder | None:
    """Return what finds a query in a field; it learns from each text, so that the next goes quicker."""
    asked = plan(resolve(query, lambda _: Everything()), (language,))
    wanted = [part for part in scored(asked) if field in part.fields]
    return _Finder(wanted, language) if wanted else None


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a chunk of text that has to do with what is looked for: offset, length and terms."""

    offset: int
    length: int
    parts: frozenset[int]
    terms: tuple[str, ...]


_UNKNOWN = (_Word(0, 0, frozenset(), ()),)
"""Stands for the words of a chunk that was not met before."""


class _Finder:
    """Looks for the parts of a plan in texts. Several threads may use it at once."""

    def __init__(self, wanted: list[TextMatch], language: str) -> None:
        self._stem = stemmer(language)
        self._terms: dict[str, set[int]] = {}
        self._globs: list[tuple[Glob, int]] = []
        self._runs: list[tuple[tuple[str, ...], int]] = []
        for number, part in enumerate(wanted):
            for alternative in part.alternatives:
                match alternative:
                    case AnyTerm(weights):
                        for term, _ in weights:
                            self._terms.setdefault(term, set()).add(number)
                    case Glob():
                        self._globs.append((alternative, number))
                    case Run(terms):
                        self._runs.append((terms, number))
        self._in_runs = frozenset(term for terms, _ in self._runs for term in terms)
        self._known: dict[str, tuple[_Word, ...]] = {}
        self._telling: set[str] = set()
        self._beginnings = () if self._globs else beginnings(self._terms, language)

    @property
    def knows_much(self) -> bool:
        """Whether it is time to begin anew, so that the memory stays within bounds."""
        return len(self._known) > _MOST_KNOWN

    def find(self, text: str) -> Iterator[_Match]:
        """Yield what is found; a run is yielded where it ends."""
        if not self._runs:
            yield from self._words_in(text)
            return
        runs = [_RunFinder(terms, number) for terms, number in self._runs]
        known = self._known.get
        # Most words have to do with nothing that is looked for; they are passed over as fast as may be.
        telling = [
            (place, match, words)
            for place, match in enumerate(placed_chunks(text))
            if (words := known(match[0], _UNKNOWN))
        ]
        last = -1
        for place, match, words in telling:
            if words is _UNKNOWN:
                words = self._learn(match[0])
            if place != last + 1 or not words:
                for run in runs:
                    run.interrupt()
            last = place
            for word in words:
                start = match.start() + word.offset
                end = start + word.length
                if word.parts:
                    yield _Match(start, end, word.parts)
                for term in word.terms:
                    for run in runs:
                        begun = run.step(term, start)
                        if begun is not None:
                            yield _Match(begun, end, frozenset((run.number,)))

    def _words_in(self, text: str) -> Iterator[_Match]:
        """Find single words: which of them are there is asked first, and where they are only of those."""
        if self._beginnings and text.isascii():
            # Words are folded anyway, and in ASCII a letter is one letter in lower case as well.
            text = text.lower()
            there = _chunks_with(self._beginnings, text)
        else:
            there = set(chunks(text))
        for chunk in there:
            if chunk not in self._known:
                self._learn(chunk)
        for chunk in there & self._telling:
            words = self._known[chunk]
            for start in _starts_of(chunk, text):
                for word in words:
                    if word.parts:
                        at = start + word.offset
                        yield _Match(at, at + word.length, word.parts)

    def _learn(self, chunk: str) -> tuple[_Word, ...]:
        if self._says_nothing(chunk):
            self._known[chunk] = ()
            return ()
        words = tuple(
            _Word(
                placed.start, placed.end - placed.start, self._parts_of(placed), placed.piece.parts
            )
            for placed in placed_pieces(chunk)
        )
        if not any(word.parts or self._in_runs.intersection(word.terms) for word in words):
            words = ()
        if words:
            self._telling.add(chunk)
        self._known[chunk] = words
        return words

    def _says_nothing(self, chunk: str) -> bool:
        """Return whether a chunk is a single word that is not looked for, as most are."""
        if not chunk.isalnum() or self._globs:
            return False
        terms = piece(chunk).parts
        return len(terms) == 1 and not (
            terms[0] in self._terms
            or terms[0] in self._in_runs
            or self._stem(terms[0]) in self._terms
        )

    def _parts_of(self, placed: PlacedPiece) -> frozenset[int]:
        numbers: set[int] = set()
        for term in (*placed.piece.parts, placed.piece.whole):
            if term:
                numbers |= self._terms.get(term, set()) | self._terms.get(self._stem(term), set())
                numbers.update(number for glob, number in self._globs if glob.fits(term))
        return frozenset(numbers)


def _chunks_with(beginnings: tuple[str, ...], text: str) -> set[str]:
    """Return at least those chunks of a text in ASCII in which a word begins with one of some letters.

    To look for the letters is many times as quick as to cut up the whole text, and most of it has
    nothing to do with what is looked for.
    """
    unjoined = text.translate(_NO_JOINTS)
    found: set[str] = set()
    for letters in beginnings:
        if text.count(letters) != unjoined.count(letters):
            # They stand across a joint, as those of "email" do in "e-mail".
            return set(chunks(text))
        end = 0
        at = text.find(letters)
        while at >= 0:
            if at and text[at - 1].isalnum():
                at = text.find(letters, at + 1)
                continue
            start = text.rfind(" ", end, at) + 1 or end
            end = text.find(" ", at)
            if end < 0:
                end = len(text)
            found.update(chunks(text[start:end]))
            at = text.find(letters, end)
    return found


def _starts_of(chunk: str, text: str) -> Iterator[int]:
    at = text.find(chunk)
    while at >= 0:
        if chunk_begins(text, at, chunk):
            yield at
            at += len(chunk) - 1
        at = text.find(chunk, at + 1)


class _RunFinder:
    """Finds terms in a row, taking one term of the text at a time (Knuth, Morris and Pratt)."""

    def __init__(self, terms: tuple[str, ...], number: int) -> None:
        self.number = number
        self._terms = terms
        self._fallback = _borders(terms)
        self._matched = 0
        self._starts: list[int] = []
        self._seen = 0

    def interrupt(self) -> None:
        """Take notice of a term that no run has."""
        if self._matched:
            self._matched = self._seen = 0
            self._starts.clear()

    def step(self, term: str, start: int) -> int | None:
        """Take the next term of the text; return where the run began if it ends here."""
        length = len(self._terms)
        if len(self._starts) < length:
            self._starts.append(start)
        else:
            self._starts[self._seen % length] = start
        self._seen += 1
        while self._matched and (self._matched == length or self._terms[self._matched] != term):
            self._matched = self._fallback[self._matched - 1]
        if self._terms[self._matched] == term:
            self._matched += 1
        if self._matched < length:
            return None
        return self._starts[(self._seen - length) % length]


def _borders(terms: tuple[str, ...]) -> list[int]:
    """Return for each beginning of ``terms`` the length of its longest border."""
    borders = [0] * len(terms)
    length = 0
    for at in range(1, len(terms)):
        while length and terms[at] != terms[length]:
            length = borders[length - 1]
        if terms[at] == terms[length]:
            length += 1
        borders[at] = length
    return borders


def _merged(matches: list[_Match]) -> Iterator[_Match]:
    """Yield sorted matches with those that overlap made one."""
    current: _Match | None = None
    for match in matches:
        if current is None:
            current = match
        elif match.start < current.end:
            parts = current.parts | match.parts
            current = _Match(current.start, max(current.end, match.end), parts)
        else:
            yield current
            current = match
    if current is not None:
        yield current


def _window(text: str, matches: list[_Match], width: int) -> tuple[int, int]:
    """Return the stretch of ``text`` to show: the first of those with the most different words."""
    first, last = _best_run(matches, width)
    if first is None or last is None:
        start = 0
    else:
        room = max(width - (last.end - first.start), 0)
        # What goes before the first word says less than what follows the last.
        start = max(min(first.start - room // 3, len(text) - width), 0)
        if start:
            space = _SPACE.search(text, start - 1, first.start)
            start = space.end() if space else first.start
    end = min(start + width, len(text))
    if end < len(text) and not text[end].isspace():
        space_at = text.rfind(" ", start, end)
        if space_at > (last.end if last else start):
            end = space_at
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _best_run(matches: list[_Match], width: int) -> tuple[_Match | None, _Match | None]:
    """Return the first and last of the matches that fit into ``width`` and name most parts."""
    if not matches:
        return None, None
    counts: dict[int, int] = {}
    most = 0
    chosen = (matches[0], matches[0])
    begin = 0
    for match in matches:
        for part in match.parts:
            counts[part] = counts.get(part, 0) + 1
        place = matches[begin]
        while match.end - place.start > width and place is not match:
            for part in place.parts:
                counts[part] -= 1
                if not counts[part]:
                    del counts[part]
            begin += 1
            place = matches[begin]
        if len(counts) > most:
            most = len(counts)
            chosen = (place, match)
    return chosen


def _parts(text: str, matches: list[_Match], start: int, end: int) -> tuple[SnippetPart, ...]:
    parts: list[SnippetPart] = []
    at = start
    for match in matches:
        if match.end <= start or match.start >= end:
            continue
        begin, stop = max(match.start, start), min(match.end, end)
        if begin > at:
            parts.append(SnippetPart(text[at:begin], False))
        parts.append(SnippetPart(text[begin:stop], True))
        at = stop
    if at < end:
        parts.append(SnippetPart(text[at:end], False))
    return tuple(parts)


def _joined(parts: list[SnippetPart]) -> tuple[SnippetPart, ...]:
    """Return parts with neighbours of the same kind made one."""
    joined: list[SnippetPart] = []
    for part in parts:
        if joined and not part.match and not joined[-1].match:
            joined[-1] = SnippetPart(joined[-1].text + part.text, False)
        else:
            joined.append(part)
    return tuple(joined)
