"""How one number of a layer is made from the numbers before it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from explorer.nets.graph import Layer
from explorer.nets.traced import Layered, Recording

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """One number, taken apart.

    Parameters
    ----------
    layer : Layer
    channel, row, column : int
        Its place; row and column are 0 in a layer without rows and columns.
    value : float
        The number, as the network has computed it.
    values : (C, f, f) or (n,) float32
        The numbers of the layer before that it is made from; padding as zeros (minus
        infinity in front of max pooling).
    weights : like ``values``, or None
        What each is multiplied by, where something is: in pooling 1 for the largest and
        0 for the others, or 1 / n.
    rows, columns : list of int
        Where those numbers lie in the maps before; outside them is padding. Empty where
        the layer before has no rows and columns.
    numbers : dict
        What else goes in, by its name in the formula: "bias", "mean", "variance", ...
    again : float
        The number computed from all this in float64.
    first : int
        Number of the first channel in ``values``: filters of a group see its own channels only.
    """

    layer: Layer
    channel: int
    row: int
    column: int
    value: float
    values: Array
    weights: Array | None
    rows: list[int]
    columns: list[int]
    again: float
    numbers: dict[str, float] = field(default_factory=dict)
    first: int = 0

    @property
    def products(self) -> Array | None:
        """Each value times its weight, where there are weights."""
        if self.weights is None:
            return None
        # A weight of 0 takes the padding in front of max pooling away, minus infinity.
        return np.multiply(
            self.values, self.weights, out=np.zeros_like(self.values), where=self.weights != 0
        )


@dataclass(frozen=True)
class _Place:
    """The output that is asked for."""

    module: nn.Module
    inputs: tuple[Tensor, ...]
    channel: int
    row: int
    column: int


@dataclass(frozen=True, eq=False)
class _Parts:
    """What `Arithmetic` holds of the numbers that go in."""

    values: Array
    again: float
    weights: Array | None = None
    rows: list[int] = field(default_factory=list)
    columns: list[int] = field(default_factory=list)
    numbers: dict[str, float] = field(default_factory=dict)
    first: int = 0


def explain(
    traced: Layered, recording: Recording, layer: Layer, place: tuple[int, int, int]
) -> Arithmetic | None:
    """Take the number at (channel, row, column) of ``layer`` apart.

    Returns None for a layer of a kind that is not known.
    """
    explainer = EXPLAINERS.get(layer.kind)
    if explainer is None:
        return None
    inputs = tuple(recording[name] for name in layer.inputs)
    output = recording[layer.name]
    value = output[place] if output.dim() == 3 else output[place[0]]
    parts = explainer(_Place(traced.modules[layer.name], inputs, *place))
    return Arithmetic(
        layer=layer,
        channel=place[0],
        row=place[1],
        column=place[2],
        value=float(value),
        values=parts.values,
        weights=parts.weights,
        rows=parts.rows,
        columns=parts.columns,
        again=parts.again,
        numbers=parts.numbers,
        first=parts.first,
    )


def _numpy(tensor: Tensor) -> Array:
    array: Array = tensor.detach().to("cpu", torch.float32).numpy()
    return array


def _pair(value: int | tuple[int, ...]) -> tuple[int, int]:
    return (value, value) if isinstance(value, int) else (value[0], value[1])


def _window(
    maps: Tensor, place: _Place, size: tuple[int, int], fill: float
) -> tuple[Array, list[int], list[int]]:
    """Return what a sliding window sees of (C, H, W), and the rows and columns under it."""
    module = place.module
    stride, padding = _pair(module.stride), _pair(module.padding)  # type: ignore[arg-type]
    dilation = _pair(getattr(module, "dilation", 1))
    rows, columns = (
        [position * step - before + i * apart for i in range(reach)]
        for position, step, before, apart, reach in zip(
            (place.row, place.column), stride, padding, dilation, size, strict=True
        )
    )
    seen = np.full((len(maps), *size), fill, np.float32)
    array = _numpy(maps)
    inside_rows = [i for i, row in enumerate(rows) if 0 <= row < maps.shape[1]]
    inside_columns = [j for j, column in enumerate(columns) if 0 <= column < maps.shape[2]]
    seen[np.ix_(range(len(maps)), inside_rows, inside_columns)] = array[
        np.ix_(
            range(len(maps)), [rows[i] for i in inside_rows], [columns[j] for j in inside_columns]
        )
    ]
    return seen, rows, columns


def _sum(values: Array, weights: Array) -> float:
    return float((values.astype(np.float64) * weights).sum())


def _conv(place: _Place) -> _Parts:
    module = place.module
    assert isinstance(module, nn.Conv2d)
    weights = _numpy(module.weight[place.channel])
    # A filter of a grouped convolution sees its own group's channels.
    first = place.channel // (module.out_channels // module.groups) * len(weights)
    maps = place.inputs[0][first : first + len(weights)]
    values, rows, columns = _window(maps, place, (weights.shape[1], weights.shape[2]), 0.0)
    bias = 0.0 if module.bias is None else float(module.bias[place.channel])
    total = _sum(values, weights)
    numbers = {"sum": total} if module.bias is None else {"sum": total, "bias": bias}
    return _Parts(values, total + bias, weights, rows, columns, numbers, first)


def _dense(place: _Place) -> _Parts:
    module = place.module
    assert isinstance(module, nn.Linear)
    values, weights = _numpy(place.inputs[0]), _numpy(module.weight[place.channel])
    bias = 0.0 if module.bias is None else float(module.bias[place.channel])
    total = _sum(values, weights)
    return _Parts(values, total + bias, weights, numbers={"sum": total, "bias": bias})


def _one(place: _Place, which: int = 0, channel: int | None = None) -> tuple[Array, float]:
    """Return the number of an input at the place of the output."""
    tensor, at = place.inputs[which], place.channel if channel is None else channel
    number = tensor[at, place.row, place.column] if tensor.dim() == 3 else tensor[at]
    return np.array([float(number)], np.float32), float(number)


def _norm(place: _Place) -> _Parts:
    """Batch normalisation as it is after training: Ioffe and Szegedy, 2015."""
    module = place.module
    assert isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d)
    assert module.running_mean is not None and module.running_var is not None
    values, x = _one(place)
    at = place.channel
    mean, variance = float(module.running_mean[at]), float(module.running_var[at])
    gamma, beta = float(module.weight[at]), float(module.bias[at])
    again = gamma * (x - mean) / math.sqrt(variance + module.eps) + beta
    numbers = {
        "mean": mean,
        "variance": variance,
        "eps": module.eps,
        "gamma": gamma,
        "beta": beta,
    }
    return _Parts(values, again, numbers=numbers)


FUNCTIONS: dict[type[nn.Module], Callable[[float], float]] = {
    nn.ReLU: lambda x: max(x, 0.0),
    nn.Tanh: math.tanh,
    nn.Sigmoid: lambda x: 0.5 * (1 + math.tanh(x / 2)),  # does not overflow
    nn.ReLU6: lambda x: min(max(x, 0.0), 6.0),
    nn.Hardswish: lambda x: x * min(max(x + 3, 0.0), 6.0) / 6,
    nn.Hardsigmoid: lambda x: min(max(x + 3, 0.0), 6.0) / 6,
    nn.SiLU: lambda x: x * 0.5 * (1 + math.tanh(x / 2)),
    nn.GELU: lambda x: x * 0.5 * (1 + math.erf(x / math.sqrt(2))),
}


def _activation(place: _Place) -> _Parts:
    values, x = _one(place)
    if isinstance(place.module, nn.PReLU):
        return _prelu(place.module, values, x, place.channel)
    return _Parts(values, FUNCTIONS[type(place.module)](x))


def _prelu(module: nn.PReLU, values: Array, x: float, channel: int) -> _Parts:
    """x where it is positive, else a x; a is learned, one for each channel or one for all.

    Source: He, Zhang, Ren and Sun, Delving deep into rectifiers, 2015.
    """
    slope = float(module.weight[channel if len(module.weight) > 1 else 0])
    return _Parts(values, x if x > 0 else slope * x, numbers={"slope": slope})


def _same(place: _Place) -> _Parts:
    """Dropout does nothing once training is over."""
    values, x = _one(place)
    return _Parts(values, x)


def _pool(place: _Place) -> _Parts:
    module = place.module
    maps = place.inputs[0][place.channel : place.channel + 1]
    if isinstance(module, nn.AdaptiveAvgPool2d):
        rows, columns = _adaptive(module, maps, place)
        values = _numpy(maps)[np.ix_([0], rows, columns)]
        return _averaged(values, rows, columns)
    size = _pair(module.kernel_size)  # type: ignore[arg-type]
    if isinstance(module, nn.MaxPool2d):
        values, rows, columns = _window(maps, place, size, -np.inf)
        wins = np.zeros_like(values)
        wins[np.unravel_index(values.argmax(), values.shape)] = 1
        return _Parts(values, float(values.max()), wins, rows, columns)
    assert isinstance(module, nn.AvgPool2d)
    # Padding counts as zeros or not at all; torch always leaves out what lies beyond it.
    values, rows, columns = _window(maps, place, size, 0.0)
    if not module.count_include_pad:
        rows, columns = (
            [at for at in places if 0 <= at < side]
            for places, side in zip((rows, columns), maps.shape[1:], strict=True)
        )
        values = _numpy(maps)[np.ix_([0], rows, columns)]
    return _averaged(values, rows, columns)


def _averaged(values: Array, rows: list[int], columns: list[int]) -> _Parts:
    weights = np.full_like(values, 1 / values.size)
    return _Parts(values, float(values.mean(dtype=np.float64)), weights, rows, columns)


def _adaptive(
    module: nn.AdaptiveAvgPool2d, maps: Tensor, place: _Place
) -> tuple[list[int], list[int]]:
    """Return the rows and columns that are averaged: floor(i n / m) to ceil((i + 1) n / m)."""
    wanted = _pair(module.output_size)  # type: ignore[arg-type]
    rows, columns = (
        list(range(i * n // m, math.ceil((i + 1) * n / m)))
        for i, n, m in zip((place.row, place.column), maps.shape[1:], wanted, strict=True)
    )
    return rows, columns


def _add(place: _Place) -> _Parts:
    values = np.concatenate([_one(place, which)[0] for which in range(len(place.inputs))])
    return _Parts(values, float(values.sum(dtype=np.float64)))


def _concat(place: _Place) -> _Parts:
    channel = place.channel
    for which, tensor in enumerate(place.inputs):
        if channel < len(tensor):
            values, x = _one(place, which, channel)
            return _Parts(values, x, numbers={"branch": which, "channel": channel})
        channel -= len(tensor)
    raise IndexError(place.channel)


def _flatten(place: _Place) -> _Parts:
    maps = place.inputs[0]
    channel, row, column = np.unravel_index(place.channel, tuple(maps.shape))
    value = float(maps.reshape(-1)[place.channel])
    numbers = {"channel": float(channel), "row": float(row), "column": float(column)}
    return _Parts(np.array([value], np.float32), value, numbers=numbers)


EXPLAINERS: dict[str, Callable[[_Place], _Parts]] = {
    "conv": _conv,
    "dense": _dense,
    "norm": _norm,
    "activation": _activation,
    "dropout": _same,
    "max_pool": _pool,
    "average_pool": _pool,
    "add": _add,
    "concat": _concat,
    "flatten": _flatten,
}
