"""One door to the exports: a query, a format, a place to write to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from index.exporting.record import StoryRecord, StoryShelf, records
from index.exporting.writing import ExportError, write_file

if TYPE_CHECKING:
    from index.exporting.html_dossier import DossierShelf

FORMATS = ("jsonl", "markdown", "csv", "ftm", "html")
# Those that are one text, and so can be written to a file or a pipe alike.
TEXT_FORMATS = ("jsonl", "csv", "ftm", "html")


def export_text(
    shelf: StoryShelf,
    query: str,
    form: str,
    *,
    on_progress: Callable[[int, int], None] | None = None,
) -> Iterator[str]:
    """Return the stories that ``query`` finds, newest first, as pieces of text in a format of TEXT_FORMATS.

    ``on_progress`` is told how many stories are done and how many there are. Raises QueryError at once, and
    ExportError when the format is not one text.
    """
    if form not in TEXT_FORMATS:
        raise ExportError(f"{form} is not one text; name a folder to write it to.")
    return _lines(form, _counted(shelf, query, on_progress), shelf, query)


def export_to(
    shelf: StoryShelf,
    query: str,
    form: str,
    target: Path,
    *,
    force: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
) -> int:
    """Write the stories that ``query`` finds, newest first, to ``target`` and return how many there are.

    ``target`` is a file, for Markdown a folder; it appears whole or not at all, and what is already there stays
    unless ``force``. ``on_progress`` is told how many stories are done and how many there are. Raises
    QueryError and ExportError.
    """
    written = 0

    def count(stories: Iterable[StoryRecord]) -> Iterator[StoryRecord]:
        nonlocal written
        for story in stories:
            yield story
            written += 1

    stories = count(_counted(shelf, query, on_progress))
    if form == "markdown":
        from index.exporting.markdown_files import write_folder

        return write_folder(target, stories, force=force)
    if form not in FORMATS:
        raise ExportError(f"there is no export format “{form}”; there are {', '.join(FORMATS)}.")
    write_file(target, _lines(form, stories, shelf, query), force=force)
    return written


def export_dossier(
    shelf: DossierShelf, actor_id: str, target: Path, *, force: bool = False
) -> None:
    """Write the dossier of an actor as a page to ``target``. Raises NotFoundError and ExportError."""
    write_file(target, dossier_text(shelf, actor_id), force=force)


def dossier_text(shelf: DossierShelf, actor_id: str) -> Iterator[str]:
    """Return the dossier of an actor as a page, in pieces. Raises NotFoundError at once."""
    from index.exporting.html_dossier import dossier_page

    return dossier_page(shelf, actor_id)


def _lines(
    form: str, stories: Iterable[StoryRecord], shelf: StoryShelf, query: str
) -> Iterator[str]:
    if form == "csv":
        from index.exporting.csv_table import csv_lines

        return csv_lines(stories)
    if form == "ftm":
        from index.exporting.ftm import ftm_lines

        return ftm_lines(stories, shelf)
    if form == "html":
        from index.exporting.html_stories import stories_page

        return stories_page(query.strip() or "All stories", stories)
    from index.exporting.jsonl import jsonl_lines

    return jsonl_lines(stories)


def _counted(
    shelf: StoryShelf, query: str, on_progress: Callable[[int, int], None] | None
) -> Iterator[StoryRecord]:
    listing = shelf.stories(query)
    total = listing.total

    def told() -> Iterator[StoryRecord]:
        for done, story in enumerate(records(shelf, listing), start=1):
            yield story
            if on_progress is not None:
                on_progress(done, total)

    return told()
