"""How a story looks as a row of a list: marker, date and source; headline; snippet.

The first paint and the list of stories draw the same rows through this module, so that nothing jumps when
the one takes over from the other. It is imported before the first paint and imports next to nothing.
"""

from __future__ import annotations

from tui.glyphs import Glyphs
from tui.safe_text import cell_cut, cell_width, safe_text

# The names of the ways a run of text may look; tui.looks and tui.first_paint say how.
PLAIN = ""
MARKER = "marker"
STAR = "star"
DATE = "date"
SOURCE = "source"
UNREAD = "unread"
READ = "read"
SNIPPET = "snippet"
MATCH = "match"
TAG = "tag"
ACCOUNTS = "accounts"

LOOKS = {
    PLAIN: "",
    MARKER: "",
    STAR: "bold yellow",
    DATE: "dim",
    SOURCE: "dim",
    UNREAD: "bold",
    READ: "",
    SNIPPET: "dim",
    MATCH: "bold underline yellow",
    TAG: "cyan",
    ACCOUNTS: "bold",
}
"""How each looks, in words that both Rich and the first paint know. Nothing is told by colour alone."""

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNDATED = "undated"
"""What stands in a row that would have neither a date nor a source."""
_INDENT = 2


class RowStory:
    """What a row shows. ``date`` is (year, month, day, precision), or None; texts may be unsafe."""

    __slots__ = ("accounts", "date", "headline", "read", "snippet", "source", "starred", "tags")

    def __init__(
        self,
        headline: str,
        source: str,
        date: tuple[int, int, int, str] | None,
        *,
        read: bool,
        starred: bool,
        tags: tuple[str, ...] = (),
        snippet: tuple[tuple[str, bool], ...] = (),
        accounts: int = 1,
    ) -> None:
        self.headline = headline
        self.source = source
        self.date = date
        self.read = read
        self.starred = starred
        self.tags = tags
        self.snippet = snippet
        self.accounts = accounts


def short_date(date: tuple[int, int, int, str] | None, year_now: int) -> str:
    """Return ``Jan 7``, ``Jan 7 2024`` in another year than ``year_now``, ``Jan 2024``, ``2024`` or ""."""
    if date is None:
        return ""
    year, month, day, precision = date
    if precision == "year":
        return str(year)
    if precision == "month":
        return f"{_MONTHS[month - 1]} {year}"
    shown = f"{_MONTHS[month - 1]} {day}"
    return shown if year == year_now else f"{shown} {year}"


def story_lines(
    story: RowStory, width: int, year_now: int, glyphs: Glyphs
) -> list[list[tuple[str, str]]]:
    """Return the lines of a row, at most three, each a list of (text, look) that fits in ``width`` cells.

    All text in the result is safe to draw.
    """
    room = max(1, width - _INDENT)
    lines = [_first_line(story, width, year_now, glyphs)]
    headline = wrapped(safe_text(story.headline).split(), room, glyphs.ellipsis, 2)
    snippet = _snippet(story.snippet, room, glyphs.ellipsis)
    if snippet and len(headline) > 1:
        headline = [cell_cut(" ".join(safe_text(story.headline).split()), room, glyphs.ellipsis)]
    look = READ if story.read else UNREAD
    indent = (" " * _INDENT, PLAIN)
    lines.extend([indent, (text, look)] for text in headline)
    if snippet:
        lines.append([indent, *snippet])
    return lines


def _first_line(
    story: RowStory, width: int, year_now: int, glyphs: Glyphs
) -> list[tuple[str, str]]:
    marker = (glyphs.read if story.read else glyphs.unread, MARKER)
    runs = [marker, (" ", PLAIN)]
    room = width - 2
    if story.starred:
        runs += [(glyphs.starred, STAR), (" ", PLAIN)]
        room -= 2
    date = cell_cut(short_date(story.date, year_now) or ("" if story.source else UNDATED), room)
    if date:
        runs.append((date, DATE))
        room -= cell_width(date)
    told = f" {glyphs.dot} {story.accounts:,} accounts" if story.accounts > 1 else ""
    if cell_width(told) > room // 2:
        told = f" {story.accounts:,}{glyphs.accounts}" if story.accounts > 1 else ""
    room -= cell_width(told)
    source = " ".join(safe_text(story.source).split())
    if source and room > 4:
        source = cell_cut(source, room - 2 if date else room, glyphs.ellipsis)
        runs += [("  " if date else "", PLAIN), (source, SOURCE)]
        room -= cell_width(source) + (2 if date else 0)
    runs.append((told, ACCOUNTS))
    for tag in story.tags:
        shown = " #" + "".join(safe_text(tag).split())
        if cell_width(shown) > room:
            break
        runs.append((shown, TAG))
        room -= cell_width(shown)
    return [run for run in runs if run[0]]


def wrapped(words: list[str], width: int, ellipsis: str, most: int) -> list[str]:
    """Return ``words`` on at most ``most`` lines of ``width`` cells; what does not fit ends in an ellipsis.

    A word longer than a line is cut across lines.
    """
    lines: list[str] = []
    line = ""
    used = 0
    rest = list(reversed(words))
    while rest:
        word = rest.pop()
        space = cell_width(word)
        if line and used + 1 + space <= width:
            line += " " + word
            used += 1 + space
            continue
        if line:
            if len(lines) + 1 == most:
                # As much of the word as fits, so that no line is left half empty.
                line = cell_cut(f"{line} {word} ", width, ellipsis)
                return [*lines, line]
            lines.append(line)
        if space > width:
            piece = cell_cut(word, width) or word[:1]
            remainder = word[len(piece) :]
            if remainder:
                rest.append(remainder)
            line, used = piece, width
        else:
            line, used = word, space
        if len(lines) == most:
            return lines
    return [*lines, line] if line else lines


def _snippet(
    parts: tuple[tuple[str, bool], ...], room: int, ellipsis: str
) -> list[tuple[str, str]]:
    """Return one line of a snippet in which the first match is in sight."""
    pieces = [(safe_text(text), match) for text, match in parts]
    before = 0
    for text, match in pieces:
        if match:
            break
        before += cell_width(text)
    else:
        before = 0
    runs: list[tuple[str, str]] = []
    # A match that would stand past two thirds of the line is brought near its beginning.
    skip = before - room // 4 if before > room * 2 // 3 else 0
    if skip > 0:
        runs.append((ellipsis, SNIPPET))
        room -= cell_width(ellipsis)
    for text, match in pieces:
        if skip > 0:
            dropped = cell_cut(text, skip)
            skip -= cell_width(text)
            text = text[len(dropped) :]
            if skip <= 0 and not match and " " in text:
                text = text[text.index(" ") + 1 :]
        if not text:
            continue
        if cell_width(text) > room:
            cut = cell_cut(text, room, ellipsis)
            if cut:
                runs.append((cut, MATCH if match else SNIPPET))
            break
        runs.append((text, MATCH if match else SNIPPET))
        room -= cell_width(text)
    return runs
