"""``newsreader path`` and ``newsreader pair``: how two actors hang together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from index.model import DatedQuotation, Happening
from tui.commands.output import (
    counted,
    day,
    emphasised,
    paragraphs,
    say,
    show,
    show_json,
    show_lines,
)
from tui.commands.place import archive_options, json_option, place_of
from tui.commands.told_lines import happening_line, quotation_line
from tui.commands.whom import best_bearer
from tui.dates import plain_date
from tui.safe_text import safe_text

if TYPE_CHECKING:
    from index.model import ChronicleEntry, Pair, PathStep

_ENTRIES_SHOWN = 30


@click.command("path")
@archive_options
@json_option
@click.argument("one", metavar="ACTOR")
@click.argument("other", metavar="ACTOR")
@click.pass_context
def path_command(context: click.Context, one: str, other: str, as_json: bool) -> None:
    """Print the shortest chain of shared stories between two actors.

    ACTOR is a name or an id; a name of several words goes in quotes. Of chains of the same length the one
    with the strongest links is taken, round actors that are in every story.
    """
    with place_of(context).open() as archive:
        steps = archive.path(best_bearer(archive, one).id, best_bearer(archive, other).id)
    if as_json:
        from index.exporting.dossier_forms import path_form

        show_json(path_form(steps))
    elif steps:
        _show_path(steps)
    else:
        say("No chain of shared stories leads from one to the other.")


def _show_path(steps: tuple[PathStep, ...]) -> None:
    for step in steps:
        if step.shared_stories:
            show(f"  │ {counted(step.shared_stories, 'story', 'stories')} with both")
            for story in step.stories:
                show(f"  │   {day(story.published)}  {story.headline}  {story.id[:8]}")
        print(emphasised(safe_text(step.name)))


@click.command("pair")
@archive_options
@json_option
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"How many entries to print at most [default: all with --json, else {_ENTRIES_SHOWN}].",
)
@click.argument("one", metavar="ACTOR")
@click.argument("other", metavar="ACTOR")
@click.pass_context
def pair_command(
    context: click.Context, one: str, other: str, as_json: bool, limit: int | None
) -> None:
    """Print what two actors did to each other and said of each other, and the stories of both, newest first.

    ACTOR is a name or an id; a name of several words goes in quotes.
    """
    from dataclasses import replace

    with place_of(context).open() as archive:
        pair = archive.pair(best_bearer(archive, one).id, best_bearer(archive, other).id)
    if as_json:
        from index.exporting.dossier_forms import pair_form

        show_json(pair_form(replace(pair, chronicle=pair.chronicle[:limit])))
    else:
        _show_pair(pair, _ENTRIES_SHOWN if limit is None else limit)


def _show_pair(pair: Pair, limit: int) -> None:
    print(emphasised(safe_text(f"{pair.first.name} ↔ {pair.second.name}")))
    show(
        f"{counted(pair.happenings, 'happening')} · {counted(pair.quotations, 'quotation')} · "
        f"{counted(pair.shared_stories, 'story', 'stories')} with both"
    )
    for entry in pair.chronicle[:limit]:
        show_lines(paragraphs(_told(entry), indent="  "))
    if len(pair.chronicle) > limit:
        say(f"{limit:,} of {len(pair.chronicle):,}; --limit shows more.")


def _told(entry: ChronicleEntry) -> str:
    """Return an entry on one line: when, and what happened, was said or was told."""
    what = entry.what
    when = plain_date(entry.date) if entry.date is not None else "no date"
    if isinstance(what, Happening):
        return f"{when}  {happening_line(what)}"
    if isinstance(what, DatedQuotation):
        return f"{when}  {quotation_line(what)}"
    return f"{when}  {what.headline} ({what.source or 'no source'}) {what.id[:8]}"
