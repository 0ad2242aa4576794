"""What the tagger sees of a document: the tokens that may be in names, cut into short stretches, and codes.

A *stretch* is a series of tokens of one sentence of which each may belong to a name. Everything outside
stretches is in no name, which is why decoding a story takes so little time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from index.analysis.gazetteer import Gazetteer
from index.analysis.pieces import Piece
from index.analysis.recognising import Document
from index.analysis.runs import is_capitalised, loud_marks
from index.analysis.small_words import small_words
from index.analysis.word_features import SORTS, Setting
from index.model import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Small words that may stand inside a name, between capitals.
_JOINERS = (
    small_words("run-particles")
    | small_words("foreign-links")
    | frozenset(("of", "and", "for", "the", "on", "to", "in", "against", "&", "'s", "'", "’", "."))
)
_POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
_MOST_JOINERS = 3
# A hostile text of capitals alone is cut into stretches of this length.
_LONGEST = 40
_KINDS = {Kind.PERSON: 0, Kind.ORGANISATION: 1, Kind.PLACE: 2, Kind.COUNTRY: 3}
_DEMONYM = 4
RULE_CODES = 1 + 5 * 8
LIST_CODES = 1 + 5 * 4
TABLE_CODES = 12
_BEGIN, _INSIDE, _LAST, _UNIT = range(4)


@dataclass(frozen=True, slots=True)
class View:
    """The tokens in stretches: ``places`` are their numbers, ``starts`` where each stretch begins in them.

    ``settings`` has a byte a token of the document. ``rules`` (what the rules found), ``lists`` (names
    known to the gazetteer), ``teams`` and ``tables`` (how much the line looks like one of a table) have
    a code for each token of the document.
    """

    places: NDArray[np.intp]
    starts: NDArray[np.intp]
    sentences: NDArray[np.int_]
    settings: NDArray[np.uint8]
    rules: NDArray[np.uint8]
    lists: NDArray[np.uint8]
    teams: NDArray[np.uint8]
    tables: NDArray[np.uint8]


def view(
    document: Document,
    gazetteer: Gazetteer,
    pieces: Sequence[Piece],
    marks: bytearray | None = None,
) -> View:
    """Return what the tagger sees; ``pieces`` are what the rules made of the document, in order.

    ``marks`` are the document's ``loud_marks``, where somebody has them already.
    """
    texts = document.tokens.texts
    count = len(texts)
    rules = np.zeros(count, np.uint8)
    inside = bytearray(count)
    for piece in pieces:
        if piece.kind is None:
            continue
        demonym = piece.entry is not None and piece.entry.demonym
        kind = _DEMONYM if demonym else _KINDS[piece.kind]
        _spell(rules, piece.first, piece.last, 1 + kind * 8 + 4 * piece.sure)
        inside[piece.first : piece.last] = b"\1" * (piece.last - piece.first)
    marks = marks or loud_marks(document)
    opens = np.frombuffer(document.sentences.openings, np.uint8) > 0
    loud = np.frombuffer(marks, np.uint8)
    settings = np.where(
        loud == 2, Setting.LOUD, np.where(opens | (loud == 1), Setting.OPENING, Setting.INSIDE)
    ).astype(np.uint8)
    numbers = document.sentences.numbers
    places, starts = _stretches(document, gazetteer, inside)
    lists = np.zeros(count, np.uint8)
    teams = np.zeros(count, np.uint8)
    _look_up(document, gazetteer, places, lists, teams)
    return View(
        np.array(places, np.intp),
        np.array(starts, np.intp),
        np.array(numbers, np.int_),
        settings,
        rules,
        lists,
        teams,
        _tables(document),
    )


def parts(seen: View, most: int) -> Iterator[View]:
    """Yield the view in parts of about ``most`` places, cut between stretches."""
    count = len(seen.places)
    if not count:
        return
    if count <= most:
        yield seen
        return
    begin = 0
    while begin < len(seen.starts):
        first = int(seen.starts[begin])
        end = max(begin + 1, int(np.searchsorted(seen.starts, first + most)))
        last = int(seen.starts[end]) if end < len(seen.starts) else count
        yield replace(seen, places=seen.places[first:last], starts=seen.starts[begin:end] - first)
        begin = end


def _spell(codes: NDArray[np.uint8], first: int, last: int, base: int) -> None:
    if last - first == 1:
        codes[first] = base + _UNIT
        return
    codes[first] = base + _BEGIN
    codes[first + 1 : last - 1] = base + _INSIDE
    codes[last - 1] = base + _LAST


def _stretches(
    document: Document, gazetteer: Gazetteer, inside: bytearray
) -> tuple[list[int], list[int]]:
    texts, numbers = document.tokens.texts, document.sentences.numbers
    entries, folds = gazetteer.entries, document.folds
    places: list[int] = []
    starts: list[int] = []
    end = -1  # the token after the last one taken
    length = 0
    for i, word in enumerate(texts):
        if not inside[i] and (word.islower() or not is_capitalised(word)):
            continue
        joined = 0 <= i - end <= _MOST_JOINERS and end >= 0 and numbers[end - 1] == numbers[i]
        if joined and i > end:
            joined = all(between in _JOINERS for between in texts[end:i])
            if joined and texts[end] in _POSSESSIVES:
                # "Kenya's National Assembly" is two names, "People's Party" one.
                owner = entries.get(folds[end - 1])
                joined = owner is None or owner.kind is Kind.ORGANISATION
        if not joined or length + i - end >= _LONGEST:
            starts.append(len(places))
            length = 0
        else:
            places.extend(range(end, i))
            length += i - end
        places.append(i)
        length += 1
        end = i + 1
    return places, starts


def _look_up(
    document: Document,
    gazetteer: Gazetteer,
    places: Sequence[int],
    lists: NDArray[np.uint8],
    teams: NDArray[np.uint8],
) -> None:
    texts, folds = document.tokens.texts, document.folds
    entries, longest = gazetteer.entries, gazetteer.longest
    known_teams, longest_teams = gazetteer.teams, gazetteer.longest_teams
    listed = teamed = 0
    count = len(folds)
    for i in places:
        word = folds[i]
        most = longest.get(word, 0)
        if most and i >= listed:
            for length in range(min(most, count - i), 0, -1):
                key = word if length == 1 else " ".join(folds[i : i + length])
                entry = entries.get(key)
                if entry is None or (entry.capitals and not texts[i].isupper()):
                    continue
                kind = _DEMONYM if entry.demonym else _KINDS[entry.kind]
                _spell(lists, i, i + length, 1 + 4 * kind)
                listed = i + length
                break
        most = longest_teams.get(word, 0)
        if most and i >= teamed:
            for length in range(min(most, count - i), 0, -1):
                key = word if length == 1 else " ".join(folds[i : i + length])
                if key in known_teams:
                    _spell(teams, i, i + length, 1)
                    teamed = i + length
                    break


def _tables(document: Document) -> NDArray[np.uint8]:
    """Grade each sentence by its numbers and its words in small letters."""
    texts = document.tokens.texts
    starts = document.sentences.starts
    codes = np.zeros(len(texts), np.uint8)
    for number in range(len(starts)):
        first = starts[number]
        last = starts[number + 1] if number + 1 < len(starts) else len(texts)
        numerals = small = 0
        for word in texts[first:last]:
            if word.islower():
                small += 1
            elif word[0].isdigit():
                numerals += 1
        numeric = 0 if not numerals else 1 if numerals == 1 else 2 if numerals < 4 else 3
        prose = 0 if not small else 1 if small * 4 <= last - first else 2
        codes[first:last] = numeric * 3 + prose
    return codes


# The tables of codes, in the order of the model file: name and how many codes it has.
_SORTS = len(SORTS)
TABLES = (
    ("sorts-before", _SORTS**3),
    ("sorts-around", _SORTS**3),
    ("sorts-after", _SORTS**3),
    ("sort-setting", _SORTS * 3),
    ("rule", RULE_CODES),
    ("rule-sort", RULE_CODES * _SORTS),
    ("rule-list", RULE_CODES * LIST_CODES),
    ("rule-before", RULE_CODES),
    ("rule-after", RULE_CODES),
    ("list", LIST_CODES * 3),
    ("list-team", LIST_CODES * 5),
    ("team-table", 5 * TABLE_CODES),
    ("table-sort", TABLE_CODES * _SORTS),
    ("table-sort-after", TABLE_CODES * _SORTS * _SORTS),
    ("table-sort-before", TABLE_CODES * _SORTS * _SORTS),
)


def neighbours(seen: View, offset: int) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """Return the tokens ``offset`` away from each place, and whether they are in the same sentence."""
    count = len(seen.settings)
    beside = seen.places + offset
    within = (beside >= 0) & (beside < count)
    beside = np.where(within, beside, 0)
    return beside, within & (seen.sentences[beside] == seen.sentences[seen.places])


def codes(seen: View, sorts: NDArray[np.intp]) -> list[NDArray[np.intp]]:
    """Return the code of each place in each of ``TABLES``; ``sorts`` are those of all tokens near a place."""
    places = seen.places
    own = sorts[places]
    around = {}
    for offset in (-2, -1, 1, 2):
        beside, within = neighbours(seen, offset)
        around[offset] = (np.where(within, sorts[beside], 0), beside, within)
    b2, b1, a1, a2 = (around[offset][0] for offset in (-2, -1, 1, 2))
    rules = seen.rules.astype(np.intp)
    rule = rules[places]
    rule_before = np.where(around[-1][2], rules[around[-1][1]], 0)
    rule_after = np.where(around[1][2], rules[around[1][1]], 0)
    listed = seen.lists[places].astype(np.intp)
    team = seen.teams[places].astype(np.intp)
    table = seen.tables[places].astype(np.intp)
    setting = seen.settings[places].astype(np.intp)
    return [
        (b2 * _SORTS + b1) * _SORTS + own,
        (b1 * _SORTS + own) * _SORTS + a1,
        (own * _SORTS + a1) * _SORTS + a2,
        own * 3 + setting,
        rule,
        rule * _SORTS + own,
        rule * LIST_CODES + listed,
        rule_before,
        rule_after,
        listed * 3 + setting,
        listed * 5 + team,
        team * TABLE_CODES + table,
        table * _SORTS + own,
        (table * _SORTS + own) * _SORTS + a1,
        (table * _SORTS + own) * _SORTS + b1,
    ]
