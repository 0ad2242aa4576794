"""``newsreader export``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import QueryError
from index.exporting.export import (
    FORMATS,
    TEXT_FORMATS,
    dossier_text,
    export_dossier,
    export_text,
    export_to,
)
from tui.commands.output import complain_of_query, counted, on_terminal, say
from tui.commands.place import archive_options, place_of
from tui.commands.progress import Meter
from tui.commands.query_words import QueryCommand, query_text
from tui.commands.whom import best_bearer
from tui.safe_text import safe_text

if TYPE_CHECKING:
    from index.archive import Archive


@click.command("export", cls=QueryCommand)
@archive_options
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    required=True,
    help="jsonl: a line a story, as show --json prints it. markdown: a folder with a file a story. "
    "csv: a table for spreadsheets; a cell that would run as a formula gets an apostrophe before it. "
    "ftm: FollowTheMoney entities, a JSON object a line. html: one page that needs no network.",
)
@click.option(
    "-o",
    "--output",
    default="-",
    metavar="PATH",
    help="The file, for markdown the folder, to write; - is standard output [default: -].",
)
@click.option(
    "--actor",
    metavar="NAME|ID",
    help="With html: the dossier of this actor, with timeline, connections, quotations and sources.",
)
@click.option("--force", is_flag=True, help="Write over what is already there.")
@click.argument("query", nargs=-1)
@click.pass_context
def export_command(
    context: click.Context,
    form: str,
    output: str,
    actor: str | None,
    force: bool,
    query: tuple[str, ...],
) -> None:
    """Write stories to a file.

    They are those that QUERY finds, newest first; without QUERY all of them. The file or folder appears whole or not at all.
    """
    text = query_text(query)
    if output == "-" and form not in TEXT_FORMATS:
        raise click.UsageError(f"{form} is a folder of files: name it with -o PATH.", context)
    if actor is not None and (form != "html" or text):
        raise click.UsageError("--actor goes with --format html and without a query.", context)
    with place_of(context).open() as archive:
        if actor is not None:
            _dossier(archive, actor, output, force=force)
            return
        try:
            if output == "-":
                _to_stdout(export_text(archive, text, form))
                return
            with Meter("Exporting") as meter:
                target = Path(output).expanduser()
                written = export_to(
                    archive, text, form, target, force=force, on_progress=meter.advance
                )
        except QueryError as error:
            complain_of_query(error, text)
            context.exit(2)
    say(f"{counted(written, 'story', 'stories')} written to {output}.")


def _dossier(archive: Archive, name: str, output: str, *, force: bool) -> None:
    actor = best_bearer(archive, name)
    if output == "-":
        _to_stdout(dossier_text(archive, actor.id))
        return
    export_dossier(archive, actor.id, Path(output).expanduser(), force=force)
    say(f"The dossier of {actor.name} written to {output}.")


def _to_stdout(pieces: Iterator[str]) -> None:
    if on_terminal():
        for piece in pieces:
            sys.stdout.write(safe_text(piece, newlines=True))
        return
    # Bytes: whatever the locale, an export is UTF-8 and its line ends stay as they are.
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode("utf-8", "replace"))
    sys.stdout.buffer.flush()
