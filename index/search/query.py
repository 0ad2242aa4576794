"""What a reader asks for, as a tree of values that no search engine has a hand in.

``parser.parse`` makes such a tree from text, the archive answers the leaves that only the database
knows (``resolve``), and a ``SearchEngine`` answers the rest. ``as_text`` prints a tree back in the
query language, so that ``parse(as_text(query))`` asks the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from index.search.lexer import OPERATORS
from index.search.values import value

TEXT_FIELDS = ("headline", "body", "source", "byline", "captions")
"""The fields of an article that hold words. A word that names no field is looked for in all of them."""


class State(StrEnum):
    """What the reader has done with a story."""

    UNREAD = "unread"
    READ = "read"
    STARRED = "starred"


@value
class Everything:
    """Every story."""


@value
class Nothing:
    """No story."""


@value
class Word:
    """Stories with a word in any of its inflections; ``field`` None means any text field.

    ``last`` marks the word that is still being typed: words that begin with it are found too.
    """

    text: str
    field: str | None = None
    last: bool = False


@value
class Phrase:
    """Stories in which these words stand one after another as they are written."""

    words: tuple[str, ...]
    field: str | None = None


@value
class Prefix:
    """Stories with a word that begins with ``text``."""

    text: str
    field: str | None = None


@value
class Wildcard:
    """Stories with a word that fits ``text``, in which ``*`` stands for any letters or none."""

    text: str
    field: str | None = None


@value
class DateRange:
    """Stories published from ``first`` up to but not at ``last`` (aware, UTC); None leaves an end open.

    A story without a date is in no range.
    """

    first: datetime | None
    last: datetime | None


@value
class Among:
    """The stories with these database rows; ``label`` is the query text the rows answer."""

    label: str
    rows: frozenset[int]


@value
class StateIs:
    """Stories the reader has read, not read, or starred. Only the archive can answer it."""

    state: State


@value
class TagIs:
    """Stories with a tag. Only the archive can answer it."""

    tag: str


@value
class ActorIs:
    """Stories that mention an actor, under any of its names. Only the archive can answer it.

    ``name`` may be the actor's id, which its namesakes do not share; so may the names in ``SaidBy`` and
    ``EventIs``.
    """

    name: str


@value
class SaidBy:
    """Stories that quote somebody. Only the archive can answer it."""

    name: str


@value
class EventIs:
    """Stories that tell of an event of a kind, by one actor, done to another. Only the archive can answer it.

    ``kind`` is a name ``index.event_names`` knows, ``source`` and ``target`` are names of actors; an empty one
    stands for any. All three are of the same event.
    """

    kind: str = ""
    source: str = ""
    target: str = ""

    def with_part(self, other: EventIs) -> EventIs | None:
        """Return the event that is both, None where both say the same part."""
        mine, theirs = (
            (self.kind, self.source, self.target),
            (other.kind, other.source, other.target),
        )
        if any(one and another for one, another in zip(mine, theirs, strict=True)):
            return None
        return EventIs(*(one or another for one, another in zip(mine, theirs, strict=True)))


@value
class LikeIs:
    """Stories like one, named by its id. Only the archive can answer it."""

    article: str


@value
class Resembling:
    """Stories with many of the words that set ``text`` apart from others, except those of rows ``but``.

    ``label`` is the query text that asked for them, ``language`` a BCP 47 tag or empty.
    """

    label: str
    text: str
    language: str = ""
    but: frozenset[int] = frozenset()


@value
class Preferring:
    """The stories that answer ``query``; of the best, those first that resemble ``texts``.

    Anywhere but at the top of a query it means ``query`` alone.
    """

    query: Query
    texts: tuple[str, ...]


@value
class And:
    """Stories that answer every part."""

    parts: tuple[Query, ...]


@value
class Or:
    """Stories that answer any part."""

    parts: tuple[Query, ...]


@value
class Not:
    """Stories that do not answer ``part``."""

    part: Query


ArchiveLeaf = StateIs | TagIs | ActorIs | SaidBy | EventIs | LikeIs
TextLeaf = Word | Phrase | Prefix | Wildcard
Query = (
    Everything
    | Nothing
    | Word
    | Phrase
    | Prefix
    | Wildcard
    | DateRange
    | Among
    | StateIs
    | TagIs
    | ActorIs
    | SaidBy
    | EventIs
    | LikeIs
    | Resembling
    | Preferring
    | And
    | Or
    | Not
)

_Leaf = TypeVar("_Leaf")


def resolve(query: Query, answer: Callable[[ArchiveLeaf], Query]) -> Query:
    """Return ``query`` with every leaf that only the archive can answer replaced by ``answer(leaf)``.

    The answer is usually ``Among(as_text(leaf), rows)``; equal leaves are asked once.
    """
    answers: dict[ArchiveLeaf, Query] = {}

    def walk(node: Query) -> Query:
        match node:
            case And(parts):
                return And(tuple(walk(part) for part in parts))
            case Or(parts):
                return Or(tuple(walk(part) for part in parts))
            case Not(part):
                return Not(walk(part))
            case Preferring(query, texts):
                return Preferring(walk(query), texts)
            case StateIs() | TagIs() | ActorIs() | SaidBy() | EventIs() | LikeIs():
                if node not in answers:
                    answers[node] = answer(node)
                return answers[node]
            case _:
                return node

    return walk(query)


def told_leaves(query: Query) -> Iterator[ActorIs | SaidBy | EventIs]:
    """Yield what a story is to tell of actors, left to right; what the query excludes is left out."""
    return _leaves(query, (ActorIs, SaidBy, EventIs))


def like_leaves(query: Query) -> Iterator[LikeIs]:
    """Yield the stories that others are to be like, left to right; what the query excludes is left out."""
    return _leaves(query, (LikeIs,))


def text_leaves(query: Query) -> Iterator[TextLeaf]:
    """Yield the words, phrases, prefixes and wildcards a story is to have, left to right.

    What the query excludes is left out.
    """
    return _leaves(query, (Word, Phrase, Prefix, Wildcard))


def _leaves(query: Query, classes: tuple[type[_Leaf], ...]) -> Iterator[_Leaf]:
    match query:
        case And(parts) | Or(parts):
            for part in parts:
                yield from _leaves(part, classes)
        case Preferring(inner):
            yield from _leaves(inner, classes)
        case _:
            if isinstance(query, classes):
                yield query


def as_text(query: Query) -> str:
    """Return text that ``parse`` reads as a query that asks the same thing.

    ``Nothing`` has no way to be written; it comes out as a query that excludes everything.
    """
    match query:
        case Everything():
            return ""
        case Preferring(inner):
            return as_text(inner)
        case And(parts):
            return " ".join(_as_part(part) for part in parts if not isinstance(part, Everything))
        case EventIs():
            return _event_text(query)
        case Or(parts):
            # "OR" binds less tightly than standing side by side, so an And inside needs no brackets.
            return " OR ".join(
                as_text(part) if isinstance(part, And) and part.parts else _as_part(part)
                for part in parts
            )
        case _:
            return _as_part(query)


def _as_part(query: Query) -> str:
    match query:
        case Everything():
            return "*"
        case Nothing():
            return "-*"
        case And() | Or():
            return f"({as_text(query) or '*'})"
        case EventIs():
            # In brackets, because what stands beside it may be another event.
            return f"({_event_text(query)})"
        case Not(part):
            inner = _as_part(part)
            # A doubled sign would read as a dash; brackets keep the two apart.
            return f"-({inner})" if inner[:1] in "-−" else f"-{inner}"
        case Word(text, field):
            return _with_field(field, text)
        case Phrase(words, field):
            return _with_field(field, _quoted(" ".join(words)))
        case Prefix(text, field):
            return _with_field(field, f"{text}*")
        case Wildcard(text, field):
            return _with_field(field, text)
        case DateRange(first, last):
            return f"date:{_date_range(first, last)}"
        case Among(label) | Resembling(label):
            return label
        case LikeIs(article):
            return f"like:{_quoted(article)}"
        case Preferring(inner):
            return _as_part(inner)
        case StateIs(state):
            return f"is:{state.value}"
        case TagIs(tag):
            return f"tag:{_quoted(tag)}"
        case ActorIs(name):
            return f"actor:{_quoted(name)}"
        case SaidBy(name):
            return f"said:{_quoted(name)}"


def _event_text(event: EventIs) -> str:
    parts = (("event", event.kind), ("from", event.source), ("to", event.target))
    return " ".join(f"{field}:{_quoted(text)}" for field, text in parts if text) or "*"


def _with_field(field: str | None, text: str) -> str:
    if field is None and text in OPERATORS:
        # With a colon it is the word and not the sign.
        return f"{text}:"
    return text if field is None else f"{field}:{text}"


def _quoted(text: str) -> str:
    return f'"{text}"'


def _date_range(first: datetime | None, last: datetime | None) -> str:
    start = f"{first.date().isoformat()}" if first else ""
    end = f"{(last - timedelta(days=1)).date().isoformat()}" if last else ""
    return start if start and start == end else f"{start}..{end}"
