"""A new analysis of a whole archive takes the place of the old one a stretch of stories at a time."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from index import Archive, analysers
from index.storage import replacing

TEXTS = [
    *(
        f"Foreign Minister Íñigo Ferreiro of Portugal spoke in Lisbon on day {n}. Ferreiro left."
        for n in range(4)
    ),
    *(f"President Anna Brandt of Austria met Ferreiro in Vienna on day {n}." for n in range(4)),
]
Told = dict[int, list[tuple[object, ...]]]


def imported(folder: Path, source: Path) -> Archive:
    archive = Archive.open(folder)
    archive.import_paths([source])
    return archive


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "stories.jsonl"
    lines = [{"published": "2024-03-01", "text": text} for text in TEXTS]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


@pytest.fixture
def old(tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch):
    """An archive in which people were read wrongly."""
    read = analysers.read
    with monkeypatch.context() as patched:
        patched.setattr(
            analysers, "read", lambda body, **given: read(body.replace("Anna", "Odo "), **given)
        )
        archive = imported(tmp_path / "old", source)
    # Stretches of one story, so that a few stories make many.
    monkeypatch.setattr(replacing, "_FIRST_STRETCH", 1)
    monkeypatch.setattr(replacing, "_LONGEST", 0.0)
    monkeypatch.setattr(replacing.time, "sleep", lambda _seconds: None)
    with archive:
        yield archive


@pytest.fixture
def new(tmp_path: Path, source: Path):
    """The archive as it should be."""
    with imported(tmp_path / "new", source) as archive:
        yield archive


def database(archive: Archive) -> sqlite3.Connection:
    return sqlite3.connect(archive.folder / "newsreader.sqlite3", timeout=0)


def told(archive: Archive) -> Told:
    """Return what is recorded of each story, by its row, actors by their ids."""
    found: Told = {}
    with database(archive) as connection:
        for query in (
            """SELECT row, start, surface, m.kind, a.id, rule, detail FROM mentions m
               LEFT JOIN actors a ON a.number = m.actor
               LEFT JOIN evidence e ON e.number = CAST(m.evidence AS INTEGER)""",
            "SELECT row, a.id, p.mentions FROM presence p JOIN actors a ON a.number = p.actor",
            "SELECT row, start, title, of, a.id FROM roles JOIN actors a ON a.number = actor",
            """SELECT row, place, type, s.id, t.id FROM events LEFT JOIN actors s ON s.number = source
               LEFT JOIN actors t ON t.number = target""",
            "SELECT row, token FROM unresolved",
        ):
            for row, *rest in connection.execute(query):
                found.setdefault(row, []).append(tuple(rest))
    return {row: sorted(lines, key=repr) for row, lines in found.items()}


def known(archive: Archive) -> list[tuple[object, ...]]:
    """Return all that is known of actors, without their numbers."""
    with database(archive) as connection:
        return [
            line
            for query in (
                "SELECT id, name, kind, mentions, stories, named FROM actors ORDER BY 1",
                "SELECT id, surface, count FROM aliases JOIN actors ON number = actor ORDER BY 1, 2",
                "SELECT id, token FROM alias_tokens JOIN actors ON number = actor ORDER BY 1, 2",
                "SELECT id, scheme, value FROM authorities JOIN actors ON number = actor ORDER BY 1, 2",
                "SELECT name, value FROM counters WHERE name IN ('actors', 'stories') ORDER BY 1",
            )
            for line in connection.execute(query)
        ]


def totals_are_wrong(archive: Archive) -> bool:
    with database(archive) as connection:
        line = connection.execute(
            """SELECT 1 FROM actors a WHERE stories != (SELECT count(*) FROM presence WHERE actor = number)
               OR mentions != (SELECT count(*) FROM mentions m WHERE m.actor = a.number) LIMIT 1"""
        ).fetchone()
        return line is not None


def ending(after: int, change: Callable[..., None]) -> Callable[..., None]:
    """Return a change that ends everything when it has been made so many times and once more."""
    made: list[None] = []

    def changed(*given: object) -> None:
        change(*given)
        made.append(None)
        if len(made) > after:
            raise KeyboardInterrupt

    return changed


def test_what_is_read_anew_is_as_if_it_had_been_read_so_at_first(old, new):
    assert known(old) != known(new)
    old.analyse_again(everything=True)
    assert (told(old), known(old)) == (told(new), known(new))
    assert old.stories("actor:Brandt").total == new.stories("actor:Brandt").total == 4
    assert old.check().problems == ()


@pytest.mark.parametrize("step", ["_replace_stories", "_replace_actors", "_drop_actors"])
@pytest.mark.parametrize("after", [0, 1, 5])
def test_a_story_has_its_old_analysis_or_its_new_one_whole(old, new, monkeypatch, step, after):
    before, wanted = told(old), told(new)
    with monkeypatch.context() as patched:
        patched.setattr(replacing, step, ending(after, getattr(replacing, step)))
        # Whoever ended it would not set anything right.
        patched.setattr("index.judging.settle", lambda _database: None)
        try:
            old.analyse_again(everything=True)
        except KeyboardInterrupt:
            left = told(old)
            assert all(left[row] in (before[row], wanted[row]) for row in wanted)
            assert not totals_are_wrong(old)
    old.analyse_again(everything=True)
    assert (told(old), known(old)) == (told(new), known(new))


def test_others_can_write_between_two_stretches(old, monkeypatch):
    starred: list[int] = []

    def star(_seconds: float) -> None:
        with database(old) as connection:
            connection.execute("INSERT OR IGNORE INTO tags VALUES (1, ?)", (f"tag{len(starred)}",))
        starred.append(1)

    monkeypatch.setattr(replacing.time, "sleep", star)
    old.analyse_again(everything=True)
    assert len(starred) > len(TEXTS)
    assert old.stories("tag:tag3").total == 1


def test_evidence_that_came_in_between_is_not_mixed_up(old, new):
    stop = iter([False, True, True])
    old.analyse_again(everything=True, cancelled=lambda: next(stop, True))
    with database(old) as connection:
        connection.execute("INSERT INTO evidence (rule, detail) VALUES ('company', 'Nobody')")
    old.analyse_again(everything=True)
    assert told(old) == told(new)
