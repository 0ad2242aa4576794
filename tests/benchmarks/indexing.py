#!/usr/bin/env python3
"""Measure how the full-text index is written, merged, added to and opened; invented stories, no analysis.

    python tests/benchmarks/indexing.py [--stories 100000] [--work DIR]

indexing  stories a second in one process, and its highest resident memory; making up the stories is not
          counted (floor: 2,500); of processor time, because others may be busy
merging   stories a second, and the highest resident memory of the process that merges
commit    from one new story to where a search finds it: median and 95th percentile (bar: 50 ms)
opening   a fresh process, from its start to its first answer: median, with what the imports take of it
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from search_corpus import Corpus

from index.model import Order
from index.search.engine import IndexDocument
from index.search.query import Word
from index.search.whoosh_engine import WhooshEngine

COMMITS = 60
OPENINGS = 9

_WRITE = """
import pickle, resource, sys, time
from pathlib import Path
from index.search.index_writing import IndexWriter

def documents(path):
    global waited, waited_busy
    with open(path, "rb") as file:
        while True:
            start, busy = time.perf_counter(), time.process_time()
            try:
                batch = pickle.load(file)
            except EOFError:
                return
            waited += time.perf_counter() - start
            waited_busy += time.process_time() - busy
            yield from batch

waited = waited_busy = 0.0
writer = IndexWriter(Path(sys.argv[1]), wait=0, merge=lambda folder: None)
writer.create()
start, busy = time.perf_counter(), time.process_time()
writer.write(documents(sys.argv[2]))
memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(time.perf_counter() - start - waited, time.process_time() - busy - waited_busy, memory)
"""

_MERGE = """
import resource, sys, time
from pathlib import Path
from index.search.index_merging import merge_all

start = time.perf_counter()
merge_all(Path(sys.argv[1]))
print(time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""

_OPEN = """
import time
start = time.perf_counter()
import sys
from pathlib import Path
from index.model import Order
from index.search.query import Word
from index.search.whoosh_engine import WhooshEngine
import numpy
imported = time.perf_counter()
WhooshEngine(Path(sys.argv[1])).search(Word(sys.argv[2]), limit=20, order=Order.RELEVANCE)
print(imported - start)
"""


def measured(code: str, *arguments: object) -> list[float]:
    """Run a piece of code in a process of its own and return the numbers it prints."""
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return list(map(float, subprocess.check_output(command, text=True).split()))


def prepared(path: Path, count: int) -> None:
    """Make up stories and leave them in a file, a few hundred at a time."""
    import pickle

    with path.open("wb") as file:
        for batch in batches(count):
            pickle.dump(batch, file)


def batches(count: int) -> Iterator[list[IndexDocument]]:
    """Yield invented stories."""
    batch: list[IndexDocument] = []
    for story in Corpus(count, ()).stories():
        batch.append(
            IndexDocument(
                story.row,
                story.headline,
                story.body,
                source=story.source,
                language="en",
                published=story.published,
                actors=story.actors,
            )
        )
        if len(batch) == 500:
            yield batch
            batch = []
    yield batch


def commits(folder: Path, first_row: int) -> list[float]:
    """Return how many milliseconds each of some new stories takes to be found."""
    engine = WhooshEngine(folder)
    times: list[float] = []
    for number in range(COMMITS):
        word = f"arrival{number}"
        text = f"{word} of rain over the harbour, officials said on Monday. " * 30
        start = time.perf_counter()
        engine.add([IndexDocument(first_row + number, "Rain", text, language="en")])
        found = engine.search(Word(word), limit=1, order=Order.RELEVANCE)
        times.append((time.perf_counter() - start) * 1000)
        assert found.total == 1
    return times


def openings(folder: Path, word: str) -> tuple[list[float], list[float]]:
    """Return how many milliseconds fresh processes take to answer, and their imports."""
    whole: list[float] = []
    imports: list[float] = []
    for _ in range(OPENINGS):
        start = time.perf_counter()
        (importing,) = measured(_OPEN, folder, word)
        whole.append((time.perf_counter() - start) * 1000)
        imports.append(importing * 1000)
    return whole, imports


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--stories", type=int, default=100_000)
    parser.add_argument(
        "--work", type=Path, help="where the files go, a temporary folder if left out"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.work) as work:
        folder, made_up = Path(work, "index"), Path(work, "stories")
        prepared(made_up, options.stories)
        seconds, busy, memory = measured(_WRITE, folder, made_up)
        made_up.unlink()
        rate = options.stories / seconds
        print(
            f"indexing  {rate:8,.0f} stories/s   {memory:6.0f} MB   "
            f"({options.stories / busy:,.0f} a second of processor time)",
            flush=True,
        )
        seconds, memory = measured(_MERGE, folder)
        print(
            f"merging   {options.stories / seconds:8,.0f} stories/s   {memory:6.0f} MB", flush=True
        )
        times = commits(folder, options.stories)
        p95 = statistics.quantiles(times, n=20)[-1]
        print(f"commit    {statistics.median(times):8.1f} ms p50   {p95:8.1f} ms p95", flush=True)
        whole, imports = openings(folder, "rain")
        print(
            f"opening   {statistics.median(whole):8.0f} ms, imports {statistics.median(imports):.0f} ms"
        )
        size = sum(path.stat().st_blocks * 512 for path in folder.iterdir())
        print(f"size      {size / options.stories:8,.0f} bytes a story")
    return 0 if rate >= 2_500 and p95 < 50 else 1


if __name__ == "__main__":
    sys.exit(main())
