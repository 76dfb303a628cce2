"""From a state of the inception topic to everything its views show."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from explorer.core.errors import UserError
from explorer.topics.networks.inception.state import State
from explorer.vision import inception
from explorer.vision.costs import Shape
from explorer.vision.inception import Path
from explorer.vision.volumes import convolve, require_fit
from explorer.vision.windows import Array, axis

if TYPE_CHECKING:
    from explorer.nets.guess import Guess
    from explorer.topics.networks.inception.activations import Activations

# More is not run to be counted and measured: it would take minutes.
MOST_PRODUCTS = 20_000_000_000


@dataclass(frozen=True, eq=False)
class Pixel:
    """The network at one pixel: z = W x + b, a = max(z, 0) with ReLU, else z.

    Parameters
    ----------
    row, column : int
        The pixel, from 0.
    x : (C,) float
        Its channels.
    products : (K, C) float
        Each weight times its channel.
    z, a : (K,) float
    """

    row: int
    column: int
    x: Array
    products: Array
    z: Array
    a: Array


@dataclass(frozen=True)
class Measured:
    """One way from input to output, run: products counted, median time in milliseconds."""

    counted: int
    milliseconds: float


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    input : (C, H, W) float
    weights : (K, C) float
    bias : (K,) float
    relu : bool
    output : (K, H, W) float
    step : int
        The pixel looked at, row by row from 0.
    filter, channel : int
        Those looked at.
    pixel : Pixel
    direct, squeezed : Path
        A convolution at once, and through a bottleneck.
    branches, naive : dict of Path
        The four branches of the module, with bottlenecks and without.
    measured : (direct, squeezed) Measured or None
        None where it was not asked for.
    activations : Activations or None
        A module of a trained network at work, where the view shows it.
    missing : UserError or None
        Why `activations` are not there: weights have to be fetched first.
    """

    input: Array
    weights: Array
    bias: Array
    relu: bool
    output: Array
    step: int
    filter: int
    channel: int
    pixel: Pixel
    direct: Path
    squeezed: Path
    branches: dict[str, Path]
    naive: dict[str, Path]
    measured: tuple[Measured, Measured] | None
    activations: Activations | None = None
    missing: UserError | None = None

    @property
    def steps(self) -> int:
        """Pixels."""
        return math.prod(self.output.shape[1:])

    @property
    def parameters(self) -> int:
        """Weights and biases of the 1 x 1 convolution."""
        return self.weights.size + self.bias.size

    @property
    def module_shape(self) -> Shape:
        """Shape of the module's output."""
        return inception.joined(self.branches)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values; shapes are [H, W, C]."""
        module, naive = self.branches.values(), self.naive.values()
        return {
            "output": self.output.tolist(),
            "pixel": {
                "row": self.pixel.row,
                "column": self.pixel.column,
                "x": self.pixel.x.tolist(),
                "products": self.pixel.products.tolist(),
                "z": self.pixel.z.tolist(),
                "a": self.pixel.a.tolist(),
            },
            "steps": self.steps,
            # Those asked for, or the last there are.
            "step": self.step,
            "filter": self.filter,
            "channel": self.channel,
            "parameters": self.parameters,
            "output_shape": list(self.direct[-1].cost.shape),
            "multiplications_direct": inception.multiplications(self.direct),
            "multiplications_bottleneck": inception.multiplications(self.squeezed),
            "parameters_direct": inception.parameters(self.direct),
            "parameters_bottleneck": inception.parameters(self.squeezed),
            "measured": self.measured
            and {
                name: {"counted": one.counted, "milliseconds": one.milliseconds}
                for name, one in zip(("direct", "bottleneck"), self.measured, strict=True)
            },
            "module_shape": list(self.module_shape),
            "module_multiplications": sum(map(inception.multiplications, module)),
            "module_parameters": sum(map(inception.parameters, module)),
            "module_multiplications_without_bottlenecks": sum(
                map(inception.multiplications, naive)
            ),
            "branches": {
                name: [
                    {
                        "type": stage.kind,
                        "size": stage.size,
                        "shape": list(stage.cost.shape),
                        "parameters": stage.cost.parameters,
                        "multiplications": stage.cost.multiplications,
                    }
                    for stage in path
                ]
                for name, path in self.branches.items()
            },
            "activations": self.activations and activations_json(self.activations),
        }


def activations_json(found: Activations) -> dict[str, Any]:
    """Return shapes, costs and classes as plain JSON values; shapes are [H, W, C]."""

    def guesses(top: tuple[Guess, ...]) -> list[dict[str, Any]]:
        return [{"label": guess.label, "probability": guess.probability} for guess in top]

    return {
        "network": found.opened.loaded.classifier.title,
        "module": found.module,
        "modules": list(found.modules),
        "input_shape": list(found.shape),
        "output_shape": list(found.joined_shape),
        "branches": [
            {
                "name": branch.name,
                "first_channel": branch.first,
                "channels": branch.channels,
                "silenced": branch.name in found.silenced,
                "mean": float(maps.mean()),
                "parameters": branch.parameters,
                "multiplications": branch.multiplications,
                "layers": [
                    {
                        "type": step.kind,
                        "window": list(step.window),
                        "stride": step.stride,
                        "shape": list(step.shape),
                        "multiplications": step.multiplications,
                    }
                    for step in branch.steps
                ],
            }
            for branch, maps in zip(found.branches, found.outputs, strict=True)
        ],
        "channel": found.channel,
        "channel_branch": found.branches[found.branch_of(found.channel)].name,
        "channel_mean": float(found.joined[found.channel].mean()),
        "top5": guesses(found.top),
        "top5_before": guesses(found.top_before),
    }


def interpret(state: State) -> Result:
    """Compute everything that the view of ``state`` shows.

    Raises
    ------
    UserError
        Input, weights and bias do not fit together, or what is to be measured is too much;
        or picture, weights, module, branch or channel cannot be had.
    """
    result = look(state)
    if state.view != "activations":
        return result
    from explorer.topics.networks.inception.activations import Looker

    return replace(result, activations=Looker().run(state))


def look(state: State) -> Result:
    """Convolve, stop at the current pixel, and count.

    Raises
    ------
    UserError
        Input, weights and bias do not fit together, or what is to be measured is too much.
    """
    volume, weights = np.array(state.input), np.array(state.weights)
    bias = np.array(state.bias) if state.bias else np.zeros(len(weights))
    kernels = weights[:, :, None, None]
    require_fit(volume, kernels, bias)
    z = convolve(volume, kernels, bias, *(axis(side, 1) for side in volume.shape[1:]))
    output = np.maximum(z, 0) if state.relu else z
    step = min(state.step, math.prod(volume.shape[1:]) - 1)
    row, column = divmod(step, volume.shape[2])
    x = volume[:, row, column]
    pixel = Pixel(row, column, x, weights * x + 0.0, z[:, row, column], output[:, row, column])
    shape = state.input_shape
    direct = inception.path(shape, (state.size, state.filters))
    squeezed = inception.path(shape, (1, state.bottleneck), (state.size, state.filters))
    return Result(
        input=volume,
        weights=weights,
        bias=bias,
        relu=state.relu,
        output=output,
        step=step,
        filter=min(state.filter, len(weights) - 1),
        channel=min(state.channel, len(volume) - 1),
        pixel=pixel,
        direct=direct,
        squeezed=squeezed,
        branches=inception.module(shape, state.branches),
        naive=inception.module_without_bottlenecks(shape, state.branches),
        measured=_measure(direct, squeezed) if state.measure else None,
    )


def _measure(*paths: Path) -> tuple[Measured, Measured]:
    from explorer.nets import timing

    products = sum(map(inception.multiplications, paths))
    if products > MOST_PRODUCTS:
        raise UserError(
            "{count} multiplications are too many to be run here; make the input smaller.",
            count=f"{products:,}",
        )
    height, width, _ = paths[0][0].before
    convolutions = [
        [(stage.before[2], stage.cost.shape[2], stage.size) for stage in path] for path in paths
    ]
    times = timing.milliseconds(height, width, convolutions)
    first, second = (
        Measured(inception.count_products(path), taken)
        for path, taken in zip(paths, times, strict=True)
    )
    return first, second
