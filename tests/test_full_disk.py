"""An import onto a disk that fills up: one plain sentence, the archive whole, and the rest when there is room."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index import Archive

ROOT = Path(__file__).parent.parent
STORIES = 100
LIMIT = 600_000  # bytes; the archive of all these stories takes more

# In a mount namespace of its own: a small disk, filled by an import, then given room and filled again.
IN_A_NAMESPACE = """
set -e
mount -t tmpfs -o size={size} none {disk}
{python} -m tui import --archive {disk}/archive {source} >{out}/first.out 2>{out}/first.err || echo $? >{out}/first.code
{python} -m tui search --archive {disk}/archive brandt --json >{out}/search.out 2>{out}/search.err || echo $? >{out}/search.code
mount -o remount,size=60m {disk}
{python} -m tui check --archive {disk}/archive >{out}/check.out 2>{out}/check.err
{python} -m tui import --archive {disk}/archive {source} --json >{out}/second.out 2>{out}/second.err
"""


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("source") / "stories.jsonl"
    lines = [
        {
            "text": f"Story {n} of Brevia. Anna Brandt met Carl Holm. "
            + " ".join(f"word{n}x{k}" for k in range(600))
        }
        for n in range(STORIES)
    ]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def limited_import(folder: Path, source: Path) -> subprocess.CompletedProcess[str]:
    """Import in a process none of whose files may grow beyond the limit."""
    resource = pytest.importorskip("resource")

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))

    return subprocess.run(
        [sys.executable, "-m", "tui", "import", "--archive", str(folder), str(source)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        preexec_fn=limit,
        check=False,
    )


@pytest.fixture(scope="module")
def stopped(tmp_path_factory: pytest.TempPathFactory, source: Path):
    """An archive whose import came to the limit, and what the import said."""
    folder = tmp_path_factory.mktemp("limited") / "archive"
    return folder, limited_import(folder, source)


def test_import_that_has_no_room_says_so_in_one_sentence(stopped):
    _, said = stopped
    line = said.stderr.strip().splitlines()[-1]
    assert line.startswith("newsreader: ")
    assert "full" in line


def test_import_that_has_no_room_shows_no_traceback(stopped):
    assert "Traceback" not in stopped[1].stderr


def test_import_that_has_no_room_is_no_success(stopped):
    assert stopped[1].returncode != 0


def test_archive_is_whole_after_an_import_that_had_no_room(stopped, tmp_path):
    folder = Path(shutil.copytree(stopped[0], tmp_path / "archive"))
    with Archive.open(folder) as archive:
        assert archive.check().problems == ()
        assert archive.stories("brandt").total == archive.count()[0]


def test_same_import_with_room_again_brings_in_the_rest(stopped, source, tmp_path):
    folder = Path(shutil.copytree(stopped[0], tmp_path / "archive"))
    with Archive.open(folder) as archive:
        archive.import_paths([source])
        assert archive.stories("brandt").total == STORIES


@pytest.mark.parametrize("size", ["700k", "2m"])
def test_disk_that_is_full_is_told_and_the_rest_comes_in_later(source, tmp_path, size):
    disk, out = tmp_path / "disk", tmp_path / "out"
    disk.mkdir()
    out.mkdir()
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("there is no unshare here to make a small disk with")
    script = IN_A_NAMESPACE.format(
        size=size, disk=disk, out=out, python=sys.executable, source=source
    )
    probe = subprocess.run(
        [unshare, "-rm", "mount", "-t", "tmpfs", "none", str(disk)],
        capture_output=True,
        check=False,
    )
    if probe.returncode:
        pytest.skip("no disk may be mounted here")
    subprocess.run(
        [unshare, "-rm", "sh", "-c", script],
        cwd=ROOT,
        check=True,
        env={**os.environ, "HOME": str(out)},
    )
    told = (out / "first.err").read_text("utf-8")
    assert "full" in told or "No space left" in told
    assert "Traceback" not in told + (out / "search.err").read_text("utf-8")
    assert "Problem" not in (out / "check.out").read_text("utf-8")
    first = json.loads((out / "second.out").read_text("utf-8"))
    assert first["added"] + first["already_there"] == STORIES
