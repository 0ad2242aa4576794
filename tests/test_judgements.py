"""What a reader decides about actors: it holds at once, whenever stories are read, and until it is taken back."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from index import Archive
from index.errors import ArchiveError, NotFoundError
from index.judgement_lines import content_of, judgement_in, read, written
from index.model import ActorKey, Judgement, Kind, Mention, Span, Verdict
from tui.cli import run

FERREIRO = "Foreign Minister Íñigo Ferreiro of Portugal spoke in Lisbon. Ferreiro said the port would close."
BRANDT = (
    "President Anna Brandt of Austria flew to Vienna. Brandt met Íñigo Ferreiro of Portugal there."
)
SUAREZ = "Spanish Prime Minister Odo Suárez met farmers near Madrid. Suárez did not speak."


MANY_WAYS = (
    "“We close the port,” Íñigo Ferreiro said in Lisbon on Monday. Ferreiro met Anna Brandt of Austria and thanked "
    "her. Portugal's foreign minister told Brandt that 40 ships were waiting, Ferreiro said."
)


def stories(folder: Path, *texts: str, name: str = "stories.jsonl") -> Path:
    path = folder / name
    lines = [
        {
            "id": f"{name}-{number}",
            "headline": f"Story {number}",
            "published": "2024-03-01",
            "text": text,
        }
        for number, text in enumerate(texts)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([stories(tmp_path, FERREIRO, BRANDT, SUAREZ)])
        yield archive


def mention(archive: Archive, surface: str) -> tuple[str, Mention]:
    """Return the first mention that reads so, with its article."""
    for story in archive.stories().rows(0, 100):
        for each in archive.analysis(story.id).mentions:
            if each.surface == surface:
                return story.id, each
    raise AssertionError(f"nothing reads {surface}")


def said(archive: Archive, name: str) -> list[Mention]:
    """Return the mentions of the actor that is called so."""
    return [
        each
        for story in archive.stories().rows(0, 100)
        for each in archive.analysis(story.id).mentions
        if each.name == name
    ]


def everything(archive: Archive) -> list[tuple[object, ...]]:
    """Return all that is recorded of actors, in a form in which numbers do not matter."""
    found: list[tuple[object, ...]] = []
    with sqlite3.connect(archive.folder / "newsreader.sqlite3") as connection:
        for table, columns in (
            ("mentions", "row, start, end, surface, mentions.kind"),
            ("presence", "row, presence.mentions"),
            ("aliases", "surface, count"),
            ("alias_tokens", "token"),
            ("roles", "row, start, end, title, of"),
        ):
            found += connection.execute(
                f"""SELECT '{table}', actors.id, name, actors.kind, actors.mentions, stories, {columns}
                    FROM {table} JOIN actors ON number = actor"""
            ).fetchall()
        for table, column in (
            ("quotations", "speaker"),
            ("events", "source"),
            ("events", "target"),
        ):
            found += connection.execute(
                f"""SELECT '{table}', actors.id, row, start FROM {table}
                    JOIN actors ON number = {column} ORDER BY 2, 3, 4"""
            ).fetchall()
    return sorted(found, key=repr)


# -- two that are one


def test_two_that_are_one_are_one_at_once(archive):
    kept, other = archive.actor("Ferreiro"), archive.actor("Suárez")
    archive.judgements.same(kept.id, other.id)
    assert archive.actor("Suárez").id == kept.id
    assert archive.actor_stories(kept.id).total == 3
    assert mention(archive, "Odo Suárez")[1].actor == kept.id
    assert archive.check().mended == ()


def test_one_that_is_kept_keeps_its_name_and_lends_its_kind(archive):
    kept, other = archive.actor("Madrid"), archive.actor("Suárez")
    archive.judgements.same(kept.id, other.id)
    assert archive.actor(kept.id).name == "Madrid"
    assert mention(archive, "Odo Suárez")[1].kind is Kind.PLACE


def test_taking_it_back_leaves_everything_as_it_was(archive):
    before = everything(archive)
    archive.judgements.same("Ferreiro", "Brandt")  # both stand in one story
    assert everything(archive) != before
    archive.judgements.undo()
    assert everything(archive) == before


def test_judgements_taken_back_out_of_order_leave_the_others_true(archive):
    archive.judgements.same("Ferreiro", "Brandt")
    alone = everything(archive)
    archive.judgements.undo()
    first = archive.judgements.same("Brandt", "Suárez")
    archive.judgements.same("Ferreiro", "Brandt")
    archive.judgements.undo(first.number)
    assert everything(archive) == alone


def test_later_stories_go_to_the_one(archive, tmp_path):
    kept = archive.actor("Ferreiro")
    archive.judgements.same(kept.id, "Suárez")
    archive.import_paths([stories(tmp_path, "Odo Suárez of Spain resigned.", name="later.jsonl")])
    assert mention(archive, "Odo Suárez")[1].actor == kept.id
    assert archive.actor_stories(kept.id).total == 4


def test_taking_it_back_parts_stories_that_came_after_it(archive, tmp_path):
    kept, other = archive.actor("Ferreiro"), archive.actor("Suárez")
    archive.judgements.same(kept.id, other.id)
    archive.import_paths([stories(tmp_path, "Odo Suárez of Spain resigned.", name="later.jsonl")])
    archive.judgements.undo()
    assert archive.actor_stories(archive.actor("Odo Suárez").id).total == 2
    assert archive.actor("Ferreiro").stories == 2


def test_taking_it_back_parts_many_stories_that_came_after_it(archive, tmp_path):
    kept, other = archive.actor("Ferreiro"), archive.actor("Suárez")
    archive.judgements.same(kept.id, other.id)
    texts = [f"Odo Suárez of Spain resigned for the {n}th time. Suárez left." for n in range(4, 9)]
    archive.import_paths([stories(tmp_path, *texts, name="later.jsonl")])
    assert archive.actor_stories(kept.id).total == 8
    archive.judgements.undo()
    assert archive.actor("Odo Suárez").stories == 6
    assert archive.actor("Ferreiro").stories == 2
    assert archive.check().mended == ()


def test_a_merge_is_put_down_for_the_search_index(archive):
    # Indexing follows at once; that it had to is seen by the index's actors.
    kept, other = archive.actor("Ferreiro"), archive.actor("Suárez")
    archive.judgements.same(kept.id, other.id)
    assert archive.check().mended == ()
    assert archive.stories("actor:Suárez").total == 3


def test_an_actor_is_not_the_same_as_itself(archive):
    with pytest.raises(NotFoundError, match="one actor already"):
        archive.judgements.same("Ferreiro", "Ferreiro")


# -- a mention that is somebody else


def test_a_mention_that_is_somebody_else_gets_a_new_actor(archive):
    article, found = mention(archive, "Odo Suárez")
    archive.judgements.different(article, found.start, name="Odo Suárez Junior")
    assert mention(archive, "Odo Suárez")[1].name == "Odo Suárez Junior"
    assert mention(archive, "Suárez")[1].name == "Odo Suárez"


def test_a_namesake_that_is_set_apart_is_not_the_same_actor(archive):
    article, found = mention(archive, "Odo Suárez")
    archive.judgements.different(article, found.start, name="Odo Suárez", whole_story=True)
    now = mention(archive, "Odo Suárez")[1].actor
    assert now is not None
    assert now != found.actor


def test_a_mention_can_be_given_to_another_actor_or_to_nobody(archive):
    article, found = mention(archive, "Odo Suárez")
    archive.judgements.different(article, found.start, instead="Brandt", whole_story=True)
    assert archive.actor("Brandt").stories == 2
    archive.judgements.undo()
    archive.judgements.different(article, found.start, whole_story=True)
    assert mention(archive, "Odo Suárez")[1].actor is None


def test_a_mention_that_is_linked_to_nobody_can_be_given_to_somebody(archive):
    article, found = mention(archive, "Odo Suárez")
    archive.judgements.different(article, found.start, whole_story=True)
    start = mention(archive, "Suárez")[1].start
    assert mention(archive, "Suárez")[1].actor is None
    archive.judgements.different(article, start, instead="Brandt")
    assert mention(archive, "Suárez")[1].name == "Anna Brandt"
    archive.judgements.undo()
    assert mention(archive, "Suárez")[1].actor is None


def test_nobody_is_not_put_in_the_place_of_nobody(archive):
    article, found = mention(archive, "Odo Suárez")
    archive.judgements.different(article, found.start, whole_story=True)
    with pytest.raises(NotFoundError, match="Nobody is linked here already"):
        archive.judgements.different(article, found.start)


def test_offices_go_with_the_mention_they_stand_at(archive):
    article, found = mention(archive, "Odo Suárez")
    archive.judgements.different(article, found.start, name="Odo Suárez Junior")
    assert [role.title for role in archive.actor("Odo Suárez Junior").roles] == ["prime minister"]


def test_a_namesake_set_apart_stays_apart_where_an_office_tells(archive, tmp_path):
    race = "Odo Suárez won the race at La Paz in Bolivia. It rained."
    archive.import_paths([stories(tmp_path, race, name="race.jsonl")])
    runner = mention_in(archive, "won the race", "Odo Suárez")
    minister = mention_in(archive, "met farmers", "Odo Suárez").actor
    story = next(each.id for each in archive.stories("race").rows(0, 1))
    archive.judgements.different(story, runner.start, name="Odo Suárez", whole_story=True)
    apart = mention_in(archive, "won the race", "Odo Suárez").actor
    school = "Spanish Prime Minister Odo Suárez opened a school in Madrid."
    archive.import_paths([stories(tmp_path, school, name="school.jsonl")])
    assert apart not in (minister, None)
    assert mention_in(archive, "opened a school", "Odo Suárez").actor == minister


def mention_in(archive: Archive, text: str, surface: str) -> Mention:
    for story in archive.stories().rows(0, 100):
        if text in archive.article(story.id).body:
            return next(
                each for each in archive.analysis(story.id).mentions if each.surface == surface
            )
    raise AssertionError(text)


def test_stories_are_grouped_anew_where_two_are_one(tmp_path):
    """Each is about a person whom the other does not name, until the two are the same."""
    texts = (
        "Zeno Kvistorp opened the tidal mill at Ostrel on Monday. Kvistorp praised the fishermen who gave their "
        "nets. Engineers tested three sluices before noon.",
        "Baldur Hask opened a tidal mill in Ostrel on Monday. Hask spoke of copper prices and of the harvest of "
        "barley. A brass band played until the evening rain.",
        "Farmers near Silbury sold their orchards after a dry spring.",
        "A choir from Tunmere sang for the queen of Dorrel.",
        "The court at Halden freed a banker accused of fraud.",
    )
    with Archive.open(tmp_path / "archive") as archive:
        archive.import_paths([stories(tmp_path, *texts)])

        def accounts() -> int:
            return max(each.accounts for each in archive.stories().rows(0, 10))

        before = accounts()
        archive.judgements.same("Kvistorp", "Hask")
        merged = accounts()
        archive.judgements.undo()
        assert (before, merged, accounts()) == (1, 2, 1)


# -- what is no actor, names, kinds


def test_what_is_no_actor_is_none_anywhere(archive, tmp_path):
    archive.judgements.no_actor("Suárez")
    assert archive.actors("Suárez") == ()
    archive.import_paths([stories(tmp_path, "Odo Suárez of Spain resigned.", name="later.jsonl")])
    assert archive.actors("Suárez") == ()


def test_what_is_no_actor_goes_as_if_it_had_never_been_read(archive, tmp_path):
    """It goes from the database at once; reading everything anew leads to the same."""
    archive.import_paths([stories(tmp_path, MANY_WAYS, name="more.jsonl")])
    archive.judgements.no_actor("Ferreiro")
    at_once = everything(archive)
    assert archive.analyse_again(everything=True).waiting == 0
    assert everything(archive) == at_once


def test_what_is_no_actor_goes_without_a_story_being_read_again(archive, monkeypatch):
    def fail(*_: object) -> None:
        raise AssertionError("a story was read again")

    monkeypatch.setattr("index.rereading.Analysers.analysed", fail)
    before = everything(archive)
    archive.judgements.no_actor("Ferreiro")
    assert archive.actors("Ferreiro") == ()
    assert archive.stories("actor:Ferreiro").total == 0
    archive.judgements.undo()
    assert everything(archive) == before


def test_stories_that_wait_for_what_is_no_actor_wait_no_more_once_it_is_taken_back(
    archive, tmp_path, monkeypatch
):
    """A name that was left open between two may be that of the other now: such a story is read again."""
    monkeypatch.setattr("index.reader_judgements._READ_AT_ONCE", 0)
    texts = ("Mayor Ana Ferreiro of Chile resigned.", "They met. Then Ferreiro spoke.")
    archive.import_paths([stories(tmp_path, *texts, name="more.jsonl")])
    before = everything(archive)
    archive.judgements.no_actor("Íñigo Ferreiro")
    assert archive.judgements.waiting() == 1
    archive.judgements.undo()
    assert archive.judgements.waiting() == 0
    assert everything(archive) == before
    archive.judgements.no_actor("Íñigo Ferreiro")
    archive.analyse_again()
    archive.judgements.undo()
    assert archive.judgements.waiting() == 1
    archive.analyse_again()
    assert everything(archive) == before


def test_a_surname_of_what_is_no_actor_stays_with_its_namesakes(archive, tmp_path):
    text = "Minister Ana Brandt of Chile resigned. Brandt left."
    archive.import_paths([stories(tmp_path, text, name="more.jsonl")])
    archive.judgements.no_actor("Anna Brandt")
    left = [each.surface for each in said(archive, "Ana Brandt")]
    assert left == ["Ana Brandt", "Brandt"]
    archive.analyse_again(everything=True)
    assert [each.surface for each in said(archive, "Ana Brandt")] == left
    assert [each.name for each in archive.actors("Brandt")] == ["Ana Brandt"]


def test_what_is_no_actor_comes_back_from_under_later_judgements(archive, tmp_path):
    before = everything(archive)
    first = archive.judgements.no_actor("Ferreiro")
    archive.judgements.same("Brandt", "Suárez")
    later = archive.judgements.no_actor("Brandt")
    archive.judgements.undo(first.number)
    assert [each.name for each in archive.actors("Ferreiro")] == ["Íñigo Ferreiro"]
    assert archive.actors("Brandt") == ()
    archive.judgements.undo(later.number)
    archive.judgements.undo()
    assert everything(archive) == before


def test_what_is_no_actor_stays_gone_while_earlier_judgements_are_taken_back(archive, tmp_path):
    merged = archive.judgements.same("Brandt", "Suárez")
    archive.judgements.no_actor("Brandt")
    archive.import_paths([stories(tmp_path, "Anna Brandt met Odo Suárez in Rome.", name="more")])
    archive.judgements.undo(merged.number)
    assert archive.actors("Brandt") == ()
    archive.analyse_again()
    at_once = everything(archive)
    archive.analyse_again(everything=True)
    assert everything(archive) == at_once


def test_a_form_that_is_no_actor_leaves_the_others(archive):
    article, found = mention(archive, "Madrid")
    archive.judgements.no_actor_at(article, found.start)
    assert archive.actors("Madrid") == ()
    assert archive.actor("Suárez").stories == 1


def test_a_nationality_word_that_is_no_actor_leaves_the_country(archive):
    article, found = mention(archive, "Spanish")
    archive.judgements.no_actor_at(article, found.start)
    assert "Spanish" not in [each.surface for each in archive.analysis(article).mentions]
    archive.judgements.undo()
    assert "Spanish" in [each.surface for each in archive.analysis(article).mentions]


def test_what_was_no_actor_is_one_again(archive):
    before = everything(archive)
    archive.judgements.no_actor("Suárez")
    archive.judgements.undo()
    assert everything(archive) == before


def test_a_name_given_stays_whatever_later_stories_call_the_actor(archive, tmp_path):
    actor = archive.actor("Suárez")
    archive.judgements.rename(actor.id, "Odo the Elder")
    archive.import_paths([stories(tmp_path, "Odo Suárez Calvo of Spain resigned.", name="l.jsonl")])
    assert archive.actor(actor.id).name == "Odo the Elder"
    assert archive.actor("the Elder").id == actor.id
    archive.judgements.undo()
    assert archive.actors("the Elder") == ()


@pytest.mark.parametrize("name", ["", "   ", "two\nlines\x1b[2J"])
def test_a_name_is_one_line_of_letters(archive, name):
    if name.strip():
        archive.judgements.rename("Suárez", "two lines")
        name = "a\x1b[2J"
    with pytest.raises(NotFoundError):
        archive.judgements.rename("Ferreiro", name)


def test_a_kind_holds_for_later_stories(archive, tmp_path):
    actor = archive.actor("Suárez")
    archive.judgements.set_kind(actor.id, Kind.ORGANISATION)
    archive.import_paths([stories(tmp_path, "Odo Suárez of Spain resigned.", name="later.jsonl")])
    now = archive.actor("Suárez")
    assert (now.id, now.kind, now.stories) == (actor.id, Kind.ORGANISATION, 2)
    assert {each.kind for each in mentions_of(archive, actor.id)} == {Kind.ORGANISATION}
    archive.judgements.undo()
    assert archive.actor("Suárez").kind is Kind.PERSON


def mentions_of(archive: Archive, actor: str) -> list[Mention]:
    return [
        each
        for story in archive.actor_stories(actor).rows(0, 100)
        for each in archive.analysis(story.id).mentions
        if each.actor == actor
    ]


# -- read again, elsewhere, and after a kill


def test_all_judgements_hold_when_everything_is_read_again(archive):
    archive.judgements.same("Ferreiro", "Brandt")
    archive.judgements.rename("Ferreiro", "Íñigo the First")
    archive.judgements.no_actor("Madrid")
    article, found = mention(archive, "Odo Suárez")
    archive.judgements.different(article, found.start, name="Odo Suárez Junior")
    before = everything(archive)
    report = archive.analyse_again(everything=True)
    assert (report.read, report.waiting) == (3, 0)
    assert everything(archive) == before


@pytest.mark.parametrize("first", ["judgements", "stories"])
def test_judgements_hold_in_a_new_archive(archive, tmp_path, first):
    archive.judgements.same("Ferreiro", "Brandt")
    archive.judgements.rename("Ferreiro", "Íñigo the First")
    archive.judgements.set_kind("Madrid", Kind.ORGANISATION)
    archive.judgements.no_actor("Vienna")
    article, found = mention(archive, "Odo Suárez")
    archive.judgements.different(article, found.start, name="Odo Suárez Junior")
    text = archive.judgements.text()
    with Archive.open(tmp_path / "new") as new:
        if first == "judgements":
            new.judgements.take_in(text)
        new.import_paths([tmp_path / "stories.jsonl"])
        if first == "stories":
            new.judgements.take_in(text)
        assert new.actor("Brandt").name == "Íñigo the First"
        assert new.actor("Brandt").stories == archive.actor("Brandt").stories
        assert new.actor("Madrid").kind is Kind.ORGANISATION
        assert new.actors("Vienna") == ()
        assert mention(new, "Odo Suárez")[1].name == "Odo Suárez Junior"
        assert new.judgements.text() == text


def test_a_file_taken_in_twice_adds_nothing(archive):
    archive.judgements.same("Ferreiro", "Brandt")
    taken, bad = archive.judgements.take_in(archive.judgements.text())
    assert (taken.added, taken.already_there, bad) == (0, 1, ())


def test_stories_are_read_again_from_where_it_was_stopped(archive):
    stop = iter([False, True, True])
    report = archive.analyse_again(everything=True, cancelled=lambda: next(stop))
    assert report.waiting == 3 - report.read
    assert archive.analyse_again(everything=True).waiting == 0
    assert archive.judgements.waiting() == 0


KILLED = """
import os, signal, sys
from pathlib import Path
from index import Archive
from index.storage import merging
def killed(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)
merging.count_again = killed
with Archive.open(Path(sys.argv[1])) as archive:
    archive.judgements.same("Ferreiro", "Brandt")
"""


KILLED_SILENCING = KILLED.replace("merging", "silencing").replace(
    'same("Ferreiro", "Brandt")', 'no_actor("Ferreiro")'
)


KILLED_AGAIN = """
import os, signal, sys
from pathlib import Path
from index import Archive
from index.storage import replacing
def killed(*arguments):
    os.kill(os.getpid(), signal.SIGKILL)
replacing.set_reconsidered_upto = killed
with Archive.open(Path(sys.argv[1])) as archive:
    archive.analyse_again(everything=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")
@pytest.mark.parametrize("program", [KILLED, KILLED_SILENCING, KILLED_AGAIN])
def test_what_was_killed_was_not_done(archive, program):
    before = everything(archive)
    ended = subprocess.run(
        [sys.executable, "-c", program, str(archive.folder)],
        env=os.environ,
        check=False,
        timeout=60,
    )
    assert ended.returncode == -signal.SIGKILL
    assert everything(archive) == before
    assert archive.judgements.in_force() == ()
    assert archive.analyse_again(everything=True).waiting == 0
    assert everything(archive) == before


def test_nothing_is_judged_where_nothing_can_be_written(archive, tmp_path, monkeypatch):
    copy = Path(shutil.copytree(archive.folder, tmp_path / "copy"))
    with Archive.open(copy) as other:
        monkeypatch.setattr(other._database, "read_only", True)
        with pytest.raises(ArchiveError):
            other.judgements.rename("Ferreiro", "Somebody")


def test_judgements_are_salvaged_from_a_damaged_archive(archive, tmp_path):
    archive.judgements.rename("Ferreiro", "Íñigo the First")
    with Archive.open(tmp_path / "whole") as whole:
        whole.salvage(archive.folder)
        assert whole.actor("Ferreiro").name == "Íñigo the First"
        assert len(whole.judgements.in_force()) == 1


# -- why


def test_every_linked_mention_says_why(archive):
    article, found = mention(archive, "Íñigo Ferreiro")
    explanation = archive.explain(article, found.start + 2)
    assert explanation.mention == found
    assert explanation.reasons
    assert all(reason.says for reason in explanation.reasons)


def test_a_reason_that_speaks_of_another_name_says_where_it_stands(archive):
    article, found = mention(archive, "Ferreiro")
    body = archive.article(article).body
    (reason,) = [
        each for each in archive.explain(article, found.start).reasons if each.rule == "surname"
    ]
    assert reason.span is not None
    assert (body[reason.span.start : reason.span.end], reason.text) == ("Íñigo Ferreiro",) * 2


@pytest.mark.parametrize(
    ("text", "surface", "why"),
    [
        ("Then Hask spoke.", "Hask", "the archive knows nobody of this name"),
        ("Then Brandt spoke.", "Brandt", "Ana Brandt (in 1 story), Anna Brandt (in 1 story) bear"),
    ],
)
def test_a_mention_that_is_linked_to_nobody_says_why(archive, tmp_path, text, surface, why):
    namesake = "Mayor Ana Brandt of Chile resigned."
    archive.import_paths([stories(tmp_path, namesake, f"They met. {text}", name="more.jsonl")])
    article = next(
        story.id for story in archive.stories().rows(0, 9) if text in archive.article(story.id).body
    )
    (found,) = [each for each in archive.analysis(article).mentions if each.surface == surface]
    assert found.actor is None
    assert why in archive.explain(article, found.start).reasons[-1].says


def test_the_sentence_of_an_office_is_shown(archive):
    article, found = mention(archive, "Odo Suárez")
    (role,) = archive.explain(article, found.start).roles
    assert (role.title, role.of) == ("prime minister", "Spain")
    assert role.sentence == "Spanish Prime Minister Odo Suárez met farmers near Madrid."


def test_a_judgement_is_a_reason(archive):
    archive.judgements.same("Ferreiro", "Suárez")
    archive.analyse_again(everything=True)
    article, found = mention(archive, "Odo Suárez")
    explanation = archive.explain(article, found.start)
    assert "judgement" in [reason.rule for reason in explanation.reasons]
    assert [each.verdict for each in explanation.judgements] == [Verdict.SAME]


def test_where_nobody_is_mentioned_there_is_nothing_to_explain(archive):
    article, found = mention(archive, "Odo Suárez")
    with pytest.raises(NotFoundError, match="No actor is mentioned at offset"):
        archive.explain(article, found.end + 1)


# -- the file

WHEN = datetime(2025, 1, 7, 9, 30, 0, 5, UTC)
ONE = ActorKey("aaaa", Kind.PERSON, "Íñigo Ferreiro")
OTHER = ActorKey("bbbb", Kind.PERSON, "Ferreiro \u202eevil\x9b")


@pytest.mark.parametrize(
    "judgement",
    [
        Judgement(WHEN, Verdict.SAME, ONE, OTHER, forms=("A", "B")),
        Judgement(WHEN, Verdict.DIFFERENT, ONE, None, "0123", Span(4, 9), "Íñigo", True),
        Judgement(WHEN, Verdict.NO_ACTOR, kind=Kind.PLACE, forms=("Desk",)),
        Judgement(WHEN, Verdict.NAME, ONE, name="Íñigo"),
        Judgement(WHEN, Verdict.KIND, ONE, kind=Kind.PLACE),
    ],
)
def test_a_line_holds_a_whole_judgement(judgement):
    line = content_of(judgement)
    assert judgement_in(line) == judgement
    assert line.isprintable()


def test_a_file_is_sorted_by_time_and_letters_stay_letters():
    late = Judgement(replace_year(WHEN, 2026), Verdict.NAME, ONE, name="Íñigo")
    early = Judgement(WHEN, Verdict.NAME, ONE, name="Ana")
    text = written([late, early])
    assert [json.loads(line)["name"] for line in text.splitlines()] == ["Ana", "Íñigo"]
    assert "Íñigo" in text


def replace_year(moment: datetime, year: int) -> datetime:
    return moment.replace(year=year)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not a JSON object"),
        ("[1]", "not a JSON object"),
        ('{"made": "yesterday", "verdict": "name"}', "“made” must be a time"),
        ('{"made": "2025-01-07T09:30:00Z", "verdict": "twins"}', "must be one of same, different"),
        ('{"made": "2025-01-07T09:30:00Z", "verdict": "same"}', "“same” needs “actor”"),
        ('{"made": "2025-01-07T09:30:00Z", "verdict": "name", "colour": 1}', "no key “colour”"),
        (
            '{"made": "2025-01-07T09:30:00Z", "verdict": "different", "start": 9, "end": 2}',
            "must come before",
        ),
        (
            '{"made": "2025-01-07T09:30:00Z", "verdict": "name", "actor": {"id": "a", "kind": "cat"}}',
            "must be one of person",
        ),
    ],
)
def test_a_line_that_is_no_judgement_is_told_with_its_number(line, reason):
    good = content_of(Judgement(WHEN, Verdict.NAME, ONE, name="Ana"))
    found, bad = read(f"# mine\n{good}\n{line}\n\n")
    assert len(found) == 1
    assert [each.number for each in bad] == [3]
    assert reason in bad[0].reason


def test_a_judgement_that_fits_nothing_is_told_and_not_lost(archive, tmp_path, capsys):
    """A word that stood for an actor is no mention any more once stories are analysed otherwise."""
    article, found = mention(archive, "Lisbon")
    archive.judgements.different(article, found.start, name="Lisbon Harbour")
    archive.judgements.rename("Madrid", "Madrid (Spain)")
    archive.judgements.no_actor("Suárez")
    assert archive.judgements.misfits() == {}
    text = archive.judgements.text()
    where = str(archive.folder)
    with sqlite3.connect(archive.folder / "newsreader.sqlite3") as connection:
        connection.execute("DELETE FROM mentions WHERE surface = 'Lisbon'")
    assert run(["judgements", "list", "--archive", where]) == 0
    assert capsys.readouterr().out.count("waits: no mention stands there now") == 1
    other = tmp_path / "other"
    (tmp_path / "file").write_text(text, "utf-8")
    assert run(["judgements", "import", str(tmp_path / "file"), "--archive", str(other)]) == 0
    assert "3 judgements of all that hold wait" in capsys.readouterr().err
    assert run(["judgements", "list", "--json", "--archive", str(other)]) == 0
    waits = [each["waits"] for each in json.loads(capsys.readouterr().out)]
    assert waits == ["no-story", "no-actor", "no-actor"]
    with Archive.open(other) as filled:
        filled.import_paths([stories(tmp_path, FERREIRO, BRANDT, SUAREZ)])
        assert filled.judgements.misfits() == {}
        assert filled.judgements.text() == text


def test_judgements_of_people_nobody_has_met_wait_for_them(archive, tmp_path):
    key = ActorKey("feedfeedfeed", Kind.PERSON, "Teo Lindqvist")
    judgement = Judgement(WHEN, Verdict.NAME, key, name="Teodor Lindqvist")
    archive.judgements.take([judgement])
    archive.import_paths(
        [stories(tmp_path, "Minister Teo Lindqvist of Sweden resigned.", name="later.jsonl")]
    )
    assert archive.actor("Lindqvist").name == "Teodor Lindqvist"


def test_what_was_judged_elsewhere_takes_its_place_in_time(archive):
    archive.judgements.rename("Ferreiro", "Late")
    (late,) = archive.judgements.in_force()
    early = replace(late, made=WHEN, name="Early", number=0)
    archive.judgements.take([early])
    assert archive.actor("Late").name == "Late"
    archive.judgements.undo(late.number)
    assert archive.actor("Early").name == "Early"


# -- the command line


def test_the_command_line_judges_lists_shares_and_takes_back(archive, tmp_path, capsys):
    where = ["--archive", str(archive.folder)]
    file = str(tmp_path / "judgements.jsonl")
    assert run([*where, "judgements", "same", "Ferreiro", "Suárez", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["verdict"], made["number"], made["undone"]) == ("same", 1, None)
    assert run([*where, "judgements", "export", file]) == 0
    assert run([*where, "judgements", "undo"]) == 0
    assert run([*where, "judgements", "import", file]) == 0
    capsys.readouterr()
    assert run([*where, "judgements", "list", "--all", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    assert [each["undone"] is None for each in listed] == [False, True]


def test_a_bad_line_of_a_file_is_named_and_the_rest_taken_in(archive, tmp_path, capsys):
    file = tmp_path / "judgements.jsonl"
    archive.judgements.rename("Ferreiro", "Somebody")
    file.write_text("nonsense\n" + archive.judgements.text(), "utf-8")
    archive.judgements.undo()
    assert run(["--archive", str(archive.folder), "judgements", "import", str(file)]) == 1
    assert f"{file}, line 1: not a JSON object." in capsys.readouterr().err
    assert archive.actor("Somebody").name == "Somebody"


def test_why_is_said_on_the_command_line(archive, capsys):
    article, found = mention(archive, "Odo Suárez")
    where = ["--archive", str(archive.folder)]
    assert run([*where, "why", article, str(found.start), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["mention"]["text"] == "Odo Suárez"
    assert told["roles"][0]["title"] == "prime minister"
    assert run([*where, "why", article, str(found.start)]) == 0
    assert "prime minister of Spain" in capsys.readouterr().out


def test_everything_is_analysed_again_on_the_command_line(archive, capsys):
    assert run(["--archive", str(archive.folder), "analyse-again", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"read": 3, "waiting": 0, "failed": 0}


# -- what is counted without counting


def test_the_database_keeps_count_by_itself(archive):
    with sqlite3.connect(archive.folder / "newsreader.sqlite3") as connection:
        counted = (
            connection.execute("SELECT count(*) FROM articles").fetchone()[0],
            connection.execute("SELECT count(*) FROM actors").fetchone()[0],
        )
    assert archive.count() == counted
    archive.judgements.same("Ferreiro", "Suárez")
    assert archive.count() == (counted[0], counted[1] - 1)
