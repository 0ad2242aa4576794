"""ninjs, the JSON of news agencies (IPTC), in its first, second and third generation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.errors import ImportFailureError
from index.importing.dates import parse_moment
from index.importing.decoding import decode
from index.importing.draft import Draft
from index.importing.html_markdown import html_to_markdown
from index.importing.inputs import InputFile
from index.importing.json_ld import body_of
from index.importing.json_values import (
    JsonObject,
    JsonValue,
    first_text,
    items_of,
    objects_of,
    parse_json,
    text_of,
    texts_of,
)
from index.model import Article, BodyFormat, ImportFailure

_TEXT_KEYS = frozenset({"bodies", "headlines", "headline", "body_text", "body_html", "body_xhtml"})
_NINJS_KEYS = frozenset(
    {
        "versioncreated",
        "versionCreated",
        "firstcreated",
        "firstCreated",
        "pubstatus",
        "pubStatus",
        "representationtype",
        "representationType",
        "slugline",
        "standard",
        "urgency",
        "bodies",
        "headlines",
        "body_html",
        "body_xhtml",
        "body_text",
    }
)
_HTML = re.compile(r"html", re.IGNORECASE)


def read_ninjs(source: InputFile) -> Iterator[Article | ImportFailure]:
    """Yield each article of a ninjs file: one item, or a list of them.

    Raises ImportFailureError where the file is no JSON or holds no item.
    """
    value = parse_json(decode(source.read()))
    if isinstance(value, dict) and not is_ninjs(value):
        value = value.get("items") or value.get("results") or value
    records = items_of(value)
    many = len(records) > 1
    for number, record in enumerate(records, 1):
        origin = f"{source.path}#{number}" if many else str(source.path)
        try:
            if not isinstance(record, dict) or not is_ninjs(record):
                raise ImportFailureError("is not a news item in ninjs")
            yield ninjs_draft(record, origin=origin).finish()
        except ImportFailureError as error:
            yield ImportFailure(str(source.path), f"item {number}" if many else "", str(error))


def is_ninjs(record: JsonObject) -> bool:
    """Tell whether a JSON object looks like a news item in ninjs."""
    if "@type" in record or "@context" in record:
        return False
    return (
        "uri" in record and bool(_TEXT_KEYS & record.keys()) and bool(_NINJS_KEYS & record.keys())
    )


def ninjs_draft(record: JsonObject, *, origin: str = "") -> Draft:
    """Return what a ninjs item says about an article.

    Raises ImportFailureError where the item is marked as cancelled, or is a picture, a video or the like.
    """
    if first_text(record, "pubstatus", "pubStatus").casefold() in ("canceled", "cancelled"):
        raise ImportFailureError("is marked as cancelled")
    body, body_format, captions = _body(record)
    if not body.strip() and (kind := first_text(record, "type")) not in ("", "text", "composite"):
        raise ImportFailureError(f"is a news item of type {kind!r} without text")
    uri = first_text(record, "uri")
    published = None
    for key in (
        "firstcreated",
        "firstCreated",
        "contentcreated",
        "contentCreated",
        "versioncreated",
        "versionCreated",
    ):
        published = published or parse_moment(text_of(record.get(key)))
    return Draft(
        headline=first_text(record, "headline") or _by_role(record.get("headlines"), "main"),
        body=body,
        body_format=body_format,
        published=published,
        source=_source(record),
        byline=_byline(record),
        dateline=next(iter(texts_of(record.get("located"), "name")), ""),
        language=first_text(record, "language"),
        url=first_text(record, "url", "weburl", "canonicalurl"),
        captions=(*captions, *_captions(record)),
        origin=origin,
        origin_id=uri,
    )


def _body(record: JsonObject) -> tuple[str, BodyFormat, tuple[str, ...]]:
    """Choose among the renditions of the text: HTML keeps paragraphs that plain text may have lost."""
    html_texts = [first_text(record, "body_html", "body_xhtml")]
    plain_texts = [first_text(record, "body_text")]
    for body in objects_of(record.get("bodies")):
        kind = first_text(body, "contenttype", "contentType") + first_text(body, "role")
        value = first_text(body, "value")
        if _HTML.search(kind):
            html_texts.append(value)
        elif "xml" not in kind.casefold():
            plain_texts.append(value)
    # The first generation allows any rendition after body_.
    html_texts += [
        text_of(record[key]) for key in record if key.startswith("body_") and "html" in key
    ]
    for text in html_texts:
        if text.strip():
            rendered = html_to_markdown(text)
            if rendered.blocks:
                return rendered.markdown(), BodyFormat.MARKDOWN, tuple(rendered.captions)
    plain = next((text for text in plain_texts if text.strip()), "")
    return body_of(plain) if plain else ("", BodyFormat.PLAIN, ())


def _by_role(value: JsonValue, role: str) -> str:
    entries = objects_of(value)
    for entry in entries:
        if first_text(entry, "role") in (role, "") and first_text(entry, "value"):
            return first_text(entry, "value")
    return next((first_text(entry, "value") for entry in entries), "")


def _byline(record: JsonObject) -> str:
    byline = first_text(record, "byline", "by")
    if byline:
        return byline
    # ninjs 2 allows a list of bylines, 3 lists creators under "people" with a rel.
    return ", ".join(texts_of(record.get("bylines"), "by", "byline", "name", "value"))


def _source(record: JsonObject) -> str:
    for key in ("infosources", "infoSources", "infosource", "provider", "source"):
        if names := texts_of(record.get(key), "name", "literal"):
            return names[0]
    return first_text(record, "copyrightholder", "copyrightHolder")


def _captions(record: JsonObject) -> tuple[str, ...]:
    value = record.get("associations")
    associated: list[JsonObject] = []
    if isinstance(value, dict):
        for entry in value.values():
            associated.extend(objects_of(entry))
    else:
        associated = objects_of(value)
    captions = []
    for item in associated:
        caption = first_text(item, "description_text", "caption") or _by_role(
            item.get("descriptions"), "main"
        )
        caption = caption or first_text(item, "headline")
        if caption and first_text(item, "type") in ("", "picture", "graphic", "video"):
            captions.append(caption)
    return tuple(captions)
