"""Why a mention is linked as it is: the rules that decided, with the words they stood on."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from index.analysis.analyse import prepare
from index.analysis.evidence import rules, sentence
from index.analysis.gazetteer import load
from index.analysis.masking import mask
from index.model import Evidence, Explanation, GivenRole, Judgement, Mention, Reason, Span, Verdict
from index.storage import actors, articles, judgements
from index.storage.verdicts import RULE as JUDGED

_STEPS = {"recognised": 0, "article": 1, "archive": 2}
# Reasons whose detail is a name that stands in the article.
_NAMING = frozenset(
    {"surname", "first-name", "variant", "acronym", "short-form", "surroundings", "company", "body"}
)
_LONGEST = 400  # characters of a sentence that is shown
_MOST_NAMED = 4  # of those whom a name may mean
_MOST_LOOKED_AT = 200


def explain(connection: sqlite3.Connection, row: int, offset: int) -> Explanation:
    """Return why the mention at ``offset`` is what it is taken for; raise NotFoundError."""
    article = articles.load(connection, row)
    mention = actors.mention_at(connection, row, offset)
    steps = {rule.code: rule.step for rule in rules()}
    others = actors.mentions_in(connection, row)
    reasons = []
    for one in (*mention.evidence, *_why_open(connection, mention)):
        span = one.span or _standing(one, mention, others)
        reasons.append(
            Reason(
                step=steps.get(one.rule, "archive"),
                rule=one.rule,
                says=sentence(one),
                span=span,
                text=article.body[span.start : span.end] if span is not None else "",
            )
        )
    return Explanation(
        article=article.id,
        mention=mention,
        reasons=tuple(sorted(reasons, key=lambda reason: _STEPS.get(reason.step, 3))),
        roles=_roles(connection, row, mention, mask(article.body, article.body_format)),
        judgements=_judgements(connection, article.id, mention),
    )


def _standing(one: Evidence, mention: Mention, others: Sequence[Mention]) -> Span | None:
    """Return where in the article the name stands that a reason speaks of: the nearest before the mention, if any."""
    if one.rule not in _NAMING:
        return None
    name = one.detail.split(", ")[0]
    places = [
        Span(each.start, each.end)
        for each in others
        if each.start != mention.start and name in (each.surface, each.name) and not each.demonym
    ]
    before = [place for place in places if place.start < mention.start]
    exact = [place for place in before if place.end - place.start == len(name)]
    return next(iter((*exact[-1:], *before[-1:], *places[:1])), None)


def _why_open(connection: sqlite3.Connection, mention: Mention) -> tuple[Evidence, ...]:
    """Return why a mention is linked to nobody, as far as the actors of the archive tell now."""
    if mention.actor is not None or any(one.rule == JUDGED for one in mention.evidence):
        return ()
    known = [
        actors.load(connection, number, with_roles=False)
        for number in actors.bearers(connection, mention.surface)[:_MOST_LOOKED_AT]
    ]
    bearers = [
        # Those of one name are told apart by how often they are met.
        f"{actor.name} (in {actor.stories:,} {'story' if actor.stories == 1 else 'stories'})"
        for actor in sorted(known, key=lambda actor: (-actor.stories, actor.name))
        if actor.kind is mention.kind
    ]
    if not bearers:
        return (Evidence("open-unknown"),)
    named = ", ".join(bearers[:_MOST_NAMED]) + (" …" if len(bearers) > _MOST_NAMED else "")
    return (Evidence("open-several" if len(bearers) > 1 else "open-one", named),)


def _roles(
    connection: sqlite3.Connection, row: int, mention: Mention, text: str
) -> tuple[GivenRole, ...]:
    if mention.actor is None:
        return ()
    lines = connection.execute(
        """SELECT title, of, start, end FROM roles
           WHERE row = ? AND actor = (SELECT number FROM actors WHERE id = ?) ORDER BY start""",
        (row, mention.actor),
    ).fetchall()
    if not lines:
        return ()
    document = prepare(text, load())
    starts = [document.tokens.starts[first] for first in document.sentences.starts]
    told = []
    for title, of, start, end in lines:
        begin = max((at for at in starts if at <= start), default=0)
        stop = min((at for at in starts if at > start), default=len(text))
        told.append(GivenRole(title, of, Span(start, end), _cut(text[begin:stop])))
    return tuple(told)


def _cut(text: str) -> str:
    shown = " ".join(text.split())
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST].rstrip() + "…"


def _judgements(
    connection: sqlite3.Connection, article: str, mention: Mention
) -> tuple[Judgement, ...]:
    """Return the judgements in force that the mention's actor, or the mention itself, rests on."""
    return tuple(
        judgement
        for judgement in judgements.in_force(connection)
        if (
            judgement.verdict is Verdict.DIFFERENT
            and judgement.article == article
            and judgement.span == Span(mention.start, mention.end)
        )
        or (
            judgement.verdict is not Verdict.DIFFERENT
            and mention.actor is not None
            and judgement.actor is not None
            and judgement.actor.id == mention.actor
        )
    )
