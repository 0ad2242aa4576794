"""Pieces: candidates for names, cut from runs of capitals."""

from __future__ import annotations

from dataclasses import dataclass

from index.analysis.gazetteer import Entry
from index.model import Kind


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of tokens that may be a name; ``kind`` is None while that is open.

    ``sure``: its own words settle it. ``prior``: what they say for a person, an organisation, a place
    before any context does. ``opening``: its capital may be owed to its position alone.
    """

    first: int
    last: int
    kind: Kind | None
    entry: Entry | None = None
    sure: bool = False
    prior: tuple[float, float, float] = (0.0, 0.0, 0.0)
    opening: bool = False
