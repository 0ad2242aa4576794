from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.app import App

from index.errors import ArchiveError
from index.model import ImportFailure, ImportProgress, ImportReport
from tui.messages import ArchiveChanged
from tui.path_completion import complete, meant
from tui.screens.importing import ImportScreen

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202edlog\u2066x\u2069\x7f\ud800\u200b"


class Archive:
    """Imports as it is told to."""

    def __init__(self, *, report=None, error=None, wait=False, current="a.txt"):
        self.report = report or ImportReport(3, 1, ())
        self.error = error
        self.wait = wait
        self.current = current
        self.asked = []
        self.begun = threading.Event()
        self.was_cancelled = False

    def import_paths(self, paths, *, on_progress, cancelled):
        self.asked.append(list(paths))
        on_progress(ImportProgress(50, 100, 2, 1, 0, self.current))
        self.begun.set()
        if self.wait:
            pause = threading.Event()
            for _ in range(1_000):
                if cancelled():
                    self.was_cancelled = True
                    return ImportReport(2, 1, (), cancelled=True)
                pause.wait(0.01)
        if self.error:
            raise self.error
        return self.report


class Harness(App):
    def __init__(self, archive):
        super().__init__()
        self.importing = ImportScreen(archive)
        self.changes = 0

    def on_mount(self):
        self.push_screen(self.importing)

    def on_archive_changed(self, message: ArchiveChanged):
        self.changes += 1

    def drawn(self):
        return [
            "".join(segment.text for segment in strip).rstrip()
            for strip in self.screen._compositor.render_strips()
        ]

    def shown(self):
        return "\n".join(self.drawn())


async def run(app, pilot, path):
    app.importing.path.value = str(path)
    await pilot.press("enter")
    await app.workers.wait_for_complete()
    await pilot.pause()


async def until_begun(app, archive, pilot):
    for _ in range(200):
        if archive.begun.is_set() and app.importing.progress is not None:
            return
        await pilot.pause(0.01)
    raise AssertionError("the import did not begin")


async def test_an_import_is_begun_counted_and_told_of(tmp_path):
    archive = Archive()
    app = Harness(archive)
    async with app.run_test(size=(80, 24)) as pilot:
        await run(app, pilot, tmp_path)
        assert archive.asked == [[tmp_path]]
        assert "Done: 3 added, 1 already there, 0 failed." in app.shown()
        assert app.changes == 1


async def test_nothing_added_changes_nothing(tmp_path):
    app = Harness(Archive(report=ImportReport(0, 4, ())))
    async with app.run_test(size=(80, 24)) as pilot:
        await run(app, pilot, tmp_path)
        assert "0 added, 4 already there" in app.shown()
        assert app.changes == 0


async def test_progress_is_shown_while_it_goes_on_and_escape_stops_it(tmp_path):
    archive = Archive(wait=True)
    app = Harness(archive)
    async with app.run_test(size=(80, 24)) as pilot:
        app.importing.path.value = str(tmp_path)
        await pilot.press("enter")
        await until_begun(app, archive, pilot)
        await pilot.pause()
        shown = app.shown()
        assert "2 added · 1 already there · 0 failed" in shown
        assert "50%" in shown
        assert "a.txt" in shown
        await pilot.press("escape")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert archive.was_cancelled
        assert app.screen is app.importing
        assert "Stopped: 2 added, 1 already there, 0 failed." in app.shown()
        assert app.changes == 1


async def test_escape_closes_where_nothing_is_under_way():
    app = Harness(Archive())
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not app.importing


async def test_what_failed_is_listed_with_reasons_and_scrolls(tmp_path):
    failures = tuple(
        ImportFailure(f"/news/file{n}.html", "record 3" if n % 2 else "", f"Reason number {n}.")
        for n in range(30)
    )
    app = Harness(Archive(report=ImportReport(1, 0, failures)))
    async with app.run_test(size=(60, 20)) as pilot:
        await run(app, pilot, tmp_path)
        assert "Failed ─ 30" in app.shown()
        assert "/news/file0.html" in app.shown()
        assert "Reason number 1." in app.shown()
        assert "Reason number 29." not in app.shown()
        await pilot.press("G")
        await pilot.pause()
        assert "/news/file29.html, record 3" in app.shown()
        assert "Reason number 29." in app.shown()


async def test_an_archive_that_cannot_be_written_says_why(tmp_path):
    app = Harness(Archive(error=ArchiveError("The disk is full: nothing more was added.")))
    async with app.run_test(size=(80, 24)) as pilot:
        await run(app, pilot, tmp_path)
        assert "The disk is full" in app.shown()
        assert not app.importing.running


@pytest.mark.parametrize(
    "trouble",
    [
        RecursionError("maximum recursion depth exceeded"),
        MemoryError(),
        KeyError("headline"),
        PermissionError(13, "Permission denied"),
    ],
)
async def test_an_import_that_breaks_off_says_so_and_can_be_left(tmp_path, trouble):
    app = Harness(Archive(error=trouble))
    async with app.run_test(size=(120, 24)) as pilot:
        await run(app, pilot, tmp_path)
        assert "cannot be brought in" in " ".join(app.shown().split())
        assert not app.importing.running
        await pilot.press("escape")
        await pilot.pause()
        assert app.screen is not app.importing


async def test_a_path_that_names_nothing_is_not_imported(tmp_path):
    archive = Archive()
    app = Harness(archive)
    async with app.run_test(size=(120, 24)) as pilot:
        for typed in (tmp_path / "nothing", "a\0b", ""):
            app.importing.path.value = str(typed)
            await pilot.press("enter")
            await pilot.pause()
        assert archive.asked == []


async def test_another_import_can_follow(tmp_path):
    archive = Archive()
    app = Harness(archive)
    async with app.run_test(size=(80, 24)) as pilot:
        await run(app, pilot, tmp_path)
        await run(app, pilot, tmp_path)
        assert len(archive.asked) == 2


async def test_tab_completes_a_path_and_shows_the_choices(tmp_path):
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "one.txt").write_text("x")
    (tmp_path / "stories" / "once.txt").write_text("x")
    app = Harness(Archive())
    async with app.run_test(size=(120, 24)) as pilot:
        app.importing.path.value = f"{tmp_path}/st"
        await pilot.press("tab")
        assert app.importing.path.value == f"{tmp_path}/stories/"
        await pilot.press("tab")
        await pilot.pause()
        assert app.importing.path.value == f"{tmp_path}/stories/on"
        assert "once.txt · one.txt" in app.shown()
        assert app.focused is app.importing.path


async def test_a_file_with_an_unsafe_name_is_completed_safely_and_found(tmp_path):
    name = "bad\x1b[31m\nname.txt"
    (tmp_path / name).write_text("x")
    archive = Archive()
    app = Harness(archive)
    async with app.run_test(size=(120, 24)) as pilot:
        app.importing.path.value = f"{tmp_path}/bad"
        await pilot.press("tab")
        assert app.importing.path.value.isprintable()
        await pilot.press("enter")
        await app.workers.wait_for_complete()
        assert archive.asked == [[tmp_path / name]]


@pytest.mark.parametrize("size", [(20, 6), (60, 20), (200, 50)])
async def test_every_size_has_room_for_the_path(size):
    app = Harness(Archive())
    async with app.run_test(size=size):
        assert "Bring in:" in app.shown()
        assert app.importing.path.size.height == 1


async def test_no_control_character_gets_out_of_an_import(tmp_path):
    failure = ImportFailure(HOSTILE, HOSTILE, HOSTILE)
    archive = Archive(report=ImportReport(1, 0, (failure,)), wait=True, current=HOSTILE * 8)
    app = Harness(archive)
    async with app.run_test(size=(80, 24)) as pilot:
        app.importing.path.value = str(tmp_path)
        await pilot.press("enter")
        await until_begun(app, archive, pilot)
        await pilot.pause()
        during = app.shown()
        archive.wait = False
        await pilot.press("escape")
        await app.workers.wait_for_complete()
        await run(app, pilot, tmp_path)
        after = app.shown()
        assert "owned" in during
        assert "owned" in after
        assert all(character.isprintable() or character == "\n" for character in during + after)


async def test_no_control_character_gets_out_of_a_complaint(tmp_path):
    app = Harness(Archive(error=ArchiveError(HOSTILE)))
    async with app.run_test(size=(80, 24)) as pilot:
        await run(app, pilot, tmp_path)
        assert "owned" in app.shown()
        assert all(character.isprintable() or character == "\n" for character in app.shown())


def test_completion_offers_hidden_names_only_where_they_are_begun(tmp_path):
    for name in (".hidden", "seen"):
        (tmp_path / name).write_text("x")
    assert complete(f"{tmp_path}/").path == f"{tmp_path}/seen"
    assert complete(f"{tmp_path}/.").path == f"{tmp_path}/.hidden"


def test_completion_of_what_is_not_there_changes_nothing(tmp_path):
    for typed in (f"{tmp_path}/nope/x", f"{tmp_path}/q", "~nobody-of-that-name/x", "a\0b/c"):
        assert complete(typed).names == ()
        assert complete(typed).path == typed


def test_a_dragged_or_quoted_path_is_understood(tmp_path, monkeypatch):
    spaced = tmp_path / "two words.txt"
    spaced.write_text("x")
    assert meant(f"'{spaced}' ") == spaced
    assert meant(str(spaced).replace(" ", "\\ ")) == spaced
    monkeypatch.setenv("HOME", str(tmp_path))
    assert meant("~/two words.txt") == spaced
    assert meant("relative") == Path("relative")
