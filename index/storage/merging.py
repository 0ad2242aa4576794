"""Making judgements true in the database at once, and taking them back.

Two actors that are one are joined without reading their stories again. What cannot be told apart afterwards is
noted in ``judged_rows``: ``before`` is "" where a story named only the actor that went, a JSON object where it
named both, and NULL where the story was read under the judgement, so that only reading it again can undo that.
What is no actor goes, and comes back, by ``silencing``; other names and kinds are given by ``renaming``.

Every function here works inside the transaction of its caller.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass

from index.analysis.folding import fold
from index.model import ActorKey, Judgement, Kind, Verdict
from index.storage import actors, judgements
from index.storage.judged_actors import (
    add_tokens,
    count_again,
    is_named,
    references,
    renew_tokens,
)
from index.storage.renaming import change_kind, change_kind_back, rename, rename_back
from index.storage.silencing import silence, voice

_Refs = dict[str, list[list[int | str]]]


def apply(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Make a judgement true of what was recorded; nothing happens where it is, or where its actors are not here."""
    match judgement.verdict:
        case Verdict.SAME:
            _join(connection, judgement)
        case Verdict.NAME:
            rename(connection, judgement)
        case Verdict.KIND:
            change_kind(connection, judgement)
        case Verdict.NO_ACTOR:
            silence(connection, judgement)
        case Verdict.DIFFERENT:
            judgements.await_rereading(connection, _rows_of(connection, judgement.article))


def revert(connection: sqlite3.Connection, judgement: Judgement, *, for_now: bool = False) -> None:
    """Take back what ``apply`` did, as the last thing that was done of all that were; the rest is read again.

    ``for_now``: it will be made true again in the same transaction.
    """
    match judgement.verdict:
        case Verdict.SAME:
            _part(connection, judgement)
        case Verdict.NAME:
            rename_back(connection, judgement)
        case Verdict.KIND:
            change_kind_back(connection, judgement)
        case Verdict.NO_ACTOR:
            voice(connection, judgement, for_now=for_now)
            if for_now:
                # Stories that were read under the judgement say already what it will say again.
                connection.execute(
                    "DELETE FROM judged_rows WHERE judgement = ? AND before IS NOT NULL",
                    (judgement.number,),
                )
                return
            _put_back(connection, judgement)
        case Verdict.DIFFERENT:
            judgements.await_rereading(connection, _rows_of(connection, judgement.article))
    connection.execute(
        """INSERT OR IGNORE INTO stale (row)
           SELECT row FROM judged_rows WHERE judgement = ? AND before IS NULL""",
        (judgement.number,),
    )
    connection.execute("DELETE FROM judged_rows WHERE judgement = ?", (judgement.number,))
    judgements.set_before(connection, judgement.number, "")


def at_once(judgement: Judgement) -> bool:
    """Say whether a judgement changes what was recorded at once, and not by having it read again."""
    return judgement.verdict is not Verdict.DIFFERENT


def of_actors(judgement: Judgement) -> bool:
    """Say whether a judgement has to be made true again of actors that come after it was made."""
    return judgement.verdict in (Verdict.SAME, Verdict.NAME, Verdict.KIND)


# -- stories that have to be read again ----------------------------------------------------------


def _rows_of(connection: sqlite3.Connection, article: str) -> list[int]:
    lines = connection.execute("SELECT row FROM articles WHERE id = ?", (article,))
    return [line[0] for line in lines]


def _put_back(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Have somebody who was judged to be no actor known again by the old id, to the stories that are read again."""
    key = judgement.actor
    waits = "SELECT 1 FROM judged_rows WHERE judgement = ? AND before IS NULL LIMIT 1"
    if key is None or not connection.execute(waits, (judgement.number,)).fetchone():
        return
    if connection.execute("SELECT 1 FROM actors WHERE id = ?", (key.id,)).fetchone():
        return
    number = connection.execute(
        "INSERT INTO actors (id, name, kind) VALUES (?, ?, ?)", (key.id, key.name, key.kind.value)
    ).lastrowid
    for form in (key.name, *judgement.forms):
        add_tokens(connection, number or 0, form)


def forget_unmentioned(connection: sqlite3.Connection) -> None:
    """Take out the actors that no story mentions."""
    connection.execute("DELETE FROM actors WHERE stories = 0")


# -- two actors that are one ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Before:
    """How the two actors were: the one that goes, and what the other gains by it."""

    gone: ActorKey
    gone_named: bool
    kept_name: str
    kept_named: bool
    gone_authorities: tuple[tuple[str, str], ...]
    gained: tuple[str, ...]  # schemes

    def text(self) -> str:
        return json.dumps(
            {
                "id": self.gone.id,
                "kind": self.gone.kind.value,
                "name": self.gone.name,
                "named": self.gone_named,
                "kept_name": self.kept_name,
                "kept_named": self.kept_named,
                "authorities": self.gone_authorities,
                "gained": self.gained,
            }
        )

    @classmethod
    def of(cls, text: str) -> _Before:
        form = json.loads(text)
        return cls(
            ActorKey(form["id"], Kind(form["kind"]), form["name"]),
            form["named"],
            form["kept_name"],
            form["kept_named"],
            tuple((scheme, value) for scheme, value in form["authorities"]),
            tuple(form["gained"]),
        )


def _join(connection: sqlite3.Connection, judgement: Judgement) -> None:
    if judgement.actor is None or judgement.other is None:
        return
    gone = actors.find(connection, judgement.other)
    kept = actors.find(connection, judgement.actor)
    if gone is None or gone == kept:
        return
    if kept is None:
        key = judgement.actor
        kept = connection.execute(
            "INSERT INTO actors (id, name, kind) VALUES (?, ?, ?)",
            (key.id, key.name, key.kind.value),
        ).lastrowid
        if kept is None:
            return
        add_tokens(connection, kept, key.name)
    execute = connection.execute
    first = not judgements.before(connection, judgement.number)
    if first:
        judgements.set_before(connection, judgement.number, _before(connection, gone, kept).text())
    _await_namesakes(connection, gone, kept)
    _note_rows(connection, judgement.number, gone, kept, first=first)
    kind = actors.kind_of(connection, kept).value
    both = {"gone": gone, "kept": kept, "kind": kind}
    execute(
        "INSERT OR IGNORE INTO unindexed (row) SELECT row FROM presence WHERE actor = :gone", both
    )
    execute(
        """UPDATE mentions SET actor = :kept, kind = :kind
           WHERE row IN (SELECT row FROM presence WHERE actor = :gone) AND actor = :gone""",
        both,
    )
    execute("UPDATE OR REPLACE roles SET actor = :kept WHERE actor = :gone", both)
    for table, column in references(connection):
        execute(f"UPDATE {table} SET {column} = :kept WHERE {column} = :gone", both)
    execute(
        """UPDATE presence SET mentions = presence.mentions + theirs.mentions
           FROM (SELECT row AS at, mentions FROM presence WHERE actor = :gone) theirs
           WHERE presence.row = theirs.at AND presence.actor = :kept""",
        both,
    )
    execute("UPDATE OR IGNORE presence SET actor = :kept WHERE actor = :gone", both)
    execute("DELETE FROM presence WHERE actor = :gone", both)
    execute(
        """INSERT INTO aliases (actor, surface, count)
           SELECT :kept, surface, count FROM aliases WHERE actor = :gone
           ON CONFLICT (actor, surface) DO UPDATE SET count = count + excluded.count""",
        both,
    )
    execute(
        """INSERT OR IGNORE INTO alias_tokens (token, actor)
           SELECT token, :kept FROM alias_tokens WHERE actor = :gone""",
        both,
    )
    execute(
        """INSERT OR IGNORE INTO authorities (actor, scheme, value)
           SELECT :kept, scheme, value FROM authorities WHERE actor = :gone""",
        both,
    )
    execute("DELETE FROM actors WHERE number = :gone", both)
    # What the reader chose to keep stays called so, whatever fuller form is met later.
    execute("UPDATE actors SET named = 1 WHERE number = :kept", both)
    count_again(connection, kept)


def _before(connection: sqlite3.Connection, gone: int, kept: int) -> _Before:
    theirs = connection.execute(
        "SELECT scheme, value FROM authorities WHERE actor = ? ORDER BY scheme", (gone,)
    ).fetchall()
    ours = {
        line[0]
        for line in connection.execute("SELECT scheme FROM authorities WHERE actor = ?", (kept,))
    }
    return _Before(
        gone=actors.key_of(connection, gone),
        gone_named=is_named(connection, gone),
        kept_name=actors.key_of(connection, kept).name,
        kept_named=is_named(connection, kept),
        gone_authorities=tuple(theirs),
        gained=tuple(scheme for scheme, _ in theirs if scheme not in ours),
    )


def _await_namesakes(connection: sqlite3.Connection, gone: int, kept: int) -> None:
    """Have the stories read again that left a name open because the two bear it."""
    connection.execute(
        """INSERT OR IGNORE INTO stale (row)
           SELECT u.row FROM alias_tokens mine
           JOIN alias_tokens theirs ON theirs.token = mine.token AND theirs.actor = ?
           JOIN unresolved u ON u.token = mine.token
           WHERE mine.actor = ?""",
        (gone, kept),
    )


def _note_rows(
    connection: sqlite3.Connection, judgement: int, gone: int, kept: int, *, first: bool
) -> None:
    """Note in which stories the actor that goes is named, and where in those that name both.

    Where it is not the ``first`` that goes by this judgement, those of its stories are to be read again.
    """
    connection.execute(
        """INSERT OR REPLACE INTO judged_rows (judgement, row, before)
           SELECT ?, row, ? FROM presence WHERE actor = ?""",
        (judgement, "" if first else None, gone),
    )
    if not first:
        return
    lines = connection.execute(
        """SELECT mine.row FROM presence mine JOIN presence theirs ON theirs.row = mine.row
           WHERE mine.actor = ? AND theirs.actor = ?""",
        (gone, kept),
    ).fetchall()
    for (row,) in lines:
        connection.execute(
            "UPDATE judged_rows SET before = ? WHERE judgement = ? AND row = ?",
            (json.dumps(_refs_in(connection, row, gone)), judgement, row),
        )


def _refs_in(connection: sqlite3.Connection, row: int, number: int) -> _Refs:
    """Return where a story names an actor: for each column the starts of the places."""
    refs: _Refs = {
        "mentions": _found(
            connection, "SELECT start FROM mentions WHERE row = ? AND actor = ?", row, number
        ),
        "roles": _found(
            connection, "SELECT start, end FROM roles WHERE row = ? AND actor = ?", row, number
        ),
    }
    for table, column in references(connection):
        places = _found(
            connection,
            f"SELECT start, {column}_start FROM {table} WHERE row = ? AND {column} = ?",
            row,
            number,
        )
        if places:
            refs[f"{table}.{column}"] = places
    return refs


def _found(
    connection: sqlite3.Connection, sql: str, row: int, number: int
) -> list[list[int | str]]:
    return [list(line) for line in connection.execute(sql, (row, number))]


def _part(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Give the actor that went what was its own again."""
    if judgement.actor is None or judgement.other is None:
        return
    noted = judgements.before(connection, judgement.number)
    kept = actors.find(connection, judgement.actor)
    if kept is None:
        return
    before = _Before.of(noted) if noted else _unnoted(connection, kept, judgement.other)
    execute = connection.execute
    if execute("SELECT 1 FROM actors WHERE id = ?", (before.gone.id,)).fetchone():
        return
    gone = execute(
        "INSERT INTO actors (id, name, kind, named) VALUES (?, ?, ?, ?)",
        (before.gone.id, before.gone.name, before.gone.kind.value, before.gone_named),
    ).lastrowid
    if gone is None:
        return
    numbers = {
        "gone": gone,
        "kept": kept,
        "kind": before.gone.kind.value,
        "judgement": judgement.number,
    }
    alone = "row IN (SELECT row FROM judged_rows WHERE judgement = :judgement AND before = '')"
    execute(
        f"UPDATE mentions SET actor = :gone, kind = :kind WHERE {alone} AND actor = :kept", numbers
    )
    execute(f"UPDATE roles SET actor = :gone WHERE {alone} AND actor = :kept", numbers)
    for table, column in references(connection):
        execute(f"UPDATE {table} SET {column} = :gone WHERE {alone} AND {column} = :kept", numbers)
    shared = execute(
        """SELECT row, before FROM judged_rows
           WHERE judgement = ? AND before IS NOT NULL AND before != ''""",
        (judgement.number,),
    ).fetchall()
    for row, refs in shared:
        _part_in(connection, row, json.loads(refs), numbers)
    _part_by_forms(connection, judgement, numbers)
    execute(f"DELETE FROM presence WHERE {_JUDGED} AND actor = :kept", numbers)
    execute(
        f"""INSERT INTO presence (row, actor, published, mentions)
            SELECT row, actor, (SELECT published FROM articles a WHERE a.row = mentions.row), count(*)
            FROM mentions WHERE {_JUDGED} AND actor IN (:gone, :kept) GROUP BY row, actor""",
        numbers,
    )
    execute(
        """INSERT INTO aliases (actor, surface, count)
           SELECT :gone, surface, count(*) FROM mentions
           WHERE row IN (SELECT row FROM presence WHERE actor = :gone) AND actor = :gone
             AND NOT demonym AND NOT descriptive GROUP BY surface""",
        numbers,
    )
    execute(
        """UPDATE aliases SET count = aliases.count - theirs.count
           FROM (SELECT surface, count FROM aliases WHERE actor = :gone) theirs
           WHERE aliases.actor = :kept AND aliases.surface = theirs.surface""",
        numbers,
    )
    execute("DELETE FROM aliases WHERE actor = :kept AND count <= 0", numbers)
    execute(
        "UPDATE actors SET name = ?, named = ? WHERE number = ?",
        (before.kept_name, before.kept_named, kept),
    )
    renew_tokens(connection, gone)
    renew_tokens(connection, kept)
    connection.executemany(
        "INSERT OR IGNORE INTO authorities (actor, scheme, value) VALUES (?, ?, ?)",
        [(gone, scheme, value) for scheme, value in before.gone_authorities],
    )
    connection.executemany(
        "DELETE FROM authorities WHERE actor = ? AND scheme = ?",
        [(kept, scheme) for scheme in before.gained],
    )
    execute(
        f"INSERT OR IGNORE INTO unindexed (row) SELECT row FROM judged_rows WHERE {_OWN}", numbers
    )
    count_again(connection, kept)
    count_again(connection, gone)
    execute("DELETE FROM actors WHERE number IN (:gone, :kept) AND stories = 0", numbers)


_OWN = "judgement = :judgement"
_JUDGED = f"row IN (SELECT row FROM judged_rows WHERE {_OWN})"


def _unnoted(connection: sqlite3.Connection, kept: int, gone: ActorKey) -> _Before:
    """Return how two actors may have been that were one from the first story on."""
    name = actors.key_of(connection, kept).name
    return _Before(gone, False, name, is_named(connection, kept), (), ())


def _part_by_forms(
    connection: sqlite3.Connection, judgement: Judgement, numbers: dict[str, int | str]
) -> None:
    """Part the two in stories that were read under the judgement, by the names that the other one has.

    Those stories are read again; but not all at once, and what is read first must not find the names of the
    one among those of the other in stories that are still to be read.
    """
    forms = {fold(form) for form in judgement.forms}
    if judgement.other is not None:
        forms.add(fold(judgement.other.name))
    surfaces = [
        (line[0],)
        for line in connection.execute(
            "SELECT surface FROM aliases WHERE actor = ?", (numbers["kept"],)
        ).fetchall()
        if fold(" ".join(line[0].split())) in forms
    ]
    waiting = f"row IN (SELECT row FROM judged_rows WHERE {_OWN} AND before IS NULL)"
    for (surface,) in surfaces:
        connection.execute(
            f"""UPDATE mentions SET actor = :gone, kind = :kind
                WHERE {waiting} AND actor = :kept AND surface = :surface""",
            {**numbers, "surface": surface},
        )


def _part_in(
    connection: sqlite3.Connection, row: int, refs: _Refs, numbers: dict[str, int | str]
) -> None:
    gone, kept = numbers["gone"], numbers["kept"]
    connection.executemany(
        "UPDATE mentions SET actor = ?, kind = ? WHERE row = ? AND start = ? AND actor = ?",
        [(gone, numbers["kind"], row, start, kept) for (start,) in refs.get("mentions", ())],
    )
    connection.executemany(
        "UPDATE OR IGNORE roles SET actor = ? WHERE row = ? AND start = ? AND end = ? AND actor = ?",
        [(gone, row, start, end, kept) for start, end in refs.get("roles", ())],
    )
    for table, column in references(connection):
        connection.executemany(
            f"""UPDATE {table} SET {column} = ?
                WHERE row = ? AND start = ? AND {column}_start IS ? AND {column} = ?""",
            [(gone, row, start, at, kept) for start, at in refs.get(f"{table}.{column}", ())],
        )
