"""Feature maps as pictures: their colours, and frames around what is looked at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPen

from explorer.ui.colours import DIVERGING, packed, sequential
from explorer.ui.widgets.image_canvas import Mapping, Overlay
from explorer.ui.widgets.map_pane import MapPane
from explorer.ui.widgets.scale_bar import Scale
from explorer.vision import mosaic
from explorer.vision.mosaic import Mosaic

LINE = (118, 118, 118)
"""Between tiles: neither a low nor a high value in either table."""
FRAME = QColor("#e69f00")


def _table(colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    table = colours.copy()
    table[mosaic.GAP] = LINE
    return table


SIGNED = _table(DIVERGING)
POSITIVE = _table(
    np.concatenate(
        [np.zeros((1, 3), np.uint8), sequential(np.linspace(0, 1, 255, dtype=np.float32))]
    )
)
PACKED = {True: packed(SIGNED), False: packed(POSITIVE)}
TABLES = {True: SIGNED[1:], False: POSITIVE[1:]}


@dataclass(frozen=True, eq=False)
class Map:
    """A picture of values.

    Parameters
    ----------
    pixels : (h, w) uint32, 0xFFRRGGBB
    scale : Scale
    """

    pixels: NDArray[np.uint32]
    scale: Scale


def from_levels(
    levels: NDArray[np.uint8], ends: tuple[float, float], found: tuple[float, float]
) -> Map:
    """Return levels (see `explorer.vision.mosaic`) in colours.

    Parameters
    ----------
    ends : what the lowest and the highest level stand for
    found : the smallest and the largest value there are
    """
    signed = ends[0] < 0
    return Map(mosaic.painted(levels, PACKED[signed]), Scale(TABLES[signed], *ends, *found))


def coloured(values: NDArray[np.float32], *, signed: bool = False) -> Map:
    """Return (H, W) in colours, on a scale of its own; ``signed``: about 0 in any case."""
    low, high = mosaic.limits(values)
    if high == 0:
        high = 1.0  # nothing but zeros
    if signed:
        low = -high
    return from_levels(mosaic.levels(values, low, high), (low, high), extremes(values))


def extremes(values: NDArray[np.float32]) -> tuple[float, float]:
    """Return the smallest and the largest finite value; zeros where there is none."""
    found = float(values.min()), float(values.max())
    if not np.isfinite(found).all():
        finite = values[np.isfinite(values)]
        found = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    return found


def show_map(pane: MapPane, shown: Map, title: str, overlay: Overlay | None = None) -> None:
    """Put a picture of values into a pane."""
    height, width = shown.pixels.shape
    pane.show_title(title, f"{height} × {width}")
    pane.show_map(shown.pixels, shown.scale, overlay)
    if overlay:
        pane.canvas.show_overlay(overlay)


def outline(painter: QPainter, rect: QRectF, unit: float, colour: QColor = FRAME) -> None:
    """Draw a frame that is seen on light and on dark."""
    painter.setPen(QPen(QColor(0, 0, 0, 160), 4 * unit))
    painter.drawRect(rect)
    painter.setPen(QPen(colour, 2 * unit))
    painter.drawRect(rect)


def tile(mapping: Mapping, shown: Mosaic, channel: int) -> QRectF:
    """Return where the map of a channel lies."""
    left, top = shown.corner(shown.tile_of(channel))
    return mapping.rect(left, top, left + shown.width, top + shown.height)
