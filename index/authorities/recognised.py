"""Names of authority files that a recogniser overlooks are added to those that it finds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from index.analysis.gazetteer import Gazetteer
from index.analysis.recognising import Document, NameSpan, Recogniser
from index.analysis.runs import is_capitalised, loud_marks
from index.authorities.lookup import AuthorityNames, ListedName
from index.model import Evidence, Kind


class Supplemented:
    """A ``Recogniser`` that adds the names of authority files to those that another one finds.

    What the reader's own files say wins, but for a name that stands within a longer one which the other found.
    ``fewest``: names of fewer tokens are left to the other, which may weigh what a single word means; but for people,
    who are found by one name alone where it cannot be a word that opens a sentence, nor a namesake's surname.
    """

    def __init__(self, recogniser: Recogniser, names: AuthorityNames, *, fewest: int = 1) -> None:
        self._recogniser = recogniser
        self._names = names
        self._fewest = fewest

    def recognise(self, document: Document, gazetteer: Gazetteer) -> tuple[NameSpan, ...]:
        """Return the names in the order of the text, never overlapping."""
        found = self._recogniser.recognise(document, gazetteer)
        at_token: list[NameSpan | None] = [None] * len(document.tokens.texts)
        for name in found:
            at_token[name.first : name.last] = [name] * (name.last - name.first)
        listed = list(self._listed(document))
        if not listed:
            return found
        taken = _surnames(document, (*found, *listed))
        plain = _not_only_opening(document, listed)
        theirs: list[NameSpan] = []
        overruled: set[int] = set()
        for name in listed:
            others = [other for other in at_token[name.first : name.last] if other is not None]
            if any(_within(name, other) for other in others):
                continue
            if name.kind is Kind.PERSON and name.last - name.first == 1:
                word = document.folds[name.first]
                if word in taken or not (word in plain or others):
                    continue
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
            most = self._names.most_tokens(folds[at])
            if most and not is_capitalised(texts[at]):
                most = 0
            for last in range(min(at + most, len(texts)), at, -1):
                listed = self._names.listed(" ".join(folds[at:last]))
                if listed is None or 1 in openings[at + 1 : last]:
                    continue
                entry = listed.entry
                if last - at < self._fewest and entry.kind is not Kind.PERSON:
                    continue
                if not _written_as(listed, texts[at:last]):
                    continue
                evidence = (Evidence("gazetteer", entry.source),)
                # Whom a surname means, the article says, and linking.
                known = None if listed.bare else entry
                yield NameSpan(at, last, entry.kind, known, evidence)
                reached = last
                break
            at = reached


def _surnames(document: Document, names: Iterable[NameSpan]) -> frozenset[str]:
    """Return the last words of the longer names of people: by themselves they mean those in this article."""
    return frozenset(
        document.folds[name.last - 1]
        for name in names
        if name.kind is Kind.PERSON and name.last - name.first > 1
    )


def _not_only_opening(document: Document, names: Iterable[NameSpan]) -> frozenset[str]:
    """Return the single words among names that have their capital elsewhere than where a sentence opens."""
    openings = document.sentences.openings
    inside = [
        name.first for name in names if name.last - name.first == 1 and not openings[name.first]
    ]
    if not inside:
        return frozenset()
    marks = loud_marks(document)
    return frozenset(document.folds[first] for first in inside if not marks[first])


def _written_as(listed: ListedName, words: Sequence[str]) -> bool:
    """Say whether words have at least the capitals that a name has in its file: "The times" is no newspaper."""
    if listed.entry.capitals:
        return words[0].isupper()
    capitals = sum(map(is_capitalised, words))
    return capitals >= sum(map(is_capitalised, listed.form.removeprefix("the ").split()))


def _within(name: NameSpan, other: NameSpan) -> bool:
    """Say whether a name is part of a longer one."""
    return (
        other.first <= name.first
        and name.last <= other.last
        and other.last - other.first > name.last - name.first
    )
