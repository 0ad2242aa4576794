"""The seam between finding names and everything after it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from index.analysis.gazetteer import Entry, Gazetteer
from index.analysis.sentences import Sentences
from index.analysis.tokens import Tokens
from index.model import Evidence, Kind


@dataclass(frozen=True, slots=True)
class Document:
    """A text ready for recognition: ``text`` is masked, as long as the original.

    ``folds`` are the tokens without case and accents, one each.
    """

    text: str
    tokens: Tokens
    folds: list[str]
    sentences: Sentences


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name: tokens ``first`` to ``last`` (exclusive), its kind, and what the gazetteer says of it.

    ``evidence`` says how it was recognised. ``common`` marks words that are no name ("police", "she"):
    somebody else has said that they mean an actor. ``told``: somebody else has said the kind.
    """

    first: int
    last: int
    kind: Kind
    entry: Entry | None = None
    evidence: tuple[Evidence, ...] = ()
    common: bool = False
    told: bool = False

    @property
    def demonym(self) -> bool:
        """Say whether this is a nationality word."""
        return self.entry is not None and self.entry.demonym


class Recogniser(Protocol):
    """Finds the names of a document.

    Ours are ``names.RuleRecogniser`` (lists and rules alone) and ``tagged_names.TaggingRecogniser`` (a trained
    tagger that the rules advise), which serves where none is named.
    """

    def recognise(self, document: Document, gazetteer: Gazetteer) -> tuple[NameSpan, ...]:
        """Return the names in the order of the text, never overlapping."""
        ...
