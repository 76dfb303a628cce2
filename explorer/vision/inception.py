"""The 1 x 1 bottleneck and the Inception module: what they make and what they cost.

Source: Szegedy et al., Going deeper with convolutions, 2014; Ng, Convolutional Neural
Networks, week 2. All convolutions keep rows and columns ("same", stride 1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from explorer.vision import costs
from explorer.vision.choices import Branches
from explorer.vision.costs import Cost, Shape
from explorer.vision.volumes import convolve
from explorer.vision.windows import axis


@dataclass(frozen=True)
class Stage:
    """One layer of a path: "conv" or "pool", the side of its window, and its cost.

    ``before`` is the shape (H, W, C) that comes in.
    """

    kind: str
    size: int
    before: Shape
    cost: Cost


Path = tuple[Stage, ...]


def parameters(path: Path) -> int:
    """Return weights and biases of all stages."""
    return sum(stage.cost.parameters for stage in path)


def multiplications(path: Path) -> int:
    """Return the products of all stages for one picture."""
    return sum(stage.cost.multiplications for stage in path)


def path(shape: Shape, *convolutions: tuple[int, int]) -> Path:
    """Return convolutions in a row, each given as (size, filters), on (H, W, C)."""
    stages: list[Stage] = []
    for size, filters in convolutions:
        cost = costs.convolution(shape, filters, size, padding="same")
        stages.append(Stage("conv", size, shape, cost))
        shape = cost.shape
    return tuple(stages)


def module(shape: Shape, branches: Branches) -> dict[str, Path]:
    """Return the four branches of an Inception module on (H, W, C)."""
    pooled = Stage("pool", 3, shape, costs.pool(shape, "max", 3, 1, "same"))
    return {
        "1x1": path(shape, (1, branches.one)),
        "3x3": path(shape, (1, branches.before_three), (3, branches.three)),
        "5x5": path(shape, (1, branches.before_five), (5, branches.five)),
        "pool": (pooled, *path(pooled.cost.shape, (1, branches.after_pool))),
    }


def module_without_bottlenecks(shape: Shape, branches: Branches) -> dict[str, Path]:
    """Return the naive module: 3 x 3 and 5 x 5 see every channel, the pooling keeps all."""
    return {
        "1x1": path(shape, (1, branches.one)),
        "3x3": path(shape, (3, branches.three)),
        "5x5": path(shape, (5, branches.five)),
        "pool": (Stage("pool", 3, shape, costs.pool(shape, "max", 3, 1, "same")),),
    }


def joined(paths: dict[str, Path]) -> Shape:
    """Return the shape of the branches' outputs behind each other: the channels add up."""
    ends = [stages[-1].cost.shape for stages in paths.values()]
    return (*ends[0][:2], sum(end[2] for end in ends))


def count_products(stages: Path) -> int:
    """Run the convolutions of a path on ones, and add up what comes out.

    Where every input number (padding too) and every weight is 1, each product adds 1 to
    the output, so the sum of the output is how many products there were.
    """
    total = 0.0
    for stage in stages:
        height, width, channels = stage.before
        reach = stage.size - 1
        ones = np.ones((channels, height + reach, width + reach))
        kernels = np.ones((stage.cost.shape[2], channels, stage.size, stage.size))
        rows, columns = (axis(side, stage.size) for side in ones.shape[1:])
        total += convolve(ones, kernels, np.zeros(len(kernels)), rows, columns).sum()
    return round(total)
