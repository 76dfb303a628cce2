"""Where a network puts digits: each is written at its place in the plane."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.nets.triplet_progress import Progress
from explorer.topics.faces.triplet.view.mapping import PAPER, PlaneMapping, draw_axes, half_around

# Dark enough for a small digit on white; the digit itself says which it is.
COLOURS = tuple(
    QColor(name)
    for name in (
        "#0072b2",
        "#d55e00",
        "#009e73",
        "#aa4499",
        "#2f9fd0",
        "#b8860b",
        "#332288",
        "#882255",
        "#5f5f5f",
        "#7a7a1e",
    )
)
TITLE, TEXT, UNSEEN_TEXT = 18, 9, 12
CIRCLE = 8
LEAST_HALF = 0.5


class Scatter(QWidget):
    """Draws the points of one network; those of digits it never saw are larger."""

    def __init__(self, side: str) -> None:
        super().__init__()
        self.side = side
        self.progress: Progress | None = None
        self._title = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(150, 120)

    def sizeHint(self) -> QSize:
        """Prefer a plane on which digits can be told apart."""
        return QSize(320, 280)

    def show_progress(self, progress: Progress | None, title: str) -> None:
        """Show other points, or none yet."""
        self.progress, self._title = progress, title
        self.setAccessibleName(title)
        self.update()

    def mapping(self) -> PlaneMapping:
        """Return where the plane lies."""
        area = QRectF(self.rect()).adjusted(0, TITLE, 0, 0)
        if self.progress is None:
            return PlaneMapping(area, LEAST_HALF)
        # A network that puts all into one place shall look like that.
        least = max(LEAST_HALF, math.sqrt(self.progress.plan.margin))
        return PlaneMapping(area, half_around(self.progress.points[self.side], least))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axes and digits."""
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        painter.drawText(QRectF(0, 0, self.width(), TITLE - 2), 0, self._title)
        mapping = self.mapping()
        painter.fillRect(mapping.area, PAPER)
        painter.setClipRect(mapping.area)
        font = painter.font()
        font.setPixelSize(TEXT)
        painter.setFont(font)
        draw_axes(painter, mapping)
        if self.progress is not None:
            self._draw_digits(painter, mapping, self.progress, font)
        painter.end()

    def _draw_digits(
        self, painter: QPainter, mapping: PlaneMapping, progress: Progress, font: QFont
    ) -> None:
        labels, points = progress.pictures.labels, progress.points[self.side]
        new = np.isin(labels, progress.plan.unseen)
        # What was never seen lies on top.
        for chosen, size in ((~new, TEXT), (new, UNSEEN_TEXT)):
            font.setPixelSize(size)
            font.setBold(size == UNSEEN_TEXT)
            painter.setFont(font)
            metrics = painter.fontMetrics()
            off = QPointF(-metrics.horizontalAdvance("0") / 2, metrics.capHeight() / 2)
            for label, (x, y) in zip(labels[chosen].tolist(), points[chosen].tolist(), strict=True):
                painter.setPen(COLOURS[label])
                painter.drawText(mapping.point(x, y) + off, str(label))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        # The examples of the first draw.
        for index in progress.pictures.examples[0].tolist():
            x, y = points[index].tolist()
            painter.setPen(QPen(COLOURS[int(labels[index])], 2))
            painter.drawEllipse(mapping.point(x, y), CIRCLE, CIRCLE)
