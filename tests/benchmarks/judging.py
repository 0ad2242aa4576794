#!/usr/bin/env python3
"""How long a judgement about the most mentioned actor takes, and to take it back.

    python tests/benchmarks/judging.py ARCHIVE [--times 3]

ARCHIVE is worked on and left as it was but for judgements taken back: name a copy. Each judgement is made and taken
back several times.

held      seconds until the judgement is kept and holds, the median
after     seconds until what is done for it at once is done too: some stories read again, grouped, indexed
waiting   stories that are still to be read again for it, when there is time
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from index import Archive
from index.model import Judgement, Kind


class Watch:
    """Notices when a judgement is kept, before what follows from it is done."""

    def __init__(self, archive: Archive) -> None:
        self._follow_up = archive.judgements._follow_up
        archive.judgements._follow_up = self._kept  # type: ignore[method-assign]
        self.kept = 0.0

    def _kept(self, article: str = "") -> None:
        self.kept = time.perf_counter()
        self._follow_up(article)


def timed(watch: Watch, work: Callable[[], Judgement]) -> tuple[float, float]:
    """Return the seconds until a judgement is kept, and from then until the call returns."""
    start = time.perf_counter()
    work()
    return watch.kept - start, time.perf_counter() - watch.kept


def main() -> None:
    """Make each judgement and take it back, and print a line for each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("archive", type=Path)
    parser.add_argument("--times", type=int, default=3)
    arguments = parser.parse_args()
    with Archive.open(arguments.archive, create=False) as archive:
        judgements, watch = archive.judgements, Watch(archive)
        first, second = [actor for actor in archive.actors(limit=50) if actor.kind is Kind.PERSON][
            :2
        ]
        print(f"{first.name}: {first.stories:,} stories · {second.name}: {second.stories:,}")
        story = archive.actor_stories(first.id).rows(0, 1)[0].id
        start = next(m.start for m in archive.analysis(story).mentions if m.actor == first.id)
        made: dict[str, Callable[[], Judgement]] = {
            "rename": lambda: judgements.rename(first.id, "Somebody Else"),
            "kind": lambda: judgements.set_kind(first.id, Kind.ORGANISATION),
            "split off": lambda: judgements.different(story, start, name="Somebody Else"),
            "same": lambda: judgements.same(first.id, second.id),
            "no actor": lambda: judgements.no_actor(first.id),
        }
        print(f"{'':<12}{'held':>8}{'after':>8}{'back':>8}{'after':>8}{'waiting':>10}")
        for name, make in made.items():
            done, back = [], []
            for _ in range(arguments.times):
                done.append(timed(watch, make))
                back.append(timed(watch, judgements.undo))
            figures = [
                statistics.median(pair[part] for pair in pairs)
                for pairs in (done, back)
                for part in (0, 1)
            ]
            told = "".join(f"{figure:8.2f}" for figure in figures)
            print(f"{name:<12}{told}{judgements.waiting():10,}", flush=True)


# What reads stories again imports this module in processes of its own.
if __name__ == "__main__":
    main()
