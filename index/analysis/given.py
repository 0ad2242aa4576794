"""Analysing a text whose names are known already: where they stand, and perhaps their kinds."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from index.analysis.analyse import findings_of, our_recogniser, prepare
from index.analysis.findings import Findings, FoundMention
from index.analysis.gazetteer import Entry, Gazetteer, load
from index.analysis.grouping_common import is_pronoun
from index.analysis.grouping_places import adjectives, short_places
from index.analysis.masking import mask
from index.analysis.organisation_names import acronym_key, has_legal_ending, name_key, parties
from index.analysis.recognising import Document, NameSpan, Recogniser
from index.analysis.titles import TitleMatch, TitleReader
from index.model import BodyFormat, Kind

_ARTICLES = frozenset({"the", "a", "an"})
# What stands before places, and seldom before people of whom a text has said the full name.
_PLACING = frozenset({"in", "at", "near", "into", "across", "throughout", "outside", "("})


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
    description; what stands in it beside the name (an article, a title, a possessive) does no harm.
    ``recogniser`` is asked for the kinds that are not given. Spans outside the text are left out.
    """
    words = gazetteer if gazetteer is not None else load()
    wanted = sorted(
        {
            (one.start, -one.end): one for one in given if 0 <= one.start < one.end <= len(text)
        }.items()
    )
    stretches = [one for _, one in wanted]
    cuts = sorted({place for one in stretches for place in (one.start, one.end)})
    document = prepare(mask(text, body_format), words, cuts)
    spans = _Spans(document, words)
    if any(one.kind is None for one in stretches):
        spans.recognise(recogniser or our_recogniser())
    placed = spans.names(stretches)
    found = findings_of(text, document, [name for _, name in placed], words, headline=headline)
    tokens = document.tokens
    whole = {(tokens.starts[name.first], tokens.ends[name.last - 1]): one for one, name in placed}

    def as_given(mention: FoundMention) -> FoundMention:
        one = None if mention.descriptive else whole.get((mention.start, mention.end))
        if one is None:
            return replace(mention, hides=tuple(as_given(inner) for inner in mention.hides))
        return replace(mention, start=one.start, end=one.end, surface=text[one.start : one.end])

    return replace(found, mentions=tuple(as_given(mention) for mention in found.mentions))


class _Spans:
    """Makes names of given stretches; what has no kind gets that which the recogniser would say."""

    def __init__(self, document: Document, gazetteer: Gazetteer) -> None:
        self._document = document
        self._gazetteer = gazetteer
        self._titles = TitleReader(document.folds, gazetteer)
        self._recognised: dict[tuple[int, int], Kind] = {}
        self._of_words: dict[str, Counter[Kind]] = {}
        self._keys: frozenset[str] = frozenset()

    def recognise(self, recogniser: Recogniser) -> None:
        """Remember what ``recogniser`` says of the whole text."""
        for name in recogniser.recognise(self._document, self._gazetteer):
            self._recognised[name.first, name.last] = name.kind
            key = self._key(name.first, name.last)
            self._of_words.setdefault(key, Counter())[name.kind] += 1

    def names(self, given: Sequence[GivenName]) -> list[tuple[GivenName, NameSpan]]:
        """Return each of ``given`` that has a word in it, and the name it is, in the order of the text."""
        tokens = self._document.tokens
        self._keys = frozenset(
            self._key(bisect_left(tokens.starts, one.start), bisect_right(tokens.ends, one.end))
            for one in given
        )
        placed: list[tuple[GivenName, int, int]] = []
        taken: set[tuple[int, int]] = set()
        for one in given:
            first, last = self._extent(one)
            if first < last and (first, last) not in taken:
                taken.add((first, last))
                placed.append((one, first, last))
        kinds: dict[tuple[int, int], Kind] = {
            (first, last): self._kind(one, first, last)
            for one, first, last in placed
            if one.kind is not None or last - first > 1
        }
        folds = self._document.folds
        ends: dict[str, Kind] = {
            folds[last - 1]: kind for (_, last), kind in kinds.items() if kind is Kind.PERSON
        }
        for (first, _), kind in kinds.items():
            if kind is Kind.PERSON:
                ends.setdefault(folds[first], kind)
        parts: dict[str, Kind] = {}
        firms: dict[str, Kind] = {}
        for (first, last), kind in kinds.items():
            named = not self._document.tokens.texts[last - 1].islower()
            if kind is Kind.ORGANISATION and last - first > 1 and named:
                # "Vesk" beside the Vesk Foundation may well be Mr. Vesk; beside Vesk Shipping it is the firm.
                words = self._gazetteer
                closing = folds[last - 1]
                company = words.word_class("company")
                firm = closing in company or closing not in words.word_class("org-end")
                spoken = name_key(self._surface(first, last)).split(" ")
                for word in (folds[first], spoken[-1]):
                    (firms if firm else parts).setdefault(word, kind)
        titled = {
            folds[first] for _, first, last in placed if last - first == 1 and self._titled(first)
        }
        names = []
        for one, first, last in placed:
            entry = self._entry(first, last)
            if (first, last) in kinds:
                kind = kinds[first, last]
            else:
                kind = self._kind(one, first, last)
                if entry is None:
                    # "Vesk" before "Vesk administration" may be the person.
                    person = Kind.PERSON in self._of_words.get(self._key(first, last), ())
                    if folds[first] in titled and one.kind is None:
                        person, kind = True, Kind.PERSON
                    if not person:
                        kind = parts.get(folds[first], kind)
                    if folds[first] not in titled:
                        kind = firms.get(folds[first], kind)
                    kind = ends.get(folds[first], kind)
                elif (
                    not entry.demonym and folds[first] in ends and not self._lies_there(first, last)
                ):
                    entry, kind = None, Kind.PERSON
            if entry is not None and kind is Kind.PLACE:
                # A country, or the seat of an organisation that is known by its name.
                kind = entry.kind
            kept = entry if entry is not None and entry.kind is kind else None
            common = self._common(one, first, last)
            told = one.kind is not None
            names.append((one, NameSpan(first, last, kind, kept, common=common, told=told)))
        return names

    def _extent(self, given: GivenName) -> tuple[int, int]:
        """Return the tokens of the name itself, without a title, an article or a possessive."""
        tokens = self._document.tokens
        texts = tokens.texts
        first = bisect_left(tokens.starts, given.start)
        last = bisect_right(tokens.ends, given.end)
        while first < last and not texts[first][:1].isalnum():
            first += 1
        while first < last and not texts[last - 1][:1].isalnum():
            last -= 1
        if (
            last - first > 1
            and texts[last - 1] in ("'s", "’s")
            and self._entry(first, last) is None
            and not self._begins_another(first, last)
        ):
            last -= 1
        start = first
        while start < last and not _may_open(texts[start]):
            start += 1
        if given.kind in (Kind.PERSON, None):
            title = self._title(start, last, given.kind)
            while title is not None and title.last < last and _may_open(texts[title.last]):
                start = title.last
                title = self._title(start, last, given.kind)
        if "," in texts[start:last] and given.kind in (Kind.PERSON, None):
            # "Regina Vesk, MD", "Orlan Vesk, 61".
            comma = texts.index(",", start, last)
            if given.kind is not None or texts[comma + 1].isdigit() or texts[comma + 1].isupper():
                last = comma
        return (start, last) if start < last else (first, last)

    def _title(self, first: int, last: int, kind: Kind | None) -> TitleMatch | None:
        """Return the title before a name; "General Motors" and "Major League" open with none."""
        if kind is None and last - first > 1:
            words = self._gazetteer
            closing = self._document.folds[last - 1]
            company = words.word_class("company")
            if closing in words.word_class("org-end") or {closing, f"{closing}."} & company:
                return None
            rest = self._entry(first + 1, last)
            if self._entry(first, last) is not None or (
                rest is not None and rest.kind is Kind.COUNTRY
            ):
                return None
        return self._titles.at(first, last)

    def _titled(self, first: int) -> bool:
        at = first - 1
        if at > 0 and self._document.folds[at] == ".":
            at -= 1
        return at >= 0 and self._titles.at(at, at + 1) is not None

    def _begins_another(self, first: int, last: int) -> bool:
        """Say whether a longer name opens with this one, its possessive and all: "Vesk's Corp."."""
        return any(one.startswith(f"{self._key(first, last)} ") for one in self._keys)

    def _common(self, given: GivenName, first: int, last: int) -> bool:
        """Say whether words are no name: "police", "she"."""
        if self._entry(first, last) is not None:
            return False
        texts = self._document.tokens.texts[first:last]
        if not any(_may_open(text) for text in texts):
            return True
        # "Driver" where a sentence opens and "Driver Held" in a headline, of whom the text says "the driver".
        if last - first > 1 or given.kind not in (Kind.PERSON, None):
            return False
        if (first, last) in self._recognised:
            return False
        words = self._gazetteer
        fold = self._document.folds[first]
        if is_pronoun(fold):
            return True
        return (
            fold in words.common
            and fold in self._document.tokens.texts
            and fold not in words.surnames
            and fold not in words.first_names
            and self._document.sentences.openings[first] > 0
        )

    def _lies_there(self, first: int, last: int) -> bool:
        """Say whether the words beside a name speak of a place."""
        folds = self._document.folds
        after = folds[last] if last < len(folds) else ""
        return (first > 0 and folds[first - 1] in _PLACING) or after == ","

    def _surface(self, first: int, last: int) -> str:
        tokens = self._document.tokens
        return self._document.text[tokens.starts[first] : tokens.ends[last - 1]]

    def _key(self, first: int, last: int) -> str:
        return " ".join(self._document.folds[first:last])

    def _entry(self, first: int, last: int) -> Entry | None:
        key = self._key(first, last)
        entries = self._gazetteer.entries
        entry = entries.get(key) or entries.get(f"{key}.") or entries.get(key.replace(".", ""))
        if entry is None or not entry.capitals:
            return entry
        loud = "".join(self._document.tokens.texts[first:last]).isupper()
        return entry if loud else None

    def _kind(self, given: GivenName, first: int, last: int) -> Kind:
        if given.kind is not None:
            return given.kind
        entry = self._entry(first, last)
        if entry is not None and entry.kind is Kind.COUNTRY:
            return entry.kind
        if last - first > 1 and has_legal_ending(self._surface(first, last)):
            return Kind.ORGANISATION
        key = self._key(first, last)
        if key in adjectives() and key not in self._gazetteer.first_names:
            return Kind.PLACE
        recognised = self._recognised.get((first, last))
        if recognised is not None:
            return recognised
        counted = self._of_words.get(self._key(first, last))
        if counted:
            return max(counted, key=lambda kind: (counted[kind], kind.value))
        if entry is not None:
            return entry.kind
        if self._key(first, last) in adjectives() or self._key(first, last) in short_places():
            return Kind.PLACE
        if self._key(first, last) in parties():
            return Kind.ORGANISATION
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
        # What is told of a part counts where the part closes the name: "Kenyan" in "Kenyan Airways" does not.
        within = [
            kind
            for (start, end), kind in self._recognised.items()
            if start < last <= end or (first <= start < last and kind is not Kind.COUNTRY)
        ]
        if within:
            return within[0]
        if acronym_key(self._document.tokens.texts[first]):
            return Kind.ORGANISATION
        if len(folds) == 1 and (folds[0] in words.surnames or self._titled(first)):
            return Kind.PERSON
        if len(folds) != 2:
            return Kind.ORGANISATION
        # Neither "the Oval" nor "World Cup" is anybody.
        plain = folds[0] in _ARTICLES or folds[1] in words.common
        return Kind.ORGANISATION if plain and folds[1] not in words.surnames else Kind.PERSON


def _may_open(word: str) -> bool:
    return word[:1].isupper() or word[:1].isdigit() or (word[1:2].isupper() and word[:1].isalpha())
