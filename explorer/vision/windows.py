"""Sliding a window over an array: sizes, padding, what each window sees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Axis:
    """One axis along which a window slides; all lengths in cells.

    ``before`` and ``after`` count the padding at the two ends.
    """

    size: int
    window: int
    stride: int = 1
    before: int = 0
    after: int = 0
    dilation: int = 1

    @cached_property
    def reach(self) -> int:
        """Cells from the first to the last that the window sees: d (f - 1) + 1."""
        return self.dilation * (self.window - 1) + 1

    @cached_property
    def padded(self) -> int:
        """Cells with padding."""
        return self.size + self.before + self.after

    @cached_property
    def output(self) -> int:
        """Positions of the window: floor((n + 2p - d (f - 1) - 1) / s) + 1."""
        return (self.padded - self.reach) // self.stride + 1

    def start(self, position: int) -> int:
        """Return the first cell of the window; negative where it lies in the padding."""
        return position * self.stride - self.before

    def cells(self, position: int) -> list[int]:
        """Return the cells that the window sees; outside 0..size - 1 they are padding."""
        first = self.start(position)
        return [first + i * self.dilation for i in range(self.window)]

    def usage(self) -> NDArray[np.int64]:
        """Return how many windows see each cell, (size,)."""
        counts = np.zeros(self.padded, np.int64)
        for i in range(self.window):
            first = i * self.dilation
            counts[first : first + (self.output - 1) * self.stride + 1 : self.stride] += 1
        return counts[self.before : self.before + self.size]

    def unseen(self) -> list[int]:
        """Return the cells that no window sees, from 0."""
        return [int(i) for i in np.flatnonzero(self.usage() == 0)]


def ranges(numbers: Sequence[int]) -> str:
    """Return ascending whole numbers as text, runs of three and more joined: "0, 1, 3–49"."""
    parts: list[str] = []
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        cells = [number for _, number in run]
        joined = [f"{cells[0]}\N{EN DASH}{cells[-1]}"]
        parts += joined if len(cells) > 2 else map(str, cells)
    return ", ".join(parts)


@dataclass(frozen=True, eq=False)
class Position:
    """Where the window lies that makes one output cell.

    Parameters
    ----------
    row, column : int
        The output cell.
    input_rows, input_columns : list of int
        The input cells that the window sees; outside the input they are padding.
    """

    row: int
    column: int
    input_rows: list[int]
    input_columns: list[int]

    def to_json(self) -> dict[str, Any]:
        """Return the numbers as plain JSON values."""
        return {
            "row": self.row,
            "column": self.column,
            "input_rows": self.input_rows,
            "input_columns": self.input_columns,
        }


def at_step(step: int, rows: Axis, columns: Axis) -> tuple[int, int]:
    """Return row and column of an output cell, counted row by row; beyond the last, the last."""
    return divmod(min(step, rows.output * columns.output - 1), columns.output)


def axis(
    size: int, window: int, stride: int = 1, padding: int | str = 0, dilation: int = 1
) -> Axis:
    """Return an axis with ``padding``: a number of cells at both ends, "valid" or "same".

    "same" keeps the size at stride 1; of an odd number of cells the larger part goes
    behind, as in torch. The stride does not change it.

    Raises
    ------
    UserError
        The window is larger than the padded axis.
    """
    if padding == "valid":
        before = after = 0
    elif padding == "same":
        total = dilation * (window - 1)
        before, after = total // 2, total - total // 2
    else:
        before = after = int(padding)
    found = Axis(size, window, stride, before, after, dilation)
    if found.output < 1:
        raise UserError(
            "The window reaches over {reach} cells, but the input with its padding has only "
            "{padded}. Enlarge the input or the padding, or choose a smaller window.",
            reach=found.reach,
            padded=found.padded,
        )
    return found


def pad(values: Array, rows: Axis, columns: Axis, fill: float = 0.0) -> Array:
    """Return (..., H, W) with the padding of both axes around it."""
    widths = [(0, 0)] * (values.ndim - 2)
    widths += [(rows.before, rows.after), (columns.before, columns.after)]
    return np.pad(values, widths, constant_values=fill)


def windows(values: Array, rows: Axis, columns: Axis, fill: float = 0.0) -> Array:
    """Return what each window sees of (..., H, W): (..., rows, columns, f, f), a view."""
    padded = pad(values, rows, columns, fill)
    reach = (rows.reach, columns.reach)
    views = np.lib.stride_tricks.sliding_window_view(padded, reach, axis=(-2, -1))
    return views[
        ...,
        :: rows.stride,
        :: columns.stride,
        :: rows.dilation,
        :: columns.dilation,
    ]


def correlate(values: Array, kernel: Array, rows: Axis, columns: Axis) -> Array:
    """Return the cross-correlation of (..., H, W) with (f, f): products in a window, summed.

    This is what networks call convolution; the true one flips the kernel first.
    """
    return np.asarray(np.einsum("...ij,ij->...", windows(values, rows, columns), kernel))


def rim(rows: Axis, columns: Axis) -> tuple[int, int, int, int]:
    """Return the padding in cells: top, bottom, left, right."""
    return rows.before, rows.after, columns.before, columns.after


def usage(rows: Axis, columns: Axis) -> NDArray[np.int64]:
    """Return how many windows see each input cell, (H, W)."""
    return np.outer(rows.usage(), columns.usage())
