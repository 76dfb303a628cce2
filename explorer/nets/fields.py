"""The receptive field of every layer of a network."""

from __future__ import annotations

from collections.abc import Mapping

from torch import nn

from explorer.nets.graph import INPUT
from explorer.nets.traced import Layered
from explorer.vision.receptive import Field, join

Fields = tuple[Field, Field]
"""Down and to the right."""


def receptive_fields(
    traced: Layered, shapes: Mapping[str, tuple[int, ...]]
) -> dict[str, Fields | None]:
    """Return the field of each layer; None where a value sees the whole input, or nobody knows.

    Parameters
    ----------
    shapes : see `explorer.nets.traced.shapes`
    """
    found: dict[str, Fields | None] = {INPUT: (Field(), Field())}
    for layer in traced.layers:
        parts = [found[name] for name in layer.inputs]
        known = [part for part in parts if part is not None]
        # A number for a whole map has a jump of its own.
        jumps = {tuple(field.jump for field in part) for part in known}
        if len(known) < len(parts) or len(jumps) > 1 or len(shapes[layer.name]) < 3:
            found[layer.name] = None
            continue
        rows, columns = (join([part[axis] for part in known]) for axis in (0, 1))
        sizes = [shapes[layer.inputs[0]][1:], shapes[layer.name][1:]]
        found[layer.name] = _through(traced.modules[layer.name], (rows, columns), sizes)
    return found


def _through(module: nn.Module, before: Fields, sizes: list[tuple[int, ...]]) -> Fields | None:
    if isinstance(module, nn.AdaptiveAvgPool2d):
        if sizes[0] == sizes[1]:
            return before
        # Windows that may overlap and differ: known only where they see everything.
        return None
    if not isinstance(module, nn.Conv2d | nn.MaxPool2d | nn.AvgPool2d):
        return before if getattr(module, "pointwise", True) else None
    rows, columns = (
        field.through(*(_part(getattr(module, name, 1), axis) for name in NAMES))
        for axis, field in enumerate(before)
    )
    return rows, columns


NAMES = ("kernel_size", "stride", "padding", "dilation")


def _part(value: int | tuple[int, ...], axis: int) -> int:
    return value if isinstance(value, int) else value[axis]
