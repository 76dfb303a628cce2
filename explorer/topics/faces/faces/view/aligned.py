"""The open face as the network sees it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QLabel

from explorer.core.i18n import tr
from explorer.ui.widgets.image_canvas import to_qimage


class AlignedFace(QLabel):
    """Shows an aligned face, or that there is none.

    Parameters
    ----------
    side : int
        Screen points.
    """

    def __init__(self, side: int) -> None:
        super().__init__()
        self.setFixedSize(side, side)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def show_face(self, pixels: NDArray[np.uint8] | None) -> None:
        """Show (112, 112, 3) uint8, RGB."""
        if pixels is None:
            self.setText("–")
            return
        ratio = self.devicePixelRatioF()
        side = round(self.width() * ratio)
        # A copy: the image does not own its pixels.
        pixmap = QPixmap.fromImage(to_qimage(np.ascontiguousarray(pixels)).copy()).scaled(
            side, side, mode=Qt.TransformationMode.SmoothTransformation
        )
        pixmap.setDevicePixelRatio(ratio)
        self.setPixmap(pixmap)

    def retranslate(self) -> None:
        """Take all texts from the active language."""
        text = tr("The open face, turned and scaled until eyes, nose and mouth are in place")
        self.setToolTip(text)
        self.setAccessibleName(text)
