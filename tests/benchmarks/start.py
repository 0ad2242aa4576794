#!/usr/bin/env python3
"""Measure how soon the command line answers, and what it imports to do so.

python tests/benchmarks/start.py [--runs N] [--archive DIR] [--command newsreader]
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

VERSION_BUDGET_MS = 100
NOT_FOR_SEARCH = ("textual", "rich")
STORY = "---\nheadline: A harbour closes\ndate: 2031-04-02\nsource: Norvik Desk\n---\nThe harbour closed.\n"


def milliseconds(command: Sequence[str], runs: int) -> list[float]:
    """Return how long each of ``runs`` runs of a command took; one more before them warms the caches."""
    times = []
    for _ in range(runs + 1):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - start) * 1000)
    return times[1:]


def imported(arguments: Sequence[str]) -> set[str]:
    """Return the top-level packages that newsreader has imported when it is done with ``arguments``."""
    code = (
        "import sys\nfrom tui.__main__ import main\n"
        f"sys.argv = ['newsreader', *{list(arguments)!r}]\nmain()\n"
        "print('\\n'.join(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def main() -> int:
    """Measure, print a table, and return 1 where a budget is overrun."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15, help="runs to take the median of [15]")
    parser.add_argument("--archive", help="the archive to search [one of a single story]")
    parser.add_argument(
        "--command",
        default=f"{sys.executable} -m tui",
        help="how newsreader is called [python -m tui]",
    )
    wanted = parser.parse_args()
    newsreader = wanted.command.split()
    with tempfile.TemporaryDirectory() as temporary:
        archive = wanted.archive
        if archive is None:
            archive = str(Path(temporary) / "archive")
            story = Path(temporary) / "story.md"
            story.write_text(STORY)
            subprocess.run(
                [*newsreader, "import", str(story), "--archive", archive],
                check=True,
                stdout=subprocess.DEVNULL,
            )
        search = ["search", "harbour", "--json", "--archive", archive]
        bare = milliseconds([sys.executable, "-c", "pass"], wanted.runs)
        version = milliseconds([*newsreader, "--version"], wanted.runs)
        searching = milliseconds([*newsreader, *search], wanted.runs)
        unwanted = sorted(imported(search) & set(NOT_FOR_SEARCH))
    rows = [
        ("python, doing nothing", bare, None),
        ("newsreader --version", version, VERSION_BUDGET_MS),
        ("newsreader search harbour --json", searching, None),
    ]
    print(f"{'':34}{'median':>9}{'least':>9}{'most':>9}{'budget':>9}")
    for label, times, budget in rows:
        figures = (statistics.median(times), min(times), max(times))
        print(
            f"{label:34}"
            + "".join(f"{figure:6.0f} ms" for figure in figures)
            + (f"{budget:6d} ms" if budget else f"{'–':>9}")
        )
    print(f"search imports of {', '.join(NOT_FOR_SEARCH)}: {', '.join(unwanted) or 'none'}")
    return int(statistics.median(version) > VERSION_BUDGET_MS or bool(unwanted))


if __name__ == "__main__":
    sys.exit(main())
