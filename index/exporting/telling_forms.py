"""The JSON of stories that tell the same happening: which they are, and what only one of two says."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from index.exporting.dossier_forms import DisagreementForm, disagreement_form
from index.exporting.json_forms import ActorStoryForm, SpanForm, story_form
from index.model import Article, Comparison, Difference, Disagreement, Span, StorySummary


class AccountsForm(TypedDict):
    """A story, the others that tell the same happening, and the figures on which claimants differ."""

    story: ActorStoryForm
    accounts: list[ActorStoryForm]
    disagreements: list[DisagreementForm]


class DifferenceForm(SpanForm):
    """A stretch that the other story does not tell; ``what`` is sentence, quotation, figure, event or actor."""

    what: str
    text: str


class SharedForm(TypedDict):
    """A sentence of the first story and the one of the second that says the same."""

    first: SpanForm
    second: SpanForm


class ComparisonForm(TypedDict):
    """What only the first story says, what only the second, and which sentences say the same."""

    first: str
    second: str
    only_first: list[DifferenceForm]
    only_second: list[DifferenceForm]
    shared: list[SharedForm]


def accounts_form(
    story: StorySummary, accounts: Iterable[StorySummary], disagreements: Iterable[Disagreement]
) -> AccountsForm:
    """Return a story with the other accounts of its happening."""
    return {
        "story": story_form(story),
        "accounts": [story_form(each) for each in accounts],
        "disagreements": [disagreement_form(each) for each in disagreements],
    }


def comparison_form(first: Article, second: Article, compared: Comparison) -> ComparisonForm:
    """Return two stories side by side; offsets are into the body of each."""
    return {
        "first": first.id,
        "second": second.id,
        "only_first": [_difference(first, each) for each in compared.only_first],
        "only_second": [_difference(second, each) for each in compared.only_second],
        "shared": [
            {"first": _span(mine), "second": _span(theirs)} for mine, theirs in compared.shared
        ],
    }


def _difference(article: Article, difference: Difference) -> DifferenceForm:
    span = difference.span
    return {**_span(span), "what": difference.what, "text": article.body[span.start : span.end]}


def _span(span: Span) -> SpanForm:
    return {"start": span.start, "end": span.end}
