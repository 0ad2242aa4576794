"""How a listing of stories is sorted; by itself, so that a search loads no more of the model than this."""

from __future__ import annotations

from enum import StrEnum


class Order(StrEnum):
    """How a listing of stories is sorted: best match first, or newest first."""

    RELEVANCE = "relevance"
    DATE = "date"
