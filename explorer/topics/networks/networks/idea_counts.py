"""The ideas in numbers that are counted from the layers, whatever the picture."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from torch import nn

from explorer.nets.opened import Opened
from explorer.topics.networks.networks.places import Place, window

Row = dict[str, Any]
"""What is known of one place: "layer" is the one to open, the rest are numbers and names."""


def convolution(opened: Opened, name: str) -> nn.Conv2d:
    """Return a layer that is known to be a convolution."""
    module = opened.traced.modules[name]
    assert isinstance(module, nn.Conv2d)
    return module


def multiplications(opened: Opened, name: str) -> int:
    """Return the products that a convolution forms for one picture."""
    weight = convolution(opened, name).weight
    return math.prod(opened.shapes[name]) * math.prod(weight.shape[1:])


def _stacks(opened: Opened, places: tuple[Place, ...]) -> list[Row]:
    rows = []
    for place in places:
        convs = [convolution(opened, name) for name in place]
        # Each 3 x 3 behind the first sees one more on every side.
        seen = 1 + 2 * len(place)
        weights = sum(conv.weight.numel() for conv in convs)
        single = seen * seen * convs[0].in_channels * convs[-1].out_channels
        rows.append(
            {
                "layer": place[0],
                "convolutions": len(place),
                "side": seen,
                "weights": weights,
                "single": single,
                "ratio": weights / single,
            }
        )
    return rows


def _bottleneck(opened: Opened, places: tuple[Place, ...]) -> list[Row]:
    rows = []
    for place in places:
        convs = [convolution(opened, name) for name in place]
        used = sum(multiplications(opened, name) for name in place)
        # One convolution with the same window, from and to as many channels.
        size = math.prod(opened.shapes[place[-1]])
        without = size * convs[0].in_channels * math.prod(window(convs[1]))
        rows.append(
            {
                "layer": place[0],
                "channels": [convs[0].in_channels, *(conv.out_channels for conv in convs)],
                "window": list(window(convs[1])),
                "multiplications": used,
                "without": without,
                "ratio": used / without,
            }
        )
    return rows


def _one_by_one(opened: Opened, places: tuple[Place, ...]) -> list[Row]:
    rows = []
    for (name,) in places:
        conv, used = convolution(opened, name), multiplications(opened, name)
        rows.append(
            {
                "layer": name,
                "channels": [conv.in_channels, conv.out_channels],
                "multiplications": used,
                "three": 9 * used,
            }
        )
    return rows


def _separable(opened: Opened, places: tuple[Place, ...]) -> list[Row]:
    rows = []
    for place in places:
        alone, across = (convolution(opened, name) for name in place)
        weights = alone.weight.numel() + across.weight.numel()
        # One convolution with the same window, over all channels.
        single = alone.in_channels * math.prod(window(alone)) * across.out_channels
        rows.append(
            {
                "layer": place[0],
                "channels": [alone.in_channels, across.out_channels],
                "window": list(window(alone)),
                "weights": weights,
                "single": single,
                "ratio": weights / single,
            }
        )
    return rows


def _branches(opened: Opened, places: tuple[Place, ...]) -> list[Row]:
    layers = {layer.name: layer for layer in opened.traced.layers}
    shapes = opened.shapes
    return [
        {
            "layer": name,
            "branch": end.removeprefix(name.rpartition(".")[0] + "."),
            "channels": shapes[end][0],
            "share": shapes[end][0] / shapes[name][0],
        }
        for (name,) in places
        for end in layers[name].inputs
    ]


def _global_pool(opened: Opened, places: tuple[Place, ...]) -> list[Row]:
    rows = []
    layers = {layer.name: layer for layer in opened.traced.layers}
    for name, *dense in places:
        shape = opened.shapes[layers[name].inputs[0]]
        row: Row = {"layer": name, "shape": [*shape[1:], shape[0]]}
        if dense:
            module = opened.traced.modules[dense[0]]
            assert isinstance(module, nn.Linear)
            units, bias = module.out_features, module.bias is not None
            row["parameters"] = units * (module.in_features + bias)
            row["flattened"] = units * (math.prod(shape) + bias)
        rows.append(row)
    return rows


COUNTS: dict[str, Callable[[Opened, tuple[Place, ...]], list[Row]]] = {
    "stacks": _stacks,
    "one_by_one": _one_by_one,
    "separable": _separable,
    "global_pool": _global_pool,
    "bottleneck": _bottleneck,
    "branches": _branches,
}
