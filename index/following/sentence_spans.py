"""The sentences of a body, as spans."""

from __future__ import annotations

from itertools import pairwise

from index.analysis.masking import mask
from index.analysis.sentences import split
from index.analysis.tokens import tokenise
from index.model import BodyFormat, Span


def sentence_spans(body: str, body_format: BodyFormat) -> tuple[Span, ...]:
    """Return where the sentences of a body begin and end, without the white space around them."""
    text = mask(body, body_format)
    tokens = tokenise(text, lambda _: False)
    starts = [tokens.starts[first] for first in split(text, tokens).starts]
    spans = []
    for start, end in pairwise([*starts, len(text)]):
        trimmed = len(text[start:end].rstrip())
        if trimmed:
            spans.append(Span(start, start + trimmed))
    return tuple(spans)
