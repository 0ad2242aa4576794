"""What was said and counted, as rows of a list: quotations, figures, and figures on which claimants differ."""

from __future__ import annotations

from collections.abc import Collection

from index.model import Claim, DatedFigure, DatedQuotation, Disagreement, Figure
from tui.glyphs import FULL, Glyphs
from tui.looks import Run
from tui.panes.row_text import (
    BOLD,
    BROAD,
    DATE_COLUMN,
    DIM,
    INDENT,
    NEW,
    clean,
    cut_runs,
    date_or_undated,
    dated_lines,
    name_of,
    quoted_lines,
    sentence_lines,
    with_tail,
)
from tui.safe_text import cell_cut, cell_width

_WHOLE = 1e15
"""Numbers as large as this are not written out."""
_VALUE = 12
_QUOTED = 5
"""Lines of a quotation: nearly all are whole on so many; of the others Enter shows the rest where it stands."""


def quotation_lines(
    row: DatedQuotation, width: int, signs: Glyphs, new: Collection[str] = ()
) -> list[list[Run]]:
    """Draw the date, who said it and whether it is only reported, over the words themselves."""
    quotation = row.quotation
    name = name_of(quotation.speaker) or "speaker not known"
    date = date_or_undated(row.published)
    tail: list[Run] = []
    if row.stories > 1:
        others = row.stories - 1
        tail.append((f"also in {others:,} {'story' if others == 1 else 'stories'}", BOLD))
    if any(place.article in new for place in (row, *row.tellings)):
        tail.append((f"{'  ' if tail else ''}new", NEW))
    shown: list[Run] = [(name, BOLD)]
    if not quotation.direct:
        shown.append((f" {signs.dot} reported", ""))
    if addressee := name_of(quotation.addressee):
        shown.append((f" to {addressee}", DIM))
    lines = quoted_lines if quotation.direct else sentence_lines
    if width < BROAD:
        # Whether it is in somebody's own words must not be what is cut.
        room = width - cell_width(date) - 2 - (0 if quotation.direct else 11)
        shown[0] = (cell_cut(name, max(1, room), signs.ellipsis), BOLD)
        first = with_tail([(date, DIM), ("  ", ""), *shown], tail, width, signs)
        return [first, *lines(row.text, width, signs, _QUOTED)]
    mark = "“" if signs.dot == FULL.dot else '"'
    return dated_lines(
        (mark if quotation.direct else " ", DIM),
        (date, ""),
        with_tail(shown, tail, width - DATE_COLUMN, signs),
        lines(row.text, width - DATE_COLUMN, signs, _QUOTED, indent=""),
    )


def quoted_in(row: DatedQuotation, width: int, signs: Glyphs) -> list[list[Run]]:
    """Draw one of several places that quote the same words: when and under what headline, and the words there."""
    lines = quoted_lines if row.quotation.direct else sentence_lines
    told = date_or_undated(row.published)
    if width < BROAD:
        head: list[Run] = [(told, DIM), ("  ", ""), (clean(row.headline), BOLD)]
        return [cut_runs(head, width, signs), *lines(row.text, width, signs, 2)]
    return dated_lines(
        (" ", ""),
        (told, ""),
        cut_runs([(clean(row.headline), BOLD)], width - DATE_COLUMN, signs),
        lines(row.text, width - DATE_COLUMN, signs, 2, indent=""),
    )


def figure_lines(
    row: DatedFigure, width: int, signs: Glyphs, new: Collection[str] = ()
) -> list[list[Run]]:
    """Draw ``7 Jan 2025  51.2%  vote share``, in what words and according to whom, and the headline."""
    figure = row.figure
    value, measures, words = value_of(figure), clean(figure.measures), clean(row.text)
    first: list[Run] = [
        (date_or_undated(figure.date or row.published), DIM),
        ("  ", ""),
        (value, BOLD),
    ]
    if measures and measures != clean(figure.unit):
        first += [("  ", ""), (measures, "")]
    tail: list[Run] = [("new", NEW)] if row.article in new else []
    lines = [with_tail(first, tail, width, signs)]
    told = [words] if words.replace(" ", "") != value.replace(" ", "") else []
    if figure.claimant is not None:
        told.append(f"according to {name_of(figure.claimant) or 'a source not named here'}")
    for text, look in ((", ".join(told), ""), (clean(row.headline), DIM)):
        if text:
            lines.append(cut_runs([(INDENT, ""), (text, look)], width, signs))
    return lines


def disagreement_lines(row: Disagreement, width: int, signs: Glyphs) -> list[list[Run]]:
    """Draw the heading of a disagreement: the measure, the subject, and the values against each other."""
    unequal = " ≠ " if signs.dot == FULL.dot else " <> "
    values = unequal.join(
        dict.fromkeys(value_of(claim.figure.figure, row.unit) for claim in row.claims)
    )
    subject = name_of(row.subject)
    what = clean(row.measure) or clean(row.unit) or "figures"
    word = "Changed" if row.revised else "They differ"
    head: list[Run] = [(f"{word}: ", BOLD), (what, BOLD)]
    if subject:
        head.append((f" of {subject}", ""))
    return [with_tail(head, [(values, "bold yellow")], width, signs)]


def claim_lines(
    row: Claim, width: int, signs: Glyphs, new: Collection[str] = ()
) -> list[list[Run]]:
    """Draw one side of a disagreement: the value, who says so and when, and the sentence that does."""
    value = value_of(row.figure.figure)
    tail: list[Run] = [(date_or_undated(row.date), DIM)]
    if row.figure.article in new:
        tail.append(("  new", NEW))
    claimant = clean(row.claimant) or "a source not named here"
    line: list[Run] = [
        (INDENT, ""),
        (cell_cut(value, _VALUE, signs.ellipsis).rjust(_VALUE), BOLD),
        ("  ", ""),
        (claimant, ""),
    ]
    indent = " " * (_VALUE + 2)
    at = row.figure.figure.span.start - row.span.start
    return [
        with_tail(line, tail, width, signs),
        *(
            [(indent, ""), *cut]
            for cut in sentence_lines(row.sentence, max(1, width - len(indent)), signs, 2, at=at)
        ),
    ]


def value_of(figure: Figure, unit: str = "") -> str:
    """Return a figure's number with how exact it is and its unit: ``about 1,200 people``, ``51.2%``."""
    unit = clean(figure.unit or unit)
    number = _number(figure.value)
    if figure.upper is not None:
        number += f"–{_number(figure.upper)}"
    qualifier = f"{clean(figure.qualifier)} " if figure.qualifier else ""
    return f"{qualifier}{number}{'' if unit == '%' else ' '}{unit}".rstrip()


def _number(value: float) -> str:
    return f"{value:,.0f}" if value.is_integer() and abs(value) < _WHOLE else f"{value:,}"
