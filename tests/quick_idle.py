"""Waiting for a screen in a test by what its event loop has to do, and not by a pause of the clock.

Textual's pilot takes a program to be idle when it used little of 20 ms; a key waits for that three times, and a test
presses many. Here idle means that the loop has nothing to run and no timer that is due at once, which is known at once.
"""

from __future__ import annotations

import asyncio
import time

import textual.app
import textual.pilot

_AT_ONCE = 0.025  # seconds; a screen that has something to draw draws it within less
_TURNS = 3  # of the loop: what one turn sets going the next runs


def _next_timer(loop: asyncio.AbstractEventLoop) -> float:
    """Return the seconds until the next timer of the loop is due."""
    waiting = [timer.when() for timer in loop._scheduled if not timer.cancelled()]  # type: ignore[attr-defined]
    return min(waiting, default=float("inf")) - loop.time()


async def wait_for_idle(min_sleep: float = 0.0, max_sleep: float = 1.0) -> None:
    """Wait until the loop has nothing to do, at most ``max_sleep`` seconds."""
    loop = asyncio.get_running_loop()
    ends = time.monotonic() + max_sleep
    quiet = 0
    while quiet < _TURNS and time.monotonic() < ends:
        await asyncio.sleep(0)
        if loop._ready:  # type: ignore[attr-defined]
            quiet = 0
        elif 0 < (due := _next_timer(loop)) < _AT_ONCE:
            quiet = 0
            await asyncio.sleep(due)
        else:
            quiet += 1


def use() -> None:
    """Have Textual's pilot wait so, where the loop can be asked; elsewhere it waits as it always does."""
    loop = asyncio.new_event_loop()
    known = hasattr(loop, "_ready") and hasattr(loop, "_scheduled")
    loop.close()
    for module in (textual.app, textual.pilot):
        if known and hasattr(module, "wait_for_idle"):
            module.wait_for_idle = wait_for_idle
