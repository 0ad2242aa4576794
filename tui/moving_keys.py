"""What keys do in lists and articles: looking for stories, and moving."""

from __future__ import annotations

from tui.actions import (
    ACTORS_HINTS,
    ARTICLE,
    ARTICLE_HINTS,
    DOSSIER_HINTS,
    LIST,
    PAIR_HINTS,
    PATH_HINTS,
    ROOM,
    STORIES_HINTS,
    Action,
)

MOVING: tuple[Action, ...] = (
    Action(
        "search",
        ("/",),
        "search",
        "search",
        "search: results appear while you type",
        ROOM,
        "Search the stories",
        (STORIES_HINTS, ARTICLE_HINTS, ACTORS_HINTS),
    ),
    # In a list
    Action("down", ("j", "down"), "move(1)", "down", "one row down", LIST),
    Action("up", ("k", "up"), "move(-1)", "up", "one row up", LIST),
    Action("page-down", ("space", "pagedown"), "page(1)", "page down", "a page down", LIST),
    Action("page-up", ("pageup",), "page(-1)", "page up", "a page up", LIST),
    Action("half-down", ("d",), "half_page(1)", "half page", "half a page down", LIST),
    Action("half-up", ("u",), "half_page(-1)", "half page", "half a page up", LIST),
    Action("first", ("g", "home"), "first", "first", "to the first row", LIST),
    Action("last", ("G", "end"), "last", "last", "to the last row", LIST),
    Action(
        "open",
        ("enter",),
        "choose",
        "read",
        "read the story, or follow the actor, under the cursor",
        LIST,
        hints=(STORIES_HINTS, ACTORS_HINTS, DOSSIER_HINTS, PAIR_HINTS, PATH_HINTS),
    ),
    # In an article
    Action("down", ("j", "down"), "line_down", "down", "one line down", ARTICLE),
    Action("up", ("k", "up"), "line_up", "up", "one line up", ARTICLE),
    Action("page-down", ("space", "pagedown"), "page_down", "page", "a page down", ARTICLE),
    Action("page-up", ("pageup",), "page_up", "page up", "a page up", ARTICLE),
    Action("half-down", ("d",), "half_page_down", "half page", "half a page down", ARTICLE),
    Action("half-up", ("u",), "half_page_up", "half page", "half a page up", ARTICLE),
    Action("first", ("g", "home"), "top", "top", "to the headline", ARTICLE),
    Action("last", ("G", "end"), "bottom", "end", "to the end", ARTICLE),
    Action(
        "open",
        ("enter",),
        "follow_mention",
        "follow",
        "follow the actor the cursor is on, the speaker of a quotation, or who did what is told",
        ARTICLE,
    ),
)
"""Looking for stories, and moving in lists and articles."""
