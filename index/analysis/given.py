"""Analysing a text whose names are known already: where they stand, and perhaps their kinds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.analysis.analyse import findings_of, our_recogniser, prepare
from index.analysis.findings import Findings
from index.analysis.gazetteer import Entry, Gazetteer, load
from index.analysis.masking import mask
from index.analysis.organisation_names import acronym_key
from index.analysis.recognising import Document, NameSpan, Recogniser
from index.model import BodyFormat, Kind


@dataclass(frozen=True, slots=True)
class GivenName:
    """A stretch of the text known to be a name; ``kind`` None where nobody has said what it names.

    ``Kind.PLACE`` may be a country as well: the gazetteer tells.
    """

    start: int
    end: int
    kind: Kind | None = None


def analyse_given(
    text: str,
    given: Iterable[GivenName],
    *,
    headline: str = "",
    body_format: BodyFormat = BodyFormat.PLAIN,
    recogniser: Recogniser | None = None,
    gazetteer: Gazetteer | None = None,
) -> Findings:
    """Return whom the ``given`` names of ``text`` mean, by the rules that serve recognised names.

    Each name with a letter or digit comes out as a mention with its span, or within the ``hides`` of a
    description. ``recogniser`` is asked for the kinds that are not given. Raises nothing for spans that
    lie outside the text: they are left out.
    """
    words = gazetteer if gazetteer is not None else load()
    wanted = sorted(
        {
            (one.start, -one.end): one for one in given if 0 <= one.start < one.end <= len(text)
        }.items()
    )
    names = [one for _, one in wanted]
    cuts = sorted({place for one in names for place in (one.start, one.end)})
    document = prepare(mask(text, body_format), words, cuts)
    spans = _Spans(document, words)
    if any(one.kind is None for one in names):
        spans.recognise(recogniser or our_recogniser())
    found = (spans.of(one) for one in names)
    return findings_of(
        text, document, [name for name in found if name is not None], words, headline=headline
    )


class _Spans:
    """Makes names of given stretches; what has no kind gets that which the recogniser would say."""

    def __init__(self, document: Document, gazetteer: Gazetteer) -> None:
        self._document = document
        self._gazetteer = gazetteer
        self._recognised: dict[tuple[int, int], Kind] = {}
        self._of_words: dict[str, Counter[Kind]] = {}

    def recognise(self, recogniser: Recogniser) -> None:
        """Remember what ``recogniser`` says of the whole text."""
        for name in recogniser.recognise(self._document, self._gazetteer):
            self._recognised[name.first, name.last] = name.kind
            key = self._key(name.first, name.last)
            self._of_words.setdefault(key, Counter())[name.kind] += 1

    def of(self, given: GivenName) -> NameSpan | None:
        """Return ``given`` as a name; None where no token lies within it."""
        tokens = self._document.tokens
        first = bisect_left(tokens.starts, given.start)
        last = bisect_right(tokens.ends, given.end)
        while first < last and not tokens.texts[first][:1].isalnum():
            first += 1
        if first >= last:
            return None
        entry = self._entry(first, last)
        kind = given.kind
        if kind is None:
            kind = self._guess(first, last, entry)
        if entry is not None and kind is Kind.PLACE and entry.kind is Kind.COUNTRY:
            kind = Kind.COUNTRY
        return NameSpan(first, last, kind, entry if entry and entry.kind is kind else None)

    def _key(self, first: int, last: int) -> str:
        return " ".join(self._document.folds[first:last])

    def _entry(self, first: int, last: int) -> Entry | None:
        entry = self._gazetteer.entries.get(self._key(first, last))
        if entry is None or not entry.capitals:
            return entry
        loud = "".join(self._document.tokens.texts[first:last]).isupper()
        return entry if loud else None

    def _guess(self, first: int, last: int, entry: Entry | None) -> Kind:
        recognised = self._recognised.get((first, last))
        if recognised is not None:
            return recognised
        counted = self._of_words.get(self._key(first, last))
        if counted:
            return max(counted, key=lambda kind: (counted[kind], kind.value))
        if entry is not None:
            return entry.kind
        folds: Sequence[str] = self._document.folds[first:last]
        words = self._gazetteer
        if folds[-1] in words.word_class("org-end") or folds[-1] in words.word_class("company"):
            return Kind.ORGANISATION
        if folds[-1] in words.word_class("place-end") or folds[0] in words.word_class(
            "place-start"
        ):
            return Kind.PLACE
        if folds[0] in words.first_names and len(folds) > 1:
            return Kind.PERSON
        within = [
            kind for (start, end), kind in self._recognised.items() if start < last and first < end
        ]
        if within:
            return within[0]
        loud = acronym_key(self._document.tokens.texts[first])
        return Kind.ORGANISATION if loud or len(folds) > 3 else Kind.PERSON
