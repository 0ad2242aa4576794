"""What keys do on the screens over the reading room: the dossier and those reached from it."""

from __future__ import annotations

from tui.actions import DOSSIER, DOSSIER_HINTS, Action

FOLLOWING: tuple[Action, ...] = (
    # In a dossier
    Action(
        "next-part",
        ("tab",),
        "part(1)",
        "part",
        "to the next part: the list, the actors met with it, the facts",
        DOSSIER,
        hints=(DOSSIER_HINTS,),
    ),
    Action("part-before", ("shift+tab",), "part(-1)", "part before", "to the part before", DOSSIER),
    Action(
        "timeline",
        ("t",),
        "show_list('timeline')",
        "timeline",
        "its timeline: who did what to whom, and when",
        DOSSIER,
        hints=(DOSSIER_HINTS,),
    ),
    Action(
        "said",
        # By its name, for config.toml writes keys between such signs.
        ("quotation_mark",),
        "show_list('said')",
        "said",
        "what it is quoted as saying; again: what others say of it",
        DOSSIER,
        hints=(DOSSIER_HINTS,),
    ),
    Action(
        "figures",
        ("=",),
        "show_list('figures')",
        "figures",
        "figures that stories give about it",
        DOSSIER,
        hints=(DOSSIER_HINTS,),
    ),
    Action(
        "actor-stories",
        ("s",),
        "show_list('stories')",
        "stories",
        "its stories",
        DOSSIER,
    ),
    Action(
        "connections",
        ("c",),
        "pane('actors')",
        "together",
        "to the actors met with it",
        DOSSIER,
    ),
    Action("next-list", ("right", "l"), "turn_list(1)", "next list", "the next list", DOSSIER),
    Action(
        "list-before", ("left", "h"), "turn_list(-1)", "list before", "the list before", DOSSIER
    ),
)
