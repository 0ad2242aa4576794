"""``newsreader analyse``: texts in, what stands in them out; no archive is touched."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import click

from index.errors import NewsreaderError
from index.importing.dates import parse_moment
from tui.commands.authorities import usable
from tui.commands.output import complain, counted, say, show, show_json, show_lines, table

if TYPE_CHECKING:
    from index.model import Analysis, Moment
    from index.options import AnalysisOptions
    from index.text_analysis import TextAnalyser

_IN_PART = 1
_MOST_KEPT = 100  # lines


class _BadLineError(NewsreaderError):
    """A line that holds no text to analyse."""


class _NoJsonError(_BadLineError):
    """A line that is not JSON at all."""


@dataclass(frozen=True, slots=True)
class _Text:
    """One line of the input.

    ``id`` is given back as it came, ``unread_date`` is a date that cannot be made out.
    """

    id: str | int
    text: str
    published: Moment | None
    unread_date: str


@click.command("analyse")
@click.option(
    "--jsonl", "as_jsonl", is_flag=True, help="Print a JSON object a line, not a summary."
)
@click.option(
    "--authorities",
    "folders",
    metavar="PATH",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    callback=usable,
    help="A folder of authority files, or one such file, instead of the folder that the settings name; "
    "may be given several times.",
)
@click.option(
    "--spacy-pipeline",
    "pipeline",
    metavar="NAME",
    help='The spaCy pipeline that recognises names, instead of what the settings say; "" is newsreader\'s own way.',
)
@click.argument("files", nargs=-1, metavar="[FILE…|-]", type=click.Path())
@click.pass_context
def analyse_command(
    context: click.Context,
    files: tuple[str, ...],
    as_jsonl: bool,
    folders: tuple[Path, ...],
    pipeline: str | None,
) -> None:
    """Find who and what is named in texts, without an archive.

    FILE, or standard input, has a JSON object a line: {"id": …, "text": "…"} and, if known, "date" (2025-01-07),
    which helps to tell who held an office. An actor has the same id on every line of one run. Offsets in the
    answer count code points in the text exactly as given. Bad lines are named, the rest goes on; the exit
    status is 1 then.

    The authority files and the spaCy pipeline of the settings are used, as for an import.
    """
    from index.text_analysis import text_analyser

    with text_analyser(_options(folders, pipeline), _say_reading) as at_hand:
        if at_hand.mistakes:
            check = " ".join(["newsreader authorities check", *map(str, folders)])
            say(f"Authority files have {counted(at_hand.mistakes, 'mistake')}: {check} lists them.")
        failed = _answer(at_hand.analyser, files or ("-",), as_jsonl)
    if failed:
        say(
            f"{counted(failed, 'line or file', 'lines or files')} could not be read, or not in full."
        )
        context.exit(_IN_PART)


def _options(folders: tuple[Path, ...], pipeline: str | None) -> AnalysisOptions:
    """Return what the settings say of analysis, but for what was asked for here. Raises SettingsError."""
    from tui.analysing import options_of
    from tui.settings import load

    options = options_of(load())
    if folders:
        options = replace(options, authority_folders=folders)
    return options if pipeline is None else replace(options, spacy_pipeline=pipeline.strip())


def _say_reading(path: Path) -> None:
    say(f"Reading {path} …")


def _answer(analyser: TextAnalyser, names: tuple[str, ...], as_jsonl: bool) -> int:
    """Analyse every line of the files; return how many lines or files could not be read, or not in full."""
    failed = 0
    beginning = _Beginning()
    for name, number, line in _lines(names):
        beginning.of(name)
        if line is None:
            failed += 1
            continue
        try:
            text = _parsed(line)
        except _NoJsonError as error:
            beginning.no_json(f"{name}, line {number}: {error}")
            failed += 1
            continue
        except _BadLineError as error:
            beginning.has_json()
            complain(f"{name}, line {number}: {error}")
            failed += 1
            continue
        beginning.has_json()
        if text.unread_date:
            complain(
                f"{name}, line {number}: “{text.unread_date}” is no date; analysed without it."
            )
            failed += 1
        try:
            analysis = analyser.analysis(text.text, published=text.published)
        except Exception as error:  # one text that trips the analysis must not cost the others
            complain(f"{name}, line {number}: could not be analysed ({type(error).__name__}).")
            failed += 1
            continue
        if as_jsonl:
            from index.exporting.json_forms import analysed_form

            show_json(analysed_form(text.id, analysis))
        else:
            _show_summary(text.id, analysis)
        # Another program may be waiting for the answer before it sends the next line.
        sys.stdout.flush()
    beginning.of("")
    return failed


class _Beginning:
    """What is wrong with the lines at the beginning of a file, kept back until one of them is JSON.

    Where none is, the file is something else: a text, a table. That is said once, and not of each of its lines.
    """

    def __init__(self) -> None:
        self._file = ""
        self._seen_json = False
        self._kept: list[str] = []
        self._told = False

    def of(self, file: str) -> None:
        """Go on with a file, and say what is left to say of the one before it; "" for none."""
        if file == self._file:
            return
        if len(self._kept) == 1:
            complain(self._kept[0])
        elif self._kept and not self._told:
            self._tell()
        self._file, self._seen_json, self._kept, self._told = file, False, [], False

    def no_json(self, complaint: str) -> None:
        """Complain of a line that is not JSON, now or later."""
        if self._seen_json:
            complain(complaint)
        elif len(self._kept) < _MOST_KEPT:
            self._kept.append(complaint)
        elif not self._told:
            self._tell()

    def has_json(self) -> None:
        """Take the file for what it should be, and say what was kept back."""
        if not self._seen_json and not self._told:
            for complaint in self._kept:
                complain(complaint)
        self._seen_json = True
        self._kept = []

    def _tell(self) -> None:
        self._told = True
        complain(
            f"{self._file} is not JSON lines: give a JSON object a line, "
            '{"id": "1", "text": "…"}, not the text itself.'
        )


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
        raise _NoJsonError(f"not UTF-8 text (byte {error.start + 1}).") from error
    except json.JSONDecodeError as error:
        # Some of Python's messages end with "at" themselves.
        what = error.msg.removesuffix(" at")
        raise _NoJsonError(f"not valid JSON ({what} at column {error.colno}).") from error
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
