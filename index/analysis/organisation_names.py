"""Comparing names of organisations: what counts as one name, and what as an acronym."""

from __future__ import annotations

import re

from index.analysis.folding import fold

_ARTICLE = re.compile(r"^(?:the|el|la|le|los|las|les|der|die|das)\s+")
_LEGAL = re.compile(
    r"[\s,]+(?:inc|incorporated|ltd|limited|corp|corporation|co|company|plc|llc|llp|sa|s\.a|ag|gmbh|"
    r"nv|n\.v|spa|s\.p\.a|oyj|ab|asa|a/s|bhd|pty|group|holdings?)\.?$"
)
_WORD = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.?){2,10}")


def name_key(name: str) -> str:
    """Return the folded form under which two spellings of an organisation's name are equal.

    The article and one legal ending are dropped, punctuation is read as white space.
    """
    folded = _ARTICLE.sub("", fold(name).strip())
    shorter = _LEGAL.sub("", folded)
    words = _WORD.findall((shorter or folded).replace("'", ""))
    return " ".join("and" if word == "y" else word for word in words) or folded


def acronym_key(name: str) -> str:
    """Return the folded letters of a name that is an acronym (``CNE``, ``U.N.``), else ""."""
    if " " in name or not _ACRONYM.fullmatch(name):
        return ""
    letters = name.replace(".", "")
    capitals = sum(1 for char in letters if char.isupper())
    return fold(letters) if capitals >= 2 and capitals * 2 > len(letters) else ""


def initials_of(name: str) -> tuple[str, ...]:
    """Return the acronyms a long form can make, folded: of all its words, and without the small ones."""
    words = re.findall(r"[^\W_]+", name)
    large = "".join(fold(word)[:1] for word in words if word[:1].isupper())
    every = "".join(fold(word)[:1] for word in words)
    return tuple(dict.fromkeys((large, every)))
