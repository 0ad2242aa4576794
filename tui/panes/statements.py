"""The quotations and events of an article as places to step through, and what is said of each at the foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.model import ActorReference, Analysis, Article, Event, Quotation, Span
from tui.dates import plain_date
from tui.glyphs import Glyphs
from tui.panes.happenings import done_to
from tui.panes.row_text import clean, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of an article to go to; ``actor`` is whom Enter follows there, None where nobody is known."""

    what: Quotation | Event
    span: Span
    actor: str | None


def quotations(analysis: Analysis) -> tuple[Statement, ...]:
    """Return the quotations of an article in the order of the text."""
    return _in_order(
        Statement(each, each.span, each.speaker.actor if each.speaker else None)
        for each in analysis.quotations
    )


def events(analysis: Analysis) -> tuple[Statement, ...]:
    """Return the events of an article in the order of the text, each at the words that tell it."""
    return _in_order(
        Statement(each, each.trigger, _first_known(each.source, each.target))
        for each in analysis.events
    )


def described(article: Article, statements: Sequence[Statement], at: int, signs: Glyphs) -> str:
    """Return what there is to say of a statement: ``Quotation 2/5 · Joe Biden · direct · on his X account``."""
    what = statements[at].what
    kind = "Quotation" if isinstance(what, Quotation) else "Event"
    told = _of_quotation(article, what) if isinstance(what, Quotation) else _of_event(article, what)
    dot = f" {signs.dot} "
    return dot.join([f"{kind} {at + 1}/{len(statements)}", *(each for each in told if each)])


def _of_quotation(article: Article, what: Quotation) -> list[str]:
    addressee = _named(article, what.addressee)
    return [
        _named(article, what.speaker) or "speaker not known",
        "direct" if what.direct else "reported",
        f"“{_words(article, what.cue)}”" if what.cue is not None else "",
        f"to {addressee}" if addressee else "",
        _words(article, what.medium),
    ]


def _of_event(article: Article, what: Event) -> list[str]:
    # 10 ms with what it draws in; only who steps through events has use for it.
    from index.event_names import label

    source = _named(article, what.source) or "someone"
    target = _named(article, what.target)
    claimant = _named(article, what.claimant)
    place = _named(article, what.place)
    return [
        plain_date(what.date) if what.date is not None else "no date",
        clean(what.status) + (f" by {claimant}" if claimant else ""),
        f"{source} {done_to(label(what.type, what.mode, what.cameo), target)}",
        f"in {place}" if place else "",
    ]


def _named(article: Article, reference: ActorReference | None) -> str:
    return name_of(reference, article.body)


def _words(article: Article, span: Span | None) -> str:
    return "" if span is None else clean(article.body[span.start : span.end])


def _first_known(*references: ActorReference | None) -> str | None:
    known = (each.actor for each in references if each is not None and each.actor is not None)
    return next(known, None)


def _in_order(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    return tuple(sorted(statements, key=lambda each: (each.span.start, each.span.end)))
