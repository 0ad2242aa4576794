"""Nationality words, a closed list, beside what the tagger says of the same words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.analysis.pieces import Piece
from index.analysis.tagger import Tagged


def beside_nationalities(tagged: Sequence[Tagged], pieces: Sequence[Piece]) -> list[Tagged]:
    """Return what the tagger found, without what the nationality words among ``pieces`` say otherwise.

    A nationality of several words is never cut ("South Korean" is no place "South"). A body may be called
    after one ("South African Airways"); a person named after it starts where it ends.
    """
    demonyms = [piece for piece in pieces if piece.entry is not None and piece.entry.demonym]
    if not demonyms:
        return list(tagged)
    at_token = {at: piece for piece in demonyms for at in range(piece.first, piece.last)}
    kept: list[Tagged] = []
    for one in tagged:
        met = [at_token[at] for at in (one.first, one.last - 1) if at in at_token]
        if not any(_overruled(one, piece) for piece in met):
            opened = at_token.get(one.first)
            if one.kind == "person" and opened is not None and opened.last - opened.first > 1:
                one = replace(one, first=opened.last)
            kept.append(one)
    return kept


def _overruled(one: Tagged, piece: Piece) -> bool:
    within = piece.first <= one.first and one.last <= piece.last
    cut = within or one.first > piece.first or one.last < piece.last
    return cut and (piece.last - piece.first > 1 or (one.kind == "place" and within))
