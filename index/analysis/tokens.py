"""Cutting text into tokens, with the offsets kept."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.analysis.small_words import small_words

# Initials ("U.S.", "J.P."), numbers, words with hyphens and apostrophes inside, single signs.
_TOKEN = re.compile(
    r"[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?"
    r"|['’]s(?!\w)"
    r"|\d+(?:[.,]\d+)+"
    r"|[^\W_][\w\u0300-\u036f]*(?:['’ʼ‘&\u2010\u2011-][^\W_][\w\u0300-\u036f]*)*"
    r"|[^\w\s]"
)
_POSSESSIVE = ("'s", "’s", "ʼs", "'S", "’S")
_PREFIXES = small_words("hyphen-prefixes")
_TAILS = small_words("hyphen-tails")
# Prefixes that make one word of a name's first word: "Non-Aligned", "Self-Government", "Co-operative".
_JOINED_PREFIXES = frozenset(("anti", "co", "half", "neo", "non", "pan", "self", "trans"))
_HYPHENS = re.compile("[\u2010\u2011-]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens as parallel lists, never changed once made; ``starts`` and ``ends`` are code points."""

    texts: list[str]
    starts: list[int]
    ends: list[int]

    def __len__(self) -> int:
        return len(self.texts)


def _any_word(word: str) -> bool:
    return bool(word)


def tokenise(
    text: str, is_name: Callable[[str], bool], is_word: Callable[[str], bool] = _any_word
) -> Tokens:
    """Return the tokens of ``text``; white space and lone underscores make none.

    A possessive ``'s`` is a token of its own. ``is_name`` says whether a word is a name by itself: words
    joined by a hyphen come apart where that shows them to be two (``London-based``, ``US-China``).
    ``is_word`` says whether a word in small letters is one of the language, which is what tells
    ``Iran-contra`` from ``Chin-yung``.
    """
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    shared: dict[str, str] = {}
    for found in _TOKEN.finditer(text):
        word = found.group()
        start = found.start()
        end = found.end()
        if end - start > 2:
            if "-" in word or "\u2011" in word or "\u2010" in word:
                for offset, part in _hyphenated(word, is_name, is_word):
                    # One string for each distinct word keeps long texts small in memory.
                    texts.append(shared.setdefault(part, part))
                    starts.append(start + offset)
                    ends.append(start + offset + len(part))
                word = texts.pop()
                start = starts.pop()
                end = ends.pop()
            if word[-2:] in _POSSESSIVE and end - start > 2:
                texts.append(shared.setdefault(word[:-2], word[:-2]))
                starts.append(start)
                ends.append(end - 2)
                word = "'s"
                start = end - 2
        texts.append(shared.setdefault(word, word))
        starts.append(start)
        ends.append(end)
    return Tokens(texts, starts, ends)


def cut_tokens(tokens: Tokens, cuts: Sequence[int]) -> Tokens:
    """Return ``tokens`` cut at the offsets ``cuts`` (ascending) wherever one falls within a token."""
    texts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for text, start, end in zip(tokens.texts, tokens.starts, tokens.ends, strict=True):
        inside = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        for first, last in pairwise((start, *inside, end)):
            texts.append(text[first - start : last - start])
            starts.append(first)
            ends.append(last)
    return Tokens(texts, starts, ends)


def _is_tail(word: str) -> bool:
    """Say whether a word after a hyphen shows that a name stood before it: "led", "based", "style"."""
    return word in _TAILS or (len(word) > 4 and word.endswith(("ed", "ing")))


def _joined(prefix: str, rest: str, is_name: Callable[[str], bool]) -> bool:
    """Say whether a prefix and the rest are one word of a name: not "Anti-American", but "Non-Aligned"."""
    return prefix[:1].isupper() and prefix.lower() in _JOINED_PREFIXES and not is_name(rest)


def _hyphenated(
    word: str, is_name: Callable[[str], bool], is_word: Callable[[str], bool]
) -> list[tuple[int, str]]:
    tail = word[-2:] if word[-2:] in _POSSESSIVE else ""
    bare = word[: len(word) - len(tail)]
    whole = [(0, word)]
    if word.islower() or is_name(bare):
        return whole
    parts = _HYPHENS.split(word)
    if len(parts) > 6:
        return whole
    first, last = parts[0], parts[-1]
    ending = last[: len(last) - len(tail)]
    if first.lower() in _PREFIXES:
        splits = not _joined(first, ending, is_name)
    else:
        splits = (
            last[:1].islower()
            and first[:1].isupper()
            and (_is_tail(last) or (is_name(first) and is_word(ending)))
        ) or all(is_name(part) for part in (*parts[:-1], ending))
    if not splits:
        return whole
    pieces: list[tuple[int, str]] = []
    at = 0
    for part in parts:
        if part:
            if at:
                pieces.append((at - 1, word[at - 1]))
            pieces.append((at, part))
        at += len(part) + 1
    return pieces
