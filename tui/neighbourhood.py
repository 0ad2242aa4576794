"""A drawing of the actors nearest to one: people to the left of it, everything else to the right."""

from __future__ import annotations

from collections.abc import Sequence

from index.model import CoActor, Kind
from tui.glyphs import Glyphs
from tui.looks import KIND_LOOKS, Run
from tui.safe_text import cell_cut, cell_width, safe_text

LEAST_WIDTH = 58
"""Columns under which names on both sides of another would be cut beyond reading."""
_WIDEST_NAME = 30
_CENTRE = 22
_THIN, _PLAIN, _THICK = range(3)


def drawing(
    name: str, kind: Kind, nearest: Sequence[CoActor], width: int, height: int, signs: Glyphs
) -> list[list[Run]]:
    """Return at most ``height`` lines with the actor in the middle and the nearest at both sides of it.

    ``nearest`` has the nearest first. A line to another actor is the thicker the more stories they share: at
    least two thirds of what the nearest shares, at least one third, fewer.
    """
    if not nearest or width < LEAST_WIDTH or height < 1:
        return []
    left, right = _sides(nearest, height)
    most = max(each.shared_stories for each in nearest)
    rows = max(len(left), len(right))
    middle = (rows - 1) // 2
    centre = cell_cut(_clean(name), _CENTRE, signs.ellipsis)
    # ``name 12 ───┤`` and ``├─── 12 name``
    count = max(len(f"{each.shared_stories:,}") for each in nearest)
    room = min((width - cell_width(centre) - 4) // 2, _WIDEST_NAME + count + 12)
    arm = max(2, min(8, room - count - 2 - _longest(left + right) - 1))
    names = room - count - arm - 3
    margin = max(0, (width - cell_width(centre) - 4 - 2 * room) // 2)
    lines: list[list[Run]] = []
    for row in range(rows):
        line: list[Run] = [(" " * margin, "")]
        if row < len(left):
            spoke = _spoke(left, row, names, count, arm, most, signs, joints=0)
            line += [(" " * (names - cell_width(spoke[0][0])), ""), *spoke]
        used = sum(cell_width(text) for text, _look in line)
        line.append((" " * (margin + room - used), ""))
        if row == middle:
            beam: Run = (signs.horizontal, "dim")
            line += [beam, (f" {centre} ", f"bold {KIND_LOOKS[kind]} reverse"), beam]
        else:
            line.append((" " * (cell_width(centre) + 4), ""))
        if row < len(right):
            line += reversed(_spoke(right, row, names, count, arm, most, signs, joints=3))
        lines.append(line)
    return lines


def _sides(nearest: Sequence[CoActor], height: int) -> tuple[list[CoActor], list[CoActor]]:
    """Return who stands left and who right: people left while there is room, the others right."""
    shown = nearest[: 2 * height]
    each = -(-len(shown) // 2)
    people = [actor for actor in shown if actor.kind is Kind.PERSON]
    others = [actor for actor in shown if actor.kind is not Kind.PERSON]
    left = people[:height] if others else people[:each]
    right = others[:height]
    kept = {actor.actor for actor in (*left, *right)}
    for actor in shown:
        if actor.actor not in kept:
            (left if len(left) < len(right) else right).append(actor)
    order = {actor.actor: place for place, actor in enumerate(shown)}
    return sorted(left, key=lambda actor: order[actor.actor]), sorted(
        right, key=lambda actor: order[actor.actor]
    )


def _longest(actors: Sequence[CoActor]) -> int:
    return min(_WIDEST_NAME, max(cell_width(_clean(actor.name)) for actor in actors))


def _spoke(
    actors: Sequence[CoActor],
    row: int,
    names: int,
    count: int,
    arm: int,
    most: int,
    signs: Glyphs,
    *,
    joints: int,
) -> list[Run]:
    """Return an actor's name, count and line, and the sign that joins it, from the outside in.

    ``joints`` is the place of the first of the three signs that join lines on its side.
    """
    actor = actors[row]
    line, *ends = list(signs.arms[_weight(actor, most)])
    joint = line if len(actors) == 1 else ends[joints + _place(row, len(actors))]
    return [
        (cell_cut(_clean(actor.name), names, signs.ellipsis), KIND_LOOKS[actor.kind]),
        (f" {actor.shared_stories:>{count},} ", ""),
        (line * arm, "dim"),
        (joint, "dim"),
    ]


def _place(row: int, rows: int) -> int:
    return 0 if row == 0 else 2 if row == rows - 1 else 1


def _weight(actor: CoActor, most: int) -> int:
    if 3 * actor.shared_stories >= 2 * most:
        return _THICK
    return _PLAIN if 3 * actor.shared_stories >= most else _THIN


def _clean(text: str) -> str:
    return " ".join(safe_text(text).split())
