"""An archive written straight into the database, so that a test says what was read from each story."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from index import Archive
from index.model import (
    ActorReference,
    Analysis,
    Article,
    Event,
    Figure,
    Mention,
    Moment,
    Precision,
    Quotation,
    Span,
)
from index.storage import articles, statements
from index.storage.database import Database

START = datetime(2031, 3, 1, tzinfo=UTC)


def day(number: int, precision: Precision = Precision.DAY) -> Moment:
    """The day that many days after 1 March 2031."""
    return Moment(START + timedelta(days=number), precision)


def who(name: str) -> ActorReference:
    """An actor whose id is its name in lower case, named at the beginning of the body."""
    return ActorReference(name.lower(), name, Span(0, 4))


def words(start: int, end: int) -> ActorReference:
    """Somebody who is no actor: the words of the body from ``start`` to ``end``."""
    return ActorReference(None, None, Span(start, end))


def event(
    source: str | None,
    target: str | None,
    *,
    date: Moment | None = None,
    status: str = "happened",
    kind: tuple[str, str, str] = ("SANCTION", "withdraw", "161"),
) -> Event:
    """An event read from the first sentence."""
    return Event(
        span=Span(0, 20),
        type=kind[0],
        mode=kind[1],
        cameo=kind[2],
        source=who(source) if source else None,
        target=who(target) if target else None,
        date=date,
        status=status,
        trigger=Span(5, 9),
    )


class Builder:
    """Writes stories into the archive in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = Database(folder, create=True)
        self.rows = 0

    def actors(self, *names: str, kind: str = "person") -> None:
        """Make these actors; the id of each is its name in lower case."""
        with self.database.transaction() as connection:
            for name in names:
                number = connection.execute(
                    "INSERT INTO actors (id, name, kind) VALUES (?, ?, ?)",
                    (name.lower(), name, kind),
                ).lastrowid
                connection.executemany(
                    "INSERT INTO alias_tokens VALUES (?, ?)",
                    [(token, number) for token in name.lower().split()],
                )

    def story(
        self,
        published: Moment | None,
        *present: str,
        body: str = "Some words that a story has. And some more of them here.",
        events: tuple[Event, ...] = (),
        quotations: tuple[Quotation, ...] = (),
        figures: tuple[Figure, ...] = (),
        mentions: tuple[Mention, ...] = (),
    ) -> str:
        """Write a story in which these actors are present and return its id."""
        self.rows += 1
        article_id = f"{self.rows:016x}"
        article = Article(article_id, f"Story {self.rows}", body, published=published)
        with self.database.transaction(changes_content=True) as connection:
            numbers = dict(connection.execute("SELECT id, number FROM actors"))
            row = articles.insert(connection, article, imported=START)
            assert row is not None
            seconds = None if published is None else int(published.instant.timestamp())
            for name in present:
                number = numbers[name.lower()]
                connection.execute(
                    "INSERT INTO presence (row, actor, published, mentions) VALUES (?, ?, ?, 1)",
                    (row, number, seconds),
                )
                connection.execute(
                    "UPDATE actors SET stories = stories + 1, mentions = mentions + 1 WHERE number = ?",
                    (number,),
                )
            connection.executemany(
                """INSERT INTO mentions (row, start, end, surface, kind, actor, demonym, descriptive)
                   VALUES (?, ?, ?, ?, ?, ?, 0, 0)""",
                [
                    (row, one.start, one.end, one.surface, str(one.kind), numbers[one.actor or ""])
                    for one in mentions
                ],
            )
            found = Analysis(quotations=quotations, events=events, figures=figures)
            statements.insert(connection, row, found, numbers.__getitem__)
            connection.execute("DELETE FROM unindexed")
        return article_id

    def together(self, *article_ids: str) -> None:
        """Say that these stories tell the same happening."""
        with self.database.transaction() as connection:
            rows = [articles.row_of(connection, each) for each in article_ids]
            connection.executemany(
                "INSERT INTO accounts VALUES (?, ?)", [(row, min(rows)) for row in rows]
            )

    def open(self) -> Archive:
        """Open what was written."""
        return Archive.open(self.folder)
