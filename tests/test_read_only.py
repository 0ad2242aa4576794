"""An archive where nothing can be written: it is read, and whatever would write says why not."""

from __future__ import annotations

import ctypes
import json
import os
import platform
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

_FCNTL_CALL = {"x86_64": 72, "aarch64": 25}
_F_SETLK, _F_SETLKW, _ENOLCK = 6, 7, 37


def refuse_locks() -> None:
    """Make this process one whose system refuses every lock on a file, as some file systems do (Linux).

    A seccomp filter: fcntl(2) with F_SETLK or F_SETLKW answers ENOLCK.
    """
    load, equal, give = 0x20, 0x15, 0x06
    allowed, refused = 0x7FFF0000, 0x00050000 | _ENOLCK
    program = [
        (load, 0, 0, 0),  # the number of the call
        (equal, 0, 4, _FCNTL_CALL[platform.machine()]),
        (load, 0, 0, 24),  # its second argument
        (equal, 1, 0, _F_SETLK),
        (equal, 0, 1, _F_SETLKW),
        (give, 0, 0, refused),
        (give, 0, 0, allowed),
    ]
    code = b"".join(struct.pack("HBBI", *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code)
    filter_ = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(program), ctypes.addressof(buffer))
    )
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, filter_, 0, 0):
        raise OSError(ctypes.get_errno(), "no filter can be set")


def run(folder: Path, *words: str, locks: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tui", *words, "--archive", str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        preexec_fn=None if locks else refuse_locks,
        check=False,
    )


@pytest.fixture(scope="module")
def lockless() -> None:
    if sys.platform != "linux" or platform.machine() not in _FCNTL_CALL:
        pytest.skip("locks can only be refused on Linux")
    refused = subprocess.run([sys.executable, "-c", ""], preexec_fn=refuse_locks, check=False)
    if refused.returncode:
        pytest.skip("no filter can be set here")


@pytest.mark.usefixtures("lockless")
def test_archive_is_searched_where_the_file_system_keeps_no_locks(made_archive):
    done = run(made_archive, "search", "paraguay", "--json", locks=False)
    assert json.loads(done.stdout)["total"] > 0


@pytest.mark.usefixtures("lockless")
def test_reader_is_told_that_there_are_no_locks(made_archive):
    done = run(made_archive, "search", "paraguay", "--json", locks=False)
    assert "keeps no locks" in done.stderr


@pytest.mark.usefixtures("lockless")
def test_import_where_there_are_no_locks_says_why_not(sample_folder, sample_sources):
    done = run(sample_folder, "import", str(sample_sources), locks=False)
    assert "keeps no locks" in done.stderr
    assert done.returncode != 0


@pytest.mark.usefixtures("lockless")
def test_no_archive_is_made_where_there_are_no_locks(tmp_path, sample_sources):
    done = run(tmp_path / "new", "import", str(sample_sources), locks=False)
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


def test_check_on_a_read_only_file_system_finds_nothing_wrong(mounted_read_only):
    done = mounted_read_only("check", "--json")
    assert json.loads(done.stdout)["problems"] == []
