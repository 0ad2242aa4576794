"""Reading transcripts: lines that begin with who speaks, "VESK: We won." or "Q: Did you know?"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.attributions import FoundQuotation
from index.analysis.cues import words
from index.analysis.findings import Findings, FoundMention
from index.analysis.folding import name_tokens
from index.model import Kind, Span

# A label is short, and written in capitals, or the name of somebody.
_LINE = re.compile(r"^[ \t*_>]{0,8}([^\W\d_][^\n:\"“”]{0,60}):[*_]{0,3}[ \t]+(?=\S)", re.MULTILINE)
_ROLES = words("transcript-roles")
# One label alone ("WARNING: …") makes no transcript.
_FEWEST_LINES = 2


@dataclass(frozen=True, slots=True)
class _Line:
    label: Span
    name: str
    start: int


def read_transcript(
    masked: str, findings: Findings, breaks: Sequence[int]
) -> tuple[FoundQuotation, ...]:
    """Return what is said in labelled lines; spans are code points into ``masked``.

    ``breaks`` are where paragraphs end. A text with fewer than two such lines by the same or by
    different speakers is no transcript.
    """
    lines = _lines(masked, findings.mentions)
    if not lines:
        return ()
    speakers = _Labels(findings)
    found: list[FoundQuotation] = []
    for number, line in enumerate(lines):
        limit = lines[number + 1].label.start if number + 1 < len(lines) else len(masked)
        place = bisect_left(breaks, line.start)
        end = min(limit, breaks[place] if place < len(breaks) else len(masked))
        said = masked[line.start : end].rstrip(" \t\r\n*_>")
        if said:
            entity = speakers.entity(line.name)
            span = Span(line.start, line.start + len(said))
            found.append(FoundQuotation(span, True, entity, line.label))
    return tuple(found)


def _lines(masked: str, mentions: Sequence[FoundMention]) -> list[_Line]:
    people = {mention.start: mention.end for mention in mentions if mention.kind is Kind.PERSON}
    found: list[_Line] = []
    for match in _LINE.finditer(masked):
        start = match.start(1)
        label = match.group(1).strip()
        name = label.split(",")[0].split("(")[0].strip()
        letters = [letter for letter in name if letter.isalpha()]
        capital = bool(letters) and all(letter.isupper() for letter in letters)
        known = people.get(start) == start + len(name)
        if not known and not (capital and (len(letters) > 2 or name.lower() in _ROLES)):
            continue
        found.append(_Line(Span(start, start + len(label)), name, match.end()))
    names = Counter(name_tokens(line.name)[-1:] for line in found)
    asking = sum(line.name.lower() in _ROLES for line in found)
    # "BACKGROUND: …" and "METHODS: …" name the parts of a text, and lists explain names, each once.
    in_turn = len(names) > 1 and max(names.values()) >= _FEWEST_LINES
    return found if asking >= _FEWEST_LINES or in_turn else []


class _Labels:
    """Finds the person that a label means: by surname, if the text knows just one of that name."""

    def __init__(self, findings: Findings) -> None:
        self._by_token: dict[str, set[int]] = {}
        for number, entity in enumerate(findings.entities):
            if entity.kind is Kind.PERSON:
                for token in name_tokens(entity.name)[-2:]:
                    self._by_token.setdefault(token, set()).add(number)

    def entity(self, label: str) -> int | None:
        """Return the entity that ``label`` names, None where that is open."""
        tokens = name_tokens(label)
        if not tokens:
            return None
        found = self._by_token.get(tokens[-1], set())
        return next(iter(found)) if len(found) == 1 else None
