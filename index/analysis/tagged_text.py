"""Reading texts whose names are marked: IOB2 files and JSON lines, for training and for measuring.

IOB2: a token, a tab and its tag (``O``, ``B-per``, ``I-per`` …) a line, an empty line between sentences.
JSON lines: ``id``, ``text`` and ``mentions`` with ``start``, ``end`` (code points) and ``kind``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

# What the sets at hand call a kind, and which of ours that is; the rest are names of no actor.
KINDS = {
    "per": "person",
    "person": "person",
    "politician": "person",
    "org": "organisation",
    "organisation": "organisation",
    "politicalparty": "organisation",
    "loc": "place",
    "location": "place",
    "country": "place",
    "place": "place",
    "geo": "place",
    "gpe": "place",
    "tim": "",
}
# Tokens that stand close to what is before them, and to what is after them.
_CLOSE = frozenset((",", ".", ";", ":", "!", "?", ")", "]", "%", "'s", "’s", "n't", "'"))
_OPEN = frozenset(("(", "[", "$"))


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked name: a span, a kind (``person``, ``organisation``, ``place``, ``other``) and whom it means."""

    start: int
    end: int
    kind: str
    entity: str = ""


@dataclass(frozen=True, slots=True)
class MarkedText:
    """A text with its names in order."""

    name: str
    text: str
    marked: tuple[Marked, ...]


def read_marked(path: Path, group: int) -> Iterator[MarkedText]:
    """Yield the texts of a file; ``group`` sentences of IOB2 make one."""
    if path.suffix == ".jsonl":
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            marked = tuple(
                Marked(
                    mention["start"],
                    mention["end"],
                    KINDS.get(mention["kind"].lower(), "other"),
                    str(mention.get("entity", "")),
                )
                for mention in record["mentions"]
            )
            yield MarkedText(record["id"], record["text"], marked)
        return
    sentences = list(sentences_of(path))
    for first in range(0, len(sentences), group):
        yield joined(f"{path.stem}-{first}", sentences[first : first + group])


def sentences_of(path: Path) -> Iterator[list[tuple[str, str]]]:
    """Yield the sentences of an IOB2 file as tokens with their tags."""
    sentence: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            token, _, tag = line.rpartition("\t")
            sentence.append((token, tag))
        elif sentence:
            yield sentence
            sentence = []
    if sentence:
        yield sentence


def joined(name: str, sentences: Sequence[Sequence[tuple[str, str]]]) -> MarkedText:
    """Return tagged sentences as the text they were cut from, a sentence a line."""
    text = ""
    marked: list[Marked] = []
    for sentence in sentences:
        quoted = False
        tight = True
        current: tuple[int, int, str] | None = None
        for token, tag in sentence:
            closes = token in _CLOSE
            if token == '"':
                closes = quoted
                quoted = not quoted
            if not tight and not closes:
                text += " "
            start = len(text)
            text += token
            tight = token in _OPEN or (token == '"' and quoted)
            if tag.startswith("I-") and current is not None and current[2] == tag[2:]:
                current = (current[0], len(text), current[2])
                continue
            if current is not None:
                marked.append(_marked(current))
            current = (start, len(text), tag[2:]) if tag != "O" else None
        if current is not None:
            marked.append(_marked(current))
        text += "\n"
    return MarkedText(name, text, tuple(one for one in marked if one.kind))


def _marked(span: tuple[int, int, str]) -> Marked:
    return Marked(span[0], span[1], KINDS.get(span[2].lower(), "other"))
