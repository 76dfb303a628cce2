"""Changes that keep input, weights and bias fitting together; what is new is zero."""

from __future__ import annotations

from typing import Any

import numpy as np

from explorer.core import fields
from explorer.topics.networks.inception.state import State
from explorer.vision.windows import Array


def with_input(state: State, volume: Any) -> State:
    """Return ``state`` with another input, [C][H][W], and a weight for each channel."""
    changed = fields.change(state, {"input": volume}, labelled=True)
    return _with_weights(changed, len(state.weights))


def with_channels(state: State, channels: int) -> State:
    """Return ``state`` with ``channels`` channels in the input, and as many weights a filter."""
    volume = np.array(state.input)
    return with_input(state, _resized(volume, (channels, *volume.shape[1:])).tolist())


def with_filters(state: State, filters: int) -> State:
    """Return ``state`` with ``filters`` filters, and as many bias numbers if there are any."""
    return _with_weights(state, filters)


def with_bias(state: State, filter: int, bias: float) -> State:
    """Return ``state`` with another bias of one filter; where there were none, zeros beside it."""
    numbers = _resized(np.array(state.bias), (len(state.weights),))
    numbers[filter] = bias
    return fields.change(state, {"bias": numbers.tolist()}, labelled=True)


def _with_weights(state: State, filters: int) -> State:
    weights = _resized(np.array(state.weights), (filters, len(state.input)))
    changes = {"weights": weights.tolist()}
    if state.bias:
        changes["bias"] = _resized(np.array(state.bias), (filters,)).tolist()
    return fields.change(state, changes, labelled=True)


def _resized(values: Array, shape: tuple[int, ...]) -> Array:
    """Return ``values`` cut or filled up with zeros."""
    result = np.zeros(shape)
    kept = tuple(slice(min(pair)) for pair in zip(values.shape, shape, strict=True))
    result[kept] = values[kept]
    return result
