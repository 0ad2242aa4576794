"""Which actor a name on the command line means, and who else it may mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.commands.output import counted, say, table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.archive import Archive
    from index.model import Actor, Bearers


def best_bearer(archive: Archive, name_or_id: str) -> Actor:
    """Return the actor that is meant, the most mentioned of several, and say on stderr who else may be.

    Raises NotFoundError where there is nobody.
    """
    bearers = archive.bearers(name_or_id)
    actor, *others = bearers.actors
    if others:
        say(
            f"“{name_or_id.strip()}” may be any of {bearers.total:,} actors; "
            f"this is {actor.name} ({actor.kind.value}, {actor.id}). The others, by their ids:"
        )
        _say_actors(others, bearers.total - 1, name_or_id)
    return actor


def say_candidates(bearers: Bearers, name: str) -> None:
    """List on stderr the actors of which one is to be chosen by its id."""
    _say_actors(bearers.actors, bearers.total, name)


def _say_actors(actors: Sequence[Actor], total: int, name: str) -> None:
    rows = [
        (
            actor.id,
            actor.kind.value,
            counted(actor.mentions, "mention"),
            counted(actor.stories, "story", "stories"),
            actor.name,
            next((f"{role.title} of {role.of}" for role in actor.roles), ""),
        )
        for actor in actors
    ]
    for line in table(rows, widest=(16, 12, 16, 14, 40, 0), right=(False, False, True, True)):
        say(f"  {line}")
    if total > len(actors):
        say(f"  and {total - len(actors):,} more: newsreader actors {name.strip()}")
