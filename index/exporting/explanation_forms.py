"""The JSON of ``why``: the reasons for which a mention is recognised and linked as it is.

How offsets are written is said in ``json_forms``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

from index.exporting.json_forms import MentionForm, mention_form

if TYPE_CHECKING:
    from index.model import Explanation


class ReasonForm(TypedDict):
    """One reason in words; ``step``: what it decided ("recognised", "article", "archive")."""

    step: str
    rule: str
    says: str
    start: int | None
    end: int | None
    text: str


class GivenRoleForm(TypedDict):
    """An office that the article gives the actor, and the sentence that gives it."""

    title: str
    of: str
    start: int
    end: int
    sentence: str


class ExplanationForm(TypedDict):
    """Why a mention is linked as it is; ``judgements`` are numbers of the reader's own."""

    article: str
    mention: MentionForm
    reasons: list[ReasonForm]
    roles: list[GivenRoleForm]
    judgements: list[int]


def explanation_form(explanation: Explanation) -> ExplanationForm:
    """Return why a mention is linked as it is."""
    return {
        "article": explanation.article,
        "mention": mention_form(explanation.mention),
        "reasons": [
            {
                "step": reason.step,
                "rule": reason.rule,
                "says": reason.says,
                "start": reason.span.start if reason.span else None,
                "end": reason.span.end if reason.span else None,
                "text": reason.text,
            }
            for reason in explanation.reasons
        ],
        "roles": [
            {
                "title": role.title,
                "of": role.of,
                "start": role.span.start,
                "end": role.span.end,
                "sentence": role.sentence,
            }
            for role in explanation.roles
        ],
        "judgements": [judgement.number for judgement in explanation.judgements],
    }
