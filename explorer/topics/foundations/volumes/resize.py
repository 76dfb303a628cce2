"""Changes that keep input, filters and bias fitting together.

What can be kept is kept; what is new is zero. Filters grow and shrink around their
middle, so that with "same" padding the numbers that stay mean what they meant.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core import fields
from explorer.topics.foundations.volumes.state import State


def with_channels(state: State, channels: int) -> State:
    """Return ``state`` with ``channels`` channels in the input and in each filter."""
    volume = np.array(state.input)
    return with_input(state, _resized(volume, (channels, *volume.shape[1:])).tolist())


def with_input(state: State, volume: Any) -> State:
    """Return ``state`` with another input, [C][H][W], and filters as deep as it."""
    changed = fields.change(state, {"input": volume}, labelled=True)
    return _with_kernels(changed, len(state.kernels), len(state.kernels[0][0]))


def with_filters(state: State, filters: int) -> State:
    """Return ``state`` with ``filters`` filters, and as many bias numbers if there are any."""
    return _with_kernels(state, filters, len(state.kernels[0][0]))


def with_bias(state: State, filter: int, bias: float) -> State:
    """Return ``state`` with another bias of one filter; where there were none, zeros beside it."""
    numbers = _resized(np.array(state.bias), (len(state.kernels),))
    numbers[filter] = bias
    return fields.change(state, {"bias": numbers.tolist()}, labelled=True)


def with_kernel_size(state: State, size: int) -> State:
    """Return ``state`` with filters of size x size."""
    return _with_kernels(state, len(state.kernels), size)


def _with_kernels(state: State, filters: int, size: int) -> State:
    kernels = _resized(np.array(state.kernels), (filters, len(state.input), size, size))
    changes = {"kernels": kernels.tolist()}
    if state.bias:
        changes["bias"] = _resized(np.array(state.bias), (filters,)).tolist()
    return fields.change(state, changes, labelled=True)


def _resized(values: NDArray[np.float64], shape: tuple[int, ...]) -> NDArray[np.float64]:
    """Return ``values`` cut or filled up with zeros; rows and columns of filters centred."""
    result = np.zeros(shape)
    source: list[slice] = []
    target: list[slice] = []
    for axis, (old, new) in enumerate(zip(values.shape, shape, strict=True)):
        kept = min(old, new)
        for slices, length in ((source, old), (target, new)):
            first = (length - kept) // 2 if axis >= 2 else 0
            slices.append(slice(first, first + kept))
    result[tuple(target)] = values[tuple(source)]
    return result
