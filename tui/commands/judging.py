"""``newsreader why``, ``newsreader judgements …`` and ``newsreader analyse-again``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from index.errors import AmbiguousNameError
from index.model import Kind
from tui.commands.output import (
    complain,
    counted,
    paragraphs,
    say,
    show,
    show_json,
    show_lines,
    table,
)
from tui.commands.place import archive_options, json_option, place_of
from tui.commands.whom import say_candidates
from tui.dates import day as date_of

if TYPE_CHECKING:
    from index.archive import Archive
    from index.model import Judgement

_IN_PART = 1
_WRONG_USE = 2
_LABEL = 12  # columns


@click.command("why")
@archive_options
@json_option
@click.argument("article", metavar="ARTICLE")
@click.argument("offset", type=click.IntRange(min=0))
@click.pass_context
def why_command(context: click.Context, article: str, offset: int, as_json: bool) -> None:
    """Say why a mention is linked as it is.

    ARTICLE is a story's id, OFFSET a place in the mention, in code points from the beginning of the body; show --json
    gives both.
    """
    with place_of(context).open() as archive:
        explanation = archive.explain(article, offset)
    if as_json:
        from index.exporting.explanation_forms import explanation_form

        show_json(explanation_form(explanation))
        return
    from tui.judgement_words import rows_of, title_of

    show(title_of(explanation))
    for label, text in rows_of(explanation):
        first, *rest = paragraphs(" ".join(text.split()), indent=" " * _LABEL)
        show(label.ljust(_LABEL) + first[_LABEL:])
        show_lines(rest)


@click.command("analyse-again")
@archive_options
@json_option
@click.option("--waiting", is_flag=True, help="Only the stories that wait for it already.")
@click.option(
    "--anew", is_flag=True, help="Begin again, where an earlier run was ended before all was done."
)
@click.pass_context
def analyse_again_command(context: click.Context, as_json: bool, waiting: bool, anew: bool) -> None:
    """Analyse the stories of the archive again.

    This brings an archive up to date with a newer newsreader, with authority files and with your judgements. It may be
    stopped at any moment; run again, it goes on where it was.
    """
    from tui.commands.bring_in import stoppable
    from tui.commands.progress import Meter

    with (
        place_of(context).open(analysing=True) as archive,
        stoppable() as stopped,
        Meter("Analysing") as meter,
    ):
        before = archive.judgements.misfits()
        report = archive.analyse_again(
            everything=not waiting, anew=anew, on_progress=meter.advance, cancelled=stopped
        )
        lost = len(archive.judgements.misfits().keys() - before.keys())
    for failure in report.failures:
        complain(str(failure))
    if as_json:
        show_json({"read": report.read, "waiting": report.waiting, "failed": len(report.failures)})
    else:
        say(f"Analysed {counted(report.read, 'story', 'stories')} again.")
        if lost:
            say(
                f"{counted(lost, 'judgement')} no longer fit: newsreader judgements list says which."
            )
        if report.waiting:
            say(
                f"{counted(report.waiting, 'story', 'stories')} still to do; run it again to go on."
            )
    if report.waiting or report.failures:
        context.exit(_IN_PART)


@click.group("judgements")
@archive_options
def judgements_command() -> None:
    """List, make, take back, write and read judgements about actors.

    A judgement says that two actors are one, that a mention is somebody else, that something is no actor, or what an
    actor is called or of what kind it is. It holds at once and whenever stories are read.
    """


@judgements_command.command("list")
@archive_options
@json_option
@click.option("--all", "every", is_flag=True, help="Also those that were taken back.")
@click.pass_context
def list_command(context: click.Context, as_json: bool, every: bool) -> None:
    """List the judgements in the order in which they were made.

    Those for which nothing is here now say so; they hold again as soon as it is.
    """
    with place_of(context).open() as archive:
        found = archive.judgements.all_ever() if every else archive.judgements.in_force()
        misfits = archive.judgements.misfits()
    if as_json:
        show_json(
            [{**_form(judgement), "waits": misfits.get(judgement.number)} for judgement in found]
        )
        return
    from tui.judgement_words import state_of

    rows = [
        (
            str(judgement.number),
            f"{date_of(judgement.made)} {judgement.made:%H:%M}",
            state_of(judgement, misfits),
            _words(judgement),
        )
        for judgement in found
    ]
    show_lines(table(rows, widest=(6, 17, 34, 0), right=(True,)))
    if not rows:
        say("There are no judgements yet.")


@judgements_command.command("undo")
@archive_options
@json_option
@click.argument("number", type=click.IntRange(min=1), required=False)
@click.pass_context
def undo_command(context: click.Context, number: int | None, as_json: bool) -> None:
    """Take a judgement back: that with NUMBER, else the latest."""
    with place_of(context).open(analysing=True) as archive:
        _report(archive, archive.judgements.undo(number), "Taken back", as_json)


@judgements_command.command("export")
@archive_options
@click.option("--force", is_flag=True, help="Write over what is already there.")
@click.argument("file", default="-")
@click.pass_context
def export_judgements_command(context: click.Context, file: str, force: bool) -> None:
    """Write the judgements that hold to FILE, a line each [default: standard output]."""
    from index.exporting.writing import write_file

    with place_of(context).open() as archive:
        text = archive.judgements.text()
    if file == "-":
        sys.stdout.write(text)
    else:
        write_file(Path(file).expanduser(), [text], force=force)
        say(f"{counted(text.count(chr(10)), 'judgement')} written to {file}.")


@judgements_command.command("import")
@archive_options
@json_option
@click.argument("file")
@click.pass_context
def import_judgements_command(context: click.Context, file: str, as_json: bool) -> None:
    """Take in the judgements of FILE; - is standard input.

    Those that are there already are passed over, the others take their place in the order of time. Lines that are no
    judgements are named, and the exit status is 1 then.
    """
    try:
        text = (
            sys.stdin.buffer.read() if file == "-" else Path(file).expanduser().read_bytes()
        ).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise click.UsageError(f"{file} is not UTF-8 text (byte {error.start + 1}).") from error
    with place_of(context).open(create=True, analysing=True) as archive:
        taken, bad = archive.judgements.take_in(text)
        _finish(archive)
        waiting = archive.judgements.waiting()
        unmet = len(archive.judgements.misfits())
    for line in bad:
        complain(f"{file}, line {line.number}: {line.reason}.")
    if as_json:
        show_json(
            {
                "added": taken.added,
                "already_there": taken.already_there,
                "failed": [{"line": line.number, "reason": line.reason} for line in bad],
            }
        )
    else:
        say(f"{counted(taken.added, 'judgement')} taken in, {taken.already_there:,} already there.")
        _say_waiting(waiting)
        if unmet:
            say(
                f"{counted(unmet, 'judgement')} of all that hold wait for stories or actors that are not here yet: "
                "newsreader judgements list says which."
            )
    if bad:
        context.exit(_IN_PART)


@judgements_command.command("same")
@archive_options
@json_option
@click.argument("actor")
@click.argument("other")
@click.pass_context
def same_command(context: click.Context, actor: str, other: str, as_json: bool) -> None:
    """Judge that OTHER is ACTOR: the two become one, under ACTOR's name. Both by name or id."""
    with _judging(context) as archive:
        _report(archive, archive.judgements.same(actor, other), "Judged", as_json)


@judgements_command.command("different")
@archive_options
@json_option
@click.option("--instead", metavar="ACTOR", help="The actor that it is, by name or id.")
@click.option("--name", default="", help="Make a new actor of this name for it.")
@click.option("--story", is_flag=True, help="No mention of that actor in the story is.")
@click.argument("article")
@click.argument("offset", type=click.IntRange(min=0))
@click.pass_context
def different_command(
    context: click.Context,
    article: str,
    offset: int,
    as_json: bool,
    instead: str | None,
    name: str,
    story: bool,
) -> None:
    """Judge that the mention at OFFSET of ARTICLE is not the actor it is linked to."""
    if instead is not None and name:
        raise click.UsageError("--instead and --name exclude each other.")
    with _judging(context) as archive:
        judgement = archive.judgements.different(
            article, offset, instead=instead, name=name, whole_story=story
        )
        _report(archive, judgement, "Judged", as_json)


@judgements_command.command("not-an-actor")
@archive_options
@json_option
@click.argument("actor")
@click.argument("offset", type=click.IntRange(min=0), required=False)
@click.pass_context
def no_actor_command(context: click.Context, actor: str, offset: int | None, as_json: bool) -> None:
    """Judge that ACTOR is none; with OFFSET, that what stands there in the story ACTOR is none, by that name."""
    with _judging(context) as archive:
        judgement = (
            archive.judgements.no_actor(actor)
            if offset is None
            else archive.judgements.no_actor_at(actor, offset)
        )
        _report(archive, judgement, "Judged", as_json)


@judgements_command.command("rename")
@archive_options
@json_option
@click.argument("actor")
@click.argument("name")
@click.pass_context
def rename_command(context: click.Context, actor: str, name: str, as_json: bool) -> None:
    """Judge that ACTOR is called NAME."""
    with _judging(context) as archive:
        _report(archive, archive.judgements.rename(actor, name), "Judged", as_json)


@judgements_command.command("kind")
@archive_options
@json_option
@click.argument("actor")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.pass_context
def kind_command(context: click.Context, actor: str, kind: str, as_json: bool) -> None:
    """Judge of what kind ACTOR is."""
    with _judging(context) as archive:
        _report(archive, archive.judgements.set_kind(actor, Kind(kind)), "Judged", as_json)


@contextmanager
def _judging(context: click.Context) -> Iterator[Archive]:
    """Open the archive to judge in it; where a name may mean several, say who, and end as for wrong use."""
    with place_of(context).open(analysing=True) as archive:
        try:
            yield archive
        except AmbiguousNameError as error:
            complain(str(error))
            say_candidates(archive.bearers(error.name), error.name)
            context.exit(_WRONG_USE)


def _report(archive: Archive, judgement: Judgement, done: str, as_json: bool) -> None:
    _finish(archive)
    waiting = archive.judgements.waiting()
    if as_json:
        show_json({**_form(judgement), "waiting": waiting})
    else:
        show(f"{done}: {_words(judgement)}. (judgement {judgement.number})")
        _say_waiting(waiting)


def _finish(archive: Archive) -> None:
    """Bring groups and index up to date: the next search would have to wait for that, and not know why."""
    if archive.judgements.unfinished():
        say("Bringing groups of stories and the search index up to date …")
        archive.judgements.finish()


def _say_waiting(waiting: int) -> None:
    if waiting:
        say(
            f"{counted(waiting, 'story', 'stories')} to be read again for it: "
            "newsreader analyse-again --waiting."
        )


def _words(judgement: Judgement) -> str:
    from tui.judgement_words import told_of

    return told_of(judgement).rpartition(" · ")[0]


def _form(judgement: Judgement) -> dict[str, object]:
    from index.judgement_lines import content_of

    undone = judgement.undone
    return {
        "number": judgement.number,
        **json.loads(content_of(judgement)),
        "undone": None if undone is None else undone.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
    }
