"""``newsreader reindex``, ``check`` and ``config``: looking after the archive and the settings."""

from __future__ import annotations

from pathlib import Path

import click

from tui.commands.output import counted, say, show, show_json, show_lines
from tui.commands.place import archive_options, json_option, place_of
from tui.commands.progress import Meter


@click.command("reindex")
@archive_options
@json_option
@click.pass_context
def reindex_command(context: click.Context, as_json: bool) -> None:
    """Build the search index again from the archive's database."""
    with place_of(context).open() as archive, Meter("Indexing") as meter:
        indexed = archive.reindex(meter.advance)
    if as_json:
        show_json({"indexed": indexed})
    else:
        say(f"Indexed {counted(indexed, 'story', 'stories')}.")


@click.command("check")
@archive_options
@json_option
@click.option(
    "--salvage",
    metavar="NEW-FOLDER",
    help="Copy what can be read of a damaged archive into a new one in this folder.",
)
@click.pass_context
def check_command(context: click.Context, as_json: bool, salvage: str | None) -> None:
    """Verify the archive, and mend what can be mended.

    Says what was mended in the database and the index. The exit status is 1 when something remains that could not be mended.
    With --salvage the archive is only read, however damaged it is, and the exit status is 1 when stories are lost.
    """
    if salvage is not None:
        _salvage(context, Path(salvage), as_json)
        return
    with place_of(context).open() as archive:
        report = archive.check()
    if as_json:
        from index.exporting.report_forms import check_form

        show_json(check_form(report))
    else:
        show(f"{counted(report.articles, 'story', 'stories')}, {counted(report.actors, 'actor')}.")
        show_lines(f"Mended: {sentence}" for sentence in report.mended)
        show_lines(f"Problem: {sentence}" for sentence in report.problems)
        if not report.problems and not report.mended:
            show("All is well.")
    if report.problems:
        context.exit(1)


def _salvage(context: click.Context, new: Path, as_json: bool) -> None:
    from index import Archive

    if new.exists() and (not new.is_dir() or any(new.iterdir())):
        raise click.UsageError(f"{new} is there already; name a folder that is new or empty.")
    damaged = place_of(context).folder()
    with Archive.open(new) as archive, Meter("Salvaging") as meter:
        report = archive.salvage(damaged, on_progress=meter.imported)
    if as_json:
        from index.exporting.report_forms import salvage_form

        show_json(salvage_form(report))
    else:
        show(f"{counted(report.articles, 'story', 'stories')} salvaged into {new}.")
        if report.without_details:
            show(f"Of {report.without_details:,} only the text could be read.")
        if report.lost:
            show(f"{counted(report.lost, 'story', 'stories')} could not be read:")
            show_lines(f"  {name}" for name in report.lost_names)
            if report.lost > len(report.lost_names):
                show(f"  and {report.lost - len(report.lost_names):,} more")
    if report.lost:
        context.exit(1)


@click.command("config")
@click.option("--example", is_flag=True, help="Print a settings file with everything in it.")
def config_command(example: bool) -> None:
    """Check the settings file and print where it is."""
    from textual.theme import BUILTIN_THEMES

    from tui import settings
    from tui.keys import action_ids, clashes, usual_keys

    if example:
        click.echo(settings.example(usual_keys()), nl=False)
        return
    path = settings.config_path()
    show(str(path))
    settings.load(path, actions=action_ids(), themes=tuple(BUILTIN_THEMES), clashes=clashes)
    if not path.exists():
        say("There is no such file yet; newsreader config --example prints one to start from.")
