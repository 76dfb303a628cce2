"""Everything the views of the edges topic show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.vision.windows import Array, Axis

Values = NDArray[Any]
"""A matrix is float64 and exact; a picture is float32 and goes through OpenCV."""


@dataclass(frozen=True, eq=False)
class Window:
    """What makes one output pixel.

    Parameters
    ----------
    row, column : int
        The output pixel.
    input_rows, input_columns : list of int
        The input pixels under the filter's rows and columns; outside the input they
        are padding.
    values, products : (k, k) float, or (3, k, k) where each channel is filtered
        What the window sees, padding as zeros; the same times the applied filter.
    """

    row: int
    column: int
    input_rows: list[int]
    input_columns: list[int]
    values: Array
    products: Array

    @property
    def sum(self) -> float | list[float]:
        """The products added up: the output pixel, or one number a channel."""
        total: float | list[float] = (self.products.sum(axis=(-2, -1)) + 0.0).tolist()
        return total

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "row": self.row,
            "column": self.column,
            "input_rows": self.input_rows,
            "input_columns": self.input_columns,
            "values": self.values.tolist(),
            "products": self.products.tolist(),
            "sum": self.sum,
        }


@dataclass(frozen=True, eq=False)
class Chain:
    """Two filters in a row against one: stride 1, and only where all windows are inside.

    Zeros around the middle picture are not what the combined filter would find there,
    so with padding the borders would differ.

    Parameters
    ----------
    combined : (k + l - 1, k + l - 1) float
        The first filter convolved with the second.
    in_turn, at_once : (H, W) or (H, W, 3) float
        The picture convolved with the first and the result with the second; the
        picture convolved with ``combined``.
    difference : float
        Largest absolute difference of the two; for a picture, rounding.
    correlation_difference : float
        The same for cross-correlation, where the two filters are correlated with each
        other as well: it is not associative.
    """

    combined: Array
    in_turn: Values
    at_once: Values
    difference: float
    correlation_difference: float

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "combined": self.combined.tolist(),
            "in_turn": numbers(self.in_turn),
            "at_once": numbers(self.at_once),
            "difference": self.difference,
            "correlation_difference": self.correlation_difference,
        }


@dataclass(frozen=True, eq=False)
class Learned:
    """What gradient descent came to, beside what it should.

    Parameters
    ----------
    target, kernel, least_squares, gradient : (k, k) float
        The filter that made the target; the one found after ``steps`` steps from zero;
        the one with the smallest error; the derivative of the loss where it stands.
    bias, loss : float
        The number added beside ``kernel``; the mean squared error.
    """

    target: Array
    kernel: Array
    least_squares: Array
    gradient: Array
    bias: float
    loss: float
    steps: int

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "target": self.target.tolist(),
            "kernel": self.kernel.tolist(),
            "least_squares": self.least_squares.tolist(),
            "gradient": self.gradient.tolist(),
            "bias": self.bias,
            "loss": self.loss,
            "steps": self.steps,
            "difference": float(np.abs(self.kernel - self.target).max()),
        }


@dataclass(frozen=True, eq=False)
class Result:
    """What is on screen.

    Parameters
    ----------
    kernel, applied : (k, k) float
        The filter as chosen; as it slides (flipped for true convolution).
    rows, columns : Axis
        How it slides down and to the right.
    output : (rows, columns) float64 of a matrix; of a picture float32, (rows, columns)
        or (rows, columns, 3)
    limit : float
        The absolute value that gets full colour: of a matrix the largest there is, of a
        picture `filters.colour_limit`, which does not change with it; by the contrast.
    window : Window or None
        The open pixel.
    difference : float or None
        How far cross-correlation and true convolution differ at most. Like the two
        below, None where it was not asked for.
    chain : Chain or None
    learned : Learned or None
    """

    kernel: Array
    applied: Array
    rows: Axis
    columns: Axis
    output: Values
    limit: float
    window: Window | None
    difference: float | None = None
    chain: Chain | None = None
    learned: Learned | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values; of a picture, what sums it up."""
        return {
            "output": numbers(self.output),
            "output_size": [self.rows.output, self.columns.output],
            "kernel": self.kernel.tolist(),
            "applied": self.applied.tolist(),
            "limit": self.limit,
            "window": self.window and self.window.to_json(),
            "difference": self.difference,
            "chain": self.chain and self.chain.to_json(),
            "learned": self.learned and self.learned.to_json(),
        }


def numbers(values: Values) -> Any:
    """Return a matrix as lists; shape, min, max and mean of a picture."""
    if values.dtype == np.float64:
        return values.tolist()
    return {
        "shape": list(values.shape),
        "min": float(values.min()),
        "max": float(values.max()),
        "mean": float(values.mean(dtype=float)),
    }
