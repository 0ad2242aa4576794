"""What a word alone tells a tagger: its letters, its shape and what the lists say of it.

A feature is a short string; the tagger knows a weight for each. A word is described twice over: fully
for the place where it stands, more thinly for the places beside it (Ratinov and Roth, CoNLL 2009, give
the choice of features that this follows).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from index.analysis.folding import fold
from index.analysis.gazetteer import Gazetteer
from index.analysis.small_words import small_words
from index.model import Kind


class Setting(IntEnum):
    """Where a word stands, as far as that says what its capital is worth."""

    INSIDE = 0
    OPENING = 1
    LOUD = 2


# Sorts of word; the order is part of the model file's format.
SORTS = (
    "pad",
    "open-bracket",
    "close-bracket",
    "comma",
    "stop",
    "dash",
    "slash",
    "colon",
    "quote",
    "possessive",
    "sign",
    "number",
    "of",
    "the",
    "and",
    "article",
    "place-before",
    "by",
    "preposition",
    "saying",
    "title",
    "org-noun",
    "place-noun",
    "person-noun",
    "verb",
    "particle",
    "small",
    "odd-small",
    "Month",
    "Country",
    "Demonym",
    "Place",
    "Organisation",
    "Team",
    "Title",
    "First-name",
    "First-name-common",
    "Surname",
    "Either-name",
    "Initial",
    "Org-end",
    "Org-of",
    "Place-end",
    "Company",
    "Never",
    "Opener",
    "Acronym",
    "Common",
    "Capitals",
    "Camel",
    "Unknown",
)
_SORT = {name: number for number, name in enumerate(SORTS)}

_SIGNS = {
    "(": "open-bracket",
    "[": "open-bracket",
    ")": "close-bracket",
    "]": "close-bracket",
    ",": "comma",
    ".": "stop",
    "-": "dash",
    "–": "dash",
    "—": "dash",
    "/": "slash",
    ":": "colon",
    ";": "colon",
    '"': "quote",
    "“": "quote",
    "”": "quote",
    "'": "quote",
    "’": "quote",
    "`": "quote",
    "'s": "possessive",
    "’s": "possessive",
}
_PARTICLES = small_words("run-particles")
_CALENDAR = small_words("calendar")
_PREPOSITIONS = frozenset(
    [
        "to",
        "for",
        "with",
        "against",
        "on",
        "over",
        "after",
        "before",
        "beat",
        "from",
        "under",
        "between",
        "v",
        "vs",
        "versus",
    ]
)
# The classes of name_words.tsv whose words are told to the tagger.
_CLASSES = (
    "org-end",
    "org-of",
    "company",
    "place-end",
    "place-start",
    "place-of",
    "facility",
    "not-actor-end",
    "not-actor-start",
    "never",
    "saying",
    "place-before",
    "org-plural",
    "person-suffix",
    "party",
    "opener",
    "org-near",
    "place-near",
    "place-noun",
    "org-noun",
    "person-noun",
    "compass",
    "org-start",
    "team",
    "verb",
)


@dataclass(frozen=True, slots=True)
class WordFeatures:
    """The features of a word for its own place, for the place beside it and for the one after that."""

    own: tuple[str, ...]
    beside: tuple[str, ...]
    further: tuple[str, ...]
    sort: int


def shape(word: str) -> str:
    """Return the shape of a word: runs of ``X`` (capital), ``x`` (small), ``9``, other signs kept."""
    made: list[str] = []
    for char in word[:24]:
        if char.isupper():
            kind = "X"
        elif char.isalpha():
            kind = "x"
        elif char.isdigit():
            kind = "9"
        else:
            kind = char
        if len(made) < 2 or made[-1] != kind or made[-2] != kind:
            made.append(kind)
    return "".join(made)


class WordReader:
    """Describes words with the lists of one gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        classes: dict[str, list[str]] = {}
        for name in _CLASSES:
            for word in gazetteer.word_class(name):
                classes.setdefault(word, []).append(name)
        self._classes = classes
        self._ranks = {word: rank for rank, word in enumerate(gazetteer.common_order)}

    def read(self, word: str, setting: Setting) -> WordFeatures:
        """Return what ``word``, as it is written, tells in this setting."""
        folded = fold(word)
        sort = SORTS[self.sort(word, folded, setting)]
        look = shape(word)
        classes = self._classes.get(folded, ())
        lists = self._lists(folded)
        mark = "^!"[setting - 1] if setting else ""
        own = [f"w:{folded}", f"s:{look}{mark}", f"k:{sort}{mark}"]
        beside = [f"w:{folded}", f"s:{look}", f"k:{sort}"]
        own += [f"c:{name}" for name in classes]
        own += lists
        beside += [f"c:{name}" for name in classes]
        beside += lists
        if len(folded) > 3 and folded[0].isalpha():
            own += [f"a:{folded[:3]}", f"z:{folded[-2:]}", f"z:{folded[-3:]}"]
            if len(folded) > 5:
                own += [f"a:{folded[:4]}", f"z:{folded[-4:]}"]
            beside.append(f"z:{folded[-3:]}")
        if "-" in folded and len(folded) > 1:
            head, _, tail = folded.partition("-")
            own += [f"h:{head}", f"t:{tail}"]
        if not setting and word[:1].isupper() and folded in self._ranks:
            own.append("capital-of-common")
        further = [f"k:{sort}", f"s:{look}"]
        if self._ranks.get(folded, 9999) < 400 or not word[:1].isalpha():
            further.append(f"w:{folded}")
        return WordFeatures(tuple(own), tuple(beside), tuple(further), _SORT[sort])

    def _lists(self, folded: str) -> list[str]:
        gazetteer = self._gazetteer
        told: list[str] = []
        entry = gazetteer.entries.get(folded)
        if entry is not None:
            told.append("g:demonym" if entry.demonym else f"g:{entry.kind.value}")
        if folded in gazetteer.first_names:
            told.append("n:first")
        if folded in gazetteer.surnames:
            told.append("n:sur")
        if folded in gazetteer.teams:
            told.append("n:team")
        if folded in gazetteer.towns:
            told.append("n:town")
        title = gazetteer.titles.get(folded)
        if title is not None:
            told.append(f"t:{title.field}")
        rank = self._ranks.get(folded)
        if rank is not None:
            told.append(f"r:{rank.bit_length() // 2}")
        if folded in _CALENDAR:
            told.append("calendar")
        return told

    def sort(self, word: str, folded: str, setting: Setting) -> int:
        """Return the number of the sort of word this is."""
        return _SORT[self._sort(word, folded, setting)]

    def _sort(self, word: str, folded: str, setting: Setting) -> str:
        sign = _SIGNS.get(word)
        if sign is not None:
            return sign
        if word[0].isdigit():
            return "number"
        if not word[0].isalpha():
            return "sign"
        if word.islower():
            return self._small_sort(folded)
        gazetteer = self._gazetteer
        classes = self._classes.get(folded, ())
        if folded in _CALENDAR:
            return "Month"
        entry = gazetteer.entries.get(folded)
        if entry is not None and (not entry.capitals or word.isupper()):
            if entry.demonym:
                return "Demonym"
            if entry.kind is Kind.COUNTRY:
                return "Country"
            if entry.kind is Kind.PLACE:
                return "Place"
            return "Organisation"
        common = folded in gazetteer.common
        opener = "opener" in classes
        if opener and (setting or len(folded) < 4):
            return "Opener"
        if len(folded) == 1 or (len(folded) < 6 and "." in folded):
            return "Initial"
        if folded in gazetteer.first_names:
            if folded in gazetteer.surnames:
                return "Either-name"
            return "First-name-common" if common else "First-name"
        if folded in gazetteer.teams:
            return "Team"
        if folded in gazetteer.titles:
            return "Title"
        if "org-end" in classes:
            return "Org-end"
        if "org-of" in classes:
            return "Org-of"
        if "company" in classes:
            return "Company"
        if "place-end" in classes:
            return "Place-end"
        if folded in gazetteer.surnames:
            return "Surname"
        if "never" in classes:
            return "Never"
        if common:
            return "Common"
        if word.isupper() and len(word) > 1:
            if setting is Setting.LOUD:
                return "Capitals"
            return "Acronym" if len(word) < 6 else "Capitals"
        if word[1:] != word[1:].lower() and "-" not in word and "'" not in word:
            return "Camel"
        return "Unknown"

    def _small_sort(self, folded: str) -> str:
        if folded in ("of", "the", "and", "by"):
            return folded
        if folded in ("a", "an"):
            return "article"
        classes = self._classes.get(folded, ())
        if "place-before" in classes:
            return "place-before"
        if folded in _PREPOSITIONS:
            return "preposition"
        if folded in _PARTICLES:
            return "particle"
        if "saying" in classes:
            return "saying"
        if "person-noun" in classes:
            return "person-noun"
        if folded in self._gazetteer.titles:
            return "title"
        if "org-noun" in classes or "org-near" in classes:
            return "org-noun"
        if "place-noun" in classes or "place-near" in classes:
            return "place-noun"
        if "verb" in classes:
            return "verb"
        return "small" if folded in self._gazetteer.common else "odd-small"
