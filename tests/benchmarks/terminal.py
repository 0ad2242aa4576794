#!/usr/bin/env python3
"""Measure the reading room in a terminal of 80 by 24, on archives of different sizes side by side.

    python tests/benchmarks/terminal.py [--stories 100 100000] [--runs N] [--work DIR] [--command newsreader]

The archives are made of invented stories when they are first wanted, and kept in the working folder. Each
figure is the median of the runs; the exit status is 1 where one is over its budget.

first useful paint   from the start of the program until the newest headline is on the screen
interactive          from the start until a key pressed at the first paint has moved the cursor
cursor down          bytes written for j in the list of stories
page down            bytes written for Space in an article
change of focus      bytes written for going from the article to the stories
idle                 bytes written in five seconds in which nobody does anything
memory               resident memory after all this
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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyte
from corpus import stories
from pseudo_terminal import PseudoTerminal, visible

CURSOR = "▌"
IDLE_SECONDS = 5.0
WORDS = 400
PATIENCE = 5
_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z$]+")


@dataclass(frozen=True, slots=True)
class Measure:
    """Something measured: its name in the table, its budget and its unit."""

    name: str
    budget: float
    unit: str


MEASURES = (
    Measure("first useful paint", 40, "ms"),
    Measure("interactive", 600, "ms"),
    Measure("cursor down", 250, "B"),
    Measure("page down", 4_096, "B"),
    Measure("change of focus", 1_024, "B"),
    Measure("idle", 0, "B"),
    Measure("memory", 120, "MB"),
)


class Screen:
    """What a person would see: the program's output drawn on an emulated terminal."""

    def __init__(self) -> None:
        self._screen = pyte.Screen(80, 24)
        self._stream = pyte.ByteStream(self._screen)

    def draw(self, data: bytes) -> None:
        """Take in output of the program."""
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))

    def cursor_line(self) -> int | None:
        """Return the line in which the marker of the list's cursor begins."""
        for number, line in enumerate(self._screen.display):
            if line.startswith(CURSOR):
                return number
        return None

    def text(self) -> str:
        """Return the screen's lines."""
        return "\n".join(self._screen.display)


def archive_of(count: int, work: Path, newsreader: Sequence[str]) -> Path:
    """Return an archive of ``count`` invented stories, made now if it is not there already."""
    folder = work / f"archive-{count}"
    if (folder / "complete").exists():
        return folder
    work.mkdir(parents=True, exist_ok=True)
    source = work / f"stories-{count}.jsonl"
    with source.open("w", encoding="utf-8") as file:
        for story in stories(count, words=WORDS):
            file.write(json.dumps(story) + "\n")
    print(f"Importing {count:,} stories …", file=sys.stderr, flush=True)
    start = time.perf_counter()
    subprocess.run(
        [*newsreader, "import", str(source), "--archive", str(folder)],
        check=True,
        stdout=sys.stderr,
    )
    print(f"… took {time.perf_counter() - start:.0f} s.", file=sys.stderr)
    (folder / "complete").touch()
    return folder


def newest_headline(folder: Path, newsreader: Sequence[str]) -> str:
    """Return the first words of the newest headline, as many as fit in a line of the list."""
    done = subprocess.run(
        [
            *newsreader,
            "search",
            "date:1900..2200",
            "--sort",
            "date",
            "--limit",
            "1",
            "--json",
            "--archive",
            str(folder),
        ],
        capture_output=True,
    )
    if done.returncode:
        raise SystemExit(
            f"The search ended with status {done.returncode}: {done.stderr.decode(errors='replace')}"
        )
    headline: str = json.loads(done.stdout)["hits"][0]["headline"]
    return headline[:16].rstrip()


def measured(
    folder: Path, headline: str, newsreader: Sequence[str], dump: Path | None
) -> list[float]:
    """Run the reading room once and return the figures in the order of MEASURES."""
    screen = Screen()
    with PseudoTerminal([*newsreader, "--archive", str(folder)]) as terminal:
        painted = terminal.read_until(
            lambda data: headline in visible(data), within=10, since=terminal.started
        )
        screen.draw(painted.data)
        if headline not in screen.text():
            raise SystemExit(f"The newest headline was never drawn:\n{screen.text()}")
        before = screen.cursor_line()
        for _ in range(PATIENCE):
            # A key that is lost is pressed again, as a person would, and the time goes on.
            terminal.press("j")
            moved = terminal.read_until(_moves(screen, before), within=1.5, since=terminal.started)
            if screen.cursor_line() != before:
                break
        else:
            raise SystemExit(f"The key j was never answered:\n{screen.text()}")
        screen.draw(terminal.read_until_quiet(quiet=1.0).data)
        down = [_bytes(terminal, screen, "j") for _ in range(6)]
        screen.draw(terminal.answer_to("\r").data)
        screen.draw(terminal.read_until_quiet(quiet=0.5).data)
        page = _bytes(terminal, screen, " ")
        focus = [_bytes(terminal, screen, key) for key in "1212"]
        idle = len(terminal.listen(IDLE_SECONDS))
        memory = terminal.memory() or 0
    if dump is not None:
        dump.write_text(screen.text())
    return [
        (painted.last or 0) * 1000,
        (moved.last or 0) * 1000,
        statistics.median(down),
        page,
        max(focus),
        idle,
        memory / 1024**2,
    ]


def _moves(screen: Screen, before: int | None) -> Callable[[bytes], bool]:
    drawn = 0

    def moved(data: bytes) -> bool:
        nonlocal drawn
        screen.draw(data[drawn:])
        drawn = len(data)
        # In the middle of a repaint there may be no cursor at all.
        return screen.cursor_line() not in (before, None)

    return moved


def _bytes(terminal: PseudoTerminal, screen: Screen, key: str) -> int:
    written = terminal.answer_to(key)
    screen.draw(written.data)
    return len(written.data)


def main() -> int:
    """Measure, print the table, and return 1 where a budget is overrun."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--stories",
        type=int,
        nargs="+",
        default=[100, 100_000],
        help="how many stories each archive has [100 100000]",
    )
    parser.add_argument("--runs", type=int, default=5, help="runs to take the median of [5]")
    parser.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "newsreader-benchmarks",
        help="where the archives are kept [newsreader-benchmarks in the temporary folder]",
    )
    parser.add_argument("--dump", type=Path, help="a folder for the last screen of each archive")
    parser.add_argument(
        "--command",
        default=f"{sys.executable} -m tui",
        help="how newsreader is called [python -m tui]",
    )
    wanted = parser.parse_args()
    newsreader = wanted.command.split()
    columns: list[list[float]] = []
    for count in wanted.stories:
        folder = archive_of(count, wanted.work, newsreader)
        headline = newest_headline(folder, newsreader)
        dump = None
        if wanted.dump is not None:
            wanted.dump.mkdir(parents=True, exist_ok=True)
            dump = wanted.dump / f"{count}.txt"
        runs = [measured(folder, headline, newsreader, dump) for _ in range(wanted.runs + 1)]
        # The first run warms the caches.
        columns.append([statistics.median(figures) for figures in zip(*runs[1:], strict=True)])
    over = False
    heads = "".join(f"{f'{count:,} stories':>18}" for count in wanted.stories)
    print(f"{'':20}{'budget':>10}{heads}")
    for measure, *figures in zip(MEASURES, *columns, strict=True):
        line = f"{measure.name:20}{f'{measure.budget:,} {measure.unit}':>10}"
        for figure in figures:
            late = figure > measure.budget
            over = over or late
            line += f"{f'{figure:,.0f} {measure.unit}':>16}{' !' if late else '  '}"
        print(line.rstrip())
    if over:
        print("! over budget")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
