"""How well and how fast newsreader finds and links actors in tagged texts.

    python tests/benchmarks/actors.py names FILE.iob2 … [--group 10] [--misses 40]
    python tests/benchmarks/actors.py linking FILE.jsonl …      (linking.py can do more)
    python tests/benchmarks/actors.py speed

``names`` reads IOB2 (token TAB tag, an empty line between sentences) or JSON lines with ``text`` and
``mentions`` (``start``, ``end``, ``kind``) and prints precision, recall and F1 of exact spans by kind.
Nationality words and descriptions are left out on our side, and so are nationality words among the right
answers. ``linking`` reads JSON lines whose mentions have an ``entity``, gives the right mentions to the
linker and prints MUC, B³ and CEAF-e. ``speed`` times stories made of sentences of our own.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.analysis.analyse import analyse
from index.analysis.folding import fold
from index.analysis.gazetteer import Gazetteer, load
from index.model import Kind

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
}


@dataclass(frozen=True)
class Right:
    """A right answer: a span, a kind (one of three) and, for linking, whom it means."""

    start: int
    end: int
    kind: str
    entity: str = ""


@dataclass(frozen=True)
class Case:
    """A text with its right answers."""

    name: str
    text: str
    answers: tuple[Right, ...]


def read(path: Path, group: int) -> Iterator[Case]:
    """Yield the texts of a file; ``group`` sentences of IOB2 make one."""
    if path.suffix == ".jsonl":
        for line in path.read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            answers = tuple(
                Right(
                    mention["start"],
                    mention["end"],
                    KINDS.get(mention["kind"].lower(), ""),
                    str(mention.get("entity", "")),
                )
                for mention in record["mentions"]
            )
            yield Case(record["id"], record["text"], answers)
        return
    sentences: list[list[tuple[str, str]]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            token, _, tag = line.rpartition("\t")
            sentences[-1].append((token, tag))
        elif sentences[-1]:
            sentences.append([])
    for first in range(0, len(sentences), group):
        yield _joined(f"{path.stem}-{first}", sentences[first : first + group])


def _joined(name: str, sentences: Sequence[Sequence[tuple[str, str]]]) -> Case:
    text = ""
    answers: list[Right] = []
    for sentence in sentences:
        quoted = False
        tight = True
        current: tuple[int, int, str] | None = None
        for token, tag in sentence:
            closes = token in {",", ".", ";", ":", "!", "?", ")", "]", "%", "'s", "’s", "n't", "'"}
            if token == '"':
                closes = quoted
                quoted = not quoted
            if not tight and not closes:
                text += " "
            start = len(text)
            text += token
            tight = token in {"(", "[", "$"} or (token == '"' and quoted)
            if tag.startswith("I-") and current is not None and current[2] == tag[2:]:
                current = (current[0], len(text), current[2])
                continue
            if current is not None:
                answers.append(Right(current[0], current[1], KINDS.get(current[2].lower(), "")))
            current = (start, len(text), tag[2:]) if tag != "O" else None
        if current is not None:
            answers.append(Right(current[0], current[1], KINDS.get(current[2].lower(), "")))
        text += "\n"
    return Case(name, text, tuple(answer for answer in answers if answer.kind))


def _three(kind: Kind) -> str:
    return "place" if kind is Kind.COUNTRY else kind.value


_TITLE = re.compile(
    r"(?:President|Prime Minister|Minister|Foreign|Defense|Interior|Secretary of State|Secretary|Mr\.|Ms\.|Mrs\.|Dr\.|"
    r"General|Gen\.|Senator|Pope|King|Queen|Prince|Chancellor|Vice|Major|Lieutenant|Colonel|Brigadier|"
    r"Admiral|Justice|Judge|Chairman|Ambassador|Governor|Chief|Deputy|State|Finance|Professor|Sheikh|"
    r"Ayatollah|Cardinal|Archbishop|Bishop|Premier|Captain|Spokesman|Senators|Cong\.|Congressman)\s+"
)


def _without_title(case: Case, answer: Right) -> Right:
    if answer.kind != "person":
        return answer
    start = answer.start
    while True:
        found = _TITLE.match(case.text, start, answer.end)
        if found is None or found.end() >= answer.end:
            return Right(start, answer.end, answer.kind, answer.entity)
        start = found.end()


def names(paths: Sequence[Path], group: int, misses: int) -> None:
    """Print precision, recall and F1 of each file."""
    words = load()
    for path in paths:
        hit: Counter[str] = Counter()
        found_all: Counter[str] = Counter()
        right_all: Counter[str] = Counter()
        wrong: Counter[str] = Counter()
        missed: Counter[str] = Counter()
        for case in read(path, group):
            answers = [_without_title(case, answer) for answer in case.answers if answer.kind]
            right = {(answer.start, answer.end, answer.kind) for answer in answers}
            right = {one for one in right if not _demonym(case.text[one[0] : one[1]], words)}
            found = {
                (mention.start, mention.end, _three(mention.kind))
                for mention in analyse(case.text).mentions
                if not mention.demonym and not mention.descriptive
            }
            for span in found:
                found_all[span[2]] += 1
                if span in right:
                    hit[span[2]] += 1
                elif misses:
                    wrong[_shown(case, span)] += 1
            for span in right:
                right_all[span[2]] += 1
                if misses and span not in found:
                    missed[_shown(case, span)] += 1
        print(path.name)
        for kind in ("person", "organisation", "place", ""):
            hits = hit[kind] if kind else hit.total()
            found_count = found_all[kind] if kind else found_all.total()
            right_count = right_all[kind] if kind else right_all.total()
            precision = hits / found_count if found_count else 0.0
            recall = hits / right_count if right_count else 0.0
            f1 = 2 * precision * recall / (precision + recall) if hits else 0.0
            print(
                f"  {kind or 'all':<13} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}  ({right_count})"
            )
        for title, counts in (("wrong", wrong), ("missed", missed)):
            for shown, count in counts.most_common(misses):
                print(f"    {title} {count:4} {shown}")


def _demonym(surface: str, words: Gazetteer) -> bool:
    entry = words.entries.get(fold(surface))
    return entry is not None and entry.demonym


def _shown(case: Case, span: tuple[int, int, str]) -> str:
    before = case.text[max(0, span[0] - 25) : span[0]].replace("\n", " ")
    after = case.text[span[1] : span[1] + 20].replace("\n", " ")
    return f"{span[2][:5]:5} {before}[{case.text[span[0] : span[1]]}]{after}"


_SENTENCES = (
    "President Orlan Vesk of Norland met Foreign Minister Mira Tandel in Port Salle on Monday.",
    "The National Assembly passed the bill, Vesk said, after talks with the European Union.",
    "Officials of the Norland Mining Company (NMC) denied that the NMC had paid anybody.",
    "Tandel travelled to Brazil, Kenya and the Dominican Republic, where prices have risen by a tenth.",
    "It was not clear on Tuesday whether the opposition would take part in the vote next month.",
)


def speed() -> None:
    """Print stories a second, the time to load and the memory used."""
    started = time.perf_counter()
    load()
    loading = time.perf_counter() - started
    story = " ".join(_SENTENCES * 6)[:2200]
    words = len(story.split())
    stories = 300
    # The time of this process alone: others may be using the machine.
    started = time.process_time()
    for number in range(stories):
        analyse(story.replace("Vesk", f"Vesk{number % 7}"))
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"loading {loading:.3f} s; {stories / seconds:.0f} stories of {words} words a second; {memory:.0f} MB"
    )
    long_text = "Mira Tandel said so. " * 240_000
    started = time.perf_counter()
    count = len(analyse(long_text).mentions)
    print(
        f"{len(long_text) / 1e6:.1f} MB with {count} mentions: {time.perf_counter() - started:.1f} s"
    )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("names", "linking", "speed"))
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--group", type=int, default=1, help="sentences that make one text")
    parser.add_argument("--misses", type=int, default=0, help="how many mistakes to show")
    given = parser.parse_args()
    if given.what == "names":
        names(given.files, given.group, given.misses)
    elif given.what == "linking":
        # Beside this file, wherever Python was started.
        sys.path.insert(0, str(Path(__file__).resolve().parent))
        from linking import measure

        for path in given.files:
            measure(path)
    else:
        speed()


if __name__ == "__main__":
    main()
