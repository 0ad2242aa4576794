"""What all tests share: no network, and archives that are made once and copied where a test writes."""

from __future__ import annotations

import multiprocessing
import os
import runpy
import shutil
import signal
from collections.abc import Iterator
from multiprocessing.context import BaseContext
from pathlib import Path

import pytest

import sample_articles
from index import Archive

NO_NETWORK = Path(__file__).parent / "no_network"

# Here, and in every Python that a test starts.
runpy.run_path(str(NO_NETWORK / "sitecustomize.py"))
_PATHS = [str(NO_NETWORK.parent.parent), str(NO_NETWORK), os.environ.get("PYTHONPATH")]
os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, _PATHS))
# Tests start many Pythons: each would compile all of newsreader again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    # As where a shell runs the tests in the background: what they interrupt would never end.
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def sample_sources() -> Path:
    """The folder of the packaged sample stories."""
    return Path(sample_articles.__path__[0])


@pytest.fixture(scope="session")
def processes() -> BaseContext:
    """Processes that start with newsreader loaded, so that what is tested is work and not start-up."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["index.archive", "index.ingestion", "index.warm_analysis"])
    # Now, and not in a test in which a program has taken the standard streams.
    first = context.Process(target=int)
    first.start()
    first.join()
    return context


@pytest.fixture(scope="session")
def made_archive(tmp_path_factory: pytest.TempPathFactory, sample_sources: Path) -> Path:
    """A folder with the sample stories imported; not to be written to."""
    folder = tmp_path_factory.mktemp("samples") / "archive"
    with Archive.open(folder) as archive:
        archive.import_paths(sorted(sample_sources.glob("*.md")))
    return folder


@pytest.fixture
def sample_folder(made_archive: Path, tmp_path: Path) -> Path:
    """A copy of the sample archive that a test may change."""
    return Path(shutil.copytree(made_archive, tmp_path / "archive"))


@pytest.fixture
def sample_archive(sample_folder: Path) -> Iterator[Archive]:
    """The sample archive, open."""
    with Archive.open(sample_folder) as archive:
        yield archive
