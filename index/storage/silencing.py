"""Taking what is no actor out of the stories at once, and putting it back.

Nothing is read again for it, whatever the number of stories: mentions go, and references to whoever is named by
nothing else in a story. What went is noted in ``judged_rows.before``, a list a story of what stood there, so that a
judgement can be taken back as quickly. Only stories that may now say something else (a description of whoever is gone
hid another mention, a name was left open between two) are put down to be read again when there is time.

Every function here works inside the transaction of its caller.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from index.analysis.folding import name_tokens
from index.model import Judgement
from index.storage import actors, judgements
from index.storage.judged_actors import add_tokens, count_again, references, renew_tokens
from index.storage.verdicts import form_key

# The mentions that go, and the actors that have no name left in a story, while one judgement is made true.
_TABLES = """
CREATE TEMP TABLE IF NOT EXISTS going (
    row INTEGER, start INTEGER, actor INTEGER, named INTEGER, PRIMARY KEY (row, start)
) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS nameless (actor INTEGER, row INTEGER, PRIMARY KEY (actor, row)) WITHOUT ROWID;
CREATE TEMP TABLE IF NOT EXISTS gone_parts (row INTEGER, part TEXT);
CREATE TEMP TABLE IF NOT EXISTS changing (row INTEGER PRIMARY KEY);
"""
_MENTION = "m.start, m.end, m.surface, m.kind, a.id, m.demonym, m.descriptive, m.evidence"
_OWN = "NOT demonym AND NOT descriptive"


@dataclass(frozen=True, slots=True)
class _Known:
    """An actor that went with a judgement."""

    id: str
    kind: str
    name: str
    named: bool
    authorities: tuple[tuple[str, str], ...]


def silence(connection: sqlite3.Connection, judgement: Judgement) -> None:
    """Take what a judgement says is no actor out of all that was recorded."""
    execute = connection.execute
    for statement in _TABLES.split(";\n"):
        execute(statement)
    for table in ("going", "nameless", "gone_parts", "changing"):
        execute(f"DELETE FROM {table}")
    nobody = _number(connection, judgement)
    _choose(connection, judgement, nobody)
    touched = [
        line[0] for line in execute("SELECT DISTINCT actor FROM going WHERE actor IS NOT NULL")
    ]
    execute(
        f"""INSERT INTO nameless SELECT DISTINCT actor, row FROM going g
            WHERE named AND actor IS NOT ? AND NOT EXISTS (
                SELECT 1 FROM mentions m WHERE m.row = g.row AND m.actor = g.actor AND {_OWN}
                AND NOT EXISTS (SELECT 1 FROM going h WHERE h.row = m.row AND h.start = m.start))""",
        (nobody,),
    )
    if nobody is not None:
        execute(
            "INSERT OR IGNORE INTO nameless SELECT actor, row FROM presence WHERE actor = ?",
            (nobody,),
        )
    awaited = _await_changed(connection, judgement, nobody)
    # What is left of somebody who is named by nothing else in a story goes with the names.
    execute(
        """INSERT OR IGNORE INTO going SELECT m.row, m.start, m.actor, 0
           FROM nameless n CROSS JOIN mentions m ON m.row = n.row WHERE m.actor = n.actor"""
    )
    _note(connection, judgement, touched)
    _take_out(connection, touched)
    gone = _settle(connection, touched)
    noted = json.dumps({"actors": [asdict(one) for one in gone], "awaited": awaited})
    judgements.set_before(connection, judgement.number, noted)


def _number(connection: sqlite3.Connection, judgement: Judgement) -> int | None:
    if judgement.actor is None:
        return None
    line = connection.execute(
        "SELECT number FROM actors WHERE id = ?", (judgement.actor.id,)
    ).fetchone()
    return None if line is None else int(line[0])


def _choose(connection: sqlite3.Connection, judgement: Judgement, nobody: int | None) -> None:
    """Put down the mentions that are called what is no actor, and those of whoever is nobody."""
    execute = connection.execute
    wanted = {form_key(form) for form in judgement.forms}
    bearers = {number for form in judgement.forms for number in actors.bearers(connection, form)}
    kind = judgement.kind.value if judgement.kind is not None else ""
    for number in sorted(bearers):
        found = [
            line[0]
            for line in execute("SELECT surface FROM aliases WHERE actor = ?", (number,))
            if form_key(line[0]) in wanted
        ]
        if not found or number == nobody:
            continue
        execute(
            f"""INSERT OR IGNORE INTO going SELECT m.row, m.start, m.actor, {_OWN}
                FROM presence p CROSS JOIN mentions m ON m.row = p.row
                WHERE p.actor = ? AND m.actor = p.actor AND m.kind = ?
                  AND m.surface IN (SELECT value FROM json_each(?))""",
            (number, kind, json.dumps(found)),
        )
    if nobody is not None:
        execute(
            f"""INSERT OR IGNORE INTO going SELECT m.row, m.start, m.actor, {_OWN}
                FROM presence p CROSS JOIN mentions m ON m.row = p.row
                WHERE p.actor = ? AND m.actor = p.actor""",
            (nobody,),
        )
    # Unlinked names, nationality words and roles are found only as they stand.
    execute(
        """INSERT OR IGNORE INTO going SELECT row, start, actor, 0 FROM mentions
           WHERE surface IN (SELECT value FROM json_each(?)) AND kind = ?
             AND (actor IS NULL OR demonym OR descriptive)""",
        (json.dumps(judgement.forms), kind),
    )


def _await_changed(
    connection: sqlite3.Connection, judgement: Judgement, nobody: int | None
) -> list[int]:
    """Have the stories read again in which more may change than that somebody is no longer named; return their rows."""
    connection.execute(
        """INSERT OR IGNORE INTO changing (row)
           SELECT DISTINCT n.row FROM nameless n CROSS JOIN mentions m ON m.row = n.row
           WHERE m.actor = n.actor AND (m.descriptive OR m.demonym)"""
    )
    names: Iterable[str] = judgement.forms
    if nobody is not None:
        known = connection.execute("SELECT surface FROM aliases WHERE actor = ?", (nobody,))
        names = [*judgement.forms, *(line[0] for line in known)]
    tokens = {tuple(sorted(set(name_tokens(name)))) for name in names} - {()}
    for wanted in sorted(tokens):
        parts = " INTERSECT ".join(["SELECT row FROM unresolved WHERE token = ?"] * len(wanted))
        connection.execute(f"INSERT OR IGNORE INTO changing (row) {parts}", wanted)
    lines = connection.execute("SELECT row FROM changing WHERE row NOT IN (SELECT row FROM stale)")
    rows = [line[0] for line in lines]
    judgements.await_rereading(connection, rows)
    return rows


def _note(connection: sqlite3.Connection, judgement: Judgement, touched: Iterable[int]) -> None:
    """Note, a list a story, what stands there and goes."""
    execute = connection.execute
    execute(
        f"""INSERT INTO gone_parts SELECT m.row, json_array('mention', {_MENTION})
            FROM going g CROSS JOIN mentions m ON m.row = g.row AND m.start = g.start
            LEFT JOIN actors a ON a.number = m.actor"""
    )
    for number in touched:
        there = "row IN (SELECT row FROM nameless WHERE actor = :number)"
        name = "(SELECT id FROM actors WHERE number = :number)"
        both = {"number": number}
        execute(
            f"""INSERT INTO gone_parts
                SELECT row, json_array('role', start, end, {name}, title, of, folded_title, folded_of)
                FROM roles WHERE actor = :number AND {there}""",
            both,
        )
        for table, column in references(connection):
            execute(
                f"""INSERT INTO gone_parts
                    SELECT row, json_array('{table}.{column}', start, {column}_start, {name})
                    FROM {table} WHERE {column} = :number AND {there}""",
                both,
            )
    execute(
        """INSERT OR REPLACE INTO judged_rows (judgement, row, before)
           SELECT ?, row, json_group_array(json(part)) FROM gone_parts GROUP BY row""",
        (judgement.number,),
    )


def _take_out(connection: sqlite3.Connection, touched: Iterable[int]) -> None:
    execute = connection.execute
    for number in touched:
        both = {"number": number}
        there = "row IN (SELECT row FROM nameless WHERE actor = :number)"
        execute(f"DELETE FROM roles WHERE actor = :number AND {there}", both)
        for table, column in references(connection):
            execute(
                f"UPDATE {table} SET {column} = NULL WHERE {column} = :number AND {there}", both
            )
        execute(
            f"""UPDATE aliases SET count = aliases.count - theirs.n FROM (
                    SELECT m.surface AS surface, count(*) AS n FROM going g
                    CROSS JOIN mentions m ON m.row = g.row AND m.start = g.start
                    WHERE g.actor = :number AND {_OWN} GROUP BY m.surface) theirs
                WHERE aliases.actor = :number AND aliases.surface = theirs.surface""",
            both,
        )
        execute("DELETE FROM aliases WHERE actor = :number AND count <= 0", both)
    execute(
        "DELETE FROM mentions WHERE (row, start) IN (SELECT row, start FROM going)",
    )
    for number in touched:
        _count_presence(connection, number, "SELECT DISTINCT row FROM going WHERE actor = :number")
        count_again(connection, number)


def _settle(connection: sqlite3.Connection, touched: Iterable[int]) -> list[_Known]:
    """Take out the actors that no story names any more, return who they were, and renew the others' names."""
    gone: list[_Known] = []
    for number in touched:
        actor_id, kind, name, named, stories = connection.execute(
            "SELECT id, kind, name, named, stories FROM actors WHERE number = ?", (number,)
        ).fetchone()
        if stories:
            renew_tokens(connection, number)
            continue
        known = connection.execute(
            "SELECT scheme, value FROM authorities WHERE actor = ? ORDER BY scheme", (number,)
        ).fetchall()
        gone.append(_Known(actor_id, kind, name, bool(named), tuple(known)))
        connection.execute("DELETE FROM actors WHERE number = ?", (number,))
    return gone


def _count_presence(connection: sqlite3.Connection, number: int, rows: str) -> None:
    """Count anew how often the stories in ``rows``, a query, name an actor; whom a story gains or loses is indexed."""
    execute = connection.execute
    both = {"number": number}
    execute(
        f"""INSERT OR IGNORE INTO unindexed (row) SELECT changed.row FROM ({rows}) changed WHERE
                EXISTS (SELECT 1 FROM presence p WHERE p.row = changed.row AND p.actor = :number)
             != EXISTS (SELECT 1 FROM mentions m WHERE m.row = changed.row AND m.actor = :number)""",
        both,
    )
    execute(f"DELETE FROM presence WHERE actor = :number AND row IN ({rows})", both)
    execute(
        f"""INSERT INTO presence (row, actor, published, mentions)
            SELECT m.row, :number, a.published, count(*)
            FROM ({rows}) changed CROSS JOIN mentions m ON m.row = changed.row
            JOIN articles a ON a.row = m.row WHERE m.actor = :number GROUP BY m.row""",
        both,
    )


# -- putting it back -----------------------------------------------------------------------------


def voice(connection: sqlite3.Connection, judgement: Judgement, *, for_now: bool) -> None:
    """Put back what ``silence`` took out, but for stories that were read since; these are read again.

    ``for_now``: it will be taken out again, and what was read since holds then.
    """
    noted = judgements.before(connection, judgement.number)
    if not noted:
        return
    execute = connection.execute
    before = json.loads(noted)
    _await_no_more(connection, before.get("awaited", ()), for_now=for_now)
    for form in before["actors"]:
        _restore(
            connection,
            _Known(
                form["id"],
                form["kind"],
                form["name"],
                bool(form["named"]),
                tuple((scheme, value) for scheme, value in form["authorities"]),
            ),
        )
    for statement in _TABLES.split(";\n"):
        execute(statement)
    execute("DELETE FROM gone_parts")
    execute(
        """INSERT INTO gone_parts SELECT row, value FROM judged_rows j, json_each(j.before)
           WHERE judgement = ? AND j.before IS NOT NULL AND j.before != ''""",
        (judgement.number,),
    )
    _put_back(connection)


def _await_no_more(connection: sqlite3.Connection, rows: Iterable[int], *, for_now: bool) -> None:
    """Read stories again that were read for the judgement; those that still wait for it need not be read."""
    for row in rows:
        waits = connection.execute("DELETE FROM stale WHERE row = ?", (row,)).rowcount
        if not (waits or for_now):
            judgements.await_rereading(connection, [row])


def _restore(connection: sqlite3.Connection, known: _Known) -> None:
    if connection.execute("SELECT 1 FROM actors WHERE id = ?", (known.id,)).fetchone():
        return
    number = connection.execute(
        "INSERT INTO actors (id, name, kind, named) VALUES (?, ?, ?, ?)",
        (known.id, known.name, known.kind, known.named),
    ).lastrowid
    add_tokens(connection, number or 0, known.name)
    connection.executemany(
        "INSERT OR IGNORE INTO authorities (actor, scheme, value) VALUES (?, ?, ?)",
        [(number, scheme, value) for scheme, value in known.authorities],
    )


def _put_back(connection: sqlite3.Connection) -> None:
    execute = connection.execute
    parts = {
        what: connection.execute(
            "SELECT row, part FROM gone_parts WHERE json_extract(part, '$[0]') = ?", (what,)
        ).fetchall()
        for (what,) in execute("SELECT DISTINCT json_extract(part, '$[0]') FROM gone_parts")
    }
    numbers: dict[str, int] = dict(
        execute(
            """SELECT id, number FROM actors WHERE id IN (
                   SELECT DISTINCT json_extract(part, '$[' ||
                       CASE json_extract(part, '$[0]') WHEN 'mention' THEN 5 ELSE 3 END || ']')
                   FROM gone_parts)"""
        )
    )
    mentions = [(row, *json.loads(part)[1:]) for row, part in parts.pop("mention", ())]
    connection.executemany(
        "INSERT OR REPLACE INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [(*line[:5], numbers.get(line[5]), *line[6:]) for line in mentions],
    )
    roles = [(row, *json.loads(part)[1:]) for row, part in parts.pop("role", ())]
    connection.executemany(
        "INSERT OR IGNORE INTO roles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [(*line[:3], numbers[line[3]], *line[4:]) for line in roles if line[3] in numbers],
    )
    known = {f"{table}.{column}" for table, column in references(connection)}
    for what, lines in parts.items():
        if what not in known:
            continue
        table, _, column = what.partition(".")
        references_ = [(row, *json.loads(part)[1:]) for row, part in lines]
        connection.executemany(
            f"UPDATE {table} SET {column} = ? WHERE row = ? AND start = ? AND {column}_start IS ?",
            [(numbers.get(line[3]), *line[:3]) for line in references_],
        )
    for number in numbers.values():
        _count_presence(
            connection,
            number,
            """SELECT DISTINCT p.row FROM gone_parts p JOIN actors b ON b.number = :number
               WHERE json_extract(p.part, '$[0]') = 'mention' AND json_extract(p.part, '$[5]') = b.id""",
        )
        execute(
            """INSERT INTO aliases (actor, surface, count)
               SELECT b.number, json_extract(p.part, '$[3]'), count(*)
               FROM gone_parts p JOIN actors b ON b.number = :number
               WHERE json_extract(p.part, '$[0]') = 'mention' AND json_extract(p.part, '$[5]') = b.id
                 AND NOT json_extract(p.part, '$[6]') AND NOT json_extract(p.part, '$[7]')
               GROUP BY 2
               ON CONFLICT (actor, surface) DO UPDATE SET count = count + excluded.count""",
            {"number": number},
        )
        count_again(connection, number)
        renew_tokens(connection, number)
