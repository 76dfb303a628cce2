"""From a state of the convolution topic to everything its views show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.topics.foundations.convolution.state import State
from explorer.vision import sizes
from explorer.vision.windows import (
    Array,
    Axis,
    Position,
    at_step,
    axis,
    correlate,
    rim,
    usage,
    windows,
)


@dataclass(frozen=True, eq=False)
class Window(Position):
    """The window that makes one output cell.

    Parameters
    ----------
    values, products : (f, f) float
        What the window sees, padding as zeros; the same times the filter.
    sum : float
        The products added up: the output cell.
    """

    values: Array
    products: Array
    sum: float

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return super().to_json() | {
            "values": self.values.tolist(),
            "products": self.products.tolist(),
            "sum": self.sum,
        }


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    input, kernel : (H, W), (f, f) float
        The matrices of the state.
    rows, columns : Axis
        How the window slides down and to the right.
    output : (rows, columns) float
        The sum of products at each position.
    window : Window
        The position of the current step.
    usage : (H, W) int
        How many windows see each input cell.
    """

    input: Array
    kernel: Array
    rows: Axis
    columns: Axis
    output: Array
    window: Window
    usage: NDArray[np.int64]

    @property
    def steps(self) -> int:
        """Number of output cells."""
        return self.output.size

    @property
    def padding(self) -> tuple[int, int, int, int]:
        """Padding in cells: top, bottom, left, right."""
        return rim(self.rows, self.columns)

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        axes = (self.rows, self.columns)
        return {
            "output": self.output.tolist(),
            "output_size": list(self.output.shape),
            "steps": self.steps,
            "window": self.window.to_json(),
            "usage": self.usage.tolist(),
            "unseen_rows": self.rows.unseen(),
            "unseen_columns": self.columns.unseen(),
            "padding": list(self.padding),
            "formula": [sizes.formula(axis) for axis in axes],
            "left_over": [sizes.left_over(axis) for axis in axes],
        }


def interpret(state: State) -> Result:
    """Slide the filter over the input and stop at the current step."""
    values, kernel = np.array(state.input), np.array(state.kernel)
    rows, columns = (
        axis(size, window, state.stride, state.padding, state.dilation)
        for size, window in zip(values.shape, kernel.shape, strict=True)
    )
    # Adding zero turns -0 into 0, which is what a reader expects.
    output = correlate(values, kernel, rows, columns) + 0.0
    row, column = at_step(state.step, rows, columns)
    seen = windows(values, rows, columns)[row, column]
    return Result(
        input=values,
        kernel=kernel,
        rows=rows,
        columns=columns,
        output=output,
        window=Window(
            row,
            column,
            rows.cells(row),
            columns.cells(column),
            values=seen,
            products=seen * kernel + 0.0,
            sum=float(output[row, column]),
        ),
        usage=usage(rows, columns),
    )
