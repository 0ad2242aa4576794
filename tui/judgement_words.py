"""Reasons and judgements in words, for the screen and the command line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from index.model import Explanation, Judgement, Misfit, Moment, Precision, Verdict
from tui.dates import plain_date
from tui.safe_text import safe_text

_STEPS = {"recognised": "a name", "article": "in here", "archive": "linked"}
_MISFITS = {
    Misfit.NO_STORY: "waits: its story is not here",
    Misfit.NO_MENTION: "waits: no mention stands there now",
    Misfit.NO_ACTOR: "waits: nobody here is called so",
}
_NO_REASONS = (
    "This story was read before reasons were kept. “newsreader analyse-again” reads it again."
)


def title_of(explanation: Explanation) -> str:
    """Return the heading: what stands in the text, where, and whom it is taken for; safe to draw."""
    mention = explanation.mention
    surface = " ".join(safe_text(mention.surface).split())
    whom = safe_text(mention.name or "") if mention.actor else "unresolved"
    return f"“{surface}” {mention.start}–{mention.end} · {mention.kind.value} · {whom}"


def rows_of(explanation: Explanation) -> Iterator[tuple[str, str]]:
    """Yield (label, sentence) for every reason, role and judgement; the sentences may be unsafe."""
    before = ""
    for reason in explanation.reasons:
        label = _STEPS.get(reason.step, "")
        where = ""
        if reason.span is not None:
            where = f" ({reason.span.start}–{reason.span.end}: “{' '.join(reason.text.split())}”)"
        yield "" if label == before else label, reason.says + where
        before = label
    if not explanation.reasons:
        yield "", _NO_REASONS
    for role in explanation.roles:
        office = f"{role.title} of {role.of}" if role.of else role.title
        place = f"{role.span.start}–{role.span.end}"
        yield "office", f"{office} ({place}): “{role.sentence}”"
    for judgement in explanation.judgements:
        yield "judged", told_of(judgement)


def state_of(judgement: Judgement, misfits: Mapping[int, Misfit]) -> str:
    """Return what has become of a judgement, in a few words; "" where it holds."""
    if judgement.undone is not None:
        return "taken back"
    misfit = misfits.get(judgement.number)
    return "" if misfit is None else _MISFITS[misfit]


def told_of(judgement: Judgement) -> str:
    """Return a judgement in words, with its day; the names in it may be unsafe to draw."""
    actor = judgement.actor.name if judgement.actor is not None else ""
    other = judgement.other.name if judgement.other is not None else ""
    day = plain_date(Moment(judgement.made, Precision.DAY))
    match judgement.verdict:
        case Verdict.SAME:
            told = f"{other} is {actor}"
        case Verdict.DIFFERENT:
            every = "every mention like " if judgement.whole_story else ""
            wrong = f"not {actor} but " if actor else ""
            whom = other or "nobody known"
            told = f"{every}“{judgement.surface}” is {wrong}{whom} (story {judgement.article[:8]})"
        case Verdict.NO_ACTOR:
            kind = judgement.kind.value if judgement.kind is not None else "actor"
            told = f"no {kind}: {', '.join(judgement.forms)}"
        case Verdict.NAME:
            told = f"{actor} is called {judgement.name}"
        case Verdict.KIND:
            kind = judgement.kind.value if judgement.kind is not None else ""
            told = f"{actor} is of the kind {kind}"
    return f"{told} · {day}"
