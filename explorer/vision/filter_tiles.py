"""The filters of a convolution as a picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.vision import mosaic

Array = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class FilterTiles:
    """Filters as tiles, row by row.

    Parameters
    ----------
    colours : (h, w, 3) uint8, RGB, or None
        Filters that look at a colour picture, each on a scale of its own: grey is 0.
    slices : Mosaic or None
        The slices of one filter, for each channel of the input one, on one scale.
    columns : int
        Tiles in a row.
    side : (height, width)
        Cells of a tile, with the line to the next one.
    count : int
    """

    colours: NDArray[np.uint8] | None
    slices: mosaic.Mosaic | None
    columns: int
    side: tuple[int, int]
    count: int

    def at(self, x: float, y: float) -> int | None:
        """Return the tile at a cell."""
        column, row = int(x) // self.side[1], int(y) // self.side[0]
        tile = row * self.columns + column
        inside = x >= 0 and y >= 0 and column < self.columns
        return tile if inside and tile < self.count else None

    def corner(self, tile: int) -> tuple[int, int]:
        """Return the left and top cell of a tile."""
        row, column = divmod(tile, self.columns)
        return column * self.side[1], row * self.side[0]


def filter_tiles(weights: Array, chosen: int, aspect: float = 1.5) -> FilterTiles:
    """Return all filters where they look at colours, else the slices of the chosen one.

    Parameters
    ----------
    weights : (K, C, f, g) float32
    chosen : int
    """
    if weights.shape[1] == 3:
        return _in_colour(weights, aspect)
    shown = weights[:, 0] if weights.shape[1] == 1 else weights[chosen]
    slices = mosaic.mosaic(np.ascontiguousarray(shown), aspect=aspect)
    side = slices.height + slices.gap, slices.width + slices.gap
    return FilterTiles(None, slices, slices.columns, side, len(shown))


def _in_colour(weights: Array, aspect: float) -> FilterTiles:
    count, _, height, width = weights.shape
    columns = max(1, round(math.sqrt(count * aspect)))
    rows = math.ceil(count / columns)
    reach = np.abs(weights).reshape(count, -1).max(axis=1)
    scaled = weights / np.where(reach > 0, reach, 1)[:, None, None, None]
    tiles = np.full((rows * columns, height + 1, width + 1, 3), 255, np.uint8)
    tiles[:count, :height, :width] = np.round(scaled.transpose(0, 2, 3, 1) * 127 + 128)
    shaped = tiles.reshape(rows, columns, height + 1, width + 1, 3).swapaxes(1, 2)
    whole = shaped.reshape(rows * (height + 1), columns * (width + 1), 3)
    picture = np.ascontiguousarray(whole[:-1, :-1])
    return FilterTiles(picture, None, columns, (height + 1, width + 1), count)
