"""Reading who holds which office, and descriptions that stand for the holder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from index.analysis.gazetteer import Gazetteer
from index.analysis.recognising import Document, NameSpan
from index.analysis.small_words import small_words
from index.analysis.titles import TitleMatch, TitleReader
from index.model import Kind

_DETERMINERS = small_words("determiners")
# Words in small letters that are a title only where something says whose.
_AMBIGUOUS = small_words("ambiguous-titles")
# Words between an office and whose it is that say nothing of it, and those of one who holds it now.
_RANKS = small_words("ranks")
_PRESENT = frozenset({"acting", "current"})
# "their coach, Orlan Vesk,"
_DEFINITE = frozenset({"the", "their", "its", "his", "her", "our"})
_AGED = ("-year-old", "-years-old")
_POSSESSIVES = ("'s", "’s", "'", "’")
_FIELDS_WITH_OFFICES = small_words("fields-with-offices")


@dataclass(frozen=True, slots=True)
class HeldRole:
    """Name number ``holder`` has ``title``; ``of`` is the number of the name it is held of, if told.

    ``near`` is the number of the country last named in the same sentence before an office of which the
    text does not say whose it is: a hint, no more. Tokens ``first`` to ``last`` are the title.
    """

    holder: int
    title: str
    field: str
    of: int | None
    near: int | None
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Description:
    """An office with its country and no name: "the Paraguayan president", tokens ``first`` to ``last``.

    ``of`` is None for a bare "the president".
    """

    title: str
    of: int | None
    first: int
    last: int


def read_roles(
    document: Document, names: Sequence[NameSpan], gazetteer: Gazetteer
) -> tuple[tuple[HeldRole, ...], tuple[Description, ...]]:
    """Return the roles that the text gives to people and the descriptions that stand alone."""
    return _RoleReader(document, names, gazetteer).read()


class _RoleReader:
    def __init__(
        self,
        document: Document,
        names: Sequence[NameSpan],
        gazetteer: Gazetteer,
    ) -> None:
        folds = document.folds
        self._folds = folds
        self._texts = document.tokens.texts
        self._openings = document.sentences.openings
        self._numbers = document.sentences.numbers
        self._names = names
        plain = folds
        if "ex-" in document.text.lower():
            # "ex-minister" is one token, as the text has it.
            plain = [fold[3:] if fold.startswith("ex-") else fold for fold in folds]
        self._titles = TitleReader(plain, gazetteer)
        self._plain = plain
        self._gazetteer = gazetteer
        self._sole = gazetteer.word_class("sole")
        self._starting = {name.first: number for number, name in enumerate(names)}
        self._ending = {name.last: number for number, name in enumerate(names)}

    def read(self) -> tuple[tuple[HeldRole, ...], tuple[Description, ...]]:
        roles: list[HeldRole] = []
        descriptions: list[Description] = []
        inside = bytearray(len(self._folds))
        for name in self._names:
            for at in range(name.first, name.last):
                inside[at] = 1
        country: int | None = None
        at = 0
        count = len(self._folds)
        words = self._plain
        starting = self._starting
        titles, portfolios = self._gazetteer.longest_titles, self._gazetteer.longest_portfolios
        while at < count:
            if inside[at]:
                number = starting.get(at)
                if number is not None and self._names[number].kind is Kind.COUNTRY:
                    country = number
                at += 1
                continue
            word = words[at]
            if word not in titles and word not in portfolios and word[:-1] not in titles:
                at += 1
                continue
            title = self._titles.at(at, min(count, at + 8))
            if title is None or title.honorific or any(inside[at : title.last]):
                at += 1
                continue
            if (
                country is not None
                and self._numbers[self._names[country].first] != self._numbers[at]
            ):
                country = None
            found = self._read_at(self._dated(title), country)
            if isinstance(found, HeldRole) and found.of is None and roles:
                found = self._sharing(found, roles[-1])
            if isinstance(found, HeldRole):
                roles.append(found)
            elif found is not None:
                descriptions.append(found)
            at = title.last
        return tuple(roles), tuple(descriptions)

    def _read_at(self, title: TitleMatch, country: int | None) -> HeldRole | Description | None:
        folds = self._folds
        before, start = self._owner_before(title.first)
        if before is not None and start:
            # "Orlan Vesk, the former Norland president".
            known = self._gazetteer.titles.get(folds[start - 1])
            if known is not None and known.field == "modifier" and self._openings[start] == 0:
                start -= 1
        end = title.last
        if end < len(folds) and folds[end] == "." and self._openings[end] == 0:
            stop = end + 1
            if stop < len(folds) and self._openings[stop] == 0:
                end = stop
        if (
            before is None
            and end + 2 < len(folds)
            and folds[end] == "-"
            and folds[end + 1] == "elect"
        ):
            end += 2
        direct = self._person_at(end)
        if direct is not None:
            of = before if before is not None else self._country_after(direct)
            return self._held(direct, title, of, country)
        after, end = self._owner_after(end)
        of = before if before is not None else after
        later = self._person_at(end) if after is not None else None
        if later is not None:
            return self._held(later, title, of, country)
        if end < len(folds) and folds[end] == "," and self._openings[end] == 0:
            person = self._person_at(end + 1)
            if person is not None and (of is not None or folds[start - 1] in _DEFINITE):
                return self._held(person, title, of, country)
        kept = title.name.split(" ")
        if any(
            word[-1:] == "s" and word not in kept and word[:-1] in kept
            for word in folds[title.first : title.last]
        ):
            # "A and B, the presidents of X and Y": one apposition for two people is left alone.
            return None
        holder = self._person_before(start)
        if end < len(folds) and self._texts[end] in _POSSESSIVES:
            # "Orlan Vesk, the president's rival".
            holder = None
        if holder is not None:
            return self._held(holder, title, of, None)
        definite = start > 0 and folds[start - 1] == "the"
        owned = before is not None and (
            self._openings[start] == 1 or not self._names[before].demonym
        )
        if start > definite and folds[start - 1 - definite] == "as":
            # "recognised him as the president of Ordania": what somebody is called, not who is meant.
            return None
        if of is not None and (definite or owned) and self._is_sole(title) and end - start < 14:
            first = title.first
            if before is not None and self._names[before].demonym:
                first = start
            return Description(title.name, of, first, title.last)
        bare = of is None and definite and self._is_sole(title) and end == title.last
        if bare and self._titles_nobody(title.last):
            return Description(title.name, None, title.first, title.last)
        return None

    def _titles_nobody(self, at: int) -> bool:
        """Say whether a title that ends before token ``at`` is all there is: "the president", no "of" or name."""
        if at >= len(self._folds) or self._openings[at] == 1:
            return True
        return self._folds[at] not in ("of", "for", "-") and not self._texts[at][:1].isupper()

    def _dated(self, title: TitleMatch) -> TitleMatch:
        """Return a title with "former" where that stands before its country: "former Norland president"."""
        folds = self._folds
        if folds[title.first].startswith("ex-"):
            return replace(title, name=f"former {title.name}")
        _, start = self._owner_before(title.first)
        if start == title.first or not start:
            return title
        at = start - 1
        if folds[at] == "-" and at:
            at -= 1
        known = self._gazetteer.titles.get(folds[at])
        if known is None or known.field != "modifier" or known.name in _PRESENT:
            return title
        if title.name.startswith(f"{known.name} ") or folds[at] in _DETERMINERS:
            return title
        return replace(title, name=f"{known.name} {title.name}")

    def _sharing(self, role: HeldRole, last: HeldRole) -> HeldRole:
        """Give "Spain's prime minister A and foreign minister B" one country for both."""
        holder = self._names[last.holder]
        joined = holder.last < role.first and self._folds[holder.last : role.first] in (
            ["and"],
            [",", "and"],
        )
        if not joined or last.of is None or role.title == last.title:
            return role
        return HeldRole(role.holder, role.title, role.field, last.of, None, role.first, role.last)

    def _held(
        self, holder: int, title: TitleMatch, of: int | None, country: int | None
    ) -> HeldRole | None:
        if title.field not in _FIELDS_WITH_OFFICES:
            return None
        words = self._texts[title.first : title.last]
        if of is None and len(words) == 1 and words[0] in _AMBIGUOUS:
            return None
        near = country if of is None and title.field == "politics" else None
        return HeldRole(holder, title.name, title.field, of, near, title.first, title.last)

    def _owner_before(self, title: int) -> tuple[int | None, int]:
        """Return the name that owns the title at token ``title`` and the token where the whole begins."""
        at = title
        while at and self._folds[at - 1] in _RANKS and self._openings[at] == 0:
            at -= 1
        number = self._ending.get(at)
        if number is None and at and self._texts[at - 1] in _POSSESSIVES:
            number = self._ending.get(at - 1)
        if number is None or self._openings[at] == 1:
            return None, title
        name = self._names[number]
        if name.kind is Kind.PERSON:
            return None, title
        return number, name.first

    def _owner_after(self, at: int) -> tuple[int | None, int]:
        folds = self._folds
        if at < len(folds) and folds[at] in ("of", "for") and self._openings[at] == 0:
            start = at + 1
            if start < len(folds) and folds[start] in _DETERMINERS:
                start += 1
            number = self._starting.get(start)
            if number is not None:
                name = self._names[number]
                # Of "the Norland Survey Group" only Norland may have been recognised.
                following = self._texts[name.last : name.last + 1]
                goes_on = bool(following) and following[0][:1].isupper()
                goes_on = goes_on and self._openings[name.last] == 0
                goes_on = goes_on and name.last not in self._starting
                if name.kind is not Kind.PERSON and not name.demonym and not goes_on:
                    return number, name.last
        return None, at

    def _country_after(self, holder: int) -> int | None:
        """Return the country of "President Orlan Vesk of Norland", None where there is none."""
        at = self._names[holder].last
        if self._folds[at : at + 1] != ["of"]:
            return None
        number, _ = self._owner_after(at)
        country = number is not None and self._names[number].kind is Kind.COUNTRY
        return number if country else None

    def _person_at(self, at: int) -> int | None:
        number = self._starting.get(at)
        if number is None or self._names[number].kind is not Kind.PERSON:
            return None
        return number if self._openings[at] != 1 else None

    def _person_before(self, start: int) -> int | None:
        """Return the person of "Yván Gil, (the) foreign minister": the name before the comma."""
        at = start
        if at and self._folds[at - 1].endswith(_AGED):
            # "Orlan Vesk, a 22-year-old striker"
            at -= 1
        if at and self._folds[at - 1] in _DETERMINERS:
            at -= 1
        if at < 2 or self._folds[at - 1] != ",":
            return None
        if at > 3 and self._folds[at - 3] == "," and self._folds[at - 2].isdigit():
            # "Yván Gil, 52, the foreign minister".
            at -= 2
        number = self._ending.get(at - 1)
        if number is None or self._names[number].kind is not Kind.PERSON:
            return None
        return number if self._numbers[at - 1] == self._numbers[start] else None

    def _is_sole(self, title: TitleMatch) -> bool:
        return title.name in self._sole or (
            title.name.endswith((" minister", " secretary"))
            and not (title.name.startswith(("former", "deputy", "press")))
        )
