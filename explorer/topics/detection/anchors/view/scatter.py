"""The shapes of all labelled boxes as points, each in the colour of its anchor."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.core.i18n import tr
from explorer.topics.detection.anchors.clusters import KMeans
from explorer.ui.colours import category, packed, text_on
from explorer.ui.widgets.image_canvas import to_qimage

LEFT, BOTTOM, TOP, RIGHT = 40, 34, 6, 10
TICKS = 5
MANY = 5000
"""More points than this are one pixel each."""


class Scatter(QWidget):
    """Draws a `KMeans`: width across, height upwards, anchors as rectangles from the corner."""

    painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.kmeans: KMeans | None = None
        # Where the points lie, of which sizes and in which room.
        self._places: tuple[NDArray[np.intp], NDArray[np.intp]] | None = None
        self._of: tuple[int, int, int] = (0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(180, 150)

    def sizeHint(self) -> QSize:
        """Prefer a square that can be read."""
        return QSize(420, 400)

    def show_kmeans(self, kmeans: KMeans) -> None:
        """Draw another step."""
        self.kmeans = kmeans
        self.update()

    @property
    def area(self) -> QRectF:
        """Where shares from 0 to 1 lie."""
        width, height = self.width() - LEFT - RIGHT, self.height() - TOP - BOTTOM
        return QRectF(LEFT, TOP, max(2, width), max(2, height))

    def point(self, width: float, height: float) -> QPointF:
        """Return where a shape lies."""
        area = self.area
        return QPointF(area.left() + width * area.width(), area.bottom() - height * area.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw points, axes and anchors."""
        painter = QPainter(self)
        if self.kmeans:
            painter.drawImage(self.area.topLeft(), to_qimage(self._pixels(self.kmeans)))
        self._paint_axes(painter)
        if self.kmeans:
            self._paint_anchors(painter, self.kmeans)
        painter.end()
        self.painted.emit()

    def _pixels(self, kmeans: KMeans) -> NDArray[np.uint32]:
        """Return the points as a picture: thousands would take too long one by one."""
        width, height = int(self.area.width()), int(self.area.height())
        base = self.palette().color(QPalette.ColorRole.Base)
        pixels = np.full((height, width), base.rgb(), np.uint32)
        rows, columns = self._lie(kmeans, width, height)
        colours = packed(
            np.array([category(i).getRgb()[:3] for i in range(len(kmeans.order))], np.uint8)
        )
        rank = np.empty_like(kmeans.order)
        rank[kmeans.order] = np.arange(len(rank))
        inks = colours[rank[kmeans.clusters]]
        reach = (0,) if len(inks) > MANY else (-1, 0, 1)
        for down in reach:
            for right in reach:
                at = np.clip(rows + down, 0, height - 1), np.clip(columns + right, 0, width - 1)
                pixels[at] = inks
        return pixels

    def _lie(
        self, kmeans: KMeans, width: int, height: int
    ) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        sizes = kmeans.labels.sizes
        key = (id(sizes), width, height)
        if self._places is None or key != self._of:
            columns = (sizes[:, 0] * (width - 1)).astype(np.intp)
            rows = ((1 - sizes[:, 1]) * (height - 1)).astype(np.intp)
            self._places, self._of = (rows, columns), key
        return self._places

    def _paint_axes(self, painter: QPainter) -> None:
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.palette().color(QPalette.ColorRole.Mid))
        painter.drawRect(self.area)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for tick in range(TICKS + 1):
            share = tick / TICKS
            at = self.point(share, share)
            text = f"{share:g}"
            across = QRectF(at.x() - 20, self.area.bottom() + 2, 40, 14)
            across.moveRight(min(across.right(), self.width() + 12.0))
            painter.drawText(across, Qt.AlignmentFlag.AlignHCenter, text)
            painter.drawText(QRectF(0, at.y() - 7, LEFT - 5, 14), right, text)
        title = QRectF(LEFT, self.area.bottom() + 17, self.area.width(), 15)
        painter.drawText(title, Qt.AlignmentFlag.AlignHCenter, tr("width (share of the picture)"))
        painter.save()
        painter.translate(1, self.area.center().y())
        painter.rotate(-90)
        down = QRectF(-self.area.height() / 2, 0, self.area.height(), 14)
        painter.drawText(down, Qt.AlignmentFlag.AlignHCenter, tr("height"))
        painter.restore()

    def _paint_anchors(self, painter: QPainter, kmeans: KMeans) -> None:
        ink = self.palette().color(QPalette.ColorRole.WindowText)
        corner = self.point(0, 0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for number, (width, height) in enumerate(kmeans.sorted_anchors):
            at, colour = self.point(width, height), category(number)
            for tint, thickness in ((ink, 3.0), (colour, 1.5)):
                painter.setPen(QPen(tint, thickness))
                painter.drawRect(QRectF(corner, at).normalized())
        for number, (width, height) in enumerate(kmeans.sorted_anchors):
            at, colour = self.point(width, height), category(number)
            self._paint_number(painter, at, str(number + 1), colour)

    def _paint_number(self, painter: QPainter, at: QPointF, text: str, colour: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1.5))
        painter.setBrush(colour)
        painter.drawEllipse(at, 8, 8)
        painter.setPen(text_on(colour))
        place = QRectF(at.x() - 8, at.y() - 8, 16, 16)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        self.setAccessibleName(tr("Shapes of the labelled boxes and anchors"))
        self.setToolTip(
            tr(
                "Each point is a labelled box, in the colour of the anchor with the highest IoU. "
                "The rectangles are the anchors."
            )
        )
        self.update()
