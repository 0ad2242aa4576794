"""The dossier: what the archive knows of one actor, the newest of each, and how much there is in all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from index.following import disagreements, happenings, quoting
from index.following.presence import histogram, stories_over_time
from index.model import CoActor, Dossier, DossierPart, DossierSoFar, DossierTotals
from index.storage import actors, seen, told

_NEAREST = 24  # actors whose stories are laid out over time
_NEAREST_BINS = 24
_CO_ACTORS = 200
_NEWEST = 200
_BINS = 60


def dossier(connection: sqlite3.Connection, number: int) -> Dossier:
    """Return what the archive knows of actor number ``number``; its presence counts mentions.

    Happenings, events, quotations and figures are the newest ones of each.
    """
    *_, whole = in_parts(connection, number)
    return whole.dossier


def in_parts(connection: sqlite3.Connection, number: int) -> Iterator[DossierSoFar]:
    """Yield a dossier as its parts are read, in the order of ``DossierPart``; the last one is whole.

    Until the roles are there the presence counts stories.
    """
    awaited = set(DossierPart)
    reading = actors.load(connection, number, with_roles=False)
    found = Dossier(
        actor=reading,
        presence=stories_over_time(connection, number, _BINS),
        co_actors=(),
        totals=DossierTotals(stories=reading.stories),
        new_since=seen.new_since(connection, number, reading.id),
    )
    for part in DossierPart:
        if part is not DossierPart.FACTS:
            found = _with(found, part, connection, number)
        awaited.discard(part)
        yield DossierSoFar(found, frozenset(awaited))


def _with(
    found: Dossier, part: DossierPart, connection: sqlite3.Connection, number: int
) -> Dossier:
    """Return a dossier with one part more."""
    match part:
        case DossierPart.ROLES:
            days = actors.presence_by_day(connection, number)
            return replace(
                found,
                actor=actors.load(connection, number),
                presence=histogram(((day.time, day.mentions) for day in days), _BINS),
            )
        case DossierPart.SAID:
            said, many = quoting.quotations_by(connection, number, start=0, count=_NEWEST)
            totals = replace(found.totals, quotations_by=many)
            return replace(found, quotations_by=said, totals=totals)
        case DossierPart.FIGURES:
            return replace(
                found,
                figures=told.figures(connection, number, limit=_NEWEST),
                disagreements=disagreements.about(connection, number),
                totals=replace(found.totals, figures=told.count_figures(connection, number)),
            )
        case DossierPart.HAPPENINGS:
            lines = told.event_lines(connection, number)
            folds = happenings.fold(lines)
            return replace(
                found,
                timeline=told.timeline(connection, number, limit=_NEWEST),
                happenings=happenings.load(connection, folds[:_NEWEST]),
                totals=replace(found.totals, happenings=len(folds), events=len(lines)),
            )
        case DossierPart.CONNECTIONS:
            return replace(
                found,
                co_actors=_connections(connection, number, _CO_ACTORS),
                totals=replace(found.totals, co_actors=actors.count_co_actors(connection, number)),
            )
        case DossierPart.SAID_OF:
            said, many = quoting.quotations_about(connection, number, start=0, count=_NEWEST)
            totals = replace(found.totals, quotations_about=many)
            return replace(found, quotations_about=said, totals=totals)
        case _:
            return found


def _connections(connection: sqlite3.Connection, number: int, limit: int) -> tuple[CoActor, ...]:
    """Return whom an actor is met with; the nearest also with how their stories spread over time."""
    met = actors.co_actors(connection, number, limit)
    days = actors.days_together(connection, number, [other.actor for other in met[:_NEAREST]])
    return tuple(
        replace(other, presence=histogram(days.get(other.actor, ()), _NEAREST_BINS))
        for other in met
    )
