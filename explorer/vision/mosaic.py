"""All maps of a layer as one picture of levels, ready to be coloured."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explorer.vision.cv import cv2

ORDERS = ("index", "mean", "maximum")
ZERO = 128
"""Level of zero where there are negative values; 127 levels on either side."""
BEYOND = 0.002
"""Part of the values that may lie beyond the ends of a scale."""
MOST_RANKED = 200_000
GAP = 0
"""Level of the lines between the maps, which no value has."""


@dataclass(frozen=True, eq=False)
class Mosaic:
    """The maps of a layer as tiles, row by row.

    Parameters
    ----------
    levels : (h, w) uint8
        Values from `low` to `high` as levels 1 to 255, `GAP` between the tiles.
    channels : (C,) int
        The channel in each tile.
    columns : int
        Tiles in a row.
    height, width : int
        Pixels of a tile.
    gap : int
        Pixels between two tiles.
    low, high : float
        What the lowest and highest level stand for; -high and high where there are
        negative values, so that 0 is `ZERO`.
    """

    levels: NDArray[np.uint8]
    channels: NDArray[np.intp]
    columns: int
    height: int
    width: int
    gap: int
    low: float
    high: float

    def corner(self, tile: int) -> tuple[int, int]:
        """Return the left and top pixel of a tile."""
        row, column = divmod(tile, self.columns)
        return column * (self.width + self.gap), row * (self.height + self.gap)

    def tile_of(self, channel: int) -> int:
        """Return the tile that shows a channel."""
        return int(np.flatnonzero(self.channels == channel)[0])

    def at(self, x: float, y: float) -> tuple[int, int, int] | None:
        """Return channel, row and column of the value at a pixel; None between the tiles."""
        column, left = divmod(int(x), self.width + self.gap)
        row, top = divmod(int(y), self.height + self.gap)
        tile = row * self.columns + column
        inside = left < self.width and top < self.height and 0 <= column < self.columns
        if x < 0 or y < 0 or not inside or tile >= len(self.channels):
            return None
        return int(self.channels[tile]), top, left


def limits(values: NDArray[np.float32]) -> tuple[float, float]:
    """Return what the ends of a scale stand for: 0 and a high value, or as far either side.

    All but a few of the most extreme values (`BEYOND`) lie between them: one spike would
    leave everything else pale. Values that are not finite are left out.
    """
    flat = values.reshape(-1)
    # Of many values a part tells the same, and in time.
    part = flat[:: max(1, flat.size // MOST_RANKED)]
    finite = part[np.isfinite(part)]
    if finite.size == 0:
        return 0.0, 0.0
    sizes = np.abs(finite)
    rank = max(0, int(sizes.size * (1 - BEYOND)) - 1) if sizes.size > 1 / BEYOND else -1
    reach = float(np.partition(sizes, rank)[rank]) or float(sizes.max())
    return (0.0, reach) if float(finite.min()) >= 0 else (-reach, reach)


def levels(values: NDArray[np.float32], low: float, high: float) -> NDArray[np.uint8]:
    """Return values as levels: 1 to 255 for ``low`` to ``high``, clipped; 1 if that is a point."""
    if high <= low:
        return np.full(values.shape, 1, np.uint8)
    scale = 254 / (high - low)
    flat = np.ascontiguousarray(values, np.float32).reshape(-1, values.shape[-1])
    # A sum is not finite where a number is not, and quickly made.
    with np.errstate(over="ignore", invalid="ignore"):
        finite = np.isfinite(flat.sum())
    if not finite:
        flat = np.nan_to_num(flat)
    # One pass that multiplies, adds, rounds and clips, where numpy takes six.
    found = cv2.addWeighted(flat, scale, flat, 0, 1 - low * scale, dtype=cv2.CV_8U)
    levels: NDArray[np.uint8] = np.maximum(found, 1, out=found).reshape(values.shape)
    return levels


def painted(levels: NDArray[np.uint8], colours: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return (h, w) levels in the 256 ``colours``, 0xFFRRGGBB."""
    found = cv2.LUT(levels, colours.view(np.int32).reshape(1, 256))
    return np.asarray(found).view(np.uint32)


def order(maps: NDArray[np.float32], by: str) -> NDArray[np.intp]:
    """Return the channels of (C, H, W) by index, or with the highest mean or maximum first."""
    if by == "index":
        return np.arange(len(maps))
    flat = maps.reshape(len(maps), -1)
    strength = flat.mean(axis=1) if by == "mean" else flat.max(axis=1)
    return np.argsort(-strength, kind="stable")


def mosaic(
    maps: NDArray[np.float32],
    by: str = "index",
    aspect: float = 1.0,
    scale: tuple[float, float] | None = None,
) -> Mosaic:
    """Return the maps (C, H, W) as tiles, all on one scale.

    Parameters
    ----------
    by : str
        One of `ORDERS`.
    aspect : float
        Width over height that the whole should have, about.
    scale : (low, high), optional
        See `limits`, which gives their own by default.
    """
    count, height, width = maps.shape
    gap = 1 if min(height, width) < 16 else 2
    if height == width == 1:
        gap = 0
    columns = round(math.sqrt(count * aspect * (height + gap) / (width + gap)))
    columns = min(max(1, columns), count)
    rows = math.ceil(count / columns)
    channels = order(maps, by)
    low, high = scale or limits(maps)
    tiles = np.full((rows * columns, height + gap, width + gap), GAP, np.uint8)
    tiles[:count, :height, :width] = levels(maps[channels] if by != "index" else maps, low, high)
    shaped = tiles.reshape(rows, columns, height + gap, width + gap).swapaxes(1, 2)
    whole = shaped.reshape(rows * (height + gap), columns * (width + gap))
    cut = whole[: rows * (height + gap) - gap, : columns * (width + gap) - gap]
    return Mosaic(np.ascontiguousarray(cut), channels, columns, height, width, gap, low, high)
