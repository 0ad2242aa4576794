"""The first of many documents are chosen without sorting them all, however many are equal."""

from __future__ import annotations

import numpy as np
import pytest

from index.search.choosing import highest

EARLIEST = -(2**62)


def _keys(kind, count):
    numbers = np.random.default_rng(count)
    match kind:
        case "different":
            return numbers.random(count).astype(np.float32)
        case "equal":
            return np.full(count, EARLIEST)
        case "nearly all equal":
            times = numbers.integers(0, 2**50, count)
            return np.where(numbers.random(count) < 0.95, EARLIEST, times)
        case _:
            return numbers.integers(0, 40, count)


@pytest.mark.parametrize("kind", ["different", "equal", "nearly all equal", "few values"])
@pytest.mark.parametrize("count", [50, 9_000, 40_000])
@pytest.mark.parametrize("wanted", [0, 1, 20, 700, 3_000])
def test_the_highest_are_chosen_and_all_that_equal_the_last_of_them(kind, count, wanted):
    keys = _keys(kind, count)
    if not wanted:
        expected = set()
    else:
        least = np.sort(keys)[max(len(keys) - wanted, 0)]
        expected = set(np.flatnonzero(keys >= least).tolist())
    assert set(highest(keys, wanted).tolist()) == expected


def test_what_is_hardly_lower_is_chosen_too():
    keys = np.linspace(0, 1, 20_001, dtype=np.float32)
    assert highest(keys, 10, 0.001).tolist() == list(range(20_001 - 10 - 20, 20_001))
