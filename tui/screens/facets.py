"""Who and what the stories listed have in common, to narrow the list by one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.message import Message

from index.model import Facet
from tui.glyphs import Glyphs
from tui.keys import FACETS, bindings
from tui.lines import Line, LineList
from tui.looks import Run, segments
from tui.panes.row_text import clean, cut_runs
from tui.safe_text import cell_cut, cell_width
from tui.screens.choice import Choice
from tui.troubles import sentence

if TYPE_CHECKING:
    from index.archive import Archive
    from index.listing import Listing

_MOST = 20
_NAME = 40
_NARROW_NAME = 24
_BROAD = 60


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A row: a facet with the words that ask for it in a query, or a heading (``facet`` None).

    ``without``: the stories that have it are to be left out.
    """

    heading: str = ""
    facet: Facet | None = None
    words: str = ""
    without: bool = False


class Facets(Choice[Narrowing]):
    """The actors and the sources of a listing with how many of its stories have each; dismissed with one, or None."""

    BINDINGS: ClassVar[list[BindingType]] = list(bindings(FACETS))

    class _Counted(Message, bubble=False):
        def __init__(self, rows: Sequence[Narrowing], trouble: str = "") -> None:
            super().__init__()
            self.rows = rows
            self.trouble = trouble

    def __init__(self, archive: Archive, listing: Listing, signs: Glyphs) -> None:
        self._archive = archive
        self._listing = listing
        self._total = listing.total
        stories = f"{listing.total:,} {'story' if listing.total == 1 else 'stories'}"
        super().__init__(
            f"Narrow {stories}",
            (),
            self._facet_lines,
            signs,
            keys=(("Enter", "only these"), ("-", "without these"), ("Esc", "close")),
        )

    def on_mount(self) -> None:
        """Count, in a thread."""
        self.run_worker(
            partial(self._count, self._archive, self._listing),
            thread=True,
            group="facets",
            exit_on_error=False,
        )

    def _count(self, archive: Archive, listing: Listing) -> None:
        # What it draws in is there already by then, and only those who narrow have use for it.
        from index.search.engine import FacetField

        try:
            rows = [
                *_group(
                    "Who is in them",
                    listing.facets(FacetField.ACTORS, _MOST),
                    lambda facet: archive.actor_term(facet.value),
                ),
                *_group(
                    "Where they are from", listing.facets(FacetField.SOURCE, _MOST), _source_term
                ),
            ]
        except Exception as error:
            self.post_message(self._Counted((), sentence(error, "They cannot be counted")))
            return
        self.post_message(self._Counted(rows))

    def on_facets__counted(self, message: _Counted) -> None:
        """Show what was counted."""
        self.relist(message.rows)
        if message.rows:
            self.lines.move_to(1)
        else:
            self.say(message.trouble or "These stories have nothing in common to narrow them by.")

    def on_line_list_chosen(self, message: LineList.Chosen[Narrowing]) -> None:
        """Choose a facet; a heading is none."""
        message.stop()
        message.prevent_default()
        if message.row.facet is not None:
            self.dismiss(message.row)

    def action_leave_out(self) -> None:
        """Choose what is under the cursor as what is to be left out."""
        row = self.lines.current
        if row is not None and row.facet is not None:
            self.dismiss(Narrowing(row.heading, row.facet, row.words, without=True))

    def _facet_lines(self, row: Narrowing, width: int) -> Sequence[Line]:
        signs = self._signs
        if row.facet is None:
            return [segments([(clean(row.heading), "bold underline")])]
        count = row.facet.stories
        names = _NAME if width >= _BROAD else _NARROW_NAME
        name = cell_cut(clean(row.facet.label), names, signs.ellipsis)
        room = max(0, width - names - 12)
        bars = min(room, -(-count * room // max(1, self._total)))
        runs: list[Run] = [
            (name, ""),
            (" " * (names - cell_width(name)), ""),
            (f" {count:>8,}  ", ""),
            (signs.levels[4] * bars, "dim"),
        ]
        return [segments(cut_runs(runs, width, signs))]


def narrowed(query: str, narrowing: Narrowing) -> str:
    """Return a query that asks for a facet too, or for what does not have it."""
    words = f"-{narrowing.words}" if narrowing.without else narrowing.words
    query = query.strip()
    # "a OR b source:x" would be read as a, or both of the others.
    if " OR " in query and not (query.startswith("(") and query.endswith(")")):
        query = f"({query})"
    return f"{query} {words}".strip()


def _group(heading: str, facets: Sequence[Facet], term: Callable[[Facet], str]) -> list[Narrowing]:
    rows = [Narrowing(heading=heading)] if facets else []
    for facet in facets:
        if words := term(facet):
            rows.append(Narrowing(facet=facet, words=words))
    return rows


def _source_term(facet: Facet) -> str:
    name = " ".join(facet.label.replace('"', " ").split())
    return f'source:"{name}"' if name else ""
