"""Texts whose names stand in square brackets, and what linking makes of them."""

from __future__ import annotations

from datetime import UTC, datetime

from index.analysis.directory import MemoryDirectory
from index.analysis.findings import Findings
from index.analysis.given import GivenName, analyse_given
from index.analysis.linking import EntityLink, KnownActor, link, link_open
from index.analysis.resolving import resolve
from index.model import Kind, Mention, Moment, Precision

DAY = Moment(datetime(2025, 1, 7, tzinfo=UTC), Precision.DAY)


class Stream:
    """Links one text after the other, the names given in square brackets."""

    def __init__(self, *actors: KnownActor) -> None:
        self.directory = MemoryDirectory(actors)
        self.read: list[tuple[Findings, tuple[EntityLink, ...]]] = []

    def add(self, marked: str, kind: Kind | None = None) -> list[str | None]:
        """Return the actor of each bracketed name, in order."""
        text, given = unmarked(marked, kind)
        found = analyse_given(text, given)
        links = link(found, self.directory, published=DAY)
        self.directory.learn(found, links, published=DAY)
        self.read.append((found, links))
        actors = {(one.start, one.end): one.actor for one in resolve(found, links)}
        return [actors.get((one.start, one.end)) for one in given]

    def again(self, number: int) -> tuple[Mention, ...]:
        found, links = self.read[number]
        return resolve(found, link_open(found, links, self.directory, published=DAY))


def unmarked(marked: str, kind: Kind | None) -> tuple[str, list[GivenName]]:
    text = ""
    given = []
    for piece in marked.split("["):
        name, closed, rest = piece.partition("]")
        if closed:
            given.append(GivenName(len(text), len(text) + len(name), kind))
            text += name + rest
        else:
            text += piece
    return text, given


def names(marked: str, kind: Kind | None = None) -> list[str]:
    """Return the name of the entity of each bracketed name."""
    text, given = unmarked(marked, kind)
    found = analyse_given(text, given)
    of = {(one.start, one.end): one.entity for one in found.mentions}
    return [found.entities[of[one.start, one.end] or 0].name for one in given]
