"""The schema by which Whoosh reads the index, so that its queries, parsers and searchers work on it."""

from __future__ import annotations

import pickle
from collections.abc import Iterator

from whoosh import analysis, columns, fields, formats

from index.search.posting_files import EXACT_FIELDS, PUBLISHED, ROWS
from index.search.query import TEXT_FIELDS
from index.search.words import placed_pieces


class WordAnalyzer(analysis.Analyzer):  # type: ignore[misc]
    """Cuts text into words as the index does."""

    def __call__(
        self, value: str, *, positions: bool = False, mode: str = "", **kwargs: object
    ) -> Iterator[analysis.Token]:
        """Yield a token for each word; it is one object, which changes as Whoosh expects."""
        del kwargs
        token = analysis.Token(positions, mode=mode)
        token.boost, token.stopped, token.position = 1.0, False, 0
        for placed in placed_pieces(value):
            token.startchar, token.endchar = placed.start, placed.end
            for term in placed.piece.parts:
                token.original = token.text = term
                token.pos = token.position
                yield token
                token.position += 1


class WordsField(fields.FieldType):  # type: ignore[misc]
    """A text field: words with their positions and length, and their stems without positions."""

    def __init__(self) -> None:
        super().__init__(formats.Positions(), WordAnalyzer(), scorable=True)


class ExactField(fields.FieldType):  # type: ignore[misc]
    """A field of terms as they are given."""

    def __init__(self) -> None:
        super().__init__(formats.Existence(), analysis.IDAnalyzer())


def schema() -> fields.Schema:
    """Return the schema of the index."""
    parts: dict[str, fields.FieldType] = {name: WordsField() for name in TEXT_FIELDS}
    parts.update((name, ExactField()) for name in EXACT_FIELDS)
    # The row is told with each hit as well, as Whoosh tells what is stored.
    for name, column in ((ROWS, fields.COLUMN), (PUBLISHED, fields.COLUMN)):
        parts[name] = column(columns.NumericColumn("q"))
    return fields.Schema(**parts)


def pickled_schema() -> bytes:
    """Return the schema as the table of contents holds it."""
    return pickle.dumps(schema(), 2)
