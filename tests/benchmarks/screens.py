#!/usr/bin/env python3
"""Measure how soon each screen answers a key, in a terminal of 80 by 24, and what it writes for it.

    python tests/benchmarks/screens.py [--stories N] [--archive DIR] [--work DIR] [--runs N] [--command newsreader]

Walks from the list of stories through an article, a dossier and its lists, a pair of actors, a path, accounts beside
each other and the facets of a list. For each key: milliseconds until the first and the last byte of the answer, and how
many bytes. The exit status is 1 where a first answer takes longer than the budget.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from pseudo_terminal import PseudoTerminal
from terminal import archive_of

BUDGET = 100
"""Milliseconds until something is on the screen."""

STEPS = (
    ("\r", "open a story"),
    ("]", "next actor"),
    (")", "next event"),
    ("]", "an actor again"),
    ("\r", "dossier"),
    ("j", "cursor in its stories"),
    ("t", "timeline"),
    ("j", "cursor in the timeline"),
    (" ", "page of the timeline"),
    ('"', "quotations"),
    ("=", "figures"),
    ("c", "connections"),
    ("j", "cursor in the connections"),
    ("p", "pair"),
    ("j", "cursor in the pair"),
    ("P", "path"),
    ("b", "back to the pair"),
    ("b", "back to the dossier"),
    ("b", "back to the story"),
    ("T", "trail"),
    ("q", "close the trail"),
    ("1", "to the list"),
    ("v", "each happening once"),
    ("v", "every story"),
    ("F", "narrow"),
    ("q", "close it"),
    ("?", "help"),
    ("q", "close it"),
)


def walked(folder: Path, newsreader: list[str]) -> list[tuple[float, float, float]]:
    """Walk once and return (first, last, bytes) of each step."""
    figures = []
    with PseudoTerminal([*newsreader, "--archive", str(folder)]) as terminal:
        terminal.read_until_quiet(quiet=2.0, within=20)
        for key, _name in STEPS:
            written = terminal.answer_to(key)
            figures.append(
                ((written.first or 0) * 1000, (written.last or 0) * 1000, len(written.data))
            )
            terminal.read_until_quiet(quiet=0.3)
    return figures


def main() -> int:
    """Measure, print the table, and return 1 where the budget is overrun."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--stories", type=int, default=100, help="stories of the archive [100]")
    parser.add_argument("--archive", type=Path, help="an archive to walk in instead")
    parser.add_argument(
        "--work",
        type=Path,
        default=Path(tempfile.gettempdir()) / "newsreader-benchmarks",
        help="where archives are kept [newsreader-benchmarks in the temporary folder]",
    )
    parser.add_argument("--runs", type=int, default=3, help="walks to take the median of [3]")
    parser.add_argument(
        "--command", default=f"{sys.executable} -m tui", help="how newsreader is called"
    )
    wanted = parser.parse_args()
    newsreader = wanted.command.split()
    folder = wanted.archive or archive_of(wanted.stories, wanted.work, newsreader)
    runs = [walked(folder, newsreader) for _ in range(wanted.runs)]
    over = False
    print(f"{'':28}{'first':>10}{'last':>10}{'bytes':>10}")
    for (_key, name), figures in zip(STEPS, zip(*runs, strict=True), strict=True):
        first, last, written = (statistics.median(column) for column in zip(*figures, strict=True))
        late = first > BUDGET
        over = over or late
        print(f"{name:28}{first:>7,.0f} ms{last:>7,.0f} ms{written:>8,.0f} B{' !' if late else ''}")
    if over:
        print(f"! later than {BUDGET} ms")
    return int(over)


if __name__ == "__main__":
    sys.exit(main())
