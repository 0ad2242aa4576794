#!/usr/bin/env python3
"""Import a large archive and read in it: memory while it is imported, and how long each key waits for its answer.

    python tests/benchmarks/large.py [--stories 200000] [--work DIR] [--command newsreader]

The archive is made of invented stories when it is first wanted, and kept in the working folder; its import is
watched. Then every screen is used through a pseudo-terminal of 80 by 24 and of 200 by 50. The exit status is 1
where a budget is overrun.

memory    resident memory of all processes of the import together, shared pages counted once: the highest
          figure of each quarter of the import, and of all of it (budget 400 MB)
first     from pressing a key until the program writes something, the 95th percentile for each screen (budget
          100 ms) and, with --keys, for each of its keys
whole     from pressing a key until the last byte that it makes the program write: median and 95th percentile
          (budget 100 ms for all presses together). What a screen goes on reading after it has answered, as the
          lists of a dossier of an actor in 30,000 stories, is in it where it comes at once.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus import stories
from pseudo_terminal import PseudoTerminal, visible

MEMORY_BUDGET = 400  # MB
ANSWER_BUDGET = 100  # ms
EVERY = 0.5  # seconds between looks at the memory
WORDS = 350


OPENING = frozenset("\rpPFAv")
"""Keys that open something which goes on reading after it has answered."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Keys pressed on one screen, each a figure; ``before`` are the keys that lead there, which are none."""

    screen: str
    before: Sequence[str]
    keys: Sequence[str]


STRETCHES = (
    Stretch("list of stories", (), ["j"] * 20 + [" "] * 10 + ["G", "g", "d", "u"] * 3),
    Stretch("search as you type", ("/",), list("minister of the harbour")),
    Stretch("stories found", ("\r",), ["j"] * 10 + [" "] * 5 + ["s", "s"]),
    Stretch("article", ("\r",), ["j"] * 10 + [" ", "u"] * 3 + ["]"] * 10 + ["n", "N"]),
    Stretch("next article", (), ["\t"] * 8),
    Stretch("hints", (), ["f", "\x1b"] * 4),
    Stretch("dossier", ("]",), ["\r", "b"] * 3),
    Stretch("dossier's lists", ("\r",), ["t", '"', "=", "c", "s"] + ["j"] * 10 + [" "] * 3),
    Stretch("pair and path", ("c",), ["p", "j", " ", "t", "P", "b", "b"] * 2),
    Stretch("actor met most", ("b", "@"), ["\r", "j", "t", "j", "c", "j", '"', "=", "s", "b"]),
    Stretch("actor by name", (), ["@", "l", "i", "j", "\x1b"] * 2),
    Stretch("accounts, trail", (), ["A", "n", "b", "T", "\x1b"] * 2),
    Stretch("narrowing", ("1",), ["F", "j", "\x1b"] * 3 + ["v", "v"]),
    Stretch("commands", (), [":", "\x1b"] * 3),
    Stretch("help", (), ["?", "\x1b"] * 3),
    Stretch("all stories", (), ["\x1b", "G", "g"]),
)


def process_tree(process: int) -> Iterator[int]:
    """Give a process and all its descendants."""
    waiting = [process]
    while waiting:
        one = waiting.pop()
        yield one
        for children in Path(f"/proc/{one}").glob("task/*/children"):
            try:
                waiting += [int(child) for child in children.read_text().split()]
            except OSError:
                continue


def memory_of(process: int) -> float:
    """Return the resident megabytes of a process and its descendants, each shared page counted once."""
    total = 0
    for one in process_tree(process):
        try:
            rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        except OSError:
            continue
        found = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
        total += int(found[1]) if found else 0
    return total / 1024


def imported(count: int, work: Path, newsreader: Sequence[str]) -> tuple[Path, bool]:
    """Return an archive of so many stories, and whether its import, when it was made, kept to its budget."""
    folder = work / f"large-{count}"
    if (folder / "complete").exists():
        return folder, True
    work.mkdir(parents=True, exist_ok=True)
    source = work / f"large-{count}.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for story in stories(count, words=WORDS):
            file.write(json.dumps(story) + "\n")
    started = time.perf_counter()
    importer = subprocess.Popen(
        [*newsreader, "import", str(source), "--archive", str(folder)], stdout=sys.stderr
    )
    seen: list[float] = []
    while importer.poll() is None:
        seen.append(memory_of(importer.pid))
        time.sleep(EVERY)
    if importer.returncode:
        raise SystemExit("The import failed.")
    seconds = time.perf_counter() - started
    (folder / "complete").touch()
    quarter = max(1, len(seen) // 4)
    parts = [max(seen[start : start + quarter]) for start in range(0, len(seen), quarter)][:4]
    over = max(seen) > MEMORY_BUDGET
    print(f"import of {count:,} stories: {seconds:.0f} s, {count / seconds:.0f} a second")
    print(
        f"memory by quarters: {', '.join(f'{part:.0f}' for part in parts)} MB; "
        f"at most {max(seen):.0f} MB ({MEMORY_BUDGET}){' !' if over else ''}"
    )
    return folder, not over


@dataclass(frozen=True, slots=True)
class Answer:
    """Milliseconds from a key until the first and until the last byte that it made the program write."""

    key: str
    first: float
    whole: float


def answers(
    folder: Path, newsreader: Sequence[str], columns: int, rows: int
) -> dict[str, list[Answer]]:
    """Return, for each screen, how long its keys waited; keys that write nothing have no answer."""
    found: dict[str, list[Answer]] = {}
    with PseudoTerminal(
        [*newsreader, "--archive", str(folder)], columns=columns, rows=rows
    ) as terminal:
        terminal.read_until(lambda data: "help" in visible(data), within=20)
        terminal.read_until_quiet(quiet=1.0)
        for stretch in STRETCHES:
            for key in stretch.before:
                terminal.answer_to(key)
            terminal.read_until_quiet(quiet=0.5)
            for key in stretch.keys:
                written = terminal.answer_to(key)
                if written.first is not None and written.last is not None:
                    answer = Answer(key, written.first * 1000, written.last * 1000)
                    found.setdefault(stretch.screen, []).append(answer)
                if key in OPENING:
                    # What a screen still reads then would be taken for the answer to the next key.
                    terminal.read_until_quiet(quiet=0.6)
    return found


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of ``values`` lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def main() -> int:
    """Import, read, print, and return 1 where a budget is overrun."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stories", type=int, default=200_000, help="how many [200000]")
    parser.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "newsreader-benchmarks",
        help="where the archives are kept [newsreader-benchmarks in the temporary folder]",
    )
    parser.add_argument(
        "--command",
        default=f"{sys.executable} -m tui",
        help="how newsreader is called [python -m tui]",
    )
    parser.add_argument(
        "--archive", type=Path, help="read in this archive instead, and import none"
    )
    parser.add_argument("--keys", action="store_true", help="print the figures of each key too")
    wanted = parser.parse_args()
    newsreader = wanted.command.split()
    folder, kept = wanted.archive, True
    if folder is None:
        folder, kept = imported(wanted.stories, wanted.work, newsreader)
    for columns, rows in ((80, 24), (200, 50)):
        by_screen = answers(folder, newsreader, columns, rows)
        if not by_screen:
            raise SystemExit("No key was answered: does the archive open?")
        print(f"\n{'':24}{'':>6}{'first':>10}{'whole':>20}")
        print(f"{f'{columns} by {rows}':24}{'keys':>6}{'95 %':>10}{'median':>10}{'95 %':>10}")
        for screen, found in by_screen.items():
            print(line_of(screen, found))
            kept = kept and percentile([one.first for one in found], 0.95) <= ANSWER_BUDGET
            if wanted.keys:
                for key in dict.fromkeys(one.key for one in found):
                    print(line_of(f"    {key!r}", [one for one in found if one.key == key]))
        together = [one for found in by_screen.values() for one in found]
        print(line_of("all", together))
        kept = kept and percentile([one.whole for one in together], 0.95) <= ANSWER_BUDGET
    return int(not kept)


def line_of(name: str, found: Sequence[Answer]) -> str:
    """Return a line of the table, with a mark where a first answer is later than the budget."""
    first = percentile([one.first for one in found], 0.95)
    whole = [one.whole for one in found]
    mark = " !" if first > ANSWER_BUDGET else ""
    return (
        f"{name:24}{len(found):>6}{first:>7.0f} ms{statistics.median(whole):>7.0f} ms"
        f"{percentile(whole, 0.95):>7.0f} ms{mark}"
    )


if __name__ == "__main__":
    sys.exit(main())
