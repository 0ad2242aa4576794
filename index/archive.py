"""The archive: the one door to a folder of articles and all that is known of them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from index import answering
from index.analysis.masking import mask
from index.errors import ArchiveError, ReadOnlyError
from index.following.presence import Presences
from index.listing import ActorStories, EveryStory, Found, Listing
from index.maintained_index import MaintainedIndex
from index.model import (
    Actor,
    Analysis,
    Article,
    Bearers,
    CheckReport,
    Comparison,
    DatedFigure,
    DatedQuotation,
    Disagreement,
    Dossier,
    DossierSoFar,
    Explanation,
    Happening,
    ImportProgress,
    ImportReport,
    Order,
    Pair,
    PathStep,
    RereadingReport,
    SalvageReport,
    SavedSearch,
    SnippetPart,
    Span,
    StoryActor,
    StorySummary,
)
from index.once_listing import OncePerHappening
from index.options import AnalysisOptions
from index.reader_judgements import ReaderJudgements
from index.search import query as queries
from index.search.parser import parse, parse_question
from index.search.query import Query
from index.search.snippets import match_spans, snippet
from index.storage import accounts, actors, articles, seen, statements, told
from index.storage.database import Database
from index.storage.import_lock import import_lock

if TYPE_CHECKING:
    from index.authorities.store import AuthorityFile
    from index.equipment import Equipment

_SNIPPET_WIDTH = 160  # characters
_READ_AGAIN = 1_000  # stories that an import reads again for judgements; more go on waiting
_MOST_BEARERS = 20  # of a name that may mean several actors
_SHORTEST_BEGINNING = 2  # letters; with fewer nearly every story has a word that begins so


def default_folder() -> Path:
    """Return the folder of the reader's own archive, under the platform's folder for user data."""
    from platformdirs import user_data_path

    return user_data_path("newsreader", appauthor=False)


def sample_folder() -> Path:
    """Return the folder of the sample archive, beside the reader's own and never mixed with it."""
    own = default_folder()
    return own.with_name(own.name + "-samples")


class Archive:
    """A folder of articles, what was found in them and what the reader did with them.

    Safe to use from several threads. ``notices`` are sentences about what was mended on the way.
    """

    def __init__(
        self, folder: Path, database: Database, options: AnalysisOptions | None = None
    ) -> None:
        self.folder = folder
        self.options = options or AnalysisOptions()
        self._mistakes: tuple[str, ...] = ()
        self._database = database
        self._index = MaintainedIndex(folder, database)
        self._presences = Presences()
        self.judgements = ReaderJudgements(folder, database, self._index, self._equipment)
        """What the reader decides about actors."""

    @classmethod
    def open(
        cls, folder: Path, *, create: bool = True, options: AnalysisOptions | None = None
    ) -> Archive:
        """Open the archive in ``folder``, making it where there is none and ``create`` is set.

        Raises ArchiveError where there is no archive, or none that this newsreader can read.
        """
        return cls(folder, Database(folder, create=create), options)

    def _equipment(self, on_reading: Callable[[Path], None] | None = None) -> Equipment:
        """Return what stories are analysed with; authority files that have changed are read now."""
        from index.equipment import equipment_for

        equipment, mistakes = equipment_for(self.folder, self.options, on_reading)
        if mistakes:
            counted = f"{mistakes:,} mistake{'' if mistakes == 1 else 's'}"
            told = f"Authority files have {counted}: newsreader authorities check lists them."
            self._mistakes = (told,)
        return equipment

    def close(self) -> None:
        """Let go of the files."""
        self._index.close()
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def notices(self) -> tuple[str, ...]:
        """Sentences for the reader about what was noticed and mended since the archive was opened."""
        return (*self._database.notices, *self._index.notices, *self._mistakes)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written here."""
        return self._database.read_only

    def count(self) -> tuple[int, int]:
        """Return how many stories and how many actors there are."""
        with self._database.reading() as connection:
            return articles.count(connection), actors.count(connection)

    def generation(self) -> int:
        """Return a number that grows when anybody's import changes what there is to show."""
        with self._database.reading() as connection:
            line = connection.execute(
                "SELECT value FROM counters WHERE name = 'generation'"
            ).fetchone()
            return int(line[0])

    # -- importing

    def import_paths(
        self,
        paths: Iterable[Path],
        *,
        format: str | None = None,  # noqa: A002
        on_progress: Callable[[ImportProgress], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> ImportReport:
        """Bring in the articles in files and folders; those already there are left as they are.

        ``on_progress`` is told how far it has come; once ``cancelled()`` answers true the import ends after
        the batch under way. Bad files and records are reported, the rest goes on. Raises ArchiveError where
        the archive cannot be written or somebody else is importing into it.
        """
        from index.ingestion import Ingestion

        if self.read_only:
            raise ReadOnlyError(self.folder)
        with import_lock(self.folder):
            self._index.prepare()
            ingestion = Ingestion(
                self._database,
                self._index.catch_up_or_say,
                on_progress,
                cancelled,
                self._equipment(_telling(on_progress)),
            )
            report = ingestion.run(paths, format)
            self._after_import(cancelled)
            return report

    def _after_import(self, cancelled: Callable[[], bool] | None = None) -> None:
        """Make the judgements true of whoever has come in, and read again some of what waits for that."""
        # Whoever only reads needs none of this.
        from index.judging import settle
        from index.rereading import reread

        settle(self._database)
        if self.judgements.waiting():
            reread(self._database, self._equipment(), most=_READ_AGAIN, cancelled=cancelled)
        self.judgements.bring_up_to_date(cancelled or (lambda: False))

    def salvage(
        self, damaged: Path, *, on_progress: Callable[[ImportProgress], None] | None = None
    ) -> SalvageReport:
        """Bring in what can be read of the damaged archive in the folder ``damaged``, which is not changed.

        Raises ArchiveError where nothing of it can be read, or this archive cannot be written.
        """
        from index.ingestion import Ingestion
        from index.salvage import salvage

        with import_lock(self.folder):
            self._index.prepare()
            ingestion = Ingestion(
                self._database,
                self._index.catch_up_or_say,
                on_progress,
                None,
                self._equipment(),
            )
            report = salvage(damaged, self._database, ingestion)
            self._after_import()
            return report

    # -- stories

    def stories(
        self,
        query: str = "",
        *,
        order: Order = Order.DATE,
        any_word: bool = False,
        typing: bool = False,
    ) -> Listing:
        """Return the stories that answer a query; all of them for an empty one.

        ``any_word`` asks for any of the words instead of all. ``typing`` takes the last word for the
        beginning of one and forgives what is not finished. Raises QueryError.
        """
        if typing and len(query.strip()) < _SHORTEST_BEGINNING:
            return EveryStory(self._database, self._index)
        if any_word and not typing:
            read = parse_question(query, today=datetime.now(UTC).date())
        else:
            read = _parsed(query, typing=typing)
        tree = self._resolved(read)
        if isinstance(tree, queries.Everything):
            return EveryStory(self._database, self._index)
        found = self._found(tree, query, order=order, any_word=any_word)
        if found.total:
            return found
        words = [leaf for leaf in queries.text_leaves(tree) if isinstance(leaf, queries.Word)]
        if len(words) > 1 and not any_word:
            note = "No story has all of these words. These have some of them:"
            nearest = self._found(tree, query, order=Order.RELEVANCE, any_word=True, note=note)
            if nearest.total:
                meant = "" if typing else _respelt(self._index, query, words)
                if meant:
                    nearest.note = f"No story has all of these words. Did you mean {meant}? These have some of them:"
                nearest.suggestion = meant or _any_of(tree)
                return nearest
        if not typing:
            found.suggestion = _respelt(self._index, query, words)
            found.note = f"Did you mean {found.suggestion}?" if found.suggestion else ""
            with self._database.reading() as connection:
                found.note = answering.why_nothing(connection, read) or found.note
        return found

    def once_per_happening(self, listing: Listing) -> Listing:
        """Return a listing with one row for each happening that several of its stories tell, the first of them."""
        return OncePerHappening(self._database, listing)

    def _found(
        self,
        tree: Query,
        text: str,
        *,
        order: Order,
        any_word: bool,
        note: str = "",
    ) -> Found:
        return Found(
            self._database,
            self._index,
            tree,
            text=text,
            order=order,
            any_word=any_word,
            snippet=lambda row: self._snippet(row, tree),
            note=note,
        )

    def _snippet(self, row: int, tree: Query) -> tuple[SnippetPart, ...]:
        with self._database.reading() as connection:
            for body in articles.bodies(connection, (row,)):
                text = mask(body.text, body.body_format)
                return snippet(text, tree, width=_SNIPPET_WIDTH, language=body.language)
        return ()

    def _resolved(self, tree: Query) -> Query:
        """Put the rows the database knows in place of ``is:``, ``tag:``, ``actor:`` and ``said:``."""

        def answer(leaf: queries.ArchiveLeaf) -> Query:
            with self._database.reading() as connection:
                return answering.answered(connection, leaf)

        return queries.resolve(tree, answer)

    def article(self, article_id: str) -> Article:
        """Return an article by its id, which may be cut short; raise NotFoundError."""
        with self._database.reading() as connection:
            return articles.load(connection, articles.row_of(connection, article_id))

    def analysis(self, article_id: str) -> Analysis:
        """Return what was read from an article's body; raise NotFoundError."""
        with self._database.reading() as connection:
            row = articles.row_of(connection, article_id)
            return statements.load(connection, row, actors.mentions_in(connection, row))

    def summary(self, article_id: str) -> StorySummary:
        """Return an article's line in a listing; raise NotFoundError."""
        with self._database.reading() as connection:
            row = articles.row_of(connection, article_id)
            return articles.summaries(connection, (row,))[0]

    def story_actors(self, article_id: str) -> tuple[StoryActor, ...]:
        """Return the actors of a story, the most mentioned first; raise NotFoundError."""
        with self._database.reading() as connection:
            row = articles.row_of(connection, article_id)
            return self._presences.in_story(connection, row, self.generation())

    def accounts(self, article_id: str) -> tuple[StorySummary, ...]:
        """Return the other articles that tell the same happening, newest first; raise NotFoundError."""
        with self._database.reading() as connection:
            row = articles.row_of(connection, article_id)
            others = [each for each in accounts.rows_with(connection, row) if each != row]
            return articles.summaries(connection, others)

    def compare(self, one: str, other: str) -> Comparison:
        """Return what only one of two articles says, and what both do; raise NotFoundError."""
        from index.following import comparing

        return comparing.compare(
            *((self.article(each), self.analysis(each)) for each in (one, other))
        )

    def matches(self, article_id: str, query: str) -> tuple[Span, ...]:
        """Return where the words of a query stand in an article's body, in order.

        What was said, happened or is named as the query asks stands there too; nothing for a query that asks
        for none of these.
        """
        article = self.article(article_id)
        tree = _parsed(query, typing=True)
        text = mask(article.body, article.body_format)
        words = match_spans(text, tree, language=article.language)
        leaves = tuple(queries.told_leaves(tree))
        if not leaves:
            return words
        analysis = self.analysis(article.id)
        with self._database.reading() as connection:
            told = [
                span for leaf in leaves for span in answering.places_of(connection, leaf, analysis)
            ]
        return tuple(sorted({*words, *told}, key=lambda span: (span.start, span.end)))

    def more_like(self, article_id: str) -> Listing:
        """Return the stories that are like one, those most like it first; raise NotFoundError."""
        whole_id = self.article(article_id).id
        return self.stories(queries.as_text(queries.LikeIs(whole_id)), order=Order.RELEVANCE)

    # -- the reader's marks

    def set_read(self, article_id: str, read: bool) -> None:
        """Mark an article as read now, or as unread."""
        with self._database.transaction() as connection:
            row = articles.row_of(connection, article_id)
            articles.set_read(connection, row, datetime.now(UTC) if read else None)

    def read_all(self, listing: Listing) -> tuple[int, ...]:
        """Mark all stories of a listing as read now; return the row numbers of those that were not, for ``unread_all``."""
        order = listing.in_order()
        with self._database.transaction() as connection:
            read = articles.rows_read(connection)
            rows = tuple(row for row in order if row not in read)
            articles.set_all_read(connection, rows, datetime.now(UTC))
        return rows

    def unread_all(self, rows: Iterable[int]) -> None:
        """Mark the stories with these row numbers as unread, as they were before ``read_all``."""
        with self._database.transaction() as connection:
            articles.set_all_read(connection, rows, None)

    def next_unread(self, listing: Listing, start: int) -> tuple[int, StorySummary] | None:
        """Return the first unread story of a listing, from place ``start`` on and round, with its place.

        None where there is none.
        """
        order = listing.in_order()
        with self._database.reading() as connection:
            read = articles.rows_read(connection)
        for offset in range(len(order)):
            place = (start + offset) % len(order)
            if order[place] not in read:
                found = listing.rows(place, 1)
                return (place, found[0]) if found else None
        return None

    def set_starred(self, article_id: str, starred: bool) -> None:
        """Star an article, or take its star away."""
        with self._database.transaction() as connection:
            articles.set_starred(connection, articles.row_of(connection, article_id), starred)

    def add_tag(self, article_id: str, tag: str) -> None:
        """Give an article a tag: folded to lower case, white space to hyphens. An empty tag is ArchiveError."""
        name = articles.normal_tag(tag)
        with self._database.transaction() as connection:
            row = articles.row_of(connection, article_id)
            connection.execute("INSERT OR IGNORE INTO tags VALUES (?, ?)", (row, name))

    def remove_tag(self, article_id: str, tag: str) -> None:
        """Take a tag from an article; nothing happens where it has none of that name."""
        with self._database.transaction() as connection:
            row = articles.row_of(connection, article_id)
            connection.execute(
                "DELETE FROM tags WHERE row = ? AND tag = ?", (row, articles.normal_tag(tag))
            )

    def save_search(self, name: str, query: str) -> None:
        """Keep a query under a name; raise QueryError where it cannot be read."""
        _parsed(query)
        with self._database.transaction() as connection:
            articles.save_search(connection, name, query)

    def saved_searches(self) -> tuple[SavedSearch, ...]:
        """Return the saved searches by name."""
        with self._database.reading() as connection:
            return articles.saved_searches(connection)

    def forget_search(self, name: str) -> None:
        """Forget a saved search; nothing happens where there is none of that name."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM saved_searches WHERE name = ?", (name,))

    # -- actors

    def actors(self, name: str = "", *, limit: int = 100) -> tuple[Actor, ...]:
        """Return the actors that bear a name (accents optional, the last word may be begun), best first.

        Of the roles of each only the one that its latest stories give most is there; ``actor`` has all of them.
        """
        with self._database.reading() as connection:
            return tuple(
                actors.load_briefly(connection, number)
                for number in actors.search(connection, name, limit)
            )

    def actor(self, name_or_id: str) -> Actor:
        """Return the actor with this id, or that bears this name best; raise NotFoundError."""
        with self._database.reading() as connection:
            return actors.load(connection, actors.number_of(connection, name_or_id))

    def bearers(self, name_or_id: str) -> Bearers:
        """Return whom a name may mean, or the one actor with an id, the one ``actor`` returns first.

        Of the roles of each only the one that its latest stories give most is there. Raises NotFoundError.
        """
        with self._database.reading() as connection:
            numbers = actors.equally_meant(connection, name_or_id)
            return Bearers(
                tuple(
                    actors.load_briefly(connection, number) for number in numbers[:_MOST_BEARERS]
                ),
                len(numbers),
            )

    def dossier(self, name_or_id: str) -> Dossier:
        """Return what the archive knows of an actor; raise NotFoundError."""
        from index.following.dossiers import dossier

        with self._database.reading() as connection:
            return dossier(connection, actors.number_of(connection, name_or_id))

    def dossier_in_parts(self, name_or_id: str) -> Iterator[DossierSoFar]:
        """Yield an actor's dossier as its parts are read, the last time whole; raise NotFoundError.

        Of an actor of tens of thousands of stories the first comes in a twentieth of the time of all.
        """
        from index.following.dossiers import in_parts

        with self._actor(name_or_id) as (connection, number):
            yield from in_parts(connection, number)

    @contextmanager
    def _actor(self, name_or_id: str) -> Iterator[tuple[sqlite3.Connection, int]]:
        """Give a connection for reading and the number of an actor; raise NotFoundError."""
        with self._database.reading() as connection:
            yield connection, actors.number_of(connection, name_or_id)

    def happenings(
        self, name_or_id: str, *, start: int = 0, count: int = 200
    ) -> tuple[Happening, ...]:
        """Return what an actor did and what was done to it, each happening once, from place ``start`` on.

        The newest come first; ``dossier().totals`` says how many there are. Raises NotFoundError.
        """
        from index.following import happenings

        with self._actor(name_or_id) as (connection, number):
            folds = happenings.fold(told.event_lines(connection, number))
            return happenings.load(connection, folds[start : start + count])

    def quotations_by(
        self, name_or_id: str, *, start: int = 0, count: int = 200
    ) -> tuple[DatedQuotation, ...]:
        """Return what an actor is quoted as saying, each once, newest first, from place ``start`` on.

        Raises NotFoundError.
        """
        from index.following import quoting

        with self._actor(name_or_id) as (connection, number):
            return quoting.quotations_by(connection, number, start=start, count=count)[0]

    def quotations_about(
        self, name_or_id: str, *, start: int = 0, count: int = 200
    ) -> tuple[DatedQuotation, ...]:
        """Return what others say of an actor, each once, newest first, from place ``start`` on.

        Raises NotFoundError.
        """
        from index.following import quoting

        with self._actor(name_or_id) as (connection, number):
            return quoting.quotations_about(connection, number, start=start, count=count)[0]

    def figures_about(
        self, name_or_id: str, *, start: int = 0, count: int = 200
    ) -> tuple[DatedFigure, ...]:
        """Return the figures about an actor, newest first, from place ``start`` on; raise NotFoundError."""
        with self._actor(name_or_id) as (connection, number):
            return told.figures(connection, number, start=start, limit=count)

    def disagreements(self, name_or_id: str) -> tuple[Disagreement, ...]:
        """Return the figures about an actor over which claimants disagree; raise NotFoundError."""
        from index.following import disagreements

        with self._database.reading() as connection:
            return disagreements.about(connection, actors.number_of(connection, name_or_id))

    def disagreements_in(self, article_id: str) -> tuple[Disagreement, ...]:
        """Return the disagreements that figures of an article take part in; raise NotFoundError."""
        from index.following import disagreements

        with self._database.reading() as connection:
            return disagreements.told_in(connection, articles.row_of(connection, article_id))

    def pair(self, one: str, other: str) -> Pair:
        """Return what two actors did to each other and said of each other, and the stories of both.

        Each is named by name or id. Raises NotFoundError.
        """
        from index.following import pairs

        with self._database.reading() as connection:
            numbers = [actors.number_of(connection, name) for name in (one, other)]
            return pairs.pair(connection, *numbers)

    def path(self, one: str, other: str) -> tuple[PathStep, ...]:
        """Return the shortest chain of shared stories between two actors, both included; () where there is none.

        Each is named by name or id. Raises NotFoundError.
        """
        from index.following import paths

        with self._database.reading() as connection:
            numbers = [actors.number_of(connection, name) for name in (one, other)]
            return paths.path(connection, *numbers)

    def mark_seen(self, name_or_id: str) -> None:
        """Remember that the reader has now read all that is here about an actor; raise NotFoundError.

        From then on ``dossier().new_since`` tells what came in later.
        """
        with self._database.transaction() as connection:
            number = actors.number_of(connection, name_or_id)
            seen.mark_seen(connection, actors.load(connection, number).id, datetime.now(UTC))

    def actor_term(self, actor_id: str) -> str:
        """Return what asks in a query for the stories of this actor and of no namesake; "" where there is none."""
        with self._database.reading() as connection:
            return answering.actor_term(connection, actor_id)

    def actor_stories(self, name_or_id: str) -> Listing:
        """Return the stories that mention an actor, newest first; raise NotFoundError."""
        with self._actor(name_or_id) as (_, number):
            return ActorStories(self._database, self._index, number)

    def explain(self, article_id: str, offset: int) -> Explanation:
        """Return why the mention at ``offset`` of an article's body is linked as it is; raise NotFoundError."""
        from index.explaining import explain

        with self._database.reading() as connection:
            return explain(connection, articles.row_of(connection, article_id), offset)

    # -- upkeep

    def analyse_again(
        self,
        *,
        everything: bool = False,
        anew: bool = False,
        on_progress: Callable[[int, int], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
    ) -> RereadingReport:
        """Analyse again the stories that wait for it, with ``everything`` all of them.

        A run that was ended goes on where it was, unless ``anew`` is set. ``on_progress`` is told how many
        of how many are done; once ``cancelled()`` answers true it ends after the batch under way. Raises
        ArchiveError where nothing can be written or somebody is importing.
        """
        from index.analysing_anew import analyse_anew
        from index.judging import settle
        from index.rereading import reread

        with import_lock(self.folder):
            equipment = self._equipment()
            try:
                if everything:
                    return analyse_anew(
                        self.folder,
                        self._database,
                        equipment,
                        anew=anew,
                        on_progress=on_progress,
                        cancelled=cancelled,
                    )
                return reread(
                    self._database, equipment, on_progress=on_progress, cancelled=cancelled
                )
            finally:
                settle(self._database)
                # Whoever ends the work wants the archive for something else.
                ended = cancelled or (lambda: False)
                if not everything:
                    self.judgements.bring_up_to_date(ended)
                elif not ended():
                    self._index.catch_up_or_say()

    def authority_folders(self) -> tuple[Path, ...]:
        """Return the folders in which authority files are looked for."""
        from index.equipment import folders_of

        return folders_of(self.folder, self.options)

    def authority_files(
        self, on_reading: Callable[[Path], None] | None = None
    ) -> tuple[AuthorityFile, ...]:
        """Return the authority files with the mistakes in them; those that are new or changed are read now.

        ``on_reading`` is told each of these. Raises ArchiveError where what they say cannot be kept.
        """
        from index.equipment import files_of

        return files_of(self.folder, self.options, on_reading)

    def reindex(self, on_progress: Callable[[int, int], None] | None = None) -> int:
        """Make the full-text index anew from the database; return how many stories it holds.

        Stories that were not compared with others yet, as those of an older archive, are grouped with them, unless
        somebody is importing and will do it. ``on_progress`` is told how many of how many are done.
        """
        indexed = self._index.rebuild(on_progress)
        if not self.read_only:
            from index.following.grouping import group_pending

            with suppress(ArchiveError), import_lock(self.folder):
                group_pending(self._database)
        return indexed

    def check(self) -> CheckReport:
        """Verify the database and the index, mend what can be mended, and say what was found.

        Raises ArchiveError while somebody is importing.
        """
        problems = list(self._database.integrity())
        mended: list[str] = []
        if self.read_only:
            problems += self._index.check()[0]
        else:
            with import_lock(self.folder):
                if not problems:
                    with self._database.transaction(changes_content=True) as connection:
                        mended += actors.mend_totals(connection)
                mended += self._index.check()[1]
        stories, people = self.count()
        return CheckReport(
            articles=stories,
            actors=people,
            problems=tuple(problems),
            mended=(*self.notices, *mended),
        )


def _telling(
    on_progress: Callable[[ImportProgress], None] | None,
) -> Callable[[Path], None] | None:
    """Return what tells an import's watcher that an authority file is read before anything else."""
    if on_progress is None:
        return None
    told = on_progress
    return lambda path: told(ImportProgress(0, 0, 0, 0, 0, str(path)))


def _parsed(query: str, *, typing: bool = False) -> Query:
    return parse(query, today=datetime.now(UTC).date(), typing=typing)


def _respelt(index: MaintainedIndex, query: str, words: Sequence[queries.Word]) -> str:
    """Return a query with the words that are in no story spelt like words that are, or "" where there are none."""
    meant = query
    for word in words:
        better = next(iter(index.suggest(word.text)), "")
        if better:
            standing = re.compile(rf"(?<!\w){re.escape(word.text)}(?!\w)", re.IGNORECASE)
            meant = standing.sub(better.replace("\\", ""), meant, count=1)
    return "" if meant == query else " ".join(meant.split())


def _any_of(tree: Query) -> str:
    """Return the query that asks for any of the words of one that has nothing but words, else ""."""
    leaves = tree.parts if isinstance(tree, queries.And) else ()
    texts = [leaf.text for leaf in leaves if isinstance(leaf, queries.Word) and leaf.field is None]
    return " OR ".join(texts) if texts and len(texts) == len(leaves) else ""
