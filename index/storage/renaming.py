"""Giving recorded actors the name or the kind that a reader gave them, and taking that back.

Every function here works inside the transaction of its caller.
"""

from __future__ import annotations

import json
import sqlite3

from index.model import Judgement, Kind
from index.storage import actors, judgements
from index.storage.judged_actors import add_tokens, is_named, renew_tokens


def rename(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Give an actor the name that a reader gave it, and note the name before; nothing where it has that or is not here."""
    number = None if judgement.actor is None else actors.find(connection, judgement.actor)
    if number is None:
        return
    name, named = actors.key_of(connection, number).name, is_named(connection, number)
    if (name, named) == (judgement.name, True):
        return
    judgements.set_before(connection, judgement.number, json.dumps({"name": name, "named": named}))
    connection.execute(
        "UPDATE actors SET name = ?, named = 1 WHERE number = ?", (judgement.name, number)
    )
    add_tokens(connection, number, judgement.name)


def rename_back(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Give an actor back the name that ``rename`` noted."""
    number = None if judgement.actor is None else actors.find(connection, judgement.actor)
    noted = judgements.before(connection, judgement.number)
    if number is None or not noted:
        return
    before = json.loads(noted)
    connection.execute(
        "UPDATE actors SET name = ?, named = ? WHERE number = ?",
        (before["name"], before["named"], number),
    )
    renew_tokens(connection, number)


def change_kind(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Give an actor and its mentions the kind that a reader gave, and note the kind before."""
    number = None if judgement.actor is None else actors.find(connection, judgement.actor)
    if number is None or judgement.kind is None:
        return
    before = actors.kind_of(connection, number)
    if before is not judgement.kind:
        judgements.set_before(connection, judgement.number, json.dumps({"kind": before.value}))
        _set_kind(connection, number, judgement.kind)


def change_kind_back(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Give an actor and its mentions back the kind that ``change_kind`` noted."""
    number = None if judgement.actor is None else actors.find(connection, judgement.actor)
    noted = judgements.before(connection, judgement.number)
    if number is not None and noted:
        _set_kind(connection, number, Kind(json.loads(noted)["kind"]))


def _set_kind(connection: sqlite3.Connection, number: int, kind: Kind) -> None:
    connection.execute("UPDATE actors SET kind = ? WHERE number = ?", (kind.value, number))
    connection.execute(
        """UPDATE mentions SET kind = ?
           WHERE row IN (SELECT row FROM presence WHERE actor = ?) AND actor = ?""",
        (kind.value, number, number),
    )
    # How a name sounds counts for people alone.
    renew_tokens(connection, number)
