"""CSV tables with an article a row: as newsreader itself exports them, and others with a headline and a text.

The first row names the columns: ``text`` or ``body`` must be among them, and ``headline`` or ``title``; ``published`` or
``date``, ``precision``, ``source``, ``byline`` or ``author``, ``dateline``, ``language``, ``url``, ``captions``, ``id``,
``read``, ``starred`` and ``tags`` are read as well, others passed over. Lists in a cell are joined by "; ". Columns are
parted by commas, semicolons or tabs.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from index.errors import ImportFailureError
from index.importing.dates import coarsen, parse_moment
from index.importing.decoding import detect_encoding
from index.importing.draft import Draft
from index.importing.inputs import LARGEST_ARTICLE, MEGABYTE, InputFile
from index.model import Article, BodyFormat, ImportFailure, Marks, Moment, Precision

_TEXT, _HEADLINE = ("text", "body"), ("headline", "title")
_DELIMITERS = (",", ";", "\t")
_MOST_COLUMNS = 200
_LONGEST_HEADER = 8_000
# What an export puts an apostrophe before, so that a spreadsheet does not run it.
_GUARDED = ("'=", "'+", "'-", "'@", "'\t", "'\r", "'\n", "'＝", "'＋", "'－", "'＠")
_OURS = frozenset(("id", "precision", "people", "organisations", "countries", "body"))


def is_table(text: str) -> bool:
    """Tell whether the first line of a text names the columns of a table of articles."""
    return _delimiter(text) is not None


def read_csv(source: InputFile) -> Iterator[Article | ImportFailure]:
    """Yield an article, or why there is none, for each row.

    Raises ImportFailureError where the first row does not name a headline and a text.
    """
    encoding = detect_encoding(source.head, whole=False)
    delimiter = _delimiter(source.head.decode(encoding, "replace").lstrip("\ufeff"))
    if delimiter is None:
        raise ImportFailureError(
            "is a table without columns called headline and text (or body), so it has no articles to read"
        )
    # The limit is the interpreter's own; a text of an article may be longer than it is set to at first.
    csv.field_size_limit(LARGEST_ARTICLE)
    with source.open() as stream:
        text = io.TextIOWrapper(stream, encoding.removesuffix("-sig"), "replace", newline="")
        rows = csv.reader(text, delimiter=delimiter, strict=False)
        try:
            columns = [_name(cell) for cell in next(rows)][:_MOST_COLUMNS]
            for number, row in enumerate(rows, 2):
                if any(cell.strip() for cell in row):
                    yield _article(source, number, columns, row)
        except csv.Error:
            place = f"row {rows.line_num}"
            reason = f"has a cell longer than {LARGEST_ARTICLE // MEGABYTE} MB or cannot be read; the rest is left out"
            yield ImportFailure(str(source.path), place, reason)


def _delimiter(text: str) -> str | None:
    """Return what parts the columns of a table of articles, None where the text is none."""
    first = text.partition("\n")[0].rstrip("\r")
    if len(first) > _LONGEST_HEADER or "\x00" in first:
        return None
    for delimiter in _DELIMITERS:
        try:
            names = {_name(cell) for cell in next(csv.reader([first], delimiter=delimiter), [])}
        except csv.Error:
            continue
        if not names.isdisjoint(_TEXT) and not names.isdisjoint(_HEADLINE):
            return delimiter
    return None


def _name(cell: str) -> str:
    return cell.strip().lstrip("\ufeff").casefold()


def _article(
    source: InputFile, number: int, columns: list[str], row: list[str]
) -> Article | ImportFailure:
    ours = set(columns) >= _OURS
    cells = {
        name: cell[1:] if ours and cell.startswith(_GUARDED) else cell
        for name, cell in zip(columns, row, strict=False)
    }
    try:
        return _draft(cells, ours=ours, origin=f"{source.path}#{number}").finish()
    except ImportFailureError as error:
        return ImportFailure(str(source.path), f"row {number}", str(error))


def _draft(cells: Mapping[str, str], *, ours: bool, origin: str) -> Draft:
    def first(*names: str) -> str:
        return next((cells[name] for name in names if cells.get(name, "").strip()), "")

    return Draft(
        headline=first(*_HEADLINE),
        body=first(*_TEXT),
        body_format=BodyFormat.MARKDOWN if ours else BodyFormat.PLAIN,
        published=_published(first("published", "date"), first("precision")),
        source=first("source", "publisher"),
        byline=first("byline", "author"),
        dateline=first("dateline"),
        language=first("language", "lang"),
        url=first("url", "link"),
        captions=_list(first("captions")),
        marks=Marks(
            read=_is_yes(first("read")),
            starred=_is_yes(first("starred")),
            tags=_list(first("tags")),
        ),
        origin=origin,
        origin_id=first("origin_id", "id"),
        exact=True,
    )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())


def _is_yes(cell: str) -> bool:
    return cell.strip().casefold() in ("yes", "true", "1")


def _published(cell: str, precision: str) -> Moment | None:
    moment = parse_moment(cell)
    if moment is None:
        return None
    try:
        return coarsen(moment, Precision(precision.strip()))
    except ValueError:
        return moment
