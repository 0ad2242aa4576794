"""Rows of a long list, read in pages when they come into sight and forgotten when they are far from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Generic, Protocol, TypeVar

PAGE = 64
"""Rows read at a time."""
_KEPT = 12

Row = TypeVar("Row")
Row_co = TypeVar("Row_co", covariant=True)


class RowSource(Protocol[Row_co]):
    """Where a list gets its rows from; ``rows`` is called in a thread."""

    @property
    def total(self) -> int:
        """How many rows there are."""
        ...

    def rows(self, start: int, count: int) -> Sequence[Row_co]:
        """Return up to ``count`` rows from ``start`` on."""
        ...


class FixedRows(Generic[Row]):
    """A row source over rows that are already there."""

    __slots__ = ("_rows",)

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self._rows = tuple(rows)

    @property
    def total(self) -> int:
        """How many rows there are."""
        return len(self._rows)

    def rows(self, start: int, count: int) -> tuple[Row, ...]:
        """Return up to ``count`` rows from ``start`` on."""
        return self._rows[start : start + count]


class RowPages(Generic[Row]):
    """The rows of a source that were read so far, and which pages were asked for."""

    def __init__(self, source: RowSource[Row], first: Sequence[Row] = (), start: int = 0) -> None:
        """Begin with rows that were read already, from ``start`` on, a multiple of PAGE."""
        self.source = source
        self._pages: dict[int, Sequence[Row]] = {}
        self._asked: set[int] = set()
        for offset in range(0, len(first), PAGE):
            page = first[offset : offset + PAGE]
            if len(page) == PAGE or start + offset + len(page) >= source.total:
                self._pages[(start + offset) // PAGE] = page

    def row(self, index: int) -> Row | None:
        """Return a row, or None where it has not been read or does not exist."""
        page = self._pages.get(index // PAGE)
        offset = index % PAGE
        return page[offset] if page is not None and 0 <= offset < len(page) else None

    def replace(self, index: int, row: Row) -> bool:
        """Put another value in place of a row; return whether there was one."""
        page = self._pages.get(index // PAGE)
        if page is None or index % PAGE >= len(page):
            return False
        changed = list(page)
        changed[index % PAGE] = row
        self._pages[index // PAGE] = changed
        return True

    def put(self, page: int, rows: Sequence[Row]) -> range:
        """Take in a page that was read; return the indexes of its rows, whether or not it had them all."""
        self._asked.discard(page)
        self._pages[page] = rows
        return range(page * PAGE, (page + 1) * PAGE)

    def give_up(self, page: int) -> None:
        """Take note that a page could not be read; it is asked for again when it is next needed."""
        self._asked.discard(page)

    def known(self) -> Iterator[int]:
        """Yield the indexes of the rows that have been read."""
        for page, rows in self._pages.items():
            yield from range(page * PAGE, page * PAGE + len(rows))

    def missing(self, first: int, end: int) -> Iterator[int]:
        """Yield the pages that the rows from ``first`` to ``end`` need, each once; forget pages far away."""
        wanted = range(first // PAGE, max(first, end - 1) // PAGE + 1)
        if len(self._pages) > _KEPT:
            self._pages = {page: rows for page, rows in self._pages.items() if page in wanted}
        for page in wanted:
            if (
                page not in self._pages
                and page not in self._asked
                and page * PAGE < self.source.total
            ):
                self._asked.add(page)
                yield page
