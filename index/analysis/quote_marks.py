"""Pairing quotation marks: which stretches of a text stand between them.

Curly, straight, angled and single marks, marks that open each paragraph of a long quotation and close
only the last, marks that stand for inches, and marks without a partner. Time is linear in the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from index.analysis.cues import words

# Single marks between two letters are apostrophes and never looked at.
_MARK = re.compile(r"[\"“”„‟«»]|``|''|(?<![^\W_])['‘’‚]|['’](?![^\W_])")
_PARAGRAPH = re.compile(r"\n[ \t\r\u00a0]*\n")
_WORD = re.compile(r"[^\W_]{1,12}")
# A quotation longer than this in one paragraph is a mark that lost its partner.
_LONGEST = 6000
_LONGEST_SINGLE = 1500
# How many marks that may close a single quotation are looked at.
_CANDIDATES = 8
_BEFORE = frozenset("([{—–-/:'‘\"“«")
_AFTER = frozenset(".,;:!?)]}—–-/…'’\"”»")
_STRONG_END = frozenset(".,!?…")


@dataclass(frozen=True, slots=True)
class QuotedStretch:
    """What stands between two marks: ``outer`` offsets with the marks, ``start``/``end`` without.

    ``goes_on`` marks a paragraph whose quotation is opened anew, and closed, in a later one.
    """

    outer_start: int
    start: int
    end: int
    outer_end: int
    goes_on: bool = False


def paragraph_breaks(text: str) -> list[int]:
    """Return where the empty lines begin that part the paragraphs of ``text``."""
    return [found.start() for found in _PARAGRAPH.finditer(text)]


def pair(text: str, breaks: list[int]) -> list[QuotedStretch]:
    """Return the outermost quoted stretches of ``text`` in its order; they never overlap.

    ``text`` is masked, ``breaks`` its paragraph breaks.
    """
    doubles: list[tuple[int, str]] = []
    singles: list[tuple[int, str]] = []
    for found in _MARK.finditer(text):
        mark = found.group()
        if len(mark) == 1 and mark in "'‘’‚":
            singles.append((found.start(), mark))
        else:
            doubles.append((found.start(), mark))
    stretches = _Pairing(text, breaks).doubles(doubles) if doubles else []
    if singles:
        stretches = _with_singles(text, breaks, stretches, singles)
    return stretches


class _Pairing:
    def __init__(self, text: str, breaks: list[int]) -> None:
        self._text = text
        self._breaks = breaks

    def doubles(self, marks: list[tuple[int, str]]) -> list[QuotedStretch]:
        text = self._text
        found: list[QuotedStretch] = []
        opened: tuple[int, str] | None = None
        for number, (at, mark) in enumerate(marks):
            way = self._way(at, mark, opened)
            if opened is not None:
                behind = self._paragraph_end(opened[0])
                if behind < at or at - opened[0] > _LONGEST:
                    # The paragraph ended without a closing mark.
                    if way > 0 and self._next_paragraph_start(behind) == at:
                        self._keep(found, opened, behind, behind, goes_on=True)
                    opened = None
                    if not way:
                        way = self._way(at, mark, None)
            if opened is None:
                if way > 0 or (way == 0 and not self._is_inch(at)):
                    opened = (at, mark)
                continue
            angled = opened[1] in "«»"
            if angled != (mark in "«»"):
                continue
            if way > 0 and not self._closes_loosely(at):
                if self._line_start(at):
                    line_end = text.rfind("\n", opened[0], at)
                    self._keep(found, opened, line_end, line_end, goes_on=True)
                # Else the mark before had no partner.
                opened = (at, mark)
                continue
            if mark == '"' and self._is_inch(at) and self._closes_later(marks, number):
                continue
            self._keep(found, opened, at, at + len(mark))
            opened = None
        return found

    def _keep(
        self,
        found: list[QuotedStretch],
        opened: tuple[int, str],
        end: int,
        outer_end: int,
        *,
        goes_on: bool = False,
    ) -> None:
        start = opened[0] + len(opened[1])
        inner = self._text[start:end]
        kept = inner.strip()
        if kept:
            start += len(inner) - len(inner.lstrip())
            found.append(
                QuotedStretch(opened[0], start, start + len(kept), outer_end, goes_on=goes_on)
            )

    def _way(self, at: int, mark: str, opened: tuple[int, str] | None) -> int:
        """Return 1 for an opening mark, -1 for a closing one, 0 where only the state can tell."""
        text = self._text
        before = text[at - 1 : at]
        after = text[at + len(mark) : at + len(mark) + 1]
        loose_before = not before or before.isspace() or before in _BEFORE
        loose_after = not after or after.isspace() or after in _AFTER
        if mark in ("„", "‟", "``", "«"):
            # "»so«" is written as well.
            swapped = mark == "«" and opened is not None and opened[1] == "»"
            return -1 if swapped else 1
        if mark == "“":
            closes = opened is not None and opened[1] == "„" and not loose_before
            return -1 if closes else 1
        if mark in ("”", "»"):
            opens = opened is None and loose_before and not loose_after
            return 1 if opens else -1
        if loose_before == loose_after:
            return -1 if opened is not None else 0
        if loose_after:
            return -1 if opened is not None else -2
        return 1

    def _closes_loosely(self, at: int) -> bool:
        """Say whether a mark that looks like an opening one closes: 'fair, "the officer said'."""
        text = self._text
        return text[at] == '"' and text[at - 1 : at] == " " and text[at - 2 : at - 1] in _STRONG_END

    def _is_inch(self, at: int) -> bool:
        return self._text[at] == '"' and self._text[at - 1 : at].isdigit()

    def _closes_later(self, marks: list[tuple[int, str]], number: int) -> bool:
        """Say whether the next mark of the paragraph closes, so that this one may stand for inches."""
        if number + 1 >= len(marks):
            return False
        at, mark = marks[number + 1]
        here = marks[number][0]
        return (
            at - here < _LONGEST
            and at < self._paragraph_end(here)
            and self._way(at, mark, (here, '"')) < 0
            and not self._opens(at)
        )

    def _opens(self, at: int) -> bool:
        before = self._text[at - 1 : at]
        return not before or before.isspace()

    def _paragraph_end(self, at: int) -> int:
        number = bisect_right(self._breaks, at)
        return self._breaks[number] if number < len(self._breaks) else len(self._text)

    def _next_paragraph_start(self, end: int) -> int:
        text = self._text
        at = end
        while at < len(text) and text[at].isspace() and at - end < 400:
            at += 1
        return at

    def _line_start(self, at: int) -> bool:
        line = self._text.rfind("\n", max(0, at - 40), at)
        return line >= 0 and not self._text[line + 1 : at].strip()


def _with_singles(
    text: str,
    breaks: list[int],
    doubles: list[QuotedStretch],
    marks: list[tuple[int, str]],
) -> list[QuotedStretch]:
    """Add the stretches between single marks that lie in no double ones."""
    found: list[QuotedStretch] = []
    starts = [stretch.outer_start for stretch in doubles]
    elisions = words("elisions")
    done = 0
    for number, (at, _) in enumerate(marks):
        if at < done:
            continue
        covering = bisect_right(starts, at) - 1
        if covering >= 0 and at < doubles[covering].outer_end:
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if (before and not before.isspace() and before not in _BEFORE) or not after.strip():
            continue
        word = _WORD.match(text, at + 1)
        if word is not None and (word.group().lower() in elisions or _is_decade(word.group())):
            continue
        limit = bisect_right(breaks, at)
        end = min(breaks[limit] if limit < len(breaks) else len(text), at + _LONGEST_SINGLE)
        closing = _closing_single(text, marks, number, end)
        following = covering + 1
        if closing <= at + 1:
            continue
        if following < len(doubles) and starts[following] < closing:
            # Marks of both kinds across one another: a single one around doubles is the outer one.
            inside = following
            most = min(len(doubles), following + _CANDIDATES)
            while inside < most and doubles[inside].outer_end <= closing:
                inside += 1
            if inside < len(doubles) and starts[inside] < closing:
                continue
        found.append(QuotedStretch(at, at + 1, closing, closing + 1))
        done = closing + 1
    if not found:
        return doubles
    merged: list[QuotedStretch] = []
    position = 0
    for stretch in doubles:
        while position < len(found) and found[position].outer_start < stretch.outer_start:
            merged.append(found[position])
            position += 1
        if not merged or merged[-1].outer_end <= stretch.outer_start:
            merged.append(stretch)
    merged.extend(found[position:])
    return merged


def _is_decade(word: str) -> bool:
    return word[:2].isdigit() and word[2:] in ("", "s")


def _closing_single(text: str, marks: list[tuple[int, str]], number: int, end: int) -> int:
    """Return the mark that closes the single quotation opened at mark ``number``, or -1."""
    fallback = -1
    straight = marks[number][1] == "'"
    for at, mark in marks[number + 1 : number + 1 + _CANDIDATES]:
        if at >= end:
            break
        before, after = text[at - 1], text[at + 1 : at + 2]
        if mark == "‘" or (mark == "'") != straight:
            if mark == "‘":
                break
            continue
        if before.isspace() or (after and after.isalnum()):
            continue
        if before in _STRONG_END or not after or (after in _AFTER and before not in "sS"):
            return at
        if before not in "sS":
            return at
        if fallback < 0:
            # "the workers' party": an apostrophe, unless nothing better comes.
            fallback = at
    return fallback
