"""Points of the plane, and the digits to keep aside, as fields of the state."""

from __future__ import annotations

from typing import Any

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.fields import Spec

Point = tuple[float, float]

FARTHEST = 100.0
COORDINATES = tuple(Spec("number", name, -FARTHEST, FARTHEST, 0.1) for name in ("x", "y"))
CLASSES = 10
MOST_UNSEEN = 2


def point(default: Point, *, label: str) -> Any:
    """Declare a point [x, y] of the plane."""
    return fields.structure(default, "point", _read_point, list, label=label)


def _read_point(name: str, value: Any) -> Point:
    if not isinstance(value, list | tuple) or len(value) != len(COORDINATES):
        raise UserError("{name} must be a point [x, y].", name=name)
    pairs = zip(COORDINATES, value, strict=True)
    x, y = (fields.check(f"{name} {part.label}", part, entry) for part, entry in pairs)
    return x, y


def digits(default: tuple[int, ...], *, label: str) -> Any:
    """Declare one or two different digits."""
    return fields.structure(default, "digits", _read_digits, list, label=label)


def _read_digits(name: str, value: Any) -> tuple[int, ...]:
    entries = [value] if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(entries, list | tuple) or not 1 <= len(entries) <= MOST_UNSEEN:
        raise UserError("{name} must be a list of one or two digits, such as [9].", name=name)
    spec = Spec("integer", name, 0, CLASSES - 1, 1)
    read = tuple(fields.check(name, spec, entry) for entry in entries)
    if len(set(read)) != len(read):
        raise UserError("{name}: {value} is there twice.", name=name, value=read[0])
    return read
