"""Target, prediction and names of classes as fields of the state, and edits of them."""

from __future__ import annotations

from typing import Any

from explorer.core import fields
from explorer.core.box_lists import FARTHEST
from explorer.core.errors import UserError
from explorer.core.fields import Spec
from explorer.core.i18n import mark

MOST_CLASSES = 20
PARTS = 5
"""Numbers of y before those of the classes: pc, bx, by, bh, bw."""
CORNERS = 4
OWN = (mark("pedestrian"), mark("motorcycle"))
"""Names that are none of the COCO classes, whose translations are known."""
DEFAULT = (OWN[0], "car", OWN[1])
"""The classes of the course."""
LARGEST_OUTPUT = 1000.0

Numbers = tuple[float, ...]
Names = tuple[str, ...]


def read_target(name: str, value: Any) -> Numbers | None:
    """Return a box [x1, y1, x2, y2], or y itself, where null may stand for what does not matter."""
    if value is None:
        return None
    entries = value if isinstance(value, list | tuple) else []
    if len(entries) != CORNERS and not PARTS < len(entries) <= PARTS + MOST_CLASSES:
        raise UserError(
            "{name} must be a box [x1, y1, x2, y2] in pixels, or y = [pc, bx, by, bh, bw, c1, …].",
            name=name,
        )
    numbers = [0 if entry is None and len(entries) > CORNERS else entry for entry in entries]
    if len(numbers) == CORNERS:
        return _numbers(name, numbers, FARTHEST)
    y = _numbers(name, numbers, LARGEST_OUTPUT)
    if y[0] not in (0, 1):
        raise UserError("{name}: pc must be 0 or 1, not {value}.", name=name, value=f"{y[0]:g}")
    if y[0] and sorted(y[PARTS:]) != [0] * (len(y) - PARTS - 1) + [1]:
        raise UserError("{name}: one of c1, c2, … must be 1 and the others 0.", name=name)
    return y


def read_prediction(name: str, value: Any) -> Numbers:
    """Return the outputs pc, bx, by, bh, bw, c1, ..., cn; an empty list stays empty."""
    if not isinstance(value, list | tuple) or 0 < len(value) <= PARTS:
        raise UserError("{name} must be a list [pc, bx, by, bh, bw, c1, …].", name=name)
    return _numbers(name, value, LARGEST_OUTPUT)


def _numbers(name: str, value: Any, largest: float) -> Numbers:
    spec = Spec("array", "", sides=(PARTS + MOST_CLASSES,), optional=True)
    numbers: Numbers = fields.check(name, spec, value)
    for entry in numbers:
        if abs(entry) > largest:
            raise UserError(
                "{name}: {value} is too large; {limit} is the most.",
                name=name,
                value=f"{entry:g}",
                limit=f"{largest:g}",
            )
    return numbers


def read_names(name: str, value: Any) -> Names:
    """Return the names of the classes, each once, at least one."""
    names: Names = fields.check(name, Spec("names", ""), value)
    names = tuple(entry.strip() for entry in names)
    if not names:
        raise UserError("{name}: there must be at least one class.", name=name)
    if len(names) > MOST_CLASSES:
        raise UserError(
            "{place} has {length} entries; {limit} is the most.",
            place=name,
            length=len(names),
            limit=MOST_CLASSES,
        )
    if not all(names):
        raise UserError("{name}: a class needs a name.", name=name)
    for entry in names:
        if names.count(entry) > 1:
            raise UserError("{name}: “{value}” is there twice.", name=name, value=entry)
    return names


def uninformed(classes: int) -> Numbers:
    """Return what a network may say that has learned nothing: the middle, all equally likely."""
    return (0.5, 0.5, 0.5, 0.5, 0.5, *(1 / classes,) * classes)
