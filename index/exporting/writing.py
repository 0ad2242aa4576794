"""Writing an export so that it is there whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from index.errors import NewsreaderError

# Line ends other than line feed, and controls: a terminal that shows the file would act on them.
_LINE_ENDS = re.compile("\r(?!\n)|[\x0b\x0c\x1c-\x1e\x85]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f]")


class ExportError(NewsreaderError):
    """An export cannot be written where it was asked for."""


def readable(text: str) -> str:
    """Return ``text`` as a file that people look at may hold it: no control signs but tab, line feed and CR LF.

    Each other is replaced by U+FFFD, or by a line feed where it ends a line.
    """
    return _CONTROLS.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def write_file(target: Path, pieces: Iterable[str], *, force: bool = False) -> None:
    """Write ``pieces`` to ``target`` as UTF-8, by way of a temporary file in the same folder.

    Line ends are written as they come. An existing file stays untouched, and raises ExportError, unless
    ``force``; a symbolic link is followed, so that what it points to is replaced and not the link. When
    ``pieces`` raises, nothing is left behind.
    """
    if target.is_dir():
        raise ExportError(f"{target} is a folder; name a file to write to.")
    target = Path(os.path.realpath(target))
    refuse_existing(target, force=force)
    try:
        with _temporary(target) as (descriptor, temporary):
            with open(descriptor, "w", encoding="utf-8", errors="replace", newline="") as file:  # noqa: PTH123 - an open descriptor
                for piece in pieces:
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            refuse_existing(target, force=force)
            temporary.replace(target)
    except OSError as error:
        raise ExportError(f"{target} cannot be written: {error.strerror or error}.") from error


def refuse_existing(target: Path, *, force: bool) -> None:
    """Raise ExportError when something stands at ``target`` already, unless ``force``."""
    if not force and (target.exists() or target.is_symlink()):
        raise ExportError(
            f"{target} is already there. Take another name, or remove it first (--force on the command line writes over it)."
        )


@contextlib.contextmanager
def _temporary(target: Path) -> Iterator[tuple[int, Path]]:
    """Give an open descriptor and the path of a new file beside ``target``; gone afterwards if still there."""
    descriptor, name = tempfile.mkstemp(prefix=".newsreader-", suffix=".part", dir=target.parent)
    temporary = Path(name)
    try:
        with contextlib.suppress(OSError):
            # mkstemp allows only the owner; an export is an ordinary file.
            temporary.chmod(_ordinary_mode(target))
        yield descriptor, temporary
    finally:
        temporary.unlink(missing_ok=True)


def _ordinary_mode(target: Path) -> int:
    """Return the mode of the file that is replaced, or the one a new file gets here."""
    with contextlib.suppress(OSError):
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
