"""Feeds: RSS, RDF and Atom through feedparser, JSON Feed by hand. Each entry is an article."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from index.errors import ImportFailureError
from index.importing.cleaning import clean_blocks
from index.importing.dates import parse_moment
from index.importing.decoding import decode
from index.importing.draft import Draft
from index.importing.html_markdown import parse_html, text_in
from index.importing.inputs import MEGABYTE, InputFile
from index.importing.json_ld import body_of
from index.importing.json_values import (
    JsonObject,
    first_text,
    objects_of,
    parse_json,
    text_of,
    texts_of,
)
from index.importing.storable import one_line
from index.model import Article, BodyFormat, ImportFailure, Moment, Precision

_LARGEST_FEED = 64 * MEGABYTE


def read_feed(source: InputFile) -> Iterator[Article | ImportFailure]:
    """Yield each entry of a feed as an article.

    Raises ImportFailureError where the file is no feed.
    """
    data = source.read(_LARGEST_FEED)
    if decode(data[:4096]).lstrip().startswith("{"):
        drafts = _json_feed(data, str(source.path))
    else:
        drafts = _xml_feed(data, str(source.path))
    for number, draft in enumerate(drafts, 1):
        try:
            if isinstance(draft, ImportFailureError):
                raise draft
            yield draft.finish()
        except ImportFailureError as error:
            yield ImportFailure(str(source.path), f"entry {number}", str(error))


def is_json_feed(record: JsonObject) -> bool:
    """Tell whether a JSON object is a JSON Feed."""
    return "jsonfeed.org/version" in first_text(record, "version")


def _json_feed(data: bytes, path: str) -> Iterator[Draft | ImportFailureError]:
    feed = parse_json(decode(data))
    if not isinstance(feed, dict) or not is_json_feed(feed):
        raise ImportFailureError("is JSON, but not a JSON Feed")
    for number, item in enumerate(objects_of(feed.get("items")), 1):
        authors = (
            item.get("authors") or item.get("author") or feed.get("authors") or feed.get("author")
        )
        yield _draft(
            content=first_text(item, "content_html"),
            plain=first_text(item, "content_text", "summary"),
            headline=first_text(item, "title"),
            published=parse_moment(text_of(item.get("date_published")))
            or parse_moment(text_of(item.get("date_modified"))),
            source=first_text(feed, "title"),
            byline=", ".join(texts_of(authors, "name")),
            language=first_text(item, "language") or first_text(feed, "language"),
            url=first_text(item, "url", "external_url"),
            origin=f"{path}#{number}",
            origin_id=first_text(item, "id"),
        )


def _xml_feed(data: bytes, path: str) -> Iterator[Draft | ImportFailureError]:
    # Deferred: feedparser takes some 100 ms to load.
    import feedparser

    try:
        # A stream, never a string: feedparser would open what looks like a path or an address.
        parsed: Mapping[str, object] = feedparser.parse(io.BytesIO(data))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise ImportFailureError("is a feed too damaged to read") from None
    entries = parsed.get("entries")
    if not isinstance(entries, Sequence) or not entries:
        reason = "is a damaged feed" if parsed.get("bozo") else "is a feed without entries"
        raise ImportFailureError(reason)
    feed = _mapping(parsed, "feed")
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, Mapping):
            continue
        contents = entry.get("content")
        values = [
            _text(one, "value")
            for one in (contents if isinstance(contents, Sequence) else ())
            if isinstance(one, Mapping)
        ]
        summary = _text(entry, "summary")
        author = _text(_mapping(entry, "author_detail"), "name") or _text(entry, "author")
        yield _draft(
            content=max([*values, summary], key=len),
            plain="",
            headline=_text(entry, "title"),
            published=_moment(entry, "published") or _moment(entry, "updated"),
            source=_text(_mapping(entry, "source"), "title") or _text(feed, "title"),
            byline=author,
            language=_text(_mapping(entry, "title_detail"), "language") or _text(feed, "language"),
            url=_text(entry, "link"),
            origin=f"{path}#{number}",
            origin_id=_text(entry, "id") or _text(entry, "link"),
        )


def _draft(
    *,
    content: str,
    plain: str,
    headline: str,
    published: Moment | None,
    source: str,
    byline: str,
    language: str,
    url: str,
    origin: str,
    origin_id: str,
) -> Draft | ImportFailureError:
    try:
        title = _without_tags(headline)
        body, body_format, captions = body_of(content) if content.strip() else body_of(plain)
        if body_format is BodyFormat.MARKDOWN:
            blocks, found = clean_blocks(body.split("\n\n"), title)
            body, captions = "\n\n".join(blocks), (*captions, *found.captions)
    except ImportFailureError as error:
        return error
    if title and not body.strip():
        return ImportFailureError(f"has the headline “{title[:80]}” and no text")
    return Draft(
        headline=title,
        body=body,
        body_format=body_format,
        published=published,
        source=_without_tags(source),
        byline=byline,
        language=language,
        url=url,
        captions=captions,
        origin=origin,
        origin_id=origin_id,
    )


def _without_tags(text: str) -> str:
    """Return a title as plain text: some feeds put elements and entities into it."""
    if "<" not in text and "&" not in text:
        return one_line(text)
    try:
        return text_in(parse_html(text[:2000]))
    except ImportFailureError:
        return one_line(text)


def _moment(entry: Mapping[str, object], key: str) -> Moment | None:
    if moment := parse_moment(_text(entry, key)):
        return moment
    parsed = entry.get(f"{key}_parsed")
    try:
        year, month, day, hour, minute, second = list(parsed)[:6]  # type: ignore[call-overload]
        instant = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    except (TypeError, ValueError):
        return None
    return Moment(instant, Precision.SECOND)


def _mapping(parent: Mapping[str, object], key: str) -> Mapping[str, object]:
    value = parent.get(key)
    return value if isinstance(value, Mapping) else {}


def _text(parent: Mapping[str, object], key: str) -> str:
    value = parent.get(key)
    return value if isinstance(value, str) else ""
