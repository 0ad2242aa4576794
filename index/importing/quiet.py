"""Keeping libraries from writing to the terminal, where a person is reading."""

from __future__ import annotations

import logging


def hush(library: str) -> None:
    """Give the log of `library` somewhere to go, so that its warnings do not end on stderr.

    A program that configures logging still receives them.
    """
    log = logging.getLogger(library)
    if not log.handlers:
        log.addHandler(logging.NullHandler())
