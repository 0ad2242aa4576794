"""Recognising names by rules: runs of capitals are cut into pieces and each piece is told its kind.

First come pieces that are plain from the lists and from their own words; then, with what the whole
article says of a name, those that are not.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from index.analysis.contexts import ContextReader
from index.analysis.folding import fold
from index.analysis.gazetteer import Entry, Gazetteer
from index.analysis.recognising import Document, NameSpan
from index.analysis.runs import Run, RunFinder, is_capitalised
from index.analysis.titles import TitleMatch, TitleReader
from index.model import Kind

_CONNECTORS = frozenset("of and for on against to in the a an . ' ’ & 's".split())
_PERSON_PARTICLES = frozenset(
    "de la las los del da das do dos di della van von der den ter ten zu bin ibn bint al el le du y e ben ould".split()
)
# How much more than nothing the contexts must say before an unknown word counts as a name.
_ENOUGH = 1.5
_PERSONAL_FIELDS = frozenset("honorific royalty religion military".split())


@dataclass(frozen=True, slots=True)
class _Piece:
    first: int
    last: int
    kind: Kind | None
    entry: Entry | None = None
    sure: bool = False
    # What its own words say before any context does.
    prior: tuple[float, float, float] = (0.0, 0.0, 0.0)
    opening: bool = False


class RuleRecogniser:
    """Recognises names with the gazetteer and rules alone."""

    def recognise(self, document: Document, gazetteer: Gazetteer) -> tuple[NameSpan, ...]:
        """Return the names in the order of the text, never overlapping."""
        return _Recognition(document, gazetteer).names()


class _Recognition:
    def __init__(self, document: Document, gazetteer: Gazetteer) -> None:
        self._document = document
        self._gazetteer = gazetteer
        self._texts = document.tokens.texts
        self._folds = [fold(word) for word in self._texts]
        self._openings = document.sentences.openings
        self._lower = {word for word in self._texts if word.islower()}
        self._titles = TitleReader(self._folds, gazetteer)
        self._contexts = ContextReader(document, self._folds, gazetteer)
        words = gazetteer.word_class
        self._org_end = words("org-end")
        self._org_of = words("org-of")
        self._company = words("company")
        self._place_end = words("place-end")
        self._place_start = words("place-start")
        self._place_of = words("place-of")
        self._facility = words("facility")
        self._not_end = words("not-actor-end")
        self._not_start = words("not-actor-start")
        self._never = words("never")
        self._opener = words("opener")
        self._suffix = words("person-suffix")
        self._tld = words("tld")

    # -- the two passes ----------------------------------------------------------------------------

    def names(self) -> tuple[NameSpan, ...]:
        pieces: list[_Piece] = []
        for run in RunFinder(self._document, self._gazetteer).runs():
            pieces.extend(self._cut(run))
        decided = self._decide(pieces)
        return tuple(
            NameSpan(piece.first, piece.last, piece.kind, piece.entry)
            for piece in decided
            if piece.kind is not None
        )

    def _key(self, piece: _Piece) -> str:
        return " ".join(self._folds[piece.first : piece.last])

    def _decide(self, pieces: list[_Piece]) -> list[_Piece]:
        known: dict[str, Counter[Kind]] = defaultdict(Counter)
        entries: dict[str, Entry] = {}
        people: Counter[str] = Counter()
        for piece in pieces:
            if piece.kind is None or not piece.sure:
                continue
            key = self._key(piece)
            known[key][piece.kind] += 1
            if piece.entry is not None:
                entries[key] = piece.entry
            if piece.kind is Kind.PERSON:
                tokens = [word for word in key.split(" ") if word.isalpha() or "-" in word or "'" in word]
                for word in tokens[1:] or tokens:
                    if word not in _PERSON_PARTICLES:
                        people[word] += 1
        scores = self._scores(pieces)
        decided: list[_Piece] = []
        for piece in pieces:
            if piece.sure:
                decided.append(piece)
                continue
            key = self._key(piece)
            kind: Kind | None = None
            last_word = key.rsplit(" ", 1)[-1]
            if key in known:
                kind = max(known[key], key=lambda kind: (known[key][kind], kind.value))
            elif " " not in key and key in people:
                kind = Kind.PERSON
            elif " " in key and last_word in people and piece.prior[0] > 0:
                kind = Kind.PERSON
            elif key in scores:
                kind = scores[key]
            decided.append(
                _Piece(piece.first, piece.last, kind, piece.entry or entries.get(key), False)
            )
        return decided

    def _scores(self, pieces: list[_Piece]) -> dict[str, Kind]:
        """Return the kind of each unsure name that its words and all its contexts speak for."""
        sums: dict[str, list[float]] = {}
        counts: Counter[str] = Counter()
        for position, piece in enumerate(pieces):
            if piece.sure:
                continue
            key = self._key(piece)
            if piece.opening and piece.kind is None and key in self._gazetteer.common:
                continue
            counts[key] += 1
            # A few dozen contexts say all there is to say.
            if counts[key] > 40:
                continue
            told = self._contexts.read(piece.first, piece.last)
            neighbours = self._listed(pieces, position)
            total = sums.setdefault(key, list(piece.prior))
            for index in range(3):
                total[index] += (told[index] + neighbours[index]) * (0.6 if piece.opening else 1.0)
        kinds = (Kind.PERSON, Kind.ORGANISATION, Kind.PLACE)
        decided: dict[str, Kind] = {}
        for key, total in sums.items():
            best = max(range(3), key=lambda index: (total[index], -index))
            ordered = sorted(total)
            if total[best] >= _ENOUGH and total[best] - ordered[1] >= 0.3:
                decided[key] = kinds[best]
        return decided

    def _listed(self, pieces: list[_Piece], position: int) -> tuple[float, float, float]:
        """Say what the neighbours in a list tell: "Argentina, Chile, X and Uruguay"."""
        piece = pieces[position]
        told = [0.0, 0.0, 0.0]
        for other_position in (position - 1, position + 1):
            if not 0 <= other_position < len(pieces):
                continue
            other = pieces[other_position]
            if not other.sure or other.kind is None:
                continue
            first, last = sorted((piece, other), key=lambda one: one.first)
            between = self._texts[first.last : last.first]
            if len(between) > 3 or not between or not set(between) <= {",", "and", "or", "the"}:
                continue
            index = {Kind.PERSON: 0, Kind.ORGANISATION: 1}.get(other.kind, 2)
            told[index] += 1.0
            if other is last and between == [","] and index == 2 and not (other.entry and other.entry.demonym):
                told[2] += 1.0
        return told[0], told[1], told[2]

    # -- cutting a run -----------------------------------------------------------------------------

    def _cut(self, run: Run) -> list[_Piece]:
        pieces: list[_Piece] = []
        title: TitleMatch | None = None
        i = run.first
        while i < run.last:
            word = self._texts[i]
            if word in _CONNECTORS or word in _PERSON_PARTICLES or not word[:1].isalnum():
                i += 1
                continue
            if self._skipped_opening(i, run):
                piece = self._lone_opening(i, run)
                if piece is not None:
                    pieces.append(piece)
                i += 1
                continue
            piece, after, title = self._next(i, run, title)
            if piece is not None:
                pieces.append(piece)
            i = after
        return pieces

    def _skipped_opening(self, i: int, run: Run) -> bool:
        """Say whether the word at ``i`` has its capital only because something opens here."""
        if self._openings[i] == 0 and (run.plain or i == run.first) and run.plain:
            return False
        word = self._folds[i]
        if self._texts[i].isupper() and len(word) > 1 and run.plain:
            return False
        if self._entry_at(i, run.last, 2) is not None:
            return False
        if word in self._opener:
            following = self._folds[i + 1] if i + 1 < run.last else ""
            return not (word in self._gazetteer.first_names and self._looks_surname(i + 1, run.last)) or (
                following in self._opener
            )
        if word not in self._gazetteer.common and word not in self._lower:
            return False
        if self._entry_at(i, run.last, 1) is not None and run.plain:
            return False
        if i + 1 >= run.last:
            return True
        if word in self._gazetteer.first_names and self._looks_surname(i + 1, run.last):
            return False
        if self._titles.at(i, run.last) is not None:
            return False
        return self._organisation_end(i, run.last) <= i + 1

    def _lone_opening(self, i: int, run: Run) -> _Piece | None:
        """Keep a common word that opens a sentence in mind: it may be a name ("Gates said")."""
        if run.last - i > 1 or self._folds[i] in self._opener or not run.plain:
            return None
        return _Piece(i, i + 1, None, opening=True)

    def _looks_surname(self, i: int, last: int) -> bool:
        if i >= last or not is_capitalised(self._texts[i]):
            return False
        word = self._folds[i]
        return (
            word not in self._gazetteer.common
            and word not in self._never
            and word not in self._org_end
            and word not in self._gazetteer.entries
        ) or (len(word) == 1)

    def _entry_at(self, i: int, last: int, fewest: int) -> tuple[Entry, int] | None:
        """Return the longest known name at ``i`` of at least ``fewest`` tokens and where it ends."""
        folds = self._folds
        most = min(self._gazetteer.longest.get(folds[i], 0), len(folds) - i)
        for length in range(most, fewest - 1, -1):
            entry = self._gazetteer.entries.get(" ".join(folds[i : i + length]))
            if entry is None or i + length > last:
                continue
            if entry.capitals and not self._texts[i].isupper():
                continue
            if length == 1 and not is_capitalised(self._texts[i]):
                continue
            return entry, i + length
        return None

    def _next(
        self, i: int, run: Run, before: TitleMatch | None
    ) -> tuple[_Piece | None, int, TitleMatch | None]:
        """Read one piece at ``i``: return it, where to go on, and the title that now stands before."""
        last = run.last
        found = self._entry_at(i, last, 1)
        title = self._titles.at(i, min(len(self._texts), last + 1))
        if title is not None and title.last > last:
            title = self._titles.at(i, last)
        organisation = self._organisation_end(i, last)
        if title is not None and (found is None or title.last >= found[1]):
            rest = title.last
            if rest < last and self._texts[rest] == ".":
                rest += 1
            if organisation <= rest or self._title_wins(title, rest, last):
                return None, rest, title
        if found is not None and found[1] >= organisation:
            return self._known(i, run, found, before)
        personal = self._person_end(i, last, before)
        if organisation and (personal <= i + 1 or personal < organisation or self._is_company(organisation)):
            if self._folds[organisation - 1] in self._facility and organisation - i >= 2:
                return _Piece(i, organisation, Kind.PLACE, sure=True), organisation, None
            return _Piece(i, organisation, Kind.ORGANISATION, sure=True), organisation, None
        if found is not None and personal <= i + 1:
            return self._known(i, run, found, before)
        return self._unknown(i, run, before, personal)

    def _title_wins(self, title: TitleMatch, rest: int, last: int) -> bool:
        if rest >= last:
            return False
        word = self._folds[rest]
        if word in self._org_end or word in self._place_end:
            return False
        if title.last - title.first > 1:
            return True
        if title.field in ("royalty", "honorific", "religion"):
            return False
        return word in self._gazetteer.first_names or word not in self._gazetteer.common

    def _known(
        self, i: int, run: Run, found: tuple[Entry, int], before: TitleMatch | None
    ) -> tuple[_Piece | None, int, TitleMatch | None]:
        entry, end = found
        single = end - i == 1
        word = self._folds[i]
        if single and not entry.capitals and entry.kind is not Kind.ORGANISATION:
            if before is not None and before.field in _PERSONAL_FIELDS and not entry.demonym:
                personal = max(self._person_end(i, run.last, before), end)
                return _Piece(i, personal, Kind.PERSON, sure=True), personal, None
            person = self._person_end(i, run.last, before)
            if person > end and word in self._gazetteer.first_names:
                return _Piece(i, person, Kind.PERSON, sure=True), person, None
            place = self._place_end_of(i, run.last)
            if place > end:
                return _Piece(i, place, Kind.PLACE, sure=True), place, None
        if not entry.demonym and self._event_follows(i, end, run.last):
            return None, run.last, None
        if single and entry.kind is Kind.ORGANISATION and not self._texts[i].isupper():
            if not run.plain and word in self._gazetteer.common:
                return None, end, None
            if self._openings[i] and word in self._gazetteer.common:
                return _Piece(i, end, None, opening=True), end, None
        return _Piece(i, end, entry.kind, entry, sure=True), end, None

    def _event_follows(self, i: int, end: int, last: int) -> bool:
        """Say whether a known name only opens the name of something that is no actor ("Iraq War")."""
        del i
        return end < last and last - end <= 3 and self._folds[last - 1] in self._not_end and (
            self._texts[end] not in _CONNECTORS
        )

    def _organisation_end(self, i: int, last: int) -> int:
        """Return where an organisation that starts at ``i`` ends, 0 where none does."""
        folds, texts = self._folds, self._texts
        best = 0
        at = i
        while at < last:
            word = folds[at]
            if at > i and self._breaks(at, last):
                break
            if at - i > 12:
                break
            heads = word in self._org_end or word in self._company
            if heads and (at > i or (at + 1 < last and folds[at + 1] in ("of", "for"))):
                if at > i:
                    best = at + 1
                    if word in self._company and at + 1 < last and texts[at + 1] == ".":
                        best = at + 2
            if (
                word in self._org_of
                and at + 2 < last + 0
                and texts[at + 1] in ("of", "for", "on", "against", "to")
            ):
                end = self._complement_end(at + 1, last)
                if end > at + 2:
                    best = max(best, end)
                    at = end
                    continue
            at += 1
        return best

    def _complement_end(self, link: int, last: int) -> int:
        """Return the end of what follows "of" or "for" in the name of an organisation."""
        at = link + 1
        end = at
        while at < last:
            word = self._texts[at]
            if word in _CONNECTORS or word in _PERSON_PARTICLES:
                at += 1
                continue
            if self._breaks(at, last) and at > link + 1:
                break
            at += 1
            end = at
        return end

    def _breaks(self, at: int, last: int) -> bool:
        """Say whether a name cannot go on at ``at``: a title before a person, a day of the week."""
        word = self._folds[at]
        if word in self._never and self._calendar(word):
            return True
        title = self._titles.at(at, last)
        if title is None or title.last >= last:
            return False
        following = self._folds[title.last]
        return following not in self._org_end and following not in self._org_of and (
            following not in ("of", "and", "for")
        )

    @staticmethod
    def _calendar(word: str) -> bool:
        return word.endswith("day") or word in _MONTHS

    def _is_company(self, end: int) -> bool:
        return self._folds[end - 1] in self._company or self._texts[end - 1] == "."

    def _person_end(self, i: int, last: int, before: TitleMatch | None) -> int:
        """Return where a person's name that starts at ``i`` ends, ``i`` where it does not look like one."""
        folds, texts = self._folds, self._texts
        first = folds[i]
        titled = before is not None
        head = first.split("-")[0]
        named = first in self._gazetteer.first_names or head in self._gazetteer.first_names
        initial = len(first) == 1 or (len(first) < 6 and "." in first)
        if not (titled or named or initial) or first in self._never:
            return i
        if not titled and not run_is_person_start(texts[i], named, initial):
            return i
        end = i + 1
        parts = 1
        at = end
        while at < last and parts < 5:
            word = texts[at]
            if word == "." and len(texts[at - 1]) <= 2:
                at += 1
                if parts == 1:
                    end = at
                continue
            if word in _PERSON_PARTICLES and at + 1 < last:
                at += 1
                continue
            folded = folds[at]
            if not is_capitalised(word) or folded in self._never or self._breaks(at, last):
                break
            if folded in self._org_end and folded not in self._gazetteer.first_names and parts > 1:
                break
            if word.isupper() and len(word) > 2 and not texts[i].isupper():
                break
            entry = self._gazetteer.entries.get(folded)
            if entry is not None and parts >= 2 and (entry.kind is Kind.COUNTRY):
                break
            at += 1
            end = at
            parts += 1
            if folded in self._suffix:
                break
        while end > i + 1 and (texts[end - 1] in _PERSON_PARTICLES):
            end -= 1
        return end

    def _place_end_of(self, i: int, last: int) -> int:
        """Return where a place that its own words show to be one ends, 0 where none does."""
        folds = self._folds
        end = 0
        for at in range(i + 1, min(last, i + 6)):
            if self._breaks(at, last):
                break
            if folds[at] in self._place_end and is_capitalised(self._texts[at]):
                end = at + 1
        return end

    def _unknown(
        self, i: int, run: Run, before: TitleMatch | None, personal: int
    ) -> tuple[_Piece | None, int, TitleMatch | None]:
        last = run.last
        folds, texts = self._folds, self._texts
        word = folds[i]
        if not run.plain and texts[i].isupper() and self._loud(run):
            return self._shouted(i, last)
        place = self._place_end_of(i, last)
        if place > personal or (place and personal <= i + 1):
            sure = folds[place - 1] not in ("house", "hall", "point", "pass", "house", "sound", "cross")
            return _Piece(i, place, Kind.PLACE, sure=sure, prior=(0.0, 0.0, 1.2)), place, None
        if personal > i:
            titled = before is not None
            if personal - i >= 2 or titled:
                common_tail = all(
                    folds[at] in self._gazetteer.common for at in range(i + 1, personal)
                ) and not titled
                if common_tail and not run.plain:
                    return None, i + 1, None
                if self._event_follows(i, personal, last) or folds[personal - 1] in self._not_end:
                    return None, last, None
                known = titled or not common_tail
                sure = known and (not titled or word not in self._gazetteer.common or personal - i > 1)
                return (
                    _Piece(i, personal, Kind.PERSON, sure=sure, prior=(1.5, 0.0, 0.0)),
                    personal,
                    None,
                )
        return self._chunk(i, run)

    def _loud(self, run: Run) -> bool:
        return all(
            not word[:1].isalpha() or word.isupper() or len(word) < 3
            for word in self._texts[run.first : run.last]
        )

    def _shouted(self, i: int, last: int) -> tuple[_Piece | None, int, TitleMatch | None]:
        del last
        if self._folds[i] in self._gazetteer.common or self._folds[i] in self._lower:
            return None, i + 1, None
        return _Piece(i, i + 1, None, opening=True), i + 1, None

    def _chunk(self, i: int, run: Run) -> tuple[_Piece | None, int, TitleMatch | None]:
        """Take unknown capitalised words up to the next thing known and weigh them."""
        folds, texts, last = self._folds, self._texts, run.last
        end = i + 1
        at = end
        while at < last:
            word = texts[at]
            if word in _PERSON_PARTICLES:
                at += 1
                continue
            if word == "." and len(texts[at - 1]) <= 2:
                at += 1
                continue
            if not is_capitalised(word) or folds[at] in self._never or self._breaks(at, last):
                break
            if self._entry_at(at, last, 2) is not None or self._titles.at(at, last) is not None:
                break
            entry = self._entry_at(at, last, 1)
            if entry is not None and (entry[0].demonym or entry[0].kind is Kind.COUNTRY):
                break
            if not run.plain and folds[at] in self._gazetteer.common:
                break
            at += 1
            end = at
        words = [word for word in folds[i:end] if word not in _PERSON_PARTICLES and word != "."]
        first, final = words[0], words[-1]
        if first in self._not_start or (len(words) > 1 and final in self._not_end):
            return None, end, None
        if len(words) == 1 and (first in self._never or first in self._opener):
            return None, end, None
        if first in self._place_start and len(words) > 1 and first not in _WEAK_STARTS:
            return _Piece(i, end, Kind.PLACE, sure=True), end, None
        common = [word in self._gazetteer.common for word in words]
        never = [word in self._never for word in words]
        person = organisation = place = 0.0
        opening = bool(self._openings[i]) or not run.plain
        if len(words) == 1:
            word = texts[i]
            if any(never):
                return None, end, None
            if word.isupper() and 2 <= len(word.replace(".", "")) <= 7 and word[0].isalpha() and run.plain:
                organisation += 1.6
            elif word[1:].lower() != word[1:] and not word.isupper() and "-" not in word and len(word) > 3:
                organisation += 1.5 if not word.startswith(("Mc", "Mac", "O'", "O’", "D'", "De", "Le")) else 0.0
                person += 1.5 if word.startswith(("Mc", "Mac", "O'", "O’")) else 0.0
            elif common[0] or first in self._lower:
                # A common word with a capital in mid-sentence: Cabinet, Parliament, Gates.
                person -= 0.7
                place -= 0.7
                organisation -= 0.7
                if first in ("parliament",) and not opening:
                    return _Piece(i, end, Kind.ORGANISATION, sure=True), end, None
            if first in self._gazetteer.first_names:
                person += 0.9
            if first.endswith(_PLACE_ENDINGS) and len(first) > 6:
                place += 0.9
            if first.endswith(_PERSON_ENDINGS) and len(first) > 5:
                person += 0.6
        elif any(common) or any(never):
            share = sum(common) / len(words)
            if share >= 0.99:
                person -= 1.0
                place -= 0.5
                organisation += 0.2
            elif folds[end - 1] in self._gazetteer.common:
                person -= 0.3
            else:
                person += 0.6
        else:
            person += 1.5 if len(words) <= 3 and run.plain else 0.5
        return (
            _Piece(i, end, None, prior=(person, organisation, place), opening=opening and len(words) == 1),
            end,
            None,
        )


def run_is_person_start(word: str, named: bool, initial: bool) -> bool:
    """Say whether a word can open a person's name: not an acronym that happens to be a first name."""
    if initial and not named:
        return word[:1].isupper()
    return not (word.isupper() and len(word) <= 3)


_MONTHS = frozenset(
    "january february march april june july august september october november december jan feb mar apr "
    "jun jul aug sep sept oct nov dec".split()
)
_WEAK_STARTS = frozenset("new north south east west northern southern eastern western central upper lower greater inner outer la le las los el les state city district khan republic kingdom".split())
_PLACE_ENDINGS = ("stan", "ville", "burg", "grad", "abad", "pur", "land", "shire", "polis", "iya", "berg", "istan", "town", "ford", "ton", "bury", "sk", "field", "borough", "port")
_PERSON_ENDINGS = ("ov", "ova", "ev", "eva", "enko", "escu", "vic", "vich", "ski", "sky", "dze", "shvili", "yan", "oglu", "ez", "sson", "ssen", "opoulos", "akis", "uk", "chuk", "aite", "iene")
