"""Which archive a command works on: ``--archive`` and ``--samples``, before or after the subcommand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from tui.commands.output import say
from tui.places import archive_folder

if TYPE_CHECKING:
    from index.archive import Archive

_Command = TypeVar("_Command", bound=Callable[..., object])


@dataclass(slots=True)
class Place:
    """What the options have said so far about the archive."""

    named: str | None = None
    samples: bool = False

    def folder(self) -> Path:
        """Return the folder of the archive. Raises click.UsageError when both options are given."""
        if self.named and self.samples:
            raise click.UsageError("--archive and --samples exclude each other.")
        return Path(archive_folder(self.named, samples=self.samples))

    @contextmanager
    def open(self, *, create: bool = False, analysing: bool = False) -> Iterator[Archive]:
        """Open the archive for a ``with`` block, and say what was mended. Raises ArchiveError.

        Without ``create`` there must be one already; the archive of samples is made in any case. ``analysing``
        says that stories may be analysed, with what the reader's settings say of that. Raises SettingsError.
        """
        from index import Archive

        folder = self.folder()
        options = None
        if analysing:
            from tui.analysing import options_of
            from tui.settings import load

            options = options_of(load())
        with Archive.open(folder, create=create or self.samples, options=options) as archive:
            if self.samples:
                from tui.samples import fill_with_samples

                fill_with_samples(archive, say)
            try:
                yield archive
            finally:
                for notice in archive.notices:
                    say(notice)


def place_of(context: click.Context) -> Place:
    """Return the one Place of this call of the program."""
    return context.find_root().ensure_object(Place)


def _keep_archive(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        place_of(context).named = value


def _keep_samples(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        place_of(context).samples = True


def archive_options(command: _Command) -> _Command:
    """Give a command the options ``--archive`` and ``--samples``; what they say is kept in ``Place``."""
    with_samples = click.option(
        "--samples",
        is_flag=True,
        expose_value=False,
        callback=_keep_samples,
        help="Use the archive of sample stories; it is made when it is first asked for.",
    )
    with_archive = click.option(
        "--archive",
        metavar="DIR",
        expose_value=False,
        callback=_keep_archive,
        help="The folder of the archive [default: $NEWSREADER_ARCHIVE, or newsreader in the user's data folder].",
    )
    return with_archive(with_samples(command))


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON value.")
