"""Analysing batches of articles: in this process at first, on all cores once there is much to do."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from index.analysis.reading import LONGEST_READ, Reading, read
from index.equipment import Equipment, Tools, tools
from index.following.signatures import signature
from index.model import Article, ImportFailure
from index.packed_readings import packed, unpacked
from index.worker_processes import WorkerProcesses

_WORTH_PROCESSES = 128  # articles; starting the processes takes about a second
# Batches a process that may wait, analysed or not, before the first of them is waited for.
_AHEAD = 6
_MOST = 5  # processes; one that links and stores keeps no more busy, and each takes some forty megabytes
# Batches after which a process is renewed. What it remembers grows by about two megabytes a thousand articles.
_RENEWED_AFTER = 96


@dataclass(frozen=True, slots=True)
class BatchReadings:
    """What was read from a batch of articles, packed, and what they are compared by, both in their order.

    ``troubles`` has a sentence for each article that could not be analysed; nothing was read from that one.
    """

    readings: tuple[bytes, ...]
    signatures: tuple[bytes, ...]
    troubles: tuple[ImportFailure, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysed:
    """A batch of articles and what was found in them."""

    articles: Sequence[Article]
    found: BatchReadings

    def readings(self) -> Iterator[tuple[Article, Reading]]:
        """Give each article with what was read from it."""
        for article, reading in zip(self.articles, self.found.readings, strict=True):
            yield article, unpacked(reading)


def analyse(equipment: Equipment, batch: Sequence[Article]) -> BatchReadings:
    """Return what is found in a batch of articles; one that trips the analysis costs nothing but its own reading."""
    made = tools(equipment)
    readings: list[bytes] = []
    signatures: list[bytes] = []
    troubles: list[ImportFailure] = []
    for article in batch:
        try:
            reading = packed(_read(article, made))
            terms = _signature(article)
            if len(article.body) > LONGEST_READ:
                reason = f"was imported, but actors were read in its first {LONGEST_READ:,} characters only"
                troubles.append(ImportFailure(article.origin, "", reason, imported=True))
        except Exception as error:
            reading, terms = packed(Reading()), b""
            reason = f"was imported, but its actors could not be read ({type(error).__name__})"
            troubles.append(ImportFailure(article.origin, "", reason, imported=True))
        readings.append(reading)
        signatures.append(terms)
    return BatchReadings(tuple(readings), tuple(signatures), tuple(troubles))


def _read(article: Article, made: Tools) -> Reading:
    return read(
        article.body,
        headline=_own_headline(article),
        body_format=article.body_format,
        language=article.language,
        published=article.published,
        recogniser=made.recogniser,
        gazetteer=made.gazetteer,
    )


def _signature(article: Article) -> bytes:
    return signature(_own_headline(article), article.body, article.body_format)


def _own_headline(article: Article) -> str:
    return "" if article.headline_from_body else article.headline


class Analysers:
    """Analyses batches and gives them back in their order."""

    def __init__(
        self,
        stack: ExitStack,
        equipment: Equipment,
        many_to_come: Callable[[], bool] = lambda: False,
    ) -> None:
        """Processes that are started are ended when the ``stack`` is left.

        ``many_to_come`` is asked whether processes are worth their start before there was a batch that says so.
        """
        self._stack = stack
        self._equipment = equipment
        self._many_to_come = many_to_come
        self._processes: WorkerProcesses[Sequence[Article], BatchReadings] | None = None
        self._seen = 0
        self._given = 0
        # By number, those that came first before others.
        self._waiting: dict[int, Sequence[Article]] = {}
        self._found: dict[int, BatchReadings] = {}
        cores = os.cpu_count() or 1
        # This process keeps a core busy itself: it links and stores what the others have read.
        self._count = min(_MOST, cores - 1) if cores > 2 else cores

    def analysed(self, batches: Iterable[Sequence[Article]]) -> Iterator[Analysed]:
        """Give the batches back with what was found in them, in their order."""
        for batch in batches:
            self._give(batch)
            yield from self._ready(most=_AHEAD * self._count)
        yield from self._ready(most=0)

    def _give(self, batch: Sequence[Article]) -> None:
        number = self._given
        self._given += 1
        self._seen += len(batch)
        self._waiting[number] = batch
        processes = self._processes
        if processes is None and self._worth_processes():
            processes = self._processes = self._started()
        while processes is not None and processes.alive and not processes.room:
            self._receive(processes, patient=True)
        if processes is not None and processes.room:
            self._do_here(processes.give(number, batch))
        else:
            self._do_here((number,))

    def _worth_processes(self) -> bool:
        return self._count > 1 and (self._seen > _WORTH_PROCESSES or self._many_to_come())

    def _started(self) -> WorkerProcesses[Sequence[Article], BatchReadings]:
        processes = WorkerProcesses[Sequence[Article], BatchReadings](
            self._count,
            partial(analyse, self._equipment),
            preload="index.warm_analysis",
            renewed_after=_RENEWED_AFTER,
        )
        self._stack.callback(processes.close)
        return processes

    def _ready(self, *, most: int) -> Iterator[Analysed]:
        """Give what is analysed and next in order, until no more than ``most`` wait; do not wait longer than that."""
        while self._waiting:
            number = next(iter(self._waiting))
            if self._processes is not None:
                self._receive(self._processes, patient=False)
                while number not in self._found and len(self._waiting) > most:
                    self._receive(self._processes, patient=True)
            if number not in self._found:
                return
            yield Analysed(self._waiting.pop(number), self._found.pop(number))

    def _receive(
        self, processes: WorkerProcesses[Sequence[Article], BatchReadings], *, patient: bool
    ) -> None:
        answers, lost = processes.answers(patient=patient)
        self._found.update(answers)
        self._do_here(lost)

    def _do_here(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._found[number] = analyse(self._equipment, self._waiting[number])
