"""What is said at the foot of the screen when something goes wrong: one plain sentence, never a traceback."""

from __future__ import annotations

from index.errors import NewsreaderError


def sentence(trouble: Exception, failed: str) -> str:
    """Return a whole sentence about ``trouble`` for the person at the keyboard, which may be unsafe to draw.

    ``failed`` says what cannot be done now ("The story cannot be opened"), without a full stop; it is said
    where the trouble is none of newsreader's own, which bring their sentence with them.
    """
    if isinstance(trouble, NewsreaderError):
        return str(trouble)
    if isinstance(trouble, MemoryError):
        return f"{failed}: there is not enough memory."
    if isinstance(trouble, OSError):
        reason = trouble.strerror or str(trouble) or "unknown reason"
        name = trouble.filename
        told = f"{reason} ({_name(name)})" if isinstance(name, str | bytes) and name else reason
        return f"{failed}: {told}."
    told = ": ".join(
        each for each in (type(trouble).__name__, " ".join(str(trouble).split())) if each
    )
    return f"{failed}: newsreader is at fault ({told})."


def _name(name: str | bytes) -> str:
    return name.decode("utf-8", "replace") if isinstance(name, bytes) else name
