"""Train the tagger on texts with marked names and write its model file.

    python -m index.analysis.train_tagger FILE.iob2[:WEIGHT] … -o tagger.bin [--silver FILE.iob2 …]
        [--notice TEXT] [--epochs 12] [--seed 1] [--group 10] [--made 2000]

A linear-chain CRF over the tokens that may be in names, trained with AdaGrad (Duchi, Hazan and Singer,
JMLR 2011); the weights of the later epochs are averaged. Deterministic: the same files and options give
the same model. Words themselves, what the lists say and what the rules found are left out at random while
training, so that no one of them is trusted too far on texts of another sort. Files named after
``--silver`` were marked by a machine: ``silver_names`` mends their plain slips first.
"""

from __future__ import annotations

import argparse
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from index.analysis.analyse import prepare
from index.analysis.gazetteer import Gazetteer, load
from index.analysis.lattice import KINDS, LABELS, Layout, allowed, forward, log_sum, marginals
from index.analysis.names import decided_pieces
from index.analysis.recognising import Document
from index.analysis.silver_names import mended
from index.analysis.tagged_text import MarkedText, joined, read_marked, sentences_of
from index.analysis.tagger_model import GROUPS, write
from index.analysis.tagging_view import TABLES, codes, neighbours, view
from index.analysis.titles import TitleReader
from index.analysis.training_capitals import varied
from index.analysis.training_lines import made_texts
from index.analysis.word_features import Setting, WordFeatures, WordReader
from index.model import Kind

if TYPE_CHECKING:
    from numpy.typing import NDArray

_OFFSETS = (0, -1, 1, -2, 2)
_FEWEST = 4  # features seen less often are left out
_L2 = 0.25
_RATE = 0.15
_BATCH = 256
# How often a sort of evidence is left out of a stretch while training.
_DROP_WORDS = 0.3
_DROP_LISTS = 0.3
_DROP_RULES = 0.1
_NOTICE = (
    "Trained on the Groningen Meaning Bank 2.2 (texts in the public domain, annotation free), CrossNER politics, "
    "training part (MIT License, (c) 2020 Zihan Liu and others) and lines made from newsreader's own lists."
)
_SMALL = 0.02  # weights below this are as good as none


@dataclass(frozen=True, slots=True)
class Stretches:
    """Training material: for each place its features (-1: none) and right label, and where stretches begin."""

    features: NDArray[np.int32]
    labels: NDArray[np.intp]
    starts: NDArray[np.intp]
    weights: NDArray[np.float32]


class Indexer:
    """Numbers features as they are met; ``sorts_of`` says what may drop a feature while training."""

    def __init__(self) -> None:
        self.numbers: dict[tuple[int, str | int], int] = {}
        self.drops: list[int] = []

    def number(self, group: int, name: str | int) -> int:
        """Return the number of a feature of a group of words, or a table of codes after those."""
        found = self.numbers.get((group, name))
        if found is None:
            found = len(self.drops)
            self.numbers[group, name] = found
            self.drops.append(_drop(group, name))
        return found


def _drop(group: int, name: str | int) -> int:
    if isinstance(name, int):
        table = TABLES[group - len(GROUPS)][0]
        return 3 if table.startswith("rule") else 2 if table.startswith(("list", "team")) else 0
    if group == 0 and name[:2] in ("w:", "z:", "a:", "h:", "t:") and name[:2] != "t:":
        return 1
    if group == 0 and name[:2] in ("g:", "n:"):
        return 2
    return 0


def right_labels(case: MarkedText, document: Document, gazetteer: Gazetteer) -> NDArray[np.intp]:
    """Return the right label of each token: titles outside, nationality words ``other``."""
    tokens = document.tokens
    labels = np.zeros(len(tokens), np.intp)
    starts = {start: number for number, start in enumerate(tokens.starts)}
    ends = {end: number for number, end in enumerate(tokens.ends)}
    titles = TitleReader(document.folds, gazetteer)
    for one in case.marked:
        first, last = starts.get(one.start), ends.get(one.end)
        if first is None or last is None or last < first:
            continue
        last += 1
        kind = one.kind
        if kind == "person":
            begin = first
            first = _after_title(titles, document, gazetteer, first, last)
            _label_listed(labels, document, gazetteer, begin, first)
        entry = gazetteer.entries.get(" ".join(document.folds[first:last]))
        if kind == "place" and entry is not None and entry.demonym:
            kind = "other"
        if document.folds[first] == "the" and last - first > 1 and entry is None:
            first += 1
        base = 1 + 4 * KINDS.index(kind)
        if last - first == 1:
            labels[first] = base + 3
        else:
            labels[first] = base
            labels[first + 1 : last - 1] = base + 1
            labels[last - 1] = base + 2
    _label_joined(labels, document, gazetteer)
    return labels


def _label_joined(labels: NDArray[np.intp], document: Document, gazetteer: Gazetteer) -> None:
    """Label the names before hyphens ("London-based"), which tagged texts keep in one word with the rest."""
    texts, starts, ends = document.tokens.texts, document.tokens.starts, document.tokens.ends
    for i in range(len(texts) - 1):
        if labels[i] or texts[i + 1] != "-" or ends[i] != starts[i + 1]:
            continue
        if texts[i][0].isupper():
            _label_listed(labels, document, gazetteer, i, i + 1)


def _label_listed(
    labels: NDArray[np.intp], document: Document, gazetteer: Gazetteer, first: int, last: int
) -> None:
    """Label the single words of a stretch that the lists know by themselves."""
    for i in range(first, last):
        entry = gazetteer.entries.get(document.folds[i])
        if entry is None or (entry.capitals and not document.tokens.texts[i].isupper()):
            continue
        kind = (
            "other"
            if entry.demonym
            else "place"
            if entry.kind in (Kind.PLACE, Kind.COUNTRY)
            else entry.kind.value
        )
        labels[i] = 1 + 4 * KINDS.index(kind) + 3


def _after_title(
    titles: TitleReader, document: Document, gazetteer: Gazetteer, first: int, last: int
) -> int:
    """Return where a person's name begins once titles, and whose they are ("US Secretary of State"), are off."""
    while first < last:
        begin = first
        for at in range(first + 1, min(first + 4, last)):
            if " ".join(document.folds[first:at]) in gazetteer.entries:
                begin = at
        title = titles.at(first, last)
        if title is None and begin > first:
            title = titles.at(begin, last)
        if title is None or title.last >= last:
            return first
        first = title.last
        if document.tokens.texts[first] == "." and first + 1 < last:
            first += 1
    return first


def gather(
    cases: Sequence[tuple[MarkedText, float]], gazetteer: Gazetteer, indexer: Indexer
) -> Stretches:
    """Return the training material made of marked texts, each with its weight."""
    reader = WordReader(gazetteer)
    words: dict[tuple[str, int], tuple[WordFeatures, tuple[list[int], ...]]] = {}
    pad = [[indexer.number(group, "k:pad")] if group else [] for group in range(len(GROUPS))]
    rows: list[list[int]] = []
    labels: list[NDArray[np.intp]] = []
    starts: list[NDArray[np.intp]] = []
    weights: list[NDArray[np.float32]] = []
    count = 0
    for case, weight in cases:
        document = prepare(case.text, gazetteer)
        seen = view(document, gazetteer, decided_pieces(document, gazetteer))
        if not len(seen.places):
            continue
        right = right_labels(case, document, gazetteer)
        told: list[tuple[list[int], ...]] = []
        sorts = np.zeros(len(document.tokens), np.intp)
        for i, word in enumerate(document.tokens.texts):
            key = (word, int(seen.settings[i]))
            known = words.get(key)
            if known is None:
                read = reader.read(word, Setting(key[1]))
                lists = (read.own, read.beside, read.beside, read.further, read.further)
                known = (
                    read,
                    tuple(
                        [indexer.number(group, one) for one in features]
                        for group, features in enumerate(lists)
                    ),
                )
                words[key] = known
            told.append(known[1])
            sorts[i] = known[0].sort
        beside = [neighbours(seen, offset) for offset in _OFFSETS]
        tables = codes(seen, sorts)
        for number in range(len(seen.places)):
            row: list[int] = []
            for group in range(len(GROUPS)):
                places, within = beside[group]
                row += told[places[number]][group] if within[number] else pad[group]
            for table, code in enumerate(tables):
                row.append(indexer.number(len(GROUPS) + table, int(code[number])))
            rows.append(row)
        labels.append(_legal(right[seen.places], seen.starts))
        starts.append(seen.starts + count)
        weights.append(np.full(len(seen.starts), weight, np.float32))
        count += len(seen.places)
    widest = max(len(row) for row in rows)
    features = np.full((len(rows), widest), -1, np.int32)
    for number, row in enumerate(rows):
        features[number, : len(row)] = row
    return Stretches(
        features, np.concatenate(labels), np.concatenate(starts), np.concatenate(weights)
    )


def _legal(labels: NDArray[np.intp], starts: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return labels that can follow one another: names cut by the ends of stretches are mended."""
    fixed = labels.copy()
    bounds = [*starts.tolist(), len(labels)]
    for begin, end in itertools.pairwise(bounds):
        at = begin
        while at < end:
            label = int(labels[at])
            if label == 0:
                at += 1
                continue
            kind = (label - 1) // 4
            stop = at + 1
            part = (label - 1) % 4
            if part in (0, 1):
                while (
                    stop < end
                    and labels[stop]
                    and (labels[stop] - 1) // 4 == kind
                    and (labels[stop] - 1) % 4 in (1, 2)
                ):
                    stop += 1
                    if (labels[stop - 1] - 1) % 4 == 2:
                        break
            base = 1 + 4 * kind
            if stop - at == 1:
                fixed[at] = base + 3
            else:
                fixed[at] = base
                fixed[at + 1 : stop - 1] = base + 1
                fixed[stop - 1] = base + 2
            at = stop
    return fixed


def train(
    material: Stretches, indexer: Indexer, *, epochs: int, seed: int, tell: bool = True
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.bool_]]:
    """Return the weights (a row a feature), the transitions, and which features are kept."""
    size = len(indexer.drops)
    counts = np.bincount(material.features[material.features >= 0], minlength=size)
    kept = counts >= _FEWEST
    features = np.where(
        (material.features >= 0) & kept[material.features], material.features, size
    ).astype(np.int32)
    drops = np.array([*indexer.drops, 0], np.int8)
    labels = len(LABELS)
    weights = np.zeros((size + 1, labels), np.float32)
    squares = np.full((size + 1, labels), 1e-3, np.float32)
    legal = allowed()
    transitions = np.where(legal, 0, -1e4).astype(np.float32)
    transition_squares = np.full((labels, labels), 1e-3)
    total = np.zeros_like(weights)
    total_transitions = np.zeros_like(transitions)
    averaged = 0
    bounds = np.append(material.starts, len(material.labels))
    random = np.random.default_rng(seed)
    count = len(material.starts)
    stretch_of = np.repeat(np.arange(count), np.diff(bounds))
    for epoch in range(epochs):
        order = random.permutation(count)
        loss = 0.0
        rate = _RATE / (1 + 0.1 * epoch)
        for begin in range(0, count, _BATCH):
            chosen = np.sort(order[begin : begin + _BATCH])
            places = np.concatenate([np.arange(bounds[one], bounds[one + 1]) for one in chosen])
            lengths = bounds[chosen + 1] - bounds[chosen]
            starts = np.cumsum(lengths) - lengths
            told = features[places]
            sorts = drops[told]
            dice = random.random((len(chosen), 3))
            of = np.repeat(np.arange(len(chosen)), lengths)
            # Words are dropped place by place, what is known of the stretch as a whole.
            words_gone = random.random(len(places)) < _DROP_WORDS
            lists_gone = (dice[:, 1] < _DROP_LISTS)[of]
            rules_gone = (dice[:, 2] < _DROP_RULES)[of]
            gone = (
                ((sorts == 1) & words_gone[:, None])
                | ((sorts == 2) & lists_gone[:, None])
                | ((sorts == 3) & rules_gone[:, None])
            )
            told = np.where(gone, size, told)
            scores = weights[told].sum(1)
            layout = Layout(starts, len(places))
            going = forward(scores, layout, transitions)
            expected = np.zeros((labels, labels))
            found = marginals(going, layout, expected)
            right = material.labels[places]
            importance = material.weights[stretch_of[places]]
            loss += log_sum(scores, going) - float(scores[np.arange(len(places)), right].sum())
            gradient = found.astype(np.float32)
            gradient[np.arange(len(places)), right] -= 1
            gradient *= importance[:, None]
            flat = told.ravel()
            by_feature = np.argsort(flat, kind="stable")
            ordered = flat[by_feature]
            first = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
            touched = ordered[first]
            sums = np.add.reduceat(gradient[by_feature // told.shape[1]], first, axis=0)
            inner = touched < size
            touched, sums = touched[inner], sums[inner]
            sums += _L2 * weights[touched]
            squares[touched] += sums**2
            weights[touched] -= rate * sums / np.sqrt(squares[touched])
            inside = np.ones(len(places), bool)
            inside[starts] = False
            observed = np.zeros((labels, labels))
            later = np.flatnonzero(inside)
            np.add.at(observed, (right[later - 1], right[later]), 1)
            step = np.where(legal, expected - observed + _L2 * transitions, 0)
            transition_squares += step**2
            transitions -= (rate * step / np.sqrt(transition_squares)).astype(np.float32)
        if epoch >= epochs // 2:
            total += weights
            total_transitions += transitions
            averaged += 1
        if tell:
            print(f"epoch {epoch + 1}: loss {loss / len(material.labels):.4f}", flush=True)
    final = total[:size] / np.float32(averaged)
    moves = np.where(legal, total_transitions / averaged, -1e4).astype(np.float32)
    final[np.abs(final) < _SMALL] = 0
    return final, moves, kept & (np.abs(final).max(1) > 0)


def save(
    path: Path,
    indexer: Indexer,
    weights: NDArray[np.float32],
    transitions: NDArray[np.float32],
    kept: NDArray[np.bool_],
    *,
    notice: str,
) -> None:
    """Write the model file."""
    groups: list[list[tuple[str, int]]] = [[] for _ in GROUPS]
    tables: list[list[tuple[int, int]]] = [[] for _ in TABLES]
    for (group, name), number in indexer.numbers.items():
        if not kept[number]:
            continue
        if isinstance(name, str):
            groups[group].append((name, number))
        else:
            tables[group - len(GROUPS)].append((name, number))
    write(
        path,
        transitions,
        [
            ([name for name, _ in sorted(group)], weights[[number for _, number in sorted(group)]])
            for group in groups
        ],
        [
            (
                np.array([code for code, _ in sorted(table)], np.int64),
                weights[[number for _, number in sorted(table)]],
            )
            for table in tables
        ],
        notice,
    )


def settle(
    cases: Sequence[tuple[MarkedText, float]], gazetteer: Gazetteer
) -> tuple[Indexer, Stretches]:
    """Return the numbered features and the training material of marked texts with their weights."""
    indexer = Indexer()
    return indexer, gather(cases, gazetteer, indexer)


def _cases(path: Path, group: int, gazetteer: Gazetteer, *, silver: bool) -> Iterator[MarkedText]:
    if not silver:
        yield from read_marked(path, group)
        return
    sentences = mended(list(sentences_of(path)), gazetteer)
    for first in range(0, len(sentences), group):
        yield joined(f"{path.stem}-{first}", sentences[first : first + group])


def main() -> None:
    """Train and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", help="tagged texts, FILE or FILE:WEIGHT")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--notice", default=_NOTICE, help="sources and licences, kept in the file")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--group", type=int, default=10, help="sentences that make one text")
    parser.add_argument(
        "--made", type=int, default=2000, help="how many texts to make from patterns"
    )
    parser.add_argument(
        "--varied", type=float, default=1.0, help="share of texts given again, varied"
    )
    parser.add_argument("--made-weight", type=float, default=0.35)
    parser.add_argument(
        "--silver", nargs="*", default=[], help="which files were marked by a machine"
    )
    given = parser.parse_args()
    gazetteer = load()
    random = Random(given.seed)
    cases: list[tuple[MarkedText, float]] = []
    for name in given.files:
        path, _, weight = name.partition(":")
        for case in _cases(Path(path), given.group, gazetteer, silver=path in given.silver):
            cases.append((case, float(weight or 1)))
            if random.random() < given.varied:
                cases.append((varied(case, random), float(weight or 1)))
    for case in made_texts(gazetteer, given.made, given.seed):
        cases.append((case, given.made_weight))
    indexer, material = settle(cases, gazetteer)
    print(f"{len(material.labels)} places, {len(indexer.drops)} features", flush=True)
    weights, transitions, kept = train(material, indexer, epochs=given.epochs, seed=given.seed)
    save(given.output, indexer, weights, transitions, kept, notice=given.notice)
    print(f"{int(kept.sum())} features, {given.output.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
