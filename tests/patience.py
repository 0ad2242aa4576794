"""A bound on the work of a test whose subject is that something comes to an end."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


class TooMuchWorkError(AssertionError):
    """Something took many times the work that it should."""


@contextmanager
def soon(seconds: float = 10.0) -> Iterator[None]:
    """Fail where the block takes more than ``seconds`` of the processor, not of the clock: other programs do not count.

    To be given many times what the block needs, so that only work that grows with the square of its input, or
    worse, comes to the bound; without one such a test would not fail but stay for ever.
    """
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooMuchWorkError(f"more than {seconds} seconds of the processor were used")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
