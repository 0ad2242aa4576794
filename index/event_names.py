"""What events are called: on screens, and in queries by names a person can guess.

The names are in ``event_names.tsv`` beside this module; its head says how a line is read.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("event_names.tsv")


@dataclass(frozen=True, slots=True)
class EventName:
    """A kind of event: ``code`` is a CAMEO code, or "" where PLOVER ``type`` and ``mode`` ("" for any) say which.

    ``names`` are those a query may use, without spaces. ``both_ways`` means that source and target may change places.
    """

    type: str
    mode: str
    code: str
    label: str
    names: tuple[str, ...]
    both_ways: bool

    def covers(self, type: str, mode: str, cameo: str) -> bool:  # noqa: A002 - PLOVER's word
        """Return whether an event is of this kind."""
        if self.code:
            return cameo.startswith(self.code)
        return self.type == type and self.mode in ("", mode)


@cache
def event_names() -> tuple[EventName, ...]:
    """Return all kinds of events that have a name, in the order of the file."""
    text = _FILE.read_text(encoding="utf-8")
    return tuple(_read(line) for line in text.splitlines() if line and not line.startswith("#"))


def _read(line: str) -> EventName:
    what, label, names, *ways = line.split("\t")
    type_, _, mode = what.partition("/")
    code = type_ if type_.isdecimal() else ""
    return EventName(
        type="" if code else type_,
        mode=mode,
        code=code,
        label=label,
        names=tuple(names.split("|")),
        both_ways=ways == ["both"],
    )


@cache
def kind_of(type: str, mode: str, cameo: str) -> EventName:  # noqa: A002 - PLOVER's word
    """Return the narrowest named kind that an event belongs to; one made of its type where there is none."""
    fitting = [each for each in event_names() if each.covers(type, mode, cameo)]
    plain = EventName(type, mode, "", type.lower(), (), both_ways=False)
    return max(fitting, key=lambda each: (len(each.code), bool(each.mode)), default=plain)


def label(type: str, mode: str, cameo: str) -> str:  # noqa: A002 - PLOVER's word
    """Return in words what the source of such an event does ("breaks or lowers relations with")."""
    return kind_of(type, mode, cameo).label


def named(name: str) -> EventName | None:
    """Return the kind of event that a query calls ``name``: a name, a PLOVER type, or a CAMEO code; None for none.

    Capitals do not count, and spaces and underscores are as good as hyphens.
    """
    wanted = _plain(name)
    if wanted.isdecimal() and wanted.isascii():
        return _coded(wanted)
    return _by_name().get(wanted)


def nearest(name: str) -> str:
    """Return the name that a mistyped one may mean, "" where there is none."""
    from difflib import get_close_matches

    wanted = _plain(name)[:40]
    if not wanted:
        return ""
    begun = [known for known in _by_name() if known.startswith(wanted)]
    close = get_close_matches(wanted, _by_name(), n=1, cutoff=0.6)
    # "brek" is nearer to the first word of "break-relations" than to the whole.
    heads = {known.partition("-")[0]: known for known in reversed(_by_name())}
    heading = [heads[head] for head in get_close_matches(wanted, heads, n=1, cutoff=0.7)]
    return next(iter((*begun, *close, *heading)), "")


@cache
def _by_name() -> dict[str, EventName]:
    named_by: dict[str, EventName] = {}
    for each in event_names():
        for name in each.names:
            named_by.setdefault(name, each)
        if each.type:
            plover = f"{each.type}-{each.mode}".lower().rstrip("-").replace("_", "-")
            named_by.setdefault(plover, each)
    return named_by


def _coded(code: str) -> EventName | None:
    if not 2 <= len(code) <= 4 or not "01" <= code[:2] <= "20":
        return None
    known = next((each for each in event_names() if each.code == code), None)
    return known or EventName("", "", code, f"CAMEO {code}", (), both_ways=False)


def _plain(name: str) -> str:
    return "-".join(name.casefold().replace("_", " ").replace("-", " ").split())
