"""Files of an index that nobody but their owner can open, whatever the umask says."""

from __future__ import annotations

import os
from pathlib import Path
from typing import BinaryIO


def new_file(path: Path) -> BinaryIO:
    """Make a file that is not there yet, and open it to write bytes. Raises OSError."""
    return open(path, "xb", opener=_opened)


def _opened(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
