"""Making training material from patterns of lines: headlines, datelines, results, tables, market reports.

Tagged texts that may be used for training are prose; news has much that is not. ``training_lines.txt``
holds patterns with slots; a slot is filled with a name from the lists or, as often, with one that no list
has, so that a tagger learns what the place says and not the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from random import Random

from index.analysis.gazetteer import Gazetteer
from index.analysis.tagged_text import Marked, MarkedText
from index.analysis.training_slots import KIND_OF_SLOT, SlotFiller

_FILE = Path(__file__).parent / "data" / "training_lines.txt"
_SLOT = re.compile(r"\{(\w+)(!?)\}")


def _patterns() -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            current = groups.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            current.append(line)
    return groups


def made_texts(gazetteer: Gazetteer, count: int, seed: int) -> Iterator[MarkedText]:
    """Yield ``count`` texts of a headline, a dateline, some tables and some prose each."""
    random = Random(seed)
    filler = SlotFiller(gazetteer, random)
    groups = _patterns()
    for number in range(count):
        text = ""
        marked: list[Marked] = []
        plan = [random.choice(groups["headlines"]), random.choice(groups["datelines"])]
        for _ in range(random.randint(1, 2)):
            plan += [random.choice(groups["tables"])] * random.randint(1, 5)
            plan.append(random.choice(groups["prose"]))
        plan += random.sample(groups["prose"], 8)
        spaced = random.random() < 0.5
        for at, pattern in enumerate(plan):
            loud = at == 0 and random.random() < 0.75
            line, found = _fill(pattern, filler, loud=loud)
            if spaced:
                line, found = _spaced(line, found)
            marked += [
                Marked(len(text) + start, len(text) + end, kind) for start, end, kind in found
            ]
            text += line + "\n"
        yield MarkedText(f"made-{number}", text, tuple(marked))


def _fill(
    pattern: str, filler: SlotFiller, *, loud: bool
) -> tuple[str, list[tuple[int, int, str]]]:
    line = ""
    done = 0
    found: list[tuple[int, int, str]] = []
    for slot in _SLOT.finditer(pattern):
        line += pattern[done : slot.start()]
        done = slot.end()
        filled = filler.fill(slot.group(1))
        if slot.group(2):
            filled = filled.upper()
        kind = KIND_OF_SLOT.get(slot.group(1))
        if kind is not None:
            found.append((len(line), len(line) + len(filled), kind))
        line += filled
    line += pattern[done:]
    if not loud:
        return line, found
    # Capitals that change the length of a text ("ß") would move the spans.
    upper = "".join(char.upper() if len(char.upper()) == 1 else char for char in line)
    return upper, found


def _spaced(line: str, found: list[tuple[int, int, str]]) -> tuple[str, list[tuple[int, int, str]]]:
    """Set brackets off with blanks, as texts joined from tokens have them."""
    made = ""
    moved: dict[int, int] = {}
    for at, char in enumerate(line):
        moved[at] = len(made)
        if char == ")" and made and made[-1] != " ":
            made += " "
            moved[at] = len(made)
        made += char
        if char == "(":
            made += " "
    ends = len(made)
    return made, [
        (moved[start], moved[end - 1] + 1 if end else ends, kind) for start, end, kind in found
    ]
