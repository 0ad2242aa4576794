"""``newsreader analyse``: texts in, what stands in them out; no archive is touched."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

import click

from index.errors import NewsreaderError
from index.importing.dates import parse_moment
from tui.commands.output import complain, counted, say, show, show_json, show_lines, table

if TYPE_CHECKING:
    from index.model import Analysis, Moment

_IN_PART = 1


class _BadLineError(NewsreaderError):
    """A line that holds no text to analyse."""


@dataclass(frozen=True, slots=True)
class _Text:
    """One line of the input.

    ``id`` is given back as it came, ``unread_date`` is a date that cannot be made out.
    """

    id: str | int
    text: str
    published: Moment | None
    unread_date: str


class _Analyser:
    """Analyses one text after the other and remembers whom the earlier ones named."""

    def __init__(self) -> None:
        from index.analysis.directory import MemoryDirectory

        self._directory = MemoryDirectory()

    def analysis(self, text: _Text) -> Analysis:
        """Return what was read from a text, its actors linked to those of the texts before."""
        from index.analysis.linking import link
        from index.analysis.reading import read, resolved

        reading = read(text.text, published=text.published)
        links = link(reading.findings, self._directory, published=text.published)
        self._directory.learn(reading.findings, links, published=text.published)
        return resolved(reading, links)


@click.command("analyse")
@click.option(
    "--jsonl", "as_jsonl", is_flag=True, help="Print a JSON object a line, not a summary."
)
@click.argument("files", nargs=-1, metavar="[FILE…|-]", type=click.Path())
@click.pass_context
def analyse_command(context: click.Context, files: tuple[str, ...], as_jsonl: bool) -> None:
    """Find who and what is named in texts, without an archive.

    FILE, or standard input, has a JSON object a line: {"id": …, "text": "…"} and, if known, "date" (2025-01-07),
    which helps to tell who held an office. An actor has the same id on every line of one run. Offsets in the
    answer count code points in the text exactly as given. Bad lines are named, the rest goes on; the exit
    status is 1 then.
    """
    failed = 0
    analyser = _Analyser()
    for name, number, line in _lines(files or ("-",)):
        if line is None:
            failed += 1
            continue
        try:
            text = _parsed(line)
        except _BadLineError as error:
            complain(f"{name}, line {number}: {error}")
            failed += 1
            continue
        if text.unread_date:
            complain(
                f"{name}, line {number}: “{text.unread_date}” is no date; analysed without it."
            )
            failed += 1
        analysis = analyser.analysis(text)
        if as_jsonl:
            from index.exporting.json_forms import analysed_form

            show_json(analysed_form(text.id, analysis))
        else:
            _show_summary(text.id, analysis)
        # Another program may be waiting for the answer before it sends the next line.
        sys.stdout.flush()
    if failed:
        say(
            f"{counted(failed, 'line or file', 'lines or files')} could not be read, or not in full."
        )
        context.exit(_IN_PART)


def _lines(files: tuple[str, ...]) -> Iterator[tuple[str, int, bytes | None]]:
    """Yield the name of a file, a line number and the line; None, after a word on stderr, for no line at all."""
    for name in files:
        if name == "-":
            yield from _numbered("standard input", sys.stdin.buffer)
            continue
        try:
            with open(name, "rb") as file:  # noqa: PTH123 - a name, taken as it was given
                yield from _numbered(name, file)
        except OSError as error:
            complain(f"{name} cannot be read: {error.strerror or error}.")
            yield name, 0, None


def _numbered(name: str, file: BinaryIO) -> Iterator[tuple[str, int, bytes]]:
    for number, line in enumerate(file, start=1):
        if number == 1:
            line = line.removeprefix(b"\xef\xbb\xbf")
        if line.strip():
            yield name, number, line


def _parsed(line: bytes) -> _Text:
    """Return what a line says. Raises _BadLineError."""
    try:
        value = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise _BadLineError(f"not UTF-8 text (byte {error.start + 1}).") from error
    except json.JSONDecodeError as error:
        raise _BadLineError(f"not valid JSON ({error.msg} at column {error.colno}).") from error
    except (RecursionError, ValueError) as error:
        raise _BadLineError("not JSON that can be read.") from error
    if not isinstance(value, dict):
        raise _BadLineError('not a JSON object with "id" and "text".')
    text = value.get("text")
    if not isinstance(text, str):
        raise _BadLineError('has no "text", or one that is not a string.')
    text_id = value.get("id")
    if not isinstance(text_id, (str, int)) or isinstance(text_id, bool):
        raise _BadLineError('has no "id", or one that is neither a string nor a whole number.')
    given = value.get("date")
    date = given if isinstance(given, str) else "" if given is None else str(given)
    published = parse_moment(date)
    return _Text(text_id, text, published, "" if published else date)


def _show_summary(text_id: str | int, analysis: Analysis) -> None:
    """Print whom a text names and how often."""
    counts: dict[tuple[str, str, str], int] = {}
    for mention in analysis.mentions:
        key = (mention.actor or "—", mention.kind.value, mention.name or mention.surface)
        counts[key] = counts.get(key, 0) + 1
    show(f"{text_id}: {counted(len(analysis.mentions), 'mention')}")
    rows = [(actor, kind, str(count), name) for (actor, kind, name), count in counts.items()]
    show_lines(
        f"  {line}" for line in table(rows, widest=(16, 12, 6, 0), right=(False, False, True))
    )
