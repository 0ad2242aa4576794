#!/usr/bin/env python3
"""How long an authority file takes to be read, how much memory that needs, and what it costs the analysis.

    python tests/benchmarks/authorities.py [--entities 1000000] [--texts 200]

The file is made of invented people and bodies. The analysis is that of invented stories, with the file and without.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from corpus import stories

from index.options import AnalysisOptions
from index.text_analysis import text_analyser

SYLLABLES = ("ka", "lo", "mi", "ren", "tas", "vor", "el", "dun", "ber", "sha", "qui", "nor", "zel")
COUNTRIES = ("PY", "VE", "BR", "AR", "CL", "PE", "FR", "DE", "ES", "GB", "US", "RU", "CN", "IN")
OFFICES = ("president", "foreign minister", "senator", "governor", "ambassador")
ENDINGS = ("Group", "Bank", "Holdings", "Foundation", "Ltd")


def lines(count: int) -> Iterator[str]:
    """Yield the lines of a table of invented entities, three people to each body."""
    chance = random.Random(7)

    def word(syllables: int) -> str:
        return "".join(chance.choice(SYLLABLES) for _ in range(syllables)).capitalize()

    given = [word(2) for _ in range(3_000)]
    surnames = [word(3) for _ in range(60_000)]
    yield "name,kind,aliases,country,roles,wikidata\n"
    for number in range(count):
        country, known = chance.choice(COUNTRIES), f"Q{1_000 + number}"
        if number % 4:
            first, last = chance.choice(given), chance.choice(surnames)
            alias = f"{first} {word(2)} {last}|{first[0]}. {last}" if number % 2 else ""
            office = f"{chance.choice(OFFICES)} of {word(3)} 2010..2020"
            yield f"{first} {last},person,{alias},{country},{office},{known}\n"
        else:
            name = f"{word(3)} {chance.choice(ENDINGS)}"
            yield f"{name},organisation,{name.split()[0]} Co,{country},,{known}\n"


def memory() -> int:
    """Return the most memory this process has had, in megabytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most // (1_024 * 1_024 if sys.platform == "darwin" else 1_024)


def measured(folders: tuple[Path, ...], texts: list[str]) -> None:
    """Print what getting ready and analysing takes with the files in these folders."""
    start = time.perf_counter()
    with text_analyser(AnalysisOptions(folders)) as at_hand:
        ready = time.perf_counter() - start
        before = memory()
        at_hand.analyser.analysis(texts[0])
        start = time.perf_counter()
        for text in texts:
            at_hand.analyser.analysis(text)
        rate = len(texts) / (time.perf_counter() - start)
    name = "with the file" if folders else "without"
    print(f"{name:<15}{ready:8.1f} s{before:8,} MB{rate:8.0f} stories/s{memory():8,} MB")


def main() -> None:
    """Make the file, and measure without and with it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--entities", type=int, default=1_000_000)
    parser.add_argument("--texts", type=int, default=200)
    arguments = parser.parse_args()
    texts = [each["text"] for each in stories(arguments.texts, words=350)]
    with tempfile.TemporaryDirectory() as folder:
        with (Path(folder) / "entities.csv").open("w", encoding="utf-8") as file:
            file.writelines(lines(arguments.entities))
        print(f"{'':<15}{'ready':>10}{'memory':>11}{'analysis':>17}{'memory':>11}")
        measured((), texts)
        measured((Path(folder),), texts)


if __name__ == "__main__":
    main()
