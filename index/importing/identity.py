"""What makes an article the same article: its content, never the file it came in."""

from __future__ import annotations

import hashlib
import unicodedata

from index.model import Moment


def content_id(headline: str, body: str, source: str, published: Moment | None) -> str:
    """Return the id of an article: 16 hex digits made from its content.

    White space is folded and Unicode composed first, so that the same story saved with other line
    ends or wrapped otherwise keeps its id. The name, place and time of a file play no part.
    """
    parts = (headline, body, source, published.iso() if published else "")
    digest = hashlib.sha256()
    for part in parts:
        folded = " ".join(unicodedata.normalize("NFC", part).split())
        # "replace": an article from elsewhere may hold lone surrogates, which UTF-8 cannot carry.
        digest.update(folded.encode("utf-8", "replace"))
        digest.update(b"\x1f")
    return digest.hexdigest()[:16]
