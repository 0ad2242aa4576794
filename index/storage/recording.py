"""How what was read from articles gets into the database: whom each names, found or new, and what they did."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.analysis.findings import Entity, Findings, FoundRole
from index.analysis.folding import fold
from index.analysis.known_actors import (
    ActorDirectory,
    Bearers,
    EntityLink,
    KnownActor,
    KnownRole,
    lookup_keys,
)
from index.analysis.linking import link
from index.analysis.reading import Reading, resolved
from index.equipment import Tools
from index.model import ActorKey, Article, Kind, Mention, Moment
from index.storage import actors, judgements, reconsidering, statements
from index.storage.articles import moment
from index.storage.backed_actors import BackedActors
from index.storage.evidence import StoredEvidence
from index.storage.verdicts import Parted, Verdicts

_TABLES = ("mentions", "presence", "roles", "unresolved", "judged_rows", *statements.TABLES)
_ROLES_READ = (
    500  # times that stories gave an actor roles: so many of the first, and so many of the last
)
_RECENT = 8  # so many stories tell an actor's company
_REMEMBERED = 30_000  # things kept in memory during an import, of actors and lookup keys; about a kilobyte each


class StoredActors:
    """The archive's actors as linking asks for them (an ``ActorDirectory``), and the way new ones get in.

    Answers are remembered, because an import asks the same names over and over; so one object serves one
    import, in one thread, while nobody else writes actors, and no longer than its transactions succeed.
    """

    def __init__(self, connection: sqlite3.Connection, tools: Tools | None = None) -> None:
        """``tools`` are what the stories are analysed with; None: nothing but our own lists."""
        self._connection = connection
        self._gazetteer = None if tools is None else tools.gazetteer
        authorities = None if tools is None else tools.authorities
        self._backed = None if authorities is None else BackedActors(self, authorities)
        self._directory: ActorDirectory = self._backed or self
        self._verdicts = Verdicts(judgements.in_force(connection))
        self._evidence = StoredEvidence(connection)
        self._kinds: dict[int, Kind] = {}
        self._known: dict[int, KnownActor] = {}
        self._bearers: dict[str, Bearers[int]] = {}
        self._numbers: dict[str, int] = {}
        self._surfaces: dict[int, set[str]] = {}

    def alike(self, key: str, kind: Kind, name: str) -> Sequence[KnownActor]:
        """Return the actors with the lookup key ``key``; of many those that begin like ``name``."""
        bearers = self._bearers.get(key)
        if bearers is None:
            bearers = self._bearers[key] = Bearers()
            for line in self._connection.execute(
                """SELECT actor, kind, name, surface FROM alias_tokens
                   JOIN actors ON actors.number = actor LEFT JOIN aliases USING (actor)
                   WHERE token = ? ORDER BY actor""",
                (key,),
            ):
                bearers.add(line[0], Kind(line[1]), line[2])
                if line[3] is not None:
                    bearers.add(line[0], Kind(line[1]), line[3])
        numbers = bearers.alike(kind, name)
        found = list(map(self._known.get, numbers))
        # Asked a hundred times a story, and nearly always remembered.
        return [known or self._actor(number) for known, number in zip(found, numbers, strict=True)]

    def company(self, actor: str) -> frozenset[str]:
        """Return the ids of actors named in the latest stories that name this one."""
        lines = self._connection.execute(
            """SELECT DISTINCT a.id FROM presence p JOIN actors a ON a.number = p.actor
               WHERE p.row IN (SELECT row FROM presence
                               WHERE actor = (SELECT number FROM actors WHERE id = ?)
                               ORDER BY published DESC, row DESC LIMIT ?)""",
            (actor, _RECENT),
        )
        return frozenset(line[0] for line in lines) - {actor}

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
            known = self._known[number] = self._load(number)
        return known

    def _forget_some(self) -> None:
        """Forget what was remembered where that is much; whatever is asked for again is read again."""
        if len(self._known) + len(self._bearers) + len(self._numbers) > _REMEMBERED:
            self._known.clear()
            self._bearers.clear()
            self._numbers.clear()
            self._kinds.clear()
            self._surfaces.clear()

    def _load(self, number: int) -> KnownActor:
        connection = self._connection
        actor_id, name, kind, stories = connection.execute(
            "SELECT id, name, kind, stories FROM actors WHERE number = ?", (number,)
        ).fetchone()
        surfaces = [
            line[0]
            for line in connection.execute("SELECT surface FROM aliases WHERE actor = ?", (number,))
        ]
        # Somebody whom ten thousand stories call the president is asked for in every story; the first and the last
        # of them tell from when until when, at a cost that does not grow.
        some = (
            "SELECT * FROM (SELECT * FROM roles WHERE actor = :number ORDER BY row {} LIMIT :most)"
        )
        roles = connection.execute(
            f"""SELECT title, of, min(published), max(published), max(precision)
                FROM ({some.format("ASC")} UNION ALL {some.format("DESC")}) JOIN articles USING (row)
                GROUP BY folded_title, folded_of""",
            {"number": number, "most": _ROLES_READ},
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
        offices = execute("SELECT DISTINCT actor FROM roles WHERE row = ?", (row,))
        in_office = {line[0] for line in offices.fetchall()}
        for table in _TABLES:
            execute(f"DELETE FROM {table} WHERE row = ?", (row,))
        execute("INSERT OR IGNORE INTO unindexed (row) VALUES (?)", (row,))
        for number, mentions in there:
            execute(
                "UPDATE actors SET mentions = mentions - ?, stories = stories - 1 WHERE number = ?",
                (mentions, number),
            )
            unnamed = execute(
                "DELETE FROM aliases WHERE actor = ? AND count <= 0", (number,)
            ).rowcount
            line = execute(
                "SELECT id FROM actors WHERE number = ? AND stories <= 0", (number,)
            ).fetchone()
            known = self._known.get(number)
            if line is None and not unnamed and number not in in_office and known is not None:
                self._known[number] = replace(known, stories=known.stories - 1)
                continue
            self._known.pop(number, None)
            self._surfaces.pop(number, None)
            if line is not None:
                self._drop(number, str(line[0]))
            elif unnamed:
                self._forget_names(number)

    def _forget_names(self, number: int) -> None:
        """Take away the lookup keys of names that an actor no longer has."""
        names = self._connection.execute(
            """SELECT name FROM actors WHERE number = :number
               UNION SELECT surface FROM aliases WHERE actor = :number""",
            {"number": number},
        ).fetchall()
        kind = self._kind(number)
        kept = {key for (name,) in names for key in lookup_keys(name, kind)}
        keys = self._connection.execute(
            "SELECT token FROM alias_tokens WHERE actor = ?", (number,)
        ).fetchall()
        for (key,) in keys:
            if key not in kept:
                self._connection.execute(
                    "DELETE FROM alias_tokens WHERE token = ? AND actor = ?", (key, number)
                )
                if key in self._bearers:
                    self._bearers[key].drop(number)

    def _drop(self, number: int, actor_id: str) -> None:
        keys = self._connection.execute(
            "SELECT token FROM alias_tokens WHERE actor = ?", (number,)
        ).fetchall()
        for (key,) in keys:
            bearers = self._bearers.get(key)
            if bearers is not None:
                bearers.drop(number)
        self._kinds.pop(number, None)
        self._connection.execute("DELETE FROM actors WHERE number = ?", (number,))
        # A judgement may have given the number another id as well.
        if self._numbers.pop(actor_id, number) != number or len(self._verdicts.keys):
            self._numbers = {key: one for key, one in self._numbers.items() if one != number}

    def record(self, row: int, article: Article, reading: Reading) -> tuple[int, ...]:
        """Store what was read from ``article``, which stands in ``row``: each entity as the actor it is.

        The reader's judgements have the last word. Returned are the entities, by position, that are
        linked to nobody and may be once more actors are known.
        """
        opened: list[int] = []
        refined = self._verdicts.refined(reading.findings)
        reading = replace(reading, findings=refined.findings)
        findings = refined.findings
        published = article.published
        links = self._links(findings, published)
        decided = self._verdicts.decided(article.id, refined, links)
        numbers = [
            self._linked(link, entity)
            for entity, link in zip(findings.entities, decided.links, strict=True)
        ]
        reading = replace(reading, findings=decided.named(findings))
        parted = self._verdicts.parted(article.id, resolved(reading, decided.links))
        analysis = parted.analysis
        for key in parted.moved.values():
            if key is not None:
                self._ensure(key.id, key.kind, key.name)
        seconds = None if published is None else int(published.instant.timestamp())
        self._record_mentions(row, seconds, analysis.mentions)
        statements.insert(self._connection, row, analysis, self._numbers.__getitem__)
        for place, number in enumerate(numbers):
            if number is None:
                if place not in decided.settled and not findings.entities[place].shared:
                    self._await(row, findings.entities[place])
                    opened.append(place)
            else:
                roles = self._roles_of(findings, place, parted)
                self._record_roles(row, published, number, roles, parted)
        self._connection.executemany(
            "INSERT OR IGNORE INTO judged_rows (judgement, row, before) VALUES (?, ?, NULL)",
            [(number, row) for number in decided.numbers],
        )
        return tuple(opened)

    def _links(self, findings: Findings, published: Moment | None) -> tuple[EntityLink, ...]:
        self._forget_some()
        links = link(findings, self._directory, published=published, gazetteer=self._gazetteer)
        return links if self._backed is None else self._backed.told(links)

    def finds(self, reading: Reading, opened: Sequence[int], published: Moment | None) -> bool:
        """Say whether any of the entities ``opened`` of a story would be linked now."""
        findings = self._verdicts.refined(reading.findings).findings
        links = self._links(findings, published)
        return any(links[place].actor is not None for place in opened)

    def next_number(self) -> int:
        """Return the number that the next new actor gets at least."""
        line = self._connection.execute(
            "SELECT coalesce(max(number), 0) + 1 FROM actors"
        ).fetchone()
        return int(line[0])

    def _await(self, row: int, entity: Entity) -> None:
        """Note what an entity that was linked to nobody waits for."""
        awaited = [
            *lookup_keys(entity.name, entity.kind),
            *(reconsidering.role_token(role.title, role.of) for role in entity.roles),
        ]
        reconsidering.await_bearers(self._connection, row, awaited)

    def _roles_of(
        self, findings: Findings, place: int, parted: Parted
    ) -> list[tuple[FoundRole, int | None]]:
        """Return an entity's roles, each with the start of the mention it goes with if that was parted."""
        roles = findings.entities[place].roles
        if not parted.moved:
            return [(role, None) for role in roles]
        starts = [mention.start for mention in findings.mentions if mention.entity == place]
        nearest = [min(starts, key=lambda at: abs(at - role.start), default=None) for role in roles]
        return [
            (role, start if start in parted.moved else None)
            for role, start in zip(roles, nearest, strict=True)
        ]

    def _record_roles(
        self,
        row: int,
        published: Moment | None,
        number: int,
        roles: Iterable[tuple[FoundRole, int | None]],
        parted: Parted,
    ) -> None:
        for role, start in roles:
            owner = number
            if start is not None:
                key = parted.moved[start]
                if key is None:
                    continue
                owner = self._numbers[key.id]
            names = (fold(role.title), fold(role.of))
            self._connection.execute(
                "INSERT OR IGNORE INTO roles VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (row, role.start, role.end, owner, role.title, role.of, *names),
            )
            self._learn_role(owner, role, names, published)

    def _learn_role(
        self, number: int, role: FoundRole, names: tuple[str, str], published: Moment | None
    ) -> None:
        known = self._known.get(number)
        if known is None:
            return
        when = None if published is None else _stored(published)
        met = next((one for one in known.roles if (fold(one.title), fold(one.of)) == names), None)
        roles: Iterable[KnownRole]
        if met is None:
            new = KnownRole(role.title, role.of, when, when)
            roles = sorted((*known.roles, new), key=lambda one: (fold(one.title), fold(one.of)))
        else:
            longer = _until(met, when)
            if longer == met:
                return
            roles = (longer if one is met else one for one in known.roles)
        self._known[number] = replace(known, roles=tuple(roles))

    def _record_mentions(
        self, row: int, published: int | None, mentions: Iterable[Mention]
    ) -> None:
        here: Counter[int] = Counter()
        surfaces: Counter[tuple[int, str]] = Counter()
        lines = []
        for mention in mentions:
            number = None if mention.actor is None else self._numbers[mention.actor]
            kind = mention.kind if number is None else self._kind(number)
            lines.append(
                (
                    row,
                    mention.start,
                    mention.end,
                    mention.surface,
                    kind.value,
                    number,
                    mention.demonym,
                    mention.descriptive,
                    self._evidence.packed(mention.evidence),
                )
            )
            if number is not None:
                here[number] += 1
                if not (mention.demonym or mention.descriptive):
                    surfaces[number, mention.surface] += 1
        execute_many = self._connection.executemany
        execute_many(
            """INSERT INTO mentions (row, start, end, surface, kind, actor, demonym, descriptive, evidence)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            lines,
        )
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
        for number in here:
            known = self._known.get(number)
            if known is not None:
                # Linking asks who of several is in most stories.
                self._known[number] = replace(known, stories=known.stories + 1)
        for number, surface in surfaces:
            self._learn(number, surface)

    def _linked(self, link: EntityLink, entity: Entity) -> int | None:
        """Return the number of the actor that an entity was linked to, made where it is new."""
        if link.actor is None:
            return None
        number = self._ensure(link.actor, entity.kind, link.name or "")
        known = () if self._backed is None else self._backed.ids(link.actor)
        remembered = self._known.get(number)
        if link.name and not link.new and (remembered is None or remembered.name != link.name):
            renamed = self._connection.execute(
                "UPDATE actors SET name = ? WHERE number = ? AND name != ? AND NOT named",
                (link.name, number, link.name),
            )
            if renamed.rowcount:
                self._known.pop(number, None)
                self._add_tokens(number, link.name)
        if entity.authority or known:
            self._connection.executemany(
                "INSERT OR IGNORE INTO authorities (actor, scheme, value) VALUES (?, ?, ?)",
                [(number, scheme, value) for scheme, value in (*entity.authority, *known)],
            )
        return number

    def _ensure(self, actor_id: str, kind: Kind, name: str) -> int:
        """Return the number of the actor with this id, or of the one a judgement means by it; make it if need be."""
        number = self._numbers.get(actor_id)
        if number is None:
            key = self._verdicts.keys.get(actor_id)
            sought = ActorKey(actor_id, kind, "")
            if key is not None and actor_id not in self._verdicts.apart:
                sought = key
            found = actors.find(self._connection, sought)
            if found is None:
                if key is not None:
                    kind, name = self._verdicts.kinds.get(actor_id, key.kind), key.name
                given = self._verdicts.names.get(actor_id)
                cursor = self._connection.execute(
                    "INSERT INTO actors (id, name, kind, named) VALUES (?, ?, ?, ?)",
                    (actor_id, given or name, kind.value, given is not None),
                )
                number = cursor.lastrowid or 0
                self._kinds[number] = kind
                self._add_tokens(number, name)
                if given:
                    self._add_tokens(number, given)
            else:
                number = found
                self._kinds[number] = actors.kind_of(self._connection, number)
            self._numbers[actor_id] = number
        return number

    def _learn(self, number: int, surface: str) -> None:
        surfaces = self._surfaces.get(number)
        if surfaces is None:
            surfaces = self._surfaces[number] = set()
        if surface not in surfaces:
            surfaces.add(surface)
            known = self._known.get(number)
            if known is not None and surface not in known.names:
                self._known[number] = replace(known, names=(*known.names, surface))
            self._add_tokens(number, surface)

    def _add_tokens(self, number: int, name: str) -> None:
        kind = self._kind(number)
        for key in lookup_keys(name, kind):
            self._connection.execute(
                "INSERT OR IGNORE INTO alias_tokens (token, actor) VALUES (?, ?)", (key, number)
            )
            bearers = self._bearers.get(key)
            if bearers is not None:
                bearers.add(number, kind, name)

    def _kind(self, number: int) -> Kind:
        kind = self._kinds.get(number)
        if kind is None:
            kind = self._kinds[number] = actors.kind_of(self._connection, number)
        return kind


def _until(role: KnownRole, when: Moment | None) -> KnownRole:
    """Return a role that a story of the time ``when`` gives too."""
    if when is None:
        return role
    first = when if role.first is None or when.instant < role.first.instant else role.first
    last = when if role.last is None or when.instant > role.last.instant else role.last
    return replace(role, first=first, last=last)


def _stored(published: Moment) -> Moment | None:
    """Return a time as the database keeps it: to the second."""
    return moment(int(published.instant.timestamp()), published.precision.value)
