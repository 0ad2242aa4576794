"""A spaCy pipeline in place of our recogniser: what becomes of its names, and what is said where it fails.

Those tests that need spaCy run where it is installed (``pip install 'newsreader[spacy]'``).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import Archive
from index.analysis.spacy_names import RecogniserError, load_pipeline
from index.model import Kind, Mention
from index.options import AnalysisOptions
from index.text_analysis import text_analyser
from tui.cli import run

PATTERNS = [
    ("PERSON", "President Zeno Kvistorp"),
    ("PERSON", "Kvistorp"),
    ("ORG", "the Harbour Board's"),
    ("GPE", "Norvik"),
    ("GPE", "Paraguay"),
    ("GPE", "the United States"),
    ("LOC", "Lake Strom"),
    ("NORP", "Paraguayan"),
    ("MISC", "Uruguayan"),
    ("NORP", "Cubist"),
    ("FAC", "the Old Bridge"),
    ("DATE", "Monday"),
]


@pytest.fixture(scope="module")
def pipeline(tmp_path_factory) -> str:
    """Return the folder of a pipeline of spaCy's that finds the names in PATTERNS."""
    spacy = pytest.importorskip("spacy")
    made = spacy.blank("en")
    made.add_pipe("entity_ruler").add_patterns(
        [{"label": label, "pattern": words} for label, words in PATTERNS]
    )
    folder = tmp_path_factory.mktemp("pipelines") / "made_up"
    made.to_disk(folder)
    return str(folder)


def mentions(text: str, pipeline: str, *folders: Path) -> tuple[Mention, ...]:
    with text_analyser(AnalysisOptions(folders, pipeline)) as at_hand:
        return at_hand.analyser.analysis(text).mentions


def story(folder: Path, text: str) -> Path:
    path = folder / "story.jsonl"
    path.write_text(json.dumps({"id": "1", "headline": "Talks", "text": text}) + "\n")
    return path


@pytest.mark.parametrize(
    ("text", "surface", "kind"),
    [
        ("Kvistorp slept.", "Kvistorp", Kind.PERSON),
        ("Yesterday President Zeno Kvistorp slept.", "Zeno Kvistorp", Kind.PERSON),
        ("They asked the Harbour Board's clerk.", "Harbour Board", Kind.ORGANISATION),
        ("It rained in Norvik’s streets.", "Norvik", Kind.PLACE),
        ("It rained in Paraguay.", "Paraguay", Kind.COUNTRY),
        ("It rained in the United States.", "United States", Kind.COUNTRY),
        ("They crossed Lake Strom.", "Lake Strom", Kind.PLACE),
        ("They crossed the Old Bridge.", "Old Bridge", Kind.PLACE),
        ("A Paraguayan clerk slept.", "Paraguayan", Kind.COUNTRY),
        ("A Uruguayan clerk slept.", "Uruguayan", Kind.COUNTRY),
        ("A Cubist slept on Monday.", None, None),
    ],
)
def test_a_name_of_the_pipeline_is_cut_and_called_by_our_conventions(pipeline, text, surface, kind):
    found = [(each.surface, each.kind) for each in mentions(text, pipeline)]
    assert found == ([] if surface is None else [(surface, kind)])


def test_offsets_count_code_points_whatever_stands_before(pipeline):
    text = "😀 𝔄 e\u0301 Kvistorp"
    (found,) = mentions(text, pipeline)
    assert text[found.start : found.end] == "Kvistorp"


def test_names_of_authority_files_are_added_to_those_of_the_pipeline(pipeline, tmp_path):
    (tmp_path / "people.csv").write_text("name,kind\nHarbour Watch Nine,organisation\n")
    text = "Kvistorp met Harbour Watch Nine in Norvik."
    found = [each.surface for each in mentions(text, pipeline, tmp_path)]
    assert found == ["Kvistorp", "Harbour Watch Nine", "Norvik"]


@pytest.mark.parametrize(
    ("listed", "surface", "kind"),
    [
        ("Kvistorp Maru,organisation", "Kvistorp Maru", Kind.ORGANISATION),
        ("Norvik,organisation", "Norvik", Kind.ORGANISATION),
        ("Strom,person", "Lake Strom", Kind.PLACE),
    ],
)
def test_what_an_authority_file_says_wins_unless_the_pipeline_found_more(
    pipeline, tmp_path, listed, surface, kind
):
    (tmp_path / "own.csv").write_text(f"name,kind\n{listed}\n")
    text = f"They saw {surface} on Monday."
    found = [(each.surface, each.kind) for each in mentions(text, pipeline, tmp_path)]
    assert found == [(surface, kind)]


def test_an_import_names_those_whom_the_pipeline_finds(pipeline, tmp_path):
    options = AnalysisOptions((), pipeline)
    with Archive.open(tmp_path / "archive", options=options) as archive:
        archive.import_paths([story(tmp_path, "President Zeno Kvistorp met Holtberg in Norvik.")])
        assert {each.name for each in archive.actors()} == {"Zeno Kvistorp", "Norvik"}


def test_why_names_the_pipeline(pipeline, tmp_path):
    with Archive.open(tmp_path / "archive", options=AnalysisOptions((), pipeline)) as archive:
        archive.import_paths([story(tmp_path, "It rained in Paraguay.")])
        (found,) = archive.stories().rows(0, 1)
        said = [each.says for each in archive.explain(found.id, 14).reasons]
    assert f"the spaCy pipeline {pipeline} takes it for a name" in said
    assert any("nationalities.tsv" in each or "countries.tsv" in each for each in said)


def test_the_command_line_takes_the_pipeline_of_the_settings(
    pipeline, tmp_path, capsys, monkeypatch
):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "newsreader").mkdir()
    (tmp_path / "newsreader" / "config.toml").write_text(f"spacy_pipeline = {json.dumps(pipeline)}")
    texts = story(tmp_path, "Kvistorp met Holtberg in Norvik.")
    assert run(["analyse", "--jsonl", str(texts)]) == 0
    found = json.loads(capsys.readouterr().out)["mentions"]
    assert [each["text"] for each in found] == ["Kvistorp", "Norvik"]


def test_a_pipeline_that_is_no_pipeline_is_said_in_a_sentence(pipeline, tmp_path):
    folder = tmp_path / "broken"
    folder.mkdir()
    for path in Path(pipeline).iterdir():
        if path.is_file():
            folder.joinpath(path.name).write_bytes(path.read_bytes())
    text = folder.joinpath("config.cfg").read_text()
    folder.joinpath("config.cfg").write_text(text.replace("entity_ruler", "no_such_part"))
    with pytest.raises(RecogniserError, match="does not work with the spaCy") as told:
        load_pipeline(str(folder))
    assert "\n" not in str(told.value)


def test_a_pipeline_that_finds_no_names_is_said_in_a_sentence(tmp_path):
    pytest.importorskip("spacy").blank("en").to_disk(tmp_path / "empty")
    with pytest.raises(RecogniserError, match="has no part that could find names"):
        load_pipeline(str(tmp_path / "empty"))


def test_nothing_is_imported_where_the_pipeline_is_missing(tmp_path):
    options = AnalysisOptions((), "no_such_pipeline")
    with Archive.open(tmp_path / "archive", options=options) as archive:
        with pytest.raises(RecogniserError, match="no_such_pipeline"):
            archive.import_paths([story(tmp_path, "Kvistorp slept.")])
        assert archive.count() == (0, 0)
