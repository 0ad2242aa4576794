"""What an HTML page says of itself in its head: JSON-LD, OpenGraph, meta elements, the address."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.errors import ImportFailureError
from index.importing.chrome import LineKind, classify, looks_like_name
from index.importing.dates import parse_moment
from index.importing.draft import Draft, address, host_of
from index.importing.html_markdown import elements, text_in
from index.importing.json_ld import article_objects, draft_of
from index.importing.json_values import parse_json
from index.importing.storable import one_line
from index.model import Moment

if TYPE_CHECKING:
    from lxml.etree import _Element

_HEADLINE = (
    "og:title",
    "twitter:title",
    "dc.title",
    "dcterms.title",
    "parsely-title",
    "sailthru.title",
)
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "article.published",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "dcterms.date",
    "dc.date.created",
    "dcterms.created",
    "article:modified_time",
)
_BYLINE = (
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "dc.creator",
    "dcterms.creator",
    "byl",
)
_SOURCE = (
    "og:site_name",
    "application-name",
    "dc.publisher",
    "dcterms.publisher",
    "publisher",
    "source",
)
_LANGUAGE = ("og:locale", "dc.language", "language", "content-language")
_TITLE_PARTS = re.compile(r"\s(?:[|·•»—–:]|-|::)\s")
_BYLINE_PATH = (
    "//*[@rel='author' or @itemprop='author' or contains(@class, 'byline')"
    " or contains(@class, 'author-name')]"
)
# More scripts than any page has; what is behind them is not looked at.
_MOST_SCRIPTS = 50
_LONGEST_SCRIPT = 4_000_000


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What a page says of itself, "" and None for what it does not.

    ``titled`` is what its title has behind the headline, as a rule the name of the site; ``body`` is the
    text in its JSON-LD.
    """

    headline: str
    published: Moment | None
    source: str
    titled: str
    byline: str
    dateline: str
    language: str
    url: str
    captions: tuple[str, ...]
    body: Draft | None


def page_metadata(tree: _Element, url: str = "") -> PageMetadata:
    """Read the metadata of the page in `tree`, which was fetched from `url` if that is known."""
    meta = _meta(tree)
    linked = _linked_data(tree)
    address_given = url or _canonical(tree, meta) or (linked.url if linked else "")
    source = (linked.source if linked else "") or _first(meta, _SOURCE)
    headline = (linked.headline if linked else "") or _first(meta, _HEADLINE)
    title = next((text_in(one) for one in elements(tree, "//title")), "")
    headings = [text_in(one) for one in elements(tree, "//h1")[:3]]
    headline = headline or _headline_of(title, [heading for heading in headings if heading])
    headline = without_site(headline, source, address_given)
    published = (linked.published if linked else None) or _published(tree, meta)
    byline = (linked.byline if linked else "") or _first(meta, _BYLINE)
    # Some sites give the address of the writer's page for a name.
    byline = ("" if address(byline) else byline) or _byline_in_text(tree)
    return PageMetadata(
        headline=headline,
        published=published,
        source=source,
        titled=_site_in_title(title, headline),
        byline=byline,
        dateline=linked.dateline if linked else "",
        language=(linked.language if linked else "") or _language(tree, meta),
        url=address_given,
        captions=linked.captions if linked else (),
        body=linked,
    )


def without_site(headline: str, source: str, url: str) -> str:
    """Return a page's title without the name of the site that stands behind (or before) it."""
    headline = one_line(headline)
    host = host_of(url)
    names = {_letters(source), _letters(host), _letters(host.rpartition(".")[0])} - {""}
    parts = [(found.start(), found.end()) for found in _TITLE_PARTS.finditer(headline)]
    if not parts:
        return headline
    if _letters(headline[parts[-1][1] :]) in names:
        return headline[: parts[-1][0]].strip()
    if _letters(headline[: parts[0][0]]) in names:
        return headline[parts[0][1] :].strip()
    return headline


def _headline_of(title: str, headings: list[str]) -> str:
    """Choose between <title> and <h1>: a heading that the title repeats, or the only one, is the headline."""
    for heading in headings:
        if _letters(heading) and _letters(heading) in _letters(title):
            return heading
    if len(headings) == 1 and len(headings[0].split()) >= 3:
        return headings[0]
    return title or (headings[0] if headings else "")


def _site_in_title(title: str, headline: str) -> str:
    """Return what stands behind the headline in the page's title, if it could be the name of a site."""
    if not headline or not title.startswith(headline):
        return ""
    name = _TITLE_PARTS.split(title[len(headline) :])[-1].strip(" |·•»—–:-")
    return (
        name if name and len(name) <= 40 and name[:1].isupper() and len(name.split()) <= 5 else ""
    )


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold()).removeprefix("the")


def _meta(tree: _Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        name = name or element.get("http-equiv") or ""
        content = one_line((element.get("content") or "")[:2000])
        if name and content:
            found.setdefault(name.strip().casefold(), content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str:
    return next((meta[name] for name in names if name in meta), "")


def _canonical(tree: _Element, meta: dict[str, str]) -> str:
    for element in tree.iter("link"):
        if (element.get("rel") or "").casefold() == "canonical" and address(
            element.get("href") or ""
        ):
            return address(element.get("href") or "")
    return address(meta.get("og:url", ""))


def _language(tree: _Element, meta: dict[str, str]) -> str:
    for element in tree.iter("html"):
        if language := element.get("lang") or element.get(
            "{http://www.w3.org/XML/1998/namespace}lang"
        ):
            return str(language)
    return _first(meta, _LANGUAGE)


def _published(tree: _Element, meta: dict[str, str]) -> Moment | None:
    for name in _PUBLISHED:
        if name in meta and (moment := parse_moment(meta[name])):
            return moment
    # In the order of the page: the article's own time stands before those of other stories.
    for element in tree.iter("time"):
        for text in (element.get("datetime") or "", text_in(element)):
            if moment := parse_moment(text):
                return moment
    return None


def _byline_in_text(tree: _Element) -> str:
    """Return the name in what the page marks as its byline, where that is all that stands there."""
    for element in elements(tree, _BYLINE_PATH)[:5]:
        text = text_in(element)
        line = classify(text)
        for part in line.parts or (line,):
            if part.kind is LineKind.BYLINE:
                return part.value
        if line.kind is LineKind.TEXT and looks_like_name(text):
            return text
    return ""


def _linked_data(tree: _Element) -> Draft | None:
    scripts = elements(tree, "//script[contains(@type, 'ld+json')]")
    for script in scripts[:_MOST_SCRIPTS]:
        text = (script.text or "").strip()
        if not text or len(text) > _LONGEST_SCRIPT:
            continue
        # Some templates wrap JSON in what hid scripts from browsers of the nineties.
        text = re.sub(r"\A(?:<!--|//\s?<!\[CDATA\[)|(?:-->|//\s?\]\]>)\s*\Z", "", text)
        try:
            found = article_objects(parse_json(text))
        except ImportFailureError:
            continue
        if found:
            return draft_of(found[0])
    return None
