"""The small closed lists of words that rules use: articles, particles, endings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "data" / "small_words.tsv"


@cache
def _lists() -> dict[str, frozenset[str]]:
    lists: dict[str, frozenset[str]] = {}
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, words = line.partition("\t")
            lists[name] = frozenset(words.split())
    return lists


def small_words(name: str) -> frozenset[str]:
    """Return the words of one list of ``small_words.tsv``; raises KeyError where there is none."""
    return _lists()[name]
