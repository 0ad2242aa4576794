"""Stories and questions for measuring search engines: real texts from a folder, and seeded random ones.

Random stories are made of the words of the real texts and of many invented ones, as unevenly spread as
words are (Zipf and Mandelbrot), with words that come in bursts within a story, expressions that come
again and again, and actors of whom a few are in the news all the time.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import numpy as np

WORDS_A_STORY = 324
VOCABULARY = 200_000
ACTORS = 20_000
SOURCES = 60
FIRST_DAY = datetime(2015, 1, 1, tzinfo=UTC)
DAYS = 3_650
AT_ONCE = 500

_WORD = re.compile(r"[a-z]+")
_SYLLABLES = [
    "ba",
    "be",
    "bo",
    "da",
    "del",
    "dor",
    "fa",
    "fel",
    "go",
    "gra",
    "ha",
    "il",
    "ka",
    "ko",
    "la",
    "len",
    "lo",
    "ma",
    "mer",
    "mo",
    "na",
    "nor",
    "pa",
    "pel",
    "qui",
    "ra",
    "ren",
    "ro",
    "sa",
    "sel",
    "so",
    "ta",
    "tel",
    "to",
    "va",
    "ven",
    "vo",
]


@dataclass(frozen=True, slots=True)
class Story:
    """One story: ``row`` is its number; ``published`` is aware."""

    row: int
    headline: str
    body: str
    source: str
    published: datetime
    actors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: words (all, any or in a row), a pattern with ``*``, from one day up to another."""

    words: tuple[str, ...] = ()
    pattern: str = ""
    first: datetime | None = None
    last: datetime | None = None


def texts(paths: Sequence[Path]) -> Iterator[str]:
    """Yield the texts of test collections (JSON with ``docs``), and of text files, in folders."""
    files = (
        file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
    )
    for file in files:
        if file.suffix == ".json":
            yield from json.loads(file.read_text(encoding="utf-8")).get("docs", {}).values()
        elif file.suffix in (".md", ".txt"):
            yield file.read_text(encoding="utf-8")


class Corpus:
    """A number of stories that are the same for the same seed and the same real texts."""

    def __init__(self, count: int, real: Sequence[str], seed: int = 1) -> None:
        self._count = count
        self._real = real
        self._seed = seed
        counts = Counter(word for text in real for word in _WORD.findall(text.lower()))
        known = [word for word, _ in counts.most_common(VOCABULARY)]
        chance = random.Random(seed)
        invented: set[str] = set()
        while len(known) + len(invented) < VOCABULARY:
            invented.add("".join(chance.choices(_SYLLABLES, k=chance.randint(2, 5))))
        self._words = np.array(known + sorted(invented - set(known)), object)
        self._spread = _zipf(len(self._words))
        self._actors = [f"{chance.getrandbits(64):016x}" for _ in range(ACTORS)]

    def stories(self) -> Iterator[Story]:
        """Yield the stories, real ones first."""
        yield from islice(self._all(), self._count)

    def _all(self) -> Iterator[Story]:
        numbers = np.random.default_rng(self._seed)
        actors = _zipf(ACTORS)
        expressions = self._drawn(numbers, 9_000).reshape(3_000, 3)
        topics = numbers.integers(50, 20_000, (400, 60))
        casts = np.searchsorted(actors, numbers.random((400, 8)))
        row = 0
        for text in self._real:
            headline, _, rest = text.strip().partition("\n")
            yield self._story(row, headline[:200], rest or text, numbers, casts, actors)
            row += 1
        while True:
            lengths = numbers.lognormal(np.log(WORDS_A_STORY) - 0.08, 0.4, AT_ONCE).astype(int) + 12
            drawn = self._drawn(numbers, int(lengths.sum()))
            ends = np.cumsum(lengths)
            kinds = numbers.integers(0, len(topics), AT_ONCE)
            bursts = numbers.random(len(drawn)) < 0.15
            topic_of = np.repeat(kinds, lengths)
            places = (numbers.random(len(drawn)) ** 2 * topics.shape[1]).astype(int)
            drawn[bursts] = topics[topic_of[bursts], places[bursts]]
            starts = numbers.integers(0, len(drawn) - 3, len(drawn) // 40)
            which = (numbers.random(len(starts)) ** 3 * len(expressions)).astype(int)
            for step in range(3):
                drawn[starts + step] = expressions[which, step]
            for kind, begin, end in zip(kinds, ends - lengths, ends, strict=True):
                words = self._words[drawn[begin:end]].tolist()
                headline, body = " ".join(words[:9]).capitalize(), _sentences(words[9:])
                yield self._story(row, headline, body, numbers, casts[kind : kind + 1], actors)
                row += 1

    def _drawn(self, numbers: np.random.Generator, count: int) -> np.ndarray:
        return np.searchsorted(self._spread, numbers.random(count))

    def _story(
        self,
        row: int,
        headline: str,
        body: str,
        numbers: np.random.Generator,
        casts: np.ndarray,
        actors: np.ndarray,
    ) -> Story:
        cast = casts[row % len(casts)]
        named = {
            *cast[: row % 6 + 2].tolist(),
            *np.searchsorted(actors, numbers.random(5)).tolist(),
        }
        moment = FIRST_DAY + timedelta(
            days=DAYS * (row / max(self._count, 1)), seconds=row * 37 % 9999
        )
        return Story(
            row,
            headline,
            body,
            f"Desk {int(SOURCES * ((row * 2654435761 % 1000) / 1000) ** 2)}",
            moment.replace(microsecond=0),
            tuple(self._actors[number] for number in named),
        )


def _zipf(count: int) -> np.ndarray:
    weights = 1.0 / (np.arange(count) + 2.7) ** 1.05
    return np.cumsum(weights / weights.sum())


def _sentences(words: list[str]) -> str:
    return " ".join(
        " ".join(words[at : at + 18]).capitalize() + (".\n\n" if at % 90 == 72 else ".")
        for at in range(0, len(words), 18)
    )


def questions(corpus: Corpus, many: int, seed: int = 2) -> dict[str, list[Question]]:
    """Return ``many`` questions of each kind about a corpus, from a sample of its stories."""
    chance = random.Random(seed)
    sample = list(islice(corpus.stories(), 20_000))
    sample = chance.sample(sample, min(6_000, len(sample)))
    cut = [_WORD.findall(f"{story.headline} {story.body}".lower()) for story in sample]
    frequency = Counter(word for words in cut for word in set(words))
    share = {word: count / len(sample) for word, count in frequency.items() if len(word) > 3}
    usual = sorted(word for word in share if 0.002 <= share[word] < 0.05)
    common = sorted(word for word in share if 0.08 <= share[word] <= 0.5)
    commonest = {word for word, _ in frequency.most_common(60)}
    rare = sorted(word for word in share if frequency[word] <= 3)

    def together(words: list[str], among: set[str], count: int) -> tuple[str, ...]:
        there = sorted(among.intersection(words))
        return (
            tuple(chance.sample(there, count))
            if len(there) >= count
            else together_somewhere(among, count)
        )

    def together_somewhere(among: set[str], count: int) -> tuple[str, ...]:
        return together(chance.choice(cut), among, count)

    def row_of_words(count: int, wanted: str) -> tuple[str, ...]:
        while True:
            words = chance.choice(cut)
            at = chance.randrange(9, max(10, len(words) - count))
            found = tuple(words[at : at + count])
            stops = sum(word in commonest for word in found)
            if len(found) == count and (stops == count if wanted == "common" else stops < count):
                return found

    medium = set(usual) | set(common)

    def days() -> tuple[datetime, datetime]:
        first = FIRST_DAY + timedelta(days=chance.randrange(DAYS - 400))
        return first, first + timedelta(days=chance.randint(30, 400))

    def dated(word: str) -> Question:
        first, last = days()
        return Question((word,), first=first, last=last)

    def beginning(word: str) -> str:
        return word[: chance.randint(3, 5)] + "*"

    def pattern(word: str) -> str:
        if chance.random() < 0.5:
            return "*" + word[-3:]
        return f"{word[:2]}*{word[-2:]}"

    some = lambda make: [make() for _ in range(many)]  # noqa: E731
    return {
        "rare word": some(lambda: Question((chance.choice(rare),))),
        "common word": some(lambda: Question((chance.choice(common),))),
        "two words, all": some(lambda: Question(together_somewhere(medium, 2))),
        "three words, any": some(lambda: Question(together_somewhere(medium, 3))),
        "phrase": some(lambda: Question(row_of_words(chance.choice((2, 2, 3)), "any"))),
        "phrase of common words": some(lambda: Question(row_of_words(2, "common"))),
        "word and date range": some(lambda: dated(chance.choice(common))),
        "prefix": some(lambda: Question(pattern=beginning(chance.choice(usual)))),
        "wildcard": some(lambda: Question(pattern=pattern(chance.choice(usual)))),
        "facet: top 20 actors": some(lambda: Question((chance.choice(common),))),
        "words and 20 snippets": some(lambda: Question(together_somewhere(medium, 2))),
        "word, newest first": some(lambda: Question((chance.choice(common),))),
    }
