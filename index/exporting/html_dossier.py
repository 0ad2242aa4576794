"""The dossier of an actor as a page: timeline, connections, quotations, disagreements, and the sources of each line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from index.errors import NotFoundError
from index.exporting.citation import long_date
from index.exporting.drawings import neighbourhood, spread
from index.exporting.html_page import Sources, line, page, safe, sources_list
from index.exporting.unmarked import unmarked
from index.model import (
    ActorReference,
    Article,
    CoActor,
    DatedQuotation,
    Disagreement,
    Dossier,
    Happening,
    Moment,
    Role,
)

_MOST_CONNECTIONS = 40
_MOST_ALIASES = 30


class DossierShelf(Protocol):
    """As much of an archive as the page needs."""

    def dossier(self, name_or_id: str) -> Dossier:
        """Return what is known of an actor. Raises NotFoundError."""
        ...

    def article(self, article_id: str) -> Article:
        """Return an article. Raises NotFoundError."""
        ...


def dossier_page(shelf: DossierShelf, actor_id: str) -> Iterator[str]:
    """Return the page in pieces. Raises NotFoundError at once where there is no such actor."""
    dossier = shelf.dossier(actor_id)
    return page(dossier.actor.name, _body(shelf, dossier))


def _body(shelf: DossierShelf, dossier: Dossier) -> Iterator[str]:
    sources = Sources()
    yield from _head(dossier)
    yield from _timeline(dossier, sources)
    yield from _connections(dossier)
    totals = dossier.totals
    yield from _quotations(
        "Quotations by", "by", dossier.quotations_by, totals.quotations_by, sources
    )
    yield from _quotations(
        "Quotations about", "about", dossier.quotations_about, totals.quotations_about, sources
    )
    yield from _disagreements(dossier.disagreements, sources)
    yield from sources_list(_articles(shelf, sources))


def _articles(shelf: DossierShelf, sources: Sources) -> Iterator[Article]:
    for article_id in sources.articles:
        try:
            yield shelf.article(article_id)
        except NotFoundError:
            # Deleted while the page was made; its number stays taken.
            yield Article(id=article_id, headline="no longer in the archive", body="")


def _head(dossier: Dossier) -> Iterator[str]:
    actor = dossier.actor
    yield f"<header><h1>{line(actor.name)}</h1>\n"
    seen = [date for date in (actor.first, actor.last) if date is not None]
    period = " – ".join(dict.fromkeys(long_date(date) for date in seen))
    yield (
        f'<p class="faint">{safe(actor.kind.value)} · {actor.mentions:,} mentions in {actor.stories:,} stories'
        f"{f' · {safe(period)}' if period else ''}</p>\n"
    )
    names = [alias.surface for alias in actor.aliases if alias.surface != actor.name]
    if names:
        yield f"<p>Also called {', '.join(line(name) for name in names[:_MOST_ALIASES])}.</p>\n"
    if actor.roles:
        yield f"<p>{'; '.join(_role(role) for role in actor.roles)}.</p>\n"
    yield (
        '</header>\n<nav><a href="#timeline">Timeline</a><a href="#connections">Connections</a>'
        '<a href="#by">Said</a><a href="#about">Said of it</a><a href="#disagreements">Disagreements</a>'
        '<a href="#sources">Sources</a></nav>\n'
    )
    yield spread(dossier.presence, "mentions")


def _role(role: Role) -> str:
    office = f"{role.title} of {role.of}" if role.of else role.title
    dates = [long_date(date) for date in (role.first, role.last) if date is not None]
    when = " – ".join(dict.fromkeys(dates))
    return line(f"{office} (told {when})" if when else office)


def _timeline(dossier: Dossier, sources: Sources) -> Iterator[str]:
    yield '<h2 id="timeline">Timeline</h2>\n'
    if not dossier.happenings:
        yield '<p class="faint">Nothing was found that it did or that was done to it.</p>\n'
        return
    yield from _of(len(dossier.happenings), dossier.totals.happenings)
    yield "<table><thead><tr><th>happened</th><th>first told</th><th>what</th></tr></thead><tbody>\n"
    for happening in dossier.happenings:
        yield _happening(happening, sources)
    yield "</tbody></table>\n"


def _happening(happening: Happening, sources: Sources) -> str:
    planned = ' class="planned"' if happening.planned else ""
    status = (
        ""
        if happening.status == "happened"
        else f' <span class="status">{safe(happening.status)}</span>'
    )
    cites = " ".join(dict.fromkeys(sources.cite(account.article) for account in happening.accounts))
    sentences = "".join(
        f"<blockquote>{line(unmarked(account.text))} {sources.cite(account.article)}</blockquote>"
        for account in happening.accounts
    )
    told = f"{_name(happening.source)} {safe(happening.label)} {_name(happening.target, '')}"
    count = happening.stories
    return (
        f'<tr{planned}><td class="when">{_date(happening.date)}</td><td class="when">{_date(happening.reported)}</td>'
        f"<td>{told}{status} {cites}<details><summary>"
        f"{'the sentence' if len(happening.accounts) == 1 else f'{len(happening.accounts)} sentences in {count} stories'}"
        f"</summary>{sentences}</details></td></tr>\n"
    )


def _name(reference: ActorReference | None, unknown: str = "somebody") -> str:
    return line(unmarked((reference.name if reference else None) or unknown))


def _date(moment: Moment | None) -> str:
    return safe(moment.iso()[:10]) if moment is not None else "—"


def _connections(dossier: Dossier) -> Iterator[str]:
    yield '<h2 id="connections">Connections</h2>\n'
    if not dossier.co_actors:
        yield '<p class="faint">It is met with nobody else.</p>\n'
        return
    yield neighbourhood(dossier.actor.name, dossier.co_actors)
    yield from _of(min(_MOST_CONNECTIONS, len(dossier.co_actors)), dossier.totals.co_actors)
    yield "<table><thead><tr><th>with</th><th>stories</th><th>from</th><th>to</th></tr></thead><tbody>\n"
    for other in dossier.co_actors[:_MOST_CONNECTIONS]:
        yield _connection(other)
    yield "</tbody></table>\n"


def _connection(other: CoActor) -> str:
    return (
        f'<tr><td>{line(other.name)} <span class="faint">{safe(other.kind.value)}</span></td>'
        f'<td class="number">{other.shared_stories:,}</td><td class="when">{_date(other.first)}</td>'
        f'<td class="when">{_date(other.last)}</td></tr>\n'
    )


def _quotations(
    title: str, anchor: str, quotations: Sequence[DatedQuotation], total: int, sources: Sources
) -> Iterator[str]:
    yield f'<h2 id="{anchor}">{title}</h2>\n'
    if not quotations:
        yield '<p class="faint">None.</p>\n'
        return
    yield from _of(len(quotations), total)
    for each in quotations:
        marks = ("“", "”") if each.quotation.direct else ("", "")
        speaker = _name(each.quotation.speaker, "speaker not known")
        cites = " ".join(
            dict.fromkeys(sources.cite(place.article) for place in (each, *each.tellings))
        )
        yield (
            f"<blockquote><p>{marks[0]}{line(unmarked(each.text))}{marks[1]}</p>"
            f'<p class="faint">{speaker}, {_date(each.published)} {cites}</p></blockquote>\n'
        )


def _disagreements(disagreements: Sequence[Disagreement], sources: Sources) -> Iterator[str]:
    yield '<h2 id="disagreements">Disagreements</h2>\n'
    if not disagreements:
        yield '<p class="faint">No two claimants were found whose figures cannot both be right.</p>\n'
    for each in disagreements:
        kind = "revised by one claimant" if each.revised else "given differently"
        yield (
            f"<h3>{line(each.measure)}: {kind}</h3>\n<table><thead><tr><th>who</th><th>figure</th><th>when</th>"
            "<th>in what words</th></tr></thead><tbody>\n"
        )
        for claim in each.claims:
            yield (
                f'<tr><td>{line(claim.claimant)}</td><td class="number">{line(claim.figure.text)}</td>'
                f'<td class="when">{_date(claim.date)}</td><td>{line(unmarked(claim.sentence))} {sources.cite(claim.figure.article)}</td></tr>\n'
            )
        yield "</tbody></table>\n"


def _of(shown: int, total: int) -> Iterator[str]:
    if total > shown:
        yield f'<p class="faint">The newest {shown:,} of {total:,}.</p>\n'
