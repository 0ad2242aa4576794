"""From files and folders to articles: the door to everything that can be imported."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.errors import ImportFailureError
from index.importing.detect import detect
from index.importing.inputs import InputFile, OnBytes
from index.model import Article, ImportFailure

FORMATS: tuple[str, ...] = (
    "text",
    "markdown",
    "html",
    "feed",
    "jsonl",
    "csv",
    "json-ld",
    "ninjs",
    "warc",
    "mail",
)

Reader = Callable[[InputFile], Iterator[Article | ImportFailure]]


@dataclass(frozen=True, slots=True)
class Source:
    """One file to read: where it is, and its size in bytes."""

    path: Path
    size: int


def find_sources(paths: Iterable[Path]) -> Iterator[Source | ImportFailure]:
    """Yield the files that `paths` name, those in folders sorted by name, folders within folders too.

    Hidden files and folders are passed over unless named themselves; a link that leads back into a
    folder above it is not followed again. What cannot be looked at comes as a failure.
    """
    # A stack of our own: folders may be nested deeper than Python calls may.
    waiting: list[tuple[Path, frozenset[tuple[int, int]]]] = [
        (Path(path), frozenset()) for path in reversed(tuple(paths))
    ]
    while waiting:
        path, above = waiting.pop()
        try:
            status = path.stat()
            if not stat.S_ISDIR(status.st_mode):
                yield Source(path, status.st_size)
                continue
            here = (status.st_dev, status.st_ino)
            if here in above:
                continue
            entries = sorted(path.iterdir(), reverse=True)
        except OSError as error:
            yield ImportFailure(str(path), "", _sentence(error))
            continue
        within = above | {here}
        waiting += [(entry, within) for entry in entries if not entry.name.startswith(".")]


def read_articles(
    path: Path,
    format: str | None = None,  # noqa: A002
    on_bytes: OnBytes | None = None,
) -> Iterator[Article | ImportFailure]:
    """Yield what is in the file at `path`, article by article, reading on only as they are taken.

    The reader is picked by content unless `format`, one of FORMATS, names it. `on_bytes` is told how many
    bytes of the file have been read. Nothing in a file makes
    this raise: what cannot be read is yielded as an ImportFailure with its place and a reason, and
    reading goes on behind it where that is possible. Raises ValueError for an unknown `format`.
    """
    if format is not None and format not in FORMATS:
        raise ValueError(
            f"{format!r} is not a format newsreader reads; it is one of {', '.join(FORMATS)}"
        )
    return _read(Path(path), format, on_bytes)


def _read(
    path: Path, name: str | None, on_bytes: OnBytes | None
) -> Iterator[Article | ImportFailure]:
    found = False
    try:
        source = InputFile.examine(path, on_bytes) if on_bytes else InputFile.examine(path)
        if not source.head:
            raise ImportFailureError("is empty")
        for item in _reader(name or detect(source))(source):
            found = True
            yield item
        if not found:
            yield ImportFailure(str(path), "", "holds nothing that could be read as an article")
    except ImportFailureError as error:
        yield ImportFailure(str(path), "", str(error))
    except OSError as error:
        yield ImportFailure(str(path), "", _sentence(error))
    except RecursionError:
        yield ImportFailure(str(path), "", "is nested too deeply to be an article")
    except MemoryError:
        yield ImportFailure(str(path), "", "is too large for the memory of this machine")
    except (
        ValueError,
        LookupError,
        TypeError,
        AttributeError,
        AssertionError,
        ArithmeticError,
    ) as error:
        # Content that a library did not expect; one file must never stop an import.
        yield ImportFailure(str(path), "", f"could not be read ({type(error).__name__})")


def _reader(name: str) -> Reader:
    # Each loads its libraries only when it is picked.
    if name == "html":
        from index.importing.web_page import read_web_page

        return read_web_page
    if name == "feed":
        from index.importing.feed import read_feed

        return read_feed
    if name == "jsonl":
        from index.importing.json_lines import read_json_lines

        return read_json_lines
    if name == "csv":
        from index.importing.csv_table import read_csv

        return read_csv
    if name == "json-ld":
        from index.importing.json_ld import read_json_ld

        return read_json_ld
    if name == "ninjs":
        from index.importing.ninjs import read_ninjs

        return read_ninjs
    if name == "warc":
        from index.importing.warc import read_warc

        return read_warc
    if name == "mail":
        from index.importing.mail import read_mail

        return read_mail
    if name == "markdown":
        from index.importing.markdown import read_markdown

        return read_markdown
    from index.importing.plain import read_plain

    return read_plain


def _sentence(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is not there; look at the spelling of its name"
    if isinstance(error, PermissionError):
        return "may not be read by you; its permissions do not allow it"
    return f"could not be read ({error.strerror or type(error).__name__})"
