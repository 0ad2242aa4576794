"""Analysis of one article: its names, whom they mean, and the offices it gives them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from index.analysis.coreference import group_names
from index.analysis.descriptions import DescribedMention, resolve_descriptions
from index.analysis.findings import Findings, FoundMention
from index.analysis.folding import fold
from index.analysis.gazetteer import Gazetteer, load
from index.analysis.masking import mask
from index.analysis.recognising import Document, NameSpan, Recogniser
from index.analysis.roles import read_roles
from index.analysis.sentences import split
from index.analysis.tokens import cut_tokens, tokenise
from index.model import BodyFormat, Evidence, Kind, Moment


def analyse(
    text: str,
    *,
    headline: str = "",
    body_format: BodyFormat = BodyFormat.PLAIN,
    language: str = "",
    published: Moment | None = None,
    recogniser: Recogniser | None = None,
    gazetteer: Gazetteer | None = None,
) -> Findings:
    """Return the actors that ``text`` names; spans are code points into it exactly as given.

    ``headline``, ``language`` (BCP 47, "" unknown) and ``published`` are what the article says of
    itself. ``recogniser`` and ``gazetteer`` stand in for ours.
    """
    # Names are read from the body alone: a headline has its capitals for show.
    del language, published
    words = gazetteer if gazetteer is not None else load()
    document = prepare(mask(text, body_format), words)
    names = (recogniser or our_recogniser()).recognise(document, words)
    return findings_of(text, document, names, words, headline=headline)


def findings_of(
    text: str,
    document: Document,
    names: Sequence[NameSpan],
    gazetteer: Gazetteer,
    *,
    headline: str = "",
) -> Findings:
    """Return whom ``names`` mean and the offices that ``text``, of which ``document`` is made, gives them."""
    if not names:
        return Findings()
    roles, descriptions = read_roles(document, names, gazetteer)
    grouping = group_names(text, document, names, gazetteer, headline=headline)
    resolved = resolve_descriptions(grouping, names, roles, descriptions)
    tokens = document.tokens
    mentions: list[FoundMention] = []
    hidden = {number for mention in resolved.mentions for number in mention.hides}
    for number, name in enumerate(names):
        if number in hidden:
            continue
        entity = resolved.entity_of[number]
        mentions.append(_mention(text, document, name, entity, grouping.reasons.get(number)))
    for described in resolved.mentions:
        start, end = tokens.starts[described.first], tokens.ends[described.last - 1]
        inner = tuple(
            _mention(
                text,
                document,
                names[number],
                resolved.entity_of[number],
                grouping.reasons.get(number),
            )
            for number in described.hides
        )
        mentions.append(
            FoundMention(
                start,
                end,
                text[start:end],
                described.kind,
                described.entity,
                descriptive=True,
                hides=inner,
                evidence=(_described(described, resolved.entities[described.entity].name),),
            )
        )
    mentions.sort(key=lambda mention: mention.start)
    return Findings(tuple(mentions), resolved.entities)


def prepare(masked: str, gazetteer: Gazetteer, cuts: Sequence[int] = ()) -> Document:
    """Return a text, masked already, cut into tokens and sentences.

    ``cuts`` are ascending offsets at which no token goes on, whatever it is.
    """
    entries = gazetteer.entries

    def is_name(word: str) -> bool:
        entry = entries.get(fold(word))
        return entry is not None and (not entry.capitals or word.isupper())

    tokens = tokenise(masked, is_name, gazetteer.common.__contains__)
    if cuts:
        tokens = cut_tokens(tokens, cuts)
    folds = [fold(word) for word in tokens.texts]
    return Document(masked, tokens, folds, split(masked, tokens))


@cache
def our_recogniser() -> Recogniser:
    """Return the recogniser that serves where none is given."""
    # Imported here because it brings numpy (80 ms), which reading an archive does without.
    from index.analysis.tagged_names import TaggingRecogniser

    return TaggingRecogniser()


def _described(mention: DescribedMention, name: str) -> Evidence:
    return Evidence("role" if mention.kind is Kind.PERSON else "short-form", name)


def _mention(
    text: str, document: Document, name: NameSpan, entity: int | None, reason: Evidence | None
) -> FoundMention:
    start = document.tokens.starts[name.first]
    end = document.tokens.ends[name.last - 1]
    # "Leeds" in a result is the club; a country stays a country, whoever plays for it.
    team = reason is not None and reason.rule == "team"
    return FoundMention(
        start,
        end,
        text[start:end],
        Kind.ORGANISATION if team and name.kind is Kind.PLACE else name.kind,
        entity,
        demonym=name.demonym or (reason is not None and reason.rule == "demonym"),
        evidence=name.evidence if reason is None else (*name.evidence, reason),
    )
