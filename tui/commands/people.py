"""``newsreader actors`` and ``newsreader actor``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tui.commands.output import (
    counted,
    day,
    emphasised,
    paragraphs,
    say,
    show,
    show_json,
    show_lines,
    table,
)
from tui.commands.place import archive_options, json_option, place_of
from tui.commands.told_lines import dossier_lines
from tui.commands.whom import best_bearer
from tui.safe_text import safe_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.model import Actor, Dossier, Role, StorySummary

_STORIES_SHOWN = 20
_CONNECTIONS_SHOWN = 20


@click.command("actors")
@archive_options
@json_option
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=100,
    show_default=True,
    metavar="N",
    help="How many actors to print at most.",
)
@click.argument("name", nargs=-1)
@click.pass_context
def actors_command(
    context: click.Context, name: tuple[str, ...], as_json: bool, limit: int
) -> None:
    """List actors, the most mentioned first.

    NAME finds those that any story calls so; accents may be left out.
    """
    text = " ".join(name)
    with place_of(context).open() as archive:
        actors = archive.actors(text, limit=limit)
    if as_json:
        from index.exporting.json_forms import actor_form

        show_json([actor_form(actor) for actor in actors])
        return
    rows = [
        (
            actor.id,
            actor.kind.value,
            f"{actor.mentions:,}",
            f"{actor.stories:,}",
            day(actor.first),
            day(actor.last),
            actor.name,
        )
        for actor in actors
    ]
    if rows:
        heading = ("ID", "KIND", "MENTIONS", "STORIES", "FIRST", "LAST", "NAME")
        show_lines(
            table(
                [heading, *rows],
                widest=(16, 12, 9, 9, 11, 11, 0),
                right=(False, False, True, True),
            )
        )
    else:
        say(f"No actor is called “{text}” here." if text else "There are no actors yet.")


@click.command("actor")
@archive_options
@json_option
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    metavar="N",
    help=f"How many stories to print at most [default: all with --json, else {_STORIES_SHOWN}].",
)
@click.argument("name", nargs=-1, required=True, metavar="NAME|ID")
@click.pass_context
def actor_command(
    context: click.Context, name: tuple[str, ...], as_json: bool, limit: int | None
) -> None:
    """Print the dossier of one actor.

    It is the best match for NAME, or the actor with that ID.
    """
    with place_of(context).open() as archive:
        dossier = archive.dossier(best_bearer(archive, " ".join(name)).id)
        listing = archive.actor_stories(dossier.actor.id)
        if limit is None:
            limit = listing.total if as_json else _STORIES_SHOWN
        stories = listing.rows(0, limit)
    if as_json:
        from index.exporting.dossier_forms import dossier_form

        show_json(dossier_form(dossier, stories))
        return
    _show_dossier(dossier, stories, listing.total)


def _show_dossier(dossier: Dossier, stories: Sequence[StorySummary], total: int) -> None:
    actor = dossier.actor
    print(emphasised(safe_text(actor.name)))
    show(
        f"{actor.kind.value} · {counted(actor.mentions, 'mention')} in "
        f"{counted(actor.stories, 'story', 'stories')} · {_period(actor)} · {actor.id}"
    )
    _show_part("Also called", [f"{alias.surface} ({alias.count:,})" for alias in actor.aliases])
    _show_part("Roles", [_role(role) for role in actor.roles])
    _show_part("Known elsewhere as", [f"{scheme} {name}" for scheme, name in actor.authority])
    met = [f"{other.name} ({other.shared_stories:,})" for other in dossier.co_actors]
    more = len(met) - _CONNECTIONS_SHOWN
    _show_part(
        "Together with", [*met[:_CONNECTIONS_SHOWN], *([f"and {more:,} more"] if more > 0 else [])]
    )
    show_lines(dossier_lines(dossier))
    if stories:
        show()
        show("Stories")
        show_lines(
            table(
                [(s.id[:8], day(s.published), s.source, s.headline) for s in stories],
                widest=(8, 11, 20, 0),
            )
        )
    if total > len(stories):
        say(f"{len(stories):,} of {counted(total, 'story', 'stories')}; --limit shows more.")


def _show_part(title: str, values: Sequence[str]) -> None:
    if values:
        show()
        show(title)
        show_lines(paragraphs(", ".join(values), indent="  "))


def _role(role: Role) -> str:
    office = f"{role.title} of {role.of}" if role.of else role.title
    first, last = day(role.first), day(role.last)
    return f"{office} (told {first})" if first == last else f"{office} (told {first} to {last})"


def _period(actor: Actor) -> str:
    first, last = day(actor.first), day(actor.last)
    return first if first == last else f"{first} to {last}"
