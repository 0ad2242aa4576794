#!/usr/bin/env python3
"""Measure newsreader's search beside SQLite FTS5, tantivy and Xapian, on the same stories, in one run.

    python tests/benchmarks/search.py --stories 100000 [--peers fts5,tantivy,xapian] [FOLDER …]

The stories are the texts of the folders (the sample articles without any) and random ones made of their
words. Every engine returns the best 20, three times running. The first table has the quickest of the
three, so that what else the machine does tells less; the second has the first of them, which newsreader
answers without what it remembers of words, and any engine perhaps from the disk. tantivy (PyPI) and Xapian
(Debian: python3-xapian) are measured where they are installed. Xapian and FTS5 do not count all hits,
newsreader and tantivy do.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from search_corpus import Corpus, Question, Story, questions, texts
from search_peers import Fts5, Newsreader, Peer, Taken, Tantivy, Xapian

QUESTIONS = 200
FRESH = """
import os, sys, time
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
began = time.perf_counter()
from pathlib import Path
from index.search.query import Word
from index.search.whoosh_engine import WhooshEngine
engine = WhooshEngine(Path(sys.argv[1]))
engine.search(Word(sys.argv[2]), limit=20)
print((time.perf_counter() - began) * 1000, flush=True)
"""

NUMPY_ALONE = """
import os
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import numpy
print(flush=True)
"""


def peers(folder: Path, wanted: Sequence[str], xapian_python: str, built: bool) -> list[Peer]:
    """Return the engines asked for that are installed, newsreader first."""
    found: list[Peer] = []
    if "fts5" in wanted:
        found.append(Fts5(folder, built=built))
    if "tantivy" in wanted and importlib.util.find_spec("tantivy"):
        found.append(Tantivy(folder, built=built))
    python = shutil.which(xapian_python)
    if "xapian" in wanted and python and _has_xapian(python):
        found.append(Xapian(folder, python, built=built))
    return found


def _has_xapian(python: str) -> bool:
    return subprocess.run([python, "-c", "import xapian"], capture_output=True).returncode == 0


def build(corpus: Corpus, ours: Newsreader, engines: Sequence[Peer]) -> None:
    """Have each engine index the stories, and print how fast it did."""
    stories: list[Story] = list(corpus.stories())
    for engine in engines:
        began = time.perf_counter()
        engine.build(stories)
        rate = len(stories) / (time.perf_counter() - began)
        print(f"{engine.name:12} indexes {rate:6.0f} stories/s", flush=True)
    ours.keep_texts(stories)
    began = time.perf_counter()
    ours.merge()
    print(f"{ours.name:12} merges in the background in {time.perf_counter() - began:.1f} s")


def percentile(times: Sequence[float], part: float) -> float:
    """Return the least time that ``part`` of the times do not exceed."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def measured(engines: Sequence[Peer], kind: str, asked: Iterable[Question]) -> list[list[Taken]]:
    """Return the times of each engine; they take turns, so that all meet the same weather."""
    times: list[list[Taken]] = [[] for _ in engines]
    for question in asked:
        for engine, taken in zip(engines, times, strict=True):
            answer = engine.timed(kind, question)
            if answer is not None:
                taken.append(answer)
    return times


def print_tables(engines: Sequence[Peer], asked: dict[str, list[Question]]) -> None:
    """Ask every kind of question and print p50/p95 in milliseconds, and newsreader's p95 beside others'."""
    others = [engine.name for engine in engines[1:]]
    names = "".join(f"{engine.name:>16}" for engine in engines)
    names += "".join(f"{'p95 : ' + name:>15}" for name in others)
    first: list[tuple[str, list[list[float]]]] = []
    print(f"\n{'quickest, p50/p95, ms':24}{names}")
    for kind, part in asked.items():
        times = measured(engines, kind, part)
        print_line(kind, [[taken.best for taken in of_engine] for of_engine in times])
        first.append((kind, [[taken.first for taken in of_engine] for of_engine in times]))
    print(f"\n{'first, p50/p95, ms':24}{names}")
    for kind, of_engines in first:
        print_line(kind, of_engines)


def print_line(kind: str, times: Sequence[Sequence[float]]) -> None:
    """Print the times that each engine took for a kind of question, newsreader's first."""
    figures = [
        (statistics.median(taken), percentile(taken, 0.95)) if taken else None for taken in times
    ]
    print(f"{kind:24}", end="")
    for figure in figures:
        print(f"{f'{figure[0]:.2f}/{figure[1]:.2f}' if figure else '–':>16}", end="")
    ours = figures[0]
    for figure in figures[1:]:
        told = f"{ours[1] / figure[1]:.2f}" if ours and figure else "–"
        print(f"{told:>15}", end="")
    print(flush=True)


def print_fresh(folder: Path, word: str) -> None:
    """Print how long a fresh process takes to load newsreader, open the index and answer.

    Taken is the time from the start of a process to its answer, less that of a Python that does nothing
    but print, the two in turns; besides, what the process itself measures from its first line on, and
    how long NumPy alone takes to load. Modules are compiled beforehand, as installing compiles them.
    """
    whole, bare, numpy, inside = [], [], [], []
    with tempfile.TemporaryDirectory() as compiled:
        _lasting(FRESH, compiled, str(folder), word)
        for _ in range(15):
            bare.append(_lasting("print(flush=True)", compiled)[0])
            numpy.append(_lasting(NUMPY_ALONE, compiled)[0])
            taken, told = _lasting(FRESH, compiled, str(folder), word)
            whole.append(taken)
            inside.append(float(told))
    differences = [one - other for one, other in zip(whole, bare, strict=True)]
    for name, times in (
        ("fresh process, open and first answer", differences),
        ("the same as measured inside", inside),
        ("the whole process", whole),
        ("a Python that only loads NumPy", numpy),
        ("a Python that only prints a line", bare),
    ):
        print(f"{name:38} {statistics.median(times):5.0f} ms ({min(times):.0f} at best)")


def _lasting(program: str, compiled: str, *given: str) -> tuple[float, str]:
    """Return how many milliseconds a Python program takes until it prints a line, and that line.

    Compiled modules are kept in the folder ``compiled``.
    """
    unlike = ("PYTHONDONTWRITEBYTECODE", "OPENBLAS_NUM_THREADS")
    surroundings = {name: text for name, text in os.environ.items() if name not in unlike}
    surroundings["PYTHONPYCACHEPREFIX"] = compiled
    command = [sys.executable, "-c", program, *given]
    began = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=surroundings) as process:
        assert process.stdout is not None
        told = process.stdout.readline()
        return (time.perf_counter() - began) * 1000, told


def main() -> int:
    """Build, ask and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="*", type=Path, help="where real texts are")
    parser.add_argument("--stories", type=int, default=100_000, help="how many [100000]")
    parser.add_argument("--questions", type=int, default=QUESTIONS, help="of each kind [200]")
    parser.add_argument("--peers", default="fts5,tantivy,xapian", help="whom to measure besides")
    parser.add_argument("--kinds", default="", help="only kinds with this in their names")
    parser.add_argument("--python-with-xapian", default="/usr/bin/python3", metavar="PYTHON")
    parser.add_argument("--keep", type=Path, help="a folder to build in, used again the next time")
    wanted = parser.parse_args()
    samples = Path(__file__).resolve().parents[2] / "sample_articles"
    corpus = Corpus(wanted.stories, list(texts(wanted.folders or [samples])))
    with tempfile.TemporaryDirectory() as temporary:
        folder = (wanted.keep or Path(temporary)) / "index"
        folder.parent.mkdir(parents=True, exist_ok=True)
        print("newsreader and its peers", f"on {wanted.stories} stories")
        built = folder.exists()
        ours = Newsreader(folder, built=built)
        engines: list[Peer] = [
            ours,
            *peers(folder, wanted.peers.split(","), wanted.python_with_xapian, built),
        ]
        if not built:
            build(corpus, ours, engines)
        asked = questions(corpus, wanted.questions)
        kinds = {kind: part for kind, part in asked.items() if wanted.kinds in kind}
        print_tables(engines, kinds)
        print()
        print_fresh(folder, asked["common word"][0].words[0])
        for engine in engines:
            engine.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
