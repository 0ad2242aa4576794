"""Telling the team from the place it comes from: "England beat Norland 2-1"."""

from __future__ import annotations

from collections.abc import Sequence

from index.analysis.gazetteer import Gazetteer
from index.analysis.recognising import Document, NameSpan


def find_teams(
    document: Document, names: Sequence[NameSpan], gazetteer: Gazetteer, headline: str
) -> dict[int, str]:
    """Return the sport of each name (by its number) of a place that stands for the team from there."""
    return {}
