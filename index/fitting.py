"""Which judgements say nothing of what the archive holds now.

Such a judgement is not lost: it holds as soon as its story or its actor comes, or comes back.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from index.model import ActorKey, Judgement, Misfit, Verdict
from index.storage import actors
from index.storage.verdicts import Verdicts


def misfits(connection: sqlite3.Connection, in_force: Sequence[Judgement]) -> dict[int, Misfit]:
    """Return why they hold for nothing, by number, for those judgements that do.

    ``in_force`` are all judgements that hold, in the order in which they were made.
    """
    verdicts = Verdicts(in_force)
    found: dict[int, Misfit] = {}
    for judgement in in_force:
        told = _misfit(connection, judgement, verdicts)
        if told is not None:
            found[judgement.number] = told
    return found


def _misfit(
    connection: sqlite3.Connection, judgement: Judgement, verdicts: Verdicts
) -> Misfit | None:
    match judgement.verdict:
        case Verdict.DIFFERENT:
            return _of_mention(connection, judgement)
        case Verdict.NAME | Verdict.KIND:
            return None if _is_here(connection, judgement.actor, verdicts) else Misfit.NO_ACTOR
        case Verdict.SAME | Verdict.NO_ACTOR:
            return None if _had_a_say(connection, judgement) else Misfit.NO_ACTOR


def _of_mention(connection: sqlite3.Connection, judgement: Judgement) -> Misfit | None:
    line = connection.execute(
        "SELECT row FROM articles WHERE id = ?", (judgement.article,)
    ).fetchone()
    if line is None:
        return Misfit.NO_STORY
    span = judgement.span
    if span is None:
        return Misfit.NO_MENTION
    there = connection.execute(
        "SELECT 1 FROM mentions WHERE row = ? AND start = ? AND end = ?",
        (line[0], span.start, span.end),
    ).fetchone()
    return None if there else Misfit.NO_MENTION


def _is_here(connection: sqlite3.Connection, key: ActorKey | None, verdicts: Verdicts) -> bool:
    if key is None:
        return False
    merged = verdicts.canonical(key.id)
    return any(
        each is not None and actors.find(connection, each) is not None for each in (key, merged)
    )


def _had_a_say(connection: sqlite3.Connection, judgement: Judgement) -> bool:
    """Say whether a judgement has changed what was read from any story."""
    found = connection.execute(
        "SELECT 1 FROM judged_rows WHERE judgement = ? LIMIT 1", (judgement.number,)
    )
    return found.fetchone() is not None
