"""How often values occur."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.ui.widgets.cells import number_text

BAR = QColor("#0072b2")


class Histogram(QWidget):
    """Bars from the least to the greatest value; a line marks one value.

    The height of a bar is the square root of its count, so that rare values are seen
    beside the many zeros behind a ReLU.

    Parameters
    ----------
    describe : callable
        Returns what a screen reader says, in the active language.
    """

    def __init__(self, describe: Callable[[], str]) -> None:
        super().__init__()
        self._describe = describe
        self._heights: NDArray[np.float64] = np.zeros(0)
        self._ends, self._marked = (0.0, 0.0), 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Prefer a low strip."""
        return QSize(200, 74)

    def minimumSizeHint(self) -> QSize:
        """Stay visible."""
        return QSize(80, 60)

    def show_counts(
        self, counts: NDArray[np.intp], edges: NDArray[np.float64], marked: float
    ) -> None:
        """Show how many values lie between each two edges, and where one value stands.

        Parameters
        ----------
        counts : (n,)
        edges : (n + 1,)
        """
        heights = np.sqrt(counts)
        self._heights = heights / (heights.max() or 1.0)
        self._ends, self._marked = (float(edges[0]), float(edges[-1])), marked
        text = self._describe()
        self.setToolTip(text)
        self.setAccessibleName(text)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw bars, ends and the marked value."""
        if not len(self._heights):
            return
        painter = QPainter(self)
        line = self.fontMetrics().height()
        room = QRectF(self.rect()).adjusted(2, 2, -2, -line - 2)
        width = room.width() / len(self._heights)
        for place, height in enumerate(self._heights):
            top = room.bottom() - room.height() * float(height)
            bar = QRectF(room.left() + place * width, top, width, room.bottom() - top)
            painter.fillRect(bar, BAR)
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        painter.setPen(QPen(ink, 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        low, high = self._ends
        if high > low:
            x = room.left() + room.width() * (self._marked - low) / (high - low)
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
        below = QRectF(room.left(), room.bottom() + 1, room.width(), line)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, number_text(low))
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, number_text(high))
        painter.end()
