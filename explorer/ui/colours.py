"""Colours that carry data: they do not follow light and dark."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

# Okabe and Ito, 2008: told apart with any colour vision. Black is left out, as
# it vanishes on photographs.
CATEGORIES = tuple(
    QColor(name)
    for name in ("#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7")
)

# Viridis (van der Walt and Smith, CC0), sampled at nine points.
_VIRIDIS = np.array(
    [
        (68, 1, 84),
        (71, 44, 122),
        (59, 81, 139),
        (44, 113, 142),
        (33, 144, 141),
        (39, 173, 129),
        (92, 200, 99),
        (170, 220, 50),
        (253, 231, 37),
    ],
    float,
)


def category(index: int) -> QColor:
    """Return the colour of class ``index``; colours repeat, so a text goes with them."""
    return CATEGORIES[index % len(CATEGORIES)]


def text_on(background: QColor) -> QColor:
    """Return black or white, whichever reads better on ``background`` (ITU-R BT.601 luma)."""
    luma = 0.299 * background.red() + 0.587 * background.green() + 0.114 * background.blue()
    return QColor("black") if luma > 140 else QColor("white")


def sequential(values: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Map values in 0..1 of any shape (...) to RGB (..., 3) uint8, clipped at both ends.

    NaN becomes 0.
    """
    position = np.nan_to_num(np.clip(values, 0, 1)) * (len(_VIRIDIS) - 1)
    low = np.minimum(position.astype(int), len(_VIRIDIS) - 2)
    part = (position - low)[..., None]
    return np.round(_VIRIDIS[low] * (1 - part) + _VIRIDIS[low + 1] * part).astype(np.uint8)


# ColorBrewer's RdBu (Brewer, Apache 2.0), from negative (blue) over zero to positive (red),
# without its darkest ends: numbers are read on it.
_RED_BLUE = np.array(
    [
        (33, 102, 172),
        (67, 147, 195),
        (146, 197, 222),
        (209, 229, 240),
        (247, 247, 247),
        (253, 219, 199),
        (244, 165, 130),
        (214, 96, 77),
        (178, 24, 43),
    ],
    float,
)

ZERO = 128
"""Entry of `DIVERGING` that stands for zero; 127 entries on either side, one to spare."""


def _diverging() -> NDArray[np.uint8]:
    position = np.clip((np.arange(256) - ZERO) / 127, -1, 1) * 4 + 4
    columns = [np.interp(position, np.arange(9), _RED_BLUE[:, c]) for c in range(3)]
    return np.round(np.stack(columns, axis=1)).astype(np.uint8)


DIVERGING = _diverging()


def packed(colours: NDArray[np.uint8]) -> NDArray[np.uint32]:
    """Return RGB (..., 3) as 0xFFRRGGBB (...), the pixels of a `QImage` that paints at once."""
    red, green, blue = np.moveaxis(colours.astype(np.uint32), -1, 0)
    return np.asarray(0xFF000000 | red << 16 | green << 8 | blue, np.uint32)


def signed(values: NDArray[np.float64], limit: float) -> NDArray[np.uint8]:
    """Map values of any shape (...) to RGB (..., 3): -limit blue, 0 and NaN white, limit red."""
    scaled = np.nan_to_num(np.clip(values / limit, -1, 1)) if limit > 0 else np.zeros_like(values)
    return np.asarray(DIVERGING[np.round(scaled * 127).astype(int) + ZERO])


def gray(values: NDArray[np.float64], low: float, high: float) -> NDArray[np.uint8]:
    """Map values of any shape (...) to RGB (..., 3): ``low`` black, ``high`` white, clipped."""
    return shaded(values, low, high, QColor("white"))


def shaded(
    values: NDArray[np.float64], low: float, high: float, light: QColor
) -> NDArray[np.uint8]:
    """Map values of any shape (...) to RGB (..., 3): ``low`` black, ``high`` ``light``, clipped."""
    scaled = np.clip((values - low) / (high - low), 0, 1) if high > low else np.ones_like(values)
    colour = np.array([light.red(), light.green(), light.blue()])
    return np.asarray(np.round(scaled[..., None] * colour), np.uint8)
