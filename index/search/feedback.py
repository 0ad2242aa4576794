"""Puts the best answers to a question in order anew by what they have in common.

A question of many words is answered by stories that have some of them, and which of the words matter
shows in the stories that answer best (pseudo-relevance feedback; Rocchio, 1971; Lavrenko and Croft,
2001). Nothing is found that was not found before; of what was, those like the first come first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from index.search.engine import Found
from index.search.query import And, Preferring, Query, Word

SHORTEST_QUESTION = 5
"""So many words make a question; fewer mean what they say."""

LEADING = 10
"""So many of the best hits show what matters."""


def is_question(query: Query) -> bool:
    """Return whether a query is many words side by side, and no more."""
    if not isinstance(query, And) or len(query.parts) < SHORTEST_QUESTION:
        return False
    return all(isinstance(part, Word) and part.field is None for part in query.parts)


def with_feedback(
    query: Query, first: Found, texts: Callable[[Sequence[int]], Sequence[str]]
) -> Query:
    """Return the query to ask instead of a question, given its first hits; itself where it is none.

    ``texts`` gives the texts of stories by their rows.
    """
    if not is_question(query) or not first.hits:
        return query
    return Preferring(query, tuple(texts([hit.row for hit in first.hits[:LEADING]])))
