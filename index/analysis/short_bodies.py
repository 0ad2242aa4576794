"""Finding "the ministry" and "the council" where an article has spoken of one such body alone."""

from __future__ import annotations

from index.analysis.coreference import Grouping
from index.analysis.descriptions import DescribedMention
from index.analysis.organisation_names import closes_as_firm
from index.analysis.small_words import small_words
from index.model import Kind

_HEADS = small_words("bodies-said-again")
_FIRMS = small_words("firms-said-again")
_LINKS = frozenset({"of", "for", "on", "to", "in"})


def find_short_bodies(
    grouping: Grouping, position: dict[int, int], inside: bytearray
) -> list[DescribedMention]:
    """Return the bodies that are named by "the" and the sort of body they are.

    ``position`` gives the entity of each group; ``inside`` has a byte for each token, not 0 where a
    mention stands already. A body is meant that was named before and is the only one of its sort.
    """
    folds = grouping.document.folds
    present = (_HEADS | _FIRMS).intersection(folds)
    if not present:
        return []
    named: dict[str, dict[int, int]] = {}
    for number, name in enumerate(grouping.names):
        group = grouping.of_name[number]
        if group is None or grouping.groups[group].kind is not Kind.ORGANISATION:
            continue
        words = folds[name.first : name.last]
        at = next((at for at, word in enumerate(words) if word in _LINKS), len(words))
        for head in {words[at - 1], words[-1]} & present & _HEADS:
            # One that has only its sort for a name says nothing of others.
            named.setdefault(head, {}).setdefault(group, name.last)
    for head in present & _FIRMS:
        # The one firm of an article is "the company", whatever its name closes with.
        for group, last in _firms(grouping).items():
            named.setdefault(head, {}).setdefault(group, last)
    texts = grouping.document.tokens.texts
    openings = grouping.document.sentences.openings
    found: list[DescribedMention] = []
    for at in range(1, len(folds)):
        head = folds[at]
        if head not in named or folds[at - 1] != "the" or inside[at] or texts[at] != head:
            continue
        after = at + 1
        if after < len(folds) and openings[after] == 0:
            follows = texts[after]
            if follows in _LINKS or follows[:1].isupper() or follows == "-":
                continue
        groups = named[head]
        if len(groups) == 1:
            ((group, since),) = groups.items()
            if since < at:
                found.append(DescribedMention(at, after, Kind.ORGANISATION, position[group], ()))
    return found


def _firms(grouping: Grouping) -> dict[int, int]:
    """Return the groups that are firms by their names, each with the token after its first mention."""
    found: dict[int, int] = {}
    for number, group in enumerate(grouping.of_name):
        if group is None or grouping.groups[group].kind is not Kind.ORGANISATION:
            continue
        if closes_as_firm(grouping.surface(number)):
            members = grouping.groups[group].members
            found[group] = min(grouping.names[member].last for member in members)
    return found
