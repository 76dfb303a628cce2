"""Max and average pooling of a matrix, the way back of the gradient, and shifted inputs.

Padding as in torch: a maximum ignores it (it counts as minus infinity), an average
counts it as zeros (``count_include_pad=True``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.core.errors import UserError
from explorer.vision.windows import Array, Axis, axis, usage, windows


@dataclass(frozen=True)
class Mode:
    """What makes one number of a window: the value of padding cells, and the operation."""

    fill: float
    reduce: Callable[..., Array]


MODES = {"max": Mode(-np.inf, np.max), "average": Mode(0.0, np.mean)}

# Rows and columns that the picture moves.
SHIFTS = {"right": (0, 1), "left": (0, -1), "down": (1, 0), "up": (-1, 0)}


def axes(shape: tuple[int, ...], size: int, stride: int, padding: int | str) -> tuple[Axis, Axis]:
    """Return the axes of a (size, size) window over an input of ``shape`` (rows, columns).

    Raises
    ------
    UserError
        The padding is more than half the window, or the window is larger than the
        padded input.
    """
    # "same" is never more.
    if isinstance(padding, int) and 2 * padding > size:
        raise UserError(
            "The padding may be at most half the window, so that no window sees only padding: "
            "at most {limit} for a window of {size}, not {padding}.",
            limit=size // 2,
            size=size,
            padding=padding,
        )
    rows, columns = (axis(length, size, stride, padding) for length in shape)
    return rows, columns


def pool(mode: str, values: Array, rows: Axis, columns: Axis) -> Array:
    """Return the largest value or the mean of each window over (H, W): (rows, columns)."""
    chosen = MODES[mode]
    return chosen.reduce(windows(values, rows, columns, chosen.fill), axis=(-2, -1))


def winners(values: Array, rows: Axis, columns: Axis) -> NDArray[np.intp]:
    """Return row and column in (H, W) of each window's maximum: (rows, columns, 2).

    Of equal values the first wins, row by row, as in torch.
    """
    seen = windows(values, rows, columns, MODES["max"].fill)
    flat = seen.reshape(rows.output, columns.output, -1).argmax(axis=-1)
    row, column = np.divmod(flat, columns.window)
    row += np.array([rows.start(i) for i in range(rows.output)])[:, None]
    column += np.array([columns.start(j) for j in range(columns.output)])
    return np.stack([row, column], axis=-1)


def gradient(mode: str, values: Array, rows: Axis, columns: Axis) -> Array:
    """Return what reaches each input cell of (H, W) when a one comes back to every output.

    A maximum hands it whole to the cell that won, an average in equal parts to all
    cells of the window; where windows overlap, the parts add up.
    """
    if mode == "average":
        return usage(rows, columns) / (rows.window * columns.window)
    won = winners(values, rows, columns)
    back = np.zeros_like(values)
    np.add.at(back, (won[..., 0], won[..., 1]), 1.0)
    return back


def shift(values: Array, direction: str) -> Array:
    """Return (H, W) moved by one cell; the edge is repeated, so that nothing new comes in."""
    moved = [
        np.clip(np.arange(length) - step, 0, length - 1)
        for length, step in zip(values.shape, SHIFTS[direction], strict=True)
    ]
    return values[np.ix_(*moved)]
