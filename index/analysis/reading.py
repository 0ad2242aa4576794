"""Reading one article from beginning to end: who is in it, what they said and did, and the figures given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.analysis.analyse import findings_of, our_recogniser, prepare
from index.analysis.events import FoundEvent, events_of, resolve_events
from index.analysis.figures import FoundFigure, figures_of, resolve_figures
from index.analysis.findings import Findings
from index.analysis.gazetteer import Gazetteer, load
from index.analysis.linking import EntityLink
from index.analysis.masking import mask
from index.analysis.passage import Passage
from index.analysis.quotations import FoundQuotation, read_quotations, to_model
from index.analysis.recognising import Recogniser
from index.analysis.resolving import resolve
from index.model import Analysis, BodyFormat, Moment

# Characters: a long novel. What is longer is no article, and reading it would hold everything up.
LONGEST_READ = 500_000


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one article; actors are entities of ``findings``, linked to nobody yet."""

    findings: Findings = field(default_factory=Findings)
    quotations: tuple[FoundQuotation, ...] = ()
    events: tuple[FoundEvent, ...] = ()
    figures: tuple[FoundFigure, ...] = ()


def read(
    text: str,
    *,
    headline: str = "",
    body_format: BodyFormat = BodyFormat.PLAIN,
    language: str = "",
    published: Moment | None = None,
    recogniser: Recogniser | None = None,
    gazetteer: Gazetteer | None = None,
) -> Reading:
    """Return all that is read from ``text``; spans are code points into it exactly as given.

    ``headline``, ``language`` (BCP 47, "" unknown) and ``published`` are what the article says of itself. Of a
    text longer than LONGEST_READ only the beginning is read. ``recogniser`` and ``gazetteer`` stand in for ours.
    """
    text = _beginning(text)
    del language
    words = gazetteer if gazetteer is not None else load()
    # Cut into words once, for names and happenings alike.
    document = prepare(mask(text, body_format), words)
    names = (recogniser or our_recogniser()).recognise(document, words)
    findings = findings_of(text, document, names, words, headline=headline)
    passage = Passage(text, findings, body_format, document)
    quotations = read_quotations(text, body_format=body_format, findings=findings)
    return Reading(
        findings,
        quotations,
        events_of(passage, published),
        figures_of(passage, quotations, published),
    )


def _beginning(text: str) -> str:
    if len(text) <= LONGEST_READ:
        return text
    for end in ("\n", " "):
        cut = text.rfind(end, LONGEST_READ // 2, LONGEST_READ)
        if cut != -1:
            return text[:cut]
    return text[:LONGEST_READ]


def resolved(reading: Reading, links: Sequence[EntityLink]) -> Analysis:
    """Return the analysis with actors in place of entities; ``links`` has one for each entity, in order."""
    return Analysis(
        mentions=resolve(reading.findings, links),
        quotations=to_model(reading.quotations, links),
        events=resolve_events(reading.events, links),
        figures=resolve_figures(reading.figures, links),
    )
