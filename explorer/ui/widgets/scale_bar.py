"""Which colour stands for which value, with numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.core.i18n import tr
from explorer.ui.widgets.cells import number_text
from explorer.ui.widgets.image_canvas import to_qimage

BAR = 10
MARKER = 6


@dataclass(frozen=True, eq=False)
class Scale:
    """Colours from ``low`` to ``high``, and the values that are there.

    Parameters
    ----------
    table : (n, 3) uint8, RGB
        Colours from the lowest value to the highest.
    low, high : float
        What the two ends of the table stand for; more is cut off.
    least, most : float
        The smallest and the largest value on screen.
    """

    table: NDArray[np.uint8]
    low: float
    high: float
    least: float
    most: float

    def share(self, value: float) -> float:
        """Return where a value lies from the lower end (0) to the upper (1), clipped."""
        if self.high <= self.low:
            return 0.5
        return min(max((value - self.low) / (self.high - self.low), 0.0), 1.0)

    def label(self, value: float) -> str:
        """Return the text below a place; an end that stands for more says so."""
        beyond = {
            self.low: "≤ " * (self.least < self.low),
            self.high: "≥ " * (self.most > self.high),
        }
        return beyond.get(value, "") + number_text(value)


class ScaleBar(QWidget):
    """A bar of colours, zero marked; two pointers stand at the values found.

    An end beyond which there are values reads "≥" or "≤": they all have its colour.
    """

    def __init__(self) -> None:
        super().__init__()
        self.scale: Scale | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Leave room for the numbers."""
        return QSize(160, BAR + MARKER + self.fontMetrics().height() + 4)

    def show_scale(self, scale: Scale) -> None:
        """Show another scale."""
        self.scale = scale
        self.setAccessibleName(self._text(scale))
        self.setToolTip(self._text(scale))
        self.update()

    def _text(self, scale: Scale) -> str:
        return tr(
            "Full colour at {low} and {high}; what lies beyond looks the same. "
            "Here: {least} to {most}.",
            low=number_text(scale.low),
            high=number_text(scale.high),
            least=number_text(scale.least),
            most=number_text(scale.most),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bar, its ends, zero and the values found."""
        if self.scale is None:
            return
        painter, scale = QPainter(self), self.scale
        bar = QRectF(1, MARKER, self.width() - 2, BAR)
        painter.drawImage(bar, to_qimage(np.ascontiguousarray(scale.table[None])))
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRect(bar)
        text = self.palette().color(QPalette.ColorRole.WindowText)
        for value in (scale.least, scale.most):
            self._paint_pointer(painter, bar, value, text)
        self._paint_numbers(painter, bar, text)
        painter.end()

    def _paint_pointer(self, painter: QPainter, bar: QRectF, value: float, ink: QColor) -> None:
        assert self.scale
        x = bar.left() + self.scale.share(value) * bar.width()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink)
        top = bar.top() - MARKER
        corners = (QPointF(x - 4, top), QPointF(x + 4, top), QPointF(x, bar.top()))
        painter.drawPolygon(QPolygonF(corners))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_numbers(self, painter: QPainter, bar: QRectF, ink: QColor) -> None:
        scale = self.scale
        assert scale
        painter.setPen(ink)
        metrics, top = painter.fontMetrics(), bar.bottom() + 2
        taken: list[QRectF] = []
        for value in (scale.low, scale.high, 0.0):
            if not scale.low <= value <= scale.high:
                continue
            text = scale.label(value)
            x, width = (
                bar.left() + scale.share(value) * bar.width(),
                metrics.horizontalAdvance(text),
            )
            left = min(max(x - width / 2, 0.0), self.width() - float(width))
            place = QRectF(left, top, width + 1, metrics.height())
            # Zero gives way to an end that is close to it.
            if not any(place.adjusted(-4, 0, 4, 0).intersects(other) for other in taken):
                painter.drawLine(QPointF(x, bar.top()), QPointF(x, bar.bottom() + 2))
                painter.drawText(place, Qt.AlignmentFlag.AlignLeft, text)
                taken.append(place)
