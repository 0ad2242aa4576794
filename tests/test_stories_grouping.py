"""Stories that tell the same happening, and what only one of two says."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from index import Archive
from index.model import Span
from index.storage.database import Database

FERRY = (
    "Ferry Alba Norte runs aground off Cape Verrin",
    "The ferry Alba Norte ran aground off Cape Verrin on Monday night with 214 people aboard. "
    "Captain Jonna Reskal steered the vessel onto a sandbank when its engine failed, the Verrin coast "
    "guard said. Lifeboats from Tolvik took all passengers to the harbour. Nobody was hurt.",
    "2031-03-04",
)
FERRY_TOO = (
    "All 214 rescued from stranded ferry",
    "Lifeboats from Tolvik rescued everybody from the ferry Alba Norte, which ran onto a sandbank off Cape "
    "Verrin on Monday. The engine had failed, said Captain Jonna Reskal. The coast guard counted 214 "
    "passengers and crew. The company, Norlinje, will pay for hotels.",
    "2031-03-05",
)
OTHER_FERRY = (
    "Ferry Blue Petrel collides with trawler near Osmund",
    "The ferry Blue Petrel collided with a trawler near Osmund Island on Tuesday. Captain Pavo Lindt said "
    "that fog had hidden the boat. Two fishermen were pulled from the water, and the coast guard took the "
    "passengers to Osmund harbour.",
    "2031-03-05",
)
BUDGET = (
    "Harlowe council adopts budget",
    "The council of Harlowe adopted its budget on Monday after nine hours. Mayor Petra Onwald had "
    "threatened to resign. Schools get more money, the tram line to Eastmere is put off, and property "
    "taxes rise by two percent next year.",
    "2031-03-04",
)
LATER = (FERRY_TOO[0], FERRY_TOO[1].replace("Monday", "a Monday"), "2032-06-01")

Story = tuple[str, str, str]


def archive_of(folder: Path, *batches: Sequence[Story]) -> Archive:
    """An archive into which these batches of stories were imported one after the other."""
    archive = Archive.open(folder)
    for number, batch in enumerate(batches):
        lines = folder / f"batch{number}.jsonl"
        records = [
            {"id": headline, "headline": headline, "text": text, "published": date or None}
            for headline, text, date in batch
        ]
        lines.write_text("".join(json.dumps(record) + "\n" for record in records))
        archive.import_paths([lines])
    return archive


def groups(archive: Archive) -> set[frozenset[str]]:
    """The headlines of the stories that are told together."""
    listing = archive.stories()
    return {
        frozenset({story.headline, *(other.headline for other in archive.accounts(story.id))})
        for story in listing.rows(0, listing.total)
    }


def id_of(archive: Archive, headline: str) -> str:
    """The id of the story with this headline."""
    listing = archive.stories()
    return next(s.id for s in listing.rows(0, listing.total) if s.headline == headline)


ALL = (FERRY, FERRY_TOO, OTHER_FERRY, BUDGET)
EXPECTED = {
    frozenset({FERRY[0], FERRY_TOO[0]}),
    frozenset({OTHER_FERRY[0]}),
    frozenset({BUDGET[0]}),
}


def test_accounts_of_one_happening_are_grouped_and_others_are_not(tmp_path: Path) -> None:
    with archive_of(tmp_path, ALL) as archive:
        assert groups(archive) == EXPECTED


@pytest.mark.parametrize("order", list(itertools.permutations(range(4)))[::5])
def test_groups_do_not_depend_on_the_order_of_imports(
    tmp_path: Path, order: tuple[int, ...]
) -> None:
    with archive_of(tmp_path, *([ALL[place]] for place in order)) as archive:
        assert groups(archive) == EXPECTED


def test_a_summary_counts_the_accounts(tmp_path: Path) -> None:
    with archive_of(tmp_path, ALL) as archive:
        listing = archive.stories()
        counts = {story.headline: story.accounts for story in listing.rows(0, 4)}
    assert counts == {FERRY[0]: 2, FERRY_TOO[0]: 2, OTHER_FERRY[0]: 1, BUDGET[0]: 1}


def test_alike_stories_of_other_days_are_not_grouped(tmp_path: Path) -> None:
    with archive_of(tmp_path, [FERRY, (LATER[0] + " again", LATER[1], LATER[2])]) as archive:
        assert all(len(group) == 1 for group in groups(archive))


def test_stories_without_a_date_are_grouped_by_what_they_say(tmp_path: Path) -> None:
    undated = [(headline, text, "") for headline, text, _ in ALL]
    with archive_of(tmp_path, undated) as archive:
        assert groups(archive) == EXPECTED


def test_many_copies_of_one_text_are_one_group(tmp_path: Path) -> None:
    copies = [(f"{FERRY[0]} ({number})", FERRY[1], FERRY[2]) for number in range(40)]
    with archive_of(tmp_path, copies) as archive:
        assert len(groups(archive)) == 1


def test_small_words_of_other_languages_join_nothing(tmp_path: Path) -> None:
    one = (
        "El transbordador Alba Norte encalla",
        "El transbordador Alba Norte encalló el lunes frente al cabo Verrín con 214 personas a bordo, según dijo "
        "la capitana Jonna Reskal, y desde el puerto de Tolvik salieron botes para todos ellos, sin que nadie "
        "sufriera daños durante la noche.",
        "2031-03-04",
    )
    other = (
        "El concejo de Harlowe aprueba el presupuesto",
        "El concejo de Harlowe aprobó el lunes el presupuesto, según dijo la alcaldesa Petra Onwald, y desde el año "
        "que viene habrá más dinero para todos los colegios, sin que nadie votara en contra durante la sesión, "
        "aunque los impuestos subirán.",
        "2031-03-04",
    )
    with archive_of(tmp_path, [one, other]) as archive:
        assert all(len(group) == 1 for group in groups(archive))


def test_empty_stories_are_no_trouble(tmp_path: Path) -> None:
    stories = [("One", "a", ""), ("Two", "?", ""), ("Three", "the of and", "2031-03-04")]
    with archive_of(tmp_path, stories) as archive:
        assert all(len(group) == 1 for group in groups(archive))


def test_stories_of_an_older_archive_are_grouped_when_it_is_indexed_anew(tmp_path: Path) -> None:
    with archive_of(tmp_path, ALL):
        pass
    database = Database(tmp_path, create=False)
    with database.transaction() as connection:
        connection.execute("DELETE FROM accounts")
        connection.execute("DELETE FROM signatures")
        connection.execute("INSERT INTO ungrouped SELECT row FROM articles")
    database.close()
    with Archive.open(tmp_path) as archive:
        assert all(len(group) == 1 for group in groups(archive))
        archive.reindex()
        assert groups(archive) == EXPECTED


def test_two_accounts_are_set_side_by_side(tmp_path: Path) -> None:
    with archive_of(tmp_path, [FERRY, FERRY_TOO]) as archive:
        one, other = id_of(archive, FERRY[0]), id_of(archive, FERRY_TOO[0])
        compared = archive.compare(one, other)
        turned = archive.compare(other, one)

    def told(text: str, spans: Sequence[Span]) -> list[str]:
        return [text[span.start : span.end] for span in spans]

    first = told(FERRY[1], [each.span for each in compared.only_first if each.what == "sentence"])
    second = told(
        FERRY_TOO[1], [each.span for each in compared.only_second if each.what == "sentence"]
    )
    assert "Nobody was hurt." in first
    assert "The company, Norlinje, will pay for hotels." in second
    assert not any("ran aground" in sentence for sentence in first)
    assert not any("sandbank" in sentence for sentence in second)
    assert turned.only_first == compared.only_second
    assert turned.only_second == compared.only_first
    assert told(FERRY[1], [compared.shared[0][0]])[0].startswith("The ferry Alba Norte ran aground")


def test_differences_of_a_story_do_not_overlap(tmp_path: Path) -> None:
    with archive_of(tmp_path, [FERRY, OTHER_FERRY]) as archive:
        compared = archive.compare(id_of(archive, FERRY[0]), id_of(archive, OTHER_FERRY[0]))
    for side in (compared.only_first, compared.only_second):
        assert side
        assert all(one.span.end <= other.span.start for one, other in itertools.pairwise(side))


def test_a_story_compared_with_itself_has_no_differences(tmp_path: Path) -> None:
    with archive_of(tmp_path, [FERRY]) as archive:
        same = id_of(archive, FERRY[0])
        compared = archive.compare(same, same)
    assert compared.only_first == compared.only_second == ()


MINE = (
    "Mine blast kills 21 in Zonguldak",
    "ZONGULDAK, Turkey, March 4 (Andean Desk) - An explosion tore through a coal mine in northern Turkey on Tuesday, "
    "killing 21 miners, officials said. Prosecutors in Zonguldak arrested Orhan Bilgic, the manager of the mine, on "
    "Wednesday. Rescue teams worked through the night to reach those trapped below ground.",
    "2031-03-05",
)
MINE_TOO = (
    "Coal mine explosion in Turkey kills 21 miners",
    "ANKARA, March 5 (Norland Desk) - In Turkey 21 miners died after a blast ripped through a coal mine, the union said. "
    "Orhan Bilgic, who managed the mine, was arrested by prosecutors on Wednesday. Families gathered at the gates and "
    "waited for news of the men.",
    "2031-03-05",
)


def test_one_arrest_and_one_toll_in_other_words_are_told_by_both(tmp_path: Path) -> None:
    with archive_of(tmp_path, [MINE, MINE_TOO]) as archive:
        compared = archive.compare(id_of(archive, MINE[0]), id_of(archive, MINE_TOO[0]))
    first, second = (
        [
            text[each.span.start : each.span.end].split()[0]
            for each in side
            if each.what == "sentence"
        ]
        for text, side in ((MINE[1], compared.only_first), (MINE_TOO[1], compared.only_second))
    )
    assert first == ["Rescue"]
    assert second == ["Families"]
