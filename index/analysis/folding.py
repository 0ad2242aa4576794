"""Folding names so that ``Peña``, ``Pena`` and ``PEÑA`` compare equal."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from index.analysis.small_words import small_words

# Letters that NFKD leaves whole although readers of English write them plainly.
_PLAIN = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ŋ": "n",
        "ə": "a",
        "ĸ": "k",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        "ʻ": "'",
        "`": "'",
        "´": "'",
        "‐": "-",
        "‑": "-",
        "–": "-",
    }
)
_TOKEN = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile("['’‘ʼʻ`´]")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.){2,}")

# Words inside names by which nobody looks a name up.
PARTICLES = small_words("name-particles")


# What was made of a text of so many characters is remembered: names come again and again.
LONGEST_REMEMBERED = 64


@lru_cache(maxsize=16384)
def _fold_short(text: str) -> str:
    folded = text.casefold().translate(_PLAIN)
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded)
    plain = "".join(char for char in decomposed if not unicodedata.combining(char))
    # NFKD may bring back letters that fold further ("ʼn", full-width capitals).
    return plain.casefold().translate(_PLAIN)


def fold(text: str) -> str:
    """Return ``text`` without case, accents and typographic apostrophes; lengths may differ."""
    return (_fold_short if len(text) <= LONGEST_REMEMBERED else _fold_short.__wrapped__)(text)


def name_tokens(name: str) -> tuple[str, ...]:
    """Return the folded words by which ``name`` is found, in order and without particles.

    ``Ursula von der Leyen`` gives ``ursula leyen``, ``Bashar al-Assad`` ``bashar assad``, ``O’Brien``
    ``obrien``, ``U.S.`` ``us``. A name that is nothing but particles keeps them.
    """
    return (_short_tokens if len(name) <= LONGEST_REMEMBERED else _short_tokens.__wrapped__)(name)


@lru_cache(maxsize=16384)
def _short_tokens(name: str) -> tuple[str, ...]:
    joined = _INITIALS.sub(lambda found: found.group().replace(".", "") + " ", name)
    plain = _APOSTROPHES.sub("", joined)
    words = _TOKEN.findall(plain if plain.isascii() else _decomposed(plain))
    tokens = tuple(fold(word) for word in words)
    # The "A" of "A. Holt" is no article.
    kept = tuple(
        token
        for word, token in zip(words, tokens, strict=True)
        if token not in PARTICLES or (len(word) == 1 and word.isupper())
    )
    return kept or tokens


def _decomposed(text: str) -> str:
    """Return ``text`` without combining marks, which would cut words apart."""
    return "".join(
        char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char)
    )
