"""What tests of the screen share: reading what is drawn, and waiting until it is."""

from __future__ import annotations

from contextlib import suppress

from textual.app import App
from textual.geometry import Region
from textual.pilot import Pilot
from textual.worker import WorkerCancelled


def screen_lines(app: App[None]) -> list[str]:
    """Return what the widgets of the screen on top draw, a text a line."""
    rows = [[" "] * app.size.width for _ in range(app.size.height)]
    for widget in app.screen.query("*"):
        region = widget.region
        if not widget.is_on_screen or not region or len(widget.children):
            continue
        strips = widget.render_lines(Region(0, 0, region.width, region.height))
        for y, strip in enumerate(strips, region.y):
            rows[y][region.x : region.right] = list(strip.text.ljust(region.width))
    return ["".join(row).rstrip() for row in rows]


def screen_text(app: App[None]) -> str:
    """Return what is on the screen as one text."""
    return "\n".join(screen_lines(app))


async def settled(pilot: Pilot[None]) -> None:
    """Wait until every key has been acted upon and nothing is being read or searched for."""
    for _ in range(200):
        await pilot.pause()
        if not getattr(pilot.app, "keys_done", True):
            continue
        # What watches for imports never ends, and a question waits for its answer.
        asking = any(prompt.display for prompt in pilot.app.screen.query("Prompt"))
        endless = ("watch", "actions") if asking else ("watch",)
        busy = [
            worker
            for worker in pilot.app.workers
            if worker.group not in endless and not worker.is_finished
        ]
        if not busy:
            return
        # One that a newer made void counts as done.
        with suppress(WorkerCancelled):
            await pilot.app.workers.wait_for_complete(busy)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys one after the other, waiting after each until all is done."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)
