"""The network as a script of its own, with the numbers of the table as assertions."""

from __future__ import annotations

import math
from collections.abc import Callable

from explorer.core.errors import UserError
from explorer.topics import scripts
from explorer.topics.foundations.layers.layer import Layer
from explorer.topics.foundations.layers.state import State, compute
from explorer.vision import costs
from explorer.vision.costs import Shape

ACTIVATIONS: dict[str, list[str]] = {
    "none": [],
    "relu": ["nn.ReLU()"],
    "sigmoid": ["nn.Sigmoid()"],
    "tanh": ["nn.Tanh()"],
    "softmax": ["nn.Softmax(dim=1)"],
}


def script(state: State) -> str:
    """Return a script that builds the network of ``state`` and counts again.

    Raises
    ------
    UserError
        A layer does not fit.
    """
    lines, counts = [], []
    for number, row in enumerate(compute(state).rows, start=1):
        if row.before is None or row.cost is None:
            raise UserError(
                "There is code only for a network that fits, but layer {number} does not: {reason}",
                number=number,
                reason=row.error,
            )
        modules = ", ".join(MODULES[row.layer.type](row.layer, row.before))
        lines.append(f"nn.Sequential({modules}),  # {number}: {row.layer.type}\n")
        cost = row.cost
        counts.append(f"({cost.shape}, {cost.parameters}, {cost.multiplications}),\n")
    settings = {"INPUT_SHAPE": f"{state.input_shape}  # height, width, channels"}
    expected = {"ROWS": _block("[", counts, "]")}
    return scripts.fill(
        "layers",
        settings=settings,
        network={"network": _block("nn.Sequential(", lines, ")")},
        expected=expected,
    )


def _block(head: str, lines: list[str], tail: str) -> str:
    return head + "\n" + "".join(f"    {line}" for line in lines) + tail


def _conv(layer: Layer, before: Shape) -> list[str]:
    module = f"nn.Conv2d({before[2]}, {layer.filters}, {layer.size}, stride={layer.stride}"
    return _padded(module, "0.0", layer, before) + ACTIVATIONS[layer.activation]


def _pool(layer: Layer, before: Shape) -> list[str]:
    name, fill = {"max": ("MaxPool2d", 'float("-inf")'), "average": ("AvgPool2d", "0.0")}[
        layer.mode
    ]
    return _padded(f"nn.{name}({layer.size}, stride={layer.stride}", fill, layer, before)


def _dense(layer: Layer, before: Shape) -> list[str]:
    flatten = ["nn.Flatten()"] if len(before) > 1 else []
    linear = f"nn.Linear({math.prod(before)}, {layer.units})"
    return [*flatten, linear, *ACTIVATIONS[layer.activation]]


MODULES: dict[str, Callable[[Layer, Shape], list[str]]] = {
    "conv": _conv,
    "pool": _pool,
    "dense": _dense,
    "activation": lambda layer, before: ACTIVATIONS[layer.activation],
    "flatten": lambda layer, before: ["nn.Flatten()"],
}


def _padded(module: str, fill: str, layer: Layer, before: Shape) -> list[str]:
    """Return ``module`` with its padding: a module of its own where the two ends differ."""
    rows, _ = costs.window_axes(before, layer.size, layer.stride, layer.padding)
    ends = (rows.before, rows.after)
    if rows.before != rows.after:
        return [f"nn.ConstantPad2d({ends * 2}, {fill})", f"{module})"]
    return [f"{module}, padding={rows.before})" if rows.before else f"{module})"]
