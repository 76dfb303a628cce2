"""A plot over the distance, on which the threshold is dragged."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF

from explorer.ui.colours import CATEGORIES
from explorer.ui.widgets.cells import number_text
from explorer.ui.widgets.plot import Plot, Series

HUNDRED = 100
"""The axis counts hundredths."""
HERE = CATEGORIES[6]
FILL = 60
"""Opacity, of 255, of the area under a filled line."""
KEYS = {
    Qt.Key.Key_Left: -0.01,
    Qt.Key.Key_Right: 0.01,
    Qt.Key.Key_Down: -0.01,
    Qt.Key.Key_Up: 0.01,
    Qt.Key.Key_PageDown: -0.1,
    Qt.Key.Key_PageUp: 0.1,
}


def _hundredths(x: int) -> str:
    return f"{x / HUNDRED:g}"


class ThresholdPlot(Plot):
    """Lines over the distance, in hundredths, and a line at the threshold.

    Mouse and arrow keys move it.

    Parameters
    ----------
    filled : bool
        Whether the area under each line is filled.
    """

    moved = Signal(float)
    """The user wants this threshold."""
    released = Signal()
    """The user lets go."""

    def __init__(
        self, *, filled: bool = False, label: Callable[[float], str] = number_text
    ) -> None:
        super().__init__(label=label, across_label=_hundredths)
        self._filled, self._threshold, self._farthest = filled, 0.0, 1.0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def show_curves(
        self, series: Sequence[Series], threshold: float, farthest: float, high: float = 0.0
    ) -> None:
        """Show lines from 0 to ``farthest``; the axis up reaches ``high`` at least."""
        self._threshold, self._farthest = threshold, farthest
        self.show_series(series, round(farthest * HUNDRED), high)

    @property
    def line(self) -> float:
        """Where the threshold is, points from the left."""
        return self.point(min(self._threshold, self._farthest) * HUNDRED, 0).x()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the plot, and the threshold over it."""
        super().paintEvent(event)
        painter = QPainter(self)
        if self._filled:
            for part in self.series:
                self._fill(painter, part)
        high = max((float(part.y.max(initial=0)) for part in self.series), default=0.0) or 1.0
        top, bottom = self.point(0, 10 * high).y(), self.point(0, 0).y()
        painter.setPen(QPen(HERE, 3 if self.hasFocus() else 2))
        painter.drawLine(QPointF(self.line, top), QPointF(self.line, bottom))
        painter.setBrush(HERE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRect(QRectF(self.line - 4, top - 1, 8, 8))
        painter.end()

    def _fill(self, painter: QPainter, part: Series) -> None:
        if not len(part.x):
            return
        points = [self.point(float(x), float(y)) for x, y in zip(part.x, part.y, strict=True)]
        ends = [self.point(float(part.x[-1]), 0), self.point(float(part.x[0]), 0)]
        colour = QColor(part.colour)
        colour.setAlpha(FILL)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        painter.drawPolygon(QPolygonF(points + ends))

    # --- from the user ----------------------------------------------------------

    def _at(self, x: float) -> float:
        left, right = self.point(0, 0).x(), self.point(self._farthest * HUNDRED, 0).x()
        share = min(max((x - left) / (right - left), 0.0), 1.0)
        return round(share * self._farthest, 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Put the threshold under the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.moved.emit(self._at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        self.mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self.released.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the threshold a little, or farther."""
        by = KEYS.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
            return
        self.moved.emit(round(min(max(self._threshold + by, 0.0), 2.0), 2))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Let go."""
        if Qt.Key(event.key()) in KEYS and not event.isAutoRepeat():
            self.released.emit()
        super().keyReleaseEvent(event)


def steps(
    name: str, counts: np.ndarray, edges: np.ndarray, colour: QColor, second: bool = False
) -> Series:
    """Return a histogram's outline as a line.

    Parameters
    ----------
    counts : (bins,)
    edges : (bins + 1,)
    """
    x = np.repeat(np.asarray(edges, np.float64), 2) * HUNDRED
    y = np.concatenate([[0.0], np.repeat(np.asarray(counts, np.float64), 2), [0.0]])
    return Series(name, x, y, colour, second=second)
