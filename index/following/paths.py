"""The way from one actor to another over stories that mention both.

The way has as few steps as there can be. Of several such ways the one with the strongest weakest link is taken, where
the strength of a link is Salton's cosine (Salton and McGill, Introduction to Modern Information Retrieval,
1983): the shared stories over the root of the product of both actors' stories. An actor that is in every
story has weak links, so the way goes round it where it can.

The search runs from both ends at once, a step at a time on the side that has fewer stories to look through, and
looks at no story twice.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import sqrt

from index.model import PathStep
from index.storage import actors, articles

_STORIES_SHOWN = 3  # of a link
_BEAM = 64  # actors of one step that are weighed against each other
_MOST_STEPS = 12  # nobody reads a longer chain


@dataclass(slots=True)
class _Side:
    """What is known from one end: the actors by their distance, and the stories that were looked through."""

    levels: list[set[int]]
    reached: set[int]
    rows: set[int]
    waiting: int  # stories to look through for the next step


def path(connection: sqlite3.Connection, first: int, last: int) -> tuple[PathStep, ...]:
    """Return the way from actor ``first`` to ``last``, both included; nothing where there is none.

    The way from an actor to itself is that actor.
    """
    numbers = [first] if first == last else _shortest(connection, first, last)
    return tuple(
        _step(connection, number, before)
        for number, before in zip(numbers, (None, *numbers), strict=False)
    )


def _shortest(connection: sqlite3.Connection, first: int, last: int) -> list[int]:
    sides = (_side(connection, first), _side(connection, last))
    for _ in range(_MOST_STEPS):
        here, there = sides if sides[0].waiting <= sides[1].waiting else sides[::-1]
        _advance(connection, here)
        meeting = here.levels[-1] & there.levels[-1]
        if meeting:
            # From the meeting actors outwards, each half by itself.
            return _strongest(
                connection, [*sides[0].levels[:-1], meeting, *reversed(sides[1].levels[:-1])]
            )
        if not here.levels[-1]:
            return []
    return []


def _side(connection: sqlite3.Connection, number: int) -> _Side:
    return _Side([{number}], {number}, set(), _stories(connection, {number}))


def _stories(connection: sqlite3.Connection, numbers: Collection[int]) -> int:
    line = connection.execute(
        "SELECT coalesce(sum(stories), 0) FROM actors WHERE number IN (SELECT value FROM json_each(?))",
        (_list(numbers),),
    ).fetchone()
    return int(line[0])


def _advance(connection: sqlite3.Connection, side: _Side) -> None:
    """Reach the actors that share a story with those reached last."""
    rows = {
        line[0]
        for line in connection.execute(
            "SELECT DISTINCT row FROM presence WHERE actor IN (SELECT value FROM json_each(?))",
            (_list(side.levels[-1]),),
        )
    } - side.rows
    side.rows |= rows
    reached = {
        line[0]
        for line in connection.execute(
            "SELECT DISTINCT actor FROM presence WHERE row IN (SELECT value FROM json_each(?))",
            (_list(rows),),
        )
    } - side.reached
    side.reached |= reached
    side.levels.append(reached)
    side.waiting = _stories(connection, reached)


def _strongest(connection: sqlite3.Connection, levels: Sequence[Collection[int]]) -> list[int]:
    """Return one actor of each level, so that the weakest of the links between them is the strongest."""
    [start] = levels[0]
    ways: dict[int, tuple[float, float, list[int]]] = {start: (1.0, 1.0, [start])}
    for level in levels[1:]:
        best: dict[int, tuple[float, float, list[int]]] = {}
        for before, number, strength in _links(connection, ways, level):
            weakest, product, way = ways[before]
            candidate = (min(weakest, strength), product * strength, [*way, number])
            if number not in best or _better(candidate, best[number]):
                best[number] = candidate
        kept = sorted(best, key=lambda number: (-best[number][0], -best[number][1], number))
        ways = {number: best[number] for number in kept[:_BEAM]}
    return next((way for _, _, way in ways.values()), [])


def _better(one: tuple[float, float, list[int]], other: tuple[float, float, list[int]]) -> bool:
    return (-one[0], -one[1], one[2]) < (-other[0], -other[1], other[2])


def _links(
    connection: sqlite3.Connection, ones: Collection[int], others: Collection[int]
) -> list[tuple[int, int, float]]:
    """Return (one, other, strength) for those that share stories."""
    lines = connection.execute(
        """SELECT mine.actor, theirs.actor, count(*) FROM presence mine
           JOIN presence theirs ON theirs.row = mine.row
           WHERE mine.actor IN (SELECT value FROM json_each(:ones))
             AND theirs.actor IN (SELECT value FROM json_each(:others))
           GROUP BY mine.actor, theirs.actor""",
        {"ones": _list(ones), "others": _list(others)},
    ).fetchall()
    numbers = {line[0] for line in lines} | {line[1] for line in lines}
    stories = dict(
        connection.execute(
            "SELECT number, stories FROM actors WHERE number IN (SELECT value FROM json_each(?))",
            (_list(numbers),),
        )
    )
    return [
        (one, other, shared / sqrt(max(1, stories[one]) * max(1, stories[other])))
        for one, other, shared in lines
    ]


def _list(numbers: Collection[int]) -> str:
    return json.dumps(sorted(numbers))


def _step(connection: sqlite3.Connection, number: int, before: int | None) -> PathStep:
    actor = actors.load(connection, number)
    if before is None:
        return PathStep(actor.id, actor.name, actor.kind)
    rows = [row for row, _ in actors.rows_of_both(connection, before, number)]
    return PathStep(
        actor.id,
        actor.name,
        actor.kind,
        shared_stories=len(rows),
        stories=articles.summaries(connection, rows[:_STORIES_SHOWN]),
    )
