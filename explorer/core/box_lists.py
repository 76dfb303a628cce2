"""Boxes [x1, y1, x2, y2] as fields of a state."""

from __future__ import annotations

from typing import Any

from explorer.core import fields
from explorer.core.errors import UserError
from explorer.core.fields import Spec
from explorer.core.i18n import mark, tr

Box = tuple[float, float, float, float]

FARTHEST = 1e6
"""Pixels or units from the origin."""
PARTS = tuple(Spec("number", name, -FARTHEST, FARTHEST, 1) for name in ("x1", "y1", "x2", "y2"))


def box(default: Box, *, label: str) -> Any:
    """Declare one box; where x2 < x1 or y2 < y1 it has no area (`explorer.vision.boxes`)."""
    return fields.structure(default, "box", _read, list, label=label)


def boxes(default: tuple[Box, ...] | None, most: int, *, label: str, optional: bool = False) -> Any:
    """Declare a list of at most ``most`` boxes, kept as a tuple; it may be empty.

    Where it is ``optional``, None is allowed: the boxes come from elsewhere.
    """

    def read(name: str, value: Any) -> tuple[Box, ...] | None:
        if value is None and optional:
            return None
        if not isinstance(value, list | tuple):
            raise UserError("{name} must be a list of boxes [x1, y1, x2, y2].", name=name)
        if len(value) > most:
            raise UserError(
                "{place} has {length} entries; {limit} is the most.",
                place=name,
                length=len(value),
                limit=most,
            )
        if all(_kept(entry) for entry in value):
            return tuple(value)
        # Numbered from 0, as on the command line.
        return tuple(
            _read(f"{name}, {tr(NUMBER, number=i)}", entry) for i, entry in enumerate(value)
        )

    def dump(value: tuple[Box, ...] | None) -> list[list[float]] | None:
        return None if value is None else [list(entry) for entry in value]

    return fields.structure(default, "boxes", read, dump, label=label)


NUMBER = mark("box {number}")


def _kept(value: Any) -> bool:
    """Whether a box needs no check: dragging one of thousands has to be quick."""
    return (
        type(value) is tuple
        and len(value) == len(PARTS)
        and all(type(part) is float and -FARTHEST <= part <= FARTHEST for part in value)
    )


def _read(name: str, value: Any) -> Box:
    if not isinstance(value, list | tuple) or len(value) != len(PARTS):
        raise UserError("{name} must be a list of four numbers: x1, y1, x2, y2.", name=name)
    pairs = zip(PARTS, value, strict=True)
    x1, y1, x2, y2 = (fields.check(f"{name}: {part.label}", part, v) for part, v in pairs)
    return x1, y1, x2, y2
