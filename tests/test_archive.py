"""The archive through its public face: what goes in comes out, is found, and survives."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index import Archive
from index.errors import ArchiveError, NotFoundError, QueryError
from index.model import Kind, Order, Precision

STORIES = [
    {
        "id": "a1",
        "headline": "Ordania closes its embassy in Brevia",
        "published": "2024-03-01",
        "source": "Harbour Wire",
        "text": "The government of Ordania has closed its embassy. Minister Íñigo Ferreiro signed the order.",
    },
    {
        "id": "a2",
        "headline": "Ferreiro defends the closure",
        "published": "2024-03-02",
        "source": "Meridian Desk",
        "text": "Íñigo Ferreiro spoke to reporters in Lisbon, Portugal. Ferreiro then left for Spain.",
    },
    {
        "id": "a3",
        "headline": "A quiet harvest",
        "published": "2023-10-11",
        "source": "Harbour Wire",
        "text": "Farmers in Portugal report a quiet harvest after a dry summer.",
    },
    {
        "id": "a4",
        "headline": "No date on this one",
        "source": "Harbour Wire",
        "text": "A text of unknown age about lighthouses.",
    },
]


def write_stories(path: Path, stories: list[dict[str, str]] = STORIES) -> Path:
    path.write_text("".join(json.dumps(story) + "\n" for story in stories), "utf-8")
    return path


@pytest.fixture
def stories_file(tmp_path: Path) -> Path:
    return write_stories(tmp_path / "stories.jsonl")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("filled")
    with Archive.open(folder / "archive") as archive:
        archive.import_paths([write_stories(folder / "stories.jsonl")])
    return folder / "archive"


@pytest.fixture
def archive(filled: Path, tmp_path: Path):
    with Archive.open(Path(shutil.copytree(filled, tmp_path / "copy"))) as opened:
        yield opened


def headlines(archive: Archive, query: str, **options) -> list[str]:
    listing = archive.stories(query, **options)
    return [story.headline for story in listing.rows(0, 50)]


def by_headline(archive: Archive, headline: str) -> str:
    (story,) = [s for s in archive.stories().rows(0, 50) if s.headline == headline]
    return story.id


def test_import_counts_what_it_added(tmp_path, stories_file):
    with Archive.open(tmp_path / "new") as archive:
        report = archive.import_paths([stories_file])
    assert (report.added, report.already_there, report.failures) == (4, 0, ())


def test_import_again_adds_exactly_what_is_missing(archive, tmp_path):
    more = [*STORIES, {**STORIES[0], "headline": "A fifth", "text": "Something else entirely."}]
    report = archive.import_paths([write_stories(tmp_path / "more.jsonl", more)])
    assert (report.added, report.already_there) == (1, 4)


def test_bad_line_is_named_and_the_rest_goes_on(tmp_path):
    path = tmp_path / "mixed.jsonl"
    path.write_text(json.dumps(STORIES[0]) + "\n{broken\n" + json.dumps(STORIES[1]) + "\n", "utf-8")
    with Archive.open(tmp_path / "new") as archive:
        report = archive.import_paths([path])
    assert (report.added, [failure.place for failure in report.failures]) == (2, ["line 2"])


def test_article_comes_back_as_it_was_imported(archive):
    article = archive.article(by_headline(archive, "A quiet harvest"))
    assert (article.body, article.source, article.origin_id) == (
        STORIES[2]["text"],
        "Harbour Wire",
        "a3",
    )


def test_date_keeps_its_precision(archive):
    published = archive.article(by_headline(archive, "A quiet harvest")).published
    assert published is not None
    assert (published.iso(), published.precision) == ("2023-10-11", Precision.DAY)


def test_listing_of_all_is_newest_first_and_undated_last(archive):
    assert headlines(archive, "") == [
        "Ferreiro defends the closure",
        "Ordania closes its embassy in Brevia",
        "A quiet harvest",
        "No date on this one",
    ]


@pytest.mark.parametrize("place", range(4))
def test_position_is_the_place_in_the_listing_of_all(archive, place):
    listing = archive.stories()
    assert listing.position(listing.rows(place, 1)[0].id) == place


def test_article_id_may_be_cut_short(archive):
    whole = by_headline(archive, "A quiet harvest")
    assert archive.article(whole[:9]).id == whole


@pytest.mark.parametrize("wrong", ["", "ffffffffffffffff", "zzz", "%"])
def test_unknown_article_is_not_found(archive, wrong):
    with pytest.raises(NotFoundError):
        archive.article(wrong)


def test_search_finds_words_without_their_accents(archive):
    assert set(headlines(archive, "inigo")) == {
        "Ferreiro defends the closure",
        "Ordania closes its embassy in Brevia",
    }


def test_search_marks_the_words_in_the_snippet(archive):
    (story,) = archive.stories("lighthouses").rows(0, 1)
    assert [part.text for part in story.snippet if part.match] == ["lighthouses"]


def test_nearest_stories_are_shown_when_none_has_all_words(archive):
    listing = archive.stories("lighthouses harvest")
    assert listing.note
    assert {story.headline for story in listing.rows(0, 9)} == {
        "A quiet harvest",
        "No date on this one",
    }


def test_misspelt_word_is_answered_with_a_suggestion(archive):
    assert "lighthouses" in archive.stories("lighthuoses").note


def test_query_error_says_where(archive):
    with pytest.raises(QueryError) as caught:
        archive.stories('harvest "quiet')
    assert caught.value.position == len("harvest ")


def test_date_order_can_be_asked_for(archive):
    assert headlines(archive, "portugal", order=Order.DATE)[0] == "Ferreiro defends the closure"


def test_actor_query_finds_the_stories_of_an_actor(archive):
    assert set(headlines(archive, 'actor:"inigo ferreiro"')) == {
        "Ferreiro defends the closure",
        "Ordania closes its embassy in Brevia",
    }


def test_read_stories_leave_the_unread_ones(archive):
    archive.set_read(by_headline(archive, "A quiet harvest"), True)
    assert "A quiet harvest" not in headlines(archive, "is:unread")


def test_starred_stories_are_found(archive):
    archive.set_starred(by_headline(archive, "A quiet harvest"), True)
    assert headlines(archive, "is:starred") == ["A quiet harvest"]


def test_tags_are_found_whatever_their_capitals(archive):
    archive.add_tag(by_headline(archive, "A quiet harvest"), "To Check")
    assert headlines(archive, "tag:to-check") == ["A quiet harvest"]


def test_removed_tag_is_gone(archive):
    article = by_headline(archive, "A quiet harvest")
    archive.add_tag(article, "x")
    archive.remove_tag(article, "X")
    assert headlines(archive, "tag:x") == []


def test_saved_search_is_kept(archive):
    archive.save_search("farms", "harvest -embassy")
    assert [(s.name, s.query) for s in archive.saved_searches()] == [("farms", "harvest -embassy")]


def test_unreadable_search_is_not_saved(archive):
    with pytest.raises(QueryError):
        archive.save_search("broken", "(")


def test_marks_survive_reopening(archive):
    article = by_headline(archive, "A quiet harvest")
    archive.set_starred(article, True)
    archive.close()
    with Archive.open(archive.folder) as again:
        assert again.summary(article).starred


def test_surname_and_full_name_are_one_actor(archive):
    actor = archive.actor("Ferreiro")
    assert (actor.name, actor.kind, actor.stories) == ("Íñigo Ferreiro", Kind.PERSON, 2)


def test_actor_is_found_without_accents(archive):
    assert archive.actor("inigo ferreiro").id == archive.actor("Íñigo Ferreiro").id


def test_unknown_actor_is_not_found(archive):
    with pytest.raises(NotFoundError):
        archive.actor("Nobody Atall")


def test_dossier_counts_co_actors(archive):
    dossier = archive.dossier("Íñigo Ferreiro")
    assert ("Portugal", 1) in [(other.name, other.shared_stories) for other in dossier.co_actors]


def test_actor_stories_are_newest_first(archive):
    listing = archive.actor_stories(archive.actor("Íñigo Ferreiro").id)
    assert [story.headline for story in listing.rows(0, 9)] == [
        "Ferreiro defends the closure",
        "Ordania closes its embassy in Brevia",
    ]


def test_story_actors_count_mentions(archive):
    found = archive.story_actors(by_headline(archive, "Ferreiro defends the closure"))
    assert ("Íñigo Ferreiro", 2) in [(actor.name, actor.mentions_here) for actor in found]


def test_bare_surname_is_linked_once_its_bearer_is_met(tmp_path):
    early = {
        "text": "In the harbour Ferreiro waited. Then Ferreiro spoke to Minister Ferreiro's staff."
    }
    with Archive.open(tmp_path / "new") as archive:
        archive.import_paths([write_stories(tmp_path / "early.jsonl", [early])])
        archive.import_paths([write_stories(tmp_path / "later.jsonl")])
        assert archive.actor("Íñigo Ferreiro").stories == 3


def test_mention_spans_hold_the_surface_form(archive):
    for story in archive.stories().rows(0, 9):
        body = archive.article(story.id).body
        for mention in archive.analysis(story.id).mentions:
            assert body[mention.start : mention.end] == mention.surface


def test_histogram_counts_every_story(archive):
    histogram = archive.stories().histogram(20)
    assert (sum(histogram.counts), histogram.undated) == (3, 1)


def test_histogram_of_a_search_counts_its_hits(archive):
    assert sum(archive.stories("portugal").histogram(20).counts) == 2


def test_histogram_of_nearest_stories_counts_them(archive):
    listing = archive.stories("lighthouses harvest")
    histogram = listing.histogram(20)
    assert sum(histogram.counts) + histogram.undated == listing.total


def damage_nothing(index: Path) -> None:
    shutil.rmtree(index)


def damage_truncate(index: Path) -> None:
    largest = max((p for p in index.iterdir() if p.is_file()), key=lambda p: p.stat().st_size)
    os.truncate(largest, largest.stat().st_size // 2)


def damage_toc(index: Path) -> None:
    for path in index.glob("*.toc"):
        path.write_bytes(b"not a table of contents")


@pytest.mark.parametrize("damage", [damage_nothing, damage_truncate, damage_toc])
def test_damaged_index_is_made_anew_and_said(archive, damage):
    archive.stories("portugal")
    archive.close()
    damage(archive.folder / "index")
    with Archive.open(archive.folder) as again:
        assert again.stories("portugal").total == 2
        assert len(again.notices) == 1


def test_stories_stored_but_not_indexed_are_found(archive):
    """As after a kill between the database's commit and the index's."""
    archive.close()
    shutil.rmtree(archive.folder / "index")
    from index.search.whoosh_engine import WhooshEngine

    WhooshEngine.create(archive.folder / "index").close()
    with sqlite3.connect(archive.folder / "newsreader.sqlite3") as connection:
        connection.execute("INSERT OR IGNORE INTO unindexed SELECT row FROM articles")
    connection.close()
    with Archive.open(archive.folder) as again:
        assert again.stories("portugal").total == 2


def test_reindex_holds_every_story(archive):
    assert archive.reindex() == 4


def test_check_of_a_sound_archive_finds_nothing(archive):
    report = archive.check()
    assert (report.articles, report.problems, report.mended) == (4, (), ())


def test_check_mends_wrong_totals(archive):
    with sqlite3.connect(archive.folder / "newsreader.sqlite3") as connection:
        connection.execute("UPDATE actors SET stories = 99")
    connection.close()
    assert len(archive.check().mended) == 1


def test_newer_archive_is_refused(archive):
    archive.close()
    with sqlite3.connect(archive.folder / "newsreader.sqlite3") as connection:
        connection.execute("PRAGMA user_version = 999")
    connection.close()
    with pytest.raises(ArchiveError, match="newer"):
        Archive.open(archive.folder)


def test_foreign_database_is_refused(tmp_path):
    with sqlite3.connect(tmp_path / "newsreader.sqlite3") as connection:
        connection.execute("CREATE TABLE other (x)")
    connection.close()
    with pytest.raises(ArchiveError, match="not one of newsreader's"):
        Archive.open(tmp_path)


def test_damaged_database_is_refused(tmp_path):
    (tmp_path / "newsreader.sqlite3").write_bytes(b"nonsense" * 1000)
    with pytest.raises(ArchiveError, match="damaged"):
        Archive.open(tmp_path)


def test_archive_that_is_not_there_is_not_made_unasked(tmp_path):
    with pytest.raises(ArchiveError, match="no archive"):
        Archive.open(tmp_path / "nowhere", create=False)


def test_new_archive_is_private(tmp_path):
    Archive.open(tmp_path / "new").close()
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "newsreader.sqlite3").stat().st_mode & 0o077 == 0


@pytest.fixture
def unwritable(archive, monkeypatch):
    """The archive as it looks to somebody without leave to write (root always has it)."""
    archive.close()
    allowed = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and allowed(path, mode))
    with Archive.open(archive.folder) as opened:
        yield opened


def test_read_only_archive_is_searched(unwritable):
    assert unwritable.stories("portugal").total == 2


def test_read_only_archive_says_why_it_is_not_changed(unwritable):
    with pytest.raises(ArchiveError, match="read-only"):
        unwritable.set_starred(unwritable.stories().rows(0, 1)[0].id, True)


def test_cancelled_import_keeps_whole_articles(tmp_path):
    many = [{"text": f"Story number {n} about the town of Brevia."} for n in range(100)]
    path = write_stories(tmp_path / "many.jsonl", many)
    with Archive.open(tmp_path / "new") as archive:
        told: list[int] = []
        report = archive.import_paths(
            [path],
            on_progress=lambda progress: told.append(progress.added),
            cancelled=lambda: bool(told and told[-1] > 0),
        )
        assert report.cancelled
        assert 0 < report.added < 100
        assert archive.stories("brevia").total == archive.count()[0] == report.added
        assert archive.import_paths([path]).added == 100 - report.added


def test_second_import_is_told_of_the_first(archive, stories_file):
    refusals: list[str] = []

    def import_too(_progress) -> None:
        if refusals:
            return
        with Archive.open(archive.folder) as other:
            try:
                other.import_paths([stories_file])
            except ArchiveError as error:
                refusals.append(str(error))

    archive.import_paths([stories_file], on_progress=import_too)
    assert "importing" in refusals[0]


IMPORT = """
import sys
from pathlib import Path
from index import Archive
if __name__ == "__main__":
    Archive.open(Path(sys.argv[1])).import_paths([Path(sys.argv[2])])
"""


def test_killed_import_on_all_cores_leaves_a_sound_archive_and_is_completed_by_another(tmp_path):
    many = [
        {
            "text": f"Story number {n}: Íñigo Ferreiro of Portugal met Anna Brandt in Lisbon on day {n}."
        }
        for n in range(200)
    ]
    path = write_stories(tmp_path / "many.jsonl", many)
    script = tmp_path / "script.py"
    script.write_text(IMPORT, "utf-8")
    environment = dict(os.environ)
    process = subprocess.Popen(
        [sys.executable, str(script), str(tmp_path / "new"), str(path)],
        env=environment,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
    )
    # While its worker processes start: another test kills imports at every other moment.
    time.sleep(1.0)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    with Archive.open(tmp_path / "new") as archive:
        before = archive.count()[0]
        assert archive.check().problems == ()
        report = archive.import_paths([path])
        assert (report.added, report.already_there) == (200 - before, before)
        assert archive.stories("brandt").total == 200


SAID = {
    "headline": "Holm speaks",
    "published": "2024-03-05",
    "source": "Harbour Wire",
    "text": "“We will keep the bridge open for everybody,” said Anna Brandt, the mayor of Lisbon. "
    "Portugal broke diplomatic relations with Spain on Monday. "
    "Anna Brandt won 62% of the vote, the Harbour Council said.",
}


@pytest.fixture
def said(tmp_path: Path):
    with Archive.open(tmp_path / "said") as opened:
        opened.import_paths([write_stories(tmp_path / "said.jsonl", [*STORIES, SAID])])
        yield opened


def test_quotations_are_found_by_who_is_quoted(said):
    assert headlines(said, 'said:"anna brandt"') == ["Holm speaks"]


def test_dossier_tells_what_its_actor_said(said):
    quoted = said.dossier("Anna Brandt").quotations_by
    assert "We will keep the bridge open for everybody" in quoted[0].text


def test_dossier_tells_what_its_actor_did(said):
    (event,) = said.dossier("Portugal").timeline
    source, target = event.event.source, event.event.target
    assert source is not None
    assert target is not None
    assert (source.name, target.name, event.event.cameo) == ("Portugal", "Spain", "161")


def test_dossier_tells_the_figures_about_its_actor(said):
    figures = said.dossier("Anna Brandt").figures
    assert [(one.figure.value, one.figure.unit) for one in figures] == [(62.0, "%")]


def test_analysis_comes_back_with_its_spans(said):
    analysis = said.analysis(by_headline(said, "Holm speaks"))
    assert analysis.quotations
    assert analysis.events
    assert analysis.figures
    text = SAID["text"]
    for figure in analysis.figures:
        assert text[figure.span.start : figure.span.end].startswith("62")


def test_older_archive_is_brought_up_to_date_and_keeps_what_it_holds(archive, monkeypatch):
    from index.storage import database

    archive.close()
    newer = (*database.MIGRATIONS, "CREATE TABLE later (x INTEGER) STRICT;")
    monkeypatch.setattr(database, "MIGRATIONS", newer)
    monkeypatch.setattr(database, "SCHEMA_VERSION", len(newer))
    with Archive.open(archive.folder) as again:
        assert again.count()[0] == 4
    with sqlite3.connect(archive.folder / "newsreader.sqlite3") as connection:
        assert connection.execute("SELECT count(*) FROM later").fetchone() == (0,)
        assert connection.execute("PRAGMA user_version").fetchone() == (len(newer),)
    connection.close()


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("venezula", "venezuela"),
        ("venezula source:reading", "venezuela source:reading"),
        ("panama zebraesque", "panama OR zebraesque"),
        ("mulno panama", "mulino panama"),
        ("panama", ""),
    ],
)
def test_a_listing_without_what_was_asked_for_suggests_another_query(
    sample_archive: Archive, query: str, suggestion: str
) -> None:
    assert sample_archive.stories(query).suggestion == suggestion


def test_a_listing_can_have_each_happening_once(sample_archive: Archive) -> None:
    every = sample_archive.stories()
    once = sample_archive.once_per_happening(every)
    rows = once.rows(0, once.total)
    assert once.total == len(rows) < every.total
    assert sum(row.accounts for row in rows) == every.total
    assert [once.position(row.id) for row in rows] == list(range(once.total))
    told_again = {row.id for row in every.rows(0, every.total)} - {row.id for row in rows}
    assert all(once.position(article) is None for article in told_again)
    assert len(once.in_order()) == once.total
