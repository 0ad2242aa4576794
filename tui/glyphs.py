"""The signs of the screen, for terminals that have them and for those that do not.

The console of Linux has a font of 256 or 512 signs, and a terminal that is not set to UTF-8 has fewer
still. Read before the first paint, so nothing heavy is imported here.
"""

from __future__ import annotations

import os


class Glyphs:
    """The signs in use. Every one is a single cell wide.

    ``arms`` are lines from thin to thick, as three groups of seven: the line, then what it meets at its right end
    (the uppermost, one between, the lowest) and at its left end.
    """

    __slots__ = (
        "accounts",
        "arms",
        "bar",
        "before",
        "dot",
        "doubtful",
        "ellipsis",
        "happened",
        "horizontal",
        "junction",
        "later",
        "levels",
        "planned",
        "prompt",
        "read",
        "starred",
        "unread",
        "vertical",
    )

    def __init__(self, signs: str, levels: str, arms: tuple[str, str, str]) -> None:
        (
            self.unread,
            self.read,
            self.starred,
            self.bar,
            self.vertical,
            self.horizontal,
            self.junction,
            self.prompt,
            self.dot,
            self.ellipsis,
            self.happened,
            self.planned,
            self.doubtful,
            self.before,
            self.later,
            self.accounts,
        ) = tuple(signs)
        self.arms = arms
        self.levels = levels
        """Signs of growing height for a sparkline; the first stands for nothing at all."""


FULL = Glyphs("●○★▌│─┬▸·…●○?‹›×", "▁▁▂▃▄▅▆▇█", ("╌┐┤┘┌├└", "─┐┤┘┌├└", "━┑┥┙┍┝┕"))
CONSOLE = Glyphs("• *█│─┬>·~*o?<>x", "_.▄▄▄▄███", ("─┐┤┘┌├└", "─┐┤┘┌├└", "═╕╡╛╒╞╘"))
PLAIN = Glyphs("o *>|-+>-~*o?<>x", "_.:-=+*##", ("-++++++", "-++++++", "=++++++"))
"""What a line is cut with is no full stop: cut text must not read like a whole sentence."""


def glyphs() -> Glyphs:
    """Return the signs that this terminal can be trusted to show."""
    if not _speaks_utf8():
        return PLAIN
    return CONSOLE if os.environ.get("TERM", "") == "linux" else FULL


def _speaks_utf8() -> bool:
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        value = os.environ.get(name, "")
        if value:
            # Python itself takes the C locale for UTF-8, and so do terminals of today.
            return "utf" in value.lower() or value in ("C", "POSIX")
    return True
