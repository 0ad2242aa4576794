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

TABLES = ("quotations", "events", "figures")

_Place = tuple[int | None, int | None, int | None]
_NOWHERE: _Place = (None, None, None)

_QUOTATIONS = """
    SELECT q.start, q.end, q.direct, speaker.id, speaker.name, q.speaker_start, q.speaker_end,
           q.cue_start, q.cue_end, q.medium_start, q.medium_end,
           addressee.id, addressee.name, q.addressee_start, q.addressee_end, {context}
    FROM {source} q LEFT JOIN actors speaker ON speaker.number = q.speaker
                  LEFT JOIN actors addressee ON addressee.number = q.addressee {joins}
"""
_EVENTS = """
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
_FIGURES = """
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
    there = {"context": "0", "joins": ""}  # the article is known, and its body with it
    return Analysis(
        mentions=mentions,
        quotations=tuple(
            _quotation(line)
            for line in connection.execute(
                _QUOTATIONS.format(source="quotations", **there)
                + "WHERE q.row = ? ORDER BY q.start, q.end",
                (row,),
            )
        ),
        events=tuple(
            _event(line)
            for line in connection.execute(
                _EVENTS.format(source="events", **there) + "WHERE e.row = ? ORDER BY e.place",
                (row,),
            )
        ),
        figures=tuple(
            _figure(line)
            for line in connection.execute(
                _FIGURES.format(source="figures", **there) + "WHERE f.row = ? ORDER BY f.place",
                (row,),
            )
        ),
    )


_CONTEXT = "a.id, a.headline, a.published, a.precision, substr(b.body, {table}.start + 1, {table}.end - {table}.start)"
_JOINS = "JOIN articles a ON a.row = {table}.row JOIN bodies b ON b.row = {table}.row"
_NEWEST = "ORDER BY a.published DESC, {table}.row DESC, {table}.start"


def _in_context(sql: str, name: str, condition: str, limit: str = "?") -> str:
    """Return a query for the newest lines that meet a condition, each with its story and words."""
    table = name[0]
    newest = _NEWEST.format(table=table)
    # The lines are chosen first: only theirs are the bodies that are read.
    source = f"""(SELECT {table}.* FROM {name} {table} JOIN articles a ON a.row = {table}.row
                  WHERE {condition} {newest} LIMIT {limit})"""
    filled = sql.format(
        source=source, context=_CONTEXT.format(table=table), joins=_JOINS.format(table=table)
    )
    return f"{filled} {newest}"


def quotations_by(
    connection: sqlite3.Connection, number: int, limit: int
) -> tuple[DatedQuotation, ...]:
    """Return what an actor is quoted as saying, the newest first."""
    sql = _in_context(_QUOTATIONS, "quotations", "q.speaker = ?")
    return tuple(_dated_quotations(connection.execute(sql, (number, limit))))


def quotations_about(
    connection: sqlite3.Connection, number: int, limit: int
) -> tuple[DatedQuotation, ...]:
    """Return what others are quoted as saying with the actor named in it, the newest first."""
    named = """q.row IN (SELECT row FROM presence WHERE actor = :number)
               AND q.speaker IS NOT :number AND EXISTS (
                   SELECT 1 FROM mentions m WHERE m.row = q.row AND m.actor = :number
                   AND m.start >= q.start AND m.end <= q.end)"""
    sql = _in_context(_QUOTATIONS, "quotations", named, ":limit")
    return tuple(_dated_quotations(connection.execute(sql, {"number": number, "limit": limit})))


def _dated_quotations(lines: Iterable[tuple[object, ...]]) -> Iterator[DatedQuotation]:
    for line in lines:
        yield DatedQuotation(*_context(line), quotation=_quotation(line))


def timeline(connection: sqlite3.Connection, number: int, limit: int) -> tuple[DatedEvent, ...]:
    """Return what an actor did and what was done to it, the latest told first."""
    sql = _in_context(_EVENTS, "events", "(e.source = ? OR e.target = ?)")
    lines = connection.execute(sql, (number, number, limit))
    return tuple(DatedEvent(*_context(line), event=_event(line)) for line in lines)


def figures(connection: sqlite3.Connection, number: int, limit: int) -> tuple[DatedFigure, ...]:
    """Return the figures about an actor, the newest first."""
    sql = _in_context(_FIGURES, "figures", "f.subject = ?")
    lines = connection.execute(sql, (number, limit))
    return tuple(DatedFigure(*_context(line), figure=_figure(line)) for line in lines)


def rows_said_by(connection: sqlite3.Connection, number: int) -> list[int]:
    """Return the rows of the stories that quote an actor."""
    lines = connection.execute("SELECT DISTINCT row FROM quotations WHERE speaker = ?", (number,))
    return [line[0] for line in lines]


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
    return None if span is None else ActorReference(_word(actor), _word(name), span)


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
