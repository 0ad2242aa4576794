"""``newsreader authorities``: what authority files there are, and what is wrong in them."""

from __future__ import annotations

from pathlib import Path

import click

from tui.commands.output import complain, counted, say, show, show_json
from tui.commands.place import archive_options, json_option, place_of

_IN_PART = 1


def usable(
    _context: click.Context, _parameter: click.Parameter, paths: tuple[Path, ...]
) -> tuple[Path, ...]:
    """Return the folders and files that were named; raise click.UsageError where one has no authority files."""
    if not paths:
        return paths
    from index.authorities.formats import ENDINGS
    from index.authorities.store import files_in

    for path in paths:
        if not any(files_in([path])):
            held = "is none" if path.is_file() else "has none"
            raise click.UsageError(
                f"{path} {held}: the name of an authority file ends with {', '.join(ENDINGS)}."
            )
    return paths


@click.group("authorities")
@archive_options
def authorities_command() -> None:
    """Your own lists of people, organisations, countries and places.

    Authority files are CSV, TOML or FollowTheMoney JSON lines in the folder authorities of an archive, or of your
    settings. Their names are recognised in stories and linked to one actor each.
    """


@authorities_command.command("check")
@archive_options
@json_option
@click.argument(
    "paths",
    metavar="[PATH…]",
    nargs=-1,
    type=click.Path(exists=True, path_type=Path),
    callback=usable,
)
@click.pass_context
def check_authorities_command(
    context: click.Context, as_json: bool, paths: tuple[Path, ...]
) -> None:
    """Read the authority files and say what is wrong in them, by file and line.

    These are the files of the archive and of the settings; or, given PATHs, the files in those folders, or by
    those names, of which nothing is kept. The exit status is 1 where there are mistakes; the rest of the files is
    used all the same.
    """

    def reading(path: Path) -> None:
        say(f"Reading {path} …")

    if paths:
        from index.text_analysis import authority_files_in

        folders, files = paths, authority_files_in(paths, reading)
    else:
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
        elif not paths:
            say("Stories that are here already take them in with: newsreader analyse-again")
    if mistakes:
        context.exit(_IN_PART)
