"""Out of a damaged archive into a whole one: the articles that can still be read, and the reader's marks."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

from index.errors import ImportFailureError
from index.importing.draft import Draft
from index.ingestion import Ingestion
from index.judgement_lines import read
from index.judging import take_in
from index.model import Article, SalvageReport
from index.storage import articles
from index.storage.database import Database
from index.storage.salvage import DamagedDatabase, Marks, Salvaged

_NAMED = 20  # lost articles told by name; of more only the number


def salvage(damaged: Path, database: Database, ingestion: Ingestion) -> SalvageReport:
    """Copy what can be read of the archive in the folder ``damaged`` into ``database`` through ``ingestion``.

    What was read from the texts is read again; what the reader did is carried over. The damaged archive is
    only read. Raises ArchiveError where nothing of it can be read, or the new one cannot be written.
    """
    work = Path(tempfile.mkdtemp(prefix="salvage-", dir=database.path.parent))
    try:
        hurt = DamagedDatabase(damaged, work)
        try:
            taking = _Taking()
            judged, _ = read("\n".join(hurt.judgements()))
            with database.transaction(changes_content=True) as connection:
                take_in(connection, judged)
            report = ingestion.add(taking.articles(hurt))
            with database.transaction(changes_content=True) as connection:
                for article_id, marks in taking.marks.items():
                    _mark(connection, article_id, marks)
                for search in hurt.saved_searches():
                    articles.save_search(connection, search.name, search.query)
        finally:
            hurt.close()
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return SalvageReport(
        articles=report.added,
        without_details=taking.without_details,
        lost=len(taking.lost),
        lost_names=tuple(taking.lost[:_NAMED]),
    )


class _Taking:
    """Hands articles on, and notes beside them what has to be told or done afterwards."""

    def __init__(self) -> None:
        self.marks: dict[str, Marks] = {}
        self.lost: list[str] = []
        self.without_details = 0

    def articles(self, hurt: DamagedDatabase) -> Iterator[Article]:
        for salvaged in hurt.articles():
            article = self._whole(salvaged)
            if article is None:
                self.lost.append(salvaged.told)
                continue
            marks = salvaged.marks
            if marks.read_at is not None or marks.starred or marks.tags:
                self.marks[article.id] = marks
            yield article

    def _whole(self, salvaged: Salvaged) -> Article | None:
        article = salvaged.article
        if article is None or article.id:
            return article
        self.without_details += 1
        draft = Draft(
            body=article.body,
            body_format=article.body_format,
            captions=article.captions,
            exact=True,
        )
        try:
            return draft.finish()
        except ImportFailureError:
            return None


def _mark(connection: sqlite3.Connection, article_id: str, marks: Marks) -> None:
    row = articles.row_of(connection, article_id)
    if marks.read_at is not None:
        articles.set_read(connection, row, marks.read_at)
    if marks.starred:
        articles.set_starred(connection, row, True)
    connection.executemany(
        "INSERT OR IGNORE INTO tags VALUES (?, ?)", ((row, tag) for tag in marks.tags)
    )
