"""A number that falls (or rises) step by step, on a logarithmic scale."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.ui.widgets.cells import CURRENT, number_text

LEFT, BOTTOM, TOP, RIGHT = 46, 20, 20, 12
MOST_BELOW = 12
LEAST_STEPS = 50
POINTS = 600


def round_up(number: int) -> int:
    """Return the next of 50, 100, 200, 500, 1000, ...: an axis that seldom changes."""
    power = 10 ** (len(str(number)) - 1)
    return next(
        end for factor in (1, 2, 5, 10) if (end := max(LEAST_STEPS, factor * power)) >= number
    )


def decades(values: NDArray[np.float64]) -> tuple[int, int]:
    """Return the powers of ten below and above all values; zeros lie on the lower one.

    A fall towards zero is followed for so many decades only, a rise as far as it goes.
    """
    positive = values[values > 0]
    if not positive.size:
        return -1, 0
    high = math.ceil(math.log10(float(positive.max())) - 1e-9)
    low = math.floor(math.log10(float(positive.min())) + 1e-9)
    return max(min(low, high - 1), min(high, 0) - MOST_BELOW), high


class Curve(QWidget):
    """Draws values over their steps, which begin at 0, and marks the last.

    A click or a drag picks a step.
    """

    picked = Signal(int)
    """The user points at this step."""
    released = Signal()
    """The user lets go."""

    def __init__(self, colour: QColor) -> None:
        super().__init__()
        self.values: NDArray[np.float64] = np.ones(1)
        self._bound: float | None = None
        self._title = self._bound_title = ""
        self._colour = colour
        self._low, self._high, self._end = 0, 1, LEAST_STEPS
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 90)

    def sizeHint(self) -> QSize:
        """Prefer a plot that can be read."""
        return QSize(300, 160)

    def show_values(self, values: NDArray[np.float64], bound: float | None = None) -> None:
        """Show other values; a dashed line stands at ``bound``."""
        self.values, self._bound = values, bound
        known = values if bound is None else np.append(values, bound)
        self._low, self._high = decades(known)
        # An axis that shrank would move under the pointer of who goes back along it.
        least = self._end if len(values) > 1 else 0
        self._end = max(least, round_up(len(values) - 1))
        self.update()

    def set_texts(self, title: str, bound: str) -> None:
        """Say what the values and the dashed line are."""
        self._title, self._bound_title = title, bound
        self.setAccessibleName(title)
        self.update()

    # --- geometry -------------------------------------------------------------

    @property
    def _area(self) -> QRectF:
        width, height = self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM
        return QRectF(LEFT, TOP, max(1, width), max(1, height))

    def point(self, step: float, value: float) -> QPointF:
        """Return where a value lies in the widget."""
        area = self._area
        power = math.log10(value) if value > 0 else self._low
        share = (power - self._low) / (self._high - self._low)
        y = area.bottom() - min(max(share, 0.0), 1.0) * area.height()
        return QPointF(area.left() + step / self._end * area.width(), y)

    # --- painting ---------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes, curve, bound and the present value."""
        painter = QPainter(self)
        self._paint_axes(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._area
        if self._bound:
            line = QPen(self.palette().color(QPalette.ColorRole.WindowText), 1)
            line.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(line)
            y = self.point(0, self._bound).y()
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.drawText(
                area.adjusted(0, 0, -4, 0).toRect().adjusted(0, 0, 0, round(y - area.bottom()) - 2),
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom,
                self._bound_title,
            )
        last = len(self.values) - 1
        steps = np.unique(np.linspace(0, last, POINTS).round().astype(int))
        painter.setPen(QPen(self._colour, 2))
        points = [self.point(int(step), float(self.values[step])) for step in steps]
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(CURRENT)
        painter.drawEllipse(points[-1], 4, 4)
        painter.end()

    def _paint_axes(self, painter: QPainter) -> None:
        area, palette = self._area, self.palette()
        painter.fillRect(area, palette.color(QPalette.ColorRole.Base))
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        ink, line = (
            palette.color(role) for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Mid)
        )
        every = max(1, math.ceil((self._high - self._low) * 18 / area.height()))
        for power in range(self._high, self._low - 1, -every):
            y = self.point(0, 10.0**power).y()
            painter.setPen(line)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(ink)
            place = QRectF(0, y - 8, LEFT - 5, 16)
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, right, number_text(10.0**power))
        for step in (0, self._end // 2, self._end):
            x = area.left() + step / self._end * area.width()
            place = QRectF(x - 40, area.bottom() + 3, 80, 16)
            place.moveRight(min(place.right(), self.width() + 30.0))
            painter.drawText(place, Qt.AlignmentFlag.AlignHCenter, str(step))
        painter.drawText(QRectF(LEFT, 0, area.width(), TOP - 2), 0, self._title)

    # --- from the user ----------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step under the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            area = self._area
            share = (event.position().x() - area.left()) / area.width()
            self.picked.emit(round(min(max(share, 0.0), 1.0) * self._end))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self.released.emit()
