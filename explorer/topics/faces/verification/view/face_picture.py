"""An aligned face, as large as there is room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget

from explorer.ui.widgets.image_canvas import to_qimage

LEAST = 40


class FacePicture(QWidget):
    """Shows one square picture, or nothing."""

    def __init__(self, side: int = 84) -> None:
        super().__init__()
        self.image: QImage | None = None
        self._side = side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setMinimumHeight(LEAST)

    def sizeHint(self) -> QSize:
        """Be square."""
        return QSize(self._side, self._side)

    def show_face(self, pixels: NDArray[np.uint8] | None) -> None:
        """Show (112, 112, 3) uint8 RGB."""
        self.image = None if pixels is None else to_qimage(np.ascontiguousarray(pixels)).copy()
        self.update()

    def set_title(self, title: str) -> None:
        """Say what it is."""
        self.setToolTip(title)
        self.setAccessibleName(title)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the face in the middle."""
        painter = QPainter(self)
        side = min(self.width(), self.height())
        place = QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)
        painter.fillRect(place, self.palette().color(QPalette.ColorRole.Midlight))
        if self.image is None:
            painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, "?")
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self.image)
        painter.end()
