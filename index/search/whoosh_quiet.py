"""Whoosh 2.7.4 was written for older Pythons: newer ones warn of its source text when they compile it."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def whoosh_loading() -> Iterator[None]:
    """Keep the warnings about Whoosh's own source text off the reader's screen while it is imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", SyntaxWarning)
        warnings.simplefilter("ignore", DeprecationWarning)
        yield
