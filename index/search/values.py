"""Values of the search: frozen dataclasses that take a fifth of the time to load.

``dataclass`` writes the methods that compare, hash, print and freeze a value for each class anew and compiles
them, a third of a millisecond a class. The first search in a new process waits for some forty classes, so
these share theirs.
"""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field
from typing import TypeVar, dataclass_transform

_Class = TypeVar("_Class")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def value(cls: type[_Class]) -> type[_Class]:
    """Make a class a frozen dataclass with slots whose values are equal where class and fields are."""
    methods = {
        "__eq__": _equal,
        "__hash__": _hashed,
        "__repr__": _printed,
        "__setattr__": _set_once,
        "__delattr__": _kept,
    }
    for name, method in methods.items():
        setattr(cls, name, method)
    return dataclass(slots=True, eq=False, repr=False)(cls)


def _fields(one: object) -> tuple[object, ...]:
    names: tuple[str, ...] = type(one).__match_args__  # type: ignore[attr-defined]
    return tuple([getattr(one, name) for name in names])


def _equal(self: object, other: object) -> bool:
    return self is other or (type(self) is type(other) and _fields(self) == _fields(other))


def _hashed(self: object) -> int:
    return hash((type(self), _fields(self)))


def _printed(self: object) -> str:
    names: tuple[str, ...] = type(self).__match_args__  # type: ignore[attr-defined]
    fields = zip(names, _fields(self), strict=True)
    shown = ", ".join(f"{name}={field!r}" for name, field in fields)
    return f"{type(self).__name__}({shown})"


def _set_once(self: object, name: str, value: object) -> None:
    # A value in the making has no fields yet.
    if hasattr(self, name):
        raise FrozenInstanceError(f"cannot assign to field {name!r}")
    object.__setattr__(self, name, value)


def _kept(_: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r}")
