"""The dossier: what the archive knows of one actor, the newest of each, and how much there is in all."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from index.following import disagreements, happenings
from index.following.presence import histogram
from index.model import CoActor, Dossier, DossierTotals
from index.storage import actors, seen, told

_NEAREST = 24  # actors whose stories are laid out over time
_NEAREST_BINS = 24


def dossier(
    connection: sqlite3.Connection,
    number: int,
    *,
    bins: int = 60,
    co_actors: int = 200,
    newest: int = 200,
) -> Dossier:
    """Return what the archive knows of actor number ``number``; its presence counts mentions.

    Happenings, events, quotations and figures are the ``newest`` ones of each.
    """
    days = actors.presence_by_day(connection, number)
    lines = told.event_lines(connection, number)
    folds = happenings.fold(lines)
    actor = actors.load(connection, number)
    return Dossier(
        actor=actor,
        presence=histogram(((day.time, day.mentions) for day in days), bins),
        co_actors=_connections(connection, number, co_actors),
        timeline=told.timeline(connection, number, limit=newest),
        quotations_by=told.quotations_by(connection, number, limit=newest),
        quotations_about=told.quotations_about(connection, number, limit=newest),
        figures=told.figures(connection, number, limit=newest),
        happenings=happenings.load(connection, folds[:newest]),
        disagreements=disagreements.about(connection, number),
        totals=DossierTotals(
            stories=actor.stories,
            happenings=len(folds),
            events=len(lines),
            quotations_by=told.count_quotations_by(connection, number),
            quotations_about=told.count_quotations_about(connection, number),
            figures=told.count_figures(connection, number),
            co_actors=actors.count_co_actors(connection, number),
        ),
        new_since=seen.new_since(connection, number, actor.id),
    )


def _connections(connection: sqlite3.Connection, number: int, limit: int) -> tuple[CoActor, ...]:
    """Return whom an actor is met with; the nearest also with how their stories spread over time."""
    met = actors.co_actors(connection, number, limit)
    days = actors.days_together(connection, number, [other.actor for other in met[:_NEAREST]])
    return tuple(
        replace(other, presence=histogram(days.get(other.actor, ()), _NEAREST_BINS))
        for other in met
    )
