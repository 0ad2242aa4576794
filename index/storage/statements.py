"""What stories say was said, done and counted: quotations, events and figures, in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator

from index.model import (
    ActorReference,
    Analysis,
    DatedEvent,
    DatedFigure,
    DatedQuotation,
    Event,
    Figure,
    Mention,
    Moment,
    Quotation,
    Span,
)
from index.storage.articles import moment

_PRONOUNS = frozenset(
    [
        "he",
        "she",
        "they",
        "it",
        "we",
        "i",
        "you",
        "who",
        "which",
        "him",
        "her",
        "them",
        "us",
        "me",
        "himself",
        "herself",
        "themselves",
        "itself",
    ]
)
TABLES = ("quotations", "events", "figures")

_Place = tuple[int | None, int | None, int | None]
_NOWHERE: _Place = (None, None, None)

QUOTATIONS = """
    SELECT q.start, q.end, q.direct, speaker.id, {speaker}, q.speaker_start, q.speaker_end,
           q.cue_start, q.cue_end, q.medium_start, q.medium_end,
           addressee.id, {addressee}, q.addressee_start, q.addressee_end, {context}
    FROM {source} q LEFT JOIN actors speaker ON speaker.number = q.speaker
                  LEFT JOIN actors addressee ON addressee.number = q.addressee {joins}
"""
EVENTS = """
    SELECT e.start, e.end, e.type, e.mode, e.cameo,
           source.id, source.name, e.source_start, e.source_end,
           target.id, target.name, e.target_start, e.target_end,
           e.date, e.precision, e.status, e.trigger_start, e.trigger_end,
           location.id, location.name, e.location_start, e.location_end,
           claimant.id, claimant.name, e.claimant_start, e.claimant_end, {context}
    FROM {source} e LEFT JOIN actors source ON source.number = e.source
                  LEFT JOIN actors target ON target.number = e.target
                  LEFT JOIN actors location ON location.number = e.location
                  LEFT JOIN actors claimant ON claimant.number = e.claimant {joins}
"""
FIGURES = """
    SELECT f.start, f.end, f.value, f.unit, f.measures,
           subject.id, subject.name, f.subject_start, f.subject_end,
           claimant.id, claimant.name, f.claimant_start, f.claimant_end,
           f.upper, f.qualifier, f.date, f.precision, {context}
    FROM {source} f LEFT JOIN actors subject ON subject.number = f.subject
                   LEFT JOIN actors claimant ON claimant.number = f.claimant {joins}
"""


def insert(
    connection: sqlite3.Connection, row: int, analysis: Analysis, number_of: Callable[[str], int]
) -> None:
    """Store what was said, done and counted in the article in ``row``; ``number_of`` knows actors by id."""

    def placed(reference: ActorReference | None) -> _Place:
        if reference is None or reference.span is None:
            return _NOWHERE
        number = None if reference.actor is None else number_of(reference.actor)
        return number, reference.span.start, reference.span.end

    connection.executemany(
        f"INSERT OR IGNORE INTO quotations VALUES ({_marks(14)})",
        [
            (
                row,
                one.span.start,
                one.span.end,
                one.direct,
                *placed(one.speaker),
                *_ends(one.cue),
                *_ends(one.medium),
                *placed(one.addressee),
            )
            for one in analysis.quotations
        ],
    )
    connection.executemany(
        f"INSERT INTO events VALUES ({_marks(24)})",
        [
            (
                row,
                place,
                one.span.start,
                one.span.end,
                one.type,
                one.mode,
                one.cameo,
                *placed(one.source),
                *placed(one.target),
                *_seconds(one.date),
                one.status,
                *_ends(one.trigger),
                *placed(one.place),
                *placed(one.claimant),
            )
            for place, one in enumerate(analysis.events)
        ],
    )
    connection.executemany(
        f"INSERT INTO figures VALUES ({_marks(17)})",
        [
            (
                row,
                place,
                one.span.start,
                one.span.end,
                one.value,
                one.unit,
                one.measures,
                *placed(one.subject),
                *placed(one.claimant),
                one.upper,
                one.qualifier,
                *_seconds(one.date),
            )
            for place, one in enumerate(analysis.figures)
        ],
    )


def load(connection: sqlite3.Connection, row: int, mentions: tuple[Mention, ...]) -> Analysis:
    """Return all that was read from the article in ``row``, with its ``mentions``."""
    # The article is known, and its body with it.
    there = {
        "context": "0",
        "joins": "",
        "speaker": "speaker.name",
        "addressee": "addressee.name",
    }
    return Analysis(
        mentions=mentions,
        quotations=tuple(
            _quotation(line)
            for line in connection.execute(
                QUOTATIONS.format(source="quotations", **there)
                + "WHERE q.row = ? ORDER BY q.start, q.end",
                (row,),
            )
        ),
        events=tuple(
            _event(line)
            for line in connection.execute(
                EVENTS.format(source="events", **there) + "WHERE e.row = ? ORDER BY e.place",
                (row,),
            )
        ),
        figures=tuple(
            _figure(line)
            for line in connection.execute(
                FIGURES.format(source="figures", **there) + "WHERE f.row = ? ORDER BY f.place",
                (row,),
            )
        ),
    )


_CONTEXT = "a.id, a.headline, a.published, a.precision, substr(b.body, {table}.start + 1, {table}.end - {table}.start)"
_WORDS = "coalesce({role}.name, substr(b.body, q.{role}_start + 1, q.{role}_end - q.{role}_start))"
"""The words that stand for somebody who is no known actor, to be told where the body is not at hand."""
_JOINS = "JOIN articles a ON a.row = {table}.row JOIN bodies b ON b.row = {table}.row"
ALONE = "presence p"
NEWEST = "ORDER BY a.published DESC, {table}.row DESC, {table}.start"


def in_context(sql: str, name: str, condition: str, *, order: str = NEWEST, along: str = "") -> str:
    """Return a query for lines that meet a condition, each with its story and words.

    ``sql`` is QUOTATIONS, EVENTS or FIGURES, ``name`` its table, whose first letter the condition calls it by. The
    query takes ``:limit`` and ``:start`` beside what the condition asks for. ``along``, ALONE or a join that begins
    with it, looks, newest first, through the stories that name actor ``:number`` until it has enough: of an actor
    with many lines the newest are found a hundred times sooner than when all are sorted.
    """
    table = name[0]
    newest = order.format(table=table)
    # The lines are chosen first: only theirs are the bodies that are read.
    if along:
        chosen = f"""{along} CROSS JOIN {name} {table} ON {table}.row = p.row
                     WHERE p.actor = :number AND {condition}
                     ORDER BY p.published DESC, p.row DESC, {table}.start"""
    else:
        chosen = f"""{name} {table} JOIN articles a ON a.row = {table}.row
                     WHERE {condition} {newest}"""
    source = f"(SELECT {table}.* FROM {chosen} LIMIT :limit OFFSET :start)"
    filled = sql.format(
        source=source,
        context=_CONTEXT.format(table=table),
        joins=_JOINS.format(table=table),
        speaker=_WORDS.format(role="speaker"),
        addressee=_WORDS.format(role="addressee"),
    )
    return f"{filled} {newest}"


def dated_quotations(lines: Iterable[tuple[object, ...]]) -> Iterator[DatedQuotation]:
    """Yield the quotations that ``in_context`` finds."""
    for line in lines:
        yield DatedQuotation(*_context(line), quotation=_quotation(line))


def dated_events(lines: Iterable[tuple[object, ...]]) -> Iterator[DatedEvent]:
    """Yield the events that ``in_context`` finds."""
    for line in lines:
        yield DatedEvent(*_context(line), event=_event(line))


def dated_figures(lines: Iterable[tuple[object, ...]]) -> Iterator[DatedFigure]:
    """Yield the figures that ``in_context`` finds."""
    for line in lines:
        yield DatedFigure(*_context(line), figure=_figure(line))


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _ends(span: Span | None) -> tuple[int | None, int | None]:
    return (None, None) if span is None else (span.start, span.end)


def _seconds(date: Moment | None) -> tuple[int | None, str | None]:
    return (None, None) if date is None else (int(date.instant.timestamp()), date.precision.value)


def _context(line: tuple[object, ...]) -> tuple[str, str, Moment | None, str]:
    article, headline, published, precision, text = line[-5:]
    return str(article), str(headline), moment(_whole(published), _word(precision)), str(text)


def _quotation(line: tuple[object, ...]) -> Quotation:
    start, end, direct = line[:3]
    return Quotation(
        _span(start, end),
        bool(direct),
        speaker=_reference(line[3:7]),
        cue=_maybe(*line[7:9]),
        medium=_maybe(*line[9:11]),
        addressee=_reference(line[11:15]),
    )


def _event(line: tuple[object, ...]) -> Event:
    return Event(
        span=_span(*line[:2]),
        type=str(line[2]),
        mode=str(line[3]),
        cameo=str(line[4]),
        source=_reference(line[5:9]),
        target=_reference(line[9:13]),
        date=moment(_whole(line[13]), _word(line[14])),
        status=str(line[15]),
        trigger=_span(*line[16:18]),
        place=_reference(line[18:22]),
        claimant=_reference(line[22:26]),
    )


def _figure(line: tuple[object, ...]) -> Figure:
    value = line[2]
    return Figure(
        span=_span(*line[:2]),
        value=_number(value) or 0.0,
        unit=str(line[3]),
        measures=str(line[4]),
        subject=_reference(line[5:9]),
        claimant=_reference(line[9:13]),
        upper=_number(line[13]),
        qualifier=_word(line[14]) or "",
        date=moment(_whole(line[15]), _word(line[16])),
    )


def _reference(part: tuple[object, ...]) -> ActorReference | None:
    actor, name, start, end = part
    span = _maybe(start, end)
    known, called = _word(actor), _word(name)
    if known is None and called is not None:
        # Whom "she" means is told by what stands before it.
        called = None if called.casefold() in _PRONOUNS else " ".join(called.split())
    return None if span is None else ActorReference(known, called, span)


def _maybe(start: object, end: object) -> Span | None:
    return None if start is None else _span(start, end)


def _span(start: object, end: object) -> Span:
    if not (isinstance(start, int) and isinstance(end, int)):
        raise TypeError(f"{start!r} to {end!r} is no span")
    return Span(start, end)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _word(value: object) -> str | None:
    return value if isinstance(value, str) else None
