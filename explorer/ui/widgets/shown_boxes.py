"""Boxes as a canvas draws them: thousands at once, one of them with handles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from explorer.core.box_lists import Box
from explorer.ui.widgets.box_paint import SHADOW, outline, pen, write_tags
from explorer.ui.widgets.image_canvas import Mapping

WIDTH, THIN = 2.5, 1.0
SHADOWED, BROAD = 200, 1000
"""More boxes than this go without a shadow, for blending takes most of the time; are all thin:
broad lines cover each other and take three times as long."""
HANDLE = 3.5
"""Half the side of a handle, points."""


class ShownBox(NamedTuple):
    """A box as it is drawn. A tuple, as thousands are made anew at each step.

    Parameters
    ----------
    box : (x1, y1, x2, y2)
        Pixels of the picture.
    faint : bool
        Thin and greyed, for what is out of the game.
    fixed : bool
        Can be chosen, but not moved.
    """

    box: Box
    text: str
    colour: QColor
    dashed: bool = False
    faint: bool = False
    fixed: bool = False


def mapped(mapping: Mapping, corners: NDArray[np.float64]) -> list[QRectF]:
    """Return where boxes (N, 4), pixels of the picture, lie in the widget."""
    offset = np.array([mapping.origin.x(), mapping.origin.y()] * 2)
    return [
        QRectF(x1, y1, x2 - x1, y2 - y1)
        for x1, y1, x2, y2 in (corners * mapping.scale + offset).tolist()
    ]


def paint_boxes(
    painter: QPainter,
    mapping: Mapping,
    shown: Sequence[ShownBox],
    corners: NDArray[np.float64],
    selected: int,
) -> None:
    """Draw boxes look by look, faint ones below, and their texts, that of ``selected`` on top.

    Parameters
    ----------
    corners : (N, 4) float
        Where the boxes are; pixels of the picture.
    """
    rects = mapped(mapping, corners)
    # What boxes have in common is drawn by one call.
    looks: dict[tuple[int, bool, bool], list[QRectF]] = {}
    for (_, _, colour, dashed, faint, _), rect in zip(shown, rects, strict=True):
        looks.setdefault((colour.rgba(), dashed, faint), []).append(rect)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for (rgba, dashed, faint), alike in sorted(looks.items(), key=lambda look: not look[0][2]):
        colour, width = QColor.fromRgba(rgba), WIDTH if len(shown) <= BROAD else THIN
        if faint:
            colour, width = _greyed(colour), THIN
        elif len(shown) <= SHADOWED:
            painter.setPen(pen(SHADOW, WIDTH + 1.5, mapping))
            painter.drawRects(alike)
        style = Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine
        painter.setPen(pen(colour, width, mapping, style))
        painter.drawRects(alike)
    if 0 <= selected < len(shown) > BROAD:
        # Among thousands of thin ones it would not be found.
        outline(painter, mapping, rects[selected], shown[selected].colour, WIDTH)
    order = [i for i in reversed(range(len(shown))) if shown[i].text]
    order.sort(key=lambda index: index != selected)
    write_tags(painter, mapping, [(rects[i], shown[i].text, shown[i].colour) for i in order])


def _greyed(colour: QColor) -> QColor:
    # Opaque, as blending thousands of lines takes several times as long.
    mixed = ((part + 128) // 2 for part in (colour.red(), colour.green(), colour.blue()))
    return QColor(*mixed)


def paint_handles(painter: QPainter, rect: QRectF) -> None:
    """Draw small squares at corners and sides."""
    painter.setPen(QColor("black"))
    painter.setBrush(QColor("white"))
    middle = rect.center()
    places = [
        QPointF(x, y)
        for x in (rect.left(), middle.x(), rect.right())
        for y in (rect.top(), middle.y(), rect.bottom())
    ]
    for at in (*places[:4], *places[5:]):
        painter.drawRect(QRectF(at.x() - HANDLE, at.y() - HANDLE, 2 * HANDLE, 2 * HANDLE))
