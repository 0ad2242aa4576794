"""One field of one document as an index keeps it: every term and stem with its positions."""

from __future__ import annotations

from dataclasses import dataclass

from index.search.engine import IndexDocument
from index.search.query import TEXT_FIELDS
from index.search.words import language_of, pieces, stemmer


@dataclass(frozen=True, slots=True)
class FieldTerms:
    """The terms of a field with the positions they stand at; ``stems`` only with how often.

    Every term is listed under its stem too, so that one look at the stem finds all inflections.
    ``length`` is the number of positions.
    """

    positions: dict[str, list[int]]
    stems: dict[str, int]
    length: int


def field_terms(text: str, language: str) -> FieldTerms:
    """Cut a text in a language (two letters) into what is kept of it."""
    stem = stemmer(language)
    positions: dict[str, list[int]] = {}
    at = 0
    for piece in pieces(text):
        if piece.whole:
            positions.setdefault(piece.whole, []).append(at)
        for term in piece.parts:
            known = positions.get(term)
            if known is None:
                positions[term] = [at]
            else:
                known.append(at)
            at += 1
    stems: dict[str, int] = {}
    for term, places in positions.items():
        marked = stem(term)
        stems[marked] = stems.get(marked, 0) + len(places)
    return FieldTerms(positions, stems, at)


def document_terms(document: IndexDocument) -> dict[str, FieldTerms]:
    """Return the terms of every text field of a document that has any."""
    language = language_of(document.language)
    texts = (
        document.headline,
        document.body,
        document.source,
        document.byline,
        document.captions,
    )
    found = {
        field: field_terms(text, language)
        for field, text in zip(TEXT_FIELDS, texts, strict=True)
        if text
    }
    return {field: terms for field, terms in found.items() if terms.length}
