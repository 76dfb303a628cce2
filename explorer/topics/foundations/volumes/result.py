"""From a state of the volumes topic to everything its views show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from explorer.topics.foundations.volumes.state import State
from explorer.vision.volumes import convolve, partial_maps, require_fit
from explorer.vision.windows import Array, Axis, Position, at_step, axis, rim, windows


@dataclass(frozen=True, eq=False)
class Window(Position):
    """The window that makes one output number: z = total + bias, a = max(z, 0).

    Parameters
    ----------
    values, products : (C, f, f) float
        What the filter sees, padding as zeros; the same times its weights.
    sums : (C,) float
        The products of each channel added up.
    total : float
        The sums of all channels added up.
    z, a : float
        The number before and after ReLU; without ReLU the same.
    """

    values: Array
    products: Array
    sums: Array
    total: float
    bias: float
    z: float
    a: float

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return super().to_json() | {
            "values": self.values.tolist(),
            "products": self.products.tolist(),
            "sums": self.sums.tolist(),
            "total": self.total,
            "bias": self.bias,
            "z": self.z,
            "a": self.a,
        }


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    input : (C, H, W) float
    kernels : (K, C, f, f) float
    bias : (K,) float
    rows, columns : Axis
        How the window slides down and to the right.
    z, output : (K, rows, columns) float
        Before and after ReLU; without ReLU the same.
    filter, step : int
        The filter and the output cell (row by row) looked at.
    channel : int
        The channel of the input and of the filter looked at.
    partial_maps : (C, rows, columns) float
        What each channel adds to the map of that filter.
    window : Window
        That filter at that cell.
    """

    input: Array
    kernels: Array
    bias: Array
    rows: Axis
    columns: Axis
    z: Array
    output: Array
    filter: int
    step: int
    channel: int
    partial_maps: Array
    window: Window

    @property
    def steps(self) -> int:
        """Output cells in the map of one filter."""
        return self.rows.output * self.columns.output

    @property
    def padding(self) -> tuple[int, int, int, int]:
        """Padding in cells: top, bottom, left, right."""
        return rim(self.rows, self.columns)

    @property
    def parameters(self) -> int:
        """Weights and biases: K (f f C + 1)."""
        return self.kernels.size + len(self.kernels)

    @property
    def multiplications(self) -> int:
        """One product for each weight in each cell of its filter's map."""
        return self.kernels.size * self.steps

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "output": self.output.tolist(),
            "output_shape": list(self.output.shape),
            "filter": self.filter,
            "step": self.step,
            "channel": self.channel,
            "steps": self.steps,
            "window": self.window.to_json(),
            "partial_maps": self.partial_maps.tolist(),
            "parameters": self.parameters,
            "multiplications": self.multiplications,
            "padding": list(self.padding),
        }


def interpret(state: State) -> Result:
    """Convolve, and stop at the current filter and step.

    Raises
    ------
    UserError
        Input, filters and bias do not fit together, or a filter is larger than the
        padded input.
    """
    volume, kernels = np.array(state.input), np.array(state.kernels)
    bias = np.array(state.bias) if state.bias else np.zeros(len(kernels))
    require_fit(volume, kernels, bias)
    rows, columns = (
        axis(size, window, state.stride, state.padding)
        for size, window in zip(volume.shape[1:], kernels.shape[2:], strict=True)
    )
    z = convolve(volume, kernels, bias, rows, columns)
    output = np.maximum(z, 0) if state.relu else z
    chosen = min(state.filter, len(kernels) - 1)
    row, column = at_step(state.step, rows, columns)
    values = windows(volume, rows, columns)[:, row, column]
    # Adding zero turns -0 into 0, which is what a reader expects.
    products = values * kernels[chosen] + 0.0
    sums = products.sum(axis=(1, 2))
    return Result(
        input=volume,
        kernels=kernels,
        bias=bias,
        rows=rows,
        columns=columns,
        z=z,
        output=output,
        filter=chosen,
        step=row * columns.output + column,
        channel=min(state.channel, len(volume) - 1),
        partial_maps=partial_maps(volume, kernels[chosen], rows, columns),
        window=Window(
            row,
            column,
            rows.cells(row),
            columns.cells(column),
            values=values,
            products=products,
            sums=sums,
            total=float(sums.sum()),
            bias=float(bias[chosen]),
            z=float(z[chosen, row, column]),
            a=float(output[chosen, row, column]),
        ),
    )
