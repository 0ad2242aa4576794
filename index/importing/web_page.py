"""HTML pages: the article in them as Markdown, and what the page says about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from index.errors import ImportFailureError
from index.importing.chrome import LineKind, classify, folded, is_prose
from index.importing.cleaning import Page, clean_blocks
from index.importing.decoding import decode
from index.importing.draft import Draft
from index.importing.html_markdown import Rendered, elements, parse_html, render, text_in
from index.importing.inputs import LARGEST_PAGE, InputFile
from index.importing.page_metadata import PageMetadata, page_metadata
from index.importing.quiet import hush
from index.model import Article, BodyFormat, ImportFailure

if TYPE_CHECKING:
    from lxml.etree import _Element

# Where the page's JSON-LD has this many times the words that were found, it is the better text.
_MORE_IN_METADATA = 1.5
_FEW_BLOCKS = 2
# What stands under a heading and tells of the article is shorter.
_LONGEST_META = 200
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "nav", "aside", "article", "footer"))
_UNDER_HEADING = (
    LineKind.BYLINE,
    LineKind.PUBLISHED,
    LineKind.UPDATED,
    LineKind.DATE,
    LineKind.SEVERAL,
)


def read_web_page(source: InputFile) -> Iterator[Article | ImportFailure]:
    """Yield the one article of an HTML page.

    Raises ImportFailureError where no article can be found in it.
    """
    text = decode(source.read(LARGEST_PAGE))
    yield page_draft(text, origin=str(source.path)).finish()


def page_draft(text: str, *, url: str = "", origin: str = "", origin_id: str = "") -> Draft:
    """Return what a page of HTML says about an article; `url` is where it was fetched, if that is known.

    Raises ImportFailureError where no article can be found in it.
    """
    tree = parse_html(text)
    meta = page_metadata(tree, url)
    captions = _captions(tree)
    rendered = _main_text(text, tree)
    blocks, found = clean_blocks(rendered.blocks, meta.headline)
    if len(blocks) <= _FEW_BLOCKS:
        blocks, found = _plainer(text, meta.headline, blocks, found)
    body, body_format = "\n\n".join(blocks), BodyFormat.MARKDOWN
    if meta.body and _is_better(meta.body.body, blocks):
        body, body_format = meta.body.body, meta.body.body_format
    if not body.strip():
        raise ImportFailureError("is a page in which no article could be found")
    _note_under_heading(tree, meta.headline, found)
    return _draft(meta, found, body, body_format, (*captions, *found.captions), origin, origin_id)


def _draft(
    meta: PageMetadata,
    found: Page,
    body: str,
    body_format: BodyFormat,
    captions: tuple[str, ...],
    origin: str,
    origin_id: str,
) -> Draft:
    return Draft(
        headline=meta.headline,
        body=body,
        body_format=body_format,
        published=meta.published or found.published or found.updated,
        source=meta.source or found.source,
        fallback_source=found.signed or meta.titled,
        byline=meta.byline or found.byline,
        dateline=meta.dateline,
        language=meta.language,
        url=meta.url,
        captions=captions or meta.captions,
        origin=origin,
        origin_id=origin_id,
    )


def _main_text(text: str, tree: _Element) -> Rendered:
    # Deferred: trafilatura takes some 300 ms to load.
    from trafilatura import bare_extraction

    hush("trafilatura")
    pruned = ["//figcaption", "//*[contains(@class, 'caption')]", "//*[@hidden]"]
    try:
        document = bare_extraction(
            text,
            include_comments=False,
            include_tables=True,
            include_formatting=True,
            include_links=False,
            include_images=False,
            prune_xpath=pruned,
        )
    except (ValueError, TypeError, AttributeError, KeyError, IndexError, RecursionError):
        # Whatever a strange page does to it, there is the plain way below.
        document = None
    extracted = None if document is None or isinstance(document, dict) else document.body
    if extracted is not None:
        rendered = render(extracted)
        if rendered.blocks:
            return rendered
    for path in ("//article", "//main", "//*[@role='main']", "//body"):
        for element in elements(tree, path)[:1]:
            rendered = render(element)
            if rendered.blocks:
                return rendered
    return Rendered()


def _note_under_heading(tree: _Element, headline: str, page: Page) -> None:
    """Note what stands between the heading of the article and its first paragraph: who wrote it, and when.

    It is often left out of what is found as the article's text.
    """
    heading = next(
        (one for one in elements(tree, "//h1")[:20] if folded(text_in(one)) == folded(headline)),
        None,
    )
    if heading is None:
        return
    for element in elements(heading, "following::*[position() <= 40]"):
        text = text_in(element, between=" ", limit=_LONGEST_META)
        if element.tag in _HEADINGS or (element.tag == "p" and is_prose(text)):
            return
        if len(text) >= _LONGEST_META:
            continue
        line = classify(text)
        if line.kind in _UNDER_HEADING:
            page.note(line)


def _plainer(text: str, headline: str, blocks: list[str], found: Page) -> tuple[list[str], Page]:
    """Read a short page without trafilatura, which runs the paragraphs of such pages together.

    What it found decides how much of the page is the article; the same words in more blocks are better.
    """
    tree = parse_html(text)
    words = sum(len(block.split()) for block in blocks)
    for path in ("//article", "//main", "//*[@role='main']", "//body"):
        for element in elements(tree, path)[:1]:
            others, page = clean_blocks(render(element).blocks, headline)
            count = sum(len(block.split()) for block in others)
            if words * 0.7 - 10 <= count <= words * 1.2 + 10:
                # What is wider than an element with the same words holds other stories too.
                return (others, page) if len(others) > len(blocks) else (blocks, found)
    return blocks, found


def _is_better(text: str, blocks: list[str]) -> bool:
    """Tell whether the text in the page's JSON-LD is better than the blocks that were found."""
    words = sum(len(block.split()) for block in blocks)
    if len(text.split()) > _MORE_IN_METADATA * words:
        return True
    return len(blocks) == 1 and text.count("\n\n") > 0 and len(text.split()) > 0.8 * words


def _captions(tree: _Element) -> tuple[str, ...]:
    inside = elements(tree, "//article//figcaption | //main//figcaption")
    inside = inside or elements(tree, "//figcaption")
    # The credit is often an element of its own, without a space before it.
    texts = (text_in(element, between=" ") for element in inside[:100])
    return tuple(dict.fromkeys(text for text in texts if text))
