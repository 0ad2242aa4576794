"""Making text fit to be kept: what SQLite, JSON and a screen cannot hold is taken out."""

from __future__ import annotations

import re

# Lone surrogates cannot be encoded; NUL ends a string in much of what reads the database.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# Line separators of every kind, the two-character one first.
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
# Controls other than tab and line feed, the byte order mark and the soft hyphen: none is text.
_UNWANTED = re.compile("[\x01-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ufeff\u00ad]")


def storable(text: str) -> str:
    """Return `text` with lone surrogates and NULs replaced, one for one, by U+FFFD.

    Nothing else changes and no offset moves.
    """
    if _UNSTORABLE.search(text) is None:
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def tidy(text: str) -> str:
    """Return `text` as we keep what people wrote: line feeds end lines, controls are gone."""
    text = _LINE_ENDS.sub("\n", text.replace("\x00", ""))
    return _UNWANTED.sub("", storable(text))


def one_line(text: str) -> str:
    """Return `text` tidied and on one line, white space folded: for headlines, names and captions."""
    return " ".join(tidy(text).split())
