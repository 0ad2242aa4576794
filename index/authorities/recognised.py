"""Names of authority files for recognisers that do not look into the gazetteer: those they overlook are added."""

from __future__ import annotations

from collections.abc import Iterator

from index.analysis.gazetteer import Gazetteer
from index.analysis.recognising import Document, NameSpan, Recogniser
from index.analysis.runs import is_capitalised
from index.authorities.lookup import AuthorityNames
from index.model import Evidence


class Supplemented:
    """A ``Recogniser`` that adds the names of authority files to those that another one finds.

    What the reader's own files say wins, but for a name that stands within a longer one which the other found.
    """

    def __init__(self, recogniser: Recogniser, names: AuthorityNames) -> None:
        self._recogniser = recogniser
        self._names = names

    def recognise(self, document: Document, gazetteer: Gazetteer) -> tuple[NameSpan, ...]:
        """Return the names in the order of the text, never overlapping."""
        found = self._recogniser.recognise(document, gazetteer)
        at_token: list[NameSpan | None] = [None] * len(document.tokens.texts)
        for name in found:
            at_token[name.first : name.last] = [name] * (name.last - name.first)
        theirs: list[NameSpan] = []
        overruled: set[int] = set()
        for name in self._listed(document):
            others = [other for other in at_token[name.first : name.last] if other is not None]
            if not any(_within(name, other) for other in others):
                theirs.append(name)
                overruled.update(other.first for other in others)
        kept = [name for name in found if name.first not in overruled]
        return tuple(sorted((*kept, *theirs), key=lambda name: name.first))

    def _listed(self, document: Document) -> Iterator[NameSpan]:
        """Yield the longest names of authority files, from left to right."""
        texts, folds = document.tokens.texts, document.folds
        openings = document.sentences.openings
        at = 0
        while at < len(texts):
            reached = at + 1
            most = self._names.most_tokens(folds[at]) if is_capitalised(texts[at]) else 0
            for last in range(min(at + most, len(texts)), at, -1):
                entry = self._names.entry(" ".join(folds[at:last]))
                if entry is None or 1 in openings[at + 1 : last]:
                    continue
                if entry.capitals and not texts[at].isupper():
                    continue
                evidence = (Evidence("gazetteer", entry.source),)
                yield NameSpan(at, last, entry.kind, entry, evidence)
                reached = last
                break
            at = reached


def _within(name: NameSpan, other: NameSpan) -> bool:
    """Say whether a name is part of a longer one."""
    return (
        other.first <= name.first
        and name.last <= other.last
        and other.last - other.first > name.last - name.first
    )
