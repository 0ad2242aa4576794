"""CSV after RFC 4180: a header and a row a story, for spreadsheets and statistics.

Lines end in CR LF, cells are quoted where they must be, the text is UTF-8 without a byte order mark.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return would be run as a formula by a
spreadsheet, and a news story may be written to do just that; such a cell gets an apostrophe before it,
which spreadsheets take as "this is text". Control signs, on which a terminal that shows the file would act,
are replaced by U+FFFD. Who needs every character as it was takes the JSON lines.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from index.exporting.record import StoryRecord
from index.exporting.writing import readable
from index.model import Analysis, Kind

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")

COLUMNS = (
    "id",
    "published",
    "precision",
    "headline",
    "source",
    "byline",
    "dateline",
    "language",
    "url",
    "people",
    "organisations",
    "countries",
    "places",
    "read",
    "starred",
    "tags",
    "captions",
    "body",
)


def csv_lines(records: Iterable[StoryRecord]) -> Iterator[str]:
    """Yield the header and then a row for each story, each with its CR LF; lists in a cell are joined by "; "."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, dialect="excel", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    yield _taken(buffer)
    for record in records:
        writer.writerow([_guarded(readable(cell)) for cell in _cells(record)])
        yield _taken(buffer)


def _taken(buffer: io.StringIO) -> str:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text


def _cells(record: StoryRecord) -> tuple[str, ...]:
    article = record.article
    published = article.published
    return (
        article.id,
        published.iso() if published else "",
        str(published.precision) if published else "",
        article.headline,
        article.source,
        article.byline,
        article.dateline,
        article.language,
        article.url,
        _actors(record.analysis, Kind.PERSON),
        _actors(record.analysis, Kind.ORGANISATION),
        _actors(record.analysis, Kind.COUNTRY),
        _actors(record.analysis, Kind.PLACE),
        "yes" if record.read else "no",
        "yes" if record.starred else "no",
        "; ".join(record.tags),
        "; ".join(article.captions),
        article.body,
    )


def _actors(analysis: Analysis, kind: Kind) -> str:
    """Return the names of the story's actors of a kind, in the order in which they appear."""
    names: dict[str, str] = {}
    for mention in analysis.mentions:
        if mention.kind is kind and mention.actor and mention.name:
            names.setdefault(mention.actor, mention.name)
    return "; ".join(names.values())


def _guarded(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA_STARTS) else cell
