"""The offices and functions of an actor, to choose one and read where it is told."""

from __future__ import annotations

from collections.abc import Sequence

from index.model import Role
from tui.glyphs import Glyphs
from tui.lines import Line
from tui.looks import Run, segments
from tui.panes.facts import role_told
from tui.panes.row_text import clean, cut_runs
from tui.screens.choice import Choice


class Roles(Choice[Role]):
    """What stories say an actor is or was; dismissed with the role to read about, or None."""

    def __init__(self, name: str, roles: Sequence[Role], signs: Glyphs) -> None:
        def draw(role: Role, width: int) -> Sequence[Line]:
            what = clean(f"{role.title}, {role.of}" if role.of else role.title)
            runs: list[Run] = [(what, "bold"), (f"  {role_told(role)}", "dim")]
            return [segments(cut_runs(runs, width, signs))]

        heading = f"What stories say {name} is or was {signs.horizontal} {len(roles):,}"
        super().__init__(heading, roles, draw, signs)
