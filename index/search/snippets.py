"""Where the words of a query stand in a text, and the piece of it that shows most of them.

Text is cut, folded and stemmed as the index does it, so that what was found is what is shown. Offsets
are code points. Time is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from index.model import SnippetPart, Span
from index.search.plan import AnyTerm, Glob, Run, TextMatch, plan, scored
from index.search.query import Everything, Query, resolve
from index.search.words import PlacedPiece, language_of, placed_pieces, stemmer

LONGEST_SEARCHED = 500_000
"""A snippet is looked for in so many code points from the beginning of a text, no further."""

_ELLIPSIS = "…"
_SPACE = re.compile(r"\s")


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
    spoken = language_of(language)
    wanted = [
        part
        for part in scored(plan(resolve(query, lambda _: Everything()), (spoken,)))
        if field in part.fields
    ]
    if not wanted:
        return []
    found = list(_Finder(wanted, spoken).find(placed_pieces(text)))
    found.sort(key=lambda match: (match.start, -match.end))
    return list(_merged(found))


class _Finder:
    """Looks for the parts of a plan in a text, one word after another."""

    def __init__(self, wanted: list[TextMatch], language: str) -> None:
        self._stem = stemmer(language)
        self._terms: dict[str, set[int]] = {}
        self._globs: list[tuple[Glob, int]] = []
        self._runs: list[_RunFinder] = []
        for number, part in enumerate(wanted):
            for alternative in part.alternatives:
                match alternative:
                    case AnyTerm(weights):
                        for term, _ in weights:
                            self._terms.setdefault(term, set()).add(number)
                    case Glob():
                        self._globs.append((alternative, number))
                    case Run(terms):
                        self._runs.append(_RunFinder(terms, number))
        self._known: dict[str, frozenset[int]] = {}

    def find(self, words: Iterable[PlacedPiece]) -> Iterator[_Match]:
        """Yield what is found; a run is yielded where it ends."""
        for placed in words:
            here: frozenset[int] = frozenset()
            for term in (*placed.piece.parts, placed.piece.whole):
                if term:
                    here |= self._parts_of(term)
            if here:
                yield _Match(placed.start, placed.end, here)
            for term in placed.piece.parts:
                for run in self._runs:
                    start = run.step(term, placed.start)
                    if start is not None:
                        yield _Match(start, placed.end, frozenset((run.number,)))

    def _parts_of(self, term: str) -> frozenset[int]:
        known = self._known.get(term)
        if known is None:
            numbers = self._terms.get(term, set()) | self._terms.get(self._stem(term), set())
            numbers |= {number for glob, number in self._globs if glob.fits(term)}
            known = self._known[term] = frozenset(numbers)
        return known


class _RunFinder:
    """Finds terms in a row, taking one term of the text at a time (Knuth, Morris and Pratt)."""

    def __init__(self, terms: tuple[str, ...], number: int) -> None:
        self.number = number
        self._terms = terms
        self._fallback = _borders(terms)
        self._matched = 0
        self._starts: list[int] = []
        self._seen = 0

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
