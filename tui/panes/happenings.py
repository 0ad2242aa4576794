"""What stories tell of an actor, as rows of a list: what was done, what was said, and figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from index.model import (
    ActorReference,
    DatedEvent,
    DatedFigure,
    DatedQuotation,
    Moment,
    Span,
)
from tui.dates import plain_date
from tui.glyphs import FULL, Glyphs
from tui.looks import Run
from tui.markdown_inline import SourceMap, inline_pieces
from tui.safe_text import cell_cut, cell_width, safe_text
from tui.story_rows import wrapped

BROAD = 72
"""Cells from which who, whom and what stand on one line, which leaves the sentence two."""
_MOST_READ = 2_000
"""Code points of a sentence that are looked at: more than ever fits in a row."""
_WHOLE = 1e15
"""Numbers as large as this are not written out."""
_INDENT = "  "
_HAPPENED = "happened"
_DIM = "dim"
_BOLD = "bold"


def place_of(row: DatedEvent | DatedQuotation | DatedFigure) -> Span:
    """Return the stretch of the story's body that a row tells of."""
    if isinstance(row, DatedEvent):
        return row.event.span
    return row.quotation.span if isinstance(row, DatedQuotation) else row.figure.span


def by_happening(timeline: Iterable[DatedEvent]) -> tuple[DatedEvent, ...]:
    """Return events with the latest first: by when they happened, else by when they were told.

    What has neither date comes last. Of one date the order stays.
    """

    def when(row: DatedEvent) -> tuple[bool, float]:
        moment = row.event.date or row.published
        return moment is not None, moment.instant.timestamp() if moment is not None else 0.0

    return tuple(sorted(timeline, key=when, reverse=True))


def event_lines(row: DatedEvent, width: int, signs: Glyphs) -> list[list[Run]]:
    """Draw ``29 Jul 2024  Venezuela → Panama  SANCTION withdraw · happened`` over its sentence.

    In less room than ``BROAD`` who and whom have the second line for themselves.
    """
    event = row.event
    told = plain_date(event.date) if event.date is not None else _told(row.published)
    what = _clean(f"{event.type} {event.mode}")
    status = _clean(event.status)
    date: list[Run] = [(told, _DIM), ("  ", "")]
    happened: list[Run] = [(what, ""), (f" {signs.dot} {status}", _DIM)]
    # What may not have happened at all must not be overlooked, nor be what is cut.
    doubtful: list[Run] = [(status, _BOLD), (f" {signs.dot} ", _DIM), (what, "")]
    done = happened if status == _HAPPENED else doubtful
    if width >= BROAD:
        room = width - _width([*date, *done]) - 2
        first = [*date, *_parties(row, room, signs), ("  ", ""), *done]
        return [_cut(first, width, signs), *_sentence(row.text, width, signs, 2)]
    if status == _HAPPENED and _width([*date, *done]) > width:
        done = done[:1]
    parties = _parties(row, width - len(_INDENT), signs)
    lines = [_cut([*date, *done], width, signs), [(_INDENT, ""), *parties]]
    return lines + _sentence(row.text, width, signs, 1)


def quotation_lines(row: DatedQuotation, width: int, signs: Glyphs) -> list[list[Run]]:
    """Draw the date, who said it and whether it is only reported, over the words themselves."""
    quotation = row.quotation
    speaker = quotation.speaker
    name = _clean(speaker.name) if speaker is not None and speaker.name else "speaker not known"
    date = _date(row.published)
    mark = "" if quotation.direct else f" {signs.dot} reported"
    room = width - cell_width(date) - 2 - cell_width(mark)
    shown: list[Run] = [(cell_cut(name, room, signs.ellipsis), _BOLD), (mark, "")]
    first = _cut([(date, _DIM), ("  ", ""), *shown], width, signs)
    if not quotation.direct:
        return [first, *_sentence(row.text, width, signs, 2)]
    opening, closing = ("“", "”") if signs.dot == FULL.dot else ('"', '"')
    lines = _sentence(opening + row.text, width - 1, signs, 2)
    return [first, *lines[:-1], [*lines[-1], (closing, "")]]


def figure_lines(row: DatedFigure, width: int, signs: Glyphs) -> list[list[Run]]:
    """Draw ``7 Jan 2025  51.2%  vote share``, in what words and according to whom, and the headline."""
    figure = row.figure
    unit, measures, words = _clean(figure.unit), _clean(figure.measures), _clean(row.text)
    value = f"{_number(figure.value)}{'' if unit == '%' else ' '}{unit}".rstrip()
    first: list[Run] = [(_date(row.published), _DIM), ("  ", ""), (value, _BOLD)]
    if measures and measures != unit:
        first += [("  ", ""), (measures, "")]
    lines = [_cut(first, width, signs)]
    told = [words] if words.replace(" ", "") != value.replace(" ", "") else []
    if figure.claimant is not None:
        told.append(
            f"according to {_clean(figure.claimant.name or '') or 'a source not named here'}"
        )
    for text, look in ((", ".join(told), ""), (_clean(row.headline), _DIM)):
        if text:
            lines.append(_cut([(_INDENT, ""), (text, look)], width, signs))
    return lines


def _parties(row: DatedEvent, room: int, signs: Glyphs) -> list[Run]:
    """Return ``Venezuela → Paraguay`` in at most ``room`` cells, neither name cut for the other's sake."""
    source = _named(row.event.source, row) or "someone"
    target = _named(row.event.target, row)
    if not target:
        return [(cell_cut(source, room, signs.ellipsis), _BOLD)]
    arrow = " → " if signs.prompt == FULL.prompt else " -> "
    room = max(2, room - cell_width(arrow))
    half = room // 2
    one, other = cell_width(source), cell_width(target)
    if one + other > room:
        source = cell_cut(source, max(half, room - other), signs.ellipsis)
        target = cell_cut(target, room - cell_width(source), signs.ellipsis)
    return [(source, _BOLD), (arrow, ""), (target, _BOLD)]


def _named(reference: ActorReference | None, row: DatedEvent) -> str:
    """Return an actor's name, else the words of the sentence that stand for it; "" for nobody."""
    if reference is None:
        return ""
    if reference.name:
        return _clean(reference.name)
    span, sentence = reference.span, row.event.span
    if span is None or not sentence.start <= span.start < span.end <= sentence.end:
        return ""
    return _clean(row.text[span.start - sentence.start : span.end - sentence.start])


def _sentence(text: str, width: int, signs: Glyphs, most: int) -> list[list[Run]]:
    """Return the beginning of a sentence, without the signs of Markdown, on at most ``most`` lines."""
    content = " ".join(text[:_MOST_READ].split())
    # Whether the body is Markdown is not told here; in plain text such signs in pairs are rare.
    shown = "".join(
        piece.text for line in inline_pieces(content, SourceMap([0], [0]), 0, {}) for piece in line
    )
    room = max(1, width - len(_INDENT))
    lines = wrapped(_clean(shown).split(), room, signs.ellipsis, most) or [""]
    return [[(_INDENT, ""), (line, "")] for line in lines]


def _told(published: Moment | None) -> str:
    return f"told {plain_date(published)}" if published is not None else "undated"


def _date(published: Moment | None) -> str:
    return plain_date(published) if published is not None else "undated"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() and abs(value) < _WHOLE else f"{value:,}"


def _clean(text: str) -> str:
    return " ".join(safe_text(text).split())


def _width(runs: Sequence[Run]) -> int:
    return sum(cell_width(text) for text, _look in runs)


def _cut(runs: Sequence[Run], width: int, signs: Glyphs) -> list[Run]:
    """Return runs, whose texts are safe, cut to ``width`` cells."""
    cut: list[Run] = []
    for text, look in runs:
        shown = cell_cut(text, width, signs.ellipsis)
        cut.append((shown, look))
        if shown != text:
            break
        width -= cell_width(text)
    return cut
