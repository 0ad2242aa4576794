"""Labels of a letter or two by which one of many things in sight is chosen.

No label begins another one, so typing needs no Enter to end it; short labels come first.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

LETTERS = "fjdkslahgrueiwonvmcp"
"""The letters of labels, those under resting fingers first."""


def labels(count: int, letters: str = LETTERS) -> tuple[str, ...]:
    """Return ``count`` labels, none the beginning of another, the shortest there can be, shortest first.

    ``letters`` must hold at least two different characters.
    """
    waiting = deque(letters)
    while len(waiting) < count:
        # The letters last in the row become beginnings of longer labels, the best ones stay whole.
        shortest = min(map(len, waiting))
        at = max(place for place, label in enumerate(waiting) if len(label) == shortest)
        beginning = waiting[at]
        del waiting[at]
        waiting.extend(beginning + letter for letter in letters)
    return tuple(sorted(waiting, key=len)[:count])


@dataclass(frozen=True, slots=True)
class Typing:
    """Labels on offer and what was typed of one.

    ``offered`` holds every label; ``typed`` is the beginning that was typed so far.
    """

    offered: tuple[str, ...]
    typed: str = ""

    def after(self, letter: str) -> Typing | None:
        """Return what is on offer after a letter more; None where no label begins so."""
        typed = self.typed + letter
        if any(label.startswith(typed) for label in self.offered):
            return Typing(self.offered, typed)
        return None

    def chosen(self) -> int | None:
        """Return the place of the label that was typed whole, or None."""
        return self.offered.index(self.typed) if self.typed in self.offered else None

    def open(self, label: str) -> bool:
        """Whether ``label`` can still be typed."""
        return label.startswith(self.typed)
