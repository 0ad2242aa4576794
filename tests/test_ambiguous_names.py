"""A name that several actors bear: what changes something asks which is meant, what reads says whom it took."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import Archive
from tests.test_cli import Outcome, newsreader

TEXTS = (
    "Odo Zuloaga, the minister of fisheries of Spain, resigned. Zuloaga gave no reason. Zuloaga left Madrid.",
    "Mirabel Zuloaga, a painter, opened a gallery in Lisbon. Zuloaga thanked Petra Holmqvist.",
    "Petra Holmqvist praised Odo Zuloaga.",
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ambiguous")
    lines = [
        json.dumps({"headline": f"Story {number}", "text": text, "date": f"2031-02-0{number}"})
        for number, text in enumerate(TEXTS, start=1)
    ]
    (folder / "stories.jsonl").write_text("\n".join(lines))
    with Archive.open(folder / "archive") as archive:
        archive.import_paths([folder / "stories.jsonl"])
    return folder / "archive"


def ids(made: Path) -> tuple[str, str]:
    with Archive.open(made) as archive:
        return archive.actor("Odo Zuloaga").id, archive.actor("Mirabel Zuloaga").id


def judged(made: Path, *words: str) -> Outcome:
    return newsreader("judgements", *words, "--archive", made)


@pytest.mark.parametrize(
    "words",
    [
        ("rename", "Zuloaga", "Mirabel Z. Zuloaga"),
        ("kind", "zuloaga", "place"),
        ("not-an-actor", "Zuloaga"),
        ("same", "Zuloaga", "Zuloaga"),
        ("same", "Petra Holmqvist", "Zuloaga"),
    ],
)
def test_a_judgement_about_a_name_that_two_bear_is_refused(made: Path, words: tuple[str, ...]):
    outcome = judged(made, *words)
    assert outcome.status == 2
    assert "id" in outcome.err
    assert newsreader("judgements", "list", "--json", "--archive", made).json == []


def test_the_refusal_lists_who_bears_the_name(made: Path):
    lines = judged(made, "rename", "Zuloaga", "Somebody").err.splitlines()
    for actor_id, name in zip(ids(made), ("Odo Zuloaga", "Mirabel Zuloaga"), strict=True):
        (line,) = [line for line in lines if actor_id in line]
        assert name in line
        assert "person" in line
        assert "mention" in line


def test_an_id_or_the_whole_name_says_who_is_meant(made: Path):
    odo, _ = ids(made)
    assert judged(made, "rename", odo, "Odo B. Zuloaga").status == 0
    assert judged(made, "undo").status == 0
    assert judged(made, "rename", "odo zuloaga", "Odo B. Zuloaga").status == 0
    assert judged(made, "undo").status == 0


@pytest.mark.parametrize(
    "words",
    [("actor", "Zuloaga"), ("pair", "Zuloaga", "Holmqvist"), ("path", "Holmqvist", "Zuloaga")],
)
def test_what_reads_takes_one_and_names_the_others(made: Path, words: tuple[str, ...]):
    odo, mirabel = ids(made)
    outcome = newsreader(*words, "--json", "--archive", made)
    assert outcome.status == 0
    assert odo in outcome.out
    assert mirabel in outcome.err


def test_nothing_is_said_of_a_name_that_one_bears(made: Path):
    assert newsreader("actor", "Petra", "Holmqvist", "--archive", made).err == ""


def test_nobody_of_the_name_is_wrong_use(made: Path):
    outcome = judged(made, "rename", "Nobody Whatever", "Somebody")
    assert outcome.status == 2
    assert "No actor is called" in outcome.err
