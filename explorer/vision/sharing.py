"""A convolution as a dense layer: a few weights used again and again, zeros elsewhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.vision import costs
from explorer.vision.windows import Axis


@dataclass(frozen=True)
class Sharing:
    """A convolution beside a dense layer from the same numbers to the same numbers.

    Parameters
    ----------
    inputs, outputs : int
        Numbers that come in and go out.
    weights : int
        Weights of one filter, without its bias.
    filters : int
    places : int
        Positions of the window: how often each weight is used.
    """

    inputs: int
    outputs: int
    weights: int
    filters: int
    places: int

    @property
    def parameters(self) -> int:
        """Weights and biases of the filters."""
        return (self.weights + 1) * self.filters

    @property
    def dense(self) -> int:
        """Weights and biases of the dense layer."""
        return costs.dense_parameters(self.inputs, self.outputs)

    @property
    def ratio(self) -> float:
        """How many times as many parameters the dense layer has."""
        return self.dense / self.parameters


def weight_table(rows: Axis, columns: Axis, outputs: int, inputs: int) -> NDArray[np.int64]:
    """Return which weight of a window joins each input cell to each output cell.

    Parameters
    ----------
    rows, columns : Axis
        Undilated.
    outputs, inputs : int
        At most so many of the first cells, counted row by row, of one channel.

    Returns
    -------
    (outputs, inputs) int
        1 to f * f, row by row in the window; 0 where there is no connection.
    """
    made, given = rows.output * columns.output, rows.size * columns.size
    row, column = np.divmod(np.arange(min(made, outputs))[:, None], columns.output)
    y, x = np.divmod(np.arange(min(given, inputs)), columns.size)
    i = y - row * rows.stride + rows.before
    j = x - column * columns.stride + columns.before
    inside = (i >= 0) & (i < rows.window) & (j >= 0) & (j < columns.window)
    return np.where(inside, i * columns.window + j + 1, 0)
