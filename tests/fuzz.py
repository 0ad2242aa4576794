"""A fuzz run that is led by coverage: bytes grow towards code that no input has reached yet (atheris).

    pip install atheris
    python tests/fuzz.py importing -max_total_time=300 corpus/

The first argument says what is fuzzed: importing, cleaning, analysis or query. All others go to libFuzzer: a
time, a folder in which inputs are kept that reached something new. It stops at the first input that breaks a
promise and keeps it in a file named crash-….
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["index"]):
    from index.analysis.directory import MemoryDirectory
    from index.analysis.linking import link
    from index.analysis.reading import read, resolved
    from index.errors import QueryError
    from index.importing.cleaning import clean_page
    from index.importing.reading import read_articles
    from index.model import Article, BodyFormat, ImportFailure, Moment, Precision
    from index.search.parser import parse
    from index.search.query import as_text

TODAY = date(2025, 1, 7)
DAY = Moment(datetime(2025, 1, 7, tzinfo=UTC), Precision.DAY)
WORK = Path(tempfile.mkdtemp(prefix="newsreader-fuzz-"))


def importing(data: bytes) -> None:
    """Any file gives articles and failures, never an exception; every article has an id and a text."""
    path = WORK / "file"
    path.write_bytes(data)
    for found in read_articles(path):
        if isinstance(found, ImportFailure):
            assert found.reason
        else:
            assert isinstance(found, Article)
            assert found.id
            assert found.body.strip()


def cleaning(data: bytes) -> None:
    """Scraped text of any kind is cleaned without an exception."""
    clean_page(data.decode("utf-8", "surrogateescape"))


def analysis(data: bytes) -> None:
    """Whatever is found stands inside the text."""
    text = data.decode("utf-8", "surrogateescape")
    body_format = BodyFormat.MARKDOWN if data[:1] > b"\x80" else BodyFormat.PLAIN
    reading = read(text, headline=text[:60], body_format=body_format, published=DAY)
    found = resolved(reading, link(reading.findings, MemoryDirectory(), published=DAY))
    for mention in found.mentions:
        assert text[mention.start : mention.end] == mention.surface
    for one in (*found.quotations, *found.events, *found.figures):
        assert 0 <= one.span.start <= one.span.end <= len(text)


def query(data: bytes) -> None:
    """A query is read, and reads the same when it is written out, or is refused with a place."""
    text = data.decode("utf-8", "surrogateescape")
    for typing in (False, True):
        try:
            tree = parse(text, today=TODAY, typing=typing)
        except QueryError as error:
            place = error.position
        else:
            place = 0
            assert typing or parse(as_text(tree), today=TODAY) == tree
        assert 0 <= place <= len(text)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (importing, cleaning, analysis, query)
}


def main() -> None:
    """Fuzz what the first argument names."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python tests/fuzz.py {'|'.join(TARGETS)} [libFuzzer's options] [folder]")
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
