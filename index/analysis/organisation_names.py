"""Comparing names of organisations: what counts as one name, and what as an acronym."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from index.analysis.folding import LONGEST_REMEMBERED, fold
from index.analysis.small_words import small_words

_PARTIES = Path(__file__).parent / "data" / "party_words.tsv"
_ARTICLE = re.compile(r"^(?:the|el|la|le|los|las|les|der|die|das)\s+")
_LEGAL = re.compile(
    r"[\s,]{1,3}(?:inc|incorporated|ltd|limited|corp|corporation|co|cos|company|companies|plc|llc|llp|sa|s\.a|ag|gmbh|"
    r"nv|n\.v|spa|s\.p\.a|oyj|ab|asa|a/s|bhd|pty|group|holdings?)\.?$",
    re.IGNORECASE,
)
# Words before "of" that say what a place is, and words that are cut short in names of places.
_SORTS = small_words("sorts-of-places")
_WHOLE = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
# Words that a company's full name may add to the one it is known by.
_TAILS = small_words("corporate-tails")
# Words spelt otherwise in America, and the endings of those that are by rule ("organisation").
_SPELT = {
    "labour": "labor",
    "defence": "defense",
    "centre": "center",
    "centres": "centers",
    "programme": "program",
    "theatre": "theater",
    "harbour": "harbor",
    "colour": "color",
}
_TURNED = frozenset({"department", "ministry"})
_ENDINGS = re.compile(r"^(\w{4,})is(ations?|ed)$")
_EITHER_ENDING = re.compile(r"\w{4}i[sz](?:ations?|ed)$")
# Of these also agencies, alliances and bodies of other sorts have some.
_SHARED_TAILS = frozenset(
    {"news", "agency", "group", "international", "press", "and", "global", "bank"}
)
_WORD = re.compile(r"[^\W_]+")
_ACRONYM = re.compile(r"(?:[^\W\d_][.&]?){2,10}")


def name_key(name: str) -> str:
    """Return the folded form under which two spellings of an organisation's name are equal.

    The article and legal endings are dropped, punctuation is read as white space, British and American
    spellings are one, "department of trade" is "trade department".
    """
    return (_short_key if len(name) <= LONGEST_REMEMBERED else _short_key.__wrapped__)(name)


@lru_cache(maxsize=16384)
def _short_key(name: str) -> str:
    folded = _ARTICLE.sub("", fold(name).strip())
    shorter = folded
    while (cut := _LEGAL.sub("", shorter)) != shorter:
        shorter = cut
    words = _WORD.findall((shorter or folded).replace("'", ""))
    words = ["and" if word == "y" else _one_spelling(word) for word in words]
    if len(words) > 2 and words[0] in _TURNED and words[1] in ("of", "for"):
        # "Department of Agriculture" is the Agriculture Department.
        words = [*words[2 + (words[2] == "the") :], words[0]]
    return " ".join(words) or folded


def _one_spelling(word: str) -> str:
    return _SPELT.get(word) or _ENDINGS.sub(r"\1iz\2", word)


@lru_cache(maxsize=16384)
def spelt_two_ways(word: str) -> bool:
    """Say whether the British and the American spelling of a folded word may differ."""
    return word in _SPELT or word in _SPELT.values() or bool(_EITHER_ENDING.search(word))


def has_legal_ending(name: str) -> bool:
    """Say whether a name closes as those of companies do ("Vesk Shipping A/S")."""
    return len(name) <= LONGEST_REMEMBERED and _LEGAL.search(name) is not None


def closes_as_firm(name: str) -> bool:
    """Say whether a name of several words closes with one that companies add to theirs."""
    words = _WORD.findall(fold(name))
    return has_legal_ending(name) or (len(words) > 1 and words[-1] in _TAILS - _SHARED_TAILS)


def is_full_name(long: str, short: str) -> bool:
    """Say whether ``long`` adds to ``short`` only what companies add ("vesk motor"); both are name keys."""
    rest = long.removeprefix(short)
    return rest[:1] == " " and _TAILS.issuperset(rest.split())


def acronym_key(name: str) -> str:
    """Return the folded letters of a name that is an acronym (``CNE``, ``U.N.``), else ""."""
    if " " in name or not _ACRONYM.fullmatch(name):
        return ""
    letters = name.replace(".", "").replace("&", "")
    capitals = sum(1 for char in letters if char.isupper())
    return fold(letters) if capitals >= 2 and capitals * 2 > len(letters) else ""


def place_key(name: str) -> str:
    """Return the folded form under which two spellings of a place's name are equal.

    ``State of Norland`` is ``norland``, ``St. Vesk`` ``saint vesk``.
    """
    words = _WORD.findall(_ARTICLE.sub("", fold(name)).replace("'", ""))
    if len(words) > 2 and words[1] == "of" and words[0] in _SORTS:
        words = words[2:]
    return " ".join(_WHOLE.get(word, word) for word in words[:1]) + "".join(
        f" {word}" for word in words[1:]
    ) or fold(name)


@dataclass(frozen=True, slots=True)
class Party:
    """A sort of party that many countries have.

    ``home`` is the country of the bare name, perhaps ""; ``firm`` where even an article about another
    country means that one.
    """

    name: str
    home: str
    firm: bool = False


@cache
def parties() -> Mapping[str, Party]:
    """Return the party for each folded word for it or its members ("democrats"), and for its name."""
    found: dict[str, Party] = {}
    for line in _PARTIES.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, words, *home = line.split("\t")
            country = home[0] if home else ""
            party = Party(name, country.rstrip("!"), country.endswith("!"))
            found.update((fold(word), party) for word in (name, *words.split("|")))
    return found


def initials_of(name: str) -> tuple[str, ...]:
    """Return the acronyms a long form can make, folded: of all its words, and without the small ones.

    Legal endings may count or not ("GM", "GMC").
    """
    bare = _LEGAL.sub("", name)
    if bare != name:
        return tuple(dict.fromkeys((*initials_of(bare), *_initials(name))))
    return _initials(name)


def _initials(name: str) -> tuple[str, ...]:
    words = _WORD.findall(name)
    large = "".join(fold(word)[:1] for word in words if word[:1].isupper())
    every = "".join(fold(word)[:1] for word in words)
    return tuple(dict.fromkeys((large, every)))
