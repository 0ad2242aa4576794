"""How long the questions over actors take in a large archive that is made up.

    python tests/benchmarks/following.py [STORIES] [ACTORS]

Makes an archive of so many stories (100,000) about so many actors (30,000), ten to a story, some of them in a third of
all, and prints the time of a dossier, a pair and paths, for the actor met most, one in the middle and rare ones.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index import Archive
from index.storage.database import Database

DAY = 86_400
START = 1_700_000_000
KINDS = ("person", "organisation", "country", "place")
CODES = (("CONSULT", "visit", "042"), ("CONSULT", "", "040"), ("SANCTION", "withdraw", "161"))


def fill(database: Database, stories: int, actors: int) -> None:
    """Write the made-up stories straight into the database."""
    chance = random.Random(11)
    with database.transaction() as connection:
        connection.execute("PRAGMA defer_foreign_keys = ON")
        counts = [0] * (actors + 1)
        for row in range(1, stories + 1):
            published = START + row * DAY * 400 // stories
            connection.execute(
                """INSERT INTO articles (row, id, headline, headline_from_body, published, precision, source, byline,
                   dateline, language, url, origin, origin_id, imported)
                   VALUES (?, ?, 'A headline', 0, ?, 'day', 'Wire', '', '', 'en', '', '', '', ?)""",
                (row, f"{row:016x}", published, published),
            )
            connection.execute(
                "INSERT INTO bodies VALUES (?, ?, 'plain', '[]')",
                (row, "Somebody said something. " * 40),
            )
            # A neighbourhood of each story, and actors that are everywhere.
            home = chance.randrange(actors)
            there = {1 + int(chance.paretovariate(0.35)) % 40 for _ in range(3)}
            there |= {1 + (home + int(chance.gauss(0, 12))) % actors for _ in range(7)}
            for actor in there:
                counts[actor] += 1
            connection.executemany(
                "INSERT INTO presence (row, actor, published, mentions) VALUES (?, ?, ?, 2)",
                [(row, actor, published) for actor in there],
            )
            who = list(there)
            for place in range(3):
                source, target = chance.sample(who, 2)
                kind = chance.choice(CODES)
                connection.execute(
                    """INSERT INTO events (row, place, start, end, type, mode, cameo, source, source_start,
                       source_end, target, target_start, target_end, date, precision, status, trigger_start, trigger_end)
                       VALUES (?, ?, 0, 24, ?, ?, ?, ?, 0, 5, ?, 6, 9, NULL, NULL, 'happened', 2, 5)""",
                    (row, place, *kind, source, target),
                )
            connection.execute(
                """INSERT INTO quotations (row, start, end, direct, speaker, speaker_start, speaker_end)
                   VALUES (?, 5, 20, 1, ?, 0, 4)""",
                (row, who[0]),
            )
            connection.executemany(
                "INSERT INTO mentions (row, start, end, surface, kind, actor, demonym, descriptive) VALUES (?, ?, ?, 'x', 'person', ?, 0, 0)",
                [(row, 5 + at, 6 + at, actor) for at, actor in enumerate(who)],
            )
        connection.executemany(
            "INSERT INTO actors (number, id, name, kind, mentions, stories) VALUES (?, ?, ?, ?, ?, ?)",
            [
                (n, f"{n:012x}", f"Actor {n}", KINDS[n % 4], 2 * counts[n], counts[n])
                for n in range(1, actors + 1)
                if counts[n]
            ],
        )
        connection.execute("DELETE FROM unindexed")


def timed(what: str, ask: Callable[[], object]) -> None:
    """Print how long an answer takes, the second time it is asked for."""
    ask()
    started = time.perf_counter()
    ask()
    print(f"{what:44} {1000 * (time.perf_counter() - started):8.1f} ms")


def main() -> None:
    """Make the archive and ask."""
    stories = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    actors = int(sys.argv[2]) if len(sys.argv) > 2 else 30_000
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder), create=True)
        started = time.perf_counter()
        fill(database, stories, actors)
        print(f"{stories:,} stories made in {time.perf_counter() - started:.0f} s")
        with database.reading() as connection:
            ranked = [
                line[0]
                for line in connection.execute(
                    "SELECT id FROM actors ORDER BY stories DESC, number"
                )
            ]
            shares = connection.execute("SELECT max(stories) FROM actors").fetchone()[0]
        database.close()
        most, middle, rare = ranked[0], ranked[len(ranked) // 2], ranked[-1]
        print(f"the actor met most is in {shares:,} stories")
        with Archive.open(Path(folder)) as archive:
            for name, actor in (("met most", most), ("in the middle", middle)):
                timed(f"dossier of the actor {name}", lambda actor=actor: archive.dossier(actor))
                timed(
                    "200 happenings of it, from the 1,000th",
                    lambda actor=actor: archive.happenings(actor, start=1000),
                )
                timed(
                    "pair of it and the second", lambda actor=actor: archive.pair(actor, ranked[1])
                )
            for name, one, other in (
                ("most and second", most, ranked[1]),
                ("most and rarest", most, rare),
                ("middle and rarest", middle, rare),
                ("two rare ones", ranked[-2], rare),
            ):
                steps = archive.path(one, other)
                timed(
                    f"path of {name} ({len(steps) - 1} links)",
                    lambda one=one, other=other: archive.path(one, other),
                )


if __name__ == "__main__":
    main()
