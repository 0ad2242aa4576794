"""How what was read from articles gets into the database: whom each names, found or new, and what they did."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.analysis.findings import FoundRole
from index.analysis.folding import fold, name_tokens
from index.analysis.linking import EntityLink, KnownActor, KnownRole
from index.analysis.reading import Reading, resolved
from index.model import Kind, Mention
from index.storage import statements
from index.storage.articles import moment

_REMEMBERED = 50_000  # actors kept in memory during an import, about a kilobyte each


class StoredActors:
    """The archive's actors as linking asks for them (an ``ActorDirectory``), and the way new ones get in.

    Answers are remembered, because an import asks the same names over and over; so one object serves one
    import, in one thread, while nobody else writes actors, and no longer than its transactions succeed.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[int, KnownActor] = {}
        self._by_token: dict[str, tuple[int, ...]] = {}
        self._numbers: dict[str, int] = {}
        self._surfaces: dict[int, set[str]] = {}
        self._role_names: dict[int, set[tuple[str, str]]] = {}

    def by_token(self, token: str) -> Sequence[KnownActor]:
        """Return the actors with the folded ``token`` in any of their names."""
        numbers = self._by_token.get(token)
        if numbers is None:
            lines = self._connection.execute(
                "SELECT actor FROM alias_tokens WHERE token = ? ORDER BY actor", (token,)
            )
            numbers = self._by_token[token] = tuple(line[0] for line in lines)
        return [self._actor(number) for number in numbers]

    def by_role(self, title: str, of: str) -> Sequence[KnownActor]:
        """Return the actors that some story gives the role ``title`` of ``of``."""
        lines = self._connection.execute(
            """SELECT DISTINCT actor FROM roles WHERE folded_title = ? AND folded_of = ? ORDER BY actor""",
            (fold(title), fold(of)),
        ).fetchall()
        return [self._actor(line[0]) for line in lines]

    def _actor(self, number: int) -> KnownActor:
        known = self._known.get(number)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[number] = self._load(number)
        return known

    def _load(self, number: int) -> KnownActor:
        connection = self._connection
        actor_id, name, kind, stories = connection.execute(
            "SELECT id, name, kind, stories FROM actors WHERE number = ?", (number,)
        ).fetchone()
        surfaces = [
            line[0]
            for line in connection.execute("SELECT surface FROM aliases WHERE actor = ?", (number,))
        ]
        roles = connection.execute(
            """SELECT title, of, min(published), max(published), max(precision)
               FROM roles JOIN articles USING (row) WHERE actor = ? GROUP BY folded_title, folded_of""",
            (number,),
        )
        return KnownActor(
            id=actor_id,
            name=name,
            kind=Kind(kind),
            names=tuple(dict.fromkeys([name, *surfaces])),
            roles=tuple(
                KnownRole(title, of, moment(first, precision), moment(last, precision))
                for title, of, first, last, precision in roles
            ),
            stories=stories,
        )

    def forget(self, row: int) -> None:
        """Take back all that was recorded of the article in ``row``, and the actors nothing mentions any more."""
        execute = self._connection.execute
        there = execute("SELECT actor, mentions FROM presence WHERE row = ?", (row,)).fetchall()
        named = execute(
            """SELECT count(*), actor, surface FROM mentions
               WHERE row = ? AND actor IS NOT NULL AND NOT demonym AND NOT descriptive
               GROUP BY actor, surface""",
            (row,),
        ).fetchall()
        self._connection.executemany(
            "UPDATE aliases SET count = count - ? WHERE actor = ? AND surface = ?", named
        )
        for table in ("mentions", "presence", "roles", "unresolved", *statements.TABLES):
            execute(f"DELETE FROM {table} WHERE row = ?", (row,))
        for number, mentions in there:
            execute(
                "UPDATE actors SET mentions = mentions - ?, stories = stories - 1 WHERE number = ?",
                (mentions, number),
            )
            execute("DELETE FROM aliases WHERE actor = ? AND count <= 0", (number,))
            gone = execute("DELETE FROM actors WHERE number = ? AND stories <= 0", (number,))
            self._known.pop(number, None)
            self._surfaces.pop(number, None)
            self._role_names.pop(number, None)
            if gone.rowcount:
                self._drop(number)

    def _drop(self, number: int) -> None:
        self._numbers = {name: known for name, known in self._numbers.items() if known != number}
        self._by_token = {
            token: tuple(known for known in numbers if known != number)
            for token, numbers in self._by_token.items()
        }

    def record(
        self, row: int, published: int | None, reading: Reading, links: Sequence[EntityLink]
    ) -> None:
        """Store what was read from the article in ``row``, each entity as the actor it was linked to."""
        entities = reading.findings.entities
        numbers = [
            self._ensure(link, entity.kind, entity.authority)
            for entity, link in zip(entities, links, strict=True)
        ]
        analysis = resolved(reading, links)
        self._record_mentions(row, published, analysis.mentions)
        statements.insert(self._connection, row, analysis, self._numbers.__getitem__)
        for entity, number in zip(entities, numbers, strict=True):
            if number is None:
                awaited = [*name_tokens(entity.name), *(_role_token(role) for role in entity.roles)]
                self._connection.executemany(
                    "INSERT OR IGNORE INTO unresolved (token, row) VALUES (?, ?)",
                    [(token, row) for token in awaited],
                )
            else:
                self._record_roles(row, number, entity.roles)

    def _record_roles(self, row: int, number: int, roles: Iterable[FoundRole]) -> None:
        known = self._role_names.setdefault(number, set())
        for role in roles:
            names = (fold(role.title), fold(role.of))
            self._connection.execute(
                "INSERT OR IGNORE INTO roles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (row, role.start, role.end, number, role.title, role.of, *names),
            )
            if names not in known:
                known.add(names)
                self._known.pop(number, None)

    def _record_mentions(
        self, row: int, published: int | None, mentions: Iterable[Mention]
    ) -> None:
        here: Counter[int] = Counter()
        surfaces: Counter[tuple[int, str]] = Counter()
        lines = []
        for mention in mentions:
            number = None if mention.actor is None else self._numbers[mention.actor]
            lines.append(
                (
                    row,
                    mention.start,
                    mention.end,
                    mention.surface,
                    mention.kind.value,
                    number,
                    mention.demonym,
                    mention.descriptive,
                )
            )
            if number is not None:
                here[number] += 1
                if not (mention.demonym or mention.descriptive):
                    surfaces[number, mention.surface] += 1
        execute_many = self._connection.executemany
        execute_many("INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?)", lines)
        execute_many(
            "INSERT INTO presence (row, actor, published, mentions) VALUES (?, ?, ?, ?)",
            [(row, number, published, count) for number, count in here.items()],
        )
        execute_many(
            "UPDATE actors SET mentions = mentions + ?, stories = stories + 1 WHERE number = ?",
            [(count, number) for number, count in here.items()],
        )
        execute_many(
            """INSERT INTO aliases (actor, surface, count) VALUES (?, ?, ?)
               ON CONFLICT (actor, surface) DO UPDATE SET count = count + excluded.count""",
            [(number, surface, count) for (number, surface), count in surfaces.items()],
        )
        for number, surface in surfaces:
            self._learn(number, surface)

    def _ensure(
        self, link: EntityLink, kind: Kind, authority: Iterable[tuple[str, str]]
    ) -> int | None:
        if link.actor is None:
            return None
        number = self._numbers.get(link.actor)
        if number is None:
            line = self._connection.execute(
                "SELECT number FROM actors WHERE id = ?", (link.actor,)
            ).fetchone()
            if line is not None:
                number = int(line[0])
            else:
                name = link.name or ""
                cursor = self._connection.execute(
                    "INSERT INTO actors (id, name, kind) VALUES (?, ?, ?)",
                    (link.actor, name, kind.value),
                )
                number = cursor.lastrowid or 0
                self._add_tokens(number, name)
            self._numbers[link.actor] = number
        if link.name and not link.new:
            renamed = self._connection.execute(
                "UPDATE actors SET name = ? WHERE number = ? AND name != ?",
                (link.name, number, link.name),
            )
            if renamed.rowcount:
                self._known.pop(number, None)
                self._add_tokens(number, link.name)
        self._connection.executemany(
            "INSERT OR IGNORE INTO authorities (actor, scheme, value) VALUES (?, ?, ?)",
            [(number, scheme, value) for scheme, value in authority],
        )
        return number

    def _learn(self, number: int, surface: str) -> None:
        surfaces = self._surfaces.get(number)
        if surfaces is None:
            surfaces = self._surfaces[number] = set()
        if surface not in surfaces:
            surfaces.add(surface)
            self._known.pop(number, None)
            self._add_tokens(number, surface)

    def _add_tokens(self, number: int, name: str) -> None:
        for token in name_tokens(name):
            self._connection.execute(
                "INSERT OR IGNORE INTO alias_tokens (token, actor) VALUES (?, ?)", (token, number)
            )
            numbers = self._by_token.get(token)
            if numbers is not None and number not in numbers:
                self._by_token[token] = (*numbers, number)


def _role_token(role: FoundRole) -> str:
    return f"{fold(role.title)}\x1f{fold(role.of)}"


@dataclass(frozen=True, slots=True)
class NextNumbers:
    """The numbers that the next actor and the next article get at least."""

    actor: int
    row: int


def next_numbers(connection: sqlite3.Connection) -> NextNumbers:
    """Return the numbers that the next actor and the next article get at least."""
    actor, row = connection.execute(
        """SELECT (SELECT coalesce(max(number), 0) + 1 FROM actors),
                  (SELECT coalesce(max(row), 0) + 1 FROM articles)"""
    ).fetchone()
    return NextNumbers(actor, row)


def reconsidered_upto(connection: sqlite3.Connection) -> NextNumbers:
    """Return from which actor and article on nobody has asked yet whom they may help to link."""
    stored = dict(connection.execute("SELECT name, value FROM counters WHERE name LIKE 'open_%'"))
    now = next_numbers(connection)
    # Numbers of actors that are gone are given out again.
    return NextNumbers(
        min(stored.get("open_actor", 0), now.actor), min(stored.get("open_row", 0), now.row)
    )


def set_reconsidered_upto(connection: sqlite3.Connection, upto: NextNumbers) -> None:
    """Remember that actors and articles before ``upto`` have been asked for."""
    connection.executemany(
        "INSERT OR REPLACE INTO counters VALUES (?, ?)",
        [("open_actor", upto.actor), ("open_row", upto.row)],
    )


def rows_to_reconsider(connection: sqlite3.Connection, since: NextNumbers) -> tuple[int, ...]:
    """Return the rows that left open a name or a role which may have found its bearer since.

    That is an actor with such a number or a later one, or one to whom such an article gives the role.
    """
    lines = connection.execute(
        """SELECT u.row FROM alias_tokens t JOIN unresolved u ON u.token = t.token
           WHERE t.actor >= :actor
           UNION
           SELECT u.row FROM roles r
           JOIN unresolved u ON u.token = r.folded_title || char(31) || r.folded_of
           WHERE r.row >= :row
           ORDER BY 1""",
        {"actor": since.actor, "row": since.row},
    )
    return tuple(line[0] for line in lines)
