"""Taking typed values out of JSON that somebody else wrote, where anything may stand anywhere."""

from __future__ import annotations

import json
from typing import TypeAlias

from index.errors import ImportFailureError

JsonValue: TypeAlias = "bool | int | float | str | list[JsonValue] | dict[str, JsonValue] | None"
JsonObject: TypeAlias = dict[str, JsonValue]


def parse_json(text: str) -> JsonValue:
    """Return the value that `text` spells.

    Raises ImportFailureError with a sentence saying where it stops being JSON.
    """
    try:
        value: JsonValue = json.loads(text)
    except json.JSONDecodeError as error:
        at = (
            f"line {error.lineno}, column {error.colno}"
            if error.lineno > 1
            else f"column {error.colno}"
        )
        # Some of Python's messages end with "at" themselves.
        what = error.msg.removesuffix(" at")
        raise ImportFailureError(f"is not valid JSON ({what} at {at})") from None
    except RecursionError:
        raise ImportFailureError("is JSON nested too deeply to be an article") from None
    except ValueError:
        # Python refuses to build integers of thousands of digits.
        raise ImportFailureError("is JSON with a number too long to read") from None
    return value


def text_of(value: JsonValue) -> str:
    """Return a string or an integer as text, and "" for everything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        # str() of an integer of thousands of digits raises; no id is that long.
        return str(value) if abs(value) < 10**100 else ""
    return ""


def first_text(record: JsonObject, *keys: str) -> str:
    """Return the first text that is not blank under any of `keys`, in that order."""
    for key in keys:
        found = text_of(record.get(key))
        if found.strip():
            return found
    return ""


def items_of(value: JsonValue) -> list[JsonValue]:
    """Return a list as it is, None as an empty list and any other value as a list of one."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def objects_of(value: JsonValue) -> list[JsonObject]:
    """Return the objects among `value`'s items."""
    return [item for item in items_of(value) if isinstance(item, dict)]


def texts_of(value: JsonValue, *keys: str) -> list[str]:
    """Return a text for each item of `value` that has one: itself, or what stands under `keys`."""
    found = (
        first_text(item, *keys) if isinstance(item, dict) else text_of(item)
        for item in items_of(value)
    )
    return [text for text in found if text.strip()]
