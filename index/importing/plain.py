"""Plain text: one article a file, clean or scraped off a page."""

from __future__ import annotations

from collections.abc import Iterator

from index.importing.cleaning import clean_page
from index.importing.datelines import moment_of, newsroom_of
from index.importing.decoding import decode
from index.importing.draft import Draft, dateline_of, opening_of
from index.importing.inputs import InputFile
from index.model import Article, BodyFormat, ImportFailure


def read_plain(source: InputFile) -> Iterator[Article | ImportFailure]:
    """Yield the one article of a plain text file.

    Raises ImportFailureError where it holds no text.
    """
    yield plain_draft(decode(source.read()), origin=str(source.path)).finish()


def plain_draft(text: str, *, url: str = "", origin: str = "", origin_id: str = "") -> Draft:
    """Return what the plain text of a page says about an article, its body cleaned of page chrome."""
    page = clean_page(text)
    body = page.body()
    dateline = page.dateline or dateline_of(opening_of(body, BodyFormat.PLAIN))
    return Draft(
        headline=page.headline,
        body=body,
        body_format=BodyFormat.PLAIN,
        published=page.published or page.updated or moment_of(dateline),
        source=page.source,
        fallback_source=page.signed or newsroom_of(dateline),
        byline=page.byline,
        dateline=page.dateline,
        language=page.language,
        url=url or page.url,
        captions=tuple(page.captions),
        origin=origin,
        origin_id=origin_id,
    )
