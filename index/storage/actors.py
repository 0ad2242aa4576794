"""Actors, their names and roles, and where stories mention them, in SQLite."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.analysis.folding import fold, name_tokens
from index.errors import AmbiguousNameError, NotFoundError
from index.model import Actor, ActorKey, Alias, CoActor, Kind, Mention, Precision, Role, Span
from index.storage.articles import kept_count, moment
from index.storage.evidence import unpacked

_MOST_WORDS = 50  # of a name that is looked up; nothing is called by more
_HEX = frozenset("0123456789abcdef")
_LATEST_ROLES = 60  # lines that are looked at for the role that stands in a list


def count(connection: sqlite3.Connection) -> int:
    """Return how many actors there are."""
    return kept_count(connection, "actors")


def mentions_in(connection: sqlite3.Connection, row: int) -> tuple[Mention, ...]:
    """Return the mentions in the article in ``row`` in the order of its text, with the evidence for each."""
    lines = connection.execute(
        """SELECT start, end, surface, m.kind, a.id, a.name, demonym, descriptive, evidence
           FROM mentions m LEFT JOIN actors a ON a.number = m.actor WHERE m.row = ? ORDER BY start""",
        (row,),
    ).fetchall()
    evidence = unpacked(connection, [line[8] for line in lines])
    return tuple(
        Mention(
            start, end, surface, Kind(kind), actor, name, bool(demonym), bool(descriptive), told
        )
        for (start, end, surface, kind, actor, name, demonym, descriptive, _), told in zip(
            lines, evidence, strict=True
        )
    )


def mention_at(connection: sqlite3.Connection, row: int, offset: int) -> Mention:
    """Return the mention at ``offset`` of the body of the article in ``row``; raise NotFoundError."""
    for mention in mentions_in(connection, row):
        if mention.start <= offset < mention.end:
            return mention
    raise NotFoundError(f"No actor is mentioned at offset {offset} of this story.")


def find(connection: sqlite3.Connection, key: ActorKey) -> int | None:
    """Return the number of the actor with the id of ``key``, or the only one of its kind that bears its name."""
    line = connection.execute("SELECT number FROM actors WHERE id = ?", (key.id,)).fetchone()
    if line is not None:
        return int(line[0])
    wanted = fold(key.name)
    named = [
        number
        for number in (bearers(connection, key.name) if key.name else ())
        if kind_of(connection, number) is key.kind and wanted in _folded_names(connection, number)
    ]
    return named[0] if len(named) == 1 else None


def kind_of(connection: sqlite3.Connection, number: int) -> Kind:
    """Return the kind of an actor that is there."""
    line = connection.execute("SELECT kind FROM actors WHERE number = ?", (number,)).fetchone()
    return Kind(line[0])


def key_of(connection: sqlite3.Connection, number: int) -> ActorKey:
    """Return by what an actor that is there is found again."""
    line = connection.execute(
        "SELECT id, kind, name FROM actors WHERE number = ?", (number,)
    ).fetchone()
    return ActorKey(line[0], Kind(line[1]), line[2])


def actors_in(
    connection: sqlite3.Connection, row: int
) -> list[tuple[int, str, str, Kind, int, int]]:
    """Return (number, id, name, kind, mentions here, stories) of a story's actors, most mentioned first."""
    lines = connection.execute(
        """SELECT a.number, a.id, a.name, a.kind, p.mentions, a.stories
           FROM presence p JOIN actors a ON a.number = p.actor WHERE p.row = ?
           ORDER BY p.mentions DESC, a.name""",
        (row,),
    )
    return [
        (number, actor_id, name, Kind(kind), here, stories)
        for number, actor_id, name, kind, here, stories in lines
    ]


@dataclass(frozen=True, slots=True)
class PresentDay:
    """How many stories of one day mention an actor, and how often; ``time`` is None for undated stories."""

    time: int | None
    stories: int
    mentions: int


def presence_by_day(connection: sqlite3.Connection, number: int) -> list[PresentDay]:
    """Return the days with stories that mention an actor; times are midnight UTC in seconds since 1970."""
    lines = connection.execute(
        """SELECT published - ((published % 86400) + 86400) % 86400 AS day, count(*), sum(mentions)
           FROM presence WHERE actor = ? GROUP BY day""",
        (number,),
    )
    return [PresentDay(*line) for line in lines]


def first_and_last(
    connection: sqlite3.Connection, number: int
) -> tuple[int | None, int | None, int]:
    """Return when the first and the last story that mentions an actor appeared, and how many have no date.

    Times are in seconds since 1970 UTC, None where no story has a date.
    """
    first, last, undated = connection.execute(
        """SELECT (SELECT published FROM presence WHERE actor = :n AND published IS NOT NULL
                   ORDER BY published LIMIT 1),
                  (SELECT published FROM presence WHERE actor = :n AND published IS NOT NULL
                   ORDER BY published DESC LIMIT 1),
                  (SELECT count(*) FROM presence WHERE actor = :n AND published IS NULL)""",
        {"n": number},
    ).fetchone()
    return first, last, undated


def count_stories(connection: sqlite3.Connection, number: int, start: int, end: int) -> int:
    """Return how many stories from ``start`` up to ``end`` (seconds since 1970 UTC) mention an actor."""
    line = connection.execute(
        "SELECT count(*) FROM presence WHERE actor = ? AND published >= ? AND published < ?",
        (number, start, end),
    ).fetchone()
    return int(line[0])


def rows_of(connection: sqlite3.Connection, number: int) -> list[int]:
    """Return the rows of the stories that mention an actor, newest first."""
    lines = connection.execute(
        "SELECT row FROM presence WHERE actor = ? ORDER BY published DESC, row DESC", (number,)
    )
    return [line[0] for line in lines]


def rows_of_both(
    connection: sqlite3.Connection, one: int, other: int
) -> list[tuple[int, int | None]]:
    """Return the rows of the stories that mention both actors, newest first, and when each appeared.

    Times are in seconds since 1970 UTC.
    """
    # Through the stories of the one that has fewer: the other may be in a hundred times as many.
    rarer = connection.execute(
        "SELECT number FROM actors WHERE number IN (?, ?) ORDER BY stories LIMIT 1", (one, other)
    ).fetchone()
    if rarer is not None and rarer[0] == other:
        one, other = other, one
    lines = connection.execute(
        """SELECT mine.row, mine.published
           FROM presence mine CROSS JOIN presence theirs ON theirs.row = mine.row
           WHERE mine.actor = ? AND theirs.actor = ? ORDER BY mine.published DESC, mine.row DESC""",
        (one, other),
    )
    return lines.fetchall()


def co_actors(connection: sqlite3.Connection, number: int, limit: int) -> tuple[CoActor, ...]:
    """Return the actors most often met in the same stories, with the days of the first and last of these."""
    lines = connection.execute(
        """SELECT a.id, a.name, a.kind, together.n, together.first, together.last FROM (
               SELECT others.actor, count(*) AS n, min(mine.published) AS first, max(mine.published) AS last
               FROM presence mine JOIN presence others ON others.row = mine.row
               WHERE mine.actor = :number AND others.actor != :number
               GROUP BY others.actor ORDER BY n DESC, others.actor LIMIT :limit) together
           JOIN actors a ON a.number = together.actor ORDER BY together.n DESC, a.name""",
        {"number": number, "limit": limit},
    )
    return tuple(
        CoActor(
            actor,
            name,
            Kind(kind),
            shared,
            moment(first, Precision.DAY.value),
            moment(last, Precision.DAY.value),
        )
        for actor, name, kind, shared, first, last in lines
    )


def days_together(
    connection: sqlite3.Connection, number: int, others: Sequence[str]
) -> dict[str, list[tuple[int | None, int]]]:
    """Return for the ids of ``others`` the (day in seconds since 1970, stories) in which actor ``number`` is met too."""
    lines = connection.execute(
        """SELECT a.id, mine.published - ((mine.published % 86400) + 86400) % 86400 AS day, count(*)
           FROM presence mine CROSS JOIN presence theirs ON theirs.row = mine.row
           JOIN actors a ON a.number = theirs.actor
           WHERE mine.actor = ? AND +theirs.actor IN (
               SELECT number FROM actors WHERE id IN (SELECT value FROM json_each(?)))
           GROUP BY theirs.actor, day""",
        (number, json.dumps(list(others))),
    )
    days: dict[str, list[tuple[int | None, int]]] = {}
    for actor, day, stories in lines:
        days.setdefault(actor, []).append((day, stories))
    return days


def count_co_actors(connection: sqlite3.Connection, number: int) -> int:
    """Return how many other actors are met in the same stories."""
    line = connection.execute(
        """SELECT count(DISTINCT others.actor) FROM presence mine
           JOIN presence others ON others.row = mine.row
           WHERE mine.actor = :number AND others.actor != :number""",
        {"number": number},
    ).fetchone()
    return int(line[0])


def search(connection: sqlite3.Connection, name: str, limit: int) -> list[int]:
    """Return the numbers of the actors that bear a name, accents and capitals aside, best first.

    Every word of the name must be in the actor's names, the last one at least as a beginning. An actor
    called exactly so comes first, then those with the whole words, each the most mentioned first. An empty
    name asks for the most mentioned of all.
    """
    if not name.strip():
        lines = connection.execute(
            "SELECT number FROM actors ORDER BY mentions DESC, number LIMIT ?", (limit,)
        )
        return [line[0] for line in lines]
    tokens = tuple(dict.fromkeys(name_tokens(name)))
    if not 0 < len(tokens) <= _MOST_WORDS:
        return []
    whole = bearers(connection, name)
    wanted = fold(name.strip())
    exact = {number for number in whole if wanted in _folded_names(connection, number)}
    ranked = _by_mentions(connection, whole)
    ranked.sort(key=lambda number: number not in exact)
    if len(ranked) < limit:
        seen = set(ranked)
        begun = [number for number in _begun(connection, tokens) if number not in seen]
        ranked += _by_mentions(connection, begun)
    return ranked[:limit]


def _begun(connection: sqlite3.Connection, tokens: Sequence[str]) -> list[int]:
    conditions = ["SELECT actor FROM alias_tokens WHERE token = ?"] * (len(tokens) - 1)
    conditions.append(
        "SELECT actor FROM alias_tokens WHERE token >= ? AND token < ? || char(0x10ffff)"
    )
    lines = connection.execute(" INTERSECT ".join(conditions), (*tokens, tokens[-1]))
    return [line[0] for line in lines]


def _by_mentions(connection: sqlite3.Connection, numbers: Iterable[int]) -> list[int]:
    weights = []
    for number in numbers:
        line = connection.execute("SELECT mentions FROM actors WHERE number = ?", (number,))
        weights.append((-int(line.fetchone()[0]), number))
    return [number for _, number in sorted(weights)]


def _folded_names(connection: sqlite3.Connection, number: int) -> frozenset[str]:
    lines = connection.execute(
        "SELECT surface FROM aliases WHERE actor = :n UNION SELECT name FROM actors WHERE number = :n",
        {"n": number},
    )
    return frozenset(fold(line[0]) for line in lines)


def number_of(connection: sqlite3.Connection, name_or_id: str) -> int:
    """Return the number of the actor with this id, or that bears this name best; raise NotFoundError."""
    return equally_meant(connection, name_or_id)[0]


def only_number_of(connection: sqlite3.Connection, name_or_id: str) -> int:
    """Return the number of the one actor that is meant, as ``equally_meant`` says.

    Raises NotFoundError, and AmbiguousNameError where several may be meant.
    """
    numbers = equally_meant(connection, name_or_id)
    if len(numbers) > 1:
        raise AmbiguousNameError(
            f"“{name_or_id.strip()}” may be any of {len(numbers):,} actors: give the id of the one that is meant. "
            "Nothing was changed.",
            name_or_id.strip(),
        )
    return numbers[0]


def equally_meant(connection: sqlite3.Connection, name_or_id: str) -> list[int]:
    """Return the number of the actor with this id, or those that a name may mean, best first.

    These are the actors called exactly so, accents and capitals aside; where that is the name in full of none
    of them, and they are people, also all other people whose names hold it: a surname is shared. Where nobody is called
    exactly so, they are those whose names hold all its words, or hold them with the last one begun. Of each sort the
    most mentioned comes first. Raises NotFoundError where there is nobody.
    """
    number = _of_id(connection, name_or_id)
    if number is not None:
        return [number]
    whole = _by_mentions(connection, bearers(connection, name_or_id))
    wanted = fold(name_or_id.strip())
    exact = [number for number in whole if wanted in _folded_names(connection, number)]
    if exact:
        return exact + _other_people(connection, wanted, exact, whole)
    tokens = tuple(dict.fromkeys(name_tokens(name_or_id)))
    begun = _begun(connection, tokens) if 0 < len(tokens) <= _MOST_WORDS and not whole else []
    if not (whole or begun):
        raise NotFoundError(f"No actor is called {name_or_id!r}.")
    return whole or _by_mentions(connection, begun)


def _other_people(
    connection: sqlite3.Connection, wanted: str, exact: Sequence[int], whole: Sequence[int]
) -> list[int]:
    for number in exact:
        key = key_of(connection, number)
        if key.kind is not Kind.PERSON or fold(key.name) == wanted:
            return []
    return [
        number
        for number in whole
        if number not in exact and kind_of(connection, number) is Kind.PERSON
    ]


def _of_id(connection: sqlite3.Connection, text: str) -> int | None:
    """Return the number of the actor whose id ``text`` is, None where it is no actor's."""
    if not text or not set(text) <= _HEX:
        return None
    line = connection.execute("SELECT number FROM actors WHERE id = ?", (text,)).fetchone()
    return None if line is None else int(line[0])


def bearers(connection: sqlite3.Connection, name: str) -> list[int]:
    """Return the numbers of the actors whose names hold all words of ``name`` whole."""
    tokens = tuple(dict.fromkeys(name_tokens(name)))
    if not 0 < len(tokens) <= _MOST_WORDS:
        return []
    conditions = ["SELECT actor FROM alias_tokens WHERE token = ?"] * len(tokens)
    lines = connection.execute(" INTERSECT ".join(conditions), tokens).fetchall()
    return [line[0] for line in lines]


def meant_by(connection: sqlite3.Connection, name_or_id: str) -> list[int]:
    """Return the number of the actor with this id alone, or those of all bearers of a name."""
    number = _of_id(connection, name_or_id)
    return bearers(connection, name_or_id) if number is None else [number]


def load(connection: sqlite3.Connection, number: int, *, with_roles: bool = True) -> Actor:
    """Return all that is known of an actor; its roles, which thousands of stories may give, only ``with_roles``."""
    line = connection.execute(
        "SELECT id, name, kind, mentions, stories FROM actors WHERE number = ?", (number,)
    ).fetchone()
    if line is None:
        raise NotFoundError(f"There is no actor number {number}.")
    first, last = connection.execute(
        """SELECT (SELECT row FROM presence WHERE actor = :n AND published IS NOT NULL
                   ORDER BY published, row LIMIT 1),
                  (SELECT row FROM presence WHERE actor = :n AND published IS NOT NULL
                   ORDER BY published DESC, row DESC LIMIT 1)""",
        {"n": number},
    ).fetchone()
    dates = {
        row: moment(published, precision)
        for row, published, precision in connection.execute(
            "SELECT row, published, precision FROM articles WHERE row IN (?, ?)", (first, last)
        )
    }
    return Actor(
        id=line[0],
        name=line[1],
        kind=Kind(line[2]),
        aliases=_aliases(connection, number),
        roles=_roles(connection, number) if with_roles else (),
        authority=tuple(
            connection.execute(
                "SELECT scheme, value FROM authorities WHERE actor = ? ORDER BY scheme", (number,)
            ).fetchall()
        ),
        mentions=line[3],
        stories=line[4],
        first=dates.get(first),
        last=dates.get(last),
    )


def load_briefly(connection: sqlite3.Connection, number: int) -> Actor:
    """Return what tells an actor from its namesakes in a list: all but its roles, of which it has one at most."""
    return replace(
        load(connection, number, with_roles=False), roles=_latest_role(connection, number)
    )


def _latest_role(connection: sqlite3.Connection, number: int) -> tuple[Role, ...]:
    """Return the role, with of what, that most of the latest lines about an actor give; () where none does."""
    line = connection.execute(
        """SELECT title, of, start, end, max(row) FROM (
               SELECT title, of, folded_title, folded_of, row, start, end FROM roles
               WHERE actor = ? ORDER BY row DESC LIMIT ?)
           WHERE of != '' GROUP BY folded_title, folded_of ORDER BY count(*) DESC, max(row) DESC LIMIT 1""",
        (number, _LATEST_ROLES),
    ).fetchone()
    if line is None:
        return ()
    title, of, start, end, row = line
    article, published, precision = connection.execute(
        "SELECT id, published, precision FROM articles WHERE row = ?", (row,)
    ).fetchone()
    told = moment(published, precision)
    return (Role(title, of, told, told, article, Span(start, end)),)


def _aliases(connection: sqlite3.Connection, number: int) -> tuple[Alias, ...]:
    lines = connection.execute(
        "SELECT surface, count FROM aliases WHERE actor = ? ORDER BY count DESC, surface", (number,)
    )
    return tuple(Alias(surface, seen) for surface, seen in lines)


def _roles(connection: sqlite3.Connection, number: int) -> tuple[Role, ...]:
    # SQLite takes the bare columns from the row that has the minimum: the first story that says so.
    lines = connection.execute(
        """SELECT r.title, r.of, r.start, r.end, a.id, a.precision,
                  min(coalesce(a.published, 1 << 62)), max(a.published)
           FROM roles r JOIN articles a USING (row) WHERE r.actor = ?
           GROUP BY r.folded_title, r.folded_of ORDER BY count(*) DESC, r.folded_title, r.folded_of""",
        (number,),
    )
    roles = [
        Role(
            title=title,
            of=of,
            first=moment(None if last is None else first, precision),
            last=moment(last, Precision.DAY),
            article=article,
            span=Span(start, end),
        )
        for title, of, start, end, article, precision, first, last in lines
    ]
    # "the president said" adds nothing where another story says of what.
    told = {fold(role.title) for role in roles if role.of}
    return tuple(role for role in roles if role.of or fold(role.title) not in told)


def names(connection: sqlite3.Connection, ids: Sequence[str]) -> dict[str, str]:
    """Return id -> preferred name of the actors with these ids, as far as there are such."""
    return dict(
        connection.execute(
            "SELECT id, name FROM actors WHERE id IN (SELECT value FROM json_each(?))",
            (json.dumps(ids),),
        )
    )


def mend_totals(connection: sqlite3.Connection) -> list[str]:
    """Count every actor's mentions, stories and names again; return a sentence where a total was wrong."""
    totals = connection.execute(
        """UPDATE actors SET mentions = p.mentions, stories = p.stories FROM (
               SELECT number, coalesce(sum(presence.mentions), 0) AS mentions, count(presence.row) AS stories
               FROM actors LEFT JOIN presence ON presence.actor = actors.number GROUP BY number) p
           WHERE p.number = actors.number
             AND (actors.mentions != p.mentions OR actors.stories != p.stories)"""
    ).rowcount
    names = connection.execute(
        """UPDATE aliases SET count = m.n FROM (
               SELECT actor, surface, count(*) AS n FROM mentions
               WHERE actor IS NOT NULL AND NOT demonym AND NOT descriptive GROUP BY actor, surface) m
           WHERE m.actor = aliases.actor AND m.surface = aliases.surface AND aliases.count != m.n"""
    ).rowcount
    connection.execute("DELETE FROM actors WHERE stories = 0")
    counts = sum(
        connection.execute(
            f"""UPDATE counters SET value = (SELECT count(*) FROM {table})
                WHERE name = ? AND value != (SELECT count(*) FROM {table})""",
            (name,),
        ).rowcount
        for name, table in (("stories", "articles"), ("actors", "actors"))
    )
    told = [(totals, "actors"), (names, "names"), (counts, "whole archives")]
    return [f"The totals of {wrong} {what} were wrong." for wrong, what in told if wrong > 0]
