"""What a dossier tells was done, said and disputed, as lines of text for ``actor``, ``pair`` and ``accounts``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.exporting.unmarked import unmarked
from tui.commands.output import counted, day, paragraphs
from tui.dates import day as date_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.model import DatedQuotation, Disagreement, Dossier, Event, Happening

_NEWEST = 10


def event_line(event: Event | Happening) -> str:
    """Return an event on one line: who did what to whom, and its status where that is not "happened"."""
    from index.event_names import label

    source = (event.source and event.source.name) or "somebody"
    target = (event.target and event.target.name) or ""
    told = f"{source} {label(event.type, event.mode, event.cameo)} {target}".rstrip()
    return told if event.status == "happened" else f"{told} ({event.status})"


def happening_line(happening: Happening) -> str:
    """Return a happening on one line: the event, and in how many stories it is told."""
    stories = happening.stories
    return event_line(happening) + (
        f", told in {counted(stories, 'story', 'stories')}" if stories > 1 else ""
    )


def quotation_line(quotation: DatedQuotation) -> str:
    """Return a quotation on one line, in quotation marks where it is direct, and in how many stories more it stands."""
    speaker = quotation.quotation.speaker
    words = unmarked(quotation.text)
    name = unmarked((speaker and speaker.name) or "speaker not known")
    line = f"{name}: “{words}”" if quotation.quotation.direct else f"{name}: {words}"
    others = quotation.stories - 1
    return line + (f" (also in {counted(others, 'story', 'stories')})" if others else "")


def disagreement_lines(disagreement: Disagreement) -> list[str]:
    """Return a heading and a line for each claim."""
    about = disagreement.subject.name
    lines = [f"{disagreement.measure}{f' of {about}' if about else ''}"]
    for claim in disagreement.claims:
        when = day(claim.date) if claim.date is not None else "no date"
        words = unmarked(claim.sentence)
        told = f"{claim.claimant}, {when}: {claim.figure.text} — “{words}”"
        lines += paragraphs(told, indent="  ")
    return lines


def dossier_lines(dossier: Dossier) -> list[str]:
    """Return what is new, the newest happenings and quotations, and all disagreements, each part under its title."""
    lines: list[str] = []
    new = dossier.new_since
    if new.seen is not None and new.stories:
        lines += [
            "",
            f"{counted(new.stories, 'new story', 'new stories')} since {date_of(new.seen)}",
        ]
    happened = [
        f"{day(each.date) if each.date else f'told {day(each.reported)}'}  {happening_line(each)}"
        for each in dossier.happenings[:_NEWEST]
    ]
    lines += _part("What happened", happened, dossier.totals.happenings)
    said = [
        f"{day(each.published)}  {quotation_line(each)}" for each in dossier.quotations_by[:_NEWEST]
    ]
    lines += _part("Said", said, dossier.totals.quotations_by)
    for disagreement in dossier.disagreements:
        lines += [
            "",
            *(
                f"Disputed: {line}" if not place else line
                for place, line in enumerate(disagreement_lines(disagreement))
            ),
        ]
    return lines


def _part(title: str, told: Sequence[str], total: int) -> list[str]:
    if not told:
        return []
    count = f" (the newest {len(told)} of {total:,})" if total > len(told) else ""
    return [
        "",
        f"{title}{count}",
        *(line for each in told for line in paragraphs(each, indent="  ")),
    ]
