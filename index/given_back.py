"""Giving memory that is free inside this process back to the system."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache


def give_back() -> None:
    """Have the C library return what it keeps for later, which after large arrays is tens of megabytes.

    Only the GNU library keeps so much, and can be asked; elsewhere nothing happens.
    """
    trim = _trim()
    if trim is not None:
        trim(0)


@cache
def _trim() -> Callable[[int], object] | None:
    import ctypes

    with suppress(OSError, AttributeError, TypeError):
        trim: Callable[[int], object] = ctypes.CDLL(None).malloc_trim
        return trim
    return None
