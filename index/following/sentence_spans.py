"""The sentences of a body, as spans."""

from __future__ import annotations

import re
from itertools import pairwise

from index.analysis.masking import mask
from index.analysis.sentences import split
from index.analysis.tokens import tokenise
from index.model import BodyFormat, Span

_OPENING = "\"'“‘„«(["
_SHORT_END = re.compile(r"[A-Z][a-z]{1,2}(?=[\s,;:)]+[a-z])")


def sentence_spans(body: str, body_format: BodyFormat) -> tuple[Span, ...]:
    """Return where the sentences of a body begin and end, without the white space around them."""
    text = mask(body, body_format)
    tokens = tokenise(text, lambda _: False)
    starts = [
        _with_opening_marks(text, tokens.starts[first])
        for first in split(text, tokens).starts
        if not _is_inside_a_name(text, tokens.starts[first])
    ]
    spans = []
    for start, end in pairwise([*starts, len(text)]):
        trimmed = len(text[start:end].rstrip())
        if trimmed:
            spans.append(Span(start, start + trimmed))
    return tuple(spans)


def _with_opening_marks(text: str, start: int) -> int:
    """Return where a sentence starts with the marks before it that open a quotation or a bracket."""
    first = start
    while first and text[first - 1] in _OPENING:
        first -= 1
    # A mark that touches the word before it closes something.
    return first if first == 0 or text[first - 1].isspace() else start


def _is_inside_a_name(text: str, start: int) -> bool:
    """Return whether what seems to start here is the end of an address or a name: "News.Az reports"."""
    return start > 0 and text[start - 1] == "." and _SHORT_END.match(text, start) is not None
