"""What makes an article the same article: its content, never the file it came in."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator

from index.model import Moment

_CHUNK = 1024 * 1024


def content_id(headline: str, body: str, source: str, published: Moment | None) -> str:
    """Return the id of an article: 16 hex digits made from its content.

    White space is folded and Unicode composed first, so that the same story saved with other line
    ends or wrapped otherwise keeps its id. The name, place and time of a file play no part.
    """
    digest = hashlib.sha256()
    for part in (headline, body, source, published.iso() if published else ""):
        for piece in _folded(unicodedata.normalize("NFC", part)):
            # "replace": an article from elsewhere may hold lone surrogates, which UTF-8 cannot carry.
            digest.update(piece.encode("utf-8", "replace"))
        digest.update(b"\x1f")
    return digest.hexdigest()[:16]


def _folded(text: str) -> Iterator[str]:
    """Yield `text` with its white space folded, piece by piece: words of 100 MB at once fill memory."""
    begun = apart = False
    for start in range(0, len(text), _CHUNK):
        chunk = text[start : start + _CHUNK]
        words = chunk.split()
        if not words:
            apart = True
            continue
        if begun and (apart or chunk[0].isspace()):
            yield " "
        yield " ".join(words)
        begun, apart = True, chunk[-1].isspace()
