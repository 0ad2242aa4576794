"""``newsreader import``."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from index.importing.reading import FORMATS
from tui.commands.output import complain, say, show, show_json
from tui.commands.place import archive_options, json_option, place_of
from tui.commands.progress import Meter

_IN_PART = 1
_INTERRUPTED = 130


@click.command("import")
@archive_options
@json_option
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="What the files are, where newsreader should not find out by itself.",
)
@click.argument("paths", nargs=-1, metavar="PATH…")
@click.pass_context
def import_command(
    context: click.Context, paths: tuple[str, ...], form: str | None, as_json: bool
) -> None:
    """Bring files, or all files in folders, into the archive.

    A story that is there already, under whatever name, is not added again. What cannot be read is named with
    the reason, and the rest goes on; the exit status is 1 then. Ctrl+C stops after a whole story, and the
    same import run again adds what is missing.
    """
    if not paths:
        raise click.UsageError("Name the files or folders to import.", context)
    if "-" in paths:
        raise click.UsageError(
            "Stories are imported from files, not from standard input; name a file or a folder.",
            context,
        )
    with (
        place_of(context).open(create=True, analysing=True) as archive,
        stoppable() as stopped,
        Meter("Importing") as meter,
    ):
        report = archive.import_paths(
            [Path(path) for path in paths],
            format=form,
            on_progress=meter.imported,
            cancelled=stopped,
        )
    for failure in report.failures:
        complain(str(failure))
    if report.cancelled:
        say("Stopped; every story that was added is kept whole. Run the import again for the rest.")
    if as_json:
        from index.exporting.report_forms import import_form

        show_json(import_form(report))
    else:
        show(
            f"added {report.added:,} · already there {report.already_there:,} · "
            f"failed {report.failed:,}"
        )
    if report.cancelled:
        context.exit(_INTERRUPTED)
    if report.failed:
        context.exit(_IN_PART)


@contextmanager
def stoppable() -> Iterator[Callable[[], bool]]:
    """Turn the first Ctrl+C into a wish to stop, which the import asks for; a second one stops at once."""
    wished = False

    def wish(_number: int, _frame: FrameType | None) -> None:
        nonlocal wished
        if wished:
            raise KeyboardInterrupt
        wished = True

    before = signal.signal(signal.SIGINT, wish)
    try:
        with _interrupts_kept_from_children():
            yield lambda: wished
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _interrupts_kept_from_children() -> Iterator[None]:
    """See that Ctrl+C, which a terminal sends to all its processes, ends none that this one starts.

    A process inherits the signals that the thread starting it has blocked. This thread blocks interrupts, and
    one that does nothing else takes them; Python runs the handler here all the same.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    # It unblocks interrupts when it starts, so it has to run before they are blocked.
    ensure_running()
    over = threading.Event()

    def take_interrupts() -> None:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        over.wait()

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    taker = threading.Thread(target=take_interrupts, daemon=True)
    taker.start()
    try:
        yield
    finally:
        over.set()
        taker.join()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
