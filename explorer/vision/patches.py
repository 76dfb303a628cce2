"""Small patches of pictures, as matrices and volumes that can be read."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

# ITU-R BT.601, as in OpenCV's conversion to grey.
LUMA = np.array([0.299, 0.587, 0.114])


def fit(height: int, width: int, cells: int, scale: int) -> tuple[int, int]:
    """Return cells and scale (pixels a cell) of the largest patch that fits a picture."""
    side = min(height, width)
    cells = max(1, min(cells, side))
    return cells, max(1, min(scale, side // cells))


def corner(size: int, middle: float, reach: int) -> int:
    """Return where a patch of ``reach`` pixels about ``middle`` begins, inside the picture."""
    return int(min(max(round(middle - reach / 2), 0), size - reach))


def cut(pixels: NDArray[np.uint8], x: float, y: float, cells: int, scale: int) -> NDArray[np.uint8]:
    """Return the patch about (x, y), each cell the mean of ``scale`` × ``scale`` pixels.

    Parameters
    ----------
    pixels : (H, W, 3) uint8, RGB
    x, y : float
        Middle, in pixels; moved so that the patch lies in the picture.
    cells, scale : int
        See `fit`, which is applied.

    Returns
    -------
    (cells, cells, 3) uint8
    """
    height, width, _ = pixels.shape
    cells, scale = fit(height, width, cells, scale)
    top, left = corner(height, y, cells * scale), corner(width, x, cells * scale)
    part = pixels[top : top + cells * scale, left : left + cells * scale]
    means = part.reshape(cells, scale, cells, scale, 3).mean(axis=(1, 3))
    return np.asarray(np.round(means), np.uint8)


def grey(pixels: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the luma of (H, W, 3) uint8 RGB in whole numbers 0..255, (H, W)."""
    return np.asarray(np.round(pixels @ LUMA))
