"""How text is cut into words and what makes two words the same: one answer for index, query and snippet.

A **term** is a word folded to lower case without accents ("Peña" -> "pena", "Straße" -> "strasse").
A **stem** is a term cut down to what its inflections share, marked with ``STEM_MARK`` so that it
cannot be taken for a term. A word joined from parts ("son-in-law", "O'Brien", "News.Az") is found by
each part, by its parts in a row, and by the parts written together. A possessive ending goes
("Maduro's" -> "maduro"), a number keeps its decimals ("51.2", also "51,2") and loses its grouping
("100,000" -> "100000"), initials are one word ("U.S." -> "us").
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from index.search.values import value

STEM_MARK = "\x01"
"""Begins the stems among the terms of an index; no term can hold it."""

LONGEST = 80
"""Terms are cut at this many code points; what is longer is no word anybody looks for."""

# Marks that belong to the letter before them, and signs that are there only for the typesetter.
_MARKS = "\u00ad\u0300-\u036f\u200b-\u200d\u2060"
_JOINTS = r".'’ʼ\-‐‑"
ASCII_JOINTS = ".'-,"
"""The signs in ASCII that join the parts of a word."""
_WORD = re.compile(rf"[^\W_]+(?:(?:[{_MARKS}]|[{_JOINTS},](?=[^\W_]))[^\W_]*)*")
_ASCII_WORD = re.compile(r"[A-Za-z0-9]+(?:[.'\-,][A-Za-z0-9]+)*")  # the same, a third quicker
_IN_WORD = re.compile(rf"[^\W_]|[{_MARKS}]")
_JOINING = frozenset(".'’ʼ-‐‑,")
_POSSESSIVE = re.compile(r"['’ʼ][sS]\Z")
_NUMBER = re.compile(r"[0-9]+(?:[.,][0-9]+)+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_COMMA = re.compile(r",")
_JOINT = re.compile(rf"[{_JOINTS},]")
_DASH = re.compile(r"['’ʼ\-‐‑]")

# Letters that Unicode does not take apart into a plain letter and a mark.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "ħ": "h",
        "ŧ": "t",
        "ŋ": "n",
        "ə": "e",
        "ĸ": "k",
    }
)


@value
class Piece:
    """One chunk of text without spaces, cut into words.

    ``parts`` are its terms in a row, one position each; ``whole`` is the parts written together where
    there are several, else "".
    """

    parts: tuple[str, ...]
    whole: str


@value
class PlacedPiece:
    """A piece and where it stands in the text, in code points."""

    piece: Piece
    start: int
    end: int


def fold(text: str) -> str:
    """Return ``text`` in lower case without accents and without signs that are not seen."""
    folded = text.casefold()
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFKD", folded.translate(_LETTERS))
    kept = "".join(
        character
        for character in decomposed
        if not unicodedata.combining(character) and unicodedata.category(character) != "Cf"
    )
    return kept.casefold()


def pieces(text: str) -> Iterator[Piece]:
    """Yield the words of ``text`` in order. Linear in the length, whatever the text."""
    for match in _WORD.finditer(text):
        yield from _cut(match.group()) if "," in match.group() else (piece(match.group()),)


def chunks(text: str) -> list[str]:
    """Return the stretches of ``text`` that ``pieces`` cuts further; most of them are one word."""
    return (_ASCII_WORD if text.isascii() else _WORD).findall(text)


def chunk_begins(text: str, at: int, chunk: str) -> bool:
    """Return whether ``chunk``, which stands at a place of ``text``, is one of its ``chunks`` there."""
    before = text[max(at - 1, 0) : at]
    if before and (_IN_WORD.match(before) or (before in _JOINING and _IN_WORD.match(text, at - 2))):
        return False
    found = _WORD.match(text, at)
    return found is not None and found.end() == at + len(chunk)


def placed_chunks(text: str) -> Iterator[re.Match[str]]:
    """Return the same stretches as matches that say where they stand."""
    return _WORD.finditer(text)


def placed_pieces(text: str) -> Iterator[PlacedPiece]:
    """Yield the words of ``text`` with where they stand."""
    for match in _WORD.finditer(text):
        at = match.start()
        for chunk in _chunks(match.group()):
            yield PlacedPiece(piece(chunk), at, at + len(chunk))
            at += len(chunk) + 1


def _cut(chunk: str) -> Iterator[Piece]:
    return (piece(part) for part in _chunks(chunk))


def _chunks(chunk: str) -> list[str]:
    # A comma joins digits only; anywhere else it ends a word even where the space is missing.
    if "," not in chunk or _NUMBER.fullmatch(chunk):
        return [chunk]
    return chunk.split(",")


def piece(chunk: str) -> Piece:
    """Cut one chunk as ``_WORD`` finds it; remembered, because most words of a text come again."""
    return _remembered(chunk) if len(chunk) <= LONGEST else _cut_up(chunk)


def _cut_up(chunk: str) -> Piece:
    if chunk.isalnum():
        return Piece((fold(chunk)[:LONGEST],), "")
    chunk = _POSSESSIVE.sub("", chunk)
    parts: list[str] = []
    for run in _DASH.split(chunk):
        parts.extend(_run_parts(run))
    terms = tuple(term for term in (fold(part)[:LONGEST] for part in parts) if term)
    whole = "".join(terms) if len(terms) > 1 else ""
    return Piece(terms, whole if len(whole) <= LONGEST else "")


_remembered = lru_cache(maxsize=100_000)(_cut_up)


def _run_parts(run: str) -> list[str]:
    if _NUMBER.fullmatch(run):
        if _GROUPED.fullmatch(run):
            return [run.replace(",", "").replace(".", "")]
        return [run.replace(",", ".")]
    if _INITIALS.fullmatch(run):
        return [run.replace(".", "")]
    return _JOINT.split(run)


def language_of(tag: str) -> str:
    """Return the two letters of a language tag ("es-VE" -> "es"), English where none is given."""
    return (tag.replace("_", "-").partition("-")[0] or "en").lower()


# The Snowball algorithm (snowballstem.org) of each language that has one, by ISO 639-1 code.
_ALGORITHMS = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "et": "estonian",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


@lru_cache(maxsize=64)
def stemmer(language: str) -> Callable[[str], str]:
    """Return what cuts a term of a language (two letters) to its stem, which STEM_MARK begins.

    Terms of a language without a stemmer are their own stems.
    """
    name = _ALGORITHMS.get(language)
    if name is None:
        return STEM_MARK.__add__
    # PyStemmer loads in about 2 ms and only once something is indexed or looked for.
    import Stemmer

    # Its own cache is slower than ours, and is no use to several threads.
    cut: Callable[[str], str] = Stemmer.Stemmer(name, 0).stemWord

    @lru_cache(maxsize=100_000)
    def stem(term: str) -> str:
        # Long and mixed terms have no inflections.
        if len(term) > 40 or not term.isalpha():
            return STEM_MARK + term
        return STEM_MARK + cut(term)

    return stem


# Their algorithms only cut endings off and put at most two other letters there; others take beginnings
# away as well.
_CUT_AT_THE_END = frozenset({"en", "es", "fr", "it", "pt"})
_CHANGED = 2
_SHORTEST_BEGINNING = 2


def beginnings(terms: Iterable[str], language: str) -> tuple[str, ...]:
    """Return letters one of which every word begins with that is one of some terms, or has such a stem.

    ``terms`` may be stems. Empty where that cannot be told, or would say little.
    """
    if language not in _CUT_AT_THE_END:
        return ()
    found: set[str] = set()
    for term in terms:
        letters = term.removeprefix(STEM_MARK)[:-_CHANGED]
        plain = term[-_CHANGED:].isalpha() and letters.isascii() and letters.isalpha()
        if not plain or len(letters) < _SHORTEST_BEGINNING:
            return ()
        found.add(letters)
    # What begins with the longer letters begins with the shorter ones.
    return tuple(
        one for one in sorted(found) if not any(one[:end] in found for end in range(len(one)))
    )


# Words that are on the lists of stop words but mean something in a headline: US, IT, WHO, may, will …
_MEANT = frozenset({"us", "it", "who", "may", "will", "can", "own", "against", "during", "no"})


@lru_cache(maxsize=64)
def stop_words(language: str) -> frozenset[str]:
    """Return the folded words of a language too common to tell stories apart; empty if unknown."""
    from whoosh.lang import NoStopWords, stopwords_for_language

    try:
        words: frozenset[str] = frozenset(stopwords_for_language(language))
    except NoStopWords:
        return frozenset()
    return frozenset(fold(word) for word in words) - _MEANT
