"""Looks up in each segment what a part of a plan asks for: terms, stems, and what fits a pattern."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from index.search.globs import documents_fitting
from index.search.plan import AnyTerm, Glob, Run, TextMatch
from index.search.snapshot import Documents, Segment, Snapshot, TermPostings
from index.search.words import STEM_MARK


class TextForm(NamedTuple):
    """A term or stem of a word in one field; ``leading`` says that the others stand where it does."""

    field: str
    weight: float
    postings: TermPostings
    leading: bool


@dataclass(slots=True)
class TextFound:
    """What a segment has of the text that one part of a plan asks for."""

    forms: list[TextForm] = field(default_factory=list)
    runs: list[tuple[str, Run]] = field(default_factory=list)
    fitting: list[tuple[str, Documents]] = field(default_factory=list)
    size: int = 0
    """At most so many documents have it."""


def look_up(segment: Segment, part: TextMatch) -> TextFound:
    """Return what a segment has of a part."""
    found = TextFound()
    for name in part.fields:
        postings = segment.arrays.field(name)
        if postings is None:
            continue
        for alternative in part.alternatives:
            match alternative:
                case AnyTerm(weights):
                    for term, weight in weights:
                        one = segment.term(name, term.encode())
                        if one is not None:
                            # Every word stands in the index under its stem as well.
                            leading = term.startswith(STEM_MARK)
                            found.forms.append(TextForm(name, weight, one, leading))
                            found.size += len(one.documents) if leading else 0
                case Run(terms):
                    found.runs.append((name, alternative))
                    found.size += min(_frequencies(segment, name, terms))
                case Glob():
                    there = documents_fitting(postings, alternative, segment.size)
                    found.fitting.append((name, np.flatnonzero(there)))
                    found.size += len(found.fitting[-1][1])
    return found


def frequency(snapshot: Snapshot, part: TextMatch, found: list[TextFound]) -> int:
    """Return in how many documents a part stands: in the field in which it does so in most.

    Words of a headline come again in the text, so that the sum over the fields would say too much.
    ``found`` is what each segment has of it.
    """
    counts: dict[str, int] = {}
    for segment, there in zip(snapshot.segments, found, strict=True):
        for form in there.forms:
            if form.leading:
                living = segment.living(form.postings.documents)
                counts[form.field] = counts.get(form.field, 0) + living
        for name, documents in there.fitting:
            counts[name] = counts.get(name, 0) + segment.living(documents)
    for alternative in part.alternatives:
        if isinstance(alternative, Run):
            for name in part.fields:
                least = min(snapshot.frequency(name, term) for term in alternative.terms)
                counts[name] = counts.get(name, 0) + least
    return max(counts.values(), default=0)


def _frequencies(segment: Segment, name: str, terms: tuple[str, ...]) -> list[int]:
    found = (segment.term(name, term.encode()) for term in terms)
    return [0 if one is None else len(one.documents) for one in found]
