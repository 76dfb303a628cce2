"""The slices of a result as cells, for both views. Slices of one volume share one scale."""

from __future__ import annotations

import numpy as np

from explorer.topics.foundations.volumes.result import Result
from explorer.ui import channel_looks as looks
from explorer.ui.colours import signed
from explorer.ui.matrix_view import unseen_cells
from explorer.ui.widgets.cells import Cells, Marks, block
from explorer.vision.windows import Array

Slices = tuple[Cells, ...]


def input_slices(result: Result) -> Slices:
    """Return the channels of the input, marked where the window lies and where none comes."""
    window = block(result.window.input_rows, result.window.input_columns)
    marks = Marks(window, faint=unseen_cells(result.rows, result.columns))
    return tuple(
        Cells(values, colours, result.padding, marks)
        for values, colours in zip(result.input, looks.brightness(result.input), strict=True)
    )


def kernel_slices(result: Result) -> Slices:
    """Return the channels of the filter looked at; all filters share one scale."""
    return _signed(result.kernels[result.filter], limit(result.kernels))


def product_slices(result: Result) -> Slices:
    """Return the products of each channel."""
    return _signed(result.window.products, limit(result.window.products))


def sum_slices(result: Result) -> Slices:
    """Return the sum of each channel, a single cell."""
    sums = result.window.sums[:, None, None]
    return _signed(sums, limit(sums))


def output_slices(result: Result) -> Slices:
    """Return the map of each filter, marked where the window's number stands."""
    marks = Marks(current=(result.window.row, result.window.column))
    return _signed(result.output, limit(result.output), marks)


def limit(values: Array) -> float:
    """Return the size of the largest number, whatever its sign."""
    return float(np.abs(values).max())


def _signed(volume: Array, most: float, marks: Marks | None = None) -> Slices:
    pairs = zip(volume, signed(volume, most), strict=True)
    return tuple(Cells(values, colours, marks=marks or Marks()) for values, colours in pairs)
