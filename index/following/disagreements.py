"""Figures that cannot all be right: the same measure of the same subject by different claimants, or changed."""

from __future__ import annotations

import sqlite3
from collections import defaultdict

from index.model import ActorReference, Claim, DatedFigure, Disagreement, Span
from index.storage import articles, told


def about(connection: sqlite3.Connection, number: int) -> tuple[Disagreement, ...]:
    """Return the disagreements over figures about actor number ``number``, the latest first."""
    return _found(connection, told.figures(connection, number))


def told_in(connection: sqlite3.Connection, row: int) -> tuple[Disagreement, ...]:
    """Return the disagreements that a figure of the article in ``row`` takes part in."""
    subjects = connection.execute(
        "SELECT DISTINCT subject FROM figures WHERE row = ? AND subject IS NOT NULL ORDER BY 1",
        (row,),
    ).fetchall()
    article = articles.load(connection, row).id
    return tuple(
        found
        for (number,) in subjects
        for found in about(connection, number)
        if any(claim.figure.article == article for claim in found.claims)
    )


def _found(
    connection: sqlite3.Connection, figures: tuple[DatedFigure, ...]
) -> tuple[Disagreement, ...]:
    alike: dict[tuple[str, str], list[DatedFigure]] = defaultdict(list)
    for each in figures:
        if each.figure.claimant is not None and each.figure.subject is not None:
            alike[each.figure.measures, each.figure.unit].append(each)
    found = []
    for (measure, unit), group in alike.items():
        if len({each.figure.value for each in group}) < 2:
            continue
        claims = tuple(_claim(connection, each) for each in group)
        subject = group[0].figure.subject or ActorReference(None, None)
        found.append(Disagreement(measure, unit, subject, claims))
    return tuple(found)


def _claim(connection: sqlite3.Connection, each: DatedFigure) -> Claim:
    claimant = each.figure.claimant or ActorReference(None, None)
    body = articles.load(connection, articles.row_of(connection, each.article)).body
    span = Span(
        max(0, body.rfind(".", 0, each.figure.span.start) + 1),
        body.find(".", each.figure.span.end) + 1 or len(body),
    )
    words = "" if claimant.span is None else body[claimant.span.start : claimant.span.end]
    return Claim(
        figure=each,
        claimant=claimant.name or words,
        claimant_actor=claimant.actor,
        date=each.figure.date or each.published,
        sentence=body[span.start : span.end].strip(),
        span=span,
    )
