"""How the subcommands speak: data to stdout, narration to stderr, all of it safe to show."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from textwrap import TextWrapper
from typing import TYPE_CHECKING

from tui.dates import plain_date
from tui.safe_text import cell_cut, cell_fit, cell_width, safe_text

if TYPE_CHECKING:
    from index.errors import QueryError
    from index.model import Moment

_WIDEST_PROSE = 76
_CARET_MARGIN = 20


def say(text: str) -> None:
    """Write a line of narration to stderr; what could act on a terminal is taken out of it."""
    print(safe_text(text, newlines=True), file=sys.stderr, flush=True)


def complain(text: str) -> None:
    """Write an error to stderr under the program's name."""
    say(f"newsreader: {text}")


def complain_of_query(error: QueryError, query: str) -> None:
    """Write what is wrong with a query, the query, and a caret under the place."""
    complain(str(error))
    # A long query is shown from shortly before the trouble.
    start = max(0, error.position - _CARET_MARGIN) if len(query) > 60 else 0
    before = safe_text(query[start : error.position])
    lead = "…" if start else ""
    after = safe_text(query[error.position :])
    say("  " + cell_cut(lead + before + after, max(20, terminal_width() - 2), "…"))
    say("  " + " " * cell_width(lead + before) + "^")


def show(line: str = "") -> None:
    """Write one line of data for a person to stdout."""
    print(safe_text(line))


def show_lines(lines: Iterable[str]) -> None:
    """Write lines of data for a person to stdout."""
    for line in lines:
        show(line)


def show_json(value: object) -> None:
    """Write one JSON value on one line to stdout, in printable ASCII."""
    from index.exporting.json_forms import dumps

    sys.stdout.write(dumps(value) + "\n")


def on_terminal() -> bool:
    """Whether stdout is a terminal and lines had better fit it."""
    return sys.stdout.isatty()


def terminal_width() -> int:
    """Return the columns there are to write in."""
    return max(20, shutil.get_terminal_size((80, 24)).columns)


def fitted(line: str) -> str:
    """Return ``line``, safe, cut to the terminal; whole where stdout is a pipe or a file."""
    line = safe_text(line)
    return cell_cut(line, terminal_width(), "…") if on_terminal() else line


def table(
    rows: Sequence[Sequence[str]], *, widest: Sequence[int], right: Sequence[bool] = ()
) -> list[str]:
    """Return aligned lines: a column is as wide as its content needs, ``widest`` at most.

    The last column takes what is left of the terminal. ``right`` says which columns are flush right.
    """
    safe = [[safe_text(cell) for cell in row] for row in rows]
    widths = [
        min(most, max((cell_width(row[column]) for row in safe), default=0))
        for column, most in enumerate(widest)
    ]
    lines = []
    for row in safe:
        cells = []
        for column, cell in enumerate(row):
            if column == len(row) - 1:
                cells.append(cell)
            elif column < len(right) and right[column]:
                cut = cell_cut(cell, widths[column], "…")
                cells.append(" " * (widths[column] - cell_width(cut)) + cut)
            else:
                cells.append(cell_fit(cell, widths[column]))
        lines.append(fitted("  ".join(cells).rstrip()))
    return lines


def paragraphs(text: str, indent: str = "") -> list[str]:
    """Return ``text`` as lines of a comfortable length, its own line breaks kept."""
    wrapper = TextWrapper(
        width=min(_WIDEST_PROSE, terminal_width()),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
    lines: list[str] = []
    for line in safe_text(text, newlines=True).split("\n"):
        lines += wrapper.wrap(line) or [""]
    return lines


def day(moment: Moment | None) -> str:
    """Return a date for a person, ``5 Mar 2025``, as far as it is known, or a dash."""
    return plain_date(moment) if moment else "—"


def emphasised(text: str) -> str:
    """Return ``text``, which must be safe, bold where stdout is a terminal that can show it."""
    if not on_terminal() or os.environ.get("TERM", "dumb") == "dumb":
        return text
    return f"\x1b[1m{text}\x1b[22m"


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: ``1 story``, ``1,204 stories``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
