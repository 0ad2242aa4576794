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

from index.analysis.reading import Reading


def packed(reading: Reading) -> bytes:
    """Return a reading as bytes, for ``unpacked`` in a process of the same program."""
    out = io.BytesIO()
    _Packer(out, pickle.HIGHEST_PROTOCOL).dump(reading)
    return zlib.compress(out.getvalue(), 1)


def unpacked(data: bytes) -> Reading:
    """Return the reading that ``packed`` made into bytes. ``data`` must come from this program itself."""
    reading = pickle.loads(zlib.decompress(data))
    assert isinstance(reading, Reading)
    return reading


class _Packer(pickle.Pickler):
    def reducer_override(self, value: object) -> tuple[type, tuple[object, ...]]:
        kind = type(value)
        # The classes themselves come here too.
        if not is_dataclass(kind) or isinstance(value, type):
            usual: tuple[type, tuple[object, ...]] = NotImplemented
            return usual
        return kind, _fields_of(kind)(value)


@cache
def _fields_of(kind: type) -> Callable[[object], tuple[object, ...]]:
    names = [field.name for field in fields(kind)]
    if len(names) == 1:
        only = attrgetter(names[0])
        return lambda value: (only(value),)
    several: Callable[[object], tuple[object, ...]] = attrgetter(*names)
    return several
