"""newsreader's archive and all it knows, usable as a library.

``from index import Archive`` is the one door: importing this package costs nothing, each name is loaded
when it is first asked for.
"""

from __future__ import annotations

import os

# NumPy is wanted for its arrays only. The threads of its linear algebra would take half as long again
# to start as NumPy itself, in every process.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

TYPE_CHECKING = False  # importing typing would cost 10 ms before the first paint

if TYPE_CHECKING:
    from index.archive import Archive as Archive
    from index.errors import NewsreaderError as NewsreaderError
    from index.listing import Listing as Listing
    from index.model import Actor as Actor
    from index.model import Analysis as Analysis
    from index.model import Article as Article

__all__ = ["Actor", "Analysis", "Archive", "Article", "Listing", "NewsreaderError"]

_HOMES = {
    "Archive": "index.archive",
    "Listing": "index.listing",
    "NewsreaderError": "index.errors",
    "Actor": "index.model",
    "Analysis": "index.model",
    "Article": "index.model",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'index' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
