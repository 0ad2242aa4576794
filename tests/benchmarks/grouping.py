"""How well newsreader groups stories that tell the same happening, and how fast.

    python tests/benchmarks/grouping.py score FILE.jsonl [--wrong]
    python tests/benchmarks/grouping.py speed [STORIES] [DAYS]

A line of FILE is a story with the happening it tells::

    {"id": "…", "text": "…", "published": "2025-01-07", "group": "quake-in-harlowe"}

``published`` may be missing. A line of ECB+ (Cybulska and Vossen 2014) as JSON has "topic" in place of "group": the
happening is the topic and which half of the corpus the id is of ("1_3ecb.xml", "1_3ecbplus.xml"). ``score``
imports the stories into an archive of its own and prints precision and recall of pairs of stories, and B³
(Bagga and Baldwin 1998), beside two floors: every story by itself, and stories as one by equal first sentence.
``speed`` prints how long it takes to group made-up stories that came in at once, and one day's more.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index import Archive
from index.following.grouping import group_pending
from index.following.signatures import signature
from index.model import BodyFormat, Moment, Precision
from index.storage import accounts
from index.storage.database import Database

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """A story and the happening it tells."""

    id: str
    text: str
    group: str
    published: str


def read_cases(path: Path) -> list[Case]:
    """Return the stories of a file."""
    cases = []
    for line in path.read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        half = "plus" if "plus" in record["id"] else ""
        group = record.get("group") or f"{record['topic']}{half}"
        cases.append(Case(record["id"], record["text"], group, record.get("published", "")))
    return cases


def groups_of(cases: Sequence[Case], folder: Path) -> list[Hashable]:
    """Import the stories and return for each the group it was put into."""
    lines = folder / "stories.jsonl"
    with lines.open("w", encoding="utf-8") as file:
        for case in cases:
            record = {"id": case.id, "text": case.text, "published": case.published or None}
            file.write(json.dumps(record) + "\n")
    with Archive.open(folder / "archive") as archive:
        report = archive.import_paths([lines])
        for failure in report.failures:
            print(failure, file=sys.stderr)
        listing = archive.stories()
        found: dict[str, Hashable] = {}
        for summary in listing.rows(0, listing.total):
            together = [summary.id, *(other.id for other in archive.accounts(summary.id))]
            found[archive.article(summary.id).origin_id] = min(together)
    return [found.get(case.id, case.id) for case in cases]


def pairs(found: Sequence[Hashable], right: Sequence[Hashable]) -> tuple[float, float]:
    """Return precision and recall of the pairs of stories that are put together."""
    both = together = wanted = 0
    for one in range(len(right)):
        for other in range(one):
            same, meant = found[one] == found[other], right[one] == right[other]
            both += same and meant
            together += same
            wanted += meant
    return both / together if together else 1.0, both / wanted if wanted else 1.0


def b_cubed(found: Sequence[Hashable], right: Sequence[Hashable]) -> tuple[float, float, float]:
    """Return precision, recall and F1 of B³."""
    ours, theirs = defaultdict(set), defaultdict(set)
    for place, (mine, meant) in enumerate(zip(found, right, strict=True)):
        ours[mine].add(place)
        theirs[meant].add(place)
    precision = recall = 0.0
    for mine, meant in zip(found, right, strict=True):
        shared = len(ours[mine] & theirs[meant])
        precision += shared / len(ours[mine]) / len(right)
        recall += shared / len(theirs[meant]) / len(right)
    return precision, recall, 2 * precision * recall / (precision + recall)


def score(path: Path, *, wrong: bool) -> None:
    """Print how well the stories of a file are grouped."""
    cases = read_cases(path)
    right = [case.group for case in cases]
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        found = groups_of(cases, Path(folder))
        took = time.perf_counter() - started
    answers: list[tuple[str, Sequence[Hashable]]] = [
        ("newsreader", found),
        ("each by itself", list(range(len(cases)))),
        ("equal first sentence", [case.text.split(".")[0].casefold() for case in cases]),
    ]
    print(f"{len(cases)} stories of {len(set(right))} happenings, imported in {took:.1f} s")
    print(f"{'':24} pairs P     R   B3 P     R    F1   groups")
    for name, answer in answers:
        figures = (*pairs(answer, right), *b_cubed(answer, right))
        told = "".join(f"{figure:6.3f}" for figure in figures)
        print(f"{name:24} {told} {len(set(answer)):6}")
    if wrong:
        together = defaultdict(set)
        for group, case in zip(found, cases, strict=True):
            together[group].add(case.group)
        for happenings in together.values():
            if len(happenings) > 1:
                print("one group for:", ", ".join(sorted(happenings)))


def speed(stories: int, days: int) -> None:
    """Print how long grouping takes: all stories at once, then a day's more."""
    chance = random.Random(7)
    words = [
        f"{chance.choice('bcdfgklmnprst')}{chance.getrandbits(40):x}"[:9] for _ in range(60_000)
    ]
    with tempfile.TemporaryDirectory() as folder:
        database = Database(Path(folder), create=True)
        made = 0

        def store(count: int, first: int, last: int) -> None:
            nonlocal made
            with database.transaction() as connection:
                for _ in range(count):
                    happening = random.Random(chance.randrange(count * 3))
                    theme = [words[int(happening.paretovariate(0.6)) % 60_000] for _ in range(60)]
                    own = [words[int(chance.paretovariate(0.5)) % 60_000] for _ in range(120)]
                    body = " ".join(chance.sample(theme, 40) + own)
                    made += 1
                    connection.execute(
                        """INSERT INTO articles (row, id, headline, headline_from_body, source, byline, dateline,
                           language, url, origin, origin_id, imported) VALUES (?, ?, '', 0, '', '', '', '', '', '', '', 0)""",
                        (made, f"{made:016x}"),
                    )
                    day = chance.randint(first, last)
                    moment = Moment(EPOCH + day * DAY, Precision.DAY)
                    terms = signature("", body, BodyFormat.PLAIN)
                    accounts.remember(connection, made, moment, terms)

        for what, count, first, last in (
            (f"{stories:,} stories of {days} days", stories, 1, days),
            ("one day's more", max(1, stories // days), days, days),
        ):
            started = time.perf_counter()
            store(count, first, last)
            stored = time.perf_counter()
            group_pending(database)
            took = time.perf_counter() - stored
            with database.reading() as connection:
                grouped = connection.execute("SELECT count(*) FROM accounts").fetchone()[0]
            print(
                f"{what}: signatures and storing {stored - started:.1f} s, grouping {took:.1f} s; {grouped:,} in groups"
            )
        database.close()


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    scoring = commands.add_parser("score")
    scoring.add_argument("file", type=Path)
    scoring.add_argument(
        "--wrong", action="store_true", help="name the happenings put into one group"
    )
    timing = commands.add_parser("speed")
    timing.add_argument("stories", type=int, nargs="?", default=20_000)
    timing.add_argument("days", type=int, nargs="?", default=100)
    given = parser.parse_args()
    if given.command == "score":
        score(given.file, wrong=given.wrong)
    else:
        speed(given.stories, given.days)


if __name__ == "__main__":
    main()
