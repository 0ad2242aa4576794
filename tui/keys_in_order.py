"""Keys acted upon strictly one after the other.

Textual hands a key to the widget with the focus and goes on to the next key, while the first may still be on
its way to the binding that answers it. Of ``/m``, typed before the first picture was up or arriving in one
packet over a slow line, the ``m`` would reach the list and mark a story before ``/`` had opened the search
bar. Here a key waits until all that the one before it set going has been done.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import Generic, TypeVar

from textual import events
from textual.app import App
from textual.message import Message
from textual.message_pump import MessagePump

_ROUNDS = 3
"""Times that the way of a key is gone: its action may post a message, and that one another."""
_PATIENCE = 0.5
"""Seconds after which the next key is taken anyway."""
_LOOK = 0.03
"""Seconds between looks whether the widget that had the last key is gone, with what went its way."""

Result = TypeVar("Result")


class KeysInOrder(App[Result], Generic[Result]):
    """An application that finishes with a key before it takes the next."""

    class _Followed(Message):
        """Goes the way of a key, behind it: once it is here, so is all that the key did."""

        def __init__(self, number: int, way: MessagePump, rounds: int) -> None:
            super().__init__()
            self.number = number
            self.way = way
            self.rounds = rounds

    _waiting_keys: deque[events.Key] | None = None
    _key_number = 0
    _key_under_way = False
    _impatience: asyncio.TimerHandle | None = None

    @property
    def keys_done(self) -> bool:
        """Whether every key that was pressed has been acted upon."""
        return not self._key_under_way and not self._waiting_keys

    async def on_event(self, event: events.Event) -> None:
        """Take an event; a key that comes while another is under way waits."""
        if isinstance(event, events.Key) and not event.is_forwarded:
            if self._waiting_keys is None:
                self._waiting_keys = deque()
            if self._key_under_way:
                self._waiting_keys.append(event)
            else:
                await self._take(event)
            return
        await super().on_event(event)

    async def _take(self, event: events.Key) -> None:
        self._key_under_way = True
        self._key_number += 1
        way = self.focused or self.screen
        await super().on_event(event)
        way.post_message(self._Followed(self._key_number, way, _ROUNDS))
        until = asyncio.get_running_loop().time() + _PATIENCE
        self._look_again(self._key_number, way, until)

    def _look_again(self, number: int, way: MessagePump, until: float) -> None:
        loop = asyncio.get_running_loop()
        self._impatience = loop.call_later(_LOOK, self._look_after, number, way, until)

    def _look_after(self, number: int, way: MessagePump, until: float) -> None:
        if number != self._key_number or not self._key_under_way:
            return
        if asyncio.get_running_loop().time() >= until:
            self._finish(number)
        elif not way.is_running:
            # What the key set going was asked for before this.
            self.call_later(self._finish, number)
        else:
            self._look_again(number, way, until)

    def on_keys_in_order__followed(self, message: _Followed) -> None:
        """Take the next key, after what the last one asked to be done later: moving the focus, say."""
        message.stop()
        if message.rounds > 1 and message.way.is_running:
            again = self._Followed(message.number, message.way, message.rounds - 1)
            self.call_later(message.way.post_message, again)
        else:
            self.call_later(self._finish, message.number)

    def _finish(self, number: int) -> None:
        if number != self._key_number or not self._key_under_way:
            return
        if self._impatience is not None:
            self._impatience.cancel()
        self._key_under_way = False
        if self._waiting_keys:
            self.post_message(self._waiting_keys.popleft())
