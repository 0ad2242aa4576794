"""Analysing a whole archive from nothing, as if all its stories had just been imported.

The work is done in a folder beside the archive's own files, where it goes on after it was stopped or killed; what it
leads to takes the place of the old analysis when it is done. So nothing that was read wrongly before has a say in
what is read now, and whoever reads meanwhile sees each story's old analysis whole, and in the end its new one.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from index.equipment import Equipment
from index.errors import ArchiveError
from index.ingestion import Ingestion
from index.judgement_lines import content_of
from index.judging import settle
from index.model import Article, ImportProgress, RereadingReport
from index.rereading import reread
from index.storage import articles, judgements
from index.storage.database import Database
from index.storage.replacing import replace_analysis, same_rows, share_evidence

_FOLDER = "analysing-again"
_STAMP = "stamp"  # what was judged, and which authority files there were, when the work began


def analyse_anew(
    folder: Path,
    database: Database,
    equipment: Equipment,
    *,
    anew: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> RereadingReport:
    """Analyse all stories of the archive in ``folder``; go on where an earlier run was stopped, unless ``anew``.

    ``on_progress`` is told how many of how many are done. The caller holds the import lock. Raises ArchiveError.
    """
    work = folder / _FOLDER
    stamp = _stamp(database, equipment)
    if anew or _read(work / _STAMP) != stamp:
        shutil.rmtree(work, ignore_errors=True)
    with database.reading() as connection:
        total = articles.count(connection)
    other = Database(work, create=True)
    if not share_evidence(database, other.path):
        # Something was read here between two runs: the numbers are given to other evidence now.
        other.close()
        shutil.rmtree(work, ignore_errors=True)
        other = Database(work, create=True)
        share_evidence(database, other.path)
    try:
        (work / _STAMP).write_text(stamp, "utf-8")
        _carry_over(database, other)
        with other.reading() as connection:
            before = articles.count(connection)

        def told(progress: ImportProgress) -> None:
            if on_progress is not None:
                on_progress(before + progress.added, total)

        ingestion = Ingestion(other, lambda: None, told, cancelled, equipment)
        report = ingestion.add(_articles(database, other))
        with other.reading() as connection:
            done = articles.count(connection)
        if report.cancelled:
            return RereadingReport(report.added, total - done, report.failures)
        settle(other)
        reread(other, equipment)
    finally:
        other.close()
    if not same_rows(database, other.path):
        raise ArchiveError(
            f"The stories in {folder} have changed while they were analysed again. Try again with --anew."
        )
    replace_analysis(database, other.path)
    shutil.rmtree(work, ignore_errors=True)
    return RereadingReport(report.added, 0, report.failures)


def _stamp(database: Database, equipment: Equipment) -> str:
    with database.reading() as connection:
        told = [content_of(judgement) for judgement in judgements.in_force(connection)]
    told.append(f"{equipment.pipeline} {equipment.changes}")
    return hashlib.blake2b("\n".join(told).encode("utf-8", "replace"), digest_size=16).hexdigest()


def _read(path: Path) -> str:
    with suppress(OSError, UnicodeDecodeError):
        return path.read_text("utf-8")
    return ""


def _carry_over(database: Database, other: Database) -> None:
    """Have the other database know the same judgements under the same numbers."""
    with database.reading() as connection:
        lines = connection.execute(
            "SELECT number, made, content, undone FROM judgements WHERE undone IS NULL"
        ).fetchall()
    with other.transaction() as connection:
        connection.executemany(
            "INSERT OR IGNORE INTO judgements (number, made, content, undone) VALUES (?, ?, ?, ?)",
            lines,
        )


def _articles(database: Database, other: Database) -> Iterator[Article]:
    """Yield the articles that the other database does not have yet, in the order of their rows."""
    with other.reading() as connection:
        last = connection.execute("SELECT coalesce(max(row), 0) FROM articles").fetchone()[0]
    with database.reading() as connection:
        rows = [row for row in articles.all_rows(connection) if row > last]
    for row in rows:
        with database.reading() as connection:
            yield articles.load(connection, row)
