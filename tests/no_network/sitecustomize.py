"""Loaded by every Python that the tests start: whoever asks for the network fails.

A Python with this folder on its path runs this file before anything else.
"""

from __future__ import annotations

import sys

_ASKING = {
    "socket.connect",
    "socket.bind",
    "socket.sendto",
    "socket.sendmsg",
    "socket.getaddrinfo",
    "socket.gethostbyname",
    "socket.gethostbyaddr",
}


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    # Addresses of the machine's own sockets are paths; those of the network are tuples and names.
    if event in _ASKING and not any(isinstance(one, bytes) for one in arguments[1:]):
        address = arguments[1] if event.startswith("socket.connect") else arguments
        if isinstance(address, str) and address.startswith("/"):
            return
        raise RuntimeError(f"the network was asked for: {event} {arguments[1:]}")


sys.addaudithook(_refuse)
