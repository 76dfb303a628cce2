"""Where points of a plane lie in a widget: the origin in the middle, y upwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from explorer.ui.widgets.cells import number_text
from explorer.ui.widgets.plot import round_step

PAPER, LINE, INK = QColor("white"), QColor("#dcdcdc"), QColor("#606060")
HALVES = (0.5, 1, 1.5, 2, 3, 4, 6, 8, 12, 16, 25, 50, 100, 200, 500)
"""Where the plane ends along its shorter side: it seldom changes."""
ROOM = 1.1
BELOW_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom


def half_around(points: NDArray[np.float64], least: float) -> float:
    """Return a half side that leaves room around all points (..., 2)."""
    farthest = max(least, ROOM * float(np.abs(points).max(initial=0.0)))
    return next((half for half in HALVES if half >= farthest), farthest)


@dataclass(frozen=True)
class PlaneMapping:
    """From the plane to points of a widget.

    Parameters
    ----------
    area : QRectF
        The part of the widget; the plane fills it.
    half : float
        Where the plane ends along the shorter side.
    """

    area: QRectF
    half: float

    @property
    def scale(self) -> float:
        """Points of the widget for one unit."""
        return max(1.0, min(self.area.width(), self.area.height())) / 2 / self.half

    def point(self, x: float, y: float) -> QPointF:
        """Return where a point of the plane lies."""
        return self.area.center() + QPointF(x, -y) * self.scale

    def value(self, at: QPointF) -> tuple[float, float]:
        """Return which point of the plane lies there."""
        off = (at - self.area.center()) / self.scale
        return off.x(), -off.y()

    def edges(self) -> tuple[float, float]:
        """Return how far the plane reaches to the right, and upwards."""
        return self.area.width() / 2 / self.scale, self.area.height() / 2 / self.scale


RIM = 14
"""Points at the rim where no number is written: it would be cut, or lie on another."""


def draw_axes(painter: QPainter, mapping: PlaneMapping) -> None:
    """Lines with their numbers below and to the right."""
    step = round_step(2 * mapping.half, 8)
    across, up = mapping.edges()
    area = mapping.area
    for number in range(-int(across / step), int(across / step) + 1):
        x = mapping.point(number * step, 0).x()
        painter.setPen(QPen(INK if number == 0 else LINE, 1))
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
        if area.left() + RIM < x < area.right() - 2 * RIM:
            painter.setPen(INK)
            painter.drawText(QPointF(x + 3, area.bottom() - 3), number_text(number * step))
    for number in range(-int(up / step), int(up / step) + 1):
        y = mapping.point(0, number * step).y()
        painter.setPen(QPen(INK if number == 0 else LINE, 1))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        if number and area.top() + RIM < y < area.bottom() - 2 * RIM:
            painter.setPen(INK)
            text = QRectF(area.left(), y - 3 * RIM, area.width() - 3, 3 * RIM - 2)
            painter.drawText(text, BELOW_RIGHT, number_text(number * step))
