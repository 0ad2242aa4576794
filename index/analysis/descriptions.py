"""Giving roles to entities, and descriptions ("the Paraguayan president") to the one who holds the office."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.analysis.coreference import Grouping
from index.analysis.findings import Entity, FoundRole
from index.analysis.recognising import NameSpan
from index.analysis.roles import Description, HeldRole
from index.model import Kind

_MOST = 20


@dataclass(frozen=True, slots=True)
class DescribedMention:
    """A description at tokens ``first`` to ``last``; ``hides`` are the numbers of the names within."""

    first: int
    last: int
    kind: Kind
    entity: int
    hides: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Resolved:
    """The entities of an article, the entity of each name (None: open) and the descriptions."""

    entities: tuple[Entity, ...]
    entity_of: tuple[int | None, ...]
    mentions: tuple[DescribedMention, ...]


def resolve_descriptions(
    grouping: Grouping,
    names: Sequence[NameSpan],
    roles: Sequence[HeldRole],
    descriptions: Sequence[Description],
) -> Resolved:
    """Return the entities with their roles.

    A description is resolved where exactly one actor of the article holds the office, told or by the
    country last named before its title; else it makes an entity of its own that has a role alone. A bare
    "the president" means the one president of whom the article has spoken, if there is one alone.
    """

    def owner(number: int | None) -> str:
        group = None if number is None else grouping.of_name[number]
        return "" if group is None else grouping.groups[group].name

    held: dict[int, list[tuple[HeldRole, str]]] = {}
    holders: dict[tuple[str, str], set[int]] = {}
    hints: dict[tuple[str, str], set[int]] = {}
    for role in roles:
        group = grouping.of_name[role.holder]
        if group is None:
            continue
        of = owner(role.of)
        held.setdefault(group, []).append((role, of))
        if of:
            holders.setdefault((role.title, of), set()).add(group)
        elif role.near is not None:
            hints.setdefault((role.title, owner(role.near)), set()).add(group)
    groups = [number for number, group in enumerate(grouping.groups) if group.members]
    position = {group: index for index, group in enumerate(groups)}
    entities: dict[tuple[str, str], int] = {}
    alone: list[Entity] = []
    tokens = grouping.document.tokens
    at_token = {name.first: number for number, name in enumerate(names)}
    mentions: list[DescribedMention] = []
    titled: dict[str, dict[int, None]] = {}
    for group, offices in held.items():
        for role, _ in offices:
            titled.setdefault(role.title, {})[group] = None
    # More than two say as little as two.
    titled = {title: dict.fromkeys(list(holding)[:_MOST]) for title, holding in titled.items()}
    alone_with: dict[str, list[int]] = {}
    for description in descriptions:
        if description.of is None:
            meant = [
                position[group]
                for group in titled.get(description.title, ())
                if names[min(grouping.groups[group].members)].first < description.first
            ]
            meant += alone_with.get(description.title, ())
            if len(meant) == 1:
                mentions.append(
                    DescribedMention(description.first, description.last, Kind.PERSON, meant[0], ())
                )
            continue
        of = owner(description.of)
        if not of:
            continue
        key = (description.title, of)
        bearers = holders.get(key) or hints.get(key, set())
        first, last = description.first, description.last
        hides = tuple(at_token[at] for at in range(first, last) if at in at_token)
        if not first < last or len(bearers) > 1:
            continue
        if bearers:
            (group,) = bearers
            if key not in holders:
                hint = next(role for role, _ in held[group] if role.title == description.title)
                held[group].append((hint, of))
                holders[key] = {group}
            entity = position[group]
        else:
            if key not in entities:
                start, end = tokens.starts[first], tokens.ends[last - 1]
                entities[key] = len(groups) + len(alone)
                alone_with.setdefault(description.title, []).append(entities[key])
                alone.append(
                    Entity(
                        name=f"{description.title} of {of}",
                        kind=Kind.PERSON,
                        roles=(FoundRole(description.title, of, start, end),),
                        certain=False,
                    )
                )
            entity = entities[key]
        mentions.append(DescribedMention(first, last, Kind.PERSON, entity, hides))
    inside = bytearray(len(tokens))
    stretches = [(name.first, name.last) for name in names]
    stretches += [(mention.first, mention.last) for mention in mentions]
    for start, end in stretches:
        inside[start:end] = b"\1" * (end - start)
    # Late: it fills what is defined here.
    from index.analysis.short_bodies import find_short_bodies

    mentions += find_short_bodies(grouping, position, inside)
    made = [grouping.entity(grouping.groups[group], held.get(group, ())) for group in groups]
    entity_of = tuple(None if group is None else position[group] for group in grouping.of_name)
    return Resolved((*made, *alone), entity_of, tuple(mentions))
