"""Where the archives lie, found without importing anything that costs time.

The reading room draws its first lines before it imports anything heavy, so the folder must be known by
then: platformdirs takes 18 ms to import, a third of the time to the first paint. Where the answer follows
plainly from the XDG rules it is worked out here; in every other case platformdirs is asked.
"""

from __future__ import annotations

import os
import sys

ARCHIVE_VARIABLE = "NEWSREADER_ARCHIVE"
_APPLICATION = "newsreader"
_SAMPLES = "newsreader-samples"


def archive_folder(named: str | None = None, *, samples: bool = False) -> str:
    """Return the path of the archive to open.

    ``named`` is what ``--archive`` gave and goes before everything; ``samples`` asks for the archive of
    sample stories; else the variable NEWSREADER_ARCHIVE, else the user's data folder decides.
    """
    if named:
        return os.path.expanduser(named)  # noqa: PTH111 - pathlib costs 5 ms before the first paint
    if samples:
        return _user_data_folder(_SAMPLES)
    from_environment = os.environ.get(ARCHIVE_VARIABLE, "")
    if from_environment:
        return os.path.expanduser(from_environment)  # noqa: PTH111
    return _user_data_folder(_APPLICATION)


def _user_data_folder(name: str) -> str:
    if sys.platform.startswith("linux"):
        data_home = os.environ.get("XDG_DATA_HOME", "")
        if data_home.startswith("/") and data_home == data_home.strip():
            return os.path.join(data_home, name)  # noqa: PTH118
        home = os.environ.get("HOME", "")
        if not data_home and home.startswith("/"):
            return f"{home.rstrip('/')}/.local/share/{name}"
    import platformdirs

    return platformdirs.user_data_dir(name, appauthor=False)
