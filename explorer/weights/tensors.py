"""Our weight files: safetensors, large kernels as 16-bit integers with a scale per filter.

The step of int16 is the same over a whole filter, that of float16 grows with the value.
At the same size the heads of YOLOv4-tiny come out some eight times closer to the original.
What the original has as 8-bit integers stays so, with its scales: exact, and half as large.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load, save

from explorer.weights.darknet import State

# Smaller kernels stay float32: they sit early in a network, where an error spreads.
LARGE = 40_000
SCALE = ".scale"
ZERO = ".zero"
_STEPS = 32767


@dataclass(frozen=True, eq=False)
class Quantised:
    """A tensor of integers that stand for numbers: (step - zero) * scale.

    Parameters
    ----------
    steps : (filters, ...) int8 or int16
    scale : (filters, blocks) float32
        Of each part of a filter; its numbers, in their order, fall into equal parts.
    zero : (filters, blocks) int8, optional
        The integer that stands for 0; without it, 0.
    """

    steps: NDArray[Any]
    scale: NDArray[np.float32]
    zero: NDArray[np.int8] | None = None

    def numbers(self) -> NDArray[np.float32]:
        """Return what the integers stand for, (filters, ...) float32."""
        filters = len(self.steps)
        blocks = self.scale.size // filters
        numbers = self.steps.astype(np.float32).reshape(filters, blocks, -1)
        if self.zero is not None:
            numbers -= self.zero.reshape(filters, blocks, 1)
        numbers *= self.scale.reshape(filters, blocks, 1)
        return numbers.reshape(self.steps.shape)


Packable = NDArray[np.float32] | Quantised


def pack(state: Mapping[str, Packable]) -> bytes:
    """Return the file of a state dict; the same input gives the same bytes."""
    tensors: dict[str, NDArray[Any]] = {}
    for name in sorted(state):
        given = state[name]
        if isinstance(given, Quantised):
            tensors |= {name: given.steps, name + SCALE: given.scale}
            if given.zero is not None:
                tensors[name + ZERO] = given.zero
            continue
        value = np.ascontiguousarray(given, np.float32)
        if value.size < LARGE:
            tensors[name] = value
            continue
        filters = value.reshape(len(value), -1)
        scale = np.abs(filters).max(axis=1) / np.float32(_STEPS)
        scale = np.where(scale > 0, scale, np.float32(1))
        steps = np.rint(filters.astype(np.float64) / scale[:, None])
        tensors[name] = steps.astype(np.int16).reshape(value.shape)
        tensors[name + SCALE] = scale
    data: bytes = save(tensors)
    return data


def unpack(data: bytes) -> State:
    """Return the float32 state dict of a file that `pack` made."""
    tensors: dict[str, NDArray[Any]] = load(data)
    state: State = {}
    for name, value in tensors.items():
        if name.endswith((SCALE, ZERO)):
            continue
        scale = tensors.get(name + SCALE)
        if scale is None:
            state[name] = value.astype(np.float32)
        else:
            state[name] = Quantised(value, scale, tensors.get(name + ZERO)).numbers()
    return state
