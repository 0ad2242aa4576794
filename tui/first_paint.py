"""The first picture, drawn straight from SQLite before anything heavy is imported.

Textual takes a third of a second to import and start. A reader who types ``newsreader`` sees the stories
after some twenty-five milliseconds instead: the same rows, in the same places, that the reading room draws
when it takes over. Only ``sys``, ``os``, ``sqlite3`` and small modules of our own are imported here.
"""

from __future__ import annotations

import os
import sys
import time

from tui.chrome import (
    COUNT_LOOK,
    FRAME_LOOK,
    NAME,
    NAME_LOOK,
    NARROW,
    WIDE,
    actors_width,
    counts,
    stories_width,
    title,
)
from tui.glyphs import Glyphs, glyphs
from tui.safe_text import cell_width
from tui.story_rows import LOOKS, RowStory, story_lines

_ENTER = "\x1b[?1049h\x1b[?25l"
_LEAVE = "\x1b[?1049l\x1b[?25h"
_SGR = {
    "bold": "1",
    "dim": "2",
    "underline": "4",
    "reverse": "7",
    "yellow": "33",
    "cyan": "36",
}
_COLOURS = ("yellow", "cyan")
_FIRST_ROWS = """
SELECT id, headline, source, published, precision, read_at, starred,
       (SELECT group_concat(tag, char(10)) FROM (SELECT tag FROM tags WHERE tags.row = articles.row ORDER BY tag))
FROM articles LEFT JOIN reading USING (row)
ORDER BY published DESC, row DESC LIMIT ?
"""

Run = tuple[str, str]


class Terminal:
    """What was done to the terminal before Textual had it, so that it can be undone."""

    __slots__ = ("_attributes", "_descriptor", "_hook", "held", "painted")

    def __init__(self) -> None:
        self.painted = False
        """Whether the alternate screen was entered and Textual has not yet taken it over."""
        self.held = False
        """Whether the first picture is to stay until Textual has one as good to put in its place."""
        self._descriptor = -1
        self._attributes: list[int | list[bytes | int]] | None = None
        self._hook = sys.excepthook

    def enter(self, descriptor: int, picture: str) -> None:
        """Enter the alternate screen and draw; it is left again should the program end early."""
        import atexit
        import gc

        # The imports to come make a hundred thousand objects and drop none: collecting takes 30 ms of them.
        gc.disable()
        self._descriptor = descriptor
        self._keep_keys_from_showing()
        self._hook = sys.excepthook
        self.painted = True
        atexit.register(self.leave)
        sys.excepthook = self._failed
        _write(descriptor, _ENTER + picture)

    def hand_over(self) -> None:
        """Let Textual have the terminal as it was, but for the alternate screen, which it finds entered."""
        if self.painted:
            self._settle()

    def leave(self) -> None:
        """Leave the alternate screen, if Textual did not take it over."""
        if self.painted:
            self._settle()
            _write(self._descriptor, _LEAVE)

    def _settle(self) -> None:
        import atexit
        import gc

        gc.freeze()
        gc.enable()
        self.painted = False
        atexit.unregister(self.leave)
        sys.excepthook = self._hook
        if self._attributes is not None:
            import termios

            termios.tcsetattr(self._descriptor, termios.TCSANOW, self._attributes)

    def _keep_keys_from_showing(self) -> None:
        """Turn the echo off: keys typed ahead must not be drawn over the picture."""
        try:
            import termios
        except ImportError:
            return
        try:
            self._attributes = termios.tcgetattr(self._descriptor)
            changed = termios.tcgetattr(self._descriptor)
            changed[3] = int(changed[3]) & ~(termios.ECHO | termios.ICANON)
            # Enter is to arrive as Textual expects it, not as the line end a shell wants.
            changed[0] = int(changed[0]) & ~termios.ICRNL
            termios.tcsetattr(self._descriptor, termios.TCSANOW, changed)
        except termios.error:
            self._attributes = None

    def _failed(self, kind, error, trace) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
        # Naming the types would need typing and types, which cost as much as SQLite does.
        hook = self._hook
        self.leave()
        if not issubclass(kind, KeyboardInterrupt):
            hook(kind, error, trace)


# There is one terminal to a process, and what was done to it has to be known when it is handed over.
terminal = Terminal()


def paint(folder: str) -> None:
    """Draw the first screenful of stories of the archive in ``folder`` on the terminal.

    Does nothing where there is no terminal or no stories to draw: standard output is not a terminal, TERM
    is "dumb" or missing, the database is absent, empty, locked or of a version unknown here.
    """
    if os.environ.get("TERM", "dumb") in ("dumb", "") or not _on_terminal():
        return
    # Where Textual, too, writes: standard output may be a terminal while this is not.
    descriptor = 2
    try:
        width, height = os.get_terminal_size(descriptor)
    except OSError:
        return
    if width < 20 or height < 6:
        return
    content = read(os.fspath(folder), height)
    if content is None or not content.newest:
        return
    terminal.enter(descriptor, picture(content, width, height, glyphs()))


class Story:
    """A story as the database has it; ``published`` is in seconds since 1970, UTC, or None."""

    __slots__ = ("headline", "id", "precision", "published", "read", "source", "starred", "tags")

    def __init__(
        self,
        id: str,  # noqa: A002
        headline: str,
        source: str,
        published: int | None,
        precision: str | None,
        read_at: int | None,
        starred: int | None,
        tags: str | None,
    ) -> None:
        self.id = id
        self.headline = headline
        self.source = source
        self.published = published
        self.precision = precision or "day"
        self.read = read_at is not None
        self.starred = bool(starred)
        self.tags = tuple(tags.split("\n")) if tags else ()

    def row(self) -> RowStory:
        """Return what a row of the list shows of it."""
        return RowStory(
            self.headline,
            self.source,
            _date(self.published, self.precision),
            read=self.read,
            starred=self.starred,
            tags=self.tags,
        )


class Content:
    """What the first picture shows: the newest stories, and how many stories and actors there are."""

    __slots__ = ("actors", "newest", "stories")

    def __init__(self, newest: list[Story], stories: int, actors: int) -> None:
        self.newest = newest
        self.stories = stories
        self.actors = actors


def read(folder: str, count: int) -> Content | None:
    """Return the newest ``count`` stories of an archive and its totals, or None where they cannot be had."""
    import sqlite3

    from index.storage.schema import DATABASE_NAME, SCHEMA_VERSION

    path = os.path.join(folder, DATABASE_NAME)  # noqa: PTH118 - pathlib costs 5 ms
    if not os.path.isfile(path):  # noqa: PTH113
        return None
    quoted = path.replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    try:
        database = sqlite3.connect(f"file:{quoted}?mode=ro", uri=True, timeout=0)
    except sqlite3.Error:
        return None
    try:
        if database.execute("PRAGMA user_version").fetchone()[0] != SCHEMA_VERSION:
            return None
        found = database.execute(_FIRST_ROWS, (count,)).fetchall()
        counted = dict(database.execute("SELECT name, value FROM counters"))
        stories, actors = counted["stories"], counted["actors"]
    except (sqlite3.Error, UnicodeError, KeyError):
        return None
    finally:
        database.close()
    return Content([Story(*columns) for columns in found], stories, actors)


def picture(content: Content, width: int, height: int, signs: Glyphs) -> str:
    """Return the whole first screen as text and escape sequences."""
    left = width if width < NARROW else stories_width(width)
    right = actors_width(width) if width >= WIDE else 0
    middle = width - left - 1 - (right + 1 if right else 0)
    year = time.localtime().tm_year

    told = counts(content.stories, content.actors, width)
    name = NAME + signs.prompt
    space = " " * (width - cell_width(name) - cell_width(told))
    out = [_drawn([(name, NAME_LOOK), (space, ""), (told, COUNT_LOOK)])]

    lines: list[list[Run]] = []
    whereabouts = ""
    for number, story in enumerate(content.newest):
        if len(lines) >= height - 4:
            whereabouts = "top"
            break
        for row_line, runs in enumerate(story_lines(story.row(), left - 2, year, signs)):
            lines.append(
                _marked(runs, left, signs, row_line) if number == 0 else [(" ", ""), *runs]
            )

    heading = f"Stories {signs.horizontal} {content.stories:,}"
    titles = title(heading, whereabouts, left, signs, focused=True)
    if left < width:
        titles.append((signs.junction, FRAME_LOOK))
        titles += title("", "", middle, signs, focused=False)
    if right:
        titles.append((signs.junction, FRAME_LOOK))
        titles += title("In this story", "", right, signs, focused=False)
    out.append(_drawn(titles))

    for y in range(2, height - 2):
        runs = lines[y - 2] if y - 2 < len(lines) else []
        out.append(f"\x1b[{y + 1};1H" + _drawn(runs))
    for column in (left, left + 1 + middle if right else 0):
        if 0 < column < width:
            out += [
                f"\x1b[{y + 1};{column + 1}H" + _drawn([(signs.vertical, FRAME_LOOK)])
                for y in range(2, height - 1)
            ]
    return "".join(out[:1]) + "\x1b[2;1H" + "".join(out[1:])


def _marked(runs: list[Run], width: int, signs: Glyphs, line: int) -> list[Run]:
    """Return a line of the row under the cursor, as the list draws it."""
    if line:
        return [(signs.bar, ""), *runs]
    used = sum(cell_width(text) for text, _look in runs)
    filled = [*runs, (" " * (width - 2 - used), "")]
    return [(signs.bar, ""), *((text, f"{LOOKS.get(look, look)} reverse") for text, look in filled)]


def _drawn(runs: list[Run]) -> str:
    """Return runs as text with escape sequences; the texts are safe already."""
    colour = "NO_COLOR" not in os.environ
    out: list[str] = []
    for text, look in runs:
        codes = [
            _SGR[word] for word in LOOKS.get(look, look).split() if colour or word not in _COLOURS
        ]
        out.append(f"\x1b[{';'.join(codes)}m{text}\x1b[0m" if codes else text)
    return "".join(out)


def _date(published: int | None, precision: str) -> tuple[int, int, int, str] | None:
    if published is None:
        return None
    try:
        moment = time.gmtime(published)
    except (ValueError, OverflowError, OSError):
        return None
    return moment.tm_year, moment.tm_mon, moment.tm_mday, precision


def _on_terminal() -> bool:
    return all(
        stream is not None and stream.isatty()
        for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__)
    )


def _write(descriptor: int, text: str) -> None:
    data = text.encode("utf-8", "replace")
    try:
        while data:
            data = data[os.write(descriptor, data) :]
    except OSError:
        return
