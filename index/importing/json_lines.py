"""JSON lines: an article a line, as newsreader itself exports them and as pipelines write them.

A line has ``id``, ``headline``, ``published``, ``source``, ``byline``, ``url`` and ``text``, of which only
``text`` must be there; what ``newsreader show --json`` prints is read as well. The text is kept byte for
byte, so that offsets into it hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.errors import ImportFailureError
from index.importing.dates import coarsen, parse_moment
from index.importing.decoding import decode, detect_encoding
from index.importing.draft import Draft, headline_from, opening_of
from index.importing.inputs import LARGEST_ARTICLE, MEGABYTE, InputFile, bounded_lines
from index.importing.json_ld import draft_of, is_article
from index.importing.json_values import (
    JsonObject,
    JsonValue,
    first_text,
    items_of,
    parse_json,
    text_of,
    texts_of,
)
from index.importing.ninjs import is_ninjs, ninjs_draft
from index.importing.storable import one_line, storable
from index.model import Article, BodyFormat, ImportFailure, Marks, Moment, Precision

_LONGEST_DATE = 40
_TOO_LONG = f"is longer than {LARGEST_ARTICLE // MEGABYTE} MB, too long for one article"


def read_json_lines(source: InputFile) -> Iterator[Article | ImportFailure]:
    """Yield an article, or why there is none, for each line that is not blank.

    A file that is one JSON value over several lines (an object, or a list of them) is read as that.
    """
    undated = _Undated()
    encoding = detect_encoding(source.head, whole=False)
    if _is_one_value(source.head, encoding):
        yield from _read_value(source, undated)
    elif encoding.startswith(("utf-16", "utf-32")):
        # Line ends take several bytes there; such files are rare enough to be read whole.
        for number, line in enumerate(decode(source.read()).split("\n"), 1):
            if line.strip():
                yield _article(source, f"line {number}", number, line, undated)
    else:
        yield from _read_lines(source, encoding, undated)
    if undated.stories:
        yield ImportFailure(str(source.path), undated.place, undated.reason(), imported=True)


@dataclass(slots=True)
class _Undated:
    """The stories whose date could not be read: how many, and the first of them."""

    stories: int = 0
    place: str = ""
    told: str = ""

    def note(self, record: JsonValue, draft: Draft, place: str) -> None:
        """Remember `record` where it has a date and the article made of it has none."""
        told = first_text(record, "published", "date") if isinstance(record, dict) else ""
        if draft.published is None and told.strip():
            if not self.stories:
                self.place, self.told = place, one_line(told)[:_LONGEST_DATE]
            self.stories += 1

    def reason(self) -> str:
        """Return what is told of them, one sentence a file however many there are."""
        others = self.stories - 1
        more = f", and so have {others:,} more of its stories" if others else ""
        return (
            f"has a date that cannot be read, “{self.told}”{more}; imported without a date all the same. "
            "Write dates as 2025-01-31"
        )


def _is_one_value(head: bytes, encoding: str) -> bool:
    """Tell whether the first line only opens a value that goes on over several lines."""
    first, end, _ = head.decode(encoding, "replace").lstrip("\ufeff \t\r\n").partition("\n")
    if first.startswith("["):
        return True
    if not end or not first.startswith("{"):
        return False
    try:
        parse_json(first)
    except ImportFailureError:
        return not first.rstrip().endswith("}") and len(first) < 2000
    return False


def _read_lines(
    source: InputFile, encoding: str, undated: _Undated
) -> Iterator[Article | ImportFailure]:
    with source.open() as stream:
        for number, line in enumerate(bounded_lines(stream), 1):
            place = f"line {number}"
            if line is None:
                yield ImportFailure(str(source.path), place, _TOO_LONG)
                continue
            if number == 1:
                line = line.removeprefix(b"\xef\xbb\xbf")
            if not line.strip():
                continue
            try:
                text = line.decode(encoding.removesuffix("-sig"))
            except UnicodeDecodeError:
                name = encoding.removesuffix("-sig").upper()
                yield ImportFailure(str(source.path), place, f"is not text in {name}")
                continue
            yield _article(source, place, number, text, undated)


def _article(
    source: InputFile, place: str, number: int, text: str, undated: _Undated
) -> Article | ImportFailure:
    try:
        record = parse_json(text)
        draft = record_draft(record, origin=f"{source.path}#{number}")
        article = draft.finish()
    except ImportFailureError as error:
        return ImportFailure(str(source.path), place, str(error))
    undated.note(record, draft, place)
    return article


def _read_value(source: InputFile, undated: _Undated) -> Iterator[Article | ImportFailure]:
    value = parse_json(decode(source.read()))
    records = items_of(value)
    for number, record in enumerate(records, 1):
        many = isinstance(value, list)
        origin = f"{source.path}#{number}" if many else str(source.path)
        place = f"item {number}" if many else ""
        try:
            draft = record_draft(record, origin=origin)
            article = draft.finish()
        except ImportFailureError as error:
            yield ImportFailure(str(source.path), place, str(error))
            continue
        undated.note(record, draft, place)
        yield article


def record_draft(record: JsonValue, *, origin: str = "") -> Draft:
    """Return what one JSON record says about an article.

    Raises ImportFailureError where it is not an object or has no text.
    """
    if not isinstance(record, dict):
        raise ImportFailureError("is not a JSON object")
    key = next((key for key in ("text", "body") if isinstance(record.get(key), str)), "")
    if not key:
        if is_article(record):
            return draft_of(record, origin=origin)
        if is_ninjs(record):
            return ninjs_draft(record, origin=origin)
        if any(record.get(key) is not None for key in ("text", "body")):
            raise ImportFailureError("has a “text” that is not a string")
        raise ImportFailureError("has no “text”")
    body = text_of(record[key])
    if not body.strip():
        raise ImportFailureError("has an empty “text”")
    body_format = _body_format(record, key)
    headline = first_text(record, "headline", "title")
    # An export holds the headline that was made from the body; it is to be known as such again.
    exported = key == "body" and one_line(headline) == headline_from(
        opening_of(storable(body), body_format)
    )
    return Draft(
        headline=headline,
        headline_from_body=exported or record.get("headline_from_body") is True,
        body=body,
        body_format=body_format,
        published=_published(record),
        source=first_text(record, "source"),
        byline=first_text(record, "byline") or ", ".join(texts_of(record.get("byline"), "name")),
        dateline=first_text(record, "dateline"),
        language=first_text(record, "language", "lang"),
        url=first_text(record, "url"),
        captions=tuple(texts_of(record.get("captions"), "text", "caption")),
        marks=Marks(
            read=record.get("read") is True,
            starred=record.get("starred") is True,
            tags=tuple(texts_of(record.get("tags"), "name")),
        ),
        origin=origin,
        origin_id=text_of(record["origin_id"])
        if "origin_id" in record
        else text_of(record.get("id")),
        exact=True,
    )


def _body_format(record: JsonObject, key: str) -> BodyFormat:
    try:
        return BodyFormat(text_of(record.get("body_format")))
    except ValueError:
        return BodyFormat.PLAIN if key == "text" else BodyFormat.MARKDOWN


def _published(record: JsonObject) -> Moment | None:
    moment = parse_moment(first_text(record, "published", "date"))
    if moment is None:
        return None
    try:
        return coarsen(moment, Precision(text_of(record.get("precision"))))
    except ValueError:
        return moment
