"""Two stories side by side: what only one of them says."""

from __future__ import annotations

from index.following.sentence_spans import sentence_spans
from index.model import Analysis, Article, Comparison, Difference, Span


def compare(first: tuple[Article, Analysis], second: tuple[Article, Analysis]) -> Comparison:
    """Return what only one of two stories says, and the sentences in which both say the same."""
    one, other = _sentences(first[0]), _sentences(second[0])
    shared = []
    for span, words in one:
        for theirs, their_words in other:
            if words and len(words & their_words) / len(words | their_words) >= 0.5:
                shared.append((span, theirs))
                break
    told = ({span for span, _ in shared}, {theirs for _, theirs in shared})
    return Comparison(
        first=first[0].id,
        second=second[0].id,
        only_first=tuple(Difference(span, "sentence") for span, _ in one if span not in told[0]),
        only_second=tuple(Difference(span, "sentence") for span, _ in other if span not in told[1]),
        shared=tuple(shared),
    )


def _sentences(article: Article) -> list[tuple[Span, frozenset[str]]]:
    return [
        (span, frozenset(article.body[span.start : span.end].casefold().split()))
        for span in sentence_spans(article.body, article.body_format)
    ]
