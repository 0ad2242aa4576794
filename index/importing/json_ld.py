"""schema.org NewsArticle in JSON-LD: a file of them, or what a page carries in its head."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from index.errors import ImportFailureError
from index.importing.dates import parse_moment
from index.importing.decoding import decode
from index.importing.draft import Draft
from index.importing.html_markdown import html_to_markdown
from index.importing.inputs import InputFile
from index.importing.joining import separate
from index.importing.json_values import (
    JsonObject,
    JsonValue,
    first_text,
    objects_of,
    parse_json,
    text_of,
    texts_of,
)
from index.importing.storable import tidy
from index.model import Article, BodyFormat, ImportFailure, Moment

# schema.org's kinds of articles that news is published as.
_TYPES = frozenset(
    [
        "Article",
        "NewsArticle",
        "AnalysisNewsArticle",
        "AskPublicNewsArticle",
        "BackgroundNewsArticle",
        "OpinionNewsArticle",
        "ReportageNewsArticle",
        "ReviewNewsArticle",
        "BlogPosting",
        "SocialMediaPosting",
        "LiveBlogPosting",
        "Report",
        "SatiricalArticle",
        "AdvertiserContentArticle",
        "TechArticle",
        "ScholarlyArticle",
    ]
)
_TAG = re.compile(
    r"</?(?:p|br|div|h[1-6]|ul|ol|li|blockquote|strong|em|b|i|a|span|figure)\b[^<>]{0,2000}>", re.I
)
# Articles stand at the top or a few levels down (@graph, mainEntity, itemListElement).
_DEEPEST = 6


def read_json_ld(source: InputFile) -> Iterator[Article | ImportFailure]:
    """Yield each article of a JSON-LD file: one object, a list of them, or a graph.

    Raises ImportFailureError where the file is no JSON or holds no article.
    """
    found = article_objects(parse_json(decode(source.read())))
    if not found:
        raise ImportFailureError("is JSON-LD without an article of schema.org in it")
    many = len(found) > 1
    for number, record in enumerate(found, 1):
        origin = f"{source.path}#{number}" if many else str(source.path)
        try:
            yield draft_of(record, origin=origin).finish()
        except ImportFailureError as error:
            yield ImportFailure(str(source.path), f"item {number}" if many else "", str(error))


def article_objects(value: JsonValue) -> list[JsonObject]:
    """Return the objects in `value` that are articles of schema.org, in order; it may be any JSON."""
    found: list[JsonObject] = []
    _collect(value, found, 0)
    return found


def is_article(record: JsonObject) -> bool:
    """Tell whether a JSON object says that it is an article of schema.org."""
    names = {name.rpartition("/")[2].rpartition(":")[2] for name in texts_of(record.get("@type"))}
    return not _TYPES.isdisjoint(names)


def draft_of(record: JsonObject, *, origin: str = "") -> Draft:
    """Return what a NewsArticle object says about an article."""
    body, body_format, captions = body_of(first_text(record, "articleBody", "text"))
    return Draft(
        headline=html.unescape(first_text(record, "headline", "name", "alternativeHeadline")),
        body=body,
        body_format=body_format,
        published=_moment(record, "datePublished", "dateCreated", "uploadDate", "dateModified"),
        source=_names(record, "publisher", "sourceOrganization", "copyrightHolder", "provider"),
        byline=_names(record, "author", "creator"),
        dateline=first_text(record, "dateline"),
        language=next(iter(texts_of(record.get("inLanguage"), "alternateName", "name")), ""),
        url=_url(record),
        captions=(*captions, *_captions(record)),
        origin=origin,
        origin_id=first_text(record, "@id", "identifier") or _url(record),
    )


def body_of(text: str) -> tuple[str, BodyFormat, tuple[str, ...]]:
    """Return a body from elsewhere, its format and its captions: Markdown where it was HTML, else plain text."""
    if not _TAG.search(text):
        paragraphs = [
            piece for line in tidy(html.unescape(text)).split("\n") for piece in separate(line)
        ]
        return (
            "\n\n".join(line.strip() for line in paragraphs if line.strip()),
            BodyFormat.PLAIN,
            (),
        )
    rendered = html_to_markdown(text)
    return rendered.markdown(), BodyFormat.MARKDOWN, tuple(rendered.captions)


def _collect(value: JsonValue, found: list[JsonObject], depth: int) -> None:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for item in value:
            _collect(item, found, depth + 1)
    elif isinstance(value, dict):
        if is_article(value):
            found.append(value)
            return
        for key in (
            "@graph",
            "mainEntity",
            "mainEntityOfPage",
            "itemListElement",
            "item",
            "hasPart",
        ):
            if isinstance(value.get(key), (list, dict)):
                _collect(value[key], found, depth + 1)


def _moment(record: JsonObject, *keys: str) -> Moment | None:
    for key in keys:
        if moment := parse_moment(text_of(record.get(key))):
            return moment
    return None


def _names(record: JsonObject, *keys: str) -> str:
    for key in keys:
        names = texts_of(record.get(key), "name", "alternateName", "legalName")
        # Some sites give an address where a name belongs.
        names = [html.unescape(name).strip() for name in names if "://" not in name]
        if names:
            return ", ".join(dict.fromkeys(names))
    return ""


def _url(record: JsonObject) -> str:
    candidates = [
        first_text(record, "url"),
        *texts_of(record.get("mainEntityOfPage"), "@id", "url"),
    ]
    candidates.append(first_text(record, "@id"))
    return next((one for one in candidates if one.startswith(("http://", "https://"))), "")


def _captions(record: JsonObject) -> tuple[str, ...]:
    return tuple(
        caption
        for image in objects_of(record.get("image")) + objects_of(record.get("associatedMedia"))
        if (caption := first_text(image, "caption", "description"))
    )
