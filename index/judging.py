"""What a reader decides about actors: made true at once, kept, taken back, and replayed after every import.

A judgement is one transaction. Those that change what was recorded (same, not an actor, name, kind) hold in the order
in which they were made: to take one back, or to put one in among them, the later ones are taken back first and made
true again after it. The other (different) holds for whatever is read under it, so the story it touches is put
down to be read again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from index.errors import NotFoundError
from index.judgement_lines import content_of
from index.model import Actor, ActorKey, Judgement, Kind, Mention, Span, TakenIn, Verdict
from index.storage import actors, articles, judgements, merging
from index.storage.database import Database
from index.storage.verdicts import Verdicts, apart_id

_MOST_FORMS = 100
_LONGEST_NAME = 200  # characters


class JudgementError(NotFoundError):
    """A judgement says nothing, or nothing that can be true."""


# -- making judgements ---------------------------------------------------------------------------


def same(connection: sqlite3.Connection, kept: int, other: int) -> Judgement:
    """Return the judgement that actor number ``other`` is actor number ``kept``."""
    if kept == other:
        raise JudgementError("These are one actor already.")
    return Judgement(
        made=_now(connection),
        verdict=Verdict.SAME,
        actor=actors.key_of(connection, kept),
        other=actors.key_of(connection, other),
        forms=_forms(actors.load(connection, other)),
    )


def different(
    connection: sqlite3.Connection,
    row: int,
    mention: Mention,
    *,
    instead: int | None = None,
    name: str = "",
    whole_story: bool = False,
) -> Judgement:
    """Return the judgement that a mention is not the actor it is linked to, if it is to anybody.

    It is actor number ``instead``, or one who is new and called ``name``, or nobody known.
    """
    if mention.actor is None and instead is None and not name.strip():
        raise JudgementError("Nobody is linked here already.")
    article = articles.load(connection, row).id
    wrong: ActorKey | None = None
    if mention.actor is not None:
        wrong = actors.key_of(connection, actors.number_of(connection, mention.actor))
    other: ActorKey | None = None
    if instead is not None:
        other = actors.key_of(connection, instead)
        if wrong is not None and other.id == wrong.id:
            raise JudgementError("That is the actor it is linked to.")
    elif name.strip():
        called = _called(name)
        other = ActorKey(
            apart_id(mention.kind, called, article, mention.start), mention.kind, called
        )
    return Judgement(
        made=_now(connection),
        verdict=Verdict.DIFFERENT,
        actor=wrong,
        other=other,
        article=article,
        span=Span(mention.start, mention.end),
        surface=mention.surface,
        whole_story=whole_story,
    )


def mention_is_no_actor(connection: sqlite3.Connection, mention: Mention) -> Judgement:
    """Return the judgement that what is called as this mention is, is no actor."""
    return Judgement(
        made=_now(connection),
        verdict=Verdict.NO_ACTOR,
        kind=mention.kind,
        forms=(mention.surface,),
    )


def is_no_actor(connection: sqlite3.Connection, number: int) -> Judgement:
    """Return the judgement that an actor is none, under all its names."""
    actor = actors.load(connection, number)
    return Judgement(
        made=_now(connection),
        verdict=Verdict.NO_ACTOR,
        actor=ActorKey(actor.id, actor.kind, actor.name),
        kind=actor.kind,
        forms=tuple(
            dict.fromkeys([actor.name, *_forms(actor), *_alone(connection, number, actor)])
        ),
    )


def renamed(connection: sqlite3.Connection, number: int, name: str) -> Judgement:
    """Return the judgement that an actor is called ``name``."""
    return Judgement(
        made=_now(connection),
        verdict=Verdict.NAME,
        actor=actors.key_of(connection, number),
        name=_called(name),
    )


def of_kind(connection: sqlite3.Connection, number: int, kind: Kind) -> Judgement:
    """Return the judgement that an actor is of ``kind``."""
    actor = actors.load(connection, number)
    if actor.kind is kind:
        raise JudgementError(f"{actor.name} is of the kind {kind.value} already.")
    return Judgement(
        made=_now(connection),
        verdict=Verdict.KIND,
        actor=ActorKey(actor.id, actor.kind, actor.name),
        kind=kind,
        forms=_forms(actor),
    )


def _called(name: str) -> str:
    called = " ".join(name.split())
    if not called or len(called) > _LONGEST_NAME or not called.isprintable():
        raise JudgementError("A name needs at least one letter, and no more than one line.")
    return called


def _forms(actor: Actor) -> tuple[str, ...]:
    """Return the names by which an actor is known again; a part of a name is not enough for that."""
    whole = " " not in actor.name
    return tuple(
        alias.surface
        for alias in actor.aliases[:_MOST_FORMS]
        if whole or " " in alias.surface.strip() or alias.surface.isupper()
    )


def _alone(connection: sqlite3.Connection, number: int, actor: Actor) -> tuple[str, ...]:
    """Return the names of an actor that nobody else of its kind bears: a surname may be that of others too."""
    return tuple(
        alias.surface
        for alias in actor.aliases[:_MOST_FORMS]
        if not any(
            actors.kind_of(connection, other) is actor.kind
            for other in actors.bearers(connection, alias.surface)
            if other != number
        )
    )


def _now(connection: sqlite3.Connection) -> datetime:
    """Return the time now, or just after the latest judgement where the clock was set back."""
    known = judgements.in_force(connection)
    now = datetime.now(UTC)
    return max(now, known[-1].made + timedelta(microseconds=1)) if known else now


# -- keeping them --------------------------------------------------------------------------------


def keep(connection: sqlite3.Connection, judgement: Judgement) -> Judgement:
    """Keep a judgement that is the latest of all, and make it true; return it with its number."""
    kept = judgements.add(connection, judgement)
    merging.apply(connection, kept)
    return kept


def undo(connection: sqlite3.Connection, number: int | None) -> Judgement:
    """Take back a judgement, the latest in force where ``number`` is None; raise NotFoundError."""
    known = judgements.in_force(connection)
    if number is None:
        if not known:
            raise NotFoundError("There is no judgement to take back.")
        number = known[-1].number
    place = next((at for at, each in enumerate(known) if each.number == number), None)
    if place is None:
        if judgements.load(connection, number).undone is not None:
            raise JudgementError(f"Judgement number {number} was taken back before.")
        raise NotFoundError(f"There is no judgement number {number}.")
    judgement = known[place]
    later = _unwound(connection, known[place + 1 :]) if merging.at_once(judgement) else ()
    merging.revert(connection, judgement)
    when = datetime.now(UTC)
    judgements.set_undone(connection, number, when)
    for each in later:
        merging.apply(connection, each)
    return replace(judgement, undone=when)


def _unwound(connection: sqlite3.Connection, later: Sequence[Judgement]) -> list[Judgement]:
    """Take back, the latest first, what was judged later; return it in the order in which it was made."""
    reverted = [judgement for judgement in later if merging.at_once(judgement)]
    for judgement in reversed(reverted):
        merging.revert(connection, judgement, for_now=True)
    return reverted


def take_in(connection: sqlite3.Connection, given: Iterable[Judgement]) -> TakenIn:
    """Keep judgements made elsewhere, each in its place among those that are here."""
    known = judgements.in_force(connection)
    contents = {content_of(judgement) for judgement in known}
    new: list[Judgement] = []
    already = 0
    for judgement in given:
        content = content_of(judgement)
        if content in contents:
            already += 1
        else:
            contents.add(content)
            new.append(judgement)
    if new:
        first = min(judgement.made for judgement in new)
        later = _unwound(connection, [each for each in known if each.made >= first])
        added = [judgements.add(connection, judgement) for judgement in new]
        for judgement in sorted([*later, *added], key=lambda each: (each.made, each.number)):
            merging.apply(connection, judgement)
    return TakenIn(len(new), already)


def settle(database: Database) -> None:
    """Make true again what the judgements in force say of actors that have come, or come back, since."""
    with database.reading() as connection:
        known = [each for each in judgements.in_force(connection) if merging.of_actors(each)]
    if not known:
        return
    last = {
        (judgement.verdict, judgement.actor.id): judgement.number
        for judgement in known
        if judgement.actor is not None
    }
    verdicts = Verdicts(known)
    with database.transaction() as connection:
        before = connection.total_changes
        for judgement in known:
            key = judgement.actor
            if key is None:
                continue
            latest = last[judgement.verdict, key.id] == judgement.number
            # Who has since been found to be somebody else is called and known as that other is.
            if judgement.verdict is Verdict.SAME or (latest and not verdicts.canonical(key.id)):
                merging.apply(connection, judgement)
        if connection.total_changes != before:
            connection.execute("UPDATE counters SET value = value + 1 WHERE name = 'generation'")
