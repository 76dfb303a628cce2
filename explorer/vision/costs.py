"""What layers cost: the shape that comes out, parameters, multiplications.

A shape is (H, W, C), or (n,) once it is flattened. Every filter and every unit has a
bias, which is a parameter. Multiplications count the products for one picture: those with
padding too, additions and activations not. Average pooling multiplies each of its sums by
1 / f^2, once an output; the maximum needs no product.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from explorer.core.errors import UserError
from explorer.vision import pooling
from explorer.vision.windows import Axis, axis

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Cost:
    """What a layer makes, and what it takes for one picture."""

    shape: Shape
    parameters: int = 0
    multiplications: int = 0

    @property
    def size(self) -> int:
        """Numbers in the activation."""
        return math.prod(self.shape)


@dataclass(frozen=True)
class Connections:
    """What one output number sees of the input: a box, padding left out.

    Parameters
    ----------
    row, column : int
        Place of the output.
    rows, columns : (first, end) int
        Input cells in the box, the end exclusive.
    channels : int
        Input channels in the box.
    of : int
        Numbers in the whole input.
    """

    row: int
    column: int
    rows: tuple[int, int]
    columns: tuple[int, int]
    channels: int
    of: int

    @property
    def inputs(self) -> int:
        """Input numbers in the box."""
        (top, bottom), (left, right) = self.rows, self.columns
        return (bottom - top) * (right - left) * self.channels

    @property
    def share(self) -> float:
        """Part of the whole input that the box is, 0 to 1."""
        return self.inputs / self.of


def convolution(
    shape: Shape, filters: int, size: int, stride: int = 1, padding: int | str = 0
) -> Cost:
    """Return the cost of ``filters`` filters of size x size x channels.

    Raises
    ------
    UserError
        The input is no volume, or the window is larger than it is with its padding.
    """
    rows, columns = window_axes(shape, size, stride, padding)
    made = (rows.output, columns.output, filters)
    weights = size * size * shape[2]
    return Cost(made, (weights + 1) * filters, weights * math.prod(made))


def pool(shape: Shape, mode: str, size: int, stride: int, padding: int | str = 0) -> Cost:
    """Return the cost of pooling each channel; ``mode`` is "max" or "average".

    Raises
    ------
    UserError
        The input is no volume, the window is larger than it is with its padding, or
        the padding more than half the window.
    """
    height, width, channels = _volume(shape)
    rows, columns = pooling.axes((height, width), size, stride, padding)
    made = (rows.output, columns.output, channels)
    return Cost(made, 0, math.prod(made) if mode == "average" else 0)


def window_axes(shape: Shape, size: int, stride: int, padding: int | str) -> tuple[Axis, Axis]:
    """Return how a square window slides over the rows and columns of a volume.

    Raises
    ------
    UserError
        The input is no volume, or the window is larger than it is with its padding.
    """
    height, width, _ = _volume(shape)
    return axis(height, size, stride, padding), axis(width, size, stride, padding)


def dense(shape: Shape, units: int) -> Cost:
    """Return the cost of a layer in which each unit sees every input number."""
    inputs = math.prod(shape)
    return Cost((units,), dense_parameters(inputs, units), inputs * units)


def dense_parameters(inputs: int, outputs: int) -> int:
    """Return weights and biases of a dense layer."""
    return (inputs + 1) * outputs


def window_connections(
    shape: Shape, rows: Axis, columns: Axis, position: tuple[int, ...], channels: int
) -> Connections:
    """Return what the output at ``position`` (row, column; at most the last) sees.

    ``channels`` is how many channels of ``shape`` the window looks at.
    """
    row, column = min(position[0], rows.output - 1), min(position[1], columns.output - 1)
    box = _seen(rows, row), _seen(columns, column)
    return Connections(row, column, *box, channels, math.prod(shape))


def output_near(axis: Axis, cell: int) -> int:
    """Return the output whose window lies nearest around input ``cell``."""
    first = cell - axis.start(0) - (axis.reach - 1) / 2
    return min(max(round(first / axis.stride), 0), axis.output - 1)


def dense_connections(shape: Shape) -> Connections:
    """Return what every unit of a dense layer sees: all. A list counts as 1 x 1 x n."""
    height, width, channels = shape if len(shape) == 3 else (1, 1, *shape)
    return Connections(0, 0, (0, height), (0, width), channels, math.prod(shape))


def _volume(shape: Shape) -> tuple[int, int, int]:
    if len(shape) != 3:
        raise UserError(
            "A window slides over rows and columns, but an earlier layer has made one list of "
            "{count} numbers. Move this layer before it.",
            count=math.prod(shape),
        )
    height, width, channels = shape
    return height, width, channels


def _seen(axis: Axis, position: int) -> tuple[int, int]:
    first = axis.start(position)
    return min(max(first, 0), axis.size), min(max(first + axis.reach, 0), axis.size)
