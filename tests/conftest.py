"""Archives that tests share: made once, copied where a test writes."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import sample_articles
from index import Archive


@pytest.fixture(scope="session")
def sample_sources() -> Path:
    """The folder of the packaged sample stories."""
    return Path(sample_articles.__path__[0])


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
