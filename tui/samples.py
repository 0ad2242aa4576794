"""The archive of sample stories, made from the ones that come with newsreader."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index import Archive


def sample_stories() -> Path:
    """Return the folder the sample stories lie in."""
    import sample_articles

    return Path(next(iter(sample_articles.__path__)))


def open_samples(folder: Path, say: Callable[[str], None]) -> Archive:
    """Open the archive of samples in ``folder``, and fill it where stories are missing.

    ``say`` is told when that happens, because it takes a moment. Raises ArchiveError.
    """
    stories = sample_stories()
    archive = Archive.open(folder)
    try:
        if archive.count()[0] < sum(1 for _ in stories.glob("*.md")):
            say("Making the archive of sample stories …")
            archive.import_paths([stories])
    except BaseException:
        archive.close()
        raise
    return archive
