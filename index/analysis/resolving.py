"""Turning what was found, and whom it was linked to, into the mentions an article keeps."""

from __future__ import annotations

from collections.abc import Sequence

from index.analysis.findings import Findings, FoundMention
from index.analysis.linking import EntityLink
from index.model import Mention


def resolve(findings: Findings, links: Sequence[EntityLink]) -> tuple[Mention, ...]:
    """Return the mentions with their actors, in the order of the text.

    ``links`` has one link for each entity of ``findings``. A description that nobody answers to is left
    out; the nationality word in it is a mention again.
    """
    mentions: list[Mention] = []
    for found in findings.mentions:
        link = links[found.entity] if found.entity is not None else None
        if found.descriptive and (link is None or link.actor is None):
            mentions.extend(_mention(inner, links) for inner in found.hides)
        else:
            mentions.append(_mention(found, links))
    return tuple(mentions)


def _mention(found: FoundMention, links: Sequence[EntityLink]) -> Mention:
    link = links[found.entity] if found.entity is not None else None
    return Mention(
        found.start,
        found.end,
        found.surface,
        found.kind,
        actor=link.actor if link is not None else None,
        name=link.name if link is not None and link.actor is not None else None,
        demonym=found.demonym,
        descriptive=found.descriptive,
        evidence=(*found.evidence, *link.evidence) if link is not None else found.evidence,
    )
