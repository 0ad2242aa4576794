"""How well newsreader brings mentions together, the right mentions given.

    python tests/benchmarks/linking.py FILE.jsonl … [--floor] [--spans] [--named] [--within] [--misses 40]

Each line of a file holds ``id``, ``text`` and ``mentions`` (``start`` and ``end`` in code points, ``entity``,
and perhaps ``kind``). The documents are read one after the other, and what each tells is kept for the next,
as in an archive. MUC, B³ and CEAF-e compare the actors over all documents; the mean of their F1 sums up.

``--floor`` joins equal strings, and a surname to the one full name of its document that ends so, instead.
``--spans`` hides the kinds. ``--named`` leaves out what has no capital letter (pronouns, common nouns).
``--within`` counts an actor as another in each document. ``--misses`` shows actors taken apart and merged.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from index.analysis.directory import MemoryDirectory
from index.analysis.findings import Findings
from index.analysis.given import GivenName, analyse_given
from index.analysis.linking import EntityLink, link, link_open
from index.model import Kind, Moment, Precision

KINDS = {
    "per": Kind.PERSON,
    "person": Kind.PERSON,
    "politician": Kind.PERSON,
    "org": Kind.ORGANISATION,
    "organisation": Kind.ORGANISATION,
    "organization": Kind.ORGANISATION,
    "politicalparty": Kind.ORGANISATION,
    "loc": Kind.PLACE,
    "location": Kind.PLACE,
    "country": Kind.PLACE,
    "place": Kind.PLACE,
    "geo": Kind.PLACE,
    "gpe": Kind.PLACE,
}
# What the sets mark beside actors.
_NO_ACTORS = frozenset({"event", "human"})


@dataclass(frozen=True)
class Answer:
    """Where a mention stands and whom it means."""

    start: int
    end: int
    kind: Kind | None
    entity: str


@dataclass(frozen=True)
class Document:
    """A text with its mentions."""

    name: str
    text: str
    headline: str
    published: Moment | None
    answers: tuple[Answer, ...]


Clusters = Mapping[str, frozenset[str]]


def documents(path: Path, *, spans: bool, named: bool) -> Iterator[Document]:
    """Yield the documents of a file."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        record = json.loads(line)
        text = record["text"]
        answers = []
        for mention in record["mentions"]:
            kind = str(mention.get("kind") or "").lower()
            if kind in _NO_ACTORS or not mention.get("entity"):
                continue
            surface = text[mention["start"] : mention["end"]]
            if named and surface == surface.lower():
                continue
            answers.append(
                Answer(
                    mention["start"],
                    mention["end"],
                    None if spans else KINDS.get(kind),
                    str(mention["entity"]),
                )
            )
        yield Document(
            str(record.get("id", number)),
            text,
            str(record.get("headline") or record.get("title") or ""),
            _moment(str(record.get("date") or "")),
            tuple(answers),
        )


def _moment(date: str) -> Moment | None:
    try:
        return Moment(datetime.fromisoformat(date).replace(tzinfo=UTC), Precision.DAY)
    except ValueError:
        return None


def _key(document: Document, answer: Answer) -> str:
    surface = document.text[answer.start : answer.end].replace("\n", " ")
    return f"{document.name}:{answer.start}:{answer.end}\t{surface}"


class Linker:
    """Links document after document as an import does, and in the end what was left open."""

    def __init__(self) -> None:
        self._directory = MemoryDirectory()
        self._linked: list[tuple[Document, Findings, Sequence[EntityLink]]] = []
        self.seconds = 0.0

    def add(self, document: Document) -> None:
        """Analyse and link one document."""
        started = time.perf_counter()
        given = [GivenName(one.start, one.end, one.kind) for one in document.answers]
        found = analyse_given(document.text, given, headline=document.headline)
        links = link(found, self._directory, published=document.published)
        self._directory.learn(found, links, published=document.published)
        self._linked.append((document, found, links))
        self.seconds += time.perf_counter() - started

    def actors(self) -> Mapping[str, str]:
        """Return the actor of each mention of all documents, by the mention's key."""
        started = time.perf_counter()
        actors = {}
        for document, found, before in self._linked:
            links = link_open(found, before, self._directory, published=document.published)
            placed = _placed(found)
            for answer in document.answers:
                key = _key(document, answer)
                entity = placed.get((answer.start, answer.end))
                actor = links[entity].actor if entity is not None else None
                actors[key] = actor or f"{document.name}:{key if entity is None else entity}"
        self.seconds += time.perf_counter() - started
        return actors


def _placed(found: Findings) -> dict[tuple[int, int], int | None]:
    placed: dict[tuple[int, int], int | None] = {}
    for mention in found.mentions:
        if not mention.descriptive:
            placed[mention.start, mention.end] = mention.entity
        for inner in mention.hides:
            placed[inner.start, inner.end] = inner.entity
    return placed


class Floor:
    """Joins equal strings, and a surname to the one full name of its document that ends so."""

    seconds = 0.0

    def __init__(self) -> None:
        self._actors: dict[str, str] = {}

    def actors(self) -> Mapping[str, str]:
        """Return the actor of each mention of all documents, by the mention's key."""
        return self._actors

    def add(self, document: Document) -> None:
        """Join the names of one document."""
        surfaces = [
            " ".join(document.text[one.start : one.end].split()) for one in document.answers
        ]
        ending: dict[str, set[str]] = defaultdict(set)
        for surface, answer in zip(surfaces, document.answers, strict=True):
            if " " in surface and answer.kind in (Kind.PERSON, None):
                ending[surface.rsplit(" ", 1)[1]].add(surface)
        for surface, answer in zip(surfaces, document.answers, strict=True):
            fuller = ending.get(surface, set()) if answer.kind in (Kind.PERSON, None) else set()
            joined = next(iter(fuller)) if len(fuller) == 1 else surface
            self._actors[_key(document, answer)] = joined


def measure(
    path: Path,
    *,
    floor: bool = False,
    spans: bool = False,
    named: bool = False,
    within: bool = False,
    misses: int = 0,
) -> None:
    """Print MUC, B³ and CEAF-e of one file."""
    linker = Floor() if floor else Linker()
    right: dict[str, set[str]] = defaultdict(set)
    ours: dict[str, set[str]] = defaultdict(set)
    read = list(documents(path, spans=spans, named=named))
    for document in read:
        linker.add(document)
    actors = linker.actors()
    for document in read:
        for answer in document.answers:
            key = _key(document, answer)
            apart = f"{document.name}:" if within else ""
            right[apart + answer.entity].add(key)
            ours[apart + actors[key]].add(key)
    frozen_right = {name: frozenset(keys) for name, keys in right.items()}
    frozen_ours = {name: frozenset(keys) for name, keys in ours.items()}
    mentions = sum(map(len, right.values()))
    speed = f", {len(read) / linker.seconds:.0f} documents a second" if linker.seconds else ""
    print(f"{path.name}: {mentions} mentions, {len(right)} actors, ours {len(ours)}{speed}")
    if not mentions:
        return
    show(frozen_right, frozen_ours)
    if misses:
        mistakes(frozen_right, frozen_ours, misses)


def show(right: Clusters, ours: Clusters) -> float:
    """Print the three measures and return the mean of their F1."""
    total = 0.0
    for name, measured in (("MUC", muc), ("B3", b_cubed), ("CEAF-e", ceaf)):
        precision, recall = measured(right, ours)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        total += f1
        print(f"  {name:<7} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}")
    print(f"  mean    {total / 3:.3f}")
    return total / 3


def muc(right: Clusters, ours: Clusters) -> tuple[float, float]:
    """Return precision and recall of links (Vilain et al. 1995)."""

    def side(one: Clusters, other: Clusters) -> float:
        where = {key: name for name, keys in other.items() for key in keys}
        links = sum(len(keys) - 1 for keys in one.values())
        kept = sum(len(keys) - len({where.get(key, key) for key in keys}) for keys in one.values())
        return kept / links if links else 0.0

    return side(ours, right), side(right, ours)


def b_cubed(right: Clusters, ours: Clusters) -> tuple[float, float]:
    """Return precision and recall of mentions (Bagga and Baldwin 1998)."""
    of_right = {key: keys for keys in right.values() for key in keys}
    of_ours = {key: keys for keys in ours.values() for key in keys}
    shared = [(len(of_right[key] & of_ours[key]), key) for key in of_right]
    precision = sum(count / len(of_ours[key]) for count, key in shared) / len(shared)
    recall = sum(count / len(of_right[key]) for count, key in shared) / len(shared)
    return precision, recall


def ceaf(right: Clusters, ours: Clusters) -> tuple[float, float]:
    """Return precision and recall of actors under the best alignment (Luo 2005, entity-based)."""
    where = {key: name for name, keys in ours.items() for key in keys}
    alike: dict[str, dict[str, float]] = defaultdict(dict)
    reverse: dict[str, set[str]] = defaultdict(set)
    for name, keys in right.items():
        for other, shared in Counter(where[key] for key in keys).items():
            alike[name][other] = 2 * shared / (len(keys) + len(ours[other]))
            reverse[other].add(name)
    total = 0.0
    seen: set[str] = set()
    for name in alike:
        if name in seen:
            continue
        part = {name}
        waiting = [name]
        while waiting:
            for other in alike[waiting.pop()]:
                for near in reverse[other] - part:
                    part.add(near)
                    waiting.append(near)
        seen |= part
        total += _best(sorted(part), alike)
    return total / len(ours), total / len(right)


def _best(rows: Sequence[str], alike: Mapping[str, Mapping[str, float]]) -> float:
    """Return the greatest sum of an alignment: shortest augmenting paths (Jonker and Volgenant)."""
    columns = sorted({other for row in rows for other in alike[row]})
    if len(rows) == 1:
        return max(alike[rows[0]].values())
    if len(columns) == 1:
        return max(alike[row][columns[0]] for row in rows)
    width = max(len(columns), len(rows))
    costs = [
        [-alike[row].get(columns[at], 0.0) if at < len(columns) else 0.0 for at in range(width)]
        for row in rows
    ]
    infinite = float("inf")
    of_rows = [0.0] * (len(rows) + 1)
    of_columns = [0.0] * (width + 1)
    matched = [0] * (width + 1)
    for row in range(1, len(rows) + 1):
        matched[0] = row
        at = 0
        least = [infinite] * (width + 1)
        before = [0] * (width + 1)
        used = [False] * (width + 1)
        while matched[at]:
            used[at] = True
            current = matched[at]
            delta, following = infinite, 0
            for column in range(1, width + 1):
                if used[column]:
                    continue
                cost = costs[current - 1][column - 1] - of_rows[current] - of_columns[column]
                if cost < least[column]:
                    least[column], before[column] = cost, at
                if least[column] < delta:
                    delta, following = least[column], column
            for column in range(width + 1):
                if used[column]:
                    of_rows[matched[column]] += delta
                    of_columns[column] -= delta
                else:
                    least[column] -= delta
            at = following
        while at:
            matched[at] = matched[before[at]]
            at = before[at]
    return -sum(
        costs[matched[column] - 1][column - 1] for column in range(1, width + 1) if matched[column]
    )


def mistakes(right: Clusters, ours: Clusters, most: int) -> None:
    """Print actors that we took apart and actors that we merged, the costliest first."""
    for title, one, other in (("apart", right, ours), ("merged", ours, right)):
        where = {key: name for name, keys in other.items() for key in keys}
        costs = []
        for name, keys in one.items():
            parts: dict[str, list[str]] = defaultdict(list)
            for key in keys:
                parts[where[key]].append(key)
            if len(parts) > 1:
                largest = max(map(len, parts.values()))
                costs.append((len(keys) - largest, name, parts))
        costs.sort(key=lambda cost: (-cost[0], cost[1]))
        print(f"  {title}: {sum(cost for cost, _, _ in costs)} mentions, {len(costs)} actors")
        for cost, name, parts in costs[:most]:
            print(f"   {cost:4} {name}")
            for part, keys in sorted(parts.items(), key=lambda item: -len(item[1]))[:6]:
                shown = Counter(key.partition("\t")[2] for key in keys).most_common(5)
                near = sorted(keys)[0].partition("\t")[0]
                listed = ", ".join(f"{surface} {number}" for surface, number in shown)
                print(f"           {part[:40]:<40} {listed}   [{near}]")


def main() -> None:
    """Measure the files of the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--floor", action="store_true", help="equal strings and surnames alone")
    parser.add_argument("--spans", action="store_true", help="hide the kinds")
    parser.add_argument("--named", action="store_true", help="leave out what has no capital")
    parser.add_argument("--within", action="store_true", help="each document by itself")
    parser.add_argument("--misses", type=int, default=0, help="how many mistakes to show")
    given = parser.parse_args()
    for path in given.files:
        measure(
            path,
            floor=given.floor,
            spans=given.spans,
            named=given.named,
            within=given.within,
            misses=given.misses,
        )


if __name__ == "__main__":
    main()
