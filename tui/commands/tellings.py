"""``newsreader accounts`` and ``newsreader compare``: who else tells a story, and what only one of two says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from index.exporting.unmarked import unmarked
from tui.commands.output import (
    counted,
    day,
    emphasised,
    paragraphs,
    show,
    show_json,
    show_lines,
    table,
)
from tui.commands.place import archive_options, json_option, place_of
from tui.commands.told_lines import disagreement_lines, event_line
from tui.safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.model import Article, Difference, Event

_ID_SHOWN = 8


@click.command("accounts")
@archive_options
@json_option
@click.argument("article_id", metavar="ID")
@click.pass_context
def accounts_command(context: click.Context, article_id: str, as_json: bool) -> None:
    """Print which other stories tell the same happening, and where claimants disagree.

    ID is the story's id, which search prints; its first digits are enough while they are unique.
    """
    with place_of(context).open() as archive:
        here = archive.summary(article_id)
        others = archive.accounts(here.id)
        disagreements = archive.disagreements_in(here.id)
    if as_json:
        from index.exporting.telling_forms import accounts_form

        show_json(accounts_form(here, others, disagreements))
        return
    print(emphasised(safe_text(" ".join(here.headline.split()))))
    show(f"{counted(len(others), 'other account')} of it")
    show_lines(
        table(
            [
                (each.id[:_ID_SHOWN], day(each.published), each.source, each.headline)
                for each in others
            ],
            widest=(_ID_SHOWN, 11, 20, 0),
        )
    )
    for disagreement in disagreements:
        show()
        show_lines(disagreement_lines(disagreement))


@click.command("compare")
@archive_options
@json_option
@click.argument("one", metavar="ID")
@click.argument("other", metavar="ID")
@click.pass_context
def compare_command(context: click.Context, one: str, other: str, as_json: bool) -> None:
    """Print what only one of two stories says.

    ID is a story's id, which search prints. Sentences that only one of them tells are printed whole; of those that
    both tell, the figures, quotations, events and actors that the other does not have.
    """
    with place_of(context).open() as archive:
        first, second = archive.article(one), archive.article(other)
        if first.id == second.id:
            raise click.UsageError("Both ids are of the same story. Give the ids of two.")
        compared = archive.compare(first.id, second.id)
        events = [archive.analysis(each.id).events for each in (first, second)]
    if as_json:
        from index.exporting.telling_forms import comparison_form

        show_json(comparison_form(first, second, compared))
        return
    _show_side(first, compared.only_first, events[0])
    show()
    _show_side(second, compared.only_second, events[1])


def _show_side(
    article: Article, differences: Sequence[Difference], events: Sequence[Event]
) -> None:
    print(
        emphasised(
            safe_text(
                f"Only in {article.source or 'this one'}: {' '.join(article.headline.split())}"
            )
        )
    )
    done = {event.trigger: event_line(event) for event in events}
    for each in differences:
        words = unmarked(article.body[each.span.start : each.span.end])
        if each.what == "event":
            words = done.get(each.span, words)
        show_lines(
            paragraphs(words if each.what == "sentence" else f"{each.what}: {words}", indent="  ")
        )
