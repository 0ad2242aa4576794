"""Finding the best labels of a sequence, and how probable each is: a linear-chain CRF over short stretches.

Lafferty, McCallum and Pereira (ICML 2001). Labels are BILOU (Ratinov and Roth, CoNLL 2009). All
stretches of a document are worked on together, the longest first, so that numpy has something to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

KINDS = ("person", "organisation", "place", "other")
LABELS = ("O", *(f"{part}-{kind}" for kind in KINDS for part in "BILU"))


def allowed() -> NDArray[np.bool_]:
    """Return which label may follow which: row first, column second."""
    count = len(LABELS)
    table = np.zeros((count, count), bool)
    for i, one in enumerate(LABELS):
        for j, other in enumerate(LABELS):
            goes_on = one[0] in "BI"
            continues = other[0] in "IL"
            table[i, j] = (one[2:] == other[2:]) if goes_on and continues else goes_on == continues
    return table


_OPENS = np.array([label[0] in "OBU" for label in LABELS])
_CLOSES = np.array([label[0] in "OLU" for label in LABELS])
_NEVER = -1e4


class Layout:
    """Stretches laid side by side: step ``t`` has the ``t``-th token of every stretch that long."""

    def __init__(self, starts: NDArray[np.intp], count: int) -> None:
        lengths = np.diff(np.append(starts, count))
        order = np.argsort(-lengths, kind="stable")
        self.first = starts[order]
        self.lengths = lengths[order]
        longest = int(self.lengths[0]) if len(lengths) else 0
        # How many stretches reach step t.
        self.alive = [int(np.searchsorted(-self.lengths, -t, side="left")) for t in range(longest)]

    def at(self, step: int) -> NDArray[np.intp]:
        """Return the positions of the tokens of a step."""
        return self.first[: self.alive[step]] + step


def best(
    scores: NDArray[np.float32], layout: Layout, transitions: NDArray[np.float32]
) -> NDArray[np.intp]:
    """Return the best label of each token (Viterbi); ``transitions`` are very small where not allowed."""
    labels = np.zeros(len(scores), np.intp)
    steps = len(layout.alive)
    if not steps:
        return labels
    reached = scores[layout.at(0)] + np.where(_OPENS, 0.0, _NEVER)
    back: list[NDArray[np.intp]] = []
    finals = np.empty((len(layout.first), len(LABELS)))
    for step in range(1, steps):
        alive = layout.alive[step]
        finals[alive : len(reached)] = reached[alive:]
        paths = reached[:alive, :, None] + transitions
        chosen = paths.argmax(1)
        back.append(chosen)
        reached = np.take_along_axis(paths, chosen[:, None], 1)[:, 0] + scores[layout.at(step)]
    finals[: len(reached)] = reached
    current = (finals + np.where(_CLOSES, 0.0, _NEVER)).argmax(1)
    for step in range(steps - 1, -1, -1):
        alive = layout.alive[step]
        labels[layout.at(step)] = current[:alive]
        if step:
            current[:alive] = back[step - 1][np.arange(alive), current[:alive]]
    return labels


def marginals(
    scores: NDArray[np.float32], layout: Layout, transitions: NDArray[np.float32]
) -> tuple[NDArray[np.float64], float, NDArray[np.float64]]:
    """Return the probability of each label of each token, log Z in all, and the expected transitions."""
    count = len(LABELS)
    steps = len(layout.alive)
    shift = scores.max(1, keepdims=True) if len(scores) else scores
    weights = np.exp((scores - shift).astype(np.float64))
    moves = np.exp(transitions.astype(np.float64))
    forward = np.zeros((len(scores), count))
    scale = np.ones(len(scores))
    log_z = float(shift.sum())
    expected = np.zeros((count, count))
    for step in range(steps):
        at = layout.at(step)
        here = weights[at] * (_OPENS if step == 0 else forward[at - 1] @ moves)
        ends = layout.lengths[: len(at)] == step + 1
        here = np.where(ends[:, None] & ~_CLOSES, 0.0, here)
        total = here.sum(1) + 1e-300
        forward[at] = here / total[:, None]
        scale[at] = total
    log_z += float(np.log(scale).sum())
    backward = np.zeros((len(scores), count))
    for step in range(steps - 1, -1, -1):
        at = layout.at(step)
        ends = layout.lengths[: len(at)] == step + 1
        value = np.tile(_CLOSES.astype(np.float64), (len(at), 1))
        onward = ~ends
        if onward.any():
            following = at[onward] + 1
            told = weights[following] * backward[following] / scale[following][:, None]
            value[onward] = told @ moves.T
            expected += forward[at[onward]].T @ told * moves
        backward[at] = value
    found = forward * backward
    found /= found.sum(1, keepdims=True) + 1e-300
    return found, log_z, expected
