"""ONNX operations that move numbers and change none, as layers of torch.

Source: https://onnx.ai/onnx/operators.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import nn
from torch.nn import functional

from explorer.nets.layers import Concatenate
from explorer.nets.onnx_operation import Operation


def _reshape(operation: Operation) -> nn.Module:
    output = operation.output
    if len(output) == 2 and output[0] == 1:
        return nn.Flatten()
    return operation.step(lambda x: x.reshape(output))


def _transpose(operation: Operation) -> nn.Module:
    axes = operation.get("perm", None) or list(range(len(operation.output)))[::-1]
    return operation.step(lambda x: x.permute(axes))


def _concat(operation: Operation) -> nn.Module | None:
    axis = operation.get("axis", 1)
    if any(value is not None for value in operation.constants):
        return None
    if axis % len(operation.output) == 1:
        return Concatenate()
    return operation.step(lambda *parts: torch.cat(parts, axis))


def _pad(operation: Operation) -> nn.Module | None:
    pads, value = operation.numbers("pads", 1), operation.constant(2)
    if len(pads) != 8 or operation.get("mode", b"constant") != b"constant":
        return None
    fill = operation.get("value", 0.0) if value is None else value.item()
    _, _, top, left, _, _, below, right = pads
    return operation.step(lambda x: functional.pad(x, (left, right, top, below), value=fill))


def _split(operation: Operation) -> nn.Module:
    """Return one part; without sizes all parts are as large."""
    axis, length = operation.get("axis", 0), operation.output[operation.get("axis", 0)]
    sizes = operation.numbers("split", 1)
    start = sum(sizes[: operation.number]) if sizes else operation.number * length
    return operation.step(lambda x: x.narrow(axis, start, length))


def _slice(operation: Operation) -> nn.Module | None:
    starts, ends = operation.numbers("starts", 1), operation.numbers("ends", 2)
    axes = operation.numbers("axes", 3) or list(range(len(starts)))
    steps = operation.numbers("steps", 4) or [1] * len(starts)
    if not starts or min(steps) < 1:
        return None
    where = [slice(None)] * len(operation.output)
    for axis, *ends_and_step in zip(axes, starts, ends, steps, strict=True):
        where[axis] = slice(*ends_and_step)
    return operation.step(lambda x: x[tuple(where)])


def _gather(operation: Operation) -> nn.Module | None:
    places, axis = operation.constant(1), operation.get("axis", 0)
    if places is None or operation.constant(0) is not None:
        return None
    size = operation.shapes[0][axis]
    flat = places.flatten().long() % size
    return operation.step(lambda x: x.index_select(axis, flat).reshape(operation.output))


MOVING: dict[str, Callable[[Operation], nn.Module | None]] = {
    "Concat": _concat,
    "Flatten": _reshape,
    "Gather": _gather,
    "Pad": _pad,
    "Reshape": _reshape,
    "Slice": _slice,
    "Split": _split,
    "Squeeze": _reshape,
    "Transpose": _transpose,
    "Unsqueeze": _reshape,
}
