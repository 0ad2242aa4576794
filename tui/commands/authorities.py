"""``newsreader authorities``: what authority files there are, and what is wrong in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui.commands.output import complain, counted, say, show, show_json
from tui.commands.place import archive_options, json_option, place_of

if TYPE_CHECKING:
    from pathlib import Path

_IN_PART = 1


@click.group("authorities")
def authorities_command() -> None:
    """Your own lists of people, organisations, countries and places.

    Authority files are CSV, TOML or FollowTheMoney JSON lines in the folder authorities of an archive, or of your
    settings. Their names are recognised in stories and linked to one actor each.
    """


@authorities_command.command("check")
@archive_options
@json_option
@click.pass_context
def check_authorities_command(context: click.Context, as_json: bool) -> None:
    """Read the authority files and say what is wrong in them, by file and line.

    The exit status is 1 where there are mistakes; the rest of the files is used all the same.
    """

    def reading(path: Path) -> None:
        say(f"Reading {path} …")

    with place_of(context).open(create=True, analysing=True) as archive:
        files = archive.authority_files(reading)
        folders = archive.authority_folders()
    mistakes = sum(file.trouble_count for file in files)
    for file in files:
        for trouble in file.troubles:
            place = f", line {trouble.line}" if trouble.line else ""
            complain(f"{file.path}{place}: {trouble.reason}.")
        if file.trouble_count > len(file.troubles):
            more = file.trouble_count - len(file.troubles)
            complain(f"{file.path}: and {counted(more, 'mistake')} more.")
    if as_json:
        show_json(
            {
                "folders": [str(folder) for folder in folders],
                "files": [
                    {
                        "path": file.path,
                        "entities": file.entities,
                        "mistakes": file.trouble_count,
                        "first_mistakes": [
                            {"line": trouble.line, "reason": trouble.reason}
                            for trouble in file.troubles
                        ],
                    }
                    for file in files
                ],
            }
        )
    else:
        for file in files:
            show(
                f"{file.path}: {counted(file.entities, 'entity', 'entities')}, "
                f"{counted(file.trouble_count, 'mistake')}"
            )
        if not files:
            say("There are no authority files. They are looked for in:")
            for folder in folders:
                say(f"  {folder}")
        else:
            say("Stories that are here already take them in with: newsreader analyse-again")
    if mistakes:
        context.exit(_IN_PART)
