"""Measures how well the first ten hits answer the questions of a test collection: mean nDCG at 10.

    python tests/benchmarks/relevance.py COLLECTION.json …

A collection is a JSON file with ``docs`` (id to text), ``queries`` (id to text) and
``judgements`` (query id to the documents that answer it, each with a grade above 0).
Every question is asked with any of its words, as ``newsreader search --any`` does, and the first
sentence of a document serves as its headline, as it does on import where there is no headline.
"""

from __future__ import annotations

import json
import math
import re
import sys
import tempfile
import time
from pathlib import Path

from index.model import Order
from index.search.engine import IndexDocument
from index.search.feedback import is_question, with_feedback
from index.search.query import And, Query, Word
from index.search.whoosh_engine import WhooshEngine

DEPTH = 10


def question(text: str) -> Query:
    """Return a question as the words it is made of; nothing in it is query language."""
    words = [word for word in text.split() if any(character.isalnum() for character in word)]
    return And(tuple(Word(word) for word in words))


def first_sentence(text: str) -> str:
    """Return what an import takes for the headline of a text that has none, about so."""
    return re.split(r"(?<=[.!?])\s", text.strip(), maxsplit=1)[0][:200]


def gain(grades: list[float]) -> float:
    """Return the discounted cumulative gain of grades in the order they were found."""
    return sum(grade / math.log2(place + 2) for place, grade in enumerate(grades[:DEPTH]))


def measure(path: Path) -> tuple[float, int]:
    """Return the mean nDCG at 10 over the questions of a collection, and how many there are."""
    collection = json.loads(path.read_text(encoding="utf-8"))
    identifiers = list(collection["docs"])
    texts = list(collection["docs"].values())
    with tempfile.TemporaryDirectory() as folder:
        engine = WhooshEngine.create(Path(folder))
        engine.add(IndexDocument(row, first_sentence(text), text) for row, text in enumerate(texts))
        values = []
        for number, text in collection["queries"].items():
            judged = collection["judgements"].get(number, {})
            relevant = {one: float(grade) for one, grade in judged.items() if grade > 0}
            if not relevant:
                continue
            asked = question(text)
            found = engine.search(asked, limit=DEPTH, order=Order.RELEVANCE, any_word=True)
            if is_question(asked):
                asked = with_feedback(asked, found, lambda rows: [texts[row] for row in rows])
                found = engine.search(asked, limit=DEPTH, order=Order.RELEVANCE, any_word=True)
            grades = [relevant.get(identifiers[hit.row], 0.0) for hit in found.hits]
            values.append(gain(grades) / gain(sorted(relevant.values(), reverse=True)))
        engine.close()
    return sum(values) / len(values), len(values)


def main() -> int:
    """Measure the collections named on the command line."""
    if len(sys.argv) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    for name in sys.argv[1:]:
        began = time.perf_counter()
        value, questions = measure(Path(name))
        seconds = time.perf_counter() - began
        print(f"{name}: nDCG@{DEPTH} {value:.4f} over {questions} questions ({seconds:.1f} s)")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
