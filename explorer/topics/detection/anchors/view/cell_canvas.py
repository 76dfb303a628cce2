"""Boxes on a picture that is divided into cells."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

from explorer.ui.widgets.box_canvas import FIRM, BoxCanvas


class CellCanvas(BoxCanvas):
    """Also tells where it was clicked; a click on a box that was not chosen only chooses it."""

    pointed = Signal(float, float)
    """A click, not a drag: a point of the picture."""

    def __init__(self) -> None:
        super().__init__(inside=False)
        self._pressed: QPointF | None = None
        self._before = -1

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where it began."""
        left = event.button() == Qt.MouseButton.LeftButton and self.image is not None
        self._pressed, self._before = (event.position() if left else None), self.selected
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell of a click."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        if pressed is None or (event.position() - pressed).manhattanLength() > FIRM:
            return
        if self.selected < 0 or self.selected == self._before:
            self.pointed.emit(*self.mapping().picture(pressed))
