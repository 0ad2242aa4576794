"""Names whose kind the words of the article itself settle, whatever the tagger takes them for.

"Olga London resigned. London said …" speaks of a person; "the charity Amani Watoto" and "Karaelmas
Madencilik, a private company" of organisations. Word classes are those of ``name_words.tsv``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from index.analysis.contexts import ContextReader
from index.analysis.gazetteer import Gazetteer
from index.analysis.recognising import Document, NameSpan
from index.analysis.runs import is_capitalised
from index.analysis.small_words import small_words
from index.model import Evidence, Kind

_PLACES = (Kind.PLACE, Kind.COUNTRY)
_DETERMINERS = small_words("determiners")
_CALLED = frozenset({"called", "named"})
_NAMING = _CALLED | {"as"}
_BEFORE_NOUNS = frozenset({",", "is", "was"})
_INDEFINITE = frozenset({"a", "an", "another", "one"})
# So much of what ``ContextReader`` says for a person comes from a title or an age.
_PERSONAL = 1.4
_DASHES = frozenset({"-", "–", "—", "--"})
_JOINED = ([","], ["and"], [",", "and"])
# How far back the movement stands that "to" and "from" go with, and how long "a private mining company" is.
_MOVED = 4
_ADJECTIVES = 4
_LONGEST = 6
# So far into its line a dateline may begin.
_DATELINE = 40


def settle_kinds(
    document: Document, names: Sequence[NameSpan], gazetteer: Gazetteer
) -> list[NameSpan]:
    """Return ``names``, in the order of the text, with the kinds that the article's own words give them.

    A name that the text says is a body's ("a group called Lake First") is added where nobody found it.
    """
    reader = _Context(document, gazetteer)
    return reader.family_names(reader.bodies(names))


def singular(word: str) -> str:
    """Return the singular of a noun such as "groups", "charities" and "companies"."""
    if word.endswith("ies"):
        return word.removesuffix("ies") + "y"
    return word.removesuffix("s")


class _Context:
    def __init__(self, document: Document, gazetteer: Gazetteer) -> None:
        self._folds = document.folds
        self._texts = document.tokens.texts
        self._starts = document.tokens.starts
        self._ends = document.tokens.ends
        self._text = document.text
        self._openings = document.sentences.openings
        self._gazetteer = gazetteer
        words = gazetteer.word_class
        self._bodies = words("body-noun")
        self._credits = words("credit")
        self._media = words("media-end")
        self._after_bodies = words("after-body")
        self._before_places = words("place-before") - {"to", "from"}
        self._movement = words("movement")
        self._near_places = words("place-near") | words("org-near") | words("generic")
        self._place_nouns = words("place-noun")
        self._before_objects = words("place-object")
        self._relations = words("relations")
        self._ownership = words("ownership")
        self._contexts = ContextReader(document, gazetteer)
        self._saying = words("saying")

    # -- bodies ------------------------------------------------------------------------------------

    def bodies(self, names: Sequence[NameSpan]) -> list[NameSpan]:
        """Return ``names`` with organisations where the words beside a name say that it is one."""
        told: dict[str, str] = {}
        names = [self._without_opening(name) for name in names]
        listed: tuple[int, str] = (-1, "")
        for name in names:
            if name.kind is Kind.ORGANISATION or name.entry is not None or name.common:
                continue
            word = self._body_beside(name.first, name.last)
            if not word and listed[1] and self._folds[listed[0] : name.first] in _JOINED:
                # "The groups Haki Mashinani and Amani Watoto"
                word = listed[1]
            if word:
                told.setdefault(self._key(name), word)
            listed = (name.last, word if word != singular(word) else "")
        for name in names if told else ():
            key = self._key(name)
            if key in told and self._is_somebody(name):
                del told[key]
        changed = [self._as_body(name, told) for name in names] if told else list(names)
        return self._called(changed)

    def _is_somebody(self, name: NameSpan) -> bool:
        """Say whether the words around a name are those of a person: a title, an age."""
        if self._body_beside(name.first, name.last):
            return False
        return self._contexts.read(name.first, name.last)[0] >= _PERSONAL

    def _without_opening(self, name: NameSpan) -> NameSpan:
        """Return a name without what is no part of it before: "Charity Amani Watoto said", "Copyright Vesk"."""
        if name.last - name.first > 1 and self._folds[name.first] in self._credits:
            return replace(name, first=name.first + 1)
        opened = self._openings[name.first] == 1 and name.last - name.first > 2
        if not opened or name.kind is Kind.ORGANISATION or name.entry is not None:
            return name
        if self._folds[name.first] not in self._bodies:
            return name
        return replace(name, first=name.first + 1)

    def _as_body(self, name: NameSpan, told: dict[str, str]) -> NameSpan:
        word = told.get(self._key(name), "")
        if not word or name.entry is not None:
            return name
        return replace(name, kind=Kind.ORGANISATION, evidence=(Evidence("context", word),))

    def _body_beside(self, first: int, last: int) -> str:
        """Return the word that tells that tokens ``first`` to ``last`` name a body, "" for none."""
        folds = self._folds
        full = last - first > 1
        if full and self._names_a_person(first, last):
            return ""
        if full and folds[last - 1] in self._media and folds[first] not in self._gazetteer.titles:
            return folds[last - 1]
        if first and self._openings[first] != 1:
            before = first - 1
            if self._is_body(before):
                # "the company Olga Vesk founded", "she left the party Olga Vesk said"
                owned = folds[last : last + 1] and folds[last] in self._ownership
                named = folds[first] in self._gazetteer.first_names
                if not named or (self._determined(before) and not owned):
                    return folds[before]
        if folds[last : last + 1] != [","] and folds[first] in self._gazetteer.first_names:
            # "Orlan Vesk, leader of Norland First, was a party man"
            return ""
        return self._apposition(last)

    def _names_a_person(self, first: int, last: int) -> bool:
        gazetteer = self._gazetteer
        return (
            self._folds[first] in gazetteer.first_names
            and self._folds[last - 1] in gazetteer.surnames
        )

    def _is_body(self, at: int) -> bool:
        word = self._folds[at]
        if word not in self._bodies and singular(word) not in self._bodies:
            return False
        # "NGO", and what opens a sentence with a capital.
        return not self._texts[at].istitle() or self._openings[at] == 1

    def _is_called(self, at: int) -> bool:
        """Say whether the word at ``at`` gives a body its name: "a group called", not "the group named"."""
        if not at:
            return False
        named = self._folds[at] in _CALLED
        if at > 1 and self._folds[at - 1 : at + 1] == ["known", "as"]:
            named, at = True, at - 1
        if not named or not self._is_body(at - 1):
            return False
        first = next(
            (
                back
                for back in range(at - 2, max(at - 3 - _ADJECTIVES, -1), -1)
                if self._folds[back] in _INDEFINITE
            ),
            None,
        )
        return first is not None and all(word.isalpha() for word in self._texts[first:at])

    def _determined(self, at: int) -> bool:
        """Say whether an article or a possessive opens the words before the noun at ``at``."""
        for back in range(at - 1, max(at - 2 - _ADJECTIVES, -1), -1):
            if self._openings[back + 1] == 1 or self._texts[back] in (",", ".", ";", ":"):
                return False
            if self._folds[back] in _DETERMINERS or self._folds[back] in ("'s", "this", "that"):
                return True
        return False

    def _apposition(self, last: int) -> str:
        """Return the noun of ", a private company," or "is a charity" after a name, "" where none follows."""
        folds = self._folds
        if last + 2 >= len(folds) or folds[last] not in _BEFORE_NOUNS:
            return ""
        if folds[last + 1] not in ("a", "an", "the"):
            return ""
        for at in range(last + 2, min(last + 3 + _ADJECTIVES, len(folds))):
            if self._openings[at] == 1 or not self._texts[at][0].isalpha():
                return ""
            if self._is_body(at):
                after = folds[at + 1] if at + 1 < len(folds) else "."
                ends = not after[:1].isalnum() or after in self._after_bodies
                if ends and after not in ("'s", "'", "-"):
                    return folds[at]
        return ""

    def _called(self, names: list[NameSpan]) -> list[NameSpan]:
        """Add what "a group called …" names, as far as its capitals go."""
        folds, texts = self._folds, self._texts
        added: list[NameSpan] = []
        for at, word in enumerate(folds):
            # Hardly any word is one of these, and nothing more is asked of the others.
            if word not in _NAMING or not self._is_called(at):
                continue
            last = at + 1
            while (
                last < len(texts)
                and last - at <= _LONGEST
                and is_capitalised(texts[last])
                and self._openings[last] != 1
            ):
                last += 1
            if last > at + 1:
                noun = at - 2 if folds[at] == "as" else at - 1
                evidence = (Evidence("context", folds[noun]),)
                added.append(NameSpan(at + 1, last, Kind.ORGANISATION, None, evidence))
        if not added:
            return names
        known = self._covered(name for name in names if name.kind is Kind.ORGANISATION)
        added = [one for one in added if not any(known[one.first : one.last])]
        taken = self._covered(added)
        kept = [name for name in names if not any(taken[name.first : name.last])]
        return sorted((*kept, *added), key=lambda name: name.first)

    def _covered(self, names: Iterable[NameSpan]) -> bytearray:
        marks = bytearray(len(self._folds))
        for name in names:
            marks[name.first : name.last] = b"\1" * (name.last - name.first)
        return marks

    # -- family names ------------------------------------------------------------------------------

    def family_names(self, names: list[NameSpan]) -> list[NameSpan]:
        """Return ``names`` with those of places as people's where a full name with it went before."""
        families: dict[str, NameSpan] = {}
        settled: list[NameSpan] = []
        places: set[str] = set()
        for number, name in enumerate(names):
            key = self._key(name)
            alone = name.last - name.first == 1 and not name.demonym
            bearer = families.get(key) if alone and name.kind in _PLACES else None
            if bearer is not None:
                if self._is_place(names, number, visited=key in places):
                    places.add(key)
                else:
                    name = replace(
                        name,
                        kind=Kind.PERSON,
                        entry=None,
                        evidence=(Evidence("elsewhere", self._surface(bearer)),),
                    )
            if name.kind is Kind.PERSON and name.last - name.first > 1:
                families[self._folds[name.last - 1]] = name
            settled.append(name)
        return settled

    def _is_place(self, names: Sequence[NameSpan], number: int, *, visited: bool) -> bool:
        """Say whether what stands around a name can only be said of a place.

        ``visited``: the article has spoken of the place of that name before.
        """
        folds = self._folds
        name = names[number]
        first, last = name.first, name.last
        before = folds[first - 1] if first and self._openings[first] != 1 else ""
        after = folds[last] if last < len(folds) and self._openings[last] != 1 else ""
        title = self._gazetteer.titles.get(before)
        if title is not None and title.field != "modifier":
            return False
        if before in self._before_places or after in self._near_places:
            return True
        if before in ("to", "from"):
            moved = folds[max(first - 1 - _MOVED, 0) : first - 1]
            return visited or not self._movement.isdisjoint(moved)
        if before == "of" and first > 1:
            owner = folds[first - 2]
            if owner in self._place_nouns or owner in self._gazetteer.longest_titles or visited:
                return True
        if before in self._before_objects:
            return True
        if before == "with" and first > 1 and folds[first - 2] in self._relations:
            return True
        if before == "the" or (after == "-" and folds[last + 1 : last + 2] == ["based"]):
            return True
        if after in _DASHES or (after == "(" and self._opens_line(first)):
            return self._opens_line(first)
        if after == "," and self._in_a_place(names, number):
            return True
        titled = after in self._gazetteer.longest_titles and after not in self._saying
        owned = folds[last + 1] if after in ("'s", "'") and last + 1 < len(folds) else ""
        if titled or owned in self._near_places or self._beside_places(names, number):
            return True
        return name.kind is Kind.COUNTRY and self._governs(owned)

    def _governs(self, word: str) -> bool:
        """Say whether an office of state is called so: "Israel's prime minister"."""
        title = self._gazetteer.titles.get(word)
        if title is not None:
            return title.field in ("politics", "royalty", "military")
        return word in self._gazetteer.longest_portfolios or word == "prime"

    def _opens_line(self, first: int) -> bool:
        start = self._starts[first]
        line = self._text.rfind("\n", max(start - _DATELINE, 0), start) + 1
        if not line and start > _DATELINE:
            return False
        return not any(word.islower() for word in self._text[line:start].split())

    def _in_a_place(self, names: Sequence[NameSpan], number: int) -> bool:
        """Say whether a comma and another place follow: "London, Ontario"."""
        if number + 1 >= len(names):
            return False
        following = names[number + 1]
        near = following.first == names[number].last + 1
        return near and following.kind in _PLACES and not following.demonym

    def _beside_places(self, names: Sequence[NameSpan], number: int) -> bool:
        """Say whether a name is joined to that of another place: "Paris and London"."""
        name = names[number]
        for other in names[max(number - 1, 0) : number + 2]:
            if other is name or other.kind not in _PLACES or other.demonym:
                continue
            start, end = (
                (other.last, name.first) if other.first < name.first else (name.last, other.first)
            )
            between = self._folds[start:end]
            if between in ([","], ["and"], ["or"], [",", "and"]):
                return True
        return False

    def _key(self, name: NameSpan) -> str:
        return " ".join(self._folds[name.first : name.last])

    def _surface(self, name: NameSpan) -> str:
        return " ".join(self._text[self._starts[name.first] : self._ends[name.last - 1]].split())
