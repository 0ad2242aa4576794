"""Reads the query language into a tree, and says where and why where it cannot.

    query   = either                                    nothing at all asks for every story
    either  = all ("OR" all)*                           OR binds less tightly than standing side by side
    all     = part ("AND"? part)*
    part    = "-" part | "(" either ")" | field value | phrase | word
    field   = letters ":"                               with its value right after the colon
    value   = word | phrase | "(" either ")"            brackets only after a field of words
    phrase  = a quotation in straight, typographic or angle marks
    word    = anything without a space, bracket or quotation mark; "*" stands for any letters

Reading takes time linear in the length of the text. No engine is needed to read a query.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from datetime import date

from index import event_names
from index.errors import QueryError
from index.search.dates import DateTroubleError, read_dates
from index.search.lexer import Token, TokenKind, tokens
from index.search.query import (
    TEXT_FIELDS,
    ActorIs,
    And,
    EventIs,
    Everything,
    LikeIs,
    Not,
    Nothing,
    Or,
    Phrase,
    Prefix,
    Query,
    SaidBy,
    State,
    StateIs,
    TagIs,
    Wildcard,
    Word,
)

DEEPEST = 50
"""How many brackets may stand inside one another."""

MOST_PARTS = 2000
"""How many words, phrases and other parts a query may have."""

_NAMED: dict[str, Callable[[str], Query]] = {
    "actor": ActorIs,
    "said": SaidBy,
    "tag": TagIs,
    "from": lambda name: EventIs(source=name),
    "to": lambda name: EventIs(target=name),
    "like": LikeIs,
}
_STATES = tuple(state.value for state in State)
_WANTED = {
    "actor": "a name",
    "said": "a name",
    "event": "a kind of event",
    "from": "a name",
    "to": "a name",
    "like": "the id of a story",
    "tag": "a tag",
    "date": "a date",
    "is": "unread, read or starred",
}
_NAMES_FIELD = re.compile(r"[^\W\d_]:[^\s/]")
FIELDS = (*TEXT_FIELDS, "actor", "said", "event", "from", "to", "date", "is", "tag", "like")
"""Every field a query may name."""


def parse(text: str, *, today: date, typing: bool = False) -> Query:
    """Read a query; ``today`` is what ``date:last-week`` and its like are counted from.

    ``typing`` is for text that is still being written: an open quotation or bracket, a field without
    its value and the like are forgiven, and the last word stands for all words it begins.
    Raises QueryError with a plain sentence and the position (in code points) of the trouble, and
    nothing else, whatever the text.
    """
    return _Parser(text, today, typing).query()


def parse_question(text: str, *, today: date) -> Query:
    """Read text of which any word will do, often a question in plain words, as a query.

    Where it is none, and names no field, it is taken as the words it has. Raises QueryError otherwise.
    """
    try:
        return parse(text, today=today)
    except QueryError:
        if _NAMES_FIELD.search(text):
            raise
    words = [word for word in text.split()[:MOST_PARTS] if _has_letters(word)]
    return _all_of([Word(word) for word in words]) or Everything()


class _Parser:
    def __init__(self, text: str, today: date, typing: bool) -> None:
        self._tokens = tokens(text)
        self._length = len(text)
        self._next = next(self._tokens)
        self._today = today
        self._typing = typing
        self._parts = 0
        self._marks: Token | None = None  # the first token that had nothing to look for in it

    def query(self) -> Query:
        found = self._either(None, 0)
        while self._peek().kind is TokenKind.CLOSE:
            extra = self._take()
            if not self._typing:
                raise QueryError("This bracket closes nothing.", extra.start)
            found = _all_of([found, self._either(None, 0)])
        if found is None:
            if self._marks and not self._typing:
                raise QueryError("There is no word or number here to look for.", self._marks.start)
            return Everything()
        return found

    def _peek(self) -> Token:
        return self._next

    def _take(self) -> Token:
        token = self._next
        if token.kind is not TokenKind.END:
            self._next = next(self._tokens)
        return token

    def _forgiven(self, token: Token) -> bool:
        """Return whether ``token`` may be unfinished because it is what is being typed."""
        return self._typing and token.end == self._length

    # Each of the following returns None where the text holds nothing to look for: a lone dash, or
    # something unfinished that is forgiven.

    def _either(self, field: str | None, depth: int) -> Query | None:
        branches = [self._all(field, depth)]
        while self._peek().kind is TokenKind.OR:
            sign = self._take()
            if branches[-1] is None and not self._typing:
                raise QueryError("OR needs something to look for before it.", sign.start)
            branches.append(self._all(field, depth))
            if branches[-1] is None and not self._typing:
                raise QueryError("OR needs something to look for after it.", sign.start)
        return _any_of(branches)

    def _all(self, field: str | None, depth: int) -> Query | None:
        parts: list[Query | None] = []
        while True:
            token = self._peek()
            match token.kind:
                case TokenKind.END | TokenKind.CLOSE | TokenKind.OR:
                    return _all_of(parts)
                case TokenKind.AND:
                    self._and(parts)
                case TokenKind.NOT:
                    self._take()
                    if not self._forgiven(token):
                        raise QueryError(
                            "To leave a word out, write - right before it: -word.", token.start
                        )
                case _:
                    part = self._part(field, depth)
                    if token.kind is TokenKind.FIELD and isinstance(part, EventIs):
                        _add_event(parts, part)
                    else:
                        # In brackets or left out, an event stands by itself.
                        parts.append(part)
                        if isinstance(part, EventIs):
                            parts.append(None)

    def _and(self, parts: list[Query | None]) -> None:
        sign = self._take()
        after = self._peek().kind in (TokenKind.END, TokenKind.CLOSE, TokenKind.OR, TokenKind.AND)
        if not self._typing and (after or not parts):
            raise QueryError("AND needs something to look for on both sides.", sign.start)

    def _part(self, field: str | None, depth: int) -> Query | None:
        token = self._take()
        self._parts += 1
        if self._parts > MOST_PARTS:
            raise QueryError(f"A query may have at most {MOST_PARTS} parts.", token.start)
        match token.kind:
            case TokenKind.MINUS:
                if self._peek().kind in (TokenKind.END, TokenKind.CLOSE):
                    return None
                part = self._part(field, depth)
                return None if part is None else _opposite(part)
            case TokenKind.OPEN:
                return self._group(token, field, depth)
            case TokenKind.FIELD:
                return self._field(token, depth)
            case TokenKind.PHRASE:
                return self._phrase(token, field)
            case _:
                return self._word(token, field)

    def _group(self, opening: Token, field: str | None, depth: int) -> Query | None:
        if depth >= DEEPEST:
            raise QueryError(
                f"More than {DEEPEST} brackets stand inside one another here.", opening.start
            )
        found = self._either(field, depth + 1)
        if self._peek().kind is TokenKind.CLOSE:
            self._take()
            if found is None and not self._typing:
                raise QueryError("There is nothing to look for in these brackets.", opening.start)
        elif not self._typing:
            raise QueryError("This bracket is never closed.", opening.start)
        return found

    def _field(self, token: Token, depth: int) -> Query | None:
        name = token.text.lower()
        if name not in FIELDS:
            if self._forgiven(token) or not self._peek().touching:
                # With a space behind the colon it is punctuation.
                return self._word(token, None)
            raise QueryError(_unknown_field(token.text), token.start)
        value = self._peek()
        if not value.touching or value.kind in (TokenKind.CLOSE, TokenKind.END):
            if self._forgiven(token):
                return None
            wanted = _WANTED.get(name, "a word")
            raise QueryError(f"{name}: needs {wanted} right after the colon.", token.start)
        self._take()
        if name in TEXT_FIELDS:
            if value.kind is TokenKind.OPEN:
                return self._group(value, name, depth)
            if value.kind is TokenKind.PHRASE:
                return self._phrase(value, name)
            return self._word(value, name)
        if value.kind is TokenKind.OPEN:
            raise QueryError(f"{name}: takes {_WANTED[name]}, not brackets.", value.start)
        self._check_closed(value)
        return self._valued(name, value)

    def _valued(self, name: str, value: Token) -> Query | None:
        text = " ".join(value.text.split())
        quoted = value.kind is TokenKind.PHRASE
        if name == "date":
            try:
                return read_dates(text, self._today)
            except DateTroubleError as trouble:
                if self._forgiven(value):
                    return None
                raise QueryError(str(trouble), value.start + quoted + trouble.at) from None
        if name == "is":
            if text.lower() in _STATES:
                return StateIs(State(text.lower()))
            if self._forgiven(value):
                return None
            raise QueryError(
                f"A story can be unread, read or starred, not “{text}”{_nearest(text, _STATES)}.",
                value.start,
            )
        if not text:
            if self._forgiven(value):
                return None
            raise QueryError(f"{name}: needs {_WANTED[name]}; these quotes are empty.", value.start)
        if name == "event":
            return self._event(text, value)
        return _NAMED[name](text)

    def _event(self, text: str, value: Token) -> Query | None:
        if event_names.named(text) is not None:
            return EventIs(kind=text)
        if self._forgiven(value):
            return None
        near = event_names.nearest(text)
        suggestion = f"; did you mean {near}? " if near else ". "
        shown = text if len(text) <= 40 else text[:39] + "…"
        raise QueryError(
            f"There is no kind of event “{shown}”{suggestion}"
            "There are meet, visit, call, break-relations, recognise, arrest, attack, sanctions and others, "
            "and CAMEO codes such as 161.",
            value.start,
        )

    def _phrase(self, token: Token, field: str | None) -> Query | None:
        self._check_closed(token)
        words = tuple(word for word in token.text.split() if _has_letters(word))
        if not words:
            self._marks = self._marks or token
            return None
        if not token.closed and self._typing and not token.text[-1:].isspace():
            # The last word of an open quotation may be half typed; it cannot be held to the phrase yet.
            last = Word(words[-1], field, last=True)
            return _all_of([Phrase(words[:-1], field) if words[:-1] else None, last])
        return Phrase(words, field)

    def _check_closed(self, token: Token) -> None:
        if not token.closed and not self._typing:
            raise QueryError("This quotation is never closed.", token.start)

    def _word(self, token: Token, field: str | None) -> Query | None:
        text = token.text
        if not _has_letters(text):
            if text.strip("*") == "" and "*" in text:
                return Everything()
            self._marks = self._marks or token
            return None
        if "*" not in text:
            last = self._typing and token.end == self._length and token.kind is not TokenKind.FIELD
            return Word(text, field, last=last)
        stem = text.rstrip("*")
        if "*" not in stem:
            return Prefix(stem, field)
        return Wildcard(text, field)


def _add_event(parts: list[Query | None], event: EventIs) -> None:
    """Make ``event`` a part of the event last begun, or begin another where that has such a part already.

    The last event of ``parts`` is open as long as no None stands behind it.
    """
    for place in range(len(parts) - 1, -1, -1):
        known = parts[place]
        if isinstance(known, EventIs):
            if place + 1 < len(parts) and parts[place + 1] is None:
                break
            whole = known.with_part(event)
            if whole is None:
                break
            parts[place] = whole
            return
    parts.append(event)


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _all_of(parts: list[Query | None]) -> Query | None:
    flat: list[Query] = []
    for part in parts:
        if isinstance(part, And):
            flat.extend(part.parts)
        elif part is not None:
            flat.append(part)
    kept = [part for part in flat if not isinstance(part, Everything)]
    if not kept:
        return flat[0] if flat else None
    return kept[0] if len(kept) == 1 else And(tuple(kept))


def _any_of(branches: list[Query | None]) -> Query | None:
    flat: list[Query] = []
    for branch in branches:
        if isinstance(branch, Or):
            flat.extend(branch.parts)
        elif branch is not None:
            flat.append(branch)
    if len(flat) <= 1:
        return flat[0] if flat else None
    return Or(tuple(flat))


def _opposite(part: Query) -> Query:
    match part:
        case Everything():
            return Nothing()
        case Nothing():
            return Everything()
        case Not(inner):
            return inner
        case _:
            return Not(part)


def _nearest(text: str, choices: tuple[str, ...]) -> str:
    near = difflib.get_close_matches(text.lower()[:40], choices, n=1, cutoff=0.5)
    return f"; did you mean {near[0]}" if near else ""


def _unknown_field(name: str) -> str:
    shown = name if len(name) <= 40 else name[:39] + "…"
    near = _nearest(name, FIELDS)
    suggestion = f"{near}:? " if near else ". "
    return (
        f"There is no field “{shown}”{suggestion}"
        f"The fields are {', '.join(FIELDS)}. To look for a word with a colon, put it in quotes."
    )
