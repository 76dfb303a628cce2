"""What is drawn on the pictures."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from explorer.topics.networks.networks.result import Box, Result
from explorer.ui.maps import FRAME, outline, tile
from explorer.ui.widgets.image_canvas import Mapping, Overlay
from explorer.vision.filter_tiles import FilterTiles
from explorer.vision.mosaic import Mosaic

SEEN = QColor(255, 255, 255, 170)
SHADOW = QColor(0, 0, 0, 160)


def on_picture(result: Result) -> Overlay:
    """Frame in the whole picture what the network sees, and what the value looked at sees."""
    if result.run.prepared.warp is None:
        return on_input(result, None)
    rows, columns = result.opened.loaded.weights.preprocessing.shape[2:]
    frames = [(result.corners((0, 0, columns, rows)), QColor("white"))]
    if result.field:
        frames.append((result.corners(_cut(result.field, columns, rows)), FRAME))

    def draw(painter: QPainter, mapping: Mapping) -> None:
        for corners, colour in frames:
            shape = QPolygonF([mapping.point(*corner) for corner in corners.tolist()])
            for ink, width in ((SHADOW, 4), (colour, 2)):
                painter.setPen(QPen(ink, width * mapping.unit))
                painter.drawPolygon(shape)

    return draw


def on_input(result: Result, heat: NDArray[np.uint32] | None, *, field: bool = True) -> Overlay:
    """Frame what the network sees, and what the value looked at sees; lay heat over it.

    It belongs on the picture `Result.seen`.

    Parameters
    ----------
    heat : (h, w) uint32, 0xAARRGGBB, or None
        As large as the network's input, or a smaller map of the same part.
    """
    image = None if heat is None else _see_through(heat)
    rows, columns = result.opened.loaded.weights.preprocessing.shape[2:]
    whole = result.in_picture((0, 0, columns, rows))
    height, width = result.seen.shape[:2]
    seen = result.run.prepared.area if result.run.prepared.warp is None else whole
    cut = result.field and field and _cut(result.field, columns, rows)
    box = cut and result.in_picture(cut)

    def draw(painter: QPainter, mapping: Mapping) -> None:
        if image is not None:
            painter.save()
            # A border that the network sees is no part of the picture.
            painter.setClipRect(mapping.rect(0, 0, width, height))
            painter.drawImage(mapping.rect(*whole), image)
            painter.restore()
        painter.setPen(QPen(SEEN, mapping.unit))
        painter.drawRect(mapping.rect(*seen))
        if box:
            outline(painter, mapping.rect(*box), mapping.unit)

    return draw


def _see_through(pixels: NDArray[np.uint32]) -> QImage:
    height, width = pixels.shape
    return QImage(pixels, width, height, pixels.strides[0], QImage.Format.Format_ARGB32)


def _cut(box: Box, columns: int, rows: int) -> Box:
    """Return the part of a box that lies in the input."""
    x1, y1, x2, y2 = box
    return max(x1, 0), max(y1, 0), min(x2, columns), min(y2, rows)


def on_mosaic(shown: Mosaic, channel: int, silenced: list[int]) -> Overlay:
    """Frame the channel looked at, and cross out those that are silenced."""

    def draw(painter: QPainter, mapping: Mapping) -> None:
        for number in silenced:
            rect = tile(mapping, shown, number)
            painter.setPen(QPen(FRAME, mapping.unit))
            painter.drawLine(rect.topLeft(), rect.bottomRight())
            painter.drawLine(rect.topRight(), rect.bottomLeft())
        outline(painter, tile(mapping, shown, channel), mapping.unit)

    return draw


def on_map(place: tuple[int, int]) -> Overlay:
    """Frame the value looked at."""
    row, column = place

    def draw(painter: QPainter, mapping: Mapping) -> None:
        outline(painter, mapping.rect(column, row, column + 1, row + 1), mapping.unit)

    return draw


def on_filters(tiles: FilterTiles, chosen: int) -> Overlay:
    """Frame the filter of the channel looked at."""
    left, top = tiles.corner(chosen)
    gap = 0 if tiles.slices is None else 1 - tiles.slices.gap
    height, width = tiles.side

    def draw(painter: QPainter, mapping: Mapping) -> None:
        rect = mapping.rect(left, top, left + width - 1 + gap, top + height - 1 + gap)
        outline(painter, rect, mapping.unit)

    return draw
