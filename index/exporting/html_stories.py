"""Stories as a page to read: headlines to choose from, then each story with who is in it and where it comes from.

A body that is Markdown is rendered without HTML of its own and without pictures, which would be fetched from elsewhere;
a body that is plain text keeps its line breaks.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from markdown_it import MarkdownIt

from index.exporting.citation import long_date
from index.exporting.html_page import cited, line, page, safe, without_unfit
from index.exporting.record import StoryRecord
from index.model import Article, BodyFormat


def stories_page(title: str, records: Iterable[StoryRecord]) -> Iterator[str]:
    """Return the page in pieces, the stories in their order."""
    return page(title, _body(title, records))


def _body(title: str, records: Iterable[StoryRecord]) -> Iterator[str]:
    yield f"<header><h1>{line(title)}</h1></header>\n"
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")
    count = 0
    for record in records:
        count += 1
        yield from _story(record, markdown)
    if not count:
        yield '<p class="faint">No stories.</p>\n'


def _story(record: StoryRecord, markdown: MarkdownIt) -> Iterator[str]:
    article = record.article
    marks = [*(["starred"] if record.starred else []), *(f"#{tag}" for tag in record.tags)]
    told = [
        article.source,
        long_date(article.published) if article.published else "no date",
        article.byline,
        article.dateline,
        *marks,
    ]
    yield f'<article id="{safe(article.id)}"><h2>{line(article.headline)}</h2>\n'
    yield f'<p class="faint">{" · ".join(line(each) for each in told if each)}</p>\n'
    for caption in article.captions:
        yield f'<p class="faint">[{line(caption)}]</p>\n'
    yield _text(article, markdown)
    names: dict[str, str] = {}
    for mention in record.analysis.mentions:
        if mention.actor and mention.name:
            names.setdefault(mention.actor, mention.name)
    if names:
        yield f'<p class="faint">In this story: {", ".join(line(name) for name in names.values())}</p>\n'
    yield f'<p class="faint">{cited(article)}</p></article>\n'


def _text(article: Article, markdown: MarkdownIt) -> str:
    if article.body_format is BodyFormat.PLAIN:
        paragraphs = [part for part in article.body.split("\n\n") if part.strip()]
        return "".join(
            f"<p>{safe(part.strip()).replace(chr(10), '<br>')}</p>\n" for part in paragraphs
        )
    # The renderer escapes what it writes; what no page can show is taken out first.
    return str(markdown.render(without_unfit(article.body)))
