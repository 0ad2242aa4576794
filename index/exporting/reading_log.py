"""A reading log: where the reader has been, in order, as Markdown with a citation of every article.

The text is CommonMark. What comes from articles is escaped, so that no headline makes a link or a heading.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from index.errors import NotFoundError
from index.exporting.citation import cited_parts, web_address
from index.exporting.markdown_files import escaped
from index.model import Actor, Article, Span


@dataclass(frozen=True, slots=True)
class Stop:
    """A place the reader was at: an article, a dossier, a pair of actors, or the answers to a query.

    The first of ``article``, ``actor`` and ``query`` that is set says which; ``other`` makes a dossier a pair.
    ``at`` is what was gone to in the article; its words are quoted. ``note`` is the reader's own remark.
    """

    article: str | None = None
    actor: str | None = None
    other: str | None = None
    query: str = ""
    at: Span | None = None
    note: str = ""


class LogShelf(Protocol):
    """As much of an archive as a reading log needs."""

    def article(self, article_id: str) -> Article:
        """Return an article. Raises NotFoundError."""
        ...

    def actor(self, name_or_id: str) -> Actor:
        """Return an actor. Raises NotFoundError."""
        ...


def reading_log(shelf: LogShelf, stops: Sequence[Stop], *, made: datetime) -> Iterator[str]:
    """Yield the log in pieces: a heading, a numbered line for each stop, then the articles cited, each once.

    ``made`` is an aware time and is written in UTC by whoever gives it so. A stop whose article or actor is no longer
    in the archive says so; two equal stops one after the other are one.
    """
    yield f"# Reading log\n\n{made.strftime('%Y-%m-%d %H:%M %Z').strip()}\n\n"
    cited: dict[str, tuple[int, Article]] = {}
    number = 0
    before: Stop | None = None
    for stop in stops:
        if stop == before:
            continue
        before = stop
        number += 1
        yield f"{number}. {_line(shelf, stop, cited)}\n"
        for part in _beside(shelf, stop):
            yield f"   > {part}\n"
    if cited:
        yield "\n## Articles\n\n"
        for place, article in cited.values():
            yield f"{place}. {_cited(article)} `{article.id}`\n"


def _line(shelf: LogShelf, stop: Stop, cited: dict[str, tuple[int, Article]]) -> str:
    try:
        if stop.article is not None:
            article = shelf.article(stop.article)
            place, _ = cited.setdefault(article.id, (len(cited) + 1, article))
            return f"Read **{_inline(article.headline)}** [{place}]"
        if stop.actor is not None:
            name = _inline(shelf.actor(stop.actor).name)
            if stop.other is not None:
                return f"Compared **{name}** and **{_inline(shelf.actor(stop.other).name)}**"
            return f"Followed **{name}**"
    except NotFoundError as error:
        return f"({_inline(str(error))})"
    return f"Searched for {_code(stop.query)}" if stop.query.strip() else "Looked at all stories"


def _beside(shelf: LogShelf, stop: Stop) -> Iterator[str]:
    if stop.article is not None and stop.at is not None:
        try:
            body = shelf.article(stop.article).body
        except NotFoundError:
            return
        words = " ".join(body[stop.at.start : stop.at.end].split())
        if words:
            yield _inline(f"“{words}”")
    if stop.note.strip():
        yield _inline(stop.note)


def _cited(article: Article) -> str:
    parts = [_inline(part) for part in cited_parts(article)]
    if address := web_address(article.url):
        parts.append(f"<{address}>")
    return ", ".join(parts) + "."


def _inline(text: str) -> str:
    return escaped(" ".join(text.split()))


def _code(text: str) -> str:
    """Return ``text`` as a code span, fenced by more backticks than stand in it."""
    shown = " ".join(text.split())
    if "`" not in shown:
        return f"`{shown}`"
    fence = "`" * (shown.count("`") + 1)
    return f"{fence} {shown} {fence}"
