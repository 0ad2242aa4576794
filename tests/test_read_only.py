"""An archive where nothing can be written: it is read, and whatever would write says why not."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.refusing_locks import CANNOT

ROOT = Path(__file__).parent.parent
WITHOUT_LOCKS = [sys.executable, str(ROOT / "tests" / "refusing_locks.py")]


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run newsreader where every lock on a file is refused."""
    return subprocess.run(
        [*WITHOUT_LOCKS, sys.executable, "-m", "tui", *words, "--archive", str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
    )


@pytest.fixture(scope="module")
def lockless() -> None:
    tried = subprocess.run([*WITHOUT_LOCKS, sys.executable, "-c", ""], check=False)
    if tried.returncode == CANNOT:
        pytest.skip("locks cannot be refused here")


@pytest.mark.usefixtures("lockless")
def test_archive_is_searched_where_the_file_system_keeps_no_locks(made_archive):
    done = run(made_archive, "search", "paraguay", "--json")
    assert json.loads(done.stdout)["total"] > 0


@pytest.mark.usefixtures("lockless")
def test_reader_is_told_that_there_are_no_locks(made_archive):
    done = run(made_archive, "search", "paraguay", "--json")
    assert "keeps no locks" in done.stderr


@pytest.mark.usefixtures("lockless")
def test_import_where_there_are_no_locks_says_why_not(sample_folder, sample_sources):
    done = run(sample_folder, "import", str(sample_sources))
    assert "keeps no locks" in done.stderr
    assert done.returncode != 0


@pytest.mark.usefixtures("lockless")
def test_no_archive_is_made_where_there_are_no_locks(tmp_path, sample_sources):
    done = run(tmp_path / "new", "import", str(sample_sources))
    assert "keeps no locks" in done.stderr


@pytest.fixture
def mounted_read_only(sample_folder, tmp_path):
    """A command line before which the archive is mounted so that not even root may write there."""
    unshare = shutil.which("unshare")
    if unshare is None:
        pytest.skip("there is no unshare here to mount with")
    mount = (
        f"mount --bind {sample_folder} {sample_folder} && mount -o remount,ro,bind {sample_folder}"
    )
    command = [
        unshare,
        "-rm",
        "sh",
        "-c",
        f'{mount} && exec "$0" "$@"',
        sys.executable,
        "-m",
        "tui",
    ]
    if subprocess.run(
        [*command, "--version"], capture_output=True, cwd=ROOT, check=False
    ).returncode:
        pytest.skip("nothing may be mounted here")

    def run_there(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *words, "--archive", str(sample_folder)],
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "HOME": str(tmp_path)},
            timeout=60,
            check=False,
        )

    return run_there


def test_archive_on_a_read_only_file_system_is_searched(mounted_read_only):
    done = mounted_read_only("search", "paraguay", "--json")
    assert json.loads(done.stdout)["total"] > 0


def test_import_on_a_read_only_file_system_says_why_not(mounted_read_only, sample_sources):
    done = mounted_read_only("import", str(sample_sources))
    assert "read-only" in done.stderr
    assert done.returncode != 0


@pytest.mark.parametrize(
    "words", [("import", "tests"), ("judgements", "undo"), ("analyse-again",), ("reindex",)]
)
def test_whatever_would_write_on_a_read_only_file_system_says_the_same(mounted_read_only, words):
    done = mounted_read_only(*words)
    assert "is read-only here. Nothing was changed." in done.stderr
    assert "lock" not in done.stderr
    assert done.returncode == 2


def test_check_on_a_read_only_file_system_finds_nothing_wrong(mounted_read_only):
    done = mounted_read_only("check", "--json")
    assert json.loads(done.stdout)["problems"] == []
