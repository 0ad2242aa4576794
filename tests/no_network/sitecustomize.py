"""Loaded by every Python that the tests start: whoever asks for the network fails.

A Python with this folder on its path runs this file before anything else.
"""

from __future__ import annotations

import socket
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
    if event not in _ASKING:
        return
    # Programs of one machine may talk to each other: multiprocessing does.
    own = arguments and getattr(arguments[0], "family", None) == getattr(socket, "AF_UNIX", 0)
    if not own:
        raise RuntimeError(f"the network was asked for: {event} {arguments[1:]}")


sys.addaudithook(_refuse)
