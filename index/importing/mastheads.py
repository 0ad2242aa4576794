"""The lines of a page, and which of those at its headline name the newsroom."""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from index.importing.chrome import (
    Line,
    LineKind,
    classify,
    folded,
    is_prose,
    looks_like_name,
    outlet_in,
    rules,
)

HEAD_LINES = 40
"""Where a headline, bylines and controls can be expected, in lines that are not empty."""
METADATA = (
    LineKind.PUBLISHED,
    LineKind.UPDATED,
    LineKind.DATE,
    LineKind.BYLINE,
    LineKind.SOURCE,
    LineKind.HEADLINE,
    LineKind.URL,
    LineKind.DATELINE,
    LineKind.LANGUAGE,
    LineKind.SEVERAL,
)


@dataclass(slots=True)
class Row:
    """A line that is not empty; ``opens`` tells that an empty one, or the start, is above it."""

    text: str
    line: Line
    opens: bool
    gone: bool = False

    @property
    def kind(self) -> LineKind:
        """What the line is."""
        return self.line.kind


def join_labels(rows: list[Row]) -> None:
    """Read a label and its value on the line below it ("Published", "15 January 2025") as one line."""
    for row, below in itertools.pairwise(rows[:HEAD_LINES]):
        kind = rules().labels.get(folded(row.text))
        if kind in (LineKind.PUBLISHED, LineKind.UPDATED, LineKind.BYLINE) and len(row.text) <= 20:
            joined = classify(f"{row.text.rstrip(': ')}: {below.text}")
            if joined.kind in (kind, LineKind.SEVERAL):
                row.line, below.line = Line(LineKind.CHROME), joined


def name_mastheads(rows: list[Row]) -> str:
    """Take a newsroom's name among the lines of metadata at the headline for the source.

    Returns the agency that is named above a date, or "": it is the source where nothing else is.
    """
    titled, agency = False, ""
    if len(rows) > 2 and rows[1].kind is LineKind.TEXT and rows[2].kind in METADATA:
        name = outlet_in(rows[0].text) if rows[0].kind is LineKind.TEXT else ""
        if name and len(rows[1].text.split()) >= 4 and not is_prose(rows[1].text):
            rows[0].line = Line(LineKind.SOURCE, name)
    for number, row in enumerate(rows[:HEAD_LINES]):
        if is_prose(row.text) and row.kind is LineKind.TEXT:
            break
        above = rows[number - 1] if number else None
        below = rows[number + 1] if number + 1 < len(rows) else None
        if above is not None and below is not None and titled:
            agency = agency or _agency(above, row, below)
            _name_masthead(above, row, below)
        titled = titled or (row.kind is LineKind.TEXT and len(row.text.split()) >= 3)
    return agency


def _agency(above: Row, row: Row, below: Row) -> str:
    # Under a caption, or without a date below it, it may be the credit of a picture.
    pictured = above.kind in (LineKind.CAPTION, LineKind.CREDIT)
    writes = row.kind is LineKind.AGENCY and folded(row.text) in rules().writing
    return row.text if writes and is_dated(below) and not pictured else ""


def _name_masthead(above: Row, row: Row, below: Row) -> None:
    name = outlet_in(row.text) if row.kind is LineKind.TEXT else ""
    last = above.kind in METADATA and not row.opens and below.opens
    if not name or not (last or below.kind in METADATA or below.kind is LineKind.CHROME):
        return
    if above.kind is not LineKind.TEXT:
        if above.kind in METADATA:
            row.line = Line(LineKind.SOURCE, name)
        return
    row.line = Line(LineKind.SOURCE, name)
    if not above.opens and 2 <= len(above.text.split()) <= 4 and looks_like_name(above.text):
        # "Headline", "Awa Diouf", "Harbour News, Arden": who wrote it, and for whom.
        above.line = Line(LineKind.BYLINE, above.text)


def is_dated(row: Row) -> bool:
    """Tell whether a row gives a date."""
    return row.line.moment is not None or any(part.moment for part in row.line.parts)
