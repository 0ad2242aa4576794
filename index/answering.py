"""What only the archive can answer of a query: which stories are meant, and where in one of them it is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from index import event_names
from index.analysis.masking import mask
from index.errors import ArchiveError, NotFoundError
from index.model import ActorReference, Analysis, Event, Span
from index.search import query as queries
from index.search.query import Query
from index.storage import actors, articles, told


def answered(connection: sqlite3.Connection, leaf: queries.ArchiveLeaf) -> Query:
    """Return what a search engine can answer in place of a leaf that it cannot."""
    match leaf:
        case queries.LikeIs(article_id):
            return _resembling(connection, leaf, article_id)
        case queries.StateIs(queries.State.UNREAD):
            # What was read is far less, and quicker left out than all else taken in.
            read = queries.StateIs(queries.State.READ)
            return queries.Not(queries.Among(queries.as_text(read), _rows_for(connection, read)))
        case _:
            return queries.Among(queries.as_text(leaf), _rows_for(connection, leaf))


def actor_term(connection: sqlite3.Connection, actor_id: str) -> str:
    """Return what asks in a query for the stories of one actor: its name, or its id where others bear that name too.

    "" where there is no such actor.
    """
    name = actors.names(connection, (actor_id,)).get(actor_id)
    if name is None:
        return ""
    name = " ".join(name.replace('"', " ").split())
    meant = actors.meant_by(connection, name) if name else []
    alone = len(meant) == 1 and actors.key_of(connection, meant[0]).id == actor_id
    return queries.as_text(queries.ActorIs(name if alone else actor_id))


def _rows_of_meant(
    connection: sqlite3.Connection,
    name: str,
    rows_of: Callable[[sqlite3.Connection, int], list[int]],
) -> frozenset[int]:
    meant = actors.meant_by(connection, name)
    return frozenset(row for number in meant for row in rows_of(connection, number))


def _resembling(connection: sqlite3.Connection, leaf: queries.LikeIs, article_id: str) -> Query:
    try:
        row = articles.row_of(connection, article_id)
    except NotFoundError:
        return queries.Nothing()
    for body in articles.bodies(connection, (row,)):
        text = f"{body.headline}\n{mask(body.text, body.body_format)}"
        return queries.Resembling(queries.as_text(leaf), text, body.language, frozenset({row}))
    return queries.Nothing()


def why_nothing(connection: sqlite3.Connection, query: Query) -> str:
    """Return a sentence that says which story a query refers to in vain, "" where it refers to none so."""
    for leaf in queries.like_leaves(query):
        try:
            articles.row_of(connection, leaf.article)
        except NotFoundError as error:
            return str(error)
    return ""


def _rows_for(
    connection: sqlite3.Connection,
    leaf: queries.StateIs | queries.TagIs | queries.ActorIs | queries.SaidBy | queries.EventIs,
) -> frozenset[int]:
    match leaf:
        case queries.StateIs(state):
            return frozenset(articles.rows_in_state(connection, state.value))
        case queries.TagIs(tag):
            try:
                name = articles.normal_tag(tag)
            except ArchiveError:
                return frozenset()
            return frozenset(articles.rows_tagged(connection, name))
        case queries.ActorIs(name):
            return _rows_of_meant(connection, name, actors.rows_of)
        case queries.SaidBy(name):
            return _rows_of_meant(connection, name, told.rows_said_by)
        case queries.EventIs():
            return _rows_with_event(connection, leaf)


def _rows_with_event(connection: sqlite3.Connection, event: queries.EventIs) -> frozenset[int]:
    kind = event_names.named(event.kind) if event.kind else None
    sources = actors.meant_by(connection, event.source) if event.source else None
    targets = actors.meant_by(connection, event.target) if event.target else None
    return frozenset(told.rows_with_event(connection, kind, sources, targets))


def places_of(
    connection: sqlite3.Connection,
    leaf: queries.ActorIs | queries.SaidBy | queries.EventIs,
    analysis: Analysis,
) -> Iterator[Span]:
    """Give where a story, of which ``analysis`` is what was read, says what a leaf asks for."""
    match leaf:
        case queries.ActorIs(name):
            meant = _ids(connection, name)
            for mention in analysis.mentions:
                if mention.actor in meant:
                    yield Span(mention.start, mention.end)
        case queries.SaidBy(name):
            meant = _ids(connection, name)
            for quotation in analysis.quotations:
                if _is_one_of(quotation.speaker, meant):
                    yield quotation.span
        case queries.EventIs(kind, source, target):
            wanted = event_names.named(kind) if kind else None
            sources = _ids(connection, source) if source else None
            targets = _ids(connection, target) if target else None
            for event in analysis.events:
                if wanted is not None and not wanted.covers(event.type, event.mode, event.cameo):
                    continue
                swapped = wanted is not None and wanted.both_ways
                if _between(event, sources, targets) or (
                    swapped and _between(event, targets, sources)
                ):
                    yield event.trigger


def _ids(connection: sqlite3.Connection, name: str) -> frozenset[str]:
    return frozenset(
        actors.load(connection, number).id for number in actors.meant_by(connection, name)
    )


def _between(event: Event, sources: frozenset[str] | None, targets: frozenset[str] | None) -> bool:
    return (sources is None or _is_one_of(event.source, sources)) and (
        targets is None or _is_one_of(event.target, targets)
    )


def _is_one_of(somebody: ActorReference | None, meant: frozenset[str]) -> bool:
    return somebody is not None and somebody.actor in meant
