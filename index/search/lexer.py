"""Cuts the text of a query into brackets, quoted phrases, field names, signs and words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

# What may close a quotation that a mark opens; typed and typeset marks are often mixed.
_CLOSING = {'"': '"”', "“": '”"', "”": '”"', "„": '“”"', "«": "»"}
_FIELD = re.compile(r"[^\W\d_]+:(?!//)")
_WORD = re.compile(r"[^\s()\"“”„«]+")
_SPACE = re.compile(r"\s+")


class TokenKind(Enum):
    """What a token is."""

    OPEN = auto()
    CLOSE = auto()
    MINUS = auto()
    OR = auto()
    AND = auto()
    NOT = auto()
    FIELD = auto()
    PHRASE = auto()
    WORD = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: ``text`` without marks, where it begins and ends in code points.

    ``closed`` is false for a phrase whose closing quotation mark is missing; ``touching`` is true
    where no space stands before the token, so that ``actor:x`` is told from ``actor: x``.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    closed: bool = True
    touching: bool = False


OPERATORS = {"OR": TokenKind.OR, "AND": TokenKind.AND, "NOT": TokenKind.NOT}


def tokens(text: str) -> Iterator[Token]:
    """Yield the tokens of a query, the last of kind END. Linear in the length; never fails."""
    at = 0
    end = len(text)
    before: Token | None = None
    while at < end:
        space = _SPACE.match(text, at)
        if space:
            at = space.end()
            before = None
            continue
        before = _token(text, at, before)
        yield before
        at = before.end
    yield Token(TokenKind.END, "", end, end)


def _token(text: str, at: int, before: Token | None) -> Token:
    """Read the token at ``at``; ``before`` is the one it touches, None after a space."""
    character = text[at]
    touching = before is not None
    if character == "(":
        return Token(TokenKind.OPEN, character, at, at + 1, touching=touching)
    if character == ")":
        return Token(TokenKind.CLOSE, character, at, at + 1, touching=touching)
    if character in _CLOSING:
        return _phrase(text, at, touching)
    word = _WORD.match(text, at)
    if word is None:
        # A closing quotation mark with nothing open stands alone and says nothing.
        return Token(TokenKind.WORD, character, at, at + 1, touching=touching)
    if before is None or before.kind is not TokenKind.FIELD:
        if character in "-−" and text[at + 1 : at + 2].strip("-−").strip():
            return Token(TokenKind.MINUS, character, at, at + 1, touching=touching)
        field = _FIELD.match(text, at)
        if field:
            return Token(TokenKind.FIELD, field.group()[:-1], at, field.end(), touching=touching)
        kind = OPERATORS.get(word.group(), TokenKind.WORD)
        return Token(kind, word.group(), at, word.end(), touching=touching)
    return Token(TokenKind.WORD, word.group(), at, word.end(), touching=touching)


def _phrase(text: str, at: int, touching: bool) -> Token:
    closing = _CLOSING[text[at]]
    ends = [end for end in (text.find(mark, at + 1) for mark in closing) if end >= 0]
    if not ends:
        return Token(TokenKind.PHRASE, text[at + 1 :], at, len(text), False, touching)
    end = min(ends)
    return Token(TokenKind.PHRASE, text[at + 1 : end], at, end + 1, True, touching)
