"""Finding the best labels of a sequence, and how probable each is: a linear-chain CRF over short stretches.

Lafferty, McCallum and Pereira (ICML 2001). Labels are BILOU (Ratinov and Roth, CoNLL 2009). All
stretches of a document are worked on together, the longest first, so that numpy has something to do.
"""

from __future__ import annotations

from dataclasses import dataclass
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
_OPENING = np.where(_OPENS, 0.0, _NEVER).astype(np.float32)
_CLOSING = np.where(_CLOSES, 0.0, _NEVER).astype(np.float32)


class Layout:
    """Stretches laid side by side: step ``t`` has the ``t``-th token of every stretch that long.

    ``steps`` has, for each step, the positions of its tokens and which of them end their stretch; the
    stretches are sorted, the longest first.
    """

    def __init__(self, starts: NDArray[np.intp], count: int) -> None:
        lengths = np.diff(np.append(starts, count))
        order = np.argsort(-lengths, kind="stable")
        first = starts[order]
        lengths = lengths[order]
        self.count = len(first)
        self.steps: list[tuple[NDArray[np.intp], NDArray[np.bool_]]] = []
        longest = int(lengths[0]) if len(lengths) else 0
        for step in range(longest):
            alive = int(np.searchsorted(-lengths, -step, side="left"))
            self.steps.append((first[:alive] + step, lengths[:alive] == step + 1))


def best(
    scores: NDArray[np.float32], layout: Layout, transitions: NDArray[np.float32]
) -> NDArray[np.intp]:
    """Return the best label of each token (Viterbi); ``transitions`` are very small where not allowed."""
    labels = np.zeros(len(scores), np.intp)
    if not layout.steps:
        return labels
    reached = scores[layout.steps[0][0]] + _OPENING
    back: list[NDArray[np.intp]] = []
    finals = np.empty((layout.count, len(LABELS)), np.float32)
    for at, _ in layout.steps[1:]:
        alive = len(at)
        finals[alive : len(reached)] = reached[alive:]
        paths = reached[:alive, :, None] + transitions
        chosen = paths.argmax(1)
        back.append(chosen)
        reached = np.take_along_axis(paths, chosen[:, None], 1)[:, 0] + scores[at]
    finals[: len(reached)] = reached
    current = (finals + _CLOSING).argmax(1)
    for step in range(len(layout.steps) - 1, -1, -1):
        at, _ = layout.steps[step]
        alive = len(at)
        labels[at] = current[:alive]
        if step:
            current[:alive] = back[step - 1][np.arange(alive), current[:alive]]
    return labels


@dataclass(frozen=True, slots=True)
class Forward:
    """What goes before each token: the scaled forward values, the scales, the weights of its labels."""

    values: NDArray[np.float64]
    scales: NDArray[np.float64]
    weights: NDArray[np.float64]
    moves: NDArray[np.float64]


def forward(
    scores: NDArray[np.float32], layout: Layout, transitions: NDArray[np.float32]
) -> Forward:
    """Return the forward values of all tokens."""
    shift = scores.max(1, keepdims=True) if len(scores) else scores
    weights = np.exp(scores - shift, dtype=np.float64)
    moves = np.exp(transitions, dtype=np.float64)
    values = np.empty((len(scores), len(LABELS)))
    scales = np.empty(len(scores))
    for step, (at, ends) in enumerate(layout.steps):
        here = weights[at]
        here *= _OPENS if step == 0 else values[at - 1] @ moves
        here[ends] *= _CLOSES
        total = here.sum(1)
        total += 1e-300
        here /= total[:, None]
        values[at] = here
        scales[at] = total
    return Forward(values, scales, weights, moves)


def log_sum(scores: NDArray[np.float32], told: Forward) -> float:
    """Return the logarithm of the sum over all labellings of all stretches (log Z)."""
    return float(scores.max(1).sum()) + float(np.log(told.scales).sum())


def marginals(
    told: Forward, layout: Layout, expected: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Return the probability of each label of each token; add the expected transitions to ``expected``."""
    backward = np.empty_like(told.values)
    for at, ends in reversed(layout.steps):
        value = np.empty((len(at), len(LABELS)))
        value[ends] = _CLOSES
        onward = ~ends
        if onward.any():
            following = at[onward] + 1
            after = told.weights[following] * backward[following]
            after /= told.scales[following][:, None]
            value[onward] = after @ told.moves.T
            if expected is not None:
                expected += told.values[at[onward]].T @ after * told.moves
        backward[at] = value
    backward *= told.values
    backward /= backward.sum(1, keepdims=True) + 1e-300
    return backward
