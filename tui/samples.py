"""The sample stories that come with newsreader, and the archive made from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from index import Archive


def fill_with_samples(archive: Archive, say: Callable[[str], None]) -> None:
    """Put the sample stories into ``archive`` where any are missing.

    ``say`` is told how far that has come, because it takes a moment. Raises ArchiveError.
    """
    import sample_articles

    stories = sorted(Path(next(iter(sample_articles.__path__))).glob("*.md"))
    if archive.count()[0] >= len(stories):
        return
    say("Making the archive of sample stories …")
    archive.import_paths(stories)
