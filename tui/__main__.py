"""The ``newsreader`` command.

What is asked decides what is imported: the version and the reading room's first lines must not wait for
anything, so this module keeps to ``sys`` and ``os`` until it knows (click takes 30 ms, pathlib 5).
"""

from __future__ import annotations

import os
import sys

from tui.places import archive_folder

_USAGE = 2
_INTERRUPTED = 130


def main() -> int:
    """Run newsreader with the arguments of the command line and return the exit status."""
    # NumPy would start a thread for every core, for linear algebra nobody here asks for: that takes 30 ms.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        status = _run(sys.argv[1:])
        sys.stdout.flush()
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has had enough. Python flushes once more at exit, into nothing then.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    return status


def _run(arguments: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a letter is no reason to stop.
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    if arguments == ["--version"]:
        from tui.version import VERSION

        print(f"newsreader {VERSION}")
        return 0
    reading_room = _reading_room_asked(arguments)
    if reading_room is not None:
        named, samples = reading_room
        return open_reading_room(archive_folder(named, samples=samples), samples=samples)
    from tui.cli import run

    return run(arguments)


def _reading_room_asked(arguments: list[str]) -> tuple[str | None, bool] | None:
    """Return what ``--archive`` names and whether ``--samples`` stands, or None when more is asked."""
    named: str | None = None
    samples = False
    rest = iter(arguments)
    for argument in rest:
        if argument == "--samples":
            samples = True
        elif argument == "--archive":
            named = next(rest, "")
            if not named:
                return None
        elif argument.startswith("--archive=") and argument != "--archive=":
            named = argument.partition("=")[2]
        else:
            return None
    return None if named and samples else (named, samples)


def open_reading_room(folder: str, *, samples: bool = False) -> int:
    """Open the reading room on the archive in ``folder`` and return the exit status when it is left.

    ``samples``: the folder is that of the sample stories, which are put there first where they are missing.
    """
    refusal = _refusal()
    if refusal:
        print(f"newsreader: {refusal}", file=sys.stderr)
        return _USAGE
    from tui.first_paint import paint

    paint(folder)
    _hasten()
    # A third of a second, in which the stories are already on the screen.
    from tui.app import run

    return run(folder, samples=samples)


def _hasten() -> None:
    """Have Textual, which reads this when it is imported, wait less than it does by itself.

    Escape is taken for a key, and not for the beginning of another key's sequence, when nothing has followed it for
    25 ms rather than 100; whoever has set ESCDELAY, as for other programs at a slow line, keeps to that. What
    has changed is drawn within 8 ms rather than 17; a screen that opens is laid out over several such turns.
    """
    os.environ.setdefault("ESCDELAY", "25")
    os.environ.setdefault("TEXTUAL_FPS", "120")


def _refusal() -> str:
    """Return why the reading room cannot open here, in a sentence, or ""."""
    instead = (
        "in a script or a pipe use newsreader import, search, show, actors, actor, analyse, export, reindex or "
        "check (newsreader --help tells more)."
    )
    # Textual draws on standard error.
    if not (os.isatty(0) and os.isatty(1) and os.isatty(2)):
        return f"the reading room needs a terminal, and there is none here; {instead}"
    if os.name == "posix" and os.environ.get("TERM", "") in ("", "dumb"):
        return (
            "the reading room needs a terminal that can move its cursor, and TERM is "
            f'"{os.environ.get("TERM", "")}" here; {instead}'
        )
    return ""


if __name__ == "__main__":
    sys.exit(main())
