"""Recognition with a spaCy pipeline that the reader has installed (``pip install newsreader[spacy]``).

spaCy is imported when a pipeline is asked for, and at no other time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib import import_module
from typing import Protocol

from index.analysis.gazetteer import Entry, Gazetteer
from index.analysis.recognising import Document, NameSpan
from index.analysis.titles import TitleReader
from index.errors import NewsreaderError
from index.model import Evidence, Kind

# The labels of OntoNotes and of CoNLL; others (dates, amounts, works of art …) name no actors.
_KINDS = {
    "PERSON": Kind.PERSON,
    "PER": Kind.PERSON,
    "ORG": Kind.ORGANISATION,
    "GPE": Kind.PLACE,
    "LOC": Kind.PLACE,
    "FAC": Kind.PLACE,
}
# Peoples in OntoNotes; whatever is neither person nor body nor place in CoNLL, nationality words among it.
_PEOPLES = ("NORP", "MISC")
_LONGEST = 1_000_000  # characters; spaCy refuses longer texts
_LONGEST_REASON = 120  # characters


class RecogniserError(NewsreaderError):
    """A recogniser that was asked for is not there."""


class Ent(Protocol):
    """What is needed of spaCy's ``Span``: where it stands, in characters, and its label."""

    start_char: int
    end_char: int
    label_: str


class Doc(Protocol):
    """What is needed of spaCy's ``Doc``."""

    @property
    def ents(self) -> Iterable[Ent]:
        """The names found."""
        ...


class Pipeline(Protocol):
    """What is needed of a spaCy pipeline: that it takes a text and returns a ``Doc``."""

    @property
    def pipe_names(self) -> Sequence[str]:
        """The names of its components."""
        ...

    def __call__(self, text: str, /) -> Doc:
        """Return the text with the names in it."""
        ...


class _Spacy(Protocol):
    def load(self, name: str) -> Pipeline: ...


# Something to try a pipeline on: one that was made for another spaCy may load and fail at the first text.
_TRIAL = "Ána Holtberg of Norvik spoke."


def load_pipeline(name: str) -> PipelineRecogniser:
    """Return a recogniser over the installed pipeline ``name``; raise RecogniserError where it is missing."""
    try:
        spacy: _Spacy = import_module("spacy")
    except ImportError as error:
        raise RecogniserError(
            f"The spaCy pipeline “{name}” is asked for, but spaCy is not installed here. Install it with: "
            f"pip install 'newsreader[spacy]'; {_ELSE}"
        ) from error
    try:
        pipeline = spacy.load(name)
    except OSError as error:
        raise RecogniserError(
            f"The spaCy pipeline “{name}” is not installed here, nor is it the folder of one. "
            f"Install it with: python -m spacy download {name}; {_ELSE}"
        ) from error
    except (
        Exception
    ) as error:  # a pipeline is a program of somebody else's, and may fail in any way
        raise _unfit(name, error) from error
    if not pipeline.pipe_names:
        raise RecogniserError(
            f"The spaCy pipeline “{name}” has no part that could find names. Name another one; {_ELSE}"
        )
    recogniser = PipelineRecogniser(pipeline, name)
    try:
        for _ in pipeline(_TRIAL).ents:
            pass
    except Exception as error:
        raise _unfit(name, error) from error
    return recogniser


_ELSE = "or take spacy_pipeline out of the settings."


def _unfit(name: str, error: Exception) -> RecogniserError:
    told = " ".join(str(error).split())[:_LONGEST_REASON]
    return RecogniserError(
        f"The spaCy pipeline “{name}” does not work with the spaCy that is installed here "
        f"({type(error).__name__}{': ' + told if told else ''}). Install one that fits it; {_ELSE}"
    )


class PipelineRecogniser:
    """A ``Recogniser`` that takes the names that a pipeline finds.

    Offsets become tokens, labels kinds. Our conventions hold: no article, no title and no possessive ending in a
    name; words for nationalities, and countries, are those that the gazetteer knows.
    """

    def __init__(self, pipeline: Pipeline, name: str = "") -> None:
        self._pipeline = pipeline
        self._evidence = (Evidence("spacy", name),)

    def recognise(self, document: Document, gazetteer: Gazetteer) -> tuple[NameSpan, ...]:
        """Return the names in the order of the text, never overlapping."""
        tokens = document.tokens
        first_at = {start: place for place, start in enumerate(tokens.starts)}
        last_at = {end: place + 1 for place, end in enumerate(tokens.ends)}
        titles = TitleReader(document.folds, gazetteer)
        found: list[NameSpan] = []
        reached = 0
        for ent in self._pipeline(document.text[:_LONGEST]).ents:
            span = _within(document, ent.start_char, ent.end_char, first_at, last_at)
            if span is None or span[0] < reached:
                continue
            first, last = span
            if _KINDS.get(ent.label_) is Kind.PERSON:
                first = _after_titles(document, titles, first, last)
            entry = _entry(document, gazetteer, first, last)
            kind = _kind(ent.label_, entry)
            if kind is None:
                continue
            evidence: tuple[Evidence, ...] = self._evidence
            if entry is not None and entry.kind is not kind:
                entry = None
            elif entry is not None and entry.source:
                evidence = (*evidence, Evidence("gazetteer", entry.source))
            found.append(NameSpan(first, last, kind, entry, evidence))
            reached = last
        return tuple(found)


def _within(
    document: Document, start: int, end: int, first_at: dict[int, int], last_at: dict[int, int]
) -> tuple[int, int] | None:
    """Return the tokens of a stretch without article and possessive; None where it holds no whole token."""
    text = document.text
    while start < end and (text[start].isspace() or start not in first_at):
        start += 1
    while end > start and (text[end - 1].isspace() or end not in last_at):
        end -= 1
    if start >= end:
        return None
    first, last = first_at[start], last_at[end]
    texts = document.tokens.texts
    while first < last and texts[first].lower() in ("the", "a", "an"):
        first += 1
    while first < last and texts[last - 1] in ("'s", "’s", "'", "’"):
        last -= 1
    return (first, last) if first < last else None


def _after_titles(document: Document, titles: TitleReader, first: int, last: int) -> int:
    """Return where a name begins after the titles before it; where there is nothing but titles, ``first``."""
    at = first
    while (title := titles.at(at, last)) is not None:
        at = title.last
        while at < last and document.tokens.texts[at] in (".", ","):
            at += 1
        if at >= last:
            return first
    return at


def _entry(document: Document, gazetteer: Gazetteer, first: int, last: int) -> Entry | None:
    return gazetteer.entries.get(" ".join(document.folds[first:last]))


def _kind(label: str, entry: Entry | None) -> Kind | None:
    if label in _PEOPLES:
        return entry.kind if entry is not None and entry.demonym else None
    kind = _KINDS.get(label)
    if kind is Kind.PLACE and entry is not None and entry.kind is Kind.COUNTRY:
        return Kind.COUNTRY
    return kind
