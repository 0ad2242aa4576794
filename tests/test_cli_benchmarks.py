"""The benchmarks are commands too: they say what they do, and their stories can be imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from index import Archive

BENCHMARKS = Path(__file__).parent / "benchmarks"


def run(name: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, BENCHMARKS / name, *arguments], capture_output=True, text=True, check=True
    ).stdout


@pytest.mark.parametrize("name", ["corpus.py", "start.py", "terminal.py"])
def test_each_says_what_it_does(name: str) -> None:
    assert "usage:" in run(name, "--help")


def test_the_same_seed_gives_the_same_stories() -> None:
    assert run("corpus.py", "30") == run("corpus.py", "30")
    assert run("corpus.py", "30") != run("corpus.py", "30", "--seed", "2")


def test_every_story_is_imported_and_names_people(tmp_path: Path) -> None:
    source = tmp_path / "stories.jsonl"
    run("corpus.py", "30", "-o", str(source), "--words", "120")
    assert len({json.loads(line)["id"] for line in source.read_text().splitlines()}) == 30
    with Archive.open(tmp_path / "archive") as archive:
        assert archive.import_paths([source]).added == 30
        assert {actor.kind.value for actor in archive.actors()} >= {"person", "organisation"}
