"""What keys do while something is typed or chosen: a search, a facet, a command."""

from __future__ import annotations

from tui.actions import FACETS, PALETTE, SEARCH, SEARCH_HINTS, Action

TYPING: tuple[Action, ...] = (
    # While typing a search
    Action(
        "accept",
        ("enter",),
        "accept",
        "to the list",
        "keep the search and go to the stories it finds",
        SEARCH,
        hints=(SEARCH_HINTS,),
    ),
    Action(
        "give-up",
        ("escape",),
        "give_up",
        "give up",
        "forget the search; back to where you were",
        SEARCH,
        hints=(SEARCH_HINTS,),
    ),
    Action(
        "result-down",
        ("down",),
        "move_in_list(1)",
        "next story",
        "next story found",
        SEARCH,
        hints=(SEARCH_HINTS,),
    ),
    Action("result-up", ("up",), "move_in_list(-1)", "story before", "story found before", SEARCH),
    Action(
        "older-search",
        ("ctrl+p",),
        "history(-1)",
        "older search",
        "an older search",
        SEARCH,
        hints=(SEARCH_HINTS,),
    ),
    Action("newer-search", ("ctrl+n",), "history(1)", "newer search", "a newer search", SEARCH),
    # While narrowing a list
    Action(
        "leave-out",
        ("-",),
        "leave_out",
        "without",
        "leave out the stories that have what is under the cursor",
        FACETS,
    ),
    # In the list of commands
    Action(
        "forget",
        ("ctrl+d",),
        "forget",
        "forget",
        "forget the saved search under the cursor",
        PALETTE,
    ),
)
