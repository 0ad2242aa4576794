"""The reader's judgements as an archive offers them: made, listed, taken back, written to a file and read from one."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from index.judgement_lines import BadLine, read, written
from index.maintained_index import MaintainedIndex
from index.model import Judgement, Kind, Misfit, TakenIn
from index.storage import accounts, actors, articles, judgements
from index.storage.database import Database
from index.storage.import_lock import import_lock

if TYPE_CHECKING:
    from index.equipment import Equipment

_READ_AT_ONCE = 100  # stories, about a second; the others wait
_INDEXED_AT_ONCE = 1_000  # stories
_COMPARED_AT_ONCE = 2_000  # stories, about a second
_PATIENCE = (
    30.0  # seconds, for what follows from an earlier judgement to come to the end of a batch
)


class ReaderJudgements:
    """What the reader decides about the actors of one archive.

    Every judgement is kept whole or not at all, holds at once, and is replayed whenever stories are read
    again. Stories that have to be read, grouped or indexed again for it are, a few at once; the rest waits for
    ``Archive.analyse_again`` or the next import. All methods that judge raise NotFoundError where somebody is not here, AmbiguousNameError where a
    name may mean several who are, and ArchiveError where the archive cannot be written or somebody else is importing into it.
    """

    def __init__(
        self,
        folder: Path,
        database: Database,
        index: MaintainedIndex,
        equipment: Callable[[], Equipment],
    ) -> None:
        self._equipment = equipment
        self._folder = folder
        self._database = database
        self._index = index

    def same(self, kept: str, other: str) -> Judgement:
        """Judge that two actors, each given by name or id, are one: ``kept``, under its name and of its kind."""
        from index import judging

        return self._judge(
            lambda connection: judging.same(
                connection,
                actors.only_number_of(connection, kept),
                actors.only_number_of(connection, other),
            )
        )

    def different(
        self,
        article: str,
        offset: int,
        *,
        instead: str | None = None,
        name: str = "",
        whole_story: bool = False,
    ) -> Judgement:
        """Judge that the mention at ``offset`` of an article is not the actor it is linked to, if it is to anybody.

        ``instead`` is the name or id of the actor that it is; ``name`` calls one who is new; with neither
        nobody is linked. ``whole_story``: no mention of that actor in this story is; where nobody was linked, all
        mentions that mean the same.
        """
        from index import judging

        def make(connection: sqlite3.Connection) -> Judgement:
            row = articles.row_of(connection, article)
            other = None if instead is None else actors.only_number_of(connection, instead)
            mention = actors.mention_at(connection, row, offset)
            return judging.different(
                connection, row, mention, instead=other, name=name, whole_story=whole_story
            )

        return self._judge(make, article)

    def no_actor_at(self, article: str, offset: int) -> Judgement:
        """Judge that whatever is called as the mention at ``offset`` is no actor, here and elsewhere."""
        from index import judging

        def make(connection: sqlite3.Connection) -> Judgement:
            row = articles.row_of(connection, article)
            return judging.mention_is_no_actor(
                connection, actors.mention_at(connection, row, offset)
            )

        return self._judge(make, article)

    def no_actor(self, name_or_id: str) -> Judgement:
        """Judge that an actor is none, under all its names."""
        from index import judging

        return self._judge(
            lambda connection: judging.is_no_actor(
                connection, actors.only_number_of(connection, name_or_id)
            )
        )

    def rename(self, name_or_id: str, name: str) -> Judgement:
        """Judge what an actor is called."""
        from index import judging

        return self._judge(
            lambda connection: judging.renamed(
                connection, actors.only_number_of(connection, name_or_id), name
            )
        )

    def set_kind(self, name_or_id: str, kind: Kind) -> Judgement:
        """Judge of what kind an actor is."""
        from index import judging

        return self._judge(
            lambda connection: judging.of_kind(
                connection, actors.only_number_of(connection, name_or_id), kind
            )
        )

    def undo(self, number: int | None = None) -> Judgement:
        """Take a judgement back, the latest in force where no ``number`` is given; return it."""
        from index import judging

        with import_lock(self._folder, patience=_PATIENCE):
            with self._database.transaction(changes_content=True) as connection:
                undone = judging.undo(connection, number)
            self._follow_up(undone.article)
        return undone

    def in_force(self) -> tuple[Judgement, ...]:
        """Return the judgements that hold, in the order in which they were made."""
        with self._database.reading() as connection:
            return judgements.in_force(connection)

    def all_ever(self) -> tuple[Judgement, ...]:
        """Return all judgements, those that were taken back too, in the order in which they were made."""
        with self._database.reading() as connection:
            return judgements.all_ever(connection)

    def misfits(self) -> dict[int, Misfit]:
        """Return, by number, why judgements that are in force hold for nothing that is here now."""
        from index.fitting import misfits

        with self._database.reading() as connection:
            return misfits(connection, judgements.in_force(connection))

    def text(self) -> str:
        """Return a file of the judgements that hold: a line each, in the form of ``index.judgement_lines``."""
        return written(self.in_force())

    def take_in(self, text: str) -> tuple[TakenIn, tuple[BadLine, ...]]:
        """Keep the judgements of a file that are not here yet; return how many, and the lines that are none."""
        found, bad = read(text)
        return self.take(found), bad

    def take(self, given: Iterable[Judgement]) -> TakenIn:
        """Keep judgements that were made elsewhere, each in its place among those that are here."""
        from index import judging

        with import_lock(self._folder, patience=_PATIENCE):
            with self._database.transaction(changes_content=True) as connection:
                taken = judging.take_in(connection, given)
            self._follow_up()
        return taken

    def waiting(self) -> int:
        """Return how many stories wait to be read again."""
        with self._database.reading() as connection:
            return judgements.count_awaiting(connection)

    def _judge(
        self, make: Callable[[sqlite3.Connection], Judgement], article: str = ""
    ) -> Judgement:
        from index import judging

        with import_lock(self._folder, patience=_PATIENCE):
            with self._database.transaction(changes_content=True) as connection:
                kept = judging.keep(connection, make(connection))
            self._follow_up(article)
        return kept

    def _follow_up(self, article: str = "") -> None:
        """Do what follows from a judgement as far as it takes no time; ``article`` comes before others.

        Some stories are read again, compared again with others, and indexed. Where there is more to do than that, from
        this judgement or others, it waits for ``finish``.
        """
        from index.rereading import reread

        with self._database.reading() as connection:
            lines = connection.execute("SELECT row FROM articles WHERE id = ?", (article,))
            first = [line[0] for line in lines]
            waiting = judgements.count_awaiting(connection)
        most = waiting if waiting <= _READ_AT_ONCE else len(first)
        if most:
            reread(self._database, self._equipment(), first=first, most=most)
        with self._database.reading() as connection:
            unindexed = articles.count_unindexed(connection)
        if unindexed <= _INDEXED_AT_ONCE:
            self._regroup(_COMPARED_AT_ONCE)
        if 0 < unindexed <= _INDEXED_AT_ONCE:
            self._index.catch_up_or_say()

    def unfinished(self) -> bool:
        """Say whether anything that follows from judgements is still to be done, by ``finish`` or the next import."""
        with self._database.reading() as connection:
            return bool(
                judgements.count_awaiting(connection)
                or articles.count_unindexed(connection)
                or accounts.count_pending(connection)
            )

    def finish(self) -> None:
        """Group and index the stories whose actors have changed. The caller reads them again first, if at all."""
        with import_lock(self._folder, patience=_PATIENCE):
            self.bring_up_to_date()

    def bring_up_to_date(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Do what ``finish`` does for a caller who holds the import lock, until ``cancelled()`` answers true."""
        self._regroup(cancelled=cancelled)
        if not cancelled():
            self._index.catch_up_or_say()

    def _regroup(
        self, most: int | None = None, cancelled: Callable[[], bool] = lambda: False
    ) -> None:
        """Compare the stories again that name others than before, where they have no more than ``most`` near them."""
        with self._database.reading() as connection:
            rows = articles.unindexed_rows(connection)
            pending = accounts.count_pending(connection)
        if not (rows or pending):
            return
        # With numpy (80 ms), for those judgements alone that change whom stories name.
        from index.following.grouping import compare_again, group_pending

        stories = 0
        if rows:
            with self._database.transaction() as connection:
                stories = compare_again(connection, rows)
        if most is None or (not pending and stories <= most):
            group_pending(self._database, cancelled)
