"""Names that no list knows: what their own words say of their kind."""

from __future__ import annotations

from index.analysis.extents import DocumentWords, Extents
from index.analysis.gazetteer import Entry
from index.analysis.pieces import Piece
from index.analysis.runs import Run, is_capitalised
from index.analysis.small_words import small_words
from index.analysis.titles import TitleMatch
from index.model import Kind

_PERSON_PARTICLES = small_words("person-particles")
_WEAK_STARTS = small_words("weak-place-starts")
_PLACE_ENDINGS = tuple(sorted(small_words("place-endings")))
_PERSON_ENDINGS = tuple(sorted(small_words("person-endings")))


class UnknownNames:
    """Cuts and weighs the capitalised words of one document that nothing is known of."""

    def __init__(self, words: DocumentWords, extents: Extents) -> None:
        self._extents = extents
        self._gazetteer = words.gazetteer
        self._texts = words.document.tokens.texts
        self._folds = words.document.folds
        self._openings = words.document.sentences.openings
        self._lower = words.lower
        self._titles = words.titles
        classes = words.gazetteer.word_class
        self._place_start = classes("place-start")
        self._not_end = classes("not-actor-end")
        self._not_start = classes("not-actor-start")
        self._never = classes("never")
        self._opener = classes("opener")
        self._org_start = classes("org-start")

    def unknown(
        self, i: int, run: Run, before: TitleMatch | None, personal: int
    ) -> tuple[Piece | None, int, TitleMatch | None]:
        """Cut a piece whose end and kind its own words tell: a place, a person, or a chunk to be weighed."""
        last = run.last
        folds = self._folds
        word = folds[i]
        place = self._extents.place_end_of(i, last)
        if place > personal or (place and personal <= i + 1):
            sure = folds[place - 1] not in (
                "house",
                "hall",
                "point",
                "pass",
                "house",
                "sound",
                "cross",
            )
            return Piece(i, place, Kind.PLACE, sure=sure, prior=(0.0, 0.0, 1.2)), place, None
        if personal > i:
            titled = before is not None
            if personal - i >= 2 or titled:
                common_tail = (
                    all(folds[at] in self._gazetteer.common for at in range(i + 1, personal))
                    and not titled
                )
                if common_tail and not run.plain:
                    return None, i + 1, None
                if (
                    self._extents.event_follows(i, personal, last)
                    or folds[personal - 1] in self._not_end
                ):
                    return None, last, None
                known = titled or not common_tail
                sure = known and (
                    not titled or word not in self._gazetteer.common or personal - i > 1
                )
                return (
                    Piece(i, personal, Kind.PERSON, sure=sure, prior=(1.5, 0.0, 0.0)),
                    personal,
                    None,
                )
        return self._chunk(i, run)

    def shouted(
        self, i: int, run: Run, found: tuple[Entry, int] | None
    ) -> tuple[Piece | None, int, TitleMatch | None]:
        """Where all is in capitals, trust the lists, and the rest of the article for other words."""
        word = self._folds[i]
        plain = word in self._gazetteer.common or word in self._lower
        if found is not None and (found[1] - i > 1 or not plain):
            entry, end = found
            if not (entry.capitals and plain):
                return Piece(i, end, entry.kind, entry, sure=True), end, None
        if word in self._gazetteer.common or word in self._lower:
            return None, i + 1, None
        personal = self._extents.person_end(i, run.last, None)
        if personal - i in (2, 3) and word not in self._gazetteer.common:
            return Piece(i, personal, None, prior=(1.0, 0.0, 0.0), opening=True), personal, None
        return Piece(i, i + 1, None, opening=True), i + 1, None

    def _chunk(self, i: int, run: Run) -> tuple[Piece | None, int, TitleMatch | None]:
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
            if (
                not is_capitalised(word)
                or folds[at] in self._never
                or self._extents.breaks(at, last)
            ):
                break
            if (
                self._extents.entry_at(at, last, 2) is not None
                or self._titles.at(at, last) is not None
            ):
                break
            entry = self._extents.entry_at(at, last, 1)
            if entry is not None and (entry[0].demonym or entry[0].kind is Kind.COUNTRY):
                break
            if not run.plain and folds[at] in self._gazetteer.common:
                break
            at += 1
            end = at
        words = [
            folds[at]
            for at in range(i, end)
            if texts[at] not in _PERSON_PARTICLES and texts[at] != "."
        ]
        first, final = words[0], words[-1]
        if first in self._not_start or (len(words) > 1 and final in self._not_end):
            return None, end, None
        if len(words) == 1 and (first in self._never or first in self._opener):
            return None, end, None
        if (
            first in self._org_start
            and len(words) > 1
            and words[1] not in self._gazetteer.first_names
        ):
            return (
                Piece(i, self._extents.foreign_end(i, run.last), Kind.ORGANISATION, sure=True),
                self._extents.foreign_end(i, run.last),
                None,
            )
        if first in self._place_start and len(words) > 1 and first not in _WEAK_STARTS:
            return Piece(i, end, Kind.PLACE, sure=True), end, None
        common = [word in self._gazetteer.common for word in words]
        never = [word in self._never for word in words]
        person = organisation = place = 0.0
        opening = bool(self._openings[i]) or not run.plain
        if len(words) == 1:
            word = texts[i]
            if any(never):
                return None, end, None
            if (
                word.isupper()
                and 2 <= len(word.replace(".", "")) <= 7
                and word.replace(".", "").replace("-", "").isalpha()
                and run.plain
                and (not common[0] or len(word) == 2)
            ):
                organisation += 1.6
            elif (
                word[1:].lower() != word[1:]
                and not word.isupper()
                and "-" not in word
                and len(word) > 3
            ):
                organisation += (
                    1.5 if not word.startswith(("Mc", "Mac", "O'", "O’", "D'", "De", "Le")) else 0.0
                )
                person += 1.5 if word.startswith(("Mc", "Mac", "O'", "O’")) else 0.0
            elif common[0] or first in self._lower:
                # A common word with a capital in mid-sentence: Cabinet, Parliament, Gates.
                person -= 0.7
                place -= 0.7
                organisation -= 0.7
                if first in ("parliament",) and not opening:
                    return Piece(i, end, Kind.ORGANISATION, sure=True), end, None
            elif word.isupper() and common[0]:
                organisation -= 1.6
            else:
                person += 0.4
            if first in self._gazetteer.first_names:
                person += 0.6 if common[0] else 1.2
            if first in self._gazetteer.surnames:
                person += 0.4 if common[0] else 0.8
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
            Piece(
                i,
                end,
                None,
                prior=(person, organisation, place),
                opening=opening and len(words) == 1,
            ),
            end,
            None,
        )
