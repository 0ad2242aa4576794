"""``newsreader search`` and ``newsreader show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from index.errors import QueryError
from index.model import BodyFormat, Order
from tui.commands.output import (
    complain_of_query,
    counted,
    day,
    emphasised,
    fitted,
    on_terminal,
    paragraphs,
    say,
    show,
    show_json,
    show_lines,
    table,
    terminal_width,
)
from tui.commands.place import archive_options, json_option, place_of
from tui.commands.query_words import QueryCommand, query_text
from tui.dates import full_date
from tui.safe_text import cell_cut, cell_width, safe_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.model import Analysis, Article, SnippetPart, StorySummary

_ID_SHOWN = 8
_SNIPPET_INDENT = 4


@click.command("search", cls=QueryCommand)
@archive_options
@json_option
@click.option("--any", "any_word", is_flag=True, help="Rank by any of the words, not all of them.")
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    metavar="N",
    help="How many stories to print at most; 0 only counts them.",
)
@click.option(
    "--sort",
    type=click.Choice([order.value for order in Order]),
    default=Order.RELEVANCE.value,
    show_default=True,
    help="Best match first, or newest first.",
)
@click.argument("query", nargs=-1, required=True)
@click.pass_context
def search_command(
    context: click.Context,
    query: tuple[str, ...],
    as_json: bool,
    any_word: bool,
    limit: int,
    sort: str,
) -> None:
    """Find stories.

    QUERY is a query as the reading room takes it: words, "phrases", -not, OR, (groups), prefix*, and fields
    such as actor:, source:, headline:, date:2025-01, is:unread, tag:.
    """
    text = query_text(query)
    with place_of(context).open() as archive:
        try:
            listing = archive.stories(text, order=Order(sort), any_word=any_word)
        except QueryError as error:
            complain_of_query(error, text)
            context.exit(2)
        found = listing.rows(0, limit) if limit else ()
        if listing.note:
            say(listing.note)
    if as_json:
        from index.exporting.json_forms import found_form

        show_json(found_form(listing.total, found))
        return
    _show_found(found)
    if listing.total > len(found):
        say(f"{len(found):,} of {counted(listing.total, 'story', 'stories')}; --limit shows more.")
    else:
        say(f"{counted(listing.total, 'story', 'stories')}.")


@click.command("show")
@archive_options
@json_option
@click.argument("article_id", metavar="ID")
@click.pass_context
def show_command(context: click.Context, article_id: str, as_json: bool) -> None:
    """Print one story.

    ID is the story's id, which search prints; its first digits are enough while they are unique.
    """
    with place_of(context).open() as archive:
        article = archive.article(article_id)
        analysis = archive.analysis(article.id)
        summary = archive.summary(article.id)
    if as_json:
        from index.exporting.json_forms import article_form

        show_json(
            article_form(
                article,
                analysis,
                read=summary.read,
                starred=summary.starred,
                tags=summary.tags,
            )
        )
        return
    _show_article(article, analysis, summary)


def _show_found(found: Sequence[StorySummary]) -> None:
    heads = table(
        [
            (story.id[:_ID_SHOWN], day(story.published), story.source, story.headline)
            for story in found
        ],
        widest=(_ID_SHOWN, 11, 20, 0),
    )
    for head, story in zip(heads, found, strict=True):
        show(head)
        if story.snippet:
            # The parts are safe and the emphasis is ours: this line must not be made safe again.
            print(" " * _SNIPPET_INDENT + _snippet_line(story.snippet))


def _snippet_line(snippet: Sequence[SnippetPart]) -> str:
    room = terminal_width() - _SNIPPET_INDENT if on_terminal() else None
    line = ""
    for part in snippet:
        text = safe_text(part.text)
        if room is not None:
            text = cell_cut(text, room)
            room -= cell_width(text)
        line += emphasised(text) if part.match and text else text
    return line


def _show_article(article: Article, analysis: Analysis, summary: StorySummary) -> None:
    for line in paragraphs(article.headline):
        print(emphasised(line))
    facts = (
        article.source,
        article.byline,
        full_date(article.published) if article.published else "no date",
        article.dateline,
        article.language,
        "starred" if summary.starred else "",
        *(f"#{tag}" for tag in summary.tags),
    )
    show(fitted(" · ".join(fact for fact in facts if fact)))
    if article.url:
        show(article.url)
    show()
    for caption in article.captions:
        show_lines(paragraphs(f"[{caption}]"))
        show()
    wrap = article.body_format is BodyFormat.PLAIN or on_terminal()
    if wrap:
        show_lines(paragraphs(article.body))
    else:
        show_lines(safe_text(article.body, newlines=True).split("\n"))
    names: dict[str, str] = {}
    for mention in analysis.mentions:
        if mention.actor and mention.name:
            names.setdefault(mention.actor, mention.name)
    if names:
        show()
        show_lines(paragraphs("In this story: " + ", ".join(names.values())))
