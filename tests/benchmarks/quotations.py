"""How well and how fast newsreader reads who said what in texts with right answers.

    python tests/benchmarks/quotations.py score FILE.jsonl … [--misses]
    python tests/benchmarks/quotations.py speed [TEXT …]

A line of FILE is a text with all its quotations::

    {"id": "…", "text": "…", "quotations": [{"quote": "We won,", "direct": true, "speaker": "Orlan Vesk"}]}

``quote`` is what is said, without its marks, as it stands in the text (or ``start`` and ``end`` in code
points stand in its place). ``speaker`` is any name of the speaker, null where the text leaves open who
speaks. A quotation of ours finds a right one of the same kind if each covers at least half of the other.
``score`` prints precision, recall and F1 of direct, reported and all quotations, how many of the right
direct and of all right quotations were found with the right speaker, and how many speakers were wrong
rather than missing. ``speed`` prints the shortest time for each text, and for a story of our own.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.analysis.analyse import analyse
from index.analysis.findings import Findings
from index.analysis.folding import name_tokens
from index.analysis.quotations import FoundQuotation, read_quotations
from index.model import BodyFormat

STORY = (
    "The council of Harlowe voted on Tuesday to close the old harbour, which has lost money for years.\n\n"
    '"We could not go on like this," Mayor Petra Onwald told reporters after the vote. "The cranes are '
    'older than I am."\n\nJonas Kreel, who leads the dockers, said the decision would cost 400 jobs, and '
    'called it "a gift to the port of Norland". He added that a strike was possible. According to the '
    "Harlowe Port Authority, ships will be sent elsewhere from March on. The Ministry of Transport said in "
    "a statement that money for new roads had been promised.\n\n"
)


@dataclass(frozen=True)
class Right:
    """A right answer."""

    start: int
    end: int
    direct: bool
    speaker: str | None


@dataclass(frozen=True)
class Case:
    """A text with its right answers."""

    name: str
    text: str
    answers: tuple[Right, ...]


def read(path: Path) -> Iterator[Case]:
    """Yield the texts of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        record = json.loads(line)
        text = record["text"]
        answers: list[Right] = []
        for one in record["quotations"]:
            start = one["start"] if "start" in one else text.index(one["quote"])
            end = one["end"] if "end" in one else start + len(one["quote"])
            answers.append(Right(start, end, one["direct"], one.get("speaker")))
        yield Case(record["id"], text, tuple(answers))


def matches(one: FoundQuotation, right: Right) -> bool:
    """Say whether a quotation of ours is the right one."""
    shared = min(one.span.end, right.end) - max(one.span.start, right.start)
    return (
        one.direct == right.direct
        and 2 * shared >= right.end - right.start
        and 2 * shared >= one.span.end - one.span.start
    )


def is_right_speaker(one: FoundQuotation, right: Right, findings: Findings) -> bool:
    """Say whether the speaker of a quotation is the right one."""
    if right.speaker is None or one.speaker is None:
        return right.speaker is None and one.speaker is None
    entity = findings.entities[one.speaker]
    names = (entity.name, *(alias.surface for alias in entity.surfaces))
    wanted = set(name_tokens(right.speaker))
    return any(wanted <= set(name_tokens(name)) for name in names)


@dataclass
class Score:
    """Counts of one kind of quotation."""

    found: int = 0
    ours: int = 0
    right: int = 0
    speakers: int = 0
    wrong: int = 0

    def line(self, name: str) -> str:
        """Return the score as a line of a table."""
        precision = self.found / self.ours if self.ours else 0.0
        recall = self.found / self.right if self.right else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        speakers = self.speakers / self.right if self.right else 0.0
        return (
            f"{name:9} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  "
            f"found with the right speaker {speakers:.3f}  wrong speakers {self.wrong} of {self.right}"
        )


def score(paths: list[Path], *, misses: bool = False) -> dict[str, Score]:
    """Return the scores of all texts by kind: ``direct``, ``reported``, ``all``."""
    scores = {name: Score() for name in ("direct", "reported", "all")}
    for path in paths:
        for case in read(path):
            findings = analyse(case.text)
            ours = read_quotations(case.text, body_format=BodyFormat.PLAIN, findings=findings)
            free = list(ours)
            for one in ours:
                scores["direct" if one.direct else "reported"].ours += 1
            for right in case.answers:
                kind = scores["direct" if right.direct else "reported"]
                kind.right += 1
                hit = next((one for one in free if matches(one, right)), None)
                if hit is None:
                    if misses:
                        print(f"{case.name}: missing {case.text[right.start : right.end]!r}")
                    continue
                free.remove(hit)
                kind.found += 1
                if is_right_speaker(hit, right, findings):
                    kind.speakers += 1
                else:
                    kind.wrong += hit.speaker is not None
                    if misses:
                        got = None if hit.speaker is None else findings.entities[hit.speaker].name
                        print(f"{case.name}: speaker {got!r}, not {right.speaker!r}")
            for one in free if misses else ():
                print(f"{case.name}: extra {case.text[one.span.start : one.span.end]!r}")
    total: Counter[str] = Counter()
    for name in ("direct", "reported"):
        for field in ("found", "ours", "right", "speakers", "wrong"):
            total[field] += getattr(scores[name], field)
    scores["all"] = Score(**total)
    return scores


def speed(paths: list[Path]) -> None:
    """Print the shortest of many times for each text."""
    texts = [(str(path), path.read_text(encoding="utf-8")) for path in paths]
    texts.append(("a story of our own", STORY * 3))
    for name, text in texts:
        findings = analyse(text)
        best = 1.0
        for _ in range(60):
            begun = time.perf_counter()
            read_quotations(text, body_format=BodyFormat.MARKDOWN, findings=findings)
            best = min(best, time.perf_counter() - begun)
        print(f"{name}: {len(text.split())} words, {best * 1000:.2f} ms")


def main() -> None:
    """Read the arguments and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("what", choices=("score", "speed"))
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--misses", action="store_true", help="print what was missed or wrong")
    given = parser.parse_args()
    if given.what == "speed":
        speed(given.files)
        return
    for name, one in score(given.files, misses=given.misses).items():
        print(one.line(name))


if __name__ == "__main__":
    main()
