"""Many small volumes side by side, of which one is chosen."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from explorer.ui.widgets.cells import CURRENT, outline
from explorer.ui.widgets.image_canvas import to_qimage

LARGEST = 64
GAP = 6
LABEL = 14
SMALLEST_LABELLED = 24
# Of a deep volume so many slices are drawn.
MOST_DRAWN = 8
ARROWS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class VolumeStrip(QWidget):
    """Shows the colours of volumes; a click or the arrow keys choose one."""

    picked = Signal(int)
    """Another volume was chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.colours: NDArray[np.uint8] = np.zeros((1, 1, 1, 1, 3), np.uint8)
        self.names: tuple[str, ...] = ("",)
        self.edges: tuple[QColor, ...] = ()
        self.chosen = 0
        self._images: list[list[QImage]] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:
        """Prefer one row."""
        return QSize(len(self.colours) * (LARGEST + GAP), LARGEST + LABEL)

    def minimumSizeHint(self) -> QSize:
        """Stay visible."""
        return QSize(60, 40)

    def show_volumes(
        self,
        colours: NDArray[np.uint8],
        names: Sequence[str],
        chosen: int,
        edges: Sequence[QColor] = (),
    ) -> None:
        """Show volumes.

        Parameters
        ----------
        colours : (K, C, H, W, 3) uint8, RGB
        names : K texts
        chosen : int
        edges : C colours around the slices, or none for a plain line
        """
        same = np.array_equal(colours, self.colours) and tuple(names) == self.names
        if same and chosen == self.chosen and tuple(edges) == self.edges:
            return
        self.colours, self.names, self.chosen = colours, tuple(names), chosen
        self.edges = tuple(edges)
        self._images = [
            [to_qimage(np.ascontiguousarray(colours[k, c])) for c in self._drawn()]
            for k in range(len(colours))
        ]
        self.setAccessibleDescription(self.names[chosen])
        self.updateGeometry()
        self.update()

    def _drawn(self) -> list[int]:
        channels = self.colours.shape[1]
        count = min(channels, MOST_DRAWN)
        return [round(c * (channels - 1) / max(1, count - 1)) for c in range(count)]

    # --- geometry -----------------------------------------------------------

    def _grid(self) -> tuple[int, float, float]:
        """Return the columns, the side of a place with its gap, and the height of a label."""
        count, best = len(self.colours), (1, 0.0, 0.0)
        for rows in range(1, count + 1):
            columns = math.ceil(count / rows)
            for label in (LABEL, 0):
                side = min(self.width() / columns, self.height() / rows - label, LARGEST + GAP)
                if (side >= SMALLEST_LABELLED or not label) and side > best[1]:
                    best = (columns, side, label)
        return best

    def place(self, index: int) -> QRectF:
        """Return where a volume is drawn, without its label."""
        columns, side, label = self._grid()
        row, column = divmod(index, columns)
        gap = min(GAP, side / 5)
        left, top = column * side + gap / 2, row * (side + label) + gap / 2
        return QRectF(left, top, side - gap, side - gap)

    def _at(self, point: QPointF) -> int | None:
        label = self._grid()[2]
        for index in range(len(self.colours)):
            if self.place(index).adjusted(-GAP / 2, -GAP / 2, GAP / 2, label).contains(point):
                return index
        return None

    # --- painting -----------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw each volume from its back to its front, and frame the chosen one."""
        painter = QPainter(self)
        font = painter.font()
        font.setPixelSize(11)
        painter.setFont(font)
        labelled = self._grid()[2] > 0
        for index, images in enumerate(self._images):
            place = self.place(index)
            self._paint_volume(painter, images, place)
            if labelled:
                painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
                below = QRectF(place.left(), place.bottom() + 2, place.width(), LABEL)
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, str(index))
        frame = self.place(self.chosen).adjusted(-2, -2, 2, 2)
        outline(painter, frame, CURRENT, 2)
        if self.hasFocus():
            accent = self.palette().color(QPalette.ColorRole.Accent)
            outline(painter, frame.adjusted(2, 2, -2, -2), accent, 1)
        painter.end()

    def _paint_volume(self, painter: QPainter, images: list[QImage], place: QRectF) -> None:
        behind = len(images) - 1
        depth = min(0.35, 0.14 * behind) * place.width()
        width, height = place.width() - depth, place.height() - depth
        ratio = images[0].height() / images[0].width()
        wide, high = min(width, height / ratio), min(height, width * ratio)
        front = QRectF(place.left(), place.top() + depth, wide, high)
        line = self.palette().color(QPalette.ColorRole.PlaceholderText)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for channel in reversed(range(len(images))):
            move = depth * channel / max(1, behind)
            rect = front.translated(move, -move)
            painter.drawImage(rect, images[channel])
            painter.setPen(QPen(self.edges[channel] if self.edges else line, 1))
            painter.drawRect(rect)

    # --- mouse and keys -----------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the volume under the pointer."""
        index = self._at(event.position())
        if index is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the next or the previous volume."""
        by = ARROWS.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        elif 0 <= self.chosen + by < len(self.colours):
            self.picked.emit(self.chosen + by)

    def event(self, event: QEvent) -> bool:
        """Tell the name of the volume under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            index = self._at(QPointF(event.pos()))
            text = self.toolTip() if index is None else self.names[index]
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)
