"""What keys do about actors themselves: why somebody is linked, and putting right what is wrong."""

from __future__ import annotations

from tui.actions import ARTICLE_HINTS, CORRECTING, DOSSIER_HINTS, Action

JUDGING: tuple[Action, ...] = (
    Action(
        "why",
        ("w",),
        "why",
        "why",
        "why the actor under the cursor is linked: the rule, and the words it stood on",
        CORRECTING,
        "Why is this actor linked?",
        (ARTICLE_HINTS,),
    ),
    Action(
        "same-actor",
        ("M",),
        "judge('same')",
        "same as",
        "merge: another actor, chosen by its name, is the same one",
        CORRECTING,
        "Merge: another actor is the same as this one",
        (DOSSIER_HINTS,),
    ),
    Action(
        "different-actor",
        ("D",),
        "judge('different')",
        "different",
        "split off: this mention is somebody else, or nobody known; say who an unresolved one is",
        CORRECTING,
        "Split off: this mention is not this actor",
    ),
    Action(
        "not-an-actor",
        ("X",),
        "judge('no_actor')",
        "no actor",
        "what is called so is not an actor, here and in other stories",
        CORRECTING,
        "This is not an actor",
    ),
    Action(
        "rename-actor",
        ("R",),
        "judge('name')",
        "rename",
        "call the actor by another name",
        CORRECTING,
        "Rename the actor",
    ),
    Action(
        "actor-kind",
        ("K",),
        "judge('kind')",
        "kind",
        "say that it is a person, an organisation, a country or a place",
        CORRECTING,
        "Change the kind of the actor",
    ),
    Action(
        "judgements",
        ("U",),
        "judgements",
        "undo",
        "your judgements, the latest first; again: take the one under the cursor back",
        CORRECTING,
        "Judgements: list them and take them back",
    ),
)
