"""The verbs that introduce what somebody says, and the small words that reading quotations needs.

``data/cue_verbs.tsv``, ``data/speech_words.tsv`` and ``data/gendered_names.tsv`` say at their heads what
their columns mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache
from pathlib import Path

from index.analysis.folding import fold
from index.errors import NewsreaderError

_DATA = Path(__file__).parent / "data"


class CueListError(NewsreaderError):
    """A line of the lists of cue verbs cannot be read."""


class Strength(Enum):
    """What a cue verb can introduce: anything said, quotations only, or words quoted in passing."""

    SPEECH = "speech"
    VOICE = "voice"
    ACT = "act"


class Form(Enum):
    """Which form of a verb a word is; PAST stands for past and participle where they look alike."""

    BASE = 0
    THIRD = 1
    PAST = 2
    PARTICIPLE = 3
    ING = 4


@dataclass(frozen=True, slots=True)
class CueWord:
    """One form of a cue verb: "says". ``particle`` is the word that must follow it, "" for none.

    ``shared`` marks a form that is a noun as often. ``takes`` is the last column of the list.
    """

    verb: str
    form: Form
    particle: str
    shared: bool
    strength: Strength
    takes: frozenset[str]


def _lines(name: str, columns: int) -> Iterator[list[str]]:
    path = _DATA / name
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            cells = line.split("\t")
            if len(cells) != columns:
                raise CueListError(
                    f"{path}, line {number} has {len(cells)} columns, not {columns}; "
                    "columns are separated by one tab."
                )
            yield cells


@cache
def cue_words() -> Mapping[str, tuple[CueWord, ...]]:
    """Return the cue verbs by their forms in lower case, those with a particle first."""
    found: dict[str, list[CueWord]] = {}
    forms = (Form.BASE, Form.THIRD, Form.PAST, Form.PARTICIPLE, Form.ING)
    for verb_forms, strength, takes in _lines("cue_verbs.tsv", 3):
        written = verb_forms.split()
        if len(written) != len(forms):
            raise CueListError(
                f"{_DATA / 'cue_verbs.tsv'}: the verb {written[0]!r} has {len(written)} forms, "
                "not the five that the head of the file names."
            )
        seen: set[str] = set()
        for form, word in zip(forms, written, strict=True):
            if word in seen:
                continue
            seen.add(word)
            bare, _, particle = word.lstrip("*").partition("+")
            found.setdefault(bare, []).append(
                CueWord(
                    written[0].lstrip("*"),
                    form,
                    particle,
                    word.startswith("*"),
                    Strength(strength),
                    frozenset(takes.split()),
                )
            )
    return {
        word: tuple(sorted(choices, key=lambda choice: not choice.particle))
        for word, choices in found.items()
    }


@cache
def _word_lists() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words.split()) for name, words in _lines("speech_words.tsv", 2)}


def words(name: str) -> frozenset[str]:
    """Return one list of ``speech_words.tsv``; raises KeyError where there is none."""
    return _word_lists()[name]


@cache
def gender_of_names() -> Mapping[str, str]:
    """Return "she" or "he" for each folded first name that tells."""
    return {
        fold(name): pronoun
        for pronoun, names in _lines("gendered_names.tsv", 2)
        for name in names.split()
    }
