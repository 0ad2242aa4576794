"""Finding what Markdown sets apart as quoted: lines that begin with ">", where a colon leads to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from index.analysis.quote_marks import QuotedStretch

_BLOCK = re.compile(r"^[ ]{0,3}>[^\n]*(?:\n[ ]{0,3}>[^\n]*)*", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ ]{0,3}>[ \t]*(?=\n|$)")
_LEADING = frozenset(":,")


def with_blocks(
    text: str, masked: str, stretches: Sequence[QuotedStretch]
) -> Sequence[QuotedStretch]:
    """Return the quoted stretches with those that block quotes make; offsets are code points.

    ``masked`` is ``text`` with the signs of Markdown blanked, ``stretches`` stand between marks in it, in
    order. A block with marks of its own keeps those.
    """
    if ">" not in text:
        return stretches
    blocks: list[QuotedStretch] = []
    for lines in _BLOCK.finditer(text):
        before = masked[max(0, lines.start() - 200) : lines.start()].rstrip()
        if before and before[-1] in _LEADING:
            blocks.extend(_paragraphs(text, masked, lines.start(), lines.end()))
    if not blocks:
        return stretches
    merged: list[QuotedStretch] = []
    following = 0
    for block in blocks:
        while following < len(stretches) and stretches[following].outer_end <= block.start:
            merged.append(stretches[following])
            following += 1
        if following == len(stretches) or stretches[following].outer_start >= block.end:
            merged.append(block)
    merged.extend(stretches[following:])
    return merged


def _paragraphs(text: str, masked: str, start: int, end: int) -> list[QuotedStretch]:
    found: list[QuotedStretch] = []
    cuts = [start, *(start + gap.start() for gap in _PARAGRAPH.finditer(text[start:end])), end]
    for first, last in pairwise(cuts):
        said = masked[first:last]
        begin = first + len(said) - len(said.lstrip())
        stop = first + len(said.rstrip())
        if stop > begin:
            found.append(QuotedStretch(begin, begin, stop, stop))
    return found
