"""The modules of a trained network: their branches, layer by layer, and what those take."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from torch import nn

from explorer.nets.graph import Layer
from explorer.nets.opened import Opened
from explorer.vision.costs import Shape

JOINT = ".concat"
"""What the layer that joins the branches is called in every module."""


@dataclass(frozen=True)
class Step:
    """A layer of a branch that has a window.

    Parameters
    ----------
    kind : str
        "conv", "max_pool" or "average_pool".
    window : (rows, columns)
    stride : int
    source : str
        The layer that it reads.
    shape : (H, W, C)
        What comes out.
    multiplications : int
        Each product of a convolution, and one for each mean, as in `explorer.vision.costs`.
    """

    kind: str
    window: tuple[int, int]
    stride: int
    source: str
    shape: Shape
    multiplications: int


@dataclass(frozen=True)
class Branch:
    """One of the ways through a module.

    Parameters
    ----------
    name, end : str
        What its last part is called in the module, and its last layer.
    source : str
        The layer that it begins with.
    steps : tuple of Step
        In the order of their work.
    first, channels : int
        Where its channels begin in the module's output, and how many they are.
    parameters : int
        Weights of its convolutions, two numbers of each norm.
    """

    name: str
    end: str
    source: str
    steps: tuple[Step, ...]
    first: int
    channels: int
    parameters: int

    @property
    def places(self) -> range:
        """Its channels in the module's output."""
        return range(self.first, self.first + self.channels)

    @property
    def multiplications(self) -> int:
        """Of all its layers."""
        return sum(step.multiplications for step in self.steps)

    @property
    def forks(self) -> list[list[Step]]:
        """Its steps in a row, those beside each other together."""
        return [list(steps) for _, steps in groupby(self.steps, lambda step: step.source)]


def modules(opened: Opened) -> dict[str, tuple[Branch, ...]]:
    """Return the branches of each module by its name."""
    return {
        layer.name.removesuffix(JOINT): _branches(opened, layer)
        for layer in opened.traced.layers
        if layer.name.endswith(JOINT)
    }


def _branches(opened: Opened, joint: Layer) -> tuple[Branch, ...]:
    module = joint.name.removesuffix(JOINT) + "."
    found: list[Branch] = []
    first = 0
    for end in joint.inputs:
        layers = list(_inside(opened, end, module))
        channels = opened.shapes[end][0]
        found.append(
            Branch(
                name=end.removeprefix(module).partition(".")[0],
                end=end,
                source=layers[0].inputs[0],
                steps=tuple(_steps(opened, layers)),
                first=first,
                channels=channels,
                parameters=sum(opened.parameters[layer.name] for layer in layers),
            )
        )
        first += channels
    return tuple(found)


def _inside(opened: Opened, end: str, module: str) -> Iterator[Layer]:
    """Yield the layers of a module that lead to ``end``, in the order of their work."""
    before = opened.traced.before(end)
    for layer in opened.traced.layers:
        if layer.name in before and layer.name.startswith(module):
            yield layer


def _steps(opened: Opened, layers: list[Layer]) -> Iterator[Step]:
    for layer in layers:
        module = opened.traced.modules[layer.name]
        channels, height, width = opened.shapes[layer.name]
        size = channels * height * width
        if isinstance(module, nn.Conv2d):
            products = size * math.prod(module.weight.shape[1:])
        elif isinstance(module, nn.MaxPool2d | nn.AvgPool2d):
            products = size if layer.kind == "average_pool" else 0
        else:
            continue
        yield Step(
            kind=layer.kind,
            window=_pair(module.kernel_size),
            stride=_pair(module.stride)[0],
            source=layer.inputs[0],
            shape=(height, width, channels),
            multiplications=products,
        )


def _pair(value: int | tuple[int, ...]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])
