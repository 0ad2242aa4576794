"""What was read from an article as bytes: how it comes back from another process, and how it is put by.

Readings are frozen dataclasses with slots. Pickle takes those apart and puts them together field by field, in
Python; made by a call of their class they unpack in less than half the time, and it is one process that unpacks
what all the others have packed. They are compressed, to a fifth, where they are packed.
"""

from __future__ import annotations

import io
import pickle
import zlib
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from functools import cache
from operator import attrgetter

from index.analysis.findings import FoundMention
from index.analysis.reading import Reading
from index.model import Evidence


def packed(reading: Reading) -> bytes:
    """Return a reading as bytes, for ``unpacked`` in a process of the same program."""
    out = io.BytesIO()
    _Packer(out).dump(reading)
    return zlib.compress(out.getvalue(), 1)


def unpacked(data: bytes) -> Reading:
    """Return the reading that ``packed`` made into bytes. ``data`` must come from this program itself."""
    reading = pickle.loads(zlib.decompress(data))
    assert isinstance(reading, Reading)
    return reading


class _Packer(pickle.Pickler):
    """Takes values apart; of equal evidence, which mentions have over and over, one is kept for all."""

    def __init__(self, out: io.BytesIO) -> None:
        super().__init__(out, pickle.HIGHEST_PROTOCOL)
        self._one: dict[Evidence, Evidence] = {}
        self._several: dict[tuple[Evidence, ...], tuple[Evidence, ...]] = {}

    def _kept(self, evidence: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        several = self._several.get(evidence)
        if several is None:
            several = tuple(self._one.setdefault(one, one) for one in evidence)
            self._several[several] = several
        return several

    def reducer_override(self, value: object) -> tuple[type, tuple[object, ...]]:
        kind = type(value)
        # The classes themselves come here too.
        if not is_dataclass(kind) or isinstance(value, type):
            usual: tuple[type, tuple[object, ...]] = NotImplemented
            return usual
        given = _fields_of(kind)(value)
        if isinstance(value, FoundMention):
            given = (
                *given[:_EVIDENCE],
                self._kept(value.evidence),
                *given[_EVIDENCE + 1 :],
            )
        return kind, given


_EVIDENCE = [field.name for field in fields(FoundMention)].index("evidence")


@cache
def _fields_of(kind: type) -> Callable[[object], tuple[object, ...]]:
    names = [field.name for field in fields(kind)]
    if len(names) == 1:
        only = attrgetter(names[0])
        return lambda value: (only(value),)
    several: Callable[[object], tuple[object, ...]] = attrgetter(*names)
    return several
